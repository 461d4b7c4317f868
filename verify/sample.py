"""Monte Carlo with stated error rates: bounded summands, keyed streams, empirical Bernstein bounds.

A comparison with an exact value then has a known false-alarm probability, and says what error it
would have caught.  It supports a statement and never proves one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import Any

import numpy as np

__all__ = ["Estimate", "detectable_error", "homogeneous_mean", "mean", "sphere", "stream"]

Array = np.ndarray[Any, np.dtype[np.float64]]
BATCH = 1 << 14
ROUNDING = 1e-12  # of the bound: pairwise sums lose 1e-14, the rest is for the summands themselves


def stream(*key: object) -> np.random.Generator:
    """Return the random stream of a key: the same for keys that print the same, in every process.

    >>> float(stream("example", 1).random()) == float(stream("example", 1).random())
    True
    """
    digest = hashlib.sha256(repr(key).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


@dataclass(frozen=True)
class Estimate:
    """A sample mean that is within ``radius`` of the expectation with probability 1 − ``delta``."""

    mean: float
    radius: float
    delta: float
    samples: int

    def contains(self, value: float) -> bool:
        """Return whether a value is within the radius: False for the true one with probability ≤ delta."""
        return abs(self.mean - value) <= self.radius

    @property
    def detectable(self) -> float:
        """A value farther than this from the expectation is outside, unless the radius failed.

        It is known only after sampling; `detectable_error` foresees it.
        """
        return 2 * self.radius


def mean(
    summand: Callable[[np.random.Generator, int], Array], bound: float, samples: int, delta: float, *key: object
) -> Estimate:
    """Return the mean of i.i.d. summands of absolute value at most `bound`, drawn from the key's stream.

    ``summand(generator, n)`` returns n of them.  The radius is the empirical Bernstein bound of
    Maurer and Pontil (COLT 2009, Theorem 4), delta/2 for each tail, and an allowance of 1e-12
    `bound` for rounding in the summands and their sum.  Raises ValueError if a summand exceeds the
    bound or is NaN, or for fewer than two samples or a delta outside (0, 1).
    """
    _require(bound, samples, delta)
    generator = stream(*key)
    batches = [_batch(summand, generator, min(BATCH, samples - start)) for start in range(0, samples, BATCH)]
    x = np.concatenate(batches) / bound
    if not np.max(np.abs(x)) <= 1 + ROUNDING:
        raise ValueError(f"a summand of {bound * np.max(np.abs(x)):.6g} exceeds the bound {bound:.6g}")
    radius = _bernstein(float(np.std(x, ddof=1)), samples, delta)
    return Estimate(bound * float(np.mean(x)), bound * radius, delta, samples)


def _require(bound: float, samples: int, delta: float) -> None:
    if samples < 2 or not 0 < delta < 1 or not 0 < bound < float("inf"):
        raise ValueError(f"need samples ≥ 2, 0 < delta < 1 and a positive bound, not {samples}, {delta} and {bound}")


def _batch(summand: Callable[[np.random.Generator, int], Array], generator: np.random.Generator, n: int) -> Array:
    values = summand(generator, n)
    if values.shape != (n,):
        raise ValueError(f"{n} summands were asked for, an array of shape {values.shape} was given")
    return values


def _bernstein(deviation: float, samples: int, delta: float) -> float:
    """Return the radius for summands in [−1, 1] of a given sample standard deviation."""
    width, logarithm = 2.0, log(4 / delta)  # two tails of delta/2 each, in Theorem 4 ln(2/(delta/2))
    return deviation * sqrt(2 * logarithm / samples) + width * 7 * logarithm / (3 * (samples - 1)) + ROUNDING


def detectable_error(spread: float, bound: float, samples: int, delta: float, beta: float) -> float:
    """Return an error that `mean` is sure to catch: a value so far off is outside with probability ≥ 1 − beta.

    The summands have standard deviation at most `spread` (`bound` is one).  With probability
    1 − beta/2 the sample deviation is at most spread + 2 bound √(2 ln(2/beta)/(n − 1)) (Maurer and
    Pontil, Theorem 10), so the radius is foreseen; with 1 − beta/2 the mean errs at most as
    Bernstein's inequality says.

    >>> detectable_error(1.0, 1.0, 10**6, 1e-9, 1e-9) < 0.02
    True
    """
    _require(bound, samples, delta)
    deviation = spread / bound + 2 * sqrt(2 * log(2 / beta) / (samples - 1))
    tail = log(4 / beta)
    error = spread / bound * sqrt(2 * tail / samples) + 2 * tail / (3 * samples) + ROUNDING
    return bound * (_bernstein(deviation, samples, delta) + error)


def sphere(generator: np.random.Generator, count: int, dimension: int) -> Array:
    """Return points uniform on the unit sphere of R^dimension, of shape (count, dimension)."""
    z = generator.standard_normal((count, dimension))
    return np.asarray(z / np.linalg.norm(z, axis=1, keepdims=True))


def homogeneous_mean(
    function: Callable[[Array], Array],
    bound: float,
    dimension: int,
    samples: int,
    delta: float,
    *key: object,
    degree: float = 2,
) -> Estimate:
    """Return the Gaussian mean of a positively homogeneous function, at most `bound` on the unit sphere.

    With z = r u, r independent of the unit vector u, E f(z) = E r^n · E f(u) for degree n, and
    E r² = d: the radius is integrated out exactly, and what is left to sample is bounded.

    >>> homogeneous_mean(lambda u: u[:, 0] ** 2, 1.0, 4, 10_000, 1e-6, "doc").contains(1.0)
    True
    """
    factor = float(dimension) if degree == 2 else _radial_moment(degree, dimension)

    def summand(generator: np.random.Generator, count: int) -> Array:
        return factor * function(sphere(generator, count, dimension))

    return mean(summand, factor * bound, samples, delta, *key)


def _radial_moment(n: float, d: int) -> float:
    """Return E r^n = 2^{n/2} Γ((d + n)/2)/Γ(d/2) for the length r of a standard normal vector in R^d."""
    return exp(n / 2 * log(2) + lgamma((d + n) / 2) - lgamma(d / 2))

"""Sampling with stated error rates: bounded summands, keyed streams, Bernstein's inequality and its empirical form.

A comparison with an exact value then has a known false-alarm probability, and says what error it
would have caught (`verify.statistics.means`).  It supports a statement and never proves one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, fsum, isfinite, lgamma, log, nan, sqrt
from typing import Any

import numpy as np

__all__ = [
    "Estimate", "Summand", "detectable_error", "homogeneous", "homogeneous_mean", "mean", "sphere", "spread_bound",
    "stream",
]  # fmt: skip

Array = np.ndarray[Any, np.dtype[np.float64]]
Draw = Callable[[np.random.Generator, int], Array]
BATCH = 1 << 14
ROUNDING = 1e-12  # of the bound: sums of batches lose 1e-14, the rest is for the summands themselves
LEAST, MOST = 1e-300, 1e300  # bounds beyond which floats have too few digits, or none, left for the allowance


def stream(*key: object) -> np.random.Generator:
    """Return the random stream of a key: the same for keys that print the same, in every process.

    >>> float(stream("example", 1).random()) == float(stream("example", 1).random())
    True
    """
    digest = hashlib.sha256(repr(key).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


@dataclass(frozen=True)
class Summand:
    """How to draw i.i.d. summands, ``draw(generator, n)`` returning n of them, and a bound of their absolute values."""

    draw: Draw
    bound: float


@dataclass(frozen=True)
class Estimate:
    """A sample mean that is within ``radius`` of the expectation with probability 1 − ``delta``.

    ``deviation`` is the sample standard deviation.
    """

    mean: float
    radius: float
    delta: float
    samples: int
    deviation: float = nan

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
    summand: Draw, bound: float, samples: int, delta: float, *key: object, spread: float | None = None
) -> Estimate:
    """Return the mean of i.i.d. summands of absolute value at most `bound`, drawn from the key's stream.

    ``summand(generator, n)`` returns n of them.  Where their standard deviation is known to be at most
    `spread` the radius is that of Bernstein's inequality (or Hoeffding's if smaller), otherwise the
    empirical Bernstein bound of Maurer and Pontil (COLT 2009, Theorem 4), delta/2 for each tail.  An
    allowance of 1e-12 `bound` is added for rounding in the summands and their sum.  Raises ValueError
    if a summand exceeds the bound or is NaN, for fewer than two samples, a delta outside (0, 1) or a
    bound outside [1e-300, 1e300].
    """
    _require(bound, samples, delta)
    generator = stream(*key)
    batches = [_batch(summand, generator, min(BATCH, samples - at), bound) for at in range(0, samples, BATCH)]
    average, deviation = _moments(batches, samples)
    if spread is None:
        radius = _empirical(deviation, samples, log(4 / delta))  # two tails of delta/2, for Theorem 4 ln(2/(delta/2))
    else:
        radius = _bernstein(spread / bound, samples, log(2 / delta))
    return Estimate(bound * average, bound * (radius + ROUNDING), delta, samples, bound * deviation)


def _require(bound: float, samples: int, delta: float) -> None:
    if samples < 2 or not 0 < delta < 1 or not 0 < bound < float("inf"):
        raise ValueError(f"need samples ≥ 2, 0 < delta < 1 and a positive bound, not {samples}, {delta} and {bound}")
    if not LEAST <= bound <= MOST:
        raise ValueError(
            f"the bound {bound} is outside [1e-300, 1e300], where floats round too much: scale the summands"
        )


def _batch(summand: Draw, generator: np.random.Generator, n: int, bound: float) -> tuple[int, float, float]:
    """Return number, mean and sum of squared deviations of n summands, in units of the bound."""
    given = np.asarray(summand(generator, n))
    if given.shape != (n,):
        raise ValueError(f"{n} summands were asked for, an array of shape {given.shape} was given")
    if given.dtype.kind not in "biuf":
        raise ValueError(f"the summands must be real numbers, not of type {given.dtype}")
    values = given.astype(float)
    if not (size := float(np.max(np.abs(values)))) <= bound * (1 + ROUNDING):  # also for NaN
        raise ValueError(
            f"a summand of {size:.6g} exceeds the bound {bound:.6g}"
            if size == size
            else "a summand is not a number (NaN)"
        )
    x = values / bound
    centre = float(np.mean(x))
    return n, centre, float(np.sum((x - centre) ** 2))


def _moments(batches: list[tuple[int, float, float]], samples: int) -> tuple[float, float]:
    """Return mean and sample standard deviation of all batches."""
    average = fsum(n * centre for n, centre, _ in batches) / samples
    # Σ (x − m)² = Σ over batches of [Σ (x − m_b)² + n_b (m_b − m)²]: no difference of large numbers
    squares = fsum(within + n * (centre - average) ** 2 for n, centre, within in batches)
    return average, sqrt(squares / (samples - 1))


# Radii for summands in [−1, 1], whose width is 2


def _bernstein(spread: float, samples: int, logarithm: float) -> float:
    """Return what the mean exceeds its expectation by with probability at most exp(−logarithm).

    Bernstein: √(2σ²L/n) + (2/3) L/n for deviations X − E X ≤ 2 (Boucheron, Lugosi & Massart, Concentration
    Inequalities, 2013, Corollary 2.11); Hoeffding: √(2L/n).  Neither depends on the sample, so the smaller one holds.
    """
    if spread == 0:
        return 0.0
    root = sqrt(2 * logarithm / samples)
    return min(root, spread * root + 2 * logarithm / (3 * samples))


def _empirical(deviation: float, samples: int, logarithm: float) -> float:
    """Return the same from the sample deviation, with probability at most 2 exp(−logarithm) (Maurer & Pontil)."""
    return deviation * sqrt(2 * logarithm / samples) + 2 * 7 * logarithm / (3 * (samples - 1))


def _gap(samples: int, logarithm: float) -> float:
    """Return what sample and true deviation differ by, either way with probability ≤ exp(−logarithm) (Theorem 10)."""
    return 2 * sqrt(2 * logarithm / (samples - 1))


def spread_bound(estimate: Estimate, bound: float, beta: float) -> float:
    """Return a bound of the summands' standard deviation that holds with probability 1 − beta.

    >>> estimate = mean(lambda g, n: g.uniform(-1, 1, n), 1.0, 100_000, 0.01, "doc")
    >>> 3**-0.5 < spread_bound(estimate, 1.0, 1e-6) < 0.62
    True
    """
    return min(bound, estimate.deviation + bound * (_gap(estimate.samples, log(1 / beta)) + ROUNDING))


def detectable_error(
    spread: float, bound: float, samples: int, delta: float, beta: float, *, known: bool = False
) -> float:
    """Return an error that `mean` is sure to catch: a value so far off is outside with probability ≥ 1 − beta.

    The summands have standard deviation at most `spread` (`bound` is one); ``known`` says that `mean`
    is told so.  If not, then with probability 1 − beta/2 the sample deviation is at most
    spread + 2 bound √(2 ln(2/beta)/(n − 1)) (Maurer and Pontil, Theorem 10), so the radius is foreseen;
    with 1 − beta/2 the mean errs towards the value at most as Bernstein's inequality says.

    >>> detectable_error(1.0, 1.0, 10**6, 1e-9, 1e-9) < 0.02
    True
    """
    _require(bound, samples, delta)
    ratio = min(spread / bound, 1.0)
    # a value c < μ is inside only if mean ≤ c + radius: if c ≤ μ − radius − error, only if mean ≤ μ − error
    if known:
        radius, error = _bernstein(ratio, samples, log(2 / delta)), _bernstein(ratio, samples, log(1 / beta))
    else:
        largest = sqrt(samples / (samples - 1))  # of the sample deviation of numbers in [−1, 1]
        deviation = min(ratio + _gap(samples, log(2 / beta)), largest)
        radius, error = _empirical(deviation, samples, log(4 / delta)), _bernstein(ratio, samples, log(2 / beta))
    return bound * (radius + error + 2 * ROUNDING)


def sphere(generator: np.random.Generator, count: int, dimension: int) -> Array:
    """Return points uniform on the unit sphere of R^dimension, of shape (count, dimension)."""
    z = generator.standard_normal((count, dimension))
    return np.asarray(z / np.linalg.norm(z, axis=1, keepdims=True))


def homogeneous(function: Callable[[Array], Array], bound: float, dimension: int, degree: float = 2) -> Summand:
    """Return bounded summands whose mean is E f(z), z standard normal in R^dimension, f positively homogeneous.

    ``function`` maps points of shape (n, dimension) to n values, at most `bound` on the unit sphere.
    With z = r u, r independent of the unit vector u, E f(z) = E r^m · E f(u) for degree m, and
    E r² = d: the radius is integrated out exactly, and E r^m f(u) is left to sample.  Its second
    moment is E f(z)² (E r^m)²/E r^2m, for degree 2 that is E f(z)² d/(d + 2).  Raises ValueError for a
    dimension below 1, or a degree m at which d + m ≤ 0.
    """
    if dimension < 1 or not isfinite(degree) or dimension + degree <= 0:
        raise ValueError(f"need a dimension ≥ 1 and a degree above −dimension, not {dimension} and {degree}")
    factor = float(dimension) if degree == 2 else _radial_moment(degree, dimension)

    def draw(generator: np.random.Generator, count: int) -> Array:
        return factor * np.asarray(function(sphere(generator, count, dimension)))

    return Summand(draw, factor * bound)


def homogeneous_mean(
    function: Callable[[Array], Array],
    bound: float,
    dimension: int,
    samples: int,
    delta: float,
    *key: object,
    degree: float = 2,
) -> Estimate:
    """Return the Gaussian mean of a positively homogeneous function: the `mean` of its `homogeneous` summands.

    >>> homogeneous_mean(lambda u: u[:, 0] ** 2, 1.0, 4, 10_000, 1e-6, "doc").contains(1.0)
    True
    """
    summand = homogeneous(function, bound, dimension, degree)
    return mean(summand.draw, summand.bound, samples, delta, *key)


def _radial_moment(n: float, d: int) -> float:
    """Return E r^n = 2^{n/2} Γ((d + n)/2)/Γ(d/2) for the length r of a standard normal vector in R^d."""
    return exp(n / 2 * log(2) + lgamma((d + n) / 2) - lgamma(d / 2))

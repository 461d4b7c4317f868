"""Monte Carlo with stated error rates: bounded summands, keyed streams, empirical Bernstein bounds.

A comparison with an exact value then has a known false-alarm probability, and says what error it
would have caught.  It supports a statement and never proves one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

__all__ = ["Estimate", "homogeneous_mean", "mean", "sphere", "stream"]

Array = np.ndarray[Any, np.dtype[np.float64]]
BATCH = 1 << 14


def stream(*key: object) -> np.random.Generator:
    """Return the random stream of a key: the same for equal keys, in every process.

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
        """An error of the value that `contains` rejects with probability at least 1 − delta."""
        return 2 * self.radius


def mean(
    summand: Callable[[np.random.Generator, int], Array], bound: float, samples: int, delta: float, *key: object
) -> Estimate:
    """Return the mean of i.i.d. summands of absolute value at most `bound`, drawn from the key's stream.

    The radius is the empirical Bernstein bound of Maurer and Pontil (COLT 2009, Theorem 4) for both
    tails, and an allowance for rounding.  Raises ValueError if a summand exceeds the bound, or for
    fewer than two samples or a delta outside (0, 1).
    """
    if samples < 2 or not 0 < delta < 1 or not 0 < bound < float("inf"):
        raise ValueError(f"need samples ≥ 2, 0 < delta < 1 and a positive bound, not {samples}, {delta} and {bound}")
    generator, values = stream(*key), []
    for start in range(0, samples, BATCH):
        values.append(summand(generator, min(BATCH, samples - start)) / bound)
    x = np.concatenate(values)
    if not np.max(np.abs(x)) <= 1 + 1e-9:
        raise ValueError(f"a summand of {bound * np.max(np.abs(x)):.6g} exceeds the bound {bound:.6g}")
    # x lies in [−1, 1], an interval of length 2; each tail gets delta/2
    width, logarithm = 2.0, log(4 / delta)
    bernstein = sqrt(2 * float(np.var(x, ddof=1)) * logarithm / samples) + width * 7 * logarithm / (3 * (samples - 1))
    rounding = 1e-12 * (1 + float(np.mean(np.abs(x))))
    return Estimate(bound * float(np.mean(x)), bound * (bernstein + rounding), delta, samples)


def sphere(generator: np.random.Generator, count: int, dimension: int) -> Array:
    """Return points uniform on the unit sphere of R^dimension, of shape (count, dimension)."""
    z = generator.standard_normal((count, dimension))
    return np.asarray(z / np.linalg.norm(z, axis=1, keepdims=True))


def homogeneous_mean(
    function: Callable[[Array], Array], bound: float, dimension: int, samples: int, delta: float, *key: object
) -> Estimate:
    """Return the Gaussian mean of a function homogeneous of degree 2, at most `bound` on the unit sphere.

    With z = r u, r² of mean d and independent of u, E f(z) = d E f(u): the radius is integrated out
    exactly, and what is left to sample is bounded.

    >>> homogeneous_mean(lambda u: u[:, 0] ** 2, 1.0, 4, 10_000, 1e-6, "doc").contains(1.0)
    True
    """

    def summand(generator: np.random.Generator, count: int) -> Array:
        return dimension * function(sphere(generator, count, dimension))

    return mean(summand, dimension * bound, samples, delta, *key)

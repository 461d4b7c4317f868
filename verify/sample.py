"""Monte Carlo with stated error rates: bounded summands, keyed streams, empirical Bernstein bounds.

A comparison with an exact value then has a known false-alarm probability, and says what error it
would have caught.  It supports a statement and never proves one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from math import exp, lgamma, log, sqrt
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy
from sympy import Basic, Eq, Expr, Integer, Sum

from verify.arithmetics import Bounds, arithmetic
from verify.compile import compile_expression
from verify.expectation import E, Gaussian, gaussian
from verify.vectors import Component, Dot, Vector, by_dots, instantiate
from verify.verdict import SUPPORTED, UNKNOWN, Evidence

if TYPE_CHECKING:
    from verify.declare import Lemma

__all__ = ["Estimate", "detectable_error", "homogeneous_mean", "mean", "monte_carlo", "sphere", "stream"]

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


# The check: each E in an equation sampled at a few points, the rest in balls


def monte_carlo(lemma: Lemma, samples: int = 1 << 17, points: int = 2, delta: float = 1e-9) -> Evidence:
    """SUPPORTED if both sides of an equation agree at random points of dimensions 2 and 3, each E sampled.

    True sides are told apart with probability at most `delta` over all; the evidence says what
    relative error would have shown.
    """
    statement, errors = lemma.statement, [0.0]
    if not isinstance(statement, Eq) or not statement.has(E):
        return Evidence(UNKNOWN, "Monte Carlo", "only an equation with an expectation can be sampled")
    for point in islice(lemma.domain.points_at((Integer(2), Integer(3)), Random(1)), points):
        sides = [explicit(side, point) for side in statement.args]
        share = delta / points / sum(len(side.atoms(E)) for side in sides)
        left, right = (enclosed(side, samples, share) for side in sides)
        scale = float(max(*map(abs, left + right), Fraction(1)))
        errors.append(float(left[1] - left[0] + right[1] - right[0]) / scale)
        if left[1] < right[0] or right[1] < left[0]:
            middles = " and ".join(f"{float(sum(side)) / 2:.6g}" for side in (left, right))
            reason = f"the sides are {middles}, to {errors[-1]:.1g}, at {dict(point)}"
            return Evidence(UNKNOWN, "Monte Carlo", reason, doubt=True)
    if len(errors) == 1:
        return Evidence(UNKNOWN, "Monte Carlo", "no point of the domain was found")
    return Evidence(SUPPORTED, f"Monte Carlo (to {max(errors):.0e}, false alarms below {delta:.0e})")


def explicit(line: Basic, point: Mapping[Basic, Any]) -> Expr:
    """Return a line at a point: sums written out, vectors by coordinates, Gaussian ones by fresh variables."""

    def written_out(node: Sum) -> Expr:
        names = [limit[0] for limit in node.limits]
        ranges = [range(int(low), int(high) + 1) for _, low, high in node.limits]
        return sympy.Add(*(node.function.subs(dict(zip(names, at, strict=True))) for at in product(*ranges)))

    scalars = {s: x for s, x in point.items() if not isinstance(s, Vector)}
    line = by_dots(line.xreplace(scalars).replace(lambda n: isinstance(n, Sum), written_out))
    line = line.replace(lambda n: isinstance(n, Component), lambda n: point[n.args[0]][int(n.args[1]) - 1])
    values = dict(point)
    for entry in line.atoms(Dot):
        known = next(len(values[x]) for x in entry.args if x in values)
        for x in entry.args:
            fresh = [Integer(1)] * known if x.name == "1" else [gaussian(f"{x}.{i}") for i in range(known)]
            values.setdefault(x, fresh)
    return instantiate(line, values)


def enclosed(line: Expr, samples: int, delta: float) -> Bounds:
    """Return bounds that hold a line with explicit E with probability 1 − delta for each of them."""
    balls = arithmetic("ball", 30)
    assert balls.hull is not None
    means = {node: _estimate(node, samples, delta) for node in sorted(line.atoms(E), key=str)}
    marks = {node: sympy.Dummy() for node in means}
    hulls = [balls.hull(Fraction(m.mean - m.radius), Fraction(m.mean + m.radius)) for m in means.values()]
    bounds = balls.bounds(compile_expression(line.xreplace(marks), tuple(marks.values()), balls)(*hulls))
    if bounds is None:
        raise ValueError(f"{line} is undefined at the point")
    return bounds


@lru_cache(maxsize=1024)  # the lines of a derivation stand in two equations each
def _estimate(node: E, samples: int, delta: float) -> Estimate:
    variables, f = node.variables, node.expression
    degree, bound = _degree_and_bound(f)
    run = compile_expression(f, variables, arithmetic("numpy"))
    return homogeneous_mean(
        lambda u: np.broadcast_to(run(*u.T), len(u)), bound, len(variables), samples, delta, str(node), degree=degree
    )


def _degree_and_bound(f: Expr) -> tuple[float, float]:
    """Return the degree of homogeneity of a function of Gaussian variables and a bound on the sphere."""
    if isinstance(f, Gaussian) or E(f) == f:
        return (1.0, 1.0) if isinstance(f, Gaussian) else (0.0, abs(float(f)) * (1 + 1e-9))
    if hasattr(f, "as_elementary"):
        return _degree_and_bound(f.as_elementary())
    slopes = [sympy.diff(f, x) for x in E(f).variables] if f.is_Add else [f]
    if sympy.Add(*slopes).is_number:  # a linear form: Cauchy and Schwarz
        return 1.0, float(np.linalg.norm([float(slope) for slope in slopes])) * (1 + 1e-9)
    parts = [_degree_and_bound(part) for part in f.args if part != 0]
    degrees, bounds = zip(*parts, strict=True)
    if isinstance(f, sympy.Mul):
        return sum(degrees), float(np.prod(bounds))
    if isinstance(f, sympy.Pow) and f.exp.is_Rational and f.exp > 0:
        return degrees[0] * float(f.exp), bounds[0] ** float(f.exp)
    if isinstance(f, sympy.Heaviside):
        return 0.0, 1.0
    if not isinstance(f, (sympy.Add, sympy.Max, sympy.Min, sympy.Abs)) or len(set(degrees)) > 1:
        raise ValueError(f"{f} is not known to be homogeneous")
    return degrees[0], sum(bounds) if isinstance(f, sympy.Add) else max(bounds)

"""The check that samples: each E in an equation by Monte Carlo at a few points, the rest in balls."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from sympy import Basic, Eq, Integer

from verify.arithmetics import Bounds
from verify.checks.beside import unfounded
from verify.language.expectation import E
from verify.language.verdict import SUPPORTED, UNKNOWN, Evidence
from verify.statistics.power import levels, second_size
from verify.statistics.summands import enclosed, explicit

if TYPE_CHECKING:
    from verify.language.lemma import Lemma
from verify.language.reasons import Cause, because

__all__ = ["monte_carlo"]


METHOD = "Monte Carlo"


def monte_carlo(lemma: Lemma, samples: int = 1 << 17, points: int = 2, delta: float = 1e-9) -> Evidence:
    """SUPPORTED if both sides of an equation agree at random points of dimensions 2 and 3, each E sampled.

    Sides whose bounds are disjoint are sampled again, in a second stage of stricter level
    (`verify.statistics.power`): equal sides are told apart with probability at most `delta` over all points.
    The method names the relative error that would have shown at each point, missed there with probability 0.01
    (or the root of delta/points, if that is more).  UNKNOWN where it is 1 or more, and for an E
    whose integrand is not known to be homogeneous.

    >>> from sympy import Abs, Eq, Range, oo, pi, sqrt
    >>> from verify import Domain, Dot, E, Vector, Vectors, lemma
    >>> Z = Vector("Z", gaussian=True)
    >>> @lemma(domain=Domain(p=Range(1, oo), v=Vectors("p", nonzero=True)))
    ... def absolute_mean(p, v):
    ...     "The absolute mean of a Gaussian is its deviation times the root of 2/π."
    ...     return Eq(E(Abs(Dot(v, Z))), sqrt(2 / pi) * sqrt(Dot(v, v)))
    >>> monte_carlo(absolute_mean).how
    'Monte Carlo (to 0.01, false alarms below 1e-09)'
    """
    if not isinstance(lemma.statement, Eq) or not lemma.statement.has(E):
        return Evidence(UNKNOWN, METHOD, because(Cause.NOT_A_MEAN))
    if hole := unfounded(lemma):
        return Evidence(UNKNOWN, METHOD, because(Cause.HOLE, hole=hole))
    errors = []
    for point in islice(lemma.domain.points_at((Integer(2), Integer(3)), Random(1)), points):
        left, right = _in_stages(lemma.statement, point, samples, delta / points)
        errors.append(_visible(left, right))
        if _disjoint(left, right):
            one, other = (float(sum(side)) / 2 for side in (left, right))
            reason = because(Cause.SAMPLES_DIFFER, left=one, right=other, error=errors[-1], point=dict(point))
            return Evidence(UNKNOWN, METHOD, reason, doubt=True)
    if not errors:
        return Evidence(UNKNOWN, METHOD, because(Cause.NO_POINT))
    if max(errors) >= 1:
        return Evidence(UNKNOWN, METHOD, because(Cause.FEW_SAMPLES))
    return Evidence(SUPPORTED, METHOD, detail=f"to {max(errors):.1g}, false alarms below {delta:.0e}")


def _in_stages(statement: Eq, point: Mapping[Basic, Any], samples: int, delta: float) -> list[Bounds]:
    """Return bounds of the two sides at a point, which are disjoint for equal sides with probability at most delta."""
    mild, strict = levels(delta)
    first = _both(statement, point, samples, mild, "first stage")
    if not _disjoint(*first):
        return first
    return _both(statement, point, second_size(samples, delta, tails=4), strict, "second stage")


def _both(statement: Eq, point: Mapping[Basic, Any], samples: int, delta: float, stage: str) -> list[Bounds]:
    """Return bounds of the two sides at a point, all of them right with probability 1 − delta."""
    sides = [explicit(side, point) for side in statement.args]
    expectations = sum(len(side.atoms(E)) for side in sides)
    return [enclosed(side, samples, delta / max(expectations, 1), stage) for side in sides]


def _disjoint(left: Bounds, right: Bounds) -> bool:
    return left[1] < right[0] or right[1] < left[0]


def _visible(left: Bounds, right: Bounds) -> float:
    """Return the error of a side, relative to the larger one, from which on their bounds are disjoint."""
    scale = max(map(abs, left + right))
    return float((left[1] - left[0] + right[1] - right[0]) / scale) if scale else 0.0

"""Side conditions: where they are undefined, and whether any point satisfies them.

A statement that holds under a condition says nothing where the condition never holds, and it is not known what it
says where the condition has no value.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from random import Random

import sympy
from sympy import And, Basic, Not, S

from verify.language.domain import Domain
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.effort import EFFORT
from verify.prover.prove import hole_in, prove

__all__ = ["undefined_condition", "vacuity"]

EMPTY, OPEN = because(Cause.EMPTY), because(Cause.NO_POINT_FOUND)


@lru_cache(maxsize=256)
def undefined_condition(domain: Domain) -> Reason | None:
    """Return a point of the ranges where the side condition is undefined, None if it was shown to have none.

    A part of a conjunction matters only where the parts already shown to be defined hold: x > 0 guards log(x) < 1.

    >>> from sympy import Interval
    >>> print(undefined_condition(Domain(x=Interval(-1, 1), where=lambda x: 1 / x > 0)))
    the side condition 1/x > 0 is undefined at x = 0
    """
    waiting, shown = [part for part in And.make_args(domain.typed) if part != S.true], list[Basic]()
    while waiting:
        within = domain.under(And(*shown))
        holes = {part: hole_in(part, within, EFFORT.condition_looks) for part in waiting}
        defined = [part for part, hole in holes.items() if hole is None]
        if not defined:
            return next(
                because(Cause.CONDITION_UNDEFINED, part=part, hole=hole) for part, hole in holes.items() if hole
            )
        shown += defined
        waiting = [part for part in waiting if part not in defined]
    return None


@lru_cache(maxsize=256)
def vacuity(domain: Domain) -> Reason:
    """Return that the domain is empty, or that no point of it was found; nothing if it has a point.

    >>> from sympy import Interval
    >>> print(vacuity(Domain(x=Interval(0, 1), where=lambda x: x > 2)))
    vacuous: the domain is empty
    """
    if _has_simple_point(domain):
        return NOTHING
    if domain.where == S.false:
        return EMPTY
    with sympy_may_fail():
        # a witness against "the condition fails" is a point of the domain, a proof of it shows that there is none
        found = prove(Not(domain.where), domain.under(S.true), budget=EFFORT.condition_looks)
        return NOTHING if found.witness is not None else EMPTY if found.proved else OPEN
    return OPEN


def _has_simple_point(domain: Domain) -> bool:
    random = Random(0)
    inside = domain.random_points(random, EFFORT.condition_points)
    points = chain(islice(domain.corners(), 64), domain.on_axes(), inside)
    if any(True for _ in points):
        return True
    numbers = sorted(domain.where.atoms(sympy.Rational) | {S.Zero, S.One, S.NegativeOne}, key=lambda x: (abs(x), x))
    few = len(numbers) ** len(domain.scalars) <= EFFORT.condition_points
    return few and any(True for _ in domain.points_at(numbers, random))

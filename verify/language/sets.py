"""Ranges as statements: which numbers a set of reals holds, said in terms."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import sympy
from sympy import S, Set

from verify.language.bridge import NotReadable, term_of
from verify.language.functions import call
from verify.language.term import Term, apply, eq

__all__ = ["membership"]

_floor = call("floor")
_RUNS = {S.Integers: None, S.Naturals: 1, S.Naturals0: 0}


def membership(values: Set, x: Term) -> Term:
    """Return the statement that a number is in a set of reals.

    A rational among S.Rationals is told by its being written as one: the statement for that set is true, and exact
    points of it are chosen as rationals.  Raises `NotReadable` for a set that statements do not know.
    """
    match values:
        case sympy.Interval():
            return _all(*_between(values, x))
        case sympy.FiniteSet():
            return reduce(or_, [eq(x, term_of(member)) for member in values.args])
        case sympy.Range():
            return _progression(values, x)
        case sympy.Union():
            return reduce(or_, [membership(part, x) for part in values.args])
        case sympy.Intersection():
            return reduce(and_, [membership(part, x) for part in values.args])
        case sympy.Complement(args=(whole, without)):
            return membership(whole, x) & ~membership(without, x)
    if values in _RUNS:
        least = _RUNS[values]
        return _all(eq(x, _floor(x)), apply("true") if least is None else x >= least)
    if values in (S.Reals, S.Rationals):
        return apply("true")
    if isinstance(values, sympy.ConditionSet):
        symbol, condition, base = values.args
        return membership(base, x) & term_of(condition.xreplace({symbol: x.data}))
    raise NotReadable(f"{values} is not a range that statements know")


def _all(*parts: Term) -> Term:
    kept = [part for part in parts if part.head != "true"]
    return reduce(and_, kept) if kept else apply("true")


def _between(values: sympy.Interval, x: Term) -> list[Term]:
    low, high = values.start, values.end
    above = [] if low.is_infinite else [x > term_of(low) if values.left_open else x >= term_of(low)]
    below = [] if high.is_infinite else [x < term_of(high) if values.right_open else x <= term_of(high)]
    return above + below


def _progression(values: sympy.Range, x: Term) -> Term:
    step = values.step if values.step > 0 else -values.step
    low, high = values.inf, values.sup
    bounds = [x >= term_of(low)] if low.is_finite else []
    bounds += [x <= term_of(high)] if high.is_finite else []
    anchor = term_of(low if low.is_finite else high)
    place = (x - anchor) / term_of(step) if low.is_finite or high.is_finite else x
    return reduce(and_, [*bounds, eq(place, _floor(place))])

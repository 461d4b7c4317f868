"""The branches of a Piecewise and the terms of a Sum, each with the ranges of what stands in it."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Basic, Expr, Interval, Piecewise, S, Set, Sum

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import NotLinear, linear_parts
from verify.language.reasons import Cause
from verify.language.sympy_heads import inequality
from verify.prover.existence.shown import NotShown, Ranges

__all__ = ["branches", "summand"]


def summand(node: Sum, ranges: Ranges) -> tuple[Expr, Ranges]:
    """Return a term of a finite sum, with an index that stands in no other sum, and the ranges for it."""
    if any(limit[k].is_infinite for limit in node.limits for k in (1, 2)):
        raise NotShown(Cause.ENDLESS, part=node)
    fresh = {limit[0]: sympy.Dummy(str(limit[0]), integer=True) for limit in node.limits}
    return node.function.xreplace(fresh), {**ranges, **dict.fromkeys(fresh.values(), S.Integers)}


def branches(node: Piecewise, ranges: Ranges) -> Iterator[tuple[Expr, Ranges]]:
    """Yield the values of a Piecewise, each with the ranges on which it may be taken."""
    for value, condition in node.args:
        inside = _narrowed(ranges, condition)
        if all(isinstance(values, Interval) for x, values in inside.items() if isinstance(x, Gaussian)):
            yield value, inside  # else it is taken on a null set
        if condition == S.true:
            return
        ranges = _narrowed(ranges, sympy.Not(condition))
    raise NotShown(Cause.UNCOVERED, part=node)


def _narrowed(ranges: Ranges, condition: Basic) -> Ranges:
    """Return ranges within which a condition holds, narrower where it bounds one Gaussian variable by a number."""
    for low, high, strict in (sides for part in sympy.And.make_args(condition) for sides in inequality(part)):
        found = _half_line(high - low, strict)
        if found and found[0] in ranges:
            ranges = {**ranges, found[0]: ranges[found[0]].intersect(found[1])}
    return ranges


def _half_line(positive: Expr, strict: bool) -> tuple[Basic, Set] | None:
    """Return x and [c, ∞) for c ≤ x and the like; the end is kept out where the condition keeps it out."""
    try:
        parts, constant = linear_parts(positive)
    except NotLinear:
        return None
    ((x, slope),) = parts.items() if len(parts) == 1 else ((S.Zero, S.Zero),)
    if not isinstance(x, Gaussian) or not slope.is_Rational or not constant.is_Rational:
        return None
    end = -constant / slope
    if slope > 0:
        return x, Interval(end, sympy.oo, left_open=strict)
    return x, Interval(-sympy.oo, end, right_open=strict)

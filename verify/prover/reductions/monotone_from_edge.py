"""From an edge upwards: f(y) = f(e) + ∫ f′ from e to y, so that signs at the edge and of the slope are enough."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import And, Expr, Interval, S

from verify.prover.reductions.change_of_variable import Bound, bounds
from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.reductions.symmetry import meets
from verify.prover.signs import is_smooth, undefined_part

__all__ = ["climb", "lies_in"]


def climb(task: Restated) -> Iterator[Parts]:
    """Yield signs at an edge and of the slope away from it: where a condition bounds a symbol, or at an end of a range.

    At an end it must vanish: a larger value there is found by the search.
    """
    for f, strict in strictly_positive(task.statement):
        for bound in (*bounds(task), *_ends(task)):
            if f.has(bound.symbol):
                yield from _from_edge(task, bound, f, strict)


def _ends(task: Restated) -> Iterator[Bound]:
    for symbol, values in task.ranges.items():
        if isinstance(values, Interval):
            others = And(*(part for part in task.given if not part.has(symbol)))
            if values.inf.is_finite:
                yield Bound(symbol, symbol - values.inf, S.One, 1, bool(values.left_open), others)
            if values.sup.is_finite:
                yield Bound(symbol, values.sup - symbol, S.NegativeOne, -1, bool(values.right_open), others)


def _from_edge(task: Restated, bound: Bound, f: Expr, strict: bool) -> Iterator[Parts]:
    y, edge = bound.symbol, bound.edge
    along = And(*(part for part in And.make_args(bound.others) if not part.has(y)))
    below = {s: r for s, r in task.ranges.items() if s != y}
    values, hull = task.ranges[y], dict(task.ranges)
    if edge.is_number:  # an end, with which the range is closed
        closed_ends = bool(values.left_open) and edge != values.inf, bool(values.right_open) and edge != values.sup
        hull[y] = Interval(values.inf, values.sup, *closed_ends)
    closed = Restated(task.statement, hull, And(along, sympy.Ge(bound.form, 0)))
    # each way from the edge lies where f is continuous
    if not lies_in(edge, hull[y], Restated(S.true, below, along)):
        return
    if undefined_part(f, closed.facts) is not None or not is_smooth(f, closed.facts):
        return
    slope = bound.sign * sympy.powsimp(sympy.diff(f, y))
    if edge.is_number:
        left = bool(values.left_open) or edge == values.inf, bool(values.right_open) or edge == values.sup
        inside = task.ranges | {y: Interval(values.inf, values.sup, *left)}, along
    else:
        inside = task.ranges, And(along, sympy.Gt(bound.form, 0))
    if meets(f, y, edge):
        if not strict or bound.is_open:
            rises = Restated(positive(slope, strict), *inside)
            yield by("edge", y, edge, bound.sign, not strict, parts=(rises,))
    elif not edge.is_number:
        parts = Restated(positive(f.subs(y, edge), strict), below, along), Restated(positive(slope, False), *inside)
        yield by("edge", y, edge, bound.sign, True, parts=parts)


def lies_in(value: Expr, values: Interval, others: Restated) -> bool:
    """Return whether a value was shown, by exact signs, to lie in an interval."""
    ends = [positive(value - values.inf, bool(values.left_open))] if values.inf.is_finite else []
    ends += [positive(values.sup - value, bool(values.right_open))] if values.sup.is_finite else []
    return all(end == S.true or Restated(end, others.ranges, others.where).is_exact for end in ends)

"""The least value of a convex function: where its slope is zero, and there the claim has one symbol less."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Expr, Interval, Symbol

from verify.language.ranges import facts
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.reductions.monotone_from_edge import lies_in
from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.reductions.symmetry import meets
from verify.prover.signs import is_smooth, undefined_part
from verify.prover.zero_tests import factored_form, is_handy

__all__ = ["least"]


def least(task: Restated) -> Iterator[Parts]:
    """Yield that f is convex in a symbol, and its sign where its slope is exactly zero; or concave, and both ends."""
    for f, strict in strictly_positive(task.statement):
        if not is_handy(f):
            continue
        for x, values in task.ranges.items():
            if f.has(x) and isinstance(values, Interval) and not task.where.has(x):
                slope = sympy.powsimp(sympy.diff(f, x))
                bent = sympy.powsimp(sympy.diff(slope, x))
                inside = task.ranges | {x: Interval.open(values.inf, values.sup)}
                yield from _at_ends(task, f, strict, x, Restated(positive(-bent, False), inside, task.where))
                yield from _at_zero(task, f, strict, x, slope, Restated(positive(bent, False), inside, task.where))


def _at_ends(task: Restated, f: Expr, strict: bool, x: Symbol, concave: Restated) -> Iterator[Parts]:
    ends, others = (task.ranges[x].inf, task.ranges[x].sup), {s: r for s, r in task.ranges.items() if s != x}
    if not all(end.is_finite for end in ends):
        return
    closed = facts(task.ranges | {x: Interval(*ends)}, task.where)
    if undefined_part(f, closed) is None and is_smooth(f, closed):
        there = (Restated(positive(f.subs(x, end), strict), others, task.where) for end in ends)
        yield by("chord", x, parts=(concave, *there))


def _at_zero(task: Restated, f: Expr, strict: bool, x: Symbol, slope: Expr, convex: Restated) -> Iterator[Parts]:
    others = {s: r for s, r in task.ranges.items() if s != x}
    if undefined_part(slope, task.facts) is not None or not is_smooth(f, task.facts):
        return
    below = Restated(task.where, others, task.where)
    for point in dict.fromkeys(_zeros(slope, x)):
        if lies_in(point, task.ranges[x], below) and meets(slope, x, point):
            there = Restated(positive(f.subs(x, point), strict), others, task.where)
            yield by("convex", x, point, parts=(there, convex))
            return


def _zeros(slope: Expr, x: Symbol) -> Iterator[Expr]:
    """Yield where a slope may vanish: another symbol, or found by undoing one operation after the other."""
    for y in sorted(slope.free_symbols - {x}, key=str):
        yield y
        yield -y
    yield from (sympy.S.Zero, sympy.S.One, sympy.S.NegativeOne)
    for form in (slope, factored_form(slope)):
        if (point := _undone(sympy.fraction(sympy.together(form))[0], x)) is not None:
            yield point


def _undone(expression: Expr, x: Symbol) -> Expr | None:
    """Return a zero in x of an expression in which x occurs once; None if there is no plain one."""
    value = sympy.S.Zero
    with sympy_may_fail():
        while expression != x:
            if isinstance(expression, (sympy.Add, sympy.Mul)):
                rest, inner = expression.as_independent(x)
                value = value - rest if isinstance(expression, sympy.Add) else value / rest
            else:
                inner, value = _outer_undone(expression, x, value)
            if inner is None or inner == expression or isinstance(inner, type(expression)):
                return None
            expression = inner
        if not value.has(sympy.nan, sympy.zoo, sympy.oo, sympy.I) and value.is_real is not False:
            return sympy.powdenest(sympy.expand_log(value))
    return None


def _outer_undone(expression: Expr, x: Symbol, value: Expr) -> tuple[Expr | None, Expr]:
    match expression:
        case sympy.exp(args=(inner,)):
            return inner, sympy.log(value)
        case sympy.log(args=(inner,)):
            return inner, sympy.exp(value)
        case sympy.Pow(base=base, exp=exponent) if not exponent.has(x):
            return base, value ** (1 / exponent)
        case sympy.Pow(base=base, exp=exponent) if not base.has(x):
            return exponent, sympy.log(value) / sympy.log(base)
    return None, value

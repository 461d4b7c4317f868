"""The least value of a convex function: where its slope is zero, and there the claim has one symbol less."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Expr, Interval, Symbol

from verify.enclose import SYMPY_GIVES_UP
from verify.exact import factored_form, is_handy, is_smooth, undefined_part
from verify.reductions.climb import lies_in
from verify.reductions.restated import Parts, Restated, positive, strictly_positive
from verify.reductions.seams import meets

__all__ = ["least"]


def least(task: Restated) -> Iterator[Parts]:
    """Yield that f is convex in a symbol, and its sign where its slope in that symbol is exactly zero."""
    for f, strict in strictly_positive(task.statement):
        if not (is_smooth(f) and is_handy(f)):
            continue
        for x, values in task.ranges.items():
            if f.has(x) and isinstance(values, Interval) and not task.where.has(x):
                yield from _along(task, f, strict, x, values)


def _along(task: Restated, f: Expr, strict: bool, x: Symbol, values: Interval) -> Iterator[Parts]:
    slope, others = sympy.diff(f, x), {s: r for s, r in task.ranges.items() if s != x}
    if undefined_part(slope, task.facts) is not None:
        return
    below = Restated(task.where, others, task.where)
    for point in dict.fromkeys(_zeros(slope, x, others)):
        if lies_in(point, values, below) and meets(slope, x, point):
            convex = Restated(positive(sympy.diff(slope, x), False), task.ranges, task.where)
            yield Restated(positive(f.subs(x, point), strict), others, task.where), convex
            return


def _zeros(slope: Expr, x: Symbol, others: object) -> Iterator[Expr]:
    """Yield where a slope may vanish: another symbol, or found by undoing one operation after the other."""
    for y in sorted(slope.free_symbols - {x}, key=str):
        yield y
        yield -y
    for form in (slope, factored_form(slope)):
        if (point := _undone(sympy.fraction(sympy.together(form))[0], x)) is not None:
            yield point


def _undone(expression: Expr, x: Symbol) -> Expr | None:
    """Return a zero in x of an expression in which x occurs once; None if there is no plain one."""
    value = sympy.S.Zero
    try:
        while expression != x:
            if isinstance(expression, (sympy.Add, sympy.Mul)):
                rest, inner = expression.as_independent(x)
                value = value - rest if isinstance(expression, sympy.Add) else value / rest
            else:
                inner, value = _outer_undone(expression, x, value)
            if inner is None or inner == expression or isinstance(inner, type(expression)):
                return None
            expression = inner
    except SYMPY_GIVES_UP:
        return None
    return None if value.has(sympy.nan, sympy.zoo, sympy.oo) else sympy.powdenest(sympy.expand_log(value))


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

"""Rigorous enclosure of the root of a strictly monotone function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Expr, Symbol

from verify.arithmetics import Arithmetic, Bounds
from verify.compile import compile_expression

__all__ = ["monotone_root"]


def monotone_root(
    function: Expr, symbol: Symbol, within: Bounds, inputs: Mapping[Symbol, Any], arithmetic: Arithmetic
) -> Bounds | None:
    """Return an interval inside `within` that contains the root of a monotone function of `symbol`.

    ``inputs`` gives the other symbols exact values or elements of the rigorous `arithmetic`; the
    interval then contains the root for every choice from them.  Interval Newton steps, and bisection
    where the slope may vanish, until neither narrows it.  None means that the function was not shown
    to change sign on `within`.

    >>> from verify import arithmetic
    >>> x = Symbol("x")
    >>> low, high = monotone_root(x**2 - 2, x, (1, 2), {}, arithmetic("ball", 30))
    >>> low**2 < 2 < high**2, high - low < 1e-30
    (True, True)
    """
    expressions = [function, sympy.diff(function, symbol)]
    run = compile_expression(expressions, (symbol, *inputs), arithmetic)

    def at(x: Any) -> tuple[Any, Any]:
        return run(x, *inputs.values())

    def sign(x: Any) -> int:
        bounds = arithmetic.bounds(at(x)[0])
        return 0 if bounds is None or bounds[0] <= 0 <= bounds[1] else 1 if bounds[0] > 0 else -1

    low, high = within
    left = sign(low)
    if left * sign(high) != -1:
        return None
    while True:
        with arithmetic.working():
            newton = _newton_step(at, low, high, arithmetic)
        middle = (low + high) / 2
        if newton and newton[1] - newton[0] < (high - low) / 2:
            low, high = newton
        elif side := sign(middle):
            low, high = (middle, high) if side == left else (low, middle)
        else:
            return low, high


def _newton_step(at: Any, low: Any, high: Any, arithmetic: Arithmetic) -> Bounds | None:
    """Return (m − f(m)/f'([low, high])) ∩ [low, high], which contains the root by the mean value theorem."""
    middle = (low + high) / 2
    slope = at(arithmetic.hull(low, high))[1]  # type: ignore[misc]
    bounds = arithmetic.bounds(arithmetic.number(middle) - arithmetic.functions["divide"](at(middle)[0], slope))
    return None if bounds is None else (max(low, bounds[0]), min(high, bounds[1]))

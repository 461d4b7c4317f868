"""What an expression seems to do on a box, by 40-digit samples: guesses that choose a proof, never evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

import mpmath
import sympy
from sympy import Expr, Symbol

from verify.coq.terms import Box, Names, term

__all__ = ["Context", "number", "samples", "sign", "sign_at", "touches"]

_MP = mpmath.mp.clone()
_MP.dps = 40
_TINY = _MP.mpf(10) ** -25


@dataclass(frozen=True)
class Context:
    """The symbols a goal may speak of, their Coq names, and how deep a proof may call for another."""

    known: Names
    box: Box
    depth: int = 4

    def text(self, expression: Expr) -> str:
        return term(expression, self.known)

    def deeper(self) -> Context:
        return replace(self, depth=self.depth - 1)

    def symbols(self, expression: Expr) -> list[Symbol]:
        return sorted(expression.free_symbols & set(self.box), key=str)


def number(constant: Expr) -> Any:
    """Return 40 digits of a constant."""
    return _MP.mpf(sympy.N(constant, 40))


def samples(expression: Expr, context: Context, fixed: dict[Symbol, Any] | None = None) -> list[Any]:
    """Return values of an expression at some points of the box, undefined ones left out."""
    fixed = fixed or {}
    free = [s for s in context.symbols(expression) if s not in fixed]
    run = sympy.lambdify([*free, *fixed], expression, modules=_MP)
    grid = [0.013, 0.5, 0.987, 0.25, 0.75] if len(free) > 1 else [0.001, 0.999, *(i / 33 for i in range(1, 33))]
    points = islice(product(*([_at(context, s, t) for t in grid] for s in free)), 150)
    values = [_number(run, [*point, *fixed.values()]) for point in points]
    return [v for v in values if v is not None]


def _at(context: Context, symbol: Symbol, t: float) -> Any:
    r = context.box[symbol]
    low, high = (number(end) if end.is_finite else end for end in (r.low, r.high))
    if r.bounded:
        return low + (high - low) * t
    if r.low.is_finite:
        return low + t / (1 - t)
    return high - (1 - t) / t if r.high.is_finite else _MP.mpf((2 * t - 1) / (t * (1 - t)))


def _number(run: Any, point: Sequence[Any]) -> Any:
    try:
        value = _MP.mpf(run(*point))
    except (ArithmeticError, ValueError, TypeError):
        return None
    return value if _MP.isfinite(value) else None


def sign(expression: Expr, context: Context) -> int:
    """Return the sign an expression seems to have: ±1, or 0 where samples disagree or it seems to vanish."""
    found = {(v > _TINY) - (v < -_TINY) for v in samples(expression, context)} - {0}
    return found.pop() if len(found) == 1 else 0


def sign_at(expression: Expr, symbol: Symbol, end: Expr, context: Context) -> int | None:
    """Return the sign at an end of one symbol's range, whatever the others: 0 if it seems to vanish, None if mixed."""
    values = samples(expression, context, {symbol: number(end)})
    found = {(v > _TINY) - (v < -_TINY) for v in values}
    return found.pop() if len(found) == 1 else None


def touches(expression: Expr, context: Context) -> Iterator[tuple[Symbol, bool]]:
    """Yield the ends (symbol, whether the left one) where an expression seems to vanish."""
    for symbol in context.symbols(expression):
        r = context.box[symbol]
        for end, left in ((r.low, True), (r.high, False)):
            if end.is_finite and r.low != r.high and sign_at(expression, symbol, end, context) == 0:
                yield symbol, left

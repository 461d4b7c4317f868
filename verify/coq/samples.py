"""What an expression seems to do on a box, by 40-digit samples: guesses that choose a proof, never evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product
from typing import Any

import mpmath
import sympy
from sympy import Expr, Symbol

from verify.coq.terms import Box, Names, Range, term

__all__ = ["Context", "number", "samples", "sign", "sign_at", "touches"]

_MP = mpmath.mp.clone()
_MP.dps = 40
_TINY = _MP.mpf(10) ** -25


@dataclass(frozen=True)
class Context:
    """The symbols a goal may speak of, their Coq names, facts e >= 0 among the hypotheses (strict where marked), and
    how deep a proof may call for another.
    """

    known: Names
    box: Box
    depth: int = 4
    facts: tuple[tuple[Expr, bool], ...] = ()

    def __hash__(self) -> int:
        return hash((tuple(self.known.items()), tuple(self.box.items()), self.depth, self.facts))

    def text(self, expression: Expr) -> str:
        return term(expression, self.known)

    def deeper(self) -> Context:
        return replace(self, depth=self.depth - 1)

    def symbols(self, expression: Expr) -> list[Symbol]:
        return sorted(expression.free_symbols & set(self.box), key=str)


@lru_cache(maxsize=1024)
def number(constant: Expr) -> Any:
    """Return 40 digits of a constant."""
    return _MP.mpf(sympy.N(constant, 40))


def samples(expression: Expr, context: Context, fixed: dict[Symbol, Any] | None = None) -> Sequence[Any]:
    """Return values of an expression at some points of the box where the facts hold, undefined ones left out."""
    fixed = fixed or {}
    facts = tuple(fact for fact, _ in context.facts)
    free = {s for e in (expression, *facts) for s in context.symbols(e) if s not in fixed}
    ranges = tuple((s, context.box[s]) for s in sorted(free, key=str))
    return _values(expression, ranges, tuple(fixed.items()), facts)


@lru_cache(maxsize=4096)
def _values(
    expression: Expr,
    ranges: tuple[tuple[Symbol, Range], ...],
    fixed: tuple[tuple[Symbol, Any], ...],
    facts: tuple[Expr, ...],
) -> tuple[Any, ...]:
    letters = [s for s, _ in (*ranges, *fixed)]
    value, *bounds = (sympy.lambdify(letters, e, modules=_MP, cse=True) for e in (expression, *facts))
    lines = [_line(r) for _, r in ranges]
    points = ([*(at(t) for at, t in zip(lines, shares, strict=True)), *(v for _, v in fixed)]
              for shares in _shares(len(ranges)))  # fmt: skip
    kept = (p for p in points if all((v := _number(bound, p)) is not None and v >= -_TINY for bound in bounds))
    values = (_number(value, p) for p in islice(kept, 125))
    return tuple(v for v in values if v is not None)


def _shares(dimension: int) -> Iterator[Sequence[float]]:
    """Yield points of the unit cube: a grid in low dimensions, the multiples of irrational steps in higher ones."""
    if dimension <= 3:
        line = [0.013, 0.5, 0.987, 0.25, 0.75] if dimension > 1 else [0.001, 0.999, *(i / 33 for i in range(1, 33))]
        yield from product(line, repeat=dimension)
        return
    steps = [math.sqrt(sympy.prime(i + 1)) for i in range(dimension)]
    yield from ([0.013 + 0.974 * (n * step % 1) for step in steps] for n in range(1, 500))


def _line(r: Range) -> Callable[[float], Any]:
    """Return a map of (0, 1) onto the inside of a range."""
    low, high = (number(end) if end.is_finite else end for end in (r.low, r.high))
    if r.bounded:
        return lambda t: low + (high - low) * t
    if r.low.is_finite:
        return lambda t: low + t / (1 - t)
    if r.high.is_finite:
        return lambda t: high - (1 - t) / t
    return lambda t: _MP.mpf((2 * t - 1) / (t * (1 - t)))


def _number(run: Any, point: Sequence[Any]) -> Any:
    """Return what SymPy's program gives at a point, None where that is no real number."""
    try:
        value = run(*point)
    except (ArithmeticError, ValueError, TypeError):  # TypeError: complex numbers are compared
        return None
    return _MP.mpf(value) if not isinstance(value, _MP.mpc) and _MP.isfinite(value) else None


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

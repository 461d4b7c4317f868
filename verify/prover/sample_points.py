"""A few exact points spread over ranges, to see at once what certainly does not hold on all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import floor
from random import Random

import sympy
from sympy import Basic, Expr, Interval, S, Set, Symbol

from verify.arithmetics import arithmetic
from verify.language.compile import CompileError, compile_expression
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import exact, near

__all__ = ["seen", "spread", "takes_both_signs"]


def spread(ranges: Mapping[Symbol, Set]) -> Iterator[dict[Symbol, Fraction]]:
    """Yield points whose coordinates lie inside the hull of each range, at integers where that has only integers."""
    random = Random(1)
    for _ in range(EFFORT.sample_points):
        yield {symbol: _inside(values, Fraction(random.randint(1, 63), 64)) for symbol, values in ranges.items()}


@lru_cache(maxsize=2**12)
def _inside(values: Set, t: Fraction) -> Fraction:
    low, high = (near(exact(end)) if end.is_finite else None for end in (values.inf, values.sup))
    if low is not None and high is not None:
        x = low + t * (high - low)
    elif low is None and high is None:
        x = (2 * t - 1) / (t * (1 - t))
    else:
        far = t / (1 - t)
        x = low + far if low is not None else high - far  # type: ignore[operator]
    return x if isinstance(values, Interval) or values == S.Reals else Fraction(floor(x))


@lru_cache(maxsize=2**12)
def seen(expression: Expr, fixed: frozenset[tuple[Basic, Set]]) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return bounds of an expression at some points of ranges, none where it cannot be evaluated.

    Ranges of expressions are conditions on the points.
    """
    ranges = dict(fixed)
    symbols = [s for s in ranges if s.is_Symbol and ranges[s].is_subset(S.Reals)]
    conditions = {e: r for e, r in ranges.items() if e not in symbols and e.free_symbols <= set(symbols)}
    if not expression.free_symbols <= set(symbols):
        return ()
    balls, found = arithmetic("ball", 15), []
    try:
        run = compile_expression([expression, *conditions], symbols, balls)
    except CompileError:
        return ()
    for point in spread({s: ranges[s] for s in symbols}):
        value, *others = (balls.bounds(x) for x in run(*point.values()))
        if value and all(_lies_in(other, r) for other, r in zip(others, conditions.values(), strict=True)):
            found.append(value)
    return tuple(found)


def takes_both_signs(expression: Expr, fixed: frozenset[tuple[Basic, Set]]) -> bool:
    """Return whether balls show an expression positive at one point of some ranges and negative at another."""
    values = seen(expression, fixed)
    return any(low > 0 for low, _ in values) and any(high < 0 for _, high in values)


def _lies_in(bounds: tuple[Fraction, Fraction] | None, values: Set) -> bool:
    if bounds is None:
        return False
    low, high = (sympy.Rational(end.numerator, end.denominator) for end in bounds)
    return bool(values.inf < low and high < values.sup)

"""Unbounded ranges made bounded: what is far out becomes what is near zero, by x = ±1/u."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import sympy
from sympy import Expr, Interval, S, Set, Symbol

from verify.claims import Claim, Positive
from verify.exact import signs

__all__ = ["bounded_parts"]

Part = tuple[Claim, dict[Symbol, Set]]


def bounded_parts(claim: Claim, ranges: Mapping[Symbol, Set]) -> Iterator[Part]:
    """Yield claims on bounded intervals that together say the same as a claim on real intervals.

    A range that reaches beyond ±1 without end is cut there, and x = ±1/u in 0 < u ≤ 1 takes its tails.
    """
    pieces = [_pieces(symbol, values) for symbol, values in ranges.items()]
    for chosen in product(*pieces):
        values = {symbol: value for symbol, (value, _, _) in zip(ranges, chosen, strict=True)}
        bounded = {letter: interval for _, letter, interval in chosen}
        yield _mapped(claim, values, bounded), bounded


def _pieces(symbol: Symbol, values: Set) -> list[tuple[Expr, Symbol, Interval]]:
    """Return the range as images of bounded intervals: an expression, its letter and the letter's interval."""
    low, high = values.inf, values.sup
    u = sympy.Dummy(f"1/{symbol.name}", positive=True)
    found = []
    if high == sympy.oo:
        start = sympy.Max(low, 1)
        found.append((1 / u, u, Interval.Lopen(0, 1 / start)))
    if low == -sympy.oo:
        start = sympy.Max(-high, 1)
        found.append((-1 / u, u, Interval.Lopen(0, 1 / start)))
    near = values.intersect(Interval(-1 if low == -sympy.oo else low, 1 if high == sympy.oo else high))
    if near is not S.EmptySet:
        found.append((symbol, symbol, near))
    return found


def _mapped(claim: Claim, values: Mapping[Symbol, Expr], ranges: Mapping[Symbol, Set]) -> Claim:
    if isinstance(claim, Positive):
        return Positive(_same_sign(claim.expression.xreplace(dict(values)), ranges), claim.strict)
    return type(claim)(tuple(_mapped(part, values, ranges) for part in claim.parts))


def _same_sign(expression: Expr, ranges: Mapping[Symbol, Set]) -> Expr:
    """Return an expression of the same sign without the denominators that vanish at u = 0."""
    inside = expression.replace(
        lambda n: isinstance(n, (sympy.Pow, sympy.log)), lambda n: n.func(*map(sympy.together, n.args))
    )
    inside = inside.replace(sympy.atan, lambda x: _arctangent(x, ranges))
    numerator, denominator = sympy.fraction(sympy.together(sympy.expand_power_base(sympy.expand_log(inside))))
    found = signs(denominator, ranges)
    if found in (frozenset({1}), frozenset({-1})):
        return numerator if found == {1} else -numerator
    return numerator * denominator


def _arctangent(x: Expr, ranges: Mapping[Symbol, Set]) -> Expr:
    """Return arctan x, of a large x as ±π/2 − arctan(1/x)."""
    over, under = sympy.fraction(sympy.together(x))
    found = signs(x, ranges)
    if not under.free_symbols or found not in (frozenset({1}), frozenset({-1})):
        return sympy.atan(x)
    return (sympy.pi / 2 if found == {1} else -sympy.pi / 2) - sympy.atan(under / over)

"""Unbounded ranges made bounded: what is far out becomes what is near zero, by x = ±1/u."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import sympy
from sympy import Basic, Expr, Interval, S, Set, Symbol

from verify.prover.claims import All, Claim, Positive, claim_of
from verify.prover.reductions.restated import Parts, Restated, by, positive
from verify.prover.signs import signs

__all__ = ["tails"]


def tails(task: Restated) -> Iterator[Parts]:
    """Yield statements on bounded intervals that together say the same as one on real intervals without a condition.

    A range that reaches beyond ±1 without end is cut there, and x = ±1/u in 0 < u ≤ 1 takes its tails.
    """
    unbounded = [s for s, r in task.ranges.items() if not (r.inf.is_finite and r.sup.is_finite)]
    if not unbounded or task.where != S.true or not all(isinstance(r, Interval) for r in task.ranges.values()):
        return
    pieces = [_pieces(symbol, values) for symbol, values in task.ranges.items()]
    parts = tuple(_part(task, dict(zip(task.ranges, chosen, strict=True))) for chosen in product(*pieces))
    yield by("tails", tuple(zip(task.ranges, pieces, strict=True)), parts=parts)


def _part(task: Restated, chosen: Mapping[Symbol, tuple[Expr, Symbol, Interval]]) -> Restated:
    values = {symbol: value for symbol, (value, _, _) in chosen.items()}
    bounded = {letter: interval for _, letter, interval in chosen.values()}
    return Restated(_mapped(claim_of(task.statement), values, bounded), bounded, defined=task.is_defined)


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


def _mapped(claim: Claim, values: Mapping[Symbol, Expr], ranges: Mapping[Symbol, Set]) -> Basic:
    if isinstance(claim, Positive):
        return positive(_same_sign(claim.expression.xreplace(dict(values)), ranges), claim.strict)
    connective = sympy.And if isinstance(claim, All) else sympy.Or
    return connective(*(_mapped(part, values, ranges) for part in claim.parts))


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

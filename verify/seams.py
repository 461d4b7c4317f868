"""Seams: hyperplanes on which both sides of a claim meet, or |u| turns; on each side of one a proof may be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import sympy
from sympy import Basic, Expr, Interval, Symbol

from verify.claims import claim_of, expressions
from verify.domain import Domain
from verify.enclose import SYMPY_GIVES_UP
from verify.exact import is_handy, is_zero
from verify.slanted import Slanted, along

__all__ = ["halves"]


def halves(statement: Basic, domain: Domain) -> Iterator[tuple[Slanted, Slanted]]:
    """Yield coordinates for the two parts of a domain of real intervals where u ≥ 0 and where u ≤ 0.

    u is x − y or x + y where an expression of the claim, or one in an absolute value, vanishes with it, or a
    linear form in several symbols that stands in an absolute value itself.
    """
    if all(isinstance(values, Interval) for values in domain.scalars.values()):
        for u in _seams(statement, sorted(domain.scalars, key=str)):
            first, *_, last = sorted(u.free_symbols, key=str)
            # u = d ≥ 0 is y = x + d, and −u = d is x = y + d: alike for a claim in which x and y may be exchanged
            cut = _where_positive(u, last, domain), _where_positive(-u, first, domain)
            if not any(values.is_empty for half in cut for values in half.ranges.values()):
                yield cut


def _where_positive(u: Expr, symbol: Symbol, domain: Domain) -> Slanted:
    return along(domain, symbol, u, sympy.diff(u, symbol), domain.where, is_open=False)


def _seams(statement: Basic, symbols: Sequence[Symbol]) -> Iterator[Expr]:
    inside = [node.args[0] for node in statement.atoms(sympy.Abs)]
    turning = sorted((sympy.expand(e) for e in inside if is_handy(e)), key=str)
    found = [u for u in turning if len(u.free_symbols) > 1 and _is_linear(u, symbols)]
    yield from found
    meeting = [*filter(is_handy, expressions(claim_of(statement))), *turning]
    for x, y in combinations(symbols, 2):
        for u, value in ((y - x, x), (y + x, -x)):
            if not {u, -u} & set(found) and any(_vanishes(e, y, value) for e in meeting if e.has(x) and e.has(y)):
                yield u


def _is_linear(u: Expr, symbols: Sequence[Symbol]) -> bool:
    return all(sympy.diff(u, symbol).is_Rational for symbol in symbols) and u.free_symbols <= set(symbols)


def _vanishes(expression: Expr, symbol: Symbol, value: Expr) -> bool:
    try:
        there = expression.subs(symbol, value)
        return not there.has(sympy.nan, sympy.zoo, sympy.oo) and is_zero(there, thorough=False)
    except SYMPY_GIVES_UP:
        return False

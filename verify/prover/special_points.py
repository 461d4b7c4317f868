"""Points of a domain where an equation between means is most likely to fail: where a coefficient vanishes, and ends.

A closed form that divides by a coefficient, or takes a form for nondegenerate, is wrong there and nowhere else, and
random points never meet such places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, product

import sympy
from sympy import Basic, Expr, Rational, S, Set, Symbol, pi

from verify.language.domain import Domain, Point
from verify.language.expectation import E
from verify.language.gaussian_forms import is_random
from verify.language.vectors import Dot, Vector
from verify.prover.heads import CIRCULAR

__all__ = ["special_points"]

SIMPLE = (S.Zero, S.One, S.NegativeOne, S.Half, Rational(2))
TURNS = tuple(pi * Rational(i, 2) for i in range(-4, 5))


def special_points(statement: Basic, domain: Domain) -> Iterator[Point]:
    """Yield points of a domain, those first where many coefficients of means vanish at once."""
    coefficients = sorted({c for mean in statement.atoms(E) for c in _coefficients(mean.expression)}, key=str)
    partial = chain(_zeros(coefficients, domain), _diagonal(domain))
    found: list[Point] = []
    for choice in (also for one in partial for also in (one, *_solved(coefficients, one))):
        point = domain.completed(choice)
        if point is not None and point not in found:
            found.append(point)
            yield point


def _coefficients(node: Basic) -> set[Basic]:
    """Return the largest parts of an integrand that are not random, and have symbols."""
    if not is_random(node):
        return {node} if node.free_symbols else set()
    if isinstance(node, (Dot, Vector)) or not node.args:
        return set()
    if isinstance(node, (sympy.Add, sympy.Mul)):
        fixed, random = node.as_independent(*filter(is_random, node.args), as_Add=node.is_Add)
        return _coefficients(fixed).union(*map(_coefficients, type(node).make_args(random)))
    return set().union(*map(_coefficients, node.args))


def _zeros(coefficients: list[Basic], domain: Domain) -> Iterator[dict[Basic, Expr]]:
    """Yield zeros of the coefficients in one symbol, for all symbols that have some together."""
    roots = {s: _within(r, _roots(s, coefficients)) for s, r in domain.scalars.items()}
    known = {s: places for s, places in roots.items() if places}
    for choice in islice(product(*known.values()), 16):
        yield dict(zip(known, choice, strict=True))


def _roots(s: Symbol, coefficients: list[Basic]) -> list[Expr]:
    alone = [c for c in coefficients if c.free_symbols == {s}]
    found = list(TURNS) if any(c.has(*CIRCULAR) for c in alone) else []
    for c in (c for c in alone if c.is_polynomial(s)):
        try:
            found += sympy.real_roots(sympy.Poly(c, s))
        except (NotImplementedError, sympy.PolynomialError):
            continue  # coefficients such as π: the simple numbers remain
    return found


def _diagonal(domain: Domain) -> Iterator[dict[Basic, Expr]]:
    """Yield one end for all symbols, then the other, then simple numbers."""
    for of_range in (lambda r: r.inf, lambda r: r.sup, *(lambda r, x=x: x for x in SIMPLE)):
        places = {s: _within(r, [of_range(r)]) for s, r in domain.scalars.items()}
        yield {s: found[0] for s, found in places.items() if found}


def _within(values: Set, numbers: list[Expr]) -> list[Expr]:
    return [x for x in dict.fromkeys(numbers) if x.is_finite and values.contains(x) == S.true]


def _solved(coefficients: list[Basic], point: dict[Basic, Expr]) -> Iterator[dict[Basic, Expr]]:
    """Yield the point with one symbol changed to where a coefficient in several symbols vanishes, if that is linear."""
    for c in (c for c in coefficients if len(c.free_symbols) > 1):
        s = min(c.free_symbols, key=str)
        there = sympy.expand(c.xreplace({t: x for t, x in point.items() if t != s}))
        slope = sympy.diff(there, s)
        if there.free_symbols == {s} and slope.is_number and slope != 0:
            yield {**point, s: sympy.expand(s - there / slope)}

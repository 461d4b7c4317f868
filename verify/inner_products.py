"""Statements about vectors as statements about numbers: free reals in place of inner products."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import And, Basic, Interval, S, Set, Symbol, oo
from sympy.core.relational import Relational

from verify.domain import Domain
from verify.vectors import Angle, Dot, Vectors

__all__ = ["in_numbers"]


def in_numbers(domain: Domain, statement: Basic, sums: bool = False) -> tuple[Domain, Basic]:
    """Return a statement with free reals in place of inner products, u·u >= 0 and (u·v)² <= (u·u)(v·v).

    It implies the one for vectors, whose inner products satisfy these.  ``sums``: and (u ± v)·(u ± v) >= 0,
    which follow, but not by linear algebra.
    """
    if not any(isinstance(r, Vectors) for r in domain.ranges.values()):
        return domain, statement
    with sympy.evaluate(False):  # lest a denominator be cancelled
        where, statement = _by_dots(domain.where), _by_dots(statement)
    products = sorted(statement.atoms(Dot) | where.atoms(Dot), key=str)
    names = {product: _name(product) for product in products}
    if len(set(names.values())) < len(products):  # a_b, c and a, b_c
        names = {product: f"dot_{i}" for i, product in enumerate(products)}
    ranges = {names[product]: _product_range(product) for product in products}
    kept = {symbol.name: r for symbol, r in domain.scalars.items()}
    numbers = Domain(**kept, **ranges)
    plain = {product: numbers.by_name[name] for product, name in names.items()}
    with sympy.evaluate(False):
        facts = [*([where.xreplace(plain)] if where != S.true else []), *_cauchy_schwarz(plain, sums)]
        return Domain(**kept, **ranges, where=And(*facts) if facts else S.true), statement.xreplace(plain)


def _name(product: Dot) -> str:
    return "_".join(["dot", *(vector.name for vector in product.args)])


def _by_dots(statement: Basic) -> Basic:
    with sympy.evaluate(True):  # one form of each angle
        plain = {angle: angle.as_elementary() for angle in statement.atoms(Angle)}
    return statement.xreplace(plain)


def _cauchy_schwarz(plain: Mapping[Dot, Symbol], sums: bool) -> list[Relational]:
    squares = {d.args[0]: x for d, x in plain.items() if d.args[0] == d.args[1]}
    pairs = ((x, *d.args) for d, x in plain.items() if d.args[0] != d.args[1])
    known = [(x, squares[u], squares[v]) for x, u, v in pairs if u in squares and v in squares]
    found = [x**2 <= a * b for x, a, b in known]
    return found + [a + b + sign * 2 * x >= 0 for x, a, b in known for sign in (1, -1) if sums]


def _product_range(product: Dot) -> Set:
    u, v = product.args
    return Interval(0, oo, bool(product.is_positive)) if u == v else S.Reals

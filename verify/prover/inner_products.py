"""Statements about vectors as statements about numbers: free reals in place of inner products."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import And, Basic, Interval, S, Set, Symbol, oo
from sympy.core.relational import Relational

from verify.language.domain import Domain
from verify.language.vectors import Angle, Dot, Vectors

__all__ = ["in_numbers", "in_polar"]


def in_numbers(domain: Domain, statement: Basic) -> tuple[Domain, Basic]:
    """Return a statement with free reals in place of inner products, u·u >= 0 and (u·v)² <= (u·u)(v·v).

    It implies the one for vectors, whose inner products satisfy these, and (u ± v)·(u ± v) >= 0, which follow, but not
    by linear algebra.
    """
    if not any(isinstance(r, Vectors) for r in domain.ranges.values()):
        return domain, statement
    where, statement, products = _in_dots(domain, statement)
    names = {product: _name(product) for product in products}
    if len(set(names.values())) < len(products):  # a_b, c and a, b_c
        names = {product: f"dot_{i}" for i, product in enumerate(products)}
    ranges = {names[product]: _product_range(product) for product in products}
    kept = {symbol.name: r for symbol, r in domain.scalars.items()}
    if not kept and not ranges:
        return domain, statement
    numbers = Domain(**kept, **ranges)
    plain = {product: numbers.by_name[name] for product, name in names.items()}
    with sympy.evaluate(False):
        facts = [*([where.xreplace(plain)] if where != S.true else []), *_cauchy_schwarz(plain)]
        return Domain(**kept, **ranges, where=And(*facts) if facts else S.true), statement.xreplace(plain)


def in_polar(domain: Domain, statement: Basic) -> tuple[Domain, Basic] | None:
    """Return a statement about two vectors in terms of their lengths and the cosine between them, else None.

    It implies the one for vectors: u·u = r², v·v = s², u·v = r s c with r, s >= 0 and c in [-1, 1].
    """
    where, statement, products = _in_dots(domain, statement)
    vectors = sorted({v for product in products for v in product.args}, key=str)
    names = [*(f"length_{v.name}" for v in vectors), f"cos_{'_'.join(v.name for v in vectors)}"]
    if len(vectors) != 2 or {*names} & {*domain.by_name}:
        return None
    lengths = [_product_range(Dot(v, v)) for v in vectors]
    kept = {symbol.name: r for symbol, r in domain.scalars.items()}
    ranges = {**kept, **dict(zip(names, [*lengths, Interval(-1, 1)], strict=True))}
    r, s, c = (Domain(**ranges).by_name[name] for name in names)
    u, v = vectors
    plain = {Dot(u, u): r**2, Dot(v, v): s**2, Dot(u, v): r * s * c}
    with sympy.evaluate(False):
        return Domain(**ranges, where=where.xreplace(plain)), statement.xreplace(plain)


def _in_dots(domain: Domain, statement: Basic) -> tuple[Basic, Basic, list[Dot]]:
    """Return the side condition and the statement with angles by inner products, and all of these."""
    with sympy.evaluate(False):  # lest a denominator be cancelled
        where, statement = _by_dots(domain.where), _by_dots(statement)
    return where, statement, sorted(statement.atoms(Dot) | where.atoms(Dot), key=str)


def _name(product: Dot) -> str:
    return "_".join(["dot", *(vector.name for vector in product.args)])


def _by_dots(statement: Basic) -> Basic:
    with sympy.evaluate(True):  # one form of each angle
        plain = {angle: angle.as_elementary() for angle in statement.atoms(Angle)}
    return statement.xreplace(plain)


def _cauchy_schwarz(plain: Mapping[Dot, Symbol]) -> list[Relational]:
    squares = {d.args[0]: x for d, x in plain.items() if d.args[0] == d.args[1]}
    pairs = ((x, *d.args) for d, x in plain.items() if d.args[0] != d.args[1])
    known = [(x, squares[u], squares[v]) for x, u, v in pairs if u in squares and v in squares]
    found = [x**2 <= a * b for x, a, b in known]
    return found + [a + b + sign * 2 * x >= 0 for x, a, b in known for sign in (1, -1)]


def _product_range(product: Dot) -> Set:
    u, v = product.args
    return Interval(0, oo, bool(product.is_positive)) if u == v else S.Reals

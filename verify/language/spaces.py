"""The spaces of the vectors in a statement: what is added, multiplied or compared must lie in one of them.

A vector of the domain lies in its range; a Gaussian one in a space of its own for each E, which is found out; the
vector "1" and zero lie in every space.  Two dimensions are one if they are written alike or the domain says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Any

import sympy
from sympy import And, Basic, Eq, Expr, FiniteSet, Integer, Integral, Ne, Piecewise, S, Sum, Symbol

from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Angle, Component, Dot, Gradient, Vector, Vectors

__all__ = ["mismatch"]

Space = Any  # a dimension, the name of a Gaussian vector with its E, or one of the following
NUMBER, ZERO, ONES = "number", "zero", "ones"


def mismatch(statement: Basic, domain: Domain) -> str | None:
    """Return words for a part of a statement, or of the side condition, that joins vectors of different spaces.

    None means that none was found.

    >>> x, y = Domain(x=Vectors(2), y=Vectors(3)).symbols
    >>> print(mismatch(Dot(x, y) >= 0, Domain(x=Vectors(2), y=Vectors(3))))
    in Dot(x, y) x lies in R^2 and y in R^3: declare both in one space, such as Vectors(2)
    """
    if not (statement.has(Vector) or domain.where.has(Vector)):
        return None
    try:
        for part in (statement, domain.typed):
            _Spaces(domain).assert_sensible(part)
    except _Mismatch as found:
        return str(found)
    return None


class _Mismatch(Exception):
    """Vectors of different spaces meet, or a vector and a number; the message says where."""


class _Spaces:
    """Spaces found to be the same, by the equations of the domain and by what one statement adds or multiplies."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.same: dict[Space, Space] = {}
        self.limits: dict[Basic, tuple[Expr, Expr]] = {}  # of the indices of the sums around
        self.entries: list[tuple[Component, Space, tuple[Expr, Expr]]] = []
        self.law: object = None  # the E around, to which a Gaussian vector belongs
        self.known: dict[Basic, Space] = {}  # of the parts met inside the same E and sums
        for one, other in _equations(domain):
            self.join(one, other)

    def assert_sensible(self, statement: Basic) -> None:
        self.of(statement)
        for entry, space, (low, high) in self.entries:  # by now the space of a Gaussian vector is known
            dimension = self.leader(space)
            if isinstance(dimension, Expr) and not self.is_within(low, high, dimension):
                raise _Mismatch(f"{entry} was not shown to be one of the entries 1, …, {dimension} of {entry.args[0]}")

    def leader(self, space: Space) -> Space:
        while space in self.same:
            space = self.same[space]
        return space

    def join(self, one: Space, other: Space) -> None:
        """Note that two spaces are the same; a number leads, then a symbol, and a Gaussian vector follows."""
        one, other = sorted((self.leader(one), self.leader(other)), key=_rank)
        if one != other:
            self.same[other] = one

    def of(self, node: Basic) -> Space:
        """Return the space of an expression, NUMBER for anything else; raise `_Mismatch` for what has no meaning."""
        if node not in self.known:
            self.known[node] = self.found(node)
        return self.known[node]

    def found(self, node: Basic) -> Space:
        match node:
            case Vector():
                return self.of_vector(node)
            case Dot():
                return self.of_product(node, *node.args)
            case Angle():
                x, y, _ = node.args
                return self.of_product(f"the angle of {_short(x)} and {_short(y)}", x, y)
            case Component():
                return self.of_entry(node)
            case Gradient():
                self.assert_number(node.args[0], node)
                return self.of(node.args[1])
            case E():
                return self.of_mean(node)
            case Sum() | Integral() | sympy.Product():
                return self.of_sum(node)
            case Piecewise():
                for _, condition in node.args:
                    self.of(condition)
                return self.common(node, [value for value, _ in node.args])
            case sympy.Add() | Eq() | Ne():
                space = self.common(node, node.args)
                return space if isinstance(node, sympy.Add) else NUMBER
            case sympy.Mul():
                return self.of_multiple(node)
        for part in node.args:
            self.assert_number(part, node)
        return ZERO if node == 0 else NUMBER

    def of_vector(self, vector: Vector) -> Space:
        if vector.name == "1":
            return ONES
        one = vector if vector.index is None else vector._with_index(None)
        if one in self.domain.ranges:
            return self.domain.ranges[one].args[0]
        # the members of a Gaussian family share a space; any other stranger is its own
        return (self.law if one.gaussian else None, one.name)

    def of_product(self, node: Any, x: Expr, y: Expr) -> Space:
        for side in (x, y):
            if self.of(side) == NUMBER:
                raise _Mismatch(f"in {_short(node)} {_short(side)} is a number where a vector is expected")
        if self.common(node, (x, y)) == ONES and len(self.dimensions()) > 1:
            raise _Mismatch(f"1·1 is a dimension, {' or '.join(map(str, self.dimensions()))}: write which")
        return NUMBER

    def dimensions(self) -> list[Space]:
        spaces = (r for r in self.domain.ranges.values() if isinstance(r, Vectors))
        return list(dict.fromkeys(self.leader(space.dimension) for space in spaces))

    def of_entry(self, node: Component) -> Space:
        vector, index = map(sympy.sympify, node.args)
        space = self.of(vector)
        if space == NUMBER:
            raise _Mismatch(f"{node} is an entry of a number")
        if space not in (ZERO, ONES):
            self.entries.append((node, space, self.limits.get(index, (index, index))))
        return NUMBER

    def is_within(self, low: Expr, high: Expr, dimension: Expr) -> bool:
        """Return whether low, …, high was shown to lie in 1, …, dimension."""
        least = _least(low, self.domain)
        if not (least.is_Integer and least >= 1):
            return False
        if self.leader(high) == dimension:
            return True
        most = _most(high, self.domain)
        size = _least(dimension, self.domain)
        return most.is_Integer and bool(most <= (size if size.is_Integer else S.One))

    def of_mean(self, node: E) -> Space:
        outside = self.law, self.known
        self.law, self.known = object(), {}
        space = self.of(node.expression)
        self.law, self.known = outside
        return space

    def of_sum(self, node: Expr) -> Space:
        outside = self.limits, self.known
        for symbol, *ends in node.limits:
            for end in ends:
                self.assert_number(end, node)
            self.limits = self.limits | ({symbol: tuple(ends)} if len(ends) == 2 else {})
        self.known = {}
        space = self.of(node.function)
        self.limits, self.known = outside
        if isinstance(node, sympy.Product) and space not in (NUMBER, ZERO):
            raise _Mismatch(f"{_short(node)} multiplies vectors: write Dot")
        return space

    def of_multiple(self, node: sympy.Mul) -> Space:
        spaces = [self.of(factor) for factor in node.args]
        vectors = [space for space in spaces if space not in (NUMBER, ZERO)]
        if len(vectors) > 1:
            raise _Mismatch(f"{_short(node)} multiplies vectors: write Dot")
        return vectors[0] if vectors else ZERO if ZERO in spaces else NUMBER

    def assert_number(self, part: Basic, node: Basic) -> None:
        """Raise `_Mismatch` for a vector under a function, a power or an inequality."""
        if self.of(part) not in (NUMBER, ZERO):
            raise _Mismatch(f"in {_short(node)} {_short(part)} is a vector where a number is expected")

    def common(self, node: Any, parts: Iterable[Expr]) -> Space:
        """Return the one space of all parts, which are joined; raise `_Mismatch` if they cannot lie in one."""
        found, first = ZERO, None
        for part in parts:
            space = self.of(part)
            if space == ZERO or (space == ONES and found not in (ZERO, NUMBER)):
                continue
            if found in (ZERO, ONES) and not (found == ONES and space == NUMBER):
                found, first = space, part
                continue
            self.assert_one(node, (first, found), (part, space))
        return found

    def assert_one(self, node: Any, first: tuple[Any, Space], second: tuple[Any, Space]) -> None:
        (x, one), (y, other) = first, second
        if (one == NUMBER) != (other == NUMBER):
            vector, number = (y, x) if one == NUMBER else (x, y)
            raise _Mismatch(f"in {_short(node)} {_short(vector)} is a vector and {_short(number)} a number")
        one, other = self.leader(one), self.leader(other)
        if isinstance(one, Expr) and isinstance(other, Expr) and one != other:
            places = f"{_short(x)} lies in R^{one} and {_short(y)} in R^{other}"
            raise _Mismatch(f"in {_short(node)} {places}: {_advice(one, other)}")
        if one != NUMBER:
            self.join(one, other)


def _rank(space: Space) -> tuple[Any, ...]:
    if not isinstance(space, Expr):
        return 2, "", id(space[0]), space[1]
    return (0 if space.is_number else 1), str(space), 0, ""


def _equations(domain: Domain) -> list[tuple[Expr, Expr]]:
    """Return the equations between numbers that hold on the whole domain as it is written."""
    ranges: Mapping[Basic, Any] = domain.scalars
    single = [(s, _members(r)[0]) for s, r in ranges.items() if len(_members(r)) == 1]
    stated = [part.args for part in And.make_args(domain.where) if isinstance(part, Eq)]
    return single + [pair for pair in stated if all(isinstance(side, Expr) for side in pair)]


def _members(values: Any) -> tuple[Expr, ...]:
    if isinstance(values, sympy.Range):
        return tuple(values) if values.size == 1 else ()
    return values.args if isinstance(values, FiniteSet) else ()


def _least(number: Expr, domain: Domain) -> Expr:
    return domain.scalars[number].inf if number in domain.scalars else number


def _most(number: Expr, domain: Domain) -> Expr:
    return domain.scalars[number].sup if number in domain.scalars else number


def _advice(one: Expr, other: Expr) -> str:
    letter = next((s for s in (one, other) if isinstance(s, Symbol)), None)
    if letter is None or isinstance(one, Integer) and isinstance(other, Integer):
        return f"declare both in one space, such as Vectors({one})"
    return f'declare both in one space, such as Vectors("{letter}"), or write Eq({one}, {other}) in where='


def _short(part: Any) -> str:
    return shorten(str(part), 120, placeholder=" …")

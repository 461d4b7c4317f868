"""Domains: the only place where the range of a symbol is written.

Assumptions of the symbols, random points, Hypothesis strategies and the printed "for all" are read
off the ranges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Basic, Expr, S, Set, Symbol
from sympy.logic.boolalg import Boolean

from verify.language.advice import equality_as_value
from verify.language.compile import InexactLiteral
from verify.language.from_sympy import elementary, membership, term_of
from verify.language.reading import read
from verify.language.sympy_heads import NotReadable
from verify.language.term import Term, substitute
from verify.language.to_sympy import sympy_of
from verify.language.truth import truth
from verify.language.values import FALSE, TRUE
from verify.language.vectors import Vectors

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
from verify.language.ranges import (
    assert_dimension,
    axis,
    facts,
    forward,
    number_at,
    random_vector,
    range_text,
    real_twin,
    symbol_of,
)

__all__ = ["Domain", "Point", "terms_at"]

Point = Mapping[Basic, Any]


def terms_at(point: Point) -> dict[Term, Any]:
    """Return the point with its symbols and its exact coordinates as terms."""
    return {term_of(s): _coordinates(x) for s, x in point.items()}


def _conjuncts(statement: Term) -> Iterator[Term]:
    if statement.head == "and":
        for part in statement.args:
            yield from _conjuncts(part)
    else:
        yield statement


def _coordinates(x: Any) -> Any:
    return tuple(map(_coordinates, x)) if isinstance(x, (tuple, list)) else term_of(sympy.sympify(x))


class Domain:
    """The set of points a statement is claimed for: a range for each symbol, and side conditions.

    Ranges are SymPy sets (`Interval`, `Range`, `FiniteSet`, `S.Reals`, …) or `Vectors(dimension)`.
    ``where`` is a SymPy condition on the symbols, named as in the ranges, or a function of them.
    ``symbols`` are its symbols in order, ``by_name`` finds them by their names.  Raises TypeError or
    ValueError for a range that is no set of reals, is empty or holds a float.

    >>> from sympy import Interval, Range, oo, pi
    >>> print(Domain(phi=Interval(0, pi), k=Range(2, oo)))
    for all phi in [0, pi], k in {2, 3, ...}
    """

    def __init__(self, /, *, where: Any = S.true, **ranges: Any) -> None:
        if not ranges:
            raise ValueError("a domain needs at least one symbol, for example Domain(x=Interval(0, 1))")
        ranges = {name: forward(values) for name, values in ranges.items()}
        symbols = {name: symbol_of(name, values) for name, values in ranges.items()}
        # a dimension written as Symbol("k") is the domain's k
        letters = {s for values in ranges.values() for s in values.free_symbols}
        dimensions = {s: symbols[s.name] for s in letters if isinstance(symbols.get(s.name), Symbol)}
        self.ranges: Mapping[Basic, Set] = MappingProxyType(
            {symbols[n]: values.xreplace(dimensions) for n, values in ranges.items()}
        )
        self.by_name: Mapping[str, Basic] = MappingProxyType(symbols)
        for name, values in ranges.items():
            assert_dimension(name, values, self.ranges)
        self.typed = self._condition(where)
        try:
            self.condition = elementary(term_of(self.typed))
        except NotReadable as error:
            raise TypeError(f"the condition cannot be used: {error}") from error
        self.where: Basic = sympy_of(term_of(self.typed))

    def _condition(self, where: Any) -> Basic:
        if callable(where) and not isinstance(where, Basic):
            names = where.__code__.co_varnames[: where.__code__.co_argcount]
            if equality_as_value(where):
                raise TypeError("the condition has a == b in it: write Eq(a, b), and Ne(a, b) for a != b")
            found = read(where, {name: self._named(name) for name in names})
            if isinstance(found.tree, Boolean) and (found.steps or found.why):
                raise TypeError(f"the condition must be written down: {found.why or found.steps[0].call}")
            where = found.tree
        if isinstance(where, bool):
            raise TypeError(f"the condition is the Python value {where}: write Eq(a, b) for equality, not a == b")
        if isinstance(where, (tuple, list)):
            where = sympy.And(*where)
        condition = where if isinstance(where, Basic) else sympy.sympify(where)
        if not isinstance(condition, Boolean) or isinstance(condition, Expr):
            raise TypeError(f"the condition must be a relation such as x < y, not {where!r}")
        for literal in condition.atoms(sympy.Float):
            raise TypeError(f"in the condition {InexactLiteral(literal)}")
        with sympy.evaluate(False):
            return condition.xreplace({s: self._named(s.name) for s in condition.free_symbols})

    def _named(self, name: str) -> Basic:
        if name not in self.by_name:
            raise ValueError(f"the condition speaks of {name}, which is not in the domain ({', '.join(self.by_name)})")
        return self.by_name[name]

    @property
    def symbols(self) -> tuple[Basic, ...]:
        return tuple(self.ranges)

    @property
    def scalars(self) -> dict[Symbol, Set]:
        """The ranges of the scalar symbols."""
        return {s: r for s, r in self.ranges.items() if not isinstance(r, Vectors)}

    @cached_property
    def facts(self) -> Mapping[Basic, Set]:
        """The ranges, and those of the differences that the side condition gives a sign."""
        return facts(self.ranges, self.where)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domain) and (self.ranges, self.where) == (other.ranges, other.where)

    def __hash__(self) -> int:
        return hash((frozenset(self.ranges.items()), self.where))

    def __str__(self) -> str:
        ranges = ", ".join(f"{s} in {range_text(r)}" for s, r in self.ranges.items())
        return f"for all {ranges}" + ("" if self.where == S.true else f" with {self.where}")

    def __repr__(self) -> str:
        return f"<Domain {self}>"

    def under(self, condition: Basic) -> Domain:
        """Return these ranges with another side condition on their symbols."""
        return self._with(self.ranges, condition)

    def contains(self, point: Point) -> bool:
        """Return whether the point is certainly in the domain (an undecided case is False)."""
        there = terms_at(point)
        # a conjunction is true where all its parts are: most points fail at one of the first
        return all(truth(p, there, self.is_integer) == TRUE for p in self.membership) and self._has_sizes(point)

    def condition_at(self, point: Point) -> bool | None:
        """Return whether the side condition holds at a point, None if it is undefined there or was not decided."""
        return {TRUE: True, FALSE: False}.get(truth(self.condition, terms_at(point), self.is_integer))  # type: ignore[arg-type]

    @cached_property
    def membership(self) -> tuple[Term, ...]:
        """The statements that say together that a point lies in the domain, the dimensions of vectors apart."""
        ranges = [membership(values, term_of(s)) for s, values in self.scalars.items()]
        return tuple(part for statement in (*ranges, self.condition) for part in _conjuncts(statement))

    def is_integer(self, symbol: Term) -> bool:
        """Return whether a term is a symbol whose range holds integers only."""
        return symbol in self._integers

    @cached_property
    def _integers(self) -> frozenset[Term]:
        return frozenset(term_of(s) for s in self.scalars if s.is_integer)

    def _has_sizes(self, point: Point) -> bool:
        """Return whether rationals are rational, and vectors of their dimensions and not 0 where they must not be."""
        if any(r == S.Rationals and not sympy.sympify(point[s]).is_Rational for s, r in self.scalars.items()):
            return False
        spaces = ((point[s], r) for s, r in self.ranges.items() if isinstance(r, Vectors))
        return all(
            (not r.dimension.is_Integer or len(v) == r.dimension) and (not r.nonzero or any(v)) for v, r in spaces
        )

    def extended(self, ranges: Mapping[Basic, Set]) -> Domain:
        """Return the domain with further symbols, as they are, and their ranges."""
        return self._with({**self.ranges, **ranges}, self.where)

    def _with(self, ranges: Mapping[Basic, Set], where: Basic) -> Domain:
        found = object.__new__(Domain)
        found.ranges, found.where, found.typed = MappingProxyType(dict(ranges)), where, where
        found.by_name = MappingProxyType({str(getattr(s, "name", s)): s for s in ranges})
        found.condition = elementary(term_of(where))
        return found

    @cached_property
    def counted(self) -> tuple[Domain, dict[Term, Term]] | None:
        """The domain with a + d m, for m = 0, 1, 2, …, in place of symbols whose range has steps d > 1."""
        stepped = {s: r for s, r in self.scalars.items() if isinstance(r, sympy.Range) and abs(r.step) > 1}
        if not all(r.inf.is_finite for r in stepped.values()) or not stepped:
            return None
        letters = {s: sympy.Symbol(s.name, integer=True, nonnegative=True) for s in stepped}
        values = {term_of(s): term_of(r.inf) + term_of(abs(r.step)) * term_of(letters[s]) for s, r in stepped.items()}
        runs = {letters[s]: sympy.Range(0, r.size) for s, r in stepped.items()}
        where = sympy_of(substitute(term_of(self.typed), values))
        return self._with({**{s: r for s, r in self.ranges.items() if s not in stepped}, **runs}, where), values

    @cached_property
    def real(self) -> tuple[Domain, Mapping[Basic, Basic]]:
        """The domain with symbols that SymPy takes for reals only, and them by the symbols they stand for.

        SymPy draws false conclusions from a symbol being an integer or rational: that atan n is never 0, say.
        """
        twins: dict[Basic, Basic] = {s: real_twin(s) for s in self.scalars if s.is_rational}
        if not twins:
            return self, {}
        ranges = {twins.get(s, s): r for s, r in self.ranges.items()}
        return self._with(ranges, sympy_of(term_of(self.where), twins)), twins

    def corners(self) -> Iterator[Point]:
        """Yield the points whose every scalar is at an end of its range, in lexicographic order."""
        ends = (Fraction(0), Fraction(1))
        for choice in product(ends, repeat=len(self.scalars)):
            yield from self._candidate(list(choice), Random(0))

    def on_axes(self) -> Iterator[Point]:
        """Yield points of the domain whose vectors are units of the axes, and whose scalars are at middles or ends."""
        steps = (Fraction(1, 2), Fraction(0), Fraction(1))
        vectors = {s: r.dimension for s, r in self.ranges.items() if isinstance(r, Vectors)}
        for choice in islice(product(steps, repeat=len(self.scalars)), 27):
            point: dict[Basic, Any] = {
                s: number_at(r, t) for (s, r), t in zip(self.scalars.items(), choice, strict=True)
            }
            sizes = [int(point.get(size, size if size.is_Integer else 3)) for size in vectors.values()]
            for axes in islice(product(*(range(min(size, 3)) for size in sizes)), 27):
                units = (axis(place, min(size, 1000)) for place, size in zip(axes, sizes, strict=True))
                if self.contains(candidate := point | dict(zip(vectors, units, strict=True))):
                    yield candidate

    def random_points(self, random: Random, count: int) -> Iterator[Point]:
        """Yield at most `count` random exact points of the domain, rejecting by the side condition."""
        for _ in range(count):
            ts = [Fraction(random.randrange(1, 2**12), 2**12) for _ in self.scalars]
            yield from self._candidate(ts, random)

    def points_at(self, numbers: Sequence[Expr], random: Random, count: int | None = None) -> Iterator[Point]:
        """Yield the points of the domain, among the first `count`, whose every scalar is one of the numbers."""
        for choice in islice(product(numbers, repeat=len(self.scalars)), count):
            yield from self._completed(dict(zip(self.scalars, choice, strict=True)), random)

    def completed(self, scalars: Point) -> Point | None:
        """Return a point of the domain with some given scalars and others of our choice, None if none was found."""
        others = {s: number_at(r, Fraction(1, 2)) for s, r in self.scalars.items() if s not in scalars}
        return next(self._completed({**scalars, **others}, Random(0)), None)

    def points(self) -> SearchStrategy[Point]:
        """Return a Hypothesis strategy for exact points of the domain."""
        from hypothesis import strategies as st

        unit = st.fractions(min_value=0, max_value=1, max_denominator=2**12)
        draws = st.tuples(st.lists(unit, min_size=len(self.scalars), max_size=len(self.scalars)), st.randoms())
        return draws.map(lambda d: next(self._candidate(*d), None)).filter(bool)  # type: ignore[return-value]

    def _candidate(self, ts: list[Fraction], random: Random) -> Iterator[Point]:
        scalars = {s: number_at(r, t) for (s, r), t in zip(self.scalars.items(), ts, strict=True)}
        yield from self._completed(scalars, random)

    def _completed(self, point: dict[Basic, Any], random: Random) -> Iterator[Point]:
        """Yield the point with a value for each vector, if it lies in the domain."""
        dimensions: dict[Basic, int] = {}
        for symbol, values in self.ranges.items():
            if isinstance(values, Vectors):
                size = point.get(values.dimension, values.dimension)
                if not size.is_Integer:
                    size = dimensions.setdefault(values.dimension, random.randint(2, 4))
                if not 0 < size <= 1000:
                    return
                others = [v for v in point.values() if isinstance(v, tuple) and len(v) == size]
                point[symbol] = random_vector(int(size), values.nonzero, others, random)
        if self.contains(point):
            yield point

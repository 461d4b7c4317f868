"""Falsification: search for a point of the domain where the statement is false, rigorously."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice
from random import Random

import sympy
from sympy import Rational
from sympy.logic.boolalg import Boolean

from verify.language.domain import Domain, Point, terms_at
from verify.language.from_sympy import elementary, term_of
from verify.language.term import Term, postorder
from verify.language.truth import EFFORTS
from verify.language.truth import truth as truth_of
from verify.language.values import FALSE, TRUE, UNDEFINED, Undefined
from verify.prover.effort import EFFORT

__all__ = ["is_witness", "simplest", "statement_term", "truth", "witness"]

Efforts = tuple[tuple[int, bool], ...]
QUICK = EFFORTS[:1]


def statement_term(statement: Boolean | Term) -> Term:
    """Return a statement as a term in which ramps and angles are written out; raises NotReadable."""
    return elementary(statement if isinstance(statement, Term) else term_of(statement))


def truth(statement: Boolean | Term, point: Point, domain: Domain | None = None, thorough: bool = True) -> bool | None:
    """Return the truth of a statement at a point, None where it is undefined there or was not decided.

    Decided by balls, of up to thousands of digits if `thorough`, and by exact algebra where they do not tell two
    numbers apart.  Raises NotReadable for what statements cannot say.
    """
    efforts = EFFORTS if thorough else QUICK
    return {TRUE: True, FALSE: False}.get(value_at(statement, point, domain, efforts))  # type: ignore[arg-type]


def value_at(
    statement: Boolean | Term, point: Point, domain: Domain | None = None, efforts: Efforts = EFFORTS
) -> frozenset[bool] | Undefined | None:
    """Return what a statement is at a point, as `verify.language.truth.truth` does."""
    integers = domain.is_integer if domain else lambda symbol: False
    return truth_of(statement_term(statement), terms_at(point), integers, efforts)


def is_witness(statement: Boolean | Term, domain: Domain, point: Point) -> bool:
    """Return whether a point is certainly in the domain and the statement certainly defined and false there."""
    return domain.contains(point) and truth(statement, point, domain) is False


def _candidates(statement: Term, domain: Domain, tries: int) -> Iterator[Point]:
    """Yield corners, points made of 0, ±1 and the statement's own numbers, and random points."""
    typed = {part.data for part in postorder(statement) if part.head == "number"} | {0, 1, -1}
    numbers = [Rational(x.numerator, x.denominator) for x in sorted(typed, key=lambda x: (abs(x), x))]
    special = islice(domain.points_at(numbers, Random(0), EFFORT.rejected * tries), tries)
    return chain(islice(domain.corners(), 64), special, domain.random_points(Random(0), tries))


def witness(
    statement: Boolean | Term, domain: Domain, tries: int = EFFORT.witness_points, few: int = 0
) -> Point | None:
    """Return a point of the domain where the statement is rigorously false, or None.

    At most so many special points and random ones are looked at, or ``few`` points in all and each but once, where
    that takes long.  None means that none was found, not that none exists.
    """
    term, undecided = statement_term(statement), list[Point]()
    for point in islice(_candidates(term, domain, few or tries), few or None):
        found = value_at(term, point, domain, QUICK)
        if found == FALSE:
            return simplest(term, domain, point)
        if found not in (TRUE, UNDEFINED) and len(undecided) < (1 if few else EFFORT.undecided_points):
            undecided.append(point)
    return next((point for point in undecided if truth(term, point, domain) is False), None)


def simplest(statement: Boolean | Term, domain: Domain, point: Point) -> Point:
    """Return a witness whose coordinates have the smallest denominators that still work."""
    for symbol, value in point.items():
        for simpler in _simpler(value):
            candidate = {**point, symbol: simpler}
            if is_witness(statement, domain, candidate):
                point = candidate
                break
    return point


def _simpler(value: object) -> Iterator[Rational]:
    if isinstance(value, sympy.Integer):
        yield from (sympy.Integer(int(value) // 2**n) for n in range(int(abs(value)).bit_length(), 0, -1))
    elif isinstance(value, sympy.Rational):
        exact = Fraction(int(value.p), int(value.q))
        yield from (Rational(exact.limit_denominator(size)) for size in (1, 2, 3, 4, 5, 8, 10, 16, 32, 100))

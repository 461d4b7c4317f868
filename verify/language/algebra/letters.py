"""Letters: what the unknowns of polynomials stand for, and what is assumed on the way to a normal form."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from verify.language.algebra.quotients import (
    LETTERS,
    MOST_LETTERS,
    Effort,
    Polynomial,
    Quotient,
    Relations,
    TooMuch,
    constant,
    key_of,
    monomials,
)
from verify.language.functions import FUNCTIONS
from verify.language.term import Term, number, one, postorder, zero

__all__ = ["Letter", "Letters"]

MOST_TO_WRITE = 300  # monomials of a polynomial that is written as a term
_CLOSED = {"number", "pi", "e", "add", "mul", "pow", *FUNCTIONS}


class Letter(NamedTuple):
    """What a letter stands for: a function's name and argument, and the same as a term; `free` if it has symbols."""

    name: str
    about: Any
    scale: Fraction
    term: Term
    free: bool


@dataclass(eq=False)
class Letters:
    """The letters of a term and what is known of them: every entry holds wherever the whole term is defined.

    ``signs`` holds ±2 for polynomials that are positive or negative, ±1 for those that are so or zero.
    ``units`` holds in what fractions and from where a thing was asked for, for the next pass to begin with.
    """

    value: Callable[[Letters, Term], Quotient]
    positive: Callable[[Term], bool]
    integer: Callable[[Term], bool]
    certain: frozenset[Term] = frozenset()  # parts that are defined wherever the whole term is
    found: list[Letter] = field(default_factory=list)
    places: dict[Hashable, int] = field(default_factory=dict)
    relations: Relations = field(default_factory=lambda: Relations({}, Effort()))
    signs: dict[Hashable, int] = field(default_factory=dict)
    settled: list[Polynomial] = field(default_factory=list)  # known to be nonnegative
    nonnegative: dict[Hashable, tuple[Quotient, bool]] = field(default_factory=dict)  # with True if positive
    units: dict[Hashable, int] = field(default_factory=dict)
    memo: dict[Hashable, Any] = field(default_factory=dict)
    changed: bool = False

    def number(self, q: Fraction | int) -> Quotient:
        return self.quotient(constant(q))

    def quotient(self, p: Polynomial) -> Quotient:
        return Quotient(self.relations, p)

    def again(self, q: Quotient) -> Quotient:
        """Return a quotient that was made before more was assumed."""
        return Quotient(self.relations, q.num, q.den)

    def letter(self, name: str, term: Term, about: Any = None, scale: Fraction | int = 1) -> Polynomial:
        """Return the letter for the value of a term, made when it is first asked for."""
        if (place := self.places.get(term)) is None:
            if (place := len(self.found)) == MOST_LETTERS:
                raise TooMuch
            free = any(part.head not in _CLOSED for part in postorder(term))
            self.found.append(Letter(name, about, Fraction(scale), term, free))
            self.places[term] = place
        return LETTERS[place]

    def named(self, p: Polynomial) -> Letter | None:
        """Return the letter that a polynomial is, or None if it is none."""
        if len(p) != 1 or p.total_degree() != 1 or p.leading_coefficient() != 1:
            return None
        return self.inside(p)[0]

    def inside(self, p: Polynomial) -> list[Letter]:
        """Return the letters in a polynomial, latest first."""
        return [self.found[MOST_LETTERS - 1 - i] for i, n in enumerate(p.degrees()) if n > 0]

    def is_free(self, p: Polynomial) -> bool:
        return any(letter.free for letter in self.inside(p))

    def note_sign(self, letter: Polynomial, s: int) -> None:
        """Note that a letter is positive (2) or nonnegative (1)."""
        key = key_of(letter)
        self.signs[key] = self.signs.get(key) or s if s == 1 else s

    def unit(self, key: Hashable, value: int, join: Callable[[int, int], int] = lcm) -> int:
        """Return what joins a value to all that were noted under a key."""
        before = self.units.get(key, value)
        self.units[key] = join(before, value)
        self.changed |= self.units[key] != before
        return self.units[key]

    def polynomial_term(self, p: Polynomial) -> Term:
        """Return a polynomial as a term."""
        if len(p) > MOST_TO_WRITE:
            raise TooMuch
        self.relations.effort.spend(10 * len(p))
        total = zero
        for monomial, c in monomials(p):
            product = self._product(monomial, c)
            total = product if total is zero else total + product
        return total

    def _product(self, monomial: tuple[int, ...], c: Fraction) -> Term:
        product = number(c)
        for place, n in enumerate(reversed(monomial)):
            if n:
                power = self.found[place].term if n == 1 else self.found[place].term ** n
                product = power if product is one else product * power
        return product

    def term(self, q: Quotient) -> Term:
        """Return a quotient as a term."""
        num = self.polynomial_term(q.num)
        return num if q.den == 1 else num / self.polynomial_term(q.den)

    def copy(self) -> Letters:
        """Return the same letters, to assume more of them."""
        return Letters(
            self.value, self.positive, self.integer, self.certain, self.found.copy(), self.places.copy(),
            self.relations.copy(), self.signs.copy(), self.settled.copy(),
            self.nonnegative.copy(), self.units.copy(),
        )  # fmt: skip

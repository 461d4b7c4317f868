"""Quotients of polynomials over ℚ in letters, modulo relations between them.

A letter is a real number at every point; later letters are larger.  A relation is a polynomial that is zero at every
point.  Division by the relations, largest first, leaves of polynomials what has none of their leading monomials.
Common divisors are cancelled where they are cheap to find, so that equal quotients mostly look equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from math import comb
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

__all__ = [
    "Effort",
    "LETTERS",
    "LETTER_KEYS",
    "MOST_DEGREE",
    "MOST_LETTERS",
    "Nowhere",
    "Polynomial",
    "Quotient",
    "Relations",
    "TooMuch",
    "Vacant",
    "constant",
    "key_of",
    "polynomial",
]

Polynomial = Any  # flint.fmpq_mpoly, which has no annotations
Key = Hashable

MOST_LETTERS, MOST_MONOMIALS, MOST_DEGREE, MOST_BITS = 64, 20_000, 2_000, 20_000
MOST_WORK = 500_000
MOST_TO_CANCEL = 400  # monomials of numerator and denominator beyond which no common divisor is looked for
_RING = fmpq_mpoly_ctx.get([f"t{i}" for i in range(MOST_LETTERS)], Ordering.lex)
LETTERS = _RING.gens()[::-1]
LETTER_KEYS = [str(x) for x in LETTERS]
_ZERO, _ONE = _RING.constant(0), _RING.constant(1)


class TooMuch(Exception):
    """More monomials, letters or digits than are allowed for: nothing is shown."""


class Nowhere(Exception):
    """A division by zero: the term is defined nowhere."""


class Vacant(Nowhere):
    """What is assumed holds at no point."""


def constant(q: Fraction | int) -> Polynomial:
    """Return a rational number as a polynomial."""
    return _RING.constant(fmpq(q.numerator, q.denominator))


def polynomial(coefficients: dict[tuple[int, ...], Any]) -> Polynomial:
    """Return a polynomial from the coefficients of its monomials."""
    return _RING.from_dict(coefficients)


def monomials(p: Polynomial) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Yield the exponents and the coefficient of each monomial."""
    for i in range(len(p)):
        c = p.coefficient(i)
        yield tuple(map(int, p.monomial(i))), Fraction(int(c.p), int(c.q))


def key_of(p: Polynomial) -> Key:
    """Return what tells a polynomial from others in a dictionary."""
    return str(p)


class Effort:
    """How many monomials may still be written, in all quotients of one zero test together."""

    def __init__(self, left: int = MOST_WORK) -> None:
        self.left = left

    def spend(self, monomials: int) -> None:
        self.left -= monomials
        if self.left < 0:
            raise TooMuch


class Relations:
    """Polynomials known to be zero, each under a key: a new one under the same key takes the place of the old."""

    def __init__(self, known: dict[Key, tuple[tuple[int, ...], Polynomial]], effort: Effort) -> None:
        self.known, self.effort = known, effort
        self._arrange()

    def copy(self) -> Relations:
        """Return the same relations, to add others to; the effort stays one for both."""
        return Relations(self.known.copy(), self.effort)

    def _arrange(self) -> None:
        largest_first = sorted(self.known.values(), key=lambda pair: pair[0], reverse=True)
        self._order = [([(i, n) for i, n in enumerate(lead) if n], p) for lead, p in largest_first]

    def __setitem__(self, key: Key, p: Polynomial) -> None:
        before = self.known.pop(key, None)
        if p != 0:
            self.known[key] = before if before and before[1] == p else (tuple(map(int, p.monomial(0))), p)
        if self.known.get(key) is not before:
            self._arrange()

    def reduced(self, p: Polynomial) -> Polynomial:
        """Return a polynomial modulo the relations."""
        if p.is_constant() or not self._order:
            return _bounded(p)
        degrees = p.degrees()
        for lead, relation in self._order:
            if all(degrees[i] >= n for i, n in lead):
                _affordable(len(p), len(relation), min((degrees[i] // n for i, n in lead), default=1))
                p = divmod(p, relation)[1]
                degrees = p.degrees()
        return _bounded(p)


def _affordable(length: int, count: int, times: int) -> None:
    if length * comb(times + count - 1, times) > 50 * MOST_MONOMIALS:
        raise TooMuch


def _bounded(p: Polynomial) -> Polynomial:
    if len(p) > MOST_MONOMIALS or p.total_degree() > MOST_DEGREE or _bits(p) > MOST_BITS:
        raise TooMuch
    return p


def _bits(p: Polynomial) -> int:
    return max((max(int(c.p).bit_length(), int(c.q).bit_length()) for c in p.coeffs()), default=0)


def _times(p: Polynomial, q: Polynomial) -> Polynomial:
    if len(p) * len(q) > 50 * MOST_MONOMIALS or p.total_degree() + q.total_degree() > MOST_DEGREE:
        raise TooMuch
    return p * q


def _power(p: Polynomial, n: int) -> Polynomial:
    if p in (0, 1, -1):
        return p if n % 2 or p == 0 and n else _ONE
    steep = max(p.total_degree(), _bits(p)) * n > MOST_BITS
    if steep or p.total_degree() * n > MOST_DEGREE or comb(len(p) + n - 1, n) > MOST_MONOMIALS:
        raise TooMuch
    return p**n


class Quotient:
    """A quotient, reduced by relations and with 1 for the denominator's leading coefficient."""

    __slots__ = ("den", "num", "relations")

    def __init__(self, relations: Relations, num: Polynomial, den: Polynomial = _ONE) -> None:
        relations.effort.spend(len(num) + len(den))
        num, den = relations.reduced(num), relations.reduced(den) if den != 1 else _ONE
        if den == 0:
            raise Nowhere
        if not den.is_constant() and len(num) + len(den) <= MOST_TO_CANCEL:
            common = num.gcd(den)
            num, den = num / common, den / common
        if (lead := den.leading_coefficient()) != 1:
            num, den = num / lead, den / lead
        self.relations, self.num, self.den = relations, num, den

    def __add__(self, other: Quotient) -> Quotient:
        if self.den == other.den:
            return Quotient(self.relations, self.num + other.num, self.den)
        common = self.den.gcd(other.den) if len(self.den) + len(other.den) <= MOST_TO_CANCEL else _ONE
        left, right = self.den / common, other.den / common
        return Quotient(self.relations, _times(self.num, right) + _times(other.num, left), _times(self.den, right))

    def __mul__(self, other: Quotient | int | Fraction) -> Quotient:
        if not isinstance(other, Quotient):
            return Quotient(self.relations, self.num * fmpq(other.numerator, other.denominator), self.den)
        return Quotient(self.relations, _times(self.num, other.num), _times(self.den, other.den))

    def __neg__(self) -> Quotient:
        return self * -1

    def __sub__(self, other: Quotient) -> Quotient:
        return self + -other

    def __truediv__(self, other: Quotient) -> Quotient:
        return self * other**-1

    def __pow__(self, n: int) -> Quotient:
        """Return an integer power; x⁰ is 1, also at x = 0."""
        if n < 0 and self.num == 0:
            raise Nowhere
        num, den = (self.num, self.den) if n >= 0 else (self.den, self.num)
        return Quotient(self.relations, _power(num, abs(n)), _power(den, abs(n)))

    def key(self) -> Key:
        return key_of(self.num), key_of(self.den)

    def rational(self) -> Fraction | None:
        """Return the rational number that this is, or None."""
        if not (self.num.is_constant() and self.den.is_constant()):
            return None
        c = self.num.coeffs()[0] if len(self.num) else fmpq(0)
        return Fraction(int(c.p), int(c.q))

    def parts(self) -> list[tuple[Fraction, Quotient]]:
        """Return a sum's terms, each as a rational number and a quotient whose numerator is a monomial."""
        ones = [(c, polynomial({m: fmpq(1)})) for m, c in monomials(self.num)]
        return [(c, Quotient(self.relations, one, self.den)) for c, one in ones]

"""Signs of polynomials in letters, factors, absolute values, and what is assumed nonnegative.

A sign is ±2 where a polynomial is positive or negative, ±1 where it may be zero too, 0 where nothing is known.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from math import prod

from flint import fmpz

from verify.language.algebra.constants import ball_sign
from verify.language.algebra.letters import Letters
from verify.language.algebra.quotients import (
    LETTER_KEYS,
    LETTERS,
    Polynomial,
    Quotient,
    Vacant,
    constant,
    key_of,
    monomials,
)
from verify.language.functions import call

__all__ = ["absolute", "assume", "factors", "quotient_sign", "settle", "sign", "signum", "size"]

MOST_TO_FACTOR, STEEPEST_TO_FACTOR, LONGEST_TO_FACTOR = 100, 60, 64  # monomials, degree, bits of a number
Factors = tuple[int, list[tuple[Polynomial, int]]]
_abs, _sign = call("abs"), call("sign")


def factors(letters: Letters, q: Quotient) -> Factors:
    """Return ±1 and factors with exponents: primes, and polynomials that are not divisible by others here.

    What is too large is a factor as it stands.
    """
    key = "factors", q.key()
    if key not in letters.memo:
        (c, num), (d, den) = _polynomial_factors(q.num), _polynomial_factors(q.den)
        c /= d
        primes = [*_primes(c.numerator, 1), *_primes(c.denominator, -1)]
        letters.memo[key] = (1 if c > 0 else -1), [*primes, *num, *((p, -n) for p, n in den)]
    return letters.memo[key]


def _polynomial_factors(p: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, int]]]:
    if len(p) > MOST_TO_FACTOR or p.total_degree() > STEEPEST_TO_FACTOR:
        return Fraction(1), [(p, 1)]
    c, found = p.factor()
    return Fraction(int(c.p), int(c.q)), [(factor, int(n)) for factor, n in found]


def _primes(n: int, direction: int) -> list[tuple[Polynomial, int]]:
    n = abs(n)
    if n.bit_length() > LONGEST_TO_FACTOR:
        return [(constant(n), direction)]
    return [(constant(int(p)), direction * int(k)) for p, k in fmpz(n).factor()] if n > 1 else []


def sign(letters: Letters, p: Polynomial) -> int:
    """Return the sign of a polynomial, as far as it is known wherever the whole term is defined."""
    key = key_of(p)
    return letters.signs.get(key) or _sum_sign(letters, p) or _compared(letters, p) or _asked(letters, key, p)


def quotient_sign(letters: Letters, q: Quotient) -> int:
    """Return the sign of a quotient, as far as it is known."""
    if q.num == 0:
        return 0
    c, found = factors(letters, q)
    return joint([2 * c, *(_power_sign(sign(letters, p), n) for p, n in found)])


def joint(signs: Iterable[int]) -> int:
    """Return the sign of a product."""
    signs = list(signs)
    weakest = min(map(abs, signs))
    return weakest if prod(signs) > 0 else -weakest


def _power_sign(s: int, n: int) -> int:
    return s if n % 2 else max(1, abs(s))  # a square is nonnegative


def _sum_sign(letters: Letters, p: Polynomial) -> int:
    """Return the sign of a sum whose terms have the same sign."""
    strongest = 0
    for monomial, c in monomials(p):
        s = _monomial_sign(letters, monomial, c)
        if not s or s * strongest < 0:
            return 0
        strongest = max(strongest, s, key=abs)
    return strongest


def _monomial_sign(letters: Letters, monomial: tuple[int, ...], c: Fraction) -> int:
    places = ((LETTER_KEYS[i], n) for i, n in enumerate(reversed(monomial)) if n)
    return joint([2 if c > 0 else -2, *(_power_sign(letters.signs.get(key, 0), n) for key, n in places)])


def _compared(letters: Letters, p: Polynomial) -> int:
    """Return the sign of what differs by a nonnegative sum from what is known to be nonnegative."""
    for known in letters.settled:
        for s in (1, -1):
            if p == s * known or (d := _sum_sign(letters, s * p - known)) == 1:
                return s
            if d == 2:
                return 2 * s
    return 0


def _asked(letters: Letters, key: Hashable, p: Polynomial) -> int:
    """Return the sign that balls tell of a constant, or whoever asks for the zero test of anything else."""
    if len(p) > MOST_TO_FACTOR:
        return 0
    if (answer := letters.memo.get(("sign", key))) is None:
        term = letters.polynomial_term(p)
        if letters.is_free(p):
            answer = 2 * (letters.positive(term) - letters.positive(-term))
        else:
            answer = 2 * (ball_sign(term, 30) or ball_sign(term, 100) or 0)
        letters.memo["sign", key] = answer
    return answer


def absolute(letters: Letters, q: Quotient) -> Quotient:
    """Return |q| as a product over factors."""
    product = letters.number(1)
    for p, n in factors(letters, q)[1] if q.num != 0 else [(q.num, 1)]:
        product *= (size(letters, p) if n % 2 else letters.quotient(p)) ** n
    return product


def size(letters: Letters, p: Polynomial) -> Quotient:
    """Return |p| for a factor: ±p where the sign is known, else a letter whose square is p²."""
    if p == 0 or (s := sign(letters, p)):
        return letters.quotient(p if p == 0 or s > 0 else -p)
    term = _abs(letters.polynomial_term(p))
    letter = letters.letter("abs", term, p)
    letters.note_sign(letter, 1)
    letters.relations[term] = letter**2 - p**2
    return letters.quotient(letter)


def signum(letters: Letters, q: Quotient) -> Quotient:
    """Return sign q as a product over factors."""
    if q.num == 0:
        return letters.number(0)
    c, found = factors(letters, q)
    product = letters.number(c)
    for p, n in found:
        product *= _signum(letters, p) ** (1 if n % 2 else 2)
    return product


def _signum(letters: Letters, p: Polynomial) -> Quotient:
    if abs(s := sign(letters, p)) == 2:
        return letters.number(s // 2)
    term, magnitude = _sign(letters.polynomial_term(p)), size(letters, p).num  # the earlier letter, and the smaller
    letter = letters.letter("sign", term, p)
    letters.relations[term] = letter**3 - letter
    letters.relations["size", term] = letter * magnitude - p
    letters.relations["product", term] = letter * p - magnitude
    return letters.quotient(letter)


def settle(letters: Letters, p: Polynomial, s: int) -> None:
    """Assume a sign of a polynomial that has none so far."""
    if letters.signs.get(key_of(p)) == s:
        return
    letters.signs[key_of(p)] = s
    letters.changed = True
    size_term, sign_term = (name(letters.polynomial_term(p)) for name in (_abs, _sign))
    if size_term in letters.places:
        letters.relations[size_term] = LETTERS[letters.places[size_term]] - (p if s > 0 else -p)
    if sign_term in letters.places and abs(s) == 2:
        letters.relations[sign_term] = LETTERS[letters.places[sign_term]] - s // 2
    letters.settled.append(p if s > 0 else -p)
    for q, strict in list(letters.nonnegative.values()):
        assume(letters, letters.again(q), strict)


def assume(letters: Letters, q: Quotient, strict: bool) -> None:
    """Assume q ≥ 0, or q > 0: of its one factor whose sign is not known, or else that |q| = q."""
    s = quotient_sign(letters, q)
    if q.num == 0 or s >= 1 + strict:
        return
    if s == -2 or strict and s == -1:
        raise Vacant
    c, found = factors(letters, q)
    if strict:
        _settle_strictly(letters, [p for p, _ in found])
    open_ = [(p, n) for p, n in found if abs(sign(letters, p)) < 2 and (n % 2 or not strict)]
    if len(open_) == 1 and open_[0][1] % 2 and not sign(letters, open_[0][0]):
        rest = [_power_sign(sign(letters, p), n) for p, n in found if p != open_[0][0]]
        direction = 1 if joint([2 * c, *(s or 1 for s in rest)]) > 0 else -1
        settle(letters, open_[0][0], (1 + strict) * direction)
    elif open_:
        letters.nonnegative[q.key()] = q, strict
        letters.relations["nonnegative", q.key()] = (absolute(letters, q) - q).num


def _settle_strictly(letters: Letters, factors: list[Polynomial]) -> None:
    for p in factors:
        if abs(s := sign(letters, p)) == 1:
            settle(letters, p, 2 * s)

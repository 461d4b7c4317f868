"""Powers, roots, exponentials and logarithms.

For real factors p of what is nonnegative, (∏ pⁿ)^q = ∏ (|p|^q)ⁿ and log ∏ pⁿ = Σ n log|p|, whatever the signs of
the factors: the letters are |p|^(1/Q) and log|p|.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from verify.language.algebra.letters import Letter, Letters
from verify.language.algebra.quotients import MOST_DEGREE, Nowhere, Polynomial, Quotient, TooMuch, key_of
from verify.language.algebra.signs import assume, factors, quotient_sign, size
from verify.language.functions import call, pi
from verify.language.term import Term, number

__all__ = ["exponential", "is_whole", "logarithm", "parity", "power", "root"]

LARGEST_MULTIPLE, MOST_PARTS = 60, 8  # of an exponent, so that exp is a power and a product of letters
_abs, _exp, _log, _cos = map(call, ("abs", "exp", "log", "cos"))


def root(letters: Letters, q: Quotient, exponent: Fraction) -> Quotient:
    """Return |q|^exponent."""
    if q.num == 0:
        return q if exponent > 0 else q**-1
    product = letters.number(1)
    for p, n in factors(letters, q)[1]:
        product *= _factor_power(letters, p, n * exponent)
    return product


def _factor_power(letters: Letters, p: Polynomial, exponent: Fraction) -> Quotient:
    """Return |p|^exponent by powers of one root of |p|, whichever of its roots the term has."""
    letter = letters.named(p)
    if letter and letter.name == "exp":
        return exponential(letters, letters.again(letter.about) * (letter.scale * exponent))
    if letter and letter.name in ("abs", "root"):
        return _factor_power(letters, letter.about, exponent * letter.scale)
    if exponent.denominator == 1:
        n = exponent.numerator
        return (size(letters, p) if n % 2 else letters.quotient(p)) ** n
    unit = letters.unit(("root", key_of(p)), exponent.denominator)
    if unit > MOST_DEGREE:
        raise TooMuch
    whole, n = divmod(int(exponent * unit), unit)  # so that no root stands in a denominator
    return letters.quotient(_root_letter(letters, p, unit)) ** n * size(letters, p) ** whole


def _root_letter(letters: Letters, p: Polynomial, unit: int) -> Polynomial:
    base, term = size(letters, p), _abs(letters.polynomial_term(p)) ** number(Fraction(1, unit))
    letter = letters.letter("root", term, p, Fraction(1, unit))
    letters.note_sign(letter, 2 if quotient_sign(letters, base) == 2 else 1)
    letters.relations[term] = letter**unit - base.num
    return letter


def logarithm(letters: Letters, q: Quotient) -> Quotient:
    """Return log|q|."""
    if q.num == 0:
        raise Nowhere
    total = letters.number(0)
    for p, n in factors(letters, q)[1]:
        total += _factor_logarithm(letters, p) * n
    return total


def _factor_logarithm(letters: Letters, p: Polynomial) -> Quotient:
    letter = letters.named(p)
    if letter and letter.name == "exp":
        return letters.again(letter.about) * letter.scale
    if letter and letter.name in ("abs", "root"):
        return _factor_logarithm(letters, letter.about) * letter.scale
    return letters.quotient(letters.letter("log", _log(_abs(letters.polynomial_term(p))), p))


def exponential(letters: Letters, q: Quotient) -> Quotient:
    """Return exp q as a product over the terms of q, exp(c log|p|) as a power of |p|."""
    product = letters.number(1)
    for c, part in q.parts() if len(q.num) <= MOST_PARTS else [(Fraction(1), q)]:
        letter = letters.named(part.num) if part.den == 1 else None
        if letter and letter.name == "log":
            product *= _factor_power(letters, letter.about, c)
        else:
            product *= _exponential(letters, c, part)
    return product


def _exponential(letters: Letters, c: Fraction, part: Quotient) -> Quotient:
    """Return exp(c·part) by powers of one letter, exp of the smallest fraction of the part that the term has."""
    scale = Fraction(1, letters.unit(("exp", part.key()), c.denominator))
    if abs(c / scale) > LARGEST_MULTIPLE:
        scale = abs(c)
    letter = letters.letter("exp", _exp(letters.term(part * scale)), part, scale)
    letters.note_sign(letter, 2)
    return letters.quotient(letter) ** int(c / scale)


def power(letters: Letters, term: Term, base: Quotient, exponent: Quotient) -> Quotient:
    """Return base^exponent; `term` is the power as it was written."""
    q = exponent.rational()
    if q is not None:
        return _whole_power(letters, base, q.numerator) if q.denominator == 1 else _root(letters, term, base, q)
    s = quotient_sign(letters, base)
    if s == 2:
        return exponential(letters, exponent * logarithm(letters, base))
    if s == -2 and is_whole(letters, exponent):
        return parity(letters, exponent) * exponential(letters, exponent * logarithm(letters, base))
    return _opaque_power(letters, base, exponent)


def _whole_power(letters: Letters, base: Quotient, n: int) -> Quotient:
    try:
        return base**n
    except TooMuch:
        return letters.quotient(letters.letter("power", letters.term(base) ** number(n)))


def _root(letters: Letters, term: Term, base: Quotient, q: Fraction) -> Quotient:
    if base.num != 0 and term in letters.certain:
        assume(letters, base, strict=q < 0)
    return root(letters, base, q)


def _opaque_power(letters: Letters, base: Quotient, exponent: Quotient) -> Quotient:
    """Return a letter, times whole powers where base^(n + t) = baseⁿ base^t, which fails for 0⁰."""
    n = floor(sum(c for c, part in exponent.parts() if part.rational()))
    nonzero = quotient_sign(letters, base) == -2 or n > 0 and quotient_sign(letters, exponent) == 2
    n = n if nonzero and abs(n) <= LARGEST_MULTIPLE else 0
    letter = letters.letter("power", letters.term(base) ** letters.term(exponent - letters.number(n)))
    return base**n * letters.quotient(letter)


def is_whole(letters: Letters, q: Quotient) -> bool:
    """Return whether a quotient is an integer wherever the whole term is defined, as far as its letters tell."""
    whole = q.den == 1 and all(c.q == 1 for c in q.num.coeffs())
    return whole and all(_is_whole(letters, letter) for letter in letters.inside(q.num))


def _is_whole(letters: Letters, letter: Letter) -> bool:
    return letter.name in ("floor", "sign", "parity") or letter.name == "symbol" and letters.integer(letter.term)


def parity(letters: Letters, q: Quotient) -> Quotient:
    """Return (−1)^q = cos π q for what is an integer."""
    product = letters.number(1)
    for c, part in q.parts():
        term = _cos(pi * letters.term(part))
        if c % 2 and part.rational():
            product = -product
        elif c % 2:
            letter = letters.letter("parity", term)
            letters.relations[term] = letter**2 - 1
            product *= letters.quotient(letter)
    return product

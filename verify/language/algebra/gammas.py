"""The gamma function and its kin, by Γ(x + 1) = x Γ(x).

Γ(x + k) is written by Γ(x + K) for the largest K in the term: where Γ(x + k) is defined, Γ(x + K) is so, and the
factors x + k, …, x + K − 1 between them are not zero.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, prod

from verify.language.algebra.letters import Letters
from verify.language.algebra.powers import logarithm, root
from verify.language.algebra.quotients import Nowhere, Quotient
from verify.language.functions import call, pi
from verify.language.term import Term

__all__ = ["binomial", "digamma", "factorial", "gamma", "log_gamma"]

MOST_STEPS = 20
_gamma, _digamma, _binomial = map(call, ("gamma", "digamma", "binomial"))


def _steps_up(letters: Letters, name: str, q: Quotient) -> list[Quotient]:
    """Return q, q + 1, … up to the largest argument of a function that differs from q by an integer."""
    n = floor(sum(c for c, part in q.parts() if part.rational()))
    base = q - letters.number(n)
    top = letters.unit((name, base.key()), n, join=max)
    count = top - n if top - n <= MOST_STEPS else 0
    return [q + letters.number(i) for i in range(count + 1)]


def gamma(letters: Letters, term: Term, q: Quotient) -> Quotient:
    value = q.rational()
    if value is not None and abs(value) <= MOST_STEPS:
        return _gamma_of_number(letters, value)
    *steps, last = _steps_up(letters, "gamma", q)
    result = letters.quotient(letters.letter("gamma", _gamma(letters.term(last))))
    for step in steps:
        result = result / step
    return result


def _gamma_of_number(letters: Letters, x: Fraction) -> Quotient:
    """Return Γ(x) by Γ of a number in (0, 1], of which Γ(1) = 1 and Γ(1/2) = √π."""
    if x.denominator == 1 and x <= 0:
        raise Nowhere
    base = x - floor(x) or Fraction(1)
    up, down = (prod(start + i for i in range(int(end - start))) for start, end in ((base, x), (x, base)))
    factor = Fraction(up) / down
    if base == 1:
        return letters.number(factor)
    if base == Fraction(1, 2):
        return root(letters, letters.value(letters, pi), base) * factor
    return letters.quotient(letters.letter("gamma", _gamma(letters.term(letters.number(base))))) * factor


def log_gamma(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return logarithm(letters, gamma(letters, term, q))


def factorial(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return gamma(letters, term, q + letters.number(1))


def digamma(letters: Letters, term: Term, q: Quotient) -> Quotient:
    """Return ψ(q) = ψ(q + n) − 1/q − … − 1/(q + n − 1)."""
    *steps, last = _steps_up(letters, "digamma", q)
    result = letters.quotient(letters.letter("digamma", _digamma(letters.term(last))))
    for step in steps:
        result -= step**-1
    return result


def binomial(letters: Letters, term: Term, n: Quotient, k: Quotient) -> Quotient:
    """Return n (n − 1) … (n − k + 1)/k! for a small integer k ≥ 0."""
    count = k.rational()
    if count is None or count.denominator > 1 or not 0 <= count <= MOST_STEPS:
        return letters.quotient(letters.letter("binomial", _binomial(letters.term(n), letters.term(k))))
    product = letters.number(1)
    for i in range(int(count)):
        product *= (n - letters.number(i)) * Fraction(1, i + 1)
    return product

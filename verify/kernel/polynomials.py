"""Polynomials over the rationals in numbered generators, as tables of monomials."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt, lcm
from typing import Any

from verify.kernel import Undefined

__all__ = ["Monomial", "Polynomial", "content", "factors", "is_odd", "lowered", "normal", "plus", "times"]

MOST_TERMS, MOST_PRODUCTS, MOST_BITS, SMALL = 20_000, 200_000, 10_000, 100
Monomial = tuple[tuple[int, int], ...]  # generators with their powers, in order
Polynomial = dict[Monomial, Fraction]


def factors(n: int) -> list[int]:
    """Return numbers whose product is n > 0, those below SMALL being primes; what is left is no square."""
    found = []
    for p in range(2, SMALL):
        while n % p == 0:
            n //= p
            found.append(p)
    root = isqrt(n)
    return found if n == 1 else [*found, root, root] if root * root == n else [*found, n]


def content(p: Polynomial) -> Fraction:
    """Return the positive number of which all coefficients are whole multiples without a common factor."""
    return Fraction(gcd(*(c.numerator for c in p.values())), lcm(*(c.denominator for c in p.values())))


def is_odd(a: Any) -> bool:
    """Return whether it is a or −a, exactly one of which is called odd."""
    return bool(min(a[0].items())[1] < 0)


def normal(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return p/q with denominator 1 where q is a number, or p a multiple of q."""
    if not q:  # two letters may be roots of each other's squares: √(x²) − x and √(x²) + x
        raise Undefined("a divisor is zero")
    if not p:  # zero, wherever it is defined
        return {}, {(): Fraction(1)}
    (monomial, number), *others = q.items()
    if others or monomial:
        c = p.get(monomial, Fraction(0)) / number
        return ({(): c}, {(): Fraction(1)}) if c and p == {m: c * d for m, d in q.items()} else (p, q)
    return {m: c / number for m, c in p.items()}, {monomial: Fraction(1)}


def plus(p: Polynomial, q: Polynomial) -> Polynomial:
    total = dict(p)
    for monomial, c in q.items():
        total[monomial] = total.get(monomial, Fraction(0)) + c
    if len(total) > MOST_TERMS:
        raise Undefined("an exact value is too large")
    return {m: c for m, c in total.items() if c}


def lowered(m: Monomial, place: int) -> Monomial:
    """Return a monomial over the square of a generator."""
    return tuple((g, n - 2 * (g == place)) for g, n in m if g != place or n > 2)


def _times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    powers = dict(m)
    for g, power in n:
        powers[g] = powers.get(g, 0) + power
    return tuple(sorted(powers.items()))


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return the product, in whole numbers over a common denominator."""
    (one, below), (other, under) = _whole(p), _whole(q)
    size = max((c.bit_length() for c in (*one.values(), *other.values(), below, under)), default=0)
    if len(p) * len(q) * (1 + size // 64) > MOST_PRODUCTS or size > MOST_BITS:
        raise Undefined("an exact value is too large")
    total: dict[Monomial, int] = {}
    for m, c in one.items():
        for n, d in other.items():
            monomial = _times(m, n)
            total[monomial] = total.get(monomial, 0) + c * d
    return {m: Fraction(c, below * under) for m, c in total.items() if c}


def _whole(p: Polynomial) -> tuple[dict[Monomial, int], int]:
    """Return a multiple with whole coefficients, and the multiplier."""
    below = 1
    for c in p.values():
        below = lcm(below, c.denominator)
        if below.bit_length() > MOST_BITS:
            raise Undefined("an exact value is too large")
    return {m: c.numerator * (below // c.denominator) for m, c in p.items()}, below

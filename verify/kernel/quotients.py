"""Exact values as quotients of polynomials over the rationals in π, the symbols, and letters for other values.

A value whose numerator has no terms is zero wherever it is defined, whatever the letters stand for; without letters
it is zero only then, since π is transcendental.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod
from typing import Any

from verify.kernel import Ring, Undefined, whole_power
from verify.kernel.polynomials import Polynomial, content, factors, lowered, normal, plus, times

__all__ = ["PI", "Quotients"]

MOST_LETTERS = 10_000
PI, FIRST_LETTER = -1, 10**6  # generators; between them the symbols


class Quotients(Ring):
    """Quotients of polynomials over ℚ in π, symbols and letters, as (numerator, denominator)."""

    power = whole_power

    def __init__(self) -> None:
        self.letters: dict[Any, int] = {}
        self.meanings: dict[int, tuple[str, Any]] = {}
        self.squares: dict[int, Polynomial] = {}  # of letters
        self.integers: set[int] = set()  # the symbols that stand for integers

    def letter(self, name: str, a: Any) -> Any:
        """Return the letter that stands for a function's value at a."""
        key = name, *(frozenset(part.items()) for part in a)
        if key not in self.letters:
            if len(self.letters) == MOST_LETTERS:
                raise Undefined("too many values of functions for exact algebra")
            self.letters[key] = FIRST_LETTER + len(self.letters)
            self.meanings[self.letters[key]] = name, a
            if name == "root" and not any(a[1]):
                self.squares[self.letters[key]] = a[0]
        return self.generator(self.letters[key])

    def generator(self, place: int) -> Any:
        """Return a symbol, a letter or π."""
        return {((place, 1),): Fraction(1)}, self._constant(Fraction(1))

    def _constant(self, q: Fraction) -> Polynomial:
        return {(): q} if q else {}

    def rational(self, q: Fraction) -> Any:
        return self._constant(q), self._constant(Fraction(1))

    def pi(self) -> Any:
        return self.generator(PI)

    def add(self, a: Any, b: Any) -> Any:
        if a[1] == b[1]:
            return normal(plus(a[0], b[0]), a[1])
        left, right = times(a[0], b[1]), times(b[0], a[1])
        return normal(self._reduced(plus(left, right)), self._reduced(times(a[1], b[1])))

    def mul(self, a: Any, b: Any) -> Any:
        if a[1] == b[0] or b[1] == a[0]:  # it cancels where both are defined
            return normal(a[0], b[1]) if a[1] == b[0] else normal(b[0], a[1])
        return normal(*(self._reduced(times(p, q)) for p, q in zip(a, b, strict=True)))

    def _reduced(self, p: Polynomial) -> Polynomial:
        """Return a polynomial with what the squares of letters are in their place."""
        while (place := next((g for m in p for g, n in m if n >= 2 and g in self.squares), None)) is not None:
            high = {m: c for m, c in p.items() if dict(m).get(place, 0) >= 2}
            below = {lowered(m, place): c for m, c in high.items()}
            rest = {m: c for m, c in p.items() if m not in high}
            p = plus(rest, times(below, self.squares[place]))
        return p

    def div(self, a: Any, b: Any) -> Any:
        if not b[0]:
            raise Undefined("a divisor is zero")
        return self.mul(a, (b[1], b[0]))

    def _value(self, a: Any) -> Fraction:
        if (q := self.ratio(a)) is None:
            raise Undefined("a value is not known exactly")
        return q

    def root(self, a: Any, r: Fraction) -> Any:
        q = self.ratio(a)
        if q == 1 or q == 0 and r > 0:
            return self.rational(q)
        if r.denominator != 2 or q is not None and q <= 0:
            raise Undefined("a root is not known exactly")
        root = self._letters_root(a) if q is None else self._number_root(q)
        power = whole_power(self, root, abs(r.numerator))
        return power if r > 0 else self.div(self.rational(Fraction(1)), power)

    def _number_root(self, q: Fraction) -> Any:
        """Return √q by √(n/d) = √(n d)/d, and √(p q) = √p √q for the factors of n d."""
        counts = Counter(factors(q.numerator * q.denominator))
        root = self.rational(Fraction(prod(n ** (k // 2) for n, k in counts.items()), q.denominator))
        for n in (n for n, k in counts.items() if k % 2):
            root = self.mul(root, self.letter("root", self.rational(Fraction(n))))
        return root

    def _letters_root(self, a: Any) -> Any:
        """Return √a by √(c a) = √c √a for numbers c > 0."""
        size = content(a[0]) / content(a[1])
        return self.mul(self._number_root(size), self.letter("root", self.mul(self.rational(1 / size), a)))

    def _is_number(self, a: Any) -> bool:
        return all(g == PI for part in a for m in part for g, _ in m)

    def _minus(self, a: Any) -> Any:
        return self.mul(self.rational(Fraction(-1)), a)

    def ratio(self, a: Any) -> Fraction | None:
        """Return the rational number that a value is, None where it is not known to be one."""
        monomial, c = next(iter(a[0].items()), ((), Fraction(0)))
        q = c / a[1].get(monomial, Fraction(1))
        return q if a[0] == {m: q * d for m, d in a[1].items() if q} else None

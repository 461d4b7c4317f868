"""Exact values: quotients of polynomials over the rationals in π, the symbols, and letters for values of functions.

A value whose numerator has no terms is zero wherever it is defined, whatever the letters stand for; without letters
it is zero only then, since π is transcendental.  Of letters it is used that sin² = 1 − cos², that √a² = a and that
exp turns sums into products.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Any

from verify.kernel import DERIVED, Ring, Undefined, whole_power

__all__ = ["Exact"]

MOST_TERMS, MOST_BITS, MOST_LETTERS, LARGEST_POWER = 4_000, 10_000, 64, 100
PI, FIRST_LETTER = -1, 10**6  # generators; between them the symbols
Monomial = tuple[tuple[int, int], ...]  # generators with their powers, in order
Polynomial = dict[Monomial, Fraction]
# sin(rπ) for the r in [0, 2) where it is rational
_SINES = {
    Fraction(n, 6): Fraction(s, 2) for n, s in ((0, 0), (1, 1), (3, 2), (5, 1), (6, 0), (7, -1), (9, -2), (11, -1))
}
_ANGLES = {  # acos and asin, atan, in units of π
    "asin": {-1: Fraction(-1, 2), 0: Fraction(0), 1: Fraction(1, 2)},
    "acos": {-1: Fraction(1), 0: Fraction(1, 2), 1: Fraction(0)},
    "atan": {-1: Fraction(-1, 4), 0: Fraction(0), 1: Fraction(1, 4)},
}
_UNITS = {  # at the point, the value
    "exp": (0, 1), "log": (1, 0), "asinh": (0, 0), "acosh": (1, 0), "atanh": (0, 0), "erf": (0, 0), "erfc": (0, 1),
}  # fmt: skip


class Exact(Ring):
    """Quotients of polynomials over ℚ in π, symbols and letters, as (numerator, denominator)."""

    def __init__(self) -> None:
        self.letters: dict[Any, int] = {}
        self.meanings: dict[int, tuple[str, Any]] = {}
        self.squares: dict[int, Polynomial] = {}  # of letters

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
        return self._generator(self.letters[key])

    def symbol(self, i: int) -> Any:
        """Return the i-th symbol."""
        return self._generator(i)

    def _generator(self, place: int) -> Any:
        return {((place, 1),): Fraction(1)}, self._constant(Fraction(1))

    def _constant(self, q: Fraction) -> Polynomial:
        return {(): q} if q else {}

    def rational(self, q: Fraction) -> Any:
        return self._constant(q), self._constant(Fraction(1))

    def pi(self) -> Any:
        return self._generator(PI)

    def add(self, a: Any, b: Any) -> Any:
        if a[1] == b[1]:
            return _normal(_polynomial_sum(a[0], b[0]), a[1])
        left, right = _polynomial_product(a[0], b[1]), _polynomial_product(b[0], a[1])
        return _normal(self._reduced(_polynomial_sum(left, right)), self._reduced(_polynomial_product(a[1], b[1])))

    def mul(self, a: Any, b: Any) -> Any:
        return _normal(*(self._reduced(_polynomial_product(p, q)) for p, q in zip(a, b, strict=True)))

    def _reduced(self, p: Polynomial) -> Polynomial:
        """Return a polynomial with what the squares of letters are in their place."""
        for place, square in self.squares.items():
            while high := {m: c for m, c in p.items() if dict(m).get(place, 0) >= 2}:
                lowered = {_lowered(m, place): c for m, c in high.items()}
                rest = {m: c for m, c in p.items() if m not in high}
                p = _polynomial_sum(rest, _polynomial_product(lowered, square))
        return p

    def div(self, a: Any, b: Any) -> Any:
        if not b[0]:
            raise Undefined("a divisor is zero")
        return self.mul(a, (b[1], b[0]))

    def power(self, a: Any, n: int) -> Any:
        return whole_power(self, a, n)

    def _value(self, a: Any) -> Fraction:
        """Return the rational number that a value is."""
        if not a[0]:
            return Fraction(0)
        monomial, c = next(iter(a[0].items()))
        q = c / a[1].get(monomial, c)
        if a[0] != {m: q * d for m, d in a[1].items()}:
            raise Undefined("a value is not known exactly")
        return q

    def root(self, a: Any, r: Fraction) -> Any:
        if not self._is_number(a) or a == self.pi():
            return self._root(a, r)
        q = self._value(a)
        p, s = isqrt(max(q.numerator, 0)), isqrt(q.denominator)
        if q < 0 or not q and r < 0 or q not in (0, 1) and (r.denominator != 2 or Fraction(p, s) ** 2 != q):
            raise Undefined("a root is not known exactly")
        return self.rational(Fraction(p, s) ** r.numerator)

    def _is_number(self, a: Any) -> bool:
        return all(g == PI for part in a for m in part for g, _ in m)

    def _root(self, a: Any, r: Fraction) -> Any:
        if r.denominator != 2:
            raise Undefined("a root is not known exactly")
        power = whole_power(self, self.letter("root", a), abs(r.numerator))
        return power if r > 0 else self.div(self.rational(Fraction(1)), power)

    def _function(self, name: str, a: Any) -> Any:
        """Return a function's value at what is no number, in letters."""
        if name == "exp" and not any(a[1]):
            return self._exponential(a[0])
        if name in ("sin", "cos"):
            odd = _is_odd(a)  # sin(−a) = −sin a
            a = self.mul(self.rational(Fraction(-1)), a) if odd else a
            sine, cosine = self.letter("sin", a), self.letter("cos", a)
            (((place, _),),) = sine[0]
            minus = {m: -c for m, c in _polynomial_product(cosine[0], cosine[0]).items()}
            self.squares[place] = _polynomial_sum(self._constant(Fraction(1)), minus)
            return cosine if name == "cos" else self.mul(self.rational(Fraction(-1 if odd else 1)), sine)
        return self.letter(name, a)

    def _exponential(self, p: Polynomial) -> Any:
        """Return exp of a sum as a product over its terms."""
        product = self.rational(Fraction(1))
        for monomial, c in p.items():
            whole = c.denominator == 1 and abs(c) <= LARGEST_POWER
            base = self._exponential_of(monomial, Fraction(1) if whole else abs(c))
            power = whole_power(self, base, abs(c.numerator) if whole else 1)
            product = self.mul(product, power) if c > 0 else self.div(product, power)
        return product

    def _exponential_of(self, monomial: Monomial, c: Fraction) -> Any:
        """Return exp of one term, with exp log a = a."""
        name, inside = self.meanings.get(monomial[0][0] if monomial else PI, ("", None))
        if name == "log" and c == 1 and monomial[0][1] == len(monomial) == 1:
            return inside
        return self.letter("exp", ({monomial: c}, self._constant(Fraction(1))))

    def function(self, name: str, a: Any) -> Any:
        if name in DERIVED:
            return self.derived(name, a)
        if a[0] and not self._is_number(a):
            return self._function(name, a)
        if name in ("sin", "cos"):
            turn = self._value(self.div(a, self.pi())) + (Fraction(1, 2) if name == "cos" else 0)
            if turn % 2 in _SINES:
                return self.rational(_SINES[turn % 2])
        elif name in _UNITS:
            if self._value(a) == _UNITS[name][0]:
                return self.rational(Fraction(_UNITS[name][1]))
        elif self._value(a) in _ANGLES[name]:
            return self.mul(self.rational(_ANGLES[name][int(self._value(a))]), self.pi())
        raise Undefined(f"a value of {name} is not known exactly")

    def sign(self, a: Any) -> int:
        q = self._value(a)
        return (q > 0) - (q < 0)

    def modulus(self, a: Any) -> Any:
        if not a[0] or self._is_number(a):
            return self.rational(abs(self._value(a)))
        size = self.letter("abs", self.mul(self.rational(Fraction(-1)), a) if _is_odd(a) else a)  # |−a| = |a|
        return size

    def kink(self) -> Any:
        raise Undefined("a modulus has a kink")

    def larger(self, a: Any, b: Any) -> Any:
        return a if self.sign(self.add(a, self.mul(self.rational(Fraction(-1)), b))) >= 0 else b

    def between(self, a: Any, b: Any) -> Any:
        raise Undefined("a value is not known exactly")

    def step(self, name: str, a: Any) -> Any:
        q = self._value(a)
        values = {"sign": (q > 0) - (q < 0), "floor": floor(q), "ceiling": ceil(q)}
        return self.rational(Fraction(values[name]))

    def jumps(self, name: str, a: Any) -> bool:
        q = self._value(a)
        return not q if name == "sign" else q.denominator == 1


def _is_odd(a: Any) -> bool:
    """Return whether it is a or −a, exactly one of which is called odd."""
    return bool(min(a[0].items())[1] < 0)


def _normal(p: Polynomial, q: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return p/q with denominator 1 where q is a number."""
    if not q:  # two letters may be roots of each other's squares: √(x²) − x and √(x²) + x
        raise Undefined("a divisor is zero")
    (monomial, number), *others = q.items()
    if others or monomial:
        return p, q
    return {m: c / number for m, c in p.items()}, {monomial: Fraction(1)}


def _polynomial_sum(p: Polynomial, q: Polynomial) -> Polynomial:
    total = dict(p)
    for monomial, c in q.items():
        total[monomial] = total.get(monomial, Fraction(0)) + c
    if len(total) > MOST_TERMS:
        raise Undefined("an exact value is too large")
    return {m: c for m, c in total.items() if c}


def _lowered(m: Monomial, place: int) -> Monomial:
    """Return a monomial over the square of a generator."""
    return tuple((g, n - 2 * (g == place)) for g, n in m if g != place or n > 2)


def _monomial_product(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    powers = dict(m)
    for g, power in n:
        powers[g] = powers.get(g, 0) + power
    return tuple(sorted(powers.items()))


def _polynomial_product(p: Polynomial, q: Polynomial) -> Polynomial:
    sizes = (c.numerator.bit_length() + c.denominator.bit_length() for c in (*p.values(), *q.values()))
    if len(p) * len(q) > MOST_TERMS or max(sizes, default=0) > MOST_BITS:
        raise Undefined("an exact value is too large")
    total: Polynomial = {}
    for m, c in p.items():
        for n, d in q.items():
            monomial = _monomial_product(m, n)
            total[monomial] = total.get(monomial, Fraction(0)) + c * d
    return {m: c for m, c in total.items() if c}

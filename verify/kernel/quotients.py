"""Exact values: quotients of polynomials over the rationals in π, the symbols, and letters for values of functions.

A value whose numerator has no terms is zero wherever it is defined, whatever the letters stand for; without letters
it is zero only then, since π is transcendental.  Of letters it is used that sin² = 1 − cos², sin(−a) = −sin a,
|−a| = |a| and √a² = a, that exp turns sums into products, and that exp and log undo each other.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Any

from verify.kernel import DERIVED, Ring, Undefined, whole_power

__all__ = ["Exact"]

MOST_TERMS, MOST_BITS, MOST_LETTERS, LARGEST_POWER, SMALL = 4_000, 10_000, 10_000, 100, 100
PI, FIRST_LETTER = -1, 10**6  # generators; between them the symbols
Monomial = tuple[tuple[int, int], ...]  # generators with their powers, in order
Polynomial = dict[Monomial, Fraction]
# sin² rπ for the r in [0, 1/2] where it is rational
_SINE_SQUARES = {
    Fraction(0): Fraction(0), Fraction(1, 6): Fraction(1, 4), Fraction(1, 4): Fraction(1, 2),
    Fraction(1, 3): Fraction(3, 4), Fraction(1, 2): Fraction(1),
}  # fmt: skip
_ANGLES = {  # asin, acos and atan, in units of 1/12 π
    "asin": {Fraction(-1): -6, Fraction(-1, 2): -2, Fraction(0): 0, Fraction(1, 2): 2, Fraction(1): 6},
    "acos": {Fraction(-1): 12, Fraction(-1, 2): 8, Fraction(0): 6, Fraction(1, 2): 4, Fraction(1): 0},
    "atan": {Fraction(-1): -3, Fraction(0): 0, Fraction(1): 3},
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
        while (place := next((g for m in p for g, n in m if n >= 2 and g in self.squares), None)) is not None:
            high = {m: c for m, c in p.items() if dict(m).get(place, 0) >= 2}
            lowered = {_lowered(m, place): c for m, c in high.items()}
            rest = {m: c for m, c in p.items() if m not in high}
            p = _polynomial_sum(rest, _polynomial_product(lowered, self.squares[place]))
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
        if q < 0 or not q and r < 0 or q not in (0, 1) and r.denominator != 2:
            raise Undefined("a root is not known exactly")
        if q in (0, 1):
            return self.rational(q)
        # √(n/d) = √(n d)/d, and the square root of a number without square factors is a letter
        factor, rest = _square_factor(q.numerator * q.denominator)
        base = self.rational(Fraction(factor, q.denominator))
        base = base if rest == 1 else self.mul(base, self.letter("root", self.rational(Fraction(rest))))
        power = whole_power(self, base, abs(r.numerator))
        return power if r > 0 else self.div(self.rational(Fraction(1)), power)

    def _is_number(self, a: Any) -> bool:
        return all(g == PI for part in a for m in part for g, _ in m)

    def _root(self, a: Any, r: Fraction) -> Any:
        if r.denominator != 2:
            raise Undefined("a root is not known exactly")
        power = whole_power(self, self.letter("root", a), abs(r.numerator))
        return power if r > 0 else self.div(self.rational(Fraction(1)), power)

    def _function(self, name: str, a: Any) -> Any:
        """Return a function's value in letters."""
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
        if name == "log" and (inside := self._exponent(a)) is not None:
            return inside
        return self.letter(name, a)

    def _exponent(self, a: Any) -> Any:
        """Return b where a is the letter for exp b, −b where it is 1 over it, else None."""
        for letter, other, sign in ((a[0], a[1], 1), (a[1], a[0], -1)):
            if other == {(): 1} and len(letter) == 1:
                ((monomial, c),) = letter.items()
                name, inside = self.meanings.get(monomial[0][0] if monomial else PI, ("", None))
                if name == "exp" and c == 1 and monomial[0][1] == len(monomial) == 1:
                    return self.mul(self.rational(Fraction(sign)), inside)
        return None

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
        value = self._at_number(name, a) if self._is_number(a) else None
        return self._function(name, a) if value is None else value

    def _at_number(self, name: str, a: Any) -> Any:
        """Return a function's value at a number where it is plain, else None."""
        q = self._rational_or_none(self.div(a, self.pi()) if name in ("sin", "cos") else a)
        if q is None:
            return None
        if name in ("sin", "cos"):
            turn = q + (Fraction(1, 2) if name == "cos" else 0)
            square = _SINE_SQUARES.get(min(turn % 1, 1 - turn % 1))
            sign = self.rational(Fraction(1 if turn % 2 < 1 else -1))
            return None if square is None else self.mul(sign, self.root(self.rational(square), Fraction(1, 2)))
        if name in _UNITS:
            return self.rational(Fraction(_UNITS[name][1])) if q == _UNITS[name][0] else None
        if q in _ANGLES[name]:
            return self.mul(self.rational(Fraction(_ANGLES[name][q], 12)), self.pi())
        return None

    def _rational_or_none(self, a: Any) -> Fraction | None:
        try:
            return self._value(a)
        except Undefined:
            return None

    def sign(self, a: Any) -> int:
        q = self._value(a)
        return (q > 0) - (q < 0)

    def modulus(self, a: Any) -> Any:
        if not a[0] or self._is_number(a):
            return self.rational(abs(self._value(a)))
        return self.letter("abs", self.mul(self.rational(Fraction(-1)), a) if _is_odd(a) else a)  # |−a| = |a|

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


def _square_factor(n: int) -> tuple[int, int]:
    """Return s and m with n = s² m, m without the squares of small numbers, and 1 if n is a square."""
    factor = 1
    for p in range(2, SMALL):
        while n % (p * p) == 0:
            n, factor = n // (p * p), factor * p
    root = isqrt(n)
    return (factor * root, 1) if root * root == n else (factor, n)


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

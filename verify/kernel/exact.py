"""Exact values of functions, in letters.

Of letters it is used that sin² = 1 − cos², sin(−a) = −sin a, |−a| = |a|, |a|² = a², √a² = a and √(c a) = √c √a for
numbers c > 0, the addition theorems of sines and cosines, that exp turns sums into products and log products of numbers
into sums, that exp and log undo each other, that cos² nπ = 1 and sin nπ = 0 for integers n, and what sines and cosines
of arcsines, arccosines and arctangents are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, prod
from typing import Any

from verify.kernel import DERIVED, Undefined, whole_power
from verify.kernel.polynomials import Monomial, Polynomial, factors, is_odd, plus, times
from verify.kernel.program import Program
from verify.kernel.quotients import PI, Quotients

__all__ = ["Exact"]

ARCS = ("asin", "acos", "atan")
LARGEST_POWER, LARGEST_MULTIPLE, LARGEST_SUM = 100, 12, 200  # of an exponential; of an angle; terms of a sum of angles
# sin² rπ for the r in [0, 1/2] where it is rational
_SINE_SQUARES = {
    Fraction(0): Fraction(0), Fraction(1, 6): Fraction(1, 4), Fraction(1, 4): Fraction(1, 2),
    Fraction(1, 3): Fraction(3, 4), Fraction(1, 2): Fraction(1),
}  # fmt: skip
_VALUES: Mapping[str, Mapping[Fraction | int, int]] = {  # at rational points, of arcs in units of π/12
    "asin": {-1: -6, Fraction(-1, 2): -2, 0: 0, Fraction(1, 2): 2, 1: 6},
    "acos": {-1: 12, Fraction(-1, 2): 8, 0: 6, Fraction(1, 2): 4, 1: 0},
    "atan": {-1: -3, 0: 0, 1: 3},
    "exp": {0: 1}, "log": {1: 0}, "asinh": {0: 0}, "acosh": {1: 0}, "atanh": {0: 0}, "erf": {0: 0}, "erfc": {0: 1},
}  # fmt: skip


class Exact(Quotients):
    """Quotients in which functions have values: plain ones at plain numbers, letters elsewhere."""

    def number(self, program: Program, step: int) -> Any:
        """Return the exact value of a number, None where it is not known."""
        try:
            return program.run(self, [], 1, step)[step][0]
        except Undefined:
            return None

    def function(self, name: str, a: Any) -> Any:
        """Return a function's value, in letters where it is not plain."""
        if name in DERIVED:
            return self.derived(name, a)
        if self._is_number(a) and (value := self._at_number(name, a)) is not None:
            return value
        if name == "exp" and not any(a[1]):
            return self._exponential(a[0])
        if name in ("sin", "cos"):
            return (self._circle(a[0]) if not any(a[1]) else self._turned(a))[name == "sin"]
        if name == "log" and (inside := self._exponent(a)) is not None:
            return inside
        return self.letter(name, a)

    def _circle(self, p: Polynomial) -> tuple[Any, Any]:
        """Return cosine and sine of a sum, by the addition theorems over its terms."""
        total = self.rational(Fraction(1)), self.rational(Fraction(0))
        turns = {m: abs(c.numerator) if c.denominator == 1 and abs(c) <= LARGEST_MULTIPLE else 1 for m, c in p.items()}
        if prod(n + 1 for n in turns.values()) > LARGEST_SUM:
            turns = dict.fromkeys(p, 1)
        for monomial, c in p.items():
            part = self._angle(monomial, abs(c) / turns[monomial])
            part = part if c > 0 else (part[0], self._minus(part[1]))
            for _ in range(turns[monomial]):
                total = self._rotated(total, part)
        return total

    def _rotated(self, one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
        (a, b), (c, d) = one, other
        return self.add(self.mul(a, c), self._minus(self.mul(b, d))), self.add(self.mul(b, c), self.mul(a, d))

    def _angle(self, monomial: Monomial, c: Fraction) -> tuple[Any, Any]:
        """Return cosine and sine of c m, c > 0; of nπ a letter of square 1, and zero."""
        a = {monomial: c}, self._constant(Fraction(1))
        if monomial == ((PI, 1),) and (cosine := self._at_number("cos", a)) and (sine := self._at_number("sin", a)):
            return cosine, sine
        whole = monomial[:1] == ((PI, 1),) and {g for g, _ in monomial[1:]} <= self.integers
        if not whole or c.denominator > 1:
            return self._turned(a)
        if c % 2 == 0:
            return self.rational(Fraction(1)), self.rational(Fraction(0))
        cosine = self.letter("cos", ({monomial: Fraction(1)}, a[1]))
        (((place, _),),) = cosine[0]
        self.squares[place] = self._constant(Fraction(1))
        return cosine, self.rational(Fraction(0))

    def _turned(self, a: Any) -> tuple[Any, Any]:
        """Return cosine and sine in letters, by what they are inverse to, or with sin² = 1 − cos²."""
        odd = is_odd(a)
        a = self._minus(a) if odd else a
        if (known := self._of_arc(a)) is not None:
            cosine, sine = known
        else:
            cosine, sine = self.letter("cos", a), self.letter("sin", a)
            (((place, _),),) = sine[0]
            minus = {m: -c for m, c in times(cosine[0], cosine[0]).items()}
            self.squares[place] = plus(self._constant(Fraction(1)), minus)
        return cosine, self._minus(sine) if odd else sine

    def _of_arc(self, a: Any) -> tuple[Any, Any] | None:
        """Return cosine and sine of the letter for an inverse function, else None."""
        ((monomial, c), *others) = a[0].items()
        if others or a[1] != {(): 1} or not c == len(monomial) == 1 == monomial[0][1]:
            return None
        name, b = self.meanings.get(monomial[0][0], ("", None))
        if name not in ARCS:
            return None
        one, half = self.rational(Fraction(1)), Fraction(1, 2)
        square = self.mul(b, b)
        if name == "atan":
            root = self.root(self.add(one, square), half)
            return self.div(one, root), self.div(b, root)
        other = self.root(self.add(one, self._minus(square)), half)
        return (b, other) if name == "acos" else (other, b)

    def _logarithm(self, q: Fraction) -> Any:
        """Return log q as a sum over the factors that are known."""
        total = self.rational(Fraction(0))
        for n, sign in ((q.numerator, 1), (q.denominator, -1)):
            for p in factors(n):
                part = self.letter("log", self.rational(Fraction(p)))
                total = self.add(total, self.mul(self.rational(Fraction(sign)), part))
        return total

    def _exponent(self, a: Any) -> Any:
        """Return b where a is exp b in letters, else None."""
        total = self.rational(Fraction(0))
        for part, sign in ((a[0], 1), (a[1], -1)):
            ((monomial, c),) = part.items() if len(part) == 1 else [((), None)]
            if c != 1 or not {self.meanings.get(g, ("",))[0] for g, _ in monomial} <= {"exp"}:
                return None
            for g, n in monomial:
                total = self.add(total, self.mul(self.rational(Fraction(sign * n)), self.meanings[g][1]))
        return total

    def _exponential(self, p: Polynomial) -> Any:
        """Return exp of a sum as a product over its terms."""
        product = self.rational(Fraction(1))
        parts = [(m, q) for m, c in p.items() for q in ((c,) if m else (Fraction(floor(c)), c - floor(c)))]
        for monomial, c in parts:  # e^(n + c) = e^n e^c
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
        found = self.letter("exp", ({monomial: c}, self._constant(Fraction(1))))
        if not monomial and c == Fraction(1, 2):
            (((place, _),),) = found[0]
            self.squares[place] = self._exponential_of(monomial, Fraction(1))[0]
        return found

    def _at_number(self, name: str, a: Any) -> Any:
        """Return a function's value at a number where it is plain, else None."""
        q = self.ratio(self.div(a, self.pi()) if name in ("sin", "cos") else a)
        if q is None:
            return None
        if name in ("sin", "cos"):
            turn = q + (Fraction(1, 2) if name == "cos" else 0)
            square = _SINE_SQUARES.get(min(turn % 1, 1 - turn % 1))
            sign = self.rational(Fraction(1 if turn % 2 < 1 else -1))
            return None if square is None else self.mul(sign, self.root(self.rational(square), Fraction(1, 2)))
        if name == "log" and q > 0:
            return self._logarithm(q)
        if q not in _VALUES[name]:
            return None
        value = Fraction(_VALUES[name][q])
        return self.mul(self.rational(value / 12), self.pi()) if name in ARCS else self.rational(value)

    def sign(self, a: Any) -> int:
        q = self._value(a)
        return (q > 0) - (q < 0)

    def modulus(self, a: Any) -> Any:
        if self._is_number(a):
            return self.rational(abs(self._value(a)))
        size = self.letter("abs", self._minus(a) if is_odd(a) else a)  # |−a| = |a|
        if not any(a[1]):
            (((place, _),),) = size[0]
            self.squares[place] = times(a[0], a[0])
        return size

    def larger(self, a: Any, b: Any) -> Any:
        return a if self.sign(self.add(a, self._minus(b))) >= 0 else b

    def step(self, name: str, a: Any) -> Any:
        q = self.ratio(a)
        if q is None:
            return self.letter(name, a)
        values = {"sign": (q > 0) - (q < 0), "floor": floor(q), "ceiling": ceil(q)}
        return self.rational(Fraction(values[name]))

    def raised(self, a: Any, b: Any) -> Any:
        if not a[0]:  # 0 wherever it is defined
            return self.rational(Fraction(0))
        return self.letter(f"power {self.letter('of', b)}", a)

    def jumps(self, name: str, a: Any) -> bool:
        q = self._value(a)
        return not q if name == "sign" else q.denominator == 1

"""Intervals whose ends are integers in units of 2^−bits, or infinite.

Sums are exact and other operations round outwards.  An engine (python-flint or mpmath.iv) is asked only for exp, log,
sin, cos, asin, acos, atan, asinh, acosh, atanh, erf, erfc at single numbers, and for π.
"""

from __future__ import annotations

from copy import copy
from fractions import Fraction
from math import inf, isqrt
from typing import Any

from verify.arithmetics import arithmetic, digits_to_bits
from verify.kernel import DERIVED, Ring, Undefined, whole_power

__all__ = ["Interval", "Intervals"]

Interval = tuple[Any, Any]
RANGE = 2000  # magnitudes from 2^RANGE on count as unbounded
LARGEST_EXPONENTIAL = 1400  # e^1400 > 2^RANGE
VANISHING = ("sin", "asin", "atan", "asinh", "atanh", "erf")  # at 0
VALUES = {"erf": (-1, 1), "erfc": (0, 2)}  # all lie between
FALLING = ("acos", "erfc")
LIMITS = {"log": (0, inf), "asin": (-1, 1), "acos": (-1, 1), "atanh": (-1, 1), "acosh": (1, inf)}  # of arguments


class Intervals(Ring):
    """Intervals with ends in units of 2^−bits.

    What is not shown to be defined at all points raises `Undefined`; if ``natural``, values are those at the points at
    which it is defined, and `Undefined` says that there are none, or that no bounds are known.
    """

    def __init__(self, engine: str, digits: int) -> None:
        self.natural = False
        self.table, self.bits = arithmetic(engine, digits + 5), digits_to_bits(digits)
        self.one, self.most = 1 << self.bits, 1 << (self.bits + RANGE)
        self.known: dict[tuple[str, int], Interval] = {}
        self.rationals: dict[tuple[int, int], Interval] = {}
        with self.table.working():
            self.circle = self._outward(self.table.bounds(self.table.constants["pi"]()))

    def at_defined_points(self) -> Intervals:
        """Return the same intervals, natural."""
        other = copy(self)
        other.natural = True
        return other

    def _outward(self, bounds: tuple[Fraction, Fraction] | None) -> Interval:
        if bounds is None:
            raise Undefined("a value is unbounded")
        return self.hull(*bounds)

    def hull(self, low: Fraction, high: Fraction) -> Interval:
        """Return the least interval that contains two rationals."""
        below = (low.numerator << self.bits) // low.denominator
        above = -((-high.numerator << self.bits) // high.denominator)
        return self._capped(below, above)

    def _capped(self, low: Any, high: Any) -> Interval:
        if -self.most <= low and high <= self.most:
            return low, high
        low = -inf if low < -self.most else min(low, self.most)
        return low, inf if high > self.most else max(high, -self.most)

    def rational(self, q: Fraction) -> Interval:
        pair = q.numerator, q.denominator
        if pair not in self.rationals:
            self.rationals[pair] = self.hull(q, q)
        return self.rationals[pair]

    def pi(self) -> Interval:
        return self.circle

    def add(self, a: Interval, b: Interval) -> Interval:
        return self._capped(_sum(a[0], b[0]), _sum(a[1], b[1]))

    def mul(self, a: Interval, b: Interval) -> Interval:
        if not any(a) or not any(b):
            return 0, 0
        (p, q), (s, t) = a, b
        finite = type(p) is type(q) is type(s) is type(t) is int
        products = (p * s, p * t, q * s, q * t) if finite else [_product(x, y) for x in a for y in b]
        least, most = min(products), max(products)
        below = least if isinstance(least, float) else least >> self.bits
        above = most if isinstance(most, float) else -(-most >> self.bits)
        return self._capped(below, above)

    def div(self, a: Interval, b: Interval) -> Interval:
        if b[0] <= 0 <= b[1]:
            return self._over_zero(a, b)
        # 1/t decreases on either side of zero
        unit = self.one << self.bits
        below, above = (0 if isinstance(t, float) else t for t in reversed(b))
        return self.mul(a, (below and unit // below, above and -(-unit // above)))

    def _over_zero(self, a: Interval, b: Interval) -> Interval:
        if not self.natural or b[0] == b[1]:
            raise Undefined("a divisor may be zero")
        if b[0] and b[1]:
            return -inf, inf
        # of 0 < t ≤ b the reciprocals are at least 1/b
        unit = self.one << self.bits
        if b[0] == 0:
            return self.mul(a, (0 if isinstance(b[1], float) else unit // b[1], inf))
        return self.mul(a, (-inf, 0 if isinstance(b[0], float) else -(-unit // b[0])))

    def _within(self, a: Interval, low: Any, high: Any, message: str) -> Interval:
        """Return what of an interval lies in another."""
        if low <= a[0] and a[1] <= high:
            return a
        if not self.natural or a[1] < low or high < a[0]:
            raise Undefined(message)
        return max(a[0], low), min(a[1], high)

    def power(self, a: Interval, n: int) -> Interval:
        low, high = (whole_power(self, (t, t), n) for t in a)
        if n % 2 or a[0] >= 0:
            return low[0], high[1]
        return (high[0], low[1]) if a[1] <= 0 else (0, max(low[1], high[1]))

    def root(self, a: Interval, r: Fraction) -> Interval:
        """Return a^r for nonnegative a and r that is no integer."""
        if r < 0:
            return self.div((self.one, self.one), self.root(a, -r))
        a = self._within(a, 0, inf, "a radicand may be negative")
        low, high = (self._root_end(t, r) for t in a)
        return low[0], high[1]

    def _root_end(self, t: Any, r: Fraction) -> Interval:
        if not t or t == inf:
            return (t, t) if not t else (self.most, inf)
        if r.denominator == 2:
            below = isqrt(t << self.bits)
            return self.power((below, below + (below * below != t << self.bits)), r.numerator)
        return self.function("exp", self.mul(self.rational(r), self.function("log", (t, t))))

    def raised(self, a: Interval, b: Interval) -> Interval:
        """Return the range of x^y for x in a, y in b."""
        a = self._within(a, 0, inf, "a base may be negative")
        if a[0] <= 0 and b[0] <= 0:
            if not self.natural:
                raise Undefined("a base and its exponent may be zero")
            return 0, inf
        if a[1] <= 0:
            return 0, 0
        most = self.function("exp", self.mul(b, self.function("log", (a[1], a[1]))))
        if a[0] <= 0:
            return 0, most[1]
        return self.function("exp", self.mul(b, self.function("log", a)))

    def sign(self, a: Interval) -> int:
        return 1 if a[0] > 0 else -1 if a[1] < 0 else 0

    def modulus(self, a: Interval) -> Interval:
        return max(a[0], -a[1], 0), max(-a[0], a[1])

    def kink(self) -> Interval:
        return -self.one, self.one

    def larger(self, a: Interval, b: Interval) -> Interval:
        return max(a[0], b[0]), max(a[1], b[1])

    def between(self, a: Interval, b: Interval) -> Interval:
        return min(a[0], b[0]), max(a[1], b[1])

    def step(self, name: str, a: Interval) -> Interval:
        """Return a function with jumps upwards: sign, floor, ceiling."""
        return self._step_at(name, a[0]), self._step_at(name, a[1])

    def _step_at(self, name: str, t: Any) -> Any:
        if name == "sign":
            return self.one * ((t > 0) - (t < 0))
        if isinstance(t, float):
            return t
        return t >> self.bits << self.bits if name == "floor" else -(-t >> self.bits << self.bits)

    def jumps(self, name: str, a: Interval) -> bool:
        """Return whether a function may have a jump in an interval."""
        if name == "sign":
            return bool(a[0] <= 0 <= a[1])
        return any(isinstance(t, float) for t in a) or self._step_at("ceiling", a[0]) <= a[1]

    def function(self, name: str, a: Interval) -> Interval:
        if name in DERIVED:
            return self.derived(name, a)
        if name in ("sin", "cos"):
            return self._wave(name, a)
        if name in LIMITS:
            low, high = (t if isinstance(t, float) else t * self.one for t in LIMITS[name])
            a = self._within(a, low, high, f"the argument of {name} may lie outside {list(LIMITS[name])}")
        first, last = self._at(name, a[0]), self._at(name, a[1])
        low, high = (last[0], first[1]) if name in FALLING else (first[0], last[1])
        if name in VALUES:
            return max(low, VALUES[name][0] * self.one), min(high, VALUES[name][1] * self.one)
        return (max(low, 0) if name in ("acos", "acosh") else low), high

    def _at(self, name: str, t: Any) -> Interval:
        if not t and name in VANISHING:
            return 0, 0
        if name == "log" and not t or name == "atanh" and abs(t) == self.one:
            if not self.natural:
                raise Undefined(f"the argument of {name} may be an end at which it is undefined")
            return (-inf, -inf) if t <= 0 else (inf, inf)
        if isinstance(t, float) or name == "exp" and t > LARGEST_EXPONENTIAL << self.bits:
            return self._far(name, t > 0)
        if name == "exp" and t < -10 * LARGEST_EXPONENTIAL << self.bits:
            return 0, 1  # below 2^−20000
        if (name, t) not in self.known:
            value = self.table.functions[name](self.table.number(Fraction(t, self.one)))
            self.known[name, t] = self._outward(self.table.bounds(value))
        return self.known[name, t]

    def _far(self, name: str, positive: bool) -> Interval:
        if name == "atan":
            half = self.div(self.circle, (2 * self.one, 2 * self.one))
            return half if positive else (-half[1], -half[0])
        if name in VALUES:  # closer to the limit than a unit
            limit = self.one * (1 if name == "erf" and positive else 0 if positive else 2 if name == "erfc" else -1)
            return limit - 1, limit + 1
        if not positive:  # of exp or asinh; log and acosh have met only positive numbers
            return (0, 1) if name == "exp" else (-inf, 0)
        return (self.most if name == "exp" else 0), inf

    def _wave(self, name: str, a: Interval) -> Interval:
        """Return the range: between the ends, but for ±1 where (x − offset)/π may meet an even or odd integer."""
        if any(isinstance(t, float) for t in a):
            return -self.one, self.one
        turns = self.div(a, self.circle)
        half = self.one // 2 if name == "sin" else 0
        first, last = -((half - turns[0]) >> self.bits), (turns[1] - half) >> self.bits
        extrema = {1 - 2 * (n % 2) for n in range(first, min(last, first + 1) + 1)}
        ends = [self._at(name, t) for t in a]
        low = -self.one if -1 in extrema else max(min(end[0] for end in ends), -self.one)
        high = self.one if 1 in extrema else min(max(end[1] for end in ends), self.one)
        return low, high


def _sum(s: Any, t: Any) -> Any:
    # an int beyond the range of floats cannot be added to an infinite float
    return s if isinstance(s, float) else t if isinstance(t, float) else s + t


def _product(s: Any, t: Any) -> Any:
    """Return a product of ends of which some may be infinite."""
    if type(s) is type(t) is int:
        return s * t
    if not s or not t:
        return 0  # the bound of 0 · t over large t
    return inf if (s > 0) == (t > 0) else -inf

"""Balls by python-flint (Arb): the default rigorous arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from operator import mul, truediv
from threading import RLock
from typing import Any

import flint
from flint import arb, fmpq

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits
from verify.arithmetics.elements import LARGEST_EXPONENT, dyadic, product, total

_UNARY = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh erf erfc gamma lgamma sgn".split()
_NAMES = {"lgamma": "loggamma", "sgn": "sign"}  # ours, where Arb's differ
_LOCK = RLock()
LARGEST_POWER, LARGEST_BINOMIAL = 1000, 10**4


class precision:
    """A context that works with so many bits; flint's precision is one for all threads, so it holds a lock."""

    def __init__(self, bits: int) -> None:
        self.bits, self.before = bits, 0

    def __enter__(self) -> None:
        _LOCK.acquire()
        self.before, flint.ctx.prec = flint.ctx.prec, self.bits

    def __exit__(self, *_: object) -> None:
        flint.ctx.prec = self.before
        _LOCK.release()


def number(x: Any) -> Any:
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else arb(x)


def bounds(x: Any) -> Bounds | None:
    if not x.is_finite():
        return None
    # midpoint and radius are exact whatever the precision; lower() and upper() would round to it
    (middle, m), (radius, n) = (map(int, end.man_exp()) for end in (x.mid(), x.rad()))
    if max(abs(m), abs(n)) > LARGEST_EXPONENT:
        return None
    common = min(m, n)
    middle, radius = middle << (m - common), radius << (n - common)
    low, high = dyadic(middle - radius, common), dyadic(middle + radius, common)
    return None if low is None or high is None else (low, high)


def _hull(lower: Fraction, upper: Fraction) -> Any:
    return number(lower).union(number(upper))


def _total(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` with NaN for an unbounded ball: atan and sin would forget that it was undefined."""

    def extended(*xs: Any) -> Any:
        return function(*xs) if all(x.is_finite() for x in xs) else arb.nan()

    return extended


def whole(x: Any, largest: int = LARGEST_POWER) -> int | None:
    """Return the integer that a ball is, None if it is none, or so large that powers are left to logarithms."""
    return int(x.unique_fmpz()) if x.is_exact() and x.is_integer() and abs(x) <= largest else None


def general_power(x: Any, y: Any) -> Any:
    """Return x^y: by multiplication if y is an integer, so that x may be negative, else by logarithms."""
    n = whole(y)
    return (y * x.log()).exp() if n is None else power(x, n)


def power(x: Any, n: int) -> Any:
    # by squaring: arb's own x**n is NaN where x may be 0, and it forgets that squares are nonnegative
    if n < 0 or not x.is_finite():
        return 1 / power(x, -n) if x.is_finite() else arb.nan()
    found = x if n else arb(1)
    for bit in format(n, "b")[1:]:
        found = (found * found).nonnegative_part()
        found = found * x if bit == "1" else found
    return found


def _abs(x: Any) -> Any:
    return abs(x).nonnegative_part()  # arb forgets this too


def _atan2(y: Any, x: Any) -> Any:
    return arb.nan() if y.contains(0) and x.contains(0) else arb.atan2(y, x)


def root(x: Any) -> Any:
    """Return the square root of a number known to be nonnegative, whatever its ball says."""
    if x < 0:
        return arb.nan()
    return x.sqrt() if x > 0 else arb(0).union(x.upper().sqrt())


def _by_ends(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a rising function on one interval by its ends where Arb's own, on a wide ball, finds nothing."""

    def extended(x: Any) -> Any:
        value = f(x)
        return value if value.is_finite() or x.is_exact() else f(x.lower()).union(f(x.upper()))

    return extended


asinh, acosh, atanh, _digamma = map(_by_ends, (arb.asinh, arb.acosh, arb.atanh, arb.digamma))


def off_the_poles(x: Any) -> bool:
    """Return whether x holds none of 0, −1, −2, …, the poles of Γ."""
    return bool(x > 0) or not x.contains_integer()


def digamma(x: Any) -> Any:
    """Return Γ′(x)/Γ(x), which rises between its poles."""
    return _digamma(x) if off_the_poles(x) else arb.nan()


# Functions with jumps: exact at exact points, so that balls decide ties there; elsewhere they contain both values


def exact(x: Any) -> Fraction | None:
    """Return the number that a ball is, None if it is none."""
    ends = bounds(x) if x.is_exact() else None
    return None if ends is None else ends[0]


def thin(q: Fraction) -> Any:
    """Return the ball that is a dyadic number, whatever the precision."""
    return arb((q.numerator, 1 - q.denominator.bit_length()))


def floor(x: Any) -> Any:
    """Return the floor."""
    if x.is_exact() and x.is_integer():
        return x
    point = exact(x)  # arb's own floor rounds to the precision
    return x.floor() if point is None else arb(math.floor(point))


def ceiling(x: Any) -> Any:
    """Return the least integer that is not below x."""
    return -floor(-x)


def heaviside(x: Any, at_zero: Any) -> Any:
    """Return the step: 0, `at_zero` or 1 as x is negative, zero or positive."""
    if x > 0 or x < 0:
        return arb(1) if x > 0 else arb(0)
    return at_zero if x.is_zero() else arb(0).union(arb(1)).union(at_zero)


def mod(x: Any, y: Any) -> Any:
    """Return x − y·floor(x/y), which lies between 0 and y."""
    if y.contains(0):
        return arb.nan()
    p, q = exact(x), exact(y)
    if p is not None and q is not None:
        return thin(p % q)
    turns = floor(x / y)
    return x - y * turns if turns.is_exact() else arb(0).union(y)


def factorial(x: Any) -> Any:
    """Return Γ(x + 1)."""
    return (x + 1).gamma()


def binomial(n: Any, k: Any) -> Any:
    """Return Γ(n + 1)/(Γ(k + 1) Γ(n − k + 1)), undefined where n is a negative integer."""
    if not off_the_poles(n + 1):
        return arb.nan()
    total, chosen = whole(n, LARGEST_BINOMIAL), whole(k, LARGEST_BINOMIAL)
    if chosen is not None and total is not None:
        return arb(math.comb(total, chosen)) if chosen >= 0 else arb(0)
    if chosen is not None and 0 <= chosen <= LARGEST_POWER:  # a polynomial in n
        return reduce(mul, (n - i for i in range(chosen)), arb(1)) / math.factorial(chosen)
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


_OTHERS: dict[str, Callable[..., Any]] = {
    "pow": general_power, "divide": truediv, "root": root, "atan2": _atan2, "abs": _abs, "floor": floor,
    "ceiling": ceiling, "heaviside": heaviside, "mod": mod, "factorial": factorial, "binomial": binomial,
    "max": lambda *xs: reduce(arb.max, xs), "min": lambda *xs: reduce(arb.min, xs), "asinh": asinh, "acosh": acosh,
    "atanh": atanh, "digamma": digamma,
}  # fmt: skip


@cache
def make(digits: int) -> Arithmetic:
    bits = digits_to_bits(digits)
    functions = {_NAMES.get(name, name): getattr(arb, name) for name in _UNARY} | _OTHERS
    return Arithmetic(
        name="ball",
        digits=digits,
        rigorous=True,
        number=number,
        rational=lambda p, q: arb(fmpq(p, q)),
        constants={"pi": arb.pi, "e": arb.const_e},
        functions={"add": total, "mul": product, "power": power}
        | {name: _total(function) for name, function in functions.items()},
        bounds=bounds,
        hull=_hull,
        working=lambda: precision(bits),
    )

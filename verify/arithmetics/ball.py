"""Balls by python-flint (Arb): the default rigorous arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from operator import mul, truediv
from threading import RLock
from typing import Any

import flint
from flint import arb, fmpq

from verify.arithmetics import LARGEST_EXPONENT, Arithmetic, Bounds, digits_to_bits, dyadic

_UNARY = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh".split()
_LOCK = RLock()
LARGEST_POWER = 1000


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


def whole(x: Any) -> int | None:
    """Return the integer that a ball is, None if it is none, or so large that powers are left to logarithms."""
    return int(x.unique_fmpz()) if x.is_exact() and x.is_integer() and abs(x) <= LARGEST_POWER else None


def general_power(x: Any, y: Any) -> Any:
    """Return x^y: by multiplication if y is an integer, so that x may be negative, else by logarithms."""
    n = whole(y)
    return (y * x.log()).exp() if n is None else power(x, n)


def power(x: Any, n: int) -> Any:
    # by squaring: arb's own x**n is NaN where x may be 0, and it forgets that squares are nonnegative
    if n < 0 or not x.is_finite():
        return 1 / power(x, -n) if x.is_finite() else arb.nan()
    if n < 2:
        return x if n else arb(1)
    half = power(x, n // 2)
    square = (half * half).nonnegative_part()
    return square * x if n % 2 else square


def _abs(x: Any) -> Any:
    return abs(x).nonnegative_part()  # arb forgets this too


def _atan2(y: Any, x: Any) -> Any:
    return arb.nan() if y.contains(0) and x.contains(0) else arb.atan2(y, x)


def root(x: Any) -> Any:
    """Return the square root of a number known to be nonnegative, whatever its ball says."""
    if x < 0:
        return arb.nan()
    return x.sqrt() if x > 0 else arb(0).union(x.upper().sqrt())


@cache
def make(digits: int) -> Arithmetic:
    bits = digits_to_bits(digits)
    functions = {name: getattr(arb, name) for name in _UNARY}
    functions |= {"pow": general_power, "divide": truediv, "root": root, "atan2": _atan2, "abs": _abs}
    return Arithmetic(
        name="ball",
        digits=digits,
        rigorous=True,
        number=number,
        rational=lambda p, q: arb(fmpq(p, q)),
        constants={"pi": arb.pi, "e": arb.const_e},
        functions={"add": lambda *xs: sum(xs[1:], xs[0]), "mul": lambda *xs: reduce(mul, xs), "power": power}
        | {name: _total(function) for name, function in functions.items()},
        bounds=bounds,
        hull=_hull,
        working=lambda: precision(bits),
    )

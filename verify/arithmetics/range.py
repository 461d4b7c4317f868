"""Ranges: intervals seen by their endpoints, each endpoint a thin ball, for subdivision.

A ball forgets signs ([0, 2]·[0, 2] = [−2, 4]); here every monotone operation goes to the endpoints, so
that the range of a primitive is exact up to the rounding of its ends.  An element (a, b) stands for
the reals between the lower end of the ball a and the upper end of the ball b; a may be −∞ and b
may be +∞, which says unbounded and not undefined.

Undefined points are the caller's business: where an operation is undefined at some points of an
element the result encloses its values at the others, as √[−1, 4] = [0, 2].  So an enclosure is for
expressions known, by other means, to be defined at the points that matter (`verify.prover.claims`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from verify.arithmetics import Arithmetic, Bounds, ball, digits_to_bits
from verify.arithmetics.ends import EVERYTHING, INFINITY, MINUS_INFINITY, NOTHING, ONE, ZERO, Range, kept, monotone, on
from verify.arithmetics.gammas import GAMMAS
from verify.arithmetics.products import add, divide, multiply, power, thin, times
from verify.arithmetics.steps import STEPS


def _number(x: Any) -> Range:
    return x if isinstance(x, tuple) else thin(ball.number(x))


def _hull(lower: Fraction, upper: Fraction) -> Range:
    return ball.number(lower), ball.number(upper)


def _bounds(x: Range) -> Bounds | None:
    low, high = ball.bounds(x[0]), ball.bounds(x[1])
    return None if low is None or high is None else (low[0], high[1])


def intersection(x: Range, y: Range) -> Range:
    """Return a range that contains the points in both, for two enclosures of one value."""
    return _larger(x[0], y[0]), _smaller(x[1], y[1])


def _larger(a: Any, b: Any) -> Any:
    return b if a.is_nan() else a if b.is_nan() else a.max(b)


def _smaller(a: Any, b: Any) -> Any:
    return b if a.is_nan() else a if b.is_nan() else a.min(b)


def _general_power(x: Range, y: Range) -> Range:
    """Return the range of x^y; of a base that may be negative only for an exponent that is one integer."""
    if x[0] >= 0:
        return _EXP(times(y, _log(x)))
    n = ball.whole(y[0]) if y[0] is y[1] else None
    return EVERYTHING if n is None else power(x, n)


def _root_end(a: Any) -> Any:
    return a if a > 0 and not a.is_finite() else ZERO if a < 0 else ball.root(a)


def _log(x: Range) -> Range:
    a, b = x
    if a > 0:
        low = a.log()
        return low, low if a is b else b.log()
    top = b.upper()
    return MINUS_INFINITY, top.log() if top > 0 else MINUS_INFINITY


def _wave(x: Range, f: Callable[[Any], Any], peak: Any) -> Range:
    """Return the range of f, which is 1 at peak + 2πn and −1 half a turn from there."""
    a, b = x
    if a is b:
        return thin(f(a))
    if not (a.is_finite() and b.is_finite()):
        return (-ONE, ONE) if not (a.is_nan() or b.is_nan()) else NOTHING
    s, t, pi = f(a), f(b), arb.pi()
    if a >= peak - pi and b <= peak:
        return s, t
    if a >= peak and b <= peak + pi:
        return t, s
    return (
        -ONE if _meets(a, b, peak + pi, 2 * pi) else s.min(t),
        ONE if _meets(a, b, peak, 2 * pi) else s.max(t),
    )


def _meets(a: Any, b: Any, point: Any, period: Any) -> bool:
    """Return whether [a, b] may contain point + n period for some integer n."""
    return not ((b - point) / period).floor() < ((a - point) / period).ceil()


def _sin(x: Range) -> Range:
    return _wave(x, arb.sin, arb.pi() / 2)


def _cos(x: Range) -> Range:
    return _wave(x, arb.cos, ZERO)


def _tan(x: Range) -> Range:
    a, b = x
    if not (a.is_finite() and b.is_finite()) or _meets(a, b, arb.pi() / 2, arb.pi()):
        return EVERYTHING
    return a.tan(), b.tan()


def _asin(x: Range) -> Range:
    a, b = x
    low, high, quarter = a.asin(), b.asin(), arb.pi() / 2
    if low.is_nan():  # a ball that reaches beyond ±1, where only its part within counts
        low = -quarter if a.lower() <= -1 else a.lower().asin()
    if high.is_nan():
        high = quarter if b.upper() >= 1 else b.upper().asin()
    return low, high


def _acos(x: Range) -> Range:
    low, high = _asin(x)
    quarter = arb.pi() / 2
    # the ends of arcsin are known to lie in [−π/2, π/2], so the arccosine is not negative
    return (quarter - high).max(ZERO), quarter - low


def _atan2(y: Range, x: Range) -> Range:
    if x[0] > 0:
        return _ATAN(divide(y, x))
    if y[0] > 0 or y[1] < 0:
        quarter = (1 if y[0] > 0 else -1) * arb.pi() / 2
        low, high = _ATAN(divide(x, y))
        return quarter - high, quarter - low
    pi = arb.pi()
    if y[0].is_zero() and y[1].is_zero() and x[1] < 0:
        return pi, pi
    return ZERO if y[0] >= 0 else -pi, pi


def _cosh_end(a: Any) -> Any:
    value = a.cosh()  # NaN where it overflows
    return value if value.is_finite() else INFINITY


def _cosh(x: Range) -> Range:
    a, b = x
    if a.is_nan() or b.is_nan():
        return NOTHING
    first, last = _cosh_end(a), _cosh_end(b)
    least, most = (first, last) if a is b or a >= 0 else (last, first) if b <= 0 else (ONE, first.max(last))
    return least if least.is_finite() else ONE, most


def _compare(x: Range, y: Range) -> int | None:
    """Return the sign of x − y, None if it is not the same everywhere."""
    low, high = STEPS["sign"](add(x, (-y[1], -y[0])))
    return int(low.unique_fmpz()) if low.is_finite() and low == high else None


def _either(*xs: Range) -> Range:
    """Return the least range that contains all."""
    if not xs or any(end.is_nan() for x in xs for end in x):
        return NOTHING
    return STEPS["min"](*((x[0], x[0]) for x in xs))[0], STEPS["max"](*((x[1], x[1]) for x in xs))[1]


_ATAN = monotone(arb.atan)
_EXP = monotone(arb.exp)
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": add,
    "mul": multiply,
    "divide": divide,
    "power": power,
    "sqrt": on(ZERO, INFINITY, monotone(_root_end)),
    "root": monotone(_root_end),
    "pow": _general_power,
    "exp": _EXP,
    "log": on(ZERO, INFINITY, _log),
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": on(-ONE, ONE, _asin),
    "acos": on(-ONE, ONE, _acos),
    "atan": _ATAN,
    "atan2": _atan2,
    "sinh": monotone(kept(arb.sinh)),
    "cosh": _cosh,
    "tanh": monotone(arb.tanh, -ONE, ONE),
    "asinh": monotone(kept(arb.asinh)),
    "acosh": on(ONE, INFINITY, monotone(kept(arb.acosh), ZERO)),
    "atanh": on(-ONE, ONE, monotone(arb.atanh)),
    "erf": monotone(arb.erf, -ONE, ONE),
    "erfc": monotone(arb.erfc, ZERO, arb(2), falling=True),
    **STEPS,
    **GAMMAS,
}


# for values near a point only: the prover takes no function by cases for continuous
_CASES: dict[str, Callable[..., Any]] = {"compare": _compare, "either": _either}


@cache
def with_steps(digits: int) -> Arithmetic:
    """Return the arithmetic of ranges that knows ⌊x⌋, sign x, x mod y and functions by cases, too."""
    plain = make(digits)
    return replace(plain, functions={**plain.functions, **_CASES})


@cache
def make(digits: int) -> Arithmetic:
    bits = digits_to_bits(digits)
    return Arithmetic(
        name="range",
        digits=digits,
        rigorous=True,
        number=_number,
        rational=lambda p, q: _number(Fraction(p, q)),
        constants={"pi": lambda: thin(arb.pi()), "e": lambda: thin(arb.const_e())},
        functions=_FUNCTIONS,
        bounds=_bounds,
        hull=_hull,
        working=lambda: ball.precision(bits),
    )

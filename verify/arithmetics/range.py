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
from verify.arithmetics.ends import (
    EVERYTHING,
    INFINITY,
    MINUS_INFINITY,
    NOTHING,
    ONE,
    ZERO,
    Range,
    kept,
    monotone,
    on,
)
from verify.arithmetics.gammas import GAMMAS
from verify.arithmetics.steps import STEPS


def _number(x: Any) -> Range:
    if isinstance(x, tuple):
        return x
    thin = ball.number(x)
    return thin, thin


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


def _add(*xs: Range) -> Range:
    a, b = xs[0]
    for c, d in xs[1:]:
        a, b = _thin_range(a + c) if a is b and c is d else (a + c, b + d)
    return a, b


def _thin_range(a: Any) -> Range:
    return a, a


def _mul(*xs: Range) -> Range:
    product = xs[0]
    for x in xs[1:]:
        product = _times(product, x)
    return product


def _times(x: Range, y: Range) -> Range:
    (a, b), (c, d) = x, y
    if a is b and c is d:
        low = high = a * c
    elif a >= 0 and c >= 0:
        low, high = a * c, b * d
    elif b <= 0 and d <= 0:
        low, high = b * d, a * c
    elif a >= 0 and d <= 0:
        low, high = b * c, a * d
    elif b <= 0 and c >= 0:
        low, high = a * d, b * c
    else:
        ac, ad, bc, bd = a * c, a * d, b * c, b * d
        low, high = ac.min(ad).min(bc).min(bd), ac.max(ad).max(bc).max(bd)
    return _with_infinities(x, y) if low.is_nan() or high.is_nan() else (low, high)


def _with_infinities(x: Range, y: Range) -> Range:
    """Return the product where an endpoint is infinite: 0 · ∞ is 0, the bound of 0 · t over large t."""
    if any(end.is_nan() for end in (*x, *y)):
        return NOTHING
    lows, highs = zip(*(_end_product(s, t) for s in x for t in y), strict=True)
    low, high = lows[0], highs[0]
    for other_low, other_high in zip(lows, highs, strict=True):
        low, high = low.min(other_low), high.max(other_high)
    return low, high


def _end_product(s: Any, t: Any) -> Range:
    product = s * t
    if not product.is_nan():
        return product, product
    finite, infinite = (s, t) if s.is_finite() else (t, s)
    if finite.is_zero():
        return ZERO, ZERO
    if finite.is_finite() and (finite > 0 or finite < 0):
        end = INFINITY if (infinite > 0) == (finite > 0) else MINUS_INFINITY
        return end, end
    return EVERYTHING


def _power(x: Range, n: int) -> Range:
    if n < 0:
        return _divide((ONE, ONE), _power(x, -n))
    a, b = x
    if n % 2:
        return _times(_power(x, n - 1), x) if a is b else (_end_power(a, n), _end_power(b, n))
    if a is b:
        return _thin_range(_end_power(a, n))
    if a >= 0:
        return _end_power(a, n), _end_power(b, n)
    if b <= 0:
        return _end_power(b, n), _end_power(a, n)
    return ZERO, _end_power(a, n).max(_end_power(b, n))


def _end_power(a: Any, n: int) -> Any:
    if a.is_finite():
        return ball.power(a, n)
    return a if n % 2 or a.is_nan() else INFINITY if n else ONE


def _general_power(x: Range, y: Range) -> Range:
    """Return the range of x^y; of a base that may be negative only for an exponent that is one integer."""
    if x[0] >= 0:
        return _EXP(_times(y, _log(x)))
    n = ball.whole(y[0]) if y[0] is y[1] else None
    return EVERYTHING if n is None else _power(x, n)


def _divide(x: Range, y: Range) -> Range:
    return _times(x, _reciprocal(y))


def _reciprocal(y: Range) -> Range:
    c, d = y
    if c > 0 or d < 0:
        return _thin_range(1 / c) if c is d else (1 / d, 1 / c)
    if c >= 0:
        return (1 / d, INFINITY) if d > 0 else NOTHING if d.is_zero() else (ZERO, INFINITY)
    if d <= 0:
        return MINUS_INFINITY, 1 / c if c < 0 else ZERO
    return NOTHING if c.is_nan() or d.is_nan() else EVERYTHING


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
        return _thin_range(f(a))
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
        return _ATAN(_divide(y, x))
    if y[0] > 0 or y[1] < 0:
        quarter = (1 if y[0] > 0 else -1) * arb.pi() / 2
        low, high = _ATAN(_divide(x, y))
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
    low, high = STEPS["sign"](_add(x, (-y[1], -y[0])))
    return int(low.unique_fmpz()) if low.is_finite() and low == high else None


def _either(*xs: Range) -> Range:
    """Return the least range that contains all."""
    if not xs or any(end.is_nan() for x in xs for end in x):
        return NOTHING
    return STEPS["min"](*((x[0], x[0]) for x in xs))[0], STEPS["max"](*((x[1], x[1]) for x in xs))[1]


_ATAN = monotone(arb.atan)
_EXP = monotone(arb.exp)
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": _add,
    "mul": _mul,
    "divide": _divide,
    "power": _power,
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


def _thin(make: Callable[[], Any]) -> Callable[[], Range]:
    def constant() -> Range:
        value = make()
        return value, value

    return constant


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
        constants={"pi": _thin(arb.pi), "e": _thin(arb.const_e)},
        functions=_FUNCTIONS,
        bounds=_bounds,
        hull=_hull,
        working=lambda: ball.precision(bits),
    )

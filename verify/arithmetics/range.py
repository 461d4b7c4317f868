"""Ranges: intervals seen by their endpoints, each endpoint a thin ball, for subdivision.

A ball forgets signs ([0, 2]·[0, 2] = [−2, 4]); here every monotone operation goes to the endpoints, so
that the range of a primitive is exact up to the rounding of its ends.  An element (a, b) stands for
the reals between the lower end of the ball a and the upper end of the ball b; a may be −∞ and b
may be +∞, which says unbounded and not undefined.

Undefined points are the caller's business: where an operation is undefined at some points of an
element the result encloses its values at the others, as √[−1, 4] = [0, 2].  So an enclosure is for
expressions known, by other means, to be defined at the points that matter (`verify.claims`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from verify.arithmetics import Arithmetic, Bounds, ball, digits_to_bits

Range = tuple[Any, Any]
INFINITY, MINUS_INFINITY, ZERO, ONE = arb.pos_inf(), arb.neg_inf(), arb(0), arb(1)
EVERYTHING = (MINUS_INFINITY, INFINITY)
NOTHING = (arb.nan(), arb.nan())


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


def _increasing(f: Callable[[Any], Any], least: Any = MINUS_INFINITY, most: Any = INFINITY) -> Callable[[Range], Range]:
    """Return the range of an increasing function whose values lie between `least` and `most`."""

    def image(x: Range) -> Range:
        a, b = x
        if a.is_nan() or b.is_nan():
            return NOTHING
        low = f(a)
        high = low if a is b else f(b)
        return least if low.is_nan() else low, most if high.is_nan() else high

    return image


def _on(low: Any, high: Any, f: Callable[[Range], Range]) -> Callable[[Range], Range]:
    """Return f on the part of an element between low and high; nothing where it lies outside."""

    def restricted(x: Range) -> Range:
        return NOTHING if x[1] < low or x[0] > high else f(x)

    return restricted


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
    return -arb.pi(), arb.pi()


def _cosh_end(a: Any) -> Any:
    return a.cosh() if a.is_finite() else INFINITY


def _cosh(x: Range) -> Range:
    a, b = x
    if a.is_nan() or b.is_nan():
        return NOTHING
    if a is b or a >= 0:
        return _cosh_end(a), _cosh_end(b)
    if b <= 0:
        return _cosh_end(b), _cosh_end(a)
    return ONE, _cosh_end(a).max(_cosh_end(b))


def _abs(x: Range) -> Range:
    a, b = x
    if a >= 0:
        return x
    return (-b, -a) if b <= 0 else (ZERO, (-a).max(b))


def _max(*xs: Range) -> Range:
    a, b = xs[0]
    for c, d in xs[1:]:
        a, b = a.max(c), b.max(d)
    return a, b


def _min(*xs: Range) -> Range:
    return _negative(_max(*map(_negative, xs)))


def _negative(x: Range) -> Range:
    return -x[1], -x[0]


def _heaviside(x: Range, at_zero: Range) -> Range:
    if x[0] > 0 or x[1] < 0:
        return (ONE, ONE) if x[0] > 0 else (ZERO, ZERO)
    if x[0].is_zero() and x[1].is_zero():
        return at_zero
    return _min((ZERO, ZERO), at_zero)[0], _max((ONE, ONE), at_zero)[1]


def _floor(x: Range) -> Range:
    return x[0].floor(), x[1].floor()


def _ceiling(x: Range) -> Range:
    return _negative(_floor(_negative(x)))


def _sign(x: Range) -> Range:
    if any(end.is_nan() for end in x):
        return NOTHING
    return (ONE if x[0] > 0 else ZERO if x[0] >= 0 else -ONE), (-ONE if x[1] < 0 else ZERO if x[1] <= 0 else ONE)


def _mod(x: Range, y: Range) -> Range:
    """Return the range of x − y ⌊x/y⌋, which lies between 0 and y."""
    whole = _floor(_divide(x, y))
    return intersection(_add(x, _negative(_times(y, whole))), (_smaller(y[0], ZERO), _larger(y[1], ZERO)))


def _compare(x: Range, y: Range) -> int | None:
    """Return the sign of x − y, None if it is not the same everywhere."""
    low, high = _sign(_add(x, _negative(y)))
    return int(low.unique_fmpz()) if low.is_finite() and low == high else None


def _either(*xs: Range) -> Range:
    """Return the least range that contains all."""
    if not xs or any(end.is_nan() for x in xs for end in x):
        return NOTHING
    return _min(*((x[0], x[0]) for x in xs))[0], _max(*((x[1], x[1]) for x in xs))[1]


_ATAN = _increasing(arb.atan)
_EXP = _increasing(arb.exp)
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": _add,
    "mul": _mul,
    "divide": _divide,
    "power": _power,
    "sqrt": _on(ZERO, INFINITY, _increasing(_root_end)),
    "root": _increasing(_root_end),
    "pow": _general_power,
    "exp": _EXP,
    "log": _on(ZERO, INFINITY, _log),
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": _on(-ONE, ONE, _asin),
    "acos": _on(-ONE, ONE, _acos),
    "atan": _ATAN,
    "atan2": _atan2,
    "sinh": _increasing(lambda a: a.sinh() if a.is_finite() else a),
    "cosh": _cosh,
    "tanh": _increasing(arb.tanh, -ONE, ONE),
    "abs": _abs,
    "max": _max,
    "min": _min,
    "heaviside": _heaviside,
}


# for values near a point only: the prover knows no derivative of a step
_STEPS: dict[str, Callable[..., Any]] = {
    "floor": _floor,
    "ceiling": _ceiling,
    "sign": _sign,
    "mod": _mod,
    "compare": _compare,
    "either": _either,
}


def _thin(make: Callable[[], Any]) -> Callable[[], Range]:
    def constant() -> Range:
        value = make()
        return value, value

    return constant


@cache
def with_steps(digits: int) -> Arithmetic:
    """Return the arithmetic of ranges that knows ⌊x⌋, sign x, x mod y and functions by cases, too."""
    plain = make(digits)
    return replace(plain, functions={**plain.functions, **_STEPS})


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

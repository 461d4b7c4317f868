"""Ranges of sums, products, quotients and whole powers."""

from __future__ import annotations

from functools import reduce
from typing import Any

from flint import arb

from verify.arithmetics import ball
from verify.arithmetics.ends import EVERYTHING, INFINITY, MINUS_INFINITY, NOTHING, ONE, ZERO, Range

__all__ = ["add", "divide", "multiply", "power", "thin", "times"]


def add(*xs: Range) -> Range:
    """Return the range of a sum; what is thin stays so."""
    a, b = xs[0]
    for c, d in xs[1:]:
        a, b = thin(a + c) if a is b and c is d else (a + c, b + d)
    return a, b


def thin(a: Any) -> Range:
    """Return the range whose ends are one ball."""
    return a, a


def multiply(*xs: Range) -> Range:
    """Return the range of a product."""
    return reduce(times, xs)


def times(x: Range, y: Range) -> Range:
    """Return the range of x y, by the signs of the ends."""
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
    return reduce(arb.min, lows), reduce(arb.max, highs)


def _end_product(s: Any, t: Any) -> Range:
    product = s * t
    if not product.is_nan():
        return thin(product)
    finite, infinite = (s, t) if s.is_finite() else (t, s)
    if finite.is_zero():
        return thin(ZERO)
    if finite.is_finite() and (finite > 0 or finite < 0):
        end = INFINITY if (infinite > 0) == (finite > 0) else MINUS_INFINITY
        return thin(end)
    return EVERYTHING


def power(x: Range, n: int) -> Range:
    """Return the range of xⁿ."""
    if n < 0:
        return divide(thin(ONE), power(x, -n))
    a, b = x
    if n % 2:
        return times(power(x, n - 1), x) if a is b else (_end_power(a, n), _end_power(b, n))
    if a is b:
        return thin(_end_power(a, n))
    if a >= 0:
        return _end_power(a, n), _end_power(b, n)
    if b <= 0:
        return _end_power(b, n), _end_power(a, n)
    return ZERO, _end_power(a, n).max(_end_power(b, n))


def _end_power(a: Any, n: int) -> Any:
    if a.is_finite():
        return ball.power(a, n)
    return a if n % 2 or a.is_nan() else INFINITY if n else ONE


def divide(x: Range, y: Range) -> Range:
    """Return the range of x/y where y is not zero."""
    return times(x, _reciprocal(y))


def _reciprocal(y: Range) -> Range:
    c, d = y
    if c > 0 or d < 0:
        return thin(1 / c) if c is d else (1 / d, 1 / c)
    if c >= 0:
        return (1 / d, INFINITY) if d > 0 else NOTHING if d.is_zero() else (ZERO, INFINITY)
    if d <= 0:
        return MINUS_INFINITY, 1 / c if c < 0 else ZERO
    return NOTHING if c.is_nan() or d.is_nan() else EVERYTHING

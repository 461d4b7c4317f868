"""Elements of the arithmetic ``range`` by their ends, and what monotone functions make of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb

__all__ = ["EVERYTHING", "INFINITY", "MINUS_INFINITY", "NOTHING", "ONE", "ZERO", "Range", "kept", "monotone", "on"]

Range = tuple[Any, Any]
INFINITY, MINUS_INFINITY, ZERO, ONE = arb.pos_inf(), arb.neg_inf(), arb(0), arb(1)
EVERYTHING = (MINUS_INFINITY, INFINITY)
NOTHING = (arb.nan(), arb.nan())


def monotone(
    f: Callable[[Any], Any], least: Any = MINUS_INFINITY, most: Any = INFINITY, falling: bool = False
) -> Callable[[Range], Range]:
    """Return the range of a monotone function whose values lie between `least` and `most`.

    Where f is NaN at an end, the end beyond which its ball reaches is taken, and `least` or `most` beyond the domain.
    """

    bounded = least is not MINUS_INFINITY or most is not INFINITY

    def image(x: Range) -> Range:
        a, b = x
        if a.is_nan() or b.is_nan():
            return NOTHING
        first = f(a)
        last = first if a is b else f(b)
        if first.is_nan() or last.is_nan() or (bounded and not (least <= first <= most and least <= last <= most)):
            first, last = _reached(f, a, a.lower), _reached(f, b, b.upper)
            low, high = (last, first) if falling else (first, last)
            return _cut_below(low, least), _cut_above(high, most)
        return (last, first) if falling else (first, last)

    return image


def _reached(f: Callable[[Any], Any], end: Any, beyond: Callable[[], Any]) -> Any:
    value = f(end)
    return f(beyond()) if value.is_nan() else value


def _cut_below(low: Any, least: Any) -> Any:
    return least if low.is_nan() else low if least is MINUS_INFINITY else low.max(least)


def _cut_above(high: Any, most: Any) -> Any:
    return most if high.is_nan() else high if most is INFINITY else high.min(most)


def kept(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return f, which leaves infinite ends where they are."""
    return lambda a: f(a) if a.is_finite() else a


def on(low: Any, high: Any, f: Callable[[Range], Range]) -> Callable[[Range], Range]:
    """Return f on the part of an element between low and high; nothing where it lies outside."""

    def restricted(x: Range) -> Range:
        return NOTHING if x[1] < low or x[0] > high else f(x)

    return restricted

"""Ranges of functions with jumps or kinks: floor, ceiling, sign, the step, mod, |x|, max and min."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb

from verify.arithmetics import ball
from verify.arithmetics.ends import NOTHING, ONE, ZERO, Range, kept, monotone

__all__ = ["STEPS"]


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
    a, b = x
    if a > 0 or b < 0:
        return (ONE, ONE) if a > 0 else (ZERO, ZERO)
    if a.is_zero() and b.is_zero():
        return at_zero
    return _min((ZERO, ZERO), at_zero)[0], _max((ONE, ONE), at_zero)[1]


def _mod(x: Range, y: Range) -> Range:
    """Return the range of x − y·floor(x/y), between 0 and y; it is x − ny where the floor is n throughout."""
    (a, b), (c, d) = x, y
    if any(end.is_nan() for end in (a, b, c, d)) or (c.is_zero() and d.is_zero()):
        return NOTHING
    if not (c > 0 or d < 0):
        return c.min(ZERO), d.max(ZERO)
    if a is b and c is d and a.is_finite() and c.is_finite():
        value = ball.mod(a, c)
        return value, value
    if (turns := _turns(x, y)) is not None:
        moved = (c * turns, d * turns) if turns >= 0 else (d * turns, c * turns)
        return (a - moved[1], b - moved[0])
    return (ZERO, d) if c > 0 else (c, ZERO)


def _turns(x: Range, y: Range) -> Any:
    """Return floor(x/y) if it is one integer for all values, where y does not hold 0; else None."""
    floors = [ball.floor(end / other) for end in x for other in y]
    first = floors[0]
    return first if _is_whole(first) and all((first == other) is True for other in floors) else None


def _is_whole(x: Any) -> bool:
    return bool(x.is_finite() and x.is_exact())


STEPS: dict[str, Callable[..., Any]] = {
    "abs": _abs,
    "max": _max,
    "min": _min,
    "floor": monotone(kept(ball.floor)),
    "ceiling": monotone(kept(ball.ceiling)),
    "sign": monotone(arb.sgn, -ONE, ONE),
    "heaviside": _heaviside,
    "mod": _mod,
}

"""Ranges of the gamma function and its kin, and of binomials.

Γ and log Γ are convex on (0, ∞): they fall to the zero of the digamma function near 1.46, and rise from there.
The digamma function rises on (0, ∞) and between its poles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import flint
from flint import arb

from verify.arithmetics import ball
from verify.arithmetics.ends import EVERYTHING, INFINITY, MINUS_INFINITY, NOTHING, Range

__all__ = ["GAMMAS", "turning_point"]


def turning_point() -> Any:
    """Return a ball that contains the positive zero of the digamma function, at the precision in force."""
    return _bisected(flint.ctx.prec)


@cache
def _bisected(bits: int) -> Any:
    with ball.precision(bits):
        low, high = arb(1), arb(2)  # ψ(1) = −γ < 0 < 1 − γ = ψ(2), and ψ rises
        for _ in range(bits):
            middle = ((low + high) / 2).mid()
            slope = middle.digamma()
            if not (slope < 0 or slope > 0):
                break
            low, high = (middle, high) if slope < 0 else (low, middle)
        return low.union(high)


def _convex(f: Callable[[Any], Any]) -> Callable[[Range], Range]:
    """Return the range on (0, ∞) of log Γ or Γ."""

    def image(x: Range) -> Range:
        a, b = x
        if a is b and a > 0 and (value := f(a)).is_finite():
            return value, value
        if a.is_nan() or b.is_nan() or (top := b.upper()) <= 0:
            return NOTHING
        b = b if b > 0 else top
        turn, first, last = turning_point(), _at(f, a), _at(f, b)
        least = last if b <= turn else first if a >= turn else f(turn)
        return least if least.is_finite() else f(turn), first.max(last)

    return image


def _at(f: Callable[[Any], Any], end: Any) -> Any:
    """Return f at an end, infinite at 0 and at ∞ and where it overflows."""
    value = f(end) if end > 0 else INFINITY
    return value if value.is_finite() else INFINITY


_gamma_above = _convex(arb.gamma)


def _gamma(x: Range) -> Range:
    return _gamma_above(x) if x[0] >= 0 else _by_ball(arb.gamma, x)


def _factorial(x: Range) -> Range:
    a, b = x
    low = a + 1
    return _gamma((low, low if a is b else b + 1))


def _digamma(x: Range) -> Range:
    a, b = x
    if a >= 0 or _in_one_gap(a, b):
        low, high = ball.digamma(a), ball.digamma(b)
        if a is b and low.is_finite():
            return low, low
        return low if low.is_finite() else MINUS_INFINITY, high if high.is_finite() else INFINITY
    return EVERYTHING


def _in_one_gap(a: Any, b: Any) -> bool:
    """Return whether no integer lies in [a, b]."""
    return bool(a.is_finite() and b.is_finite()) and not a.union(b).contains_integer()


def _binomial(n: Range, k: Range) -> Range:
    return _by_ball(ball.binomial, n, k)


def _by_ball(f: Callable[..., Any], *xs: Range) -> Range:
    """Return a range by a ball that contains the elements; a function unbounded or undefined in it may be anything."""
    value = f(*(a if a is b else a.union(b) for a, b in xs))
    return (value, value) if value.is_finite() else EVERYTHING


GAMMAS: dict[str, Callable[..., Any]] = {
    "gamma": _gamma,
    "loggamma": _convex(arb.lgamma),
    "factorial": _factorial,
    "digamma": _digamma,
    "binomial": _binomial,
}

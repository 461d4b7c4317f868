"""Functions that mpmath.iv lacks, by the ends of its intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

__all__ = ["by_ends", "erf_at", "floors", "inverse_hyperbolic"]

Ends = Callable[[Any], tuple[Fraction, Fraction] | None]


def by_ends(iv: Any, f: Callable[[Any], Any], falling: bool = False) -> Callable[[Any], Any]:
    """Return a monotone function from its enclosures at points."""

    def extended(x: Any) -> Any:
        first, last = f(iv.mpf(x.a)), f(iv.mpf(x.b))
        return iv.mpf([last.a, first.b] if falling else [first.a, last.b])

    return extended


def inverse_hyperbolic(iv: Any, log: Callable[[Any], Any], divide: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """Return asinh, acosh and atanh by logarithms; undefined points meet roots or logarithms of negative numbers."""

    def asinh_at(t: Any) -> Any:
        size = abs(t)
        value = log(size + iv.sqrt(size**2 + 1))
        return -value if t.a < 0 else value

    def acosh_at(t: Any) -> Any:
        return log(t + iv.sqrt((t - 1) * (t + 1)))

    def atanh_at(t: Any) -> Any:
        return log(divide(1 + t, 1 - t)) / 2

    return {"asinh": by_ends(iv, asinh_at), "acosh": by_ends(iv, acosh_at), "atanh": by_ends(iv, atanh_at)}


def erf_at(fine: Any, exp: Callable[[Any], Any], t: Any) -> Any:
    """Return the error function at a point, by a series without cancellation.

    erf t = 2/√π e^(−t²) Σ 2ⁿ t^(2n+1)/(2n + 1)!! for t ≥ 0, and 1 − erf t ≤ e^(−t²).
    """
    if t.a < 0:
        return -erf_at(fine, exp, -t)
    square, bits = t * t, fine.prec
    if square.a > bits:  # e^(−t²) < 2^(−bits)
        return fine.mpf([1 - fine.mpf(2) ** -bits, 1])
    total, term, n = t, t, 0
    while n < 2 * square.b or term.b * 2**bits > total.a:  # beyond 2t² each term is less than half the last
        n += 1
        term *= 2 * square / (2 * n + 1)
        total += term
    return 2 / fine.sqrt(fine.pi) * exp(-square) * (total + fine.mpf([0, 1]) * term)


def floors(iv: Any, ends: Ends, number: Callable[[Fraction], Any], everything: Any) -> dict[str, Any]:
    """Return functions with jumps, exact at exact points, and maxima."""

    def step(f: Callable[[Fraction], int]) -> Callable[[Any], Any]:
        def extended(x: Any) -> Any:
            low, high = ends(x)  # type: ignore[misc]
            return iv.mpf([f(low), f(high)])

        return extended

    def hull(*xs: Any) -> Any:
        return iv.mpf([min(x.a for x in xs), max(x.b for x in xs)])

    def heaviside(x: Any, at_zero: Any) -> Any:
        if x.a > 0 or x.b < 0:
            return iv.mpf(1 if x.a > 0 else 0)
        return at_zero if x.a == 0 == x.b else hull(iv.mpf([0, 1]), at_zero)

    def mod(x: Any, y: Any) -> Any:
        if 0 in y:
            return everything
        (a, b), (c, d) = ends(x), ends(y)  # type: ignore[misc]
        if a == b and c == d:
            return number(a % c)
        turns = [math.floor(s / t) for s in (a, b) for t in (c, d)]
        return x - y * turns[0] if min(turns) == max(turns) else hull(iv.mpf(0), y)

    return {
        "floor": step(math.floor),
        "ceiling": step(math.ceil),
        "sign": step(lambda q: (q > 0) - (q < 0)),
        "heaviside": heaviside,
        "mod": mod,
        "max": lambda *xs: iv.mpf([max(x.a for x in xs), max(x.b for x in xs)]),
        "min": lambda *xs: iv.mpf([min(x.a for x in xs), min(x.b for x in xs)]),
    }

"""High precision without error bounds: mpmath, in a context of its own for each precision."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from operator import mod, pow, truediv
from typing import Any

from mpmath.ctx_mp import MPContext

from verify.arithmetics import Arithmetic, digits_to_bits
from verify.arithmetics.elements import dyadic, product, total

__all__ = ["MOST_FACTORS", "exact", "make"]

MOST_FACTORS = 1000  # of a binomial as a product


def exact(raw: tuple[int, Any, int, int]) -> Fraction | None:
    """Return what mpmath keeps as sign, mantissa, exponent and bits; None for infinities and NaN."""
    sign, mantissa, exponent, _ = raw
    return None if not mantissa and exponent else dyadic((-1) ** sign * int(mantissa), int(exponent))


def _binomial(context: Any, n: Any, k: Any) -> Any:
    if n < 0 and context.isint(n):
        return context.nan
    if context.isint(k) and abs(k) <= MOST_FACTORS:  # gamma functions of a large n would cancel
        return context.fprod((n - i) / (i + 1) for i in range(int(k))) if k >= 0 else context.zero
    return context.binomial(n, k)


def _real(context: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` with NaN where it is undefined on the reals; mpmath's acos(2) is complex."""

    def extended(*xs: Any) -> Any:
        try:
            value = function(*xs)
        except (ZeroDivisionError, ValueError, OverflowError):
            return context.nan
        return value if isinstance(value, context.mpf) else context.nan

    return extended


def _root(context: Any, x: Any) -> Any:
    return x if context.isnan(x) else context.sqrt(max(x, 0))


def _heaviside(context: Any, x: Any, at_zero: Any) -> Any:
    return x if context.isnan(x) else context.mpf(x > 0) if x != 0 else at_zero


def _erfc(context: Any, x: Any) -> Any:  # mpmath's overflows far out, where e^(−x²) is beyond all numbers
    return context.zero if x > 10**6 else context.erfc(x)


_SAME = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh erf gamma factorial digamma sign floor"
_PARTIAL: dict[str, Callable[..., Any]] = {
    "ceiling": lambda context, x: context.ceil(x),
    "mod": lambda context, x, y: mod(x, y) if y != 0 else context.nan,
    "atan2": lambda context, y, x: context.atan2(y, x) if y != 0 or x != 0 else context.nan,
    "erfc": _erfc,
    "atanh": lambda context, x: context.atanh(x) if abs(x) < 1 else context.nan,
    "loggamma": lambda context, x: context.loggamma(x) if x > 0 else context.nan,
    "binomial": _binomial,
}
_TOTAL: dict[str, Callable[..., Any]] = {
    "root": _root,
    "max": lambda context, *xs: context.nan if any(map(context.isnan, xs)) else max(xs),
    "min": lambda context, *xs: context.nan if any(map(context.isnan, xs)) else min(xs),
    "heaviside": _heaviside,
}


@cache
def make(digits: int) -> Arithmetic:
    context = MPContext()
    context.prec = digits_to_bits(digits)
    functions = {name: getattr(context, name) for name in _SAME.split()} | {"divide": truediv, "power": pow}
    functions |= {name: partial(function, context) for name, function in _PARTIAL.items()}
    return Arithmetic(
        name="mpmath",
        digits=digits,
        rigorous=False,
        number=lambda x: context.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else context.mpf(x),
        rational=lambda p, q: context.mpf(p) / q,
        constants={"pi": lambda: +context.pi, "e": lambda: +context.e},
        functions={name: _real(context, function) for name, function in functions.items()}
        | {name: partial(function, context) for name, function in _TOTAL.items()}
        | {"add": total, "mul": product, "abs": abs},
        bounds=lambda x: None if (value := exact(x._mpf_)) is None else (value, value),
    )

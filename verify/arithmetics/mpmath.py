"""High precision without error bounds: mpmath, in a context of its own for each precision."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from operator import mul, pow, truediv
from typing import Any

from mpmath.ctx_mp import MPContext

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits, dyadic


@cache
def make(digits: int) -> Arithmetic:
    context = MPContext()
    context.prec = digits_to_bits(digits)

    def number(x: Any) -> Any:
        return context.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else context.mpf(x)

    def bounds(x: Any) -> Bounds | None:
        if not context.isfinite(x):
            return None
        sign, mantissa, exponent, _ = x._mpf_
        value = dyadic((-1) ** sign * int(mantissa), int(exponent))
        return None if value is None else (value, value)

    def real(function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` with NaN where it is undefined on the reals; mpmath's acos(2) is complex."""

        def extended(*xs: Any) -> Any:
            try:
                value = function(*xs)
            except (ZeroDivisionError, ValueError):
                return context.nan
            return value if isinstance(value, context.mpf) else context.nan

        return extended

    def root(x: Any) -> Any:
        return x if context.isnan(x) else context.sqrt(max(x, 0))

    def heaviside(x: Any, at_zero: Any) -> Any:
        return x if context.isnan(x) else context.mpf(x > 0) if x != 0 else at_zero

    def chosen(best: Callable[..., Any], xs: tuple[Any, ...]) -> Any:
        return context.nan if any(map(context.isnan, xs)) else best(xs)

    names = "sqrt exp log sin cos tan asin acos atan atan2 sinh cosh tanh".split()
    functions = {name: getattr(context, name) for name in names}
    functions |= {"divide": truediv, "power": pow}
    return Arithmetic(
        name="mpmath",
        digits=digits,
        rigorous=False,
        number=number,
        rational=lambda p, q: context.mpf(p) / q,
        constants={"pi": lambda: +context.pi, "e": lambda: +context.e},
        functions={name: real(function) for name, function in functions.items()}
        | {
            "add": lambda *xs: sum(xs[1:], xs[0]),
            "mul": lambda *xs: reduce(mul, xs),
            "abs": abs,
            "root": root,
            "max": lambda *xs: chosen(max, xs),
            "min": lambda *xs: chosen(min, xs),
            "heaviside": heaviside,
        },
        bounds=bounds,
    )

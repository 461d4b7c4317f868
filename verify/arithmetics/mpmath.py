"""High precision without error bounds: mpmath, in a context of its own for each precision."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from operator import mod, mul, pow, truediv
from typing import Any

from mpmath.ctx_mp import MPContext

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits, dyadic

MOST_FACTORS = 1000  # of a binomial as a product


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
            except (ZeroDivisionError, ValueError, OverflowError):
                return context.nan
            return value if isinstance(value, context.mpf) else context.nan

        return extended

    def root(x: Any) -> Any:
        return x if context.isnan(x) else context.sqrt(max(x, 0))

    def heaviside(x: Any, at_zero: Any) -> Any:
        return x if context.isnan(x) else context.mpf(x > 0) if x != 0 else at_zero

    def chosen(best: Callable[..., Any], xs: tuple[Any, ...]) -> Any:
        return context.nan if any(map(context.isnan, xs)) else best(xs)

    def where(defined: Callable[..., bool], function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *xs: function(*xs) if defined(*xs) else context.nan

    def erfc(x: Any) -> Any:  # mpmath's overflows far out, where e^(−x²) is beyond all numbers
        return context.zero if x > 10**6 else context.erfc(x)

    def binomial(n: Any, k: Any) -> Any:
        if context.isint(k) and abs(k) <= MOST_FACTORS:  # gamma functions of a large n would cancel
            return context.fprod((n - i) / (i + 1) for i in range(int(k))) if k >= 0 else context.zero
        return context.binomial(n, k)

    names = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh erf gamma factorial digamma sign"
    functions = {name: getattr(context, name) for name in names.split()}
    functions |= {
        "divide": truediv,
        "power": pow,
        "floor": context.floor,
        "ceiling": context.ceil,
        "mod": where(lambda _, y: y != 0, mod),
        "atan2": where(lambda y, x: y != 0 or x != 0, context.atan2),
        "erfc": erfc,
        "atanh": where(lambda x: abs(x) < 1, context.atanh),
        "loggamma": where(lambda x: x > 0, context.loggamma),
        "binomial": where(lambda n, k: n >= 0 or not context.isint(n), binomial),
    }
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

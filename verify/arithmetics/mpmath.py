"""High precision without error bounds: mpmath, in a context of its own for each precision."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce
from operator import mul, pow, truediv
from typing import Any

from mpmath.ctx_mp import MPContext

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits


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
        value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return (-value if sign else value,) * 2  # type: ignore[return-value]

    def heaviside(x: Any, at_zero: Any) -> Any:
        return context.mpf(x > 0) if x != 0 else at_zero

    names = "sqrt exp log sin cos tan asin acos atan atan2 sinh cosh tanh".split()
    return Arithmetic(
        name="mpmath",
        rigorous=False,
        number=number,
        rational=lambda p, q: context.mpf(p) / q,
        constants={"pi": lambda: +context.pi, "e": lambda: +context.e},
        functions={name: getattr(context, name) for name in names}
        | {
            "add": lambda *xs: sum(xs[1:], xs[0]),
            "mul": lambda *xs: reduce(mul, xs),
            "divide": truediv,
            "power": pow,
            "abs": abs,
            "root": lambda x: context.sqrt(max(x, 0)),
            "max": max,
            "min": min,
            "heaviside": heaviside,
        },
        bounds=bounds,
    )

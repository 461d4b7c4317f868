"""Intervals by mpmath.iv: slow and independent of python-flint, which is what it is for.

mpmath.iv has no acos, asin, atan, sinh, cosh and tanh; they are built here from what it has.  Its
atan2 answers 0 at the origin, where the angle is undefined; here that is unbounded.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from operator import mul
from typing import Any

from mpmath.ctx_iv import MPIntervalContext
from mpmath.libmp import ComplexResult

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits, dyadic


def _endpoint(raw: tuple[int, Any, int, int]) -> Fraction | None:
    sign, mantissa, exponent, _ = raw
    if not mantissa and exponent:  # an infinity or NaN
        return None
    return dyadic((-1) ** sign * int(mantissa), int(exponent))


def _bounds(x: Any) -> Bounds | None:
    lower, upper = (_endpoint(end) for end in x._mpi_)
    return None if lower is None or upper is None else (lower, upper)


@cache
def make(digits: int) -> Arithmetic:
    iv = MPIntervalContext()
    iv.prec = digits_to_bits(digits)
    everything = iv.mpf(["-inf", "inf"])
    one = iv.mpf(1)

    def total(function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` with an unbounded answer where it is undefined."""

        def extended(*xs: Any) -> Any:
            if any(_bounds(x) is None for x in xs):
                return everything
            try:
                return function(*xs)
            except (ComplexResult, ZeroDivisionError, ValueError):
                return everything

        return extended

    def rational(p: int, q: int) -> Any:
        return iv.mpf(p) / iv.mpf(q)

    def number(x: Any) -> Any:
        return rational(x.numerator, x.denominator) if isinstance(x, Fraction) else iv.mpf(x)

    def hull(lower: Fraction, upper: Fraction) -> Any:
        return iv.mpf([number(lower).a, number(upper).b])

    def divide(x: Any, y: Any) -> Any:
        return everything if 0 in y else x / y

    def power(x: Any, n: int) -> Any:
        return x**n if n >= 0 else divide(one, x**-n)

    def atan2(y: Any, x: Any) -> Any:
        return everything if 0 in y and 0 in x else iv.atan2(y, x)

    def asin(x: Any) -> Any:
        return iv.atan2(x, iv.sqrt((1 - x) * (1 + x)))

    def acos(x: Any) -> Any:
        return iv.atan2(iv.sqrt((1 - x) * (1 + x)), x)

    def sinh(x: Any) -> Any:  # increasing, so the endpoints bound it
        low, high = ((iv.exp(end) - iv.exp(-end)) / 2 for end in (iv.mpf(x.a), iv.mpf(x.b)))
        return iv.mpf([low.a, high.b])

    def tanh(x: Any) -> Any:  # 1 − 2/(e^{2x} + 1)
        return 1 - 2 / (iv.exp(2 * x) + 1)

    def root(x: Any) -> Any:  # of a number known to be nonnegative, whatever its interval says
        return everything if x.b < 0 else iv.sqrt(iv.mpf([max(x.a, 0), x.b]))

    unary = {"sqrt": iv.sqrt, "exp": iv.exp, "log": iv.log, "sin": iv.sin, "cos": iv.cos, "tan": iv.tan}
    built = {
        "asin": asin,
        "acos": acos,
        "atan": lambda x: iv.atan2(x, one),
        "sinh": sinh,
        "cosh": lambda x: (iv.exp(x) + iv.exp(-x)) / 2,
        "tanh": tanh,
        "atan2": atan2,
        "divide": divide,
        "root": root,
        "abs": abs,
    }
    return Arithmetic(
        name="interval",
        rigorous=True,
        number=number,
        rational=rational,
        constants={"pi": lambda: iv.mpf(iv.pi), "e": lambda: iv.exp(one)},
        functions={name: total(function) for name, function in (unary | built).items()}
        | {
            "add": total(lambda *xs: sum(xs[1:], xs[0])),
            "mul": total(lambda *xs: reduce(mul, xs)),
            "power": lambda x, n: total(lambda y: power(y, n))(x),
        },
        bounds=_bounds,
        hull=hull,
    )

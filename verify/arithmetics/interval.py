"""Intervals by mpmath.iv: slow and independent of python-flint, which is what it is for.

mpmath.iv has no acos, asin, atan, sinh, cosh, tanh, their inverses, erf and floor; they are built from what it
has.  Its atan2 answers 0 at the origin, where the angle is undefined; here that is unbounded.  Its transcendental
functions round a close approximation outwards, which misses the value now and then (atan2 of 1 and 2, to
10 digits); here they are asked for 30 bits more and widened by 2¹⁰ units in the last of these.
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
from verify.arithmetics.iv_functions import by_ends, erf_at, floors, inverse_hyperbolic

GUARD_BITS = 30
EXACT = {"exp": {0: 1}, "cos": {0: 1}, "log": {1: 0}}  # at the point, the value


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
    fine = MPIntervalContext()
    fine.prec = iv.prec + GUARD_BITS
    slack = 1 + fine.mpf([-1, 1]) * fine.mpf(2) ** (10 - fine.prec)

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

    def enclosed(name: str) -> Callable[..., Any]:
        """Return a function of mpmath.iv, wrong by less than 2¹⁰ units in the last place, rounded outwards."""
        function = getattr(fine, name)

        def extended(*xs: Any) -> Any:
            for point, value in EXACT.get(name, {}).items():
                if xs[0].a == point == xs[0].b:
                    return iv.mpf(value)
            value = function(*(fine.make_mpf(x._mpi_) for x in xs)) * slack
            return iv.make_mpf(value._mpi_) + 0  # the sum rounds to the precision of iv

        return extended

    sqrt, exp, log, angle = iv.sqrt, enclosed("exp"), enclosed("log"), enclosed("atan2")

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
        if 0 in y and 0 in x:
            return everything
        if y.a < 0 and y.b >= 0 and x.a < 0:  # on both sides of the cut: mpmath returns its ends the wrong way round
            return iv.mpf([-iv.mpf(iv.pi).b, iv.mpf(iv.pi).b])
        return angle(y, x)

    def asin(x: Any) -> Any:
        return angle(x, sqrt((1 - x) * (1 + x)))

    def acos(x: Any) -> Any:
        return angle(sqrt((1 - x) * (1 + x)), x)

    def sinh(x: Any) -> Any:  # increasing, so the endpoints bound it
        low, high = ((exp(end) - exp(-end)) / 2 for end in (iv.mpf(x.a), iv.mpf(x.b)))
        return iv.mpf([low.a, high.b])

    def tanh(x: Any) -> Any:  # 1 − 2/(e^{2x} + 1)
        return 1 - 2 / (exp(2 * x) + 1)

    def root(x: Any) -> Any:  # of a number known to be nonnegative, whatever its interval says
        return everything if x.b < 0 else sqrt(iv.mpf([max(x.a, 0), x.b]))

    def erf(t: Any) -> Any:
        value = erf_at(fine, lambda x: fine.exp(x) * slack, fine.make_mpf(t._mpi_))
        return iv.make_mpf(value._mpi_) + 0

    unary = {"sqrt": sqrt, "exp": exp, "log": log}
    unary |= {name: enclosed(name) for name in ("sin", "cos", "tan")}
    built = {
        "asin": asin,
        "acos": acos,
        "atan": lambda x: angle(x, one),
        "sinh": sinh,
        "cosh": lambda x: (exp(x) + exp(-x)) / 2,
        "tanh": tanh,
        "atan2": atan2,
        "divide": divide,
        "root": root,
        "abs": abs,
        "erf": by_ends(iv, erf),
        "erfc": by_ends(iv, lambda t: 1 - erf(t), falling=True),
    }
    built |= inverse_hyperbolic(iv, log, divide) | floors(iv, _bounds, number, everything)
    return Arithmetic(
        name="interval",
        digits=digits,
        rigorous=True,
        number=number,
        rational=rational,
        constants={"pi": lambda: iv.mpf(iv.pi), "e": lambda: exp(one)},
        functions={name: total(function) for name, function in (unary | built).items()}
        | {
            "add": total(lambda *xs: sum(xs[1:], xs[0])),
            "mul": total(lambda *xs: reduce(mul, xs)),
            "power": lambda x, n: total(lambda y: power(y, n))(x),
        },
        bounds=_bounds,
        hull=hull,
    )

"""Intervals by mpmath.iv: slow and independent of python-flint, which is what it is for.

mpmath.iv has no acos, asin, atan, sinh, cosh, tanh, their inverses, erf and floor; they are built from what it
has.  Its atan2 answers 0 at the origin, where the angle is undefined; here that is unbounded.  Its transcendental
functions round a close approximation outwards, which misses the value now and then (atan2 of 1 and 2, to
10 digits); here they are asked for 30 bits more and widened by 2¹⁰ units in the last of these.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from mpmath.ctx_iv import MPIntervalContext
from mpmath.libmp import ComplexResult

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits
from verify.arithmetics.elements import product, total
from verify.arithmetics.iv_functions import by_ends, erf_at, floors, inverse_hyperbolic
from verify.arithmetics.mpmath import exact

GUARD_BITS = 30
EXACT = {"exp": {0: 1}, "cos": {0: 1}, "log": {1: 0}}  # at the point, the value
_METHODS = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh atan2 divide root erf erfc".split()


def _bounds(x: Any) -> Bounds | None:
    lower, upper = map(exact, x._mpi_)
    return None if lower is None or upper is None else (lower, upper)


class _Intervals:
    """Functions of intervals in a context of mpmath.iv, by a finer one where they are rounded."""

    def __init__(self, bits: int) -> None:
        self.iv, self.fine = MPIntervalContext(), MPIntervalContext()
        self.iv.prec, self.fine.prec = bits, bits + GUARD_BITS
        self.everything = self.iv.mpf(["-inf", "inf"])
        self.slack = 1 + self.fine.mpf([-1, 1]) * self.fine.mpf(2) ** (10 - self.fine.prec)
        self.sqrt, self.exp, self.log, self.angle = self.iv.sqrt, *map(self.enclosed, ("exp", "log", "atan2"))
        self.sin, self.cos, self.tan = map(self.enclosed, ("sin", "cos", "tan"))

    def total(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` with an unbounded answer where it is undefined."""

        def extended(*xs: Any) -> Any:
            if any(_bounds(x) is None for x in xs):
                return self.everything
            try:
                return function(*xs)
            except (ComplexResult, ZeroDivisionError, ValueError):
                return self.everything

        return extended

    def enclosed(self, name: str) -> Callable[..., Any]:
        """Return a function of mpmath.iv, wrong by less than 2¹⁰ units in the last place, rounded outwards."""
        function = getattr(self.fine, name)

        def extended(*xs: Any) -> Any:
            for point, value in EXACT.get(name, {}).items():
                if xs[0].a == point == xs[0].b:
                    return self.iv.mpf(value)
            return self.rounded(function(*map(self.finer, xs)) * self.slack)

        return extended

    def finer(self, x: Any) -> Any:
        return self.fine.make_mpf(x._mpi_)

    def rounded(self, x: Any) -> Any:
        return self.iv.make_mpf(x._mpi_) + 0  # the sum rounds to the precision of iv

    def rational(self, p: int, q: int) -> Any:
        return self.iv.mpf(p) / self.iv.mpf(q)

    def number(self, x: Any) -> Any:
        return self.rational(x.numerator, x.denominator) if isinstance(x, Fraction) else self.iv.mpf(x)

    def hull(self, lower: Fraction, upper: Fraction) -> Any:
        return self.iv.mpf([self.number(lower).a, self.number(upper).b])

    def divide(self, x: Any, y: Any) -> Any:
        return self.everything if 0 in y else x / y

    def power(self, x: Any, n: int) -> Any:
        return self.total(lambda x: x**n if n >= 0 else self.divide(self.iv.mpf(1), x**-n))(x)

    def root(self, x: Any) -> Any:  # of a number known to be nonnegative, whatever its interval says
        return self.everything if x.b < 0 else self.sqrt(self.iv.mpf([max(x.a, 0), x.b]))

    def atan2(self, y: Any, x: Any) -> Any:
        if 0 in y and 0 in x:
            return self.everything
        if y.a < 0 and y.b >= 0 and x.a < 0:  # on both sides of the cut: mpmath returns its ends the wrong way round
            half_turn = self.iv.mpf(self.iv.pi).b
            return self.iv.mpf([-half_turn, half_turn])
        return self.angle(y, x)

    def asin(self, x: Any) -> Any:
        return self.angle(x, self.sqrt((1 - x) * (1 + x)))

    def acos(self, x: Any) -> Any:
        return self.angle(self.sqrt((1 - x) * (1 + x)), x)

    def atan(self, x: Any) -> Any:
        return self.angle(x, self.iv.mpf(1))

    def sinh(self, x: Any) -> Any:
        return by_ends(self.iv, lambda t: (self.exp(t) - self.exp(-t)) / 2)(x)

    def cosh(self, x: Any) -> Any:
        return (self.exp(x) + self.exp(-x)) / 2

    def tanh(self, x: Any) -> Any:
        return 1 - 2 / (self.exp(2 * x) + 1)

    def erf(self, x: Any) -> Any:
        return by_ends(self.iv, self._erf_at)(x)

    def erfc(self, x: Any) -> Any:
        return by_ends(self.iv, lambda t: 1 - self._erf_at(t), falling=True)(x)

    def _erf_at(self, t: Any) -> Any:
        return self.rounded(erf_at(self.fine, lambda x: self.fine.exp(x) * self.slack, self.finer(t)))


@cache
def make(digits: int) -> Arithmetic:
    on = _Intervals(digits_to_bits(digits))
    functions = {name: getattr(on, name) for name in _METHODS} | {"add": total, "mul": product, "abs": abs}
    functions |= inverse_hyperbolic(on.iv, on.log, on.divide) | floors(on.iv, _bounds, on.number, on.everything)
    return Arithmetic(
        name="interval",
        digits=digits,
        rigorous=True,
        number=on.number,
        rational=on.rational,
        constants={"pi": lambda: on.iv.mpf(on.iv.pi), "e": lambda: on.exp(on.iv.mpf(1))},
        functions={name: on.total(function) for name, function in functions.items()} | {"power": on.power},
        bounds=_bounds,
        hull=on.hull,
    )

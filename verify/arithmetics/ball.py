"""Balls by python-flint (Arb): the default rigorous arithmetic."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce
from operator import mul, truediv
from typing import Any

import flint
from flint import arb, fmpq

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits


def _number(x: Any) -> Any:
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else arb(x)


def _exact(x: Any) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _bounds(x: Any) -> Bounds | None:
    return (_exact(x.lower()), _exact(x.upper())) if x.is_finite() else None


def _hull(lower: Fraction, upper: Fraction) -> Any:
    return _number(lower).union(_number(upper))


def _power(x: Any, n: int) -> Any:
    # arb forgets that an even power is nonnegative
    y = x**n
    return y.nonnegative_part() if n > 0 and n % 2 == 0 else y


def _atan2(y: Any, x: Any) -> Any:
    return arb.nan() if y.contains(0) and x.contains(0) else arb.atan2(y, x)


def _root(x: Any) -> Any:
    """Return the square root of a number known to be nonnegative, whatever its ball says."""
    return x.sqrt() if x > 0 else arb(0).union(x.upper().sqrt())


@cache
def make(digits: int) -> Arithmetic:
    bits = digits_to_bits(digits)
    unary = "sqrt exp log sin cos tan asin acos atan sinh cosh tanh".split()
    return Arithmetic(
        name="ball",
        rigorous=True,
        number=_number,
        rational=lambda p, q: arb(fmpq(p, q)),
        constants={"pi": arb.pi, "e": arb.const_e},
        functions={name: getattr(arb, name) for name in unary}
        | {
            "add": lambda *xs: sum(xs[1:], xs[0]),
            "mul": lambda *xs: reduce(mul, xs),
            "divide": truediv,
            "power": _power,
            "root": _root,
            "atan2": _atan2,
            "abs": abs,
        },
        bounds=_bounds,
        hull=_hull,
        working=lambda: flint.ctx.workprec(bits),
    )

"""Exact numbers on the line: their balls, simple ones between two others, and those that formulas have as zeros."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import arb
from sympy import Expr, S

from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression, rational_of

__all__ = [
    "Exact", "as_expression", "enclosed", "exact", "is_infinite", "is_less", "is_same", "middle", "near",
    "simple_numbers",
]  # fmt: skip

Exact = Any  # a rational as a Fraction (cheap), any other number as SymPy writes it, ±oo included
HUGE = 10**100
PLUS, MINUS = S.Infinity, S.NegativeInfinity


def is_infinite(x: Exact) -> bool:
    return x is PLUS or x is MINUS  # SymPy has one of each, and == would take as long as a sine


def is_same(x: Exact, y: Exact) -> bool:
    """Return whether two exact numbers are written alike; a rational is a Fraction, which SymPy need not compare."""
    return x is y or (isinstance(x, Fraction) == isinstance(y, Fraction) and bool(x == y))


@lru_cache(maxsize=2**12)  # one Fraction for a number, which need not be compared with itself
def exact(x: Any) -> Exact:
    """Return a number as a Fraction if it is rational, else as it is."""
    return rational_of(x) if isinstance(x, sympy.Rational) else x


def as_expression(x: Exact) -> Expr:
    """Return an exact number as a SymPy number."""
    return sympy.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else x


@lru_cache(maxsize=2**14)
def enclosed(x: Exact, digits: int) -> Any:
    """Return the thin ball of an exact number, or ±∞."""
    if is_infinite(x):
        return arb.pos_inf() if x is PLUS else arb.neg_inf()
    table = arithmetic("ball", digits)
    with table.working():
        return table.number(x) if isinstance(x, Fraction) else compile_expression(x, (), table)()


def is_less(x: Exact, y: Exact) -> bool:
    """Return whether x < y was shown."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x < y
    return bool(enclosed(x, 60) < enclosed(y, 60))


@lru_cache(maxsize=1024)
def near(x: Exact) -> Fraction:
    """Return a rational within 1e-60 of a finite number, relatively."""
    if isinstance(x, Fraction):
        return x
    bounds = arithmetic("ball").bounds(enclosed(x, 60))
    if bounds is None:
        raise ValueError(f"{x} is no finite number")
    return (bounds[0] + bounds[1]) / 2


def middle(low: Exact, high: Exact) -> Fraction:
    """Return a dyadic rational of few bits near the middle of low < high, or far out if an end is infinite.

    Between numbers of one sign and very different size it is the middle of their logarithms.
    """
    below, above = is_infinite(low) or near(low) < 0, is_infinite(high) or near(high) > 0
    if below and above:
        return Fraction(0)
    if below:
        return -middle(-high, -low)
    bottom = near(low)
    if is_infinite(high):
        return _simple_between(bottom, 2 * bottom + 1)
    top = near(high)
    if top > 16 * (bottom + 1):
        bits = (_log2(bottom + 1) + _log2(top)) // 2
        return Fraction(2) ** bits
    return _simple_between(bottom, top)


def _log2(x: Fraction) -> int:
    return x.numerator.bit_length() - x.denominator.bit_length()


def _simple_between(low: Fraction, high: Fraction) -> Fraction:
    unit = Fraction(2) ** (_log2(high - low) - 4)
    return round((low + high) / 2 / unit) * unit


def simple_numbers(low: Exact, high: Exact) -> Iterator[Exact]:
    """Yield numbers near the middle of a short interval that a formula may have as a zero.

    Rationals, multiples of π, square roots and logarithms of rationals; they may lie a little outside.
    """
    if max(abs(near(low)), abs(near(high))) > HUGE:
        return
    centre, slack = float((near(low) + near(high)) / 2), float((near(high) - near(low)) / 2)
    for scale, number in ((1.0, S.One), (math.pi, sympy.pi), (math.e, sympy.E), (1 / math.e, sympy.exp(-1))):
        if (q := _rational_near(centre / scale, slack / scale)) is not None:
            yield exact(as_expression(q) * number)
    if (q := _rational_near(centre**2, 2 * abs(centre) * slack)) is not None:
        yield exact(sympy.sign(sympy.Rational(centre)) * sympy.sqrt(as_expression(q)))
    if abs(centre) < 50 and (q := _rational_near(math.exp(centre), math.exp(centre) * slack)):
        yield exact(sympy.log(as_expression(abs(q))))


def _rational_near(x: float, slack: float) -> Fraction | None:
    """Return the rational of smallest denominator, up to 1000, within `slack` of x."""
    if not math.isfinite(x):
        return None
    for most in (1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 100, 256, 1000):
        q = Fraction(x).limit_denominator(most)
        if abs(q - Fraction(x)) <= Fraction(slack):
            return q
    return None

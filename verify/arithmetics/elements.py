"""Sums and products of elements of any arithmetic, and numbers m 2^e."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

__all__ = ["LARGEST_EXPONENT", "dyadic", "product", "total"]

LARGEST_EXPONENT = 10**6


def dyadic(mantissa: int, exponent: int) -> Fraction | None:
    """Return mantissa · 2^exponent, or None where that would not fit in memory (exp(exp(50)), say)."""
    if not mantissa:
        return Fraction(0)
    if abs(exponent) > LARGEST_EXPONENT:
        return None
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def total(*xs: Any) -> Any:
    """Return the sum of one element or more."""
    return reduce(add, xs)


def product(*xs: Any) -> Any:
    """Return the product of one element or more."""
    return reduce(mul, xs)

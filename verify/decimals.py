"""Decimal strings: exact numbers read in, enclosures written out, rounded outward."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from fractions import Fraction

__all__ = ["enclosure", "parse_rational"]

_NUMBER = re.compile(r"[+-]?(\d+(/\d+)?|(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d{1,5})?)", re.ASCII)


def parse_rational(text: str) -> Fraction:
    """Return the rational that a string like 3/2, -0.25 or 1e-3 denotes exactly.

    Raises ValueError for anything else, infinities and NaN included.
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(f"{text!r} is not an exact rational; write it like 3/2, -0.25 or 1e-3")
    try:
        return Fraction(stripped)
    except ZeroDivisionError:
        raise ValueError(f"{text!r} divides by zero") from None


def _rounded(x: Fraction, digits: int, rounding: str) -> str:
    with decimal.localcontext() as context:
        context.prec, context.rounding = digits, rounding
        context.Emax, context.Emin = decimal.MAX_EMAX, decimal.MIN_EMIN
        context.traps[decimal.Inexact] = False
        # one correctly rounded operation, so the direction is kept
        return str(Decimal(x.numerator) / Decimal(x.denominator))


def enclosure(bounds: tuple[Fraction, Fraction], digits: int) -> dict[str, str]:
    """Return the decimal strings of an interval's ends, rounded outward to `digits` significant digits.

    >>> enclosure((Fraction(1, 3), Fraction(1, 3)), 5)
    {'lower': '0.33333', 'upper': '0.33334'}
    """
    low, high = bounds
    return {
        "lower": _rounded(low, digits, decimal.ROUND_FLOOR),
        "upper": _rounded(high, digits, decimal.ROUND_CEILING),
    }

"""Decimal strings: exact numbers read in, enclosures written out, rounded outward."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

__all__ = ["enclosure", "middle", "parse_rational", "rational_text", "short_text"]

_NUMBER = re.compile(r"[+-]?(\d+(/\d+)?|(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d{1,5})?)", re.ASCII)


def parse_rational(text: str) -> Fraction:
    """Return the rational that a string like 3/2, -0.25 or 1e-3 denotes exactly.

    Raises ValueError for anything else, infinities and NaN included.
    """
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise ValueError(f"{text!r} is not an exact rational; write it like 3/2, -0.25 or 1e-3")
    over, _, under = stripped.partition("/")
    if not under:
        return Fraction(Decimal(over))
    if not under.strip("0"):
        raise ValueError(f"{text!r} divides by zero")
    return Fraction(int(Decimal(over)), int(Decimal(under)))


def rational_text(x: Fraction) -> str:
    """Return a rational as p or p/q, all its digits.

    >>> rational_text(Fraction(-3, 7))
    '-3/7'
    """
    # by way of Decimal, whose conversion is exact, fast and without Python's limit of 4300 digits
    return f"{Decimal(x.numerator)}" + (f"/{Decimal(x.denominator)}" if x.denominator != 1 else "")


def short_text(x: Fraction, most: int = 24) -> str:
    """Return a rational in full if that takes at most so many characters, else twelve digits of it and an ellipsis.

    >>> short_text(Fraction(1, 3)), short_text(Fraction(1, 3 * 10**30))
    ('1/3', '3.33333333333E-31…')
    """
    text = rational_text(x)
    return text if len(text) <= most else f"{_rounded(x, 12, decimal.ROUND_HALF_EVEN)}…"


@lru_cache(maxsize=8)
def _context(digits: int, rounding: str) -> decimal.Context:
    return decimal.Context(digits, rounding, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX)


def _rounded(x: Fraction, digits: int, rounding: str) -> str:
    # one correctly rounded operation, so the direction is kept
    return str(_context(digits, rounding).divide(Decimal(x.numerator), Decimal(x.denominator)))


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


def middle(bounds: tuple[Fraction, Fraction], digits: int) -> str:
    """Return the decimal string nearest to the middle of an interval, to `digits` significant digits.

    >>> middle((Fraction(2, 3), Fraction(2, 3)), 5)
    '0.66667'
    """
    return _rounded((bounds[0] + bounds[1]) / 2, digits, decimal.ROUND_HALF_EVEN)

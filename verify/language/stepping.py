"""Comparisons of floors and ceilings with numbers, as comparisons of what is under them; remainders by floors.

⌊u⌋ ≤ c says u < ⌊c⌋ + 1, and ⌊u⌋ ≥ c says u ≥ ⌈c⌉; a ceiling is −⌊−u⌋, and x mod y is x − y ⌊x/y⌋.  Both forms are
defined at the same points.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from verify.language.choices import RELATIONS
from verify.language.term import Term, apply, fold, number

__all__ = ["without_steps"]


def without_steps(term: Term) -> Term:
    """Return an equivalent statement without the floors and ceilings that are compared with a number.

    >>> from verify.language.functions import floor as f
    >>> from verify.language.term import symbol
    >>> without_steps(f(symbol("x")) <= Fraction(5, 2))
    (lt x 3)
    """
    return fold(term, _plain)


def _plain(part: Term, args: list[Term]) -> Term:
    if part.head in RELATIONS:
        left, right = args
        if left.head in ("floor", "ceiling") and right.head == "number":
            return _compared(part.head, left, right.data)
        if right.head in ("floor", "ceiling") and left.head == "number":
            return _compared(RELATIONS[part.head].turned, right, left.data)
    if part.head == "mod":
        x, y = args
        return x - y * apply("floor", x / y)
    return part if list(part.args) == args else apply(part.head, *args, data=part.data)


def _compared(relation: str, step: Term, c: Fraction) -> Term:
    """Return what ⌊u⌋ or ⌈u⌉ being <, ≤, >, ≥, = or ≠ c says of u."""
    (u,) = step.args
    if step.head == "ceiling":
        return _compared(RELATIONS[relation].turned, apply("floor", -u), -c)
    match relation:
        case "le":
            return u < floor(c) + 1
        case "lt":
            return u < ceil(c)
        case "ge":
            return u >= ceil(c)
        case "gt":
            return u >= floor(c) + 1
    if c.denominator != 1:  # no floor is c; the statement stays about u, so that u must be defined
        return (u < number(0)) & (u > number(0)) if relation == "eq" else (u <= number(0)) | (u > number(0))
    inside, outside = (u >= c) & (u < c + 1), (u < c) | (u >= c + 1)
    return inside if relation == "eq" else outside

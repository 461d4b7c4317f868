"""The truth of statements and the signs of terms at a point, with more digits where few do not decide."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from verify.language.definedness import Whole
from verify.language.evaluation import At
from verify.language.term import Term, number
from verify.language.values import FALSE, TRUE, UNDEFINED, Real, Truth, Undefined

__all__ = ["constant", "signs_of", "truth"]


def constant(term: Term) -> Real | None:
    """Return the value of a term without symbols, None where it is undefined or was not decided."""
    for digits, exactly in EFFORTS[:-1]:
        found = At({}, digits, exactly).value(term)
        if found is not None:
            return found if isinstance(found, Real) else None
    return None


def signs_of(term: Term, point: Mapping[Term, Term] = {}, thorough: bool = True) -> frozenset[int]:
    """Return the signs that a term may have at an exact point: one, if it was decided; all where it is undefined."""
    for digits, exactly in EFFORTS[:-1] if thorough else EFFORTS[:2]:
        at = At(point, digits, exactly)
        found = at.value(term)
        if isinstance(found, Real):
            with at.table.working():
                side = at.sign(term, number(0), found.ball) if found.exact is None else {_sign(found.exact)}
            if len(side) == 1:
                return frozenset(side)
        elif found is UNDEFINED:
            break
    return frozenset({-1, 0, 1})


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


EFFORTS = ((30, False), (120, True), (600, True), (3500, False))


def truth(
    statement: Term,
    point: Mapping[Term, Term | tuple[Term, ...]],
    integers: Whole = lambda symbol: False,
    efforts: tuple[tuple[int, bool], ...] = EFFORTS,
) -> Truth | Undefined | None:
    """Return what a statement is at an exact point: TRUE, FALSE, OPEN, UNDEFINED, or None where even that is open.

    Each effort is a number of digits, and whether exact algebra is asked where balls do not decide.

    >>> from verify.language.term import symbol
    >>> x = symbol("x")
    >>> truth(x / x <= 1, {x: number(0)}), truth(x**2 <= 1, {x: number(1)}) == TRUE
    (undefined, True)
    """
    found: Any = None
    for digits, exactly in efforts:
        found = At(point, digits, exactly, integers).value(statement)
        if found in (TRUE, FALSE) or found is UNDEFINED:
            return found
    return found

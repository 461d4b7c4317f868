"""Where boxes are split: along the widest side of a symbol that matters, at a simple number."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.kernel.goals import Goal, steps_of
from verify.kernel.sides import Side, is_infinite

__all__ = ["split", "spoken"]


def split(checker: Checker, goal: Goal) -> tuple[list[Goal], list[Any]] | None:
    """Return the halves of a goal along the widest side that can be split, and the item that says so."""
    for i in sorted(spoken(checker, goal), key=lambda i: -_width(checker, goal.box[i])):
        item = ["split", i, str(_middle(goal.box[i], checker.ring.one))]
        try:
            return checker.step(goal, item), item
        except Refused:
            continue
    return None


def spoken(checker: Checker, goal: Goal) -> set[int]:
    """Return the symbols that the claim or what is owed depends on, and those that conditions tie to them."""
    owed = (*goal.owed.everywhere, *goal.owed.there) if goal.owed else ()
    found = {i for step in (*steps_of([goal.claim]), *owed) for i in checker.program.spoken[step]}
    parts = [{i for step in steps_of([part]) for i in checker.program.spoken[step]} for part in goal.where]
    while more := {i for part in parts if part & found or not found for i in part} - found:
        found |= more
    return found


def _width(checker: Checker, side: Side) -> float:
    """Return a side's width relative to the size of its numbers, in units of the arithmetic."""
    low, high = side.hull
    if is_infinite(side.low) or is_infinite(side.high):
        return inf
    return (high - low) * checker.ring.one // (checker.ring.one + min(abs(low), abs(high)))


def _middle(side: Side, one: int) -> Fraction:
    low, high = side.hull
    if isinstance(low, float) or isinstance(high, float):
        if isinstance(low, float) and isinstance(high, float):
            return Fraction(0)
        near = Fraction(high if isinstance(low, float) else low, one)
        far = 2 * abs(near) + 2
        return Fraction(int(near - far if isinstance(low, float) else near + far))
    middle, width = Fraction(low + high, 2 * one), Fraction(high - low, one)
    if side.integer:
        return Fraction(middle.__floor__())
    # the simplest dyadic in the middle half: claims are tight at simple points more often than at others
    step = Fraction(1 << (int(abs(middle) + width) + 1).bit_length())
    while abs(round(middle / step) * step - middle) > width / 4:
        step /= 2
    return round(middle / step) * step

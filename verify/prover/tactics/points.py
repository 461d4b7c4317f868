"""Goals seen to be false, and terms seen to have a sign, at a few points of their boxes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from verify.kernel import Undefined
from verify.kernel.check import Checker
from verify.kernel.goals import Claim, Goal
from verify.kernel.program import Sign
from verify.kernel.sides import Box, End, Side, is_infinite
from verify.prover.effort import EFFORT

__all__ = ["is_false", "seen_signs", "seen_to_vanish"]


def is_false(checker: Checker, goal: Goal) -> bool:
    """Return whether a claim is seen to be false at one of some points of a goal, or says that zero is positive."""
    undecided = 0
    for at in _points(checker, goal):
        if (true := _truth(checker, goal.claim, at)) is not True:
            if true is False and all(_truth(checker, part, at) is True for part in goal.where):
                return True
            undecided += true is None
    if not isinstance(goal.claim, Sign) or not goal.claim.strict or undecided <= EFFORT.sample_points:
        return False
    return checker.leaves.vanishes(goal.box, goal.claim.step)


def seen_signs(checker: Checker, goal: Goal, step: int) -> set[int]:
    """Return the signs, 1 and −1, that a term has at points of a goal's box."""
    found = (_sign(checker, step, at, strict=True) for at in _points(checker, goal))
    return {sign for sign in found if sign}


def seen_to_vanish(checker: Checker, goal: Goal, claim: Claim) -> bool:
    """Return whether a relation says the sign of a function of symbols that is zero, as far as some points show."""
    if not isinstance(claim, Sign) or not checker.leaves.moving(goal.box, claim.step):
        return False
    for at in _points(checker, goal):
        try:
            low, high = checker.leaves.value(at, claim.step)
        except Undefined:
            return False
        if not low <= 0 <= high:
            return False
    return True


def _points(checker: Checker, goal: Goal) -> Iterator[Box]:
    random, one = Random(1), checker.ring.one  # the same points for all goals that have these sides
    for which in (0, 1):
        yield {i: _corner(side, which, one) for i, side in goal.box.items()}
    for _ in range(EFFORT.sample_points):
        yield {i: _somewhere(side, Fraction(random.randint(1, 63), 64), one) for i, side in goal.box.items()}


def _truth(checker: Checker, claim: Claim, at: Box) -> bool | None:
    if isinstance(claim, Sign):
        sign = _sign(checker, claim.step, at, claim.strict)
        return None if sign is None else sign > 0
    parts = [_truth(checker, part, at) for part in claim.parts]
    decisive = not claim.every
    return decisive if decisive in parts else None if None in parts else not decisive


def _sign(checker: Checker, step: int, at: Box, strict: bool) -> int | None:
    """Return 1 for what is positive (or nonnegative), −1 for what is not, None for what is not decided."""
    try:
        low, high = checker.leaves.value(at, step)
    except Undefined:
        return None
    if low > 0 or low == 0 and not strict:
        return 1
    return -1 if high < 0 or high == 0 and strict else None


def _corner(side: Side, which: int, one: int) -> Side:
    """Return an end of a side if it belongs to it, else a point inside."""
    end = (side.low, side.high)[which]
    if end.is_open or is_infinite(end):
        return _somewhere(side, Fraction(1 + 2 * which, 4), one)
    return Side(end, end, side.integer)


def _somewhere(side: Side, t: Fraction, one: int) -> Side:
    """Return a point of a side; t between 0 and 1 says where."""
    if side.thin:
        return side
    low, high = side.hull
    far = t / (1 - t)
    if is_infinite(side.low) and is_infinite(side.high):
        x = (2 * t - 1) / (t * (1 - t))
    elif is_infinite(side.low):
        x = Fraction(high, one) - far
    elif is_infinite(side.high):
        x = Fraction(low, one) + far
    else:
        x = Fraction(low, one) + t * Fraction(high - low, one)
    if side.integer:
        x = Fraction(x.__floor__())
    unit = x.numerator * one // x.denominator
    end = End((unit, unit), None)
    return Side(end, end, side.integer)

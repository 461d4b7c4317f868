"""Proofs by boxes, found in the kernel itself: halved until a leaf shows each, cut where a term is exactly zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import inf
from time import process_time
from typing import Any

from verify.kernel import Refused, Undefined
from verify.kernel.check import Checker
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import End, Side, is_infinite
from verify.prover.claim_data import expression_data
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import as_expression, simple_numbers

__all__ = ["Items", "leaf_of", "searched"]

Items = list[list[Any]]
MOST_HALVINGS = 150  # one after the other without a leaf
NEAR, MOST_CUTS = Fraction(1, 2**30), 3  # around a box without a proof; one within the other


class _Stuck(Refused):
    """No leaf shows a goal, however small its box."""

    def __init__(self, goal: Goal) -> None:
        super().__init__("no proof was found: a box, halved again and again, stays open")
        self.goal = goal


def searched(checker: Checker, goal: Goal, budget: int, seconds: float, cuts: int = MOST_CUTS) -> Items:
    """Return a proof by boxes, which are cut where an expression is exactly zero if the search ends near there."""
    try:
        return list(_proof(checker, goal, budget, seconds))
    except _Stuck as stuck:
        for i, c in _zeros_near(checker, goal, stuck.goal) if cuts and not goal.owed else ():
            if not goal.box[i].integer:
                return _cut(checker, goal, i, c, lambda one: searched(checker, one, budget, seconds, cuts - 1))
        raise


def _cut(checker: Checker, goal: Goal, i: int, c: Any, shown: Callable[[Goal], Items]) -> Items:
    """Return a proof that cuts a side at an exact number."""
    items, k = [["cut", [">=", ["symbol", checker.program.symbols[i]], c]]], len(goal.where)
    for half, which in zip(checker.step(goal, items[0]), ("low", "high"), strict=True):
        (narrow,) = checker.step(half, item := ["narrow", k, i, which, c])
        items += [item, *shown(narrow)]
    return items


def _zeros_near(checker: Checker, goal: Goal, stuck: Goal) -> Iterator[tuple[int, Any]]:
    """Yield symbols with simple numbers near a box on which an expression of the claim is exactly zero."""
    one = checker.ring.one
    for i, side in stuck.box.items():
        if side.thin or inf in map(abs, side.hull):
            continue
        low, high = (Fraction(end, one) for end in side.hull)
        for number in simple_numbers(low - NEAR, high + NEAR):
            c = expression_data(as_expression(number))
            end = checker.sides.end(c, False)
            if end.exact is not None and any(_vanishes(checker, goal, step, i, end) for step in steps_of([goal.claim])):
                yield i, c


def _vanishes(checker: Checker, goal: Goal, step: int, i: int, end: End) -> bool:
    inside = goal.box[i].low.value[1] <= end.value[0] and end.value[1] <= goal.box[i].high.value[0]
    return inside and checker.leaves.vanishes({**goal.box, i: Side(end, end)}, step)


def _proof(checker: Checker, start: Goal, budget: int, seconds: float) -> Iterator[list[Any]]:
    """Yield a proof of a goal in preorder; raise `Refused` where the budget or the time ends."""
    goals, halvings, end = [start], 0, process_time() + seconds
    for _ in range(budget):
        if not goals:
            return
        if process_time() >= end:
            raise Refused(f"no proof was found in {seconds:g} seconds; allow more")
        goal = goals.pop()
        if leaf := leaf_of(checker, goal):
            yield from leaf
            halvings = 0
            continue
        halvings += 1
        if halvings > MOST_HALVINGS or (split := _split(checker, goal)) is None:
            raise _Stuck(goal)
        halves, item = split
        goals += reversed(halves)
        yield item
    if goals:
        advice = "no boxes show an equation between functions" if budget == 1 else "raise the budget"
        raise Refused(f"no proof was found with {budget} boxes; {advice}")


def leaf_of(checker: Checker, goal: Goal) -> Items | None:
    """Return the items that show a goal on its box, in one go."""
    try:
        checker.leaves.shows(goal.with_claim(Junction(True, ())), ["all"])  # what is owed
    except Undefined:
        return None
    for k in range(len(goal.where)):
        (beyond,) = checker.step(goal, ["fails", k])
        if leaf := _shown(checker, beyond, beyond.claim):
            return [["fails", k], leaf]
    leaf = _shown(checker, goal, goal.claim)
    return [leaf] if leaf else None


def _shown(checker: Checker, goal: Goal, claim: Any) -> list[Any] | None:
    if isinstance(claim, Sign):
        return next((leaf for leaf in _methods(checker, goal, claim) if _passes(checker, goal, claim, leaf)), None)
    if claim.every:
        leaves = [_shown(checker, goal, part) for part in claim.parts]
        return ["all", *leaves] if all(leaves) else None
    return next((["any", j, leaf] for j, part in enumerate(claim.parts) if (leaf := _shown(checker, goal, part))), None)


def _passes(checker: Checker, goal: Goal, claim: Sign, leaf: list[Any]) -> bool:
    try:
        checker.leaves.claim(goal, claim, leaf)
    except (Refused, Undefined):
        return False
    return True


def _methods(checker: Checker, goal: Goal, claim: Sign) -> Iterator[list[Any]]:
    yield ["range"]
    if all(side.thin for side in goal.box.values()):
        yield ["point"]
        return
    if claim in goal.where:
        yield ["given"]
    if not claim.strict:
        yield ["zero"]
    yield ["signs"]
    yield ["slopes"]
    for i, side in goal.box.items():
        for which, end in (("low", side.low), ("high", side.high)):
            if not side.thin and (order := _order(checker, goal, claim, i, end.exact)):
                yield ["taylor", i, which, order, EFFORT.coefficients]


def _order(checker: Checker, goal: Goal, claim: Sign, i: int, at: Any) -> int:
    """Return the order to which an expression vanishes exactly where symbol i is at an end, 0 if that is not known."""
    for count in (1, 4, EFFORT.vanishing + 1):
        try:
            found = checker.leaves.coefficients(goal.box, claim.step, count, i, at)
        except Undefined:
            return 0
        order = next((j for j, c in enumerate(found) if c[0]), None)
        if order is not None:
            return order
    return 0


# Where to split


def _split(checker: Checker, goal: Goal) -> tuple[list[Goal], list[Any]] | None:
    """Return the halves of a goal along the widest side that can be split, and the item that says so."""
    for i in sorted(goal.box, key=lambda i: -_width(checker, goal.box[i])):
        item = ["split", i, str(_middle(goal.box[i], checker.ring.one))]
        try:
            return checker.step(goal, item), item
        except Refused:
            continue
    return None


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

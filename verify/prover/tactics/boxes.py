"""Proofs by boxes, found in the kernel itself: halved until a leaf shows each, cut where a term is exactly zero."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import islice, product
from math import inf
from typing import Any

from verify.kernel import Refused, Undefined
from verify.kernel.cases import parts_of
from verify.kernel.check import Checker
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import End, Side, is_infinite
from verify.prover.claim_data import expression_data
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import as_expression, simple_numbers
from verify.prover.progress import Work, tell
from verify.prover.proof import side_text
from verify.prover.tactics.points import seen_to_vanish
from verify.prover.tactics.splitting import split, spoken

__all__ = ["Items", "leaf_of", "searched"]

Items = list[list[Any]]
Place = list[list[Any]]  # symbols with exact numbers
FEW_HALVINGS, MOST_HALVINGS = 8, 150  # one within the other: until zeros are looked for, and in all
NEAR, MOST_CUTS = Fraction(1, 2**30), 3  # around a box without a proof; one within the other
PATIENCE = 4  # the part of the budget after which some box has been shown, or none will be
EVERY = 4  # halvings between boxes at which more than ranges and slopes is tried


class _Stuck(Refused):
    """No leaf shows a goal, however small its box."""

    def __init__(self, goal: Goal) -> None:
        super().__init__("no proof was found: a box, halved again and again, stays open")
        self.goal = goal


def searched(
    checker: Checker, goal: Goal, budget: int, cuts: int = MOST_CUTS, touching: list[Place] | None = None
) -> Items:
    """Return a proof by boxes, which are cut where an expression is exactly zero if the search ends near there."""
    few_points = all(side.thin or side.integer and inf not in map(abs, side.hull) for side in goal.box.values())
    if not few_points and any(seen_to_vanish(checker, goal, part) for part in parts_of(goal.claim)):
        if (leaf := leaf_of(checker, goal)) is None:
            raise Refused("no boxes show an equation between functions")
        return leaf
    moving = sum(not goal.box[i].thin for i in spoken(checker, goal))
    few = FEW_HALVINGS + moving * FEW_HALVINGS // 2
    for most in (few, 2 * few, 4 * few, MOST_HALVINGS):
        try:
            return list(_proof(checker, goal, budget, touching or [], most))
        except _Stuck as stuck:
            for i, c in _zeros_near(checker, goal, stuck.goal) if cuts and not goal.owed else ():
                if not goal.box[i].integer:
                    return _cut(checker, goal, i, c, budget, cuts - 1)
            known = touching or []
            if found := [place for place in _touching(checker, stuck.goal) if place not in known]:
                return searched(checker, goal, budget, cuts, known + found)
    raise Refused("no proof was found: a box, halved again and again, stays open")


def _cut(checker: Checker, goal: Goal, i: int, c: Any, budget: int, cuts: int) -> Items:
    """Return a proof that cuts a side at an exact number, or takes an end by itself."""
    at, side = checker.sides.end(c), goal.box[i]
    items: Items
    for which, end in (("low", side.low), ("high", side.high)):
        if end.exact == at.exact:
            items = [["end", i, which]]
            return items + [it for one in checker.step(goal, items[0]) for it in searched(checker, one, budget, cuts)]
    items, k = [["cut", [">=", ["symbol", checker.program.symbols[i]], c]]], len(goal.where)
    for half, which in zip(checker.step(goal, items[0]), ("low", "high"), strict=True):
        (narrow,) = checker.step(half, item := ["narrow", k, i, which, c])
        items += [item, *searched(checker, narrow, budget, cuts)]
    return items


def _near(checker: Checker, side: Side) -> list[Any]:
    """Return simple numbers in a side, or not far from it, as data."""
    if side.thin or inf in map(abs, side.hull):
        return []
    low, high = (Fraction(end, checker.ring.one) for end in side.hull)
    found = (x for far in (NEAR, 4 * (high - low)) for x in simple_numbers(low - far, high + far))
    return [expression_data(as_expression(x)) for x in dict.fromkeys(found)]


def _zeros_near(checker: Checker, goal: Goal, stuck: Goal) -> Iterator[tuple[int, Any]]:
    """Yield symbols with simple numbers near a box on which an expression of the claim is exactly zero."""
    for i, side in stuck.box.items():
        for c in _near(checker, side):
            end = checker.sides.end(c)
            if end.exact is not None and any(_vanishes(checker, goal, step, i, end) for step in steps_of([goal.claim])):
                yield i, c


def _vanishes(checker: Checker, goal: Goal, step: int, i: int, end: End) -> bool:
    side = goal.box[i]
    inside = side.low.value[1] < end.value[0] and end.value[1] < side.high.value[0]
    is_end = any(one.exact == end.exact and not one.is_open for one in (side.low, side.high))
    return (inside or is_end) and checker.leaves.vanishes({**goal.box, i: Side(end, end)}, step)


def _touching(checker: Checker, stuck: Goal) -> Iterator[Place]:
    """Yield simple points near a box at which an expression of the claim and its slopes are exactly zero."""
    leaves = checker.leaves
    for step in steps_of([stuck.claim]):
        moving = leaves.moving(stuck.box, step)
        try:
            slopes = [leaves.terms.slope(step, i) for i in moving]
        except Refused:
            continue
        choices = [_near(checker, stuck.box[i])[: EFFORT.candidates] for i in moving]
        for numbers in islice(product(*choices), EFFORT.candidates**2):
            place = [[i, c] for i, c in zip(moving, numbers, strict=True)]
            at = {**stuck.box, **{i: Side(end, end) for i, c in place for end in [checker.sides.end(c)]}}
            if all(leaves.vanishes(at, one) for one in (step, *slopes)):
                yield place


def _proof(checker: Checker, start: Goal, budget: int, places: list[Place], most: int) -> Iterator[list[Any]]:
    """Yield a proof of a goal in preorder; raise `Refused` where the budget ends, or nothing is shown for long."""
    goals, shown = [(start, 0)], False
    for looks in range(budget):
        if not goals:
            return
        if not shown and looks > budget // PATIENCE:
            break
        goal, depth = goals.pop()
        tell(Work.LOOKS, looks, partial(_place, checker, goal))
        if leaf := leaf_of(checker, goal, depth % EVERY == 0, places):
            yield from leaf
            shown = True
            continue
        if depth == most or (parts := split(checker, goal)) is None:
            raise _Stuck(goal)
        halves, item = parts
        goals += [(half, depth + 1) for half in reversed(halves)]
        yield item
    if goals:
        raise Refused(f"no proof was found with {budget} boxes")


def _place(checker: Checker, goal: Goal) -> str:
    names = checker.program.symbols
    return ", ".join(f"{names[i]} in {side_text(checker, goal.box[i])}" for i in sorted(spoken(checker, goal)))


def leaf_of(checker: Checker, goal: Goal, thorough: bool = True, places: list[Place] | None = None) -> Items | None:
    """Return the items that show a goal on its box, in one go."""
    if goal.owed:
        try:
            checker.leaves.shows(goal.with_claim(Junction(True, ())), ["all"])
        except Undefined:
            return None
    for k in range(len(goal.where)):
        (beyond,) = checker.step(goal, ["fails", k])
        if leaf := _shown(checker, beyond, beyond.claim, False, []):
            return [["fails", k], leaf]
    leaf = _shown(checker, goal, goal.claim, thorough, places or [])
    return [leaf] if leaf else None


def _shown(checker: Checker, goal: Goal, claim: Any, thorough: bool, places: list[Place]) -> list[Any] | None:
    if claim in goal.where:
        return ["given"]
    if isinstance(claim, Sign):
        methods = _methods(checker, goal, claim, thorough, places)
        return next((leaf for leaf in methods if _passes(checker, goal, claim, leaf)), None)
    shown = ((j, _shown(checker, goal, part, thorough, places)) for j, part in enumerate(claim.parts))
    if not claim.every:
        return next((["any", j, leaf] for j, leaf in shown if leaf), None)
    leaves: list[Any] = []
    for _, leaf in shown:
        if leaf is None:
            return None
        leaves.append(leaf)
    return ["all", *leaves]


def _passes(checker: Checker, goal: Goal, claim: Sign, leaf: list[Any]) -> bool:
    try:
        checker.leaves.claim(goal, claim, leaf)
    except (Refused, Undefined):
        return False
    return True


def _methods(checker: Checker, goal: Goal, claim: Sign, thorough: bool, places: list[Place]) -> Iterator[list[Any]]:
    if not checker.leaves.moving(goal.box, claim.step):  # at a point, exactly
        yield from (["signs"], ["zero"])
        return
    yield ["range"]
    if thorough:
        if not claim.strict and _may_vanish(checker, goal, claim.step):
            yield ["zero"]
        yield ["signs"]
    yield ["slopes"]
    moving = checker.leaves.moving(goal.box, claim.step)
    short = len(checker.program.cone(claim.step)) <= EFFORT.longest_series
    for i in moving if short else ():
        for which, end in (("low", goal.box[i].low), ("high", goal.box[i].high)):
            if _may_vanish(checker, goal, claim.step, i, end) and (order := _order(checker, goal, claim, i, end)):
                yield ["taylor", i, which, order, EFFORT.coefficients]
    yield from (["definite", p] for p in places if [i for i, _ in p] == moving and _is_near(checker, goal, p))


def _is_near(checker: Checker, goal: Goal, place: Place) -> bool:
    """Return whether a place lies in a box or not far from it."""
    for i, e in place:
        low, high = goal.box[i].hull
        x = checker.sides.end(e).value
        if x[1] < 2 * low - high or x[0] > 2 * high - low:
            return False
    return True


def _may_vanish(checker: Checker, goal: Goal, step: int, i: int = -1, end: End | None = None) -> bool:
    """Return whether an enclosure at one point (on a face) leaves it open that a term is zero."""
    if end is not None and (end.exact is None or is_infinite(end) or goal.box[i].thin):
        return False
    middle = {k: _at(checker, side) for k, side in goal.box.items()}
    try:
        low, high = checker.leaves.value(middle if end is None else {**middle, i: Side(end, end)}, step)
    except Undefined:
        return True
    return bool(low <= 0 <= high)


def _at(checker: Checker, side: Side) -> Side:
    """Return a point of a side that is no simple number."""
    if side.thin or is_infinite(side.low) and is_infinite(side.high):
        end = checker.sides.number(Fraction(3, 7)) if not side.thin else side.low
        return Side(end, end, side.integer)
    low, high = side.hull
    one = checker.ring.one
    m = high - one if is_infinite(side.low) else low + one if is_infinite(side.high) else (4 * low + 3 * high) // 7
    if side.integer:
        m = m // one * one
    return Side(end := End((m, m), None), end, side.integer)


def _order(checker: Checker, goal: Goal, claim: Sign, i: int, end: End) -> int:
    """Return the order to which an expression vanishes where symbol i is at an end, as far as one point shows."""
    middle = {k: _at(checker, side) for k, side in goal.box.items()}
    inputs = checker.leaves.inputs(middle, EFFORT.vanishing + 1, i, end.value)
    columns = checker.program.columns(checker.ring, inputs, EFFORT.vanishing + 1, (claim.step,))
    try:
        found = (rows[claim.step][j] for j, rows in enumerate(columns))
        return next((j for j, (low, high) in enumerate(found) if low > 0 or high < 0), 0)
    except Undefined:
        return 0

"""Tactics by slopes: what is constant is what it is at one point, what rises is least where it starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from verify.kernel import Refused, Undefined
from verify.kernel.goals import Goal
from verify.kernel.program import Sign
from verify.kernel.sides import Side, is_infinite
from verify.kernel.words import data_of
from verify.prover.tactics.boxes import Items
from verify.prover.tactics.ground import Attempt, Ground
from verify.prover.tactics.points import seen_signs

__all__ = ["climbs", "constant"]

PLAIN = ("0", "1", "-1")  # points at which functions may have plain values


def constant(solver: Ground, goal: Goal, claim: Sign, chain: int) -> Iterator[Attempt]:
    """Yield proofs of f ≥ 0, or of f = 0 in two such parts, from one point, where ∂f/∂x = 0 by algebra."""
    terms, leaves = solver.checker.rules.terms, solver.checker.leaves
    for i, side in goal.box.items() if not claim.strict and chain >= 0 else ():
        flat = False
        with suppress(Refused, Undefined):
            flat = not (side.thin or side.integer) and leaves.vanishes(goal.box, terms.slope(claim.step, i))
        if flat:
            yield lambda: _from_one(solver, goal, i, side, chain)  # noqa: B023


def _from_one(solver: Ground, goal: Goal, i: int, side: Side, chain: int) -> Items:
    for sign, end in ((1, side.low), (-1, side.high)):
        if not end.is_open:
            return solver.after(goal, ["edge", i, data_of(solver.checker.program, end.step), sign, True], chain)
    for c in PLAIN:
        at = solver.checker.sides.end(c).value
        if side.low.value[1] < at[0] and at[1] < side.high.value[0]:
            item = ["cut", [">=", ["symbol", solver.checker.program.symbols[i]], c]]
            halves = zip(solver.checker.step(goal, item), (1, -1), strict=True)
            return [
                item,
                *(it for half, sign in halves for it in solver.after(half, ["edge", i, c, sign, True], chain)),
            ]
    raise Refused("no point is plain")


def climbs(solver: Ground, goal: Goal, claim: Sign, chain: int, straight: bool = False) -> Iterator[Attempt]:
    """Yield proofs from a finite end at which f is least, as far as its slope is seen at points.

    If ``straight``, only along symbols in which f is seen to be linear.
    """
    program, terms = solver.checker.program, solver.checker.rules.terms
    for i, side in goal.box.items():
        if side.thin or side.integer or i not in program.spoken[claim.step]:
            continue
        with suppress(Refused, Undefined):
            slope = terms.slope(claim.step, i)
            if straight and i in program.spoken[slope]:
                continue
            signs = seen_signs(solver.checker, goal, slope)
            end = side.low if signs == {1} else side.high
            if len(signs) == 1 and not is_infinite(end) and end.step >= 0:
                for at_edge in {not claim.strict, True}:
                    item = ["edge", i, data_of(program, end.step), min(signs), at_edge]
                    yield lambda: solver.after(goal, item, chain)  # noqa: B023

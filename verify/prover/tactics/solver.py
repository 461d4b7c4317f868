"""Proofs of goals of the kernel: by one leaf, by what is given, in another form, by boxes, by reductions.

Whatever is tried ends in items that the kernel takes; what it does not take is tried in vain, and nothing worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Sign
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.effort import EFFORT
from verify.prover.progress import Work, tell
from verify.prover.reductions import REDUCTIONS
from verify.prover.tactics import by_change, by_forms, by_slopes, by_steps
from verify.prover.tactics.boxes import Items, leaf_of, searched
from verify.prover.tactics.ground import FAILURES, Attempt, Ground
from verify.prover.tactics.notes import Notes
from verify.prover.tactics.points import is_false
from verify.prover.tactics.views import View

__all__ = ["Solver"]


class Solver(Ground):
    """Finds proofs of goals, each by at most so many boxes, and at most so many goals in all.

    ``tried`` and ``helped`` count by name how often a reduction was tried, and how often it led to a proof.
    """

    def __init__(self, checker: Checker, boxes: int, goals: int) -> None:
        super().__init__(checker)
        self.boxes, self.goals, self.count = boxes, goals, 0
        self.failed: dict[Any, int] = {}  # with which cost of a chain
        self.under_way: list[Any] = []
        self.tried, self.helped = Counter[str](), Counter[str]()

    def shown(self, goal: Goal, chain: int = EFFORT.chain) -> Items:
        """Return a proof of a goal; raise `Refused` where none was found."""
        if goal.owed:
            return self.after(goal, ["define"], chain)
        self.goals, self.count = self.goals - 1, self.count + 1
        tell(Work.STATEMENTS, self.count)
        spoken = {i for step in steps_of([goal.claim, *goal.where]) for i in self.checker.program.symbols_in(step)}
        sides = ((i, goal.box[i]) for i in sorted(spoken))
        box = tuple((i, side.hull, side.low.is_open, side.high.is_open) for i, side in sides)
        key, claimed = (box, goal.where, goal.claim), (box, goal.claim)
        if self.goals < 0 or self.failed.get(key, -1) >= chain:
            raise Refused("no proof was found")
        self.failed[key] = chain  # on the way to itself, too
        # under way with less given, and once more: whatever may help besides was tried there
        found = self._found(goal, -1 if self.under_way.count(claimed) > 1 else chain, claimed)
        if found is None:
            raise Refused("no proof was found")
        del self.failed[key]
        return found

    def _found(self, goal: Goal, chain: int, claimed: Any) -> Items | None:
        symbols = self.checker.program.symbols
        known, program = len(symbols), self.checker.program
        cost = EFFORT.attempt * sum(len(program.cone(step)) for step in steps_of([goal.claim]))
        self.under_way.append(claimed)
        try:
            for attempt in self._attempts(goal, chain):
                program.limits.spend(cost)  # outside of what is suppressed: it ends the search
                del symbols[known:]  # those that an attempt before brought in
                with suppress(*FAILURES):
                    if items := attempt():
                        return items
            del symbols[known:]
            return None
        finally:
            self.under_way.pop()

    def _attempts(self, goal: Goal, chain: int) -> Iterator[Attempt]:
        yield lambda: leaf_of(self.checker, goal)
        if not isinstance(goal.claim, Sign) and goal.claim.every:
            yield lambda: self.after(goal, ["every"], chain)
            return
        if is_false(self.checker, goal):
            return
        view = View(self.checker.program, goal)
        yield from by_forms.narrowed(self, view, chain)
        if isinstance(goal.claim, Sign):
            yield from by_forms.attempts(self, view, goal.claim, chain)
        if chain < 0:
            return
        yield from by_steps.powers(self, goal, chain - 1)
        if isinstance(goal.claim, Sign):
            yield from by_slopes.constant(self, goal, goal.claim, chain - 1)
        yield lambda: searched(self.checker, goal, self.boxes)
        if chain >= EFFORT.step:
            yield from self._reduced(goal, view, chain)

    def _reduced(self, goal: Goal, view: View, chain: int) -> Iterator[Attempt]:
        """Yield what reductions and the tactics beside them come to."""
        left = chain - EFFORT.step
        if isinstance(goal.claim, Sign):
            yield from by_slopes.climbs(self, goal, goal.claim, left, straight=True)
            yield from by_change.combinations(self, view, goal.claim, left)
        else:
            yield from by_steps.opposites(self, goal, chain - 1)
        yield from by_steps.relaxed(self, goal, chain)
        yield from by_change.parts_of_angles(self, view, chain - 1)
        yield from by_steps.roots(self, view, left)
        for name, cost, parts in self._made(view):
            self.tried[name] += 1
            yield self._noted(goal, view, name, chain - cost, parts)
        if isinstance(goal.claim, Sign):
            yield from by_slopes.climbs(self, goal, goal.claim, left)
            yield from by_steps.logarithms(self, view, left)
        yield from by_steps.functions(self, goal, left)

    def _made(self, view: View) -> Iterator[tuple[str, int, Any]]:
        with sympy_may_fail():
            if view.task.statement.count_ops() > EFFORT.longest_rational:
                return
            for reduction in REDUCTIONS:
                for parts in reduction(view.task):
                    yield reduction.name, reduction.cost, parts

    def _noted(self, goal: Goal, view: View, name: str, chain: int, parts: Any) -> Attempt:
        notes = Notes(self.checker, goal, view, lambda one: self.shown(one, chain), self.together)

        def attempt() -> Items:
            items = notes.items(parts)
            self.helped[name] += 1
            return items

        return attempt

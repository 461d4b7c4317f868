"""Proofs of goals of the kernel: by one leaf, by what is given, in another form, by boxes, by reductions.

Whatever is tried ends in items that the kernel takes; what it does not take is tried in vain, and nothing worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain as chained
from typing import Any

from verify.kernel import Limits, Refused, Undefined
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

    It can be asked again with more goals and work, and goes on from there: what has failed for good is not tried anew.
    ``tried`` and ``helped`` count by name how often a reduction was tried, and how often it led to a proof.
    """

    def __init__(self, checker: Checker, boxes: int) -> None:
        super().__init__(checker)
        self.boxes, self.goals, self.count = boxes, 0, 0
        self.done: list[Items] = []  # proofs of the first parts of the domain
        self.symbols = len(checker.program.symbols)
        self.proved: dict[Any, tuple[Items, list[str]]] = {}  # with the symbols that a proof brings in
        self.failed: dict[Any, int] = {}  # with which cost of a chain
        self.halted: dict[Any, Iterator[Attempt]] = {}  # what is left to be tried of goals
        self.under_way: list[Any] = []
        self.tried, self.helped = Counter[str](), Counter[str]()

    def proof(self, boxes: int, goals: int, chain: int, work: float) -> Items:
        """Return a proof for all parts of the domain, each by so many boxes, or else by so many goals."""
        self.checker.program.limits = Limits(work)
        with self.checker.ring.table.working():
            for start in self.checker.starts[len(self.done) :]:
                del self.checker.program.symbols[self.symbols :]  # those that a try before brought in
                self.goals = goals
                self.done += [self._of_start(start, boxes, chain)]
                self.symbols = len(self.checker.program.symbols)
        return [item for items in self.done for item in items]

    def sees_false(self) -> bool:
        """Return whether a part of the domain has a point at which the claim is seen to be false."""
        with self.checker.ring.table.working():
            return any(is_false(self.checker, start) for start in self.checker.starts)

    def _of_start(self, start: Goal, boxes: int, chain: int) -> Items:
        if boxes:
            try:
                return searched(self.checker, start, boxes)
            except (Refused, Undefined):
                if not self.goals:
                    raise
        return self.shown(start, chain)

    @property
    def _spent(self) -> bool:
        return self.goals < 0 or self.checker.program.limits.left < 0

    def shown(self, goal: Goal, chain: int = EFFORT.chain) -> Items:
        """Return a proof of a goal; raise `Refused` where none was found."""
        if goal.owed:
            return self.after(goal, ["define"], chain)
        self.goals, self.count = self.goals - 1, self.count + 1
        tell(Work.STATEMENTS, self.count)
        key, symbols = self._key(goal), self.checker.program.symbols
        here = key, goal.known, len(symbols)  # a proof names the symbols that it brings in by their numbers
        if here in self.proved:
            items, new = self.proved[here]
            symbols += new
            return items
        if self.goals < 0 or self.failed.get(key, -1) >= chain:
            raise Refused("no proof was found")
        items = self._sought(goal, chain, key)
        self.proved[here] = items, symbols[here[-1] :]
        return items

    def _key(self, goal: Goal) -> Any:
        spoken = {i for step in steps_of([goal.claim, *goal.where]) for i in self.checker.program.spoken[step]}
        sides = ((i, goal.box[i]) for i in sorted(spoken))
        return tuple((i, side.hull, side.low.is_open, side.high.is_open) for i, side in sides), goal.claim, goal.where

    def _sought(self, goal: Goal, chain: int, key: Any) -> Items:
        """Return a proof of a goal that was not looked at so far, or not to the end."""
        self.failed[key] = chain  # on the way to itself, too
        claimed, found = key[:2], None
        # under way with less given, and once more: whatever may help besides was tried there
        limit = -1 if self.under_way.count(claimed) > 1 else chain
        self.under_way.append(claimed)
        try:
            found = self._found(goal, limit, key)
        finally:
            self.under_way.pop()
            if found is not None or self._spent:
                del self.failed[key]
        if found is None:
            raise Refused("no proof was found")
        return found

    def _found(self, goal: Goal, chain: int, key: Any) -> Items | None:
        program = self.checker.program
        known, attempts = len(program.symbols), self.halted.pop((key, chain), None) or self._attempts(goal, chain)
        cost = EFFORT.attempt * sum(len(program.cone(step)) for step in steps_of([goal.claim]))
        for attempt in attempts:
            with suppress(*FAILURES):
                program.limits.spend(cost)
                del program.symbols[known:]  # those that an attempt before brought in
                if items := attempt():
                    return items
            if self._spent:
                self.halted[key, chain] = chained([attempt], attempts)
                raise Refused("it takes more goals or work than is allowed")
        del program.symbols[known:]
        return None

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

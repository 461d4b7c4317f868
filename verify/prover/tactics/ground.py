"""What tactics stand on: goals of the kernel, and whoever shows those that a tactic leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.kernel import BadCertificate, Refused, Undefined
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.language.compile import InexactLiteral
from verify.language.sympy_heads import NotReadable
from verify.prover.tactics.boxes import Items, leaf_of
from verify.prover.tactics.points import is_false

__all__ = ["FAILURES", "Attempt", "Ground", "Show"]

FAILURES = (Refused, Undefined, BadCertificate, NotReadable, InexactLiteral)  # of what is tried, and nothing of ours
Attempt = Callable[[], Items | None]
Show = Callable[[Goal], Items]


class Ground:
    """A checker of one claim, and the steps that tactics have in common."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker

    def shown(self, goal: Goal, chain: int) -> Items:
        """Return a proof of a goal by reductions that cost no more than this; raise `Refused` where none is found."""
        raise NotImplementedError

    def after(self, goal: Goal, item: list[Any], chain: int) -> Items:
        """Return an item and what shows the goals that it leaves."""
        goals = self.checker.step(goal, item)
        return [item, *self.together(goals, [lambda one: self.shown(one, chain)] * len(goals))]

    def together(self, goals: list[Goal], shows: list[Show]) -> Items:
        """Return proofs of goals, after a look whether one of them is false."""
        if any(is_false(self.checker, goal) for goal in goals):
            raise Refused("a goal is false")
        return [item for goal, show in zip(goals, shows, strict=True) for item in show(goal)]

    def first(self, goal: Goal, item: list[Any], chain: int) -> tuple[Items, Goal]:
        """Return an item with what shows all goals but the last, and that one."""
        *goals, last = self.checker.step(goal, item)
        return [item, *self.together(goals, [lambda one: self.shown(one, chain)] * len(goals))], last

    def leaves(self, goal: Goal, item: list[Any]) -> Items:
        """Return an item after which a leaf shows each goal."""
        items = [item]
        for one in self.checker.step(goal, item):
            if (leaf := leaf_of(self.checker, one)) is None:
                raise Refused("no leaf shows it")
            items += leaf
        return items

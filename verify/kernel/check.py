"""The kernel: whether a proof shows a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from verify.kernel import BadCertificate, Limits, Refused, need
from verify.kernel.cases import parts_of
from verify.kernel.exact import Exact
from verify.kernel.goals import Goal, Owed, steps_of
from verify.kernel.intervals import Intervals
from verify.kernel.leaves import Leaves, applied
from verify.kernel.program import MOST_PARTS, Program
from verify.kernel.sides import Sides, shaped
from verify.kernel.slopes import RULES, Slopes

__all__ = ["Checker"]

MOST_DIGITS, MOST_SYMBOLS = 450, 200


class Checker:
    """One claim, in the arithmetic of an engine: a goal for each part of its domain, and what items make of goals."""

    def __init__(self, claim: Mapping[str, Any], engine: str, limits: Limits | None = None) -> None:
        need(1 <= claim["digits"] <= MOST_DIGITS, f"digits must lie between 1 and {MOST_DIGITS}")
        shaped(claim["domain"], {"symbols": list, "where": list}, "a domain")
        self.ring, self.exact = Intervals(engine, claim["digits"]), Exact()
        self.program = Program(limits=limits)
        self.sides = Sides(self.ring, self.exact, self.program)
        self.leaves = Leaves(self.sides)
        self.rules = Slopes(self.leaves)
        named = [self.sides.parts(data) for data in claim["domain"]["symbols"]]
        names, ranges = [name for name, _ in named], [sides for _, sides in named]
        need(prod(map(len, ranges)) <= MOST_PARTS, f"the domain has more than {MOST_PARTS} parts")
        need(len(set(names)) == len(names), "a symbol occurs twice in the domain")
        need(len(names) <= MOST_SYMBOLS, f"there are more than {MOST_SYMBOLS} symbols")
        self.program.symbols += names
        statement = self.program.statement(claim["statement"])
        parts = (part for s in claim["domain"]["where"] for part in parts_of(self.program.statement(s)))
        where = tuple(dict.fromkeys(parts))
        owed = Owed(*(tuple(dict.fromkeys(steps_of(claims))) for claims in (where, [statement])))
        self.exact.integers |= {i for i, sides in enumerate(ranges) if all(side.integer for side in sides)}
        self.starts = [Goal(dict(enumerate(sides)), where, statement, owed) for sides in product(*ranges)]

    def prove(self, proof: Sequence[Any]) -> None:
        """Check a whole proof; raise `Refused` with the item it fails at (None: all of it) in `args`."""
        goals = self.starts[::-1]
        for j, item in enumerate(proof):
            try:
                self.program.limits.spend()
                if not goals:
                    raise Refused("something follows the last goal")
                goals += reversed(self.step(goals.pop(), item))
            except (ArithmeticError, BadCertificate, RecursionError) as error:
                raise Refused(str(error), j) from None
        if goals:
            raise Refused(f"{len(goals)} goals are left without a proof", None)

    def step(self, goal: Goal, item: Any) -> list[Goal]:
        """Return the goals that an item of a proof leaves of a goal: those of a rule, or none after a leaf."""
        need(isinstance(item, list) and bool(item) and isinstance(item[0], str), "an item of a proof is a list")
        if item[0] not in RULES:
            self.leaves.shows(goal, item)
            return []
        goals: list[Goal] = applied(RULES, item, self.rules, goal)
        if goal.owed and not goals:
            raise Refused("what is owed would be lost")
        for one in goals:
            need(len(one.where) <= MOST_PARTS, f"more than {MOST_PARTS} statements are given")
            self.program.limits.spend(len([*steps_of([one.claim, *one.where])]))
            need(self.rules.symbols([one.claim, *one.where]) <= set(one.box), "a symbol has no range here")
        return goals

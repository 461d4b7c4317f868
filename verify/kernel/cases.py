"""Rules that go on with the terms there are: cases, ends, parts, and what is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.goals import Claim, Goal, Owed, Terms, steps_of
from verify.kernel.leaves import Leaves
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import Box, End, Side, is_infinite

__all__ = ["Cases", "parts_of"]


class Cases:
    """The rules over the program of one claim; those that make new terms come after (`verify.kernel.rules`)."""

    def __init__(self, leaves: Leaves) -> None:
        self.leaves, self.sides, self.program = leaves, leaves.sides, leaves.program
        self.terms = Terms(self.program)

    def split(self, goal: Goal, i: int, text: str) -> list[Goal]:
        """x ≤ q and x ≥ q, of integers x ≤ q and x ≥ q + 1."""
        need(i in goal.box, f"there is no symbol {i}")
        return [replace(goal, box={**goal.box, i: part}) for part in self.sides.halves(goal.box[i], text)]

    def end(self, goal: Goal, i: int, which: str) -> list[Goal]:
        """An end that belongs to a side by itself, and the side without it."""
        need(i in goal.box and which in ("low", "high"), "end: symbol, low or high")
        side = goal.box[i]
        end: End = getattr(side, which)
        if side.thin or side.integer or end.is_open:
            raise Refused("the end is no part of its own")
        opened = replace(end, is_open=True)
        rest = Side(opened, side.high) if which == "low" else Side(side.low, opened)
        return [replace(goal, box={**goal.box, i: one}) for one in (Side(end, end), rest)]

    def cut(self, goal: Goal, s: Any) -> list[Goal]:
        """A statement holds, or its negation does."""
        claim = self.program.statement(s)
        return self._defined(goal, steps_of([claim]), [goal.given(claim), goal.given(self.terms.negated(claim))])

    def cases(self, goal: Goal, k: int) -> list[Goal]:
        """The parts of a disjunction that is given."""
        given, others = self._given(goal, k)
        if not isinstance(given, Junction) or given.every:
            raise Refused("what is given is no disjunction")
        return [replace(goal, where=(*others, *parts_of(part))) for part in given.parts]

    def every(self, goal: Goal) -> list[Goal]:
        if not isinstance(goal.claim, Junction) or not goal.claim.every:
            raise Refused("the claim is no conjunction")
        return [goal.with_claim(part) for part in goal.claim.parts]

    def assume(self, goal: Goal, j: int) -> list[Goal]:
        """One part of a disjunction, where the others fail."""
        self._owes_nothing(goal)  # it is owed where they hold, too
        if not isinstance(goal.claim, Junction) or goal.claim.every or not 0 <= j < len(goal.claim.parts):
            raise Refused("the claim has no such part to choose")
        others = [self.terms.negated(p) for k, p in enumerate(goal.claim.parts) if k != j]
        return [goal.with_claim(goal.claim.parts[j]).given(*parts_of(Junction(True, tuple(others))))]

    def define(self, goal: Goal) -> list[Goal]:
        """What is owed: the given without conditions, then the rest where that holds."""
        if goal.owed is None:
            raise Refused("nothing is owed")
        first, rest = goal.owed
        goals = [Goal(goal.box, (), claim) for claim in self.terms.conditions(first)]
        known = goal.known | frozenset(first)
        goals += [Goal(goal.box, goal.where, claim, None, known) for claim in self.terms.conditions(rest, known)]
        return [*goals, replace(goal, owed=None, known=known | frozenset(rest))]

    def fails(self, goal: Goal, k: int) -> list[Goal]:
        """Something given fails everywhere."""
        given, others = self._given(goal, k)
        return [replace(goal, where=others, claim=self.terms.negated(given), known=frozenset())]

    def have(self, goal: Goal, s: Any) -> list[Goal]:
        """A statement is shown, and given from there on."""
        claim = self.program.statement(s)
        goals = [replace(goal, claim=claim, owed=None), goal.given(*parts_of(claim))]
        return self._defined(goal, steps_of([claim]), goals)

    def narrow(self, goal: Goal, k: int, i: int, which: str, e: Any) -> list[Goal]:
        """A bound by a number that is given, as an end of a side."""
        given, others = self._given_sign(goal, k)
        need(i in goal.box and which in ("low", "high"), "narrow: given, symbol, low or high, end")
        old, x, end = goal.box[i], self.symbol(i), self.sides.end(e, given.strict)
        if old.integer or old.thin:
            raise Refused("what is given is no bound")
        self._same(goal.box, self.terms.minus(*((x, end.step) if which == "low" else (end.step, x))), given.step)
        side = Side(end, old.high) if which == "low" else Side(old.low, end)
        inside = old.low.value[1] <= end.value[0] and end.value[1] <= old.high.value[0]
        if not inside or not side.low.value[1] < side.high.value[0]:
            raise Refused("the side is not narrowed to one with points")
        # what is owed everywhere is owed on the whole side
        first, owed = ((), None) if goal.owed is None else (goal.owed.everywhere, Owed((), goal.owed.there))
        goals = [Goal(goal.box, (), claim) for claim in self.terms.conditions(first)]
        return [*goals, replace(goal, box={**goal.box, i: side}, where=others, owed=owed, known=frozenset())]

    # What rules have in common

    def symbol(self, i: int) -> int:
        return self.program.step("symbol", number=Fraction(i))

    def _sign(self, goal: Goal) -> Sign:
        self._owes_nothing(goal)
        if not isinstance(goal.claim, Sign):
            raise Refused("the claim is no sign")
        return goal.claim

    def _owes_nothing(self, goal: Goal) -> None:
        if goal.owed:
            raise Refused("where the statement is defined is shown first")

    def _given(self, goal: Goal, k: Any) -> tuple[Claim, tuple[Claim, ...]]:
        need(type(k) is int and 0 <= k < len(goal.where), "there is nothing given of that number")
        return goal.where[k], goal.where[:k] + goal.where[k + 1 :]

    def _given_sign(self, goal: Goal, k: Any) -> tuple[Sign, tuple[Claim, ...]]:
        given, others = self._given(goal, k)
        if not isinstance(given, Sign):
            raise Refused("what is given has no sign")
        return given, others

    def _defined(self, goal: Goal, steps: Iterable[int], goals: list[Goal]) -> list[Goal]:
        """Return the goals with steps known to be defined, after those that say so at all points of a goal."""
        new = tuple(steps)
        conditions = self.terms.conditions(new, goal.known)
        first = [replace(goal, claim=condition, owed=None) for condition in conditions]
        return first + [replace(one, known=one.known | frozenset(new)) for one in goals]

    def _same(self, box: Box, a: int, b: int) -> None:
        if a != b and not self.leaves.vanishes(box, self.terms.minus(a, b)):
            raise Refused("two terms are not shown to be equal")

    def equal(self, box: Box, one: Claim, other: Claim, known: dict[Any, bool] | None = None) -> bool:
        """Return whether two claims are shown to say the same, their parts in any order."""
        known = {} if known is None else known  # of each pair, which deep claims would be asked about again and again
        if (one, other) not in known:
            self.program.limits.spend()
            known[one, other] = one == other or self._alike(box, one, other, known)
        return known[one, other]

    def _alike(self, box: Box, one: Claim, other: Claim, known: dict[Any, bool]) -> bool:
        if isinstance(one, Sign) and isinstance(other, Sign):
            return one.strict == other.strict and self.leaves.vanishes(box, self.terms.minus(one.step, other.step))
        if isinstance(one, Sign) or isinstance(other, Sign) or one.every != other.every:
            return False
        return len(one.parts) == len(other.parts) and all(
            any(self.equal(box, p, q, known) for q in other.parts)
            and any(self.equal(box, p, q, known) for p in one.parts)
            for p, q in zip(one.parts, other.parts, strict=True)
        )

    def _facts(self, side: Side, step: int) -> list[Sign]:
        """Return what it means that a term lies in a side."""
        low = [] if is_infinite(side.low) else [Sign(self.terms.minus(step, side.low.step), side.low.is_open)]
        high = [] if is_infinite(side.high) else [Sign(self.terms.minus(side.high.step, step), side.high.is_open)]
        return low + high

    def _new(self, name: str, side: Side) -> int:
        """Return the number of a new symbol."""
        need(name not in self.program.symbols, f"the symbol {name[:40]} is not new")
        new = len(self.program.symbols)
        self.program.symbols.append(name)
        (self.leaves.exact.integers.add if side.integer else self.leaves.exact.integers.discard)(new)
        return new

    def is_whole(self, box: Box, step: int) -> bool:
        """Return whether a term is a sum of products of integers, as it is written."""
        head, arguments, number = self.program.steps[step]
        if head in ("add", "mul") or head == "pow" and number.denominator == 1:
            return all(self.is_whole(box, k) for k in arguments)
        if head == "symbol":
            return int(number) in box and box[int(number)].integer
        return head in ("floor", "ceiling", "sign") or head == "rational" and number.denominator == 1

    def symbols(self, claims: Iterable[Claim]) -> set[int]:
        return {i for step in steps_of(claims) for i in self.program.spoken[step]}


def parts_of(claim: Claim) -> tuple[Claim, ...]:
    """Return the parts of a conjunction, or a claim by itself."""
    if isinstance(claim, Junction) and claim.every:
        return tuple(one for part in claim.parts for one in parts_of(part))
    return (claim,)

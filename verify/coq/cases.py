"""Tactics of the rules that go on with the terms there are: cases, ends, parts, and what is given.

A script is one Ltac expression.  It keeps two things: the goal of Coq is the claim of the kernel's goal at hand, after
the conditions that are still owed; and all that holds there (sides, conditions, what is given) is among the hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from verify.coq.equalities import Equalities
from verify.coq.leaves import Leaves
from verify.coq.terms import Unprintable
from verify.coq.texts import Names, Texts, pattern
from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.kernel.goals import Claim, Goal
from verify.kernel.program import Sign

__all__ = ["Cases"]


class Cases:
    """A proof that was checked, item by item; each rule takes its goal, data, the goals it leaves, and the names."""

    def __init__(self, checker: Checker, items: Sequence[Any]) -> None:
        self.checker, self.program, self.nodes = checker, checker.program, _nodes(checker, items)
        self.texts = Texts(checker)
        self.terms, equalities = self.texts.terms, Equalities(self.texts)
        self.same, self.leaves = equalities.same, Leaves(self.texts, equalities)

    def begin(self, names: Names, needed: int) -> str:
        """Return the whole script, after the variables and sides of the theorem were introduced."""
        parts = [self._part(goal, names, needed) for goal in self.checker.starts]
        return f"unpack; [ {' | '.join(parts)} ]" if len(parts) > 1 else f"unpack; {parts[0]}"

    def _part(self, goal: Goal, names: Names, needed: int) -> str:
        """Return the script for a part of the domain: where its condition is defined comes before it is given."""
        assert goal.owed is not None
        conditions = [Goal(goal.box, (), claim) for claim in self.terms.conditions(goal.owed.everywhere)]
        _, item, left = self.nodes[-1]
        if conditions and item == ["define"]:
            self.nodes.pop()
            before = self.asserted(goal, left[: len(conditions)], names)
            rest = self._defined(goal, left[len(conditions) :], names)
        else:
            box = self.leaves.enclosures.whole(goal.box, names)
            before = "".join(
                f"assert {self.texts.claim(c.claim, names)} by (defined ltac:({box})); " for c in conditions
            )
            rest = ""
        given = "".join(f"assert {self.texts.claim(part, names)} by restates; " for part in goal.where)
        enough = f"enough {self.texts.formula(goal, names)} by restates; "
        owed = "split; [ restates | ]; " * needed
        return f"{before}{owed}intros; unpack; {enough}{given}{rest or self.goal(names)}"

    def goal(self, names: Names) -> str:
        """Return the tactic for the next goal, and all that comes of it."""
        goal, (method, *data), left = self.nodes.pop()
        if not left:
            return self.leaves.shown(goal, [method, *data], names)
        if (rule := getattr(self, f"_{method}", None)) is None:
            raise Unprintable(f"the rule {method} has no tactic")
        return str(rule(goal, data, left, names))

    # What rules have in common

    def asserted(self, goal: Goal, left: Sequence[Goal], names: Names) -> str:
        """Return the proofs, one after the other, of goals at the points of a goal."""
        return "".join(f"{self.shown(one, self.texts.added(one, goal), names)}; unpack; " for one in left)

    def shown(self, one: Goal, given: Sequence[Claim], names: Names) -> str:
        premises = "".join(f"{self.texts.claim(part, names)} -> " for part in given)
        begin = "intros; unpack; " if given else ""
        return f"assert ({premises}{self.texts.formula(one, names)}) by ({begin}{self.goal(names)})"

    def becomes(self, claim: Sign, step: int, names: Names) -> str:
        """Return what turns the goal, that a term is positive, into that an equal one is."""
        lemma = "positive_as" if claim.strict else "nonnegative_as"
        a, b = self.texts.term(claim.step, names), self.texts.term(step, names)
        return f"apply ({lemma} {a} {b}); [ {self.same(claim.step, step, names)} | ]"

    def signs(self, claims: Sequence[Claim], names: Names) -> str:
        """Return what says of each relation in claims that it holds, or else its negation."""
        return "".join(dict.fromkeys(tactic for claim in claims for tactic in self._either(claim, names)))

    def _either(self, claim: Claim, names: Names) -> Iterator[str]:
        if isinstance(claim, Sign):
            word = "positive" if claim.strict else "nonnegative"
            yield f"{word}_or_not {self.texts.term(claim.step, names)}; "
        elif (a := self.texts.apart(claim)) is not None:
            yield f"nonzero_or_not {self.texts.term(a, names)}; "
        else:
            for part in claim.parts:
                yield from self._either(part, names)

    def inside(self, names: Names) -> str:
        return f"unpack; {self.goal(names)}"

    # Rules

    def _split(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        (i, q), x = data, self.texts.name(data[0], names)
        cut = f"destruct (Rle_or_lt {x} {self.texts.number(q)})"
        if goal.box[i].integer:
            cut = f"destruct (whole_split {x} ({q}) ({int(q) + 1}) ltac:(assumption) eq_refl)"
        return f"{cut}; [ {' | '.join(self.goal(names) for _ in left)} ]"

    def _end(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        (i, which), x = data, self.texts.name(data[0], names)
        end = self.texts.end(getattr(goal.box[i], which), names)
        low, high = (end, x) if which == "low" else (x, end)
        thin, rest = (self.goal(names) for _ in left)
        return (
            f"destruct (Rle_lt_or_eq_dec {low} {high} ltac:(lra)); [ {rest} | assert ({high} <= {low}) by lra; {thin} ]"
        )

    def _cut(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        before, claim = self.asserted(goal, left[:-2], names), self.program.statement(data[0])
        texts = [self.texts.claim(each, names) for each in (claim, self.terms.negated(claim))]
        either = f"assert ({texts[0]} \\/ {texts[1]}) as [? | ?] by ({self.signs([claim], names)}tauto)"
        return f"{before}{either}; [ {self.inside(names)} | {self.inside(names)} ]"

    def _cases(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        given: Any = goal.where[data[0]]
        cases = " | ".join(self.inside(names) for _ in left)
        known = self.texts.junction(given, names)
        return f"assert {known} as {pattern(len(left))} by (first [ assumption | restates ]); [ {cases} ]"

    def _every(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        *first, last = (self.goal(names) for _ in left)
        return "".join(f"split; [ {one} | " for one in first) + last + " ]" * len(first)

    def _assume(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        claim: Any = goal.claim
        shown = self.shown(left[0], self.texts.added(left[0], goal), names)
        enough = f"enough {self.texts.junction(claim, names)} by restates"
        return f"{shown}; {enough}; {self.signs(claim.parts, names)}tauto"

    def _define(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        return self._defined(goal, left, names)

    def _defined(self, goal: Goal, left: Sequence[Goal], names: Names) -> str:
        before = self.asserted(goal, left[:-1], names)
        return f"{before}{'split; [ restates | ]; ' * len(self.texts.owed(goal))}{self.goal(names)}"

    def _fails(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        negation = f"assert {self.texts.claim(left[0].claim, names)} by ({self.goal(names)})"
        return f"exfalso; {negation}; {self.signs([goal.where[data[0]]], names)}restates"

    def _have(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        return f"{self.asserted(goal, left[:-1], names)}{self.goal(names)}"

    def _narrow(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        k, i, which, _ = data
        given: Any = goal.where[k]
        end, x, symbol = getattr(left[-1].box[i], which), self.texts.name(i, names), self.checker.rules.symbol(i)
        distance = self.terms.minus(*((symbol, end.step) if which == "low" else (end.step, symbol)))
        low, high = (self.texts.end(end, names), x) if which == "low" else (x, self.texts.end(end, names))
        claim = Sign(distance, given.strict)
        shown = f"assert {self.texts.claim(claim, names)} by ({self.becomes(claim, given.step, names)}; assumption)"
        before = self.asserted(goal, left[:-1], names)
        return f"{before}{shown}; assert ({low} {self.texts.order(given.strict)} {high}) by lra; {self.goal(names)}"


def _nodes(checker: Checker, items: Sequence[Any]) -> list[tuple[Goal, Any, list[Goal]]]:
    """Return the goals of a proof, the first last, each with its item and the goals that it leaves; all are checked."""
    goals, found = checker.starts[::-1], []
    for item in items:
        checker.program.limits.spend()
        if not goals:
            raise Refused("something follows the last goal")
        goal = goals.pop()
        left = checker.step(goal, item)
        found.append((goal, item, left))
        goals += reversed(left)
    if goals:
        raise Refused(f"{len(goals)} goals are left without a proof")
    return found[::-1]

"""Tactics of the rules by slopes, and the script of a whole proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verify.coq.rules import Rules
from verify.coq.terms import AND
from verify.coq.texts import Names
from verify.kernel import Limits
from verify.kernel.check import Checker
from verify.kernel.goals import Goal

__all__ = ["script"]

GIVEN = "cbv beta; first [ assumption | lra ]"


def script(claim: Mapping[str, Any], names: Names, needed: int, limits: Limits | None = None) -> str:
    """Return a tactic for the theorem of a claim, from the proof that it comes with.

    ``needed`` is how many conditions the theorem says of the condition of the domain.
    Raises `Refused` or `BadCertificate` where the kernel does not accept the proof, `Unprintable` where a part of it
    has no tactic.
    """
    checker = Checker(claim, "ball", limits)
    with checker.ring.table.working():
        return Slopes(checker, claim["proof"]).begin(names, needed)


class Slopes(Rules):
    """All rules."""

    def _edge(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        i, e, sign, at_edge = data
        claim: Any = goal.claim
        here, below, way = _grouped(left, i)
        before = self.asserted(goal, [*here, *below], names)
        known, on_way = self._way(goal, i, way, names)
        slope = self.terms.slope(claim.step, i)
        functions = " ".join(self.texts.function(step, i, names) for step in (claim.step, slope))
        lemma = ("up" if sign > 0 else "down") + ("" if not claim.strict else "_at_edge" if at_edge else "_strictly")
        places = f"{self.texts.term(self.program.expression(e), names)} {self.texts.name(i, names)}"
        steps = ["lra", f"{on_way}slope", "continuous", "continuous", f"{on_way}first [ assumption | lra ]", GIVEN]
        return f"{before}{known}apply ({lemma} {functions} {places}); [ {' | '.join(steps)} ]"

    def _chord(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        (i,), side = data, goal.box[data[0]]
        claim: Any = goal.claim
        _, below, way = _grouped(left, i)
        before = self.asserted(goal, below, names)
        known, on_way = self._way(goal, i, way, names)
        slope = self.terms.slope(claim.step, i)
        steps = (claim.step, slope, self.terms.slope(slope, i))
        functions = " ".join(self.texts.function(step, i, names) for step in steps)
        places = " ".join([*(self.texts.end(e, names) for e in (side.low, side.high)), self.texts.name(i, names)])
        lemma = "above_its_chord" + "_strictly" * claim.strict
        derived, signed = f"{on_way}slope", f"{on_way}first [ assumption | lra ]"
        tactics = ["lra", derived, "continuous", "continuous", derived, signed, GIVEN, GIVEN]
        return f"{before}{known}apply ({lemma} {functions} {places}); [ {' | '.join(tactics)} ]"

    def _way(self, goal: Goal, i: int, way: Sequence[Goal], names: Names) -> tuple[str, str]:
        """Return what asserts the conditions and the sign of a slope on the way, and what uses it at a point of it."""
        t, name, last = self.texts.fresh(), self.texts.fresh("way"), way[-1]
        inside = {**names, self.program.symbols[i]: t}
        given = (part for part in last.where if part not in goal.where or i in self.checker.rules.symbols([part]))
        facts = [f"({fact})" for fact in self.texts.facts(last.box[i], t, names)]
        facts += [self.texts.claim(part, inside) for part in given]
        claims = AND.join(self.texts.claim(one.claim, inside) for one in way)
        proof = f"intros {t}; intros; {self.asserted(last, way, inside)}repeat split; assumption"
        known = f"assert ({name} : forall {t} : R, {' -> '.join([*facts, claims])}) by ({proof}); "
        return known, f"intros t ?; cbv beta; pose proof ({name} t{' ltac:(lra)' * len(facts)}); unpack; "


def _grouped(left: Sequence[Goal], i: int) -> tuple[Sequence[Goal], Sequence[Goal], Sequence[Goal]]:
    """Return the goals at the points of a goal, those without a symbol, and those on the way."""
    below = [k for k, one in enumerate(left) if i not in one.box]
    return left[: below[0]], left[below[0] : below[-1] + 1], left[below[-1] + 1 :]

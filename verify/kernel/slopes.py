"""Rules by slopes: what a function is at an edge, and its slope from there; a concave function and its ends.

On the way f is continuous where it is defined, and has its slope where that is: functions without a slope everywhere
(floors, moduli) are refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.goals import Goal
from verify.kernel.leaves import table
from verify.kernel.program import Sign
from verify.kernel.rules import Rules
from verify.kernel.sides import Side, is_infinite

__all__ = ["RULES", "Slopes"]


class Slopes(Rules):
    """All rules, over the program of one claim."""

    def edge(self, goal: Goal, i: int, e: Any, sign: int, at_edge: bool) -> list[Goal]:
        """f(x) ≥ f(e) where the slope has a sign on the way from e to x, x ≥ e (sign 1) or x ≤ e (sign −1).

        By the mean value theorem: on the way f is continuous where it is defined, and has its slope where that is.  A
        strict claim is strict at the edge, or else (not ``at_edge``) of the slope and of x ≠ e.
        """
        claim, side, below, way = self._beside(goal, i)
        need(sign in (1, -1), "edge: symbol, edge, sign, strict at the edge")
        edge, x = self.program.expression(e), self.symbol(i)
        if i in self.program.spoken[edge]:
            raise Refused("the edge moves on the way")
        ahead = self.terms.times(self.terms.number(sign), self.terms.minus(x, edge))
        slope = self.terms.times(self.terms.number(sign), self.terms.slope(claim.step, i))
        along = claim.strict and not at_edge
        there = self.terms.substituted({x: edge})(claim.step)
        ends = [below.with_claim(Sign(fact.step, False)) for fact in self._facts(side, edge)]
        way = way.given(Sign(ahead, True)).with_claim(Sign(slope, along))
        return [
            *self._defined(goal, [edge], [goal.with_claim(Sign(ahead, along))]),
            *self._defined(below, [edge, there], [*ends, below.with_claim(Sign(there, claim.strict and at_edge))]),
            *self._defined(way, [claim.step, slope], [way]),
        ]

    def chord(self, goal: Goal, i: int) -> list[Goal]:
        """f ≥ 0 at both ends of a side on which f is concave: it lies above its chord."""
        claim, side, below, way = self._beside(goal, i)
        if is_infinite(side.low) or is_infinite(side.high):
            raise Refused("there is no chord")
        ends = [self.terms.substituted({self.symbol(i): e.step})(claim.step) for e in (side.low, side.high)]
        slope = self.terms.slope(claim.step, i)
        bent = self.terms.slope(slope, i)
        concave = way.with_claim(Sign(self.terms.times(self.terms.number(-1), bent), False))
        return [
            *self._defined(below, ends, [below.with_claim(Sign(end, claim.strict)) for end in ends]),
            *self._defined(way, [claim.step, slope, bent], [concave]),
        ]

    def _beside(self, goal: Goal, i: int) -> tuple[Sign, Side, Goal, Goal]:
        """Return a claim, the side of a symbol, and goals that know nothing of it: without it, and inside its side."""
        claim, side = self._sign(goal), goal.box.get(i)
        if side is None or side.integer or side.thin:
            raise Refused("the symbol does not move")
        kept = tuple(part for part in goal.where if i not in self.symbols([part]))
        below = Goal({k: s for k, s in goal.box.items() if k != i}, kept, claim)
        inside = Side(replace(side.low, is_open=True), replace(side.high, is_open=True))
        return claim, side, below, replace(below, box={**goal.box, i: inside})


RULES = table(
    Slopes,
    "split end cut cases every assume define fails have narrow scale square apply strip combine resolve replace fact "
    "letter substitute order period edge chord",
)

"""Rules by slopes: what a function is at an edge, and its slope from there; a concave function and its ends.

On the way f is continuous where it is defined, and has its slope where that is: functions without a slope everywhere
(floors, moduli) are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.goals import Goal
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
        claim, side = self._sign(goal), goal.box.get(i)
        need(side is not None and sign in (1, -1), "edge: symbol, edge, sign, strict at the edge")
        assert side is not None
        edge, x = self.program.expression(e), self.symbol(i)
        if side.integer or side.thin or i in self.program.symbols_in(edge):
            raise Refused("there is no way from an edge")
        ahead = self.terms.times(self.terms.number(sign), self.terms.minus(x, edge))
        slope = self.terms.times(self.terms.number(sign), self.terms.slope(claim.step, i))
        along = claim.strict and not at_edge
        kept = tuple(part for part in goal.where if i not in self.symbols([part]))
        below = Goal({k: s for k, s in goal.box.items() if k != i}, kept, claim)
        there = self.terms.substituted({x: edge})(claim.step)
        ends = [below.with_claim(Sign(fact.step, False)) for fact in self._facts(side, edge)]
        way = Goal({**goal.box, i: self._inside(side)}, (*kept, Sign(ahead, True)), Sign(slope, along))
        return [
            *self._defined(goal, [edge], [goal.with_claim(Sign(ahead, along))]),
            *self._defined(below, [edge, there], [*ends, below.with_claim(Sign(there, claim.strict and at_edge))]),
            *self._defined(way, [claim.step, slope], [way]),
        ]

    def chord(self, goal: Goal, i: int) -> list[Goal]:
        """f ≥ 0 at both ends of a side on which f is concave: it lies above its chord."""
        claim, side = self._sign(goal), goal.box.get(i)
        need(side is not None, f"there is no symbol {i}")
        assert side is not None
        if side.integer or side.thin or is_infinite(side.low) or is_infinite(side.high):
            raise Refused("there is no chord")
        kept = tuple(part for part in goal.where if i not in self.symbols([part]))
        ends = [self.terms.substituted({self.symbol(i): e.step})(claim.step) for e in (side.low, side.high)]
        below = Goal({k: s for k, s in goal.box.items() if k != i}, kept, claim)
        way = replace(below, box={**goal.box, i: self._inside(side)})
        slope = self.terms.slope(claim.step, i)
        bent = self.terms.slope(slope, i)
        concave = way.with_claim(Sign(self.terms.times(self.terms.number(-1), bent), False))
        return [
            *self._defined(below, ends, [below.with_claim(Sign(end, claim.strict)) for end in ends]),
            *self._defined(way, [claim.step, slope, bent], [concave]),
        ]

    def _inside(self, side: Side) -> Side:
        return Side(replace(side.low, is_open=True), replace(side.high, is_open=True))


# the kinds of data of each rule: int, bool, str, dict, list, or an expression or statement, which is read with care
RULES: Mapping[str, tuple[Callable[..., list[Goal]], tuple[type, ...]]] = {
    "split": (Rules.split, (int, str)), "end": (Rules.end, (int, str)), "cut": (Rules.cut, (object,)),
    "cases": (Rules.cases, (int,)), "every": (Rules.every, ()), "assume": (Rules.assume, (int,)),
    "define": (Rules.define, ()), "fails": (Rules.fails, (int,)), "have": (Rules.have, (object,)),
    "narrow": (Rules.narrow, (int, int, str, object)), "scale": (Rules.scale, (object, object)),
    "square": (Rules.square, (object, object)), "apply": (Rules.apply, (str, object, object)),
    "strip": (Rules.strip, (str, object, object)), "resolve": (Rules.resolve, (int,)),
    "combine": (Rules.combine, (list, object)),
    "letter": (Rules.letter, (object, dict)), "substitute": (Rules.substitute, (int, dict, object, object)),
    "order": (Rules.order, (list,)), "relax": (Rules.relax, (int, str)), "fact": (Rules.fact, (object,)),
    "period": (Rules.period, (int, object, object)), "replace": (Rules.replace, (object, object)),
    "edge": (Slopes.edge, (int, object, int, bool)), "chord": (Slopes.chord, (int,)),
}  # fmt: skip

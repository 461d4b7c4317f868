"""Rules: what a goal may be replaced by.  If all the goals that a rule returns are shown, so is the one it was given.

Rules that make new terms take goals that owe nothing, since what they return no longer speaks of the old ones; each
returns, with its goals, one that says where the new terms are defined, unless they are wherever the old ones are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.cases import Cases
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Junction, Sign, rational
from verify.kernel.sides import Side

__all__ = ["RULES", "Rules"]

INCREASING = frozenset("exp log atan sinh asinh tanh erf asin acosh atanh".split())  # strictly, where they are defined


class Rules(Cases):
    """All rules, over the program of one claim."""

    # Algebra

    def scale(self, goal: Goal, g: Any, h: Any) -> list[Goal]:
        """f = g h, g > 0 (or g ≥ 0 if f ≥ 0 is claimed) and h of the sign of f."""
        claim = self._sign(goal)
        a, b = map(self.program.expression, (g, h))
        self._same(goal.box, claim.step, self.terms.times(a, b))
        goals = [goal.with_claim(Sign(a, claim.strict)), goal.with_claim(Sign(b, claim.strict))]
        return self._defined(goal, (a, b), goals)

    def square(self, goal: Goal, a: Any, b: Any) -> list[Goal]:
        """f = a + b with a ≥ 0 and a² ≥ b² (or >), so that a ≥ |b|."""
        claim = self._sign(goal)
        one, other = map(self.program.expression, (a, b))
        self._same(goal.box, claim.step, self.terms.plus(one, other))
        squares = self.terms.minus(*(self.program.power(x, Fraction(2)) for x in (one, other)))
        goals = [goal.with_claim(Sign(one, False)), goal.with_claim(Sign(squares, claim.strict))]
        return self._defined(goal, (one, other), goals)

    def apply(self, goal: Goal, name: str, a: Any, b: Any) -> list[Goal]:
        """f = a − b, and h(a) ≥ h(b) (or >) for an increasing h."""
        claim, one, other = self._sides(goal, name, a, b)
        self._same(goal.box, claim.step, self.terms.minus(one, other))
        images = [self.program.step(name, x) for x in (one, other)]
        return self._defined(goal, images, [goal.with_claim(Sign(self.terms.minus(*images), claim.strict))])

    def strip(self, goal: Goal, name: str, a: Any, b: Any) -> list[Goal]:
        """f = h(a) − h(b) for an increasing h, and a ≥ b (or >)."""
        claim, one, other = self._sides(goal, name, a, b)
        images = [self.program.step(name, x) for x in (one, other)]
        self._same(goal.box, claim.step, self.terms.minus(*images))
        return self._defined(goal, images, [goal.with_claim(Sign(self.terms.minus(one, other), claim.strict))])

    def _sides(self, goal: Goal, name: str, a: Any, b: Any) -> tuple[Sign, int, int]:
        need(name in INCREASING, f"{name[:40]!r} is not known to increase")
        return self._sign(goal), self.program.expression(a), self.program.expression(b)

    def combine(self, goal: Goal, multiples: Any, rest: Any) -> list[Goal]:
        """f = r + Σ λ_k g_k with numbers λ_k ≥ 0 and given g_k ≥ 0, and r of the sign claimed."""
        claim, r = self._sign(goal), self.program.expression(rest)
        need(all(isinstance(m, list) and len(m) == 2 for m in multiples), "combine: pairs of a multiple and a number")
        total = r
        for factor, k in multiples:
            given, _ = self._given(goal, k)
            need(rational(factor) >= 0, "a multiple is negative")
            if not isinstance(given, Sign):
                raise Refused("what is given has no sign")
            total = self.terms.plus(total, self.terms.times(self.terms.number(rational(factor)), given.step))
        self._same(goal.box, claim.step, total)
        return self._defined(goal, [r], [goal.with_claim(Sign(r, claim.strict))])

    def resolve(self, goal: Goal, k: int) -> list[Goal]:
        """|a| = a, max(p, q) = p and min(p, q) = q where a ≥ 0 or p − q ≥ 0 is given; and likewise for −a, q − p."""
        given, _ = self._given(goal, k)
        if not isinstance(given, Sign):
            raise Refused("what is given has no sign")
        found: dict[int, int] = {}
        for i in sorted({i for step in steps_of([goal.claim]) for i in self.program.cone(step)}):
            head, arguments, _ = self.program.steps[i]
            if head in ("abs", "max", "min"):
                pair = (
                    arguments
                    if len(arguments) > 1
                    else (*arguments, self.terms.minus(self.terms.number(0), *arguments))
                )
                found |= self._resolved(goal, i, head, pair, given.step)
        claim = self.terms.mapped(goal.claim, self.terms.substituted(found))
        return [goal.with_claim(claim)]

    def _resolved(self, goal: Goal, i: int, head: str, pair: tuple[int, ...], given: int) -> dict[int, int]:
        """Return the larger of two terms, or the smaller for min, where what is given is their difference."""
        for larger, smaller in (pair, pair[::-1]):
            # |a| is the larger of a and −a, whose difference is 2 a
            scale = 2 if head == "abs" else 1
            difference = self.terms.minus(
                self.terms.minus(larger, smaller), self.terms.times(self.terms.number(scale), given)
            )
            if self.leaves.vanishes(goal.box, difference):
                return {i: smaller if head == "min" else larger}
        return {}

    # Changes of variables

    def letter(self, goal: Goal, e: Any, data: Any) -> list[Goal]:
        """A new symbol for a term, with the range that the term is shown to have."""
        self._owes_nothing(goal)
        term, side, new = self.program.expression(e), self.sides.read(data), self._new(data)
        if side.integer:
            raise Refused("a term is not known to be an integer")
        image = [goal.with_claim(fact) for fact in self._facts(side, term)]
        change = self.terms.substituted({term: new})
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        box = {**goal.box, len(self.program.symbols) - 1: side}
        there = Goal(box, where, self.terms.mapped(goal.claim, change))
        return [*self._defined(goal, [term], image), there]

    def substitute(self, goal: Goal, i: int, data: Any, e: Any, back: Any) -> list[Goal]:
        """x = e(t) for a new symbol t, with t = d(x): e(d(x)) = x, and d(x) in the side of t."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old, side, new = goal.box[i], self.sides.read(data), self._new(data)
        if old.integer or side.integer:
            raise Refused("integers are not substituted")
        value, inverse = self.program.expression(e), self.program.expression(back)
        self._same(goal.box, self.terms.substituted({new: inverse})(value), self.symbol(i))
        covered = [goal.with_claim(fact) for fact in self._facts(side, inverse)]
        change = self.terms.substituted({self.symbol(i): value})
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        box = {**{k: s for k, s in goal.box.items() if k != i}, len(self.program.symbols) - 1: side}
        # a point there at which these hold is one of the goal's, where its terms are known to be defined
        there = Goal(box, (*where, *self._facts(old, value)), self.terms.mapped(goal.claim, change))
        known = [step for step in steps_of([goal.claim, *goal.where]) if step in goal.known]
        anywhere = replace(there, where=())
        return [
            *self._defined(goal, [inverse], covered),
            *self._defined(anywhere, [value], []),
            replace(there, known=frozenset({value, *map(change, known)})),
        ]

    def exchange(self, goal: Goal, i: int, j: int) -> list[Goal]:
        """x ≤ y, where exchanging x and y changes nothing."""
        self._owes_nothing(goal)
        need(i in goal.box and j in goal.box and i != j, "exchange: two symbols")
        a, b = goal.box[i], goal.box[j]
        x, y = self.symbol(i), self.symbol(j)
        swap = self.terms.substituted({x: y, y: x})
        ends = all(p.step == q.step and p.is_open == q.is_open for p, q in ((a.low, b.low), (a.high, b.high)))
        given = Junction(True, tuple(self.terms.mapped(part, swap) for part in goal.where))
        claim = self.terms.mapped(goal.claim, swap)
        same = self.equal(goal.box, claim, goal.claim) and self.equal(goal.box, given, Junction(True, goal.where))
        if not (ends and a.integer == b.integer and same):
            raise Refused("exchanging the symbols makes a difference")
        # claim and given are the same functions where both are defined: at the exchanged point they are to be defined
        return self._defined(goal, steps_of([claim, given]), [goal.given(Sign(self.terms.minus(y, x), False))])

    # Slopes

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
        kept = tuple(part for part in goal.where if i not in self._symbols([part]))
        below = Goal({k: s for k, s in goal.box.items() if k != i}, kept, claim)
        there = self.terms.substituted({x: edge})(claim.step)
        ends = [below.with_claim(Sign(fact.step, False)) for fact in self._facts(side, edge)]
        inside = Side(replace(side.low, is_open=True), replace(side.high, is_open=True))
        way = Goal({**goal.box, i: inside}, (*kept, Sign(ahead, True)), Sign(slope, along))
        return [
            *self._defined(goal, [edge], [goal.with_claim(Sign(ahead, along))]),
            *self._defined(below, [edge, there], [*ends, below.with_claim(Sign(there, claim.strict and at_edge))]),
            *self._defined(way, [claim.step, slope], [way]),
        ]


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
    "exchange": (Rules.exchange, (int, int)), "edge": (Rules.edge, (int, object, int, bool)),
}  # fmt: skip

"""Rules: what a goal may be replaced by.  If all the goals that a rule returns are shown, so is the one it was given.

Rules that make new terms take goals that owe nothing, since what they return no longer speaks of the old ones; each
returns, with its goals, one that says where the new terms are defined, unless they are wherever the old ones are.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.cases import Cases
from verify.kernel.goals import Goal, steps_of
from verify.kernel.leaves import positive
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import End, Side, named

__all__ = ["Rules"]

INCREASING = frozenset("exp log atan sinh asinh tanh erf asin acosh atanh".split())  # strictly, where they are defined
# |f| is at most this, and never equal but for sines and cosines
BOUNDED: dict[str, Any] = {"sin": "1", "cos": "1", "tanh": "1", "erf": "1", "atan": ["mul", "1/2", "pi"]}


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
        """f = r + Σ λ_k g_k with numbers λ_k ≥ 0 and given g_k ≥ 0; r has the sign claimed, or some λ_k g_k > 0."""
        claim, r = self._sign(goal), self.program.expression(rest)
        need(all(isinstance(m, list) and len(m) == 2 for m in multiples), "combine: pairs of a multiple and a number")
        total, strict = r, claim.strict
        for factor, k in multiples:
            given, _ = self._given(goal, k)
            multiple = self.program.expression(factor)
            if self.leaves.value({}, multiple)[0] < 0:
                raise Refused("a multiple is not shown to be positive")
            if not isinstance(given, Sign):
                raise Refused("what is given has no sign")
            strict = strict and not (given.strict and self.leaves.value({}, multiple)[0] > 0)
            total = self.terms.plus(total, self.terms.times(multiple, given.step))
        self._same(goal.box, claim.step, total)
        return self._defined(goal, [r], [goal.with_claim(Sign(r, strict))])

    def replace(self, goal: Goal, a: Any, b: Any) -> list[Goal]:
        """A term for another one that is shown to be equal to it."""
        self._owes_nothing(goal)
        one, other = map(self.program.expression, (a, b))
        difference = self.terms.minus(one, other)
        same = Junction(
            True, (Sign(difference, False), Sign(self.terms.times(self.terms.number(-1), difference), False))
        )
        claim = self.terms.mapped(goal.claim, self.terms.substituted({one: other}))
        return self._defined(goal, (one, other), [goal.with_claim(same), goal.with_claim(claim)])

    def fact(self, goal: Goal, e: Any) -> list[Goal]:
        """What is known of a term wherever it is defined, by the function it is a value of: bounds, as given."""
        self._owes_nothing(goal)
        term = self.program.expression(e)
        head, arguments, _ = self.program.steps[term]
        if head not in ("floor", "ceiling", "abs", *BOUNDED):
            raise Refused(f"there are no facts about {head}")
        one, most = self.terms.number(1), self.program.expression(BOUNDED.get(head, "1"))
        strict = head not in ("sin", "cos")
        # π is irrational: of integers only cos 0 = 1 is 1 or −1
        apart = strict or self.is_whole(goal.box, arguments[0])
        facts = [Sign(self.terms.minus(most, term), strict or apart and head == "sin")]
        facts.append(Sign(self.terms.plus(most, term), apart))
        if head in ("floor", "ceiling"):  # u − 1 < ⌊u⌋ ≤ u ≤ ⌈u⌉ < u + 1
            over, under = (arguments[0], term) if head == "floor" else (term, arguments[0])
            between = self.terms.minus(over, under)
            facts = [Sign(between, False), Sign(self.terms.minus(one, between), True)]
        elif head == "abs":
            facts = [Sign(self.terms.minus(term, a), False) for a in self._both(arguments[0])]
        return self._defined(goal, [term], [goal.given(*facts)])

    def _both(self, a: int) -> tuple[int, int]:
        return a, self.terms.times(self.terms.number(-1), a)

    def resolve(self, goal: Goal, k: int) -> list[Goal]:
        """|a| = a, max(p, q) = p, min(p, q) = q, √g² = g, g^y = exp(y log g): a, p − q, g (or −a, q − p) is given."""
        given, _ = self._given(goal, k)
        if not isinstance(given, Sign):
            raise Refused("what is given has no sign")
        found = self.resolved(goal, given)
        claim = self.terms.mapped(goal.claim, self.terms.substituted(found))
        return [goal.with_claim(claim)]

    def resolved(self, goal: Goal, given: Sign) -> dict[int, int]:
        """Return what stands for which parts of the claim."""
        found: dict[int, int] = {}
        for i in sorted({i for step in steps_of([goal.claim]) for i in self.program.cone(step)}):
            head, arguments, number = self.program.steps[i]
            if head == "pow" and number == Fraction(1, 2):
                square = self.program.power(given.step, Fraction(2))
                if self.leaves.vanishes(goal.box, self.terms.minus(square, arguments[0])):
                    found[i] = given.step
            elif head == "power":
                if given.strict and given.step == arguments[0]:
                    exponent = self.terms.times(arguments[1], self.program.step("log", given.step))
                    found[i] = self.program.step("exp", exponent)
            elif head in ("abs", "max", "min"):
                pair = (
                    arguments
                    if len(arguments) > 1
                    else (*arguments, self.terms.minus(self.terms.number(0), *arguments))
                )
                found |= self._resolved(goal, i, head, pair, given.step)
        return found

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
        if side.integer and not self.is_whole(goal.box, term):
            raise Refused("a term is not known to be an integer")
        if side.integer:
            self.leaves.exact.integers.add(len(self.program.symbols) - 1)
        image = [goal.with_claim(fact) for fact in self._facts(side, term)]
        change = self.terms.substituted({term: new})
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        box = {**goal.box, len(self.program.symbols) - 1: side}
        there = Goal(box, where, self.terms.mapped(goal.claim, change))
        return [*self._defined(goal, [term], image), there]

    def substitute(self, goal: Goal, i: int, data: Any, e: Any, back: Any) -> list[Goal]:
        """x = e(t) and d(x) = t for a new symbol t: e(d(x)) = x, and d(x) in the side of t."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old, side, new = goal.box[i], self.sides.read(data), self._new(data)
        value, inverse = self.program.expression(e), self.program.expression(back)
        if old.integer or side.integer or i in self.program.symbols_in(value):
            raise Refused("integers are not substituted, nor a symbol by itself")
        self._same(goal.box, self.terms.substituted({new: inverse})(value), self.symbol(i))
        covered = [goal.with_claim(fact) for fact in self._facts(side, inverse)]
        change = self.terms.substituted({self.symbol(i): value, inverse: new})
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        box = {**{k: s for k, s in goal.box.items() if k != i}, len(self.program.symbols) - 1: side}
        # a point there at which these hold is one of the goal's, where its terms are known to be defined
        there = Goal(box, (*where, *self._facts(old, value)), self.terms.mapped(goal.claim, change))
        # d(x) may be another number than t at a point t that is no d(x): what is given with t for it is less then
        turned = any(inverse in self.program.cone(step) for step in steps_of(goal.where))
        spoken = [] if turned else [step for step in steps_of([goal.claim, *goal.where]) if step in goal.known]
        known = [step for step in spoken if inverse not in self.program.cone(step)]
        anywhere = replace(there, where=())
        return [
            *self._defined(goal, [inverse], covered),
            *self._defined(anywhere, [value], []),
            replace(there, known=frozenset({value, *map(change, known)})),
        ]

    def order(self, goal: Goal, symbols: Any) -> list[Goal]:
        """x₁ ≤ x₂ ≤ … ≤ x_n, where exchanging neighbours changes nothing."""
        self._owes_nothing(goal)
        need(all(type(i) is int and i in goal.box for i in symbols), "order: symbols")
        need(2 <= len(symbols) == len(set(symbols)), "order: two or more symbols")
        new: list[Goal] = []
        for i, j in pairwise(symbols):
            a, b, x, y = goal.box[i], goal.box[j], self.symbol(i), self.symbol(j)
            swap = self.terms.substituted({x: y, y: x})
            ends = all(p.step == q.step and p.is_open == q.is_open for p, q in ((a.low, b.low), (a.high, b.high)))
            given = Junction(True, tuple(self.terms.mapped(part, swap) for part in goal.where))
            claim = self.terms.mapped(goal.claim, swap)
            same = self.equal(goal.box, claim, goal.claim) and self.equal(goal.box, given, Junction(True, goal.where))
            if not (ends and a.integer == b.integer and same):
                raise Refused("exchanging the symbols makes a difference")
            # they are the same functions where both are defined: at the exchanged point they are to be defined
            new += self._defined(goal, steps_of([claim, given]), [])
        facts = (Sign(self.terms.minus(self.symbol(j), self.symbol(i)), False) for i, j in pairwise(symbols))
        return [*new, goal.given(*facts)]

    def relax(self, goal: Goal, i: int, name: str) -> list[Goal]:
        """A real symbol in place of one for integers, whose points are among the new ones."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old = goal.box[i]
        if not old.integer or old.thin:
            raise Refused("only integers are relaxed")
        named(name)
        change = self.terms.substituted({self.symbol(i): self._new({"name": name})})
        box = {k: s for k, s in goal.box.items() if k != i}
        box[len(self.program.symbols) - 1] = replace(old, integer=False)
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        return [Goal(box, where, self.terms.mapped(goal.claim, change))]

    def period(self, goal: Goal, i: int, e: Any, low: Any) -> list[Goal]:
        """x + T for x changes nothing, where everything is defined on the whole line: low ≤ x ≤ low + T is enough."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old, turn, start = goal.box[i], self.program.expression(e), self.program.expression(low)
        speaks = i in self.symbols(goal.where) or self.program.symbols_in(turn) | self.program.symbols_in(start)
        if old.integer or old.thin or speaks or not positive(self.leaves.value({}, turn), True):
            raise Refused("no period of one symbol alone")
        change = self.terms.substituted({self.symbol(i): self.terms.plus(self.symbol(i), turn)})
        line = Side(End((-inf, -inf), None, True), End((inf, inf), None, True))
        anywhere = replace(goal, box={**goal.box, i: line}, known=frozenset())
        if not self.equal(anywhere.box, self.terms.mapped(goal.claim, change), goal.claim):
            raise Refused("the claim is not periodic")
        side = Side(self.sides.at(start, False), self.sides.at(self.terms.plus(start, turn), False))
        shown = replace(goal, box={**goal.box, i: side}, known=frozenset())  # the side has new points
        return [*self._defined(anywhere, steps_of([goal.claim]), []), shown]

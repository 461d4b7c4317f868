"""Rules: what a goal may be replaced by.  If all the goals that a rule returns are shown, so is the one it was given.

Rules that make new terms take goals that owe nothing, since what they return no longer speaks of the old ones; each
returns, with its goals, one that says where the new terms are defined, unless they are wherever the old ones are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from verify.kernel import Refused, need
from verify.kernel.cases import Cases
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import LINE, Box, Side
from verify.kernel.values import positive

__all__ = ["Rules"]

INCREASING = frozenset("exp log atan sinh asinh tanh erf asin acosh atanh".split())  # strictly, where they are defined
# |f| is at most this, and never equal but for sines and cosines
BOUNDED: dict[str, Any] = {"sin": "1", "cos": "1", "tanh": "1", "erf": "1", "atan": ["mul", "1/2", "pi"]}


class Rules(Cases):
    """All rules, over the program of one claim."""

    # Algebra

    def scale(self, goal: Goal, g: Any, h: Any) -> list[Goal]:
        """f = g h, g > 0 (or g ≥ 0 if f ≥ 0 is claimed) and h of the sign of f."""
        strict, a, b = self._sign(goal).strict, *map(self.program.expression, (g, h))
        return self._follows(goal, self.terms.times(a, b), [Sign(a, strict), Sign(b, strict)], (a, b))

    def square(self, goal: Goal, a: Any, b: Any) -> list[Goal]:
        """f = a + b with a ≥ 0 and a² ≥ b² (or >), so that a ≥ |b|."""
        strict, one, other = self._sign(goal).strict, *map(self.program.expression, (a, b))
        squares = self.terms.minus(*(self.program.power(x, Fraction(2)) for x in (one, other)))
        shown = [Sign(one, False), Sign(squares, strict)]
        return self._follows(goal, self.terms.plus(one, other), shown, (one, other))

    def apply(self, goal: Goal, name: str, a: Any, b: Any) -> list[Goal]:
        """f = a − b, and h(a) ≥ h(b) (or >) for an increasing h."""
        strict, plain, images = self._increasing(goal, name, a, b)
        return self._follows(goal, self.terms.minus(*plain), [Sign(self.terms.minus(*images), strict)], images)

    def strip(self, goal: Goal, name: str, a: Any, b: Any) -> list[Goal]:
        """f = h(a) − h(b) for an increasing h, and a ≥ b (or >)."""
        strict, plain, images = self._increasing(goal, name, a, b)
        return self._follows(goal, self.terms.minus(*images), [Sign(self.terms.minus(*plain), strict)], images)

    def _increasing(self, goal: Goal, name: str, a: Any, b: Any) -> tuple[bool, list[int], list[int]]:
        need(name in INCREASING, f"{name[:40]!r} is not known to increase")
        plain = [*map(self.program.expression, (a, b))]
        return self._sign(goal).strict, plain, [self.program.step(name, x) for x in plain]

    def combine(self, goal: Goal, multiples: list[Any], rest: Any) -> list[Goal]:
        """f = r + Σ λ_k g_k with numbers λ_k ≥ 0 and given g_k ≥ 0; r has the sign claimed, or some λ_k g_k > 0."""
        claim, r = self._sign(goal), self.program.expression(rest)
        need(all(isinstance(m, list) and len(m) == 2 for m in multiples), "combine: pairs of a multiple and a number")
        total, strict = r, claim.strict
        for factor, k in multiples:
            given, multiple = self._given_sign(goal, k)[0], self.program.expression(factor)
            least = self.leaves.value({}, multiple)[0]
            if least < 0:
                raise Refused("a multiple is not shown to be positive")
            strict = strict and not (given.strict and least > 0)
            total = self.terms.plus(total, self.terms.times(multiple, given.step))
        return self._follows(goal, total, [Sign(r, strict)], [r])

    def _follows(self, goal: Goal, equal: int, shown: list[Sign], new: Iterable[int]) -> list[Goal]:
        """Return claims from which the one of a goal follows, whose term is checked to be equal to another."""
        self._same(goal.box, self._sign(goal).step, equal)
        return self._defined(goal, new, [goal.with_claim(one) for one in shown])

    def replace(self, goal: Goal, a: Any, b: Any) -> list[Goal]:
        """A term for another one that is shown to be equal to it."""
        self._owes_nothing(goal)
        one, other, same = self.program.expression(a), self.program.expression(b), self.program.statement(["=", a, b])
        claim = self.terms.mapped(goal.claim, self.terms.substituted({one: other}))
        return self._defined(goal, (one, other), [goal.with_claim(same), goal.with_claim(claim)])

    def fact(self, goal: Goal, e: Any) -> list[Goal]:
        """What is known of a term wherever it is defined, by the function it is a value of: bounds, as given."""
        self._owes_nothing(goal)
        term = self.program.expression(e)
        head, arguments, _ = self.program.steps[term]
        if head in BOUNDED:
            most, strict = self.program.expression(BOUNDED[head]), head not in ("sin", "cos")
            # π is irrational: of integers only cos 0 = 1 is 1 or −1
            apart = strict or self.is_whole(goal.box, arguments[0])
            above = Sign(self.terms.minus(most, term), strict or apart and head == "sin")
            facts = [above, Sign(self.terms.plus(most, term), apart)]
        elif head in ("floor", "ceiling"):  # u − 1 < ⌊u⌋ ≤ u ≤ ⌈u⌉ < u + 1
            over, under = (arguments[0], term) if head == "floor" else (term, arguments[0])
            between = self.terms.minus(over, under)
            facts = [Sign(between, False), Sign(self.terms.minus(self.terms.number(1), between), True)]
        elif head == "abs":
            facts = [Sign(self.terms.minus(term, a), False) for a in self._both(arguments[0])]
        else:
            raise Refused(f"there are no facts about {head}")
        return self._defined(goal, [term], [goal.given(*facts)])

    def _both(self, a: int) -> tuple[int, int]:
        return a, self.terms.times(self.terms.number(-1), a)

    def resolve(self, goal: Goal, k: int) -> list[Goal]:
        """|a| = a, max(p, q) = p, min(p, q) = q, √g² = g, g^y = exp(y log g): a, p − q, g (or −a, q − p) is given."""
        found = self.resolved(goal, self._given_sign(goal, k)[0])
        return [goal.with_claim(self.terms.mapped(goal.claim, self.terms.substituted(found)))]

    def resolved(self, goal: Goal, given: Sign) -> dict[int, int]:
        """Return what stands for which parts of the claim."""
        found: dict[int, int] = {}
        for i in sorted({i for step in steps_of([goal.claim]) for i in self.program.cone(step)}):
            for value, difference in self._values(i, given):
                if i not in found and self.leaves.vanishes(goal.box, difference):
                    found[i] = value
        return found

    def _values(self, i: int, given: Sign) -> Iterator[tuple[int, int]]:
        """Yield what a step is if a term is given to be positive, and what must be zero for that."""
        (head, arguments, number), terms, g = self.program.steps[i], self.terms, given.step
        if head == "pow" and number == Fraction(1, 2):
            yield g, terms.minus(self.program.power(g, Fraction(2)), arguments[0])
        elif head == "power" and given.strict:
            exponent = terms.times(arguments[1], self.program.step("log", arguments[0]))
            yield self.program.step("exp", exponent), terms.minus(arguments[0], g)
        elif head == "abs":
            yield from ((a, terms.minus(a, g)) for a in self._both(arguments[0]))
        elif head in ("max", "min"):
            for larger, smaller in (arguments, arguments[::-1]):
                yield smaller if head == "min" else larger, terms.minus(terms.minus(larger, smaller), g)

    # Changes of variables

    def letter(self, goal: Goal, e: Any, data: dict[str, Any]) -> list[Goal]:
        """A new symbol for a term, with the range that the term is shown to have."""
        self._owes_nothing(goal)
        term, side = self.program.expression(e), self.sides.read(data)
        if side.integer and not self.is_whole(goal.box, term):
            raise Refused("a term is not known to be an integer")
        new = self._new(data["name"], side)
        image = [goal.with_claim(fact) for fact in self._facts(side, term)]
        there = self._changed(goal, {**goal.box, new: side}, {term: self.symbol(new)})
        return [*self._defined(goal, [term], image), there]

    def substitute(self, goal: Goal, i: int, data: dict[str, Any], e: Any, back: Any) -> list[Goal]:
        """x = e(t) and d(x) = t for a new symbol t: e(d(x)) = x, and d(x) in the side of t."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old, side = goal.box[i], self.sides.read(data)
        new = self._new(data["name"], side)
        value, inverse = self.program.expression(e), self.program.expression(back)
        if old.integer or side.integer or i in self.program.spoken[value]:
            raise Refused("integers are not substituted, nor a symbol by itself")
        self._same(goal.box, self.terms.substituted({self.symbol(new): inverse})(value), self.symbol(i))
        covered = [goal.with_claim(fact) for fact in self._facts(side, inverse)]
        values = {self.symbol(i): value, inverse: self.symbol(new)}
        box = {**{k: s for k, s in goal.box.items() if k != i}, new: side}
        there = self._changed(goal, box, values).given(*self._facts(old, value))
        return [
            *self._defined(goal, [inverse], covered),
            *self._defined(replace(there, where=()), [value], []),
            replace(there, known=frozenset({value})),
        ]

    def _changed(self, goal: Goal, box: Box, values: Mapping[int, int]) -> Goal:
        """Return a goal with terms in the place of others, on another box."""
        change = self.terms.substituted(values)
        where = tuple(self.terms.mapped(part, change) for part in goal.where)
        return Goal(box, where, self.terms.mapped(goal.claim, change))

    def order(self, goal: Goal, symbols: list[Any]) -> list[Goal]:
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
        ordered = (self.terms.minus(self.symbol(j), self.symbol(i)) for i, j in pairwise(symbols))
        return [*new, goal.given(*(Sign(step, False) for step in ordered))]

    def period(self, goal: Goal, i: int, e: Any, low: Any) -> list[Goal]:
        """x + T for x changes nothing, where everything is defined on the whole line: low ≤ x ≤ low + T is enough."""
        self._owes_nothing(goal)
        need(i in goal.box, f"there is no symbol {i}")
        old, turn, start = goal.box[i], self.program.expression(e), self.program.expression(low)
        speaks = i in self.symbols(goal.where) or self.program.spoken[turn] | self.program.spoken[start]
        if old.integer or old.thin or speaks or not positive(self.leaves.value({}, turn), True):
            raise Refused("no period of one symbol alone")
        change = self.terms.substituted({self.symbol(i): self.terms.plus(self.symbol(i), turn)})
        anywhere = replace(goal, box={**goal.box, i: LINE}, known=frozenset())
        if not self.equal(anywhere.box, self.terms.mapped(goal.claim, change), goal.claim):
            raise Refused("the claim is not periodic")
        side = Side(self.sides.at(start), self.sides.at(self.terms.plus(start, turn)))
        shown = replace(goal, box={**goal.box, i: side}, known=frozenset())  # the side has new points
        return [*self._defined(anywhere, steps_of([goal.claim]), []), shown]

"""Tactics of the rules that make new terms: algebra, monotone functions, and changes of variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

from verify.coq.cases import Cases
from verify.coq.terms import Unprintable
from verify.coq.texts import Names
from verify.kernel.goals import Goal, steps_of
from verify.kernel.program import Sign

__all__ = ["Rules"]

MOST_ORDERED = 4  # symbols in any order: all permutations are tried


class Rules(Cases):
    """All but the rules by slopes; see `verify.kernel.rules` for what each says."""

    # Algebra

    def _scale(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        claim: Any = goal.claim
        before = self.asserted(goal, left, names)
        product = self.terms.times(*map(self.program.expression, data))
        lemma = "Rmult_lt_0_compat" if claim.strict else "Rmult_le_pos"
        return f"{before}{self.becomes(claim, product, names)}; first [ apply {lemma}; assumption | lra ]"

    def _square(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        claim: Any = goal.claim
        before = self.asserted(goal, left, names)
        one, other = map(self.program.expression, data)
        lemma = "above_by_squares" if claim.strict else "not_below_by_squares"
        becomes = self.becomes(claim, self.program.step("add", one, other), names)
        pair = f"{self.texts.term(one, names)} {self.texts.term(other, names)}"
        return f"{before}{becomes}; apply ({lemma} {pair}); [ assumption | lra ]"

    def _apply(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        return self._monotone(goal, data, left, names, stripped=False)

    def _strip(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        return self._monotone(goal, data, left, names, stripped=True)

    def _monotone(self, goal: Goal, data: Any, left: list[Goal], names: Names, stripped: bool) -> str:
        """Return the step from h(a) − h(b) to a − b, or back, for an increasing h."""
        claim: Any = goal.claim
        before, step = self.asserted(goal, left, names), self.program.step
        sides = [self.program.expression(e) for e in data[1:]]
        a, b = (step(data[0], x) for x in sides) if stripped else sides
        becomes = self.becomes(claim, step("add", a, step("mul", self.terms.number(-1), b)), names)
        lemma = f"{'of' if stripped else 'by'}_{data[0]}_{'lt' if claim.strict else 'le'}"
        texts = " ".join(self.texts.term(x, names) for x in sides)
        return f"{before}{becomes}; apply ({lemma} {texts}); first [ assumption | lra | interval ]"

    def _combine(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        claim: Any = goal.claim
        rest: Any = left[-1].claim
        before, step, products = self.asserted(goal, left, names), rest.step, ""
        for factor, k in data[0]:
            given: Any = goal.where[k]
            multiple = self.program.expression(factor)
            step = self.terms.plus(step, self.terms.times(multiple, given.step))
            products += self._product(multiple, given, names)
        return f"{before}{products}{self.becomes(claim, step, names)}; lra"

    def _product(self, multiple: int, given: Sign, names: Names) -> str:
        """Return what asserts that a multiple of what is given is positive, if it is strictly, or else not negative."""
        product = f"{self.texts.term(multiple, names)} * {self.texts.term(given.step, names)}"
        factor = "first [ assumption | lra | interval ]"
        weak = f"assert (0 <= {product}) by (apply Rmult_le_pos; {factor})"
        strict = f"assert (0 < {product}) by (apply Rmult_lt_0_compat; {factor})"
        return f"first [ {strict} | {weak} ]; " if given.strict else f"{weak}; "

    def _replace(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        a, b = (self.texts.term(self.program.expression(e), names) for e in data)
        return f"{self.asserted(goal, left[:-1], names)}replace {a} with {b} by lra; {self.goal(names)}"

    def _fact(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        term = self.program.steps[self.program.expression(data[0])]
        tactic = f"fact_{term.head} {self.texts.term(term.arguments[0], names)}"
        before = self.asserted(goal, left[:-1], names)
        facts = (self.texts.claim(fact, names) for fact in self.texts.added(left[-1], goal))
        return f"{before}{''.join(f'assert {fact} by ({tactic}); ' for fact in facts)}{self.goal(names)}"

    def _resolve(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        given: Any = goal.where[data[0]]
        found = sorted(self.checker.rules.resolved(goal, given).items(), reverse=True)  # larger terms first
        return "".join(self._resolved(i, new, names) for i, new in found) + self.goal(names)

    def _resolved(self, i: int, new: int, names: Names) -> str:
        old, text = self.texts.term(i, names), self.texts.term(new, names)
        head, arguments, _ = self.program.steps[i]
        proof = "apply power_is; lra" if head == "power" else "resolved"
        if head == "pow":
            square = self.same(arguments[0], self.program.power(new, Fraction(2)), names)
            proof = f"apply root_is; [ {square} | lra ]"
        return f"replace {old} with {text} by (symmetry; {proof}); " if old != text else ""

    # Changes of variables

    def _letter(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        (e, side), new = data, self.texts.fresh()
        term = self.texts.term(self.program.expression(e), names)
        before = self.asserted(goal, left[:-1], names)
        whole = f"assert (exists n : Z, {term} = IZR n) by whole; " if side["integer"] else ""
        begin = (
            f"{before}{whole}set ({new} := {term}) in *; {self._bounds(left[-1], side, new, names)}clearbody {new}; "
        )
        return begin + self.goal({**names, side["name"]: new})

    def _bounds(self, there: Goal, side: Mapping[str, Any], new: str, names: Names) -> str:
        """Return what asserts that a new letter lies in its side."""
        facts = self.texts.facts(there.box[self._number(side)], new, names)
        return "".join(f"assert ({fact}) by lra; " for fact in facts)

    def _number(self, side: Mapping[str, Any]) -> int:
        return self.program.symbols.index(side["name"])

    def _substitute(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        i, side, e, back = data
        x, new, there = self.texts.name(i, names), self.texts.fresh(), left[-1]
        value, inverse = self.program.expression(e), self.program.expression(back)
        turned = self.texts.at(value, self._number(side), inverse)
        before = self.asserted(goal, [one for one in left[:-1] if i in one.box], names)
        same = self.same(self.checker.rules.symbol(i), turned, names)
        equation = f"assert ({x} = {self.texts.term(turned, names)}) by ({same}); "
        bounds = self._bounds(there, side, new, names)
        change = f"set ({new} := {self.texts.term(inverse, names)}) in *; {bounds}clearbody {new}; subst {x}; "
        renamed = {**names, side["name"]: new}
        anywhere = self.asserted(there, [one for one in left[:-1] if i not in one.box], renamed)
        given = "".join(f"assert {self.texts.claim(part, renamed)} by restates; " for part in there.where)
        return f"{before}{equation}{change}{anywhere}{given}{self.goal(renamed)}"

    def _order(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        (symbols,), last, claim = data, left[-1], goal.claim
        if not isinstance(claim, Sign):
            raise Unprintable("a symmetric statement of several parts has no tactic")
        if len(symbols) > MOST_ORDERED:
            raise Unprintable(f"an order of more than {MOST_ORDERED} symbols has no tactic")
        before = self.asserted(goal, left[:-1], names)
        new = [self.texts.fresh() for _ in symbols]
        renamed = {**names, **{self.program.symbols[i]: x for i, x in zip(symbols, new, strict=True)}}
        facts = [f"({f})" for i, x in zip(symbols, new, strict=True) for f in self.texts.facts(goal.box[i], x, names)]
        known = self.terms.conditions(steps_of([claim, *goal.where]))
        facts += [self.texts.claim(part, renamed) for part in (*known, *last.where)]
        ordered, old = self.texts.fresh("ordered"), [self.texts.name(i, names) for i in symbols]
        shown = " -> ".join([*facts, self.texts.formula(last, renamed)])
        proof = f"intros {' '.join(new)}; intros; unpack; {self.goal(renamed)}"
        cases = "".join(f"destruct (Rle_or_lt {a} {b}); " for a, b in combinations(old, 2))
        ways = [self._permuted(claim, symbols, chosen, ordered, names) for chosen in permutations(symbols)]
        return (
            f"{before}assert ({ordered} : forall {' '.join(new)} : R, {shown}) by ({proof}); "
            f"{cases}first [ {' | '.join(ways)} ]"
        )

    def _permuted(self, claim: Sign, symbols: Sequence[int], chosen: Sequence[int], ordered: str, names: Names) -> str:
        symbol = self.checker.rules.symbol
        change = self.terms.substituted({symbol(i): symbol(k) for i, k in zip(symbols, chosen, strict=True)})
        points = " ".join(self.texts.name(k, names) for k in chosen)
        becomes = self.becomes(claim, change(claim.step), names)
        return f"solve [ {becomes}; apply ({ordered} {points}); first [ assumption | lra | restates ] ]"

    def _period(self, goal: Goal, data: Any, left: list[Goal], names: Names) -> str:
        i, e, low = data
        claim, symbol, t = goal.claim, self.checker.rules.symbol(i), self.texts.fresh()
        if not isinstance(claim, Sign):
            raise Unprintable("a periodic statement of several parts has no tactic")
        turn, start = self.program.expression(e), self.program.expression(low)
        renamed = {**names, self.program.symbols[i]: t}
        everywhere = "".join(
            f"assert (forall {t} : R, {self.texts.formula(one, renamed)}) by (intros {t}; {self.goal(renamed)}); "
            for one in left[:-1]
        )
        turned = self.texts.at(claim.step, i, self.terms.plus(symbol, turn))
        old, new = self.texts.term(claim.step, renamed), self.texts.term(turned, renamed)
        up = f"intros {t}; replace {new} with {old} by (symmetry; {self.same(turned, claim.step, renamed)}); tauto"
        predicate = f"(fun {t} => 0 {self.texts.order(claim.strict)} {old})"
        places = f"{self.texts.term(turn, names)} {self.texts.term(start, names)}"
        inside = f"intros {t} [? ?]; {self.goal(renamed)}"
        return f"{everywhere}apply (by_period {predicate} {places}); [ first [ lra | interval ] | {up} | {inside} ]"

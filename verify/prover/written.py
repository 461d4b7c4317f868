"""Proofs written out: what was shown by reductions, as items that the kernel checks.

A reduction says in the `note` of its parts which rule of the kernel justifies it; what the rule leaves besides these
parts (where new terms are defined, that a term lies in a range) is looked for by boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Abs, Basic, Expr, Ne, S, Set, Symbol

from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.kernel.program import Junction, Sign
from verify.prover.box_proofs import Items
from verify.prover.claim_data import expression_data, expression_of, side_data, statement_data
from verify.prover.reductions import Way
from verify.prover.reductions.restated import strictly_positive
from verify.prover.zero_tests import factored_form

__all__ = ["Writer"]

Names = Mapping[Symbol, str]


class Writer:
    """Writes what shows goals; ``boxes`` finds items for a goal by itself, and raises `Refused` where it does not."""

    def __init__(self, checker: Checker, boxes: Callable[[Goal], Items]) -> None:
        self.checker, self.boxes = checker, boxes
        self.rules, self.program = checker.rules, checker.program

    def items(self, goal: Goal, way: Way, names: Names) -> Items:
        """Return what shows a goal, shown in some way by the prover; raise `Refused` where a rule is missing."""
        if not way.parts:
            return self.boxes(goal)
        names = {**names, **_renamed(way, names)}
        form = self._form(way.task.statement, names)
        if form is not None and isinstance(goal.claim, Sign) and self.program.expression(form) != goal.claim.step:
            return self._after(goal, ["combine", [], form], lambda new: self._by_note(new, way, names))
        return self._by_note(goal, way, names)

    def _by_note(self, goal: Goal, way: Way, names: Names) -> Items:
        rule, *data = way.parts[0].task.note or ("this reduction",)
        if rule not in _WRITTEN:
            raise Refused(f"no rule of the kernel is known for {rule}")
        return _WRITTEN[rule](self, goal, way, names, *data)

    def _form(self, statement: Basic, names: Names) -> Any:
        """Return the expression that a relation says is positive, as data."""
        return next((self.data(f, names) for f, _ in strictly_positive(statement)), None)

    def data(self, e: Expr, names: Names) -> Any:
        return expression_data(_named(e, names))

    def _statement(self, statement: Basic, names: Names) -> Any:
        return self.program.statement(statement_data(_named(statement, names)))

    def _after(self, goal: Goal, item: list[Any], *then: Callable[[Goal], Items]) -> Items:
        """Return an item, what shows the goals that come first, and then what shows the last ones."""
        goals = self.checker.step(goal, item)
        first = goals[: len(goals) - len(then)]
        shown = [self.boxes(one) for one in first]
        shown += [show(one) for show, one in zip(then, goals[len(first) :], strict=True)]
        return [item, *(one for items in shown for one in items)]

    def _matched(self, goal: Goal, item: list[Any], way: Way, names: Names) -> Items:
        """Return an item, and what shows its goals: those that are parts of the way by these, others by boxes."""
        shown = [self._of_part(one, way, names) for one in self.checker.step(goal, item)]
        return [item, *(one for items in shown for one in items)]

    def _of_part(self, goal: Goal, way: Way, names: Names) -> Items:
        for part in way.parts:
            if self._is(goal, part, names):
                return self.items(goal, part, names)
        return self.boxes(goal)

    def _is(self, goal: Goal, part: Way, names: Names) -> bool:
        """Return whether a goal's claim is that of a part, in another form perhaps."""
        names = {**names, **_renamed(part, names)}
        if part.task.statement in (S.true, S.false) or part.task.statement.free_symbols - set(names):
            return False
        claim = self._statement(part.task.statement, names)
        if isinstance(claim, Sign) and isinstance(goal.claim, Sign):
            claim = Sign(claim.step, goal.claim.strict) if claim.strict else claim
        return self.rules.equal(goal.box, claim, goal.claim)

    def _part(self, way: Way, j: int, names: Names) -> Callable[[Goal], Items]:
        return lambda goal: self.items(goal, way.parts[j], names)

    def _index(self, goal: Goal, statement: Basic, names: Names) -> int:
        """Return the number of a statement among what is given."""
        claim = self._statement(statement, names)
        found = (k for k, part in enumerate(goal.where) if self.rules.equal(goal.box, part, claim))
        if (k := next(found, None)) is None:
            raise Refused("a condition is not among what is given")
        return k

    def _symbol(self, x: Symbol, names: Names) -> int:
        return self.program.symbols.index(names[x])

    # Each reduction by its rule

    def parts(self, goal: Goal, way: Way, names: Names) -> Items:
        if not isinstance(goal.claim, Sign):
            return self._matched(goal, ["every"], way, names)
        sizes = sorted(way.task.statement.atoms(Abs), key=str)
        if not sizes:
            raise Refused("a relation in parts without a modulus")
        k, u = len(goal.where), self.data(sizes[0].args[0], names)
        then = [lambda one: self._resolved(one, k, way, names)] * 2
        return self._after(goal, ["cut", [">=", u, "0"]], *then)

    def _resolved(self, goal: Goal, k: int, way: Way, names: Names) -> Items:
        return self._after(goal, ["resolve", k], lambda one: self._of_part(one, way, names))

    def scale(self, goal: Goal, way: Way, names: Names, g: Expr, h: Expr) -> Items:
        return self._matched(goal, ["scale", self.data(g, names), self.data(h, names)], way, names)

    def square(self, goal: Goal, way: Way, names: Names, a: Expr, b: Expr) -> Items:
        return self._matched(goal, ["square", self.data(a, names), self.data(b, names)], way, names)

    def combine(self, goal: Goal, way: Way, names: Names, factor: Expr, condition: Basic, rest: Expr) -> Items:
        k = self._index(goal, condition, names)
        return self._matched(goal, ["combine", [[str(factor), k]], self.data(rest, names)], way, names)

    def substitute(self, goal: Goal, way: Way, names: Names, x: Symbol, t: Symbol, value: Expr, back: Expr) -> Items:
        side, names = self._new(t, way.parts[0].task.ranges[t], names)
        item = ["substitute", self._symbol(x, names), side, self.data(value, names), self.data(back, names)]
        return self._after(goal, item, self._part(way, 0, names))

    def letter(self, goal: Goal, way: Way, names: Names, term: Expr, t: Symbol) -> Items:
        part = way.parts[0].task
        side, names = self._new(t, part.ranges[t], names)
        form = self._form(part.statement.xreplace({t: term}), names)
        there = lambda one: self._after(one, ["letter", self.data(term, names), side], self._part(way, 0, names))
        return there(goal) if form is None else self._after(goal, ["combine", [], form], there)

    def edge(self, goal: Goal, way: Way, names: Names, x: Symbol, edge: Expr, sign: int, at_edge: bool) -> Items:
        item = ["edge", self._symbol(x, names), self.data(edge, names), sign, at_edge]
        return self._matched(goal, item, way, names)

    def convex(self, goal: Goal, way: Way, names: Names, x: Symbol, point: Expr) -> Items:
        """On either side of a point where the slope is zero, from there with a slope that has a sign from there."""
        i, edge = self._symbol(x, names), self.data(point, names)

        def on(sign: int) -> Callable[[Goal], Items]:
            def outer(one: Goal) -> Items:
                item = ["edge", i, edge, sign, True]
                *others, slope = self.checker.step(one, item)
                inner = self._matched(slope, item, way, names)
                return [item, *(it for g in others for it in self._of_part(g, way, names)), *inner]

            return outer

        return self._after(goal, ["cut", [">=", ["symbol", names[x]], edge]], on(1), on(-1))

    def cases(self, goal: Goal, way: Way, names: Names, condition: Basic) -> Items:
        then = [self._part(way, j, names) for j in range(len(way.parts))]
        # x ≠ y is x < y or x > y to the prover, and x > y or x < y to the kernel
        order = then[::-1] if isinstance(condition, Ne) else then
        return self._after(goal, ["cases", self._index(goal, condition, names)], *order)

    def assume(self, goal: Goal, way: Way, names: Names, statement: Basic) -> Items:
        claim = self._statement(statement, names)
        parts = goal.claim.parts if isinstance(goal.claim, Junction) else ()
        found = (j for j, part in enumerate(parts) if self.rules.equal(goal.box, part, claim))
        if (j := next(found, None)) is None:
            raise Refused("a part is not among those of the claim")
        return self._after(goal, ["assume", j], self._part(way, 0, names))

    def pieces(self, goal: Goal, way: Way, names: Names, u: Expr) -> Items:
        """On either side of u = 0, with the moduli, maxima and minima that this resolves."""
        k = len(goal.where)
        then = [lambda one, j=j: self._after(one, ["resolve", k], self._part(way, j, names)) for j in (0, 1)]
        return self._after(goal, ["cut", [">=", self.data(u, names), "0"]], *then)

    def exchange(self, goal: Goal, way: Way, names: Names, x: Symbol, y: Symbol) -> Items:
        k = len(goal.where)
        then = lambda one: self._after(one, ["resolve", k], self._part(way, 0, names))
        return self._after(goal, ["exchange", self._symbol(x, names), self._symbol(y, names)], then)

    def strip(self, goal: Goal, way: Way, names: Names, name: str, a: Expr, b: Expr) -> Items:
        return self._matched(goal, ["strip", name, self.data(a, names), self.data(b, names)], way, names)

    def exponentials(self, goal: Goal, way: Way, names: Names, scale: Expr, a: Expr, b: Expr) -> Items:
        """f = c (a − b), and exp a against exp b."""
        a_data, b_data = self.data(a, names), self.data(b, names)
        difference = ["add", a_data, ["mul", "-1", b_data]]

        def of_difference(one: Goal) -> Items:
            return self._matched(one, ["apply", "exp", a_data, b_data], way, names)

        return self._after(goal, ["scale", self.data(scale, names), difference], of_difference)

    def tails(self, goal: Goal, way: Way, names: Names, pieces: tuple[tuple[Symbol, Any], ...]) -> Items:
        """What is far out by its reciprocal, for one symbol."""
        if len(pieces) != 1:
            raise Refused("no rule of the kernel is known for tails in several symbols")
        ((x, choices),) = pieces
        return self._tail(goal, way, names, x, choices, 0)

    def _tail(self, goal: Goal, way: Way, names: Names, x: Symbol, choices: Any, j: int) -> Items:
        value, letter, side = choices[j]
        if value == x:
            return self._scaled(goal, way.parts[j], {**names, letter: names[x]})
        i, k, sign = self._symbol(x, names), len(goal.where), 1 if value == 1 / letter else -1
        start = self.data(sign / side.sup, names)
        new, wider = self._new(letter, side, names)
        there = ["substitute", i, new, self.data(value, wider), ["div", str(sign), ["symbol", names[x]]]]

        def far(one: Goal) -> Items:
            narrow = ["narrow", k, i, "low" if sign > 0 else "high", start]
            return self._after(
                one, narrow, lambda two: self._after(two, there, lambda three: self._scaled(three, way.parts[j], wider))
            )

        def near(one: Goal) -> Items:
            narrow = ["narrow", k, i, "high" if sign > 0 else "low", start]
            return self._after(one, narrow, lambda two: self._tail(two, way, names, x, choices, j + 1))

        beyond = [">=", ["symbol", names[x]], start] if sign > 0 else [">=", start, ["symbol", names[x]]]
        if len(choices) == j + 1:  # all of the side is far out
            return self._after(goal, there, lambda three: self._scaled(three, way.parts[j], wider))
        return self._after(goal, ["cut", beyond], far, near)

    def _scaled(self, goal: Goal, part: Way, names: Names) -> Items:
        """Return what shows a goal by a part that is it but for a positive factor."""
        names = {**names, **_renamed(part, names)}
        form = self._form(part.task.statement, names)
        if form is None or not isinstance(goal.claim, Sign):
            return self.boxes(goal)
        factor = factored_form(expression_of(self.program.data(goal.claim.step)) / expression_of(form))
        item = ["scale", expression_data(factor), form]
        return self._after(goal, item, lambda one: self.items(one, part, names))

    def end(self, goal: Goal, way: Way, names: Names, x: Symbol, which: str) -> Items:
        return self._after(goal, ["end", self._symbol(x, names), which], *(self._part(way, j, names) for j in (0, 1)))

    def narrow(self, goal: Goal, way: Way, names: Names, bounds: tuple[tuple[Basic, Symbol, str, Expr], ...]) -> Items:
        if not bounds:
            return self.items(goal, way.parts[0], names)
        (condition, x, which, end), *others = bounds
        item = ["narrow", self._index(goal, condition, names), self._symbol(x, names), which, self.data(end, names)]
        return self._after(goal, item, lambda one: self.narrow(one, way, names, tuple(others)))

    def _new(self, t: Symbol, values: Set, names: Names) -> tuple[Any, Names]:
        """Return the side of a new symbol, and the names with it."""
        name = f"t{len(self.program.symbols)}"
        return side_data(name, values), {**names, t: name}


def _named(e: Basic, names: Names) -> Basic:
    with sympy.evaluate(False):  # names without assumptions, and nothing decided by them
        return e.xreplace({s: Symbol(name) for s, name in names.items()})


def _renamed(way: Way, names: Names) -> dict[Symbol, str]:
    """Return the names of the symbols that a reduction put for others, `x'` for `x`."""
    return {twin: names[s] for twin, s in way.task.twins if s in names and twin not in names}


_WRITTEN: Mapping[str, Callable[..., Items]] = {
    rule.__name__: rule
    for rule in (
        *(Writer.parts, Writer.scale, Writer.square, Writer.combine, Writer.substitute, Writer.letter, Writer.edge),
        *(Writer.convex, Writer.cases, Writer.assume, Writer.pieces, Writer.exchange, Writer.end, Writer.narrow),
        *(Writer.strip, Writer.exponentials, Writer.tails),
    )
}

"""Reductions as items of proofs: a reduction says in the `note` of its parts which rule of the kernel justifies it.

A tactic takes a goal to the items that begin its proof, and has what is left shown by others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import Basic, Expr, Interval, Symbol

from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.kernel.program import Junction
from verify.prover.claim_data import expression_data, side_data, with_part
from verify.prover.reductions.restated import Parts, strictly_positive
from verify.prover.tactics.boxes import Items
from verify.prover.tactics.ground import Show
from verify.prover.tactics.views import View

__all__ = ["Notes"]

Shows = Callable[[list[Goal], list[Show]], Items]  # what shows goals, each in its way


class Notes:
    """What notes say of one goal; ``show`` finds the proof of one that is left, ``together`` those of several."""

    def __init__(self, checker: Checker, goal: Goal, view: View, show: Show, together: Shows) -> None:
        self.checker, self.goal, self.view, self.show, self.together = checker, goal, view, show, together
        self.names: dict[Symbol, str] = dict(view.names)

    def items(self, parts: Parts) -> Items:
        """Return a proof of the goal by the rule that a reduction names; raise `Refused` where it has none."""
        rule, *data = parts[0].note or ("this reduction",)
        if rule not in _NOTED:
            raise Refused(f"no rule of the kernel is known for {rule}")
        self.parts = parts
        return _NOTED[rule](self, self.goal, *data)

    def after(self, goal: Goal, item: list[Any], *then: Show) -> Items:
        """Return an item and what shows the goals it leaves, the last ones each in a way of its own."""
        goals = self.checker.step(goal, item)
        shows = [self.show] * (len(goals) - len(then)) + list(then)
        return [item, *self.together(goals, shows)]

    def data(self, e: Basic) -> Any:
        return expression_data(e, self.names)

    def form(self, statement: Basic) -> Any:
        """Return the expression that a relation says is positive, as data; None of other statements."""
        return next((self.data(f) for f, _ in strictly_positive(statement)), None)

    def number(self, x: Symbol) -> int:
        return self.checker.program.symbols.index(self.names[x])

    def index(self, goal: Goal, statement: Basic) -> int:
        """Return the number of a statement among what is given."""
        if statement in self.view.given and goal is self.goal:
            return self.view.given.index(statement)
        claim = self.checker.program.statement(self.data(statement))
        found = (k for k, part in enumerate(goal.where) if self.checker.rules.equal(goal.box, part, claim))
        if (k := next(found, None)) is None:
            raise Refused("a condition is not among what is given")
        return k

    def new(self, t: Symbol, values: Any) -> Any:
        """Return the side of a new symbol, which is called by a name of its own from here on."""
        self.names[t] = name = f"t{len(self.checker.program.symbols)}"
        return side_data(name, values)

    # Algebra

    def scale(self, goal: Goal, g: Expr, h: Expr) -> Items:
        if h == 1:
            raise Refused("nothing is left to be shown but the statement itself")
        return self.after(goal, ["scale", self.data(g), self.data(h)])

    def square(self, goal: Goal, a: Expr, b: Expr) -> Items:
        return self.after(goal, ["square", self.data(a), self.data(b)])

    def combine(self, goal: Goal, factor: Expr, condition: Basic, rest: Expr) -> Items:
        return self.after(goal, ["combine", [[self.data(factor), self.index(goal, condition)]], self.data(rest)])

    def bounded(self, goal: Goal, step: Expr, slope: Expr, rest: Expr, first: bool) -> Items:
        """By the first or second fact about a floor or ceiling, with a multiple."""
        k = len(goal.where) + (0 if first else 1)
        item = ["combine", [[str(abs(slope)), k]], self.data(rest)]
        return self.after(goal, ["fact", self.data(step)], lambda one: self.after(one, item))

    def strip(self, goal: Goal, name: str, a: Expr, b: Expr) -> Items:
        return self.after(goal, ["strip", name, self.data(a), self.data(b)])

    def exponentials(self, goal: Goal, scale: Expr, a: Expr, b: Expr) -> Items:
        """f = c (a − b), and exp a against exp b."""
        difference = ["add", self.data(a), ["mul", "-1", self.data(b)]]
        item = ["apply", "exp", self.data(a), self.data(b)]
        return self.after(goal, ["scale", self.data(scale), difference], lambda one: self.after(one, item))

    # Changes of variables

    def substitute(self, goal: Goal, x: Symbol, t: Symbol, value: Expr, back: Expr) -> Items:
        i, back_data = self.number(x), self.data(back)
        side = self.new(t, self.parts[0].ranges[t])
        return self.after(goal, ["substitute", i, side, self.data(value), back_data])

    def letter(self, goal: Goal, term: Expr, t: Symbol) -> Items:
        data, part = self.data(term), self.parts[0]
        side = self.new(t, part.ranges[t])
        form = with_part(self.form(part.statement), ["symbol", self.names[t]], data)
        there = lambda one: self.after(one, ["letter", data, side])
        return there(goal) if form is None else self.after(goal, ["combine", [], form], there)

    def tails(self, goal: Goal, pieces: tuple[tuple[Symbol, Any], ...]) -> Items:
        """What is far out by its reciprocal: the first symbol without an end, others in turn."""
        x, choices = next((x, choices) for x, choices in pieces if any(value != x for value, _, _ in choices))
        return self._tail(goal, x, choices)

    def _tail(self, goal: Goal, x: Symbol, choices: Any) -> Items:
        (value, letter, side), *others = choices
        others = [choice for choice in others if isinstance(choice[2], Interval)]  # its end is far out, too
        if value == x:
            return self.show(goal)
        i, k, sign = self.number(x), len(goal.where), 1 if value == 1 / letter else -1
        start = self.data(sign / side.sup)

        def far(one: Goal) -> Items:
            there = ["substitute", i, self.new(letter, side), self.data(value), ["div", str(sign), self.data(x)]]
            return self.after(one, there)

        def from_there(one: Goal) -> Items:
            return self.after(one, ["narrow", k, i, "low" if sign > 0 else "high", start], far)

        def up_to_there(one: Goal) -> Items:
            narrow = ["narrow", k, i, "high" if sign > 0 else "low", start]
            return self.after(one, narrow, lambda two: self._tail(two, x, others))

        if not others:  # all of the side is far out
            return far(goal)
        beyond = [">=", self.data(x), start] if sign > 0 else [">=", start, self.data(x)]
        return self.after(goal, ["cut", beyond], from_there, up_to_there)

    def order(self, goal: Goal, symbols: tuple[Symbol, ...]) -> Items:
        k = len(goal.where)
        then = self.show
        if len(symbols) == 2:
            then = lambda one: self.after(one, ["resolve", k])
        return self.after(goal, ["order", [self.number(x) for x in symbols]], then)

    def period(self, goal: Goal, x: Symbol, turn: Expr, low: Expr) -> Items:
        return self.after(goal, ["period", self.number(x), self.data(turn), self.data(low)])

    # Slopes

    def edge(self, goal: Goal, x: Symbol, edge: Expr, sign: int, at_edge: bool) -> Items:
        return self.after(goal, ["edge", self.number(x), self.data(edge), sign, at_edge])

    def chord(self, goal: Goal, x: Symbol) -> Items:
        return self.after(goal, ["chord", self.number(x)])

    def convex(self, goal: Goal, x: Symbol, point: Expr) -> Items:
        """On either side of a point where the slope is zero, from there with a slope that has a sign from there."""
        i, edge = self.number(x), self.data(point)

        def on(sign: int) -> Show:
            def outer(one: Goal) -> Items:
                # the slope itself rises from its zero
                return self.after(one, ["edge", i, edge, sign, True], lambda slope: self._rising(slope, i, edge, sign))

            return outer

        return self.after(goal, ["cut", [">=", self.data(x), edge]], on(1), on(-1))

    def _rising(self, goal: Goal, i: int, edge: Any, sign: int) -> Items:
        return self.after(goal, ["edge", i, edge, sign, True])

    # Cases

    def cases(self, goal: Goal, condition: Basic) -> Items:
        return self.after(goal, ["cases", self.index(goal, condition)])

    def assume(self, goal: Goal, statement: Basic) -> Items:
        claim = self.checker.program.statement(self.data(statement))
        parts = goal.claim.parts if isinstance(goal.claim, Junction) else ()
        found = (j for j, part in enumerate(parts) if self.checker.rules.equal(goal.box, part, claim))
        if (j := next(found, None)) is None:
            raise Refused("a part is not among those of the claim")
        return self.after(goal, ["assume", j])

    def pieces(self, goal: Goal, u: Expr) -> Items:
        """On either side of u = 0, with the moduli, maxima and minima that this resolves."""
        k = len(goal.where)

        def resolved(one: Goal) -> Items:
            (new,) = self.checker.step(one, ["resolve", k])
            return self.show(one) if new.claim == one.claim else [["resolve", k], *self.show(new)]

        return self.after(goal, ["cut", [">=", self.data(u), "0"]], resolved, resolved)

    def end(self, goal: Goal, x: Symbol, which: str) -> Items:
        return self.after(goal, ["end", self.number(x), which])

    def narrow(self, goal: Goal, bounds: tuple[tuple[Basic, Symbol, str, Expr], ...]) -> Items:
        if not bounds:
            return self.show(goal)
        (condition, x, which, end), *others = bounds
        item = ["narrow", self.index(goal, condition), self.number(x), which, self.data(end)]
        return self.after(goal, item, lambda one: self.narrow(one, tuple(others)))


_NOTED: Mapping[str, Callable[..., Items]] = {
    rule.__name__: rule
    for rule in (
        *(Notes.scale, Notes.square, Notes.combine, Notes.bounded, Notes.strip, Notes.exponentials),
        *(Notes.substitute, Notes.letter, Notes.tails, Notes.order, Notes.period, Notes.edge),
        *(Notes.chord, Notes.convex, Notes.cases, Notes.assume, Notes.pieces, Notes.end, Notes.narrow),
    )
}

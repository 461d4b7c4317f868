"""Tactics by what stands in a claim: integers, roots of squares, logarithms of products, bounded functions, arcs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

import sympy

from verify.kernel.goals import Claim, Goal, steps_of
from verify.kernel.program import Program, Sign
from verify.kernel.rules import BOUNDED
from verify.kernel.sides import End, Side, is_infinite
from verify.kernel.words import data_of
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.claim_data import expression_data
from verify.prover.tactics.boxes import Items
from verify.prover.tactics.ground import FAILURES, Attempt, Ground
from verify.prover.tactics.views import View
from verify.prover.zero_tests import factored_form

__all__ = ["functions", "logarithms", "opposites", "powers", "relaxed", "roots"]

ARCS = {"acos": "cos", "asin": "sin", "atan": "tan"}


def _steps(program: Program, goal: Goal) -> list[int]:
    return sorted({i for step in steps_of([goal.claim]) for i in program.cone(step)})


def relaxed(solver: Ground, goal: Goal, chain: int) -> Iterator[Attempt]:
    """Yield proofs for a real symbol in place of one for integers."""
    program = solver.checker.program
    spoken = {i for step in steps_of([goal.claim, *goal.where]) for i in program.spoken[step]}
    for i in sorted(spoken):
        if goal.box[i].integer and not goal.box[i].thin:
            item = ["letter", ["symbol", program.symbols[i]], _real(program, goal.box[i])]
            yield lambda: solver.after(goal, item, chain)  # noqa: B023


def _real(program: Program, side: Side) -> dict[str, Any]:
    """Return the side of a new real symbol that lies where an old one does."""
    low, high = (str(e.value[0]) if is_infinite(e) else data_of(program, e.step) for e in (side.low, side.high))
    new = {"name": f"t{len(program.symbols)}", "low": low, "high": high, "integer": False}
    return {**new, "low_open": side.low.is_open, "high_open": side.high.is_open}


def opposites(solver: Ground, goal: Goal, chain: int) -> Iterator[Attempt]:
    """Yield proofs of a disjunction where one of its relations holds and where it fails, if that occurs in it, too."""
    rules, program = solver.checker.rules, solver.checker.program
    relations = [part for part in _relations(goal.claim) if program.spoken[part.step]]
    for k, part in enumerate(relations):
        negated = rules.terms.negated(part)
        if any(rules.equal(goal.box, negated, other) for other in relations[k + 1 :]):
            item = ["cut", [">" if part.strict else ">=", data_of(program, part.step), "0"]]
            yield lambda: _chosen(solver, goal, item, chain)  # noqa: B023


def _chosen(solver: Ground, goal: Goal, item: list[Any], chain: int) -> Items:
    """Show on either side the part of a disjunction in which what is given there stands."""
    equal = solver.checker.rules.equal
    *conditions, above, below = solver.checker.step(goal, item)
    items = [item, *solver.together(conditions, [lambda one: solver.shown(one, chain)] * len(conditions))]
    for half in (above, below):
        parts = enumerate(half.claim.parts)  # type: ignore[union-attr]
        j = next(j for j, part in parts if any(equal(half.box, half.where[-1], one) for one in _relations(part)))
        items += solver.after(half, ["assume", j], chain)
    return items


def _relations(claim: Claim) -> Iterator[Sign]:
    if isinstance(claim, Sign):
        yield claim
    else:
        for part in claim.parts:
            yield from _relations(part)


def roots(solver: Ground, view: View, chain: int) -> Iterator[Attempt]:
    """Yield proofs on either side of s = 0 for a root of s²."""
    program = solver.checker.program
    for i in _steps(program, view.goal):
        if program.steps[i].head == "pow" and program.steps[i].number == Fraction(1, 2):
            with suppress(*FAILURES), sympy_may_fail():
                inside = sympy.trigsimp(view.expression(program.steps[i].arguments[0]))
                root = sympy.sqrt(factored_form(inside)).replace(sympy.Abs, lambda e: e)
                if not any(p.exp == sympy.Rational(1, 2) for p in root.atoms(sympy.Pow)):
                    item = ["cut", [">=", expression_data(root, view.names), "0"]]
                    yield lambda: _resolved(solver, view.goal, item, chain)  # noqa: B023


def _resolved(solver: Ground, goal: Goal, item: list[Any], chain: int) -> Items:
    *conditions, above, below = solver.checker.step(goal, item)
    items = [item, *solver.together(conditions, [lambda one: solver.shown(one, chain)] * len(conditions))]
    for side in (above, below):
        items += solver.after(side, ["resolve", len(goal.where)], chain)
    return items


def powers(solver: Ground, goal: Goal, chain: int) -> Iterator[Attempt]:
    """Yield proofs with exp(y log x) for a power xʸ of what is shown to be positive."""
    program = solver.checker.program
    for i in _steps(program, goal):
        head, arguments, _ = program.steps[i]
        if head == "power":
            item = ["have", [">", data_of(program, arguments[0]), "0"]]
            yield lambda: _as_exponential(solver, goal, item, chain)  # noqa: B023


def _as_exponential(solver: Ground, goal: Goal, item: list[Any], chain: int) -> Items:
    items, positive = solver.first(goal, item, chain)
    (new,) = solver.checker.step(positive, resolve := ["resolve", len(goal.where)])
    return [*items, resolve, *solver.shown(new, chain)]


def logarithms(solver: Ground, view: View, chain: int) -> Iterator[Attempt]:
    """Yield proofs with the logarithm of a product as a sum."""
    program = solver.checker.program
    for i in _steps(program, view.goal):
        if program.steps[i].head == "log" and i not in program.constants:
            with suppress(*FAILURES), sympy_may_fail():
                inside = factored_form(view.expression(program.steps[i].arguments[0]))
                form = sympy.expand_log(sympy.log(inside), force=True)
                if form.is_Add or form.is_Mul:
                    item = ["replace", data_of(program, i), expression_data(form, view.names)]
                    yield lambda: solver.after(view.goal, item, chain)  # noqa: B023


def functions(solver: Ground, goal: Goal, chain: int) -> Iterator[Attempt]:
    """Yield proofs by the bounds of a function, or with the angle for an arccosine, arcsine or arctangent."""
    program = solver.checker.program
    for i in _steps(program, goal):
        head, arguments, _ = program.steps[i]
        if head in ARCS and program.steps[arguments[0]].head == "symbol":
            yield lambda: _in_angle(solver, goal, i, chain)  # noqa: B023
        if head in ("floor", "ceiling", "sign"):
            yield lambda: _as_integer(solver, goal, i, chain)  # noqa: B023
        told = any(i in program.cone(part.step) for part in goal.where if isinstance(part, Sign))
        if head in ("floor", "ceiling", *BOUNDED) and not told:
            yield lambda: solver.after(goal, ["fact", data_of(program, i)], chain)  # noqa: B023


def _as_integer(solver: Ground, goal: Goal, i: int, chain: int) -> Items | None:
    """Show a claim for each integer that a floor, a ceiling or a sign may be."""
    program, one, low_high = solver.checker.program, solver.checker.ring.one, solver.checker.leaves.value(goal.box, i)
    if any(isinstance(end, float) for end in low_high):
        return None
    low, high = -(-low_high[0] // one), low_high[1] // one
    new = {"name": f"t{len(program.symbols)}", "low": str(low), "high": str(high), "integer": True}
    item = ["letter", data_of(program, i), {**new, "low_open": False, "high_open": False}]
    return solver.after(goal, item, chain)


def _in_angle(solver: Ground, goal: Goal, i: int, chain: int) -> Items:
    """x = cos t for t = arccos x, and so on."""
    program = solver.checker.program
    head, (x,), _ = program.steps[i]
    k = int(program.steps[x].number)
    images = [_image(program, head, end) for end in (goal.box[k].low, goal.box[k].high)]
    (low, low_open), (high, high_open) = images[:: -1 if head == "acos" else 1]
    name = f"t{len(program.symbols)}"
    new = {"name": name, "low": low, "high": high, "low_open": low_open, "high_open": high_open, "integer": False}
    t = ["symbol", name]
    value = [ARCS[head], t] if head != "atan" else ["div", ["sin", t], ["cos", t]]
    return solver.after(goal, ["substitute", k, new, value, data_of(program, i)], chain)


def _image(program: Program, head: str, end: End) -> tuple[Any, bool]:
    """Return what an inverse function is at an end, and whether that is left out."""
    if is_infinite(end):  # of an arctangent
        return ["mul", "1/2" if end.value[0] > 0 else "-1/2", "pi"], True
    return [head, data_of(program, end.step)], end.is_open

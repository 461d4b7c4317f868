"""Tactics by what is given, and by other forms of an expression: its factors, sums, squares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sympy
from sympy import Expr, Symbol

from verify.kernel import Refused
from verify.kernel.goals import Goal
from verify.kernel.program import Sign
from verify.kernel.words import data_of
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.claim_data import expression_data, with_part
from verify.prover.tactics.boxes import Items, leaf_of
from verify.prover.tactics.forms import forms
from verify.prover.tactics.ground import FAILURES, Attempt, Ground
from verify.prover.tactics.points import seen_signs
from verify.prover.tactics.views import View
from verify.prover.zero_tests import factored_form, is_handy

__all__ = ["attempts", "narrowed"]


def narrowed(solver: Ground, view: View, chain: int) -> Iterator[Attempt]:
    """Yield proofs with what is given of one symbol alone, linear in it, as an end of its side."""
    program = solver.checker.program
    for k, part in enumerate(view.goal.where):
        symbols = program.spoken[part.step] if isinstance(part, Sign) else frozenset()
        if len(symbols) != 1 or not isinstance(x := view.symbols[min(symbols)], Symbol):
            continue
        with suppress(*FAILURES), sympy_may_fail():
            f = sympy.expand(view.expression(part.step))  # type: ignore[union-attr]
            slope = sympy.diff(f, x)
            if slope in (1, -1):
                end = expression_data(sympy.expand(x - f / slope))
                item = ["narrow", k, min(symbols), "low" if slope == 1 else "high", end]
                yield lambda: solver.after(view.goal, item, chain)  # noqa: B023


def attempts(solver: Ground, view: View, claim: Sign, chain: int) -> Iterator[Attempt]:
    """Yield proofs of a relation by what is given, in other forms, and in factors."""
    yield lambda: _as_number(solver, view.goal, claim)
    yield lambda: _by_given(solver, view, claim)
    if chain > 0:
        yield lambda: _in_factors(solver, view, claim, chain - 1)
        yield from _quotients(solver, view, claim, chain - 1)
    yield lambda: _in_increments(solver, view, claim)
    for form in _forms(view, claim):
        yield lambda: _in_form(solver, view.goal, claim, form)  # noqa: B023


def _as_number(solver: Ground, goal: Goal, claim: Sign) -> Items | None:
    """f is a rational number by exact algebra."""
    exact, leaves = solver.checker.exact, solver.checker.leaves
    value = exact.ratio(leaves.coefficients(goal.box, claim.step, 1)[0])
    return None if value is None else solver.leaves(goal, ["combine", [], str(value)])


def _by_given(solver: Ground, view: View, claim: Sign) -> Items | None:
    """f is a positive multiple of something given, and a number."""
    for k, part in enumerate(view.goal.where):
        factor, rest = None, sympy.nan
        with sympy_may_fail():
            if isinstance(part, Sign):
                f, given = (sympy.expand(view.expression(one.step)) for one in (claim, part))
                factor = _multiple(f, given)
                rest = sympy.nan if factor is None else sympy.expand(f - factor * given)
        if factor is not None and factor.is_positive and rest.is_number and rest.is_nonnegative:
            item = ["combine", [[expression_data(factor), k]], expression_data(rest)]
            return solver.leaves(view.goal, item)
    return None


def _quotients(solver: Ground, view: View, claim: Sign, chain: int) -> Iterator[Attempt]:
    """Yield proofs of f ≥ 0 from g ≥ 0 that is given and f/g > 0, which is simpler."""
    program = solver.checker.program
    for part in view.goal.where:
        if not isinstance(part, Sign) or not program.spoken[part.step]:
            continue
        with suppress(*FAILURES), sympy_may_fail():
            f = view.expression(claim.step)
            quotient = factored_form(f / view.expression(part.step))
            if quotient.free_symbols and quotient.count_ops() < f.count_ops():
                item = ["scale", expression_data(quotient, view.names), data_of(program, part.step)]
                yield lambda: solver.after(view.goal, item, chain)  # noqa: B023


def _in_increments(solver: Ground, view: View, claim: Sign) -> Items | None:
    """f as a polynomial in differences that are given, where its coefficients are positive: y = x + a for y − x ≥ 0."""
    program = solver.checker.program
    letters: dict[Symbol, Any] = {}
    values: dict[Symbol, Expr] = {}
    form = None
    with sympy_may_fail():
        f = view.expression(claim.step)
        for part in view.goal.where:
            if isinstance(part, Sign) and (pair := _difference(view.expression(part.step))):
                letters[a := sympy.Dummy(nonnegative=True)] = data_of(program, part.step)
                values[pair[0]] = pair[1] + a
        for _ in values:  # z = y + b, y = x + a
            f = f.subs(values)
        if letters and is_handy(f) and f.is_polynomial():
            form = sympy.expand(f)
            form = form if all(c > 0 for c in sympy.Poly(form).coeffs()) else None
    if form is None:
        return None
    data = expression_data(form, view.names | {a: f"letter{k}" for k, a in enumerate(letters)})
    for k, known in enumerate(letters.values()):
        data = with_part(data, ["symbol", f"letter{k}"], known)
    return _in_form(solver, view.goal, claim, data)


def _difference(g: Expr) -> tuple[Symbol, Symbol] | None:
    """Return y and x for y − x."""
    found = {c: x for x, c in g.as_coefficients_dict().items() if isinstance(x, Symbol)}
    plain = g.is_Add and len(g.args) == 2 and set(found) == {1, -1}
    return (found[1], found[-1]) if plain else None


def _multiple(f: Expr, g: Expr) -> Expr | None:
    """Return the number that the coefficient in f of some product of symbols is of that in g."""
    parts = {
        rest: c for term in sympy.Add.make_args(g) for c, rest in [term.as_independent(*g.free_symbols)] if rest != 1
    }
    of_f = [term.as_independent(*g.free_symbols) for term in sympy.Add.make_args(f)]
    for rest, c in parts.items():
        total = sympy.Add(*(d for d, other in of_f if other == rest))
        return total / c if total.is_number and c.is_number else None
    return None


def _forms(view: View, claim: Sign) -> Iterator[Any]:
    with sympy_may_fail():
        for form in forms(view.expression(claim.step)):
            with suppress(*FAILURES):
                yield expression_data(form, view.names)


def _in_form(solver: Ground, goal: Goal, claim: Sign, form: Any) -> Items | None:
    same = solver.checker.program.expression(form) == claim.step
    return None if same else solver.leaves(goal, ["combine", [], form])


def _in_factors(solver: Ground, view: View, claim: Sign, chain: int) -> Items | None:
    """Show the signs of factors that are not plain, as they are seen at points, and then that of the product."""
    found: list[tuple[Any, Any]] | None = None
    with sympy_may_fail():
        factors = sympy.Mul.make_args(factored_form(view.expression(claim.step)))
        found = [_factor(solver, view, claim, *one.as_base_exp()) for one in factors] if len(factors) > 1 else None
    if found is None:
        return None
    items, goal = [], view.goal
    for fact in [fact for fact, _ in found if fact is not None]:
        first, goal = solver.first(goal, ["have", fact], chain)
        items += first
    return items + solver.leaves(goal, ["combine", [], ["mul", *(part for _, part in found)]])


def _factor(solver: Ground, view: View, claim: Sign, base: Any, exponent: Any) -> tuple[Any, Any]:
    """Return what is to be shown of a factor, None if that is plain, and the factor in these terms."""
    data = expression_data(base, view.names)
    even = exponent.is_Integer and exponent % 2 == 0 and not (claim.strict and exponent > 0)
    if not base.free_symbols or not exponent.is_Rational or base.is_Symbol or even:
        return None, data if exponent == 1 else expression_data(base**exponent, view.names)
    signs = seen_signs(solver.checker, view.goal, solver.checker.program.expression(data))
    if not signs:
        raise Refused("the sign of a factor was not seen")
    sign, strict = max(signs), claim.strict or exponent < 0
    data = data if sign > 0 else ["mul", "-1", data]
    shown = leaf_of(solver.checker, view.goal.with_claim(Sign(solver.checker.program.expression(data), strict)))
    plain = shown is not None and shown[-1] in (["signs"], ["range"])
    power = data if exponent == 1 else ["pow", data, str(exponent)]
    part = power if sign > 0 or exponent % 2 == 0 else ["mul", "-1", power]
    return None if plain else [">" if strict else ">=", data, "0"], part

"""The check of statements with E: proved or refuted through closed forms, where they are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.core.relational import Relational

from derivations.expectations import gram
from derivations.expectations.answer import expectation
from verify.checks import check
from verify.declare import Lemma
from verify.expectation import E
from verify.prove import hole_in
from verify.signs import undefined_part
from verify.vectors import Vector
from verify.verdict import PROVED, UNKNOWN, Evidence, combine

__all__ = ["closed_form"]

METHOD = "closed form"


def closed_form(lemma: Lemma) -> Evidence:
    """PROVED or REFUTED by the closed form of every E in a statement, derived and checked on the lemma's domain."""
    values: dict[Basic, Expr] = {}
    for mean in sorted(lemma.statement.atoms(E), key=str):
        found = expectation(mean, lemma.domain)
        if found.value is None:
            return Evidence(UNKNOWN, METHOD, found.why or "")
        if found.status is not PROVED:
            return Evidence(UNKNOWN, METHOD, f"for {mean} the rule “{found.doubtful}” was not shown to hold")
        values[mean] = found.value
    return _with_values(lemma, values)


def _with_values(lemma: Lemma, values: Mapping[Basic, Expr]) -> Evidence:
    if hole := _hole(lemma, values):
        return Evidence(UNKNOWN, METHOD, hole if "narrow" in hole else f"{hole}: narrow the domain so that it cannot")
    statement = _replaced(lemma.statement, values)
    if isinstance(statement, sympy.Eq) and gram.is_zero(statement.lhs - statement.rhs, lemma.domain.facts):
        return Evidence(PROVED, METHOD)
    found = check(replace(lemma, function=_constantly(statement), checks=None, uses=()))
    status = combine(found)
    against = [e for e in found if e.doubt or e.status is status]
    return replace(against[-1], method=f"{METHOD}, then {against[-1].method}", status=status)


def _hole(lemma: Lemma, values: Mapping[Basic, Expr]) -> str | None:
    """Return words for a part not shown to be defined, before the values cancel anything, as in E(t x²)/t."""
    typed = lemma.statement if lemma.as_typed is None else lemma.as_typed
    evaluated = {mean: E(mean.expression.doit()) for mean in typed.atoms(E)}
    known = {mean: values[key] for mean, key in evaluated.items() if key in values}
    with sympy.evaluate(False):
        typed = typed.xreplace(known)
    hole = undefined_part(_known_to_exist(typed, values), lemma.domain.facts)
    scalar = hole is not None and not typed.atoms(Vector)
    return hole_in(typed, lemma.domain) if scalar else hole


def _replaced(statement: Basic, values: Mapping[Basic, Expr]) -> Any:
    """Return a statement with values for its E, and no relation decided by SymPy on the way."""
    if isinstance(statement, Relational):
        return statement.func(*(side.xreplace(values) for side in statement.args), evaluate=False)
    return statement.func(*(_replaced(part, values) for part in statement.args)) if statement.args else statement


def _constantly(statement: Any) -> Callable[..., Any]:
    return lambda **_: statement


def _known_to_exist(statement: Basic, values: Mapping[Basic, Expr]) -> Basic:
    """Return what remains to be shown defined: the statement without the angles in the values, which exist.

    A root of what is nonnegative for any vectors, such as 1 − cos² φ, gives way to what stands under it.
    """
    angles = set().union(*(value.atoms(sympy.acos) for value in values.values()))
    left = statement.xreplace({node: sympy.Dummy(real=True) for node in angles})
    left = left.replace(sympy.erf, lambda x: x)  # it is defined where x is
    return left.replace(_is_root, lambda n: n.base)


def _is_root(node: Basic) -> bool:
    return isinstance(node, sympy.Pow) and node.exp == sympy.S.Half and gram.is_nonnegative(node.base)

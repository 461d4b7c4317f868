"""The check of statements with E: proved or refuted through closed forms, where they are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.core.relational import Relational

from derivations.gaussian import gram
from derivations.gaussian.expectation import expectation
from derivations.gaussian.holes import hole_with
from verify.checks import check
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.reasons import Cause, because
from verify.language.verdict import PROVED, UNKNOWN, Evidence, combine

__all__ = ["closed_form"]

METHOD = "closed form"


def closed_form(lemma: Lemma) -> Evidence:
    """PROVED or REFUTED by the closed form of every E in a statement, derived and checked on the lemma's domain."""
    values: dict[Basic, Expr] = {}
    for mean in sorted(lemma.statement.atoms(E), key=lambda mean: (len(mean.expression.atoms(E)), str(mean))):
        found = expectation(E(mean.expression.xreplace(values)), lemma.domain)  # one inside is a number by now
        if found.value is None:
            return Evidence(UNKNOWN, METHOD, because(Cause.NO_CLOSED_FORM, text=found.why))
        if found.status is not PROVED:
            return Evidence(UNKNOWN, METHOD, because(Cause.CLOSED_FORM_RULE, mean=mean, rule=found.doubtful))
        values[mean] = found.value
    return _with_values(lemma, values)


def _with_values(lemma: Lemma, values: Mapping[Basic, Expr]) -> Evidence:
    if hole := hole_with(lemma.typed, values, lemma.domain):
        return Evidence(UNKNOWN, METHOD, because(Cause.HOLE, hole=hole))
    statement = _replaced(lemma.statement, values)
    if isinstance(statement, sympy.Eq) and gram.is_zero(statement.lhs - statement.rhs, lemma.domain.facts):
        return Evidence(PROVED, METHOD)
    found = check(replace(lemma, function=_constantly(statement), checks=None, uses=()))
    status = combine(found)
    against = [e for e in found if e.doubt or e.status is status]
    return replace(against[-1], method=f"{METHOD}, then {against[-1].method}", status=status)


def _replaced(statement: Basic, values: Mapping[Basic, Expr]) -> Any:
    """Return a statement with values for its E, and no relation decided by SymPy on the way."""
    if isinstance(statement, Relational):
        return statement.func(*(side.xreplace(values) for side in statement.args), evaluate=False)
    return statement.func(*(_replaced(part, values) for part in statement.args)) if statement.args else statement


def _constantly(statement: Any) -> Callable[..., Any]:
    return lambda **_: statement

"""Statements that exact algebra and the rules of signs show."""

from __future__ import annotations

from sympy import And, Eq, Expr, Implies, Not, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from verify.language import algebra
from verify.language.domain import Domain
from verify.language.from_sympy import term_of
from verify.language.sympy_heads import NotReadable
from verify.prover.conditions import allowed, holds_for_cosines
from verify.prover.identities import vanishes
from verify.prover.signs import signs, undefined_part

__all__ = ["holds"]


def holds(statement: Boolean, domain: Domain) -> bool:
    """Return whether exact algebra shows the statement, and that all of it is defined, on the whole domain."""
    return undefined_part(statement, domain.facts) is None and _is_shown(statement, domain)


def _is_shown(statement: Boolean, domain: Domain) -> bool:
    if statement in And.make_args(domain.where):
        return True
    match statement:
        case And():
            return all(_is_shown(part, domain) for part in statement.args)
        case Or():
            return any(_is_shown(part, domain) for part in statement.args)
        case Implies(args=(premise, conclusion)):
            return _is_shown(conclusion, domain) or _is_shown(Not(premise), domain)
    if not isinstance(statement, Relational) or not all(isinstance(side, Expr) for side in statement.args):
        return statement == S.true
    difference = statement.lhs - statement.rhs
    if isinstance(statement, Eq):
        return vanishes(difference) or _by_algebra(difference)
    return holds_for_cosines(statement) or signs(difference, domain.facts) <= allowed(statement)


def _by_algebra(expression: Expr) -> bool:
    """Return whether algebra that knows gamma functions and products shows zero, as no certificate can say it."""
    try:
        return algebra.is_zero(term_of(expression))
    except NotReadable:
        return False

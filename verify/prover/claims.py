"""Claims: statements as positivity.

A relation is the claim that an expression is positive (or nonnegative); And, Or, Not and Implies combine claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import And, Eq, Expr, Ne, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, to_nnf

from verify.language.sympy_heads import NotReadable, inequality

__all__ = ["All", "Any_", "Claim", "Positive", "Unsupported", "claim_of", "expressions"]


class Unsupported(NotReadable):
    """A statement or a head that the prover does not know; the message names it."""


@dataclass(frozen=True)
class Positive:
    """The claim that an expression is nonnegative, or positive if `strict`."""

    expression: Expr
    strict: bool


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Claim, ...]


@dataclass(frozen=True)
class Any_:
    """Some part holds, at each point perhaps another one."""

    parts: tuple[Claim, ...]


Claim = Positive | All | Any_


def claim_of(statement: Boolean) -> Claim:
    """Return a statement as a claim; raise `Unsupported` for what is neither a relation nor made of relations.

    >>> x = sympy.Symbol("x", real=True)
    >>> claim_of(x**2 < 1)
    Positive(expression=1 - x**2, strict=True)
    """
    if statement == S.true:
        return All(())
    if statement == S.false:
        return Any_(())
    if isinstance(statement, Relational):
        return _relation(statement)
    if isinstance(statement, (And, Or)):
        return (All if isinstance(statement, And) else Any_)(tuple(map(claim_of, statement.args)))
    plain = to_nnf(statement, simplify=False)
    if plain == statement or not isinstance(plain, Boolean):
        raise Unsupported(f"{statement} is neither a relation nor made of relations")
    return claim_of(plain)


def _relation(relation: Relational) -> Claim:
    left, right = relation.args
    if not isinstance(left, Expr) or not isinstance(right, Expr):
        raise Unsupported(f"{relation} does not relate numbers")
    for low, high, strict in inequality(relation):
        return _positive(high - low, strict)
    if isinstance(relation, (Eq, Ne)):
        strict = isinstance(relation, Ne)
        return (Any_ if strict else All)((_positive(left - right, strict), _positive(right - left, strict)))
    raise Unsupported(f"{type(relation).__name__} is not a relation the prover knows")


def _positive(expression: Expr, strict: bool) -> Claim:
    """Return the claim that an expression is positive, with |x| as the larger of x and −x where it is a summand."""
    for size in sorted(expression.atoms(sympy.Abs), key=str):
        coefficient = sympy.expand(expression).coeff(size)
        if coefficient.is_nonzero and coefficient.is_Rational:
            rest = sympy.expand(expression) - coefficient * size
            if not rest.has(size):
                sides = (_positive(rest + sign * coefficient * size.args[0], strict) for sign in (1, -1))
                return (Any_ if coefficient > 0 else All)(tuple(sides))
    return Positive(expression, strict)


def expressions(claim: Claim) -> Iterator[Expr]:
    """Yield the expressions whose signs a claim is about."""
    if isinstance(claim, Positive):
        yield claim.expression
    else:
        for part in claim.parts:
            yield from expressions(part)

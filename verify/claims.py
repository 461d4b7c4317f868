"""Claims: statements as positivity, and the conditions under which a statement is defined.

A relation is the claim that an expression is positive (or nonnegative); And, Or, Not and Implies combine
claims.  Where an expression is defined is a statement of the same kind (denominators are not zero,
radicands not negative), so that one prover serves for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from sympy import And, Basic, Eq, Expr, Ge, Gt, Le, Lt, Ne, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, to_nnf

__all__ = ["All", "Any_", "Claim", "Positive", "Unsupported", "claim_of", "conditions", "expressions"]


class Unsupported(TypeError):
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
    match relation:
        case Lt() | Le():
            return _positive(right - left, isinstance(relation, Lt))
        case Gt() | Ge():
            return _positive(left - right, isinstance(relation, Gt))
        case Ne() | Eq():
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


_EVERYWHERE = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh,
    sympy.Abs, sympy.Max, sympy.Min, sympy.Heaviside, sympy.sign, sympy.floor, sympy.ceiling, Boolean,
    sympy.Symbol, sympy.Rational, sympy.Tuple,
)  # fmt: skip


def conditions(statement: Basic) -> Iterator[tuple[Boolean, Basic]]:
    """Yield conditions that together say where a statement is defined and real, each with the part it is for.

    Raises `Unsupported` for a head of unknown meaning, infinities and complex numbers included.
    """
    for node in sympy.postorder_traversal(statement):
        if hasattr(node, "as_elementary"):
            yield from conditions(node.as_elementary())
        elif not isinstance(node, _EVERYWHERE):
            yield from ((condition, node) for condition in _needed(node))


def _needed(node: Basic) -> Iterator[Boolean]:
    match node:
        case sympy.Pow(base=base, exp=exponent):
            yield from _power_conditions(base.doit(), exponent.doit())
        case sympy.log(args=(x,)):
            yield sympy.Gt(x.doit(), 0)
        case sympy.acos(args=(x,)) | sympy.asin(args=(x,)):
            yield sympy.Le(x.doit(), 1)
            yield sympy.Ge(x.doit(), -1)
        case sympy.tan(args=(x,)):
            yield sympy.Ne(sympy.cos(x.doit()), 0)
        case sympy.atan2(args=(y, x)):
            yield sympy.Or(sympy.Ne(y.doit(), 0), sympy.Ne(x.doit(), 0))
        case _ if not (isinstance(node, sympy.NumberSymbol) and node.is_real):
            raise Unsupported(f"{type(node).__name__} in {node} is not a function the prover knows")


def _power_conditions(base: Expr, exponent: Expr) -> Iterator[Boolean]:
    if base.is_positive:
        return
    if exponent.is_Integer or exponent.is_integer:
        if not exponent.is_nonnegative:
            yield sympy.Ne(base, 0)
    elif exponent.is_positive:
        yield sympy.Ge(base, 0)
    else:
        yield sympy.Gt(base, 0)

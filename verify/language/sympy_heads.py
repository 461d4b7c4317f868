"""SymPy's classes and what they are called in the language of statements: heads, leaves, functions by definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

import sympy
from sympy import Basic, Expr

from verify.language.choices import RELATIONS, Relation
from verify.language.expectation import E
from verify.language.function import Function
from verify.language.functions import FUNCTIONS
from verify.language.reasons import Cause, Reason, because
from verify.language.term import Term, apply, number
from verify.language.vectors import Dot

__all__ = [
    "BETWEEN", "DEFINED", "HEADS", "LEAVES", "Branch", "Named", "NotAFunction", "NotReadable", "inequality",
    "record_of", "relation_of", "root",
]  # fmt: skip


class Branch(sympy.ITE):
    """What a Python `if` made of a statement: the second part where the first holds, else the third.

    Unlike in an ITE, the part that is not taken need not be defined.
    """


class Named(NamedTuple):
    """A function with a definition: SymPy's class for it, and what else it is printed by."""

    head: Any
    rest: tuple[Basic, ...]


class NotReadable(TypeError):
    """A part of a SymPy expression that the language of statements does not know; the message names it."""

    cause = Cause.UNREAD

    @property
    def reason(self) -> Reason:
        return because(self.cause, text=str(self))


class NotAFunction(NotReadable):
    """A function that the language of statements does not know."""

    cause = Cause.NOT_A_FUNCTION


def _class(dotted: str) -> Any:
    return attrgetter(dotted)(sympy)


def root(x: Term) -> Term:
    return x ** number(Fraction(1, 2))


HEADS: dict[Any, str] = {_class(f.sympy): f.name for f in FUNCTIONS.values()} | {
    _class(name.capitalize()): name for name in RELATIONS
} | {
    sympy.Add: "add", sympy.Mul: "mul", sympy.Pow: "pow", sympy.And: "and", sympy.Or: "or", sympy.Not: "not",
    sympy.Implies: "implies", sympy.Equivalent: "equivalent", sympy.Xor: "xor", sympy.ITE: "ite", Branch: "branch",
    Dot: "dot", E: "mean",
}  # fmt: skip
BETWEEN = {sympy.Integral: "integral", sympy.Sum: "sum", sympy.Product: "product"}
LEAVES = {
    sympy.pi: apply("pi"), sympy.E: apply("e"), sympy.true: apply("true"), sympy.false: apply("false"),
    sympy.GoldenRatio: (1 + root(number(5))) / 2, sympy.zoo: apply("undefined"), sympy.nan: apply("undefined"),
}  # fmt: skip


def _call(head: str, *args: Term) -> Term:
    return apply(head, *args)


# functions by their definition, as SymPy has it at real arguments
DEFINED: dict[Any, Callable[..., Term]] = {
    sympy.cot: lambda x: _call("cos", x) / _call("sin", x),
    sympy.sec: lambda x: 1 / _call("cos", x),
    sympy.csc: lambda x: 1 / _call("sin", x),
    sympy.coth: lambda x: _call("cosh", x) / _call("sinh", x),
    sympy.sech: lambda x: 1 / _call("cosh", x),
    sympy.csch: lambda x: 1 / _call("sinh", x),
    sympy.frac: lambda x: x - _call("floor", x),
    sympy.beta: lambda x, y: _call("gamma", x) * _call("gamma", y) / _call("gamma", x + y),
    sympy.re: lambda x: x,
    sympy.im: lambda x: 0 * x,
    sympy.conjugate: lambda x: x,
    sympy.log: lambda x, base: _call("log", x) / _call("log", base),
    sympy.Heaviside: lambda x: _call("heaviside", x, number(Fraction(1, 2))),
    sympy.Nand: lambda *parts: ~apply("and", *parts),
    sympy.Nor: lambda *parts: ~apply("or", *parts),
    sympy.logic.boolalg.Xnor: lambda *parts: ~apply("xor", *parts),
}


def record_of(node: Basic) -> Function | None:
    """Return what the table says of a SymPy node's head, None if that is no function of the table, or by another rule.

    A logarithm to a base is by definition a quotient.
    """
    record = FUNCTIONS.get(HEADS.get(type(node), ""))
    return record if record and record.arity in (None, len(node.args)) else None


def relation_of(node: Basic) -> Relation | None:
    """Return what the table of relations says of a SymPy relation, None of what is none."""
    return RELATIONS.get(HEADS.get(type(node), ""))


def inequality(part: Basic) -> Iterator[tuple[Expr, Expr, bool]]:
    """Yield the smaller and the larger side of an inequality, and whether it is strict; nothing of what is none."""
    if isinstance(part, (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)):
        yield part.lts, part.gts, isinstance(part, (sympy.Lt, sympy.Gt))

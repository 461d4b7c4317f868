"""SymPy's classes and what they are called in the language of statements: heads, leaves, functions by definition."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

import sympy
from sympy import Basic

from verify.language.expectation import E
from verify.language.function import Function
from verify.language.functions import FUNCTIONS
from verify.language.reasons import Cause, Reason, because
from verify.language.term import Term, apply, number
from verify.language.vectors import Dot

__all__ = [
    "BETWEEN", "DEFINED", "HEADS", "LEAVES", "Branch", "Named", "NotAFunction", "NotReadable", "record_of", "root",
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
    sympy.Add: "add", sympy.Mul: "mul", sympy.Pow: "pow", sympy.Eq: "eq", sympy.Ne: "ne", sympy.Lt: "lt",
    sympy.Le: "le", sympy.Gt: "gt", sympy.Ge: "ge", sympy.And: "and", sympy.Or: "or", sympy.Not: "not",
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
    """Return what the table of functions says of a SymPy node's head, None if that is no function of the table."""
    return FUNCTIONS.get(HEADS.get(type(node), ""))

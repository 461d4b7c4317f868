"""SymPy expressions as terms, and terms as SymPy expressions.

Reading changes nothing: each SymPy node becomes the node of the same meaning, and what has a definition (tan in terms
of cot, a ramp, an angle) is read as its definition.  Writing lets SymPy evaluate, so that what is written is for
guessing and printing, never what a verdict is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from operator import attrgetter
from typing import Any, NamedTuple

import sympy
from sympy import Basic, Symbol

from verify.language.expectation import E, Gaussian
from verify.language.functions import FUNCTIONS, Function
from verify.language.term import Bound, Term, apply, fold, number, one, substitute, symbol, zero
from verify.language.vectors import Angle, Component, Dot, Vector

__all__ = ["Branch", "NotReadable", "elementary", "record_of", "sympy_of", "term_of"]

MOST_TERMS = 1000  # of a finite sum that is written out


class Branch(sympy.ITE):
    """What a Python `if` made of a statement: the second part where the first holds, else the third.

    Unlike in an ITE, the part that is not taken need not be defined.
    """


class _Named(NamedTuple):
    """A function with a definition: SymPy's class for it, and what else it is printed by."""

    head: Any
    rest: tuple[Basic, ...]


class NotReadable(TypeError):
    """A part of a SymPy expression that the language of statements does not know; the message names it."""


def _class(dotted: str) -> Any:
    return attrgetter(dotted)(sympy)


def _sqrt(x: Term) -> Term:
    return x ** number(Fraction(1, 2))


_HEADS: dict[Any, str] = {_class(f.sympy): f.name for f in FUNCTIONS.values()} | {
    sympy.Add: "add", sympy.Mul: "mul", sympy.Pow: "pow", sympy.Eq: "eq", sympy.Ne: "ne", sympy.Lt: "lt",
    sympy.Le: "le", sympy.Gt: "gt", sympy.Ge: "ge", sympy.And: "and", sympy.Or: "or", sympy.Not: "not",
    sympy.Implies: "implies", sympy.Equivalent: "equivalent", sympy.Xor: "xor", sympy.ITE: "ite", Branch: "branch",
    Dot: "dot", E: "mean",
}  # fmt: skip
_BETWEEN = {sympy.Integral: "integral", sympy.Sum: "sum", sympy.Product: "product"}
_LEAVES = {
    sympy.pi: apply("pi"), sympy.E: apply("e"), sympy.true: apply("true"), sympy.false: apply("false"),
    sympy.GoldenRatio: (1 + _sqrt(number(5))) / 2, sympy.zoo: apply("undefined"), sympy.nan: apply("undefined"),
}  # fmt: skip


def _call(head: str, *args: Term) -> Term:
    return apply(head, *args)


# functions by their definition, as SymPy has it at real arguments
_DEFINED: dict[Any, Callable[..., Term]] = {
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


def term_of(expression: Basic, between: bool = False) -> Term:
    """Return a SymPy expression or statement as a term; symbols keep SymPy's objects as their names.

    Integrals, and sums and products of unknown length, are heads of `verify.language.between` if that is asked for.
    Raises `NotReadable` for complex numbers, infinities and heads that the language does not know.

    >>> x = Symbol("x")
    >>> term_of(sympy.Mul(x, 1 / x, evaluate=False))
    (mul x (pow x -1))
    """
    return _known(expression, between)


@lru_cache(maxsize=2**14)
def _known(expression: Basic, between: bool) -> Term:
    known: dict[Basic, Term] = {}
    waiting = [expression]
    while waiting:
        node = waiting[-1]
        if node in known:
            waiting.pop()
            continue
        missing = [arg for arg in _parts(node) if arg not in known]
        if missing:
            waiting += missing
            continue
        known[node] = _bound(node, between) if _is_bound(node) else _term(node, known)
        waiting.pop()
    return known[expression]


def _parts(node: Basic) -> tuple[Basic, ...]:
    """Return what must be read before a node."""
    if node in _LEAVES or isinstance(node, (sympy.Number, Symbol, Vector)) or _is_bound(node):
        return ()
    if isinstance(node, sympy.Piecewise):
        return tuple(part for pair in node.args for part in pair.args)
    if isinstance(node, Angle):
        return node.args[:2]
    return tuple(node.args[1:] if isinstance(node, Component) else node.args)


def _is_bound(node: Basic) -> bool:
    return isinstance(node, (*_BETWEEN, sympy.Derivative, sympy.Subs, sympy.Contains))


def _term(node: Basic, known: Mapping[Basic, Term]) -> Term:
    if (leaf := _leaf(node)) is not None:
        return leaf
    args = [known[part] for part in _parts(node)]
    if isinstance(node, sympy.Piecewise):
        return apply("piecewise", *args)
    if isinstance(node, Component):
        return apply("component", term_of(node.args[0]), *args)
    head = type(node)
    if (record := FUNCTIONS.get(_HEADS.get(head, ""))) and record.arity in (None, len(args)):
        return apply(record.name, *args)
    if head in _DEFINED:
        return _DEFINED[head](*args)
    if head in _HEADS:
        return _operation(_HEADS[head], args)
    if isinstance(node, sympy.polygamma) and node.args[0] == 0:
        return apply("digamma", args[1])
    if hasattr(node, "as_elementary"):
        return apply("named", *args, data=_Named(head, node.args[2:]) if isinstance(node, Angle) else _Named(head, ()))
    raise NotReadable(f"{head.__name__} in {_short(node)} is not a function that statements may use")


def _leaf(node: Basic) -> Term | None:
    if node in _LEAVES:
        return _LEAVES[node]
    if isinstance(node, sympy.Rational):
        return number(Fraction(int(node.p), int(node.q)))
    if isinstance(node, sympy.Float):
        return apply("float", data=node)
    if isinstance(node, Gaussian):
        return apply("gaussian", data=node)
    if isinstance(node, Symbol):
        return symbol(node)
    if isinstance(node, Vector):
        return apply("vector", data=node)
    if isinstance(node, (sympy.Number, sympy.NumberSymbol)) or node is sympy.I:
        raise NotReadable(f"{node} is no real number that statements may use")
    return None


def _operation(head: str, args: list[Term]) -> Term:
    """Return a sum, product, power, relation or connective; an empty sum is 0, an empty product 1."""
    if head in ("add", "mul") and len(args) < 2:
        return args[0] if args else (zero if head == "add" else one)
    if head == "pow" and args[0].head == "e":
        return apply("exp", args[1])
    return apply(head, *args)


def _angle(x: Term, y: Term) -> Term:
    dot, lengths = apply("dot", x, y), [_sqrt(apply("dot", v, v)) for v in (x, y)]
    return apply("acos", dot / lengths[0] / lengths[1])


def _bound(node: Any, between: bool) -> Term:
    """Return what binds a symbol, written out: a finite sum or product, a derivative, values put in."""
    if isinstance(node, sympy.Contains):
        return _contained(*node.args)
    if isinstance(node, sympy.Subs):
        body, old, new = node.args
        return substitute(term_of(body), {term_of(x): term_of(y) for x, y in zip(old, new, strict=True)})
    if isinstance(node, sympy.Derivative):
        return _derivative(node)
    body, *limits = node.args
    # SymPy is asked for the value of a whole sum of integrals, not of each
    if isinstance(node, sympy.Integral) or not _is_short(limits) or body.has(*_BETWEEN):
        if not between or node.has(E) or any(len(limit) != 3 or limit.has(sympy.oo) for limit in limits):
            what = "integral" if isinstance(node, sympy.Integral) else "sum of a known number of terms"
            raise NotReadable(f"{_short(node)} is no {what} that statements may use: write it out, or its value")
        return _between(type(node), body, limits)
    terms = [term_of(body, between)]
    for index, low, high in limits:
        name = symbol(index)
        terms = [substitute(t, {name: number(int(n))}) for t in terms for n in range(int(low), int(high) + 1)]
    return _operation("add" if isinstance(node, sympy.Sum) else "mul", terms)


def _is_short(limits: list[Any]) -> bool:
    """Return whether a sum or product has a known number of terms, small enough to be written out."""
    known = all(low.is_Integer and high.is_Integer for _, low, high in limits)
    return known and prod(max(int(high - low), 0) for _, low, high in limits) < MOST_TERMS


def _between(kind: Any, body: Basic, limits: list[Any]) -> Term:
    found = term_of(body, between=True)
    for x, low, high in limits:
        ends = (term_of(end, between=True) for end in (low, high))
        found = apply(_BETWEEN[kind], *ends, data=Bound(symbol(x), elementary(found)))
    return found


def _contained(x: Basic, values: sympy.Set) -> Term:
    from verify.language.sets import membership

    if values.has(sympy.S.Rationals):
        raise NotReadable(f"whether {_short(x)} is rational is nothing that statements can say")
    return membership(values, term_of(x))


def _derivative(node: Any) -> Term:
    """Return ∂f/∂x where f is differentiable, undefined elsewhere."""
    from verify.language.calculus import NotDifferentiable, Unsupported, derivative, smooth_where

    found = term_of(node.args[0])
    for variable, count in node.variable_count:
        for _ in range(int(count)):
            try:
                where = smooth_where(found)
                found = derivative(found, symbol(variable))
            except (NotDifferentiable, Unsupported) as error:
                raise NotReadable(f"{_short(node)}: {error}") from error
            if where:
                found = apply("restricted", found, apply("and", *where))
    return found


@lru_cache(maxsize=2**12)
def elementary(term: Term) -> Term:
    """Return a term with every function that is named by its definition, a ramp or an angle, written out."""

    def written(part: Term, args: list[Term]) -> Term:
        if part.head == "named":
            return _definition(part.data, args)
        return part if list(part.args) == args else apply(part.head, *args, data=part.data)

    return fold(term, written)


def _definition(name: _Named, args: list[Term]) -> Term:
    if name.head is Angle:
        return _angle(*args)
    plain = [a.data if a.head == "number" else None for a in args]
    letters, body = _template(name.head, tuple(plain))
    return substitute(body, {letter: arg for letter, arg in zip(letters, args, strict=True) if letter.head == "symbol"})


@lru_cache(maxsize=256)
def _template(head: Any, numbers: tuple[Fraction | None, ...]) -> tuple[list[Term], Term]:
    """Return letters and the definition at them: letters, lest SymPy evaluate it by what the arguments are."""
    letters = [sympy.Dummy() if q is None else sympy.Rational(q.numerator, q.denominator) for q in numbers]
    with sympy.evaluate(True):
        return [term_of(x) for x in letters], term_of(head(*letters).as_elementary())


def record_of(node: Basic) -> Function | None:
    """Return what the table of functions says of a SymPy node's head, None if that is no function of the table."""
    return FUNCTIONS.get(_HEADS.get(type(node), ""))


def _short(node: Basic) -> str:
    text = str(node)
    return text if len(text) < 60 else f"{text[:56]} …"


# Writing

_WRITTEN: dict[str, Callable[..., Any]] = {head: kind for kind, head in _HEADS.items()} | {
    "restricted": lambda value, where: value,
    "branch": lambda c, then, otherwise: sympy.And(sympy.Or(sympy.Not(c), then), sympy.Or(c, otherwise)),
    "digamma": lambda x: sympy.polygamma(0, x),
    "true": lambda: sympy.true,
    "false": lambda: sympy.false,
    "pi": lambda: sympy.pi,
    "e": lambda: sympy.E,
    "undefined": lambda: sympy.nan,
    "piecewise": lambda *xs: _piecewise(list(zip(xs[::2], xs[1::2], strict=True))),
    "component": Component,
}


_RELATIONS = ("lt", "le", "gt", "ge", "eq", "ne")
_COMPARING = ("abs", "max", "min", "floor", "ceiling", "sign", "heaviside", "mod")


def sympy_of(term: Term, symbols: Mapping[Basic, Basic] | None = None) -> Any:
    """Return a term as a SymPy expression, with other symbols in place of some.

    SymPy evaluates sums, products, powers and functions; relations, and comparisons of constants, it does not decide.
    """

    def written(part: Term, args: list[Any]) -> Any:
        if part.head == "number":
            return sympy.Rational(part.data.numerator, part.data.denominator)
        if part.head == "named":
            return part.data.head(*args, *part.data.rest)
        if part.data is not None:
            return part.data if symbols is None else symbols.get(part.data, part.data)
        if part.head in _RELATIONS:
            return _WRITTEN[part.head](*args, evaluate=False)
        if part.head in _COMPARING and not any(arg.free_symbols for arg in args):
            return _compared(part, args)
        return _WRITTEN[part.head](*args)

    return fold(term, written)


def _piecewise(cases: list[tuple[Any, Any]]) -> Any:
    try:
        return sympy.Piecewise(*cases)
    except TypeError:  # where SymPy rewrites conditions it meets what is undefined
        return sympy.Piecewise(*cases, evaluate=False)


def _compared(part: Term, args: list[Any]) -> Any:
    """Return a comparison of constants: decided by balls, not by SymPy's few digits."""
    from verify.language.truth import constant

    found = constant(elementary(part))
    if found is not None and found.exact is not None:
        return sympy.Rational(found.exact.numerator, found.exact.denominator)
    if part.head in ("abs", "max", "min"):
        sizes = [*args, -args[0]] if part.head == "abs" else args
        low = [constant(elementary(term_of(x))) for x in sizes]
        for x, ball in zip(sizes, low, strict=True):
            others = [b for b in low if b is not ball]
            if ball and all(b and (b.ball <= ball.ball if part.head != "min" else b.ball >= ball.ball) for b in others):
                return x
    return _WRITTEN[part.head](*args, evaluate=False)

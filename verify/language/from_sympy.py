"""SymPy expressions as terms.

Reading changes nothing: each SymPy node becomes the node of the same meaning, and what has a definition (tan in terms
of cot, a ramp, an angle) is read as its definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from math import prod
from operator import and_, or_
from typing import Any

import sympy
from sympy import Basic, S, Set, Symbol

from verify.language.calculus import NotDifferentiable, Unsupported, derivative, smooth_where
from verify.language.expectation import E, Gaussian
from verify.language.functions import FUNCTIONS, call
from verify.language.sympy_heads import BETWEEN, DEFINED, HEADS, LEAVES, Named, NotAFunction, NotReadable, root
from verify.language.term import Bound, Term, apply, eq, fold, number, one, substitute, symbol, zero
from verify.language.vectors import Angle, Component, Vector

__all__ = ["elementary", "membership", "term_of"]

MOST_TERMS = 1000  # of a finite sum that is written out


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
    if node in LEAVES or isinstance(node, (sympy.Number, Symbol, Vector)) or _is_bound(node):
        return ()
    if isinstance(node, sympy.Piecewise):
        return tuple(part for pair in node.args for part in pair.args)
    if isinstance(node, Angle):
        return node.args[:2]
    return tuple(node.args[1:] if isinstance(node, Component) else node.args)


def _is_bound(node: Basic) -> bool:
    return isinstance(node, (*BETWEEN, sympy.Derivative, sympy.Subs, sympy.Contains))


def _term(node: Basic, known: Mapping[Basic, Term]) -> Term:
    if (leaf := _leaf(node)) is not None:
        return leaf
    args = [known[part] for part in _parts(node)]
    if isinstance(node, sympy.Piecewise):
        return apply("piecewise", *args)
    if isinstance(node, Component):
        return apply("component", term_of(node.args[0]), *args)
    head = type(node)
    if (record := FUNCTIONS.get(HEADS.get(head, ""))) and record.arity in (None, len(args)):
        return apply(record.name, *args)
    if head in DEFINED:
        return DEFINED[head](*args)
    if head in HEADS:
        return _operation(HEADS[head], args)
    if isinstance(node, sympy.polygamma) and node.args[0] == 0:
        return apply("digamma", args[1])
    if hasattr(node, "as_elementary"):
        return apply("named", *args, data=Named(head, node.args[2:]) if isinstance(node, Angle) else Named(head, ()))
    raise NotAFunction(f"{head.__name__} in {_short(node)} is not a function that statements may use")


def _leaf(node: Basic) -> Term | None:
    if node in LEAVES:
        return LEAVES[node]
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
    dot, lengths = apply("dot", x, y), [root(apply("dot", v, v)) for v in (x, y)]
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
    if isinstance(node, sympy.Integral) or not _is_short(limits) or body.has(*BETWEEN):
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
        found = apply(BETWEEN[kind], *ends, data=Bound(symbol(x), elementary(found)))
    return found


def _contained(x: Basic, values: sympy.Set) -> Term:
    if values.has(sympy.S.Rationals):
        raise NotReadable(f"whether {_short(x)} is rational is nothing that statements can say")
    return membership(values, term_of(x))


def _derivative(node: Any) -> Term:
    """Return ∂f/∂x where f is differentiable, undefined elsewhere."""
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


def _definition(name: Named, args: list[Term]) -> Term:
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


def _short(node: Basic) -> str:
    text = str(node)
    return text if len(text) < 60 else f"{text[:56]} …"


# Ranges as statements: which numbers a set of reals holds

_floor = call("floor")
_RUNS = {S.Integers: None, S.Naturals: 1, S.Naturals0: 0}


def membership(values: Set, x: Term) -> Term:
    """Return the statement that a number is in a set of reals.

    A rational among S.Rationals is told by its being written as one: the statement for that set is true, and exact
    points of it are chosen as rationals.  Raises `NotReadable` for a set that statements do not know.
    """
    match values:
        case sympy.Interval():
            return _all(*_interval(values, x))
        case sympy.FiniteSet():
            return reduce(or_, [eq(x, term_of(member)) for member in values.args])
        case sympy.Range():
            return _progression(values, x)
        case sympy.Union():
            return reduce(or_, [membership(part, x) for part in values.args])
        case sympy.Intersection():
            return reduce(and_, [membership(part, x) for part in values.args])
        case sympy.Complement(args=(whole, without)):
            return membership(whole, x) & ~membership(without, x)
    if values in _RUNS:
        least = _RUNS[values]
        return _all(eq(x, _floor(x)), apply("true") if least is None else x >= least)
    if values in (S.Reals, S.Rationals):
        return apply("true")
    if isinstance(values, sympy.ConditionSet):
        symbol, condition, base = values.args
        return membership(base, x) & term_of(condition.xreplace({symbol: x.data}))
    raise NotReadable(f"{values} is not a range that statements know")


def _all(*parts: Term) -> Term:
    kept = [part for part in parts if part.head != "true"]
    return reduce(and_, kept) if kept else apply("true")


def _interval(values: sympy.Interval, x: Term) -> list[Term]:
    low, high = values.start, values.end
    above = [] if low.is_infinite else [x > term_of(low) if values.left_open else x >= term_of(low)]
    below = [] if high.is_infinite else [x < term_of(high) if values.right_open else x <= term_of(high)]
    return above + below


def _progression(values: sympy.Range, x: Term) -> Term:
    step = values.step if values.step > 0 else -values.step
    low, high = values.inf, values.sup
    bounds = [x >= term_of(low)] if low.is_finite else []
    bounds += [x <= term_of(high)] if high.is_finite else []
    anchor = term_of(low if low.is_finite else high)
    place = (x - anchor) / term_of(step) if low.is_finite or high.is_finite else x
    return reduce(and_, [*bounds, eq(place, _floor(place))])

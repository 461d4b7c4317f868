"""Mutants of an expression: what it would be with one slip of the pen, to measure how much a set of tests sees.

The competent author makes small slips (DeMillo, Lipton and Sayward, Computer 11, 1978): a sign, a constant, a term left
out, one symbol for another, one more or one less in a count.  Each mutant has one of them at one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

import sympy
from sympy import Basic, Expr, Rational, S, Symbol

from verify.language.expectation import Gaussian
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS
from verify.language.vectors import Angle, Component, Dot, Vector
from verify.prover.heads import CIRCLES

__all__ = ["Mutant", "mutants"]

Slip = tuple[str, tuple[str, ...], Basic]  # what was changed, the parts around it inside out, and the outcome
Alike = Mapping[Basic, tuple[Basic, ...]]
LONGEST = 60  # characters of a formula in a name
_OTHER_PI = (S(3), Rational(22, 7))


@dataclass(frozen=True)
class Mutant:
    """An expression with one slip, and the slip's name, unique among the mutants of the expression."""

    name: str
    expression: Expr


def mutants(expression: Expr) -> tuple[Mutant, ...]:
    """Return the expressions that differ from a scalar or vector expression by one slip, the same in every process.

    The slips are: the sign of a term, of the whole, or of an exponent below 0; a constant one more or
    less, a denominator too, a term without one doubled, π taken as 3 or 22/7; a term, a factor or a
    function left out; sin for cos, arcsin for arccos and the like; one symbol for another of its kind at one
    place, or two exchanged everywhere; an integer symbol one more or less.  Symbols are of a kind if both are
    integers or both are not, vectors if they are linked by inner products.  Gaussian variables, bound
    indices and the numbers that tell one function of a family from another are left alone.

    Mutants that SymPy writes as the expression itself, or that have no finite value, are left out,
    and those it writes alike are one.  What is left may still be equal to the expression: see
    `verify.testing.mutation_score`.

    >>> k, x = sympy.symbols("k", integer=True), sympy.symbols("x")
    >>> [mutant.name for mutant in mutants(x + 2 * k)][:4]
    ['sign of the whole', 'the whole doubled', 'sign of x', 'dropped: x']
    """
    expression = sympy.sympify(expression, strict=True)
    found: dict[Basic, Slip] = {}
    infinite = {S.ComplexInfinity, S.NaN, S.Infinity, S.NegativeInfinity} - expression.atoms()
    for slip in (*_of_the_whole(expression), *_slips(expression, _alike(expression))):
        mutant = slip[2]
        in_scope = mutant.free_symbols <= expression.free_symbols  # no index outside its sum
        if mutant != expression and in_scope and not mutant.atoms() & infinite:
            found.setdefault(mutant, slip)
    names = _unique([(label, around) for label, around, _ in found.values()])
    return tuple(map(Mutant, names, found))


def _unique(labels: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return the labels; where two are the same, with the innermost part of the expression that tells them apart."""
    taken: dict[str, list[tuple[str, ...]]] = {}
    for label, around in labels:
        taken.setdefault(label, []).append(around)
    names, counts = [], Counter[str]()
    for label, around in labels:
        same = taken[label]
        places = (f"{label} in {part}" for part in around if sum(part in other for other in same) == 1)
        name = label if len(same) == 1 else next(places, f"{label} in {around[0]}" if around else label)
        counts[name] += 1
        names.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return names


def _text(expression: Basic) -> str:
    text = str(expression)
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 + 3 :]}"


# Which symbols may be mistaken for each other


def _alike(expression: Basic) -> Alike:
    """Return the others of its kind for each symbol and vector of an expression, in order of name."""
    vectors = [sorted(kind, key=str) for kind in _linked(expression)]
    letters = _scalars(expression)
    integers = [s for s in letters if s.is_integer]
    kinds = [*vectors, integers, [s for s in letters if s not in integers]]
    return {x: tuple(y for y in kind if y != x) for kind in kinds for x in kind}


def _scalars(expression: Basic) -> list[Basic]:
    found = expression.atoms(Symbol) - expression.atoms(Gaussian) | expression.atoms(Angle)
    for angle in expression.atoms(Angle):
        found.discard(angle.args[2])
    return sorted(found, key=str)


def _linked(expression: Basic) -> list[set[Vector]]:
    """Return the classes of vectors that stand in inner products with each other, Gaussian ones left out."""
    plain = {z for z in expression.atoms(Vector) if not z.gaussian}
    pairs = [set(node.args) for node in expression.atoms(Dot)]
    pairs += [set(node.args[:2]) for node in expression.atoms(Angle)]
    classes = [{z} for z in sorted(plain, key=str)]
    for pair in pairs:
        touched = [kind for kind in classes if kind & pair]
        through = [set().union(*touched)] if touched else []
        classes = [kind for kind in classes if kind not in touched] + through
    return _by_common_partner(classes, pairs)


def _by_common_partner(classes: list[set[Vector]], pairs: list[set[Vector]]) -> list[set[Vector]]:
    """Join classes whose members meet the same Gaussian family: they are of its dimension."""
    for family in sorted({z._with_index(None) for pair in pairs for z in pair if z.gaussian}, key=str):
        met = set().union(*(p for p in pairs if any(z._with_index(None) == family for z in p)))
        touched = [kind for kind in classes if kind & met]
        if touched:
            classes = [kind for kind in classes if kind not in touched] + [set().union(*touched)]
    return classes


# The slips


def _of_the_whole(expression: Expr) -> Iterator[Slip]:
    yield "sign of the whole", (), -expression
    yield "the whole doubled", (), 2 * expression
    alike = _alike(expression)
    bound = {limit[0] for node in expression.atoms(sympy.Sum, sympy.Integral) for limit in node.limits}
    names = [x for x in alike if x not in bound]
    for x, y in combinations(names, 2):
        if y in alike[x]:
            yield f"{x} ↔ {y}", (), _exchanged(expression, x, y)


def _exchanged(expression: Expr, x: Basic, y: Basic) -> Expr:
    pairs = {x: y, y: x}
    if not isinstance(x, Vector):
        return expression.xreplace(pairs)
    # inner products order their arguments, so they are built anew
    with_vectors = expression.atoms(Dot, Angle, Component)
    return expression.xreplace({n: n.func(*(pairs.get(z, z) for z in n.args)) for n in with_vectors} | pairs)


def _slips(node: Basic, alike: Alike, around: tuple[str, ...] = ()) -> Iterator[Slip]:
    """Yield every slip in a node and below it."""
    inside = (_text(node), *around) if node.args and not isinstance(node, sympy.Tuple) else around
    for label, changed in _here(node, alike):
        yield label, inside if isinstance(node, (sympy.Add, sympy.Mul)) else around, changed
    for i, child in _children(node):
        if isinstance(node, sympy.Tuple):  # the ends of a range: its own index means nothing there
            alike = {x: tuple(y for y in others if y != node.args[0]) for x, others in alike.items()}
        for label, place, changed in _slips(child, alike, inside):
            if (rebuilt := _rebuilt(node, i, changed)) is not None:
                yield label, place, rebuilt


def _rebuilt(node: Basic, i: int, child: Basic) -> Basic | None:
    """Return the node with another child, or None if there is no such expression."""
    try:
        return node.func(*node.args[:i], child, *node.args[i + 1 :])
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _children(node: Basic) -> Iterator[tuple[int, Basic]]:
    if isinstance(node, Angle):
        return
    for i, child in enumerate(node.args):
        bound_index = isinstance(node, sympy.Tuple) and i == 0
        exponent = isinstance(node, sympy.Pow) and i == 1 and child.is_Rational
        parameter = isinstance(node, sympy.Function) and len(node.args) > 1 and child.is_Rational
        if isinstance(child, (Expr, sympy.Tuple)) and not (bound_index or exponent or parameter):
            yield i, child


def _here(node: Basic, alike: Alike) -> Iterator[tuple[str, Basic]]:
    """Yield the slips at the node itself."""
    match node:
        case sympy.Add():
            yield from _in_a_sum(node)
        case sympy.Mul():
            yield from _in_a_product(node)
        case sympy.Pow() if node.exp.is_Rational:
            exponents = [*_other_numbers(node.exp), *([-node.exp] if node.exp < 0 else [])]
            yield from ((f"{_text(node)} → {_text(node.base**n)}", node.base**n) for n in exponents)
        case Rational():
            yield from ((f"{node} → {other}", other) for other in _other_numbers(node))
        case sympy.NumberSymbol() if node is S.Pi:
            yield from ((f"{node} → {other}", other) for other in _OTHER_PI)
        case Symbol() | Vector() | Angle() if node in alike:
            yield from _in_a_symbol(node, alike)
        case sympy.Function() if len(node.args) == 1:
            yield f"{_text(node)} → {_text(node.args[0])}", node.args[0]
            if other := _others().get(node.func):
                yield f"{_text(node)} → {_text(other(node.args[0]))}", other(node.args[0])


@cache
def _others() -> Mapping[Any, Any]:
    """Return what a function is mistaken for: s and c with c² ± s² = 1 for each other, and those with constant sums."""
    x = Symbol("x")
    records = {kind: FUNCTIONS[name] for kind, name in HEADS.items() if name in FUNCTIONS}
    smooth = [kind for kind, record in records.items() if record.arity == 1 and record.is_smooth]
    pairs = [(s, c) for s, c, _ in CIRCLES]
    pairs += [(f, g) for f, g in combinations(smooth, 2) if f(x).diff(x) == -g(x).diff(x)]
    return dict(pairs) | {g: f for f, g in pairs}


def _in_a_sum(node: sympy.Add) -> Iterator[tuple[str, Basic]]:
    for i, term in enumerate(node.args):
        others = (*node.args[:i], *node.args[i + 1 :])
        yield f"sign of {_text(term)}", node.func(*others, -term)
        yield f"dropped: {_text(term)}", node.func(*others)
        if not term.as_coeff_Mul()[0].is_Number or term.as_coeff_Mul()[0] == 1:
            yield f"doubled: {_text(term)}", node.func(*others, 2 * term)


def _in_a_product(node: sympy.Mul) -> Iterator[tuple[str, Basic]]:
    for i, factor in enumerate(node.args):
        if not isinstance(factor, Vector):
            yield f"dropped: factor {_text(factor)}", node.func(*node.args[:i], *node.args[i + 1 :])


def _in_a_symbol(node: Basic, alike: Alike) -> Iterator[tuple[str, Basic]]:
    for other in alike[node]:
        yield f"{node} → {other}", other
    if node.is_integer:
        yield from ((f"{node} → {other}", other) for other in (node + 1, node - 1))


def _other_numbers(q: Rational) -> Iterator[Rational]:
    yield from (Rational(q.p + 1, q.q), Rational(q.p - 1, q.q))
    if q.q > 1:
        yield from (Rational(q.p, q.q + 1), Rational(q.p, q.q - 1))

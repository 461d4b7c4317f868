"""Signs of expressions over a domain, and points where an expression is undefined.

Every answer is one-sided: all three signs mean "not shown", never "shown to be otherwise".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache, partial, reduce
from typing import Any

import sympy
from sympy import Basic, Expr, S, Set, Symbol, pi
from sympy.core.relational import Relational

from verify.language.expectation import E
from verify.language.reasons import Cause, Reason, because
from verify.language.sympy_heads import record_of
from verify.language.vectors import Angle, Component, Dot, Vector, Vectors
from verify.prover.conditions import allowed, is_met
from verify.prover.effort import EFFORT
from verify.prover.heads import crossing_of, is_smooth_head
from verify.prover.sample_points import seen, takes_both_signs
from verify.prover.sign_rules import (
    Find,
    arch,
    between,
    by_bounds,
    by_ends,
    by_factors,
    by_squares,
    in_roots,
    of_image,
    product_of,
    sum_of,
)
from verify.prover.waves import on_circles
from verify.prover.zero_tests import ANY, NEGATIVE, POSITIVE, ZERO, Signs, sign_at

__all__ = ["HOLES", "SIGNS", "between_integers", "hole_of", "is_smooth", "signs", "undefined_part"]

# heads that other rooms know more of, which register their rules here: signs, and why one may be undefined
SIGNS: dict[type, Callable[[Any, Mapping[Basic, Set], int], Signs]] = {}
HOLES: dict[type, Callable[[Any, Mapping[Basic, Set]], Reason | None]] = {}


def signs(expression: Expr, ranges: Mapping[Basic, Set], depth: int = EFFORT.signs) -> Signs:
    """Return a set of signs that contains the sign of `expression` at every point of the ranges.

    Rules: products and sums of known signs; sin on [0, π] and cos on [−π/2, π/2]; and monotonicity,
    a one-signed derivative bringing the extremes to the ends of a range.  The points where the
    expression is undefined are the caller's business (`undefined_part`).
    """
    return _signs(sympy.sympify(expression), frozenset(ranges.items()), depth)


@lru_cache(maxsize=2**14)  # derivatives of derivatives meet the same parts again and again
def _signs(expression: Expr, fixed: frozenset[tuple[Basic, Set]], depth: int) -> Signs:
    ranges = dict(fixed)
    if not expression.free_symbols and not expression.has(E):
        return sign_at(expression)
    if expression in ranges:  # a symbol, or a difference that a side condition speaks of
        return _range_signs(ranges[expression])
    if isinstance(expression, Dot):
        return POSITIVE if expression.is_positive else POSITIVE | ZERO if expression.is_nonnegative else ANY
    if depth == 0:
        return ANY
    found = _by_head(expression, ranges, depth - 1)
    if found == ANY and takes_both_signs(expression, fixed):
        return ANY
    find: Find = partial(signs, depth=depth - 1)
    is_sum = isinstance(expression, sympy.Add)
    if found == ANY and is_sum:
        found = by_ends(expression, ranges, find)
    if found == ANY and is_sum and expression.is_rational_function():
        found = by_factors(expression, ranges, find)
    if found == ANY or (is_sum and 0 in found):
        found &= _by_monotonicity(expression, ranges, depth - 1)
    for rule in (by_factors, by_squares, by_bounds) if is_sum else ():
        found = rule(expression, ranges, find) if found == ANY else found
    if found == ANY:
        normal = on_circles(expression)
        found = ZERO if normal == 0 else by_factors(normal, ranges, find) if normal != expression else ANY
    if found == ANY and (restated := in_roots(expression, ranges)):
        found = find(*restated)
    return found or ANY  # two rules that contradict each other: it is defined nowhere


def _range_signs(values: Set) -> Signs:
    if isinstance(values, sympy.FiniteSet):
        return frozenset().union(*(sign_at(x) for x in values))
    found = between(_limit_signs(values.inf), _limit_signs(values.sup))
    return found if values.contains(0) != S.false else found - ZERO


def _limit_signs(end: Expr) -> Signs:
    return sign_at(end) if end.is_finite else POSITIVE if end == sympy.oo else NEGATIVE


def _by_head(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    def of(part: Expr) -> Signs:
        return signs(part, ranges, depth)

    match expression:
        case sympy.Mul():
            return product_of(of(factor) for factor in expression.args)
        case sympy.Add():
            return sum_of([of(term) for term in expression.args])
        case sympy.Pow(base=base, exp=exponent) if exponent.is_Integer:
            root = of(base)
            return frozenset(s ** abs(int(exponent)) for s in root)
        case sympy.Pow(base=base, exp=exponent):  # defined for a negative base only if the exponent is an integer
            sizes = frozenset(abs(s) for s in of(base)) | (frozenset() if exponent.is_nonzero else POSITIVE)
            return ANY if -1 in of(base) and exponent.is_integer is not False else sizes
        case sympy.Abs(args=(x,)):
            return frozenset(abs(s) for s in of(x))
        case sympy.sin(args=(x,)):
            return _wave(x, ranges, of)
        case sympy.cos(args=(x,)):
            return _wave(x + pi / 2, ranges, of)
    if (found := _of_step(expression, of)) is not None:
        return found
    if type(expression) in SIGNS:
        return SIGNS[type(expression)](expression, ranges, depth)
    if hasattr(expression, "as_elementary"):
        return of(expression.as_elementary())
    if crossing := crossing_of(expression):
        zero, direction = crossing
        return of(direction * (expression.args[0] - zero)) & of_image(expression, of)
    return of_image(expression, of)


def _of_step(expression: Expr, of: Callable[[Expr], Signs]) -> Signs | None:
    """Return the signs of a function with jumps, of an extremum or of the gamma function; None of any other."""
    match expression:
        case sympy.floor(args=(x,)):  # negative below 0, positive from 1 on, 0 between
            below, above = of(x), of(x - 1)
            between = frozenset() if below == NEGATIVE or -1 not in above else ZERO
            return below & NEGATIVE | between | (POSITIVE if above - NEGATIVE else frozenset())
        case sympy.ceiling(args=(x,)):
            return frozenset(-s for s in of(sympy.floor(-x)))
        case sympy.gamma(args=(x,)) if of(x) == POSITIVE:
            return POSITIVE
        case sympy.factorial(args=(x,)) if of(x + 1) == POSITIVE:
            return POSITIVE
        case sympy.Heaviside(args=(x, at_zero)):
            steps = {1: POSITIVE, 0: of(at_zero), -1: ZERO}
            return frozenset[int]().union(*(steps[s] for s in of(x)))
        case sympy.Max() | sympy.Min():
            extreme = max if isinstance(expression, sympy.Max) else min
            return reduce(lambda a, b: frozenset(extreme(s, t) for s in a for t in b), map(of, expression.args))
    return None


def _wave(x: Expr, ranges: Mapping[Basic, Set], of: Callable[[Expr], Signs]) -> Signs:
    """Return the signs of sin x, if x stays in the half-turn in which it was seen."""
    values = seen(x, frozenset(ranges.items()))
    half_turns = math.floor(values[0][0] / Fraction(math.pi)) if values else 0
    found = arch(of(x - half_turns * pi), of((half_turns + 1) * pi - x))
    return found if half_turns % 2 == 0 else frozenset(-s for s in found)


def _by_monotonicity(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    if not is_smooth(expression):
        return ANY
    found, symbols = ANY, sorted(expression.free_symbols & set(ranges), key=str)
    for symbol in symbols:
        values = ranges[symbol]
        if isinstance(values, Vectors) or values.inf == values.sup:
            continue
        closed, inside = (kind(values.inf, values.sup) for kind in (sympy.Interval, sympy.Interval.open))
        t = between_integers(symbol) if symbol.is_rational else symbol
        # what a side condition says of the symbol need not hold on the way to an end of its range
        curve, others = expression.xreplace({symbol: t}), {s: r for s, r in ranges.items() if not s.has(symbol)}
        if undefined_part(curve, {**others, t: closed}, depth):
            continue
        derivative = sympy.diff(curve, t)
        if derivative.count_ops() > curve.count_ops() + EFFORT.derivative_growth:
            continue
        # by the mean value theorem the slope matters inside only
        slope = signs(derivative, {**others, t: inside}, max(depth - 2 * len(symbols) + 2, 0))
        if not {-1, 1} <= slope:
            ends = [values.inf, values.sup] if 1 in slope else [values.sup, values.inf]
            at_ends = [_end_signs(curve, t, end, others, depth) for end in ends]
            if 0 not in slope:  # strictly monotone: an end outside the range is not attained
                attained = [values.contains(end) != S.false for end in ends]
                at_ends = [
                    signs_at if signs_at is None or reached else frozenset(s or strict for s in signs_at)
                    for signs_at, reached, strict in zip(at_ends, attained, (1, -1), strict=True)
                ]
            low, high = at_ends
            found &= between(low or NEGATIVE, high or POSITIVE)
    return found


def is_smooth(expression: Expr, ranges: Mapping[Basic, Set] | None = None) -> bool:
    """Return whether it is continuous where it is defined on the ranges, and differentiable there save at ends."""
    return all(_is_smooth(node, ranges) for node in sympy.preorder_traversal(expression))


def _is_smooth(node: Basic, ranges: Mapping[Basic, Set] | None) -> bool:
    if isinstance(node, sympy.Pow):  # 0⁰ = 1 while 0^y = 0: not continuous unless the exponent is constant
        if node.exp.is_number or node.base.is_positive:
            return True
        return ranges is not None and signs(node.base, ranges, 4) == POSITIVE
    return not node.args or is_smooth_head(node)


@lru_cache(maxsize=256)
def between_integers(symbol: Symbol) -> Symbol:
    """Return a real twin of an integer symbol, lest SymPy simplify a derivative as at integers."""
    facts = (name for name in ("positive", "nonnegative") if getattr(symbol, f"is_{name}"))
    return sympy.Dummy(symbol.name, **{next(facts, "real"): True})


def _end_signs(curve: Expr, t: Basic, end: Expr, others: Mapping[Basic, Set], depth: int) -> Signs | None:
    return signs(curve.subs(t, end), others, depth) if end.is_finite else None


def undefined_part(expression: Basic, ranges: Mapping[Basic, Set], depth: int = EFFORT.signs_defined) -> Reason | None:
    """Return a part of the expression not shown to be defined and real on the ranges, or None."""
    nodes = sympy.preorder_traversal(expression)
    for node in nodes:
        if isinstance(node, (Dot, Component)):
            nodes.skip()
        elif type(node) in HOLES:
            nodes.skip()
            if hole := HOLES[type(node)](node, ranges):
                return hole
        elif isinstance(node, Angle):
            nodes.skip()
            if not all(isinstance(x, Vector) and x.nonzero for x in node.args[:2]):
                return because(Cause.ZERO_SIDE, part=node)
        elif not is_met(node, lambda relation: _holds(relation, ranges, depth)):
            return hole_of(node, ranges, depth)
    return None


def _holds(relation: Relational, ranges: Mapping[Basic, Set], depth: int) -> bool:
    # doit: a statement may come as typed, unevaluated
    return signs((relation.lhs - relation.rhs).doit(), ranges, depth) <= allowed(relation)


def hole_of(node: Expr, ranges: Mapping[Basic, Set], depth: int = EFFORT.signs_defined) -> Reason:
    """Return why a head may be undefined, by the condition that was not shown."""
    if isinstance(node, sympy.Pow):
        divides = node.exp.is_negative is not False and 0 in signs(node.base.doit(), ranges, depth)
        return because(Cause.ZERO_DENOMINATOR if divides else Cause.NEGATIVE_ROOT, part=node.base)
    if not node.args:
        return because(Cause.NO_NUMBER, part=node)
    cause = record.hole if (record := record_of(node)) else Cause.MAY_BE_UNDEFINED
    return because(cause, part=node if cause in (Cause.ORIGIN, Cause.MAY_BE_UNDEFINED) else node.args[0])

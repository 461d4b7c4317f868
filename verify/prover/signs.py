"""Signs of expressions over a domain, and points where an expression is undefined.

Every answer is one-sided: all three signs mean "not shown", never "shown to be otherwise".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

import sympy
from sympy import And, Basic, Eq, Expr, Ge, Gt, Implies, Le, Lt, Ne, Not, Or, S, Set, Symbol, pi
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom, BooleanFunction

from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.reasons import Cause, Reason, because
from verify.language.sympy_heads import NotReadable
from verify.language.vectors import Angle, Component, Dot, Vector, Vectors
from verify.prover.effort import EFFORT
from verify.prover.heads import bound_of, conditions_of, image_of, is_odd_and_rising, is_smooth_head, is_total
from verify.prover.sample_points import seen, takes_both_signs
from verify.prover.waves import on_circles
from verify.prover.zero_tests import ANY, NEGATIVE, POSITIVE, ZERO, Signs, factored_form, is_zero, sign_at

__all__ = ["HOLES", "SIGNS", "between_integers", "holds", "is_smooth", "signs", "undefined_part"]

# what else is real wherever its arguments are
_TOTAL = (
    sympy.Add, sympy.Mul, Relational, BooleanFunction, sympy.Symbol, sympy.Rational, sympy.NumberSymbol, sympy.Tuple,
    BooleanAtom, Dot,
)  # fmt: skip

# heads that other rooms know more of, which register their rules here: signs, and why one may be undefined
SIGNS: dict[type, Callable[[Any, Mapping[Basic, Set], int], Signs]] = {}
HOLES: dict[type, Callable[[Any, Mapping[Basic, Set]], Reason | None]] = {}


def _between(low: Signs, high: Signs) -> Signs:
    return frozenset(range(min(low), max(high) + 1))


def _product(factors: Iterable[Signs]) -> Signs:
    product = POSITIVE
    for factor in factors:
        product = frozenset(s * t for s in product for t in factor)
    return product


def _sum(terms: list[Signs]) -> Signs:
    present = frozenset().union(*terms)
    if {-1, 1} <= present:
        return ANY
    definite = any(0 not in term for term in terms)  # one strict term makes the sum strict
    return present - ZERO if definite else present


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
    if found == ANY and isinstance(expression, sympy.Add):
        found = _by_ends(expression, ranges, depth - 1)
    if found == ANY and isinstance(expression, sympy.Add) and expression.is_rational_function():
        found = _by_factors(expression, ranges, depth - 1)
    if found == ANY or (isinstance(expression, sympy.Add) and 0 in found):
        found &= _by_monotonicity(expression, ranges, depth - 1)
    if found == ANY and isinstance(expression, sympy.Add):
        found = _by_factors(expression, ranges, depth - 1)
    if found == ANY and isinstance(expression, sympy.Add):
        found = _by_squares(expression, ranges, depth - 1)
    if found == ANY and isinstance(expression, sympy.Add):
        found = _by_bounds(expression, ranges, depth - 1)
    if found == ANY and expression.has(sympy.sin, sympy.cos, sympy.sinh, sympy.cosh):
        normal = on_circles(expression)
        found = ZERO if normal == 0 else _by_factors(normal, ranges, depth - 1) if normal != expression else ANY
    if found == ANY and (roots := _under_roots(expression, ranges)):
        found = signs(*_in_roots(expression, roots, ranges), depth - 1)
    return found or ANY  # two rules that contradict each other: it is defined nowhere


def _by_ends(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    """Return the signs between the values at both ends of a symbol's range, in which the expression is linear."""
    for symbol in sorted(expression.free_symbols & set(ranges), key=str):
        values = ranges[symbol]
        if isinstance(values, Vectors) or not (values.inf.is_finite and values.sup.is_finite):
            continue
        slope = sympy.diff(expression, symbol)
        if slope.has(symbol) or slope.is_number:  # of a number, monotonicity says as much
            continue
        others = {s: r for s, r in ranges.items() if not s.has(symbol)}
        at_ends = [signs(expression.subs(symbol, end), others, depth) for end in (values.inf, values.sup)]
        if ANY not in at_ends and (found := _between(*at_ends) | _between(*at_ends[::-1])) != ANY:
            return found
    return ANY


def _by_factors(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    factored = factored_form(expression)
    return signs(factored, ranges, depth) if isinstance(factored, (sympy.Mul, sympy.Pow)) else ANY


def _by_squares(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    """Return the sign of a x² + b x + c, c or 0 for every real x if a and c have it or are 0, and 4ac − b² ≥ 0.

    Where 4ac > b² it is not 0; where a = 0, b is 0 too.
    """
    for symbol in sorted(expression.free_symbols & set(ranges), key=str):
        if (parts := _quadratic(expression, symbol)) is None:
            continue
        a, b, c = parts
        others = {s: r for s, r in ranges.items() if not s.has(symbol)}
        least = signs(sympy.expand(4 * a * c - b**2), others, depth)
        if -1 in least:
            continue
        ends = signs(a, others, depth) | signs(c, others, depth)
        if not {-1, 1} <= ends:
            return ends - ZERO if least == POSITIVE else ends | ZERO
    return ANY


def _by_bounds(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    """Return the sign of c + Σ a f(…), with rational a and |f| ≤ b, where that of c ± Σ |a| b tells it."""
    swing, strict, rest = S.Zero, False, S.Zero
    for term in expression.args:
        a, factors = term.as_coeff_mul()
        powers = [factor.as_base_exp() for factor in factors]
        bounds = [bound_of(f) for f, _ in powers]
        if powers and all(bound and n.is_Integer and n > 0 for bound, (_, n) in zip(bounds, powers, strict=True)):
            swing += abs(a) * sympy.Mul(*(bound[0] ** n for bound, (_, n) in zip(bounds, powers, strict=True) if bound))
            strict |= any(bound[1] for bound in bounds if bound)
        else:
            rest += term
    if not swing:
        return ANY
    for sign in (1, -1):
        least = signs(sign * rest - swing, ranges, depth)  # of sign · expression
        if -1 not in least:
            return frozenset({sign}) if strict or 0 not in least else frozenset({0, sign})
    return ANY


def _quadratic(expression: Expr, symbol: Basic) -> tuple[Expr, Expr, Expr] | None:
    """Return a, b, c if the expression is a x² + b x + c with a that is not zero as it stands, in terms without x."""
    terms: dict[Expr, Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(expression)):
        coefficient, power = term.as_independent(symbol, as_Add=False)
        terms[power] = terms.get(power, S.Zero) + coefficient
    if not {symbol**2} <= set(terms) <= {symbol**2, symbol, S.One}:
        return None
    return terms[symbol**2], terms.get(symbol, S.Zero), terms.get(S.One, S.Zero)


def _under_roots(expression: Expr, ranges: Mapping[Basic, Set]) -> list[Basic]:
    """Return the nonnegative symbols that a square root of occurs."""
    bases = {power.base for power in expression.atoms(sympy.Pow) if power.exp.is_Rational and power.exp.q == 2}
    return sorted((x for x in bases if x.is_Symbol and x in ranges and x.is_nonnegative), key=str)


def _in_roots(expression: Expr, symbols: list[Basic], ranges: Mapping[Basic, Set]) -> tuple[Expr, dict[Basic, Set]]:
    """Return an expression with t² for each symbol x, t = √x, and its ranges."""
    ends = {x: map(sympy.sqrt, (ranges[x].inf, ranges[x].sup)) for x in symbols}
    kept = {s: r for s, r in ranges.items() if not s.has(*symbols)}
    return (
        expression.xreplace({x: _root_of(x) ** 2 for x in symbols}),
        kept | {_root_of(x): sympy.Interval(*ends[x]) for x in symbols},
    )


@lru_cache(maxsize=256)
def _root_of(symbol: Basic) -> Symbol:
    return sympy.Dummy(f"√{symbol}", nonnegative=True)


def _range_signs(values: Set) -> Signs:
    if isinstance(values, sympy.FiniteSet):
        return frozenset().union(*(sign_at(x) for x in values))
    found = _between(_limit_signs(values.inf), _limit_signs(values.sup))
    return found if values.contains(0) != S.false else found - ZERO


def _limit_signs(end: Expr) -> Signs:
    return sign_at(end) if end.is_finite else POSITIVE if end == sympy.oo else NEGATIVE


def _by_head(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    def of(part: Expr) -> Signs:
        return signs(part, ranges, depth)

    match expression:
        case sympy.Mul():
            return _product(of(factor) for factor in expression.args)
        case sympy.Add():
            return _sum([of(term) for term in expression.args])
        case sympy.Pow(base=base, exp=exponent) if exponent.is_Integer:
            root = of(base)
            return frozenset(s ** abs(int(exponent)) for s in root)
        case sympy.Pow(base=base, exp=exponent):  # defined for a negative base only if the exponent is an integer
            sizes = frozenset(abs(s) for s in of(base)) | (frozenset() if exponent.is_nonzero else POSITIVE)
            return ANY if -1 in of(base) and exponent.is_integer is not False else sizes
        case sympy.Abs(args=(x,)):
            return frozenset(abs(s) for s in of(x))
        case sympy.floor(args=(x,)):  # negative below 0, positive from 1 on, 0 between
            below, above = of(x), of(x - 1)
            between = frozenset() if below == NEGATIVE or -1 not in above else ZERO
            return below & NEGATIVE | between | (POSITIVE if above - NEGATIVE else frozenset())
        case sympy.ceiling(args=(x,)):
            return frozenset(-s for s in of(sympy.floor(-x)))
        case sympy.Mod(args=(_, y)):
            return of(y) | ZERO
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
        case sympy.log(args=(x,)):
            return of(x - 1)
        case sympy.acos(args=(x,)) | sympy.acosh(args=(x,)):
            return frozenset(abs(s) for s in of(1 - x))
        case sympy.sin(args=(x,)):
            return _wave(x, ranges, of)
        case sympy.cos(args=(x,)):
            return _wave(x + pi / 2, ranges, of)
    if type(expression) in SIGNS:
        return SIGNS[type(expression)](expression, ranges, depth)
    if hasattr(expression, "as_elementary"):
        return of(expression.as_elementary())
    return of(expression.args[0]) if is_odd_and_rising(expression) else _of_image(expression)


def _of_image(expression: Expr) -> Signs:
    """Return the signs of all values that a function takes."""
    low, high, has_low, has_high = image_of(expression)
    if low is not None and sign_at(low) <= POSITIVE | ZERO:
        return sign_at(low) - (frozenset() if has_low else ZERO) | POSITIVE
    if high is not None and sign_at(high) <= NEGATIVE | ZERO:
        return sign_at(high) - (frozenset() if has_high else ZERO) | NEGATIVE
    return ANY


def _wave(x: Expr, ranges: Mapping[Basic, Set], of: Callable[[Expr], Signs]) -> Signs:
    """Return the signs of sin x, if x stays in the half-turn in which it was seen."""
    values = seen(x, frozenset(ranges.items()))
    half_turns = math.floor(values[0][0] / Fraction(math.pi)) if values else 0
    found = _arch(of(x - half_turns * pi), of((half_turns + 1) * pi - x))
    return found if half_turns % 2 == 0 else frozenset(-s for s in found)


def _arch(from_left: Signs, from_right: Signs) -> Signs:
    """Return the signs of sin x, from those of x and π − x."""
    if -1 in from_left or -1 in from_right:
        return ANY
    return POSITIVE if 0 not in from_left | from_right else POSITIVE | ZERO


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
            found &= _between(low or NEGATIVE, high or POSITIVE)
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
        # doit: a statement may come as typed, unevaluated
        elif hole := _hole(node, lambda part, bad: bool(signs(part.doit(), ranges, depth) & bad)):
            return hole
    return None


def _hole(node: Basic, possible: Callable[[Expr, Signs], bool]) -> Reason | None:
    """Return why a head may be undefined where its arguments are defined and real, or None."""
    match node:
        case sympy.Pow(base=base, exp=exponent):
            if exponent.is_negative is not False and possible(base, ZERO):
                return because(Cause.ZERO_DENOMINATOR, part=base)
            if not exponent.is_Integer and possible(base, NEGATIVE):
                return because(Cause.NEGATIVE_ROOT, part=base)
        case sympy.log(args=(x,)):
            return because(Cause.NONPOSITIVE_LOGARITHM, part=x) if possible(x, NEGATIVE | ZERO) else None
        case sympy.acos(args=(x,)) | sympy.asin(args=(x,)):
            inside = _is_cosine(x.doit()) or not (possible(1 - x, NEGATIVE) or possible(1 + x, NEGATIVE))
            return None if inside else because(Cause.OUTSIDE_UNIT, part=x)
        case sympy.tan(args=(x,)):
            return because(Cause.POLE, part=x) if possible(sympy.cos(x), ZERO) else None
        case sympy.atan2(args=(y, x)):
            return because(Cause.ORIGIN, part=node) if possible(y, ZERO) and possible(x, ZERO) else None
        case _ if not (isinstance(node, _TOTAL) or is_total(node) or hasattr(node, "as_elementary")):
            return _hole_by_table(node, possible)
    return None


def _hole_by_table(node: Basic, possible: Callable[[Expr, Signs], bool]) -> Reason | None:
    """Return why a function of the table may be undefined, by the conditions that it has there."""
    if not node.args:
        return because(Cause.NO_NUMBER, part=node)
    try:
        shown = all(_is_met(condition, possible) for condition in conditions_of(node))
    except NotReadable:
        shown = False
    return None if shown else because(Cause.MAY_BE_UNDEFINED, part=node)


def _is_met(condition: Basic, possible: Callable[[Expr, Signs], bool]) -> bool:
    if isinstance(condition, (And, Or)):
        return (all if isinstance(condition, And) else any)(_is_met(part, possible) for part in condition.args)
    if not isinstance(condition, Relational) or type(condition) not in _ALLOWED:
        return condition == S.true
    return not possible(condition.lhs - condition.rhs, ANY - _ALLOWED[type(condition)])


def _is_cosine(x: Expr) -> bool:
    """Return whether x is u·v/(‖u‖‖v‖) for some u and v, in [−1, 1] by Cauchy and Schwarz."""
    for entry in x.atoms(Dot):
        u, v = entry.args
        if u != v and x == entry / sympy.sqrt(Dot(u, u)) / sympy.sqrt(Dot(v, v)):
            return True
    return False


_ALLOWED: dict[type, Signs] = {
    Lt: NEGATIVE, Le: NEGATIVE | ZERO, Gt: POSITIVE, Ge: POSITIVE | ZERO, Ne: NEGATIVE | POSITIVE,
}  # fmt: skip


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
        return is_zero(difference)
    if isinstance(statement, (Le, Ge)) and abs(statement.rhs) == 1 and _is_cosine(statement.lhs):
        return (statement.rhs == 1) is isinstance(statement, Le)
    return signs(difference, domain.facts) <= _ALLOWED[type(statement)]

"""Exact algebra: zero tests, signs over a domain, and points where an expression is undefined.

Every answer is one-sided: `is_zero` returning False and `signs` returning all three signs mean "not
shown", never "shown to be otherwise".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import sympy
from sympy import And, Basic, Eq, Expr, Ge, Gt, Implies, Le, Lt, Ne, Not, Or, S, Set, pi
from sympy.logic.boolalg import Boolean

from verify.arithmetics import arithmetic
from verify.compile import CompileError, compile_expression
from verify.domain import Domain
from verify.vectors import Angle, Dot, Vectors, by_dots

__all__ = ["holds", "is_zero", "sign_at", "signs", "undefined_part"]

Signs = frozenset[int]
ANY: Signs = frozenset({-1, 0, 1})
NEGATIVE, ZERO, POSITIVE = (frozenset({s}) for s in (-1, 0, 1))

# heads that are differentiable wherever they are defined, save at ends where they stay continuous
_SMOOTH = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.asin,
    sympy.acos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh,
)  # fmt: skip


def is_zero(expression: Expr) -> bool:
    """Return whether an expression was shown to vanish wherever it is defined.

    The numerator is expanded as a polynomial in e^{iθ} for each angle θ; roots are left to SymPy.
    """
    numerator = sympy.expand(sympy.fraction(sympy.together(expression))[0])
    if numerator == 0:
        return True
    if numerator.has(sympy.sin, sympy.cos, sympy.tan):
        numerator = sympy.expand(sympy.expand(numerator.rewrite(sympy.exp)), power_exp=True)
        numerator = sympy.expand(sympy.powsimp(numerator))
    if numerator != 0 and expression.has(Angle):
        return is_zero(by_dots(expression))
    return numerator == 0 or sympy.simplify(expression) == 0


@lru_cache(maxsize=4096)
def sign_at(constant: Expr) -> Signs:
    """Return the sign of a constant: by balls of growing precision, then by the zero test."""
    if constant.is_Rational:
        return frozenset({int(sympy.sign(constant))})
    for digits in (15, 50, 400):
        balls = arithmetic("ball", digits)
        try:
            bounds = balls.bounds(compile_expression(constant, (), balls)())
        except CompileError:
            return ANY
        if bounds and bounds[0] > 0:
            return POSITIVE
        if bounds and bounds[1] < 0:
            return NEGATIVE
    return ZERO if bounds and is_zero(constant) else ANY


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


def signs(expression: Expr, ranges: Mapping[Basic, Set], depth: int = 6) -> Signs:
    """Return a set of signs that contains the sign of `expression` at every point of the ranges.

    Rules: products and sums of known signs; sin on [0, π] and cos on [−π/2, π/2]; and monotonicity,
    a one-signed derivative bringing the extremes to the ends of a range.  The points where the
    expression is undefined are the caller's business (`undefined_part`).
    """
    expression = sympy.sympify(expression)
    if not expression.free_symbols:
        return sign_at(expression)
    if expression in ranges:
        return _range_signs(ranges[expression])
    if isinstance(expression, Dot):
        return POSITIVE if expression.is_positive else POSITIVE | ZERO if expression.is_nonnegative else ANY
    if depth == 0:
        return ANY
    found = _by_head(expression, ranges, depth - 1)
    if found == ANY or (isinstance(expression, sympy.Add) and 0 in found):
        found &= _by_monotonicity(expression, ranges, depth - 1)
    if found == ANY and isinstance(expression, sympy.Add):
        factored = sympy.factor(expression)
        if isinstance(factored, (sympy.Mul, sympy.Pow)):
            found = signs(factored, ranges, depth - 1)
    return found


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
        case sympy.exp() | sympy.cosh():
            return POSITIVE
        case sympy.Pow(base=base, exp=exponent) if exponent.is_Integer:
            root = of(base)
            return frozenset(s ** abs(int(exponent)) for s in root)
        case sympy.Pow(base=base, exp=exponent) if exponent.is_Rational:
            return frozenset(abs(s) for s in of(base))
        case sympy.Abs(args=(x,)):
            return frozenset(abs(s) for s in of(x))
        case sympy.sinh(args=(x,)) | sympy.tanh(args=(x,)) | sympy.atan(args=(x,)) | sympy.asin(args=(x,)):
            return of(x)
        case sympy.log(args=(x,)):
            return of(x - 1)
        case sympy.acos(args=(x,)):
            return frozenset(abs(s) for s in of(1 - x))
        case sympy.sin(args=(x,)):
            return _arch(of(x), of(pi - x))
        case sympy.cos(args=(x,)):
            return _arch(of(x + pi / 2), of(pi / 2 - x))
    return ANY


def _arch(from_left: Signs, from_right: Signs) -> Signs:
    """Return the signs of sin x, from those of x and π − x."""
    if -1 in from_left or -1 in from_right:
        return ANY
    return POSITIVE if 0 not in from_left | from_right else POSITIVE | ZERO


def _by_monotonicity(expression: Expr, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    if not all(isinstance(n, _SMOOTH) for n in sympy.preorder_traversal(expression) if n.args and n not in ranges):
        return ANY
    found = ANY
    for symbol in sorted(expression.free_symbols & set(ranges), key=str):
        values = ranges[symbol]
        hull = {**ranges, symbol: sympy.Interval(values.inf, values.sup)}
        if isinstance(values, Vectors) or undefined_part(expression, hull, depth):
            continue
        slope = signs(sympy.diff(expression, symbol), hull, depth)
        if not {-1, 1} <= slope:
            ends = [values.inf, values.sup] if 1 in slope else [values.sup, values.inf]
            low, high = (_end_signs(expression, symbol, end, hull, depth) for end in ends)
            found &= _between(low or NEGATIVE, high or POSITIVE)
    return found


def _end_signs(
    expression: Expr, symbol: Basic, end: Expr, ranges: Mapping[Basic, Set], depth: int
) -> Signs | None:
    if not end.is_finite:
        return None
    return signs(expression.subs(symbol, end), {s: r for s, r in ranges.items() if s != symbol}, depth)


def undefined_part(expression: Basic, ranges: Mapping[Basic, Set], depth: int = 6) -> str | None:
    """Return words for a part of the expression not shown to be defined on the ranges, or None."""

    def possible(part: Expr, bad: Signs) -> bool:
        return bool(signs(part, ranges, depth) & bad)

    for node in sympy.preorder_traversal(expression):
        match node:
            case sympy.Pow(base=base, exp=exponent):
                if exponent.is_negative is not False and possible(base, ZERO):
                    return f"{base} may be zero in a denominator"
                if not exponent.is_Integer and base != sympy.E and possible(base, NEGATIVE):
                    return f"{base} may be negative under a root"
            case sympy.log(args=(x,)) if possible(x, NEGATIVE | ZERO):
                return f"{x} may be nonpositive in a logarithm"
            case sympy.acos(args=(x,)) | sympy.asin(args=(x,)) if not _is_cosine(x):
                if possible(1 - x, NEGATIVE) or possible(1 + x, NEGATIVE):
                    return f"{x} may lie outside [-1, 1]"
            case sympy.tan(args=(x,)) if possible(sympy.cos(x), ZERO):
                return f"{x} may be a pole of tan"
            case sympy.atan2(args=(y, x)) if possible(y, ZERO) and possible(x, ZERO):
                return f"atan2({y}, {x}) may be taken at the origin"
    return None


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
    """Return whether exact algebra shows the statement, and that it is defined, on the whole domain."""
    if statement == S.true:
        return True
    match statement:
        case And():
            return all(holds(part, domain) for part in statement.args)
        case Or():
            return any(holds(part, domain) for part in statement.args)
        case Implies(args=(premise, conclusion)):
            return holds(conclusion, domain) or holds(Not(premise), domain)
        case Eq():
            difference = statement.lhs - statement.rhs
            return undefined_part(statement, domain.ranges) is None and is_zero(difference)
    if type(statement) in _ALLOWED:
        difference = statement.lhs - statement.rhs
        allowed = _ALLOWED[type(statement)]
        return undefined_part(statement, domain.ranges) is None and signs(difference, domain.ranges) <= allowed
    return False

"""Rules that tell the sign of an expression from the signs of others, which a function given to them finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import sympy
from sympy import Basic, Expr, S, Set, Symbol

from verify.language.vectors import Vectors
from verify.prover.heads import bound_of, image_of
from verify.prover.zero_tests import ANY, NEGATIVE, POSITIVE, ZERO, Signs, factored_form

__all__ = [
    "Find",
    "arch",
    "between",
    "by_bounds",
    "by_ends",
    "by_factors",
    "by_squares",
    "in_roots",
    "of_image",
    "product_of",
    "sum_of",
]

Ranges = Mapping[Basic, Set]
Find = Callable[[Expr, Ranges], Signs]  # the signs of an expression over ranges


def between(low: Signs, high: Signs) -> Signs:
    return frozenset(range(min(low), max(high) + 1))


def product_of(factors: Iterable[Signs]) -> Signs:
    product = POSITIVE
    for factor in factors:
        product = frozenset(s * t for s in product for t in factor)
    return product


def sum_of(terms: list[Signs]) -> Signs:
    present = frozenset().union(*terms)
    if {-1, 1} <= present:
        return ANY
    definite = any(0 not in term for term in terms)  # one strict term makes the sum strict
    return present - ZERO if definite else present


def by_ends(expression: Expr, ranges: Ranges, find: Find) -> Signs:
    """Return the signs between the values at both ends of a symbol's range, in which the expression is linear."""
    for symbol in sorted(expression.free_symbols & set(ranges), key=str):
        values = ranges[symbol]
        if isinstance(values, Vectors) or not (values.inf.is_finite and values.sup.is_finite):
            continue
        slope = sympy.diff(expression, symbol)
        if slope.has(symbol) or slope.is_number:  # of a number, monotonicity says as much
            continue
        others = {s: r for s, r in ranges.items() if not s.has(symbol)}
        at_ends = [find(expression.subs(symbol, end), others) for end in (values.inf, values.sup)]
        if ANY not in at_ends and (found := between(*at_ends) | between(*at_ends[::-1])) != ANY:
            return found
    return ANY


def by_factors(expression: Expr, ranges: Ranges, find: Find) -> Signs:
    factored = factored_form(expression)
    return find(factored, ranges) if isinstance(factored, (sympy.Mul, sympy.Pow)) else ANY


def by_squares(expression: Expr, ranges: Ranges, find: Find) -> Signs:
    """Return the sign of a x² + b x + c, c or 0 for every real x if a and c have it or are 0, and 4ac − b² ≥ 0.

    Where 4ac > b² it is not 0; where a = 0, b is 0 too.
    """
    for symbol in sorted(expression.free_symbols & set(ranges), key=str):
        if (parts := _quadratic(expression, symbol)) is None:
            continue
        a, b, c = parts
        others = {s: r for s, r in ranges.items() if not s.has(symbol)}
        least = find(sympy.expand(4 * a * c - b**2), others)
        if -1 in least:
            continue
        ends = find(a, others) | find(c, others)
        if not {-1, 1} <= ends:
            return ends - ZERO if least == POSITIVE else ends | ZERO
    return ANY


def by_bounds(expression: Expr, ranges: Ranges, find: Find) -> Signs:
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
        least = find(sign * rest - swing, ranges)  # of sign · expression
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


def _under_roots(expression: Expr, ranges: Ranges) -> list[Basic]:
    """Return the nonnegative symbols that a square root of occurs."""
    bases = {power.base for power in expression.atoms(sympy.Pow) if power.exp.is_Rational and power.exp.q == 2}
    return sorted((x for x in bases if x.is_Symbol and x in ranges and x.is_nonnegative), key=str)


def in_roots(expression: Expr, ranges: Ranges) -> tuple[Expr, dict[Basic, Set]] | None:
    """Return an expression with t² for each symbol x whose root t = √x occurs, and its ranges; None if none does."""
    if not (symbols := _under_roots(expression, ranges)):
        return None
    ends = {x: map(sympy.sqrt, (ranges[x].inf, ranges[x].sup)) for x in symbols}
    kept = {s: r for s, r in ranges.items() if not s.has(*symbols)}
    return (
        expression.xreplace({x: _root_of(x) ** 2 for x in symbols}),
        kept | {_root_of(x): sympy.Interval(*ends[x]) for x in symbols},
    )


@lru_cache(maxsize=256)
def _root_of(symbol: Basic) -> Symbol:
    return sympy.Dummy(f"√{symbol}", nonnegative=True)


def arch(from_left: Signs, from_right: Signs) -> Signs:
    """Return the signs of sin x, from those of x and π − x."""
    if -1 in from_left or -1 in from_right:
        return ANY
    return POSITIVE if 0 not in from_left | from_right else POSITIVE | ZERO


def of_image(expression: Expr, of: Callable[[Expr], Signs]) -> Signs:
    """Return the signs of all values that a function takes, by those of the ends of its image."""
    low, high, has_low, has_high = image_of(expression)
    if low is not None and (found := of(low)) <= POSITIVE | ZERO:
        return found - (frozenset() if has_low else ZERO) | POSITIVE
    if high is not None and (found := of(high)) <= NEGATIVE | ZERO:
        return found - (frozenset() if has_high else ZERO) | NEGATIVE
    return ANY

"""Exact algebra: zero tests, the sign of a constant, factored forms.

Every answer is one-sided: `is_zero` returning False means "not shown", never "shown to be otherwise".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sympy
from sympy import Basic, Expr, Rational, Symbol

from verify.arithmetics import arithmetic
from verify.language.compile import CompileError, compile_expression
from verify.language.vectors import Angle, by_dots
from verify.prover.effort import EFFORT
from verify.prover.heads import PERIODS

__all__ = [
    "ANY", "NEGATIVE", "POSITIVE", "ZERO", "Signs", "factored_form", "is_handy", "is_seen_nonzero", "is_zero",
    "sign_at",
]  # fmt: skip

Signs = frozenset[int]
ANY: Signs = frozenset({-1, 0, 1})
NEGATIVE, ZERO, POSITIVE = (frozenset({s}) for s in (-1, 0, 1))


def is_seen_nonzero(expression: Expr, fixed: Mapping[Basic, Expr] = {}) -> bool:
    """Return whether an expression differs from 0 at one of two points: 3/7, 4/7, … or 5/11, 6/11, …

    Most expressions that do not vanish show it there, at once; these points lie inside every range that matters.
    ``fixed`` are numbers for some symbols.
    """
    symbols = sorted(expression.free_symbols, key=str)
    if not all(isinstance(s, Symbol) for s in symbols):
        return False
    points = (
        [fixed.get(s, Rational(i, 1 if s.is_integer else q)) for i, s in enumerate(symbols, start)]
        for start, q in _SEEN
    )
    balls = arithmetic("ball", 30)
    try:
        run = compile_expression(expression, symbols, balls)
    except CompileError:
        values = (expression.xreplace(dict(zip(symbols, point, strict=True))).evalf(20) for point in points)
        return any(value.is_Float and abs(value) > 1e-9 for value in values)
    found = (balls.bounds(run(*point)) for point in points)
    return any(bounds is not None and not bounds[0] <= 0 <= bounds[1] for bounds in found)


_SEEN = ((3, 7), (5, 11))


def is_zero(expression: Expr, thorough: bool = True) -> bool:
    """Return whether an expression was shown to vanish wherever it is defined.

    The numerator is expanded as a polynomial in e^{iθ} for each angle θ; roots are left to SymPy's
    `simplify`, which may take long: only if `thorough`.
    """
    if is_seen_nonzero(expression):
        return False
    numerator = sympy.expand(sympy.fraction(sympy.together(expression))[0])
    if numerator == 0:
        return True
    if numerator.has(*PERIODS):
        numerator = sympy.expand(sympy.expand(numerator.rewrite(sympy.exp)), power_exp=True)
        numerator = sympy.expand(sympy.powsimp(numerator))
    if numerator != 0 and expression.has(Angle):
        return is_zero(by_dots(expression), thorough)
    return numerator == 0 or (thorough and sympy.simplify(expression) == 0)


@lru_cache(maxsize=4096)
def sign_at(constant: Expr, thorough: bool = True) -> Signs:
    """Return the sign of a constant: by balls of growing precision, then by the zero test."""
    if constant.is_Rational:
        return frozenset({int(sympy.sign(constant))})
    for digits in EFFORT.sign_digits:
        balls = arithmetic("ball", digits)
        try:
            bounds = balls.bounds(compile_expression(constant, (), balls)())
        except CompileError:
            return ANY
        if bounds and bounds[0] > 0:
            return POSITIVE
        if bounds and bounds[1] < 0:
            return NEGATIVE
    return ZERO if bounds and is_zero(constant, thorough) else ANY


def is_handy(expression: Expr) -> bool:
    """Return whether SymPy's algebra is quick: nothing large, of high degree or with large numbers."""
    exponents = (power.exp for power in expression.atoms(sympy.Pow))
    steep = any(exponent.is_Integer and abs(exponent) > EFFORT.factored_degree for exponent in exponents)
    long = any(max(abs(q.p), q.q) > EFFORT.factored_number for q in expression.atoms(sympy.Rational))
    return not (steep or long or expression.count_ops() > EFFORT.factored_operations)


@lru_cache(maxsize=1024)
def factored_form(expression: Expr) -> Expr:
    """Return an expression over one denominator and factored as a polynomial in its symbols, roots and functions.

    It is returned as it is where SymPy might take very long: if it is large, of high degree or with large numbers.
    """
    if not is_handy(expression):
        return expression
    # functions as letters: SymPy takes exp(10⁹ x) for a power of exp(x)
    letters = {node: sympy.Dummy() for node in _outermost_functions(expression)}
    back = {letter: node for node, letter in letters.items()}
    try:
        return sympy.factor(sympy.together(expression.xreplace(letters))).xreplace(back)
    except (sympy.PolynomialError, NotImplementedError, RecursionError):
        return expression


def _outermost_functions(expression: Basic) -> set[Basic]:
    symbolic = isinstance(expression, sympy.Pow) and not expression.exp.is_number
    if isinstance(expression, sympy.Function) or symbolic:
        return {expression}
    return set().union(*map(_outermost_functions, expression.args)) if expression.args else set()

"""Multipliers: where g ≥ 0 is asked for, f ≥ λ g with a number λ ≥ 0 is enough (after Lagrange)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from typing import Any

import mpmath
import sympy
from sympy import And, Basic, Expr, Set, Symbol

from verify.arithmetics import arithmetic
from verify.language.compile import CompileError, compile_expression
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import as_expression, simple_numbers
from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.zero_tests import sign_at

__all__ = ["multipliers"]


def multipliers(task: Restated) -> Iterator[Parts]:
    """Yield f − λ g ≥ 0 without the condition g ≥ 0, with the λ that makes it level where f and g are zero.

    The point is looked for by Newton's method, from the box on which a search is worst off, among simple numbers.
    """
    for f, strict in strictly_positive(task.statement):
        curved = [(part, g) for part in task.given for g, _ in strictly_positive(part) if _is_curved(g)]
        if curved and (worst := task.searched(EFFORT.multiplier_looks).worst) is not None:
            for part, g in curved:
                for point in _level_points(f, g, worst.hull(list(task.ranges))):
                    if (factor := _level(f, g, point)) is not None:
                        others = And(*(other for other in task.given if other != part))
                        rest = sympy.expand(f - factor * g)
                        without = Restated(positive(rest, strict), task.ranges, others)
                        yield by("combine", factor, part, rest, parts=(without,))


def _is_curved(g: Expr) -> bool:
    return any(sympy.diff(g, s).free_symbols for s in g.free_symbols)


def _level_points(f: Expr, g: Expr, start: Mapping[Symbol, Set]) -> Iterator[dict[Basic, Expr]]:
    """Yield simple points near a solution of ∂f = λ ∂g, g = 0, found from the middle of a box."""
    symbols, factor = list(start), sympy.Dummy("λ")
    middle = [(values.inf + values.sup) / 2 for values in start.values()]
    if not all(x.is_finite for x in middle):
        return
    system = [sympy.diff(f - factor * g, s) for s in symbols] + [g]
    guess = [*(mpmath.mpf(str(x.evalf(20))) for x in middle), 1]
    try:
        run = compile_expression(system, [*symbols, factor], arithmetic("mpmath", 30))
    except CompileError:
        return
    if not all(map(mpmath.isfinite, run(*guess))):
        return
    try:
        found = mpmath.findroot(lambda *x: list(run(*x)), guess, tol=1e-30)
    except (ArithmeticError, ValueError, TypeError):  # a singular Jacobian, no convergence, a matrix that holds NaN
        return
    near = [_simple(x) for x in list(found)[:-1]]
    for point in islice(product(*near), EFFORT.multiplier_points):
        yield dict(zip(symbols, point, strict=True))


def _simple(x: Any) -> list[Expr]:
    if not mpmath.isfinite(x) or isinstance(x, mpmath.mpc):
        return []
    middle, slack = Fraction(mpmath.nstr(x, 25)), Fraction(1, 10**9)
    return [as_expression(y) for y in dict.fromkeys(simple_numbers(middle - slack, middle + slack))]


def _level(f: Expr, g: Expr, point: dict[Basic, Expr]) -> Expr | None:
    """Return λ ≥ 0 with ∂f = λ ∂g at a point where f and g are zero, None if there is none."""
    if not all(_is_zero(e.xreplace(point)) for e in (f, g)):
        return None
    pairs = [(sympy.diff(f, s).xreplace(point), sympy.diff(g, s).xreplace(point)) for s in point]
    ratios = [a / b for a, b in pairs if not _is_zero(b)]
    if not ratios or sign_at(ratios[0], thorough=False) not in ({0}, {1}):
        return None
    return ratios[0] if all(_is_zero(a - ratios[0] * b) for a, b in pairs) else None


def _is_zero(constant: Expr) -> bool:
    return sign_at(constant, thorough=False) == {0}

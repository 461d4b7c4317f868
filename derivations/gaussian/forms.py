"""Linear forms of Gaussian scalars and vectors: coefficients, covariances, ratios; why a closed form is not reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

import sympy
from sympy import Basic, Expr, S, Set

from verify.language import gaussian_forms
from verify.language.domain import Domain
from verify.language.gaussian_forms import NotLinear, covariance, is_random
from verify.language.sympys_failures import sympy_may_fail
from verify.language.vectors import Dot, Vector

__all__ = [
    "Degenerate", "Ranges", "Unreachable", "covariance", "is_random", "linear_parts", "ratio_of", "shaped", "written",
]  # fmt: skip

Ranges = Mapping[Basic, Set]
Check = Callable[[Expr, Expr, Domain], bool]


class Unreachable(ValueError):
    """Why an expectation has no closed form here, in one plain line."""


class Degenerate(Unreachable):
    """A linear form may vanish identically: its variance was not shown to be positive."""

    def __init__(self, message: str, variance: Expr) -> None:
        super().__init__(message)
        self.variance = sympy.expand(variance).as_content_primitive()[1]


def shaped(check: Check) -> Check:
    """Return the check of a rule, answering False for lines that lack the shape it compares.

    That is said by Unreachable and NotLinear, or by a failure of SymPy's; a mistake of ours is raised on.
    """

    @wraps(check)
    def answer(before: Expr, after: Expr, domain: Domain) -> bool:
        try:
            with sympy_may_fail():
                return check(before, after, domain)
        except (NotLinear, Unreachable):
            pass
        return False

    return answer


def linear_parts(expression: Expr) -> tuple[Mapping[Basic, Expr], Expr]:
    """Return the coefficients of a linear form and its constant: numbers for scalars, vectors for vectors.

    Raises Unreachable if the expression is not linear in Gaussian variables.
    """
    try:
        return gaussian_forms.linear_parts(expression)
    except gaussian_forms.NotLinear as reason:
        raise Unreachable(str(reason)) from None


def written(parts: Mapping[Basic, Expr]) -> Expr:
    return sympy.Add(*(Dot(c, x) if isinstance(x, Vector) else c * x for x, c in parts.items()))


def ratio_of(form: Expr, other: Expr) -> Expr | None:
    """Return form / other if that is a number, for two linear forms."""
    left, right = _entries(form), _entries(other)
    if set(left) != set(right):
        return None
    entry = min(left, key=str)
    ratio = _simple(left[entry] / right[entry])
    same = all(_simple(left[e] - ratio * right[e]) == 0 for e in left)
    return ratio if same else None


def _simple(coefficient: Expr) -> Expr:
    return sympy.simplify(coefficient) if coefficient.has(sympy.Add) else coefficient


def _entries(form: Expr) -> dict[Basic, Expr]:
    """Return the coefficients of a linear form over Gaussian scalars and inner products of vectors."""
    found: dict[Basic, Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(form)):
        (entry,) = (factor for factor in sympy.Mul.make_args(term) if is_random(factor))
        found[entry] = found.get(entry, S.Zero) + term / entry
    return found

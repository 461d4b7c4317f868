"""Linear forms of Gaussian scalars and vectors: coefficients, covariances, ratios; why a closed form is not reached."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Basic, Expr, S, Set

from verify.language import gaussian_forms
from verify.language.gaussian_forms import covariance, is_random
from verify.language.vectors import Dot, Vector

__all__ = ["Degenerate", "Ranges", "Unreachable", "covariance", "is_random", "linear_parts", "ratio_of", "written"]

Ranges = Mapping[Basic, Set]


class Unreachable(ValueError):
    """Why an expectation has no closed form here, in one plain line."""


class Degenerate(Unreachable):
    """A linear form may vanish identically: its variance was not shown to be positive."""

    def __init__(self, message: str, variance: Expr) -> None:
        super().__init__(message)
        self.variance = sympy.expand(variance).as_content_primitive()[1]


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
    ratio = sympy.simplify(left[entry] / right[entry])
    same = all(sympy.simplify(left[e] - ratio * right[e]) == 0 for e in left)
    return ratio if same else None


def _entries(form: Expr) -> dict[Basic, Expr]:
    """Return the coefficients of a linear form over Gaussian scalars and inner products of vectors."""
    found: dict[Basic, Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(form)):
        (entry,) = (factor for factor in sympy.Mul.make_args(term) if is_random(factor))
        found[entry] = found.get(entry, S.Zero) + term / entry
    return found

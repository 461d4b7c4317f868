"""Linear forms of Gaussian scalars and vectors: coefficients, covariances, ratios; why a closed form is not reached."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sympy
from sympy import Basic, Expr, S, Set

from verify.expectation import Gaussian
from verify.vectors import Dot, Vector

__all__ = ["Degenerate", "Ranges", "Unreachable", "covariance", "is_random", "linear_parts", "ratio_of", "written"]

Ranges = Mapping[Basic, Set]


class Unreachable(ValueError):
    """Why an expectation has no closed form here, in one plain line."""


class Degenerate(Unreachable):
    """A linear form may vanish identically: its variance was not shown to be positive."""

    def __init__(self, message: str, variance: Expr) -> None:
        super().__init__(message)
        self.variance = sympy.expand(variance).as_content_primitive()[1]


def is_random(expression: Basic) -> bool:
    """Return whether an expression depends on a Gaussian variable."""
    return any(isinstance(s, Gaussian) or (isinstance(s, Vector) and s.gaussian) for s in expression.free_symbols)


@lru_cache(maxsize=4096)
def linear_parts(expression: Expr) -> tuple[Mapping[Basic, Expr], Expr]:
    """Return the coefficients of a linear form and its constant: numbers for scalars, vectors for vectors.

    Raises Unreachable if the expression is not linear in Gaussian variables.
    """
    found: dict[Basic, Expr] = {}
    constant: Expr = S.Zero
    for term in sympy.Add.make_args(sympy.expand(expression)):
        factors = [factor for factor in sympy.Mul.make_args(term) if is_random(factor)]
        fixed = term / sympy.Mul(*factors)
        match factors:
            case []:
                constant += term
            case [Gaussian() as x]:
                found[x] = found.get(x, S.Zero) + fixed
            case [Dot() as entry] if len(fixed_vectors := [u for u in entry.args if not u.gaussian]) == 1:
                (z,) = set(entry.args) - set(fixed_vectors)
                found[z] = found.get(z, S.Zero) + fixed * fixed_vectors[0]
            case _:
                raise Unreachable(f"{expression} is not linear in Gaussian variables: {term} is no linear form")
    return {x: c for x, c in found.items() if c != 0}, constant


@lru_cache(maxsize=4096)
def covariance(form: Expr, other: Expr) -> Expr:
    """Return E[form · other] of two linear forms without constants."""
    left, right = linear_parts(form)[0], linear_parts(other)[0]
    shared = [x for x in left if x in right]
    products = (Dot(left[x], right[x]) if isinstance(x, Vector) else left[x] * right[x] for x in shared)
    total = sympy.expand(sympy.Add(*products))
    if total.has(sympy.sin, sympy.cos):
        return sympy.trigsimp(total)
    return sympy.radsimp(total) if total.is_number else total


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

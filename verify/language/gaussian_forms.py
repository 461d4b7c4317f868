"""Linear forms of Gaussian scalars and vectors: their coefficients and covariances."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sympy
from sympy import Basic, Expr, S

from verify.language.expectation import Gaussian
from verify.language.vectors import Dot, Vector

__all__ = ["NotLinear", "covariance", "is_random", "linear_parts"]


class NotLinear(ValueError):
    """An expression is not linear in Gaussian variables; the message names a term."""


def is_random(expression: Basic) -> bool:
    """Return whether an expression depends on a Gaussian variable."""
    return any(isinstance(s, Gaussian) or (isinstance(s, Vector) and s.gaussian) for s in expression.free_symbols)


@lru_cache(maxsize=4096)
def linear_parts(expression: Expr) -> tuple[Mapping[Basic, Expr], Expr]:
    """Return the coefficients of a linear form and its constant: numbers for scalars, vectors for vectors.

    Raises NotLinear if the expression is not linear in Gaussian variables.
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
                raise NotLinear(f"{expression} is not linear in Gaussian variables: {term} is no linear form")
    return {x: c for x, c in found.items() if c != 0}, constant


@lru_cache(maxsize=4096)
def covariance(form: Expr, other: Expr) -> Expr:
    """Return the covariance of two linear forms; constants do not count."""
    left, right = linear_parts(form)[0], linear_parts(other)[0]
    shared = [x for x in left if x in right]
    products = (Dot(left[x], right[x]) if isinstance(x, Vector) else left[x] * right[x] for x in shared)
    total = sympy.expand(sympy.Add(*products))
    if total.has(sympy.sin, sympy.cos):
        return sympy.trigsimp(total)
    return sympy.radsimp(total) if total.is_number else total

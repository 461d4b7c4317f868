"""E(expr): expectation over independent standard Gaussians, kept unevaluated.

The Gaussian variables are marked, not listed: `gaussian("x y")` makes scalar ones, a `Vector` with
``gaussian=True`` a vector one.  They are bound by E, so they are no free symbols of it.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic, Expr, Symbol

from verify.language.rendering import rendered
from verify.language.vectors import Vector

__all__ = ["E", "Gaussian", "density", "gaussian"]


class Gaussian(Symbol):
    """A standard normal variable; different names are independent."""

    def __new__(cls, name: str) -> Gaussian:
        return Symbol.__new__(cls, name, real=True)


def gaussian(names: str) -> Any:
    """Return independent standard normal variables, as `sympy.symbols` would."""
    return sympy.symbols(names, cls=Gaussian)


def density(*variables: Symbol) -> Expr:
    """Return the joint density of independent standard normal variables."""
    return sympy.exp(-sum(x**2 for x in variables) / 2) / sympy.sqrt((2 * sympy.pi) ** len(variables))


def _is_gaussian(symbol: Basic) -> bool:
    return isinstance(symbol, Gaussian) or (isinstance(symbol, Vector) and symbol.gaussian)


class E(Expr):
    """The expectation of an expression over every Gaussian variable in it.

    >>> x = gaussian("x")
    >>> E(x**2 + 1).variables
    (x,)
    >>> E(3)
    3
    """

    is_commutative = True

    def __new__(cls, expression: Any) -> Expr:
        expression = sympy.sympify(expression, strict=True)
        if not any(map(_is_gaussian, expression.free_symbols)):
            return expression
        return super().__new__(cls, expression)

    @property
    def expression(self) -> Expr:
        return self.args[0]

    @property
    def variables(self) -> tuple[Basic, ...]:
        """The Gaussian variables that E integrates out, in order of name."""
        return tuple(sorted(filter(_is_gaussian, self.expression.free_symbols), key=str))

    def _eval_is_real(self) -> bool | None:
        return rendered("real", self)

    @property
    def free_symbols(self) -> set[Basic]:
        return {s for s in self.expression.free_symbols if not _is_gaussian(s)}

    def integral(self) -> Expr:
        """Return the expectation of scalar Gaussians as an integral against their density."""
        if not all(isinstance(x, Gaussian) for x in self.variables):
            raise ValueError(f"{self} ranges over vectors; reduce it to scalar Gaussians first")
        limits = [(x, -sympy.oo, sympy.oo) for x in reversed(self.variables)]
        return sympy.Integral(self.expression * density(*self.variables), *limits)

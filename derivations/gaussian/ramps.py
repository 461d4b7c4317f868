"""The ramp family xⁿ on the right, slope · xⁿ on the left: half-space indicator, ReLU, leaky ReLU."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr, Function, Heaviside, Max, Min, S
from sympy.core.function import ArgumentIndexError

from verify.language.notation import notation

__all__ = ["ramp", "relu", "step"]


class ramp(Function):
    """The function xⁿ for x > 0 and slope · xⁿ for x ≤ 0 (slope for n = 0).

    Order 1 and slope 0 is the ReLU, order 0 and slope 0 the indicator of x > 0, order 1 and slope 1
    the identity.  It is positively homogeneous of degree n.
    """

    nargs = 3
    is_real = True

    @classmethod
    def eval(cls, x: Expr, n: Expr, slope: Expr) -> Expr | None:
        if not (n.is_Integer and n >= 0):
            raise ValueError(f"the order of a ramp is a nonnegative integer, not {n}")
        if slope == 1:
            return x**n
        if x.is_positive:
            return x**n
        return slope * x**n if x.is_nonpositive else None

    def as_elementary(self) -> Expr:
        """Return the definition by Max, Min and Heaviside."""
        x, n, slope = self.args
        if n == 0:
            return slope + (1 - slope) * Heaviside(x, 0)
        return Max(x, 0) ** n + slope * Min(x, 0) ** n

    def fdiff(self, argindex: int = 1) -> Expr:
        x, n, slope = self.args
        if argindex != 1 or n == 0:
            raise ArgumentIndexError(self, argindex)
        return n * ramp(x, n - 1, slope)

    def _sympystr(self, printer: Any) -> str:
        x, n, slope = self.args
        name = {(0, S.Zero): "step", (1, S.Zero): "relu"}.get((n, slope))
        inside = printer._print(x)
        return f"{name}({inside})" if name else f"ramp({inside}, {n}, {printer._print(slope)})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        x, n, slope = self.args
        lower = "" if slope == 0 else f"_{{{printer._print(slope)}}}"
        inside = rf"\left({printer._print(x)}\right)"
        raised = "" if exp is None else f"^{{{exp}}}"
        if n == 0:
            head = r"\mathbf{1}" if slope == 0 else rf"\mathbf{{1}}{lower}"
            inside = rf"\{{{printer._print(x)} > 0\}}" if slope == 0 else inside
            return head + raised + inside
        if n > 1:  # σ² is the square of σ; with a slope the ramp of order two is another function
            body = rf"\sigma{lower}^{{[{n}]}}{inside}"
            return body if exp is None else rf"\left({body}\right)^{{{exp}}}"
        return rf"\sigma{lower}{raised}{inside}"


@notation
def relu(x: Any, slope: Any = 0) -> Expr:
    """Return σ(x) = max(x, 0), or with a slope the leaky ReLU max(x, 0) + slope · min(x, 0)."""
    return ramp(sympy.sympify(x), 1, sympy.sympify(slope))


@notation
def step(x: Any) -> Expr:
    """Return the indicator of x > 0."""
    return ramp(sympy.sympify(x), 0, 0)

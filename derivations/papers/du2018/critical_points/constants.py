"""The constants of one landscape, read off the derived formulas, in a rigorous arithmetic."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import sympy
from sympy import Expr, Rational, sqrt

from derivations.gaussian.kernels import PHI, g
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.critical_points.problem import Problem
from derivations.papers.du2018.theory.landscape import BB, GAMMA, SHARE, in_share, landscape, threshold
from derivations.papers.du2018.theory.model import K
from verify.arithmetics import Arithmetic, Bounds
from verify.language.compile import compile_expression
from verify.language.vectors import Dot
from verify.numerics.monotone_roots import monotone_root

__all__ = ["Constants", "exact_constant"]

SQUARE, TOTAL, TARGET = sympy.symbols("n X h", real=True)  # b·b, 1·b and a value of g


@cache
def _formulas() -> dict[str, Expr]:
    """Return the constants of the landscape in k, s, n = b·b, X = 1·b and h, a value of g."""
    found = landscape()
    plain = {SHARE: SHARE, Dot(BB, BB): SQUARE, GAMMA: TARGET}
    shared = {name: in_share(e).xreplace(plain) for name, e in (("spurious", found.spurious), ("scale", found.scale))}
    alpha, beta = (part.xreplace({GAMMA: TARGET, Dot(ONE, BB): TOTAL}) for part in found.minimiser)
    ring = found.ring
    return shared | {
        "threshold": threshold(K),
        "ring": ring,
        "escape": 2 * ring,
        "ring_loss": shared["spurious"] + shared["scale"] * ring**2,
        "barrier": shared["scale"] * ring**2,
        "alpha": alpha,
        "beta": beta,
    }


_INPUTS = (K, SHARE, SQUARE, TOTAL, TARGET)


def exact_constant(name: str, problem: Problem) -> Expr:
    """Return the constant `name` of a problem that does not depend on an angle, as an exact number."""
    square = problem.filter_square * problem.teacher_square
    values = {K: sympy.Integer(problem.k), SHARE: _exact(problem.share), SQUARE: _exact(square)}
    return _formulas()[name].xreplace(values)


class Constants:
    """The constants of a problem in a rigorous arithmetic."""

    def __init__(self, problem: Problem, arithmetic: Arithmetic) -> None:
        self.problem, self.arithmetic = problem, arithmetic
        self.length = sqrt(_exact(problem.filter_square))
        self.square = problem.filter_square * problem.teacher_square
        self.total = self.length * _exact(problem.total)

    def __getitem__(self, name: str) -> Any:
        return self.at(name, 0)

    def at(self, name: str, kernel: Any) -> Any:
        """Return the constant `name`, as an element, at an angle where g has the value `kernel`."""
        run = compile_expression(_formulas()[name], _INPUTS, self.arithmetic)
        return run(self.problem.k, self.problem.share, self.square, self.total, kernel)

    def bounds(self, element: Any) -> Bounds:
        bounds = self.arithmetic.bounds(element)
        if bounds is None:
            raise ArithmeticError("a constant of the landscape came out unbounded; ask for more digits")
        return bounds

    def weights(self, kernel: Any) -> tuple[Bounds, ...]:
        """Return enclosures of â = α b + β 1, with b = ‖w*‖ a*."""
        table = self.arithmetic
        alpha, beta = self.at("alpha", kernel), self.at("beta", kernel)
        length = compile_expression(self.length, (), table)()
        with table.working():
            scale = alpha * length
            return self.problem.each(lambda x: self.bounds(scale * table.number(x) + beta))

    def teacher(self) -> tuple[Bounds, ...]:
        """Return enclosures of b = ‖w*‖ a*."""
        table, length = self.arithmetic, compile_expression(self.length, (), self.arithmetic)()
        with table.working():
            return self.problem.each(lambda x: self.bounds(length * table.number(x)))

    def angle(self, kernel: Any) -> Bounds:
        """Return an enclosure of the angle φ with g(φ) = kernel, for kernel in (0, π)."""
        # g decreases through 0 at π, so a point beyond π bounds the root from above
        found = monotone_root(g(PHI) - TARGET, PHI, (Fraction(0), Fraction(22, 7)), {TARGET: kernel}, self.arithmetic)
        if found is None:
            raise ArithmeticError("an angle could not be enclosed; ask for more digits")
        return found

    def constant(self, expression: Expr) -> Bounds:
        return self.bounds(compile_expression(expression, (), self.arithmetic)())


def _exact(x: Fraction) -> Rational:
    return Rational(x.numerator, x.denominator)

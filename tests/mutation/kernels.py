"""The Gaussian kernels against E[R(u, v)] for the R of the definition: sampled, at special angles, by reflection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import factorial, gamma, pi, sqrt
from typing import Any

import numpy as np
import sympy
from hypothesis import strategies as st
from sympy import Expr, Integral, Interval, Rational

from derivations.gaussian.half_planes import x, y
from derivations.gaussian.kernels import DERIVATIONS as KERNELS
from derivations.gaussian.kernels import PHI, SLOPE
from verify import Domain, arithmetic, compile_expression
from verify.language.derivation import Derivation
from verify.statistics.sample import Estimate, homogeneous_mean, stream
from verify.testing.strategies import numbers

from .harness import ROUNDING, Budget, Subject, close, drawn, radial_moment
from .loss import QUADRATURE, integrated

Array = np.ndarray[Any, Any]
Kernel = Callable[[Array, Array], Array]
NUMPY = arithmetic("numpy")
SLOPES = Interval(-2, 2)
# at the last three a form of a mutant may vanish
AT = [(Rational(1, 5), Rational(-3, 2)), (Rational(11, 10), Rational(1, 4)), (Rational(5, 2), Rational(2))]
AT += [(sympy.pi / 2, sympy.pi), (sympy.pi, sympy.pi / 2), (Rational(0), Rational(1, 4))]
HALVES = tuple(
    Domain(phi=Interval.open(low, low + sympy.pi / 2), l=sympy.S.Reals) for low in (sympy.S.Zero, sympy.pi / 2)
)


def prepare(line: Expr) -> Kernel:
    """Return a line without expectations as a function of arrays of angles and slopes."""
    run = compile_expression(line, (PHI, SLOPE), NUMPY)
    return lambda phi, slope: np.broadcast_to(run(phi, slope), np.shape(phi))


class Definition:
    """R(u, v; l), the function of two unit-variance Gaussians whose mean a kernel is, and what it shows of itself."""

    def __init__(self, derivation: Derivation) -> None:
        self.name = derivation.name
        apart = derivation.lines[0].expression.xreplace({PHI: sympy.pi / 2})  # u = x, v = y
        self.run = compile_expression(apart, (x, y, SLOPE), NUMPY)
        self.orders = [round(np.log2(float(self(*at, 0.25) / self(1.0, 1.0, 0.25)))) for at in ((2.0, 1.0), (1.0, 2.0))]
        self.degree = sum(self.orders)
        slopes, signs = np.array([[-1.5], [0.0], [0.5]]), np.array([(s, t) for s in (1.0, -1.0) for t in (1.0, -1.0)])
        values = self(signs[:, 0], signs[:, 1], slopes)
        self.symmetric = bool(np.all(values == self(signs[:, 1], signs[:, 0], slopes))) and len(set(self.orders)) == 1
        self.nonnegative = bool(np.all(values >= 0))

    def __call__(self, u: Any, v: Any, slope: Any) -> Array:
        return np.asarray(self.run(u, v, slope)) + 0 * (u + v + slope)

    def bound(self, slope: float) -> float:
        return max(1.0, abs(slope)) ** 2

    def sampled(self, phi: float, slope: float, samples: int, delta: float) -> Estimate:
        def at(u: Array) -> Array:
            return self(u[:, 0], u[:, 0] * np.cos(phi) + u[:, 1] * np.sin(phi), slope)

        return homogeneous_mean(
            at, self.bound(slope) * (1 + 1e-12), 2, samples, delta, self.name, phi, slope, degree=self.degree
        )

    def reflected(self, phi: Array, slope: Array) -> Array:
        """Return E[R(u, v) + (−1)ⁿ R(u, −v)]: n is the order in v, so this is smooth where u has one sign."""
        t, w = np.polynomial.legendre.leggauss(32)
        total = np.zeros(len(phi))
        for half in (0.0, pi):
            theta = half + pi / 2 * t
            u, v = np.cos(theta), np.cos(theta - phi[:, None])
            both = self(u, v, slope[:, None]) + (-1) ** self.orders[1] * self(u, -v, slope[:, None])
            total += np.sum(both * w * pi / 2, axis=1)
        return total / (2 * pi) * radial_moment(self.degree)

    def series(self, correlation: Array, slope: Array) -> Array:
        """Return Σ_k a_k b_k ρᵏ/k! over 60 terms, a_k and b_k the Hermite coefficients of the two factors of R."""
        total = np.zeros(len(correlation))
        for k in range(60):
            left = self(1.0, 1.0, slope) + (-1) ** k * self(-1.0, 1.0, slope)
            right = self(1.0, 1.0, slope) + (-1) ** k * self(1.0, -1.0, slope)
            both = _hermite(self.orders[0], k) * _hermite(self.orders[1], k) / factorial(k)
            total += left * right * both * correlation**k
        return total


@cache
def _hermite(n: int, k: int) -> float:
    """Return E[xⁿ He_k(x); x > 0] by parts: He_k ρ = −(He_{k−1} ρ)′ for the density ρ."""
    if k == 0:
        return _moment(n) / 2
    at_zero = [1.0, 0.0]  # He_j(0) = −(j − 1) He_{j−2}(0)
    for j in range(2, k):
        at_zero.append(-(j - 1) * at_zero[j - 2])
    return at_zero[k - 1] / sqrt(2 * pi) if n == 0 else n * _hermite(n - 1, k - 1)


def _moment(n: int) -> float:
    """Return E|x|ⁿ = 2^{n/2} Γ((n + 1)/2)/√π."""
    return 2 ** (n / 2) * gamma((n + 1) / 2) / sqrt(pi)


def tests(definition: Definition, budget: Budget) -> dict[str, Callable[[Kernel], bool]]:
    examples = np.array(drawn(st.tuples(numbers(Interval(0, sympy.pi)), numbers(SLOPES)), budget.examples), dtype=float)
    phi, slope = examples.T
    near = pi / 3 + phi / 3  # |cos φ| ≤ 1/2
    points = stream("kernels", definition.name).random((budget.points, 2)) * [pi, 4] - [0, 2]
    estimates = [definition.sampled(*point, budget.samples, budget.delta / budget.points) for point in points.tolist()]

    def monte_carlo(kernel: Kernel) -> bool:
        values = kernel(points[:, 0], points[:, 1])
        return all(found.contains(float(value)) for found, value in zip(estimates, values, strict=True))

    def at(angle: float, right: Array) -> Callable[[Kernel], bool]:
        return lambda kernel: close(kernel(np.full(len(slope), angle), slope), right, scale)

    half = _moment(definition.degree) / 2  # each sign of u has half of the moment
    quarter = _moment(definition.orders[0]) * _moment(definition.orders[1]) / 4
    corners = [definition(s, t, slope) for s in (1.0, -1.0) for t in (1.0, -1.0)]
    scale = quarter * np.sum(np.abs(corners), axis=0)  # E|R| for independent u and v
    found = {
        "Monte Carlo": monte_carlo,
        "equal": at(0.0, half * (definition(1.0, 1.0, slope) + definition(-1.0, -1.0, slope))),
        "opposite": at(pi, half * (definition(1.0, -1.0, slope) + definition(-1.0, 1.0, slope))),
        "independent": at(pi / 2, quarter * np.sum(corners, axis=0)),
        "reflection": lambda kernel: close(
            kernel(phi, slope) + (-1) ** definition.orders[1] * kernel(pi - phi, slope),
            definition.reflected(phi, slope),
            scale,
        ),
        "Hermite series": lambda kernel: close(kernel(near, slope), definition.series(np.cos(near), slope), scale),
    }
    if definition.nonnegative:
        found["nonnegative"] = lambda kernel: bool(np.all(kernel(phi, slope) >= -ROUNDING * scale))
    if definition.symmetric:
        found["positive definite"] = lambda kernel: _positive_definite(kernel, phi, slope[:2], scale.max())
    return found


def _positive_definite(kernel: Kernel, turns: Array, slopes: Array, scale: float) -> bool:
    """Return whether E[R(u_i) R(u_j)] is a Gram matrix, for unit vectors u_i at these turns of the plane."""
    turns = 2 * turns[:16]
    angles = np.abs(turns[:, None] - turns[None, :])
    angles = np.minimum(angles, 2 * pi - angles)
    for slope in slopes:
        matrix = kernel(angles.ravel(), np.full(angles.size, slope)).reshape(angles.shape)
        if not np.linalg.eigvalsh(matrix)[0] >= -ROUNDING * len(turns) * scale:
            return False
    return True


def subjects(budget: Budget) -> list[Subject]:
    return [Subject(x.name, x.result, prepare, tests(Definition(x), budget)) for x in KERNELS]


def lines(budget: Budget) -> list[Subject]:
    """Return the lines between with expectations of their own, which are integrated."""
    return [
        Subject(
            f"{derivation.name}, line {i}",
            line,
            lambda line: line,
            {"quadrature": _agrees(derivation.lines[0])},
            HALVES,
        )
        for derivation in KERNELS
        for i, line in enumerate(derivation.lines[1:-1], start=1)
        if not line.has(Integral)
    ]


def _agrees(definition: Expr) -> Callable[[Expr], bool]:
    """Return the test that a line has the values of the definition at some angles and slopes."""
    points = [dict(zip((PHI, SLOPE), at, strict=True)) for at in AT]
    known = [integrated(definition.xreplace(point)) for point in points]

    def agrees(line: Expr) -> bool:
        found = (integrated(line.xreplace(point)) for point in points)
        return all(abs(x - y) <= QUADRATURE * (1 + abs(y)) for x, y in zip(found, known, strict=True))

    return agrees

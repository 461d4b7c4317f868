"""The population loss against its definition: sampled, and what follows from it without an integral."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import atan2, pi, sqrt
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Dummy, Expr, Integer

from derivations.gaussian.ramps import ramp
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import MODEL
from verify import arithmetic, compile_expression
from verify.language.expectation import E
from verify.statistics.sample import stream
from verify.statistics.summands import explicit

from .harness import ROUNDING, Budget, Subject, close, radial_moment
from .model import Formula, Points, as_points, dot, exact_points, examples, length, prepare, sampled_loss, times, within

# E σ(u) and E σ(u)² for a standard Gaussian u, and E σ(u) σ(v) where u and v are equal, opposite or independent
MEAN, SQUARE = 1 / sqrt(2 * pi), 1 / 2
QUADRATURE = 1e-12  # of the value, far above the rounding of 32 nodes and far below any mutant
PRODUCT = {"parallel": SQUARE, "opposite": 0.0, "orthogonal": MEAN**2}


def at_special_angle(points: Points, name: str) -> Points:
    """Return the points with the filter of f turned to a special angle with that of f*."""
    if name == "orthogonal":
        turned = np.zeros_like(points.w)  # in two dimensions, which is enough
        turned[:, 0], turned[:, 1] = -points.w[:, 1], points.w[:, 0]
        flat = np.where(np.arange(turned.shape[1]) < 2, points.w, 0.0)
        flat[:, 0] = np.where(np.any(flat, axis=1), flat[:, 0], 1.0)
        turned[:, 1] = flat[:, 0]
        return points.but(v=turned, w=flat)
    return points.but(v=times((3 if name == "parallel" else -3) * np.ones(len(points)), points.w))


def special(points: Points, product: float) -> np.ndarray:
    """Return ½ E (f − f*)² as half the variance, summed over the patches, and half the squared mean."""
    a, b = points.a, times(length(points.w), points.b)
    mean = MEAN * np.sum(a - b, axis=1)
    covariance = product - MEAN**2
    variance = (SQUARE - MEAN**2) * (dot(a, a) + dot(b, b)) - 2 * covariance * dot(a, b)
    return (variance + mean**2) / 2


def tests(budget: Budget) -> dict[str, Callable[[Formula], bool]]:
    points, sampled = examples(budget.examples), as_points(exact_points(budget.points))
    unit, norm = points.unit()
    factors = 2.0 ** stream("factors").integers(-2, 3, len(points))
    perfect = points.but(v=times(factors, points.w), a=times(length(points.w), points.b))
    exchanged = points.but(v=points.w, w=unit, a=times(length(points.w), points.b), b=points.a)
    scaled = points.but(w=times(factors, points.w), a=times(factors, points.a))
    louder = points.but(a=times(factors, points.a), b=times(factors, points.b))
    silent = points.but(k=points.k + 1)
    found = {
        "Monte Carlo": lambda f: within(f(sampled), sampled_loss(budget), sampled.size),
        "nonnegative": lambda f: bool(np.all(f(points) >= -ROUNDING * points.size)),
        "zero at the teacher": lambda f: close(f(perfect), 0, perfect.size),
        "length of v": lambda f: close(f(points.but(v=times(factors, points.v))), f(points), points.size),
        "homogeneity": lambda f: (
            close(f(scaled), factors**2 * f(points), scaled.size)
            and close(f(louder), factors**2 * f(points), louder.size)
        ),
        "exchange": lambda f: close(f(exchanged), f(points), points.size),
        "silent patch": lambda f: close(f(silent), f(points), points.size),
    }
    for name, product in PRODUCT.items():
        at = at_special_angle(points, name)
        right = special(at, product)
        found[name] = lambda f, at=at, right=right: close(f(at), right, at.size)
    return found


def subjects(budget: Budget) -> list[Subject]:
    return [Subject(loss.name, loss.result, prepare, tests(budget))]


# Points with two Gaussian variables in all, where the definition can be integrated: k = 1, p = 2 and k = 2, p = 1

FLAT = [
    ((2, 1), (1, 3), (2,), (3,)),
    ((2, 1), (-3, 1), (1,), (2,)),
    ((2,), (3,), (1, 2), (3, -1)),
    ((-2,), (3,), (1, -3), (2, 1)),
    ((3,), (2,), (2, 1), (0, 0)),
]


def flat_points() -> list[dict[Basic, Any]]:
    whole = [tuple(tuple(map(Integer, x)) for x in point) for point in FLAT]
    return [
        dict(zip(MODEL.symbols, (Integer(len(a)), Integer(len(v)), v, w, a, b), strict=True)) for v, w, a, b in whole
    ]


def lines(budget: Budget) -> list[Subject]:
    """Return the lines between, whose own expectations are integrated too; the last has none."""
    points = flat_points()
    known = [integrated(explicit(loss.lines[0], point)) for point in points]

    def agrees(line: Expr) -> bool:
        found = (integrated(explicit(line, point)) for point in points)
        return all(abs(x - y) <= QUADRATURE * abs(y) for x, y in zip(found, known, strict=True))

    between = [
        Subject(f"{loss.name}, line {i}", line, lambda line: line, {"quadrature": agrees}, (MODEL,))
        for i, line in enumerate(loss.lines[1:-2], start=1)
    ]
    return [*between, Subject(f"{loss.name}, line {len(loss.lines) - 2}", loss.lines[-2], prepare, tests(budget))]


def integrated(line: Expr) -> float:
    """Return the value of a line whose expectations range over two Gaussian variables at most."""
    values = {node: sympy.Float(planar_mean(node), 30) for node in line.atoms(E)}
    return float(line.xreplace(values))


@lru_cache(maxsize=4096)
def planar_mean(node: E) -> float:
    """Return E f for f positively homogeneous of degree n and smooth between lines: E rⁿ times its mean on the circle.

    In polar coordinates z = r u, and r and u are independent; Gauss–Legendre between the lines where a ramp bends.
    """
    x, y = (*node.variables, Dummy("y"))[:2]
    run = compile_expression(node.expression, (x, y), arithmetic("numpy"))
    slopes = [[float(sympy.diff(form, z)) for z in (x, y)] for form in (r.args[0] for r in node.expression.atoms(ramp))]
    ends = sorted({0.0} | {(atan2(-p, q) + turn) % (2 * pi) for p, q in slopes for turn in (0, pi)})
    t, w = np.polynomial.legendre.leggauss(32)
    total = 0.0
    for low, high in zip(ends, [*ends[1:], 2 * pi], strict=True):
        theta = (low + high) / 2 + (high - low) / 2 * t
        total += float(np.sum(run(np.cos(theta), np.sin(theta)) * w)) * (high - low) / 2
    return total / (2 * pi) * radial_moment(_degree(run))


def _degree(run: Callable[..., np.ndarray]) -> float:
    """Return the n with f(r u) = rⁿ f(u), seen at three radii; raise ArithmeticError if there is none."""
    theta = np.linspace(0.05, 6.25, 64)
    one, two, five = (np.broadcast_to(run(r * np.cos(theta), r * np.sin(theta)), theta.shape) for r in (1.0, 2.0, 5.0))
    i = int(np.argmax(np.abs(one)))
    n = float(np.log2(two[i] / one[i])) if one[i] else 0.0
    if not np.allclose(five, 5.0**n * one, rtol=1e-12, atol=1e-12):
        raise ArithmeticError("the integrand is not homogeneous")
    return n

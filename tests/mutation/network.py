"""The terms that networks of any shape are built of: K = E[σ(u·z) σ(v·z)], its gradient and its Hessian in (u, v).

Derivatives are taken inside the expectation; σ is the leaky ReLU of slope l.  With û = e₁ and v̂ = (cos φ, sin φ) the
plane has two Gaussian variables, and whatever is orthogonal to it is independent of them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import pi, sqrt
from typing import Any

import numpy as np
from sympy import Expr, Rational, S

from derivations.gaussian.half_planes import x, y
from derivations.gaussian.kernels import PHI, SLOPE
from derivations.gaussian.ramps import ramp
from derivations.networks.pairs import P, Q, pair_terms
from verify import arithmetic, compile_expression
from verify.language.expectation import E

from .harness import Budget, Subject, close
from .loss import planar_mean

Array = np.ndarray[Any, Any]
Term = Callable[[Array, Array, Array, Array], Array]

# (cos φ, sin φ), so that the plane's directions are exact; lengths and slopes
TURNS = [(Rational(3, 5), Rational(4, 5)), (Rational(-5, 13), Rational(12, 13)), (S.Zero, S.One)]
LENGTHS = [(S(2), S(3)), (S(3), Rational(1, 2))]
SLOPES = [S.Zero, Rational(1, 4), S(-2)]
DEGREES = {"value": (1, 1), "u": (0, 1), "v": (0, 1), "uu": (-1, 1), "uv": (0, 0)}  # in ‖u‖ and ‖v‖


def prepare(formula: Expr) -> Term:
    run = compile_expression(formula, (P, Q, PHI, SLOPE), arithmetic("numpy"))
    return lambda *at: np.broadcast_to(run(*at), np.shape(at[0]))


def means(p: Expr, q: Expr, c: Expr, s: Expr, slope: Expr) -> dict[str, float]:
    """Return each term from planar expectations, dividing by what its direction contributes."""
    u, v = p * x, q * (c * x + s * y)
    first, second = (lambda form, n: ramp(form, n, slope)), float(s)

    def mean(m: int, n: int, by: Expr) -> float:
        return float(planar_mean(whole)) if isinstance(whole := E(first(u, m) * first(v, n) * by), E) else float(whole)

    both = mean(0, 0, S.One)
    return {
        "value": mean(1, 1, S.One),
        "u": mean(0, 1, s * x - c * y) / second,  # along a direction orthogonal to v, where û gives sin φ
        "v": mean(0, 1, y) / second,  # along one orthogonal to u
        "uv.I": both,
        "uv.uu": mean(0, 0, x**2) - both,
        "uv.ut": mean(0, 0, x * y) / second,
        "uv.tu": mean(0, 0, x * y) / second,
        "uv.tt": (mean(0, 0, y**2) - both) / second,
    } | on_the_line(*map(float, (p, q, s, slope)))


def on_the_line(p: float, q: float, s: float, slope: float) -> dict[str, float]:
    """Return E[σ″(u·z) zzᵀ σ(v·z)]: σ″ is 1 − l at u·z = 0, of density 1/(‖u‖ √2π), where v·z = ‖v‖ sin φ y."""
    density = (1 - slope) / (p * sqrt(2 * pi))
    half = q * s * (1 - slope) / sqrt(2 * pi)  # E σ(‖v‖ sin φ y); with y² besides it is twice that
    return {
        "uu.I": density * half,
        "uu.uu": -density * half,  # nothing is left along u
        "uu.ut": 0.0,
        "uu.tu": 0.0,
        "uu.tt": density * (2 * half - half) / s,
    }


POINTS = [(*lengths, *turn, slope) for lengths, turn, slope in product(LENGTHS, TURNS, SLOPES)]


def subjects(budget: Budget) -> list[Subject]:
    known = [means(*point) for point in POINTS]
    p, q, c, s, slope = (np.array(column, dtype=float) for column in zip(*POINTS, strict=True))
    phi = np.arctan2(s, c)
    size = (1 + np.abs(slope)) ** 2 * (1 + p) * (1 + q)
    # the slope 1 makes σ the identity, K = u·v and ∂²K/∂u∂v = I
    identity = {"value": p * q * np.cos(phi), "v": q, "uv.I": np.ones_like(p)}

    def tests(name: str) -> dict[str, Callable[[Term], bool]]:
        right = np.array([values[name] for values in known])
        m, n = DEGREES[name.partition(".")[0]]
        return {
            "quadrature": lambda f: close(f(p, q, phi, slope), right, size),
            "homogeneity": lambda f: close(f(2 * p, 4 * q, phi, slope), 2.0 ** (m + 2 * n) * f(p, q, phi, slope), size),
            "identity": lambda f: close(f(p, q, phi, np.ones_like(p)), identity.get(name, 0 * p), size),
        }

    return [
        Subject(f"pair_terms, {name}", formula, prepare, tests(name))
        for name, formula in pair_terms().items()
        if formula != 0
    ]

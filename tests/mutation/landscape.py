"""The constants of the landscape against least squares: the loss at a fixed angle is quadratic in a.

With γ = 2π E[σ(u) σ(v)] the moments of σ alone give, for any k and b = ‖w*‖ a*, the matrix E[σ(u_i) σ(u_j)] and the
vector E[σ(u_i) f*] of the definition; NumPy solves for the best a.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy
from hypothesis import strategies as st
from sympy import Expr, Interval, Symbol

from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.landscape import BB, GAMMA, SHARE, landscape, threshold
from derivations.papers.du2018.theory.model import K
from verify import arithmetic, compile_expression
from verify.language.vectors import Dot
from verify.testing.strategies import numbers

from .harness import Budget, Subject, drawn
from .loss import MEAN, SQUARE

Array = np.ndarray[Any, Any]
Constant = Callable[..., float]
NUMPY = arithmetic("numpy")
NORM, TOTAL = (Symbol(name, real=True) for name in ("norm", "total"))
INPUTS = (K, SHARE, NORM, TOTAL, GAMMA)  # NORM is b·b, TOTAL is 1·b
CLOSE = 1e-11  # least squares lose a factor of the condition number, below 10


def prepare(formula: Expr) -> Constant:
    letters = {Dot(BB, BB): NORM, Dot(ONE, BB): TOTAL, Dot(ONE, ONE): K}
    run = compile_expression(formula.xreplace(letters), INPUTS, NUMPY)

    def constant(b: Array, gamma: float = np.nan) -> float:
        k, norm, total = len(b), float(b @ b), float(b.sum())
        return float(run(float(k), total**2 / (k * norm), norm, total, gamma))

    return constant


def moments(b: Array, gamma: float) -> tuple[Array, Array]:
    """Return E[σ(u_i) σ(u_j)] and E[σ(u_i) f*] for k patches: equal ones together, different ones independent."""
    k, product = len(b), gamma / (2 * np.pi)
    matrix = MEAN**2 + (SQUARE - MEAN**2) * np.eye(k)
    return matrix, MEAN**2 * b.sum() + (product - MEAN**2) * b


def best(b: Array, gamma: float) -> tuple[Array, float]:
    """Return the outputs of least loss at an angle, and that loss."""
    matrix, right = moments(b, gamma)
    a = np.linalg.solve(matrix, right)
    square = MEAN**2 * b.sum() ** 2 + (SQUARE - MEAN**2) * (b @ b)  # E f*²
    return a, float(square - right @ a) / 2


def near(value: float, right: float, size: float) -> bool:
    return abs(value - right) <= CLOSE * size


def outputs() -> st.SearchStrategy[list[float]]:
    entries = st.lists(st.integers(-4, 4).map(float), min_size=1, max_size=6)
    return entries.filter(any)


def subjects(budget: Budget) -> list[Subject]:
    drawn_points = drawn(st.tuples(outputs(), numbers(Interval(0, sympy.pi))), budget.examples)
    points = [(np.array(b), float(gamma)) for b, gamma in drawn_points]
    found, alone = landscape(), [(b, gamma) for b, gamma in points if len(b) == 1]

    def over(judge: Callable[..., bool], among: list[tuple[Array, float]]) -> Callable[[Constant], bool]:
        return lambda constant: all(judge(constant, b, gamma) for b, gamma in among)

    def both(judge: Callable[..., bool]) -> dict[str, Callable[[Constant], bool]]:
        return {"least squares": over(judge, points), "one patch": over(judge, alone)}

    alpha, beta = found.minimiser

    # â = α b + β 1, and the projection of â on 1 and on b each see one of them where b is not a multiple of 1
    def is_alpha(constant: Constant, b: Array, gamma: float) -> bool:
        a, apart = best(b, gamma)[0], b - b.mean()
        return near(constant(b, gamma) * float(apart @ apart), float(a @ apart), float(b @ b))

    def is_beta(constant: Constant, b: Array, gamma: float) -> bool:
        a = best(b, gamma)[0]
        flat = b - b.mean()
        along = float(a @ flat) / float(flat @ flat) if np.any(flat) else None
        if along is None:
            return True
        return near(constant(b, gamma), float(a.mean() - along * b.mean()), float(np.linalg.norm(b)))

    def is_spurious(constant: Constant, b: Array, gamma: float) -> bool:
        return near(constant(b), best(b, 0.0)[1], float(b @ b) * len(b))

    # the least loss at γ is parabolic: its second difference and its slope at 0
    def is_scale(constant: Constant, b: Array, gamma: float) -> bool:
        left, middle, right = (best(b, at)[1] for at in (-1.0, 0.0, 1.0))
        return near(constant(b), middle - (left + right) / 2, float(b @ b) * len(b))

    def is_tilt(constant: Constant, b: Array, gamma: float) -> bool:
        left, right = (best(b, at)[1] for at in (-1.0, 1.0))
        return near(constant(b), (right - left) / 4, float(b @ b) * len(b))

    # on the ring a·b = 0: the loss does not change with the angle
    def is_ring(constant: Constant, b: Array, gamma: float) -> bool:
        return near(float(best(b, constant(b))[0] @ b), 0.0, float(b @ b) * len(b))

    # b = 1 + t e with e orthogonal to 1 has the share 1/(1 + t² e·e/k); on the threshold the ring is at γ = 0
    def is_threshold(constant: Constant, b: Array, gamma: float) -> bool:
        k = len(b)
        share = constant(np.ones(k))
        if k == 1:
            return near(share, 1.0, 1.0)
        e = np.zeros(k)
        e[:2] = 1.0, -1.0
        at = np.ones(k) + np.sqrt(k * (1 / share - 1) / 2) * e
        return near(float(best(at, 0.0)[0] @ at), 0.0, k * k)

    def of(name: str, formula: Expr, judge: Callable[..., bool], tests: Any = both) -> Subject:
        return Subject(f"du2018.landscape, {name}", formula, prepare, tests(judge))

    return [
        of("α in â = α b + β 1", alpha, is_alpha),
        of("β in â = α b + β 1", beta, is_beta),
        of("spurious loss", found.spurious, is_spurious),
        of("c", found.scale, is_scale),
        of("c g₀", found.tilt, is_tilt),
        of("g₀", found.ring, is_ring),
        of("threshold", threshold(K), is_threshold),
    ]

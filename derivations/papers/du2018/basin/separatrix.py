"""The surface between the basins, φ = φ̂(x, z), in floating point; and the probability below it by quadrature.

The reduced flow is cooperative in (−φ, x, z) (see `theory.dynamics`), so the basin of the global minimum
is {φ < φ̂(x, z)} with φ̂ nondecreasing in both.  Fates are told by the sets of `theory.sets`, never by a
small gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.theory.reduction import STATE, flow
from derivations.papers.du2018.theory.sets import settling, sums
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BallArray
from verify.language.compile import compile_expression
from verify.numerics.iteration import State, Update, iterate, runge_kutta

__all__ = ["GLOBAL", "SPURIOUS", "Motion", "fastest", "heights", "probability"]

GLOBAL, SPURIOUS = 1, -1
MOST_STEPS = 100_000
PARTS = 4  # of a bracket, looked at together


def fastest(setting: Setting) -> float:
    """Return λ₁, the larger of the rates at which x and z settle."""
    return max(float(rate) for rate in setting.at_these(settling()))


@dataclass(frozen=True)
class Motion:
    """The reduced flow of one setting in floating point: its field, who is decided, and a time step that is stable."""

    field: Update
    fate: Callable[..., Array]
    step: float

    @staticmethod
    @lru_cache(maxsize=64)
    def of(setting: Setting) -> Motion:
        floats = arithmetic("numpy")
        field = compile_expression(setting.at_these(flow()), STATE, floats)
        signs = compile_expression(setting.at_these(sums()), STATE, floats)
        # |∂φ'/∂φ| ≤ π |y| N/V², with |y| ≤ 2 or so for N = 1
        turning = 2 * np.pi * float(setting.scale)

        def fate(phi: Array, x: Array, z: Array, *_: Array) -> Array:
            values = signs(phi, x, z)
            low, high = values[0], values[0]
            for value in values[1:]:
                low, high = np.minimum(low, value), np.maximum(high, value)
            return np.where((low > 0) & (phi < np.pi), GLOBAL, np.where(high < 0, SPURIOUS, 0))

        return Motion(field, fate, 1 / (fastest(setting) + turning))

    def update(self, phi: Array, x: Array, z: Array, h: Array) -> State:
        """Return the state after a step h, and the next h: short while x settles, then as long as is stable."""
        return *runge_kutta(self.field, h)(phi, x, z), np.minimum(1.03 * h, 1.5 * self.step)

    def labels(self, phi: Array, x: Array, z: Array) -> Array:
        """Return which minimum the flow from each start ends at, 0 where it is not decided."""
        first = np.full(len(phi), self.step / 4)
        return iterate(self.update, self.fate, (phi, x, z, first), MOST_STEPS).labels


def heights(setting: Setting, x: Array, z: Array, tolerance: float = 1e-9) -> Array:
    """Return φ̂ at each (x, z), by bisection on the fates of all of them at once."""
    motion, low, high = Motion.of(setting), np.zeros(len(x)), np.full(len(x), np.pi)
    parts = np.arange(1, PARTS)[:, None] / PARTS
    while len(x) and np.max(high - low) > tolerance:
        inner = low + (high - low) * parts
        ends = motion.labels(inner.ravel(), np.tile(x, PARTS - 1), np.tile(z, PARTS - 1)).reshape(inner.shape)
        new = np.where(ends == GLOBAL, inner, low).max(axis=0), np.where(ends == SPURIOUS, inner, high).min(axis=0)
        if np.array_equal(new[0], low) and np.array_equal(new[1], high):
            break  # what is left is decided too late: the middle is as good as any
        low, high = new
    return (low + high) / 2


def probability(setting: Setting, tolerance: float = 1e-7, most: int = 96) -> tuple[float, float]:
    """Return the probability E F_p(φ̂(x₀, z₀)) of the global minimum, and how much the last refinement changed it.

    The mean over (ρ₁, u) (see `derivations.papers.du2018.basin.initial`) is by Gauss's rule for either density.
    """
    before, nodes = _mean(setting, 6, 4), (12, 8)
    while True:
        value = _mean(setting, *nodes)
        change = abs(value - before)
        if change < tolerance or nodes[0] >= most:
            return value, change
        before, nodes = value, (2 * nodes[0], 2 * nodes[1])


def _mean(setting: Setting, n: int, m: int) -> float:
    k = setting.patches
    first, weights = gauss((k - 1) / 2, n)
    second, others = gauss((k - 2) / 2, m)
    x, z = setting.outputs(BallArray(np.repeat(first, m)), BallArray(np.tile(second, n)))
    below = setting.angle_probability(BallArray(heights(setting, x.mid, z.mid))).mid
    return float(weights @ below.reshape(n, m) @ others)


def gauss(exponent: float, n: int) -> tuple[Array, Array]:
    """Return the n nodes and weights of Gauss's rule for the density ∝ (1 − t²)^exponent on [−1, 1].

    The nodes are the eigenvalues of the Jacobi matrix (Golub and Welsch 1969).
    """
    j, a = np.arange(1.0, n), exponent + 0.5
    beside = np.sqrt(j * (j + 2 * a - 1) / (4 * (j + a) * (j + a - 1)))
    nodes, vectors = np.linalg.eigh(np.diag(beside, 1) + np.diag(beside, -1))
    return nodes, vectors[0] ** 2

"""Training the network of the paper in full coordinates (v, a): the population gradient and samples.

The population gradient is the derived one; the stochastic one is written by hand from the definition,
forward and backward, and knows nothing of kernels: it is what the derived one is tested against.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from derivations.gaussian.sums import ONE
from derivations.networks.training import angle
from derivations.papers.du2018.theory.gradient import ANGLE, output_gradient, weight_gradient
from derivations.papers.du2018.theory.model import A, B, V, W
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.language.vectors import Dot, coordinates
from verify.numerics.iteration import State, Update
from verify.statistics.sample import sphere, stream

__all__ = ["initial", "population_field", "reduced_state", "sample_loss", "stochastic_descent", "stochastic_gradient"]

Array = np.ndarray[Any, np.dtype[np.float64]]
_GRAM = tuple(Dot(x, y) for x, y in ((V, V), (V, W), (W, W), (A, B), (ONE, A), (ONE, B)))


@cache
def _coefficients() -> Callable[..., tuple[Array, ...]]:
    """Return those of ∂ℓ/∂v over v, w* and of ∂ℓ/∂a over a, a*, 1, as functions of φ and Gram entries."""
    in_v, in_a = coordinates(weight_gradient.result), coordinates(output_gradient.result)
    expressions = [in_v[V], in_v[W], in_a[A], in_a[B], in_a[ONE]]
    return compile_expression(expressions, (ANGLE, *_GRAM), arithmetic("numpy"))


def _teacher(w_star: Any, a_star: Any) -> tuple[Array, Array]:
    w, b = np.array(w_star, dtype=float), np.array(a_star, dtype=float)
    if w.ndim != 1 or b.ndim != 1 or not w.any():
        raise ValueError("the teacher is a nonzero filter w* and output weights a*, one row of numbers each")
    return w, b


def population_field(w_star: Any, a_star: Any) -> Update:
    """Return −∇ℓ, the derived gradient: v (n, p) and a (n, k) to arrays of these shapes, NaN where v = 0.

    Descent and flow are `euler` and `runge_kutta` of `verify.numerics.iteration`; k + p numbers cost O(k + p).
    """
    w, b = _teacher(w_star, a_star)
    ww, total = float(w @ w), float(b.sum())

    def field(v: Array, a: Array) -> State:
        gram = ((v * v).sum(axis=1), v @ w, ww, a @ b, a.sum(axis=1), total)
        along_v, along_w, *outputs = (np.asarray(c)[..., None] for c in _coefficients()(angle(v, w), *gram))
        along_a, along_b, along_1 = outputs
        return -(along_v * v + along_w * w), -(along_a * a + along_b * b + along_1)

    return field


def reduced_state(v: Array, a: Array, w_star: Any, a_star: Any) -> State:
    """Return the coordinates φ, x = 1·a, z = a·(b − (1·b/k) 1) and V = ‖v‖ of starts, each of shape (n,)."""
    w, star = _teacher(w_star, a_star)
    b = np.linalg.norm(w) * star
    return angle(v, w), a.sum(axis=1), a @ (b - b.mean()), np.linalg.norm(v, axis=1)


def initial(generator: np.random.Generator, count: int, p: int, a_star: Any, scale: float = 1.0) -> State:
    """Return the paper's random starts for ‖w*‖ = 1: v uniform on a sphere, a in a ball of radius |1·a*|/√k.

    ``scale`` is ‖v‖.  Shapes (count, p) and (count, k).
    """
    k, radius = len(a_star), abs(float(np.sum(a_star))) / np.sqrt(len(a_star))
    # the length of a uniform point in the unit ball of R^k has distribution function r^k
    lengths = radius * generator.random((count, 1)) ** (1 / k)
    return scale * sphere(generator, count, p), lengths * sphere(generator, count, k)


# The naive twin: from here on only the definition, in samples


def _active(v: Array, z: Array) -> tuple[Array, Array, Array]:
    """Return ‖v‖, w = v/‖v‖ and w·Z_j, of shapes (n, 1), (n, p) and (n, B, k)."""
    length = np.linalg.norm(v, axis=1, keepdims=True)
    w = v / length
    return length, w, (z @ w[:, None, :, None])[..., 0]


def _target(w_star: Array, a_star: Array, z: Array) -> Array:
    return np.asarray(np.maximum(z @ w_star, 0) @ a_star)


def sample_loss(v: Array, a: Array, w_star: Any, a_star: Any, z: Array) -> Array:
    """Return ½ (f − f*)² of n students on batches of inputs z of shape (n, B, k, p): an array (n, B)."""
    w_star, a_star = _teacher(w_star, a_star)
    output = (np.maximum(_active(v, z)[2], 0) @ a[:, :, None])[..., 0]
    return np.asarray((output - _target(w_star, a_star, z)) ** 2 / 2)


def stochastic_gradient(v: Array, a: Array, w_star: Any, a_star: Any, z: Array) -> State:
    """Return the gradient in v (n, p) and in a (n, k) of the mean of `sample_loss` over each batch.

    Backpropagation by hand, through f = Σ_j a_j σ(w·Z_j) and w = v/‖v‖, with σ'(0) = 0.
    """
    w_star, a_star = _teacher(w_star, a_star)
    length, w, before = _active(v, z)
    hidden = np.maximum(before, 0)
    error = (hidden @ a[:, :, None])[..., 0] - _target(w_star, a_star, z)
    by_output = error[..., None] / z.shape[1]
    in_a = (by_output * hidden).sum(axis=1)
    by_hidden = by_output * a[:, None, :] * (before > 0)
    n, p = v.shape
    in_w = (by_hidden.reshape(n, 1, -1) @ z.reshape(n, -1, p))[:, 0]
    return (in_w - (in_w * w).sum(axis=1, keepdims=True) * w) / length, in_a


def stochastic_descent(w_star: Any, a_star: Any, step: float, size: int, *key: object) -> Update:
    """Return an update by a step along the gradient of `size` fresh inputs, independent for each start.

    The inputs are drawn from the key's stream, for the starts in their order: the same key and the
    same calls give the same numbers.
    """
    w_star, a_star = _teacher(w_star, a_star)
    generator = stream(*key)

    def update(v: Array, a: Array) -> State:
        z = generator.standard_normal((len(v), size, a.shape[1], v.shape[1]))
        in_v, in_a = stochastic_gradient(v, a, w_star, a_star, z)
        return v - step * in_v, a - step * in_a

    return update

"""Training two-layer networks on the population loss in full coordinates, many starts at once.

A *field* maps a state, arrays whose first axis runs over n starts, to the direction of steepest descent
−∇ℓ, ℓ = ½ E (f − f*)².  `verify.numerics.iteration` makes updates of it: `euler(field, η)` is gradient descent with
step η, `runge_kutta(field, h)` integrates gradient flow, `iterate` runs either.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.networks.constructors import convolution
from derivations.networks.network import Network
from derivations.networks.pairs import FLOATS, Pairs
from verify.numerics.iteration import State, Update

__all__ = ["angle", "convolution_field", "normalised", "unit_field"]

Array = np.ndarray[Any, np.dtype[np.float64]]


def angle(x: Array, y: Array) -> Array:
    """Return the angle in [0, π] of vectors along the last axis; NaN where one vanishes.

    2 atan2(‖x̂ − ŷ‖, ‖x̂ + ŷ‖) loses no digits near 0 and π, as the arccosine does.
    """
    x, y = x / np.linalg.norm(x, axis=-1, keepdims=True), y / np.linalg.norm(y, axis=-1, keepdims=True)
    return np.asarray(2 * np.arctan2(np.linalg.norm(x - y, axis=-1), np.linalg.norm(x + y, axis=-1)))


def unit_field(teacher: Network) -> Update:
    """Return −∇ℓ of students Σ c_i σ(u_i·z) with any number m of units, all of them free.

    The field takes outputs (n, m) and weights (n, m, d) to arrays of these shapes.  It is NaN where a
    unit vanishes: there ℓ is not differentiable.  Raises ValueError if the teacher has such a
    unit, or the weights another dimension than the teacher's.
    """
    fixed = np.array([unit.weights for unit in teacher.units], dtype=float)
    targets = np.array([unit.output for unit in teacher.units], dtype=float)
    if not fixed.any(axis=1).all():
        raise ValueError("a unit of the teacher has zero weights; leave it out")

    def field(outputs: Array, weights: Array) -> State:
        n, m, d = weights.shape
        if d != teacher.dimension:
            raise ValueError(f"the student's units have dimension {d}, the teacher's {teacher.dimension}")
        c = np.concatenate([outputs, np.broadcast_to(-targets, (n, len(targets)))], axis=1)
        units = np.concatenate([weights, np.broadcast_to(fixed, (n, *fixed.shape))], axis=1)
        pairs = Pairs(units, m, float(teacher.slope), FLOATS)
        return -pairs.by_output(c), -outputs[..., None] * pairs.by_weight(c)

    return field


def convolution_field(teacher: Network, size: int, outputs: int, stride: int | None = None) -> Update:
    """Return −∇ℓ of students with one filter of `size` shared by `outputs` patches, `stride` apart.

    The field takes filters (n, size) and output weights (n, outputs) to arrays of these shapes, by the chain
    rule through the units of `convolution`; the teacher is any network on the same input.
    """
    units = unit_field(teacher)
    # a convolution's weights are linear in its filter: placed[j, :, i] is where entry i stands in unit j
    basis = [convolution(row, [1] * outputs, stride) for row in np.eye(size, dtype=int).tolist()]
    placed = np.array([[unit.weights for unit in network.units] for network in basis], dtype=float)
    placed = np.moveaxis(placed, 0, -1)

    def field(filters: Array, weights: Array) -> State:
        by_output, by_unit = units(weights, np.einsum("jdi,ni->njd", placed, filters))
        return np.einsum("jdi,njd->ni", placed, by_unit), by_output

    return field


def normalised(field: Update) -> Update:
    """Return the field in (v, …) of a field in (w, …) with w = v/‖v‖, by the chain rule.

    ∂w/∂v = (I − wwᵀ)/‖v‖ is symmetric.  v has shape (n, p); it is NaN where v = 0.

    >>> shrinking = normalised(lambda w: (w,))
    >>> float(abs(shrinking(np.array([[3.0, 4.0]]))[0]).max()) < 1e-15
    True
    """

    def pulled_back(v: Array, *rest: Array) -> State:
        length = np.linalg.norm(v, axis=1, keepdims=True)
        w = v / length
        slope, *others = field(w, *rest)
        return (slope - (slope * w).sum(axis=1, keepdims=True) * w) / length, *others

    return pulled_back

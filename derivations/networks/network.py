"""Two-layer networks as lists of units, and their population loss, gradient and Hessian.

A unit contributes c σ(u·z) to the output; z is standard Gaussian and σ the leaky ReLU of a common
slope.  With the teacher's output coefficients negated, student and teacher are one list of units and

    ℓ = ½ E (f − f*)² = ½ Σ_ij c_i c_j K(u_i·u_i, u_j·u_j, u_i·u_j).

Convolutions (overlapping patches too), dense layers and several filters are other lists, nothing
else.  Derivatives are those of K through its Gram entries, in any arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.networks.pairs import Pairs, arrays_of
from verify.arithmetics import Arithmetic

__all__ = ["Network", "Unit", "forward", "population"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Unit:
    """The summand output · σ(weights · z)."""

    output: Any
    weights: tuple[Any, ...]


@dataclass(frozen=True)
class Network:
    """A sum of units on one Gaussian input, with the slope of σ on the negative side.

    Raises ValueError if it has no unit or its units differ in dimension.
    """

    units: tuple[Unit, ...]
    slope: Any = 0

    def __post_init__(self) -> None:
        sizes = {len(unit.weights) for unit in self.units}
        if len(sizes) != 1 or 0 in sizes:
            raise ValueError(f"the units of a network share one positive dimension, not {sorted(sizes)}")

    @property
    def dimension(self) -> int:
        return len(self.units[0].weights)


def forward(network: Network, z: Array) -> Array:
    """Return f(z) for inputs z of shape (n, d), straight from the definition in floating point."""
    total = np.zeros(len(z))
    for unit in network.units:
        h = z @ np.array(unit.weights, dtype=float)
        total += float(unit.output) * np.where(h > 0, h, float(network.slope) * h)
    return total


@dataclass(frozen=True)
class Population:
    """The population loss of a student against a teacher, and its derivatives.

    ``gradient`` and ``hessian`` are with respect to the student's m output coefficients, then its m
    weight vectors flattened: shapes (m + md,) and (m + md, m + md).
    """

    loss: Any
    gradient: Array
    hessian: Array


def population(student: Network, teacher: Network, arithmetic: Arithmetic) -> Population:
    """Return loss, gradient and Hessian of ½ E (f − f*)² in an arithmetic.

    In a rigorous arithmetic every entry encloses the exact value.  The loss is not differentiable
    where a student unit vanishes, so every unit must be nonzero (ValueError); at parallel units the
    Hessian is continuous and its entries stay bounded.
    """
    if student.dimension != teacher.dimension or student.slope != teacher.slope:
        raise ValueError("student and teacher must share the dimension of their input and the slope")
    with arithmetic.working():
        return _population(student, teacher, arithmetic)


def _population(student: Network, teacher: Network, arithmetic: Arithmetic) -> Population:
    units, outputs = _numbers(student, teacher, arithmetic)
    m, d = len(student.units), student.dimension
    if any((bounds := arithmetic.bounds(x)) and bounds[0] <= 0 for x in (units * units).sum(axis=1)):
        raise ValueError("a unit of the network has zero weights; leave it out or give it a direction")
    arrays = arrays_of(arithmetic)
    (value,) = Pairs(units, len(units), student.slope, arrays).terms("value")
    by_output = value @ outputs
    pairs, own = Pairs(units, m, student.slope, arrays), outputs[:m]
    by_weight = pairs.by_weight(outputs)
    mixed = _mixed(pairs, own, by_weight)
    hessian = np.full((m + m * d, m + m * d), arithmetic.rational(0, 1))
    hessian[:m, :m] = value[:m, :m]
    hessian[:m, m:], hessian[m:, :m] = mixed, mixed.T
    hessian[m:, m:] = pairs.hessian(own[:, None] * outputs[None])
    gradient = np.concatenate([by_output[:m], (own[:, None] * by_weight).ravel()])
    return Population((outputs @ by_output) / 2, gradient, hessian)


def _numbers(student: Network, teacher: Network, arithmetic: Arithmetic) -> tuple[Array, Array]:
    """Return the weights of all units, the student's first, and their outputs, the teacher's negated."""

    def array(values: Sequence[Any]) -> Array:
        numbers = np.frompyfunc(arithmetic.number, 1, 1)(np.array(values, dtype=object))
        return numbers.astype(float) if arithmetic.name == "numpy" else numbers

    outputs = [u.output for u in student.units] + [-u.output for u in teacher.units]
    return array([list(u.weights) for u in student.units + teacher.units]), array(outputs)


def _mixed(pairs: Pairs, outputs: Array, by_weight: Array) -> Array:
    """Return ∂²ℓ/∂c_i∂u_j = c_j ∂K_ji/∂u_j + [i = j] Σ_l c_l ∂K_il/∂u_i."""
    m, each = pairs.m, np.arange(pairs.m)
    along, across = (x[:, :m].T[:, :, None] for x in pairs.terms("u", "v"))
    block = (along * pairs.own[None] + across * pairs.own[:, None]) * outputs[None, :, None]
    block[each, each] = block[each, each] + by_weight
    return block.reshape(m, -1)

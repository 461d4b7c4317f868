"""Critical points of the weights of a two-layer network, certified; the spurious minima of k units.

I. Safran, O. Shamir, Spurious Local Minima are Common in Two-Layer ReLU Neural Networks, ICML 2018
(arXiv:1712.08968): student Σ σ(w_i·z), teacher Σ σ(e_i·z), i = 1 … k, standard Gaussian z.  The outputs are
fixed, the k² weights unknown.  The gradient and the Hessian are those of `derivations.networks.network` (its block
of the weights), in arrays of balls.

Symmetry Δ(S_{k−1} × S_1): w_i = α e_i + β Σ_{j≠i} e_j + γ e_k for i < k, w_k = δ Σ_{j<k} e_j + ε e_k, with five
unknowns (Y. Arjevani, M. Field, arXiv:1912.11939).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.networks.constructors import dense
from derivations.networks.network import Network, population
from derivations.networks.pairs import BALLS, Pairs
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.numerics.definiteness import Definiteness, definiteness
from verify.numerics.krawczyk import System, Zero, enclose_zero

__all__ = ["CriticalPoint", "certify", "flipped", "locate_flipped", "orthonormal", "weight_system"]

Array = np.ndarray[Any, Any]


def _enclosed(values: list[Any]) -> BallArray:
    found = [BALL_ARRAYS.number(x) for x in values]
    return BallArray(np.array([x.mid for x in found]), np.array([x.rad for x in found]))


def weight_system(student: Network, teacher: Network, digits: int | None = None) -> System:
    """Return ∂ℓ/∂(weights) and its Jacobian as a `System` in the md weights of the student's m units.

    The student's weights are the unknowns and its own values are ignored; outputs and teacher are
    enclosed.  With `digits` the plain path: balls through `derivations.population`.  Raises ValueError
    if the networks differ in dimension or slope.
    """
    if student.dimension != teacher.dimension or student.slope != teacher.slope:
        raise ValueError("student and teacher must share the dimension of their input and the slope")
    if digits is None:
        return _in_ball_arrays(student, teacher)
    table, m, d = arithmetic("ball", digits), len(student.units), student.dimension

    def at(x: list[Any]) -> Any:
        rows = [x[i * d : (i + 1) * d] for i in range(m)]
        return population(dense(rows, [u.output for u in student.units], student.slope), teacher, table)

    return System(lambda x: list(at(x).gradient[m:]), lambda x: at(x).hessian[m:, m:].tolist(), digits)


def _in_ball_arrays(student: Network, teacher: Network) -> System:
    m, d = len(student.units), student.dimension
    c = _enclosed([u.output for u in student.units] + [-u.output for u in teacher.units])
    fixed, weights = _enclosed([x for u in teacher.units for x in u.weights]), c[:m, None] * c[None]

    def pairs(x: BallArray) -> Pairs:
        rows = BallArray(np.concatenate([x.mid, fixed.mid]), np.concatenate([x.rad, fixed.rad]))
        return Pairs(rows.reshape(-1, d), m, student.slope, BALLS)

    def slope(x: BallArray) -> BallArray:
        return (pairs(x).by_weight(c) * c[:m, None]).reshape(-1)

    return System(slope, lambda x: pairs(x).hessian(weights))


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """A box of weights and what is shown of it: `zero` says whether it holds exactly one critical point."""

    zero: Zero
    definiteness: Definiteness

    @property
    def kind(self) -> str:
        """One of "strict minimum", "strict saddle", "undecided"."""
        names = {"positive definite": "strict minimum", "negative direction": "strict saddle"}
        return names.get(self.definiteness.kind, "undecided") if self.zero.verified else "undecided"


def certify(student: Network, teacher: Network, digits: tuple[int | None, ...] = (None, 30, 60)) -> CriticalPoint:
    """Return a box around the student's weights with one critical point in it, and that point's kind.

    Unknown are the weights, not the outputs.  The kind holds for the Hessian at every point of the box.
    Machine precision first; more `digits` only where that leaves something undecided.  "undecided"
    does not mean that there is no critical point: a degenerate one is never shown.

    >>> certify(*orthonormal(6, locate_flipped(6))).kind
    'strict minimum'
    """
    start = [x for u in student.units for x in u.weights]
    for precision in digits:
        zero = enclose_zero(weight_system(student, teacher, precision), start)
        known = Definiteness("not shown", "no zero of the gradient was verified")
        found = CriticalPoint(zero, definiteness(zero.jacobian, precision) if zero.verified else known)
        if found.kind != "undecided":
            break
    return found


def orthonormal(k: int, weights: Array | None = None) -> tuple[Network, Network]:
    """Return the student with `weights` (shape (k, k), the teacher's unless given) and the teacher e_1 … e_k."""
    identity = [[int(i == j) for j in range(k)] for i in range(k)]
    return dense(identity if weights is None else weights.tolist()), dense(identity)


def flipped(k: int) -> Array:
    """Return an orthonormal basis of the k × k weights of symmetry Δ(S_{k−1} × S_1), shape (k, k, 5)."""
    basis = np.zeros((k, k, 5))
    basis[:-1, :-1, 0] = np.eye(k - 1)
    basis[:-1, :-1, 1] = 1 - np.eye(k - 1)
    basis[:-1, -1, 2] = basis[-1, :-1, 3] = basis[-1, -1, 4] = 1
    return np.asarray(basis / np.sqrt((basis**2).sum(axis=(0, 1))))


def locate_flipped(k: int, steps: int = 200) -> Array:
    """Return weights near the critical point of symmetry Δ(S_{k−1} × S_1) with w_k near −e_k, shape (k, k).

    The gradient's flow in the five unknowns, from w_i = e_i for i < k and w_k = −e_k, by implicit Euler steps
    that grow as the gradient falls (pseudo-transient continuation).  Nothing here is rigorous.
    Raises ValueError for k < 3 and ArithmeticError if the flow has not settled after `steps`.
    """
    if k < 3:
        raise ValueError(f"the symmetry needs k of at least 3, not {k}")
    system, basis = weight_system(*orthonormal(k)), flipped(k).reshape(k * k, 5)
    x, step, size = np.diag([1.0] * (k - 1) + [-1.0]).ravel(), 0.1, np.inf
    with np.errstate(all="ignore"):
        for _ in range(steps):
            force = basis.T @ system.function(BallArray(x)).mid
            before, size = size, float(np.linalg.norm(force))
            if size < 1e-14 * k:
                return x.reshape(k, k)
            step *= min(max(before / size, 0.5), 10.0)
            slope = basis.T @ system.jacobian(BallArray(x)).mid @ basis
            x = x - basis @ np.linalg.solve(np.eye(5) / step + slope, force)
    raise ArithmeticError(f"the flow for k = {k} has not settled after {steps} steps; the gradient is {size:.1e}")

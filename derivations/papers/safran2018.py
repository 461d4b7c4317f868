"""Critical points of the weights of a two-layer network, certified; the spurious minima of k units.

I. Safran, O. Shamir, Spurious Local Minima are Common in Two-Layer ReLU Neural Networks, ICML 2018
(arXiv:1712.08968): student Σ σ(w_i·z), teacher Σ σ(e_i·z), i = 1 … k, standard Gaussian z.  The outputs are
fixed, the k² weights unknown.  The gradient and the Hessian are those of `derivations.networks.network` (its block
of the weights), assembled here from the same pair terms for arrays of balls.

Symmetry Δ(S_{k−1} × S_1): w_i = α e_i + β Σ_{j≠i} e_j + γ e_k for i < k, w_k = δ Σ_{j<k} e_j + ε e_k, with five
unknowns (Y. Arjevani, M. Field, arXiv:1912.11939).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from sympy import Rational, cos, sin, symbols

from derivations.gaussian.kernels import PHI, SLOPE
from derivations.networks.constructors import dense
from derivations.networks.network import Network, P, Q, pair_terms, population
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.language.compile import compile_expression
from verify.numerics.definiteness import Definiteness, definiteness
from verify.numerics.krawczyk import System, Zero, enclose_zero

__all__ = ["CriticalPoint", "certify", "flipped", "locate_flipped", "orthonormal", "weight_system"]

Array = np.ndarray[Any, Any]
SINE, COSINE = symbols("sine cosine")
_SECOND = tuple(f"{kind}.{part}" for kind in ("uu", "uv") for part in ("I", "uu", "ut", "tu", "tt"))


@cache
def _terms(names: tuple[str, ...], slope: Any) -> Callable[..., tuple[BallArray, ...]]:
    """Return pair terms as functions of arrays P, Q, φ, sin φ and cos φ."""
    exact = {SLOPE: Rational(slope), sin(PHI): SINE, cos(PHI): COSINE}
    expressions = [pair_terms()[name].subs(exact) for name in names]
    return compile_expression(expressions, (P, Q, PHI, SINE, COSINE), BALL_ARRAYS)


class _Pairs:
    """The pairs (student unit i, unit j of student or teacher), arrays of shape (m, n), vectors (m, n, d)."""

    def __init__(self, weights: BallArray, fixed: BallArray, outputs: BallArray, slope: Any) -> None:
        self.d, self.slope = fixed.shape[1], slope
        rows = _joined([weights.reshape(-1, self.d), fixed], np.concatenate)
        self.m = len(rows.mid) - len(fixed.mid)
        self.pair_outputs = outputs[: self.m, None] * outputs[None]
        self.norms = (rows * rows).sum(1).root()
        self.unit = rows / self.norms[:, None]
        self.own = self.unit[: self.m]
        self._angles()

    def _angles(self) -> None:
        """Set φ = 2 atan2(‖û − v̂‖, ‖û + v̂‖), its sine and cosine, which lose no digits near 0 and π."""
        less, more = self.own[:, None] - self.unit[None], self.own[:, None] + self.unit[None]
        far2, near2 = (less * less).sum(2), (more * more).sum(2)
        far, near = self._parallel_to_itself(far2.root()), near2.root()
        self.phi = BALL_ARRAYS.functions["atan2"](far, near) * 2.0
        self.sine, self.cosine = far * near * 0.5, (near2 - far2) * 0.25

    def _parallel_to_itself(self, x: BallArray) -> BallArray:
        """Return x with exactly 0 for the pairs (i, i)."""
        different = (np.eye(x.shape[0], x.shape[1]) == 0).reshape(x.shape[:2] + (1,) * (len(x.shape) - 2))
        return BallArray(np.where(different, x.mid, 0), np.where(different, x.rad, 0))

    def terms(self, *names: str) -> list[BallArray]:
        """Return the pair terms, times both outputs."""
        p, q = self.norms[: self.m, None], self.norms[None]
        found = _terms(names, self.slope)(p, q, self.phi, self.sine, self.cosine)
        return [term * self.pair_outputs for term in found]

    def gradient(self) -> BallArray:
        """Return ∂ℓ/∂u_i = Σ_j c_i c_j ∂K_ij/∂u_i, ∂K/∂u = u û + v v̂, flattened."""
        along, across = self.terms("u", "v")
        return (along.sum(1)[:, None] * self.own + across @ self.unit).reshape(-1)

    def hessian(self) -> BallArray:
        """Return the blocks c_i c_j ∂²K/∂u∂v, on the diagonal with Σ_j c_i c_j ∂²K/∂u∂u; shape (md, md).

        Both are I, ûûᵀ, ûtᵀ, tûᵀ, ttᵀ/sin φ: a I + û pᵀ + t qᵀ with p = uu û + ut t, q = tu û + tt t/sin φ.
        """
        m, d, each, entry = self.m, self.d, np.arange(self.m), np.arange(self.d)
        t = self._parallel_to_itself(self.unit[None] - self.cosine[:, :, None] * self.own[:, None])
        n, terms = self._directions(t), self.terms(*_SECOND)
        a, p, q = self._factors(terms[:5], t, n)
        summed = self.own[:, :, None] * p.sum(1)[:, None] + t.swapaxes(1, 2) @ q
        summed = _added(summed, (slice(None), entry, entry), a.sum(1)[:, None])
        a, p, q = self._factors([x[:, :m] for x in terms[5:]], t[:, :m], n[:, :m])
        own = BallArray(np.broadcast_to(self.own.mid[:, None], t[:, :m].shape), self.own.rad[:, None])
        left = _joined([own, t[:, :m]], lambda xs: np.stack(xs, axis=-1))
        blocks = left @ _joined([p, q], lambda xs: np.stack(xs, axis=-2))
        blocks = _added(blocks, (slice(None), slice(None), entry, entry), a[:, :, None])
        return _added(blocks, (each, each), summed).swapaxes(1, 2).reshape(m * d, m * d)

    def _directions(self, t: BallArray) -> BallArray:
        """Return t / sin φ, of length 1; where the units may be parallel, anything so bounded."""
        apart = (self.sine.mid > self.sine.rad)[:, :, None]
        n = t / self.sine[:, :, None]
        return BallArray(np.where(apart, n.mid, 0), np.where(apart, n.rad, 1))

    def _factors(self, terms: list[BallArray], t: BallArray, n: BallArray) -> tuple[BallArray, BallArray, BallArray]:
        """Return a, p, q from the weights of I, ûûᵀ, ûtᵀ, tûᵀ, ttᵀ/sin φ."""
        a, (uu, ut, tu, tt), own = terms[0], (x[:, :, None] for x in terms[1:]), self.own[:, None]
        return a, uu * own + ut * t, tu * own + tt * n


def _enclosed(values: list[Any]) -> BallArray:
    found = [BALL_ARRAYS.number(x) for x in values]
    return BallArray(np.array([x.mid for x in found]), np.array([x.rad for x in found]))


def _joined(parts: list[BallArray], how: Callable[[list[Array]], Array]) -> BallArray:
    return BallArray(how([x.mid for x in parts]), how([x.rad for x in parts]))


def _added(x: BallArray, index: Any, y: BallArray) -> BallArray:
    """Return x with y added to the entries at `index`."""
    total, mid, rad = x[index] + y, x.mid.copy(), x.rad.copy()
    mid[index], rad[index] = total.mid, total.rad
    return BallArray(mid, rad)


def weight_system(student: Network, teacher: Network, digits: int | None = None) -> System:
    """Return ∂ℓ/∂(weights) and its Jacobian as a `System` in the md weights of the student's m units.

    The student's weights are the unknowns and its own values are ignored; outputs and teacher are
    enclosed.  With `digits` the plain path: balls through `derivations.population`.  Raises ValueError
    if the networks differ in dimension or slope.
    """
    if student.dimension != teacher.dimension or student.slope != teacher.slope:
        raise ValueError("student and teacher must share the dimension of their input and the slope")
    if digits is None:
        outputs = _enclosed([u.output for u in student.units] + [-u.output for u in teacher.units])
        fixed = _enclosed([x for u in teacher.units for x in u.weights]).reshape(-1, student.dimension)
        given = fixed, outputs, student.slope
        return System(lambda x: _Pairs(x, *given).gradient(), lambda x: _Pairs(x, *given).hessian())
    table, m, d = arithmetic("ball", digits), len(student.units), student.dimension

    def at(x: list[Any]) -> Any:
        rows = [x[i * d : (i + 1) * d] for i in range(m)]
        return population(dense(rows, [u.output for u in student.units], student.slope), teacher, table)

    return System(lambda x: list(at(x).gradient[m:]), lambda x: at(x).hessian[m:, m:].tolist(), digits)


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

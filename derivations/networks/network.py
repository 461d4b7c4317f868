"""Two-layer networks as lists of units, and their population loss, gradient and Hessian.

A unit contributes c σ(u·z) to the output; z is standard Gaussian and σ the leaky ReLU of a common
slope.  With the teacher's output coefficients negated, student and teacher are one list of units and

    ℓ = ½ E (f − f*)² = ½ Σ_ij c_i c_j K(u_i·u_i, u_j·u_j, u_i·u_j).

Convolutions (overlapping patches too), dense layers and several filters are other lists, nothing
else.  Derivatives are those of K through its Gram entries, in any arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy
from sympy import Expr, S, Symbol, acos, cos, sin

from derivations.gaussian.kernels import PHI, SLOPE, leaky_kernel
from verify.arithmetics import Arithmetic
from verify.language.compile import compile_expression
from verify.language.vectors import Dot, Vector, coordinates, gradient, norm

__all__ = ["Network", "Unit", "forward", "pair_terms", "population"]

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


# The terms of a pair of units, by the chain rule through the Gram entries


@cache
def pair_terms() -> dict[str, Expr]:
    """Return the kernel of units u, v at angle φ and its derivatives, in P = ‖u‖, Q = ‖v‖, φ, slope.

    With unit vectors û, v̂ and t = v̂ − cos φ û, of length sin φ:

    - ``value`` is K;
    - ∂K/∂u = ``u`` û + ``v`` v̂;
    - ∂²K/∂u∂u and ∂²K/∂u∂v are combinations ``uu.*`` and ``uv.*`` of I, ûûᵀ, ûtᵀ, tûᵀ and the bounded
      ttᵀ/sin φ.  The Gram form is singular at parallel units; these terms are not.
    """
    u, v = Vector("u", nonzero=True), Vector("v", nonzero=True)
    angle = acos(Dot(u, v) / norm(u) / norm(v))
    kernel = norm(u) * norm(v) * leaky_kernel.result.xreplace({PHI: angle})
    slope = coordinates(gradient(kernel, u))
    terms = {"value": kernel, "u": slope[u] * norm(u), "v": slope[v] * norm(v)}
    terms |= _second("uu", slope, u, u, v) | _second("uv", slope, v, u, v)
    return {name: _regular(term, u, v) for name, term in terms.items()}


def _second(name: str, slope: dict[Vector, Expr], x: Vector, u: Vector, v: Vector) -> dict[str, Expr]:
    """Return the terms of ∂/∂x of slope[u] u + slope[v] v over I, ûûᵀ, ûtᵀ, tûᵀ, ttᵀ/sin φ."""
    rows = {y: coordinates(gradient(slope[y], x)) for y in (u, v)}
    m = {(y, z): rows[y].get(z, S.Zero) for y in (u, v) for z in (u, v)}
    p, q, c = norm(u), norm(v), Dot(u, v) / norm(u)  # v = c û + q t
    return {
        f"{name}.I": slope[x],
        f"{name}.uu": m[u, u] * p**2 + (m[u, v] + m[v, u]) * p * c + m[v, v] * c**2,
        f"{name}.ut": (m[u, v] * p + m[v, v] * c) * q,
        f"{name}.tu": (m[v, u] * p + m[v, v] * c) * q,
        f"{name}.tt": m[v, v] * q**2 * sin(PHI),
    }


P, Q = sympy.symbols("P Q", positive=True)


def _regular(term: Expr, u: Vector, v: Vector) -> Expr:
    """Return a term as a function of ‖u‖ = P, ‖v‖ = Q and the angle, free of removable singularities."""
    sine = Symbol("s", positive=True)
    at_angle = term.xreplace({Dot(u, u): P**2, Dot(v, v): Q**2, Dot(u, v): P * Q * cos(PHI)})
    plain = at_angle.replace(acos, lambda _: PHI).replace(
        lambda n: n.is_Pow and not n.exp.is_Integer and n.base.has(cos), lambda n: sine ** (2 * n.exp)
    )
    plain = sympy.together(sympy.expand(plain)).subs(sin(PHI), sine)
    numerator, denominator = sympy.fraction(plain)
    numerator = sympy.rem(sympy.expand(numerator), cos(PHI) ** 2 + sine**2 - 1, cos(PHI))
    return sympy.factor(sympy.cancel(numerator / denominator)).subs(sine, sin(PHI))


@cache
def _compiled(arithmetic: Arithmetic, names: tuple[str, ...]) -> Callable[..., Any]:
    """Return the terms called `names` as a function of arrays P, Q, φ and a slope."""
    run = compile_expression([pair_terms()[name] for name in names], (P, Q, PHI, SLOPE), arithmetic)
    return run if arithmetic.name == "numpy" else np.frompyfunc(run, 4, len(names))


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
        return _Pairs(student, teacher, arithmetic).population()


def _square(x: Array) -> Array:
    return x * x  # a ball's ** 2 goes through the logarithm and is undefined at 0


class _Pairs:
    """All pairs of units (i, j), as arrays of shape (n, n) over the n = m + m* units."""

    def __init__(self, student: Network, teacher: Network, arithmetic: Arithmetic) -> None:
        units = student.units + teacher.units
        self.arithmetic, self.m, self.d = arithmetic, len(student.units), student.dimension
        outputs = [u.output for u in student.units] + [-u.output for u in teacher.units]
        self.c = self._array(outputs)
        self.weights = self._array([list(u.weights) for u in units])
        self.slope = arithmetic.number(student.slope)
        self.norms = self._root(_square(self.weights).sum(axis=1))
        if any((bounds := arithmetic.bounds(x)) and bounds[0] <= 0 for x in self.norms):
            raise ValueError("a unit of the network has zero weights; leave it out or give it a direction")
        self.unit = self.weights / self.norms[:, None]
        self._angles()

    def _array(self, values: Sequence[Any]) -> Array:
        exact = np.array(values, dtype=object)
        numbers = np.frompyfunc(self.arithmetic.number, 1, 1)(exact)
        return numbers.astype(float) if self.arithmetic.name == "numpy" else numbers

    def _root(self, squares: Array) -> Array:
        root = self.arithmetic.functions["root"]
        return root(squares) if self.arithmetic.name == "numpy" else np.frompyfunc(root, 1, 1)(squares)

    def _angles(self) -> None:
        """Set angles and t by φ = 2 atan2(‖û − v̂‖, ‖û + v̂‖), which loses no digits near 0 and π."""
        far = self._root(_square(self.unit[:, None] - self.unit[None, :]).sum(axis=2))
        near = self._root(_square(self.unit[:, None] + self.unit[None, :]).sum(axis=2))
        atan2 = self.arithmetic.functions["atan2"]
        angle = 2 * (atan2(far, near) if self.arithmetic.name == "numpy" else np.frompyfunc(atan2, 2, 1)(far, near))
        np.fill_diagonal(angle, self.arithmetic.rational(0, 1))  # a unit is parallel to itself exactly
        self.phi, self.sine = angle, far * near / 2
        cosine = (_square(near) - _square(far)) / 4
        self.t = self.unit[None, :] - cosine[:, :, None] * self.unit[:, None]
        self.n = self._directions()

    def _directions(self) -> Array:
        """Return t / sin φ, of length 1; where the units may be parallel, anything so bounded."""
        table, zero = self.arithmetic, self.arithmetic.rational(0, 1)
        sides: Array = np.frompyfunc(table.bounds, 1, 1)(self.sine)  # type: ignore[assignment]
        apart = np.array([[s is not None and s[0] > 0 for s in row] for row in sides])
        anything = zero if table.hull is None else table.hull(Fraction(-1), Fraction(1))
        inverse = np.full(self.sine.shape, zero)
        inverse[apart] = 1 / self.sine[apart]
        return np.where(apart[:, :, None], self.t * inverse[:, :, None], anything)

    def _terms(self, *names: str) -> list[Array]:
        p, q = np.broadcast_arrays(self.norms[:, None], self.norms[None, :])
        found = _compiled(self.arithmetic, names)(p, q, self.phi, self.slope)
        return [np.broadcast_to(x, self.phi.shape) for x in found]

    def population(self) -> Population:
        value, along_u, along_v = self._terms("value", "u", "v")
        c, m, d = self.c, self.m, self.d
        slopes = along_u[:, :, None] * self.unit[:, None] + along_v[:, :, None] * self.unit[None, :]  # ∂K_ij/∂u_i
        by_output, by_weight = value @ c, (slopes * c[None, :, None]).sum(axis=1)
        loss = (c @ by_output) / 2
        gradient = np.concatenate([by_output[:m], (c[:m, None] * by_weight[:m]).ravel()])
        hessian = np.full((m + m * d, m + m * d), self.arithmetic.rational(0, 1))
        hessian[:m, :m] = value[:m, :m]
        mixed = self._mixed(slopes[:m, :m], by_weight[:m])
        hessian[:m, m:], hessian[m:, :m] = mixed, mixed.T
        hessian[m:, m:] = self._weight_block(np.diagonal(value))
        return Population(loss, gradient, hessian)

    def _mixed(self, slopes: Array, by_weight: Array) -> Array:
        """Return ∂²ℓ/∂c_i∂u_j = c_j ∂K_ji/∂u_j + [i = j] Σ_l c_l ∂K_il/∂u_i."""
        block = np.swapaxes(slopes, 0, 1) * self.c[None, : self.m, None]
        for i in range(self.m):
            block[i, i] = block[i, i] + by_weight[i]
        return block.reshape(self.m, self.m * self.d)

    def _weight_block(self, itself: Array) -> Array:
        """Return ∂²ℓ/∂u_i∂u_j: c_i c_j ∂²K/∂u∂v off the diagonal, Σ_j c_i c_j ∂²K/∂u∂u on it."""
        m, d, each = self.m, self.d, np.arange(len(self.c))
        weight = (self.c[:, None] * self.c[None, :])[:, :, None, None]
        own = self._tensor("uu")
        # the pair (i, i) gives ½ c² K(u, u) = c² K(û, û) ‖u‖²/2, with Hessian c² K(û, û) I
        own[each, each] = (itself / _square(self.norms))[:, None, None] * self._identity()
        block = (weight * self._tensor("uv"))[:m, :m]
        block[each[:m], each[:m]] = (weight * own).sum(axis=1)[:m]
        return block.swapaxes(1, 2).reshape(m * d, m * d)

    def _identity(self) -> Array:
        one, zero = self.arithmetic.rational(1, 1), self.arithmetic.rational(0, 1)
        return np.asarray(np.where(np.eye(self.d, dtype=bool), one, zero))

    def _tensor(self, kind: str) -> Array:
        """Return ∂²K_ij/∂u∂u or ∂²K_ij/∂u∂v, of shape (n, n, d, d)."""
        identity, uu, ut, tu, tt = self._terms(*(f"{kind}.{part}" for part in ("I", "uu", "ut", "tu", "tt")))
        e, t = np.broadcast_to(self.unit[:, None], self.t.shape), self.t

        def outer(weight: Array, x: Array, y: Array) -> Array:
            return weight[:, :, None, None] * x[:, :, :, None] * y[:, :, None, :]

        total = identity[:, :, None, None] * self._identity()
        return total + outer(uu, e, e) + outer(ut, e, t) + outer(tu, t, e) + outer(tt, t, self.n)

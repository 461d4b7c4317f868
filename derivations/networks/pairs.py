"""Pairs of units of two-layer networks: the kernel between them and its derivatives, over arrays of any arithmetic.

The kernel K of units u, v is a function of ‖u‖, ‖v‖ and their angle φ; its derivatives are those through the Gram
entries.  Arrays are of floats, of numbers of an arithmetic (NumPy's of objects), or of balls (`BallArray`).
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
from verify.arithmetics import Arithmetic, arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.language.compile import compile_expression
from verify.language.vectors import Dot, Vector, coordinates, gradient, norm

__all__ = ["BALLS", "FLOATS", "Arrays", "P", "Pairs", "Q", "arrays_of", "pair_terms"]

Array = Any  # of floats, of objects, or a BallArray
P, Q = sympy.symbols("P Q", positive=True)
SINE, COSINE = sympy.symbols("sine cosine")


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


# Arrays


@dataclass(frozen=True, eq=False)
class Arrays:
    """What arrays of some arithmetic can do beyond + − × ÷, sums, products of matrices and indices."""

    table: Arithmetic
    each: Callable[[Callable[..., Any], int, int], Callable[..., Any]]  # a function applied entry by entry
    chosen: Callable[[Any, Array, Any], Array]  # the entries of an array where a mask holds, elsewhere a number
    is_positive: Callable[[Array], Any]  # a mask of the entries that are surely positive
    joined: Callable[[Callable[[list[Any]], Any], list[Array]], Array]  # np.stack or np.concatenate of some arrays
    added: Callable[[Array, Any, Array], Array]  # an array, with another added to the entries at an index

    def function(self, name: str, arguments: int) -> Callable[..., Array]:
        return self.each(self.table.functions[name], arguments, 1)

    def terms(self, names: Sequence[str], slope: Any) -> Callable[..., Sequence[Array]]:
        """Return pair terms as functions of arrays P, Q, φ, sin φ and cos φ."""
        return _terms(self, tuple(names), slope if isinstance(slope, int | Fraction) else None, slope)


def _terms(arrays: Arrays, names: tuple[str, ...], exact: Any, slope: Any) -> Callable[..., Sequence[Array]]:
    run = _compiled(arrays, names, exact)
    if exact is not None:
        return run
    number = arrays.table.number(slope)
    return lambda *at: run(*at, number)


@cache
def _compiled(arrays: Arrays, names: tuple[str, ...], exact: Any) -> Callable[..., Sequence[Array]]:
    known = {sin(PHI): SINE, cos(PHI): COSINE}
    known |= {} if exact is None else {SLOPE: sympy.Rational(exact)}
    symbols = (P, Q, PHI, SINE, COSINE, *(() if exact is not None else (SLOPE,)))
    run = compile_expression([pair_terms()[name].subs(known) for name in names], symbols, arrays.table)
    if len(names) > 1 or arrays.table.name in _WHOLE:
        return arrays.each(run, len(symbols), len(names))
    one = arrays.each(lambda *at: run(*at)[0], len(symbols), 1)
    return lambda *at: (one(*at),)


_WHOLE = ("numpy", BALL_ARRAYS.name)  # the arithmetics whose elements are arrays


def _added(x: Array, index: Any, y: Array) -> Array:
    total = x.copy()
    total[index] = total[index] + y
    return total


@cache
def arrays_of(table: Arithmetic) -> Arrays:
    """Return the arrays of NumPy whose entries are numbers of an arithmetic."""
    whole = table.name == "numpy"

    def is_positive(x: Any) -> Any:
        bounds = (table.bounds(entry) for entry in np.asarray(x).flat)
        return np.array([b is not None and b[0] > 0 for b in bounds]).reshape(np.shape(x))

    def chosen(mask: Any, x: Any, other: Any) -> Any:
        return np.where(mask, x, other)

    def each(function: Callable[..., Any], arguments: int, results: int) -> Any:
        return function if whole else np.frompyfunc(function, arguments, results)

    return Arrays(table, each, chosen, (lambda x: x > 0) if whole else is_positive, lambda how, xs: how(xs), _added)


def _chosen(mask: Any, x: BallArray, other: BallArray) -> BallArray:
    return BallArray(np.where(mask, x.mid, other.mid), np.where(mask, x.rad, other.rad))


def _added_balls(x: BallArray, index: Any, y: BallArray) -> BallArray:
    total, mid, rad = x[index] + y, x.mid.copy(), x.rad.copy()
    mid[index], rad[index] = total.mid, total.rad
    return BallArray(mid, rad)


BALLS = Arrays(
    BALL_ARRAYS,
    lambda function, arguments, results: function,
    _chosen,
    lambda x: x.mid > x.rad,
    lambda how, xs: BallArray(how([x.mid for x in xs]), how([x.rad for x in xs])),
    _added_balls,
)
FLOATS = arrays_of(arithmetic("numpy"))


# Pairs


class Pairs:
    """The pairs of the first m of n units with all of them: arrays (…, m, n), and vectors (…, m, n, d).

    ``units`` has shape (…, n, d).  φ = 2 atan2(‖û − v̂‖, ‖û + v̂‖) loses no digits near 0 and π; a unit is parallel to
    itself exactly.
    """

    def __init__(self, units: Array, m: int, slope: Any, arrays: Arrays) -> None:
        root, atan2 = arrays.function("root", 1), arrays.function("atan2", 2)
        self.m, self.slope, self.arrays = m, slope, arrays
        self.norms = root((units * units).sum(-1))
        self.unit = units / self.norms[..., None]
        self.own = self.unit[..., :m, :]
        less, more = (self.own[..., :, None, :] + s * self.unit[..., None, :, :] for s in (-1.0, 1.0))
        far2, near2 = (less * less).sum(-1), (more * more).sum(-1)
        far, near = self._apart(root(far2)), root(near2)
        self.phi, self.sine, self.cosine = atan2(far, near) * 2.0, far * near * 0.5, (near2 - far2) * 0.25

    def _apart(self, x: Array) -> Array:
        """Return an array over pairs with exactly 0 for a unit and itself."""
        different = (np.eye(self.m, self.norms.shape[-1]) == 0).reshape(self.m, -1, *[1] * (len(x.shape) - self.axes))
        return self.arrays.chosen(different, x, self.arrays.table.number(0))

    @property
    def axes(self) -> int:
        """How many axes an array over pairs has."""
        return len(self.norms.shape) + 1

    def terms(self, *names: str) -> list[Array]:
        """Return pair terms, of shape (…, m, n)."""
        p, q = self.norms[..., : self.m, None], self.norms[..., None, :]
        found = self.arrays.terms(names, self.slope)(p, q, self.phi, self.sine, self.cosine)
        return [self.arrays.joined(lambda xs: np.broadcast_to(xs[0], self.phi.shape), [x]) for x in found]

    def by_output(self, outputs: Array) -> Array:
        """Return Σ_j c_j K_ij, of shape (…, m), for outputs c of shape (…, n)."""
        (value,) = self.terms("value")
        return (value * outputs[..., None, :]).sum(-1)

    def by_weight(self, outputs: Array) -> Array:
        """Return Σ_j c_j ∂K_ij/∂u_i, of shape (…, m, d), with ∂K/∂u = along û + across v̂."""
        along, across = (x * outputs[..., None, :] for x in self.terms("u", "v"))
        return along.sum(-1)[..., None] * self.own + across @ self.unit

    def hessian(self, weights: Array) -> Array:
        """Return the blocks w_ij ∂²K/∂u∂v, on the diagonal with Σ_j w_ij ∂²K/∂u∂u, of shape (md, md).

        Both are I, ûûᵀ, ûtᵀ, tûᵀ, ttᵀ/sin φ: a I + û pᵀ + t qᵀ with p = uu û + ut t, q = tu û + tt t/sin φ.
        """
        m, d, joined, added = self.m, self.unit.shape[-1], self.arrays.joined, self.arrays.added
        each, entry = np.arange(m), np.arange(d)
        t = self._apart(self.unit[None] - self.cosine[:, :, None] * self.own[:, None])
        n, terms = self._directions(t), [x * weights for x in self.terms(*_SECOND)]
        a, p, q = self._factors(terms[:5], t, n)
        summed = self.own[:, :, None] * p.sum(1)[:, None] + t.swapaxes(1, 2) @ q
        summed = added(summed, (slice(None), entry, entry), a.sum(1)[:, None])
        a, p, q = self._factors([x[:, :m] for x in terms[5:]], t[:, :m], n[:, :m])
        own = joined(lambda xs: np.broadcast_to(xs[0], t[:, :m].shape), [self.own[:, None]])
        left = joined(lambda xs: np.stack(xs, axis=-1), [own, t[:, :m]])
        blocks = left @ joined(lambda xs: np.stack(xs, axis=-2), [p, q])
        blocks = added(blocks, (slice(None), slice(None), entry, entry), a[:, :, None])
        return added(blocks, (each, each), summed).swapaxes(1, 2).reshape(m * d, m * d)

    def _directions(self, t: Array) -> Array:
        """Return t / sin φ, of length 1; where the units may be parallel, anything so bounded."""
        table = self.arrays.table
        apart = self.arrays.is_positive(self.sine)
        length = self.arrays.chosen(apart, self.sine, table.number(1))
        assert table.hull is not None or not table.rigorous
        anything = table.number(0) if table.hull is None else table.hull(Fraction(-1), Fraction(1))
        return self.arrays.chosen(apart[:, :, None], t / length[:, :, None], anything)

    def _factors(self, terms: list[Array], t: Array, n: Array) -> tuple[Array, Array, Array]:
        """Return a, p, q from the weights of I, ûûᵀ, ûtᵀ, tûᵀ, ttᵀ/sin φ."""
        a, (uu, ut, tu, tt), own = terms[0], (x[:, :, None] for x in terms[1:]), self.own[:, None]
        return a, uu * own + ut * t, tu * own + tt * n


_SECOND = tuple(f"{kind}.{part}" for kind in ("uu", "uv") for part in ("I", "uu", "ut", "tu", "tt"))

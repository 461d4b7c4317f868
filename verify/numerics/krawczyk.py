"""Existence and uniqueness of a zero of F: Rⁿ → Rⁿ in a box, by the Krawczyk operator.

Two paths with one meaning.  A `System` without digits maps `BallArray`s and is tested in floating point
with proved bounds (fast); a `System` with digits maps lists of balls and is tested in python-flint
(plain).  ``docs/certified-points.md`` says what each trusts.

R. Krawczyk, Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken, Computing 4, 1969;
S. M. Rump, Verification methods, Acta Numerica 19, 2010 (ε-inflation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from flint import arb, arb_mat

from verify.arithmetics import Bounds, arithmetic
from verify.arithmetics.arrays import EPS, TINY, BallArray, enlarged

__all__ = ["System", "Zero", "distinct", "enclose_zero", "krawczyk"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class System:
    """A map F: Rⁿ → Rⁿ, continuously differentiable, with its Jacobian, both by enclosures.

    Without ``digits``, ``function`` takes a `BallArray` of shape (n,) to one of shape (n,), ``jacobian``
    to one of shape (n, n).  With ``digits`` they take a list of n balls to n balls and to n rows of n
    balls.  Both must obey the inclusion principle: what the test proves rests on it.
    """

    function: Callable[[Any], Any]
    jacobian: Callable[[Any], Any]
    digits: int | None = None


@dataclass(frozen=True, eq=False)
class Zero:
    """What the Krawczyk test found for the box X with `midpoint` and `radius` (n numbers each, exact).

    ``verified``: X holds exactly one zero of F, in its interior, and every matrix of ``jacobian``, which
    encloses the Jacobian over X, is regular.  Otherwise nothing is said about zeros in X, and
    ``reason`` says why.  ``contraction`` bounds ‖I − RJ(X)‖ in the maximum norm scaled by the radius;
    ``step`` is −R F(m), approximately.
    """

    verified: bool
    reason: str
    midpoint: tuple[Any, ...]
    radius: tuple[Any, ...]
    contraction: float = float("inf")
    jacobian: Any = None
    step: tuple[Any, ...] = ()

    @property
    def box(self) -> tuple[Bounds, ...]:
        """The exact bounds of every coordinate of X.  Raises ValueError where they are not finite."""
        ends = arithmetic("ball").bounds
        found = [(ends(arb(m)), ends(arb(r))) for m, r in zip(self.midpoint, self.radius, strict=True)]
        if any(m is None or r is None for m, r in found):
            raise ValueError("the box is not finite")
        return tuple((m[0] - r[0], m[0] + r[0]) for m, r in found)  # type: ignore[index]


def krawczyk(system: System, midpoint: Sequence[Any], radius: Sequence[Any] | float) -> Zero:
    """Return whether K(X) = m − R F(m) + (I − R J(X))(X − m) lies in the interior of X.

    X is the box m ± `radius` (one number, or one per coordinate), rounded to floats or to balls'
    midpoints and kept so in the `Zero`; R is an approximate inverse of the Jacobian.  Raises ValueError
    if the shapes do not fit.  A negative answer does not mean that X has no zero.

    >>> root = System(lambda x: x * x - 2, lambda x: (x * 2).reshape(1, 1))
    >>> krawczyk(root, [1.4142], 1e-3).verified, krawczyk(root, [1.4], 1e-3).reason
    (True, 'K(X) is not inside X: the zero may lie outside, or the box be too wide')
    """
    exact: Callable[[Any], Any] = float if system.digits is None else _exact_ball
    with _working(system):
        m = tuple(map(exact, midpoint))
        r = tuple(map(exact, radius if isinstance(radius, Sequence | np.ndarray) else [radius] * len(m)))
        if len(r) != len(m) or not m:
            raise ValueError(f"{len(m)} coordinates and {len(r)} radii do not make a box")
        start = Zero(False, "", m, r)
        if not all(arb(x).is_finite() for x in m + r):
            return replace(start, reason="the box is not finite")
        if not all(x > 0 for x in r):
            return replace(start, reason="a box needs positive radii to have an interior")
        return _fast(system, start) if system.digits is None else _plain(system, start)


def _working(system: System) -> AbstractContextManager[Any]:
    return np.errstate(all="ignore") if system.digits is None else arithmetic("ball", system.digits).working()


def _exact_ball(x: Any) -> arb:
    return arithmetic("ball").number(x).mid()


def enclose_zero(system: System, start: Sequence[Any], attempts: int = 12) -> Zero:
    """Return the Krawczyk test of a box of its own choice around a zero near `start`.

    The first box has relative radius 2⁻³², with digits 10^(−digits/2).  After a failure the midpoint
    moves by the Newton step −R F(m); once the steps are no longer what fails, the radius becomes a
    multiple of their length that grows with each attempt (ε-inflation).  Guaranteed is what the returned
    `Zero` says; the zero need not be the one nearest to `start`.

    >>> root = System(lambda x: x * x - 2, lambda x: (x * 2).reshape(1, 1))
    >>> found = enclose_zero(root, [1.5])
    >>> found.verified, [round(float(x), 8) for x in found.box[0]]
    (True, [1.41421356, 1.41421356])
    """
    relative = 2.0**-32 if system.digits is None else 10.0 ** -(system.digits // 2)
    r = relative * (max((abs(float(x)) for x in start), default=0.0) or 1.0)
    found = krawczyk(system, start, r)
    for attempt in range(attempts):
        if found.verified or not found.step:
            break
        with _working(system):
            m, r = _next(found, attempt, attempts)
        found = krawczyk(system, m, r)
    return found


def _next(found: Zero, attempt: int, attempts: int) -> tuple[tuple[Any, ...], float]:
    """Return midpoint and radius of the next attempt."""
    length, r = float(np.abs(np.array(found.step, dtype=float)).max()), float(max(found.radius))
    if not np.isfinite(length):  # F or its Jacobian is undefined somewhere in the box
        return found.midpoint, r / 1024
    m = tuple(x + step for x, step in zip(found.midpoint, found.step, strict=True))
    if length > r / 2 and attempt < attempts / 2:
        return m, r
    return m, max(4.0 * length * 2**attempt, r / 1024)


def _verdict(start: Zero, inside: bool, contraction: float, jacobian: Any, step: Sequence[Any]) -> Zero:
    outside = "K(X) is not inside X: the zero may lie outside, or the box be too wide"
    undefined = "F or its Jacobian is not bounded on the box"
    bounded = np.isfinite([contraction, *map(float, step)]).all()
    reason = "exactly one zero" if inside else outside if bounded else undefined
    return replace(start, verified=inside, reason=reason, contraction=contraction, jacobian=jacobian, step=tuple(step))


_SINGULAR = "the Jacobian is singular, or nearly so, at the midpoint of its enclosure"


def _fast(system: System, start: Zero) -> Zero:
    """Bound |K(X) − m| ≤ |R F(m)| + |I − RJ(X)| r in floating point."""
    m, r, n = np.array(start.midpoint), np.array(start.radius), len(start.midpoint)
    jacobian = _shaped(system.jacobian(BallArray(m, r)), (n, n))
    image = _shaped(system.function(BallArray(m)), (n,))
    try:
        inverse = np.linalg.inv(jacobian.mid)
    except np.linalg.LinAlgError:
        return replace(start, reason=_SINGULAR)
    newton = BallArray(inverse) @ image
    # |I − RJ| ≤ |I − fl(RA)| + |R| (γ_n |A| + Δ) for every J within A ± Δ
    defect = np.abs(np.eye(n) - inverse @ jacobian.mid) * (1 + EPS) + TINY
    spread = enlarged((n + 1) * EPS * np.abs(jacobian.mid) + jacobian.rad)
    shrunk = enlarged(defect @ r + np.abs(inverse) @ enlarged(spread @ r, n), n + 4)
    size = enlarged(np.abs(newton.mid) + newton.rad + shrunk)
    return _verdict(start, bool((size < r).all()), float(enlarged(shrunk / r).max()), jacobian, -newton.mid)


def _shaped(found: BallArray, shape: tuple[int, ...]) -> BallArray:
    if found.shape != shape:
        raise ValueError(f"a system of {shape[0]} coordinates gave an array of shape {found.shape}, not {shape}")
    return found


def _plain(system: System, start: Zero) -> Zero:
    """Compute K(X) = m − R F(m) + (I − R J(X)) (X − m) in balls."""
    n, middle, sides = len(start.midpoint), list(start.midpoint), start.radius
    rows = [list(row) for row in system.jacobian(list(map(arb, middle, sides)))]
    image = list(system.function(middle))
    if len(image) != n or [len(row) for row in rows] != [n] * n:
        raise ValueError(f"a system of {n} coordinates needs n values and n × n derivatives")
    m, f, j, identity = _column(middle), _column(image), arb_mat(rows), arb_mat(n, n, 1)
    x = _column([arb(0, side) for side in sides])
    try:
        inverse = j.mid().inv().mid()
    except ZeroDivisionError:
        return replace(start, reason=_SINGULAR)
    newton, shrunk = inverse * f, (identity - inverse * j) * x
    k = m - newton + shrunk
    inside = all(abs(y - c) < side for y, c, side in zip(k.entries(), middle, sides, strict=True))
    ratios = [float((abs(y) / side).upper()) for y, side in zip(shrunk.entries(), sides, strict=True)]
    return _verdict(start, inside, float(np.max(ratios)), j, [-y.mid() for y in newton.entries()])


def _column(entries: list[arb]) -> arb_mat:
    return arb_mat([[x] for x in entries])


def distinct(zeros: Sequence[Zero]) -> bool:
    """Return whether all are verified and their boxes pairwise disjoint: then the zeros are different.

    False does not mean that two of them are equal.
    """
    if not all(zero.verified for zero in zeros):
        return False
    return all(_disjoint(x.box, y.box) for x, y in combinations(zeros, 2))


def _disjoint(x: Sequence[Bounds], y: Sequence[Bounds]) -> bool:
    return any(a[1] < b[0] or b[1] < a[0] for a, b in zip(x, y, strict=True))

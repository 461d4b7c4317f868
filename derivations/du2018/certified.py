"""Rigorous bounds on the probability of the global minimum: validated integration, and order.

The square of (ρ₁, u) (see `derivations.du2018.initial`) is cut into cells.  On a cell φ̂ lies between its values at the
lower and the upper corner of (x, z), because it is nondecreasing in both.  A value below φ̂ at a lower corner is proved
by following the flow from there into a set whose fate is known, a value above φ̂ at an upper corner likewise; where
neither is reached 0 and π serve.  So

    Σ mass F_p(below)  ≤  P  ≤  Σ mass F_p(above).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev

from derivations.du2018.initial import Array, Setting, ball_masses
from derivations.du2018.reduction import STATE, flow
from derivations.du2018.separatrix import GLOBAL, SPURIOUS, heights
from derivations.du2018.sets import decided_global, decided_spurious, trapped_global, trapped_spurious
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.compile import compile_expression
from verify.integrate import Flow
from verify.ordered import entering

__all__ = ["Batch", "bounds", "proved"]

ORDER = {GLOBAL: (-1, 1, 1), SPURIOUS: (1, -1, -1)}  # in which each basin holds with each point all greater ones
BATCH = 2000
GRIDS = ((16, 8), (32, 12), (64, 24), (128, 48))


@dataclass(frozen=True)
class Batch:
    """Points (φ, x, z), of which it is asked whether the flow from them ends at one of the minima."""

    setting: Setting
    fate: int
    points: tuple[tuple[float, float, float], ...]


def proved(batch: Batch) -> list[bool]:
    """Return for each point whether its fate is proved; False says nothing."""
    flow_, judge = _proofs(batch.setting, batch.fate)
    return entering(flow_, ORDER[batch.fate], np.array(batch.points).T, judge).tolist()  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _proofs(setting: Setting, fate: int) -> tuple[Flow, Callable[..., Array]]:
    """Return the flow, and what tells by balls whether a point is in a set that ends at a minimum, or at the other."""
    sets = [setting.at_these(s()) for s in (decided_global, trapped_global, decided_spurious, trapped_spurious)]
    run = compile_expression([e for one in sets for e in one], STATE, BALL_ARRAYS)
    ends = np.cumsum([len(one) for one in sets])[:-1]

    def judge(phi: Array, x: Array, z: Array) -> Array:
        values = run(*map(BallArray, (phi, x, z)))
        signs = np.array([(v.mid > v.rad) * 1 - (v.mid < -v.rad) for v in values])
        up, up_too, down, down_too = np.split(signs, ends)
        is_global = np.all(up > 0, axis=0) | np.all(up_too > 0, axis=0)
        is_spurious = np.all(down < 0, axis=0) | np.all(down_too < 0, axis=0)
        label = np.where(is_global, GLOBAL, np.where(is_spurious, SPURIOUS, 0)) * fate
        return np.where((phi > 0) & (phi < 3.14159), label, -1)

    return Flow(setting.at_these(flow()), STATE), judge


def bounds(
    setting: Setting, width: float, run: Callable[[list[Batch]], Iterable[list[bool]]] = lambda batches: map(proved, batches)
) -> tuple[Fraction, Fraction]:
    """Return rigorous bounds on the probability of the global minimum, about `width` apart.

    ``run`` maps `proved` over batches.  They hold whatever the floating-point approximation of φ̂ that says where to
    look; where that is poor they are wider.
    """
    surface = _Surface.of(setting, width / 20)
    share = 0.5
    for _ in range(3):
        found = _bounds(surface, share * width, run)
        if found[1] - found[0] <= width:
            break
        share *= 0.9 * width / float(found[1] - found[0])
    return found


@dataclass(frozen=True)
class _Surface:
    """An interpolant of φ̂ in x and z, in units of the half axes, and its error as far as it can be seen."""

    setting: Setting
    coefficients: Array
    error: float

    @staticmethod
    def of(setting: Setting, tolerance: float) -> _Surface:
        x_most, z_most = (float(axis.mid) for axis in setting.half_axes)
        for n, m in GRIDS:
            z, x = (np.cos(np.pi * (np.arange(c) + 0.5) / c) for c in (n, m))
            values = heights(setting, np.tile(x, n) * x_most, np.repeat(z, m) * z_most).reshape(n, m)
            by_z, by_x = (_transform(values, c, axis) for c, axis in ((n, 0), (m, 1)))
            coefficients = _transform(by_z, m, 1)
            error = float(np.abs(by_z[-n // 4 :]).sum(axis=0).max() + np.abs(by_x[:, -m // 4 :]).sum(axis=1).max())
            if error < tolerance:
                break
        return _Surface(setting, coefficients, error)

    def __call__(self, x: Array, z: Array) -> Array:
        x_most, z_most = (float(axis.mid) for axis in self.setting.half_axes)
        return chebyshev.chebval2d(z / z_most, x / x_most, self.coefficients)


def _transform(values: Array, n: int, axis: int) -> Array:
    """Return the Chebyshev coefficients of values at the n zeros of T_n along an axis."""
    j = np.arange(n)
    matrix = np.cos(np.pi * np.outer(j, j + 0.5) / n) * np.where(j, 2, 1)[:, None] / n
    return np.moveaxis(np.tensordot(matrix, values, (1, axis)), 0, axis)


def _bounds(
    surface: _Surface, width: float, run: Callable[[list[Batch]], Iterable[list[bool]]]
) -> tuple[Fraction, Fraction]:
    setting, (first, second) = surface.setting, _edges(surface, width)
    k = setting.patches
    masses = ball_masses(Fraction(k + 1, 2), first), ball_masses(Fraction(k, 2), second)
    slack = max(surface.error, width / 40)
    total = []
    for fate in (GLOBAL, SPURIOUS):
        x, z = _corners(setting, first, second, fate)
        angles = _proved_angles(surface, fate, x, z, slack, run)
        share = setting.angle_probability(BallArray(angles)).reshape(len(first) - 1, len(second) - 1)
        total.append(masses[0] @ (share @ masses[1]))
    below, above = (BALL_ARRAYS.bounds(x) for x in total)
    assert below is not None and above is not None
    return max(below[0], Fraction(0)), min(above[1], Fraction(1))


def _corners(setting: Setting, first: Array, second: Array, fate: int) -> tuple[Array, Array]:
    """Return x and z at the corner of each cell that is below (for the global minimum) or above all of it."""
    ends = BallArray(first[:-1] if fate == GLOBAL else first[1:])
    u = second[:-1] if fate == GLOBAL else second[1:]
    sides = np.sort(np.abs(np.stack([first[:-1], first[1:]])), axis=0)
    sides[0] = np.where(first[:-1] * first[1:] < 0, 0.0, sides[0])
    x, z = [], np.repeat(_outward(setting.outputs(ends, BallArray(0.0))[1], fate), len(u))
    for rho in sides:  # x = √r √(1 − ρ₁²) u is extreme at an end of |ρ₁|
        here = setting.outputs(BallArray(rho[:, None]), BallArray(u[None, :]))[0]
        x.append(_outward(here, fate).ravel())
    return (np.minimum(*x) if fate == GLOBAL else np.maximum(*x)), z


def _outward(x: BallArray, fate: int) -> Array:
    return np.nextafter(x.mid - fate * x.rad, -fate * np.inf)


def _proved_angles(
    surface: _Surface,
    fate: int,
    x: Array,
    z: Array,
    slack: float,
    run: Callable[[list[Batch]], Iterable[list[bool]]],
) -> Array:
    """Return angles proved to be below φ̂ (for the global minimum) or above it at each (x, z); 0 or π as a last resort."""
    angles, guess = np.full(len(x), 0.0 if fate == GLOBAL else 4.0), surface(x, z)
    for widening in (1, 8, 64):
        wanted = guess - fate * widening * slack
        (open_,) = np.nonzero(((angles == 0.0) & (wanted > 0)) if fate == GLOBAL else ((angles == 4.0) & (wanted < 3.14159)))
        points = list(zip(wanted[open_].tolist(), x[open_].tolist(), z[open_].tolist(), strict=True))
        batches = [Batch(surface.setting, fate, tuple(points[i : i + BATCH])) for i in range(0, len(points), BATCH)]
        found = np.array([flag for flags in run(batches) for flag in flags], dtype=bool)
        angles[open_[found]] = wanted[open_[found]]
    return angles


def _edges(surface: _Surface, width: float) -> tuple[Array, Array]:
    """Return edges of ρ₁ and of u: fine where mass and variation of F_p(φ̂) meet.

    Cells i with masses mᵢ and variations dᵢ add Σ mᵢ dᵢ to the width; (Σ √(m d))²/n is the least for n cells.
    """
    t = np.linspace(-1, 1, 2001)
    setting, k = surface.setting, surface.setting.patches
    one = np.repeat(np.cos(np.pi * (np.arange(9) + 0.5) / 9), len(t))
    grids = (np.tile(t, 9), one), (one, np.tile(t, 9))
    exponents = (k - 1) / 2, (k - 2) / 2
    sizes, levels = [], []
    for (first, second), exponent in zip(grids, exponents, strict=True):
        x, z = setting.outputs(BallArray(first), BallArray(second))
        values = np.clip(surface(x.mid, z.mid), 0, np.pi)
        share = setting.angle_probability(BallArray(values)).mid.reshape(9, -1)
        change = np.abs(np.diff(share, axis=1)).mean(axis=0) + 1e-12
        density = (1 - ((t[1:] + t[:-1]) / 2) ** 2) ** exponent
        weight = np.sqrt(change * density / density.sum())
        sizes.append(weight.sum() ** 2)
        levels.append(np.concatenate([[0], np.cumsum(weight)]) / weight.sum())
    counts = [max(2, int(np.ceil(2 * size / width))) for size in sizes]
    first, second = (np.interp(np.linspace(0, 1, n + 1), level, t) for n, level in zip(counts, levels, strict=True))
    first[[0, -1]] = second[[0, -1]] = -1.0, 1.0
    return first, second

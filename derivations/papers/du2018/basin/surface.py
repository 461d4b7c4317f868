"""The separatrix as an interpolant, and where to cut the square of (ρ₁, u) into cells: floating point throughout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import heights
from verify.arithmetics.arrays import BallArray

__all__ = ["Surface", "edges"]

GRIDS = ((16, 8), (32, 12), (64, 24), (128, 48))
FINE, COARSE = 2000, 9
GRID = 2.0**40  # so that 1 + t is exact


@dataclass(frozen=True)
class Surface:
    """A polynomial in x and z, in units of the half axes, near φ̂; and its error, as far as the coefficients show it."""

    setting: Setting
    coefficients: Array
    error: float

    @staticmethod
    def of(setting: Setting, tolerance: float) -> Surface:
        x_most, z_most = (float(axis.mid) for axis in setting.half_axes)
        for n, m in GRIDS:
            z, x = (np.cos(np.pi * (np.arange(c) + 0.5) / c) for c in (n, m))
            values = heights(setting, np.tile(x, n) * x_most, np.repeat(z, m) * z_most).reshape(n, m)
            by_z, by_x = _transform(values, 0), _transform(values, 1)
            tails = np.abs(by_z[-n // 4 :]).sum(axis=0).max(), np.abs(by_x[:, -m // 4 :]).sum(axis=1).max()
            if sum(tails) < tolerance:
                break
        return Surface(setting, _transform(by_z, 1), float(sum(tails)))

    def __call__(self, x: Array, z: Array) -> Array:
        x_most, z_most = (float(axis.mid) for axis in self.setting.half_axes)
        return chebyshev.chebval2d(z / z_most, x / x_most, self.coefficients)

    def below(self, x: Array, z: Array) -> Array:
        """Return F_p(φ̂), the share of the angles that end at the global minimum."""
        return self.setting.angle_probability(BallArray(np.clip(self(x, z), 0, np.pi))).mid


def _transform(values: Array, axis: int) -> Array:
    """Return the Chebyshev coefficients of values at the zeros of T_n along an axis."""
    n = values.shape[axis]
    j = np.arange(n)
    matrix = np.cos(np.pi * np.outer(j, j + 0.5) / n) * np.where(j, 2, 1)[:, None] / n
    return np.moveaxis(np.tensordot(matrix, values, (1, axis)), 0, axis)


def edges(surface: Surface, width: float) -> tuple[Array, Array]:
    """Return edges of ρ₁ and of u that leave about `width` between sums over the cells' lower and upper corners.

    Intervals of mass mᵢ on which F_p(φ̂) varies by dᵢ leave Σ mᵢ dᵢ, which for n of them is at least (Σ √(m d))²/n, with
    equality where all √(mᵢ dᵢ) are equal.  Either direction is given half the width.
    """
    k, t = surface.setting.patches, np.linspace(-1, 1, FINE + 1)
    middle = (t[1:] + t[:-1]) / 2
    across = np.cos(np.pi * (np.arange(COARSE) + 0.5) / COARSE)
    found = []
    for i, exponent in enumerate(((k - 1) / 2, (k - 2) / 2)):
        pair = np.tile(t, COARSE), np.repeat(across, FINE + 1)
        x, z = surface.setting.outputs(*(BallArray(v) for v in (pair if i == 0 else pair[::-1])))
        variation = np.abs(np.diff(surface.below(x.mid, z.mid).reshape(COARSE, -1), axis=1)).mean(axis=0)
        density = (1 - middle**2) ** exponent
        weight = np.sqrt((variation + 1e-12) * density / density.sum())
        count = max(2, int(np.ceil(2 * weight.sum() ** 2 / width)))
        level = np.concatenate([[0], np.cumsum(weight)])
        points = np.interp(np.linspace(0, level[-1], count + 1), level, t)
        points[[0, -1]] = -1.0, 1.0
        found.append(np.sort(np.round(points * GRID)) / GRID)  # interpolation may break the order by a rounding
    return found[0], found[1]

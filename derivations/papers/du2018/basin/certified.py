"""Rigorous bounds on the probability of the global minimum: validated integration, and order.

The square of (ρ₁, u) (see `initial`) is cut into cells.  On a cell φ̂ lies between its values
at the lower and the upper corner of (x, z), because it is nondecreasing in both.  A value below φ̂ at a lower corner is
proved by following the flow from there into a set whose fate is known, a value above φ̂ at an upper corner likewise;
where neither is reached 0 and π serve.  So

    Σ mass F_p(below)  ≤  P  ≤  Σ mass F_p(above).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from derivations.papers.du2018.basin.initial import Array, Setting, ball_masses
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS
from derivations.papers.du2018.basin.surface import Surface, edges
from derivations.papers.du2018.theory.reduction import STATE, flow
from derivations.papers.du2018.theory.sets import decided_global, decided_spurious, trapped_global, trapped_spurious
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.language.compile import compile_expression
from verify.numerics.cooperative_ode import entering
from verify.numerics.ode import Flow
from verify.running.cache import fitting

__all__ = ["Batch", "Prover", "bounds", "fates", "proved"]

ORDER = {GLOBAL: (-1, 1, 1), SPURIOUS: (1, -1, -1)}  # in which each basin holds with each point all greater ones
BATCH = 1000
SLACK = 1 / 40  # of the width, in F_p, between the approximate φ̂ and the angle to be proved on one side of it
WIDENINGS = (1, 8, 64)  # of the slack, where a proof fails
BELOW_PI = 3.14159
MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Batch:
    """Points (φ, x, z), of which it is asked whether the flow from them ends at one of the minima."""

    setting: Setting
    fate: int
    points: tuple[tuple[float, float, float], ...]


Prover = Callable[[list[Batch]], Iterable[list[bool]]]


def _are_flags(batch: Batch, value: Any) -> bool:
    return isinstance(value, list) and len(value) == len(batch.points) and {type(flag) for flag in value} <= {bool}


@fitting(_are_flags)
def proved(batch: Batch) -> list[bool]:
    """Return for each point whether its fate is proved; False says nothing."""
    motion, judge = _proofs(batch.setting, batch.fate)
    found: list[bool] = entering(motion, ORDER[batch.fate], list(np.array(batch.points).T), judge).tolist()
    return found


def fates(setting: Setting, points: Sequence[tuple[float, float, float]]) -> list[int]:
    """Return, for each start (φ, x, z), GLOBAL or SPURIOUS if that is where the flow is proved to end, else 0.

    x = 1·a/‖b‖ and z = a·b/‖b‖² − Xx/k with X = √r, exact floats.  0 says nothing: the start may be close to the
    separatrix.

    >>> fates(Setting(25, Fraction(4), 6), [(1.0, 0.0, 0.0), (3.0, 0.0, 0.0)])
    [1, -1]
    """
    found = (proved(Batch(setting, fate, tuple(points))) for fate in (GLOBAL, SPURIOUS))
    return [GLOBAL if up else SPURIOUS if down else 0 for up, down in zip(*found, strict=True)]


def one_by_one(batches: list[Batch]) -> Iterable[list[bool]]:
    return map(proved, batches)


@lru_cache(maxsize=64)
def _proofs(setting: Setting, fate: int) -> tuple[Flow, Callable[..., Array]]:
    """Return the flow, and what tells by balls whether a point is in a set that ends at this minimum, or the other."""
    sets = [setting.at_these(s()) for s in (decided_global, trapped_global, decided_spurious, trapped_spurious)]
    run = compile_expression([e for one in sets for e in one], STATE, BALL_ARRAYS)
    ends = np.cumsum([len(one) for one in sets])[:-1]

    def judge(phi: Array, x: Array, z: Array) -> Array:
        values = run(BallArray(phi), BallArray(x), BallArray(z))
        signs = np.array([(v.mid > v.rad) * 1 - (v.mid < -v.rad) for v in values])
        up, also_up, down, also_down = np.split(signs, ends)
        is_global = np.all(up > 0, axis=0) | np.all(also_up > 0, axis=0)
        is_spurious = np.all(down < 0, axis=0) | np.all(also_down < 0, axis=0)
        label = np.where(is_global, GLOBAL, np.where(is_spurious, SPURIOUS, 0)) * fate
        return np.where((phi > 0) & (phi < BELOW_PI), label, -1)

    return Flow(setting.at_these(flow()), STATE), judge


def bounds(setting: Setting, width: float, prover: Prover = one_by_one) -> tuple[Fraction, Fraction]:
    """Return rigorous bounds on the probability of the global minimum, about `width` apart.

    ``prover`` maps `proved` over batches.  The bounds hold whatever the floating-point approximation of φ̂, which only
    says where to look; where that is poor they are wider than asked.  Where the probability is `certain` they are
    equal.  Raises ValueError for a width that is not positive and for one that would take too many cells.
    """
    if not 0 < width < np.inf:
        raise ValueError(f"the width of the bounds is positive, not {width}")
    if known := setting.certain:
        return known[0], known[0]
    slack = SLACK * width / _steepest(setting)
    surface = Surface.of(setting, slack)
    cells, slack = _cells(surface, width), max(surface.error, slack)
    mass = [ball_masses(Fraction(setting.patches + 1 - i, 2), cells[i]) for i in (0, 1)]
    shares = []
    for fate in (GLOBAL, SPURIOUS):
        x, z = _corners(setting, cells, fate)
        share = _proved_shares(surface, fate, x, z, slack, prover).reshape(len(cells[0]) - 1, len(cells[1]) - 1)
        shares.append(BALL_ARRAYS.bounds(mass[0] @ (share @ mass[1])))
    below, above = shares
    return (max(below[0], Fraction(0)) if below else Fraction(0), min(above[1], Fraction(1)) if above else Fraction(1))


def _cells(surface: Surface, width: float) -> tuple[Array, Array]:
    """Return edges for which the bounds would be `width` apart or a little less, were the surface φ̂."""
    aim, foreseen = 2 * width, 2 * width
    while foreseen > 0.98 * width:
        aim *= min(0.95, 0.97 * width / foreseen)
        cells = edges(surface, aim)
        if (count := len(cells[0]) * len(cells[1])) > MOST_CELLS:
            raise ValueError(f"bounds {width} apart would take {count} cells or more; ask for wider ones")
        foreseen = _foreseen(surface, cells) + 2 * SLACK * width
    return cells


def _foreseen(surface: Surface, cells: tuple[Array, Array]) -> float:
    setting, (first, second) = surface.setting, cells
    mass = [ball_masses(Fraction(setting.patches + 1 - i, 2), cells[i]).mid for i in (0, 1)]
    shape = len(first) - 1, len(second) - 1
    low, high = (surface.below(*_corners(setting, cells, fate)).reshape(shape) for fate in (GLOBAL, SPURIOUS))
    return float(mass[0] @ (high - low) @ mass[1])


def _steepest(setting: Setting) -> float:
    """Return about the largest slope of F_p, at π/2, or 1 if it is less."""
    ends = setting.angle_probability(BallArray(np.pi / 2 + np.array([-1e-3, 1e-3]))).mid
    return max(1.0, float(ends[1] - ends[0]) / 2e-3)


def _corners(setting: Setting, cells: tuple[Array, Array], fate: int) -> tuple[Array, Array]:
    """Return x and z at a corner of each cell that is below (for the global minimum) or above all of it."""
    (low, high), (left, right) = ((t[:-1], t[1:]) for t in cells)
    first, u = (low, left) if fate == GLOBAL else (high, right)
    z = _outward(setting.outputs(BallArray(first), BallArray(0.0))[1], fate)
    # x = √r √(1 − ρ₁²) u is extreme at one end of the interval of |ρ₁|
    near, far = np.minimum(abs(low), abs(high)), np.maximum(abs(low), abs(high))
    near = np.where(low * high < 0, 0.0, near)
    rho = BallArray(np.stack([near, far])[:, :, None])
    ends = _outward(setting.outputs(rho, BallArray(u))[0], fate).reshape(2, -1)
    return (np.min(ends, axis=0) if fate == GLOBAL else np.max(ends, axis=0)), np.repeat(z, len(u))


def _outward(x: BallArray, fate: int) -> Array:
    return np.nextafter(x.mid - fate * x.rad, -fate * np.inf)


def _proved_shares(surface: Surface, fate: int, x: Array, z: Array, slack: float, prover: Prover) -> BallArray:
    """Return F_p at angles proved to be below φ̂ (for the global minimum) or above it; 0 or 1 where none is."""
    angles, guess, left = np.full(len(x), np.nan), surface(x, z), np.arange(len(x))
    for widening in WIDENINGS:
        wanted = guess[left] - fate * widening * slack
        if fate == GLOBAL:
            wanted = np.minimum(wanted, 3.1415)
        sensible = (wanted > 0) & (wanted < BELOW_PI)
        left, wanted = left[sensible], wanted[sensible]
        points = list(zip(wanted.tolist(), x[left].tolist(), z[left].tolist(), strict=True))
        batches = [Batch(surface.setting, fate, tuple(points[i : i + BATCH])) for i in range(0, len(points), BATCH)]
        done = np.array([flag for flags in prover(batches) for flag in flags], dtype=bool)
        angles[left[done]] = wanted[done]
        left = left[~done]
    found = surface.setting.angle_probability(BallArray(np.nan_to_num(angles)))
    none = np.isnan(angles)
    return BallArray(np.where(none, float(fate == SPURIOUS), found.mid), np.where(none, 0.0, found.rad))

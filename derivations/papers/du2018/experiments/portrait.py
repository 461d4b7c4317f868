"""What the pictures of the landscape show, as numbers: loss profiles, the phase portrait, the threshold.

N = 1 and floating point throughout; marks are the critical points that exist, by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from sympy import Expr

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import Motion
from derivations.papers.du2018.experiments.trajectories import boundary, ring_angle, run, steady
from derivations.papers.du2018.theory.landscape import GAMMA, landscape, threshold
from derivations.papers.du2018.theory.model import K
from derivations.papers.du2018.theory.reduction import STATE
from derivations.papers.du2018.theory.sets import in_data
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.numerics.iteration import runge_kutta

if TYPE_CHECKING:
    pass
from verify.language.rendering import Drawn

__all__ = ["Path", "Portrait", "Profile", "highest_share", "portrait", "profile"]

Marks = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Profile(Drawn):
    """The least loss at each angle, that is at a = â; marks are (φ, loss), the ring and the minimum if they exist."""

    patches: int
    ratio: Fraction
    angle: Array
    loss: Array
    marks: Marks

    @property
    def share(self) -> float:
        """s = r/k."""
        return float(self.ratio / self.patches)

    @property
    def end(self) -> float:
        """The loss at φ = π."""
        return float(self.loss[-1])


@cache
def _along() -> Expr:
    """Return the loss at a = â as a function of the angle and `DATA`."""
    return in_data(landscape().at(GAMMA))


def profile(patches: int, ratio: Fraction, points: int = 401) -> Profile:
    """Return the loss along a = â for φ from 0 to π."""
    setting = Setting(patches, ratio, 3)
    loss = compile_expression(setting.at_these(_along()), STATE[:1], arithmetic("numpy"))
    angle = np.linspace(0, np.pi, points)
    places = _angles(setting)
    return Profile(patches, ratio, angle, loss(angle), {name: (phi, float(loss(phi))) for name, phi in places.items()})


def _angles(setting: Setting) -> dict[str, float]:
    """Return the angles of the global minimum and, if there is a ring, of the ring and the spurious minimum."""
    try:
        return {"global": 0.0, "ring": ring_angle(setting), "spurious": float(np.pi)}
    except ValueError:
        return {"global": 0.0}


@dataclass(frozen=True, eq=False)
class Path:
    """A trajectory in (φ, z) that starts with x = x_q, and the minimum at which it ends."""

    phi: Array
    z: Array
    ends: str


@dataclass(frozen=True, eq=False)
class Portrait(Drawn):
    """The plane of φ and z at x = x_q(φ): the separatrix φ(z), where z' = 0, trajectories, and marks (φ, z)."""

    setting: Setting
    z: Array
    separatrix: Array
    angle: Array
    steady: Array
    paths: tuple[Path, ...]
    marks: Marks


def portrait(setting: Setting, low: float = -1.0, high: float = 1.0, points: int = 121) -> Portrait:
    """Return the phase portrait for z between two values; raises ValueError for a setting without a ring.

    On the plane a start is in the global minimum's basin if φ < φ̂(x_q(φ), z), and φ̂ − φ decreases there: x_q does,
    and φ̂ rises with x.
    """
    motion, z, angle = Motion.of(setting), np.linspace(low, high, points), np.linspace(0, np.pi, 301)
    ring = ring_angle(setting)

    def label(phi: Array) -> Array:
        flat = phi.ravel()
        return motion.labels(flat, steady(setting, flat)[0], np.tile(z, len(phi))).reshape(phi.shape)

    places = {"global": 0.0, "ring": ring, "spurious": float(np.pi)}
    heights = steady(setting, np.array(list(places.values())))[1]
    marks = {name: (phi, float(at)) for (name, phi), at in zip(places.items(), heights, strict=True)}
    edge = boundary(label, points, parts=9, tolerance=1e-7)
    return Portrait(setting, z, edge, angle, steady(setting, angle)[1], _paths(setting, low, high, edge), marks)


def _paths(setting: Setting, low: float, high: float, edge: Array) -> tuple[Path, ...]:
    """Return trajectories from the lower and the upper side of the rectangle, some of them beside the separatrix."""
    motion = Motion.of(setting)
    sides = [(value, top, np.array([0.5, 1.1, top - 0.3, top - 0.04, top + 0.04, top + 0.3, 2.95]))
             for value, top in ((low, edge[0]), (high, edge[-1]))]  # fmt: skip
    phi = np.concatenate([inside[(inside > 0) & (inside < 3.1)] for _, _, inside in sides])
    z = np.concatenate([np.full(np.sum((inside > 0) & (inside < 3.1)), value) for value, _, inside in sides])
    start, h = (phi, steady(setting, phi)[0], z), motion.step
    ends = motion.labels(*start)
    angles, _, heights = run(runge_kutta(motion.field, h), start, round(60 / h))
    return tuple(
        Path(angles[:, i], heights[:, i], "global" if fate > 0 else "spurious") for i, fate in enumerate(ends) if fate
    )


def highest_share(patches: Array) -> Array:
    """Return the threshold (k + π − 1)/(kπ): the ring and the spurious minimum exist iff s = (1·a*)²/(k‖a*‖²) is less.

    >>> float(highest_share(np.array([25.0]))[0])
    0.34557749073643906
    """
    values: Array = compile_expression(threshold(K), (K,), arithmetic("numpy"))(patches)
    return values

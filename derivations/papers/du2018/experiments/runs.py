"""Runs of flow and descent from both sides of the separatrix, step by step, in the reduced dynamics.

Times are τ = t/2π, N = 1, and the starts have a = 0; everything is floating point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import MOST_STEPS, Motion
from derivations.papers.du2018.experiments.trajectories import boundary, descent_step, losses, run
from derivations.papers.du2018.theory.reduction import SPEED, STATE
from derivations.papers.du2018.theory.sets import settling
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.numerics.iteration import State, Update, iterate, runge_kutta

__all__ = ["BAND", "DECADES", "SAMPLES", "Curve", "Runs", "descent_runs", "flow_runs"]

DECADES = (1, 2, 3, 4, 5, 6)  # a start's distance to the separatrix is ten to minus these
BAND = 0.3  # phase I ends where |φ − φ_s| last becomes so large
SAMPLES = 300  # of a curve that are kept


@dataclass(frozen=True)
class Curve:
    """One run from φ̂ + distance: τ, φ, the angle between v and its limit, and the loss above its limit."""

    method: str
    distance: float
    times: tuple[float, ...]
    angle: tuple[float, ...]
    angle_left: tuple[float, ...]
    loss_left: tuple[float, ...]

    @property
    def ends(self) -> str:
        return "global" if self.distance < 0 else "spurious"


@dataclass(frozen=True, eq=False)
class Runs:
    """Runs from φ̂ − 10^−j, then from φ̂ + 10^−j, j in `DECADES`: φ, x, z, … as arrays (steps + 1, 2 · decades)."""

    setting: Setting
    method: str
    update: Update
    h: float
    path: State

    @staticmethod
    def of(setting: Setting, method: str, update: Update, h: float, start: State, horizon: float) -> Runs:
        distances = _distances()
        first = tuple(np.full(len(distances), float(part[0])) for part in start)
        return Runs(setting, method, update, h, run(update, (first[0] + distances, *first[1:]), round(horizon / h)))

    def curves(self) -> list[Curve]:
        every = np.arange(0, len(self.path[0]), max(1, len(self.path[0]) // SAMPLES))
        return [self.curve(i, every) for i in range(len(_distances()))]

    def curve(self, i: int, steps: Array) -> Curve:
        distance = float(_distances()[i])
        phi, x, z = (part[steps, i] for part in self.path[:3])
        whole, above = compile_expression(self.setting.at_these(losses()), STATE, arithmetic("numpy"))(phi, x, z)
        left = (phi, whole) if distance < 0 else (np.pi - phi, above)
        return Curve(self.method, distance, *(tuple(u.tolist()) for u in (steps * self.h, phi, *left)))

    def exits(self, ring: float) -> dict[str, tuple[float, ...]]:
        """Return the τ, by linear interpolation, at which |φ − φ_s| last grew to `BAND`; 0 if it was never so small."""
        away = np.abs(self.path[0] - ring)
        away = np.concatenate([np.zeros_like(away[:1]), away])  # one step before the start, as if it were on the ring
        last = len(away) - 1 - np.argmax(away[::-1] < BAND, axis=0)
        before, after = (np.take_along_axis(away, (last + d)[None], axis=0)[0] for d in (0, 1))
        times = np.maximum(0, last - 1 + (BAND - before) / (after - before)) * self.h
        one, other = np.split(times, 2)
        return {f"{self.method} to global": tuple(one.tolist()), f"{self.method} to spurious": tuple(other.tolist())}

    def continued(self, i: int, until: float) -> Runs:
        """Return run `i` alone, as far as τ = until; it keeps its place among the columns."""
        left = max(0, round(until / self.h) - len(self.path[0]) + 1)
        more = run(self.update, tuple(part[-1, i : i + 1] for part in self.path), left)
        whole = (np.concatenate([part[:, i : i + 1], later[1:]]) for part, later in zip(self.path, more, strict=True))
        path = tuple(np.broadcast_to(part, (len(part), len(_distances()))) for part in whole)
        return Runs(self.setting, self.method, self.update, self.h, path)


def _distances() -> Array:
    steps = 10.0 ** -np.array(DECADES)
    return np.concatenate([-steps, steps])


def flow_runs(setting: Setting, horizon: float) -> Runs:
    h, zero = 1.5 * Motion.of(setting).step, np.zeros(1)
    return _released(setting, "flow", runge_kutta(Motion.of(setting).field, h), h, (zero, zero), horizon)


def descent_runs(setting: Setting, horizon: float) -> Runs:
    """Return runs of descent with half of the largest η for which the octant is proved to be invariant, 2π/λ₁."""
    h = 0.5 / max(float(rate) for rate in setting.at_these(settling()))
    others = np.zeros(1), np.zeros(1), np.full(1, float(setting.data[SPEED]))
    return _released(setting, "descent", descent_step(setting, h), h, others, horizon)


def _released(setting: Setting, method: str, update: Update, h: float, others: State, horizon: float) -> Runs:
    """Return runs from both sides of this very update's separatrix: an O(h) beside the flow's, d would mean nothing."""
    fate = Motion.of(setting).fate

    def label(phi: Array) -> Array:
        state = phi.ravel(), *(np.repeat(part, phi.size) for part in others)
        return iterate(update, fate, state, MOST_STEPS).labels.reshape(phi.shape)

    return Runs.of(setting, method, update, h, (boundary(label, 1), *others), horizon)

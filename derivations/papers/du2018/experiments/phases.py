"""The two phases of training, measured on runs of the reduced dynamics and compared with the derived linearisation.

A start at the distance d from the separatrix first follows it to the ring, stays near the ring for a time
ln(1/d)/λ_u + O(1), λ_u > 0 being the only unstable rate there, and then goes to one of the minima: to the global one
at a linear rate, to the spurious one, at ψ = π − φ → 0, like ψ ~ V²/(|y_sp| τ).  A step h = η/2π of descent multiplies
a deviation from the ring by 1 + h λ_u.  Times are τ = t/2π, N = 1, and the starts have a = 0; everything is floating
point.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log, log1p
from typing import Any

import numpy as np
import sympy
from sympy import Symbol

from derivations.gaussian.kernels import g
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.experiments.runs import DECADES, SAMPLES, Curve, Runs, descent_runs, flow_runs
from derivations.papers.du2018.experiments.trajectories import jacobian, ring_angle
from derivations.papers.du2018.theory.landscape import landscape
from derivations.papers.du2018.theory.reduction import SPEED, STATE
from derivations.papers.du2018.theory.sets import in_data, settling, sums
from verify.language.rendering import Drawn

__all__ = ["Phases", "Rate", "phases"]


@dataclass(frozen=True)
class Rate:
    """A number that the linearisation or an expansion predicts, and what the runs show."""

    name: str
    meaning: str
    predicted: float
    measured: float

    @property
    def error(self) -> float:
        """The relative difference."""
        return abs(self.measured / self.predicted - 1)


@dataclass(frozen=True)
class Phases(Drawn):
    """The runs of one setting, one followed long to the spurious minimum, when each left the ring, and rates.

    ``ring`` is φ_s and ``unstable`` the rate λ_u there, both from the derived flow.

    ``exits`` has, by method and limit, the τ at which phase I ended for the distances 10^−j, j in `DECADES`.
    """

    setting: Setting
    ring: float
    unstable: float
    curves: tuple[Curve, ...]
    slow: Curve
    exits: dict[str, tuple[float, ...]]
    rates: tuple[Rate, ...]

    def rate(self, name: str) -> Rate:
        return next(rate for rate in self.rates if rate.name == name)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data; times are τ = t/2π, and all numbers floating point."""
        setting = self.setting
        return {
            "patches": setting.patches,
            "ratio": str(setting.ratio),
            "scale": str(setting.scale),
            "ring_angle": self.ring,
            "unstable_rate": self.unstable,
            "distances": [10.0**-j for j in DECADES],
            "phase_1_ends": self.exits,
            "rates": [{**asdict(rate), "relative_error": rate.error} for rate in self.rates],
            "curves": [_short(curve) for curve in (*self.curves, self.slow)],
        }


def _short(curve: Curve) -> dict[str, Any]:
    """Return a curve as plain data with eight digits of each number."""
    values = asdict(curve)
    return {name: [float(f"{x:.8g}") for x in v] if isinstance(v, tuple) else v for name, v in values.items()}


def phases(setting: Setting, until: float = 1000.0) -> Phases:
    """Return runs of flow and descent from both sides of the separatrix, one of them followed to τ = `until`.

    Raises ValueError for a setting with no separatrix, or one that is known: φ = π/2 for r = 0.
    """
    if setting.certain is not None:
        raise ValueError(f"there is no separatrix to start at: {setting.certain[1]}")
    ring = ring_angle(setting)
    unstable = _unstable(setting, ring)
    slowest = min(unstable, *(float(rate) for rate in setting.at_these(settling())))
    horizon = log(10) * DECADES[-1] / unstable + 16 / slowest  # e^−16 is beyond what is measured
    flow, descent = flow_runs(setting, horizon), descent_runs(setting, horizon)
    slow = flow.continued(len(DECADES), until)
    near = np.argmin(np.abs(descent.path[0][:, -1] - ring))
    slowed = _unstable(setting, ring, float(descent.path[3][near, -1]))  # ‖v‖ has grown on the way
    per_decade = log(10) / unstable, log(10) * descent.h / log1p(descent.h * slowed)
    exits = flow.exits(ring), descent.exits(ring)
    rates = [
        _per_decade(name, times, growth)
        for found, growth in zip(exits, per_decade, strict=True)
        for name, times in found.items()
    ]
    rates += [*_at_global(flow), *_at_spurious(slow)]
    steps = np.unique(np.geomspace(1, len(slow.path[0]) - 1, SAMPLES).round().astype(int))
    curves = (*flow.curves(), *descent.curves())
    kept = slow.curve(len(DECADES), steps)
    return Phases(setting, ring, unstable, curves, kept, exits[0] | exits[1], tuple(rates))


def _unstable(setting: Setting, ring: float, speed: float | None = None) -> float:
    return float(max(np.linalg.eigvals(jacobian(setting, ring, speed)).real))


def _per_decade(name: str, times: tuple[float, ...], predicted: float) -> Rate:
    """Compare the mean growth of phase I over the three smallest distances."""
    return Rate(f"phase I, {name}", "τ per decade", predicted, (times[-1] - times[-3]) / 2)


def _at_global(flow: Runs) -> list[Rate]:
    """Compare the decay of φ and of the loss at the global minimum with the eigenvalues there."""
    matrix = jacobian(flow.setting, 0.0)
    curve = flow.curve(0, np.arange(len(flow.path[0])))
    # φ' depends on φ alone to first order; the loss is quadratic in what decays slowest
    slowest = 2 * min(-np.linalg.eigvals(matrix).real)
    found = _decay(curve.times, curve.angle_left, 1e-5, 1e-7), _decay(curve.times, curve.loss_left, 1e-9, 1e-12)
    return [
        Rate("angle at the global minimum", "rate of decay in τ", float(-matrix[0, 0]), found[0]),
        Rate("loss at the global minimum", "rate of decay in τ", float(slowest), found[1]),
    ]


def _decay(times: tuple[float, ...], values: tuple[float, ...], high: float, low: float) -> float:
    """Return the mean rate at which values decay from one level to another."""
    logs = -np.log(np.maximum(values, low / 10))
    ends = [np.interp(-log(level), logs, times) for level in (high, low)]
    return float(log(high / low) / (ends[1] - ends[0]))


def _at_spurious(slow: Runs) -> list[Rate]:
    """Compare the slope of 1/ψ and the loss over ψ³, to which g ~ ψ³/3 leads, over the last half."""
    psi, setting = Symbol("psi", positive=True), slow.setting
    leading = sympy.series(g(sympy.pi - psi), psi, 0, 4).removeO().coeff(psi, 3)
    alignment, rise = sums()[3].xreplace({STATE[0]: sympy.pi}), in_data(2 * landscape().tilt * leading)
    ends = np.array([len(slow.path[0]) // 2, len(slow.path[0]) - 1])
    curve = slow.curve(len(DECADES), ends)
    angle, loss, times = (np.array(x) for x in (curve.angle_left, curve.loss_left, curve.times))
    growth, logs = float(np.diff(1 / angle)[0] / np.diff(times)[0]), [np.diff(np.log(x))[0] for x in (angle, loss)]
    predicted = float(-setting.at_these(alignment / SPEED**2))
    return [
        Rate("1/ψ at the spurious minimum", "growth per τ", predicted, growth),
        Rate(
            "loss over ψ³ at the spurious minimum",
            "limit",
            float(setting.at_these(rise)),
            float(loss[1] / angle[1] ** 3),
        ),
        Rate("loss against ψ at the spurious minimum", "exponent", 3.0, float(logs[1] / logs[0])),
    ]

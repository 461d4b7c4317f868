"""The pictures of runs in time, from data of `experiments.phases`, as those of `pictures` are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.papers.du2018.experiments.phases import Phases
from derivations.papers.du2018.experiments.runs import DECADES, Curve
from derivations.papers.du2018.views.pictures import ANGLE, COLOURS, QUARTERS
from verify.report.plots import COLUMN, PAGE, PALETTE, figure, letter, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["angles_in_time", "approach", "convergence"]


def convergence(found: Phases) -> Figure:
    """Return the runs from both sides of the separatrix: angle and loss in time, and how long phase I lasts."""
    with look():
        made = figure(PAGE, 2.5, columns=3)
        angle, loss, length = made.axes
        angles_in_time(angle, found)
        for curve in found.curves:
            if curve.method == "flow":
                loss.plot(curve.times, curve.loss_left, **_style(curve))
        loss.set_yscale("log")
        loss.set_ylim(1e-12, 1)
        loss.set_ylabel(r"loss above its limit$\,/\,\|b\|^2$")
        _times(loss, found)
        _lengths(length, found)
        letter(angle, "(a) angle")
        letter(loss, "(b) loss")
        letter(length, "(c) end of phase I")
    return made


def angles_in_time(axes: Axes, found: Phases) -> None:
    """Draw the angle in time for runs of the flow from both sides of the separatrix."""
    for curve in found.curves:
        if curve.method == "flow":
            axes.plot(curve.times, curve.angle, **_style(curve))
    axes.axhline(found.ring, color=PALETTE["black"], linewidth=0.7, linestyle=":")
    axes.set_yticks(*QUARTERS)
    axes.text(0.98, found.ring + 0.05, "ring", transform=axes.get_yaxis_transform(), ha="right", fontsize=7.5)
    for j in (0, len(DECADES) - 1):
        curve = found.curves[j]
        at = np.interp(-0.5, -np.array(curve.angle), curve.times)
        axes.text(at + 0.3, 0.5, f"$10^{{-{DECADES[j]}}}$", va="center", fontsize=7)
    axes.set_ylim(-0.05, np.pi + 0.05)
    axes.set_ylabel(ANGLE)
    _times(axes, found)


def _times(axes: Axes, found: Phases) -> None:
    axes.set_xlim(0, found.exits["flow to global"][-1] + 12)
    axes.set_xlabel(r"time $\tau = t/2\pi$")


def _style(curve: Curve) -> dict[str, Any]:
    """Return how a run is drawn: the closer to the separatrix it starts, the stronger."""
    strength = 0.35 + 0.65 * float(-np.log10(abs(curve.distance))) / DECADES[-1]
    return {"color": COLOURS[curve.ends], "linewidth": 0.8, "alpha": strength}


def _lengths(axes: Axes, found: Phases) -> None:
    distances = 10.0 ** -np.array(DECADES)
    for end in ("global", "spurious"):
        axes.plot(distances, found.exits[f"flow to {end}"], "o", color=COLOURS[end], label=f"flow to {end}")
    for end, label in (("global", "descent"), ("spurious", None)):
        axes.plot(distances, found.exits[f"descent to {end}"], "+", color=PALETTE["black"], label=label)
    for end in ("global", "spurious"):
        times = found.exits[f"flow to {end}"]
        line = times[-1] + np.log(distances[-1] / distances) / found.unstable
        axes.plot(distances, line, color=COLOURS[end], linewidth=0.7)
    axes.set_xscale("log")
    axes.invert_xaxis()
    axes.set_xlabel("distance to the separatrix")
    axes.set_ylabel(r"time $\tau$ at the end of phase I")
    axes.plot([], [], color=PALETTE["black"], linewidth=0.7, label=r"slope $\ln 10/\lambda_u$")
    axes.legend(loc="upper left", borderaxespad=0.2, labelspacing=0.25)


def approach(found: Phases) -> Figure:
    """Return the approach to either minimum: exponential to the global one, by powers of time to the spurious one."""
    with look():
        made = figure(COLUMN, 3.9, rows=2)
        fast, slow = made.axes
        _linear(fast, next(c for c in found.curves if c.method == "flow" and c.ends == "global"), found)
        _powers(slow, found)
        letter(fast, "(a) to the global minimum")
        letter(slow, "(b) to the spurious minimum")
    return made


def _linear(axes: Axes, curve: Curve, found: Phases) -> None:
    times = np.array(curve.times)
    for name, values, colour in (("angle", curve.angle_left, "blue"), ("loss", curve.loss_left, "green")):
        rate, series = found.rate(f"{name} at the global minimum"), np.array(values)
        label = rf"$\varphi \sim e^{{-{rate.predicted:.2f}\,\tau}}$" if name == "angle" else (
            rf"$\ell \sim e^{{-{rate.predicted:.2f}\,\tau}}$")  # fmt: skip
        axes.plot(times, series, color=PALETTE[colour], label=label.split(r" \sim")[0] + "$")
        at = int(np.argmax(series < 1e-6))
        line = series[at] * np.exp(-rate.predicted * (times - times[at]))
        axes.plot(times, line, "--", color=PALETTE["black"], linewidth=0.7)
        place: dict[str, Any] = (
            {"ha": "left", "xytext": (4, 3)} if name == "angle" else {"ha": "right", "xytext": (-3, -8)}
        )
        axes.annotate(label, (times[at], series[at]), textcoords="offset points", fontsize=7.5, **place)
    axes.set_yscale("log")
    axes.set_ylim(1e-12, 10)
    axes.set_xlim(0, 12)
    axes.set_xlabel(r"time $\tau = t/2\pi$")
    axes.legend(loc="lower left")


def _powers(axes: Axes, found: Phases) -> None:
    curve = found.slow
    times, growth = np.array(curve.times), found.rate("1/ψ at the spurious minimum").predicted
    ratio = found.rate("loss over ψ³ at the spurious minimum").predicted
    angle = 1 / (growth * times)
    series = ((curve.angle_left, angle, "vermilion", r"$\psi = \pi - \varphi$"),
              (curve.loss_left, ratio * angle**3, "purple", r"$\ell - \ell_{\mathrm{sp}}$"))  # fmt: skip
    for values, line, colour, name in series:
        axes.plot(times, values, color=PALETTE[colour], label=name)
        axes.plot(times, line, "--", color=PALETTE["black"], linewidth=0.7)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, 1.05 * times[-1])
    axes.set_ylim(1e-11, 30)
    axes.text(70, 0.16, r"$V^2/(|y_{\mathrm{sp}}|\,\tau)$", fontsize=7.5)
    axes.text(70, 1.2e-5, r"$\sim \tau^{-3}$", fontsize=7.5)
    axes.set_xlabel(r"time $\tau = t/2\pi$")
    axes.legend(loc="lower left")

"""The pictures of this paper, from data of `experiments.portrait` and `experiments.table`.

Each function of data alone returns a `matplotlib.figure.Figure` as wide as a column or a page, drawn in the look of
`verify.report.plots`; those that take axes draw one panel on them, for the answers' own `plot`.  Nothing is computed
here but what a picture needs to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.papers.du2018.basin.answer import Share
from derivations.papers.du2018.experiments.portrait import Path, Portrait, Profile, highest_share
from derivations.papers.du2018.experiments.table import PATCHES, RATIOS, Table
from verify.report.plots import COLUMN, PALETTE, figure, letter, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["existence", "heat_map", "intervals", "loss_curves", "phase_plane", "plane", "profiles", "success"]

MARKERS = {"global": "o", "ring": "s", "spurious": "^", "degenerate": "D"}
COLOURS = {"global": PALETTE["blue"], "spurious": PALETTE["vermilion"], "ring": PALETTE["black"],
           "degenerate": PALETTE["vermilion"]}  # fmt: skip
WORDS = {"global": "global minimum", "ring": "ring of saddles", "spurious": "spurious minimum",
         "degenerate": "critical, not a minimum"}  # fmt: skip
QUARTERS = np.pi * np.arange(5) / 4, ["0", r"$\pi/4$", r"$\pi/2$", r"$3\pi/4$", r"$\pi$"]
ANGLE, LOSS = r"angle $\varphi$", r"loss $\ell\,/\,\|b\|^2$"


def _angles(axes: Axes) -> None:
    axes.set_xlim(0, np.pi)
    axes.set_xticks(*QUARTERS)


def _mark(axes: Axes, name: str, x: float, y: float, **more: Any) -> None:
    style = {"color": COLOURS[name], "markeredgecolor": "white", "markeredgewidth": 0.5, "markersize": 6}
    axes.plot([x], [y], MARKERS[name], **{**style, "clip_on": False, "zorder": 5, "linestyle": "none", **more})


LINES = (("green", "-"), ("purple", "--"), ("orange", "-."))


def loss_curves(axes: Axes, found: Sequence[Profile]) -> None:
    """Draw the least loss at each angle for at most three s, and the marks of each."""
    for one, (colour, dashes) in zip(found, LINES, strict=False):
        axes.plot(one.angle, one.loss, dashes, color=PALETTE[colour], label=f"$s = {one.share:.2f}$")
        for mark, (phi, loss) in one.marks.items():
            _mark(axes, mark, phi, loss)
    for mark in MARKERS:
        if any(mark in one.marks for one in found):
            _mark(axes, mark, np.nan, np.nan, label=WORDS[mark])
    _angles(axes)
    axes.set_ylim(bottom=-0.01)
    axes.set_ylabel(LOSS)


def profiles(found: Sequence[Profile]) -> Figure:
    """Return the loss along a = â for several s, and what of it is above the loss at φ = π."""
    with look():
        made = figure(COLUMN, 3.9, rows=2, sharex=True, height_ratios=(1.25, 1))
        whole, above = made.axes
        loss_curves(whole, found)
        for one, (colour, dashes) in zip(found, LINES, strict=False):
            above.plot(one.angle, one.loss - one.end, dashes, color=PALETTE[colour])
            for mark, (phi, loss) in one.marks.items():
                if mark != "global":
                    _mark(above, mark, phi, loss - one.end)
        lines, names = whole.get_legend_handles_labels()
        whole.legend(lines[len(found) :], names[len(found) :], loc="upper left")
        above.legend(lines[: len(found)], names[: len(found)], loc="upper left")
        barrier = max(one.marks["ring"][1] - one.end for one in found if "ring" in one.marks)
        above.axhline(0, color=PALETTE["grey"], linewidth=0.5)
        above.set_ylim(-1.1 * barrier, 1.35 * barrier)
        above.set_ylabel(r"$(\ell - \ell_{\varphi=\pi})\,/\,\|b\|^2$")
        above.set_xlabel(ANGLE)
        letter(whole, f"(a) least loss at each angle, $k = {found[0].patches}$")
        letter(above, r"(b) the same above its value at $\varphi = \pi$")
        made.align_ylabels()
    return made


def plane(axes: Axes, found: Portrait) -> None:
    """Draw the phase portrait: basins, separatrix, trajectories and critical points."""
    axes.fill_betweenx(found.z, 0, found.separatrix, color=PALETTE["sky"], alpha=0.25, linewidth=0)
    axes.fill_betweenx(found.z, found.separatrix, np.pi, color=PALETTE["orange"], alpha=0.25, linewidth=0)
    for path in found.paths:
        axes.plot(path.phi, path.z, color=COLOURS[path.ends], linewidth=0.7)
        _arrow(axes, path)
    axes.plot(found.angle, found.steady, ":", color=PALETTE["black"], linewidth=0.9, label=r"$\dot z = 0$")
    axes.plot(found.separatrix, found.z, color=PALETTE["black"], linewidth=1.4, label="separatrix")
    for mark, (phi, z) in found.marks.items():
        _mark(axes, mark, phi, z, label=WORDS[mark])
    _angles(axes)
    axes.set_ylim(found.z[0], found.z[-1])
    axes.set_xlabel(ANGLE)
    axes.set_ylabel(r"$z = a\cdot b - (1\cdot a)(1\cdot b)/k$")


def phase_plane(found: Portrait) -> Figure:
    """Return the phase portrait: basins, separatrix, trajectories and critical points."""
    with look():
        made = figure(COLUMN, 2.9)
        (axes,) = made.axes
        plane(axes, found)
        made.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3, columnspacing=1.0)
    return made


def _arrow(axes: Axes, path: Path) -> None:
    """Show the direction of a trajectory where it has gone a third of its way."""
    way = np.concatenate([[0], np.cumsum(np.hypot(np.diff(path.phi), np.diff(path.z)))])
    i = int(np.searchsorted(way, 0.35 * way[-1]))
    j = int(np.searchsorted(way, way[i] + 0.02))
    style = {"arrowstyle": "-|>,head_width=1.6,head_length=3", "mutation_scale": 1.0, "linewidth": 0.6}
    ends = (path.phi[i], path.z[i]), (path.phi[j], path.z[j])
    axes.annotate("", ends[1], ends[0], arrowprops={**style, "color": COLOURS[path.ends], "shrinkA": 0, "shrinkB": 0})


def existence(found: Table) -> Figure:
    """Return the plane of k and s with the threshold, and the table's cells in the colours of their probabilities."""
    with look():
        made = figure(COLUMN, 2.7)
        (axes,) = made.axes
        patches = np.geomspace(1, 200, 400)
        edge = highest_share(patches)
        axes.fill_between(patches, 0, edge, color=PALETTE["orange"], alpha=0.2, linewidth=0)
        axes.fill_between(patches, edge, 1, color=PALETTE["sky"], alpha=0.2, linewidth=0)
        axes.plot(patches, edge, color=PALETTE["black"], label=r"$s = (k + \pi - 1)/(k\pi)$")
        axes.axhline(1 / np.pi, color=PALETTE["grey"], linewidth=0.6, linestyle="--", label=r"$s = 1/\pi$")
        k, s, p = zip(*((c.patches, c.ratio / c.patches, float(c.estimate)) for c in found.cells), strict=True)
        dots = axes.scatter(k, s, c=p, s=16, cmap="cividis", vmin=0.5, vmax=1, edgecolors="black", linewidths=0.4,
                            zorder=4, clip_on=False)  # fmt: skip
        axes.set_xscale("log")
        axes.set_xticks([1, 2, 5, 10, 25, 50, 100, 200], ["1", "2", "5", "10", "25", "50", "100", "200"])
        axes.minorticks_off()
        axes.set_xlim(1, 200)
        axes.set_ylim(0, 1)
        axes.set_xlabel("patches $k$")
        axes.set_ylabel(r"$s = (1\cdot a^*\!)^2/(k\,\|a^*\!\|^2)$")
        axes.text(6, 0.77, "no spurious minimum", ha="center", va="center")
        axes.text(4.2, 0.14, "spurious minimum\nand ring of saddles", ha="center", va="center")
        axes.legend(loc="upper right")
        bar = made.colorbar(dots, ax=axes, pad=0.02, aspect=30)
        bar.set_label("probability of the global minimum")
    return made


def heat_map(axes: Axes, found: Table) -> None:
    """Draw the table as a heat map with the probabilities written in, as 1/2 and 1 where they are exact."""
    cells = [row for _, row in found.rows]
    values = np.array([[float(cell.estimate) for cell in row] for row in cells])
    image = axes.pcolormesh(values, cmap="cividis", vmin=0.5, vmax=1, edgecolors="white", linewidth=0.5)
    for (i, j), value in np.ndenumerate(values):
        colour = "black" if value > 0.75 else "white"
        text = str(cells[i][j].estimate) if cells[i][j].known else f"{value:.3f}"
        axes.text(j + 0.5, i + 0.5, text, ha="center", va="center", color=colour, fontsize=7.5)
    axes.set_xticks(np.arange(len(RATIOS)) + 0.5, [str(r) for r in RATIOS])
    axes.set_yticks(np.arange(len(PATCHES)) + 0.5, [str(k) for k in PATCHES])
    axes.tick_params(length=0)
    axes.invert_yaxis()
    axes.set_xlabel(r"$(1\cdot a^*\!)^2/\|a^*\!\|^2$")
    axes.set_ylabel("patches $k$")
    axes.figure.colorbar(image, ax=axes, pad=0.02, aspect=30).set_label("probability of the global minimum")


def success(found: Table) -> Figure:
    """Return the table as a heat map, as `heat_map` draws it."""
    with look():
        made = figure(COLUMN, 2.6)
        heat_map(made.axes[0], found)
    return made


def intervals(axes: Axes, shares: Mapping[str, Share]) -> None:
    """Draw the probability of each outcome with its interval, and write it out."""
    names = [name for name, share in shares.items() if share.upper > 0]
    for i, name in enumerate(names):
        share, colour = shares[name], COLOURS.get(name, PALETTE["grey"])
        low, value, high = (float(x) for x in (share.lower, share.estimate, share.upper))
        axes.barh(i, value, height=0.5, color=colour, alpha=0.35)
        axes.plot([low, high], [i, i], color=colour, linewidth=2.5, marker="|", markersize=9)
        axes.text(1.02, i, f"{value:.4f}", va="center")
    axes.set_yticks(range(len(names)), [WORDS.get(name, name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xlabel("probability from a random start")

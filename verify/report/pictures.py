"""Lemmas as pictures: both sides of a relation over a range, or the sign of the margin over a rectangle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic, Rational, Symbol, pi
from sympy.core.relational import Equality, Relational, Unequality

from verify.language.lemma import Lemma
from verify.language.verdict import Verdict
from verify.report.plots import PALETTE, canvas, letter
from verify.report.printer import formula
from verify.report.slices import Array, Slice
from verify.report.width import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

FINE, COARSE = 801, 201  # points of a line, of a side of a rectangle
LABEL = 150.0  # the widest formula in a legend, in points
HOLDS, FAILS = PALETTE["sky"], PALETTE["vermilion"]
DOTS: dict[str, Any] = {"marker": "o", "linestyle": "none"}


def draw(lemma: Lemma, ax: Axes | None, verdict: Verdict | None, at: Mapping[str, Any]) -> Axes:
    """Draw a lemma as `Lemma.plot` says; what cannot be drawn is refused before there is a figure."""
    found = Slice.of(lemma, verdict, at)
    picture = _plane(found) if len(found.symbols) == 2 else _line(found)
    with canvas(ax, 2.6) as axes:
        picture(axes)
        letter(axes, ", ".join([lemma.name, *(f"{name} = {value}" for name, value in at.items())]))
    return axes


def _line(found: Slice) -> Callable[[Axes], None]:
    """Return how to draw the two sides of one relation, or else the margin and zero, with the gap shaded."""
    (symbol,) = found.symbols
    x = found.points(symbol, FINE)
    if isinstance(found.statement, Relational):
        values = found.compiled(found.statement.args)
        names = [
            _name(side, other) for side, other in zip(found.statement.args, ("left side", "right side"), strict=True)
        ]
    else:
        margin = found.margin
        values, names = lambda *grid: (margin(*grid), np.zeros_like(grid[0])), ["margin", ""]
    one, other = (found.shown(side, x) for side in values(x))
    if not np.isfinite(one).any():
        raise found.refusal("it has no finite values on the range that is shown")
    gap = None if isinstance(found.statement, (Equality, Unequality)) else found.shown(found.margin(x), x)
    marked = [(at, float(values(np.array([at]))[0][0])) for at in found.witness.values()]
    return partial(_curves, found, x, (one, other), names, gap, marked)


def _curves(
    found: Slice,
    x: Array,
    sides: Sequence[Array],
    names: Sequence[str],
    gap: Array | None,
    marked: Sequence[tuple[float, float]],
    axes: Axes,
) -> None:
    (symbol,) = found.symbols
    discrete = found.is_discrete(symbol)
    for side, name, colour, line in zip(sides, names, ("blue", "vermilion"), ("-", (0, (4, 3))), strict=True):
        style = {"markersize": 5 if line == "-" else 3, **DOTS} if discrete else {"linestyle": line}
        style |= {"color": PALETTE[colour], "label": name} if name else {"color": PALETTE["grey"], "linewidth": 0.6}
        axes.plot(x, side, **style)
    if gap is not None:
        _shade(axes, x, sides, gap, discrete)
    if marked:
        axes.plot(*zip(*marked, strict=True), "o", color=PALETTE["black"], zorder=5, clip_on=False, label="witness")
    _frame(axes, np.concatenate(sides))
    if not discrete:
        axes.set_xlim(x[0], x[-1])
    _axis(found, symbol, axes.xaxis)
    axes.legend(loc="best")


def _axis(found: Slice, symbol: Symbol, axis: Any) -> None:
    """Name an axis; ticks of a range between multiples of π are multiples of π."""
    axis.set_label_text(f"${formula(symbol)}$")
    values = found.lemma.domain.scalars[symbol]
    if values.sup.has(pi) and (values.inf / pi).is_Rational and (values.sup / pi).is_Rational:
        ticks = [values.inf + (values.sup - values.inf) * Rational(i, 4) for i in range(5)]
        names = ["$" + str(tick).replace("*", "").replace("pi", r"\pi") + "$" for tick in ticks]
        axis.set_ticks([float(tick) for tick in ticks], names)


def _shade(axes: Axes, x: Array, sides: Sequence[Array], gap: Array, discrete: bool) -> None:
    for here, colour, name in ((gap >= 0, HOLDS, "holds"), (gap < 0, FAILS, "fails")):
        if here.any() and discrete:
            one, other = (side[here] for side in sides)
            axes.vlines(x[here], one, other, color=colour, alpha=0.5, linewidth=2.5, label=name, zorder=1)
        elif here.any():
            one, other = sides
            axes.fill_between(x, one, other, where=here.tolist(), color=colour, alpha=0.3, linewidth=0, label=name)


def _frame(axes: Axes, heights: Array) -> None:
    """Leave out what is near a pole, which would flatten all else."""
    finite = heights[np.isfinite(heights)]
    low, high = np.quantile(finite, (0.05, 0.95))
    if finite.max() - finite.min() > 20 * (high - low) > 0:
        axes.set_ylim(low - 2 * (high - low), high + 2 * (high - low))


def _name(expression: Basic, otherwise: str) -> str:
    """Return an expression for a legend, or other words if it is too long or matplotlib cannot set it."""
    from matplotlib.mathtext import MathTextParser

    latex = formula(expression)
    text = "$" + latex.replace(r"\bigl", r"\left").replace(r"\bigr", r"\right") + "$"
    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return otherwise
    return text if width(latex) <= LABEL else otherwise


def _plane(found: Slice) -> Callable[[Axes], None]:
    """Return how to draw the margin over the rectangle of two ranges, with a change of colour where it is zero."""
    x, y = (found.points(symbol, COARSE) for symbol in found.symbols)
    grid = np.meshgrid(x, y)
    values = found.shown(found.margin(*grid), *grid)
    if not np.isfinite(values).any():
        raise found.refusal("it has no finite values on the rectangle that is shown")
    return partial(_signs, found, x, y, values)


def _signs(found: Slice, x: Array, y: Array, values: Array, axes: Axes) -> None:
    finite = values[np.isfinite(values)]
    most = float(np.quantile(np.abs(finite), 0.95)) or 1.0
    style: dict[str, Any] = {"cmap": _colours(), "vmin": -most, "vmax": most, "rasterized": True}
    image = axes.pcolormesh(x, y, values, shading="nearest", **style)
    if finite.min() < 0 < finite.max() and min(values.shape) > 1:
        axes.contour(x, y, values, levels=[0.0], colors=PALETTE["black"], linewidths=0.8)
    if found.witness:
        place = [[found.witness[symbol]] for symbol in found.symbols]
        axes.plot(*place, "o", color=PALETTE["black"], clip_on=False, zorder=5, label="witness")
        axes.legend(loc="best", frameon=True)
    for symbol, axis in zip(found.symbols, (axes.xaxis, axes.yaxis), strict=True):
        _axis(found, symbol, axis)
    bar = axes.figure.colorbar(image, ax=axes, pad=0.02, aspect=30, extend="both")
    bar.set_label("margin, negative where it fails")


def _colours() -> Any:
    """Return colours that jump at zero, so that the sign is seen however small the margin."""
    from matplotlib.colors import LinearSegmentedColormap

    ends = [(0.0, FAILS), (0.5, "#F9DCC8"), (0.5, "#DCEFFA"), (1.0, PALETTE["blue"])]
    return LinearSegmentedColormap.from_list("sign", ends)

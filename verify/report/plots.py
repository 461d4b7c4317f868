"""One look for all pictures, fit for print, and files of pictures that are written whole or not at all.

Nothing is shown on a screen and no global state is left changed: figures are made without `matplotlib.pyplot`, and
the settings hold inside ``with look():`` only.  Lengths are in inches, sizes of type in points.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.running.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLUMN", "PAGE", "PALETTE", "canvas", "figure", "letter", "look", "picture", "save"]

COLUMN, PAGE = 3.4, 7.0  # widths of a column and of a page
FORMATS = ("pdf", "png", "svg")
SHOWN = 130  # pixels of a page for each inch

# Okabe and Ito's colours, which the colour-blind tell apart
PALETTE = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#7F7F7F",
}

# every font comes with matplotlib, so that pictures look alike everywhere
_LOOK: dict[Any, Any] = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 8.5,
    "axes.labelsize": 8.5,
    "axes.titlesize": 8.5,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.1,
    "lines.markersize": 4.0,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "legend.borderaxespad": 0.3,
    "savefig.dpi": 300,
    "pdf.fonttype": 42,  # TrueType: journals refuse Type 3
    "svg.fonttype": "path",
    "svg.hashsalt": "certiphi",  # equal data give equal files
    "axes.unicode_minus": True,
}


@contextmanager
def look() -> Iterator[None]:
    """Draw and save in this look inside the block; what was set before is set again after it."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_LOOK)
        yield


def figure(width: float = COLUMN, height: float = 2.4, rows: int = 1, columns: int = 1, **kind: Any) -> Figure:
    """Return an empty figure with a grid of axes, `figure.axes`, row by row; margins fit the labels.

    ``kind`` goes to `matplotlib.figure.Figure.subplots`: ``sharex``, ``height_ratios``, …
    """
    from matplotlib.figure import Figure

    made = Figure(figsize=(width, height), layout="constrained")
    made.subplots(rows, columns, squeeze=False, **kind)
    return made


@contextmanager
def canvas(axes: Axes | None, height: float = 2.4) -> Iterator[Axes]:
    """Draw in this look on the given axes, or on those of a new figure.

    If `matplotlib.pyplot` is in use the new figure is one of its own, which ``pyplot.show()`` shows; else the axes and
    their figure show themselves where a cell of a notebook ends with them.
    """
    with look():
        if axes is None:
            pyplot = sys.modules.get("matplotlib.pyplot")
            axes = (
                pyplot.figure(figsize=(COLUMN, height), layout="constrained").subplots() if pyplot else _shown(height)
            )
        yield axes


def _shown(height: float) -> Axes:
    made = figure(COLUMN, height)
    size = {"width": round(SHOWN * COLUMN), "height": round(SHOWN * height)}
    (axes,) = made.axes
    for one in (made, axes):  # IPython asks an object, not its class
        vars(one)["_repr_png_"] = lambda: (picture(made, "png"), size)
    return axes


def letter(axes: Axes, text: str) -> None:
    """Name a panel above its upper left corner."""
    axes.set_title(text, loc="left", pad=3)


def picture(made: Figure, format: str) -> bytes:
    """Return a figure as a file's content, the same for the same figure: no date is in it.

    Raises ValueError for a format other than pdf, png and svg.
    """
    if format not in FORMATS:
        raise ValueError(f"no picture is written as {format!r}; there are {', '.join(FORMATS)}")
    dates = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}
    buffer = io.BytesIO()
    with look():
        made.savefig(buffer, format=format, metadata=dates.get(format))
    return buffer.getvalue()


def save(made: Figure, path: str | os.PathLike[str], formats: Sequence[str] = ("pdf", "png")) -> list[Path]:
    """Write a figure to path.pdf, path.png, … and return these paths; each file is complete or unchanged.

    All are drawn before any is written.  Raises `verify.running.files.NotWritable`.
    """
    contents = {Path(f"{os.fspath(path)}.{format}"): picture(made, format) for format in formats}
    for target, data in contents.items():
        write_bytes(target, data)
    return list(contents)

"""This paper's experiments and pictures in a folder: its part of `certiphi report`."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table as Grid

from derivations.papers.du2018.basin.answer import solve
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.experiments.phases import Phases, phases
from derivations.papers.du2018.experiments.portrait import portrait, profile
from derivations.papers.du2018.experiments.table import Table, agreement, answered, asked
from derivations.papers.du2018.views import pictures, pictures_in_time
from derivations.papers.du2018.views import table_text as table_report
from verify.report.data import write_json
from verify.report.plots import save
from verify.report.text import plain
from verify.running.cache import Cache
from verify.running.files import write_text
from verify.running.tasks import tasks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["show_rates", "write"]

EXAMPLE = Setting(25, Fraction(4), 5)
PROFILES = (4, 7, 16)  # of k = 25: below, near and above the threshold, 8.64
STARTS = 20_000


def write(folder: Path, console: Console | None = None, executor: str | None = None) -> None:
    """Write tables, curves and pictures to a folder, and print the tables and how rates agree with predictions.

    Files: table-quadrature and table-descent (.txt, .json, .tex), phases (.txt, .json), and as .pdf and .png
    landscape-profiles, phase-portrait, phase-diagram, success-probability, convergence, rates-of-approach.
    Without an ``executor`` the tables are computed on every processor.  Raises
    `verify.running.files.NotWritable`.
    """
    console = console or Console(highlight=False)
    by_quadrature, by_descent = tables(executor or _everywhere())
    for found in (by_quadrature, by_descent):
        _write_table(folder, found, console)
    met, cells = agreement(by_quadrature, by_descent), len(by_descent.cells)
    console.print(f"\nThe intervals of quadrature and descent meet in {met} of {cells} cells.\n")
    curves = phases(EXAMPLE)
    write_json(str(folder / "phases.json"), curves.as_dict())
    write_text(folder / "phases.txt", plain(partial(show_rates, curves), 80))
    show_rates(curves, console)
    for name, draw in _pictures(by_quadrature, curves).items():
        save(draw(), folder / name)


def tables(executor: str) -> tuple[Table, Table]:
    """Return the table by quadrature and by simulated descent, in one sweep."""
    requests = asked("quadrature"), asked("descent", starts=STARTS)
    sweep = tasks(solve, [*requests[0], *requests[1]], executor=executor, cache=Cache(), progress="the paper's table")
    answers = list(sweep)
    n = len(requests[0])
    return answered(requests[0], answers[:n]), answered(requests[1], answers[n:])


def _everywhere() -> str:
    return f"processes:{count}" if (count := os.cpu_count() or 1) > 1 else "serial"


def _write_table(folder: Path, found: Table, console: Console) -> None:
    name = f"table-{found.method}"
    write_json(str(folder / f"{name}.json"), found.as_dict())
    write_text(folder / f"{name}.tex", table_report.latex(found))
    write_text(folder / f"{name}.txt", plain(partial(table_report.show, found), 80))
    console.print()
    table_report.show(found, console)


def _pictures(table: Table, curves: Phases) -> dict[str, Callable[[], Figure]]:
    return {
        "landscape-profiles": lambda: pictures.profiles([profile(25, Fraction(r)) for r in PROFILES]),
        "phase-portrait": lambda: pictures.phase_plane(portrait(EXAMPLE)),
        "phase-diagram": lambda: pictures.existence(table),
        "success-probability": lambda: pictures.success(table),
        "convergence": lambda: pictures_in_time.convergence(curves),
        "rates-of-approach": lambda: pictures_in_time.approach(curves),
    }


def show_rates(found: Phases, console: Console | None = None) -> None:
    """Print each predicted rate beside what the runs show, as a table that fits 80 columns."""
    console = console or Console(highlight=False)
    setting = found.setting
    where = f"k = {setting.patches}, (1·a*)²/‖a*‖² = {setting.ratio}, ‖b‖²/‖v‖² = {setting.scale}"
    console.print(
        f"Two phases; {where}\nring at φ = {found.ring:.12f}, unstable rate {found.unstable:.12f} in τ = t/2π\n"
    )
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading in ("", "predicted", "measured", "difference"):
        grid.add_column(heading, no_wrap=True)
    for rate in found.rates:
        grid.add_row(
            f"{rate.name} ({rate.meaning})", f"{rate.predicted:.7f}", f"{rate.measured:.7f}", f"{rate.error:.0e}"
        )
    console.print(grid)
    console.print("\nThe difference is relative.")

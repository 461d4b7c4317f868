"""What a notebook shows of this paper's answers: tables and pictures.  Nothing is solved here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.papers.du2018.basin.answer import Basin
from derivations.papers.du2018.critical_points.answer import Answer
from derivations.papers.du2018.experiments.phases import Phases
from derivations.papers.du2018.experiments.portrait import Portrait, Profile, profile
from derivations.papers.du2018.experiments.table import DELTAS, RATIOS, Table
from derivations.papers.du2018.views import table_text
from derivations.papers.du2018.views.basin_text import WORDS
from derivations.papers.du2018.views.landscape_text import constants, ending, listed, shown
from verify.arithmetics.decimals import enclosure, middle, short_text
from verify.language.rendering import renders
from verify.report.display import array
from verify.report.html import badge, bold, mathml, paragraph, raw, table, view
from verify.report.plots import canvas, letter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from derivations.papers.du2018.critical_points.enclosed import CriticalPoint

__all__ = [
    "basin_html", "landscape_html", "landscape_latex", "phases_html", "plot_basin", "plot_landscape", "plot_phases",
    "plot_portrait", "plot_profile", "plot_table", "table_html",
]  # fmt: skip

COLOURS = {"strict minimum": "green", "saddle": "sky", "degenerate": "orange", "absent": "grey"}
DIGITS, WEIGHTS = 10, 4  # shown of a number, and of the weights


@renders("html", Answer)
def landscape_html(answer: Answer) -> str:
    """Return the critical points of a teacher as a table, and what is special about them in words."""
    report, digits = answer.report, min(answer.digits, DIGITS)
    values = [f"threshold s < {shown(report.threshold, digits)}", f"g₀ = {shown(report.ring_value, digits)}"]
    values += [f"barrier {shown(report.barrier, digits)}"] if report.barrier else []
    where = [paragraph(constants(answer)[0], "."), paragraph("; ".join(values), ".")]
    rows = [(bold(p.name), badge(p.kind, COLOURS[p.kind]), *_numbers(answer, p)) for p in report.points]
    body = table(("point", "kind", "loss", "angle", "weights"), rows)
    remarks = [paragraph(bold(point.name), ": ", point.remark, ".") for point in report.points]
    notes = [paragraph(" ".join(line.split()), kind="note") for line in ending(answer)]
    return view(*where, body, *remarks, *notes)


def _numbers(answer: Answer, point: CriticalPoint) -> tuple[str, str, str]:
    digits = min(answer.digits, DIGITS)
    weights = f"({listed(point, WEIGHTS, 6)})" if point.weights else "—"
    return shown(point.loss, digits), shown(point.angle, digits), weights


@renders("latex", Answer)
def landscape_latex(answer: Answer) -> str:
    """Return the critical points of a teacher as a displayed formula."""
    rows = [(point.name, point.kind, *_numbers(answer, point)) for point in answer.report.points]
    return array(("point", "kind", "loss", "angle", "weights"), rows)


@renders("plot", Answer)
def plot_landscape(answer: Answer, ax: Axes | None) -> Axes:
    """Draw the least loss at each angle and the critical points that were enclosed."""
    problem = answer.report.problem
    if problem.dimension == 1:
        raise ValueError("this landscape cannot be plotted: p = 1, so that the angle is 0 or π and nothing is between")
    present = [point for point in answer.report.points if point.angle]
    marks = {point.kind if point.kind == "degenerate" else point.name: _place(answer, point) for point in present}
    return plot_profile(replace(profile(problem.k, problem.share * problem.k), marks=marks), ax)


def _place(answer: Answer, point: CriticalPoint) -> tuple[float, float]:
    """Return φ and the loss over ‖b‖²."""
    problem = answer.report.problem
    assert point.angle is not None and point.loss is not None
    size = problem.teacher_square * problem.filter_square
    return float(sum(point.angle) / 2), float(sum(point.loss) / 2 / size)


@renders("plot", Profile)
def plot_profile(found: Profile, ax: Axes | None) -> Axes:
    """Draw the least loss at each angle, and its marks."""
    from derivations.papers.du2018.views.pictures import ANGLE, loss_curves

    with canvas(ax, 2.6) as axes:
        loss_curves(axes, [found])
        axes.set_xlabel(ANGLE)
        letter(axes, f"least loss at each angle, $k = {found.patches}$")
        axes.legend(loc="best")
    return axes


@renders("plot", Portrait)
def plot_portrait(found: Portrait, ax: Axes | None) -> Axes:
    """Draw the phase portrait."""
    from derivations.papers.du2018.views.pictures import plane

    with canvas(ax, 3.0) as axes:
        plane(axes, found)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, columnspacing=1.0)
    return axes


@renders("html", Basin)
def basin_html(answer: Basin) -> str:
    """Return the probability of each outcome with its interval as a table."""
    setting = answer.request.setting
    scale = f", ‖b‖²/‖v‖² = {short_text(setting.scale)}" if setting.scale != 1 else ""
    starts = f", {answer.starts} starts" if answer.starts else ""
    where = f"k = {setting.patches} patches, (1·a*)²/‖a*‖² = {short_text(setting.ratio)}, p = {setting.size}{scale}; "
    rows = []
    for name, share in answer.shares.items():
        ends = enclosure((share.lower, share.upper), 8)
        meaning = WORDS.get(share.confidence, f"with confidence {share.confidence}")
        rows.append((bold(name), middle((share.estimate,) * 2, 8), ends["lower"], ends["upper"], meaning))
    body = table(("ends at", "probability", "from", "to", ""), rows)
    return view(paragraph(f"{where}by {answer.request.method}{starts}."), body, *_grounds(answer))


def _grounds(answer: Basin) -> Iterator[raw]:
    if answer.remark:
        yield paragraph(f"{answer.remark}.")
    if answer.global_.confidence == "certified" and answer.given:
        yield paragraph(f"Rigorous by lemmas claimed PROVED, given {', '.join(answer.given)}.", kind="note")


@renders("plot", Basin)
def plot_basin(answer: Basin, ax: Axes | None) -> Axes:
    """Draw the probability of each outcome with its interval."""
    from derivations.papers.du2018.views.pictures import intervals

    setting = answer.request.setting
    with canvas(ax, 1.5) as axes:
        intervals(axes, answer.shares)
        where = f"$k = {setting.patches}$, $r = {short_text(setting.ratio)}$, $p = {setting.size}$"
        letter(axes, f"{where}, by {answer.request.method}")
    return axes


@renders("html", Table)
def table_html(found: Table) -> str:
    """Return the probabilities, then the restarts, as tables over k and r."""
    heading = paragraph(f"Probability of the global minimum; {table_text.setting(found)}.")
    again = paragraph(f"Restarts that miss it with a probability of at most {', '.join(DELTAS)}.")
    grids = (_grid(found, entry) for entry in (table_text.entry(found), table_text.restarts))
    one, other = grids
    return view(heading, one, paragraph(" ".join(table_text.meaning(found).split()), kind="note"), again, other)


def _grid(found: Table, entry: table_text.Entry) -> raw:
    headings = (raw(f"{mathml('k')} \\ {mathml('r')}"), *RATIOS)
    return table(headings, ((bold(k), *(" ".join(entry(cell)).strip() for cell in cells)) for k, cells in found.rows))


@renders("plot", Table)
def plot_table(found: Table, ax: Axes | None) -> Axes:
    """Draw the table as a heat map."""
    from derivations.papers.du2018.views.pictures import heat_map

    with canvas(ax, 2.6) as axes:
        heat_map(axes, found)
    return axes


@renders("html", Phases)
def phases_html(found: Phases) -> str:
    """Return each predicted rate beside what the runs show."""
    setting = found.setting
    where = f"k = {setting.patches}, (1·a*)²/‖a*‖² = {setting.ratio}, ‖b‖²/‖v‖² = {setting.scale}"
    ring = f"ring at φ = {found.ring:.12f}, unstable rate {found.unstable:.12f} in τ = t/2π"
    rows = [
        (f"{r.name} ({r.meaning})", f"{r.predicted:.7f}", f"{r.measured:.7f}", f"{r.error:.0e}") for r in found.rates
    ]
    body = table(("", "predicted", "measured", "relative difference"), rows)
    return view(paragraph(f"Two phases; {where}; {ring}."), body)


@renders("plot", Phases)
def plot_phases(found: Phases, ax: Axes | None) -> Axes:
    """Draw the angle in time for runs of the flow from both sides of the separatrix."""
    from derivations.papers.du2018.views.pictures_in_time import angles_in_time

    with canvas(ax, 2.6) as axes:
        angles_in_time(axes, found)
    return axes

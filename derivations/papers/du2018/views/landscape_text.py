"""The critical points of a teacher, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from derivations.papers.du2018.critical_points.answer import Answer
from derivations.papers.du2018.critical_points.enclosed import CriticalPoint, Report
from verify.arithmetics import Bounds
from verify.arithmetics.decimals import middle, short_text
from verify.language.lemma import ancestors

__all__ = ["constants", "ending", "listed", "show", "shown"]


def show(answer: Answer, console: Console | None = None) -> None:
    """Print the critical points as a table that fits 80 columns, and what is special in words."""
    console = console or Console(highlight=False)
    table = _table(answer.report, min(answer.digits, 14))
    for part in (*constants(answer), "", table, *_points(answer), *ending(answer)):
        console.print(Text(part) if isinstance(part, str) else part)


def constants(answer: Answer) -> list[str]:
    """Return a line on the setting, then one for each constant."""
    report, digits = answer.report, min(answer.digits, 20)
    problem = report.problem
    size = "p ≥ 3" if problem.dimension is None else f"p = {problem.dimension}"
    lines = [
        f"k = {problem.k} patches, {size}; s = (1·a*)²/(k‖a*‖²) = {short_text(problem.share)}",
        f"threshold  s < {shown(report.threshold, digits)}",
        f"g₀         {shown(report.ring_value, digits)}",
    ]
    if report.barrier:
        lines.append(f"barrier    {shown(report.barrier, digits)}")
    return lines


def _table(report: Report, digits: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("point", "kind", "loss", "angle φ"):
        table.add_column(heading, no_wrap=True)
    for point in report.points:
        table.add_row(point.name, point.kind, shown(point.loss, digits), shown(point.angle, digits))
    return table


def _points(answer: Answer) -> Iterator[str]:
    for point in answer.report.points:
        yield f"\n{point.name}: {point.remark}."
        if point.escape:
            end = shown(point.escape, min(answer.digits, 20))
            yield f"  region: the loss stays above it for φ > {end}"
        if point.weights:
            yield f"  a = ({listed(point, 4, min(answer.digits, 14))})"


def ending(answer: Answer) -> Iterator[str]:
    rests = ancestors([lemma for point in answer.report.points for lemma in point.lemmas])
    quoted = [lemma.name for lemma in rests if lemma.quoted]
    given = f", given {', '.join(quoted)}" if quoted else ""
    ground = f"the kinds rest on lemmas claimed PROVED{given}"
    yield f"\nEvery number is enclosed to {answer.digits} digits; {ground}."
    if answer.found is not None:
        located = answer.found.located
        how = f"in {located.steps} Newton steps (zero of multiplicity {located.multiplicity})"
        text = f"Located from random start {answer.found.starts} along the derived gradient, polished {how}"
        yield f"{text}: it agrees with the enclosure to {answer.agreement} digits."


def listed(point: CriticalPoint, most: int, digits: int) -> str:
    weights = [shown(weight, digits) for weight in point.weights[:most]]
    return ", ".join(weights + ["…"] * (len(point.weights) > most))


def shown(bounds: Bounds | None, digits: int) -> str:
    if bounds is None:
        return "—"
    return "0" if bounds[0] <= 0 <= bounds[1] else middle(bounds, digits)

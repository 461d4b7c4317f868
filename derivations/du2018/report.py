"""The critical points of a teacher, as text and as data."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
from rich.console import Console
from rich.table import Table
from rich.text import Text

from derivations.du2018.critical import CriticalPoint, Report
from derivations.du2018.reduced import Found
from verify.arithmetics import Bounds
from verify.decimals import enclosure
from verify.declare import ancestors
from verify.verdict import PROVED

__all__ = ["agreement", "as_dict", "show"]


def as_dict(report: Report, found: Found | None, digits: int) -> dict[str, Any]:
    """Return the report as plain data; every number is a pair of decimal strings, rounded outward."""

    def pair(bounds: Bounds | None) -> dict[str, str] | None:
        return None if bounds is None else enclosure(bounds, digits + 5)

    problem = report.problem
    return {
        "k": problem.k,
        "p": problem.dimension,
        "s": str(problem.share),
        "threshold": pair(report.threshold),
        "g0": pair(report.ring_value),
        "barrier": pair(report.barrier),
        "critical_points": [
            {
                "name": point.name,
                "kind": point.kind,
                "status": str(_claim(point)),
                "given": _given(point),
                "lemmas": [lemma.name for lemma in point.lemmas],
                "loss": pair(point.loss),
                "angle": pair(point.angle),
                "weights": [pair(weight) for weight in point.weights],
                "escape_angle": pair(point.escape),
                "remark": point.remark,
            }
            for point in report.points
        ],
        "located": None if found is None else _located(report, found),
    }


def _claim(point: CriticalPoint) -> Any:
    """Return the weakest claim among the lemmas that a point rests on; `certiphi check` establishes them."""
    return min((lemma.status for lemma in ancestors(point.lemmas) if lemma.status is not None), default=PROVED)


def _given(point: CriticalPoint) -> list[str]:
    return [lemma.name for lemma in ancestors(point.lemmas) if lemma.quoted]


def _located(report: Report, found: Found) -> dict[str, Any]:
    return {
        "name": "spurious",
        "digits": agreement(report, found),
        "starts": found.starts,
        "steps": found.located.steps,
        "multiplicity": found.located.multiplicity,
    }


def agreement(report: Report, found: Found) -> int:
    """Return to how many digits the located point is in the enclosure of the spurious one.

    The angle counts relative to π, a weight relative to the largest; the distance to the farther end
    of each enclosure is exact rational arithmetic, so no digit is claimed that was not reached.
    """
    spurious = report.points[1]
    assert spurious.angle is not None
    length = _square_root(report.problem.filter_square)
    largest = max(max(map(abs, weight)) for weight in report.points[0].weights)
    errors = [_distance(_exact(found.angle), spurious.angle) / 3]
    errors += [
        _distance(_exact(weight) * length, bounds) / largest
        for weight, bounds in zip(found.weights, spurious.weights, strict=True)
    ]
    worst = max(errors)
    # |error| ≤ 10^−d
    return 0 if worst >= 1 else next(d for d in range(_digits(worst) + 2, -1, -1) if worst * 10**d <= 1)


def _digits(x: Fraction) -> int:
    return max(0, len(str(x.denominator)) - len(str(x.numerator)) + 1)


def _distance(x: Fraction, bounds: Bounds) -> Fraction:
    return max(abs(x - bounds[0]), abs(x - bounds[1]))


def _exact(x: Any) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _square_root(x: Fraction, digits: int = 2100) -> Fraction:
    """Return √x to `digits` digits; it only scales a located, approximate point."""
    context = mpmath.mp.clone()
    context.dps = digits
    return Fraction(1) if x == 1 else _exact(context.sqrt(context.mpf(x.numerator) / x.denominator))


def show(report: Report, found: Found | None, digits: int, console: Console | None = None) -> None:
    """Print the critical points as a table that fits 80 columns, and what is special in words."""
    console = console or Console(highlight=False)
    problem = report.problem
    size = "p ≥ 3" if problem.dimension is None else f"p = {problem.dimension}"
    console.print(Text(f"k = {problem.k} patches, {size}; s = (1·a*)²/(k‖a*‖²) = {_short(problem.share)}"))
    shown = min(digits, 20)
    console.print(Text(f"threshold  s < {_middle(report.threshold, shown)}"))
    console.print(Text(f"g₀         {_middle(report.ring_value, shown)}"))
    if report.barrier:
        console.print(Text(f"barrier    {_middle(report.barrier, shown)}"))
    console.print()
    console.print(_table(report, min(digits, 14)))
    for point in report.points:
        console.print(Text(f"\n{point.name}: {point.remark}."))
        if point.escape:
            console.print(Text(f"  region: the loss stays above it for φ > {_middle(point.escape, shown)}"))
        if point.weights:
            console.print(Text(f"  a = ({_listed(point, 4, min(digits, 14))})"))
    rests = ancestors([lemma for point in report.points for lemma in point.lemmas])
    quoted = [lemma.name for lemma in rests if lemma.quoted]
    given = f", given {', '.join(quoted)}" if quoted else ""
    ground = f"the kinds rest on lemmas claimed PROVED{given}"
    console.print(Text(f"\nEvery number is enclosed to {digits} digits; {ground}."))
    if found is not None:
        how = f"in {found.located.steps} Newton steps (zero of multiplicity {found.located.multiplicity})"
        text = f"Located from random start {found.starts} along the derived gradient, polished {how}"
        console.print(Text(f"{text}: it agrees with the enclosure to {agreement(report, found)} digits."))


def _table(report: Report, digits: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("point", "kind", "loss", "angle φ"):
        table.add_column(heading, no_wrap=True)
    for point in report.points:
        table.add_row(point.name, point.kind, _middle(point.loss, digits), _middle(point.angle, digits))
    return table


def _short(x: Fraction) -> str:
    return str(x) if len(str(x)) <= 24 else f"{float(x):.12g}…"


def _listed(point: CriticalPoint, most: int, digits: int) -> str:
    shown = [_middle(weight, digits) for weight in point.weights[:most]]
    return ", ".join(shown + ["…"] * (len(point.weights) > most))


def _middle(bounds: Bounds | None, digits: int) -> str:
    """Return the digits that both ends share, the last one rounded."""
    if bounds is None:
        return "—"
    return enclosure(((bounds[0] + bounds[1]) / 2,) * 2, digits)["lower"] if any(bounds) else "0"

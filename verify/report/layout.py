"""A derivation as rows on paper, whoever sets them: what stands left of the sign, right of it, and why."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic, S

from verify.language.derivation import Derivation
from verify.language.expectation import E
from verify.language.vectors import Vector
from verify.report.breaking import split
from verify.report.printer import formula
from verify.report.width import text_width, width

__all__ = ["NOTE", "TEXT", "Row", "introduction", "rows"]

TEXT = 483.0  # width of the text on A4 with margins of 20 mm, in points
NOTE = 125.0  # width of the column of reasons; longer ones take several lines
GAPS = 35.0  # the sign of equality, and the space before the reasons


@dataclass(frozen=True)
class Row:
    """One line: ``left = body``, ``= body`` with a reason, or (not ``equals``) the rest of a body begun above."""

    body: str
    equals: bool = True
    left: str = ""
    reason: str = ""
    starts: bool = False  # the first line of a chain; it has no sign of equality if nothing stands left of it


def rows(derivation: Derivation, text: float = TEXT) -> list[Row]:
    """Return the chain of a derivation, its long lines broken to fit a text of that width in points."""
    reasons = [rule.reason for rule in derivation.rules]
    room = text - width(derivation.left) - GAPS - min(max(map(text_width, reasons), default=0.0), NOTE)
    start, *continued = split(formula(derivation.lines[0]), room)
    found = [Row(start, equals=bool(derivation.left), left=derivation.left, starts=True), *map(_rest, continued)]
    for line, reason in zip(derivation.lines[1:], reasons, strict=True):
        first, *continued = split(formula(line), room)
        found += [Row(first, reason=reason), *map(_rest, continued)]
    return found


def _rest(piece: str) -> Row:
    return Row(piece, equals=False)


def introduction(derivation: Derivation) -> list[str]:
    """Return the domain, the random variables and the source as prose and formulas in turn, prose first."""
    parts = ["For all "]
    for i, (symbol, values) in enumerate(derivation.domain.ranges.items()):
        parts += [", "] * bool(i) + [rf"{formula(symbol)} \in {formula(values)}"]
    if derivation.domain.where != S.true:
        parts += [" with ", formula(derivation.domain.where)]
    variables = sorted({v for e in derivation.lines[0].atoms(E) for v in e.variables}, key=str)
    for i, variable in enumerate(variables):
        parts += [", " if i else ", and with ", _drawn(variable, derivation.lines[0])]
    parts.append(f"{_standard(variables)}{f' [{derivation.source}]' * bool(derivation.source)}:")
    return parts


def _drawn(variable: Basic, line: Basic) -> str:
    name = formula(variable)
    family = any(v.name == str(variable) and v.index is not None for v in line.atoms(Vector))
    return rf"{name}_{{1}}, {name}_{{2}}, \ldots" if family else name


def _standard(variables: list[Basic]) -> str:
    if not variables:
        return ""
    several = len(variables) > 1 or isinstance(variables[0], Vector)
    kind = "vectors" if any(isinstance(v, Vector) for v in variables) else "variables" if several else "variable"
    return f"{' independent' * several} standard Gaussian {kind}"

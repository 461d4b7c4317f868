"""Derivations as LaTeX: a formula, a chain of equalities with reasons, a whole document."""

from __future__ import annotations

from collections.abc import Iterable

from verify.language.derivation import Derivation
from verify.report.layout import NOTE, TEXT, Row, introduction, rows
from verify.report.printer import formula
from verify.report.prose import escape
from verify.report.width import text_width

__all__ = ["chain", "document", "formula"]

PREAMBLE = r"""\documentclass[10pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage{amsmath,amssymb}
\usepackage[margin=20mm]{geometry}
\allowdisplaybreaks[1]
\setlength{\parindent}{0pt}
"""


def chain(derivation: Derivation, text: float = TEXT) -> str:
    r"""Return a derivation as an align* environment: left = start, then one line for each rule, with its reason.

    Long lines are broken to fit a text `text` points wide (the default is that of `document`) at 10 points.
    """
    lines = rows(derivation, text)
    # \\* keeps a formula in several lines on one page
    ends = ["" if last else r" \\" if after.equals else r" \\*" for last, after in _followed(lines)]
    body = "\n".join(_line(row) + end for row, end in zip(lines, ends, strict=True))
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _followed(lines: list[Row]) -> list[tuple[bool, Row]]:
    return [(i == len(lines) - 1, lines[min(i + 1, len(lines) - 1)]) for i in range(len(lines))]


def _line(row: Row) -> str:
    if row.equals:
        start = f"{row.left} &= " if row.left else "&= "
    else:
        start = r"&\phantom{{}={}} " if row.starts else r"&\qquad "
    return start + row.body + (f" && {_reason(row.reason)}" if row.reason else "")


def _reason(reason: str) -> str:
    if text_width(reason) <= NOTE:
        return rf"\text{{{escape(reason)}}}"
    return rf"\parbox{{{NOTE:g}pt}}{{\raggedright {escape(reason)}}}"


def document(derivations: Iterable[Derivation], title: str) -> str:
    """Return a complete LaTeX document of derivations, needing only what Debian's texlive-latex-recommended has."""
    heading = rf"\begin{{center}}\Large\bfseries {escape(title)}\end{{center}}"
    sections = "\n".join(map(_section, derivations))
    return f"{PREAMBLE}\\begin{{document}}\n{heading}\n{sections}\\end{{document}}\n"


def _section(derivation: Derivation) -> str:
    sentence = escape(derivation.sentence or derivation.name).rstrip(".")
    opening = "".join(f"${part}$" if i % 2 else escape(part) for i, part in enumerate(introduction(derivation)))
    return f"\n\\section{{{sentence}}}\n{opening}\n{chain(derivation)}\n"

"""The same document for typst: formulas go through tylax, the document is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from verify.language.derivation import Derivation
from verify.report.layout import NOTE, Row, introduction, rows
from verify.report.width import text_width

__all__ = ["document", "math"]

PREAMBLE = """#set page(paper: "a4", margin: 20mm, numbering: "1")
#set text(font: "New Computer Modern", size: 10pt)
#set heading(numbering: "1 ")
#show heading: set block(above: 1.8em, below: 1em)
#show math.equation: set block(breakable: true)
#show math.equation: set text(font: "New Computer Modern Math")
"""
SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em"}
DELIMITERS = {"(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", r"\{": "brace.l", r"\}": "brace.r"}
# what tylax drops or misreads; it passes under the cover of a \text
COVERED = re.compile(
    r"\\(?P<size>bigg|Big|big)[lr]\s*(?P<delimiter>\\[{}]|[()\[\]])|(?P<norm>\\[lr]Vert(?![a-zA-Z]))|(?<!\\)(?P<comma>,)"
)
MARKUP = re.compile(r"[\\*_`$#<>@~/\[\]=+\-']")


class NotConverted(ValueError):
    """tylax did not understand a formula."""


def math(latex: str) -> str:
    r"""Return a formula in LaTeX as typst mathematics.

    >>> math(r"\frac{1}{2 \pi} \lVert w \rVert^{2}")
    'frac(1, 2 pi) norm( w )^(2)'
    """
    from tylax import L2TOptions, latex_to_typst_diagnostics

    covered: list[str] = []

    def cover(match: re.Match[str]) -> str:
        covered.append(_in_typst(match))
        return rf"\text{{@{len(covered) - 1}@}}"

    options = L2TOptions(frac_to_slash=False)
    result = latex_to_typst_diagnostics(COVERED.sub(cover, latex), options=options)
    if result.warnings:
        raise NotConverted(f"tylax: {result.warnings[0].message} in {latex}")
    uncovered = re.sub(r"#text\[@(\d+)@\]", lambda match: f" {covered[int(match[1])]}", result.output)
    return re.sub(r" +", " ", uncovered).strip()


def _in_typst(match: re.Match[str]) -> str:
    if match["size"]:
        return f"lr(size: #{SIZES[match['size']]}, {DELIMITERS[match['delimiter']]}) "
    return {r"\lVert": "norm(", r"\rVert": ")"}.get(match["norm"] or "", "comma ")


def document(derivations: Iterable[Derivation], title: str) -> str:
    """Return a complete typst document of derivations."""
    heading = f'#align(center, text(size: 14pt, weight: "bold")[{_escape(title)}])'
    return "\n\n".join([PREAMBLE + heading, *map(_section, derivations)]) + "\n"


def _section(derivation: Derivation) -> str:
    sentence = _escape(derivation.sentence or derivation.name).rstrip(".")
    opening = "".join(f"${math(part)}$" if i % 2 else _escape(part) for i, part in enumerate(introduction(derivation)))
    lines = " \\\n".join(map(_line, rows(derivation)))
    return f"= {sentence}\n\n{opening}\n\n$ {lines} $"


def _line(row: Row) -> str:
    if row.equals:
        start = f"{math(row.left)} & = " if row.left else "& = "
    else:
        # "" makes the sign that follows a binary one
        start = "& #hide($=$) " if row.starts else '& wide "" '
    return start + math(row.body) + (f" && wide #[{_reason(row.reason)}]" if row.reason else "")


def _reason(reason: str) -> str:
    text = _escape(reason)
    return text if text_width(reason) <= NOTE else f"#box(width: {NOTE:g}pt, align(left)[{text}])"


def _escape(text: str) -> str:
    return MARKUP.sub(lambda m: "\\" + m[0], re.sub(r"\s+", " ", text))

"""Lemmas, derivations and tables as displayed formulas, in LaTeX that TeX, MathJax and KaTeX read alike."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from sympy import Basic, Dummy, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Implies, Or

from verify.language.derivation import Derivation
from verify.language.lemma import Lemma
from verify.language.origins import OURS, origin
from verify.language.sympy_heads import Branch
from verify.report.breaking import split
from verify.report.layout import TEXT, introduction, rows
from verify.report.printer import formula
from verify.report.prose import escape
from verify.report.width import text_width, width

__all__ = ["array", "derivation", "lemma", "opening", "stated", "statement", "words"]

INDENT = 20.0  # of a continued line, in points
MARGIN = 10.0  # continued lines are indented by that much more than `split` counts with
_SPECIAL = {r"\textbackslash{}": r"\backslash", r"\textasciitilde{}": r"\sim", r"\textasciicircum{}": r"\wedge"}
_COMMAND = re.compile(r"\\text(?:backslash|ascii\w+)\{\}|\\ldots\{\}|\\,|\\[&%$#_{}]")
_SIGNS = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " "}


def words(text: str) -> str:
    r"""Return running text for math mode; what one of the dialects would misread stands outside of \text.

    >>> print(words("100% of K(φ)"))
    \text{100}\%\text{ of K(}\varphi\text{)}
    """
    parts = re.split(r"(?<!\\)\$(.*?)(?<!\\)\$", escape(text))
    return "".join(part if i % 2 else _plain(part) for i, part in enumerate(parts))


def _plain(text: str) -> str:
    for typed, sign in _SIGNS.items():
        text = text.replace(typed, sign)
    commands = [_SPECIAL.get(x, x.removesuffix("{}")) for x in _COMMAND.findall(text)]
    texts = [rf"\text{{{part}}}" if part else "" for part in _COMMAND.split(text)]
    return "".join(x + y for x, y in zip(texts, [*commands, ""], strict=True))


def statement(lemma: Lemma, room: float = TEXT) -> list[str]:
    r"""Return a lemma's statement as lines of at most `room` points; none if it says nothing in symbols.

    It is broken at its “and” and “or”, before its sign, and then as `verify.report.breaking.split` does; lines that
    continue another begin with \qquad.
    """
    found = stated(lemma)
    return [] if found is None else _lines(found, room)


def stated(lemma: Lemma) -> Basic | None:
    """Return a lemma's statement as it is typed; None for “true”.

    A catalogue's, and one with an if, is as SymPy has it, unless SymPy decided it when it was made, as it does x² ≥ 0.
    """
    whole: Basic = lemma.statement
    decided = whole in (S.true, S.false) and lemma.reading.term is not None
    if decided or origin(lemma.function.__code__) is not OURS and not lemma.typed.has(Branch):
        whole = lemma.typed
    return None if whole == S.true else whole


def _lines(stated: Basic, room: float) -> list[str]:
    whole = formula(stated).replace(r"\; \middle|\; ", r" \mid ")  # its \left may be gone
    if width(whole) <= room:
        return [whole]
    if isinstance(stated, And | Or):
        word = r" \quad \text{and}" if isinstance(stated, And) else r" \quad \text{or}"
        apart = [x for x in stated.args if not isinstance(x, And | Or | Implies)]
        if len(apart) == len(stated.args):  # the others would need parentheses
            apart.sort(key=lambda part: whole.find(formula(part)))
            parts = [_lines(part, room - width(word)) for part in apart]
            return [line for part in parts[:-1] for line in [*part[:-1], part[-1] + word]] + parts[-1]
    if isinstance(stated, Implies) and not any(isinstance(part, Implies) for part in stated.args):
        premise, conclusion = (_lines(part, room - INDENT) for part in stated.args)
        return [*premise, rf"\Longrightarrow \quad {conclusion[0]}", *(rf"\qquad {line}" for line in conclusion[1:])]
    if r"\mid" in whole:  # a set {x | …} has no place for a break
        return [whole]
    if isinstance(stated, Relational):
        return _relation(stated, room - MARGIN)
    return _continued(split(whole, room - MARGIN))


def _relation(stated: Relational, room: float) -> list[str]:
    left, right = (formula(side) for side in stated.args)
    one, two = Dummy("x"), Dummy("y")
    sign = formula(stated.func(one, two, evaluate=False)).removeprefix(formula(one)).removesuffix(formula(two)).strip()
    if width(left) <= room / 3:
        start = f"{left} {sign} "
        pieces = split(right, room - width(start))
        return _continued([start + pieces[0], *pieces[1:]])
    return [*_continued(split(left, room)), *_continued(["", *split(f"{sign} {right}", room - INDENT)])[1:]]


def _continued(pieces: Sequence[str]) -> list[str]:
    # after {} a sign stands between two terms
    return [pieces[0], *(rf"\qquad {{}} {piece}" for piece in pieces[1:])]


def opening(found: Lemma | Derivation, source: bool = True) -> list[str]:
    """Return “For all …”, with random variables and source, as prose and formulas in turn, prose first."""
    if isinstance(found, Lemma):  # a derivation without steps
        stated, cited = found.statement, found.source if source else ""
        found = Derivation(found.name, lambda: stated, found.domain, source=cited)
    return introduction(found)


def lemma(found: Lemma) -> str:
    """Return a lemma as a displayed formula: its sentence, for which points it is claimed, and its statement."""
    lines = [words(line) for line in _wrapped(found.sentence)]
    if formulas := statement(found):
        lines += [*_filled(opening(found)), *(rf"\qquad {line}" for line in formulas)]
    return _aligned(f"& {line}" for line in lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), round(TEXT / text_width("x")), break_on_hyphens=False) or [""]


def _filled(parts: Sequence[str]) -> list[str]:
    """Return prose and formulas in turn as lines of the text's width, broken between words and before formulas."""
    lines: list[list[str]] = [[""]]  # each prose and formulas in turn, prose first
    used = 0.0
    for i, part in enumerate(parts):
        for piece in [part] if i % 2 else re.findall(r" *[^ ]+| +", part):
            size = width(piece) if i % 2 else text_width(piece)
            if used + size > TEXT and (i % 2 or piece.startswith(" ")):
                lines, used = [*lines, [""]], INDENT
            if i % 2:
                lines[-1] += [piece, ""]
            else:
                lines[-1][-1] += piece if lines[-1] != [""] or len(lines) == 1 else piece.lstrip()
            used += size
    drawn = ["".join(part if i % 2 else words(part) for i, part in enumerate(line)) for line in lines]
    return [drawn[0], *(rf"\qquad {line}" for line in drawn[1:])]


def derivation(found: Derivation) -> str:
    """Return a derivation as a displayed formula, a line for each step with the rule's reason beside it."""
    lines = []
    for row in rows(found):
        start = f"{row.left} &= ".lstrip() if row.equals else r"&\phantom{{}={}} " if row.starts else r"&\qquad {} "
        lines.append(start + row.body + (f" && {words(row.reason)}" if row.reason else ""))
    return _aligned(lines)


def _aligned(lines: Iterable[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def array(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of running text as a displayed formula."""
    lines = [" & ".join(map(words, row)) for row in (headings, *rows)]
    body = " \\\\\n".join([lines[0] + r" \\ \hline", *lines[1:]]).replace(r"\hline \\", r"\hline")
    return f"$$\n\\begin{{array}}{{{'l' * len(headings)}}}\n{body}\n\\end{{array}}\n$$"

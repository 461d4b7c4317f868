"""What a notebook shows of lemmas, derivations and verdicts: HTML that needs no script, no font and no network.

Formulas are MathML.  Text has the colour of what surrounds it, and the few colours are tints, so that light and dark
pages are alike readable.  Whatever is not a formula is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from typing import Any

from verify.language.derivation import Derivation
from verify.language.lemma import Lemma
from verify.language.verdict import PROVED, REFUTED, SUPPORTED, UNKNOWN, Status, Verdict
from verify.report import display
from verify.report.layout import rows
from verify.report.plots import PALETTE
from verify.report.text import in_groups, summary
from verify.report.words import what_to_try

__all__ = [
    "badge", "bold", "derivation", "lemma", "mathml", "paragraph", "raw", "status", "table", "verdict_array",
    "verdict_lines", "verdicts", "view",
]  # fmt: skip

COLOURS = {PROVED: "green", SUPPORTED: "sky", UNKNOWN: "orange", REFUTED: "vermilion"}
MOST = 8  # names of lemmas in a row
# "tex2jax_ignore": a $ in a sentence is a dollar, also on pages that look for formulas
CLASSES = "certiphi tex2jax_ignore mathjax_ignore"
# pages of notebooks style tables too, some of them more specifically
STYLE = """
div.certiphi { max-width: 64em; overflow-x: auto; line-height: 1.5; }
div.certiphi p { margin: 0.3em 0; }
div.certiphi .certiphi-note { font-size: 90%; opacity: 0.8; }
div.certiphi .certiphi-formula { margin: 0.3em 0 0.3em 2em; white-space: nowrap; }
div.certiphi math { color: inherit; font-size: 110%; }
div.certiphi table { border-collapse: collapse; border: none !important; margin: 0.5em 0; width: auto !important;
  color: inherit; font-size: inherit; table-layout: auto; }
div.certiphi tr { background: transparent !important; border: none !important; }
div.certiphi td, div.certiphi th { padding: 0.25em 1.2em 0.25em 0 !important; text-align: left !important;
  vertical-align: baseline !important; background: transparent !important; border: none !important; color: inherit;
  white-space: normal; max-width: 24em; }
div.certiphi th { border-bottom: 1px solid currentColor !important; white-space: nowrap; }
div.certiphi .certiphi-chain td { padding: 0.35em 0.4em 0.35em 0 !important; vertical-align: middle !important;
  white-space: nowrap; max-width: none; }
div.certiphi td.certiphi-left { text-align: right !important; }
div.certiphi td.certiphi-reason { padding-left: 1.5em !important; white-space: normal; min-width: 12em; opacity: 0.8; }
div.certiphi .certiphi-badge { border-radius: 0.2em; padding: 0.05em 0.4em; white-space: nowrap; font-weight: bold; }
"""


class raw(str):
    """Text that is HTML already and is not escaped again."""


def _html(part: Any) -> str:
    return part if isinstance(part, raw) else escape(str(part))


@cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def mathml(latex: str, display: bool = False) -> raw:
    """Return a formula in LaTeX as MathML, set as large as in a display or as in running text.

    A formula that cannot be converted is shown as its LaTeX.
    """
    from math_core import LatexError

    size = r"\displaystyle " if display else ""  # a block of its own would be centred
    try:
        return raw(_converter().convert_with_local_state(size + latex, displaystyle=False))
    except LatexError:
        return raw(f"<code>{escape(latex)}</code>")


def badge(text: Any, colour: str) -> raw:
    """Return a word on a tint of a colour of `verify.report.plots.PALETTE`; the word has the page's own colour."""
    tint = PALETTE[colour]
    style = f"border-left: 0.25em solid {tint}; background: {tint}33"
    return raw(f'<span class="certiphi-badge" style="{style}">{_html(text)}</span>')


def status(found: Status) -> raw:
    """Return a status on its colour."""
    return badge(found, COLOURS[found])


def paragraph(*parts: Any, kind: str = "") -> raw:
    """Return a paragraph; parts are escaped unless they are `raw`."""
    mark = f' class="certiphi-{kind}"' if kind else ""
    return raw(f"<p{mark}>{''.join(map(_html, parts))}</p>")


def bold(text: Any) -> raw:
    return raw(f"<b>{_html(text)}</b>")


def table(headings: Sequence[Any], body: Iterable[Sequence[Any]]) -> raw:
    """Return a table; cells are escaped unless they are `raw`."""
    head = "".join(f"<th>{_html(cell)}</th>" for cell in headings)
    lines = ("<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in row) + "</tr>" for row in body)
    return raw(f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>")


def view(*parts: raw) -> str:
    """Return the parts as what `_repr_html_` gives."""
    return f'<div class="{CLASSES}"><style>{STYLE}</style>{"".join(parts)}</div>'


def lemma(found: Lemma) -> str:
    """Return a lemma: its name and claim, its sentence and statement, its source and what it uses.

    Nothing is checked.
    """
    lines = [mathml(line, display=True) for line in display.statement(found)]
    formulas = [raw(f'<div class="certiphi-formula">{line}</div>') for line in lines]
    sentence = paragraph(" ".join(found.sentence.split()))
    opening = [_opening(found)] if lines else []
    return view(paragraph(*_heading(found)), sentence, *opening, *formulas, *_notes(found))


def _heading(found: Lemma) -> list[Any]:
    if found.quoted:
        return ["Theorem ", bold(found.name), " ", badge("quoted", "grey")]
    return ["Lemma ", bold(found.name), *([", claimed ", status(found.status)] if found.status else [])]


def _opening(found: Lemma | Derivation) -> raw:
    parts = display.opening(found, source=isinstance(found, Derivation))
    return paragraph(*(mathml(part) if i % 2 else part for i, part in enumerate(parts)))


def _notes(found: Lemma) -> list[raw]:
    notes = [f"Source: {found.source}."] if found.source else []
    notes += [f"Uses {_listed([used.name for used in found.uses])}."] if found.uses else []
    return [paragraph(" ".join(notes), kind="note")] if notes else []


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {rest} more" if rest > 0 else "")


def derivation(found: Derivation) -> str:
    """Return a derivation: its lines one below the other at the sign of equality, with the rules' reasons beside."""
    sentence = paragraph(bold(found.sentence or found.name))
    notes = paragraph(f"Derivation {found.name}, {len(found.rules)} steps, each a lemma.", kind="note")
    return view(sentence, _opening(found), _chain(found), notes)


def _chain(found: Derivation) -> raw:
    lines = []
    for row in rows(found):
        sign = mathml("{}=") if row.equals else raw("")
        body = row.body if row.equals or row.starts else rf"\qquad {{}} {row.body}"
        cells = (("left", mathml(row.left, display=True) if row.left else ""), ("sign", sign),
                 ("body", mathml(body, display=True)), ("reason", row.reason))  # fmt: skip
        lines.append("<tr>" + "".join(f'<td class="certiphi-{k}">{_html(cell)}</td>' for k, cell in cells) + "</tr>")
    return raw(f'<table class="certiphi-chain"><tbody>{"".join(lines)}</tbody></table>')


HEADINGS = ("lemma", "verdict", "by", "reason", "witness", "what to try")


def verdicts(found: Sequence[Verdict]) -> str:
    """Return verdicts as a table, steps of a derivation that went alike on one row."""
    known = {verdict.name: verdict for verdict in found}
    body = [(name, _verdict(group[0]), *_grounds(group, known)) for name, group in in_groups(found)]
    kept = [i for i in range(len(HEADINGS)) if i < 3 or any(row[i] for row in body)]
    shown = table([HEADINGS[i] for i in kept], [[row[i] for i in kept] for row in body])
    return view(shown, *([paragraph(summary(found).strip(), kind="note")] if len(found) > 1 else []))


def verdict_lines(found: Sequence[Verdict]) -> str:
    """Return verdicts as lines of plain text."""
    rows = [(name, _word(group[0]), *_grounds(group, {})[:3]) for name, group in in_groups(found)]
    return "\n".join("; ".join(part for part in (f"{row[0]} {row[1]} by {row[2]}", *row[3:]) if part) for row in rows)


def verdict_array(found: Sequence[Verdict]) -> str:
    """Return names, verdicts and methods as a displayed formula in LaTeX."""
    rows = [(name, _word(group[0]), _grounds(group, {})[0]) for name, group in in_groups(found)]
    return display.array(HEADINGS[:3], rows)


def _word(verdict: Verdict) -> str:
    return "quoted" if verdict.quoted else str(verdict.overall)


def _verdict(verdict: Verdict) -> raw:
    word = badge("quoted", "grey") if verdict.quoted else status(verdict.overall)
    return word if verdict.as_claimed or verdict.claimed is None else raw(f"{word} claimed {verdict.claimed}")


def _grounds(group: Sequence[Verdict], known: Mapping[str, Verdict]) -> tuple[str, str, str, str]:
    """Return by what it was decided, why no more was reached, the witness, and what to try."""
    first = group[0]
    named = [e for verdict in group for e in verdict.grounds]
    # steps differ in their digits
    methods = dict.fromkeys(e.method if len(group) > 1 else replace(e, rule="").how for e in named)
    by = "; ".join([" + ".join(methods), *([f"given {', '.join(first.given)}"] if first.given else [])])
    if first.quoted or first.overall is PROVED:
        return by, first.reason if first.quoted else first.warning, "", ""
    weaker = [name for name in first.uses if name in known and known[name].overall < first.status]
    rests = f"it rests on {_listed(weaker)}" if weaker else "it rests on less" if first.overall < first.status else ""
    witness = ", ".join(f"{name} = {value}" for name, value in (first.witness or {}).items())
    own, content = first.overall is first.status, first.as_claimed and first.claimed is SUPPORTED
    return by, rests or first.reason, witness if own else "", "" if content else what_to_try(first, own, weaker)

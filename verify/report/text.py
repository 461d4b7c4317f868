"""Verdicts and derivations for a terminal."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sympy import Expr

from verify.language.derivation import Derivation
from verify.language.verdict import PROVED, REFUTED, SUPPORTED, UNKNOWN, Status, Verdict

__all__ = ["in_groups", "plain", "show_derivation", "show_verdicts", "summary", "verdict_text"]

REASON = 24  # columns that are left to the reasons, at least
_STYLES = {PROVED: "green", SUPPORTED: "cyan", UNKNOWN: "yellow", REFUTED: "bold red"}


def show_verdicts(verdicts: Sequence[Verdict], console: Console | None = None) -> None:
    """Print a table of verdicts, steps of a derivation that went alike on one row, and a summary."""
    console = console or Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    widest = max((len(_status(verdict).plain) for verdict in verdicts), default=0)
    # a long name is folded before the verdict or its reason are squeezed
    table.add_column("lemma", overflow="fold", max_width=max(console.width - widest - REASON, REASON))
    table.add_column("verdict", no_wrap=True)
    table.add_column("by", overflow="fold")
    overall = {verdict.name: verdict.overall for verdict in verdicts}
    for name, group in in_groups(verdicts):
        table.add_row(Text(name), _status(group[0]), Text(_grounds(group, overall)))  # a text may have brackets
    console.print(table)
    console.print(Text(summary(verdicts)))


def verdict_text(verdicts: Sequence[Verdict]) -> str:
    """Return what `show_verdicts` prints, without colour, 100 columns wide."""
    return plain(lambda console: show_verdicts(verdicts, console))


def plain(show: object, width: int = 100) -> str:
    """Return what a function prints on a console, without colour."""
    buffer = io.StringIO()
    show(Console(file=buffer, width=width, highlight=False, color_system=None, force_jupyter=False))  # type: ignore[operator]
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def in_groups(verdicts: Sequence[Verdict]) -> list[tuple[str, list[Verdict]]]:
    """Group neighbouring steps name.1, name.2, … of one status."""
    groups: list[tuple[str, list[Verdict]]] = []
    for verdict in verdicts:
        stem, _, step = verdict.name.rpartition(".")
        last = groups[-1] if groups else ("", [])
        alike = step.isdigit() and last[0] == stem and last[1][0].overall is verdict.overall
        if alike and verdict.as_claimed and last[1][0].as_claimed:
            last[1].append(verdict)
        else:
            groups.append((stem if step.isdigit() else verdict.name, [verdict]))
    return [(_label(name, group), group) for name, group in groups]


def _label(name: str, group: Sequence[Verdict]) -> str:
    first, last = (verdict.name.rpartition(".")[2] for verdict in (group[0], group[-1]))
    return name if not first.isdigit() else f"{name}.{first}" if first == last else f"{name}.{first}–{last}"


def _status(verdict: Verdict) -> Text:
    text = Text("quoted" if verdict.quoted else str(verdict.overall), _STYLES[verdict.overall])
    if verdict.raised:
        text.append(" (an error)", "red")
    elif not verdict.as_claimed:
        text.append(f" (claimed {verdict.claimed or 'not refuted'})", "red")
    return text


def _grounds(group: Sequence[Verdict], overall: Mapping[str, Status]) -> str:
    first = group[0]
    if first.quoted:
        return first.reason
    methods = dict.fromkeys(e.method for verdict in group for e in verdict.grounds)
    words = [" + ".join(methods)]
    if first.given:
        words.append(f"given {', '.join(first.given)}")
    if weaker := [name for name in first.uses if overall.get(name, PROVED) < first.status]:
        words.append(f"it rests on {', '.join(weaker)}")
    if reason := first.reason if first.overall < PROVED else first.warning:
        words.append(reason)
    if first.witness:
        words.append(", ".join(f"{name} = {value}" for name, value in first.witness.items()))
    return "; ".join(words)


def summary(verdicts: Sequence[Verdict]) -> str:
    counts: Counter[Status] = Counter(v.overall for v in verdicts if not v.quoted)
    parts = [f"{counts[status]} {status}" for status in reversed(Status) if counts[status]]
    quoted = sum(v.quoted for v in verdicts)
    parts += [f"{quoted} quoted"] if quoted else []
    below = sum(not v.as_claimed for v in verdicts)
    ending = "all as claimed" if not below else f"{below} refuted or below their claim"
    errors = sum(v.raised for v in verdicts)
    ending += f", {errors} of them by an error" if errors else ""
    seconds = sum(v.seconds for v in verdicts)
    lemmas = "1 lemma" if len(verdicts) == 1 else f"{len(verdicts)} lemmas"
    return f"\n{lemmas}: {', '.join(parts)}; {ending}; {seconds:.0f} s"


def show_derivation(derivation: Derivation, lines: Sequence[Expr]) -> None:
    """Print a derivation, one line for each expression, and the reason below it."""
    console = Console(highlight=False)
    console.print(Text(f"{derivation.sentence}, {derivation.domain} [{derivation.source}]\n"))
    reasons = ["", *(rule.reason for rule in derivation.rules)]
    for line, reason in zip(lines, reasons, strict=True):
        console.print(Text(f"{'= ' if reason else '  '}{line}"))
        if reason:
            console.print(Text(f"      {reason}", "dim"))

"""The paper's table and the restarts it asks for, as text and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rich.console import Console
from rich.table import Table as Grid

from derivations.papers.du2018.experiments.table import DELTAS, RATIOS, Cell, Table
from verify.arithmetics.decimals import enclosure, short_text

__all__ = ["latex", "show"]

_KINDS = {"certified": "rigorous bounds", "estimated": "what the last refinement changed"}
Entry = Callable[[Cell], tuple[str, ...]]


def show(table: Table, console: Console | None = None) -> None:
    """Print the probabilities and the restarts as two tables that fit 80 columns, and what their numbers mean."""
    console = console or Console(highlight=False)
    console.print(f"Probability of the global minimum; {setting(table)}\n")
    console.print(_grid(table, entry(table)))
    console.print(f"\n{meaning(table)}\n")
    console.print(f"Restarts that miss it with a probability of at most {', '.join(DELTAS)}\n")
    console.print(_grid(table, restarts))
    console.print("\nby the lower end of each interval: the least n with (1 − P)ⁿ ≤ δ.")


def setting(table: Table) -> str:
    starts = f", {table.starts} starts a cell" if table.starts else ""
    scale = f", ‖b‖²/‖v‖² = {short_text(table.scale)}" if table.scale != 1 else ""
    return f"p = {table.size}{scale}, by {table.method}{starts}"


def _grid(table: Table, entry: Entry) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    grid.add_column("k \\ r", no_wrap=True, justify="right")
    for ratio in RATIOS:
        grid.add_column(f"{ratio}", no_wrap=True, justify="right")
    for k, cells in table.rows:
        grid.add_row(str(k), *("\n".join(entry(cell)) for cell in cells))
    return grid


def meaning(table: Table) -> str:
    exact = "1/2 and 1 are exact. " if any(cell.known for cell in table.cells) else ""
    if _is_narrow(table):
        return f"r = (1·a*)²/‖a*‖². {exact}The last refinement changed no\nother by more than {float(table.error):.0e}."
    words = {cell.answer["global"]["confidence"] for cell in table.cells if not cell.known}
    kinds = [_KINDS.get(word, f"intervals of confidence {word}") for word in sorted(words)]
    return f"r = (1·a*)²/‖a*‖². {exact}Below each estimate: {', '.join(kinds)}."


def _is_narrow(table: Table) -> bool:
    """Return whether the intervals are refinement errors too small to be shown with each number."""
    return table.method == "quadrature" and table.error < Fraction(1, 10**7)


def entry(table: Table) -> Entry:
    return _number if _is_narrow(table) else _with_interval


def _number(cell: Cell) -> tuple[str, ...]:
    return (str(cell.estimate) if cell.known else f"{float(cell.estimate):.8f}",)


def _with_interval(cell: Cell) -> tuple[str, ...]:
    if cell.known:
        return (str(cell.estimate), "")
    ends = enclosure(cell.bounds, 4)
    return f"{float(cell.estimate):.4f}", f"{_bare(ends['lower'])}–{_bare(ends['upper'])}"


def _bare(number: str) -> str:
    """Return .5000 for 0.5: four decimals, and 80 columns are few."""
    return (number.ljust(6, "0") if "." in number else number).removeprefix("0") or "0"


def restarts(cell: Cell) -> tuple[str, ...]:
    return ("/".join("∞" if n is None else str(n) for n in cell.restarts.values()),)


def latex(table: Table) -> str:
    """Return two plain LaTeX tabulars that need no package: the probabilities, then the restarts."""
    first = f"% probability of the global minimum; {_ascii(setting(table))}", *_tabular(table, entry(table))
    second = f"% restarts that miss it with probability at most {', '.join(DELTAS)}", *_tabular(table, restarts)
    return "\n".join([*first, r"\par\medskip", *second, ""])


def _tabular(table: Table, entry: Entry) -> list[str]:
    heads = " & ".join(f"${ratio}$" for ratio in RATIOS)
    lines = [rf"\begin{{tabular}}{{r|{'r' * len(RATIOS)}}}", rf"$k \backslash r$ & {heads} \\ \hline"]
    for k, cells in table.rows:
        parts = list(zip(*(entry(cell) for cell in cells), strict=True))
        lines.append(f"${k}$ & " + " & ".join(f"${_ascii(x)}$" for x in parts[0]) + r" \\")
        if len(parts) > 1:
            lines.append(" & " + " & ".join(rf"{{\scriptsize ${_ascii(x)}$}}" if x else "" for x in parts[1]) + r" \\")
    return [*lines, r"\end{tabular}"]


def _ascii(text: str) -> str:
    for letter, command in (("–", r"\mbox{--}"), ("∞", r"\infty"), ("‖", "|"), ("²", "^2")):
        text = text.replace(letter, command)
    return text

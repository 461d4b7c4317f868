"""The probabilities of the two minima, as text."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from derivations.papers.du2018.basin.answer import Basin
from verify.arithmetics.decimals import enclosure, middle, short_text

__all__ = ["WORDS", "show"]

WORDS = {"certified": "rigorous bounds", "estimated": "± the last refinement"}


def show(answer: Basin, console: Console | None = None) -> None:
    """Print the probabilities as a table that fits 80 columns."""
    console = console or Console(highlight=False)
    setting = answer.request.setting
    scale = f", ‖b‖²/‖v‖² = {short_text(setting.scale)}" if setting.scale != 1 else ""
    ratio = short_text(setting.ratio)
    console.print(f"k = {setting.patches} patches, (1·a*)²/‖a*‖² = {ratio}, p = {setting.size}{scale}")
    console.print(f"method: {answer.request.method}" + (f", {answer.starts} starts" if answer.starts else "") + "\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("ends at", "probability", "from", "to", ""):
        table.add_column(heading, no_wrap=True)
    for name, share in answer.shares.items():
        bounds = enclosure((share.lower, share.upper), 8)
        words = WORDS.get(share.confidence, f"with confidence {share.confidence}")
        table.add_row(name, middle((share.estimate,) * 2, 8), bounds["lower"], bounds["upper"], words)
    console.print(table)
    if answer.remark:
        console.print(f"\n{answer.remark}.")
    if answer.global_.confidence == "certified" and answer.given:
        console.print(f"\nRigorous by lemmas claimed PROVED, given {', '.join(answer.given)}.")

"""What pytest prints of a lemma that fell below its claim."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import true

from verify.language.lemma import Lemma
from verify.language.verdict import Status, Verdict
from verify.report.words import what_to_try

__all__ = ["Failure"]


@dataclass(frozen=True)
class Failure:
    """What is said of a lemma that fell below its claim; pytest asks for `toterminal` and `reprcrash`."""

    lemma: Lemma
    verdicts: list[Verdict]
    least: Status

    @property
    def own(self) -> Verdict:
        return self.verdicts[-1]

    @property
    def weakest(self) -> Verdict:
        """The verdict that decided the overall status: the lemma's own, if it is as weak as any it uses."""
        return min(reversed(self.verdicts), key=lambda verdict: verdict.status)

    @property
    def reprcrash(self) -> Failure:
        return self

    @property
    def message(self) -> str:
        where = f" at {self._witness}" if self._witness else ""
        return f"{self.own.overall}{where}{self._claim()}"

    def _claim(self) -> str:
        if self.lemma.status is not None:
            return f", claimed {self.lemma.status}"
        return "" if str(self.own.overall) == "REFUTED" else f", {self.least} is asked for"

    @property
    def _witness(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in (self.weakest.witness or {}).items())

    def rows(self) -> Iterator[tuple[str, str]]:
        weakest = self.weakest
        yield "sentence", " ".join(self.lemma.sentence.split())
        if self.lemma.statement is not true:
            yield "states", str(self.lemma.statement)
        yield "domain", str(self.lemma.domain)
        yield "verdict", f"{self.own.overall}{self._claim()}"
        if weakest is not self.own:
            yield "rests on", f"{weakest.name}, which is {weakest.status}"
        yield "reason", f"{weakest.method}: {weakest.reason}"
        if self._witness:
            yield "witness", self._witness
        yield "try", what_to_try(weakest, weakest is self.own, [weakest.name])

    def text(self, width: int) -> str:
        wrap = textwrap.TextWrapper(width, subsequent_indent=" " * 10, break_long_words=False, break_on_hyphens=False)
        return "\n".join(line for row in self.rows() for line in wrap.wrap(f"{row[0]:<10}{row[1]}"))

    def toterminal(self, writer: Any) -> None:
        writer.line(self.text(writer.fullwidth - 1))

    def __str__(self) -> str:
        return self.text(79)

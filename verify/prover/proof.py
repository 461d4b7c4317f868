"""Proofs: a claim with the items that show it, as the kernel checks them and certificates store them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.kernel import Limits
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.kernel.sides import End, Side, is_infinite
from verify.kernel.words import data_of
from verify.language.rendering import rendered

__all__ = ["ENGINES", "Proof", "side_text"]

ENGINES = ("ball", "interval")


@dataclass(frozen=True, eq=False)
class Proof:
    """A statement on a domain, as data of certificates, and what shows it there: see `verify.kernel.recheck`.

    It is a proof if `check` says so, and nothing else makes it one.  Printed it is the argument, indented.
    """

    statement: Sequence[Any]
    domain: Mapping[str, Any]
    items: Sequence[Any]
    digits: int = 30

    def checker(self, engine: str = ENGINES[0], limits: Limits | None = None) -> Checker:
        return Checker({"statement": self.statement, "domain": self.domain, "digits": self.digits}, engine, limits)

    def check(self, engine: str = ENGINES[0], limits: Limits | None = None) -> None:
        """Check every item in the arithmetic of an engine; raise `Refused` or `BadCertificate` unless all is shown."""
        checker = self.checker(engine, limits)
        with checker.ring.table.working():
            checker.prove(self.items)

    def steps(self, checker: Checker) -> Iterator[tuple[int, Goal, Any]]:
        """Yield how deep in the argument each item stands, the goal that it is for, and the item, as they are checked.

        What is yielded was checked; raises like `check`.
        """
        goals = [(start, 0) for start in reversed(checker.starts)]
        for item in self.items:
            goal, depth = goals.pop()
            left = checker.step(goal, item)
            yield depth, goal, item
            goals += [(one, depth + 1) for one in reversed(left)]

    def __str__(self) -> str:
        return str(rendered("argument", self) or repr(self))

    def latex(self) -> str:
        """Return the argument as paragraphs of LaTeX."""
        return str(rendered("argument in latex", self))

    def __repr__(self) -> str:
        return f"<Proof, {len(self.items)} items>"


def side_text(checker: Checker, side: Side) -> str:
    """Return a side as it is read, its numbers to six digits where they are long."""
    low, high = _near(checker, side.low), _near(checker, side.high)
    if side.thin:
        return f"{{{low}}}"
    return f"{'(' if side.low.is_open else '['}{low}, {high}{')' if side.high.is_open else ']'}"


def _near(checker: Checker, end: End) -> str:
    if is_infinite(end):
        return str(end.value[0])
    plain = data_of(checker.program, end.step)
    short = isinstance(plain, str) and plain != "pi" and len(plain) <= 12
    return plain if short else f"{float(Fraction(sum(end.value), 2 * checker.ring.one)):.6g}"

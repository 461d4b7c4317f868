"""Reductions: a statement restated as one or several others that are easier to show, and that imply it.

A reduction takes a `Restated` and yields tuples of them; if all in one tuple hold, the statement does.
They are tried one after the other, each part in turn by exact signs, a short search and further reductions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sympy import S

from verify.prover.branch_and_bound import EVERYWHERE, Outcome
from verify.prover.claims import All, Positive, claim_of, expressions
from verify.prover.enclosures import SYMPY_GIVES_UP
from verify.prover.reductions.case_split import assumed, cases, ends_apart, pieces, tightened
from verify.prover.reductions.change_of_variable import slanted
from verify.prover.reductions.convexity import least
from verify.prover.reductions.factors import factors
from verify.prover.reductions.lagrange import multipliers
from verify.prover.reductions.letters import letters
from verify.prover.reductions.logarithms import logarithms
from verify.prover.reductions.monotone_from_edge import climb
from verify.prover.reductions.periods import periods
from verify.prover.reductions.restated import Parts, Restated, needs_equation, positive
from verify.prover.reductions.squares import squares
from verify.prover.reductions.steps import steps
from verify.prover.reductions.symmetry import halves, ordered
from verify.prover.reductions.tails import tails

__all__ = ["DEPTH", "REDUCTIONS", "SHORT", "Effort", "Restated"]

REDUCTIONS: tuple[Callable[[Restated], Iterator[Parts]], ...] = (
    assumed, tightened, steps, cases, factors, periods, ordered, letters, halves, climb, ends_apart, squares,
    logarithms, least, pieces, slanted, tails, multipliers,
)  # fmt: skip
SIMPLER = (assumed, tightened, steps, factors, pieces)  # what they yield is simpler, so that they count little
MOST_OPERATIONS = 800  # of all statements that are tried
# operations of a statement, beyond which algebra takes long and tells little
LONGEST_RATIONAL, LONGEST, LONGEST_EXACT = 160, 80, 45
SHORT = 200  # looks of one search
DEPTH, LITTLE = 3.9, 0.1  # reductions one after the other, three and some that make a statement simpler


class Effort:
    """The looks at boxes that are left for all searches of one proof, and what they have not shown."""

    def __init__(self, looks: int, most: int = SHORT) -> None:
        self.looks, self.most, self.operations, self.tried = looks, most, MOST_OPERATIONS, 0
        self.failed: dict[tuple[object, ...], float] = {}  # the depth to which it was tried

    def is_shown(self, task: Restated, depth: float = DEPTH) -> bool:
        """Return whether a statement was shown by exact signs, a short search, in its parts, or by reductions."""
        try:
            return self._is_shown(task, depth)
        except SYMPY_GIVES_UP:  # on a statement that was made from the one asked about
            return False

    def _is_shown(self, task: Restated, depth: float) -> bool:
        key = task.statement, tuple(task.ranges.items()), task.where
        if not self._is_worth(task) or depth <= self.failed.get(key, -1) or not task.is_defined:
            return False
        if task.claim == EVERYWHERE:
            return True
        if task.fails:
            self.failed[key] = DEPTH
            return False
        if (found := self._searched(task)) and found.proved:
            return True
        if (found is None or found.is_open) and (self._in_parts(task, depth) or self._is_reduced(task, depth)):
            return True
        self.failed[key] = depth
        return False

    def _is_worth(self, task: Restated) -> bool:
        """Return whether there is effort left for a statement, which is taken from it."""
        length = int(task.statement.count_ops()) + 1
        self.tried, self.operations = self.tried + 1, self.operations - length
        rational = all(e.is_rational_function() for e in expressions(claim_of(task.statement)))
        longest = LONGEST_RATIONAL if rational else LONGEST if self.most else LONGEST_EXACT
        return length <= longest and min(self.looks, self.operations) > 0 and task.statement != S.false

    def _searched(self, task: Restated) -> Outcome | None:
        if not self.most:
            return None
        found = task.searched(min(self.most, self.looks))
        self.looks -= found.looks
        return found

    def _in_parts(self, task: Restated, depth: float) -> bool:
        parts = task.claim.parts if isinstance(task.claim, All) else ()
        statements = [positive(p.expression, p.strict) for p in parts if isinstance(p, Positive)]
        if len(statements) < max(len(parts), 2):
            return False
        return all(self.is_shown(replace(task, statement=one), depth) for one in statements)

    def _is_reduced(self, task: Restated, depth: float) -> bool:
        """Return whether some reduction was shown, in all its parts."""
        if depth < 1 or needs_equation(task.statement):
            return False
        return any(
            all(self.is_shown(part, depth - (LITTLE if one in SIMPLER else 1)) for part in parts)
            for one in REDUCTIONS
            if self.most or one is not multipliers  # which searches
            for parts in _made(one, task)
        )


def _made(one: Callable[[Restated], Iterator[Parts]], task: Restated) -> Iterator[Parts]:
    try:
        yield from one(task)
    except SYMPY_GIVES_UP:
        return

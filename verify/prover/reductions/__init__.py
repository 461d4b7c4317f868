"""Reductions: a statement restated as one or several others that are easier to show, and that imply it.

A reduction takes a `Restated` and yields tuples of them; if all in one tuple hold, the statement does.
They are tried one after the other, each part in turn by exact signs, a short search and further reductions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sympy import S

from verify.language.sympys_failures import sympy_may_fail
from verify.prover.branch_and_bound import EVERYWHERE, Outcome
from verify.prover.claims import All, Positive, claim_of, expressions
from verify.prover.effort import EFFORT
from verify.prover.progress import Tell, Work, nobody
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

__all__ = ["REDUCTIONS", "Attempt", "Reduction", "Restated"]


@dataclass(frozen=True)
class Reduction:
    """A way to restate statements: `made` yields tuples of others, and all of one tuple imply the one restated.

    ``cost`` is what it takes of a chain of reductions; ``searches`` says that it looks at boxes itself.
    """

    name: str
    made: Callable[[Restated], Iterator[Parts]]
    yields: str
    cost: int = EFFORT.step
    searches: bool = False

    def __call__(self, task: Restated) -> Iterator[Parts]:
        with sympy_may_fail():
            yield from self.made(task)


REDUCTIONS = (
    Reduction("assumption", assumed, "the parts that the condition does not contain", cost=1),
    Reduction("narrower ranges", tightened, "the ranges that the condition leaves", cost=1),
    Reduction("bounds of steps", steps, "lines in place of floors and ceilings", cost=1),
    Reduction("case split", cases, "each alternative of the condition"),
    Reduction("factors", factors, "numerators without factors of known sign", cost=1),
    Reduction("periods", periods, "one period"),
    Reduction("order", ordered, "one order of symbols that may be exchanged"),
    Reduction("letters", letters, "the values of a function in place of its argument"),
    Reduction("halves", halves, "both sides of a hyperplane on which the sides meet"),
    Reduction("monotone from an edge", climb, "signs at an edge and of the slope"),
    Reduction("ends apart", ends_apart, "an end of a range by itself, and what is left"),
    Reduction("squares", squares, "both sides squared"),
    Reduction("logarithms", logarithms, "logarithms of both sides, or their arguments"),
    Reduction("convexity", least, "the point where a convex function is least"),
    Reduction("pieces", pieces, "each case of a Piecewise, a maximum or a modulus", cost=1),
    Reduction("change of variable", slanted, "the distance from a condition's boundary as a coordinate"),
    Reduction("tails", tails, "what is far out by its reciprocal"),
    Reduction("multipliers", multipliers, "f ≥ λ g where g ≥ 0 is asked for", searches=True),
)


def _key(task: Restated) -> tuple[object, ...]:
    return task.statement, tuple(task.ranges.items()), task.where


class Attempt:
    """The looks at boxes that are left for all searches of one proof, and what they have not shown.

    ``tried`` and ``helped`` count by name how often a reduction yielded parts, and how often all of these were shown.
    """

    def __init__(self, looks: int, most: int = EFFORT.reduction_looks, tell: Tell = nobody) -> None:
        self.looks, self.most, self.operations, self.count, self.tell = looks, most, EFFORT.operations, 0, tell
        self.failed: dict[tuple[object, ...], int] = {}  # the cost of the chain with which it was tried
        self.tried, self.helped = Counter[str](), Counter[str]()

    def is_shown(self, task: Restated, chain: int = EFFORT.chain) -> bool:
        """Return whether a statement was shown by exact signs, a short search, in its parts, or by reductions."""
        with sympy_may_fail():  # on a statement that was made from the one asked about
            return self._is_shown(task, chain)
        return False

    def _is_shown(self, task: Restated, chain: int) -> bool:
        key = _key(task)
        if not self._is_worth(task) or chain <= self.failed.get(key, -1) or not task.is_defined:
            return False
        if task.claim == EVERYWHERE:
            return True
        if task.fails:
            self.failed[key] = EFFORT.chain
            return False
        if (found := self._searched(task)) and found.proved:
            return True
        if (found is None or found.is_open) and (self._in_parts(task, chain) or self._is_reduced(task, chain)):
            return True
        self.failed[key] = chain
        return False

    def _is_worth(self, task: Restated) -> bool:
        """Return whether there is effort left for a statement, which is taken from it."""
        length = int(task.statement.count_ops()) + 1
        self.count, self.operations = self.count + 1, self.operations - length
        self.tell(Work.STATEMENTS, self.count, str)
        rational = all(e.is_rational_function() for e in expressions(claim_of(task.statement)))
        other = EFFORT.longest if self.most else EFFORT.longest_exact
        longest = EFFORT.longest_rational if rational else other
        return length <= longest and min(self.looks, self.operations) > 0 and task.statement != S.false

    def _searched(self, task: Restated) -> Outcome | None:
        if not self.most:
            return None
        found = task.searched(min(self.most, self.looks))
        self.looks -= found.looks
        return found

    def _in_parts(self, task: Restated, chain: int) -> bool:
        parts = task.claim.parts if isinstance(task.claim, All) else ()
        statements = [positive(p.expression, p.strict) for p in parts if isinstance(p, Positive)]
        tasks = tuple(replace(task, statement=one, note=("parts",)) for one in statements)
        if len(statements) < max(len(parts), 2) or not all(self.is_shown(one, chain) for one in tasks):
            return False
        return True

    def _is_reduced(self, task: Restated, chain: int) -> bool:
        """Return whether some reduction was shown, in all its parts."""
        if chain < EFFORT.step or needs_equation(task.statement):
            return False
        usable = (one for one in REDUCTIONS if self.most or not one.searches)
        return any(self._is_reduced_by(one, parts, chain) for one in usable for parts in one(task))

    def _is_reduced_by(self, one: Reduction, parts: Parts, chain: int) -> bool:
        self.tried[one.name] += 1
        shown = all(self.is_shown(part, chain - one.cost) for part in parts)
        self.helped[one.name] += shown
        return shown

"""Reductions: a statement restated as one or several others that are easier to show, and that imply it.

A reduction takes a `Restated` and yields tuples of them; if all in one tuple hold, the statement does.  The note of the
first names the rule of the kernel by which that is so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from verify.language.sympys_failures import sympy_may_fail
from verify.prover.effort import EFFORT
from verify.prover.reductions.case_split import assumed, cases, ends_apart, pieces, tightened
from verify.prover.reductions.change_of_variable import slanted
from verify.prover.reductions.convexity import least
from verify.prover.reductions.factors import factors
from verify.prover.reductions.lagrange import multipliers
from verify.prover.reductions.letters import letters
from verify.prover.reductions.logarithms import logarithms
from verify.prover.reductions.monotone_from_edge import climb
from verify.prover.reductions.periods import periods
from verify.prover.reductions.restated import Parts, Restated
from verify.prover.reductions.squares import squares
from verify.prover.reductions.steps import steps
from verify.prover.reductions.symmetry import halves, ordered
from verify.prover.reductions.tails import tails

__all__ = ["REDUCTIONS", "Reduction", "Restated"]


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

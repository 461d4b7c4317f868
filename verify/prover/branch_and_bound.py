"""Branch and bound over boxes, for claims about the signs of elementary functions.

A box that one look does not decide is cut in two; the one with the lowest bound goes first, so that
the search runs towards a counterexample as well as towards a proof.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from itertools import count, islice, product

import sympy
from sympy import Expr, Symbol

from verify.language.domain import Point
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.prover.bounds import Decision, Library, Look
from verify.prover.boxes import Box, Side
from verify.prover.claims import All, Any_, Claim, Positive, expressions
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import Exact, as_expression, exact, is_infinite, simple_numbers
from verify.prover.progress import Tell, Work, nobody

__all__ = ["Outcome", "Search"]

EVERYWHERE, NOWHERE = All(()), Any_(())


@dataclass(frozen=True)
class Outcome:
    """What a search found: a proof (`proved`), a point where the claim is false, or neither, and why."""

    proved: bool
    boxes: int
    reason: Reason = NOTHING
    witness: Point | None = None
    worst: Box | None = None
    spent: bool = False  # the budget, so that a larger one may find more
    looks: int = 0


class Search:
    """A claim about the points of some boxes, and of them only where the claim `where` holds.

    The expressions are defined at these points; ``closed``: and on the closed real hull of all boxes;
    ``whole``: and where the condition fails; ``gaps``: of the boxes only some points count.  ``beyond`` is a
    claim that holds at no point that counts.
    ``confirm`` is asked whether a point found is a witness; without its yes a point proves nothing.  ``tell`` hears
    how far a run has come.
    """

    def __init__(
        self,
        claim: Claim,
        symbols: Sequence[Symbol],
        start: Sequence[Box],
        where: Claim = EVERYWHERE,
        closed: bool = False,
        gaps: bool = False,
        beyond: Claim = NOWHERE,
        confirm: Callable[[Point], bool] = lambda point: True,
        whole: bool = False,
        tell: Tell = nobody,
    ) -> None:
        self.claim, self.start, self.where, self.beyond, self.confirm = claim, tuple(start), where, beyond, confirm
        self.gaps, self.tell = gaps, tell
        ends = [
            list(dict.fromkeys(e for box in start for e in _finite_ends(box.sides[i]))) for i in range(len(symbols))
        ]
        self.library = Library(tuple(symbols), ends, closed, convex=(whole or where == EVERYWHERE) and not gaps)
        self.marks: list[set[Exact]] = [set() for _ in symbols]  # zeros inside, found on the way
        self.tried: set[tuple[Expr, int, Exact]] = set()
        self.tried_points: set[tuple[Expr, tuple[Exact, ...]]] = set()

    def decide(self, claim: Claim, box: Box, digits: int, derivatives: int = 0) -> Decision:
        """Return whether a claim holds on the whole box, as far as one look at it tells."""
        if isinstance(claim, Positive):
            return Look(self.library, claim, box, digits, derivatives).decision()
        settles, parts = isinstance(claim, Any_), []
        for part in claim.parts:
            parts.append(found := self.decide(part, box, digits, derivatives))
            if found.truth is settles:
                return found
        undecided = [part for part in parts if part.truth is None]
        if not undecided:
            return Decision(not settles, max((p.bound for p in parts), default=float("inf")))
        return (max if settles else min)(undecided, key=lambda part: part.bound)

    def run(self, budget: int = EFFORT.looks, derivatives: int = EFFORT.derivatives) -> Outcome:
        """Return what about `budget` looks at boxes find; raise `Unsupported` for an unknown head.

        Some looks ask for the signs of derivatives, and of theirs, up to `derivatives` times over.
        """
        tie, seen, stuck = count(), 0, None
        heap: list[tuple[float, int, int, Box]] = [(float("-inf"), next(tie), 0, box) for box in self.start]
        while heap:
            _, _, depth, box = heapq.heappop(heap)
            self.tell(Work.LOOKS, self.library.looks, partial(box.text, self.library.symbols))
            if self.library.looks >= budget:
                reason = because(Cause.LOOKS_SPENT, looks=budget)
                return self._outcome(False, seen, reason, worst=box, spent=True)
            seen += 1
            digits = 15 if depth < 30 else next(d for d in (30, 60, 120) if depth < 2 * d or d == 120)
            if self.where != EVERYWHERE and self._is_outside(box, digits):
                continue
            deep = box.is_unbounded or depth % EFFORT.derivatives_every == 0
            found = self.decide(self.claim, box, digits, derivatives if deep else 0)
            if found.truth:
                continue
            for point in self._points(box, found):
                if self.confirm(point):
                    return self._outcome(False, seen, because(Cause.FALSE_AT_POINT), point, box)
            parts = self._cut(box, depth)
            if not parts:
                stuck = stuck or box
                if not self.gaps:  # else its point may not count, and those beside it may be witnesses
                    break
            for part in parts:
                heapq.heappush(heap, (found.bound, next(tie), depth + 1, part))
        if stuck is not None:
            return self._outcome(False, seen, because(Cause.TOO_SMALL), worst=stuck)
        return self._outcome(True, seen)

    def _outcome(self, proved: bool, boxes: int, reason: Reason = NOTHING, witness: Point | None = None,
                 worst: Box | None = None, spent: bool = False) -> Outcome:  # fmt: skip
        return Outcome(proved, boxes, reason, witness, worst, spent, self.library.looks)

    def _is_outside(self, box: Box, digits: int) -> bool:
        outside = self.decide(self.where, box, digits).truth is False
        return outside or (self.beyond != NOWHERE and self.decide(self.beyond, box, digits).truth is True)

    def _points(self, box: Box, found: Decision) -> Iterator[Point]:
        """Yield points of the box where the claim is false."""
        for point in (found.suspect, box.middle()):
            if point is not None:
                there = box.at(point)
                outside = self.where != EVERYWHERE and self.decide(self.where, there, 30).truth is False
                # exact algebra is for the few suspicious points; at the many others balls must do
                false = found.truth is False or self.is_false(self.claim, there)
                if not outside and (false or point is found.suspect and self._is_false_exactly(there)):
                    yield {s: as_expression(x) for s, x in zip(self.library.symbols, point, strict=True)}

    def is_false(self, claim: Claim, there: Box) -> bool:
        """Return whether balls show that a claim is false at a point."""
        if isinstance(claim, Positive):
            value = self.library.enclosure(claim.expression).value(there, 30)
            return value is not None and bool(value[1] < 0 or (claim.strict and value[1] <= 0))
        return (any if isinstance(claim, All) else all)(self.is_false(part, there) for part in claim.parts)

    def _is_false_exactly(self, there: Box) -> bool:
        return self.decide(self.claim, there, 30).truth is False

    def _cut(self, box: Box, depth: int) -> tuple[Box, ...]:
        """Return the parts of a box: cut at a zero known to lie inside, else in the middle of its widest side."""
        for i, side in enumerate(box.sides):
            for mark in self.marks[i]:
                if parts := side.cut_out(mark):
                    return tuple(box.with_side(i, part) for part in parts)
        if depth % EFFORT.zeros_every == EFFORT.zeros_every - 1:
            self._find_touching(box)
            if self._find_marks(box):
                return self._cut(box, 0)
        if not box.sides:
            return ()
        i = max(range(len(box.sides)), key=lambda i: box.sides[i].extent)
        side = box.sides[i]
        middle = None if side.thin or side.extent < EFFORT.narrow else side.middle()
        return () if middle is None else box.cut(i, middle)

    def _candidates(self, side: Side) -> list[Exact]:
        if side.thin or side.whole or len(ends := _finite_ends(side)) < 2:
            return []
        roots = [x for expression in self.library.enclosures for x in _roots(expression)]
        return list(filter(_is_short, ends)) + [x for x in (*simple_numbers(*ends), *roots) if side.holds(x)]

    def _find_touching(self, box: Box) -> None:
        """Look for simple points near a box at which an expression of the claim touches zero."""
        known = [[side.low] if side.thin else self._candidates(side)[: EFFORT.candidates] for side in box.sides]
        for point in islice(product(*known), EFFORT.candidates**2):
            for expression in set(expressions(self.claim)):
                if (expression, point) not in self.tried_points:
                    self.tried_points.add((expression, point))
                    value = self.library.enclosure(expression).value(Box(tuple(Side(x, x) for x in point)), 30)
                    if value is not None and value[0] <= 0 <= value[1]:
                        self.library.touches(expression, point)

    def _find_marks(self, box: Box) -> bool:
        """Look for a simple number c in a side such that some expression vanishes on x_i = c."""
        for i, side in enumerate(box.sides):
            for c in self._candidates(side):
                for expression, enclosure in list(self.library.enclosures.items()):
                    if (expression, i, c) not in self.tried:
                        self.tried.add((expression, i, c))
                        if enclosure.order(i, c):
                            self.marks[i].add(c)
                            if c not in self.library.ends[i]:
                                self.library.ends[i].append(c)
                            return True
        return False


def _is_short(x: Exact) -> bool:
    return not isinstance(x, Fraction) or max(abs(x.numerator), x.denominator) < EFFORT.longest_number


def _finite_ends(side: Side) -> list[Exact]:
    return [end for end in (side.low, side.high) if not is_infinite(end)]


@lru_cache(maxsize=1024)
def _roots(expression: Expr) -> tuple[Exact, ...]:
    """Return the real zeros of the linear and quadratic factors of a polynomial in one symbol."""
    symbols = list(expression.free_symbols)
    if len(symbols) != 1 or not expression.is_polynomial(*symbols):
        return ()
    factors = [factor for factor, _ in sympy.factor_list(expression, *symbols)[1] if sympy.degree(factor) <= 2]
    return tuple(exact(x) for factor in factors for x in sympy.roots(factor, *symbols) if x.is_real)

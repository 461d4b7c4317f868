"""Leaves: whether a claim holds on the whole of a box by its range, slopes, Taylor coefficients, or exact algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Any, get_origin, get_type_hints

from verify.kernel import Refused, need
from verify.kernel.goals import Claim, Goal
from verify.kernel.intervals import Interval
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import Box, End, Side, is_infinite
from verify.kernel.signs import POSITIVE, ZERO, Signs
from verify.kernel.values import Values, positive

__all__ = ["Leaves", "applied", "hull", "table"]

MOST_TERMS = 60


class Leaves(Values):
    """The methods of leaves; each raises `Refused` or `Undefined`, or says whether."""

    def shows(self, goal: Goal, leaf: list[Any]) -> None:
        """Raise `Refused` or `Undefined` unless a leaf shows the goal, what it owes included."""
        if goal.owed:
            self.program.run(self.ring, self.inputs(goal.box, 1), 1, *goal.owed.everywhere, *goal.owed.there)
        self.claim(goal, goal.claim, leaf)

    def claim(self, goal: Goal, claim: Claim, leaf: Any) -> None:
        need(isinstance(leaf, list) and bool(leaf) and isinstance(leaf[0], str), "a leaf is a list with a method")
        if isinstance(claim, Junction) and leaf[0] != "given":
            for part, one in _parts(claim, *leaf):
                self.claim(goal, part, one)
        elif not applied(METHODS, leaf, self, goal, claim):
            raise Refused(f"{leaf[0]} does not show it")

    def by_given(self, goal: Goal, claim: Claim) -> bool:
        return claim in goal.where

    def by_signs(self, goal: Goal, claim: Sign) -> bool:
        return Signs(self, goal).of(claim.step) <= (POSITIVE if claim.strict else POSITIVE | ZERO)

    def by_range(self, goal: Goal, claim: Sign) -> bool:
        """Of a goal that owes nothing the values where the term is defined are enough."""
        ring = self.natural if goal.owed is None else self.ring
        return positive(self.value(goal.box, claim.step, ring), claim.strict)

    def by_zero(self, goal: Goal, claim: Sign) -> bool:
        return not claim.strict and self.vanishes(goal.box, claim.step)

    def by_slopes(self, goal: Goal, claim: Sign) -> bool:
        """Symbols in which f is monotone go where it is least; then by range, exactly, f(m) + f′(x − m)."""
        box, larger = goal.box, False
        for face, moves in self.faces(box, claim.step):
            # f is larger than on a face that is left out
            larger = larger or any(strictly and face[i].low.is_open for i, (_, strictly) in moves.items())
            box = face
            if self.holds(box, claim) or (larger or not claim.strict) and self.vanishes(box, claim.step):
                return True
        return positive(self.from_middle(box, claim.step), claim.strict)

    def by_definite(self, goal: Goal, claim: Sign, place: list[Any]) -> bool:
        """f(p) ≥ 0, ∂f(p) = 0 exactly, and f″ positive definite on the hull of the box and p (Taylor's theorem)."""
        box, moving = goal.box, self.moving(goal.box, claim.step)
        need(all(isinstance(p, list) and len(p) == 2 and type(p[0]) is int for p in place), "definite: pairs")
        need([i for i, _ in place] == moving, "definite: a coordinate for each symbol that moves")
        point = {i: self.sides.end(e) for i, e in place}
        at = {**box, **{i: Side(end, end) for i, end in point.items()}}
        slopes = [self.terms.slope(claim.step, i) for i in moving]
        around = {**box, **{i: hull(box[i], end) for i, end in point.items()}}
        self.value(around, claim.step)
        bent = [[self.value(around, self.terms.slope(slope, j)) for j in moving] for slope in slopes]
        if not self.is_definite(bent):
            return False
        there = self.holds(at, claim) or not claim.strict and self.vanishes(at, claim.step)
        return there and all(self.vanishes(at, slope) for slope in slopes)

    def is_definite(self, rows: list[list[Interval]]) -> bool:
        """Return whether every symmetric matrix in an interval matrix has positive pivots."""
        if not rows:
            return True
        (pivot, *beside), *rest = rows
        if pivot[0] <= 0 or inf in (abs(end) for row in rows for entry in row for end in entry):
            return False
        ring = self.ring
        below = [
            [ring.add(c, ring.mul((-ring.one, -ring.one), ring.div(ring.mul(row[0], b), pivot)))
             for c, b in zip(row[1:], beside, strict=True)]
            for row in rest
        ]  # fmt: skip
        return self.is_definite(below)

    def by_taylor(self, goal: Goal, claim: Sign, i: int, which: str, m: int, n: int) -> bool:
        """With c_j = f⁽ʲ⁾/j! at an end e exactly zero for j < m only: the sign of f/(x − e)^m by Taylor's theorem."""
        need(i in goal.box and which in ("low", "high"), "taylor: symbol, low or high, m, n")
        need(m >= 1 and n >= 1 and m + n <= MOST_TERMS, f"taylor: m and n are at least 1, m + n at most {MOST_TERMS}")
        ring, side = self.ring, goal.box[i]
        end = side.low if which == "low" else side.high
        if side.thin or is_infinite(end) or claim.strict and not end.is_open:
            raise Refused("no Taylor expansion there")
        quotient = self.quotient(goal.box, claim.step, i, end, m, n)
        if which == "high" and m % 2:  # (x − e)^m is negative
            quotient = ring.mul(ring.rational(Fraction(-1)), quotient)
        if not positive(quotient, claim.strict):
            return False
        *zeros, first = self.coefficients(goal.box, claim.step, m + 1, i, end.exact)
        if any(c[0] for c in zeros) or not first[0]:
            raise Refused(f"the order of vanishing is not {m}")
        return True

    def quotient(self, box: Box, target: int, i: int, end: End, m: int, n: int) -> Interval:
        run, ring, count = self.program.run, self.ring, m + n
        at = run(ring, self.inputs(box, count, i, end.value), count, target)[target]
        over = run(ring, self.inputs(box, count + 1, i), count + 1, target)[target]
        h = ring.add(box[i].hull, ring.mul(ring.rational(Fraction(-1)), end.value))
        total: Interval = over[count]
        for c in reversed(at[m:]):
            total = ring.add(c, ring.mul(h, total))
        return total


def _parts(claim: Junction, method: str, *data: Any) -> Sequence[tuple[Claim, Any]]:
    """Return the parts of a claim that are to be shown, each with its leaf."""
    if claim.every:
        need(method == "all" and len(data) == len(claim.parts), "a conjunction needs a leaf for each part")
        return list(zip(claim.parts, data, strict=True))
    need(method == "any" and len(data) == 2 and type(data[0]) is int, "a disjunction needs one part and a leaf")
    need(0 <= data[0] < len(claim.parts), "there is no such part")
    return [(claim.parts[data[0]], data[1])]


def hull(side: Side, point: End) -> Side:
    """Return the least side that contains a side and a point."""
    low, high = min(side.hull[0], point.value[0]), max(side.hull[1], point.value[1])
    return Side(End((low, low), None), End((high, high), None))


# Items of proofs by their names

Methods = Mapping[str, tuple[Callable[..., Any], Sequence[type]]]


def table(owner: type, names: str, prefix: str = "") -> Methods:
    """Return methods with the kinds of data they are annotated with; what is `Any` they read with care."""
    methods = {name: getattr(owner, prefix + name) for name in names.split()}
    return {name: (method, _kinds(method)) for name, method in methods.items()}


def _kinds(method: Callable[..., Any]) -> list[type]:
    kinds = [kind for name, kind in get_type_hints(method).items() if name not in ("goal", "claim", "return")]
    return [object if kind is Any else get_origin(kind) or kind for kind in kinds]


def applied(methods: Methods, item: list[Any], *about: Any) -> Any:
    """Return what the method that an item names makes of what it is about and the data of the item."""
    name, *data = item
    need(name in methods, f"{name[:40]!r} is no method for it")
    method, kinds = methods[name]
    fits = len(data) == len(kinds) and all(k is object or type(x) is k for x, k in zip(data, kinds, strict=True))
    need(fits, f"{name} has other data")
    return method(*about, *data)


METHODS = table(Leaves, "range slopes taylor zero definite signs given", "by_")

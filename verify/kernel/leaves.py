"""Leaves: whether a claim holds on the whole of a box by its range, slopes, Taylor coefficients, or exact algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

from verify.kernel import Refused, Undefined, need
from verify.kernel.exact import Exact
from verify.kernel.goals import Goal, Terms
from verify.kernel.intervals import Interval, Intervals
from verify.kernel.program import Program, Sign
from verify.kernel.sides import Box, End, Side, is_infinite
from verify.kernel.signs import Signs

__all__ = ["Leaves", "hull", "positive"]

MOST_TERMS = 60


class Leaves:
    """The methods of leaves, in the arithmetic of an engine; each raises `Refused` or `Undefined`, or says whether."""

    def __init__(self, ring: Intervals, exact: Exact, program: Program) -> None:
        self.ring, self.exact, self.program = ring, exact, program
        self.last: tuple[Any, int, Any] = ({}, -1, [])  # the ranges of the parts of a term on a box
        self.natural, self.terms = ring.at_defined_points(), Terms(program)

    def shows(self, goal: Goal, leaf: Any) -> None:
        """Raise `Refused` or `Undefined` unless a leaf shows the goal, what it owes included."""
        if goal.owed:
            self.program.run(self.ring, self.inputs(goal.box, 1), 1, *goal.owed.everywhere, *goal.owed.there)
        self.claim(goal, goal.claim, leaf)

    def claim(self, goal: Goal, claim: Any, leaf: Any) -> None:
        need(isinstance(leaf, list) and bool(leaf) and isinstance(leaf[0], str), "a leaf is a list with a method")
        method, *data = leaf
        if method == "given":
            if claim not in goal.where:
                raise Refused("it is not among what is given")
        elif method == "signs" and isinstance(claim, Sign):
            if not Signs(self.program, goal, self.enclosed, self.shifted).of(claim.step) <= _allowed(claim):
                raise Refused("the signs of its parts do not show it")
        elif isinstance(claim, Sign):
            need(method in _METHODS, f"{method[:40]!r} is no method for a relation")
            if method == "range" and goal.owed is None:  # the values where it is defined are enough
                shown = positive(self.value(goal.box, claim.step, self.natural), claim.strict)
            else:
                shown = _METHODS[method](self, goal.box, claim, *data_of(method, data))
            if not shown:
                raise Refused(f"{method} does not show it")
        elif claim.every:
            need(method == "all" and len(data) == len(claim.parts), "a conjunction needs a leaf for each part")
            for part, one in zip(claim.parts, data, strict=True):
                self.claim(goal, part, one)
        else:
            need(method == "any" and len(data) == 2 and type(data[0]) is int, "a disjunction needs one part and a leaf")
            need(0 <= data[0] < len(claim.parts), "there is no such part")
            self.claim(goal, claim.parts[data[0]], data[1])

    def inputs(self, box: Box, count: int, along: int = -1, at: Interval | None = None) -> list[list[Interval]]:
        """Return the sides as series: symbol `along` varies, about `at` if given."""
        unit = [self.ring.rational(Fraction(int(k == 0))) for k in range(count - 1)]
        rows: list[list[Interval]] = [[] for _ in self.program.symbols]  # what is not in the box cannot be looked up
        for i, side in box.items():
            rows[i] = [at or side.hull, *unit] if i == along else [side.hull, *[(0, 0)] * (count - 1)]
        return rows

    def value(self, box: Box, target: int, ring: Intervals | None = None) -> Interval:
        return self.program.run(ring or self.ring, self.inputs(box, 1), 1, target)[target][0]

    def enclosed(self, box: Box, step: int, whole: int) -> frozenset[int]:
        """Return the signs in the range of a part of a term, all of them where it has no bounds."""
        if self.last[:2] != (box, whole):
            try:
                rows = self.program.run(self.natural, self.inputs(box, 1), 1, whole)
            except Undefined:
                rows = {}
            self.last = box, whole, rows
        try:
            low, high = self.last[2][step][0] if self.last[2] else self.value(box, step, self.natural)
        except Undefined:
            return frozenset({-1, 0, 1})
        return frozenset(s for s, there in ((-1, low < 0), (0, low <= 0 <= high), (1, high > 0)) if there)

    def shifted(self, side: Side, step: int) -> Side:
        """Return the side of x + c for x in a side and a number c."""
        c = End(self.value({}, step), self.exact.number(self.program, step))
        return Side(self._moved(side.low, c), self._moved(side.high, c))

    def _moved(self, end: End, c: End) -> End:
        if end.exact and c.exact and not self.exact.add(end.exact, c.exact)[0]:
            return replace(end, value=(0, 0))
        return replace(end, value=self.ring.add(end.value, c.value))

    def slope(self, box: Box, target: int, i: int) -> Interval | None:
        try:
            return self.program.run(self.ring, self.inputs(box, 2, i), 2, target)[target][1]
        except Undefined:
            return None

    def coefficients(self, box: Box, target: int, count: int, along: int = -1, at: Any = None) -> list[Any]:
        """Return exact Taylor coefficients, thin sides being replaced by their values; raise `Undefined`."""
        unit, zero = self.exact.rational(Fraction(1)), self.exact.rational(Fraction(0))
        rows: list[list[Any]] = [[] for _ in self.program.symbols]
        for i, side in box.items():
            known = at if i == along else side.low.exact if side.thin else self.exact.symbol(i)
            if known is None:
                raise Undefined("an end is not known exactly")
            rows[i] = [known, unit if i == along else zero, *[zero] * (count - 2)][:count]
        return self.program.run(self.exact, rows, count, target)[target]

    def vanishes(self, box: Box, target: int) -> bool:
        try:
            return not self.coefficients(box, target, 1)[0][0]
        except Undefined:
            return False

    def by_range(self, box: Box, claim: Sign) -> bool:
        return positive(self.value(box, claim.step), claim.strict)

    def by_point(self, box: Box, claim: Sign) -> bool:
        """The term is a number on the box, positive or exactly zero."""
        return not self.moving(box, claim.step) and (
            self.by_range(box, claim) or not claim.strict and self.vanishes(box, claim.step)
        )

    def by_zero(self, box: Box, claim: Sign) -> bool:
        """The value is zero wherever it is defined, by exact algebra."""
        return not claim.strict and self.vanishes(box, claim.step)

    def by_slopes(self, box: Box, claim: Sign) -> bool:
        """Symbols in which f is monotone go where it is least; then by range, exactly, f(m) + f′(x − m)."""
        larger = False
        for face, moves in self.faces(box, claim.step):
            # f is larger than on a face that is left out
            larger = larger or any(strictly and face[i].low.is_open for i, (_, strictly) in moves.items())
            box = face
            if self.by_range(box, claim) or (larger or not claim.strict) and self.vanishes(box, claim.step):
                return True
        return self.by_mean_value(box, claim, self.slopes(box, claim.step))

    def faces(self, box: Box, target: int) -> Iterator[tuple[Box, Mapping[int, tuple[bool, bool]]]]:
        """Yield the faces where a term is least, with the symbols that went there: whether it rises, and strictly."""
        slopes = self.slopes(box, target)
        while moves := {i: (s[0] >= 0, s[0] > 0 or s[1] < 0) for i, s in slopes.items() if s and _signed(s, box[i])}:
            ends = {i: box[i].low if rising else box[i].high for i, (rising, _) in moves.items()}
            box = {**box, **{i: Side(end, end, box[i].integer) for i, end in ends.items()}}
            yield box, moves
            slopes = self.slopes(box, target)

    def slopes(self, box: Box, target: int) -> dict[int, Interval | None]:
        return {i: self.slope(box, target, i) for i in self.moving(box, target)}

    def moving(self, box: Box, target: int) -> list[int]:
        """Return the symbols that a term depends on, and whose sides are no points."""
        return [i for i in sorted(self.program.symbols_in(target)) if not box[i].thin]

    def by_mean_value(self, box: Box, claim: Sign, slopes: Mapping[int, Interval | None]) -> bool:
        ring = self.ring
        if not slopes or any(s is None or inf in map(abs, box[i].hull) for i, s in slopes.items()):
            return False
        middle = {i: sum(box[i].hull) // 2 for i in slopes}
        ends = {i: End((m, m), None) for i, m in middle.items()}
        total = self.value({**box, **{i: Side(end, end) for i, end in ends.items()}}, claim.step)
        for i, m in middle.items():
            total = ring.add(total, ring.mul(slopes[i], ring.add(box[i].hull, (-m, -m))))  # type: ignore[arg-type]
        return positive(total, claim.strict)

    def by_definite(self, box: Box, claim: Sign, place: list[Any]) -> bool:
        """f(p) ≥ 0, ∂f(p) = 0 exactly, and f″ positive definite on the hull of the box and p (Taylor's theorem)."""
        moving = self.moving(box, claim.step)
        need([i for i, _ in place] == moving, "definite: a coordinate for each symbol that moves")
        point = {i: self.number(e) for i, e in place}
        at = {**box, **{i: Side(end, end) for i, end in point.items()}}
        slopes = [self.terms.slope(claim.step, i) for i in moving]
        around = {**box, **{i: hull(box[i], end) for i, end in point.items()}}
        self.value(around, claim.step)
        bent = [[self.value(around, self.terms.slope(slope, j)) for j in moving] for slope in slopes]
        if not self.is_definite(bent):
            return False
        return self.by_point(at, claim) and all(self.vanishes(at, slope) for slope in slopes)

    def number(self, e: Any) -> End:
        """Return a number as a place."""
        step = self.program.expression(e)
        need(not self.program.symbols_in(step), "a place has symbols")
        exact = self.program.run(self.exact, [], 1, step)[step][0]
        return End(self.program.run(self.ring, [], 1, step)[step][0], exact, step=step)

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

    def by_taylor(self, box: Box, claim: Sign, i: int, which: str, m: int, n: int) -> bool:
        """With c_j = f⁽ʲ⁾/j! at an end e exactly zero for j < m only: the sign of f/(x − e)^m by Taylor's theorem."""
        need(i in box, f"there is no symbol {i}")
        ring, target, side = self.ring, claim.step, box[i]
        end = side.low if which == "low" else side.high
        if side.thin or is_infinite(end) or claim.strict and not end.is_open:
            raise Refused("no Taylor expansion there")
        quotient = self.quotient(box, target, i, end, m, n)
        if which == "high" and m % 2:  # (x − e)^m is negative
            quotient = ring.mul(ring.rational(Fraction(-1)), quotient)
        if not positive(quotient, claim.strict):
            return False
        *zeros, first = self.coefficients(box, target, m + 1, i, end.exact)
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


_METHODS: Mapping[str, Callable[..., bool]] = {
    "range": Leaves.by_range, "slopes": Leaves.by_slopes, "taylor": Leaves.by_taylor, "point": Leaves.by_point,
    "zero": Leaves.by_zero, "definite": Leaves.by_definite,
}  # fmt: skip


def data_of(method: str, data: list[Any]) -> list[Any]:
    need(len(data) == {"taylor": 4, "definite": 1}.get(method, 0), f"{method} has {len(data)} data")
    if method == "definite":
        pairs = data[0] if isinstance(data[0], list) else [None]
        need(all(isinstance(p, list) and len(p) == 2 and type(p[0]) is int for p in pairs), "definite: pairs")
    elif data:
        i, which, m, n = data
        need(all(type(x) is int for x in (i, m, n)) and which in ("low", "high"), "taylor: symbol, end, m, n")
        need(m >= 1 and n >= 1 and m + n <= MOST_TERMS, f"taylor: m and n are at least 1, m + n at most {MOST_TERMS}")
    return data


def hull(side: Side, point: End) -> Side:
    """Return the least side that contains a side and a point."""
    low = min(side.low.value[0], point.value[0]), min(side.low.value[1], point.value[1])
    high = max(side.high.value[0], point.value[0]), max(side.high.value[1], point.value[1])
    return Side(End(low, None), End(high, None))


def positive(x: Interval, strict: bool) -> bool:
    return bool(x[0] > 0 if strict else x[0] >= 0)


def _allowed(claim: Sign) -> frozenset[int]:
    return frozenset({1}) if claim.strict else frozenset({0, 1})


def _signed(slope: Interval, side: Side) -> bool:
    """Return whether a monotone function has its least value at a finite end of a side."""
    return slope[0] >= 0 and not is_infinite(side.low) or slope[0] < 0 and slope[1] <= 0 and not is_infinite(side.high)

"""What is known of a term on a box: enclosures of values and slopes, exact Taylor coefficients, where it is least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

from verify.kernel import Undefined
from verify.kernel.goals import Terms
from verify.kernel.intervals import Interval, Intervals
from verify.kernel.program import Sign
from verify.kernel.sides import Box, End, Side, Sides, is_infinite

__all__ = ["Values", "positive"]


class Values:
    """Terms of the program of a claim, in the arithmetic of an engine."""

    def __init__(self, sides: Sides) -> None:
        self.sides, self.ring, self.exact, self.program = sides, sides.ring, sides.exact, sides.program
        self.last: tuple[Any, int, Any] = ({}, -1, [])  # the ranges of the parts of a term on a box
        self.natural, self.terms = self.ring.at_defined_points(), Terms(self.program)

    def inputs(self, box: Box, count: int, along: int = -1, at: Interval | None = None) -> list[list[Interval]]:
        """Return the sides as series: symbol `along` varies, about `at` if given."""
        unit = [self.ring.rational(Fraction(int(k == 0))) for k in range(count - 1)]
        rows: list[list[Interval]] = [[] for _ in self.program.symbols]  # what is not in the box cannot be looked up
        for i, side in box.items():
            rows[i] = [at or side.hull, *unit] if i == along else [side.hull, *[(0, 0)] * (count - 1)]
        return rows

    def value(self, box: Box, target: int, ring: Intervals | None = None) -> Interval:
        return self.program.run(ring or self.ring, self.inputs(box, 1), 1, target)[target][0]

    def holds(self, box: Box, claim: Sign) -> bool:
        """Return whether the range of a term shows its sign."""
        return positive(self.value(box, claim.step), claim.strict)

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
        c, value = self.exact.number(self.program, step), self.value({}, step)
        low, high = (
            replace(end, value=(0, 0) if end.exact and c and not self.exact.add(end.exact, c)[0]
                    else self.ring.add(end.value, value))
            for end in (side.low, side.high)
        )  # fmt: skip
        return Side(low, high)

    def coefficients(self, box: Box, target: int, count: int, along: int = -1, at: Any = None) -> list[Any]:
        """Return exact Taylor coefficients, thin sides being replaced by their values; raise `Undefined`."""
        unit, zero = self.exact.rational(Fraction(1)), self.exact.rational(Fraction(0))
        rows: list[list[Any]] = [[] for _ in self.program.symbols]
        for i, side in box.items():
            known = at if i == along else side.low.exact if side.thin else self.exact.generator(i)
            if known is None:
                raise Undefined("an end is not known exactly")
            rows[i] = [known, unit if i == along else zero, *[zero] * (count - 2)][:count]
        return self.program.run(self.exact, rows, count, target)[target]

    def vanishes(self, box: Box, target: int) -> bool:
        """Return whether a term is shown to be zero wherever it is defined, by exact algebra."""
        try:
            return not self.coefficients(box, target, 1)[0][0]
        except Undefined:
            return False

    def moving(self, box: Box, target: int) -> list[int]:
        """Return the symbols that a term depends on, and whose sides are no points."""
        return [i for i in sorted(self.program.spoken[target]) if not box[i].thin]

    def slopes(self, box: Box, target: int) -> dict[int, Interval | None]:
        return {i: self.slope(box, target, i) for i in self.moving(box, target)}

    def slope(self, box: Box, target: int, i: int) -> Interval | None:
        try:
            return self.program.run(self.ring, self.inputs(box, 2, i), 2, target)[target][1]
        except Undefined:
            return None

    def faces(self, box: Box, target: int) -> Iterator[tuple[Box, Mapping[int, tuple[bool, bool]]]]:
        """Yield the faces where a term is least, with the symbols that went there: whether it rises, and strictly."""
        slopes = self.slopes(box, target)
        while moves := {i: (s[0] >= 0, s[0] > 0 or s[1] < 0) for i, s in slopes.items() if s and _signed(s, box[i])}:
            ends = {i: box[i].low if rising else box[i].high for i, (rising, _) in moves.items()}
            box = {**box, **{i: Side(end, end, box[i].integer) for i, end in ends.items()}}
            yield box, moves
            slopes = self.slopes(box, target)

    def from_middle(self, box: Box, target: int) -> Interval:
        """Return what encloses f(m) + f′(x − m), m being the middle of a box on which there are slopes."""
        ring, slopes = self.ring, self.slopes(box, target)
        if not slopes or any(s is None or inf in map(abs, box[i].hull) for i, s in slopes.items()):
            raise Undefined("there is no slope everywhere, or no middle")
        middle = {i: sum(box[i].hull) // 2 for i in slopes}
        ends = {i: End((m, m), None) for i, m in middle.items()}
        total = self.value({**box, **{i: Side(end, end) for i, end in ends.items()}}, target)
        for i, m in middle.items():
            total = ring.add(total, ring.mul(slopes[i], ring.add(box[i].hull, (-m, -m))))  # type: ignore[arg-type]
        return total


def positive(x: Interval, strict: bool) -> bool:
    return bool(x[0] > 0 if strict else x[0] >= 0)


def _signed(slope: Interval, side: Side) -> bool:
    """Return whether a monotone function has its least value at a finite end of a side."""
    return slope[0] >= 0 and not is_infinite(side.low) or slope[0] < 0 and slope[1] <= 0 and not is_infinite(side.high)

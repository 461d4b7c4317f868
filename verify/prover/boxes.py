"""Boxes: products of intervals with exact ends, cut until a claim can be decided on each part."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import sympy
from sympy import FiniteSet, Interval, Range, S, Set, Symbol, Union

from verify.language.sympy_heads import NotReadable
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import (
    Exact,
    as_expression,
    enclosed,
    exact,
    is_infinite,
    is_less,
    is_same,
    middle,
    near,
)

__all__ = ["Box", "Side", "UnsupportedRange", "boxes"]

TINY = 20  # halvings that make a small part of a side
FAR = 8  # lengths of a side


class UnsupportedRange(NotReadable):
    """A range that is no finite union of intervals, integer ranges and points."""


@dataclass(frozen=True)
class Side:
    """The numbers from low to high, without an end that is open; only the integers if `whole`."""

    low: Exact
    high: Exact
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    @cached_property
    def thin(self) -> bool:
        return is_same(self.low, self.high)

    @property
    def extent(self) -> float:
        """The length on the scale of x/(1 + |x|), or the relative length if that is more and the side is short."""
        compact = _compact(self.high) - _compact(self.low)
        if self.thin or compact > Fraction(1, 10**8) or is_infinite(self.low) or is_infinite(self.high):
            return float(compact)
        low, high = near(self.low), near(self.high)
        return float(max(compact, (high - low) / (4 * max(abs(low), abs(high)))))

    def range(self, digits: int) -> tuple[Any, Any]:
        """Return the closed side as an element of the range arithmetic."""
        known = self._ranges
        if digits not in known:
            low = enclosed(self.low, digits)
            known[digits] = low, low if self.thin else enclosed(self.high, digits)
        return known[digits]

    @cached_property
    def _ranges(self) -> dict[int, tuple[Any, Any]]:
        return {}

    def holds(self, point: Exact) -> bool:
        """Return whether a point was shown to lie strictly between the ends."""
        return is_less(self.low, point) and is_less(point, self.high)

    def includes(self, end: Exact) -> bool:
        """Return whether an end, or a point inside, is a point of the side."""
        return not (self.low_open and is_same(end, self.low)) and not (self.high_open and is_same(end, self.high))

    def has_end(self, point: Exact) -> bool:
        return (is_same(point, self.low) and not self.low_open) or (is_same(point, self.high) and not self.high_open)

    def direction_from(self, point: Exact) -> int:
        """Return 1 if the side was shown to lie above a point, −1 below it, 0 if neither, or if it is far away."""
        if is_same(point, self.low):
            return 1
        if is_same(point, self.high):
            return -1
        if is_infinite(self.low) or is_infinite(self.high):
            return 0
        low, high, c = near(self.low), near(self.high), near(point)
        if max(abs(c - low), abs(c - high)) > FAR * (high - low):
            return 0
        return 1 if is_less(point, self.low) else -1 if is_less(self.high, point) else 0

    def middle(self) -> Fraction | None:
        """Return a point between the ends, near the middle (far out, on an unbounded side); None if none was found."""
        if self.whole:
            return self._whole_middle()
        point = middle(self.low, self.high)
        return point if self.holds(point) else None

    def _whole_middle(self) -> Fraction:
        if is_infinite(self.low) and is_infinite(self.high):
            return Fraction(0)
        if is_infinite(self.high):
            return Fraction(2 * max(int(self.low), 8))
        if is_infinite(self.low):
            return Fraction(2 * min(int(self.high), -8))
        return Fraction((int(self.low) + int(self.high)) // 2)

    def at(self, point: Exact) -> Side:
        """Return the side that is this point."""
        side = Side(point, point, whole=self.whole)
        if point is self.low or point is self.high:  # whose enclosures are known
            for digits, (low, high) in self._ranges.items():
                side._ranges[digits] = (low, low) if point is self.low else (high, high)
        return side

    def with_point(self, point: Exact) -> Side:
        """Return the least side that contains this one and a point, ends included."""
        low = point if is_less(point, self.low) else self.low
        high = point if is_less(self.high, point) else self.high
        return Side(low, high)

    def beside(self, low: bool) -> Side:
        """Return a small part at the low or the high end."""
        part = self
        for _ in range(TINY):
            if part.thin or (point := part.middle()) is None:
                break
            part = replace(part, high=point, high_open=False) if low else replace(part, low=point, low_open=False)
        return part

    def beyond(self, far: int, down: bool) -> Side:
        """Return the part of an unbounded side far out, where x < −far (`down`) or x > far."""
        if down:
            return replace(self, high=-Fraction(far)) if is_less(-Fraction(far), self.high) else self
        return replace(self, low=Fraction(far)) if is_less(self.low, Fraction(far)) else self

    def cut(self, point: Exact) -> tuple[Side, Side]:
        """Return the two parts at a point inside, which belongs to both (to the left one, of integers)."""
        right = point + 1 if self.whole else point
        return replace(self, high=point, high_open=False), replace(self, low=right, low_open=False)

    def cut_out(self, point: Exact) -> tuple[Side, ...]:
        """Return a point and the parts left and right that leave it out; nothing if it is not in the side."""
        below, above = replace(self, high=point, high_open=True), replace(self, low=point, low_open=True)
        if self.thin or self.whole:
            return ()
        if is_same(point, self.low):
            return () if self.low_open else (self.at(point), above)
        if is_same(point, self.high):
            return () if self.high_open else (below, self.at(point))
        return (below, self.at(point), above) if self.holds(point) else ()

    def __str__(self) -> str:
        if self.thin:
            return str(self.low)
        if self.whole:
            return f"{{{_short(self.low)}, ..., {_short(self.high)}}}"
        left = "(" if self.low_open or is_infinite(self.low) else "["
        right = ")" if self.high_open or is_infinite(self.high) else "]"
        return f"{left}{_short(self.low)}, {_short(self.high)}{right}"


def _compact(x: Exact) -> Fraction:
    if is_infinite(x):
        return Fraction(1 if x == S.Infinity else -1)
    return near(x) / (1 + abs(near(x)))


def _short(x: Exact) -> str:
    text = str(x)
    if len(text) <= 12:
        return text
    return str(sympy.Float(sympy.Rational(near(x).numerator, near(x).denominator), 8))


@dataclass(frozen=True)
class Box:
    """A side for each symbol."""

    sides: tuple[Side, ...]

    @property
    def is_unbounded(self) -> bool:
        return any(is_infinite(end) for side in self.sides for end in (side.low, side.high))

    def ranges(self, digits: int) -> list[tuple[Any, Any]]:
        return [side.range(digits) for side in self.sides]

    def with_side(self, i: int, side: Side) -> Box:
        return Box((*self.sides[:i], side, *self.sides[i + 1 :]))

    def cut(self, i: int, point: Exact) -> tuple[Box, ...]:
        return tuple(self.with_side(i, part) for part in self.sides[i].cut(point))

    def at(self, point: Sequence[Exact]) -> Box:
        """Return the box that is this point."""
        return Box(tuple(side.at(x) for side, x in zip(self.sides, point, strict=True)))

    def middle(self) -> tuple[Exact, ...] | None:
        """Return an exact point of the box, None if one was not found."""
        point = tuple(side.low if side.thin else side.middle() for side in self.sides)
        return None if None in point else point

    def hull(self, symbols: Sequence[Symbol]) -> dict[Symbol, Set]:
        """Return the closed intervals of reals that the sides span."""
        ends = ((as_expression(side.low), as_expression(side.high)) for side in self.sides)
        return {s: Interval(*pair) for s, pair in zip(symbols, ends, strict=True)}

    def text(self, symbols: Sequence[Symbol]) -> str:
        return ", ".join(f"{s} in {side}" for s, side in zip(symbols, self.sides, strict=True))


def boxes(ranges: Mapping[Symbol, Set]) -> Iterator[Box]:
    """Yield boxes whose union is the product of the ranges; raise `UnsupportedRange` where there are none."""
    parts = [_sides(values) for values in ranges.values()]
    if math.prod(map(len, parts)) > EFFORT.boxes:
        raise UnsupportedRange(f"the ranges are a union of more than {EFFORT.boxes} boxes")
    yield from map(Box, product(*parts))


def _sides(values: Set) -> list[Side]:
    """Return the sides whose union is a set of reals; all reals in place of all rationals."""
    match values:
        case Interval():
            low_open, high_open = bool(values.left_open), bool(values.right_open)
            return [Side(exact(values.start), exact(values.end), low_open, high_open)]
        case Range() if abs(values.step) == 1:
            return [Side(exact(values.inf), exact(values.sup), whole=True)]
        case Range() | FiniteSet() if values.is_finite_set and len(values) <= EFFORT.boxes:
            return [Side(exact(x), exact(x)) for x in values]
        case Union():
            return [side for part in values.args for side in _sides(part)]
    if values in (S.Integers, S.Naturals, S.Naturals0):
        return [Side(exact(values.inf), sympy.oo, whole=True)]
    if values in (S.Reals, S.Rationals):
        return [Side(-sympy.oo, sympy.oo)]
    raise UnsupportedRange(f"the range {values} is no union of intervals, points and runs of integers")

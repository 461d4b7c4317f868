"""One look at a box: is an expression positive on all of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy
from flint import arb_mat
from sympy import Symbol

from verify.numerics.definiteness import definiteness
from verify.prover.boxes import Box, Side
from verify.prover.claims import Positive
from verify.prover.effort import EFFORT
from verify.prover.enclosures import Enclosure
from verify.prover.exact_numbers import Exact, as_expression, is_infinite, is_less
from verify.prover.signs import undefined_part

__all__ = ["Decision", "Library", "Look"]


@dataclass(frozen=True)
class Decision:
    """The truth of a claim on the whole of a box (None: not decided), its lower bound, a suspicious point."""

    truth: bool | None
    bound: float = float("-inf")
    suspect: tuple[Exact, ...] | None = None


@dataclass
class Library:
    """The enclosures of the expressions of one claim, and the ends where a zero may be divided out."""

    symbols: tuple[Symbol, ...]
    ends: list[list[Exact]]
    closed: bool  # see `Enclosure`
    convex: bool  # they are defined at all points of every box without `whole` sides
    enclosures: dict[sympy.Expr, Enclosure] = field(default_factory=dict)
    touching: dict[sympy.Expr, list[tuple[Exact, ...]]] = field(default_factory=dict)  # see `touches`
    looks: int = 0

    def enclosure(self, expression: sympy.Expr) -> Enclosure:
        if expression not in self.enclosures:
            self.enclosures[expression] = Enclosure(expression, self.symbols, self.closed)
        return self.enclosures[expression]

    def touches(self, expression: sympy.Expr, point: tuple[Exact, ...]) -> bool:
        """Return whether an expression and all its slopes are exactly zero at a point, and remember the point."""
        f = self.enclosure(expression)
        slopes = (self.enclosure(f.slope_expression(i)) for i in range(len(self.symbols)))
        found = f.continuous and all(one.sign_at(point) == {0} for one in (f, *slopes))
        if found:
            self.touching.setdefault(expression, []).append(point)
        return found


class Look:
    """One look at the claim that an expression is positive on a box."""

    def __init__(self, library: Library, claim: Positive, box: Box, digits: int, depth: int = 0) -> None:
        self.library, self.claim, self.box, self.digits, self.depth = library, claim, box, digits, depth
        self.f = library.enclosure(claim.expression)
        self.suspect: tuple[Exact, ...] | None = None

    def decision(self) -> Decision:
        """Return what the cheapest sufficient argument tells."""
        self.library.looks += 1
        value = self.f.value(self.box, self.digits)
        if value and (self._shows(value) or self._denies(value)):
            return Decision(self._shows(value), _float(value[0]))
        if all(side.thin for side in self.box.sides):
            return self._at_point(value)
        for argue in (self._divided, self._on_face, self._convex, self._refined):
            if found := argue():
                return found
        if value and self.digits < EFFORT.most_digits and value[1] - value[0] < 10.0 ** (6 - self.digits):
            # the box is small, and rounding is what hides the sign
            return Look(self.library, self.claim, self.box, 2 * self.digits, self.depth).decision()
        return Decision(None, _float(value[0]) if value else float("-inf"), self.suspect)

    def _shows(self, value: Any) -> bool:
        return bool(value[0] > 0) or (not self.claim.strict and bool(value[0] >= 0))

    def _denies(self, value: Any) -> bool:
        return bool(value[1] < 0) or (self.claim.strict and bool(value[1] <= 0))

    def _at_point(self, value: Any) -> Decision:
        """Decide at an exact point, where balls leave zero open, by exact algebra."""
        found = self.f.sign_at(tuple(side.low for side in self.box.sides))
        good = {1} if self.claim.strict else {0, 1}
        truth = True if found <= good else False if not found & good else None
        return Decision(truth, _float(value[0]) if value else float("-inf"))

    def _refined(self) -> Decision | None:
        value = self.f.refined(self.box, self.digits)
        if value and (self._shows(value) or self._denies(value)):
            return Decision(self._shows(value), _float(value[0]))
        return None

    def _divided(self) -> Decision | None:
        """Decide by f/(x − c)^m where f vanishes to order m on a face x = c of the box, or on one close to it."""
        for i, side in enumerate(self.box.sides):
            if side.thin or side.whole:
                continue
            for end in self.library.ends[i]:
                if not (direction := side.direction_from(end)) or not (order := self.f.order(i, end)):
                    continue
                quotient = self.f.quotient(i, end, self.box, self.digits)
                if quotient and bool(quotient[1] < 0 if direction**order < 0 else quotient[0] > 0):
                    if not self.claim.strict or not side.has_end(end):
                        return Decision(True, 0.0)
                    self.suspect = _on(self.box, i, end)
        return None

    def _on_face(self) -> Decision | None:
        """Decide on the face where the expression is least by its slopes, or by the mean value form there."""
        if not self._is_differentiable():
            return None
        if (found := self._by_slopes(self._plain_sign)) or not self.depth:
            return found
        return self._by_slopes(self._sign)

    def _by_slopes(self, sign_of: Callable[[int, Any, Box], int]) -> Decision | None:
        box, strictly, moved = self.box, False, {i for i, side in enumerate(self.box.sides) if side.thin}
        while True:
            slopes = [None if i in moved else self.f.slope(i, box, self.digits) for i in range(len(box.sides))]
            signs = {i: sign for i, slope in enumerate(slopes) if slope and (sign := sign_of(i, slope, box))}
            for i, sign in signs.items():
                side, end_left_out = self._least(box.sides[i], sign > 0)
                strictly |= end_left_out and abs(sign) == 2
                box = box.with_side(i, side)
            moved.update(signs)
            if not signs or len(moved) == len(box.sides):
                break
        found = None if box is self.box else self._there(box, strictly)
        return found or self._by_mean_value(box, slopes)

    def _convex(self) -> Decision | None:
        """Decide by a point where the expression touches zero, its Hessian being definite on the way there.

        f(x) = ½ (x − p)ᵀ H(ξ) (x − p) by Taylor's theorem, with ξ between x and p.
        """
        for point in self.library.touching.get(self.claim.expression, ()):
            inside = all(
                side.includes(x) and not is_less(x, side.low) and not is_less(side.high, x)
                for side, x in zip(self.box.sides, point, strict=True)
            )
            if not (self.f.closed or (inside and self._is_differentiable())):
                continue
            if self.claim.strict and inside:
                self.suspect = point
            elif self._is_definite(point):
                return Decision(True, 0.0)
        return None

    def _is_definite(self, point: tuple[Exact, ...]) -> bool:
        hull = Box(tuple(side.with_point(x) for side, x in zip(self.box.sides, point, strict=True)))
        moving = [i for i, side in enumerate(hull.sides) if not side.thin]
        slopes = [self.library.enclosure(self.f.slope_expression(i)) for i in moving]
        rows = [[slope.slope(j, hull, self.digits) for j in moving] for slope in slopes]
        if not moving or any(entry is None for row in rows for entry in row):
            return False
        hessian = arb_mat([[entry[0].union(entry[1]) for entry in row] for row in rows])  # type: ignore[index]
        return definiteness(hessian, self.digits).kind == "positive definite"

    def _plain_sign(self, i: int, slope: Any, box: Box) -> int:
        """Return ±1 if a slope is nonnegative or nonpositive, ±2 if it has no zero, else 0."""
        for sign, outward in ((1, slope[0]), (-1, -slope[1])):
            if outward >= 0:
                return 2 * sign if outward > 0 else sign
        return 0

    def _sign(self, i: int, slope: Any, box: Box) -> int:
        """Return the sign of a slope, looking at it as at the expression itself where it is not plain."""
        plain = self._plain_sign(i, slope, box)
        # what was shown of the expression, that it has no gap, need not be so of its slope
        if plain or undefined_part(self.f.slope_expression(i), box.hull(self.library.symbols)) is not None:
            return plain
        middle = box.middle()
        there = self.f.slope(i, box.at(middle), self.digits) if middle else None
        for sign in (1, -1):
            claim = Positive(sign * self.f.slope_expression(i), strict=False)
            if there and self._plain_sign(i, there, box) in (-sign, -2 * sign):
                continue  # a point of the box denies it
            if Look(self.library, claim, box, self.digits, self.depth - 1).decision().truth:
                return sign
        return 0

    def _is_differentiable(self) -> bool:
        """Return whether the expression is known to be defined on the whole box, as slopes take for granted."""
        gaps = not self.library.convex or any(side.whole and not side.thin for side in self.box.sides)
        return self.f.closed or not gaps

    def _least(self, side: Side, rising: bool) -> tuple[Side, bool]:
        """Return the end of a side where a monotone function is least, and whether it is an end left out.

        Near an end left out, where the function may be undefined, and far out on an unbounded side: the
        function at any point is at least its value at some points there.
        """
        end, is_open = (side.low, side.low_open) if rising else (side.high, side.high_open)
        if is_infinite(end):
            return side.beyond(EFFORT.far, rising), False
        return (side.beside(rising), False) if is_open and not self.f.closed else (side.at(end), is_open)

    def _there(self, box: Box, strictly: bool) -> Decision | None:
        """Decide on a face; `strictly`: the function is larger inside than on the face, which is left out."""
        value = self.f.value(box, self.digits)
        if value and self._shows(value):
            return Decision(True, _float(value[0]))
        if not all(side.thin for side in box.sides):
            return self._restricted(box, strictly)
        corner = tuple(side.low for side in box.sides)
        found = self.f.sign_at(corner)
        if found <= {0, 1} and (not self.claim.strict or strictly or found == {1}):
            return Decision(True, 0.0)
        if all(side.includes(x) for side, x in zip(self.box.sides, corner, strict=True)):
            self.suspect = corner
        return None

    def _restricted(self, box: Box, strictly: bool) -> Decision | None:
        """Decide by the expression that the claim's one is on a face of the whole range."""
        values = {
            s: as_expression(side.low)
            for s, side, ends in zip(self.library.symbols, box.sides, self.library.ends, strict=True)
            if side.thin and side.low in ends
        }
        there = self.claim.expression.subs(values)
        if there == self.claim.expression or there.has(sympy.oo, sympy.zoo, sympy.nan):
            return None
        look = Look(self.library, Positive(there, self.claim.strict and not strictly), box, self.digits, self.depth)
        found = look.decision()
        return found if found.truth else None

    def _by_mean_value(self, box: Box, slopes: Sequence[Any]) -> Decision | None:
        value = self.f.about_middle(box, slopes, self.digits)
        return Decision(True, _float(value[0])) if value and self._shows(value) else None


def _on(box: Box, i: int, end: Exact) -> tuple[Exact, ...] | None:
    middle = box.middle()
    return None if middle is None else (*middle[:i], end, *middle[i + 1 :])


def _float(x: Any) -> float:
    return float(x) if x.is_finite() else float("inf") if x > 0 else float("-inf")

"""The sides of a box: ends with their enclosures and, where they are known, their exact values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from verify.kernel import BadCertificate, Refused, Undefined, need
from verify.kernel.exact import Exact
from verify.kernel.intervals import Interval, Intervals
from verify.kernel.program import MOST_PARTS, Program, rational
from verify.kernel.taylor import FUNCTIONS, PAIRS

__all__ = ["LINE", "Box", "End", "Side", "TAKEN", "Sides", "is_infinite", "shaped"]

_SIDE = {"name": str, "low": object, "high": object, "low_open": bool, "high_open": bool, "integer": bool}
TAKEN = {
    *"pi inf and or add mul div pow max min for every where real integer in without symbols".split(),
    *FUNCTIONS,
    *PAIRS,
}


def shaped(data: Any, shape: Mapping[str, type], where: str) -> None:
    need(isinstance(data, dict) and set(data) == set(shape), f"{where} must have the keys {', '.join(shape)}")
    for key, kind in shape.items():
        need(kind is object or type(data[key]) is kind, f"{key} in {where} must be of type {kind.__name__}")


def named(name: str) -> None:
    """Refuse a name that would read as something else where the claim is printed."""
    plain = name.isascii() and name.isidentifier() and len(name) <= 200
    need(plain and name not in TAKEN, f"{name[:40]!r} is no name for a symbol")


@dataclass(frozen=True)
class End:
    """An end of a side: an enclosure, its exact value where that is known, whether it is left out, and its step."""

    value: Interval
    exact: Any
    is_open: bool = False
    step: int = -1  # in the program of the claim; of an infinite end there is none


@dataclass(frozen=True)
class Side:
    low: End
    high: End
    integer: bool = False

    @property
    def thin(self) -> bool:
        return self.low is self.high

    @property
    def hull(self) -> Interval:
        return self.low.value[0], self.high.value[1]


Box = Mapping[int, Side]  # by the numbers of the symbols
LINE = Side(End((-inf, -inf), None, True), End((inf, inf), None, True))


class Sides:
    """Reads sides, and cuts them; in the arithmetic of an engine."""

    def __init__(self, ring: Intervals, exact: Exact, program: Program) -> None:
        self.ring, self.exact, self.program = ring, exact, program

    def parts(self, data: Any) -> tuple[str, list[Side]]:
        """Return a symbol and the sides whose union is its range."""
        parts = data if isinstance(data, list) else [data]
        need(0 < len(parts) <= MOST_PARTS, f"a range has no parts, or more than {MOST_PARTS}")
        sides = [self.read(part) for part in parts]
        need(len({part["name"] for part in parts}) == 1, "the parts of a range have several names")
        return parts[0]["name"], sides

    def read(self, data: Any) -> Side:
        shaped(data, _SIDE, "a symbol")
        named(data["name"])
        low, high = self.end(data["low"], data["low_open"], -inf), self.end(data["high"], data["high_open"], inf)
        same = low.exact is not None and low.exact == high.exact and not (low.is_open or high.is_open)
        need(same or low.value[1] < high.value[0], f"the range of {data['name'][:40]} is not shown to be nonempty")
        if data["integer"]:
            ends = [e for e in (data["low"], data["high"]) if e not in ("-inf", "inf")]
            need(all(rational(e).denominator == 1 for e in ends), "an end of an integer is no integer")
            need(not any(end.is_open and not is_infinite(end) for end in (low, high)), "an end of an integer is open")
        return Side(low, low if same else high, data["integer"])

    def end(self, e: Any, is_open: bool = False, far: float = 0.0) -> End:
        """Return an end, or a number as a coordinate; an infinite end must be `far`."""
        if e in ("-inf", "inf"):
            need(float(e) == far, "an infinite end is on the wrong side")
            return End((far, far), None, True)
        return self.at(self.program.expression(e), is_open)

    def at(self, step: int, is_open: bool = False) -> End:
        """Return the end that a step without symbols is."""
        need(not self.program.spoken[step], "an end of a side has symbols")
        try:
            with self.ring.table.working():
                value = self.program.run(self.ring, [], 1, step)[step][0]
        except Undefined as error:
            raise BadCertificate(f"an end of a side: {error}") from None
        need(all(isinstance(t, int) for t in value), "an end of a side is too large")  # it would count as infinite
        return End(value, self.exact.number(self.program, step), is_open, step)

    def number(self, q: Fraction) -> End:
        return self.at(self.program.step("rational", number=q))

    def halves(self, side: Side, text: str) -> tuple[Side, Side]:
        """Return the two parts of a side on either side of a dyadic point that is certainly inside."""
        q = rational(text)
        value = self.ring.rational(q)
        dyadic = value[0] == value[1] and isinstance(value[0], int)
        if not (dyadic and side.low.value[1] <= value[0] <= side.high.value[0]):
            raise Refused(f"the split point {text[:40]} is not inside the box, or not exact")
        left = right = self.number(q)
        if side.integer:
            right = self.number(q + 1)
            if q.denominator != 1 or right.value[0] > side.high.value[0]:
                raise Refused(f"the split point {text[:40]} leaves no integer on either side")
        elif value[0] in (side.low.value[1], side.high.value[0]):
            raise Refused(f"the split point {text[:40]} is an end of the box")
        return _part(side.low, left, side.integer), _part(right, side.high, side.integer)


def _part(low: End, high: End, integer: bool) -> Side:
    """Return the side between two ends, one and the same where it is a point."""
    return Side(low, low if low.exact is not None and low.exact == high.exact else high, integer)


def is_infinite(end: End) -> bool:
    return isinstance(end.value[0], float)

"""The boxes of a proof, and whether a leaf shows its claim on a box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any

from verify.kernel import BadCertificate, Refused, Undefined, need
from verify.kernel.intervals import Interval, Intervals
from verify.kernel.program import Program, Sign, rational
from verify.kernel.quotients import Exact

__all__ = ["Box", "Checker", "Side", "shaped"]

MOST_DIGITS, MOST_TERMS = 300, 60
_SIDE = {"name": str, "low": object, "high": object, "low_open": bool, "high_open": bool, "integer": bool}


def shaped(data: Any, shape: Mapping[str, type], where: str) -> None:
    need(isinstance(data, dict) and set(data) == set(shape), f"{where} must have the keys {', '.join(shape)}")
    for key, kind in shape.items():
        need(kind is object or type(data[key]) is kind, f"{key} in {where} must be of type {kind.__name__}")


@dataclass(frozen=True)
class End:
    """An end of a side: an enclosure, its exact value where that is known, and whether it is left out."""

    value: Interval
    exact: Any
    is_open: bool = False


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


Box = tuple[Side, ...]


class Checker:
    """One claim, in the arithmetic of an engine: its box, and whether a leaf shows it on a box."""

    def __init__(self, claim: Mapping[str, Any], engine: str) -> None:
        need(1 <= claim["digits"] <= MOST_DIGITS, f"digits must lie between 1 and {MOST_DIGITS}")
        shaped(claim["domain"], {"symbols": list, "where": list}, "a domain")
        for side in claim["domain"]["symbols"]:
            shaped(side, _SIDE, "a symbol")
        names = [side["name"] for side in claim["domain"]["symbols"]]
        need(len(set(names)) == len(names), "a symbol occurs twice in the domain")
        self.ring, self.exact, self.program = Intervals(engine, claim["digits"]), Exact(len(names)), Program(names)
        self.statement = self.program.statement(claim["statement"])
        where = claim["domain"]["where"]
        self.outside = self.program.statement(["and", *where], negated=True) if where else None
        self.box: Box = tuple(map(self.side, claim["domain"]["symbols"]))

    def side(self, data: Mapping[str, Any]) -> Side:
        low, high = self.end(data["low"], data["low_open"], -inf), self.end(data["high"], data["high_open"], inf)
        same = low.exact is not None and low.exact == high.exact and not (low.is_open or high.is_open)
        need(same or low.value[1] < high.value[0], f"the range of {data['name'][:40]} is not shown to be nonempty")
        if data["integer"]:
            ends = [end for end, far in ((data["low"], "-inf"), (data["high"], "inf")) if end != far]
            need(all(rational(end).denominator == 1 for end in ends), "an end of an integer is no integer")
            need(not any(end.is_open and not _infinite(end) for end in (low, high)), "an end of an integer is open")
        return Side(low, low if same else high, data["integer"])

    def end(self, e: Any, is_open: bool, far: float) -> End:
        if e in ("-inf", "inf"):
            need(float(e) == far, "an infinite end is on the wrong side")
            return End((far, far), None, True)
        program = Program([])
        target = program.expression(e)
        try:
            with self.ring.table.working():
                value = program.run(self.ring, [], 1)[target][0]
        except Undefined as error:
            raise BadCertificate(f"an end of the domain: {error}") from None
        return End(value, self.exact_or_none(program, target), is_open)

    def exact_or_none(self, program: Program, target: int) -> Any:
        try:
            return program.run(self.exact, [], 1)[target][0]
        except Undefined:
            return None

    # The cover

    def halves(self, box: Box, i: int, text: str) -> tuple[Box, Box]:
        """Return the two parts of a box on either side of a dyadic point that is certainly inside."""
        q = rational(text)
        need(0 <= i < len(box), f"there is no symbol {i}")
        value, side = self.ring.rational(q), box[i]
        dyadic = value[0] == value[1] and isinstance(value[0], int)
        if not (dyadic and side.low.value[1] <= value[0] <= side.high.value[0]):
            raise Refused(f"the split point {text[:40]} is not inside the box, or not exact")
        left = right = End(value, self.exact.rational(q))
        if side.integer:
            right = End(self.ring.rational(q + 1), self.exact.rational(q + 1))
            if q.denominator != 1 or right.value[0] > side.high.value[0]:
                raise Refused(f"the split point {text[:40]} leaves no integer on either side")
        elif value[0] in (side.low.value[1], side.high.value[0]):
            raise Refused(f"the split point {text[:40]} is an end of the box")
        parts = self.part(side.low, left, side.integer), self.part(right, side.high, side.integer)
        return tuple((*box[:i], part, *box[i + 1 :]) for part in parts)  # type: ignore[return-value]

    def part(self, low: End, high: End, integer: bool) -> Side:
        return Side(low, low if low.exact is not None and low.exact == high.exact else high, integer)

    def prove(self, proof: Sequence[Any]) -> int | None:
        """Check a whole proof; raise `Refused` or `BadCertificate` with the item it fails at in `args`."""
        boxes, j = [self.box], 0
        for j, item in enumerate(proof):
            try:
                if not boxes:
                    raise Refused("something follows the last box")
                need(isinstance(item, list) and bool(item), "an item of a proof is a list")
                if item[0] == "split":
                    need(len(item) == 3 and type(item[1]) is int, "a split has a symbol and a point")
                    boxes += reversed(self.halves(boxes.pop(), item[1], item[2]))
                else:
                    self.leaf(boxes.pop(), item)
            except (Refused, Undefined, BadCertificate) as error:
                raise Refused(str(error), j) from None
        if boxes:
            raise Refused(f"{len(boxes)} boxes are left without a proof", None)
        return j

    # Leaves: each raises `Refused` or `Undefined` unless it shows its claim

    def leaf(self, box: Box, leaf: list[Any]) -> None:
        self.program.run(self.ring, self.inputs(box, 1), 1)  # everything is defined
        if leaf[0] == "outside":
            need(self.outside is not None and len(leaf) == 2, "outside needs a condition and one leaf")
            self.shows(box, self.outside, leaf[1])
        else:
            self.shows(box, self.statement, leaf)

    def shows(self, box: Box, claim: Any, leaf: Any) -> None:
        need(isinstance(leaf, list) and bool(leaf) and isinstance(leaf[0], str), "a leaf is a list with a method")
        method, *data = leaf
        if isinstance(claim, Sign):
            need(method in _METHODS, f"{method[:40]!r} is no method for a relation")
            if not _METHODS[method](self, box, claim, *data_of(method, data)):
                raise Refused(f"{method} does not show it")
        elif claim.every:
            need(method == "all" and len(data) == len(claim.parts), "a conjunction needs a leaf for each part")
            for part, leaf in zip(claim.parts, data, strict=True):
                self.shows(box, part, leaf)
        else:
            need(method == "any" and len(data) == 2 and type(data[0]) is int, "a disjunction needs one part and a leaf")
            need(0 <= data[0] < len(claim.parts), "there is no such part")
            self.shows(box, claim.parts[data[0]], data[1])

    def inputs(self, box: Box, count: int, along: int = -1, at: Interval | None = None) -> list[list[Interval]]:
        """Return the sides as series: symbol `along` varies, about `at` if given."""
        unit = [self.ring.rational(Fraction(int(k == 0))) for k in range(count - 1)]
        zero = [(0, 0)] * (count - 1)
        return [[at or s.hull, *unit] if i == along else [s.hull, *zero] for i, s in enumerate(box)]

    def value(self, box: Box, target: int) -> Interval:
        return self.program.run(self.ring, self.inputs(box, 1), 1, target)[target][0]

    def slope(self, box: Box, target: int, i: int) -> Interval | None:
        try:
            return self.program.run(self.ring, self.inputs(box, 2, i), 2, target)[target][1]
        except Undefined:
            return None

    def coefficients(self, box: Box, target: int, count: int, along: int = -1, at: Any = None) -> list[Any]:
        """Return exact Taylor coefficients, thin sides being replaced by their values; raise `Undefined`."""
        unit, zero = self.exact.rational(Fraction(1)), self.exact.rational(Fraction(0))
        inputs = []
        for i, side in enumerate(box):
            known = side.low.exact if side.thin else self.exact.symbol(i)
            known = at if i == along else known
            if known is None:
                raise Undefined("an end is not known exactly")
            inputs.append([known, unit if i == along else zero, *[zero] * (count - 2)][:count])
        return self.program.run(self.exact, inputs, count, target)[target]

    def vanishes(self, box: Box, target: int) -> bool:
        try:
            return not self.coefficients(box, target, 1)[0][0]
        except Undefined:
            return False

    def by_range(self, box: Box, claim: Sign) -> bool:
        return _positive(self.value(box, claim.step), claim.strict)

    def by_point(self, box: Box, claim: Sign) -> bool:
        """The box is one point, where the value is positive, or exactly zero."""
        thin = all(side.thin for side in box)
        return thin and (self.by_range(box, claim) or not claim.strict and self.vanishes(box, claim.step))

    def by_zero(self, box: Box, claim: Sign) -> bool:
        """The value is zero wherever it is defined, by exact algebra."""
        return not claim.strict and self.vanishes(box, claim.step)

    def by_slopes(self, box: Box, claim: Sign) -> bool:
        """Symbols in which f is monotone go where it is least; then by range, exactly, f(m) + f′(x − m)."""
        larger, slopes = False, self.slopes(box, claim.step)
        while moves := {i: (s[0] >= 0, s[0] > 0 or s[1] < 0) for i, s in slopes.items() if s and _signed(s, box[i])}:
            for i, (rising, strictly) in moves.items():
                end = box[i].low if rising else box[i].high
                larger = larger or strictly and end.is_open  # f is larger than on the face, which is left out
                box = (*box[:i], Side(end, end, box[i].integer), *box[i + 1 :])
            if self.by_range(box, claim) or (larger or not claim.strict) and self.vanishes(box, claim.step):
                return True
            slopes = self.slopes(box, claim.step)
        return self.by_mean_value(box, claim, slopes)

    def slopes(self, box: Box, target: int) -> dict[int, Interval | None]:
        return {i: self.slope(box, target, i) for i, side in enumerate(box) if not side.thin}

    def by_mean_value(self, box: Box, claim: Sign, slopes: Mapping[int, Interval | None]) -> bool:
        ring = self.ring
        if not slopes or any(s is None or inf in map(abs, box[i].hull) for i, s in slopes.items()):
            return False
        middle = {i: sum(box[i].hull) // 2 for i in slopes}
        ends = {i: End((m, m), None) for i, m in middle.items()}
        total = self.value(tuple(Side(ends[i], ends[i]) if i in ends else s for i, s in enumerate(box)), claim.step)
        for i, m in middle.items():
            total = ring.add(total, ring.mul(slopes[i], ring.add(box[i].hull, (-m, -m))))  # type: ignore[arg-type]
        return _positive(total, claim.strict)

    def by_taylor(self, box: Box, claim: Sign, i: int, which: str, m: int, n: int) -> bool:
        """With c_j = f⁽ʲ⁾/j! at an end e exactly zero for j < m only: the sign of f/(x − e)^m by Taylor's theorem."""
        need(0 <= i < len(box), f"there is no symbol {i}")
        ring, target, side = self.ring, claim.step, box[i]
        end = side.low if which == "low" else side.high
        if side.thin or _infinite(end) or claim.strict and not end.is_open:
            raise Refused("no Taylor expansion there")
        *zeros, first = self.coefficients(box, target, m + 1, i, end.exact)
        if any(c[0] for c in zeros) or not first[0]:
            raise Refused(f"the order of vanishing is not {m}")
        quotient = self.quotient(box, target, i, end, m, n)
        if which == "high" and m % 2:  # (x − e)^m is negative
            quotient = ring.mul(ring.rational(Fraction(-1)), quotient)
        return _positive(quotient, claim.strict)

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
    "range": Checker.by_range, "slopes": Checker.by_slopes, "taylor": Checker.by_taylor, "point": Checker.by_point,
    "zero": Checker.by_zero,
}  # fmt: skip


def data_of(method: str, data: list[Any]) -> list[Any]:
    need(len(data) == (4 if method == "taylor" else 0), f"{method} has {len(data)} data")
    if data:
        i, which, m, n = data
        need(all(type(x) is int for x in (i, m, n)) and which in ("low", "high"), "taylor: symbol, end, m, n")
        need(m >= 1 and n >= 1 and m + n <= MOST_TERMS, f"taylor: m and n are at least 1, m + n at most {MOST_TERMS}")
    return data


def _positive(x: Interval, strict: bool) -> bool:
    return bool(x[0] > 0 if strict else x[0] >= 0)


def _infinite(end: End) -> bool:
    return isinstance(end.value[0], float)


def _signed(slope: Interval, side: Side) -> bool:
    """Return whether a monotone function has its least value at a finite end of a side."""
    return slope[0] >= 0 and not _infinite(side.low) or slope[0] < 0 and slope[1] <= 0 and not _infinite(side.high)

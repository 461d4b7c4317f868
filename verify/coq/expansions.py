"""Tactics for zeros at the end of a side: a derivative that keeps its sign is integrated from there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf

from verify.coq.enclosures import Enclosures
from verify.coq.terms import Unprintable
from verify.coq.texts import Names, Texts
from verify.kernel import Undefined
from verify.kernel.intervals import Interval
from verify.kernel.program import Sign
from verify.kernel.sides import Box, End, Side, is_infinite

__all__ = ["Expansions"]

DEEPEST = 5  # bisections of a side


class Expansions:
    """Proofs for the Taylor leaf: near the end by the derivative of the order of the zero, further by enclosures."""

    def __init__(self, texts: Texts, same: Callable[[int, int, Names], str], enclosures: Enclosures) -> None:
        self.texts, self.same, self.enclosures = texts, same, enclosures
        self.leaves, self.terms = texts.checker.leaves, texts.terms

    def proof(self, box: Box, claim: Sign, i: int, which: str, order: int, names: Names) -> str:
        left, side = which == "low", box[i]
        end, other = (side.low, side.high) if left else (side.high, side.low)
        functions = [claim.step]
        for _ in range(order):  # those on the right with the signs that they have there
            slope = self.terms.slope(functions[-1], i)
            functions.append(slope if left else self.terms.times(self.terms.number(-1), slope))
        reach = self._reach(box, Sign(functions[-1], claim.strict), i, end, other)
        sides = ("" if is_infinite(e) else self.texts.end(e, names) for e in ((end, reach) if left else (reach, end)))
        low, high = sides
        open_ends = self.texts.order(claim.strict and left), self.texts.order(claim.strict and not left)
        bounds = [f"{low} {open_ends[0]} t -> "] * bool(low) + [f"t {open_ends[1]} {high} -> "] * bool(high)
        inside = {**names, self.texts.program.symbols[i]: "t"}
        near, name = f"forall t : R, {''.join(bounds)}{self.texts.claim(claim, inside)}", self.texts.fresh("near")
        script = self._integrated(box, functions, i, end, (low, high), claim.strict, names)
        known, x = f"assert ({name} : {near}) by ({script})", self.texts.name(i, names)
        if reach is other:
            return f"{known}; apply {name}; lra"
        cut = f"destruct (Rle_or_lt {x} {high})" if left else f"destruct (Rle_or_lt {low} {x})"
        return f"{known}; {cut}; [ apply {name}; lra | {self.enclosures.of(box, claim.step, names)} ]"

    def _integrated(
        self, box: Box, functions: list[int], i: int, end: End, ends: tuple[str, str], strict: bool, names: Names
    ) -> str:
        """Return the proof that the first function is positive between two points, from the sign of the last."""
        left = end is box[i].low
        inside = {**names, self.texts.program.symbols[i]: "t"}
        lemma = ("rises" if left else "falls") + "_strictly" * strict + "_forever" * (not all(ends))
        script = f"intros t; intros; cbv beta; first [ lra | {self.enclosures.of(box, functions[-1], inside)} | sign ]"
        for f, g in reversed(list(zip(functions, functions[1:], strict=False))):
            pair = " ".join(self.texts.function(step, i, names) for step in (f, g))
            zero = self.same(self.texts.at(f, i, end.step), self.terms.number(0), names)
            start = f"cbv beta; apply zero_is_nonnegative; {zero}"
            places = " ".join(filter(None, ends))
            script = f"apply ({lemma} {pair} {places}); [ intros t ?; cbv beta; slope | {start} | {script} ]"
        return script

    def _reach(self, box: Box, claim: Sign, i: int, end: End, other: End) -> End:
        """Return how far from an end a derivative keeps its sign, as the kernel's arithmetic sees it."""
        left, one = end is box[i].low, self.leaves.ring.one
        start = Fraction(round(Fraction(sum(end.value), 2 * one) * 64), 64)
        points = (start + Fraction(2) ** -k * (1 if left else -1) for k in range(-1, 9))
        for reach in (other, *map(self.texts.checker.sides.number, points)):
            low, high = (end, reach) if left else (reach, end)
            inside = reach is other or self._is_inside(reach, box[i])
            if inside and self._keeps({**box, i: Side(low, high)}, i, claim, DEEPEST):
                return reach
        raise Unprintable("no derivative at the end of a side is seen to keep its sign")

    def _is_inside(self, point: End, side: Side) -> bool:
        return bool(side.low.value[1] < point.value[0] and point.value[1] < side.high.value[0])

    def _keeps(self, box: Box, i: int, claim: Sign, depth: int) -> bool:
        low, _ = self._value(box, claim.step)
        if low > 0 or low == 0 and not claim.strict:
            return True
        side = box[i]
        if not depth or not self.enclosures.is_bounded(side):
            return False
        middle = self.texts.checker.sides.number(Fraction(sum(side.hull), 2 * self.leaves.ring.one))
        parts = Side(side.low, middle), Side(middle, side.high)
        inside = self._is_inside(middle, side)
        return inside and all(self._keeps({**box, i: part}, i, claim, depth - 1) for part in parts)

    def _value(self, box: Box, step: int) -> Interval:
        try:
            return self.leaves.value(box, step)
        except Undefined:
            return -inf, inf

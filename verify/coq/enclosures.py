"""The interval tactic on a box of the kernel: with bisection, then with derivatives.

The kernel shows a leaf by one enclosure on its box, so that a few bisections are enough.  Coq's tactic does not know
arccosines, and has no bound of 1/t or log t as t tends to 0: letters with bounds are put for those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, inf

from verify.coq.texts import Names, Texts
from verify.kernel import Undefined
from verify.kernel.sides import Box, Side

__all__ = ["PLAIN", "Enclosures"]

PLAIN = "first [ interval | interval with (i_prec 200) ]"
FINE = 2**40  # bounds are rounded outwards to multiples of 1/FINE


class Enclosures:
    """Tactics for goals 0 < e and 0 <= e on boxes."""

    def __init__(self, texts: Texts) -> None:
        self.texts, self.leaves = texts, texts.checker.leaves

    def of(self, box: Box, step: int, names: Names) -> str:
        """Return a tactic for the sign of a term on a box."""
        return f"{self.letters(box, step, names)}{self.tactic(self.leaves.moving(box, step), box, names)}"

    def whole(self, box: Box, names: Names) -> str:
        return self.tactic([i for i, side in box.items() if not side.thin], box, names)

    def tactic(self, symbols: Sequence[int], box: Box, names: Names) -> str:
        if not symbols or not all(self.is_bounded(box[i]) for i in symbols):
            return PLAIN
        named = [self.texts.name(i, names) for i in symbols]
        cuts = ", ".join(f"i_bisect {x}" for x in named)
        ways = ["interval", f"interval with ({cuts}, i_depth {8 if len(named) == 1 else 12})"]
        ways += [f"interval with ({cuts}, i_autodiff {x}, i_depth 8, i_prec 60)" for x in named]
        ways += [f"interval with ({cuts}, i_taylor {x}, i_degree 8, i_depth 6, i_prec 60)" for x in named]
        return f"first [ {' | '.join([*ways, 'interval with (i_prec 200)'])} ]"

    def is_bounded(self, side: Side) -> bool:
        return inf not in map(abs, side.hull)

    def letters(self, box: Box, step: int, names: Names) -> str:
        """Return what puts letters with bounds for parts that Coq's tactic does not enclose."""
        program = self.texts.program
        return "".join(tactic for i in program.cone(step) for tactic in self._letter(box, i, names))

    def _letter(self, box: Box, i: int, names: Names) -> Iterator[str]:
        head, arguments, number = self.texts.program.steps[i]
        if head == "power" or head == "pow" and number.denominator > 2:
            yield "powers; "
        elif head in ("acos", "asin"):
            low, high = self._bounds(box, arguments[0], Fraction(1))
            low_text, high_text = map(self.texts.number, (low, high))
            yield f"bounds_of_{head} {self.texts.term(arguments[0], names)} {low_text} {high_text}; "
        elif head in ("log", "div"):
            below = arguments[-1]
            low, high = self._bounds(box, below, Fraction(FINE))
            if low <= 0 < high < FINE:
                kind = "log" if head == "log" else "inverse"
                yield f"bounds_of_{kind} {self.texts.term(below, names)} {self.texts.number(high)}; "

    def _bounds(self, box: Box, step: int, most: Fraction) -> tuple[Fraction, Fraction]:
        """Return rational bounds of a term, no further out than ± most."""
        one = self.leaves.ring.one
        try:
            low, high = self.leaves.value(box, step, self.leaves.natural)
        except Undefined:
            return -most, most
        below, above = (max(min(end, most * one), -most * one) for end in (low, high))
        return Fraction(floor(Fraction(below) / one * FINE), FINE), Fraction(ceil(Fraction(above) / one * FINE), FINE)

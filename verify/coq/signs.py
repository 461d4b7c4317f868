"""Tactics for signs of terms by those of their parts, as the kernel found them.

For each sign that may be asked for there is a lemma of the prelude for each kind of term, and its name says both:
``negative_product_left`` is 0 < -1 (a b) of a negative a and a positive b.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from verify.coq.enclosures import PLAIN
from verify.coq.texts import Names, Texts
from verify.kernel.goals import Goal
from verify.kernel.signs import NEGATIVE, POSITIVE, ZERO, Found, Signs

__all__ = ["SignProofs"]

ABOVE, NOT_BELOW, BELOW, NOT_ABOVE, APART = POSITIVE, POSITIVE | ZERO, NEGATIVE, NEGATIVE | ZERO, NEGATIVE | POSITIVE
WORDS = {ABOVE: "positive", NOT_BELOW: "nonnegative", BELOW: "negative", NOT_ABOVE: "nonpositive", APART: "nonzero"}
# functions of the sign of their argument, with the signs for which the prelude has a lemma
OF_ITS_ARGUMENT = {"atan": (ABOVE, NOT_BELOW, BELOW, NOT_ABOVE), "sinh": (ABOVE, NOT_BELOW), "tanh": (ABOVE, NOT_BELOW)}


class SignProofs:
    """The proofs of one goal: what its parts are known to be, and lemmas that go from parts to the whole."""

    def __init__(self, texts: Texts, goal: Goal, names: Names) -> None:
        self.texts, self.names, self.program = texts, names, texts.program
        self.signs = Signs(texts.checker.leaves, goal)

    def proof(self, i: int, wanted: Found) -> str:
        """Return a tactic for the goal that a term has one of the signs that are wanted."""
        self.signs.of(i)
        for signs, lemma in ((ABOVE, "above_zero"), (BELOW, "below_zero")):
            if wanted == APART and self.known(i) <= signs:
                return f"apply {lemma}; {self.proof(i, signs)}"
        return f"first [ lra | {self._by_parts(i, wanted) or f'first [ linear | {PLAIN} | sign ]'} ]"

    def known(self, i: int) -> Found:
        return self.signs.known[i]

    def _by_parts(self, i: int, wanted: Found) -> str | None:
        head, arguments, number = self.program.steps[i]
        if not arguments or self.signs.given(i) <= wanted:
            return "linear"
        if head == "add" and self.signs.moved(*arguments) <= wanted:
            return "linear"
        if not self.signs.by_head(head, number, arguments, [self.known(k) for k in arguments]) <= wanted:
            return None
        match head:
            case "mul" if arguments[0] == arguments[1]:
                return self._square(arguments[0], wanted)
            case "mul" | "div":
                return self._product(head, arguments, wanted)
            case "add":
                return self._sum(arguments, wanted)
            case "pow":
                return self._power(arguments[0], number, wanted)
            case "log":
                return self._log(arguments[0], wanted)
            case "exp" | "abs":
                inner = f"; {self.proof(arguments[0], APART)}" if head == "abs" and wanted != NOT_BELOW else ""
                return f"apply {WORDS[wanted]}_{head}{inner}"
            case "sin":
                return "first [ apply sin_gt_0; linear | apply sin_ge_0; linear ]"
        if wanted in OF_ITS_ARGUMENT.get(head, ()):
            return f"apply {WORDS[wanted]}_{head}; {self.proof(arguments[0], wanted)}"
        return None

    def _square(self, a: int, wanted: Found) -> str:
        return "apply Rle_0_sqr" if wanted == NOT_BELOW else f"apply {WORDS[wanted]}_square; {self.proof(a, APART)}"

    def _log(self, a: int, wanted: Found) -> str | None:
        if wanted == APART:
            return None
        moved = self.program.step("add", a, self.signs.minus_one)
        defined = "first [ assumption | lra | sign ]"
        return f"apply {WORDS[wanted]}_log; [ {defined} | {self.proof(moved, wanted)} ]"

    def _product(self, head: str, arguments: Sequence[int], wanted: Found) -> str | None:
        """Return the proof for a product or quotient of factors of known signs."""
        kind = "product" if head == "mul" else "quotient"
        if wanted == APART:
            return self._applied(f"nonzero_{kind}", arguments, (APART, APART))
        choices = (ABOVE, BELOW) if wanted in (ABOVE, BELOW) else (NOT_BELOW, NOT_ABOVE)
        asked = [next((signs for signs in choices if self.known(k) <= signs), None) for k in arguments]
        if asked[0] is None or asked[1] is None:
            return None
        if head == "div":
            asked[1] = asked[1] - ZERO
        ways = {(1, 1): "same", (-1, -1): "opposite", (-1, 1): "left", (1, -1): "right"}
        way = ways[1 if 1 in asked[0] else -1, 1 if 1 in asked[1] else -1]
        return self._applied(f"{WORDS[wanted]}_{kind}_{way}", arguments, (asked[0], asked[1]))

    def _sum(self, arguments: Sequence[int], wanted: Found) -> str | None:
        """Return the proof for a sum of terms of one sign, one of them strictly if that is wanted."""
        if wanted == APART:
            return None
        weak = wanted | ZERO
        asked = (weak, weak)
        if wanted != weak:
            asked = (wanted, weak) if self.known(arguments[0]) <= wanted else (weak, wanted)
        if not all(self.known(k) <= signs for k, signs in zip(arguments, asked, strict=True)):
            return None
        texts = " ".join(self.texts.term(k, self.names) for k in arguments)
        return self._applied(f"(sum_{WORDS[asked[0]]}_{WORDS[asked[1]]} {texts})", arguments, asked)

    def _applied(self, lemma: str, arguments: Sequence[int], asked: tuple[Found, Found]) -> str:
        proofs = (self.proof(k, signs) for k, signs in zip(arguments, asked, strict=True))
        return f"apply {lemma}; [ {' | '.join(proofs)} ]"

    def _power(self, a: int, r: Fraction, wanted: Found) -> str | None:
        if r.denominator > 2:
            return None
        if r.denominator == 2:
            return f"first [ apply sqrt_pos | apply sqrt_lt_R0; {self.proof(a, ABOVE)} | sign ]"
        if wanted == APART:
            return f"apply pow_nonzero; {self.proof(a, APART)}"
        if r % 2 == 0:
            return "even_power" if wanted == NOT_BELOW else f"even_power_of_nonzero; {self.proof(a, APART)}"
        if wanted in (ABOVE, NOT_BELOW):
            return f"apply {'pow_lt' if wanted == ABOVE else 'pow_le'}; {self.proof(a, wanted)}"
        return f"apply {WORDS[wanted]}_odd_power; [ reflexivity | {self.proof(a, wanted)} ]"

"""Tactics for the leaves of proofs: enclosures, signs, exact zeros, and slopes that lead to a face."""

from __future__ import annotations

from typing import Any

from verify.coq.critical import at_critical_point
from verify.coq.enclosures import Enclosures
from verify.coq.equalities import Equalities
from verify.coq.expansions import Expansions
from verify.coq.signs import SignProofs
from verify.coq.terms import Unprintable
from verify.coq.texts import Names, Texts
from verify.kernel import Refused
from verify.kernel.goals import Claim, Goal
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import Box, Side
from verify.kernel.signs import POSITIVE, ZERO

__all__ = ["Leaves"]


class Leaves:
    """Each method returns a tactic for the goal of Coq that a goal of the kernel is."""

    def __init__(self, texts: Texts, equalities: Equalities) -> None:
        self.texts, self.same, self.enclosures = texts, equalities.same, Enclosures(texts)
        self.kernel, self.terms = texts.checker.leaves, texts.terms
        self.expansions = Expansions(texts, self.same, self.enclosures)

    def shown(self, goal: Goal, leaf: Any, names: Names) -> str:
        """Return the tactic for the conditions that are owed, which the kernel sees by enclosures, and the claim."""
        defined = f"apply guard; [ defined ltac:({self.enclosures.whole(goal.box, names)}) | intro ]; "
        return defined * len(self.texts.owed(goal)) + self.claim(goal, goal.claim, leaf, names)

    def claim(self, goal: Goal, claim: Claim, leaf: Any, names: Names) -> str:
        method, *data = leaf
        if method == "given":
            return "first [ assumption | restates ]"
        if isinstance(claim, Junction):
            return (self._all if method == "all" else self._any)(goal, claim, data, names)
        return str(getattr(self, f"_{method}")(goal, claim, data, names))

    def _all(self, goal: Goal, claim: Junction, data: Any, names: Names) -> str:
        *first, last = (self.claim(goal, part, one, names) for part, one in zip(claim.parts, data, strict=True))
        return "".join(f"split; [ {one} | " for one in first) + last + " ]" * len(first)

    def _any(self, goal: Goal, claim: Junction, data: Any, names: Names) -> str:
        k, leaf = data
        proof = self.claim(goal, claim.parts[k], leaf, names)
        if self.texts.apart(claim) is not None:
            return f"apply {'below' if k else 'above'}_zero; {proof}"
        return "; ".join([*["right"] * k, *["left"] * (k < len(claim.parts) - 1), proof])

    def _range(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        enclosed = self.enclosures.of(goal.box, claim.step, names)
        return f"first [ lra | {enclosed} | {self._by_parts(goal, claim, names)} ]"

    def _signs(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        if not self.kernel.moving(goal.box, claim.step):
            return self._point(goal, claim, data, names)
        return self._by_parts(goal, claim, names)

    def _by_parts(self, goal: Goal, claim: Sign, names: Names) -> str:
        return SignProofs(self.texts, goal, names).proof(claim.step, POSITIVE if claim.strict else POSITIVE | ZERO)

    def _point(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        enclosed = f"first [ lra | {self.enclosures.of(goal.box, claim.step, names)} | sign ]"
        return self._zero(goal, claim, data, names) if not self.kernel.holds(goal.box, claim) else enclosed

    def _zero(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        return self.vanishing(goal.box, claim.step, names)

    def vanishing(self, box: Box, step: int, names: Names) -> str:
        """Return a tactic for 0 <= f where f is zero, numbers being put for symbols whose sides are points."""
        points = [i for i in sorted(self.texts.program.spoken[step]) if i in box and box[i].thin]
        named = ((self.texts.name(i, names), self.texts.end(box[i].low, names)) for i in points)
        put = "".join(f"replace {x} with {e} by lra; " for x, e in named if x != e)
        there = self.terms.substituted({self.texts.checker.rules.symbol(i): box[i].low.step for i in points})(step)
        return f"{put}apply zero_is_nonnegative; {self.same(there, self.terms.number(0), names)}"

    def _slopes(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        """Go to the faces that the kernel goes to; first try an enclosure if there is room."""
        enclosed = self.enclosures.of(goal.box, claim.step, names)
        moves, zero = self._faces(goal.box, claim)
        try:
            chain = self._chain(goal.box, claim, moves, zero, names)
        except Refused:  # a part has no slope everywhere, but where the kernel looked
            return f"first [ lra | {enclosed} ]"
        return f"first [ lra | {chain} | {enclosed} ]" if zero else f"first [ lra | {enclosed} | {chain} ]"

    def _faces(self, box: Box, claim: Sign) -> tuple[list[tuple[int, bool, bool]], bool]:
        """Return how symbols go to faces of a box, and whether the term is zero on the last one."""
        moves: list[tuple[int, bool, bool]] = []
        for face, there in self.kernel.faces(box, claim.step):
            moves += [(i, rising, strictly) for i, (rising, strictly) in there.items()]
            if self.kernel.vanishes(face, claim.step):
                return moves, True
            if self.kernel.holds(face, claim):
                return moves, False
        return moves, False

    def _chain(self, box: Box, claim: Sign, moves: list[tuple[int, bool, bool]], zero: bool, names: Names) -> str:
        """Return the proof from slopes, one symbol after the other, and the value on the last face."""
        if not moves:
            enclosed = self.enclosures.of(box, claim.step, names)
            return self.vanishing(box, claim.step, names) if zero else f"first [ lra | {enclosed} ]"
        (i, rising, strictly), *others = moves
        side, slope = box[i], self.terms.slope(claim.step, i)
        end = side.low if rising else side.high
        strict = claim.strict and zero and strictly and end.is_open  # f is larger than on a face that is left out
        lemma = ("up" if rising else "down") + ("_strictly" if strict else "_at_edge" if claim.strict else "")
        face = Sign(self.texts.at(claim.step, i, end.step), claim.strict and not strict)
        rest = self._chain({**box, i: Side(end, end)}, face, others, zero, names)
        functions = " ".join(self.texts.function(step, i, names) for step in (claim.step, slope))
        inside = {**names, self.texts.program.symbols[i]: "t"}
        bounds = "".join(f"assert ({fact}) by lra; " for fact in self.texts.facts(side, "t", names))
        sign = f"first [ lra | sign | turned_sign | with_squares | {self.enclosures.of(box, slope, inside)} | nra ]"
        ends = f"{self.texts.end(end, names)} {self.texts.name(i, names)}"
        steps = [
            "lra",
            f"intros t ?; cbv beta; {bounds}slope",
            "continuous",
            "continuous",
            f"intros t ?; cbv beta; {bounds}{sign}",
        ]
        return f"apply ({lemma} {functions} {ends}); [ {' | '.join(steps)} | cbv beta; {rest} ]"

    def _definite(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        if not data[0]:  # nothing moves
            return self._point(goal, claim, data, names)
        if len(data[0]) > 2:
            raise Unprintable("a definite form of three or more variables has no tactic")
        return at_critical_point(self.texts, self.same, self.enclosures, goal.box, claim, data[0], names)

    def _taylor(self, goal: Goal, claim: Sign, data: Any, names: Names) -> str:
        i, which, order, _ = data
        return self.expansions.proof(goal.box, claim, i, which, order, names)

"""Goals, claims and terms of the kernel as Coq text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from verify.coq.terms import AND, OR, joined, term
from verify.kernel.check import Checker
from verify.kernel.goals import Claim, Goal, Terms
from verify.kernel.program import Junction, Sign
from verify.kernel.sides import End, Side, is_infinite
from verify.kernel.words import data_of

__all__ = ["Names", "Texts", "pattern"]

Names = Mapping[str, str]  # what stands for each symbol: a variable, or a term in brackets


def pattern(count: int) -> str:
    """Return the pattern that takes a disjunction of so many parts apart."""
    return "[?|" * (count - 1) + "?" + "]" * (count - 1)


class Texts:
    """The texts of a proof that a checker has gone through, and names that are new."""

    def __init__(self, checker: Checker) -> None:
        self.checker, self.program, self.count = checker, checker.program, 0
        self.terms: Terms = checker.rules.terms

    def fresh(self, word: str = "t") -> str:
        self.count += 1
        return f"{word}_{self.count}"

    def term(self, step: int, names: Names) -> str:
        return term(data_of(self.program, step), names)

    def number(self, q: Fraction | int) -> str:
        return term(str(q), {})

    def name(self, i: int, names: Names) -> str:
        return names[self.program.symbols[i]]

    def end(self, end: End, names: Names) -> str:
        return self.term(end.step, names)

    def function(self, step: int, i: int, names: Names) -> str:
        """Return a term as a function of a symbol."""
        return f"(fun t => {self.term(step, {**names, self.program.symbols[i]: 't'})})"

    def at(self, step: int, i: int, there: int) -> int:
        """Return a term with a step for a symbol."""
        return self.terms.substituted({self.checker.rules.symbol(i): there})(step)

    def order(self, strict: bool) -> str:
        return "<" if strict else "<="

    def claim(self, claim: Claim, names: Names) -> str:
        """Return a claim; that a or -1 a is positive is written a <> 0."""
        if isinstance(claim, Sign):
            return f"(0 {self.order(claim.strict)} {self.term(claim.step, names)})"
        if (a := self.apart(claim)) is not None:
            return f"({self.term(a, names)} <> 0)"
        return self.junction(claim, names)

    def junction(self, claim: Junction, names: Names) -> str:
        return joined(AND if claim.every else OR, (self.claim(part, names) for part in claim.parts))

    def apart(self, claim: Claim) -> int | None:
        """Return a where a claim says that a or -1 a is positive."""
        if isinstance(claim, Junction) and not claim.every and len(claim.parts) == 2:
            one, other = claim.parts
            if isinstance(one, Sign) and isinstance(other, Sign) and one.strict and other.strict:
                return one.step if self.terms.times(self.terms.number(-1), one.step) == other.step else None
        return None

    def owed(self, goal: Goal) -> list[Claim]:
        """Return the conditions that are to be shown besides a claim."""
        there = goal.owed.there if goal.owed else ()
        return list(dict.fromkeys(self.terms.conditions(there, goal.known)))

    def formula(self, goal: Goal, names: Names) -> str:
        """Return the claim of a goal after the conditions that are owed."""
        return joined(AND, (self.claim(one, names) for one in (*self.owed(goal), goal.claim)))

    def facts(self, side: Side, name: str, names: Names) -> list[str]:
        """Return that a name lies in a side."""
        low = f"{self.end(side.low, names)} {self.order(side.low.is_open)} {name}" if not is_infinite(side.low) else ""
        high = (
            f"{name} {self.order(side.high.is_open)} {self.end(side.high, names)}" if not is_infinite(side.high) else ""
        )
        return [fact for fact in (low, high) if fact]

    def added(self, one: Goal, goal: Goal) -> list[Claim]:
        """Return what is given for one goal and not for another."""
        return [part for part in one.where if part not in goal.where]

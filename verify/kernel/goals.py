"""Goals: what is left to be shown, and the terms that rules make of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from verify.kernel import Refused
from verify.kernel.program import Junction, Program, Sign
from verify.kernel.sides import Box
from verify.kernel.taylor import SLOPES

__all__ = ["Claim", "Goal", "Owed", "Terms", "steps_of"]

Claim = Junction | Sign


class Owed(NamedTuple):
    """Steps of a statement as it was given, to be shown to be defined: at all points; where its condition holds."""

    everywhere: tuple[int, ...]
    there: tuple[int, ...]


@dataclass(frozen=True)
class Goal:
    """At every point of the box at which all of ``where`` hold the claim holds.

    A sign that is claimed holds where it is true or undefined, and one that is given where it is defined and true; a
    conjunction holds where all of its parts do, a disjunction where one does, whatever the others are.

    What is owed is to be shown besides.  ``known`` are steps that are defined at all these points: a rule whose goals
    have points that the old one had not must not keep it.
    """

    box: Box
    where: tuple[Claim, ...]
    claim: Claim
    owed: Owed | None = None
    known: frozenset[int] = frozenset()

    def with_claim(self, claim: Claim) -> Goal:
        return replace(self, claim=claim)

    def given(self, *facts: Claim) -> Goal:
        return replace(self, where=self.where + facts)


def steps_of(claims: Iterable[Claim]) -> Iterator[int]:
    """Yield the steps whose signs claims are about."""
    for claim in claims:
        if isinstance(claim, Sign):
            yield claim.step
        else:
            yield from steps_of(claim.parts)


class Terms:
    """The steps of a program as terms: differences, negations, substitution, slopes, and where a step is defined."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.slopes: dict[int, dict[int, int]] = {}  # of steps, for each symbol

    def number(self, q: int | Fraction) -> int:
        return self.program.step("rational", number=Fraction(q))

    def plus(self, a: int, b: int) -> int:
        return b if self.is_number(a, 0) else a if self.is_number(b, 0) else self.program.step("add", a, b)

    def times(self, a: int, b: int) -> int:
        if self.is_number(a, 0) or self.is_number(b, 0):
            return self.number(0)
        return b if self.is_number(a, 1) else a if self.is_number(b, 1) else self.program.step("mul", a, b)

    def minus(self, a: int, b: int) -> int:
        return self.plus(a, self.times(self.number(-1), b))

    def is_number(self, a: int, q: int) -> bool:
        return self.program.steps[a].head == "rational" and self.program.steps[a].number == q

    def negated(self, claim: Claim) -> Claim:
        if isinstance(claim, Sign):
            return Sign(self.times(self.number(-1), claim.step), not claim.strict)
        return Junction(not claim.every, tuple(map(self.negated, claim.parts)))

    def mapped(self, claim: Claim, change: Callable[[int], int]) -> Claim:
        if isinstance(claim, Sign):
            return Sign(change(claim.step), claim.strict)
        return Junction(claim.every, tuple(self.mapped(part, change) for part in claim.parts))

    def substituted(self, values: Mapping[int, int]) -> Callable[[int], int]:
        """Return what puts steps in the place of others, all at once."""
        known = dict(values)

        def change(step: int) -> int:
            for i in self.program.cone(step):
                if i not in known:
                    head, arguments, number = self.program.steps[i]
                    new = tuple(known[k] for k in arguments)
                    known[i] = i if new == arguments else self._made(head, new, number)
            return known[step]

        return change

    def _made(self, head: str, arguments: tuple[int, ...], number: Fraction) -> int:
        return self.program.power(arguments[0], number) if head == "pow" else self.program.step(head, *arguments)

    def slope(self, step: int, symbol: int) -> int:
        """Return ∂f/∂x by the rules of sums, products, quotients, powers and the chain."""
        slopes = self.slopes.setdefault(symbol, {})
        for i in self.program.cone(step) if step not in slopes else ():
            if i not in slopes:
                slopes[i] = self._slope(i, symbol, slopes)
        return slopes[step]

    def _slope(self, i: int, symbol: int, slopes: Mapping[int, int]) -> int:
        head, arguments, number = self.program.steps[i]
        inner = [slopes[k] for k in arguments]
        if head == "symbol":
            return self.number(int(number) == symbol)
        if all(self.is_number(s, 0) for s in inner):
            return self.number(0)
        if head == "add":
            return self.plus(*inner)
        a, *rest = arguments
        if head == "mul":
            return self.plus(self.times(a, inner[1]), self.times(inner[0], rest[0]))
        if head == "div":
            above = self.minus(self.times(inner[0], rest[0]), self.times(a, inner[1]))
            return self.program.step("div", above, self.program.power(rest[0], Fraction(2)))
        if head == "pow":
            lower = self.number(1) if number == 1 else self.program.power(a, number - 1)
            return self.times(self.times(self.number(number), lower), inner[0])
        if head not in SLOPES:
            raise Refused(f"{head} has no slope")
        return self.times(self.program.companions(i)[0], inner[0])

    def conditions(self, steps: Iterable[int], known: frozenset[int] = frozenset()) -> list[Claim]:
        """Return the conditions under which steps are defined, those of arguments first, but for known ones."""
        done = {i for step in known for i in self.program.cone(step)}
        return [condition for i in self._in_order(steps, done) for condition in self._conditions(i)]

    def _in_order(self, steps: Iterable[int], done: set[int]) -> Iterator[int]:
        """Yield the parts of steps, arguments first, in an order that nothing else computed changes."""
        waiting = [(step, False) for step in reversed(list(steps))]
        while waiting:
            i, ready = waiting.pop()
            if ready:
                yield i
            elif i not in done:
                done.add(i)
                waiting.append((i, True))
                waiting += [(k, False) for k in reversed(self.program.steps[i].arguments)]

    def _conditions(self, i: int) -> Iterator[Claim]:
        head, arguments, number = self.program.steps[i]
        a = arguments[0] if arguments else i
        one = self.number(1)
        match head:
            case "div":
                yield self._nonzero(arguments[1])
            case "tan":
                yield self._nonzero(self.program.step("cos", a))
            case "pow" if number.denominator > 1:
                yield Sign(a, number < 0)
            case "power":
                inside = Junction(True, (Sign(a, False), Sign(arguments[1], True)))
                yield Junction(False, (Sign(a, True), inside))
            case "log":
                yield Sign(a, True)
            case "asin" | "acos" | "atanh":
                yield Sign(self.minus(one, a), head == "atanh")
                yield Sign(self.plus(one, a), head == "atanh")
            case "acosh":
                yield Sign(self.minus(a, one), False)

    def _nonzero(self, a: int) -> Claim:
        return Junction(False, (Sign(a, True), Sign(self.times(self.number(-1), a), True)))

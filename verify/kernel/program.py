"""Statements and expressions of a certificate as straight-line programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from verify.kernel import need
from verify.kernel.taylor import FUNCTIONS, PAIRS, apply

__all__ = ["Junction", "Program", "Sign", "rational"]

LARGEST_EXPONENT, LONGEST_CODE = 100, 5000
_RATIONAL = re.compile(r"-?[0-9]{1,400}(/[0-9]{1,400})?", re.ASCII)


def rational(text: Any) -> Fraction:
    need(isinstance(text, str) and bool(_RATIONAL.fullmatch(text)), f"{str(text)[:40]!r} is no rational p/q")
    need(not text.partition("/")[2] or text.partition("/")[2].strip("0") != "", f"{text[:40]} divides by zero")
    return Fraction(text)


class Step(NamedTuple):
    head: str
    arguments: tuple[int, ...] = ()
    number: Fraction = Fraction(0)  # a rational, the exponent of pow, or the index of a symbol


class Junction(NamedTuple):
    every: bool
    parts: tuple[Any, ...]  # of Junction or Sign


class Sign(NamedTuple):
    step: int
    strict: bool


class Program:
    """Expressions as steps, each of which occurs once."""

    def __init__(self, symbols: Sequence[str]) -> None:
        self.symbols, self.steps, self.known = list(symbols), [], {}  # type: ignore[var-annotated]

    def step(self, head: str, *arguments: int, number: Fraction = Fraction(0)) -> int:
        step = Step(head, arguments, number)
        if step not in self.known:
            need(len(self.steps) < LONGEST_CODE, f"a statement has more than {LONGEST_CODE} operations")
            self.known[step] = len(self.steps)
            self.steps.append(step)
        return self.known[step]

    def expression(self, e: Any) -> int:
        if isinstance(e, str):
            return self.step("pi") if e == "pi" else self.step("rational", number=rational(e))
        need(isinstance(e, list) and len(e) > 1 and isinstance(e[0], str), f"{str(e)[:60]!r} is no expression")
        head, *rest = e
        if head == "symbol":
            need(len(rest) == 1 and rest[0] in self.symbols, f"{str(rest)[:60]!r} is no symbol of the domain")
            return self.step(head, number=Fraction(self.symbols.index(rest[0])))
        if head in ("add", "mul", "max", "min"):
            total, *others = map(self.expression, rest)
            for other in others:
                total = self.step(head, total, other)
            return total
        return self.other(head, rest)

    def other(self, head: str, rest: list[Any]) -> int:
        known = head in FUNCTIONS or head in PAIRS or head in ("div", "pow")
        need(known, f"{head[:40]!r} is no function the checker knows")
        need(len(rest) == (1 if head in FUNCTIONS else 2), f"{head} has {len(rest)} arguments")
        if head != "pow":
            return self.step(head, *map(self.expression, rest))
        exponent = rational(rest[1])
        need(0 < max(abs(exponent.numerator), exponent.denominator) * bool(exponent) <= LARGEST_EXPONENT,
             f"the exponent {exponent} is zero or too large")  # fmt: skip
        return self.step(head, self.expression(rest[0]), number=exponent)

    def statement(self, s: Any, negated: bool = False) -> Junction | Sign:
        """Return a statement, or its negation, as signs of expressions."""
        need(isinstance(s, list) and len(s) > 1 and isinstance(s[0], str), f"{str(s)[:60]!r} is no statement")
        head, *rest = s
        if head in ("and", "or"):
            return Junction((head == "and") != negated, tuple(self.statement(part, negated) for part in rest))
        need(head in (">", ">=", "=", "!=") and len(rest) == 2, f"{str(head)[:40]!r} is no relation of two expressions")
        left, right = map(self.expression, rest)
        if head in (">", ">="):
            return self.difference(*((right, left) if negated else (left, right)), (head == ">") != negated)
        apart = (head == "!=") != negated
        return Junction(not apart, (self.difference(left, right, apart), self.difference(right, left, apart)))

    def difference(self, left: int, right: int, strict: bool) -> Sign:
        if self.steps[right] == Step("rational"):
            return Sign(left, strict)
        minus = self.step("mul", self.step("rational", number=Fraction(-1)), right)
        return Sign(self.step("add", left, minus), strict)

    def run(self, ring: Any, inputs: Sequence[Any], count: int, target: int | None = None) -> list[Any]:
        """Return `count` Taylor coefficients of all steps, or of those that a target needs."""
        wanted = range(len(self.steps)) if target is None else self.cone(target)
        found: list[Any] = [None] * len(self.steps)
        zeros = [ring.rational(Fraction(0))] * (count - 1)
        for j in wanted:
            head, arguments, number = self.steps[j]
            if head == "symbol":
                found[j] = inputs[int(number)]
            elif head in ("rational", "pi"):
                found[j] = [ring.pi() if head == "pi" else ring.rational(number), *zeros]
            else:
                found[j] = apply(ring, head, [found[i] for i in arguments], number)
        return found

    def cone(self, target: int) -> list[int]:
        wanted, stack = {target}, [target]
        while stack:
            new = set(self.steps[stack.pop()].arguments) - wanted
            wanted |= new
            stack += new
        return sorted(wanted)

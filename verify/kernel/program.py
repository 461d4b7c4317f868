"""Statements and expressions of a certificate as straight-line programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial, reduce
from math import inf
from typing import Any, NamedTuple

from verify.kernel import BadCertificate, Limits, Ring, Undefined, need
from verify.kernel.taylor import FUNCTIONS, PAIRS, RULES, SLOPES, Row, function, power, scaled

__all__ = ["Junction", "Program", "Sign", "rational"]

LARGEST_EXPONENT, LONGEST_CODE, MOST_PARTS = 100, 5000, 1000
Rows = dict[int, Row]  # by step
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
    """Expressions as steps, each of which occurs once; symbols from `varying` on are constants."""

    def __init__(self, symbols: Sequence[str] = (), varying: float = inf, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.symbols, self.varying = list(symbols), varying
        self.steps: list[Step] = []
        self.spoken: list[frozenset[int]] = []  # the numbers of the symbols that each step depends on
        self.known: dict[Step, int] = {}
        self.constants: set[int] = set()
        self.beside: dict[int, tuple[int, ...]] = {}  # the slope of a function, the factors of a power
        self.numbers: dict[tuple[Ring, int], Any] = {}
        self.plans: dict[tuple[tuple[int, ...], int], list[list[int]]] = {}

    def step(self, head: str, *arguments: int, number: Fraction = Fraction(0)) -> int:
        step = Step(head, arguments, number)
        if step not in self.known:
            need(len(self.steps) < LONGEST_CODE, f"a statement has more than {LONGEST_CODE} operations")
            self.known[step] = len(self.steps)
            self.steps.append(step)
            varies = number < self.varying if head == "symbol" else not self.constants.issuperset(arguments)
            if not varies:
                self.constants.add(self.known[step])
            own = {int(number)} if head == "symbol" else set()
            self.spoken.append(frozenset(own.union(*(self.spoken[i] for i in arguments))))
        return self.known[step]

    def expression(self, e: Any, argument: int | None = None) -> int:
        """Return the step that computes an expression, in which "a" stands for the argument if there is one."""
        if isinstance(e, str):
            if e == "a" and argument is not None:
                return argument
            return self.step("pi") if e == "pi" else self.step("rational", number=rational(e))
        if not (isinstance(e, list) and len(e) > 1 and isinstance(e[0], str)):
            raise BadCertificate(f"{str(e)[:60]!r} is no expression")
        head, *rest = e
        if head == "symbol":
            need(len(rest) == 1 and rest[0] in self.symbols, f"{str(rest)[:60]!r} is no symbol of the domain")
            return self.step(head, number=Fraction(self.symbols.index(rest[0])))
        if head == "pow":
            need(len(rest) == 2, f"{head} has {len(rest)} arguments")
            return self.power(self.expression(rest[0], argument), rational(rest[1]))
        return self.applied(head, [self.expression(part, argument) for part in rest])

    def applied(self, head: str, arguments: Sequence[int]) -> int:
        if head in ("add", "mul", "max", "min"):
            return reduce(partial(self.step, head), arguments)
        need(head in FUNCTIONS or head in PAIRS or head == "div", f"{head[:40]!r} is no function the checker knows")
        need(len(arguments) == (1 if head in FUNCTIONS else 2), f"{head} has {len(arguments)} arguments")
        if head == "sqrt":
            return self.power(arguments[0], Fraction(1, 2))
        if head == "mod":  # a − b ⌊a/b⌋
            a, b = arguments
            turns = self.step("mul", b, self.step("floor", self.step("div", a, b)))
            return self.step("add", a, self.step("mul", self.expression("-1"), turns))
        if head == "heaviside":  # with s = sign a: (1 + s)/2 + (h − 1/2)(1 − |s|)
            s, h = self.step("sign", arguments[0]), arguments[1]
            zero = self.step("add", self.expression("1"), self.expression(["mul", "-1", ["abs", "a"]], s))
            jump = self.expression(["mul", "1/2", ["add", "1", "a"]], s)
            return self.step("add", jump, self.step("mul", self.expression(["add", "a", "-1/2"], h), zero))
        return self.step(head, *arguments)

    def power(self, base: int, r: Fraction) -> int:
        need(0 < max(abs(r.numerator), r.denominator) * bool(r) <= LARGEST_EXPONENT,
             f"the exponent {r} is zero or too large")  # fmt: skip
        if r == 1:
            return base
        if r.denominator > 1:
            return self.step("pow", base, number=r)
        if r < 0:
            return self.step("div", self.expression("1"), self.power(base, -r))
        # two equal factors, or the power below and the base
        lower = self.power(base, r / 2 if r % 2 == 0 else r - 1)
        index = self.step("pow", base, number=r)
        self.beside[index] = (lower, base if r % 2 else lower)
        return index

    def statement(self, s: Any, negated: bool = False) -> Junction | Sign:
        """Return a statement, or its negation, as signs of expressions."""
        if not (isinstance(s, list) and len(s) > 1 and isinstance(s[0], str)):
            raise BadCertificate(f"{str(s)[:60]!r} is no statement")
        head, *rest = s
        need(len(rest) <= MOST_PARTS, f"a statement has more than {MOST_PARTS} parts")
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
        return Sign(minus if self.steps[left] == Step("rational") else self.step("add", left, minus), strict)

    def run(self, ring: Ring, inputs: Sequence[Row], count: int, *targets: int) -> Rows:
        """Return the rows of all steps, those of targets, or else of all, with `count` Taylor coefficients."""
        *_, rows = self.columns(ring, inputs, count, targets or tuple(range(len(self.steps))))
        return rows

    def columns(self, ring: Ring, inputs: Sequence[Row], count: int, targets: tuple[int, ...]) -> Iterator[Rows]:
        """Yield the rows after each coefficient; those of the inputs may be appended to in between."""
        plan = self.plan(targets, count)
        rows: Rows = defaultdict(list)
        weighted: dict[int, Row] = {}
        zero = ring.rational(Fraction(0))
        for j, column in enumerate(plan):
            self.limits.spend(len(column))
            for i in column:
                if j and i in self.constants:
                    rows[i].append(zero)
                elif self.spoken[i]:
                    rows[i].append(self.coefficient(ring, i, rows, inputs, weighted))
                else:
                    rows[i].append(self.number(ring, i, rows))
            yield rows

    def number(self, ring: Ring, i: int, rows: Rows) -> Any:
        """Return the value of a step without symbols, which is computed once in each ring."""
        if (ring, i) not in self.numbers:
            self.numbers[ring, i] = self.coefficient(ring, i, rows, (), {})
        return self.numbers[ring, i]

    def coefficient(self, ring: Ring, i: int, rows: Rows, inputs: Sequence[Row], weighted: dict[int, Row]) -> Any:
        """Return the next coefficient of step i; `weighted` holds a₁, 2 a₂, … of arguments a of functions."""
        head, arguments, number = self.steps[i]
        own = rows[i]
        if head == "symbol":
            if len(own) >= len(inputs[int(number)]):
                raise Undefined("a symbol has no range here")
            return inputs[int(number)][len(own)]
        if not arguments:
            return ring.pi() if head == "pi" else ring.rational(number)
        a = rows[arguments[0]]
        if head == "pow":
            return power(ring, own, a, number, [rows[k] for k in self.beside.get(i, ())])
        if head in SLOPES:
            if not own:
                return ring.function(head, a[0])
            known = weighted.setdefault(arguments[0], [])
            known.extend(scaled(ring, a[k], k) for k in range(len(known) + 1, len(own) + 1))
            return function(ring, own, known, rows[self.beside[i][0]])
        if own and head == "mul" and not self.constants.isdisjoint(arguments):
            fixed, other = arguments if arguments[0] in self.constants else reversed(arguments)
            return ring.mul(rows[fixed][0], rows[other][-1])
        return RULES[head](ring, own, *(rows[k] for k in arguments))

    def plan(self, targets: tuple[int, ...], count: int) -> list[list[int]]:
        """Return the steps that each column needs, operands first; of slopes it needs one coefficient less."""
        if (targets, count) in self.plans:
            return self.plans[targets, count]
        needs: dict[int, int] = {}
        waiting = [(i, count) for i in targets]
        while waiting:
            i, n = waiting.pop()
            if needs.get(i, 0) < n:
                needs[i] = n
                waiting += [(k, n) for k in self.steps[i].arguments]
                if n > 1 and i not in self.constants:
                    waiting += [(k, n - (self.steps[i].head in SLOPES)) for k in self.companions(i)]
        order = sorted(needs)
        self.plans[targets, count] = [[i for i in order if needs[i] > j] for j in range(count)]
        return self.plans[targets, count]

    def companions(self, i: int) -> tuple[int, ...]:
        head, arguments, _ = self.steps[i]
        if head in SLOPES and i not in self.beside:
            self.beside[i] = (self.expression(SLOPES[head], *arguments),)
        return self.beside.get(i, ())

    def cone(self, step: int) -> list[int]:
        """Return the steps that a step is computed from and itself, operands first."""
        wanted, stack = {step}, [step]
        while stack:
            new = set(self.steps[stack.pop()].arguments) - wanted
            wanted |= new
            stack += new
        return sorted(wanted)

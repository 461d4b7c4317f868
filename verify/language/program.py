"""Straight-line programs: terms, compiled once and run in any arithmetic, common parts computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from verify.arithmetics import Arithmetic
from verify.language.choices import JOINED, RELATIONS, chosen, joints
from verify.language.functions import FUNCTIONS
from verify.language.term import Term, apply, number, one, postorder

__all__ = ["OFTEN", "CompileError", "compile_terms"]

OFTEN = 10  # runs that take as long as writing the program out without a loop
HALF = Fraction(1, 2)
Step = tuple[Callable[..., Any], tuple[Term, ...]]


class CompileError(TypeError):
    """The expression has a part that the arithmetic gives no meaning."""


def compile_terms(
    terms: Sequence[Term], inputs: Sequence[Term], arithmetic: Arithmetic, value: Callable[[Any], Any] | None = None
) -> Callable[..., tuple[Any, ...]]:
    """Return a function of the inputs' values that evaluates terms in an arithmetic.

    In a rigorous arithmetic the results contain the exact values (see `verify.arithmetics`).  ``value`` makes elements
    of what is put in.  Raises `CompileError` for a head without a sound meaning there, when compiling and never later.

    >>> from verify import arithmetic
    >>> from verify.language.term import symbol
    >>> x = symbol("x")
    >>> compile_terms([x / 3], [x], arithmetic("ball", 30))(1)
    ([0.333333333333333 +/- 3.34e-16],)
    """
    program = _Program(inputs, arithmetic, value or arithmetic.number)
    outputs = [program.slot(term) for term in terms]
    straight: Callable[..., Any] | None = None
    runs = 0

    def run(*values: Any) -> Any:
        nonlocal straight, runs
        if len(values) != program.inputs:
            raise TypeError(f"{program.inputs} inputs expected, {len(values)} given")
        if straight is not None:
            return straight(*values)
        with arithmetic.working():
            slots = program.run(values)
        runs += 1
        if runs == OFTEN:
            straight = program.straight(outputs)
        return tuple(slots[i] for i in outputs)

    return run


class _Program:
    """Slots filled from left to right: inputs, then constants and steps in order of first use."""

    def __init__(self, inputs: Sequence[Term], arithmetic: Arithmetic, value: Callable[[Any], Any]) -> None:
        self.arithmetic, self.value = arithmetic, value
        self.slots: dict[Term, int] = {term: i for i, term in enumerate(inputs)}
        self.steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = []
        self.inputs = len(inputs)
        self.constants: dict[int, Any] | None = None
        if len(self.slots) < self.inputs:
            names = ", ".join(str(term.data) for term in inputs)
            raise ValueError(f"a symbol stands twice among the inputs {names}")

    def slot(self, term: Term) -> int:
        """Return the slot that holds a term, adding the steps that compute it, operands first."""
        planned: dict[Term, Step] = {}
        waiting = [term]  # a stack of our own: terms may be deeper than Python's
        while waiting:
            node = waiting.pop()
            if node in self.slots:
                continue
            if node not in planned:
                planned[node] = self.step(node)
            function, operands = planned[node]
            missing = [x for x in operands if x not in self.slots]
            if missing:
                waiting += [node, *reversed(missing)]
                continue
            self.steps.append((function, tuple(self.slots[x] for x in operands)))
            self.slots[node] = self.inputs + len(self.steps) - 1
        return self.slots[term]

    def run(self, inputs: Sequence[Any]) -> list[Any]:
        """Return what all slots hold; constants are built in the first run, at the arithmetic's own precision."""
        if self.constants is None:
            self.constants = {i: function() for i, function, operands in self.numbered() if not operands}
        slots = [*map(self.value, inputs), *map(self.constants.get, range(self.inputs, self.inputs + len(self.steps)))]
        for i, function, operands in self.numbered():
            if operands:
                slots[i] = function(*[slots[j] for j in operands])
        return slots

    def straight(self, outputs: Sequence[int]) -> Callable[..., Any]:
        """Return the program as one Python function, whose runs take two thirds of the time.

        Its source is made of slot numbers only: s7 = f7(s2, s5) for each step.
        """
        assert self.constants is not None
        names: dict[str, Any] = {"working": self.arithmetic.working, "value": self.value}
        names |= {f"s{i}": constant for i, constant in self.constants.items()}
        names |= {f"f{i}": function for i, function, _ in self.numbered()}
        inputs = ", ".join(f"s{i}" for i in range(self.inputs))
        steps = [f"s{i} = value(s{i})" for i in range(self.inputs)]
        steps += [f"s{i} = f{i}({', '.join(f's{j}' for j in js)})" for i, _, js in self.numbered() if js]
        result = "".join(f"s{i}, " for i in outputs)
        body = "\n".join(f"        {step}" for step in steps or ["pass"])
        exec(f"def run({inputs}):\n    with working():\n{body}\n    return {result or '()'}", names)
        run: Callable[..., Any] = names["run"]
        return run

    def numbered(self) -> Iterator[tuple[int, Callable[..., Any], tuple[int, ...]]]:
        return ((i, *step) for i, step in enumerate(self.steps, start=self.inputs))

    def function(self, name: str) -> Callable[..., Any]:
        try:
            return self.arithmetic.functions[name]
        except KeyError:
            raise CompileError(f"{name} has no sound meaning in the arithmetic {self.arithmetic.name}") from None

    def step(self, node: Term) -> Step:
        """Return the operation that computes a node, and the nodes it takes."""
        table = self.arithmetic
        match node.head:
            case "number":
                return partial(table.rational, node.data.numerator, node.data.denominator), ()
            case "float":
                return partial(table.number, float(node.data)), ()
            case "pi" | "e":
                return table.constants[node.head], ()
            case "mul":
                return self.product(node)
            case "pow":
                return self.power(*node.args)
            case "add":
                return self.function("add"), node.args
            case "symbol" | "gaussian" | "vector" | "dot":
                raise CompileError(f"the symbol {node.data or node!r} is not among the inputs")
        if node.head in FUNCTIONS:
            return self.function(node.head), node.args
        if node.head == "piecewise" and "compare" in table.functions:
            return self.cases(node)
        raise CompileError(f"{node.head} has no meaning in {table.name}")

    def product(self, node: Term) -> Step:
        """Return Π above / Π below, what stands below being powers with negative exponents."""
        below = [x for x in node.args if _is_below(x)]
        if not below:
            return self.function("mul"), node.args
        above = [x for x in node.args if not _is_below(x)]
        return self.function("divide"), (_times(above), _times([x.args[0] ** -x.args[1].data for x in below]))

    def power(self, base: Term, exponent: Term) -> Step:
        y = exponent.data if exponent.head == "number" else None
        if y == HALF:
            return self.function("sqrt"), (base,)
        if y is not None and y.denominator == 1:
            power, n = self.function("power"), int(y)
            return (lambda x: power(x, n)), (base,)
        if y is not None and y.denominator == 2:
            return self.power(base ** number(HALF), number(y.numerator))
        if base.head == "e":
            return self.function("exp"), (exponent,)
        if y is not None and "fractional" in self.arithmetic.functions:
            return partial(self.function("fractional"), p=y.numerator, q=y.denominator), (base,)
        if y is None and "pow" in self.arithmetic.functions:
            return self.function("pow"), (base, exponent)
        return self.function("exp"), (exponent * apply("log", base),)

    def cases(self, node: Term) -> Step:
        """Return the value of the case that holds first, or what holds all values of cases that may."""
        compare, either = self.function("compare"), self.function("either")
        conditions = node.args[1::2]
        if strange := {part.head for c in conditions for part in joints(c)} - JOINED:
            raise CompileError(f"{strange.pop().capitalize()} joins conditions: write And, Or, Not of relations")
        relations = list(dict.fromkeys(part for c in conditions for part in postorder(c) if part.head in RELATIONS))
        count = len(conditions)

        def value(*xs: Any) -> Any:
            pairs = zip(xs[count::2], xs[count + 1 :: 2], strict=True)
            signs = {relation: compare(*pair) for relation, pair in zip(relations, pairs, strict=True)}
            found = chosen(conditions, signs, xs[:count])
            return found[0] if len(found) == 1 else either(*found)

        return value, (*node.args[::2], *(side for relation in relations for side in relation.args))


def _is_below(x: Term) -> bool:
    return x.head == "pow" and x.args[1].head == "number" and x.args[1].data < 0


def _times(factors: list[Term]) -> Term:
    """Return the product of factors, the first powers of what stood below among them."""
    plain = [x.args[0] if x.head == "pow" and x.args[1] is one else x for x in factors]
    return one if not plain else plain[0] if len(plain) == 1 else apply("mul", *plain)

"""One compiler: a SymPy expression becomes a straight-line program, run in any arithmetic.

`sympy.lambdify` is unsound for enclosures: it prints 1/3 as a division of floats and fixes π when
it compiles.  Here rationals and π are built by the arithmetic when the program runs, and
whatever has no sound meaning in a rigorous arithmetic (Floats, Max and Min of balls, Piecewise,
unknown functions) is refused when the expression is compiled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr, Symbol

from verify.arithmetics import Arithmetic
from verify.choices import chosen, relations

__all__ = ["CompileError", "InexactLiteral", "compile_expression", "rational_of"]

# SymPy heads that are the operation of the same meaning in the tables, whatever the arithmetic
_HEADS: dict[type, str] = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
    sympy.asin: "asin",
    sympy.acos: "acos",
    sympy.atan: "atan",
    sympy.atan2: "atan2",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.tanh: "tanh",
    sympy.Abs: "abs",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.Heaviside: "heaviside",
    sympy.sign: "sign",
    sympy.floor: "floor",
    sympy.ceiling: "ceiling",
    sympy.Mod: "mod",
    sympy.Add: "add",
}
_CONSTANTS = {sympy.pi: "pi", sympy.E: "e"}
OFTEN = 10  # runs that take as long as writing the program out without a loop


class CompileError(TypeError):
    """The expression has a part that the arithmetic gives no meaning."""


class InexactLiteral(CompileError):
    """A floating-point literal stands where only exact numbers may."""

    def __init__(self, literal: sympy.Float) -> None:
        super().__init__(f"{literal} is a floating-point number; write {_meant(literal)}")


def _meant(literal: sympy.Float) -> str:
    """Return what was meant: p/q or p/q·π where the literal is the double of it, else its digits."""
    x = float(literal)
    turns = Fraction(x / math.pi).limit_denominator(12) if math.isfinite(x) else Fraction(0)
    if turns and math.isclose(float(turns) * math.pi, x, rel_tol=1e-15):
        return str(sympy.Rational(turns.numerator, turns.denominator) * sympy.pi)
    quotient = Fraction(x).limit_denominator(1000) if math.isfinite(x) else Fraction(0)
    exact = sympy.Rational(str(quotient if float(quotient) == x else literal))
    return f"Rational({exact.p}, {exact.q})"


def rational_of(x: sympy.Rational) -> Fraction:
    """Return a SymPy rational as a Fraction."""
    return Fraction(int(x.p), int(x.q))


class _Program:
    """Slots filled from left to right: inputs, then constants and steps in order of first use."""

    def __init__(self, symbols: Sequence[Basic], arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self.slots: dict[Basic, int] = {symbol: i for i, symbol in enumerate(symbols)}
        self.steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = []
        self.inputs = len(symbols)
        self.constants: dict[int, Any] | None = None
        if len(self.slots) < self.inputs:
            raise ValueError(f"a symbol stands twice among the inputs {', '.join(map(str, symbols))}")

    def slot(self, expression: Basic) -> int:
        """Return the slot that holds `expression`, adding the steps that compute it, operands first."""
        planned: dict[Basic, tuple[Callable[..., Any], tuple[Basic, ...]]] = {}
        waiting = [expression]  # a stack of our own: expressions may be deeper than Python's
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
        return self.slots[expression]

    def run(self, inputs: Sequence[Any]) -> list[Any]:
        """Return what all slots hold; constants are built in the first run, at the arithmetic's own precision."""
        if self.constants is None:
            self.constants = {i: function() for i, function, operands in self.numbered() if not operands}
        slots = [*map(self.value, inputs), *map(self.constants.get, range(self.inputs, len(self.slots)))]
        for i, function, operands in self.numbered():
            if operands:
                slots[i] = function(*[slots[j] for j in operands])
        return slots

    def straight(self, outputs: int | Sequence[int]) -> Callable[..., Any]:
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
        result = f"s{outputs}" if isinstance(outputs, int) else "".join(f"s{i}, " for i in outputs)
        body = "\n".join(f"        {step}" for step in steps or ["pass"])
        exec(f"def run({inputs}):\n    with working():\n{body}\n    return {result or '()'}", names)
        run: Callable[..., Any] = names["run"]
        return run

    def numbered(self) -> Iterator[tuple[int, Callable[..., Any], tuple[int, ...]]]:
        return ((i, *step) for i, step in enumerate(self.steps, start=self.inputs))

    def value(self, x: Any) -> Any:
        """Return an input as an element."""
        if not isinstance(x, Basic):
            return self.arithmetic.number(x)
        if isinstance(x, sympy.Rational):
            return self.arithmetic.number(rational_of(x))
        return compile_expression(x, (), self.arithmetic)()

    def function(self, name: str) -> Callable[..., Any]:
        try:
            return self.arithmetic.functions[name]
        except KeyError:
            raise CompileError(f"{name} has no sound meaning in the arithmetic {self.arithmetic.name}") from None

    def step(self, node: Basic) -> tuple[Callable[..., Any], tuple[Basic, ...]]:
        """Return the operation that computes a node, and the nodes it takes."""
        table = self.arithmetic
        if isinstance(node, sympy.Float) and table.rigorous:
            raise InexactLiteral(node)
        if isinstance(node, sympy.Float):
            return (lambda x=float(node): table.number(x)), ()
        if isinstance(node, sympy.Rational):
            p, q = int(node.p), int(node.q)
            return (lambda: table.rational(p, q)), ()
        if node in _CONSTANTS:
            return table.constants[_CONSTANTS[node]], ()
        if isinstance(node, sympy.Mul):
            return self.product(node)
        if isinstance(node, sympy.Pow):
            return self.power(node)
        if isinstance(node, sympy.Piecewise):
            return self.cases(node)
        if type(node) in _HEADS:
            return self.function(_HEADS[type(node)]), node.args
        if hasattr(node, "as_elementary"):  # a function that knows its definition
            return (lambda x: x), (node.as_elementary(),)
        if isinstance(node, Symbol):
            raise CompileError(f"the symbol {node} is not among the inputs")
        raise CompileError(f"{type(node).__name__} in {node} has no meaning in {table.name}")

    def product(self, node: sympy.Mul) -> tuple[Callable[..., Any], tuple[Basic, ...]]:
        below = [f for f in node.args if f.is_Pow and f.exp.is_Rational and f.exp.is_negative]
        above = [f for f in node.args if f not in below]
        if below and above:
            return self.function("divide"), (_times(above), _times(map(_inverse, below)))
        if below:
            return self.function("divide"), (sympy.S.One, _times(map(_inverse, below)))
        return self.function("mul"), node.args

    def power(self, node: sympy.Pow) -> tuple[Callable[..., Any], tuple[Basic, ...]]:
        base, exponent = node.args
        functions = self.arithmetic.functions
        if exponent == sympy.Rational(1, 2):
            return self.function("sqrt"), (base,)
        if exponent.is_Integer:
            n, power = int(exponent), self.function("power")
            return (lambda x: power(x, n)), (base,)
        if exponent.is_Rational and exponent.q == 2:
            root = sympy.Pow(base, sympy.S.Half, evaluate=False)
            return self.step(sympy.Pow(root, exponent.p, evaluate=False))
        if base == sympy.E:
            return self.function("exp"), (exponent,)
        if exponent.is_Rational and "fractional" in functions:
            p, q, fractional = int(exponent.p), int(exponent.q), functions["fractional"]
            return (lambda x: fractional(x, p, q)), (base,)
        if not exponent.is_Rational and "pow" in functions:
            return self.function("pow"), (base, exponent)
        return self.function("exp"), (_times((exponent, sympy.log(base, evaluate=False))),)

    def cases(self, node: sympy.Piecewise) -> tuple[Callable[..., Any], tuple[Basic, ...]]:
        if "compare" not in self.arithmetic.functions:
            raise CompileError(f"Piecewise in {node} has no meaning in {self.arithmetic.name}")
        compare, either = self.function("compare"), self.function("either")
        try:
            found = [relation for _, condition in node.args for relation in relations(condition)]
        except TypeError as error:
            raise CompileError(str(error)) from None
        count = len(node.args)

        def value(*xs: Any) -> Any:
            pairs = zip(xs[count::2], xs[count + 1 :: 2], strict=True)
            signs = {relation: compare(*pair) for relation, pair in zip(found, pairs, strict=True)}
            values = chosen(node, signs, xs[:count])
            return values[0] if values is not None and len(values) == 1 else either(*values or ())

        return value, (*(x for x, _ in node.args), *(side for relation in found for side in relation.args))


def _times(factors: Iterable[Expr]) -> Expr:
    return sympy.Mul(*factors, evaluate=False)  # lest SymPy cancel what is undefined somewhere


def _inverse(power: sympy.Pow) -> Expr:
    base, exponent = power.args
    return base if exponent == -1 else sympy.Pow(base, -exponent, evaluate=False)


def compile_expression(
    expression: Expr | Sequence[Expr], symbols: Sequence[Basic], arithmetic: Arithmetic
) -> Callable[..., Any]:
    """Return a function of `symbols`' values that evaluates `expression` in `arithmetic`.

    A sequence of expressions gives a function that returns a tuple, its common parts computed
    once.  Inputs are ints, Fractions, floats (taken exactly), exact SymPy numbers, or elements of
    the arithmetic.  In a rigorous arithmetic the result contains the exact value (see
    `verify.arithmetics`); it raises `InexactLiteral` for a Float and `CompileError` for a head
    without sound meaning, both when compiling and never when running.

    >>> from sympy import Rational, pi, sin, symbols
    >>> from verify import arithmetic
    >>> x = symbols("x")
    >>> compile_expression(sin(pi * x) / 3, [x], arithmetic("ball", 30))(Rational(1, 2))
    [0.333333333333333 +/- 3.34e-16]
    """
    several = isinstance(expression, (list, tuple))
    program = _Program(symbols, arithmetic)
    outputs = [program.slot(sympy.sympify(e, strict=True)) for e in (expression if several else [expression])]
    straight: Callable[..., Any] | None = None
    runs = 0

    def run(*inputs: Any) -> Any:
        nonlocal straight, runs
        if len(inputs) != program.inputs:
            raise TypeError(f"{program.inputs} inputs expected, {len(inputs)} given")
        if straight is not None:
            return straight(*inputs)
        with arithmetic.working():
            slots = program.run(inputs)
        runs += 1
        if runs == OFTEN:
            straight = program.straight(outputs if several else outputs[0])
        return tuple(slots[i] for i in outputs) if several else slots[outputs[0]]

    return run

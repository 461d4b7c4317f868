"""Taylor coefficients of the solutions of x' = f(x), for many starts at once, and boxes that hold a solution.

The coefficients come one after the other from one pass through f: x_{j+1} = [f(x)]ⱼ/(j + 1) (R. Moore, Interval
Analysis, 1966, ch. 11).  The recurrences are those of `verify.kernel.taylor`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from operator import add, mul, truediv
from typing import Any

import numpy as np
from sympy import Expr, Symbol

from verify.arithmetics.arrays import BALL_ARRAYS, EPS, TINY, BallArray, ball_array, enlarged
from verify.kernel import BadCertificate, Ring
from verify.kernel.program import Program
from verify.kernel.taylor import SLOPES
from verify.language.compile import CompileError, read_term
from verify.language.term import Term, fold

__all__ = ["Box", "Field", "attempt", "horner"]

Box = tuple[Any, ...]


class _Arrays(Ring):
    """Arrays of balls as Taylor coefficients: entry i of each belongs to the i-th of many series.

    What is undefined is NaN or unbounded, and so is all that is made of it.
    """

    rational, pi = staticmethod(cache(ball_array)), staticmethod(BALL_ARRAYS.constants["pi"])
    add, mul, div, power = map(staticmethod, (add, mul, truediv, BALL_ARRAYS.functions["power"]))

    def root(self, a: BallArray, r: Fraction) -> Any:
        if r.denominator == 2:
            return self.power(a.sqrt(), r.numerator)
        return self.function("exp", self.function("log", a) * self.rational(r))

    def function(self, name: str, a: BallArray) -> Any:
        return BALL_ARRAYS.functions[name](a)

    def where_defined(self, value: BallArray, first: BallArray) -> BallArray:
        return value + first * 0.0

    def convolution(self, a: Sequence[BallArray], b: Sequence[BallArray]) -> BallArray:
        return convolution(stack(a), stack(b))


ARRAYS = _Arrays()


def stack(balls: Sequence[BallArray]) -> BallArray:
    """Return arrays of one shape, or single balls among them, along a new first axis."""
    shape = np.broadcast_shapes(*(x.shape for x in balls))
    both = np.empty((2, len(balls), *shape))
    for j, x in enumerate(balls):
        both[0, j], both[1, j] = x.mid, x.rad
    return BallArray._of(*both)


def convolution(x: BallArray, y: BallArray) -> BallArray:
    """Return Σᵢ xᵢ y_{n−1−i} for two stacks of n arrays."""
    n, mid, rad = len(x.mid), y.mid[::-1], y.rad[::-1]
    size = np.abs(mid)
    # |Σ xy − ab| ≤ Σ |a| s + r (|b| + s), and rounding adds γ_n Σ |a||b|
    spread = np.einsum("i...,i...->...", np.abs(x.mid), rad + (n + 1) * EPS * size + TINY)
    spread += np.einsum("i...,i...->...", x.rad, size + rad)
    total = np.einsum("i...,i...->...", x.mid, mid)
    return BallArray._of(total, enlarged(spread + EPS * np.abs(total), n + 8))  # infinite where the midpoint is


@dataclass(frozen=True, eq=False)
class Field:
    """Expressions of symbols, and of parameters with fixed values, as one program over arrays of balls."""

    program: Program
    outputs: tuple[int, ...]
    parameters: tuple[BallArray, ...] = ()

    @staticmethod
    def of(
        expressions: Sequence[Expr],
        symbols: Sequence[Symbol],
        parameters: Sequence[Symbol] = (),
        values: Sequence[Any] = (),
    ) -> Field:
        """Return the expressions as a program; raises `CompileError` for what has kinks, jumps or no recurrence."""
        inputs = [read_term(s) for s in (*symbols, *parameters)]
        program = Program([str(s) for s in inputs], len(symbols))
        try:
            outputs = tuple(fold(read_term(e), partial(_step, program, inputs)) for e in expressions)
        except BadCertificate as error:  # a power or a program that is too large
            raise CompileError(str(error)) from error
        return Field(program, outputs, tuple(map(ball_array, values)))

    def series(self, xs: Sequence[list[BallArray]], count: int) -> list[list[BallArray]]:
        """Return `count` Taylor coefficients of each expression where the symbols are series with these."""
        rows = self.program.run(ARRAYS, [*xs, *([p] for p in self.parameters)], count, *self.outputs)
        return [rows[i] for i in self.outputs]

    def solution(self, start: Box, order: int) -> list[Box]:
        """Return the boxes x₀, …, xₙ of Taylor coefficients of the solutions of x' = f(x) from `start`."""
        xs = [[x] for x in start]
        inputs = [*xs, *([p] for p in self.parameters)]
        for j, rows in enumerate(self.program.columns(ARRAYS, inputs, order, self.outputs)):
            for x, i in zip(xs, self.outputs, strict=True):
                x.append(_like(x[0], rows[i][j]) / float(j + 1))
        return list(zip(*xs, strict=True))


def _like(x: BallArray, y: BallArray) -> BallArray:
    """Return y, or where it is the same for all entries of x as often as these."""
    return y if y.shape == x.shape else BallArray(np.broadcast_to(y.mid, x.shape), np.broadcast_to(y.rad, x.shape))


def _step(program: Program, inputs: Sequence[Term], part: Term, args: list[int]) -> int:
    """Return the step that computes a term from those of its arguments."""
    if part in inputs:
        return program.step("symbol", number=Fraction(inputs.index(part)))
    match part.head:
        case "number" | "pi":
            return program.expression("pi" if part.head == "pi" else str(part.data))
        case "e":
            return program.expression(["exp", "1"])
        case "add" | "mul":
            return program.applied(part.head, args)
        case "pow":
            return _power(program, part, args)
    if part.head not in SLOPES:
        raise CompileError(f"{part.data or part.head} has no Taylor coefficients that come one by one")
    return program.applied(part.head, args)


def _power(program: Program, part: Term, args: list[int]) -> int:
    base, exponent = part.args
    if exponent.head == "number":
        return program.power(args[0], exponent.data) if exponent.data else program.expression("1")
    if base.head == "e":
        return program.applied("exp", args[1:])
    return program.applied("exp", [program.applied("mul", [args[1], program.applied("log", args[:1])])])


# Boxes that hold a solution


def attempt(
    taylor: Callable[[Box], Sequence[Box]],
    terms: Sequence[Box],
    guess: Box,
    during: Any,
    inflated: Callable[[Any], Any],
) -> tuple[Box, Box, Box]:
    """Return B, xₙ(B) and R = Σ_{j<n} xⱼ Tʲ + Tⁿ xₙ(B) for the box B about a guess.

    With xⱼ(·) the Taylor coefficients of the solution, X the box it starts in, T = [0, h] and ``terms`` the xⱼ(X):
    where R is in the interior of B, it holds every solution from X on all of T, for while a solution is in B, Taylor's
    formula puts it in R, so that it never reaches the boundary.  (n = 1 is the Picard–Lindelöf operator.)
    """
    box = tuple(map(inflated, guess))
    last = taylor(box)[-1]
    return box, last, horner([*terms, last], during)


def horner(coefficients: Sequence[Box], time: Any) -> Box:
    """Return Σ xⱼ timeʲ, entry by entry."""
    *others, value = coefficients
    for x in reversed(others):
        value = tuple(v * time + c for v, c in zip(value, x, strict=True))
    return value

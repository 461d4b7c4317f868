"""Validated integration of x' = f(x): Taylor steps in ball arithmetic, every box verified (see `taylor_step`).

Sources: R. Lohner, Enclosing the solutions of ordinary initial and boundary value problems, 1987; N. Nedialkov,
K. Jackson, J. Pryce, An effective high-order interval method for validating existence and uniqueness of the solution
of an IVP for an ODE, Reliable Computing 7, 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any

import sympy
from flint import arb
from sympy import Basic, Expr, Symbol

from verify.arithmetics import Arithmetic, Bounds, ball, series
from verify.language.compile import compile_expression
from verify.numerics.taylor import Box
from verify.numerics.taylor_step import SHORTEST, Equation, State, rounded, step

__all__ = ["Enclosure", "Failure", "Flow", "integrate", "steps"]

GUARD_DIGITS = 5
GROWTH = Fraction(5, 4)  # of a step over the one before


@dataclass(frozen=True, eq=False)
class Flow:
    """The autonomous system x' = f(x): one component of f for each symbol, the rest of its symbols being parameters.

    Parameters are exact numbers, balls, or pairs (lower, upper), which stand for every number between.  For a
    right-hand side that depends on time, make time a component with derivative 1.
    """

    components: tuple[Expr, ...]
    symbols: tuple[Symbol, ...]
    parameters: Mapping[Symbol, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.components) != len(self.symbols) or not self.symbols:
            raise ValueError(f"{len(self.components)} components for {len(self.symbols)} symbols")


@dataclass(frozen=True, eq=False)
class Enclosure:
    """Balls that hold every solution: `at` the time, and `during` the whole step of length `step` that led there."""

    time: Fraction
    step: Fraction
    at: Box
    during: Box

    @property
    def bounds(self) -> tuple[Bounds | None, ...]:
        """Return exact bounds of each component at the time."""
        return tuple(map(ball.make(1).bounds, self.at))


@dataclass(frozen=True, eq=False)
class Failure:
    """Why the integration stopped at a time; `at` holds every solution then.  It says nothing of later times."""

    time: Fraction
    at: Box
    reason: str


def steps(
    flow: Flow,
    start: Sequence[Any],
    duration: Any = None,
    digits: int = 15,
    order: int | None = None,
    most: int = 10_000,
) -> Iterator[Enclosure | Failure]:
    """Yield an enclosure of all solutions from `start` after each step: the start itself first.

    `start` holds, for each component, an exact number, a ball, or a pair (lower, upper); `duration` is an int,
    Fraction or float, or None to go on until the caller stops.  The remainder of a step is at most 10^−digits, relative
    to the largest component where that exceeds 1.  Where no further step can be verified, or after `most` steps, a
    `Failure` is the last value.  Raises ValueError or CompileError, when called, for what is no such problem.

    >>> x = Symbol("x")
    >>> for step in steps(Flow((-x,), (x,)), (1,), 1):
    ...     last = step
    >>> last.time, last.at[0]
    (Fraction(1, 1), [0.367879441171442 +/- 3.22e-16])
    """
    if len(start) != len(flow.symbols):
        raise ValueError(f"{len(start)} starting values for {len(flow.symbols)} symbols")
    if duration is not None and not (isfinite(duration) and duration >= 0):
        raise ValueError(f"a duration is nonnegative, not {duration}")
    equation = _equation(flow, digits, order or 6 + 6 * digits // 5)
    with equation.balls.working():
        state = State.of(tuple(_ball(x, equation.balls) for x in start))
    return _steps(equation, state, None if duration is None else Fraction(duration), most)


def integrate(
    flow: Flow, start: Sequence[Any], duration: Any, digits: int = 15, order: int | None = None, most: int = 10_000
) -> Enclosure | Failure:
    """Return an enclosure of the solutions from `start` at time `duration`, or the reason why there is none.

    The arguments are those of `steps`.  The enclosure holds x(duration) for every starting point and every
    parameter in the boxes given, and all of these solutions exist until then.

    >>> x = Symbol("x")
    >>> print(integrate(Flow((x**2,), (x,)), (1,), 2).reason)
    no box was verified to hold the solution over any longer step: it may blow up or leave the domain of f
    """
    *_, last = steps(flow, start, duration, digits, order, most)
    return last


def _steps(equation: Equation, state: State, end: Fraction | None, most: int) -> Iterator[Enclosure | Failure]:
    time, longest = Fraction(0), Fraction(1)
    yield Enclosure(time, time, state.box, state.box)
    for _ in range(most):
        if time == end:
            return
        with equation.balls.working():
            found = step(equation, state, longest if end is None else min(longest, end - time), SHORTEST * time)
        if isinstance(found, str):
            yield Failure(time, state.box, found)
            return
        length, state, during = found
        time, longest = time + length, rounded(GROWTH * length)
        yield Enclosure(time, length, state.box, during)
    if time != end:
        yield Failure(time, state.box, f"more than {most} steps")


@lru_cache(maxsize=64)
def _compiled(
    components: tuple[Expr, ...], symbols: tuple[Symbol, ...], inputs: tuple[Symbol, ...], digits: int, order: int
) -> tuple[Callable[..., Sequence[Any]], Callable[..., Sequence[Any]]]:
    """Return f and the rows of its Jacobian, one after the other, as functions of Taylor series."""
    table = series.make(digits, order)
    jacobian = [sympy.diff(f, x) for f in components for x in symbols]
    return compile_expression(components, inputs, table), compile_expression(jacobian, inputs, table)


def _equation(flow: Flow, digits: int, order: int) -> Equation:
    components = tuple(sympy.sympify(f, strict=True) for f in flow.components)
    inputs, working = (*flow.symbols, *flow.parameters), digits + GUARD_DIGITS
    values, slopes = _compiled(components, flow.symbols, inputs, working, order)
    balls = ball.make(working)
    with balls.working():
        parameters = [_ball(p, balls) for p in flow.parameters.values()]
        tolerance = arb(10) ** -digits
    return Equation(balls, order, tolerance, lambda *x: values(*x, *parameters), lambda *x: slopes(*x, *parameters))


def _ball(x: Any, balls: Arithmetic) -> Any:
    if isinstance(x, tuple):
        return _ball(x[0], balls).union(_ball(x[1], balls))
    return compile_expression(x, (), balls)() if isinstance(x, Basic) else balls.number(x)

"""Validated integration of x' = f(x): Taylor steps in ball arithmetic, every box verified.

One step from a box X, with xⱼ(·) the Taylor coefficients of the solution, n the order and T = [0, h]:

1. *A-priori enclosure.*  Any B with  R = Σ_{j<n} xⱼ(X) Tʲ + Tⁿ xₙ(B)  in its interior holds every solution
   from X on all of T: while a solution is in B, Taylor's formula puts it in R, so it never reaches the boundary.
   (n = 1 is the Picard–Lindelöf operator.)  B is guessed by inflation and the inclusion is verified.
2. *Mean value form.*  For every x in X,  φ_h(x) ∈ Σ_{j<n} xⱼ(m) hʲ + D (x − m) + hⁿ xₙ(B),  where D holds the
   derivative Σ_{j<n} Yⱼ hʲ of the polynomial over X, with Yⱼ the Taylor coefficients of Y' = f'(x) Y, Y(0) = 1.
3. *Coordinates.*  The box is kept as m + Q r with Q nearly orthogonal (Lohner), which holds off the wrapping effect.

Sources: R. Lohner, Enclosing the solutions of ordinary initial and boundary value problems, 1987; N. Nedialkov,
K. Jackson, J. Pryce, An effective high-order interval method for validating existence and uniqueness of the solution
of an IVP for an ODE, Reliable Computing 7, 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, reduce
from math import isfinite
from typing import Any

import numpy as np
import sympy
from flint import arb, arb_mat, arb_series
from sympy import Basic, Expr, Symbol

from verify.arithmetics import Arithmetic, Bounds, ball, series
from verify.language.compile import compile_expression

__all__ = ["Enclosure", "Failure", "Flow", "integrate", "steps"]

Box = tuple[Any, ...]
GUARD_DIGITS = 5
SHORTEST = Fraction(1, 10**12)  # step, relative to the time since the start
LONGEST = 2.0**20
GROWTH, SHRINKAGE = Fraction(5, 4), Fraction(3, 4)  # of a step over the one before, and after a failure
ATTEMPTS = 2  # at a box before the step is shortened


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
    equation = _Equation.of(flow, digits, order or 6 + 6 * digits // 5)
    with equation.balls.working():
        state = _State.of(tuple(_ball(x, equation.balls) for x in start))
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


def _steps(equation: _Equation, state: _State, end: Fraction | None, most: int) -> Iterator[Enclosure | Failure]:
    time, longest = Fraction(0), Fraction(1)
    yield Enclosure(time, time, state.box, state.box)
    for _ in range(most):
        if time == end:
            return
        with equation.balls.working():
            step = _step(equation, state, longest if end is None else min(longest, end - time), SHORTEST * time)
        if isinstance(step, str):
            yield Failure(time, state.box, step)
            return
        length, state, during = step
        time, longest = time + length, _short(GROWTH * length)
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


@dataclass(frozen=True, eq=False)
class _Equation:
    """f and its Jacobian, compiled; the balls they work in; the size of the remainders to aim at."""

    balls: Arithmetic
    order: int
    tolerance: Any
    values: Callable[..., Sequence[Any]]
    slopes: Callable[..., Sequence[Any]]

    @staticmethod
    def of(flow: Flow, digits: int, order: int) -> _Equation:
        components = tuple(sympy.sympify(f, strict=True) for f in flow.components)
        inputs, working = (*flow.symbols, *flow.parameters), digits + GUARD_DIGITS
        values, slopes = _compiled(components, flow.symbols, inputs, working, order)
        balls = ball.make(working)
        with balls.working():
            parameters = [_ball(p, balls) for p in flow.parameters.values()]
            tolerance = arb(10) ** -digits
        return _Equation(
            balls, order, tolerance, lambda *x: values(*x, *parameters), lambda *x: slopes(*x, *parameters)
        )

    def taylor(self, box: Box) -> list[Box]:
        """Return x₀, …, xₙ for the solutions through a box: x_{j+1} = [f(x)]ⱼ/(j + 1)."""
        xs = [[x] for x in box]
        for j in range(self.order):
            known = [arb_series(x, prec=j + 1) for x in xs]
            for x, f in zip(xs, self.values(*known), strict=True):
                x.append(series.coefficients(f, j + 1)[j] / (j + 1))
        return list(zip(*xs, strict=True))

    def jacobians(self, xs: Sequence[Box]) -> list[Any]:
        """Return the matrices f'₀, …, f'_{n−1} of the series f'(Σ xⱼ tʲ)."""
        n, known = len(xs[0]), [arb_series(list(x), prec=self.order) for x in zip(*xs[:-1], strict=True)]
        entries = [series.coefficients(e, self.order) for e in self.slopes(*known)]
        return [arb_mat(n, n, list(at)) for at in zip(*entries, strict=True)]


@dataclass(frozen=True, eq=False)
class _State:
    """The points m + Q r within a box; m is exact and in the box, Q is exact, r is a column of balls around 0."""

    middle: Any
    axes: Any
    spread: Any
    box: Box

    @staticmethod
    def of(box: Box) -> _State:
        middle = _column(box).mid()
        return _State(middle, _identity(len(box)), _column(box) - middle, box)


def _step(equation: _Equation, state: _State, longest: Fraction, shortest: Fraction) -> Any:
    """Return the length of a step, the state after it and the box during it; or words saying why there is none."""
    xs = equation.taylor(state.box)
    if not all(map(_is_finite, xs)):
        return "the right-hand side is undefined or unbounded somewhere in the enclosure"
    length = min(longest, _promising_length(equation, xs))
    shortest = max(shortest, SHORTEST * length)
    while length > shortest:
        h = equation.balls.number(length)
        if verified := _a_priori(equation, xs, h):
            last, during = verified
            if after := _after(equation, state, xs, last, h):
                return length, after, during
        length = _short(SHRINKAGE * length)
    return "no box was verified to hold the solution over any longer step: it may blow up or leave the domain of f"


def _promising_length(equation: _Equation, xs: Sequence[Box]) -> Fraction:
    """Return about the h with |xⱼ| hʲ = tolerance for the last two coefficients; any guess is safe."""
    lengths = [LONGEST]
    for j in range(max(1, equation.order - 1), equation.order + 1):
        if size := _norm(xs[j]):
            lengths.append(float(((equation.tolerance * _scale(xs[0]) / size).log() / j).exp().mid()))
    return Fraction(min(lengths))


def _short(length: Fraction) -> Fraction:
    return Fraction(float(length))  # few digits, so that the sum of many steps has few


def _a_priori(equation: _Equation, xs: Sequence[Box], h: Any) -> tuple[Box, Box] | None:
    """Return xₙ over a box B verified to hold all solutions during [0, h], and R inside it.

    None where no such B was found, or where the remainder over it is larger than the tolerance.
    """
    during, power = h * arb(0.5, 0.5), h**equation.order
    polynomial = _at(xs[:-1], during)
    inside = [p + 2 * x * power * arb(0.5, 0.5) for p, x in zip(polynomial, xs[-1], strict=True)]
    for _ in range(ATTEMPTS):
        box = tuple(_inflated(x, equation.tolerance) for x in inside)
        *before, last = equation.taylor(box)
        if not all(map(_is_finite, (*before, last))) or _norm(last) * power > equation.tolerance * _scale(xs[0]):
            return None
        inside = [p + x * power * arb(0.5, 0.5) for p, x in zip(polynomial, last, strict=True)]
        if _holds_inside(box, inside):
            return last, tuple(inside)
    return None


def _holds_inside(box: Sequence[Any], smaller: Sequence[Any]) -> bool:
    return all(b.contains_interior(s) for b, s in zip(box, smaller, strict=True))


def _after(equation: _Equation, state: _State, xs: Sequence[Box], last: Box, h: Any) -> _State | None:
    """Return the state after a step of length h, xₙ in `last` during it, or None where it is unbounded."""
    from_middle = equation.taylor(tuple(state.middle.entries()))
    centre = _column(_at([*from_middle[:-1], last], h))
    slope, middle = _variation(equation.jacobians(xs), h), centre.mid()
    # m + Q r ↦ c + D Q r = m' + Q' r',  r' = Q'⁻¹(c − m') + (Q'⁻¹ D Q) r,  c = Taylor polynomial at m + remainder
    moved = slope * state.axes
    axes, back = _orthogonal(moved, state.spread)
    spread = back * (centre - middle) + (back * moved) * state.spread
    rotated = (middle + axes * spread).entries()
    directly = (centre + slope * (_column(state.box) - state.middle)).entries()
    if not (_is_finite(rotated) and _is_finite(directly)):
        return None
    box = tuple(x.intersection(y) for x, y in zip(rotated, directly, strict=True))  # m' is in both
    return _State(middle, axes, spread, box)


def _variation(slopes: Sequence[Any], h: Any) -> Any:
    """Return Σ_{j<n} Yⱼ hʲ for Y' = (Σ Aᵢ tⁱ) Y and Y₀ = 1: (j + 1) Y_{j+1} = Σ Aᵢ Y_{j−i}."""
    ys = [_identity(slopes[0].nrows())]
    for j in range(len(slopes) - 1):
        ys.append(sum((slopes[i] * ys[j - i] for i in range(1, j + 1)), slopes[0] * ys[j]) / (j + 1))
    return reduce(lambda value, y: value * h + y, reversed(ys))


def _orthogonal(moved: Any, spread: Any) -> tuple[Any, Any]:
    """Return an exact, nearly orthogonal matrix whose first axis lies along the longest edge, and its inverse.

    Any invertible matrix is sound; the identity is taken where floats do not find one.
    """
    n = moved.nrows()
    matrix = np.array([[float(moved[i, j].mid()) for j in range(n)] for i in range(n)])
    widths = np.array([float(spread[j, 0].rad()) for j in range(n)])
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(matrix, axis=0) * widths
    if np.all(np.isfinite(lengths)):
        q, _ = np.linalg.qr(matrix[:, np.argsort(-lengths)])
        axes = arb_mat(n, n, [arb(float(x)) for x in q.flat])
        with suppress(ZeroDivisionError):
            return axes, axes.inv()
    return _identity(n), _identity(n)


def _ball(x: Any, balls: Arithmetic) -> Any:
    if isinstance(x, tuple):
        return _ball(x[0], balls).union(_ball(x[1], balls))
    return compile_expression(x, (), balls)() if isinstance(x, Basic) else balls.number(x)


def _at(coefficients: Sequence[Box], time: Any) -> list[Any]:
    """Return Σ xⱼ timeʲ by Horner's rule."""
    value = list(coefficients[-1])
    for x in reversed(coefficients[:-1]):
        value = [v * time + c for v, c in zip(value, x, strict=True)]
    return value


def _inflated(x: Any, tolerance: Any) -> Any:
    return x + arb(0, (x.rad() / 8 + tolerance * max(arb(1), x.abs_upper())).abs_upper())


def _norm(box: Sequence[Any]) -> Any:
    return max(x.abs_upper() for x in box)


def _scale(box: Sequence[Any]) -> Any:
    return max(arb(1), _norm(box))


def _is_finite(box: Sequence[Any]) -> bool:
    return all(x.is_finite() for x in box)


def _column(box: Sequence[Any]) -> Any:
    return arb_mat(len(box), 1, list(box))


def _identity(n: int) -> Any:
    return arb_mat(n, n, [arb(int(i == j)) for i in range(n) for j in range(n)])

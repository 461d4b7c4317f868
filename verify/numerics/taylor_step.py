"""One verified Taylor step of x' = f(x), in ball arithmetic.

From a box X, with xⱼ(·) the Taylor coefficients of the solution, n the order and T = [0, h]:

1. *A-priori enclosure.*  Any B with  R = Σ_{j<n} xⱼ(X) Tʲ + Tⁿ xₙ(B)  in its interior holds every solution
   from X on all of T (see `taylor.attempt`).  B is guessed by inflation and the inclusion is verified.
2. *Mean value form.*  For every x in X,  φ_h(x) ∈ Σ_{j<n} xⱼ(m) hʲ + D (x − m) + hⁿ xₙ(B),  where D holds the
   derivative Σ_{j<n} Yⱼ hʲ of the polynomial over X, with Yⱼ the Taylor coefficients of Y' = f'(x) Y, Y(0) = 1.
3. *Coordinates.*  The box is kept as m + Q r with Q nearly orthogonal (Lohner), which holds off the wrapping effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from flint import arb, arb_mat, arb_series

from verify.arithmetics import Arithmetic, series
from verify.numerics.taylor import Box, attempt, horner

__all__ = ["Equation", "State", "rounded", "step"]

SHORTEST = Fraction(1, 10**12)  # step, relative to the promising one and to the time since the start
LONGEST = 2.0**20
SHRINKAGE = Fraction(3, 4)  # of a step after a failure
ATTEMPTS = 2  # at a box before the step is shortened


@dataclass(frozen=True, eq=False)
class Equation:
    """f and its Jacobian, compiled; the balls they work in; the size of the remainders to aim at."""

    balls: Arithmetic
    order: int
    tolerance: Any
    values: Callable[..., Sequence[Any]]
    slopes: Callable[..., Sequence[Any]]

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
class State:
    """The points m + Q r within a box; m is exact and in the box, Q is exact, r is a column of balls around 0."""

    middle: Any
    axes: Any
    spread: Any
    box: Box

    @staticmethod
    def of(box: Box) -> State:
        middle = _column(box).mid()
        return State(middle, _identity(len(box)), _column(box) - middle, box)


def step(equation: Equation, state: State, longest: Fraction, shortest: Fraction) -> Any:
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
        length = rounded(SHRINKAGE * length)
    return "no box was verified to hold the solution over any longer step: it may blow up or leave the domain of f"


def _promising_length(equation: Equation, xs: Sequence[Box]) -> Fraction:
    """Return about the h with |xⱼ| hʲ = tolerance for the last two coefficients; any guess is safe."""
    lengths = [LONGEST]
    for j in range(max(1, equation.order - 1), equation.order + 1):
        if size := _norm(xs[j]):
            lengths.append(float(((equation.tolerance * _scale(xs[0]) / size).log() / j).exp().mid()))
    return Fraction(min(lengths))


def rounded(length: Fraction) -> Fraction:
    return Fraction(float(length))  # few digits, so that the sum of many steps has few


def _a_priori(equation: Equation, xs: Sequence[Box], h: Any) -> tuple[Box, Box] | None:
    """Return xₙ over a box B verified to hold all solutions during [0, h], and R inside it.

    None where no such B was found, or where the remainder over it is larger than the tolerance.
    """
    *terms, last = xs
    during, most = h * arb(0.5, 0.5), equation.tolerance * _scale(xs[0])
    inside = horner([*terms, tuple(2 * x for x in last)], during)
    for _ in range(ATTEMPTS):
        box, last, inside = attempt(equation.taylor, terms, inside, during, lambda x: _inflated(x, equation.tolerance))
        if not _is_finite((*box, *last)) or _norm(last) * h**equation.order > most:
            return None
        if _holds_inside(box, inside):
            return last, inside
    return None


def _holds_inside(box: Sequence[Any], smaller: Sequence[Any]) -> bool:
    return all(b.contains_interior(s) for b, s in zip(box, smaller, strict=True))


def _after(equation: Equation, state: State, xs: Sequence[Box], last: Box, h: Any) -> State | None:
    """Return the state after a step of length h, xₙ in `last` during it, or None where it is unbounded."""
    from_middle = equation.taylor(tuple(state.middle.entries()))
    centre = _column(horner([*from_middle[:-1], last], h))
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
    return State(middle, axes, spread, box)


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

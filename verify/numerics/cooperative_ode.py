"""Many starts of a cooperative flow at once: which of them enter a set, with proof.

A flow x' = f(x) is cooperative in the order u ≤ v, that is sᵢ uᵢ ≤ sᵢ vᵢ for given signs sᵢ, if sᵢ sⱼ ∂fᵢ/∂xⱼ ≥ 0 for
i ≠ j.  Then solutions keep the order of their starts (E. Kamke 1932, M. Müller 1927), so the lower corner of an
enclosure may stand for all that is in it: every step starts from a point, and nothing wraps.  Where the corner enters a
set that holds with each point all greater ones, the solution has entered it too.

One step from points u, with uⱼ the Taylor coefficients, n the order and T = [0, h], entry by entry:

1. any box B with  R = Σ_{j<n} uⱼ Tʲ + Tⁿ xₙ(B)  in its interior holds the solution during T (see `taylor.attempt`);
2. at its end the solution is in  Σ_{j<n} uⱼ hʲ + hⁿ xₙ(B),  whose lower corner is the next point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.arithmetics.arrays import BALL_ARRAYS, BallArray, enlarged
from verify.numerics.ode import Flow
from verify.numerics.taylor import Box, Field, attempt, horner

__all__ = ["entering"]

Array = np.ndarray[Any, Any]
Judge = Callable[..., Array]
SHORTEST = 2.0**-20  # of the promising step
GROWTH, SHRINKAGE = 1.25, 0.5


def entering(
    flow: Flow,
    signs: Sequence[int],
    starts: Sequence[Array],
    judge: Judge,
    tolerance: float = 1e-10,
    order: int = 12,
    most: int = 10_000,
) -> Array:
    """Return, for each start, whether it is proved that the solutions from it and from every greater one enter a set.

    ``starts`` holds an array of floats for each component.  ``judge`` takes such arrays and returns integers: positive
    where the point is proved to be in the set, negative where following it is hopeless, else 0.  ``tolerance`` is what
    a step may lose, relative to the largest component where that exceeds 1.  The parameters of the flow are numbers,
    or each a `BallArray` without axes that stands for every number within.

    Guaranteed, if the flow is cooperative in the order of `signs` where its solutions run, none of them blows up and
    the set holds with each point all greater ones: True is proved.  False says nothing: the solution may enter the set
    after `most` steps.  Nothing is said of a solution that may blow up, since the smaller one that is followed in its
    place may outlive it.  Raises ValueError unless there is a sign, 1 or −1, and an array of starts, all of one length,
    for each component.

    >>> from sympy import symbols
    >>> x, y = symbols("x y")
    >>> saddle = Flow((y, x), (x, y))
    >>> found = entering(saddle, (1, 1), ([1.0, -1.0], [-0.9, 0.9]), lambda x, y: (x + y > 9) * 1 - (x + y < -9))
    >>> found.tolist()
    [True, False]
    """
    points = [np.array(x, dtype=float) for x in starts]
    _check(flow, signs, points)
    return _followed(_Stepper.of(flow, np.asarray(signs, dtype=float), tolerance, order), points, judge, most)


def _followed(stepper: _Stepper, points: list[Array], judge: Judge, most: int) -> Array:
    proved, active, scale = np.zeros(len(points[0]), dtype=bool), np.arange(len(points[0])), np.ones(len(points[0]))
    with BALL_ARRAYS.working():
        for _ in range(most):
            judged = judge(*points)
            proved[active[judged > 0]] = True
            going = (judged == 0) & (scale > SHORTEST)
            active, scale, points = active[going], scale[going], [x[going] for x in points]
            if not active.size:
                break
            points, scale = stepper(points, scale)
    return proved


def _check(flow: Flow, signs: Sequence[int], points: Sequence[Array]) -> None:
    n = len(flow.symbols)
    if len(signs) != n or any(s not in (1, -1) for s in signs):
        raise ValueError(f"the order of {n} components takes as many signs, each 1 or −1, not {tuple(signs)}")
    shapes = [x.shape for x in points]
    if len(points) != n or len(set(shapes)) > 1 or len(shapes[0]) != 1:
        raise ValueError(f"the starts of {n} components are as many arrays of one length, not of shapes {shapes}")


@dataclass(frozen=True, eq=False)
class _Stepper:
    """One step from every point; where it cannot be verified the point stays and the next one is shorter."""

    field: Field
    signs: Array
    tolerance: float
    order: int

    @staticmethod
    def of(flow: Flow, signs: Array, tolerance: float, order: int) -> _Stepper:
        field = Field.of(flow.components, flow.symbols, tuple(flow.parameters), tuple(flow.parameters.values()))
        return _Stepper(field, signs, tolerance, order)

    def __call__(self, points: list[Array], scale: Array) -> tuple[list[Array], Array]:
        xs = self.taylor(tuple(map(BallArray, points)))
        h = scale * self._promising(xs)
        last, sound = self._remainder(xs, BallArray(h / 2, h / 2))
        ends = horner([*xs[:-1], last], BallArray(h))
        # mid − s rad, rounded away from mid
        corners = [np.nextafter(x.mid - s * x.rad, -s * np.inf) for s, x in zip(self.signs, ends, strict=True)]
        sound &= np.all([np.isfinite(x) for x in corners], axis=0)
        moved = [np.where(sound, new, old) for new, old in zip(corners, points, strict=True)]
        return moved, np.where(sound, np.minimum(1.0, GROWTH * scale), SHRINKAGE * scale)

    def taylor(self, start: Box) -> list[Box]:
        return self.field.solution(start, self.order)

    def _promising(self, xs: Sequence[Box]) -> Array:
        """Return about the h with |xⱼ| hʲ = tolerance for the last two coefficients; any guess is safe."""
        aim = self.tolerance * _size(xs[0])
        steps = [(aim / _size(xs[j], 1e-300)) ** (1 / j) for j in (self.order - 1, self.order)]
        return np.minimum(*steps)

    def _remainder(self, xs: Sequence[Box], during: BallArray) -> tuple[Box, Array]:
        """Return xₙ over boxes B, and where they are verified to hold the solution during the step."""
        *terms, last = xs
        guess = horner([*terms, tuple(x * 2.0 for x in last)], during)
        margin = self.tolerance * _size(guess)
        box, last, image = attempt(
            self.taylor, terms, guess, during, lambda x: BallArray(x.mid, enlarged(1.125 * x.rad + margin))
        )
        # |b − r| + rad r < rad b, with more than the rounding to spare
        inside = [enlarged(np.abs(b.mid - r.mid) + r.rad) < b.rad for b, r in zip(box, image, strict=True)]
        return last, np.all(inside, axis=0)


def _size(box: Box, least: float = 1.0) -> Array:
    return np.maximum(least, np.max([np.abs(x.mid) + x.rad for x in box], axis=0))

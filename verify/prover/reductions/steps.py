"""Steps replaced by the lines that bound them: u − 1 < ⌊u⌋ ≤ u ≤ ⌈u⌉ < u + 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy
from sympy import Expr

from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive

__all__ = ["steps"]


def steps(task: Restated) -> Iterator[Parts]:
    """Yield f ≥ 0, linear in a floor or ceiling, with its bound on the side where f is least."""
    for f, strict in strictly_positive(task.statement):
        for step in sorted(f.atoms(sympy.floor, sympy.ceiling), key=str):
            if (found := _bounded(f, step, strict)) is not None:
                bound, *note = found
                yield by("bounded", step, *note, parts=(Restated(bound, task.ranges, task.where, task.is_defined),))


def _bounded(f: Expr, step: Expr, strict: bool) -> tuple[Any, ...] | None:
    """Return the bound, the coefficient of the step, what is left, and whether it is the bound that is attained."""
    f = sympy.expand(f)
    slope = f.coeff(step)
    rest = f - slope * step
    if not (slope.is_Rational and slope != 0) or rest.has(step):
        return None
    u, is_floor = step.args[0], isinstance(step, sympy.floor)
    if (slope > 0) is is_floor:  # the bound that is not attained: f is above the line
        left = rest + slope * (u - 1 if is_floor else u + 1)
        return positive(left, False), slope, left, False
    left = rest + slope * u
    return positive(left, strict), slope, left, True

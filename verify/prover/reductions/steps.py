"""Steps replaced by the lines that bound them: u − 1 < ⌊u⌋ ≤ u ≤ ⌈u⌉ < u + 1."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Expr

from verify.prover.reductions.restated import Parts, Restated, positive, strictly_positive

__all__ = ["steps"]


def steps(task: Restated) -> Iterator[Parts]:
    """Yield f ≥ 0, linear in a floor or ceiling, with its bound on the side where f is least."""
    for f, strict in strictly_positive(task.statement):
        for step in sorted(f.atoms(sympy.floor, sympy.ceiling), key=str):
            if (found := _bounded(f, step, strict)) is not None:
                yield (Restated(found, task.ranges, task.where, task.is_defined),)


def _bounded(f: Expr, step: Expr, strict: bool) -> sympy.Basic | None:
    f = sympy.expand(f)
    slope = f.coeff(step)
    rest = f - slope * step
    if not (slope.is_Rational and slope != 0) or rest.has(step):
        return None
    u, is_floor = step.args[0], isinstance(step, sympy.floor)
    if (slope > 0) is is_floor:  # the bound that is not attained: f is above the line
        return positive(rest + slope * (u - 1 if is_floor else u + 1), False)
    return positive(rest + slope * u, strict)

"""Zeros of a vector field at high precision: descend in floating point, polish in mpmath.

The field is all that is used.  Nothing here is rigorous: a located point is a guess of stated
quality, to be compared with an enclosure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy import Expr, Symbol

from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression

__all__ = ["Field", "Located", "descend", "polish"]

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Field:
    """A vector field F(x) with its Jacobian, as SymPy expressions in `symbols`."""

    components: tuple[Expr, ...]
    symbols: tuple[Symbol, ...]

    @cached_property
    def jacobian(self) -> tuple[Expr, ...]:
        """The entries ∂F_i/∂x_j, row by row."""
        return tuple(sympy.diff(f, s) for f in self.components for s in self.symbols)

    def compiled(self, name: str, digits: int = 15) -> Any:
        """Return the function x ↦ (F, JF) in an arithmetic, as two lists of numbers."""
        n = len(self.components)
        run = compile_expression([*self.components, *self.jacobian], self.symbols, arithmetic(name, digits))

        def at(x: Sequence[Any]) -> tuple[list[Any], list[list[Any]]]:
            found = run(*x)
            return list(found[:n]), [list(found[n + i * n : n + (i + 1) * n]) for i in range(n)]

        return at


def descend(field: Field, start: Sequence[float], steps: int = 400, small: float = 1e-9) -> Array | None:
    """Return a point near a stable zero of F that the flow x' = −F(x) reaches from `start`, or None.

    Pseudo-transient continuation (Kelley & Keyes, SIAM J. Numer. Anal. 1998): implicit Euler steps
    of a length that grows as ‖F‖ falls, so that the path is the flow's at first and Newton's at last.
    """
    at, x, step = field.compiled("numpy"), np.array(start, dtype=float), 0.05
    f, jacobian = map(np.array, at(x))
    for _ in range(steps):
        size = float(np.linalg.norm(f))
        if size < small:
            return x
        x = x - np.linalg.solve(np.eye(len(x)) / step + jacobian, f)
        f, jacobian = map(np.array, at(x))
        if not np.isfinite(f).all():
            return None
        step *= min(2.0, max(0.5, size / max(float(np.linalg.norm(f)), 1e-300)))
    return None


@dataclass(frozen=True)
class Located:
    """A zero of a field: its coordinates, the digits the last step suggests, and its multiplicity."""

    point: tuple[Any, ...]
    digits: int
    multiplicity: int
    steps: int


def polish(field: Field, start: Iterable[Any], digits: int, most: int = 200) -> Located:
    """Return the zero near `start` to `digits` digits by Newton steps that adapt to its multiplicity.

    At a zero of multiplicity m Newton's steps shrink by 1 − 1/m only, where m times the step converges
    quadratically (Schröder 1870).  The ratio of two steps tells m; an m-fold step is followed by a
    plain one, which repairs the simple coordinates.  A double zero needs twice the working digits.
    """
    working = 2 * digits + 30
    context = mpmath.mp.clone()
    context.dps = working
    at = field.compiled("mpmath", working)
    x, sizes, multiplicity, count = context.matrix([context.mpf(s) for s in start]), [], 1, 0
    while count < most:
        count += 1
        f, jacobian = at(list(x))
        try:
            step = context.lu_solve(context.matrix(jacobian), context.matrix(f))
        except ZeroDivisionError:  # the Jacobian vanishes at a degenerate zero: it is reached
            break
        fold = multiplicity if count % 2 == 0 else 1
        x = x - fold * step
        sizes.append(context.norm(step))
        if sizes[-1] * fold < context.mpf(10) ** -(digits + 2):
            break
        if multiplicity == 1 and len(sizes) > 3:
            multiplicity = _multiplicity(sizes[-3:])
    reached = 0 if not sizes else int(-context.log10(max(sizes[-1], context.mpf(10) ** -working)))
    return Located(tuple(x), min(digits, reached), multiplicity, count)


def _multiplicity(sizes: Sequence[Any]) -> int:
    """Return m if two successive step ratios are near 1 − 1/m for m ≥ 2, else 1."""
    ratios = [float(later / earlier) for earlier, later in zip(sizes, sizes[1:], strict=False)]
    if max(ratios) > 0.95 or min(ratios) < 0.4 or abs(ratios[0] - ratios[1]) > 0.02:
        return 1
    return round(1 / (1 - ratios[-1]))

"""The check that integrates: both sides of an equation by quadrature, at a few points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from sympy import Eq

from verify.checks.beside import unfounded
from verify.checks.deciding import printed
from verify.checks.overall import at
from verify.language.domain import Point
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.reasons import Cause, because
from verify.language.verdict import SUPPORTED, UNKNOWN, Evidence
from verify.numerics.quadrature import converges
from verify.numerics.quadrature import quadrature as integrate
from verify.prover.special_points import special_points

__all__ = ["quadrature"]

# special points at which quadrature looks, by the number of Gaussian variables; integrals have fixed limits
SPECIAL = {0: 0, 1: 12, 2: 1, 3: 1}


def quadrature(lemma: Lemma, points: int = 2) -> Evidence:
    """SUPPORTED if both sides of an equation agree by numerical integration at special points and random ones.

    Only if every E in it was shown to exist, and all that stands beside the E to be defined.
    """
    statement = lemma.statement
    if not isinstance(statement, Eq):
        return Evidence(UNKNOWN, "quadrature", because(Cause.NOT_AN_EQUATION))
    if hole := unfounded(lemma):
        return Evidence(UNKNOWN, "quadrature", because(Cause.HOLE, hole=hole))
    if any(mean.expression.has(E) for mean in statement.atoms(E)):
        return Evidence(UNKNOWN, "quadrature", because(Cause.NESTED))
    digits: list[int] = []
    for point in _places(lemma, points):
        if not converges(statement, point):
            return Evidence(UNKNOWN, "quadrature", because(Cause.DIVERGES, point=printed(point)))
        (left, left_error), (right, right_error) = (integrate(side, point) for side in statement.args)
        scale, error = max(abs(left), abs(right), 1.0), left_error + right_error
        if not error < 1e-7 * scale:
            return Evidence(UNKNOWN, "quadrature", because(Cause.NO_CONVERGENCE, point=printed(point)))
        if abs(left - right) > 10 * error + 1e-12 * scale:
            reason = because(Cause.SIDES_DIFFER, left=left, right=right, point=at(printed(point)))
            return Evidence(UNKNOWN, "quadrature", reason, doubt=True)
        digits.append(_digits(max(error, abs(left - right)) / scale))
    if not digits:
        return Evidence(UNKNOWN, "quadrature", because(Cause.NO_POINT))
    return Evidence(SUPPORTED, "quadrature", detail=f"{min(digits)} digits")


def _places(lemma: Lemma, points: int) -> Iterator[Point]:
    """Yield points of a lemma's domain, fewer where integrals of several variables take long."""
    variables = max((len(mean.variables) for mean in lemma.statement.atoms(E)), default=0)
    yield from islice(special_points(lemma.statement, lemma.domain), SPECIAL.get(variables, 2))
    yield from islice(lemma.domain.random_points(Random(1), 50), points)


def _digits(error: float) -> int:
    return next((d for d in range(15, 0, -1) if error <= 10.0**-d), 0)

"""What the landscape of one teacher claims, as statements about numbers that a certificate can hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sympy import And, Expr, Le, Rational
from sympy.logic.boolalg import Boolean

from derivations.gaussian.kernels import g
from derivations.papers.du2018.critical_points.constants import exact_constant
from derivations.papers.du2018.critical_points.enclosed import Report
from verify.arithmetics import Bounds

__all__ = ["claims"]


def claims(report: Report) -> Iterator[tuple[str, Boolean, None]]:
    """Yield (name, statement, None) for the threshold, g₀, the losses and the angles of a report.

    A loss lies between its bounds; g₀ lies between the values of g at the bounds of the ring's angle,
    which encloses the angle because g decreases (the lemma `kernel_decreases`).  The weights are not among them.
    """
    problem = report.problem

    def constant(name: str) -> Expr:
        return exact_constant(name, problem)

    yield "threshold", _between(constant("threshold"), report.threshold), None
    yield "g0", _between(constant("ring"), report.ring_value), None
    if report.barrier:
        yield "barrier", _between(constant("barrier"), report.barrier), None
    losses = {"spurious": "spurious", "ring": "ring_loss"}
    for point in report.points:
        if point.name in losses and point.loss:
            yield f"{point.name}.loss", _between(constant(losses[point.name]), point.loss), None
        if point.name == "ring" and point.angle and problem.share:
            yield "ring.angle", _is_angle(point.angle, constant("ring")), None
        if point.escape:
            yield f"{point.name}.escape_angle", _is_angle(point.escape, constant("escape")), None


def _between(value: Expr, bounds: Bounds) -> Boolean:
    low, high = map(_rational, bounds)
    return _both(Le(low, value, evaluate=False), Le(value, high, evaluate=False))


def _is_angle(bounds: Bounds, kernel: Expr) -> Boolean:
    low, high = map(_rational, bounds)
    return _both(Le(kernel, g(low), evaluate=False), Le(g(high), kernel, evaluate=False))


def _both(one: Boolean, other: Boolean) -> Boolean:
    # SymPy would decide comparisons of numbers, and leave nothing to check
    return And(one, other, evaluate=False)


def _rational(x: Fraction) -> Rational:
    return Rational(x.numerator, x.denominator)

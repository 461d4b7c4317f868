"""The critical points of one given teacher, enclosed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sympy import pi

from derivations.papers.du2018.critical_points.constants import Constants
from derivations.papers.du2018.critical_points.problem import Problem
from derivations.papers.du2018.theory import landscape as proofs
from verify.arithmetics import Arithmetic, Bounds
from verify.language.lemma import Lemma

__all__ = ["CriticalPoint", "Report", "critical_points"]


@dataclass(frozen=True)
class CriticalPoint:
    """A critical point with φ = `angle` and a = `weights`; `absent` ones have neither.

    Enclosures are pairs of rationals.  ``escape`` is the angle down to which the loss stays above this
    point's, whatever a is; ``remark`` says in words what is special.
    """

    name: str
    kind: str
    remark: str = ""
    lemmas: tuple[Lemma, ...] = ()
    loss: Bounds | None = None
    angle: Bounds | None = None
    weights: tuple[Bounds, ...] = ()
    escape: Bounds | None = None


@dataclass(frozen=True)
class Report:
    """All critical points of the loss for one teacher, with the constants that decide them."""

    problem: Problem
    threshold: Bounds
    ring_value: Bounds
    barrier: Bounds | None
    points: tuple[CriticalPoint, ...]

    @cached_property
    def largest_weight(self) -> Fraction:
        """The largest entry of the teacher's b = ‖w*‖ a*, from above: what weights are compared with."""
        return max(max(-low, high) for low, high in {id(x): x for x in self.points[0].weights}.values())


def ring_sign(problem: Problem, arithmetics: Callable[[int], Arithmetic]) -> int:
    """Return the sign of g₀.

    It is 0 for k = 1 only: for k ≥ 2 and a rational teacher s is never at the threshold, because π is
    irrational, so growing precision decides.
    """
    if problem.k == 1:
        return 0
    digits = 15
    while True:
        values = Constants(problem, arithmetics(digits))
        low, high = values.bounds(values["ring"])
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
        digits *= 2


def critical_points(problem: Problem, arithmetics: Callable[[int], Arithmetic], digits: int) -> Report:
    """Return every critical point of the population loss, enclosed to about `digits` digits.

    ``arithmetics`` makes a rigorous arithmetic of so many digits.  The critical points are those of
    the lemmas in `derivations.papers.du2018.theory.landscape`, for filters of size p ≥ 2; p = 1 is said in words.
    """
    sign = ring_sign(problem, arithmetics)
    for doublings in range(8):  # close to the threshold the constants cancel
        report = _report(Constants(problem, arithmetics((digits + 20) << doublings)), sign)
        if _is_narrow(report, digits):
            break
    return report


def _is_narrow(report: Report, digits: int) -> bool:
    """Return whether every enclosure has a width of 10^−digits, relatively; a weight, to the largest one."""
    numbers = [report.threshold, report.ring_value, report.barrier]
    numbers += [bounds for point in report.points for bounds in (point.loss, point.angle, point.escape)]
    largest = report.largest_weight
    # equal entries of the teacher share one enclosure
    weights = {id(x): x for point in report.points for x in point.weights}.values()
    alone = all(_is_within(x, max(map(abs, x)), digits) for x in numbers if x is not None)
    return alone and all(_is_within(x, largest, digits) for x in weights)


def _is_within(bounds: Bounds, size: Fraction, digits: int) -> bool:
    """Return whether (high − low) 10^digits ≤ size, in integers: a subtraction of Fractions takes gcds."""
    (a, b), (c, d) = (end.as_integer_ratio() for end in bounds)
    return (c * b - a * d) * 10**digits * size.denominator <= size.numerator * b * d


def _report(values: Constants, sign: int) -> Report:
    barrier = values.bounds(values["barrier"]) if sign > 0 else None
    return Report(
        problem=values.problem,
        threshold=values.bounds(values["threshold"]),
        ring_value=(Fraction(0), Fraction(0)) if sign == 0 else values.bounds(values["ring"]),
        barrier=None if values.problem.dimension == 1 else barrier,
        points=(_global(values), _spurious(values, sign), _ring(values, sign)),
    )


def _global(values: Constants) -> CriticalPoint:
    zero = (Fraction(0), Fraction(0))
    return CriticalPoint(
        name="global",
        kind="strict minimum",
        remark="the teacher itself, w = w*/‖w*‖ and a = ‖w*‖ a*",
        lemmas=(proofs.spurious_value, proofs.form_is_positive, proofs.minimiser_is_critical),
        loss=zero,
        angle=zero,
        weights=values.teacher(),
    )


_CASES: Mapping[int, tuple[str, str]] = {
    1: ("strict minimum", "degenerate: the Hessian's block in v vanishes, the loss rises like ψ³ for ψ = π − φ"),
    0: ("degenerate", "not a minimum: s is at the threshold (k = 1), the loss falls like −c ψ⁶/9 for ψ = π − φ"),
    -1: ("degenerate", "not a minimum: s is above the threshold, the loss falls like ψ³ for ψ = π − φ"),
}


def _spurious(values: Constants, sign: int) -> CriticalPoint:
    kind, remark = _CASES[sign]
    escape = values.angle(values["escape"]) if sign > 0 else None
    if values.problem.dimension == 1:
        kind, escape = "strict minimum", None
        remark = "p = 1: v has only two directions, so φ = π is isolated and a minimum for every teacher"
    return CriticalPoint(
        name="spurious",
        kind=kind,
        remark=remark,
        lemmas=(
            proofs.minimiser_is_critical,
            proofs.ring_below_threshold,
            proofs.kernel_near_pi,
            proofs.spurious_minimum_is_strict if sign > 0 else proofs.no_minimum_above_threshold,
            *([proofs.threshold_is_never_met] if values.problem.k > 1 else []),
        ),
        loss=values.bounds(values["spurious"]),
        angle=values.constant(pi),
        weights=values.weights(0),
        escape=escape,
    )


def _ring(values: Constants, sign: int) -> CriticalPoint:
    lemmas = (proofs.alignment, proofs.barrier, proofs.ring_below_threshold)
    if values.problem.dimension == 1:
        return CriticalPoint("ring", "absent", "p = 1: there are no angles between 0 and π", lemmas)
    if sign <= 0:
        where = "at" if sign == 0 else "above"
        return CriticalPoint("ring", "absent", f"g₀ ≤ 0: s is {where} the threshold", lemmas)
    remarks = ["one descending direction, along the angle"]
    if values.problem.dimension == 2:
        remarks.append("p = 2: the ring is two points")
    if values.problem.share == 0:
        remarks.append("1·a* = 0: the ring is at φ = π/2 with a = 0")
    ring = values["ring"] if values.problem.share else values.arithmetic.rational(1, 1)
    return CriticalPoint(
        name="ring",
        kind="saddle",
        remark="; ".join(remarks),
        lemmas=lemmas,
        loss=values.bounds(values["ring_loss"]),
        angle=values.angle(ring) if values.problem.share else values.constant(pi / 2),
        weights=values.weights(ring) if values.problem.share else ((Fraction(0), Fraction(0)),) * values.problem.k,
    )

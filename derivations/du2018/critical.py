"""The critical points of one given teacher, enclosed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import sympy
from sympy import Expr, Rational, pi, sqrt

from derivations.du2018 import landscape as proofs
from derivations.du2018.landscape import BB, GAMMA, SHARE, in_share, landscape, threshold
from derivations.du2018.model import K
from derivations.gaussian import PHI, g
from derivations.sums import ONE
from verify.arithmetics import Arithmetic, Bounds
from verify.compile import compile_expression
from verify.declare import Lemma
from verify.roots import monotone_root
from verify.vectors import Dot

__all__ = ["CriticalPoint", "Problem", "Report", "critical_points"]

SQUARE, TOTAL, TARGET = sympy.symbols("n X h", real=True)  # b·b, 1·b and a value of g


@dataclass(frozen=True)
class Problem:
    """A teacher a* ∈ Q^k and a filter w* ∈ Q^p; without a filter, ‖w*‖ = 1 and p ≥ 3.

    Raises ValueError if either is empty or zero.
    """

    teacher: tuple[Fraction, ...]
    filter: tuple[Fraction, ...] | None = None

    def __post_init__(self) -> None:
        for name, entries in (("teacher", self.teacher), ("filter", self.filter)):
            if entries is not None and not any(entries):
                raise ValueError(f"the {name} is {'zero' if entries else 'empty'}; give it a nonzero entry")

    @property
    def k(self) -> int:
        return len(self.teacher)

    @property
    def dimension(self) -> int | None:
        """The size p of the filter, if one was given."""
        return None if self.filter is None else len(self.filter)

    @cached_property
    def filter_square(self) -> Fraction:
        return Fraction(1) if self.filter is None else sum((w * w for w in self.filter), Fraction(0))

    @cached_property
    def teacher_square(self) -> Fraction:
        return sum((x * x for x in self.teacher), Fraction(0))

    @cached_property
    def total(self) -> Fraction:
        return sum(self.teacher, Fraction(0))

    @cached_property
    def share(self) -> Fraction:
        """s = (1·a*)² / (k ‖a*‖²)."""
        return self.total**2 / (self.k * self.teacher_square)


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


@cache
def _formulas() -> dict[str, Expr]:
    """Return the constants of the landscape in k, s, n = b·b, X = 1·b and h, a value of g."""
    found = landscape()
    plain = {SHARE: SHARE, Dot(BB, BB): SQUARE, GAMMA: TARGET}
    shared = {name: in_share(e).xreplace(plain) for name, e in (("spurious", found.spurious), ("scale", found.scale))}
    alpha, beta = (part.xreplace({GAMMA: TARGET, Dot(ONE, BB): TOTAL}) for part in found.minimiser)
    ring = found.ring
    return shared | {
        "threshold": threshold(K),
        "ring": ring,
        "escape": 2 * ring,
        "ring_loss": shared["spurious"] + shared["scale"] * ring**2,
        "barrier": shared["scale"] * ring**2,
        "alpha": alpha,
        "beta": beta,
    }


_INPUTS = (K, SHARE, SQUARE, TOTAL, TARGET)


class _Values:
    """The constants of a problem in a rigorous arithmetic."""

    def __init__(self, problem: Problem, arithmetic: Arithmetic) -> None:
        self.problem, self.arithmetic = problem, arithmetic
        self.length = sqrt(_exact(problem.filter_square))
        self.square = problem.filter_square * problem.teacher_square
        self.total = self.length * _exact(problem.total)

    def __getitem__(self, name: str) -> Any:
        return self.at(name, 0)

    def at(self, name: str, kernel: Any) -> Any:
        """Return the constant `name`, as an element, at an angle where g has the value `kernel`."""
        run = compile_expression(_formulas()[name], _INPUTS, self.arithmetic)
        return run(self.problem.k, self.problem.share, self.square, self.total, kernel)

    def bounds(self, element: Any) -> Bounds:
        bounds = self.arithmetic.bounds(element)
        if bounds is None:
            raise ArithmeticError("a constant of the landscape came out unbounded; ask for more digits")
        return bounds

    def weights(self, kernel: Any) -> tuple[Bounds, ...]:
        """Return enclosures of â = α b + β 1, with b = ‖w*‖ a*."""
        table = self.arithmetic
        alpha, beta = self.at("alpha", kernel), self.at("beta", kernel)
        length = compile_expression(self.length, (), table)()
        with table.working():
            scale = alpha * length
            of = {x: self.bounds(scale * table.number(x) + beta) for x in set(self.problem.teacher)}
        return tuple(of[x] for x in self.problem.teacher)

    def angle(self, kernel: Any) -> Bounds:
        """Return an enclosure of the angle φ with g(φ) = kernel, for kernel in (0, π)."""
        # g decreases through 0 at π, so a point beyond π bounds the root from above
        found = monotone_root(g(PHI) - TARGET, PHI, (Fraction(0), Fraction(22, 7)), {TARGET: kernel}, self.arithmetic)
        if found is None:
            raise ArithmeticError("an angle could not be enclosed; ask for more digits")
        return found

    def constant(self, expression: Expr) -> Bounds:
        return self.bounds(compile_expression(expression, (), self.arithmetic)())


def _exact(x: Fraction) -> Rational:
    return Rational(x.numerator, x.denominator)


def ring_sign(problem: Problem, arithmetics: Callable[[int], Arithmetic]) -> int:
    """Return the sign of g₀.

    It is 0 for k = 1 only: for k ≥ 2 and a rational teacher s is never at the threshold, because π is
    irrational, so growing precision decides.
    """
    if problem.k == 1:
        return 0
    digits = 15
    while True:
        values = _Values(problem, arithmetics(digits))
        low, high = values.bounds(values["ring"])
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
        digits *= 2


def critical_points(problem: Problem, arithmetics: Callable[[int], Arithmetic], digits: int) -> Report:
    """Return every critical point of the population loss, enclosed to about `digits` digits.

    ``arithmetics`` makes a rigorous arithmetic of so many digits.  The critical points are those of
    the lemmas in `derivations.du2018.landscape`, for filters of size p ≥ 2; p = 1 is said in words.
    """
    sign = ring_sign(problem, arithmetics)
    for doublings in range(8):  # close to the threshold the constants cancel
        report = _report(_Values(problem, arithmetics((digits + 20) << doublings)), sign)
        if _is_narrow(report, digits):
            break
    return report


def _is_narrow(report: Report, digits: int) -> bool:
    """Return whether every enclosure has a width of 10^−digits, relatively; a weight, to the largest one."""
    numbers = [report.threshold, report.ring_value, report.barrier]
    numbers += [bounds for point in report.points for bounds in (point.loss, point.angle, point.escape)]
    alone = all(_width(x) * 10**digits <= max(map(abs, x)) for x in numbers if x is not None)
    largest = max(max(map(abs, x)) for x in report.points[0].weights)
    return alone and all(_width(x) * 10**digits <= largest for point in report.points for x in point.weights)


def _width(bounds: Bounds) -> Fraction:
    return bounds[1] - bounds[0]


def _report(values: _Values, sign: int) -> Report:
    barrier = values.bounds(values["barrier"]) if sign > 0 else None
    return Report(
        problem=values.problem,
        threshold=values.bounds(values["threshold"]),
        ring_value=(Fraction(0), Fraction(0)) if sign == 0 else values.bounds(values["ring"]),
        barrier=None if values.problem.dimension == 1 else barrier,
        points=(_global(values), _spurious(values, sign), _ring(values, sign)),
    )


def _global(values: _Values) -> CriticalPoint:
    zero = (Fraction(0), Fraction(0))
    length = compile_expression(values.length, (), values.arithmetic)()
    with values.arithmetic.working():
        of = {x: values.bounds(length * values.arithmetic.number(x)) for x in set(values.problem.teacher)}
    return CriticalPoint(
        name="global",
        kind="strict minimum",
        remark="the teacher itself, w = w*/‖w*‖ and a = ‖w*‖ a*",
        lemmas=(proofs.spurious_value, proofs.form_is_positive, proofs.minimiser_is_critical),
        loss=zero,
        angle=zero,
        weights=tuple(of[x] for x in values.problem.teacher),
    )


_CASES: Mapping[int, tuple[str, str]] = {
    1: ("strict minimum", "degenerate: the Hessian's block in v vanishes, the loss rises like ψ³ for ψ = π − φ"),
    0: ("degenerate", "not a minimum: s is at the threshold (k = 1), the loss falls like −c ψ⁶/9 for ψ = π − φ"),
    -1: ("degenerate", "not a minimum: s is above the threshold, the loss falls like ψ³ for ψ = π − φ"),
}


def _spurious(values: _Values, sign: int) -> CriticalPoint:
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


def _ring(values: _Values, sign: int) -> CriticalPoint:
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

"""The answer to `certiphi landscape`: what was enclosed, what was located, and how far they agree; as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING, Any

import mpmath

from derivations.papers.du2018.critical_points.enclosed import CriticalPoint, Report, critical_points
from derivations.papers.du2018.critical_points.located import Found, locate
from derivations.papers.du2018.critical_points.problem import Problem
from verify.arithmetics import Bounds, arithmetic
from verify.arithmetics.decimals import enclosure, parse_rational, rational_text
from verify.arithmetics.elements import dyadic
from verify.language.lemma import ancestors
from verify.language.verdict import PROVED

if TYPE_CHECKING:
    pass
from verify.language.rendering import Drawn

__all__ = ["Answer", "landscape", "solve"]


@dataclass(frozen=True, eq=False)
class Answer(Drawn):
    """The critical points enclosed to so many digits, and the spurious one as located, if it was."""

    report: Report
    found: Found | None
    digits: int

    @cached_property
    def agreement(self) -> int | None:
        """To how many digits the located point agrees with its enclosure."""
        return None if self.found is None else _agreement(self.report, self.found, self.digits)

    def __repr__(self) -> str:
        return f"<landscape of {self.report.problem.k} patches to {self.digits} digits>"

    def as_dict(self) -> dict[str, Any]:
        """Return plain data; every number is a pair of decimal strings, rounded outward."""
        report, problem = self.report, self.report.problem
        return {
            "k": problem.k,
            "p": problem.dimension,
            "s": rational_text(problem.share),
            "threshold": self._pair(report.threshold),
            "g0": self._pair(report.ring_value),
            "barrier": self._pair(report.barrier),
            "critical_points": [self._point(point) for point in report.points],
            "located": None if self.found is None else self._located(self.found),
        }

    def _pair(self, bounds: Bounds | None) -> dict[str, str] | None:
        return None if bounds is None else enclosure(bounds, self.digits + 5)

    def _point(self, point: CriticalPoint) -> dict[str, Any]:
        # equal entries of the teacher share one enclosure
        weights = {key: self._pair(x) for key, x in {id(x): x for x in point.weights}.items()}
        return {
            "name": point.name,
            "kind": point.kind,
            "status": str(_claim(point)),
            "given": _given(point),
            "lemmas": [lemma.name for lemma in point.lemmas],
            "loss": self._pair(point.loss),
            "angle": self._pair(point.angle),
            "weights": [weights[id(x)] for x in point.weights],
            "escape_angle": self._pair(point.escape),
            "remark": point.remark,
        }

    def _located(self, found: Found) -> dict[str, Any]:
        return {
            "name": "spurious",
            "digits": self.agreement,
            "starts": found.starts,
            "steps": found.located.steps,
            "multiplicity": found.located.multiplicity,
        }


def landscape(
    teacher: Sequence[int | str | Fraction], filter: Sequence[int | str | Fraction] | None = None, digits: int = 15
) -> Answer:
    """Return the critical points for a teacher's output weights a* and filter w*, exact rationals such as "3/2".

    Without a filter ‖w*‖ = 1 and p ≥ 3.  Numbers are enclosed to ``digits`` digits, and the spurious minimum, where
    there is one, is located independently.  Raises ValueError for what is not exact, is empty or is zero.

    >>> landscape([1, -2, "3/2"]).report.points[1].kind
    'strict minimum'
    """
    if digits < 1:
        raise ValueError(f"digits is at least 1, not {digits}")
    return solve(Problem(_row(teacher), None if filter is None else _row(filter)), digits)


def _row(numbers: Sequence[int | str | Fraction]) -> tuple[Fraction, ...]:
    if wrong := [x for x in numbers if not isinstance(x, (int, str, Fraction))]:
        raise ValueError(f"{wrong[0]!r} is not exact; write a whole number, a Fraction, or text such as '3/2'")
    return tuple(parse_rational(x) if isinstance(x, str) else Fraction(x) for x in numbers)


def solve(problem: Problem, digits: int, say: Callable[[str], None] = lambda text: None) -> Answer:
    """Return the critical points of a problem; ``say`` is told what is being worked on."""
    report = critical_points(problem, lambda d: arithmetic("ball", d), digits)
    say("locating the spurious one from random starts")
    descends = report.points[1].kind == "strict minimum" and problem.dimension != 1
    return Answer(report, locate(problem.teacher, digits) if descends else None, digits)


def _claim(point: CriticalPoint) -> Any:
    """Return the weakest claim among the lemmas that a point rests on; `certiphi check` establishes them."""
    return min((lemma.status for lemma in ancestors(point.lemmas) if lemma.status is not None), default=PROVED)


def _given(point: CriticalPoint) -> list[str]:
    return [lemma.name for lemma in ancestors(point.lemmas) if lemma.quoted]


def _agreement(report: Report, found: Found, digits: int) -> int:
    """Return to how many digits the located point is in the enclosure of the spurious one.

    The angle counts relative to π, a weight relative to the largest; the distance to the farther end
    of each enclosure is exact arithmetic, so no digit is claimed that was not reached.
    """
    spurious = report.points[1]
    assert spurious.angle is not None
    length = _square_root(report.problem.filter_square, 2 * digits + 100)
    in_angle = _farthest([_exact(found.angle)], [spurious.angle]) / 3
    in_weights = _farthest([_exact(x) * length for x in found.weights], spurious.weights) / report.largest_weight
    worst = max(in_angle, in_weights)
    # |error| ≤ 10^−d
    return 0 if worst >= 1 else next(d for d in range(_digits(worst) + 2, -1, -1) if worst * 10**d <= 1)


def _digits(x: Fraction) -> int:
    return max(0, len(f"{Decimal(x.denominator)}") - len(f"{Decimal(x.numerator)}") + 1)


def _farthest(numbers: Sequence[Fraction], enclosures: Sequence[Bounds]) -> Fraction:
    """Return the largest distance of a number to the ends of its enclosure, exactly."""
    # in integers over one denominator: a difference of Fractions takes gcds
    unit = lcm(*(x.denominator for pair in enclosures for x in pair), *(x.denominator for x in numbers))

    def whole(x: Fraction) -> int:
        return x.numerator * (unit // x.denominator)

    wholes = ((whole(x), whole(low), whole(high)) for x, (low, high) in zip(numbers, enclosures, strict=True))
    return Fraction(max(max(abs(x - low), abs(x - high)) for x, low, high in wholes), unit)


def _exact(x: Any) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    value = dyadic((-1) ** sign * int(mantissa), int(exponent))
    assert value is not None
    return value


def _square_root(x: Fraction, digits: int) -> Fraction:
    """Return √x to `digits` digits; it only scales a located, approximate point."""
    context = mpmath.mp.clone()
    context.dps = digits
    return Fraction(1) if x == 1 else _exact(context.sqrt(context.mpf(x.numerator) / x.denominator))

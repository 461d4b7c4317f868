"""The gradient flow in the few coordinates it moves in, for finding critical points numerically.

The derived gradient in a is a combination of a, a* and 1, and the one in v lies in the plane of v and
w*: from a start (v₀, a₀) the flow stays in φ and the coordinates of a over {a₀, b, 1}.  So any number
of outputs costs no more than three, and nothing but the derived gradients is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any

import sympy
from sympy import Expr, Rational, S

from derivations.gaussian.sums import ONE
from derivations.papers.du2018.critical_points.problem import Row, dot
from derivations.papers.du2018.theory.gradient import ANGLE, output_gradient
from derivations.papers.du2018.theory.landscape import BB, PHI
from derivations.papers.du2018.theory.model import A, B, W
from derivations.papers.du2018.theory.reduction import slope_in_angle
from verify.language.vectors import Dot, Vector, coordinates, norm
from verify.numerics.locate import Field, Located, descend, polish

__all__ = ["Found", "locate"]

START = Vector("a_0")
COORDINATES = sympy.symbols("x y z", real=True)


@dataclass(frozen=True)
class Found:
    """A located zero of the gradient: φ, the output weights, and how it was found.

    ``weights`` belong to ‖w*‖ = 1; ``starts`` is how many random starts it took.
    """

    angle: Any
    weights: tuple[Any, ...]
    located: Located
    starts: int


@dataclass(frozen=True)
class _Vector:
    """A vector of R^k, factor · row."""

    row: Sequence[Fraction | int]
    factor: Fraction = Fraction(1)

    def dot(self, other: _Vector) -> Rational:
        total = dot(self.row, other.row) * self.factor * other.factor
        return Rational(total.numerator, total.denominator)

    def times(self, c: Any) -> Iterator[Any]:
        """Yield c times each entry, for a number c of any arithmetic."""
        c = c * self.factor.numerator / self.factor.denominator
        multiples = {x: c * x.numerator / x.denominator for x in set(self.row)}
        return (multiples[x] for x in self.row)


@dataclass(frozen=True)
class _Span:
    """The span of some vectors, over the first independent ones among them."""

    basis: Mapping[Vector, _Vector] = field(default_factory=dict)
    gram: sympy.Matrix = field(default_factory=lambda: sympy.Matrix(0, 0, []))
    dependent: Mapping[Vector, sympy.Matrix] = field(default_factory=dict)

    def adding(self, name: Vector, vector: _Vector) -> _Span:
        """Return the span with one more vector, which joins the basis or is written in it."""
        inner = sympy.Matrix([vector.dot(other) for other in self.basis.values()])
        along = self.gram.LUsolve(inner) if self.basis else inner
        square = vector.dot(vector)
        if self.basis and square == (inner.T * along)[0]:  # Bessel's inequality is an equality
            return replace(self, dependent={**self.dependent, name: along})
        border = self.gram.row_join(inner) if inner else self.gram
        gram = border.col_join(sympy.Matrix([[*inner, square]]))
        return replace(self, basis={**self.basis, name: vector}, gram=gram)

    def combination(self, coefficients: Iterable[Expr]) -> Expr:
        # a dependent vector needs only the basis vectors before it
        return sympy.Add(*(c * e for c, e in zip(coefficients, self.basis, strict=False)))

    def flow(self) -> Field:
        """Return the gradient in φ and in a, a = Σ cᵢ eᵢ over the basis, as a field of φ and c."""
        letters = COORDINATES[: len(self.basis)]
        names = list(self.basis)
        spanned = {name: self.combination(c) for name, c in self.dependent.items()}
        entries = {Dot(x, y): self.gram[i, j] for i, x in enumerate(names) for j, y in enumerate(names)}

        def here(expression: Expr) -> Expr:
            at_outputs = expression.xreplace({A: self.combination(letters)})
            return at_outputs.xreplace(spanned).xreplace(entries)

        in_b = output_gradient.result.xreplace({B: BB / norm(W), ANGLE: PHI})
        parts = coordinates(here(in_b))
        return Field((here(slope_in_angle()), *(parts.get(e, S.Zero) for e in names)), (PHI, *letters))

    def start(self) -> list[float]:
        """Return the coordinates of a₀."""
        if START in self.basis:
            return [0.0] * (len(self.basis) - 1) + [1.0]
        return [float(c) for c in self.dependent[START]] + [0.0] * (len(self.basis) - len(self.dependent[START]))

    def row(self, coefficients: Sequence[Any]) -> tuple[Any, ...]:
        """Return Σ cᵢ eᵢ as a row of numbers."""
        parts = [e.times(c) for c, e in zip(coefficients, self.basis.values(), strict=True)]
        return tuple(map(sum, zip(*parts, strict=True)))


def locate(teacher: Row, digits: int, seed: int = 0, tries: int = 32) -> Found | None:
    """Return a critical point other than the teacher that gradient descent finds, or None.

    Random starts (φ, a₀) descend along the derived gradient; the first to stop away from φ = 0 is
    polished to `digits` digits.  None means that every start went to the teacher.
    """
    random, scale = Random(f"{seed}"), max(map(abs, teacher))
    target = _Vector(teacher, 1 / scale)
    fixed = _Span().adding(BB, target).adding(ONE, _Vector((1,) * len(teacher)))
    for count in range(1, tries + 1):
        a_0 = _Vector([random.randint(-16, 16) for _ in teacher], Fraction(1, 16))
        span = fixed.adding(START, a_0 if any(a_0.row) else target)
        flow = span.flow()
        place = descend(flow, [random.uniform(0.1, 3.1), *span.start()])
        if place is not None and abs(place[0]) > 0.01:
            located = polish(flow, place, digits)
            angle, *rest = located.point
            weights = span.row([c * scale.numerator / scale.denominator for c in rest])
            return Found(angle, weights, located, count)
    return None

"""The gradient flow in the few coordinates it moves in, for finding critical points numerically.

The derived gradient in a is a combination of a, a* and 1, and the one in v lies in the plane of v and
w*: from a start (v₀, a₀) the flow stays in φ and the coordinates of a over {a₀, b, 1}.  So any number
of outputs costs no more than three, and nothing but the derived gradients is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import sympy
from sympy import Expr, Rational, S, cos, sin

from derivations.du2018.gradient import ANGLE, output_gradient, weight_gradient
from derivations.du2018.landscape import BB, PHI
from derivations.du2018.model import A, B, V, W
from derivations.sums import ONE
from verify.locate import Field, Located, descend, polish
from verify.vectors import Dot, Vector, coordinates, norm

__all__ = ["Found", "locate", "slope_in_angle"]

START = Vector("a_0")
COORDINATES = sympy.symbols("x y z", real=True)
Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Found:
    """A located zero of the gradient: φ, the output weights, and how it was found.

    ``weights`` belong to ‖w*‖ = 1; ``starts`` is how many random starts it took.
    """

    angle: Any
    weights: tuple[Any, ...]
    located: Located
    starts: int


@cache
def slope_in_angle() -> Expr:
    """Return dℓ/dφ = ∇_v ℓ · dv/dφ for unit v in the plane of v and w*."""
    # v = cos φ ŵ + sin φ n gives dv/dφ = −(ŵ − cos φ v)/sin φ
    turn = -(W / norm(W) - cos(ANGLE) * V) / sin(ANGLE)
    unit = {Dot(V, V): S.One, Dot(V, W): norm(W) * cos(ANGLE), B: BB / norm(W)}
    slope = sympy.expand(Dot(weight_gradient.result, turn).xreplace(unit))
    return sympy.factor(slope.subs(cos(ANGLE) ** 2, 1 - sin(ANGLE) ** 2)).xreplace({ANGLE: PHI})


def _gram(x: Row, y: Row) -> Rational:
    total = sum((s * t for s, t in zip(x, y, strict=True)), Fraction(0))
    return Rational(total.numerator, total.denominator)


class _Span:
    """The span of b, 1 and the start a₀, over the first independent ones among them."""

    def __init__(self, rows: dict[Vector, Row]) -> None:
        self.rows: dict[Vector, Row] = {}
        self.gram = sympy.Matrix(0, 0, [])
        self.dependent: dict[Vector, sympy.Matrix] = {}
        for name, row in rows.items():
            inner = sympy.Matrix([_gram(row, other) for other in self.rows.values()])
            along = self.gram.LUsolve(inner) if self.rows else inner
            square = _gram(row, row)
            if self.rows and square == (inner.T * along)[0]:  # Bessel's inequality is an equality
                self.dependent[name] = along
            else:
                self.rows[name] = row
                border = self.gram.row_join(inner) if inner else self.gram
                self.gram = border.col_join(sympy.Matrix([[*inner, square]]))

    def combination(self, coefficients: Iterable[Expr]) -> Expr:
        # a dependent vector needs only the basis vectors before it
        return sympy.Add(*(c * e for c, e in zip(coefficients, self.rows, strict=False)))

    def field(self) -> Field:
        """Return the gradient in φ and in a, a = Σ cᵢ eᵢ over the basis, as a field of φ and c."""
        letters = COORDINATES[: len(self.rows)]
        names = list(self.rows)
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
        if START in self.rows:
            return [0.0] * (len(self.rows) - 1) + [1.0]
        return [float(c) for c in self.dependent[START]] + [0.0] * (len(self.rows) - len(self.dependent[START]))

    def row(self, coefficients: Sequence[Any]) -> tuple[Any, ...]:
        """Return Σ cᵢ eᵢ as a row of numbers."""
        zero = coefficients[0] * 0
        columns = zip(*self.rows.values(), strict=True)
        return tuple(
            sum((c * x.numerator / x.denominator for c, x in zip(coefficients, column, strict=True)), zero)
            for column in columns
        )


def locate(teacher: Row, digits: int, seed: int = 0, tries: int = 32) -> Found | None:
    """Return a critical point other than the teacher that gradient descent finds, or None.

    Random starts (φ, a₀) descend along the derived gradient; the first to stop away from φ = 0 is
    polished to `digits` digits.  None means that every start went to the teacher.
    """
    random, k = Random(f"{seed}"), len(teacher)
    scale = max(map(abs, teacher))
    target = tuple(x / scale for x in teacher)
    for count in range(1, tries + 1):
        a_0 = tuple(Fraction(random.randint(-16, 16), 16) for _ in range(k))
        span = _Span({BB: target, ONE: (Fraction(1),) * k, START: a_0 if any(a_0) else target})
        field = span.field()
        place = descend(field, [random.uniform(0.1, 3.1), *span.start()])
        if place is not None and abs(place[0]) > 0.01:
            located = polish(field, place, digits)
            angle, *rest = located.point
            factor = located.point[0] * 0 + scale.numerator
            weights = tuple(x * factor / scale.denominator for x in span.row(rest))
            return Found(angle, weights, located, count)
    return None

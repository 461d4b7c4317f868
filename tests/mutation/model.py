"""Points (v, w*, a, a*) of the model, many at once, and the definition of the loss sampled at a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr, Integer, Rational, Symbol

from derivations.gaussian.sums import ONE
from derivations.networks.training import angle
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import MODEL, PHI, A, B, K, V, W
from verify import arithmetic, compile_expression
from verify.arithmetics import Bounds
from verify.language.expectation import E
from verify.language.vectors import Angle, Dot, Vector, coordinates
from verify.statistics.sample import stream
from verify.statistics.summands import enclosed, explicit
from verify.testing.strategies import inputs

from .harness import ROUNDING, Budget, drawn

Array = np.ndarray[Any, Any]
Formula = Callable[["Points"], Array]
NUMPY = arithmetic("numpy")
WIDEST = 5  # numbers of inputs and of outputs of a point that is drawn


@dataclass(frozen=True)
class Points:
    """n points: filters v and w of shape (n, d), output weights a and b of shape (n, m), zero beyond p and k."""

    k: Array
    v: Array
    w: Array
    a: Array
    b: Array

    def __len__(self) -> int:
        return len(self.k)

    def but(self, **changes: Array) -> Points:
        return replace(self, **changes)

    @property
    def ones(self) -> Array:
        return np.where(np.arange(self.a.shape[1]) < self.k[:, None], 1.0, 0.0)

    @property
    def vectors(self) -> dict[Vector, Array]:
        return {V: self.v, W: self.w, A: self.a, B: self.b, ONE: self.ones}

    @property
    def size(self) -> Array:
        """The size of the terms of the loss, k (‖a‖ + ‖w‖ ‖a*‖)²."""
        return self.k * (length(self.a) + length(self.w) * length(self.b)) ** 2

    def unit(self) -> tuple[Array, Array]:
        """Return v/‖v‖ and ‖v‖."""
        return self.v / length(self.v)[:, None], length(self.v)


def dot(x: Array, y: Array) -> Array:
    return np.sum(x * y, axis=1)


def length(x: Array) -> Array:
    return np.sqrt(dot(x, x))


def times(scale: Any, x: Array) -> Array:
    return np.asarray(scale)[..., None] * x


ENTRIES = [Dot(x, y) for kind in ((V, W), (ONE, A, B)) for x, y in combinations_with_replacement(kind, 2)]


def prepare(formula: Expr) -> Formula:
    """Return a scalar as a function of points to an array (n,), a linear combination of vectors to one (n, d)."""
    if formula.has(Vector) and (vectors := _coordinates(formula)) is not None:
        parts = {x: _scalar(c) for x, c in vectors.items()}
        return lambda points: sum(times(part(points), points.vectors[x]) for x, part in parts.items())
    return _scalar(formula)


def _coordinates(formula: Expr) -> dict[Vector, Expr] | None:
    try:
        return coordinates(formula)
    except ValueError:
        return None


def _scalar(formula: Expr) -> Formula:
    letters = {entry: Symbol(f"entry{i}", real=True) for i, entry in enumerate(ENTRIES)}
    angled = formula.replace(lambda n: isinstance(n, Angle), _letter)
    run = compile_expression(angled.xreplace(letters), (K, PHI, *letters.values()), NUMPY)

    def value(points: Points) -> Array:
        vectors = points.vectors
        entries = [dot(*(vectors[x] for x in entry.args)) for entry in ENTRIES]
        return np.broadcast_to(run(points.k, angle(points.v, points.w), *entries), len(points))

    return value


def _letter(node: Angle) -> Basic:
    return PHI if {*node.args[:2]} == {V, W} else sympy.Integer(0)  # a vector is at no angle to itself


def padded(rows: Sequence[Sequence[Any]], width: int = WIDEST) -> Array:
    found = np.zeros((len(rows), width))
    for row, entries in zip(found, rows, strict=True):
        row[: len(entries)] = [float(x) for x in entries]
    return found


def gathered(values: Sequence[Any]) -> Points:
    """Return points given one by one as dictionaries by name."""
    k = np.array([int(x["k"]) for x in values], dtype=float)
    return Points(k, *(padded([x[name] for x in values]) for name in ("v", "w_star", "a", "a_star")))


@cache
def examples(count: int) -> Points:
    """Return points that Hypothesis draws: nearly parallel, tiny and huge vectors among them."""
    return gathered(drawn(inputs(MODEL), count))


@cache
def exact_points(count: int) -> tuple[dict[Basic, Any], ...]:
    """Return points of halves, for k and p from 1 to 3; one in four with parallel or opposite filters."""
    found = []
    for i in range(count):
        generator = stream("model", i)
        k, p = 1 + (i + 2) % 3, 1 + (i + i // 3 + 2) % 3

        def draw(size: int, generator: np.random.Generator = generator) -> tuple[Rational, ...]:
            entries = [Rational(int(n), 2) for n in generator.integers(-4, 5, size)]
            return tuple(entries) if any(entries) else (Integer(1),) * size

        v, w, a, b = draw(p), draw(p), draw(k), draw(k)
        if i % 4 == 3:
            w = tuple((-2 if i % 8 == 3 else 2) * x for x in v)
        found.append(dict(zip(MODEL.symbols, (Integer(k), Integer(p), v, w, a, b), strict=True)))
    return tuple(found)


def as_points(points: Sequence[dict[Basic, Any]]) -> Points:
    return gathered([{name: x[symbol] for name, symbol in MODEL.by_name.items()} for x in points])


@cache
def sampled_loss(budget: Budget) -> tuple[Bounds, ...]:
    """Return bounds of the definition of the loss at the exact points."""
    line = loss.lines[0]
    return tuple(
        enclosed(explicit(line, x), budget.samples, budget.delta / budget.points) for x in exact_points(budget.points)
    )


def sampled_slope(x: Vector, directions: Sequence[Sequence[int]], budget: Budget) -> list[Bounds]:
    """Return bounds of d/dt of the definition along a direction in x, taken inside the expectation, at each point."""
    t = Symbol("t", real=True)
    found = []
    for point, direction in zip(exact_points(budget.points), directions, strict=True):
        moved = point | {x: tuple(e + t * h for e, h in zip(point[x], direction, strict=False))}
        line = explicit(loss.lines[0], moved)
        slope = line.replace(lambda n: isinstance(n, E), lambda n: E(_slope(n.expression, t)))
        found.append(enclosed(slope, budget.samples, budget.delta / budget.points))
    return found


def _slope(f: Expr, t: Symbol) -> Expr:
    return sympy.diff(f, t).subs(t, 0)


def within(values: Array, bounds: Sequence[Bounds], size: Array) -> bool:
    """Return whether each value lies in its bounds, up to rounding in terms of a size; NaN does not."""
    triples = zip(values.tolist(), bounds, (ROUNDING * size).tolist(), strict=True)
    return all(float(low) - allowed <= value <= float(high) + allowed for value, (low, high), allowed in triples)


def apart(points: Points) -> Points:
    """Return the points whose filters are not nearly parallel or opposite: an arccosine is accurate there."""
    phi = angle(points.v, points.w)
    kept = (phi > 0.1) & (phi < np.pi - 0.1)
    return Points(*(x[kept] for x in (points.k, points.v, points.w, points.a, points.b)))

"""The gradients of the loss against the sampled derivative of its definition, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from derivations.papers.du2018.theory.gradient import output_gradient, weight_gradient
from derivations.papers.du2018.theory.model import A, V
from verify.statistics.sample import stream

from .harness import ROUNDING, Budget, Subject, close
from .loss import MEAN, PRODUCT, SQUARE, at_special_angle
from .model import (
    Array,
    Formula,
    Points,
    apart,
    as_points,
    dot,
    exact_points,
    examples,
    length,
    padded,
    prepare,
    sampled_slope,
    times,
    within,
)


def slopes(x: object, budget: Budget) -> Callable[[Formula], bool]:
    """Return the test of the derivative along a direction at each exact point."""
    points, name = exact_points(budget.points), str(x)
    directions = [
        [int(n) for n in stream("direction", name, i).integers(-3, 4, len(at[x]))] for i, at in enumerate(points)
    ]
    directions = [h if any(h) else [1] * len(h) for h in directions]
    bounds, at, along = sampled_slope(x, directions, budget), as_points(points), padded(directions)
    size = at.size * length(along) * (1 + 1 / length(at.v))
    return lambda gradient: within(dot(gradient(at), along), bounds, size)


def of_the_filter(budget: Budget, points: Points) -> dict[str, Callable[[Formula], bool]]:
    size = points.size / length(points.v)  # of the gradient
    factors = 2.0 ** stream("factors").integers(-2, 3, len(points))
    longer = points.but(v=times(factors, points.v))
    scaled = points.but(w=times(factors, points.w), a=times(factors, points.a))
    mirrored = points.but(v=-points.v, w=-points.w)
    found = {
        "Monte Carlo": slopes(V, budget),
        "length of v": lambda f: close(f(longer), times(1 / factors, f(points)), (size / factors)[:, None]),
        "tangential": lambda f: close(dot(f(points), points.v), 0, points.size),
        "homogeneity": lambda f: close(f(scaled), times(factors**2, f(points)), (factors**2 * size)[:, None]),
        "central symmetry": lambda f: close(f(mirrored), -f(points), size[:, None]),
    }
    for name in ("parallel", "opposite"):  # then every direction that might be preferred is along v
        at = at_special_angle(points, name)
        found[name] = lambda f, at=at: close(f(at), 0, (at.size / length(at.v))[:, None])
    at = at_special_angle(points, "orthogonal")
    right = times(-dot(at.a, at.b) / (4 * length(at.v)), at.w)
    # with s = w·Z_j/‖w‖ independent of v·Z_j, along w it is −a_j b_j ‖w‖²/‖v‖ E[v·Z_j > 0] E[s σ(s)] for each patch
    found["orthogonal"] = lambda f: close(f(at), right, (at.size / length(at.v))[:, None])
    return found


def special(points: Points, product: float) -> Array:
    """Return E (f − f*) σ(u_j) for each patch j: its covariance, and the product of the means."""
    a, b = points.a, times(length(points.w), points.b)
    mean = MEAN * np.sum(a - b, axis=1)
    return (SQUARE - MEAN**2) * a - (product - MEAN**2) * b + times(mean * MEAN, points.ones)


def of_the_outputs(budget: Budget, points: Points) -> dict[str, Callable[[Formula], bool]]:
    factors = 2.0 ** stream("factors").integers(-2, 3, len(points))
    perfect = points.but(v=times(factors, points.w), a=times(length(points.w), points.b))
    louder = points.but(a=times(factors, points.a), b=times(factors, points.b))
    others = points.but(a=points.a[::-1] * points.ones)

    def size(at: Points) -> Array:
        return (at.k * (length(at.a) + length(at.w) * length(at.b)))[:, None]

    def convex(f: Formula) -> bool:
        rise, most = dot(f(points) - f(others), points.a - others.a), points.size + others.size
        return bool(np.all(rise >= -ROUNDING * most))

    found = {
        "Monte Carlo": slopes(A, budget),
        "zero at the teacher": lambda f: close(f(perfect), 0, size(perfect)),
        "length of v": lambda f: close(f(points.but(v=times(factors, points.v))), f(points), size(points)),
        "homogeneity": lambda f: close(f(louder), times(factors, f(points)), size(louder)),
        "convexity": convex,
    }
    for name, product in PRODUCT.items():
        at = at_special_angle(points, name)
        right = special(at, product)
        found[name] = lambda f, at=at, right=right: close(f(at), right, size(at))
    return found


def subjects(budget: Budget) -> list[Subject]:
    points = examples(budget.examples)
    return [
        Subject(weight_gradient.name, weight_gradient.result, prepare, of_the_filter(budget, points)),
        Subject(output_gradient.name, output_gradient.result, prepare, of_the_outputs(budget, points)),
    ]


def lines(budget: Budget) -> list[Subject]:
    """Return the lines before, the chain rule as it comes, away from where their arccosine loses digits."""
    points, found = apart(examples(budget.examples)), []
    for derivation, of in ((weight_gradient, of_the_filter), (output_gradient, of_the_outputs)):
        judged = {name: test for name, test in of(budget, points).items() if name not in ("parallel", "opposite")}
        found.append(Subject(f"{derivation.name}, line 1", derivation.lines[1], prepare, judged))
    return found

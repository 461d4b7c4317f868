"""Expectations at a point as bounded summands: coordinates for vectors, bounds for integrands, samples in balls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr, Integer, Sum

from verify.arithmetics import Bounds, arithmetic
from verify.language.compile import compile_expression
from verify.language.expectation import E, Gaussian, gaussian
from verify.language.vectors import Component, Dot, Vector, by_dots, instantiate
from verify.statistics.sample import Estimate, Summand, homogeneous, mean

__all__ = ["enclosed", "explicit", "summand_of"]


def explicit(line: Basic, point: Mapping[Basic, Any]) -> Expr:
    """Return a line at a point: sums written out, vectors by coordinates, Gaussian ones by fresh variables."""

    def written_out(node: Sum) -> Expr:
        names = [limit[0] for limit in node.limits]
        ranges = [range(int(low), int(high) + 1) for _, low, high in node.limits]
        return sympy.Add(*(node.function.subs(dict(zip(names, at, strict=True))) for at in product(*ranges)))

    scalars = {s: x for s, x in point.items() if not isinstance(s, Vector)}
    line = by_dots(line.xreplace(scalars).replace(lambda n: isinstance(n, Sum), written_out))
    line = line.replace(lambda n: isinstance(n, Component), lambda n: point[n.args[0]][int(n.args[1]) - 1])
    values = dict(point)
    for entry in line.atoms(Dot):
        known = next(len(values[x]) for x in entry.args if x in values)
        for x in entry.args:
            fresh = [Integer(1)] * known if x.name == "1" else [gaussian(f"{x}.{i}") for i in range(known)]
            values.setdefault(x, fresh)
    return instantiate(line, values)


def enclosed(line: Expr, samples: int, delta: float, *key: object) -> Bounds:
    """Return bounds that hold a line with explicit E, from a key's streams, with probability 1 − delta for each E."""
    balls = arithmetic("ball", 30)
    assert balls.hull is not None
    means = {node: _estimate(node, samples, delta, *key) for node in sorted(line.atoms(E), key=str)}
    marks = {node: sympy.Dummy() for node in means}
    hulls = [balls.hull(Fraction(m.mean - m.radius), Fraction(m.mean + m.radius)) for m in means.values()]
    bounds = balls.bounds(compile_expression(line.xreplace(marks), tuple(marks.values()), balls)(*hulls))
    if bounds is None:
        raise ValueError(f"{line} is undefined at the point")
    return bounds


@lru_cache(maxsize=1024)  # the lines of a derivation stand in two equations each
def _estimate(node: E, samples: int, delta: float, *key: object) -> Estimate:
    summand = summand_of(node)
    return mean(summand.draw, summand.bound, samples, delta, str(node), *key)


def summand_of(node: Any, bound: float | None = None) -> Summand:
    """Return bounded summands whose mean is an E over scalar Gaussians.

    Its integrand is positively homogeneous, so that its radial part is integrated out; or ``bound`` is
    what its absolute value never exceeds.  Raises TypeError for anything else than an E, and ValueError
    for free symbols, vectors (`explicit` gives them coordinates), or an integrand not known to be homogeneous.
    """
    if not isinstance(node, E):
        raise TypeError(f"a sampler, a Summand or an E can be sampled, not {node!r}")
    if node.free_symbols or not all(isinstance(x, Gaussian) for x in node.variables):
        raise ValueError(
            f"{node} has symbols or vectors without values: verify.statistics.summands.explicit puts them in"
        )
    run, variables = compile_expression(node.expression, node.variables, arithmetic("numpy")), len(node.variables)
    if bound is not None:
        return Summand(lambda g, n: np.broadcast_to(run(*g.standard_normal((variables, n))), n), float(bound))
    degree, largest = _degree_and_bound(node.expression)
    return homogeneous(lambda u: np.broadcast_to(run(*u.T), len(u)), largest, variables, degree)


def _degree_and_bound(f: Expr) -> tuple[float, float]:
    """Return the degree of homogeneity of a function of Gaussian variables and a bound on the sphere."""
    if isinstance(f, Gaussian) or E(f) == f:
        return (1.0, 1.0) if isinstance(f, Gaussian) else (0.0, abs(float(f)) * (1 + 1e-9))
    if hasattr(f, "as_elementary"):
        return _degree_and_bound(f.as_elementary())
    if slopes := _linear_form(f):  # Cauchy and Schwarz
        return 1.0, float(np.linalg.norm(slopes)) * (1 + 1e-9)
    parts = [_degree_and_bound(part) for part in f.args if part != 0]
    degrees, bounds = zip(*parts, strict=True)
    if isinstance(f, sympy.Mul):
        return sum(degrees), float(np.prod(bounds))
    if isinstance(f, sympy.Pow) and f.exp.is_Rational and f.exp > 0:
        return degrees[0] * float(f.exp), bounds[0] ** float(f.exp)
    if isinstance(f, sympy.Heaviside):
        return 0.0, 1.0
    if not isinstance(f, (sympy.Add, sympy.Max, sympy.Min, sympy.Abs)) or len(set(degrees)) > 1:
        raise ValueError(f"{f} is not known to be homogeneous")
    return degrees[0], sum(bounds) if isinstance(f, sympy.Add) else max(bounds)


def _linear_form(f: Expr) -> list[float] | None:
    """Return the coefficients of a sum of multiples of Gaussian variables, or None if it is none."""
    slopes = {x: sympy.diff(f, x) for x in E(f).variables}
    if not f.is_Add or sympy.expand(f - sum(slope * x for x, slope in slopes.items())) != 0:
        return None
    return [float(slope) for slope in slopes.values()] if all(s.is_number for s in slopes.values()) else None

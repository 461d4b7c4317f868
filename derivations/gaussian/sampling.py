"""Monte Carlo estimates of expectations of any function of polynomial growth, with stated error.

A function with |f(z)| ≤ B (1 + ‖z‖)ⁿ is not bounded, but f(z)/(1 + ‖z‖)ⁿ is.  Its mean under the density
proportional to (1 + ‖z‖)ⁿ times the Gaussian one is sampled: a mixture of chi laws for the length, as
(1 + r)ⁿ = Σ C(n, m) rᵐ and rᵐ times the density of χ_d is E rᵐ times that of χ_{d+m}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, exp, floor, inf, lgamma, log, log10, nextafter, sqrt
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr, Piecewise

from derivations.gaussian.forms import Unreachable, is_random, linear_parts
from derivations.gaussian.ramps import ramp
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Dot, Vector, Vectors, instantiate
from verify.statistics.sample import Array, Estimate, homogeneous_mean, mean, sphere
from verify.statistics.summands import explicit

__all__ = ["Sampled", "assert_within", "beside", "estimate"]

Growth = tuple[int, float, bool]  # n, B, and whether f is homogeneous of degree n
UP = 1 + 1e-9


def estimate(expression: Expr, point: Mapping[Any, Any], samples: int = 1 << 17, delta: float = 1e-9) -> Estimate:
    """Return an estimate of an expression with E at a point, within its radius with probability 1 − delta.

    ``point`` gives each symbol, or its name, a number, and each vector a sequence of numbers.  The streams are
    keyed by the integrand, so that the same call gives the same estimate.  Raises ValueError for a symbol
    without a value and for an integrand that is not known to grow like a polynomial.

    >>> from derivations import relu
    >>> from verify import gaussian
    >>> x = gaussian("x")
    >>> found = estimate(E(relu(x - 1)), {})
    >>> found.contains(0.0833154705876864), found.radius < 0.005
    (True, True)
    """
    line = _explicit(expression, point)
    if missing := {str(s) for s in line.free_symbols}:
        raise ValueError(f"the point gives no value for {', '.join(sorted(missing))}")
    nodes = sorted(line.atoms(E), key=str)
    if [line] == nodes:
        return _mean(nodes[0], samples, delta)
    found = {node: _mean(node, samples, delta / len(nodes)) for node in nodes}
    return _combined(line, found, samples, delta)


def _explicit(expression: Expr, point: Mapping[Any, Any]) -> Expr:
    values = _exact(expression, point)
    fixed = {node for node in values if isinstance(node, Vector)}
    for entry in sorted(expression.atoms(Dot), key=str):
        if not any(x in fixed for x in entry.args):
            raise ValueError(f"{entry} has no vector of the point in it, so its dimension is not known")
    return explicit(expression, values)


@dataclass(frozen=True)
class Sampled:
    """An estimate, and the value of the closed form at the same point (None where there is none).

    >>> print(Sampled(Estimate(0.3990, 0.0021, 1e-9, 131072), 0.39894228))
    0.399 ± 0.0021 (131072 samples, error rate 1e-09); closed form 0.398942, inside
    """

    estimate: Estimate
    value: float | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether the closed form lies in the interval, None if there is none: False for the truth with rate delta."""
        return None if self.value is None else self.estimate.contains(self.value)

    def __str__(self) -> str:
        e = self.estimate
        digits = max(2, 3 - floor(log10(e.radius))) if e.radius else 6
        mean = f"{e.mean:.{digits}f}".rstrip("0").rstrip(".")
        text = f"{mean} ± {e.radius:.2g} ({e.samples} samples, error rate {e.delta:.0e})"
        if self.value is None:
            return text
        return f"{text}; closed form {self.value:.6g}, {'inside' if self.agrees else 'OUTSIDE'}"


def beside(expression: Expr, value: Expr | None, point: Mapping[Any, Any], samples: int, delta: float) -> Sampled:
    """Return the estimate of an expression with E at a point, and the value there of a closed form of it."""
    found = estimate(expression, point, samples, delta)
    if value is None:
        return Sampled(found)
    return Sampled(found, float(explicit(value, _exact(expression, point)).evalf(20)))


def assert_within(expression: Expr, point: Mapping[Any, Any], domain: Domain) -> None:
    """Raise ValueError for a point that was shown to lie outside a domain."""
    values = _exact(expression, point)
    for s, value in values.items():
        allowed = domain.ranges.get(s)
        if isinstance(value, tuple):
            outside = isinstance(allowed, Vectors) and allowed.nonzero and not any(value)
        else:
            outside = allowed is not None and allowed.contains(value) == sympy.false
        if outside:
            raise ValueError(f"the point is outside the domain: {s} = {value} is not in {allowed}")
    vectors = {s: value for s, value in values.items() if isinstance(s, Vector)}
    if set(domain.where.free_symbols) <= set(values):
        numbers = {s: value for s, value in values.items() if s not in vectors}
        if instantiate(domain.where, vectors).xreplace(numbers) == sympy.false:
            raise ValueError(f"the point is outside the domain: {domain.where} does not hold there")


def _exact(expression: Expr, point: Mapping[Any, Any]) -> dict[Basic, Any]:
    """Return the point by symbols, with exact numbers."""
    named = {str(name): value for name, value in point.items()}
    atoms = set(expression.free_symbols) | {v for v in expression.atoms(Vector) if not v.gaussian}
    values: dict[Basic, Any] = {}
    for s in atoms:
        if str(s) in named:
            value = named[str(s)]
            values[s] = tuple(map(_number, value)) if isinstance(s, Vector) else _number(value)
    lengths = {len(value) for value in values.values() if isinstance(value, tuple)}
    if len(lengths) > 1:
        raise ValueError(f"vectors of different dimensions, {sorted(lengths)}, at the point")
    if missing := sorted(str(s) for s in atoms if s not in values):
        raise ValueError(f"the point gives no value for {', '.join(missing)}")
    return values


def _number(value: Any) -> Expr:
    if isinstance(value, (float, np.floating)):
        value = Fraction(float(value))
    number = sympy.sympify(value.item() if isinstance(value, np.generic) else value)
    return sympy.Rational(value) if isinstance(value, Fraction) else number


def _combined(line: Expr, found: Mapping[E, Estimate], samples: int, delta: float) -> Estimate:
    balls = arithmetic("ball", 30)
    assert balls.hull is not None
    marks = {node: sympy.Dummy() for node in found}
    hulls = [balls.hull(Fraction(e.mean - e.radius), Fraction(e.mean + e.radius)) for e in found.values()]
    bounds = balls.bounds(compile_expression(line.xreplace(marks), tuple(marks.values()), balls)(*hulls))
    if bounds is None:
        raise ValueError(f"{line} is undefined at the point")
    low, high = nextafter(float(bounds[0]), -inf), nextafter(float(bounds[1]), inf)
    middle = (low + high) / 2
    return Estimate(middle, nextafter(max(high - middle, middle - low), inf), delta, samples)


@lru_cache(maxsize=256)
def _mean(node: E, samples: int, delta: float) -> Estimate:
    f, variables = _elementary(node.expression), node.variables
    degree, bound, homogeneous = _growth(f)
    run = compile_expression(f, variables, arithmetic("numpy"))
    key, d = str(node), len(variables)

    def values(z: Array) -> Array:
        return np.array(np.broadcast_to(run(*z.T), len(z)), dtype=float)

    if homogeneous:
        return homogeneous_mean(values, bound, d, samples, delta, key, degree=degree)
    weights = [comb(degree, m) * _radial_moment(m, d) for m in range(degree + 1)]
    total, tail = sum(weights), np.cumsum(weights) / sum(weights)

    def summand(generator: np.random.Generator, n: int) -> Array:
        m = np.minimum(np.searchsorted(tail, generator.random(n), side="right"), degree)
        r = np.sqrt(generator.chisquare(d + m))
        return values(r[:, None] * sphere(generator, n, d)) / (1 + r) ** degree * total

    return mean(summand, total * bound * UP, samples, delta, key)


def _radial_moment(m: int, d: int) -> float:
    """Return E rᵐ = 2^{m/2} Γ((d + m)/2)/Γ(d/2)."""
    return exp(m / 2 * log(2) + lgamma((d + m) / 2) - lgamma(d / 2))


def _elementary(f: Expr) -> Expr:
    """Return a function in heads that NumPy evaluates; a null set may change."""
    return f.replace(sympy.sign, lambda x: 2 * sympy.Heaviside(x) - 1).replace(
        lambda n: isinstance(n, Piecewise), lambda n: _cases(list(n.args))
    )


def _cases(cases: list[Any]) -> Expr:
    if not cases:
        raise ValueError("a Piecewise has no value where none of its conditions holds: end it with (…, True)")
    value, condition = cases[0]
    if condition == sympy.true:
        return value
    if not isinstance(condition, (sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le)):
        raise ValueError(f"the condition {condition} is no single inequality, so it cannot be estimated")
    here = sympy.Heaviside(condition.gts - condition.lts)
    return here * value + (1 - here) * _cases(cases[1:])


def _growth(f: Expr) -> Growth:
    """Return n, B with |f(z)| ≤ B (1 + ‖z‖)ⁿ, or B ‖z‖ⁿ for a homogeneous f; raise ValueError if none is known."""
    if not is_random(f):
        return 0, abs(float(f)) * UP, True
    if (linear := _linear(f)) is not None:
        return linear
    match f:
        case ramp(args=(x, n, slope)):
            degree, bound, homogeneous = _growth(x)
            return degree * int(n), bound ** int(n) * max(1.0, abs(float(slope))), homogeneous
        case sympy.Heaviside():
            return 0, 1.0, _growth(f.args[0])[2]
        case sympy.sin() | sympy.cos():
            return 0, 1.0, False
        case sympy.Pow(base=base, exp=power) if power.is_Integer and power > 0:
            degree, bound, homogeneous = _growth(base)
            return degree * int(power), bound ** int(power), homogeneous
        case sympy.Mul():
            degrees, bounds, each = zip(*map(_growth, f.args), strict=True)
            return sum(degrees), float(np.prod(bounds)), all(each)
        case sympy.Add() | sympy.Max() | sympy.Min() | sympy.Abs():
            degrees, bounds, each = zip(*map(_growth, f.args), strict=True)
            same = len({n for n, b in zip(degrees, bounds, strict=True) if b}) == 1
            return max(degrees), (sum if f.is_Add else max)(bounds), all(each) and same
    raise ValueError(f"{f} is not known to grow like a polynomial, so it cannot be estimated with a stated error")


def _linear(f: Expr) -> Growth | None:
    try:
        parts, constant = linear_parts(f)
    except Unreachable:
        return None
    size = sqrt(sum(float(c) ** 2 for c in parts.values())) * UP  # Cauchy and Schwarz
    return 1, max(size, abs(float(constant)) * UP), constant == 0

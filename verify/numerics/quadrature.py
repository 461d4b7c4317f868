"""Quadrature of integrals and expectations in double precision, independent of all exact rules.

Gauss–Legendre on panels that end where a kink is found numerically, an infinite range cut off deep in
the Gaussian tail, each value computed at two resolutions (and cut-offs): their difference is the error
estimate.  It is an estimate, so quadrature supports a statement and never proves it.  Where positive and negative parts
cancel by symmetry it says nothing: `converges` integrates the size of f.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr

from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.language.expectation import E

__all__ = ["converges", "quadrature"]

Array = np.ndarray[Any, np.dtype[np.float64]]


def quadrature(expression: Expr, point: Mapping[Basic, Expr]) -> tuple[float, float]:
    """Return the value of an expression with E and Integral nodes at a point, and an error estimate.

    >>> from verify import E, gaussian
    >>> x = gaussian("x")
    >>> value, error = quadrature(E(sympy.Max(x, 0)), {})
    >>> round(value, 12) == round(1 / (2 * 3.141592653589793) ** 0.5, 12), error < 1e-12
    (True, True)
    """
    values = tuple(sorted(((s, float(v)) for s, v in point.items()), key=str))
    coarse, fine = _value(expression, values, 20), _value(expression, values, 32)
    return fine, abs(fine - coarse)


def converges(expression: Expr, point: Mapping[Basic, Expr]) -> bool:
    """Return whether the integral of |f| comes out alike at two resolutions, for each E and Integral of an expression.

    That of 1/|x| does not: the finer one looks nearer at 0, and the positive and negative parts no longer cancel.
    """
    values = tuple(sorted(((s, float(v)) for s, v in point.items()), key=str))
    sizes = [[_value(node, values, nodes, size=True) for nodes in (12, 20)] for node in _means(expression)]
    return all(abs(fine - coarse) <= max(0.05 * abs(fine), 1e-9) < np.inf for coarse, fine in sizes)


def _means(expression: Basic) -> set[Expr]:
    if isinstance(expression, (E, sympy.Integral)):
        return {expression}
    return set().union(*map(_means, expression.args)) if expression.args else set()


@lru_cache(maxsize=1024)
def _value(expression: Expr, point: tuple[tuple[Basic, float], ...], nodes: int, size: bool = False) -> float:
    """Return the value of an expression, or with the size of each integrand in place of it."""
    line = expression.replace(lambda n: isinstance(n, E), lambda n: n.integral())
    numbers = {node: sympy.Dummy() for node in _outermost(line)}
    inputs = dict(point) | {d: _integrate(node, dict(point), nodes, size) for node, d in numbers.items()}
    run = compile_expression(line.xreplace(numbers), tuple(inputs), arithmetic("numpy"))
    return float(run(*inputs.values()))


def _outermost(expression: Basic) -> set[sympy.Integral]:
    if isinstance(expression, sympy.Integral):
        return {expression}
    return set().union(*map(_outermost, expression.args)) if expression.args else set()


def _integrate(integral: sympy.Integral, point: dict[Basic, float], nodes: int, size: bool) -> float:
    integrand = _elementary(integral.function)
    limits = [tuple(limit) for limit in integral.limits]
    symbols = tuple(point) + tuple(limit[0] for limit in limits)
    table = arithmetic("numpy")
    integrand_at = compile_expression(integrand, symbols, table)
    kinks = [(k, compile_expression(k, symbols, table)) for k in _kinks(integrand)]

    def level(i: int, values: dict[Basic, Any]) -> Any:
        """Integrate over limits[0..i], the variables beyond being fixed in `values`."""
        if i < 0:
            return integrand_at(*(values[s] for s in symbols))
        variable, low, high = limits[i]
        ends = [_number(end, values) for end in (low, high)]
        inner = {limit[0] for limit in limits[:i]}
        free = [run for kink, run in kinks if variable in kink.free_symbols and not inner & kink.free_symbols]

        def at(x: Any) -> dict[Basic, Any]:
            return values | {variable: x}

        def kinks_at(x: Array) -> list[Array]:
            return [np.broadcast_to(run(*(at(x).get(s, 0.0) for s in symbols)), x.shape) for run in free]

        total = 0.0
        for x, weight in _panels(ends[0], ends[1], kinks_at if free else None, nodes):
            f = level(-1, at(x)) if i == 0 else np.array([level(i - 1, at(t)) for t in x])
            total += float(np.sum(weight * (np.abs(f) if size else f)))
        return total

    return float(level(len(limits) - 1, dict(point)))


def _elementary(expression: Basic) -> Basic:
    return expression.replace(lambda n: hasattr(n, "as_elementary"), lambda n: n.as_elementary())


def _kinks(expression: Basic) -> set[Expr]:
    """Return expressions whose zeros are where the integrand is not smooth."""
    edges = [a - b for node in expression.atoms(sympy.Max, sympy.Min) for a, b in combinations(node.args, 2)]
    return set(edges) | {n.args[0] for n in expression.atoms(sympy.Heaviside, sympy.Abs)}


def _number(end: Expr, values: Mapping[Basic, Any]) -> float:
    if end in (sympy.oo, -sympy.oo):
        return float(end)
    return float(compile_expression(end, tuple(values), arithmetic("numpy"))(*values.values()))


def _panels(
    low: float, high: float, kinks: Callable[[Array], Sequence[Array]] | None, nodes: int
) -> list[tuple[Array, Array]]:
    """Return nodes and weights on [low, high], in panels that end at the sign changes of kinks."""
    cut_off = 6 + nodes / 6  # of a Gaussian tail; it differs between the two resolutions, so it shows
    if low > high:
        return [(x, -weight) for x, weight in _panels(high, low, kinks, nodes)]
    if np.isinf(low):
        low = min(high, 0.0) - cut_off
    if np.isinf(high):
        high = max(low, 0.0) + cut_off
    grid = np.linspace(low, high, 67)[1:-1]
    cuts = set(np.linspace(low, high, 5))
    if kinks is not None:
        for f in kinks(grid):
            for left in np.flatnonzero(np.sign(f[:-1]) != np.sign(f[1:])):
                cuts.add(_root(kinks, grid[left], grid[left + 1]))
    x, w = _gauss(nodes)
    ends = np.array(sorted(cuts))
    return [((a + b) / 2 + (b - a) / 2 * x, w * (b - a) / 2) for a, b in zip(ends, ends[1:], strict=False)]


@lru_cache(maxsize=16)
def _gauss(nodes: int) -> tuple[Array, Array]:
    x, w = np.polynomial.legendre.leggauss(nodes)
    return x, w


def _root(kinks: Callable[[Array], Sequence[Array]], left: float, right: float) -> float:
    """Return a point where some kink that changes sign between left and right vanishes."""
    ends = kinks(np.array([left, right]))
    which = next(i for i, f in enumerate(ends) if np.sign(f[0]) != np.sign(f[1]))
    # most kinks are straight: the chord's zero, if the sign changes right there
    chord = left - ends[which][0] * (right - left) / (ends[which][1] - ends[which][0])
    near = 1e-14 * (1 + abs(chord))
    before, after = np.sign(kinks(np.array([chord - near, chord + near]))[which])
    if before != after:
        return float(chord)
    for _ in range(13):  # each round is sixteen times narrower
        x = np.linspace(left, right, 17)
        sign = np.sign(kinks(x)[which])
        i = int(np.argmax(sign[1:] != sign[0]))
        left, right = x[i], x[i + 1]
    return float(right)

"""The probability of two half-planes, from the Gaussian integral in polar coordinates.

Every other mean of this room is derived by parts, which leaves probabilities of half-spaces, and those of two are
this one, at the angle of the half-spaces.
"""

from __future__ import annotations

from itertools import permutations

import sympy
from sympy import Expr, Integral, Interval, Mul, S, Symbol, cos, exp, oo, pi, sin

from derivations.gaussian.forms import shaped
from derivations.gaussian.ramps import ramp, step
from verify.checks import quadrature
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.expectation import E, Gaussian, density, gaussian
from verify.prover.identities import vanishes
from verify.prover.signs import signs

__all__ = ["ANGLE", "PHI", "SOURCE", "arc_cosine_0", "definition", "integrate", "polar", "r", "theta", "x", "y"]

x, y = gaussian("x y")
r, theta = Symbol("r", positive=True), Symbol("theta", real=True)
HALF_LINE = (r, 0, oo)
ANGLE = Domain(phi=Interval(0, pi))
(PHI,) = ANGLE.symbols
SOURCE = "Cho & Saul 2009"


# E[f] = ∫ f ρ


@shaped
def _is_definition(before: Expr, after: Expr, domain: Domain) -> bool:
    if not (isinstance(before, E) and isinstance(after, Integral)):
        return False
    variables = before.variables
    everywhere = {(z, -oo, oo) for z in variables if isinstance(z, Gaussian)}
    whole = len(after.limits) == len(variables) and set(map(tuple, after.limits)) == everywhere
    return whole and vanishes(after.function / density(*variables) - before.expression)


definition = Rule("the Gaussian density", lambda line: line.integral(), _is_definition)


# With (x, y) = r (cos θ, sin θ), x cos α + y sin α = r cos(θ − α) is positive for θ between α − π/2 and α + π/2


def _apart(integrand: Expr) -> tuple[list[Expr], Expr]:
    """Return the forms that the indicators in a product are of, and the other factors."""
    steps = [f for f in Mul.make_args(integrand) if isinstance(f, ramp) and f == step(f.args[0])]
    return [f.args[0] for f in steps], integrand / Mul(*steps)


def _normal(form: Expr) -> Expr:
    """Return the α of a form x cos α + y sin α, NaN if it was not shown to be one."""
    slope = sympy.diff(form, x)
    alpha = slope.args[0] if slope.func is cos else S.Zero
    return alpha if vanishes(form - x * cos(alpha) - y * sin(alpha)) else S.NaN


def _turned(density: Expr) -> Expr:
    """Return a function of e^{−(x² + y²)/2} in polar coordinates, times the Jacobian r."""
    there = density.subs({x: r * cos(theta), y: r * sin(theta)}, simultaneous=True)
    return there.replace(exp, lambda e: exp(sympy.expand(e.subs(sin(theta) ** 2, 1 - cos(theta) ** 2)))) * r


def _to_polar(line: Expr) -> Expr:
    forms, rest = _apart(line.function)
    low, high = sorted(map(_normal, forms), key=sympy.default_sort_key)
    return Integral(_turned(rest), HALF_LINE, (theta, high - pi / 2, low + pi / 2))


@shaped
def _is_polar(before: Expr, after: Expr, domain: Domain) -> bool:
    """For 0 ≤ β − α ≤ π both forms are positive exactly between β − π/2 and α + π/2."""
    if not (_is_over_plane(before) and _is_over_sector(after)):
        return False
    forms, rest = _apart(before.function)
    _, low, high = after.limits[1]

    def between(alpha: Expr, beta: Expr) -> bool:
        ordered = -1 not in signs(beta - alpha, domain.ranges) | signs(alpha + pi - beta, domain.ranges)
        return ordered and vanishes(low - beta + pi / 2) and vanishes(high - alpha - pi / 2)

    normals = list(map(_normal, forms))
    cut = len(normals) == 2 and S.NaN not in normals and any(between(*pair) for pair in permutations(normals))
    return cut and not rest.has(ramp) and vanishes(_turned(rest) - after.function)


def _is_over_plane(line: Expr) -> bool:
    return isinstance(line, Integral) and sorted(map(tuple, line.limits), key=str) == [(x, -oo, oo), (y, -oo, oo)]


def _is_over_sector(line: Expr) -> bool:
    """Return whether the line is an integral over r from 0 to ∞ and θ between two ends."""
    if not (isinstance(line, Integral) and len(line.limits) == 2 and line.limits[0] == HALF_LINE):
        return False
    turn = line.limits[1]
    return len(turn) == 3 and turn[0] == theta and not sympy.Tuple(*turn[1:]).has(r, theta)


polar = Rule("polar coordinates: both are positive in a sector", _to_polar, _is_polar)


# ∫_α^β ∫_0^∞ c r e^{−r²/2} dr dθ = c (β − α), for −e^{−r²/2} has the derivative r e^{−r²/2}


def _area(line: Expr) -> Expr:
    _, low, high = line.limits[1]
    return sympy.factor_terms(line.function / (r * exp(-(r**2) / 2)) * (high - low))


@shaped
def _is_area(before: Expr, after: Expr, domain: Domain) -> bool:
    if not _is_over_sector(before):
        return False
    _, low, high = before.limits[1]
    constant = sympy.simplify(before.function / sympy.diff(-exp(-(r**2) / 2), r))
    return not constant.has(r, theta) and vanishes(constant * (high - low) - after)


integrate = Rule("integrate", _area, _is_area)

arc_cosine_0 = Derivation(
    name="gaussian.arc_cosine_0",
    start=lambda: E(step(x) * step(x * cos(PHI) + y * sin(PHI))),
    domain=ANGLE,
    left=r"E_0(\varphi)",
    sentence="The arc-cosine kernel of order 0",
    source=SOURCE,
    also=(quadrature,),
).by(definition, polar, integrate)

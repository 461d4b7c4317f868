"""Rules for Gaussian integrals of positively homogeneous functions in polar coordinates, each with its own exact check.

A check sees two lines and nothing else: it undoes the step, or redoes it by another route.  What it
takes for granted of the line before (the range of an integral, say) it looks up there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import product

import sympy
from sympy import Expr, Integral, S, Symbol, cos, exp, oo, pi, sin, sqrt
from sympy.simplify.fu import TR8

from derivations.gaussian.ramps import ramp
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.language.expectation import E, density
from verify.prover.zero_tests import is_zero

__all__ = [
    "HALF_LINE", "TURN", "definition", "homogeneity", "integrals", "is_zero", "map_integrals", "marks_of", "moments",
    "polar", "r", "separate", "shaped", "theta",
]  # fmt: skip

r = Symbol("r", positive=True)
theta = Symbol("theta", real=True)
TURN = (theta, -pi / 2, 3 * pi / 2)
HALF_LINE = (r, 0, oo)
Check = Callable[[Expr, Expr, Domain], bool]


def shaped(check: Check) -> Check:
    """Return the check, answering False where the lines lack the shape that it takes apart."""

    @wraps(check)
    def answer(before: Expr, after: Expr, domain: Domain) -> bool:
        try:
            return check(before, after, domain)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, sympy.PolynomialError):
            return False

    return answer


def integrals(expression: Expr, variable: Symbol) -> list[Integral]:
    """Return the integrals over the variable alone."""
    found = [node for node in expression.atoms(Integral) if [limit[0] for limit in node.limits] == [variable]]
    return sorted(found, key=str)


def marks_of(*lines: Expr) -> dict[Integral, Symbol]:
    """Return a symbol for each integral in the lines, so that algebra takes them as they are."""
    return {node: sympy.Dummy() for line in lines for node in line.atoms(Integral)}


def map_integrals(expression: Expr, variable: Symbol, change: Callable[[Integral], Expr]) -> Expr:
    """Return the expression with each integral over the variable replaced by what `change` makes of it."""
    return expression.xreplace({node: change(node) for node in integrals(expression, variable)})


# E[f] = ∫ f ρ


@shaped
def _is_definition(before: Expr, after: Expr, domain: Domain) -> bool:
    if not (isinstance(before, E) and isinstance(after, Integral)):
        return False
    everywhere = sorted(((x, -oo, oo) for x in before.variables), key=str)
    return sorted(map(tuple, after.limits), key=str) == everywhere and is_zero(
        after.function / density(*before.variables) - before.expression
    )


definition = Rule("the Gaussian density", lambda line: line.integral(), _is_definition)


# ∫∫ f(x, y) dx dy = ∫∫ f(r cos θ, r sin θ) r dθ dr


def _to_polar(line: Expr) -> Expr:
    x, y = sorted((limit[0] for limit in line.limits), key=str)
    turned = line.function.subs({x: r * cos(theta), y: r * sin(theta)}, simultaneous=True)
    turned = turned.replace(exp, lambda exponent: exp(sympy.expand(_pythagoras(sympy.expand(exponent)))))
    turned = turned.replace(lambda n: n.is_Add and n.has(theta), _as_one_cosine)
    return Integral(turned * r, TURN, HALF_LINE)


def _pythagoras(expression: Expr) -> Expr:
    return expression.subs(sin(theta) ** 2, 1 - cos(theta) ** 2)


def _as_one_cosine(s: Expr) -> Expr:
    """Return r cos θ cos φ + r sin θ sin φ as r cos(θ − φ)."""
    return sympy.factor_terms(sympy.powsimp(TR8(sympy.expand(s / r)))) * r


@shaped
def _is_polar(before: Expr, after: Expr, domain: Domain) -> bool:
    x, y = sorted((limit[0] for limit in before.limits), key=str)
    there = before.function.subs({x: r * cos(theta), y: r * sin(theta)}, simultaneous=True) * r
    whole = {tuple(limit) for limit in before.limits} == {(x, -oo, oo), (y, -oo, oo)}
    turn = _over_plane(after) and is_zero(TURN[2] - TURN[1] - 2 * pi)
    return whole and turn and is_zero(_expand_angles(there) - _expand_angles(after.function))


def _over_plane(line: Expr) -> bool:
    """Return whether the line is one integral over the plane in polar coordinates."""
    return isinstance(line, Integral) and sorted(map(tuple, line.limits), key=str) == [HALF_LINE, TURN]


def _expand_angles(expression: Expr) -> Expr:
    return expression.replace(
        lambda n: isinstance(n, (ramp, exp)),
        lambda n: n.func(sympy.trigsimp(sympy.expand(sympy.expand_trig(n.args[0]))), *n.args[1:]),
    )


polar = Rule("polar coordinates", _to_polar, _is_polar)


# σ(r c) = rⁿ σ(c) for r > 0


def _pull_radius(line: Expr) -> Expr:
    return line.replace(ramp, lambda s, n, slope: r**n * ramp(s / r, n, slope))


def _sign_patterns(*lines: Expr) -> Iterator[tuple[Expr, ...]]:
    """Yield the lines with every ramp resolved, for each choice of the signs of its arguments."""
    inside = {node.args[0] for line in lines for node in line.atoms(ramp)}
    cores = sorted({s / r if s.has(r) else s for s in inside}, key=str)
    for pattern in product((True, False), repeat=len(cores)):
        positive = dict(zip(cores, pattern, strict=True))

        def resolve(s: Expr, n: Expr, slope: Expr, positive: dict[Expr, bool] = positive) -> Expr:
            return s**n if positive[s / r if s.has(r) else s] else slope * s**n

        yield tuple(line.replace(ramp, resolve) for line in lines)


@shaped
def _equal_integrands(before: Expr, after: Expr, domain: Domain) -> bool:
    return (
        _over_plane(before)
        and _over_plane(after)
        and all(is_zero(f - h) for f, h in _sign_patterns(before.function, after.function))
    )


homogeneity = Rule("positive homogeneity", _pull_radius, _equal_integrands)


# ∫∫ f(r) h(θ) dθ dr = ∫ f(r) dr ∫ h(θ) dθ


def _factor_integral(line: Expr) -> Expr:
    constant, rest = sympy.powsimp(line.function).as_independent(r, theta, as_Add=False)
    radial, angular = rest.as_independent(theta, as_Add=False)
    return constant * Integral(radial, HALF_LINE) * Integral(angular, TURN)


@shaped
def _is_separated(before: Expr, after: Expr, domain: Domain) -> bool:
    (radial,), (angular,) = integrals(after, r), integrals(after, theta)
    inside = radial.limits[0] == HALF_LINE and angular.limits[0] == TURN and _over_plane(before)
    free = not radial.function.has(theta) and not angular.function.has(r)
    factor = after / (radial * angular)  # a product, with nothing but constants besides
    whole = factor * radial.function * angular.function
    return inside and free and not factor.has(Integral, r, theta) and is_zero(whole - before.function)


separate = Rule("radius and angle separate", _factor_integral, _is_separated)


# ∫ r^N e^{−r²/2} dr


def _moment(order: int) -> Expr:
    """Return ∫₀^∞ r^N e^{−r²/2} dr by parts: I_N = (N − 1) I_{N−2}, I_1 = 1, I_0 = √(π/2)."""
    return [sqrt(pi / 2), S.One][order] if order < 2 else (order - 1) * _moment(order - 2)


def _radial_value(node: Integral) -> Expr:
    """Return the value of ∫₀^∞ c r^N e^{−r²/2} dr; raise ValueError for any other integral."""
    order = sympy.simplify(r * sympy.diff(node.function, r) / node.function + r**2)
    constant = sympy.simplify(node.function / (r**order * exp(-(r**2) / 2)))
    if node.limits[0] != HALF_LINE or not order.is_Integer or order < 0 or constant.has(r):
        raise ValueError(f"{node} is no Gaussian moment")
    return constant * _moment(int(order))


@shaped
def _by_parts(before: Expr, after: Expr, domain: Domain) -> bool:
    values = {node: _radial_value(node) for node in integrals(before, r)}
    marks = marks_of(before, after)
    return not after.has(r) and is_zero(before.xreplace(values).xreplace(marks) - after.xreplace(marks))


def _by_gamma(node: Integral) -> Expr:
    """Return ∫₀^∞ c r^N e^{−r²/2} dr by u = r²/2, as c 2^{(N−1)/2} Γ((N + 1)/2)."""
    constant, power = sympy.powsimp(node.function / exp(-(r**2) / 2)).as_independent(r, as_Add=False)
    order = power.as_base_exp()[1] if power != 1 else S.Zero
    if power != r**order:
        raise ValueError(f"{node} is no Gaussian moment")
    return constant * 2 ** ((order - 1) / 2) * sympy.gamma((order + 1) / 2)


moments = Rule("the radial moment", lambda line: map_integrals(line, r, _by_gamma), _by_parts)

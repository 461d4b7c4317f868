"""Rules for Gaussian integrals of positively homogeneous functions, each with its own exact check.

A check sees two lines and nothing else: it undoes the step, or redoes it by another route.  What it
takes for granted of the line before (the range of an integral, say) it looks up there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import product

import sympy
from sympy import Expr, Integral, Rational, S, Symbol, cos, exp, oo, pi, sin, sqrt
from sympy.simplify.fu import TR8

from derivations.gaussian.ramps import ramp
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.language.expectation import E, density
from verify.prover.signs import signs
from verify.prover.zero_tests import is_zero as shown_zero

__all__ = [
    "antiderivative",
    "collect_supplement",
    "definition",
    "homogeneity",
    "moments",
    "polar",
    "product_to_sum",
    "separate",
    "shaped",
    "wedges",
]

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


def is_zero(expression: Expr) -> bool:
    """Return whether an expression was shown to vanish; most that do not show it at one point, at once."""
    # 3/7, 4/7, … : inside every range there is, φ and θ included
    point = {s: Rational(i, 7) for i, s in enumerate(sorted(expression.free_symbols, key=str), start=3)}
    value = expression.xreplace(point).evalf(20)
    return not (value.is_Float and abs(value) > 1e-9) and shown_zero(expression)


def _integrals(expression: Expr, variable: Symbol) -> list[Integral]:
    found = [node for node in expression.atoms(Integral) if [limit[0] for limit in node.limits] == [variable]]
    return sorted(found, key=str)


def _marks(*lines: Expr) -> dict[Integral, Symbol]:
    """Return a symbol for each integral in the lines, so that algebra takes them as they are."""
    return {node: sympy.Dummy() for line in lines for node in line.atoms(Integral)}


def _coefficients(line: Expr, marks: Iterable[Symbol]) -> dict[Symbol, Expr]:
    """Return the coefficients of a linear form in the marks; raise ValueError if the line is none."""
    slopes = {mark: sympy.diff(line, mark) for mark in marks}
    rest = line - sum(slope * mark for mark, slope in slopes.items())
    if any(slope.has(*slopes) for slope in slopes.values()) or not is_zero(rest):
        raise ValueError(f"{line} is not linear in its integrals")
    return slopes


def _map_integrals(expression: Expr, variable: Symbol, change: object) -> Expr:
    return expression.xreplace({node: change(node) for node in _integrals(expression, variable)})  # type: ignore[operator]


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
    (radial,), (angular,) = _integrals(after, r), _integrals(after, theta)
    inside = radial.limits[0] == HALF_LINE and angular.limits[0] == TURN and _over_plane(before)
    free = not radial.function.has(theta) and not angular.function.has(r)
    factor = after / (radial * angular)  # a product, with nothing but constants besides
    whole = factor * radial.function * angular.function
    return inside and free and not factor.has(Integral, r, theta) and is_zero(whole - before.function)


separate = Rule("radius and angle separate", _factor_integral, _is_separated)


# On each wedge between the lines cos θ = 0 and cos(θ − φ) = 0 every ramp has one sign


def _cosine_sign(angle: Expr, low: Expr, high: Expr, domain: Domain) -> int:
    """Return the sign of cos(angle) for θ in (low, high), 0 if it was not shown to be constant."""
    angle *= sympy.diff(angle, theta)  # ±1, and cos is even
    start, end = angle.subs(theta, low), angle.subs(theta, high)
    for half_turns in (0, 1, -1, 2, -2):
        left, right = half_turns * pi - pi / 2, half_turns * pi + pi / 2
        if -1 not in signs(start - left, domain.ranges) | signs(right - end, domain.ranges):
            return 1 if half_turns % 2 == 0 else -1
    return 0


def _resolved(integrand: Expr, low: Expr, high: Expr, domain: Domain) -> Expr:
    """Return the integrand with its ramps of cosines resolved on the wedge (low, high)."""

    def resolve(cosine: Expr, n: Expr, slope: Expr) -> Expr:
        sign = _cosine_sign(cosine.args[0], low, high, domain)
        return {1: cosine**n, -1: slope * cosine**n, 0: ramp(cosine, n, slope)}[sign]

    return integrand.replace(ramp, resolve)


def _wedge_ends(integrand: Expr) -> list[Expr]:
    cosines = {node.args[0] for node in integrand.atoms(ramp)}
    if not all(isinstance(cosine, cos) for cosine in cosines):
        raise ValueError(f"the ramps in {integrand} are not all of cosines")
    angles = {cosine.args[0] for cosine in cosines}
    shifts = {sympy.solve(angle, theta)[0] for angle in angles}
    inner = {shift + quarter for shift in shifts for quarter in (-pi / 2, pi / 2)} - set(TURN[1:])
    # for φ in [0, π] the lines come in the order φ − π/2, π/2, φ + π/2
    ends = sorted(inner, key=lambda end: float(end.subs(dict.fromkeys(end.free_symbols, 1))))
    return [TURN[1], *ends, TURN[2]]


def wedges(domain: Domain) -> Rule:
    """Return the rule that cuts the turn into wedges, on each of which every ramp has one sign."""

    def cut(line: Expr) -> Expr:
        (whole,) = _integrals(line, theta)
        ends = _wedge_ends(whole.function)
        return line.xreplace({whole: sum(_piece(whole.function, a, b) for a, b in zip(ends, ends[1:], strict=False))})

    def _piece(integrand: Expr, low: Expr, high: Expr) -> Expr:
        constant, rest = _resolved(integrand, low, high, domain).as_independent(theta, as_Add=False)
        return constant * Integral(rest, (theta, low, high))

    @shaped
    def is_cut(before: Expr, after: Expr, domain: Domain) -> bool:
        (whole,) = _integrals(before, theta)
        ends = _wedge_ends(whole.function)
        in_order = all(-1 not in signs(b - a, domain.ranges) for a, b in zip(ends, ends[1:], strict=False))
        marks = _marks(before, after)
        factor = _coefficients(before.xreplace(marks), [marks[whole]])[marks[whole]]
        pieces = _integrals(after, theta)
        shares = _coefficients(after.xreplace(marks), [marks[piece] for piece in pieces])
        left = {(a, b): factor * _resolved(whole.function, a, b, domain) for a, b in zip(ends, ends[1:], strict=False)}
        for piece in pieces:
            low_high = tuple(piece.limits[0][1:])
            left[low_high] = left.get(low_high, S.Zero) - shares[marks[piece]] * piece.function
        return in_order and whole.limits[0] == TURN and all(map(is_zero, left.values()))

    return Rule("on each wedge the signs are fixed", cut, is_cut)


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
    values = {node: _radial_value(node) for node in _integrals(before, r)}
    marks = _marks(before, after)
    return not after.has(r) and is_zero(before.xreplace(values).xreplace(marks) - after.xreplace(marks))


def _by_gamma(node: Integral) -> Expr:
    """Return ∫₀^∞ c r^N e^{−r²/2} dr by u = r²/2, as c 2^{(N−1)/2} Γ((N + 1)/2)."""
    constant, power = sympy.powsimp(node.function / exp(-(r**2) / 2)).as_independent(r, as_Add=False)
    order = power.as_base_exp()[1] if power != 1 else S.Zero
    if power != r**order:
        raise ValueError(f"{node} is no Gaussian moment")
    return constant * 2 ** ((order - 1) / 2) * sympy.gamma((order + 1) / 2)


moments = Rule("the radial moment", lambda line: _map_integrals(line, r, _by_gamma), _by_parts)


# cosᵐ θ cosⁿ(θ − φ) as a Fourier sum


def _fourier(integral: Integral) -> Expr:
    return integral.func(sympy.expand(TR8(sympy.expand(integral.function))), *integral.limits)


@shaped
def _same_on_each_range(before: Expr, after: Expr, domain: Domain) -> bool:
    pairs = [{tuple(node.limits[0]): node for node in _integrals(line, theta)} for line in (before, after)]
    if set(pairs[0]) != set(pairs[1]):
        return False
    marks = {limits: Symbol(f"range{i}") for i, limits in enumerate(pairs[0])}
    skeletons = [
        line.xreplace({node: marks[limits] for limits, node in found.items()})
        for line, found in zip((before, after), pairs, strict=True)
    ]
    equal = all(is_zero(pairs[0][limits].function - pairs[1][limits].function) for limits in marks)
    return equal and is_zero(skeletons[0] - skeletons[1])


product_to_sum = Rule("product to sum", lambda line: _map_integrals(line, theta, _fourier), _same_on_each_range)


# ∫ of a Fourier sum


def _term_by_term(integral: Integral) -> Expr:
    """Return the integral of a trigonometric polynomial through e^{ijθ}, apart from SymPy's integrate."""
    _, low, high = integral.limits[0]
    total: Expr = S.Zero
    for term in sympy.Add.make_args(sympy.expand(sympy.expand(integral.function.rewrite(exp)), power_exp=True)):
        rate = sympy.simplify(sympy.diff(term, theta) / term)
        if rate.has(theta):
            raise ValueError(f"{integral.function} is no trigonometric polynomial")
        primitive = term / rate if rate != 0 else term * theta
        total += primitive.subs(theta, high) - primitive.subs(theta, low)
    return total


@shaped
def _is_primitive(before: Expr, after: Expr, domain: Domain) -> bool:
    values = {node: _term_by_term(node) for node in _integrals(before, theta)}
    return not after.has(theta) and is_zero(before.xreplace(values) - after)


def _primitive(term: Expr) -> Expr:
    """Return a primitive in θ of a constant times 1, sin or cos of a linear angle, else what SymPy finds."""
    constant, wave = term.as_independent(theta)
    by_angle = {sin: lambda angle: -cos(angle), cos: sin}
    if wave == 1:
        return constant * theta
    if wave.func in by_angle and not (rate := sympy.diff(wave.args[0], theta)).has(theta):
        return constant * by_angle[wave.func](wave.args[0]) / rate
    return sympy.integrate(term, theta)


def _between(integral: Integral) -> Expr:
    _, low, high = integral.limits[0]
    whole = sympy.Add(*map(_primitive, sympy.Add.make_args(integral.function)))
    return whole.subs(theta, high) - whole.subs(theta, low)


def _evaluate(line: Expr) -> Expr:
    return _map_integrals(line, theta, _between)


antiderivative = Rule("integrate", _evaluate, _is_primitive)


# A + B φ = (A + π B) + (−B)(π − φ)


def _collect(line: Expr) -> Expr:
    (phi,) = {s for s in line.free_symbols if s.name == "phi"}
    waves = {node: sympy.Dummy() for node in line.atoms(sin, cos)}
    back = {dummy: node for node, dummy in waves.items()}
    inside = sympy.Poly(sympy.expand(line.xreplace(waves)), phi)
    a, b = (_tidy(inside.coeff_monomial(phi**n).xreplace(back)) for n in (0, 1))
    return sympy.factor_terms(_tidy(a + pi * b) + _tidy(-b) * (pi - phi))


def _tidy(coefficient: Expr) -> Expr:
    simple = sympy.expand(sympy.trigsimp(sympy.expand(coefficient)))
    return sympy.factor_terms(sympy.collect(simple, simple.atoms(sin, cos), sympy.factor))


collect_supplement = Rule("collect", _collect, lambda before, after, domain: is_zero(before - after))

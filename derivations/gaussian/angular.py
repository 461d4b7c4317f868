"""Rules for integrals over the angle of polar coordinates, with checks as in `derivations.gaussian.polar`."""

from __future__ import annotations

from collections.abc import Iterable

import sympy
from sympy import Expr, Integral, S, Symbol, cos, exp, pi, sin
from sympy.simplify.fu import TR8

from derivations.gaussian.polar import TURN, integrals, map_integrals, marks_of, shaped, theta
from derivations.gaussian.ramps import ramp
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.prover.signs import signs
from verify.prover.zero_tests import is_zero

__all__ = ["antiderivative", "collect_supplement", "product_to_sum", "wedges"]


def _coefficients(line: Expr, marks: Iterable[Symbol]) -> dict[Symbol, Expr]:
    """Return the coefficients of a linear form in the marks; raise ValueError if the line is none."""
    slopes = {mark: sympy.diff(line, mark) for mark in marks}
    rest = line - sum(slope * mark for mark, slope in slopes.items())
    if any(slope.has(*slopes) for slope in slopes.values()) or not is_zero(rest):
        raise ValueError(f"{line} is not linear in its integrals")
    return slopes


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
        (whole,) = integrals(line, theta)
        ends = _wedge_ends(whole.function)
        return line.xreplace({whole: sum(_piece(whole.function, a, b) for a, b in zip(ends, ends[1:], strict=False))})

    def _piece(integrand: Expr, low: Expr, high: Expr) -> Expr:
        constant, rest = _resolved(integrand, low, high, domain).as_independent(theta, as_Add=False)
        return constant * Integral(rest, (theta, low, high))

    @shaped
    def is_cut(before: Expr, after: Expr, domain: Domain) -> bool:
        (whole,) = integrals(before, theta)
        ends = _wedge_ends(whole.function)
        in_order = all(-1 not in signs(b - a, domain.ranges) for a, b in zip(ends, ends[1:], strict=False))
        marks = marks_of(before, after)
        factor = _coefficients(before.xreplace(marks), [marks[whole]])[marks[whole]]
        pieces = integrals(after, theta)
        shares = _coefficients(after.xreplace(marks), [marks[piece] for piece in pieces])
        left = {(a, b): factor * _resolved(whole.function, a, b, domain) for a, b in zip(ends, ends[1:], strict=False)}
        for piece in pieces:
            low_high = tuple(piece.limits[0][1:])
            left[low_high] = left.get(low_high, S.Zero) - shares[marks[piece]] * piece.function
        return in_order and whole.limits[0] == TURN and all(map(is_zero, left.values()))

    return Rule("on each wedge the signs are fixed", cut, is_cut)


# cosᵐ θ cosⁿ(θ − φ) as a Fourier sum


def _fourier(integral: Integral) -> Expr:
    return integral.func(sympy.expand(TR8(sympy.expand(integral.function))), *integral.limits)


@shaped
def _same_on_each_range(before: Expr, after: Expr, domain: Domain) -> bool:
    pairs = [{tuple(node.limits[0]): node for node in integrals(line, theta)} for line in (before, after)]
    if set(pairs[0]) != set(pairs[1]):
        return False
    marks = {limits: Symbol(f"range{i}") for i, limits in enumerate(pairs[0])}
    skeletons = [
        line.xreplace({node: marks[limits] for limits, node in found.items()})
        for line, found in zip((before, after), pairs, strict=True)
    ]
    equal = all(is_zero(pairs[0][limits].function - pairs[1][limits].function) for limits in marks)
    return equal and is_zero(skeletons[0] - skeletons[1])


product_to_sum = Rule("product to sum", lambda line: map_integrals(line, theta, _fourier), _same_on_each_range)


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
    values = {node: _term_by_term(node) for node in integrals(before, theta)}
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


antiderivative = Rule("integrate", lambda line: map_integrals(line, theta, _between), _is_primitive)


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

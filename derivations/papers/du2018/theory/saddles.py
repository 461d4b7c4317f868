"""Where the gradient vanishes, and of what kind the zeros are: the ring is a saddle with one way down.

With γ = g(φ), the gradient in a vanishes only at a = â(γ), and there the one in v has length

    ‖∇_v ℓ‖ = 2 c (π − φ) sin φ |γ − g₀| / ‖v‖,

so that for p ≥ 2 the zeros are φ = 0, φ = π and, where g₀ > 0, the ring γ = g₀.  At a = â the second
variation is the form of M in x − y dâ/dφ plus a multiple of y², for a change x of a and y of φ: by
Sylvester's law of inertia the sign of that multiple decides.  The loss does not change with ‖v‖, nor as
v turns about w*.
"""

from __future__ import annotations

from functools import cache

import sympy
from sympy import And, Basic, Dummy, Eq, Equivalent, Expr, Gt, Interval, Lt, Range, S, Symbol, cos, diff, oo, pi, sin

from derivations.gaussian.kernels import g, kernel_slope
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.gradient import ANGLE, gradient_length, output_gradient, weight_gradient
from derivations.papers.du2018.theory.landscape import (
    BB,
    GAMMA,
    KERNEL,
    SHARE,
    SIGNS,
    alignment,
    at_outputs,
    form,
    form_is_positive,
    in_share,
    landscape,
    landscape_identity,
    minimiser_is_critical,
    reduced,
    ring_below_threshold,
    ring_is_at_most_one,
    scale_is_positive,
)
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import SOURCE, A, B, K, V, W
from verify.language.domain import Domain
from verify.language.lemma import Lemma, lemma
from verify.language.vectors import Dot, Vector, Vectors, norm
from verify.language.verdict import PROVED, UNKNOWN, Evidence
from verify.prover.identities import vanishes
from verify.prover.signs import signs, undefined_part

__all__ = ["LEMMAS", "at_share", "ring", "squared_length"]

AWAY = Interval.open(0, oo)
# n is b·b and v is ‖v‖
INSIDE = Domain(phi=Interval.open(0, pi), k=Range(1, oo), s=Interval(0, 1), n=AWAY)
SPEEDS = Domain(phi=Interval.open(0, pi), k=Range(1, oo), s=Interval(0, 1), n=AWAY, v=AWAY)


def at_share(expression: Expr, s: Expr, n: Expr) -> Expr:
    """Return an expression in the inner products of b and 1 as one of s = (1·b)²/(k b·b) and n = b·b."""
    return in_share(expression).xreplace({SHARE: s, Dot(BB, BB): n})


def ring(s: Expr) -> Expr:
    """Return g₀ as a function of s and k."""
    return landscape().ring.xreplace({SHARE: s})


@cache
def _squared_length() -> Expr:
    square = Dot(weight_gradient.result, weight_gradient.result)
    in_angle = sympy.expand(square.xreplace({Dot(V, W): norm(V) * norm(W) * cos(ANGLE)}))
    return sympy.factor(in_angle.subs(cos(ANGLE) ** 2, 1 - sin(ANGLE) ** 2))


def squared_length(phi: Expr, y: Expr, v: Expr) -> Expr:
    """Return ‖∇_v ℓ‖² at the angle φ, for a·b = y and ‖v‖ = v."""
    return _squared_length().xreplace({Dot(A, B): y / norm(W), Dot(V, V): v**2, ANGLE: phi})


def _same_sign(claim: Lemma) -> Evidence:
    """x > 0 and y > 0 are equivalent if x = q y with a q that is defined and positive on the whole domain."""
    if isinstance(claim.statement, Equivalent) and all(isinstance(part, (Gt, Lt)) for part in claim.statement.args):
        x, y = (part.gts - part.lts for part in claim.statement.args)
        facts, quotient = claim.domain.facts, sympy.factor(x / y)
        defined = not any(undefined_part(part, facts) for part in (claim.statement, quotient))
        if defined and vanishes(x - quotient * y) and signs(quotient, facts) <= {1}:
            return Evidence(PROVED, "exact: the quotient is positive")
    return Evidence(UNKNOWN, "exact", "not shown to be x > 0 ⟺ y > 0 with a positive quotient x/y")


@lemma(domain=Domain(phi=Interval(0, pi), y=S.Reals, v=AWAY), source=SOURCE, uses=(gradient_length,), status=PROVED)
def filter_gradient_near_the_axis(phi: Symbol, y: Symbol, v: Symbol) -> Basic:
    """‖∇_v ℓ‖ = Γ |a·b|/(2π‖v‖) with Γ = (π − φ) sin φ at most πφ and (π − φ)²: it vanishes at φ = 0 and φ = π."""
    turn = (pi - phi) * sin(phi)
    length = Eq(squared_length(phi, y, v), (turn * y / (2 * pi * v)) ** 2, evaluate=False)
    return And(length, turn <= pi * phi, turn <= (pi - phi) ** 2)


@lemma(domain=KERNEL, source=SOURCE, uses=(minimiser_is_critical,), status=PROVED)
def minimiser_at_the_teacher(gamma: Symbol, k: Symbol, b: Vector) -> Basic:
    """The minimiser moves on a line, â = b − (π − γ)/(π − 1) (b − (1·b)/(k + π − 1) 1), and â = b at φ = 0."""
    line = b - (pi - gamma) / (pi - 1) * (b - Dot(ONE, b) / (k + pi - 1) * ONE)
    off = landscape().outputs() - line
    return Eq(Dot(off, off), 0, evaluate=False)


@lemma(
    domain=Domain(gamma=Interval(0, pi), k=Range(1, oo), x=Vectors(K), b=Vectors(K, nonzero=True)),
    source=SOURCE,
    uses=(output_gradient, form_is_positive),
    status=PROVED,
)
def only_the_minimiser_is_critical(gamma: Symbol, k: Symbol, x: Vector, b: Vector) -> Basic:
    """At a = â + x, x·∇_a ℓ is xᵀ M x/2π, so the gradient in a vanishes at a = â only."""
    slope = at_outputs(reduced(output_gradient.result), landscape().outputs() + x)
    return Eq(Dot(x, slope), form(x) / (2 * pi), evaluate=False)


@lemma(
    domain=SPEEDS,
    source=SOURCE,
    uses=(gradient_length, alignment, scale_is_positive, only_the_minimiser_is_critical),
    status=PROVED,
)
def only_the_ring_is_between(phi: Symbol, k: Symbol, s: Symbol, n: Symbol, v: Symbol) -> Basic:
    """For 0 < φ < π and a = â, ‖∇_v ℓ‖² is a positive multiple of (g − g₀)²: it vanishes on the ring only."""
    found = landscape()
    square = squared_length(phi, at_share(Dot(found.outputs(g(phi)), BB), s, n), v)
    positive = (2 * at_share(found.scale, s, n) * (pi - phi) * sin(phi) / v) ** 2
    return And(Eq(square, positive * (g(phi) - ring(s)) ** 2, evaluate=False), positive > 0)


@lemma(domain=SIGNS, source=SOURCE, uses=(ring_below_threshold,), checks=(_same_sign,), status=PROVED)
def ring_exists(k: Symbol, s: Symbol) -> Basic:
    """g₀ > 0 if and only if s < (k + π − 1)/(kπ)."""
    return Equivalent(ring(s) > 0, s < (k + pi - 1) / (k * pi))


@lemma(
    domain=Domain(p=Range(1, oo), k=Range(1, oo), w_star=Vectors(Symbol("p"), nonzero=True), a_star=Vectors(K)),
    source=SOURCE,
    uses=(landscape_identity,),
    checks=(_same_sign,),
    status=PROVED,
)
def ring_of_a_teacher(p: Symbol, k: Symbol, w_star: Vector, a_star: Vector) -> Basic:
    """c g₀ > 0 if and only if (1·a*)² < ((k + π − 1)/π) ‖a*‖²."""
    tilt = landscape().tilt.xreplace({BB: norm(w_star) * a_star})
    return Equivalent(tilt > 0, Dot(ONE, a_star) ** 2 < (k + pi - 1) / pi * Dot(a_star, a_star))


@lemma(
    domain=Domain(phi=Interval.open(0, pi), k=Range(1, oo), s=Interval(0, 1)),
    source=SOURCE,
    uses=(kernel_slope, ring_exists, ring_is_at_most_one),
    status=PROVED,
)
def ring_is_at_one_angle(phi: Symbol, k: Symbol, s: Symbol) -> Basic:
    """g falls strictly from π > g₀ to 0, so it is g₀ at one angle of (0, π) if g₀ > 0, and at none if g₀ ≤ 0."""
    return And(diff(g(phi), phi) < 0, g(phi) > 0, ring(s) < g(0))


@lemma(domain=Domain(theta=Interval(0, pi / 2)), source=SOURCE, uses=(kernel_slope,), status=PROVED)
def kernel_at_a_right_angle(theta: Symbol) -> Basic:
    """g ≥ 1 for φ ≤ π/2 and g ≤ 1 for φ ≥ π/2: as g₀ ≤ 1, the ring is at an obtuse or a right angle."""
    return And(g(pi / 2 - theta) >= 1, g(pi / 2 + theta) <= 1)


def valley_slope(phi: Expr, order: int) -> Expr:
    """Return a derivative in φ of the loss along a = â(g(φ))."""
    t = Dummy("t", real=True)
    return diff(landscape().at(g(t)), t, order).subs(t, phi)


@lemma(
    domain=Domain(
        gamma=Interval(0, pi), d=S.Reals, e=S.Reals, k=Range(1, oo), x=Vectors(K), b=Vectors(K, nonzero=True)
    ),
    source=SOURCE,
    uses=(loss, landscape_identity),
    status=PROVED,
)
def second_variation(gamma: Symbol, d: Symbol, e: Symbol, k: Symbol, x: Vector, b: Vector) -> Basic:
    """On a curve (γ(t), â + tx) with γ' = d and γ'' = e, d²ℓ/dt² is (1/2π) uᵀ M u with u = x − d dâ/dγ, plus what it is
    along a = â(γ(t))."""
    t, found = Dummy("t", real=True), landscape()
    curve = gamma + d * t + e * t**2 / 2
    moved = at_outputs(found.value.xreplace({GAMMA: curve}), found.outputs(gamma) + t * x)
    across = x - d * diff(found.outputs(), GAMMA)
    quadratic = form(across).xreplace({Dot(ONE, ONE): k}) / (2 * pi)
    valley = diff(found.at(curve), t, 2).subs(t, 0)
    return Eq(sympy.factor(diff(moved, t, 2).subs(t, 0)), quadratic + sympy.factor(valley), evaluate=False)


@lemma(domain=INSIDE, source=SOURCE, uses=(second_variation, scale_is_positive), status=PROVED)
def ring_is_a_saddle(phi: Symbol, k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """d²/dφ² ℓ(φ, â(g(φ))) = −2c g'² + 2c (g₀ − g) g'': negative on the ring, where the Hessian in (φ, a) has therefore
    exactly one negative eigenvalue, and no zero one."""
    c, slope = at_share(landscape().scale, s, n), diff(g(phi), phi)
    down = -2 * c * slope**2
    bend = 2 * c * (ring(s) - g(phi)) * diff(slope, phi)
    return And(Eq(at_share(valley_slope(phi, 2), s, n), down + bend, evaluate=False), down < 0)


@lemma(
    domain=Domain(k=Range(1, oo), s=Interval(0, 1), n=AWAY),
    source=SOURCE,
    uses=(second_variation, scale_is_positive, ring_is_at_most_one),
    status=PROVED,
)
def teacher_is_nondegenerate(k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """At φ = 0 the valley bends up, by 2πc (π − g₀) > 0: the Hessian in (φ, a) is positive definite there."""
    bend = 2 * pi * at_share(landscape().scale, s, n) * (pi - ring(s))
    return And(Eq(at_share(valley_slope(S.Zero, 2), s, n), bend, evaluate=False), bend > 0)


LEMMAS = (
    filter_gradient_near_the_axis,
    minimiser_at_the_teacher,
    only_the_minimiser_is_critical,
    only_the_ring_is_between,
    ring_exists,
    ring_of_a_teacher,
    ring_is_at_one_angle,
    kernel_at_a_right_angle,
    second_variation,
    ring_is_a_saddle,
    teacher_is_nondegenerate,
)

"""The point at φ = π: its Hessian is degenerate, and how the loss rises or falls from it.

With ψ = π − φ the kernel is ψ³/3 to leading order, so the loss is flat in v up to third order there: no
Hessian decides, the landscape identity does.  Where g₀ > 0 the loss grows like c g₀ ψ³, where g₀ < 0 it falls
like ψ³ along a = â, and where g₀ = 0 like ψ⁶.
"""

from __future__ import annotations

import sympy
from sympy import And, Basic, Dummy, Eq, Expr, Interval, Range, S, Symbol, diff, oo, pi, sin

from derivations.gaussian.kernels import g
from derivations.papers.du2018.theory.landscape import (
    GAMMA,
    KERNEL,
    POINTS,
    at_outputs,
    form,
    form_is_positive,
    kernel_near_pi,
    landscape,
    landscape_identity,
    minimiser_is_critical,
    ring_below_threshold,
    scale_is_positive,
    threshold,
)
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import SOURCE, K
from derivations.papers.du2018.theory.saddles import (
    at_share,
    filter_gradient_near_the_axis,
    ring,
    squared_length,
)
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, Vectors
from verify.language.verdict import PROVED

__all__ = ["LEMMAS"]

AWAY = Interval.open(0, oo)
QUARTER = Interval(0, pi / 2)


def _near_pi(psi: Expr) -> Expr:
    """Return g at φ = π − ψ."""
    return sympy.expand_trig(g(pi - psi))


def _jet(value: Expr, psi: Expr, order: int) -> Expr:
    """Return the Taylor polynomial in ψ of a function of γ = g(π − ψ)."""
    t = Dummy("t", real=True)
    curve = value.xreplace({GAMMA: _near_pi(t)})
    return sympy.Add(*(diff(curve, t, n).subs(t, 0) * psi**n / sympy.factorial(n) for n in range(order + 1)))


def _above(gamma: Expr) -> Expr:
    """Return the loss at a = â, above the spurious one, where g is γ."""
    found = landscape()
    return found.at(gamma) - found.spurious


@lemma(domain=POINTS, source=SOURCE, uses=(loss,), status=PROVED)
def loss_at_fixed_outputs(phi: Symbol, k: Symbol, a: Vector, b: Vector) -> Basic:
    """For any a the loss at φ differs from that at φ = π by −(a·b) g(φ)/2π, by at most |a·b| ψ³/6π in size."""
    value = landscape().value
    change = value.xreplace({GAMMA: g(phi)}) - value.xreplace({GAMMA: S.Zero})
    return Eq(change, -Dot(a, b) * g(phi) / (2 * pi), evaluate=False)


@lemma(
    domain=Domain(psi=S.Reals, k=Range(1, oo), a=Vectors(K), b=Vectors(K, nonzero=True)),
    source=SOURCE,
    uses=(loss,),
    status=PROVED,
)
def loss_is_cubic_in_the_angle(psi: Symbol, k: Symbol, a: Vector, b: Vector) -> Basic:
    """For any a the loss is its value at φ = π less (a·b) ψ³/6π, up to fourth order: no first or second order in ψ."""
    value = landscape().value
    cubic = value.xreplace({GAMMA: S.Zero}) - Dot(a, b) * psi**3 / (6 * pi)
    return Eq(_jet(value, psi, 3), cubic, evaluate=False)


@lemma(
    domain=Domain(k=Range(1, oo), y=S.Reals, a=Vectors(K), x=Vectors(K), b=Vectors(K, nonzero=True)),
    source=SOURCE,
    uses=(loss, form_is_positive),
    status=PROVED,
)
def hessian_is_degenerate(k: Symbol, y: Symbol, a: Vector, x: Vector, b: Vector) -> Basic:
    """At φ = π and any a, d²/dt² ℓ(φ + ty, a + tx) is (1/2π) xᵀ M x: the Hessian is semidefinite, and zero in φ."""
    t = Dummy("t", real=True)
    moved = at_outputs(landscape().value.xreplace({GAMMA: g(pi + t * y)}), a + t * x)
    return Eq(diff(moved, t, 2).subs(t, 0), form(x) / (2 * pi), evaluate=False)


@lemma(domain=Domain(psi=QUARTER), source="Jordan's inequality", status=PROVED)
def arc_over_sine(psi: Symbol) -> Basic:
    """ψ ≤ (π/2) sin ψ for 0 ≤ ψ ≤ π/2."""
    return psi <= pi / 2 * sin(psi)


@lemma(
    domain=Domain(psi=QUARTER, y=S.Reals, v=AWAY),
    source=SOURCE,
    uses=(filter_gradient_near_the_axis, arc_over_sine),
    status=PROVED,
)
def filter_gradient_is_quadratic(psi: Symbol, y: Symbol, v: Symbol) -> Basic:
    """‖∇_v ℓ‖ = |a·b| ψ sin ψ/(2π‖v‖), at most |a·b| sin² ψ/(4‖v‖): the rows of the Hessian for v vanish at ψ = 0."""
    return Eq(squared_length(pi - psi, y, v), (psi * sin(psi) * y / (2 * pi * v)) ** 2, evaluate=False)


@lemma(
    domain=Domain(p=Range(1, oo), t=S.Reals, u=Vectors(Symbol("p")), w_star=Vectors(Symbol("p"), nonzero=True)),
    source=SOURCE,
    uses=(filter_gradient_is_quadratic,),
    status=PROVED,
)
def angle_along_a_line(p: Symbol, t: Symbol, u: Vector, w_star: Vector) -> Basic:
    """On a line v = −w* + t u, ‖v‖² ‖w*‖² sin² ψ is t² times that of u: sin ψ is of order t, ‖∇_v ℓ‖ of order t²."""
    v = -w_star + t * u
    crossed = Dot(u, u) * Dot(w_star, w_star) - Dot(u, w_star) ** 2
    return Eq(Dot(v, v) * Dot(w_star, w_star) - Dot(v, w_star) ** 2, t**2 * crossed, evaluate=False)


@lemma(domain=KERNEL, source=SOURCE, uses=(loss_at_fixed_outputs, minimiser_is_critical), status=PROVED)
def growth_at_fixed_outputs(gamma: Symbol, k: Symbol, b: Vector) -> Basic:
    """At a = â(0), that of φ = π, the loss exceeds the spurious one by 2 c g₀ g(φ)."""
    found = landscape()
    there = at_outputs(found.value, found.outputs(S.Zero)) - found.spurious
    return Eq(sympy.factor(there), 2 * found.tilt * gamma, evaluate=False)


@lemma(domain=Domain(psi=QUARTER), source=SOURCE, uses=(kernel_near_pi,), status=PROVED)
def kernel_is_cubic_near_pi(psi: Symbol) -> Basic:
    """For φ ≥ π/2, so everywhere inside the ring, the kernel lies between ψ³/4 and ψ³/3."""
    return And(psi**3 / 4 <= _near_pi(psi), _near_pi(psi) <= psi**3 / 3)


@lemma(
    domain=Domain(k=Range(1, oo), s=Interval(0, 1), n=AWAY, t=Interval(0, 1)),
    source=SOURCE,
    uses=(landscape_identity, scale_is_positive, kernel_is_cubic_near_pi),
    status=PROVED,
)
def growth_inside_the_ring(k: Symbol, s: Symbol, n: Symbol, t: Symbol) -> Basic:
    """Where g = t g₀ with t ≤ 1, the loss at a = â exceeds the spurious one by c g₀ g at least and 2 c g₀ g at most."""
    value = t * ring(s)
    above = sympy.factor(at_share(_above(GAMMA), s, n).xreplace({GAMMA: value}))
    least = at_share(landscape().scale, s, n) * ring(s) * value
    return And(least <= above, above <= 2 * least)


@lemma(
    domain=Domain(psi=S.Reals, k=Range(1, oo), s=Interval(0, 1), n=AWAY),
    source=SOURCE,
    uses=(landscape_identity,),
    status=PROVED,
)
def valley_is_cubic(psi: Symbol, k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """Along a = â the loss less the spurious one is (2/3) c g₀ ψ³ up to fourth order: the sign of g₀ decides."""
    c = at_share(landscape().scale, s, n)
    return Eq(at_share(_jet(_above(GAMMA), psi, 3), s, n), 2 * c * ring(s) * psi**3 / 3, evaluate=False)


@lemma(
    domain=Domain(d=AWAY, psi=Interval.Lopen(0, pi)),
    source=SOURCE,
    uses=(valley_is_cubic, kernel_near_pi),
    status=PROVED,
)
def fall_above_the_threshold(d: Symbol, psi: Symbol) -> Basic:
    """With g₀ = −d < 0, g (2 g₀ − g) lies between −2dψ³/3 − ψ⁶/9 and −2d (ψ³/3 − ψ⁵/30) < 0."""
    kernel = _near_pi(psi)
    fall = kernel * (-2 * d - kernel)
    upper = -2 * d * (psi**3 / 3 - psi**5 / 30)
    return And(-2 * d * psi**3 / 3 - psi**6 / 9 <= fall, fall <= upper, upper < 0)


@lemma(
    domain=Domain(psi=S.Reals, k=Range(1, oo), n=AWAY),
    source=SOURCE,
    uses=(landscape_identity, ring_below_threshold),
    status=PROVED,
)
def valley_at_the_threshold(psi: Symbol, k: Symbol, n: Symbol) -> Basic:
    """At the threshold the loss along a = â, less the spurious one, is −c ψ⁶/9 up to seventh order."""
    c, above = (at_share(part, threshold(k), n) for part in (landscape().scale, _above(GAMMA)))
    return Eq(_jet(sympy.factor(above), psi, 6), -c * psi**6 / 9, evaluate=False)


@lemma(
    domain=Domain(psi=Interval(0, pi)),
    source=SOURCE,
    uses=(valley_at_the_threshold, kernel_near_pi),
    status=PROVED,
)
def fall_at_the_threshold(psi: Symbol) -> Basic:
    """With g₀ = 0, g (2 g₀ − g) = −g² lies between −ψ⁶/9 and −(ψ³/3 − ψ⁵/30)²."""
    kernel = _near_pi(psi)
    return And(-(psi**6) / 9 <= -(kernel**2), -(kernel**2) <= -((psi**3 / 3 - psi**5 / 30) ** 2))


LEMMAS = (
    loss_at_fixed_outputs,
    loss_is_cubic_in_the_angle,
    hessian_is_degenerate,
    arc_over_sine,
    filter_gradient_is_quadratic,
    angle_along_a_line,
    growth_at_fixed_outputs,
    kernel_is_cubic_near_pi,
    growth_inside_the_ring,
    valley_is_cubic,
    fall_above_the_threshold,
    valley_at_the_threshold,
    fall_at_the_threshold,
)

"""The landscape of the loss: one identity, and what follows from it by signs.

With b = ‖w*‖ a*, the loss depends on (v, a) through the angle φ and the inner products of a with b
and 1.  At a fixed angle it is quadratic in a with minimiser â; along a = â it is a concave quadratic
in g(φ).  Completing both squares is the identity

    ℓ(v, a) − ℓ_sp = (1/4π) (a − â)ᵀ M (a − â) + c g (2 g₀ − g),   M = (π − 1) I + 11ᵀ,

from which the critical points, their kind and the barrier between them are read off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy
from sympy import And, Basic, Eq, Expr, Interval, Ne, Range, S, Symbol, oo, pi, sin, sqrt

from derivations.gaussian.kernels import ANGLE as ANGLES
from derivations.gaussian.kernels import g, kernel_decreases, kernel_slope
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.gradient import ANGLE, gradient_length, output_gradient
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import SOURCE, A, B, K, W
from verify.language.domain import Domain
from verify.language.lemma import Lemma, lemma
from verify.language.vectors import Dot, Vector, Vectors, coordinates, norm
from verify.language.verdict import PROVED, UNKNOWN, Evidence
from verify.prover.signs import signs

__all__ = ["LEMMAS", "Landscape", "landscape"]

POINTS = Domain(phi=Interval(0, pi), k=Range(1, oo), a=Vectors(K), b=Vectors(K, nonzero=True))
KERNEL = Domain(gamma=Interval(0, pi), k=Range(1, oo), b=Vectors(K, nonzero=True))
SIGNS = Domain(k=Range(1, oo), s=Interval(0, 1))
MIXED = Domain(k=Range(1, oo), s=Interval(0, 1), n=Interval.open(0, oo))  # n is b·b
PHI, BB = POINTS.by_name["phi"], POINTS.by_name["b"]
GAMMA = KERNEL.by_name["gamma"]  # the value of g, in place of the angle
SHARE = SIGNS.by_name["s"]  # (1·b)² / (k b·b), in [0, 1]


def reduced(expression: Expr) -> Expr:
    """Return an expression of the loss in terms of b = ‖w*‖ a* and of γ = g(φ), in place of w*, a* and φ."""
    in_b = sympy.expand(expression.xreplace({B: BB / norm(W), ANGLE: PHI}))
    # the angle enters through g alone: sin φ = γ − (π − φ) cos φ
    line = sympy.expand(in_b.subs(sin(PHI), GAMMA - (g(PHI) - sin(PHI))))
    if line.has(PHI, W):
        raise ValueError(f"{expression} depends on more than b and g(φ)")
    return line.xreplace({Dot(ONE, ONE): K})


def at_outputs(expression: Expr, outputs: Expr) -> Expr:
    """Return the expression at a = outputs."""
    return expression.xreplace({A: outputs}).xreplace({Dot(ONE, ONE): K})


@dataclass(frozen=True)
class Landscape:
    """The symbolic constants of the landscape, in γ = g(φ), k, b·b and 1·b.

    ``value`` is the loss as a function of a and γ, ``minimiser`` is â as (α, β) with â = α b + β 1, and
    the loss at â is ``spurious`` + 2 ``tilt`` γ − ``scale`` γ², that is c = scale and c g₀ = tilt.
    """

    value: Expr
    minimiser: tuple[Expr, Expr]
    spurious: Expr
    scale: Expr
    tilt: Expr

    @property
    def ring(self) -> Expr:
        """g₀ as a function of k and the share s."""
        return sympy.factor(in_share(self.tilt) / in_share(self.scale))

    def outputs(self, kernel: Expr = GAMMA) -> Expr:
        """Return â at an angle where g has this value."""
        alpha, beta = (part.xreplace({GAMMA: kernel}) for part in self.minimiser)
        return alpha * BB + beta * ONE

    def at(self, kernel: Expr) -> Expr:
        """Return the loss at a = â and at an angle where g has this value."""
        return at_outputs(self.value.xreplace({GAMMA: kernel}), self.outputs(kernel))


@cache
def landscape() -> Landscape:
    """Return the constants of the landscape, read off the derived loss and gradient."""
    value = reduced(loss.result)
    alpha, beta = sympy.symbols("alpha beta", real=True)
    slope = at_outputs(reduced(output_gradient.result), alpha * BB + beta * ONE)
    matrix, right = sympy.linear_eq_to_matrix(list(coordinates(slope).values()), [alpha, beta])
    minimiser = tuple(sympy.factor(x) for x in matrix.LUsolve(right))
    # where the gradient of q₀ + q₁ + q₂ (by degree in a) vanishes, q₁ + 2 q₂ = 0 and the value is q₀ + q₁/2
    t = Symbol("t")
    constant, linear = (sympy.expand(value.xreplace({A: t * A})).coeff(t, n) for n in (0, 1))
    along = sympy.expand(constant + at_outputs(linear, minimiser[0] * BB + minimiser[1] * ONE) / 2)
    spurious, slope, curvature = (sympy.factor(along.coeff(GAMMA, n)) for n in range(3))
    return Landscape(value, minimiser, spurious, -curvature, slope / 2)


def in_share(expression: Expr) -> Expr:
    """Return an expression in (1·b)² through s = (1·b)²/(k b·b)."""
    return sympy.factor(expression.subs(Dot(ONE, BB), sqrt(SHARE * K * Dot(BB, BB))))


def form(x: Expr) -> Expr:
    """Return xᵀ M x."""
    return (pi - 1) * Dot(x, x) + Dot(ONE, x) ** 2


@lemma(domain=POINTS, source=SOURCE, uses=(loss, output_gradient), status=PROVED)
def landscape_identity(phi: Symbol, k: Symbol, a: Vector, b: Vector) -> Basic:
    """The loss above the spurious one is a positive quadratic form in a − â plus a parabola in g(φ)."""
    found = landscape()
    kernel = g(phi)
    quadratic = form(a - found.outputs(kernel)).xreplace({Dot(ONE, ONE): k}) / (4 * pi)
    parabola = 2 * found.tilt * kernel - found.scale * kernel**2
    return Eq(found.value.xreplace({GAMMA: kernel}) - found.spurious, quadratic + parabola, evaluate=False)


@lemma(domain=Domain(k=Range(1, oo), x=Vectors(K, nonzero=True)), source=SOURCE, status=PROVED)
def form_is_positive(k: Symbol, x: Vector) -> Basic:
    """The matrix M = (π − 1) I + 11ᵀ is positive definite."""
    return form(x) > 0


@lemma(domain=KERNEL, source=SOURCE, uses=(output_gradient,), status=PROVED)
def minimiser_is_critical(gamma: Symbol, k: Symbol, b: Vector) -> Basic:
    """At a = â the gradient in the output weights vanishes."""
    slope = at_outputs(reduced(output_gradient.result), landscape().outputs())
    return Eq(Dot(slope, slope).xreplace({Dot(ONE, ONE): k}), 0, evaluate=False)


@lemma(domain=KERNEL, source=SOURCE, uses=(landscape_identity, gradient_length), status=PROVED)
def alignment(gamma: Symbol, k: Symbol, b: Vector) -> Basic:
    """At a = â the alignment a·b is 4πc (g − g₀), so the gradient in v vanishes only at φ = 0, φ = π and g = g₀."""
    found = landscape()
    return Eq(Dot(found.outputs(), b), 4 * pi * (found.scale * gamma - found.tilt), evaluate=False)


@lemma(domain=MIXED, source=SOURCE, uses=(landscape_identity,), status=PROVED)
def scale_is_positive(k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """The curvature c of the parabola is (‖b‖²/4π) (s/(k + π − 1) + (1 − s)/(π − 1)), and positive."""
    scale = in_share(landscape().scale).xreplace({SHARE: s, Dot(BB, BB): n})
    split = n * (s / (k + pi - 1) + (1 - s) / (pi - 1)) / (4 * pi)
    return And(Eq(scale, split, evaluate=False), split > 0)


def threshold(k: Expr) -> Expr:
    """Return the share s below which the ring exists, read off g₀ = 0."""
    numerator = sympy.fraction(landscape().ring)[0]
    constant, slope = (sympy.expand(numerator).coeff(SHARE, n) for n in (0, 1))
    return sympy.factor_terms(-constant / slope).xreplace({K: k})


@lemma(domain=SIGNS, source=SOURCE, uses=(landscape_identity,), status=PROVED)
def ring_below_threshold(k: Symbol, s: Symbol) -> Basic:
    """g₀ is a positive multiple of (k + π − 1)/(kπ) − s, so it is positive just below that threshold."""
    ring = landscape().ring.xreplace({SHARE: s})
    positive = pi * k / (k + pi - 1 - k * s)
    return And(Eq(ring, positive * ((k + pi - 1) / (k * pi) - s), evaluate=False), positive > 0)


@lemma(domain=SIGNS, source=SOURCE, uses=(ring_below_threshold,), status=PROVED)
def ring_is_at_most_one(k: Symbol, s: Symbol) -> Basic:
    """g₀ ≤ 1 < π/2, so the angle with g = 2 g₀, where the spurious minimum's region ends, exists."""
    ring, rest = landscape().ring.xreplace({SHARE: s}), (pi - 1) * k * s / (k + pi - 1 - k * s)
    return And(Eq(1 - ring, rest, evaluate=False), rest >= 0, S.One < pi / 2)


@lemma(domain=KERNEL, source=SOURCE, uses=(landscape_identity,), status=PROVED)
def spurious_value(gamma: Symbol, k: Symbol, b: Vector) -> Basic:
    """The spurious loss is c π (π − 2 g₀), so that the loss at φ = 0 and a = â is zero."""
    found = landscape()
    value = pi * (pi * found.scale - 2 * found.tilt)
    return And(Eq(found.spurious, value, evaluate=False), Eq(found.at(pi), 0, evaluate=False))


@lemma(domain=MIXED, source=SOURCE, uses=(landscape_identity,), status=PROVED)
def barrier(k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """The loss on the ring exceeds the spurious loss by c g₀²."""
    found, share = landscape(), {SHARE: s, Dot(BB, BB): n}
    ring = found.ring.xreplace(share)
    above = in_share(found.at(GAMMA) - found.spurious).xreplace(share | {GAMMA: ring})
    return Eq(above, in_share(found.scale).xreplace(share) * ring**2, evaluate=False)


@lemma(
    domain=Domain(c=Interval.open(0, oo), h=Interval.open(0, oo), t=Interval.open(0, 1), k=Range(1, oo), x=Vectors(K)),
    source=SOURCE,
    uses=(landscape_identity, form_is_positive, scale_is_positive, kernel_decreases),
    status=PROVED,
)
def spurious_minimum_is_strict(c: Symbol, h: Symbol, t: Symbol, k: Symbol, x: Vector) -> Basic:
    """With g₀ = h > 0, the loss exceeds the spurious one wherever 0 < g(φ) = 2 h t < 2 g₀, whatever a is."""
    value = 2 * h * t
    return form(x) / (4 * pi) + c * value * (2 * h - value) > 0


@lemma(
    domain=Domain(c=Interval.open(0, oo), d=Interval(0, oo), gamma=Interval.Lopen(0, pi)),
    source=SOURCE,
    uses=(landscape_identity, scale_is_positive, kernel_decreases),
    status=PROVED,
)
def no_minimum_above_threshold(c: Symbol, d: Symbol, gamma: Symbol) -> Basic:
    """With g₀ = −d ≤ 0, the loss along a = â falls below the spurious one as soon as φ < π."""
    return c * gamma * (2 * -d - gamma) < 0


@lemma(domain=Domain(psi=Interval(0, pi)), source=SOURCE, uses=(kernel_slope,), status=PROVED)
def kernel_near_pi(psi: Symbol) -> Basic:
    """With ψ = π − φ, the kernel lies between ψ³/3 − ψ⁵/30 and ψ³/3: the minimum at φ = π is degenerate."""
    kernel = sympy.expand_trig(g(pi - psi))
    return And(psi**3 / 3 - psi**5 / 30 <= kernel, kernel <= psi**3 / 3)


@lemma(domain=ANGLES, source="Lambert 1761", quoted=True)
def pi_is_irrational(phi: Symbol) -> Basic:
    """π is irrational."""
    return Ne(sympy.Contains(pi, S.Rationals), S.true)


def _given_irrational_pi(claim: Lemma) -> Evidence:
    """A + Bπ ≠ 0 for rational A ≠ 0 and rational B, π being irrational."""
    constant, slope = (sympy.expand(claim.statement.lhs).coeff(pi, n) for n in (0, 1))
    linear = sympy.expand(claim.statement.lhs - constant - slope * pi) == 0 and claim.statement.rhs == 0
    rational = constant.is_rational and slope.is_rational and 0 not in signs(constant, claim.domain.ranges)
    if isinstance(claim.statement, Ne) and linear and rational:
        return Evidence(PROVED, "exact, π being irrational")
    return Evidence(UNKNOWN, "exact", "not of the form A + Bπ ≠ 0 with a rational A ≠ 0")


@lemma(
    domain=Domain(k=Range(2, oo), r=S.Rationals),
    source=SOURCE,
    uses=(pi_is_irrational,),
    checks=(_given_irrational_pi,),
    status=PROVED,
)
def threshold_is_never_met(k: Symbol, r: Symbol) -> Basic:
    """For k ≥ 2 patches and a rational teacher, r = (1·a*)²/‖a*‖² never equals (k + π − 1)/π."""
    return Ne(pi * r - (k + pi - 1), 0)


LEMMAS = (
    landscape_identity,
    form_is_positive,
    minimiser_is_critical,
    alignment,
    scale_is_positive,
    ring_below_threshold,
    ring_is_at_most_one,
    spurious_value,
    barrier,
    spurious_minimum_is_strict,
    no_minimum_above_threshold,
    kernel_near_pi,
    pi_is_irrational,
    threshold_is_never_met,
)

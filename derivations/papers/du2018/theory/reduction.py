"""The exact reduction of gradient flow and gradient descent to four numbers.

With b = ‖w*‖ a*, X = 1·b and N = b·b, the loss moves the student only through

    φ = ∠(v, w*),  V = ‖v‖,  x = 1·a  and  z = a·(b − (X/k) 1),  so that a·b = z + X x/k;

the rest of a decays.  Time is τ = t/2π, and a step η of descent is a step h = η/2π.  With N⊥ = N − X²/k only
N/V² matters as a scale: a/√N, x/√N, z/N and V/√N move as they do for N = 1.
"""

from __future__ import annotations

from functools import cache

import sympy
from sympy import Abs, Basic, Eq, Expr, Interval, Range, S, Symbol, atan, cos, oo, pi, sin, sqrt

from derivations.gaussian.kernels import g
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.gradient import (
    ANGLE,
    along,
    gradient_is_tangential,
    output_gradient,
    weight_gradient,
)
from derivations.papers.du2018.theory.landscape import BB, GAMMA, PHI, reduced
from derivations.papers.du2018.theory.model import MODEL, SOURCE, A, B, K, V, W
from verify.checks import enclosure
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, Vectors, norm
from verify.language.verdict import PROVED

__all__ = ["DATA", "LEMMAS", "STATE", "STEP", "SPEED", "TIES", "alignment", "flow", "step"]

REALS = Domain(
    phi=Interval(0, pi), x=S.Reals, z=S.Reals, k=Range(1, oo), X=S.Reals, N=Interval(0, oo), V=Interval.open(0, oo)
)
STATE = tuple(REALS.by_name[name] for name in ("phi", "x", "z"))
DATA = tuple(REALS.by_name[name] for name in ("k", "X", "N"))
SPEED = REALS.by_name["V"]  # ‖v‖: the larger, the slower the angle moves
STEP = Symbol("h", positive=True)  # η/2π
X, N = DATA[1:]


def alignment() -> Expr:
    """Return y = a·b."""
    return _in_state(Dot(A, BB))


def _in_state(scalar: Expr) -> Expr:
    """Return a function of the inner products of a, b and 1 as one of the state; γ is g(φ)."""
    _, x, z = STATE
    gram = {Dot(A, ONE): x, Dot(A, BB): z + X * x / K, Dot(BB, ONE): X, Dot(BB, BB): N, Dot(ONE, ONE): K}
    return scalar.xreplace(gram).xreplace({GAMMA: g(PHI)})


@cache
def slope_in_angle() -> Expr:
    """Return dℓ/dφ = ∇_v ℓ · dv/dφ for unit v in the plane of v and w*."""
    # v = cos φ ŵ + sin φ n gives dv/dφ = −(ŵ − cos φ v)/sin φ
    turn = -(W / norm(W) - cos(ANGLE) * V) / sin(ANGLE)
    unit = {Dot(V, V): S.One, Dot(V, W): norm(W) * cos(ANGLE), B: BB / norm(W)}
    slope = sympy.expand(Dot(weight_gradient.result, turn).xreplace(unit))
    return sympy.factor(slope.subs(cos(ANGLE) ** 2, 1 - sin(ANGLE) ** 2)).xreplace({ANGLE: PHI})


@cache
def flow() -> tuple[Expr, Expr, Expr]:
    """Return (φ', x', z') for the gradient flow in τ, read off the derived gradients."""
    turning = -2 * pi * slope_in_angle() / SPEED**2  # v' has length |dℓ/dφ|/V in t, at distance V from 0
    moving = -2 * pi * reduced(output_gradient.result)
    rest = BB - Dot(ONE, BB) / K * ONE
    return sympy.factor_terms(_in_state(turning)), *(_linear(_in_state(Dot(u, moving))) for u in (ONE, rest))


def _linear(rate: Expr) -> Expr:
    """Return a rate as a multiple of what decays and one of what drives it, each in factors."""
    *_, x, z = STATE
    rate = sympy.expand(rate)
    decay = sympy.Add(*(sympy.factor(rate.coeff(u)) * u for u in (x, z)))
    return decay + sympy.factor_terms(sympy.factor(sympy.expand(rate - sympy.expand(decay)), deep=False))


@cache
def step() -> tuple[Expr, Expr, Expr, Expr]:
    """Return (φ, x, z, V) after one step h of descent: v turns by arctan d and grows by √(1 + d²), d = −h φ'."""
    turning, *moving = flow()
    d = -STEP * turning
    # arctan d in (−π/2, π/2) takes φ past 0 or π at most once: there the angle is reflected
    angle = pi - Abs(pi - Abs(PHI - atan(d)))
    return angle, *(u + STEP * rate for u, rate in zip(STATE[1:], moving, strict=True)), SPEED * sqrt(1 + d**2)


def turned(angle: Expr) -> Expr:
    """Return the angle after a step that turns v by an angle towards w*."""
    after = step()[0].xreplace({atan(STEP * flow()[0]): -angle})
    if after.has(atan):
        raise ValueError("a step does not turn by arctan d")
    return after


@lemma(domain=REALS, source=SOURCE, uses=(weight_gradient, output_gradient), status=PROVED)
def reduced_flow(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """The flow is φ' = −(π − φ) sin φ (z + Xx/k)/V², x' = −λ₁ x + (λ₁ − π + g) X, z' = −λ z + (g − 1) N⊥."""
    fast, slow, rest = k + pi - 1, pi - 1, N - X**2 / k
    closed = (
        -(pi - phi) * sin(phi) * (z + X * x / k) / V**2,
        -fast * x + (fast - pi + g(phi)) * X,
        -slow * z + (g(phi) - 1) * rest,
    )
    return sympy.And(*(Eq(found, typed, evaluate=False) for found, typed in zip(flow(), closed, strict=True)))


def _on_vectors(reduced_rate: Expr) -> Expr:
    """Return a function of the state as one of v, w*, a and a*."""
    b = norm(W) * B
    return reduced_rate.xreplace(
        {
            PHI: ANGLE,
            STATE[1]: Dot(ONE, A),
            STATE[2]: Dot(A, b) - Dot(ONE, b) * Dot(ONE, A) / K,
            X: Dot(ONE, b),
            N: Dot(b, b),
            SPEED: norm(V),
        }
    )


@lemma(domain=MODEL, source=SOURCE, uses=(gradient_is_tangential, reduced_flow), checks=(enclosure,), status=PROVED)
def flow_turns(k: Symbol, p: Symbol, v: Vector, w_star: Vector, a: Vector, a_star: Vector) -> Basic:
    """Along v' = −2π ∂ℓ/∂v the angle moves as the reduced flow says: −sin φ φ' is the derivative of cos φ."""
    cosine = Dot(v, w_star) / (norm(v) * norm(w_star))
    rate = along(cosine, v, -2 * pi * weight_gradient.result)
    return Eq(rate, -sin(ANGLE) * _on_vectors(flow()[0]), evaluate=False)


OUTPUTS = Domain(k=Range(1, oo), a=Vectors(K), b=Vectors(K), u=Vectors(K), phi=Interval(0, pi))


@lemma(domain=OUTPUTS, source=SOURCE, uses=(output_gradient, reduced_flow), status=PROVED)
def flow_moves_the_outputs(k: Symbol, a: Vector, b: Vector, u: Vector, phi: Symbol) -> Basic:
    """Along a' = −2π ∂ℓ/∂a: u·a' = −λ u·a + (g − 1) u·b + (1·b − 1·a) u·1 for every u.  With u = 1 and u = b − (X/k) 1
    these are x' and z' of the reduced flow; for u orthogonal to 1 and b the rest of a decays at the rate λ.
    """
    moving = (-2 * pi * reduced(output_gradient.result)).xreplace({A: a, BB: b, GAMMA: g(phi)})
    driven = (g(phi) - 1) * Dot(u, b) + (Dot(ONE, b) - Dot(ONE, a)) * Dot(u, ONE)
    along_u = Eq(Dot(u, moving), -(pi - 1) * Dot(u, a) + driven, evaluate=False)
    vectors = {STATE[0]: phi, STATE[1]: Dot(ONE, a), X: Dot(ONE, b), N: Dot(b, b)}
    vectors[STATE[2]] = Dot(a, b) - vectors[X] * vectors[STATE[1]] / k
    along_both = (Dot(w, moving).xreplace({Dot(ONE, ONE): k}) for w in (ONE, b - vectors[X] / k * ONE))
    ours = zip(along_both, flow()[1:], strict=True)
    return sympy.And(along_u, *(Eq(one, rate.xreplace(vectors), evaluate=False) for one, rate in ours))


SCALED = Domain(**{name: REALS.ranges[s] for name, s in REALS.by_name.items()}, q=Interval.open(0, oo))


@lemma(domain=SCALED, source=SOURCE, uses=(reduced_flow,), status=PROVED)
def flow_scales(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol, q: Symbol) -> Basic:
    """(x, z, X, N, V) ↦ (qx, q²z, qX, q²N, qV) and (x, X) ↦ (−x, −X) take solutions to solutions."""
    larger = {x: q * x, z: q**2 * z, X: q * X, N: q**2 * N, V: q * V}
    changes = ((larger, (1, q, q**2)), ({x: -x, X: -X}, (1, -1, 1)))
    pairs = (
        (rate.xreplace(new), c * rate) for new, factors in changes for c, rate in zip(factors, flow(), strict=True)
    )
    return sympy.And(*(Eq(one, other, evaluate=False) for one, other in pairs))


STEPPED = Domain(**{name: MODEL.ranges[s] for name, s in MODEL.by_name.items()}, h=Interval.open(0, oo))


@lemma(domain=STEPPED, source=SOURCE, uses=(weight_gradient, reduced_flow), checks=(enclosure,), status=PROVED)
def descent_turns(k: Symbol, p: Symbol, v: Vector, w_star: Vector, a: Vector, a_star: Vector, h: Symbol) -> Basic:
    """One step of descent turns v by exactly arctan d towards w*, d = (η/2π)(π − φ) sin φ y/V²."""
    after = v - 2 * pi * h * weight_gradient.result
    d = -h * _on_vectors(flow()[0])
    # cos(φ − arctan d) = (cos φ + d sin φ)/√(1 + d²)
    return Eq(Dot(after, w_star) / norm(w_star), norm(v) * (cos(ANGLE) + d * sin(ANGLE)), evaluate=False)


@lemma(domain=STEPPED, source=SOURCE, uses=(weight_gradient, reduced_flow), checks=(enclosure,), status=PROVED)
def descent_lengthens(k: Symbol, p: Symbol, v: Vector, w_star: Vector, a: Vector, a_star: Vector, h: Symbol) -> Basic:
    """One step of descent takes ‖v‖² to ‖v‖² (1 + d²): the length never shrinks."""
    after, longer = v - 2 * pi * h * weight_gradient.result, _on_vectors(step()[3]).xreplace({STEP: h})
    return Eq(Dot(after, after), longer**2, evaluate=False)


@lemma(
    domain=Domain(phi=Interval(0, pi), T=Interval.open(-pi / 2, pi / 2)),
    source=SOURCE,
    uses=(descent_turns, descent_lengthens),
    status=PROVED,
)
def step_is_that_of_the_vectors(phi: Symbol, T: Symbol) -> Basic:
    """With d = tan T the angle after a step is the one in [0, π] whose cosine is that of φ − T, and so that of the
    vectors, (cos φ + d sin φ)/√(1 + d²).
    """
    after = turned(T).xreplace({STATE[0]: phi})
    return sympy.And(after >= 0, after <= pi, Eq(cos(after), cos(phi - T), evaluate=False))


TIES = (flow_turns, flow_moves_the_outputs)  # of the reduced flow to vectors
LEMMAS = (
    reduced_flow,
    flow_turns,
    flow_moves_the_outputs,
    flow_scales,
    descent_turns,
    descent_lengthens,
    step_is_that_of_the_vectors,
)

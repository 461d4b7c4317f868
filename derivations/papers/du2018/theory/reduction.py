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
from derivations.papers.du2018.theory.gradient import ANGLE, along, output_gradient, weight_gradient
from derivations.papers.du2018.theory.landscape import BB, GAMMA, PHI, reduced
from derivations.papers.du2018.theory.model import MODEL, SOURCE, A, B, K, V, W
from verify.checks import enclosure
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, norm
from verify.language.verdict import PROVED

__all__ = ["DATA", "LEMMAS", "STATE", "STEP", "SPEED", "alignment", "flow", "step"]

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


@lemma(domain=MODEL, source=SOURCE, uses=(weight_gradient, reduced_flow), checks=(enclosure,), status=PROVED)
def flow_turns(k: Symbol, p: Symbol, v: Vector, w_star: Vector, a: Vector, a_star: Vector) -> Basic:
    """Along v' = −2π ∂ℓ/∂v the angle moves as the reduced flow says: −sin φ φ' is the derivative of cos φ."""
    cosine = Dot(v, w_star) / (norm(v) * norm(w_star))
    rate = along(cosine, v, -2 * pi * weight_gradient.result)
    return Eq(rate, -sin(ANGLE) * _on_vectors(flow()[0]), evaluate=False)


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
    after, d = v - 2 * pi * h * weight_gradient.result, -h * _on_vectors(flow()[0])
    return Eq(Dot(after, after), Dot(v, v) * (1 + d**2), evaluate=False)


LEMMAS = (reduced_flow, flow_turns, descent_turns, descent_lengthens)

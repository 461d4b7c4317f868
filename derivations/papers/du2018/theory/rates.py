"""How fast the flow and descent of `dynamics` settle: where a step is stable, and rates at either minimum."""

from __future__ import annotations

import sympy
from sympy import And, Basic, Eq, Expr, Interval, Matrix, Range, S, Symbol, oo, pi

from derivations.papers.du2018.theory.dynamics import AWAY, HALF_LINE
from derivations.papers.du2018.theory.landscape import kernel_near_pi, landscape_identity
from derivations.papers.du2018.theory.model import SOURCE
from derivations.papers.du2018.theory.reduction import STATE, STEP, flow, reduced_flow, step
from derivations.papers.du2018.theory.sets import alignment_at_the_ends, settling, sums_decide, turning
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.verdict import PROVED

__all__ = ["LEMMAS"]


@lemma(
    domain=Domain(k=Range(1, oo), below=Interval.open(0, 1), above=Interval(1, oo)),
    source=SOURCE,
    uses=(reduced_flow,),
    status=PROVED,
)
def descent_is_stable_below_the_limit(k: Symbol, below: Symbol, above: Symbol) -> Basic:
    """A step multiplies x by 1 − hλ₁ and z by 1 − hλ, next to what drives them: both factors are within (−1, 1)
    for 0 < η < 4π/λ₁, that is h = 2t/λ₁ with t < 1, and the first is not for t ≥ 1.
    """
    in_x, in_z = (sympy.diff(after, s) for after, s in zip(step()[1:3], STATE[1:], strict=True))

    def shrinks(factor: Expr, t: Expr) -> Expr:
        return sympy.factor(1 - factor.xreplace({STEP: 2 * t / settling()[0]}) ** 2)

    return And(shrinks(in_x, below) > 0, shrinks(in_z, below) > 0, shrinks(in_x, above) <= 0)


@lemma(
    domain=Domain(k=Range(1, oo), X=S.Reals, N=HALF_LINE, V=AWAY, mu=S.Reals),
    source=SOURCE,
    uses=(reduced_flow,),
    status=PROVED,
)
def spectrum_at_the_global_minimum(k: Symbol, X: Symbol, N: Symbol, V: Symbol, mu: Symbol) -> Basic:
    """The flow rests at (φ, x, z) = (0, X, N⊥), where its linearisation has in τ the eigenvalues −πN/V², −λ₁, −λ."""
    rest = dict(zip(STATE, (S.Zero, X, N - X**2 / k), strict=True))
    linear = Matrix(flow()).jacobian(STATE).xreplace(rest)
    characteristic = (linear - mu * sympy.eye(3)).det()
    product = (-pi * N / V**2 - mu) * (-(k + pi - 1) - mu) * (-(pi - 1) - mu)
    rests = (Eq(moving.xreplace(rest), 0, evaluate=False) for moving in flow()[1:])  # φ' has the factor sin φ
    return And(Eq(characteristic, product, evaluate=False), *rests)


@lemma(domain=Domain(phi=Interval(0, pi), V=AWAY), source=SOURCE, uses=(reduced_flow, sums_decide), status=PROVED)
def angle_falls_linearly(phi: Symbol, V: Symbol) -> Basic:
    """φ' ≤ −φ (π − φ)²/π times y/V², here where y = V²; on the way to the global minimum, where y → N, the angle
    falls exponentially.
    """
    return turning(phi, V**2) <= -phi * (pi - phi) ** 2 / pi


NEAR_PI = Domain(psi=Interval(0, pi), w=HALF_LINE, V=AWAY)


def _closing(psi: Expr, w: Expr) -> Expr:
    """Return −ψ', ψ = π − φ, where a·b = −w."""
    return sympy.expand_trig(turning(pi - psi, -w))


@lemma(domain=NEAR_PI, source=SOURCE, uses=(reduced_flow, sums_decide, alignment_at_the_ends), status=PROVED)
def approach_to_the_spurious_minimum(psi: Symbol, w: Symbol, V: Symbol) -> Basic:
    """With ψ = π − φ and a·b = −w, (1 − ψ²/6) w/V² ≤ (1/ψ)' ≤ w/V²; as w → |y_sp|, ψ ~ V²/(|y_sp| τ)."""
    closing = _closing(psi, w)
    return And(closing <= psi**2 * w / V**2, closing >= psi**2 * (1 - psi**2 / 6) * w / V**2)


@lemma(
    domain=Domain(psi=Interval.Lopen(0, pi), t=Interval.open(0, 1), rho=AWAY, V=AWAY),
    source=SOURCE,
    uses=(approach_to_the_spurious_minimum,),
    status=PROVED,
)
def approach_is_not_linear(psi: Symbol, t: Symbol, rho: Symbol, V: Symbol) -> Basic:
    """For every rate ρ, −ψ' < ρψ as soon as ψ < ρV²/w, that is w = t ρV²/ψ with t < 1."""
    return _closing(psi, t * rho * V**2 / psi) < rho * psi


@lemma(
    domain=Domain(psi=Interval(0, pi), w=HALF_LINE, c=HALF_LINE, t=Interval(0, 1)),
    source=SOURCE,
    uses=(landscape_identity, alignment_at_the_ends, kernel_near_pi),
    status=PROVED,
)
def loss_near_the_spurious_minimum(psi: Symbol, w: Symbol, c: Symbol, t: Symbol) -> Basic:
    """With y_sp = −w = −4πc g₀, along a = â the loss exceeds the spurious one by wψ³/(6π) to leading order, as
    g = ψ³/3 − tψ⁵/30 with t in [0, 1].
    """
    kernel = psi**3 / 3 - t * psi**5 / 30
    excess = 2 * (w / (4 * pi)) * kernel - c * kernel**2  # 2 c g₀ γ − c γ²
    leading = w * psi**3 / (6 * pi)
    return And(leading - excess >= 0, excess - (leading - w * psi**5 / (60 * pi) - c * psi**6 / 9) >= 0)


LEMMAS = (
    descent_is_stable_below_the_limit,
    spectrum_at_the_global_minimum,
    angle_falls_linearly,
    approach_to_the_spurious_minimum,
    approach_is_not_linear,
    loss_near_the_spurious_minimum,
)

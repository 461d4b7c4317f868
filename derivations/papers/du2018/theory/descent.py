"""Where gradient descent ends, for every step below the limit 4π/λ₁ at which it is stable.

A step takes the offset r = x − x_q(φ) to (1 − hλ₁) r less what x_q gains while the angle turns, and z − z_q likewise.
With |1 − hλ₁| < 1 an offset grows by no more than x_q has gained; so while the angle falls

    y_q − ρ ≤ y ≤ y_q + ρ + 2 (N − y_q)   with   ρ = |X (x − x_q)|/k + |z − z_q|

holds from any step on with y_q and ρ of that step, N being y_q at φ = 0.  If the lower bound is positive, and no step
turns v past w* by more than it was away from it, the angle falls for ever, and its limit can only be 0.  While the
angle rises the same holds with signs turned, and it rises to π.
"""

from __future__ import annotations

from functools import cache

from sympy import Abs, And, Basic, Eq, Expr, Interval, Range, S, Symbol, atan, oo, pi, sin

from derivations.gaussian.kernels import g, kernel_decreases
from derivations.papers.du2018.theory.dynamics import (
    AWAY,
    HALF_LINE,
    descent_keeps_the_angle_in_the_octant,
    descent_keeps_the_outputs_in_the_octant,
    in_kernel,
)
from derivations.papers.du2018.theory.landscape import GAMMA
from derivations.papers.du2018.theory.model import SOURCE
from derivations.papers.du2018.theory.quoted import linear_recursions, monotone_sequences
from derivations.papers.du2018.theory.reduction import (
    DATA,
    REALS,
    SPEED,
    STATE,
    STEP,
    alignment,
    descent_lengthens,
    descent_turns,
    reduced_flow,
    step,
    step_is_that_of_the_vectors,
)
from derivations.papers.du2018.theory.sets import (
    outputs_follow_the_angle,
    quasi_steady,
    settling,
    split,
    sums,
    trap_drives_itself,
    turning,
)
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.verdict import PROVED

__all__ = ["LEMMAS", "descent_decides", "octant_decides_descent", "settled_global", "settled_spurious"]

PHI, X_OF_A, Z_OF_A = STATE
K, X, N = DATA


def steady(gamma: Expr) -> tuple[Expr, Expr]:
    """Return (X x_q/k, z_q) where g(φ) is γ."""
    x, z = (in_kernel(q).xreplace({GAMMA: gamma}) for q in quasi_steady())
    return X * x / K, z


def steady_sum(gamma: Expr) -> Expr:
    """Return y_q where g(φ) is γ."""
    return in_kernel(sums()[3]).xreplace({GAMMA: gamma})


def offset() -> Expr:
    """Return ρ = |X (x − x_q)|/k + |z − z_q|."""
    x, z = quasi_steady()
    return Abs(X * (X_OF_A - x)) / K + Abs(Z_OF_A - z)


def room(factor: Expr, y: Expr) -> Expr:
    """Return 2V² − h c y: where it is not negative no step goes far past a pole."""
    return 2 * SPEED**2 - STEP * factor * y


@cache
def settled_global() -> tuple[Expr, ...]:
    """Return three expressions in `STATE`, `DATA`, `SPEED` and `STEP`: where all are positive descent finds w*.

    They are π − φ, the least a·b from now on, and 2V² − hπ times the largest; 0 < η < 4π/λ₁ is taken for granted.
    Where one is not positive nothing follows.
    """
    now = sums()[3]
    return pi - PHI, now - offset(), room(pi, 2 * steady_sum(pi) - now + offset())


@cache
def settled_spurious() -> tuple[Expr, ...]:
    """Return three expressions: where all are positive descent ends at φ = π, a = â.

    They are φ − π/2, the least −a·b from now on, and 2V² − h sin φ times the largest; 0 < η < 4π/λ₁ is taken for
    granted.  Where one is not positive nothing follows.
    """
    now = sums()[3]
    return PHI - pi / 2, -now - offset(), room(sin(PHI), now - 2 * steady_sum(S.Zero) + offset())


STEPS = Domain(**{name: REALS.ranges[s] for name, s in REALS.by_name.items()}, h=AWAY)


@lemma(domain=STEPS, source=SOURCE, uses=(outputs_follow_the_angle, step_is_that_of_the_vectors), status=PROVED)
def a_step_relaxes_the_outputs(
    phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol, h: Symbol
) -> Basic:
    """A step takes x − x_q to (1 − hλ₁)(x − x_q), and z − z_q to (1 − hλ)(z − z_q)."""
    parts = zip(step()[1:3], (x, z), quasi_steady(), settling(), strict=True)
    return And(*(Eq(after, q + (1 - h * rate) * (u - q), evaluate=False) for after, u, q, rate in parts))


@lemma(
    domain=Domain(phi=Interval(0, pi), e=HALF_LINE, k=Range(1, oo), X=S.Reals, n=HALF_LINE),
    source=SOURCE,
    uses=(outputs_follow_the_angle, kernel_decreases),
    status=PROVED,
)
def steady_outputs_grow_with_the_kernel(phi: Symbol, e: Symbol, k: Symbol, X: Symbol, n: Symbol) -> Basic:
    """X x_q/k and z_q are functions of g(φ), and for g + e with e ≥ 0 not less than for g."""
    x, z = (split(q, n) for q in quasi_steady())
    now, then = ([split(q, n) for q in steady(gamma)] for gamma in (g(phi), g(phi) + e))
    same = (Eq(a, b, evaluate=False) for a, b in zip(now, (X * x / k, z), strict=True))
    return And(*same, *(b - a >= 0 for a, b in zip(now, then, strict=True)))


@lemma(
    domain=Domain(A=Interval.open(0, 2), r=HALF_LINE, e=HALF_LINE, d=HALF_LINE),
    source=SOURCE,
    uses=(a_step_relaxes_the_outputs, steady_outputs_grow_with_the_kernel),
    status=PROVED,
)
def offsets_stay_bounded(A: Symbol, r: Symbol, e: Symbol, d: Symbol) -> Basic:
    """For 0 < A < 2 and |r| ≤ E, here E = |r| + e, a gain d ≥ 0 leaves |(1 − A) r ± d| ≤ E + d."""
    return And((1 - A) * r + d <= r + e + d, -(1 - A) * r + d <= r + e + d)


TURN = {"phi": Interval(0, pi), "y": HALF_LINE, "V": AWAY, "h": AWAY}


@lemma(
    domain=Domain(**TURN, where=lambda phi, y, V, h: h * pi * y <= 2 * V**2),
    source=SOURCE,
    uses=(descent_turns, reduced_flow),
    status=PROVED,
)
def no_step_goes_far_past_the_teacher(phi: Symbol, y: Symbol, V: Symbol, h: Symbol) -> Basic:
    """With hπ y ≤ 2V² a step turns v by arctan d towards w* with 0 ≤ d ≤ 2φ."""
    d = -h * turning(phi, y)
    return And(d >= 0, d <= 2 * phi)


@lemma(
    domain=Domain(**(TURN | {"phi": Interval(pi / 2, pi)}), where=lambda phi, y, V, h: h * sin(phi) * y <= 2 * V**2),
    source=SOURCE,
    uses=(descent_turns, reduced_flow),
    status=PROVED,
)
def no_step_goes_far_past_the_spurious_minimum(phi: Symbol, y: Symbol, V: Symbol, h: Symbol) -> Basic:
    """With h sin φ y ≤ 2V² and a·b = −y a step turns v by arctan d towards −w* with 0 ≤ d ≤ 2(π − φ)."""
    d = h * turning(phi, -y)
    return And(d >= 0, d <= 2 * (pi - phi))


@lemma(domain=Domain(u=Interval(0, pi), t=Interval(0, 1)), source=SOURCE, status=PROVED)
def a_turn_comes_no_farther(u: Symbol, t: Symbol) -> Basic:
    """For 0 ≤ d ≤ 2u, here d = 2ut, also 0 ≤ arctan d ≤ 2u, so that |u − arctan d| is at most u."""
    return And(atan(2 * u * t) >= 0, atan(2 * u * t) <= 2 * u)


@lemma(
    domain=Domain(u=Interval.Lopen(0, pi), phi=Interval.open(0, pi), y=AWAY, V=AWAY),
    source=SOURCE,
    uses=(
        offsets_stay_bounded,
        no_step_goes_far_past_the_teacher,
        no_step_goes_far_past_the_spurious_minimum,
        a_turn_comes_no_farther,
        descent_lengthens,
        monotone_sequences,
        linear_recursions,
    ),
    status=PROVED,
)
def descent_decides(u: Symbol, phi: Symbol, y: Symbol, V: Symbol) -> Basic:
    """For 0 < η < 4π/λ₁ descent ends from `settled_global` at φ = 0, a = b, from `settled_spurious` at φ = π, a = â.

    From `settled_global` φ never rises and y stays above some m > 0, so φ has a limit.  Were it u > 0, a step of more
    than φ would lower it by 2φ − arctan 2φ at least, hence happen finitely often; the others have a finite sum, so that
    d has one, ‖v‖ stays bounded and d tends to 0; but −φ' and with it d stays away from 0 inside (0, π) if y does.
    With the angle x and z have limits.  From `settled_spurious` the same holds of π − φ and −y.
    """
    return And(2 * u - atan(2 * u) > 0, turning(phi, y) < 0, turning(phi, -y) > 0)


# The octant of the paper, for η ≤ 2π/λ₁


@lemma(domain=STEPS, source=SOURCE, uses=(trap_drives_itself,), status=PROVED)
def alignment_in_one_step(
    phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol, h: Symbol
) -> Basic:
    """A step takes y = a·b to (1 − hλ) y + h (X (X − x) + (g − 1) N), so in the octant to (1 − hλ) y + h (g − 1) N
    or more.
    """
    _, after_x, after_z, _ = step()
    after = alignment().xreplace({X_OF_A: after_x, Z_OF_A: after_z})
    y, slow = alignment(), settling()[1]
    return Eq(after, (1 - h * slow) * y + h * (X * (X - x) + (g(phi) - 1) * N), evaluate=False)


@lemma(
    domain=Domain(phi=Interval.open(0, pi / 2), y=AWAY, V=AWAY),
    source=SOURCE,
    uses=(
        alignment_in_one_step,
        a_step_relaxes_the_outputs,
        descent_keeps_the_outputs_in_the_octant,
        descent_keeps_the_angle_in_the_octant,
        descent_lengthens,
        monotone_sequences,
        linear_recursions,
    ),
    status=PROVED,
)
def octant_decides_descent(phi: Symbol, y: Symbol, V: Symbol) -> Basic:
    """For η ≤ 2π/λ₁ descent from {φ < π/2, a·b ≥ 0, 1·a ≤ X} ends at φ = 0, a = b.

    It stays there.  a·b is bounded: were ‖v‖ not, d ≤ φ from some step on, hence Σ d finite and ‖v‖ bounded after all.
    So ‖v‖ has a limit and d tends to 0, and as φ⁺ ≤ max(φ, d), φ tends to 0 or falls to a limit between 0 and π/2.
    There g > 1, so that a·b stays away from 0, and d with it: φ tends to 0, and x and z to their limits.
    """
    return And(g(phi) > 1, turning(phi, y) < 0)


LEMMAS = (
    a_step_relaxes_the_outputs,
    steady_outputs_grow_with_the_kernel,
    offsets_stay_bounded,
    no_step_goes_far_past_the_teacher,
    no_step_goes_far_past_the_spurious_minimum,
    a_turn_comes_no_farther,
    descent_decides,
    alignment_in_one_step,
    octant_decides_descent,
)

"""Where gradient flow and gradient descent end, how fast, and how often.

Statements are in the coordinates of `reduction`, derived from its `flow` (time τ = t/2π) and
its `step` (h = η/2π); λ₁ = k + π − 1, λ = π − 1, N⊥ = N − X²/k.
"""

from __future__ import annotations

import sympy
from sympy import (
    And,
    Basic,
    Eq,
    Expr,
    FiniteSet,
    Ge,
    Interval,
    Matrix,
    Or,
    Range,
    Rational,
    S,
    Symbol,
    atan,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
)

from derivations.gaussian.kernels import g, kernel_decreases
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.landscape import GAMMA, kernel_near_pi, landscape_identity, ring_is_at_most_one
from derivations.papers.du2018.theory.model import SOURCE
from derivations.papers.du2018.theory.quoted import positive_systems
from derivations.papers.du2018.theory.reduction import (
    DATA,
    STATE,
    STEP,
    alignment,
    descent_lengthens,
    descent_turns,
    flow,
    reduced_flow,
    step,
)
from derivations.papers.du2018.theory.sets import (
    alignment_at_the_ends,
    octant,
    settling,
    steady_alignment,
    sums_decide,
    trap,
    trap_decides,
    turning,
)
from verify.checks import enclosure
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, Vectors
from verify.language.verdict import PROVED
from verify.prover.zero_tests import is_zero

__all__ = ["LEMMAS", "flips"]

PHI, X_OF_A, Z_OF_A = STATE
K, X, N = DATA
AWAY, HALF_LINE = Interval.open(0, oo), Interval(0, oo)


def at(expression: Expr, x: Expr, y: Expr) -> Expr:
    """Return a function of the state where 1·a = x and a·b = y."""
    return expression.xreplace({X_OF_A: x, Z_OF_A: y - X * x / K})


def in_kernel(expression: Expr) -> Expr:
    """Return an expression that depends on φ through g alone as one of γ = g(φ)."""
    found = sympy.expand(sympy.expand(expression).subs(sin(PHI), GAMMA - (g(PHI) - sin(PHI))))
    if found.has(PHI):
        raise ValueError(f"{expression} depends on more than g(φ)")
    return found


# The flow keeps order


@lemma(
    domain=Domain(phi=Interval(0, pi), k=Range(1, oo), X=HALF_LINE, n=HALF_LINE, V=AWAY),
    source=SOURCE,
    uses=(reduced_flow, positive_systems),
    status=PROVED,
)
def flow_is_cooperative(phi: Symbol, k: Symbol, X: Symbol, n: Symbol, V: Symbol) -> Basic:
    """For X ≥ 0 the Jacobian in (−φ, x, z) is nonnegative off the diagonal, so that the flow keeps the order of
    its starts: the difference of two solutions solves a linear system with averages of Jacobians as weights.
    """
    moves, turned = Matrix(flow()).jacobian(STATE), sympy.diag(-1, 1, 1)
    jacobian = turned * moves * turned
    here = {DATA[1]: X, N: n + X**2 / k}
    off = (jacobian[i, j].xreplace(here) for i in range(3) for j in range(3) if i != j)
    return And(*(sympy.factor_terms(sympy.factor(entry)) >= 0 for entry in off))


# The octant of the paper

OCTANT = Domain(
    phi=Interval(0, pi / 2),
    d=HALF_LINE,
    y=HALF_LINE,
    k=Range(1, oo),
    X=HALF_LINE,
    n=HALF_LINE,
    V=AWAY,
    t=Interval.Lopen(0, 1),
)


def in_octant(expression: Expr, x: Expr, y: Expr, total: Expr, n: Expr) -> Expr:
    """Return an expression where 1·a = x, a·b = y, X = total and N⊥ = n."""
    return at(expression, x, y).xreplace({N: n + X**2 / K}).xreplace({X: total})


@lemma(domain=OCTANT, source=SOURCE, uses=(trap_decides, steady_alignment, ring_is_at_most_one), status=PROVED)
def octant_is_in_the_trap(
    phi: Symbol, d: Symbol, y: Symbol, k: Symbol, X: Symbol, n: Symbol, V: Symbol, t: Symbol
) -> Basic:
    """From {φ ≤ π/2, a·b ≥ 0, 1·a ≤ X} the flow ends at the global minimum, the ring left out."""
    parts = (in_octant(part, X - d, y, X, n).xreplace({PHI: phi}) for part in trap())
    return And(*(Ge(part, 0, evaluate=False) for part in parts))


@lemma(domain=OCTANT, source=SOURCE, uses=(reduced_flow, kernel_decreases), status=PROVED)
def descent_keeps_the_outputs_in_the_octant(
    phi: Symbol, d: Symbol, y: Symbol, k: Symbol, X: Symbol, n: Symbol, V: Symbol, t: Symbol
) -> Basic:
    """A step of descent with η ≤ 2π/λ₁ keeps 1·a ≤ X and a·b ≥ 0 if φ ≤ π/2."""
    _, x, z, _ = step()
    below = DATA[1] - x, alignment().xreplace({X_OF_A: x, Z_OF_A: z})
    after = (in_octant(part, X - d, y, X, n).xreplace({STEP: t / settling()[0]}) for part in below)
    return And(*(_mean_of_ends(part, t).xreplace({PHI: phi}) >= 0 for part in after))


def _mean_of_ends(linear: Expr, t: Symbol) -> Expr:
    """Return an expression linear in t as (1 − t) times its value at t = 0 plus t times that at t = 1."""
    low, high = (_in_excess(linear.subs(t, end)) for end in (S.Zero, S.One))
    if not is_zero(linear - (1 - t) * low - t * high):
        raise ValueError(f"{linear} is not linear in {t}")
    return (1 - t) * low + t * high


def _in_excess(expression: Expr) -> Expr:
    """Return an expression in g(φ) in factors that are sums in g − 1."""
    excess = sympy.Dummy("excess", nonnegative=True)
    return sympy.factor(in_kernel(expression).xreplace({GAMMA: 1 + excess})).xreplace({excess: g(PHI) - 1})


@lemma(
    domain=Domain(phi=Interval(0, pi / 2), y=HALF_LINE, V=AWAY, h=AWAY, T=Interval.Ropen(0, pi / 2)),
    source=SOURCE,
    uses=(descent_turns, descent_lengthens),
    checks=(enclosure,),
    status=PROVED,
)
def descent_keeps_the_angle_in_the_octant(phi: Symbol, y: Symbol, V: Symbol, h: Symbol, T: Symbol) -> Basic:
    """For φ ≤ π/2 and a·b ≥ 0 a step turns v by T = arctan d ≥ 0 towards w*, perhaps past it, to an angle ≤ π/2."""
    d = -STEP * flow()[0]
    after = step()[0].xreplace({atan(-d): -T})
    if after.has(atan):
        raise ValueError("a step does not turn by arctan d")
    return And(-h * turning(phi, y) >= 0, after.xreplace({PHI: phi}) <= pi / 2)


def flips(state: tuple[Expr, Expr, Expr] = STATE) -> tuple[tuple[Expr, Expr, Expr], ...]:
    """Return the states (φ, x, z) of (±v, ±a)."""
    phi, x, z = state
    return (phi, x, z), (pi - phi, x, z), (phi, -x, -z), (pi - phi, -x, -z)


SIGN = FiniteSet(-1, 1)


@lemma(
    domain=Domain(theta=Interval(0, pi / 2), y=HALF_LINE, s=Interval(-1, 1), k=Range(1, oo), X=S.Reals, e=SIGN, f=SIGN),
    source=SOURCE,
    checks=(enclosure,),
    status=PROVED,
)
def a_flip_lies_in_the_octant(theta: Symbol, y: Symbol, s: Symbol, k: Symbol, X: Symbol, e: Symbol, f: Symbol) -> Basic:
    """Whatever φ = π/2 + eθ and a·b = fy are, for |1·a| ≤ |X| one of (±v, ±a) is in the octant; so a random start
    that is as likely as each of its flips is there with probability at least 1/4.
    """
    places = flips((pi / 2 + e * theta, s * X, f * y - s * X**2 / k))
    return Or(*(And(*_octant_at(place, X)) for place in places))


def _octant_at(state: tuple[Expr, Expr, Expr], total: Expr) -> list[Basic]:
    place = dict(zip(STATE, state, strict=True)) | {X: total}
    return [sympy.factor(sympy.expand(part.xreplace(place))) >= 0 for part in octant()]


# Stability and rates


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


# How often


@lemma(domain=Domain(k=Range(1, oo), a=Vectors(K)), source=SOURCE, status=PROVED)
def sum_in_the_ball(k: Symbol, a: Vector) -> Basic:
    """k a·a − (1·a)² = k ‖a − (1·a/k) 1‖² ≥ 0: in the ball ‖a‖ ≤ |X|/√k of the initialisation |1·a| ≤ |X|."""
    off = a - Dot(ONE, a) / k * ONE
    square = k * Dot(off, off).xreplace({Dot(ONE, ONE): k})
    return Eq(k * Dot(a, a) - Dot(ONE, a) ** 2, square, evaluate=False)


BELOW_HALF = Domain(k=Range(1, oo), N=HALF_LINE, r=Interval(0, Rational(1, 2)), s=Interval(-1, 1), t=Interval(0, 1))


@lemma(domain=BELOW_HALF, source=SOURCE, uses=(trap_decides, sum_in_the_ball, kernel_decreases), status=PROVED)
def spurious_below_one_half(k: Symbol, N: Symbol, r: Symbol, s: Symbol, t: Symbol) -> Basic:
    """For r = X²/N < 1/2, |1·a| ≤ |X| and g(φ) ≤ 1 − 2r, y_q and D are not positive: the flow ends at φ = π if
    a·b ≤ 0.  As a and −a are equally likely, P_spurious ≥ (1 − F_p(g⁻¹(1 − 2r)))/2 for every k, N and V.
    """
    root = sqrt(r * N)
    here = {GAMMA: (1 - 2 * r) * t, DATA[1]: root, X_OF_A: s * root}
    steady, _, last = (sympy.expand(in_kernel(part).xreplace(here)) for part in trap())
    return And(sympy.factor(steady) <= 0, sympy.factor(last) <= 0)


def _draws(base: Expr, delta: Expr, more: Expr) -> Expr:
    """Return n = ln(1/δ)/ln(base) + more."""
    return log(1 / delta) / log(base) + more


@lemma(domain=Domain(u=AWAY, w=AWAY, m=HALF_LINE), source=SOURCE, status=PROVED)
def restarts(u: Symbol, w: Symbol, m: Symbol) -> Basic:
    """Of n ≥ ln(1/δ)/ln(1/(1 − P)) independent starts, each with the chance P = 1 − e^{−u}, all fail with a
    probability (1 − P)ⁿ of at most δ = e^{−w}.
    """
    chance, delta = 1 - exp(-u), exp(-w)
    return (1 - chance) ** _draws(1 / (1 - chance), delta, m) <= delta


@lemma(
    domain=Domain(u=HALF_LINE, w=AWAY, m=HALF_LINE),
    source=SOURCE,
    uses=(a_flip_lies_in_the_octant, octant_is_in_the_trap, sum_in_the_ball),
    status=PROVED,
)
def restarts_of_the_paper(u: Symbol, w: Symbol, m: Symbol) -> Basic:
    """From the paper's initialisation the flow ends at the global minimum with a chance P = 1 − (3/4) e^{−u} of at
    least 1/4, so n ≥ ln(1/δ)/ln(4/3) starts all fail with a probability of at most δ = e^{−w}.
    """
    chance, delta = 1 - Rational(3, 4) * exp(-u), exp(-w)
    return _draws(Rational(4, 3), delta, m) * sympy.expand_log(log(1 - chance), force=True) <= log(delta)


LEMMAS = (
    flow_is_cooperative,
    octant_is_in_the_trap,
    descent_keeps_the_outputs_in_the_octant,
    descent_keeps_the_angle_in_the_octant,
    a_flip_lies_in_the_octant,
    descent_is_stable_below_the_limit,
    spectrum_at_the_global_minimum,
    angle_falls_linearly,
    approach_to_the_spurious_minimum,
    approach_is_not_linear,
    loss_near_the_spurious_minimum,
    sum_in_the_ball,
    spurious_below_one_half,
    restarts,
    restarts_of_the_paper,
)

"""Where gradient flow and gradient descent end: the flow keeps order, and the octant of the paper.

Statements are in the coordinates of `reduction`, derived from its `flow` (time τ = t/2π) and
its `step` (h = η/2π); λ₁ = k + π − 1, λ = π − 1, N⊥ = N − X²/k.
"""

from __future__ import annotations

import sympy
from sympy import And, Basic, Expr, FiniteSet, Ge, Interval, Matrix, Or, Range, S, Symbol, oo, pi, sin

from derivations.gaussian.kernels import g, kernel_decreases
from derivations.papers.du2018.theory.landscape import GAMMA, ring_is_at_most_one
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
    turned,
)
from derivations.papers.du2018.theory.sets import octant, settling, steady_alignment, trap, trap_decides, turning
from verify.checks import enclosure
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.verdict import PROVED
from verify.prover.identities import vanishes

__all__ = ["AWAY", "HALF_LINE", "LEMMAS", "flips", "in_kernel"]

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
    if not vanishes(linear - (1 - t) * low - t * high):
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
    return And(-h * turning(phi, y) >= 0, turned(T).xreplace({PHI: phi}) <= pi / 2)


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


LEMMAS = (
    flow_is_cooperative,
    octant_is_in_the_trap,
    descent_keeps_the_outputs_in_the_octant,
    descent_keeps_the_angle_in_the_octant,
    a_flip_lies_in_the_octant,
)

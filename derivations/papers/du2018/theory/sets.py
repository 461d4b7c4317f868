"""The sets of states that decide where the flow ends, as expressions whose signs say that a state is in them.

With g = g(φ), the outputs follow the angle: x and z move towards x_q(φ) and z_q(φ), where x' = 0 and z' = 0.
Each of X x/k and z may be replaced in y = X x/k + z by the value it moves to; the four sums

    y,   X x/k + z_q,   X x_q/k + z,   y_q = X x_q/k + z_q = 4πc (g − g₀)

drive one another with nonnegative weights, and so do the three numbers

    y_q,   y,   y' + λ y = X (X − x) − (1 − g) N.

So where all of them are positive they stay positive, the angle falls and the flow ends at the global minimum;
where all are negative they stay negative, the angle rises and the flow ends at the spurious one.  The
lemmas say why.  No set depends on ‖v‖ or on the sign of X; N is positive.
"""

from __future__ import annotations

from functools import cache

import sympy
from sympy import And, Basic, Eq, Expr, Ge, Gt, Interval, Lt, Matrix, Range, S, Symbol, oo, pi, sin

from derivations.gaussian.kernels import g, kernel_decreases
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory import landscape as land
from derivations.papers.du2018.theory.landscape import BB, GAMMA, landscape, scale_is_positive
from derivations.papers.du2018.theory.model import SOURCE
from derivations.papers.du2018.theory.quoted import positive_systems, rates_of_settling_functions
from derivations.papers.du2018.theory.reduction import DATA, REALS, SPEED, STATE, TIES, alignment, flow
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot
from verify.language.verdict import PROVED

__all__ = [
    "LEMMAS",
    "decided_global",
    "decided_spurious",
    "octant",
    "quasi_steady",
    "rate",
    "settling",
    "sums",
    "trap",
    "trapped_global",
    "trapped_spurious",
]

PHI, X_OF_A, Z_OF_A = STATE
K, X, N = DATA


def rate(scalar: Expr) -> Expr:
    """Return the derivative in τ of a function of the state along the flow."""
    return sympy.Add(*(sympy.diff(scalar, s) * moving for s, moving in zip(STATE, flow(), strict=True)))


@cache
def settling() -> tuple[Expr, Expr]:
    """Return (λ₁, λ), the rates in τ at which x and z approach their quasi-steady values."""
    fast, slow = (-sympy.diff(moving, s) for s, moving in zip(STATE[1:], flow()[1:], strict=True))
    return fast, slow


@cache
def quasi_steady() -> tuple[Expr, Expr]:
    """Return (x_q, z_q), where x' = 0 and z' = 0 at the current angle."""
    # each of x' and z' is linear in its own letter: drive − rate · s
    drives = (moving.xreplace({s: sympy.S.Zero}) for s, moving in zip(STATE[1:], flow()[1:], strict=True))
    x, z = (drive / decay for drive, decay in zip(drives, settling(), strict=True))
    return x, z


@cache
def sums() -> tuple[Expr, Expr, Expr, Expr]:
    """Return X u/k + w for u in (x, x_q) and w in (z, z_q): y, X x/k + z_q, X x_q/k + z and y_q."""
    steady_x, steady_z = quasi_steady()
    first, second, third, fourth = (
        alignment().xreplace({X_OF_A: u, Z_OF_A: w}) for u in (X_OF_A, steady_x) for w in (Z_OF_A, steady_z)
    )
    return first, second, third, fourth


@cache
def trap() -> tuple[Expr, Expr, Expr]:
    """Return y_q, y and y' + λ y, which is X (X − x) − (1 − g) N."""
    y, *_, steady = sums()
    return steady, y, sympy.collect(sympy.expand(rate(y) + settling()[1] * y), N)


def decided_global() -> tuple[Expr, ...]:
    """Return five expressions in `STATE` and `DATA`: where all are positive the flow ends at the global minimum.

    With X ≥ 0 this is (X/k) min(x, x_q) + min(z, z_q) > 0 at an angle below the ring's.  Where one is not
    positive nothing follows.
    """
    return (pi - PHI, *sums())


def decided_spurious() -> tuple[Expr, ...]:
    """Return four expressions in `STATE` and `DATA`: where all are negative the flow ends at the spurious minimum.

    With X ≥ 0 this is (X/k) max(x, x_q) + max(z, z_q) < 0 at an angle above the ring's; g₀ > 0 follows.
    Where one is not negative nothing follows.
    """
    return sums()


def trapped_global() -> tuple[Expr, ...]:
    """Return four expressions: where all are nonnegative, the first positive, the flow ends at the global minimum.

    They are π − φ, then `trap`; the ring itself, where it stays, is left out.  In words g ≥ g₀, y ≥ 0 and
    X (X − x) ≥ (1 − g) N.
    """
    return (pi - PHI, *trap())


def trapped_spurious() -> tuple[Expr, ...]:
    """Return three expressions: where none is positive the flow ends at φ = π, a = â, the ring left out.

    They are `trap`; in words g ≤ g₀, y ≤ 0 and X (X − x) ≤ (1 − g) N.  For g₀ > 0 that is the spurious minimum.
    """
    return trap()


def octant() -> tuple[Expr, ...]:
    """Return π/2 − φ, y and X (X − x): the paper's octant is where none is negative, and lies in `trapped_global`."""
    return pi / 2 - PHI, alignment(), X * (X - X_OF_A)


def sum_weights() -> Matrix:
    """Return W with s' = W s for the four `sums` s along the flow."""
    (fast, slow), kappa = settling(), _turning()
    along, across = X**2 / (K * fast), (N - X**2 / K) / slow  # how y_q's two parts grow with g
    return Matrix(
        [
            [-fast - slow, slow, fast, 0],
            [across * kappa, -fast, 0, fast],
            [along * kappa, 0, -slow, slow],
            [(along + across) * kappa, 0, 0, 0],
        ]
    )


def trap_weights() -> Matrix:
    """Return W with s' = W s for the three numbers s of `trap` along the flow."""
    (fast, slow), kappa = settling(), _turning()
    grows = X**2 / (K * fast) + (N - X**2 / K) / slow
    return Matrix([[0, grows * kappa, 0], [0, -slow, 1], [fast * slow, N * kappa, -fast]])


def _turning() -> Expr:
    """Return κ with g' = κ y along the flow."""
    return (pi - PHI) ** 2 * sin(PHI) ** 2 / SPEED**2


def in_data(scalar: Expr) -> Expr:
    """Return a function of the inner products of b and 1, and of γ = g(φ), as one of `STATE` and `DATA`."""
    return scalar.xreplace({Dot(ONE, BB): X, Dot(BB, BB): N, GAMMA: g(PHI)})


SPLIT = Domain(phi=Interval(0, pi), k=Range(1, oo), X=S.Reals, n=Interval(0, oo), V=Interval.open(0, oo))


def split(expression: Expr, n: Expr) -> Expr:
    """Return an expression with N written as X²/k + n, so that n = N⊥."""
    return expression.xreplace({N: n + X**2 / K})


@lemma(domain=REALS, source=SOURCE, uses=TIES, status=PROVED)
def outputs_follow_the_angle(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """x and z move towards x_q = (λ₁ − π + g) X/λ₁ and z_q = (g − 1) N⊥/λ, at the rates λ₁ and λ."""
    (_, in_x, in_z), (steady_x, steady_z) = flow(), quasi_steady()
    fast, slow = k + pi - 1, pi - 1
    return And(
        Eq(steady_x, (fast - pi + g(phi)) * X / fast, evaluate=False),
        Eq(steady_z, (g(phi) - 1) * (N - X**2 / k) / slow, evaluate=False),
        Eq(in_x, -fast * (x - steady_x), evaluate=False),
        Eq(in_z, -slow * (z - steady_z), evaluate=False),
    )


@lemma(domain=SPLIT, source=SOURCE, uses=(outputs_follow_the_angle, kernel_decreases), status=PROVED)
def outputs_stay_bounded(phi: Symbol, k: Symbol, X: Symbol, n: Symbol, V: Symbol) -> Basic:
    """x_q lies between 0 and X and |z_q| ≤ N⊥: by `outputs_follow_the_angle` x and z stay in bounded intervals."""
    steady_x, steady_z = (split(steady, n) for steady in quasi_steady())
    return And(X * steady_x >= 0, X * (X - steady_x) >= 0, n - steady_z >= 0, n + steady_z >= 0)


@lemma(domain=REALS, source=SOURCE, uses=(outputs_follow_the_angle, land.alignment), status=PROVED)
def steady_alignment(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """y_q is the alignment at a = â, 4πc (g − g₀), so that its sign says on which side of the ring φ is."""
    found = landscape()
    return Eq(sums()[3], in_data(4 * pi * (found.scale * GAMMA - found.tilt)), evaluate=False)


@lemma(domain=REALS, source=SOURCE, uses=(steady_alignment,), status=PROVED)
def alignment_at_the_ends(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """y_q is N at φ = 0 and y_sp = X² (k − 1)/(kλ₁) − N⊥/λ = −4πc g₀ at φ = π."""
    closed = X**2 * (k - 1) / (k * (k + pi - 1)) - (N - X**2 / k) / (pi - 1)
    global_end, spurious_end = (sums()[3].xreplace({phi: end}) for end in (S.Zero, pi))
    return And(
        Eq(global_end, N, evaluate=False),
        Eq(spurious_end, closed, evaluate=False),
        Eq(spurious_end, in_data(-4 * pi * landscape().tilt), evaluate=False),
    )


@lemma(domain=REALS, source=SOURCE, uses=(outputs_follow_the_angle,), status=PROVED)
def sums_drive_one_another(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """The four sums X u/k + w solve a linear system, whose weights depend on the angle alone."""
    moves = zip(sums(), sum_weights() * Matrix(sums()), strict=True)
    return And(*(Eq(rate(s), driven, evaluate=False) for s, driven in moves))


@lemma(domain=REALS, source=SOURCE, uses=(outputs_follow_the_angle,), status=PROVED)
def trap_drives_itself(phi: Symbol, x: Symbol, z: Symbol, k: Symbol, X: Symbol, N: Symbol, V: Symbol) -> Basic:
    """With D = X (X − x) − (1 − g) N the three numbers y_q, y and D = y' + λ y solve a linear system."""
    moves = zip(trap(), trap_weights() * Matrix(trap()), strict=True)
    closed = X * (X - x) - (1 - g(phi)) * N
    return And(Eq(trap()[2], closed, evaluate=False), *(Eq(rate(s), w, evaluate=False) for s, w in moves))


@lemma(domain=SPLIT, source=SOURCE, uses=(sums_drive_one_another, trap_drives_itself), status=PROVED)
def weights_are_nonnegative(phi: Symbol, k: Symbol, X: Symbol, n: Symbol, V: Symbol) -> Basic:
    """Both systems have nonnegative weights off the diagonal."""
    off = [w[i, j] for w in (sum_weights(), trap_weights()) for i in range(w.rows) for j in range(w.cols) if i != j]
    return And(*(Ge(split(weight, n), 0, evaluate=False) for weight in dict.fromkeys(off) if weight.free_symbols))


def turning(phi: Expr, y: Expr) -> Expr:
    """Return φ' at an angle φ where a·b = y."""
    return flow()[0].xreplace({alignment(): y, PHI: phi})


SYSTEMS = (weights_are_nonnegative, outputs_stay_bounded, positive_systems)
GIVEN = (*SYSTEMS, rates_of_settling_functions, steady_alignment, alignment_at_the_ends, scale_is_positive)
INSIDE = Domain(
    phi=Interval.open(0, pi),
    y=Interval.open(0, oo),
    q=Interval.open(0, oo),
    t=Interval(0, 1),
    k=Range(1, oo),
    V=Interval.open(0, oo),
)


@lemma(domain=INSIDE, source=SOURCE, uses=GIVEN, status=PROVED)
def sums_decide(phi: Symbol, y: Symbol, q: Symbol, t: Symbol, k: Symbol, V: Symbol) -> Basic:
    """From `decided_global` the flow ends at φ = 0, a = b, from `decided_spurious` at φ = π, a = â.  The sums keep
    their sign, so φ is monotone and has a limit; were it inside (0, π), then φ', hence y, hence y' would tend to 0,
    while y' tends away from 0: y = 0 and y_q = ±q leave X x/k + z_q = ±q (1 − t), X x_q/k + z = ±q t.
    """
    moves = sum_weights()[0, :] * Matrix([0, q * (1 - t), q * t, q])
    rise = sympy.factor(moves[0])
    falls, rises = turning(phi, y) < 0, turning(phi, -y) > 0
    return And(falls, rise > 0, rises, rise.xreplace({q: -q}) < 0)


@lemma(domain=INSIDE, source=SOURCE, uses=GIVEN, status=PROVED)
def trap_decides(phi: Symbol, y: Symbol, q: Symbol, t: Symbol, k: Symbol, V: Symbol) -> Basic:
    """From `trapped_global` the flow ends at φ = 0, a = b, from `trapped_spurious` at φ = π, a = â, but for the ring.
    The three numbers keep their sign, so φ is monotone and has a limit; were it inside (0, π), then y, hence y',
    hence D, hence D' would tend to 0, while D' has the sign of y_q = ±q; and y_q = 0 for ever only on the ring.
    """
    rise = (trap_weights()[2, :] * Matrix([q, 0, 0]))[0]
    rises, falls = Gt(rise, 0, evaluate=False), Lt(rise.xreplace({q: -q}), 0, evaluate=False)
    return And(turning(phi, y) < 0, rises, turning(phi, -y) > 0, falls)


@lemma(
    domain=Domain(c=Interval.open(0, oo), d=Interval(0, oo), gamma=Interval.Lopen(0, pi)),
    source=SOURCE,
    uses=(outputs_stay_bounded, steady_alignment, rates_of_settling_functions),
    status=PROVED,
)
def without_a_ring(c: Symbol, d: Symbol, gamma: Symbol) -> Basic:
    """With g₀ = −d ≤ 0 the flow ends at the global minimum from every start with φ < π.  The loss falls along it, so
    its gradient tends to 0, and with it y − y_q and (π − φ) sin φ y; as y_q = 4πc (g − g₀) > 0 for φ < π, φ tends to
    0 or to π.  But near π either y tends to 4πc d > 0, or k = 1 and y' ≥ −π y: both keep 1/(π − φ) bounded.
    """
    return 4 * pi * c * (gamma + d) > 0


LEMMAS = (
    outputs_follow_the_angle,
    outputs_stay_bounded,
    steady_alignment,
    alignment_at_the_ends,
    sums_drive_one_another,
    trap_drives_itself,
    weights_are_nonnegative,
    sums_decide,
    trap_decides,
    without_a_ring,
)

"""How often a random start ends at which minimum, and how many starts are enough."""

from __future__ import annotations

import sympy
from sympy import And, Basic, Eq, Expr, Interval, Range, Rational, Symbol, exp, log, oo, sqrt

from derivations.gaussian.kernels import kernel_decreases
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.descent import octant_decides_descent
from derivations.papers.du2018.theory.dynamics import (
    AWAY,
    HALF_LINE,
    a_flip_lies_in_the_octant,
    in_kernel,
    octant_is_in_the_trap,
)
from derivations.papers.du2018.theory.landscape import GAMMA
from derivations.papers.du2018.theory.model import SOURCE
from derivations.papers.du2018.theory.reduction import DATA, STATE
from derivations.papers.du2018.theory.sets import trap, trap_decides
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, Vectors
from verify.language.verdict import PROVED

__all__ = ["LEMMAS"]


@lemma(domain=Domain(k=Range(1, oo), a=Vectors(DATA[0])), source=SOURCE, status=PROVED)
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
    here = {GAMMA: (1 - 2 * r) * t, DATA[1]: root, STATE[1]: s * root}
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
    uses=(a_flip_lies_in_the_octant, octant_is_in_the_trap, octant_decides_descent, sum_in_the_ball),
    status=PROVED,
)
def restarts_of_the_paper(u: Symbol, w: Symbol, m: Symbol) -> Basic:
    """From the paper's initialisation the flow, and descent with η ≤ 2π/λ₁, ends at the global minimum with a chance
    P = 1 − (3/4) e^{−u} of at least 1/4, so that n ≥ ln(1/δ)/ln(4/3) starts all fail with a probability of at most
    δ = e^{−w}.
    """
    chance, delta = 1 - Rational(3, 4) * exp(-u), exp(-w)
    return _draws(Rational(4, 3), delta, m) * sympy.expand_log(log(1 - chance), force=True) <= log(delta)


LEMMAS = (
    sum_in_the_ball,
    spurious_below_one_half,
    restarts,
    restarts_of_the_paper,
)

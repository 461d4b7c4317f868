"""The linearised flow on the ring: a real spectrum with exactly one positive rate.

The reduced flow in (φ, x, z) has on the ring, where a·b = 0, an arrow matrix: only the angle acts on x and z,
and they on it.  Its rates are those of a symmetric matrix, and the positive one, μ, is the only solution
μ > 0 of

    μ = (Γ²/V²) ((X²/k)/(μ + k + π − 1) + N⊥/(μ + π − 1)),   Γ = (π − φ) sin φ,   N⊥ = N − X²/k,

per unit of τ = t/2π.  It is the rate at which neighbours of the separatrix leave it.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations

import sympy
from sympy import And, Basic, Eq, Expr, Interval, Matrix, Range, S, Set, Symbol, oo, pi, sin

from derivations.papers.du2018.theory import reduction
from derivations.papers.du2018.theory.landscape import scale_is_positive
from derivations.papers.du2018.theory.model import SOURCE
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.verdict import PROVED

__all__ = ["LEMMAS", "characteristic", "linearised"]


def _rates(mu: Set) -> Domain:
    """Return the domain of a ring: its angle, k, s = X²/(kN), n = N, v = V and a rate."""
    away = Interval.open(0, oo)
    return Domain(phi=Interval.open(0, pi), k=Range(1, oo), s=Interval(0, 1), n=away, v=away, mu=mu)


@cache
def _jacobian() -> Matrix:
    """Return the matrix of the linearised reduced flow where a·b = 0."""
    matrix = Matrix(reduction.flow()).jacobian(Matrix(reduction.STATE))
    (z,) = sympy.solve(reduction.alignment(), reduction.STATE[2])
    return matrix.xreplace({reduction.STATE[2]: z}).applyfunc(sympy.factor)


def linearised(phi: Expr, s: Expr, n: Expr, v: Expr) -> Matrix:
    """Return the matrix of the linearised flow in (φ, x, z) on the ring at the angle φ, 1·b being √(k s n)."""
    k, total, square = reduction.DATA
    values = {reduction.STATE[0]: phi, total: sympy.sqrt(k * s * n), square: n, reduction.SPEED: v}
    return _jacobian().xreplace(values)


def characteristic(matrix: Matrix, mu: Expr) -> Expr:
    """Return det(μ − matrix)."""
    return (mu * sympy.eye(matrix.rows) - matrix).det(method="berkowitz")


@lemma(domain=_rates(S.Reals), source=SOURCE, uses=(reduction.reduced_flow,), status=PROVED)
def ring_spectrum_is_real(phi: Symbol, k: Symbol, s: Symbol, n: Symbol, v: Symbol, mu: Symbol) -> Basic:
    """On the ring the linearised flow has the characteristic polynomial of a symmetric matrix, and a real spectrum."""
    matrix = linearised(phi, s, n, v)
    products = {(i, j): matrix[i, j] * matrix[j, i] for i, j in combinations(range(3), 2)}
    entry = lambda i, j: matrix[i, i] if i == j else sympy.sqrt(products[min(i, j), max(i, j)])
    same = Eq(characteristic(matrix, mu), characteristic(Matrix(3, 3, entry), mu), evaluate=False)
    return And(same, *(product >= 0 for product in products.values()))


@lemma(domain=_rates(Interval(0, oo)), source=SOURCE, uses=(reduction.reduced_flow,), status=PROVED)
def ring_secular_equation(phi: Symbol, k: Symbol, s: Symbol, n: Symbol, v: Symbol, mu: Symbol) -> Basic:
    """A rate μ ≥ 0 on the ring solves μ = (Γ²/V²) ((X²/k)/(μ + k + π − 1) + N⊥/(μ + π − 1)), Γ = (π − φ) sin φ."""
    fast, slow = mu + k + pi - 1, mu + pi - 1
    right = ((pi - phi) * sin(phi) / v) ** 2 * n * (s / fast + (1 - s) / slow)
    return Eq(characteristic(linearised(phi, s, n, v), mu), fast * slow * (mu - right), evaluate=False)


@lemma(domain=_rates(Interval(0, oo)), source=SOURCE, uses=(ring_secular_equation, scale_is_positive), status=PROVED)
def ring_has_one_unstable_rate(phi: Symbol, k: Symbol, s: Symbol, n: Symbol, v: Symbol, mu: Symbol) -> Basic:
    """The two sides' difference is negative at μ = 0 and rises at rate 1 at least: it has exactly one root μ > 0."""
    difference = characteristic(linearised(phi, s, n, v), mu) / ((mu + k + pi - 1) * (mu + pi - 1))
    rises = sympy.factor(sympy.apart(sympy.expand(difference), mu).diff(mu) - 1)
    return And(sympy.factor(difference.subs(mu, 0)) < 0, rises >= 0)


LEMMAS = (ring_spectrum_is_real, ring_secular_equation, ring_has_one_unstable_rate)

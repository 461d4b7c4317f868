"""Theorems of the literature that conclusions about trajectories rest on; whatever uses them is proved given them.

Letters such as u and A are arbitrary real functions of time; "everywhere" is that the set of exceptions is empty.
"""

from __future__ import annotations

from sympy import (
    Abs,
    And,
    Basic,
    ConditionSet,
    Derivative,
    Eq,
    Function,
    Implies,
    Interval,
    Limit,
    Not,
    Or,
    ProductSet,
    Range,
    S,
    Sum,
    Symbol,
    oo,
)
from sympy.logic.boolalg import Boolean

from verify.language.domain import Domain
from verify.language.lemma import lemma

__all__ = ["LEMMAS", "linear_recursions", "monotone_sequences", "positive_systems", "rates_of_settling_functions"]

TIME = Interval(0, oo)
_s = Symbol("s", nonnegative=True)
_i, _j = (Symbol(name, integer=True, positive=True) for name in "ij")


def everywhere(relation: Boolean, letters: Basic | tuple[Basic, ...], where: Basic) -> Boolean:
    """Return the statement that a relation holds for all letters of a set: no exception is in it."""
    return Eq(ConditionSet(letters, Not(relation), where), S.EmptySet, evaluate=False)


@lemma(domain=Domain(n=Range(1, oo), d=Interval(0, oo)), source="Müller 1927, Kamke 1932", quoted=True)
def positive_systems(n: Symbol, d: Symbol) -> Basic:
    """A solution of a linear system u' = A(t) u, with bounded A whose entries off the diagonal are never negative,
    stays nonnegative in every component if it starts so; a component that starts positive stays positive.
    """
    u, matrix = Function("u", real=True), Function("A", real=True)
    letters = Range(1, n + 1)
    moves = Eq(Derivative(u(_i, _s), _s), Sum(matrix(_i, _j, _s) * u(_j, _s), (_j, 1, n)))
    drives = And(Or(Eq(_i, _j), matrix(_i, _j, _s) >= 0), Abs(matrix(_i, _j, _s)) <= d)
    stays = And(u(_i, _s) >= 0, Implies(u(_i, 0) > 0, u(_i, _s) > 0))
    return Implies(
        And(
            everywhere(moves, (_i, _s), ProductSet(letters, TIME)),
            everywhere(drives, (_i, _j, _s), ProductSet(letters, letters, TIME)),
            everywhere(u(_i, 0) >= 0, _i, letters),
        ),
        everywhere(stays, (_i, _s), ProductSet(letters, TIME)),
    )


@lemma(domain=Domain(c=S.Reals, d=Interval(0, oo)), source="Barbalat 1959", quoted=True)
def rates_of_settling_functions(c: Symbol, d: Symbol) -> Basic:
    """The derivative of a function of time that has a limit tends to zero, if the second derivative is bounded."""
    u = Function("u", real=True)
    bounded = everywhere(Abs(Derivative(u(_s), _s, _s)) <= d, _s, TIME)
    return Implies(And(Eq(Limit(u(_s), _s, oo), c), bounded), Eq(Limit(Derivative(u(_s), _s), _s, oo), 0))


STEPS = Range(0, oo)
_n = Symbol("n", integer=True, nonnegative=True)


@lemma(domain=Domain(c=S.Reals), source="Bolzano 1817, Weierstrass", quoted=True)
def monotone_sequences(c: Symbol) -> Basic:
    """A sequence that never rises and stays above a number has a limit."""
    u = Function("u", real=True)
    falls = And(everywhere(u(_n + 1) <= u(_n), _n, STEPS), everywhere(u(_n) >= c, _n, STEPS))
    return Implies(falls, Not(everywhere(Not(Eq(Limit(u(_n), _n, oo), _s)), _s, S.Reals)))


@lemma(domain=Domain(q=Interval.open(-1, 1), c=S.Reals), source="Toeplitz 1911", quoted=True)
def linear_recursions(q: Symbol, c: Symbol) -> Basic:
    """If |q| < 1 and w has the limit c, then u with u⁺ = q u + (1 − q) w has it, too."""
    u, w = Function("u", real=True), Function("w", real=True)
    moves = everywhere(Eq(u(_n + 1), q * u(_n) + (1 - q) * w(_n)), _n, STEPS)
    return Implies(And(moves, Eq(Limit(w(_n), _n, oo), c)), Eq(Limit(u(_n), _n, oo), c))


LEMMAS = (positive_systems, rates_of_settling_functions, monotone_sequences, linear_recursions)

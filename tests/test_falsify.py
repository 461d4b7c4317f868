"""Witnesses: in the domain, false there by an independent evaluation, found where statements tend to fail."""

from __future__ import annotations

import pytest
import sympy
from corpus import FALSE, TRUE
from mpmath import mp
from sympy import And, Eq, Implies, Interval, Ne, Not, Or, Range, Rational, S, Symbol, pi, sin, sqrt

from verify.language.domain import Domain
from verify.language.sympy_heads import NotReadable
from verify.language.values import OPEN
from verify.language.vectors import Dot, Vector, Vectors, instantiate
from verify.prover.counterexamples import truth, value_at, witness

x, y = sympy.symbols("x y", real=True)
DOUBTFUL = mp.mpf(10) ** -50


def holds_numerically(statement, point):
    """Decide a statement at a point in 60-digit mpmath, by SymPy's evalf: apart from compiler and balls."""
    vectors = {s: v for s, v in point.items() if isinstance(s, Vector)}
    at = instantiate(statement, vectors).subs({s: v for s, v in point.items() if s not in vectors})
    if at in (S.true, S.false):
        return bool(at)
    if isinstance(at, (And, Or)):
        return (all if isinstance(at, And) else any)(holds_numerically(part, {}) for part in at.args)
    if isinstance(at, Not):
        return not holds_numerically(at.args[0], {})
    if isinstance(at, Implies):
        return not holds_numerically(at.args[0], {}) or holds_numerically(at.args[1], {})
    difference = mp.mpf(sympy.N(at.lhs - at.rhs, 60))
    sign = 0 if abs(difference) < DOUBTFUL else 1 if difference > 0 else -1
    return sign in {"==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[at.rel_op]


@pytest.mark.parametrize(("domain", "function"), FALSE, ids=map(str, range(len(FALSE))))
def test_witnesses_lie_in_the_domain_and_violate_the_statement(domain, function):
    with mp.workdps(60):
        statement = function(**domain.by_name)
        point = witness(statement, domain)
        assert point is not None
        assert domain.contains(point) and set(point) == set(domain.symbols)
        assert not holds_numerically(statement, point)


@pytest.mark.parametrize(("domain", "function"), TRUE, ids=map(str, range(len(TRUE))))
def test_true_statements_have_no_witness(domain, function):
    assert witness(function(**domain.by_name), domain, tries=60) is None


def test_witnesses_are_simple():
    domain = Domain(x=Interval(0, 10))
    (t,) = domain.symbols
    assert witness(t <= 3, domain)[t] in range(4, 11)
    assert witness(t**2 <= Rational(1, 2), domain) == {t: 1}


@pytest.mark.parametrize("where", [lambda n, t: And(n > 3, t < 1), lambda n, t: Eq(n, 5)])
def test_side_conditions_and_integers_are_respected(where):
    domain = Domain(n=Range(2, 50), t=Interval(0, 2), where=where)
    n, t = domain.symbols
    point = witness(n * t <= 2, domain)
    assert point[n].is_Integer and domain.condition_at(point) is True
    assert witness(n > 3, domain) is None


def test_an_impossible_condition_has_no_witness():
    domain = Domain(t=Interval(0, 1), where=lambda t: t > 2)
    (t,) = domain.symbols
    assert witness(t > 5, domain) is None


def test_implications_are_refuted_only_where_the_premise_holds():
    domain = Domain(t=Interval(0, 4))
    (t,) = domain.symbols
    point = witness(Implies(t > 2, t > 3), domain)
    assert 2 < point[t] <= 3
    assert witness(Implies(t > 5, t > 30), domain) is None


def test_vectors_share_a_dimension_which_may_be_a_symbol_of_the_domain():
    domain = Domain(k=Range(2, 9), u=Vectors(Symbol("k")), v=Vectors(Symbol("k")))
    k, u, v = domain.symbols
    one = Vector("1")
    point = witness(Dot(u, v) <= 1, domain)
    assert len(point[u]) == len(point[v]) == point[k]
    assert witness(Eq(Dot(one, one), k), domain, tries=50) is None
    assert witness(Dot(u, u) * Dot(v, v) > Dot(u, v) ** 2, domain) is not None  # parallel vectors are tried


def test_undefined_is_neither_true_nor_false():
    """One part without a value leaves the whole without one, whatever the others say."""
    assert truth(1 / x > 0, {x: S.Zero}) is None
    assert truth(sqrt(x) >= 0, {x: -S.One}) is None
    assert truth(sin(1 / x) > 5, {x: S.Zero}) is None  # a ball of all reals has a bounded sine
    assert truth(And(1 / x > 0, x > 1), {x: S.Zero}) is None
    assert truth(Or(1 / x > 0, x < 1), {x: S.Zero}) is None
    assert truth(Implies(x > 0, 1 / x > 0), {x: S.Zero}) is None
    assert truth(sympy.Piecewise((1 / x, x > 0), (x, True)) <= 0, {x: S.Zero}) is True  # the branch that is taken


def test_equality_is_decided_at_exact_points_by_exact_algebra():
    pythagoras = Eq(sin(x) ** 2 + sympy.cos(x) ** 2, 1)
    assert value_at(pythagoras, {x: Rational(1, 3)}, efforts=((30, False),)) == OPEN  # no ball shows an equality
    assert truth(pythagoras, {x: Rational(1, 3)}) is True
    assert truth(Eq(x**2, Rational(1, 9)), {x: Rational(1, 3)}) is True
    assert truth(Ne(x, Rational(1, 3)), {x: Rational(1, 3)}) is False
    assert truth(sin(x) > 0, {x: pi}) is False
    assert truth(Eq(x, pi), {x: Rational(355, 113)}) is False


def test_close_calls_wait_for_digits():
    almost = Rational(314159265358979323846264338327950288419716939937511, 10**50)
    assert value_at(x < pi, {x: almost}, efforts=((30, False),)) == OPEN
    assert truth(x < pi, {x: almost}) is False


def test_what_statements_cannot_say_is_an_error():
    with pytest.raises(NotReadable, match="zeta"):
        truth(sympy.zeta(x) > 0, {x: S.One / 3})
    domain = Domain(x=Interval(1, 2))
    with pytest.raises(NotReadable, match="zeta"):
        witness(sympy.zeta(domain.symbols[0] + 1) > 10, domain, tries=5)

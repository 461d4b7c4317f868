"""Tails: the bounded parts cover the ranges, and say the same at every point."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Undefined, value
from sympy import FiniteSet, Interval, Rational, S, atan, exp, log, oo, pi, sqrt, symbols

from verify.prover.claims import All, Any_, Positive, claim_of
from verify.prover.reductions import Restated
from verify.prover.reductions.restated import positive
from verify.prover.reductions.tails import tails

X, Y = symbols("x y", real=True)
RANGES = [
    S.Reals, Interval(0, oo), Interval.open(5, oo), Interval(-3, oo), Interval(-oo, 2), Interval.open(-oo, -5),
    Interval(Rational(1, 2), oo), Interval(1, oo), Interval(-oo, -1), Interval(-oo, Rational(-1, 2)), Interval(pi, oo),
    Interval(-7, 7), Interval.Ropen(0, 1),
]  # fmt: skip


def bounded_parts(statement, ranges):
    """Return the claims and ranges of the parts of a statement, itself where nothing is unbounded."""
    whole = Restated(statement, ranges, defined=True)
    return [(claim_of(part.statement), part.ranges) for part in next(tails(whole), (whole,))]


def leaves(claim):
    return [claim] if isinstance(claim, Positive) else [leaf for part in claim.parts for leaf in leaves(part)]


@pytest.mark.parametrize("values", RANGES)
def test_the_parts_are_bounded_and_cover_the_range(values):
    # x itself tells which tail a part is: SymPy sees that it is positive, or negative, there
    parts = list(bounded_parts(X > 0, {X: values}))
    covered = sympy.EmptySet
    for claim, bounded in parts:
        ((letter, interval),) = bounded.items()
        assert interval.inf.is_finite and interval.sup.is_finite
        if letter == X:
            covered = covered.union(interval)
        else:
            assert claim in (All(()), Any_(())) and interval.left_open and interval.inf == 0
            tail = Interval(1 / interval.sup, oo)
            covered = covered.union(tail if claim == All(()) else Interval(-oo, -1 / interval.sup))
    assert values.is_subset(covered)


def test_a_bounded_range_and_a_condition_have_no_parts():
    assert not list(tails(Restated(X**2 > 1, {X: Interval.Ropen(0, 3)})))
    assert not list(tails(Restated(X > Y, {X: S.Reals, Y: S.Reals}, where=X > Y)))


def test_products_of_parts():
    parts = list(bounded_parts(X + Y > 0, {X: S.Reals, Y: Interval(0, oo)}))
    assert len(parts) == 6
    assert all(len(bounded) == 2 for _, bounded in parts)


def test_strictness_and_connectives_are_kept():
    statement = sympy.And(X**3 - 2 * X - 1 > 0, sympy.Or(X**3 - 3 * X >= 1, X**3 < 5 * X + 2))
    for part, _ in bounded_parts(statement, {X: Interval(0, oo)}):
        assert isinstance(part, All) and isinstance(part.parts[1], Any_)
        assert [leaf.strict for leaf in leaves(part)] == [True, False, True]


def test_a_point_at_the_cut_is_a_part():
    parts = [bounded for _, bounded in bounded_parts(X > 0, {X: Interval(1, oo)})]
    assert any(FiniteSet(1) in bounded.values() for bounded in parts) or len(parts) == 1


EXPRESSIONS = [
    X, -X, 1 / X, X**2 - X, X**3 - 2, X / (X**2 + 1) - Rational(1, 3), (X - 7) / (X + 9), 1 / (X - 7) + 1,
    sqrt(X**2 + 1) - X - Rational(1, 9), X / sqrt(X**2 + 1) - Rational(9, 10), log(X**2 + 1) - 5, log(1 + 1 / X**2) - X,
    atan(X) - 1, atan(-(X**3)) + 1, atan(X - 7), atan(1 / X), atan(X**2 - 30) - Rational(1, 2), exp(-X) - X, exp(X) - 9,
    exp(1 / X) - 2, X * atan(X) - X, X**Rational(4) - 5 * X**3, (X**2) ** Rational(1, 3) - 2, X * exp(-X) - 1 / X,
    1 / (1 + exp(X)) - Rational(1, 4), X**-3 + 1 / (2 - X),
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("values", [S.Reals, Interval.open(5, oo), Interval(-oo, Rational(-1, 2))], ids=str)
@settings(max_examples=12)
@given(st.fractions(min_value=0, max_value=1, max_denominator=64))
def test_signs_agree_on_the_tails(expression, values, u):
    # tails come before the middle, the upper one first
    found = [(c, b) for c, b in bounded_parts(positive(expression, True), {X: values}) if X not in b]
    upper = values.sup == oo
    for (claim, bounded), sign in zip(found, (1, -1) if upper else (-1,), strict=False):
        ((letter, interval),) = bounded.items()
        u = min(max(u, F(1, 97)), F(int(interval.sup.p), int(interval.sup.q)) - F(1, 1000))
        try:
            there = value(expression, {X: sign / u})
        except Undefined:
            continue
        holds = claim == All(()) if not isinstance(claim, Positive) else value(claim.expression, {letter: u}) > 0
        assert holds == (there > 0)


def test_an_arctangent_of_what_is_large_keeps_its_side():
    (tail, bounded), *_ = bounded_parts(atan(-X) > 0, {X: Interval(1, oo)})
    (u,) = bounded
    # a positive multiple of −arctan(1/u), with no 1/u in it
    ratios = {sympy.N(tail.expression.subs(u, x) / atan(-1 / x), 20) for x in (Rational(1, 3), Rational(1, 10**9))}
    assert len({round(ratio, 12) for ratio in ratios}) == 1 and min(ratios) > 0
    assert tail.expression.subs(u, 0).is_negative

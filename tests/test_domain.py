"""Domains: what they refuse, the assumptions read off, and points that lie where they should."""

from __future__ import annotations

from random import Random

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, FiniteSet, Float, Interval, Ne, Range, Rational, S, Symbol, Union, oo, pi, sqrt

from verify.language.domain import Domain
from verify.language.vectors import Dot, Vector, Vectors

SETS = [
    Interval(0, pi), Interval.open(0, 1), Interval.Ropen(-2, 3), Interval.Lopen(0, 2), Interval(0, oo),
    Interval(-oo, 0),
    S.Reals, Range(2, oo), Range(-3, 4), Range(1, 12, 3), Range(5, -5, -2), FiniteSet(0, 1, sqrt(2)), S.Naturals,
    Union(Interval(-2, -1), Interval(1, 2)), Interval(sqrt(2), pi), S.Integers,
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "facts"),
    [
        (Interval(0, 1), {"is_nonnegative": True, "is_positive": None, "is_integer": None}),
        (Interval.Lopen(0, 1), {"is_positive": True}),
        (Interval(1, 2), {"is_positive": True}),
        (Interval(-1, 0), {"is_nonpositive": True, "is_negative": None}),
        (Interval.Ropen(-1, 0), {"is_negative": True}),
        (Interval(-1, 1), {"is_real": True, "is_nonnegative": None}),
        (S.Reals, {"is_real": True, "is_positive": None, "is_zero": None}),
        (Range(2, oo), {"is_integer": True, "is_positive": True}),
        (Range(-3, 4), {"is_integer": True, "is_positive": None}),
        (FiniteSet(Rational(1, 2), 3), {"is_positive": True, "is_integer": None}),
        (FiniteSet(0, 1), {"is_integer": True, "is_nonnegative": True, "is_positive": None}),
        (Union(Interval(0, 1), Range(2, 4)), {"is_nonnegative": True, "is_integer": None}),
    ],
)
def test_assumptions_are_read_off_the_range(values, facts):
    (symbol,) = Domain(x=values).symbols
    assert {fact: getattr(symbol, fact) for fact in facts} == facts


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({"x": (0, 1)}, "must be a SymPy set"),
        ({"x": Interval(0, Float(0.5))}, r"in the range of x .* write Rational\(1, 2\)"),
        ({"x": Interval(1, 0)}, "empty"),
        ({"x": S.EmptySet}, "empty"),
        ({"x": S.Complexes}, "real line"),
        ({"x": FiniteSet(sympy.I)}, "real line"),
        ({"x": Interval(0, Symbol("a", real=True))}, "where="),
        ({}, "at least one symbol"),
    ],
)
def test_bad_ranges_are_refused(ranges, words):
    with pytest.raises((TypeError, ValueError), match=words):
        Domain(**ranges)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (lambda x, y: x == y, "Eq"),
        (lambda x, z: x < z, "speaks of z"),
        (Symbol("x") < Symbol("z"), "speaks of z"),
        (lambda x, y: x + y, "relation"),
        (lambda x, y: x < Float(0.1) * y, r"Rational\(1, 10\)"),
    ],
)
def test_bad_conditions_are_refused(where, words):
    with pytest.raises((TypeError, ValueError), match=words):
        Domain(x=Interval(0, 1), y=Interval(0, 1), where=where)


def test_a_condition_may_use_plain_symbols_of_the_same_name_and_several_relations():
    plain = Symbol("x") < Symbol("y")
    by_symbols = Domain(x=Interval(0, 1), y=Interval(0, 1), where=plain)
    by_function = Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x < y)
    assert by_symbols == by_function and hash(by_symbols) == hash(by_function)
    several = Domain(x=S.Reals, where=lambda x: (x > 0, x < 1))
    assert several.where == And(several.symbols[0] > 0, several.symbols[0] < 1)


def test_equality_does_not_depend_on_the_order_of_symbols():
    one, other = Domain(x=S.Reals, y=Interval(0, 1)), Domain(y=Interval(0, 1), x=S.Reals)
    assert one == other and hash(one) == hash(other)
    assert one != Domain(x=S.Reals, y=Interval(0, 2))


@pytest.mark.parametrize("values", SETS, ids=str)
def test_random_points_and_corners_lie_in_the_range(values):
    domain = Domain(x=values)
    (x,) = domain.symbols
    points = list(domain.random_points(Random(3), 60))
    assert len({p[x] for p in points}) > 1
    for point in [*points, *domain.corners()]:
        assert values.contains(point[x]) == S.true and point[x].is_real and not point[x].has(Float)
    for end in (values.inf, values.sup):
        assert (values.contains(end) == S.true) == (end in {p[x] for p in domain.corners()})


def test_corners_come_close_to_ends_that_are_left_out():
    domain = Domain(x=Interval.open(0, 1))
    (x,) = domain.symbols
    low, high = (p[x] for p in domain.corners())
    assert 0 < low <= Rational(1, 10**6) and 1 - Rational(1, 10**6) <= high < 1


@given(st.data())
def test_hypothesis_points_lie_in_the_domain(data):
    domain = Domain(x=Interval(0, pi), k=Range(2, 9), u=Vectors(Symbol("k"), nonzero=True), where=lambda x, k: k > x)
    point = data.draw(domain.points())
    x, k, u = domain.symbols
    assert domain.contains(point) and len(point[u]) == point[k] and any(point[u])


def test_contains_is_certain_or_false():
    domain = Domain(x=Interval.open(0, 1), y=S.Reals, where=lambda x, y: 1 / y > x)
    x, y = domain.symbols
    assert domain.contains({x: Rational(1, 2), y: S.One})
    assert not domain.contains({x: S.Zero, y: S.One})
    assert not domain.contains({x: Rational(1, 2), y: Rational(3)})
    assert domain.condition_at({x: Rational(1, 2), y: S.Zero}) is None  # 1/0 > x means nothing
    assert not domain.contains({x: Rational(1, 2), y: S.Zero})


def test_points_at_given_numbers():
    domain = Domain(x=Interval.open(0, 2), n=Range(0, 2))
    x, n = domain.symbols
    points = list(domain.points_at([S.Zero, S.One, Rational(1, 2)], Random(0)))
    assert {(p[x], p[n]) for p in points} == {(1, 0), (1, 1), (Rational(1, 2), 0), (Rational(1, 2), 1)}


def test_a_nonzero_vector_is_never_zero_and_a_vector_sometimes_is():
    domain = Domain(u=Vectors(2, nonzero=True), v=Vectors(2))
    u, v = domain.symbols
    points = list(domain.random_points(Random(0), 200))
    assert all(any(p[u]) for p in points)
    assert any(not any(p[v]) for p in points) and any(p[u] == p[v] for p in points)
    assert isinstance(u, Vector) and Dot(u, u).is_positive and Dot(v, v).is_positive is None


def test_the_printed_for_all_names_every_range_and_condition():
    text = str(Domain(phi=Interval.Ropen(0, pi), k=Range(2, oo), where=lambda phi, k: Ne(phi, k)))
    assert text.startswith("for all phi in [0, pi), k in {2, 3, ...} with Ne(")


def test_symbols_may_bear_any_name():
    domain = Domain(self=Interval(0, 1), domain=Interval(0, 1), s=S.Reals)
    assert set(domain.by_name) == {"self", "domain", "s"}
    assert Eq(domain.by_name["s"], 1) != S.true

"""Vectors of any dimension: bilinear products, gradients against finite differences."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import mp, value
from sympy import Rational, S, Symbol, acos, cos, exp, sqrt, symbols

from verify.language.vectors import Dot, Vector, coordinates, gradient, instantiate, norm

U, V, W = (Vector(name, nonzero=True) for name in "uvw")
NAMES = (U, V, W)
entries = st.integers(-8, 8).map(lambda n: Rational(n, 4))
vector = st.lists(entries, min_size=3, max_size=3).map(tuple)
triples = st.tuples(vector, vector, vector)
numbers = st.fractions(-5, 5, max_denominator=8).map(lambda q: Rational(q.numerator, q.denominator))
combinations = st.tuples(numbers, numbers, numbers).map(
    lambda c: sum((a * x for a, x in zip(c, NAMES, strict=True)), S.Zero)
)


@given(combinations, combinations, combinations, numbers, numbers)
def test_dot_is_bilinear_and_symmetric(x, y, z, a, b):
    assert sympy.expand(Dot(a * x + b * y, z) - a * Dot(x, z) - b * Dot(y, z)) == 0
    assert sympy.expand(Dot(x, y) - Dot(y, x)) == 0


@given(combinations, combinations, triples)
def test_dot_is_the_sum_of_products_of_coordinates(x, y, values):
    at = dict(zip(NAMES, values, strict=True))

    def explicit(combination):
        parts = coordinates(combination)
        return [sum((c * at[v][i] for v, c in parts.items()), S.Zero) for i in range(3)]

    expected = sum(s * t for s, t in zip(explicit(x), explicit(y), strict=True))
    assert instantiate(Dot(x, y), at) == expected


FUNCTIONS = [
    Dot(U, U) * Dot(U, V), Dot(U, V) ** 2 - 3 * Dot(V, V), sqrt(Dot(U, U) + 1) * cos(Dot(U, W)),
    exp(-Dot(U, U) / 8) * Dot(V, W),
    Dot(U, U) ** 2 / (1 + Dot(V, V)), Dot(U + 2 * V, U - W), Dot(V, W), sqrt(1 + Dot(U - V, U - V)), 7 + Dot(U, U) * 0,
]  # fmt: skip


@pytest.mark.parametrize("scalar", FUNCTIONS, ids=str)
@given(triples, vector)
@settings(max_examples=25)
def test_gradients_agree_with_central_differences(scalar, values, direction):
    at = dict(zip(NAMES, values, strict=True))
    step = Rational(1, 10**30)

    def along(t):
        moved = at | {U: tuple(a + t * step * d for a, d in zip(at[U], direction, strict=True))}
        return value(sympy.sympify(instantiate(scalar, moved)), {})

    slope = (along(1) - along(-1)) / (2 * mp.mpf(10) ** -30)
    parts = coordinates(gradient(sympy.sympify(scalar), U))
    expected = sum(
        (value(sympy.sympify(instantiate(c, at)),
        {}) * value(sum((a * b for a, b in zip(at[x], direction, strict=True)), S.Zero), {})
         for x, c in parts.items()),
        mp.mpf(0),
    )  # fmt: skip
    assert abs(slope - expected) < mp.mpf(10) ** -40 * (1 + abs(expected))  # the error is of order step²


def test_the_gradient_of_an_angle():
    angle = acos(Dot(U, V) / norm(U) / norm(V))
    at = {U: (S(1), S(0), S(0)), V: (S(3) / 5, S(4) / 5, S(0)), W: (S(0),) * 3}
    parts = coordinates(gradient(angle, U))
    found = [sum((instantiate(c, at) * at[x][i] for x, c in parts.items()), S.Zero) for i in range(3)]
    assert [sympy.simplify(f) for f in found] == [0, -1, 0]  # turning u towards v closes the angle


def test_only_linear_combinations_have_coordinates():
    assert coordinates(2 * U - V * Symbol("a")) == {U: 2, V: -Symbol("a")}
    assert coordinates(U - U) == {}
    for wrong in (U * V, U**2, sympy.sin(U), U + 1, 1 / U):
        with pytest.raises(ValueError, match="linear combination"):
            coordinates(wrong)


def test_signs_are_known_only_of_squares():
    u = Vector("u")
    assert Dot(U, U).is_positive and Dot(u, u).is_nonnegative and Dot(u, u).is_positive is None
    assert Dot(U, V).is_nonnegative is None and Dot(U, V).is_real
    assert u != U  # a vector that may be zero is another symbol


def test_vectors_of_different_length_do_not_multiply():
    with pytest.raises(ValueError):
        instantiate(Dot(U, V), {U: (S.One,), V: (S.One, S.One)})


def test_indices_are_substituted_inside_products():
    i, j = symbols("i j", integer=True)
    z = Vector("Z", gaussian=True)
    assert Dot(z[i], U).subs(i, j) == Dot(z[j], U)
    assert Dot(z[i], U).free_symbols >= {i, U}

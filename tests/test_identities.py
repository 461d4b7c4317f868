"""Identities that the kernel's algebra shows, on which the rules of expectations rest; and what is none."""

from __future__ import annotations

import pytest
import sympy
from sympy import Rational, acos, cos, exp, log, pi, sin, sqrt, symbols

from derivations.gaussian import gram
from verify.language.expectation import E, gaussian
from verify.language.vectors import Angle, Dot, Vector, norm
from verify.prover.identities import vanishes

x, y = symbols("x y", real=True)
HALF = Rational(1, 2)
with sympy.evaluate(False):
    ZERO = {
        "a root of a product": sqrt(10) - sqrt(2) * sqrt(5),
        "a root of a quotient": sqrt(x / 3) - sqrt(3 * x) / 3,
        "a number under a root": sqrt(4 * x + 2 * y) - sqrt(2) * sqrt(2 * x + y),
        "a root with pi": sqrt(2 * pi) - sqrt(2) * sqrt(pi),
        "nested roots": 6 * sqrt(sqrt(6) / 18 + Rational(7, 36)) - sqrt(2 * sqrt(6) + 7),
        "powers of e": exp(-HALF) * exp(-2) - exp(-5 * HALF),
        "a root of e": exp(HALF) ** 2 - exp(1),
        "a logarithm of e": log(exp(3 * HALF)) - 3 * HALF,
        "a logarithm of a product": log(exp(2) * exp(x) / exp(y)) - 2 - x + y,
        "an addition theorem": sin(x + y) - sin(x) * cos(y) - cos(x) * sin(y),
        "a sine of an arc": sin(acos(x)) - sqrt(1 - x**2),
    }
    OTHER = {
        "another root": sqrt(10) - sqrt(2) * sqrt(3),
        "a root of a square": sqrt(x**2) - x,
        "a negative number under a root": sqrt(-4 * x) + 2 * sqrt(-x),
        "a root that is no e": exp(HALF) - exp(1),
        "another power of e": exp(-HALF) * exp(-2) - exp(-7 * HALF),
        "a logarithm of a multiple": log(2 * exp(x)) - x,
        "a logarithm of a negative number": log(-exp(x)) - x,
        "a logarithm of a sum": log(exp(x) + 1) - x,
        "a logarithm by itself": log(x) - x,
        "almost": sqrt(10) - sqrt(2) * sqrt(5) + Rational(1, 10**60),
        "what no statement says": sympy.zeta(x) - sympy.zeta(y),
    }


@pytest.mark.parametrize("name", ZERO)
def test_an_identity_is_shown(name):
    assert vanishes(ZERO[name])


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_identity_is_not_shown(name):
    assert not vanishes(OTHER[name])


def test_inner_products_and_means_count_as_symbols():
    u, v, z = Vector("u"), Vector("v"), gaussian("z")
    cosine, angle = Dot(u, v) / norm(u) / norm(v), Angle(u, v, x)
    assert vanishes(cos(angle) - cosine) and not vanishes(angle - cosine)
    assert vanishes((E(z**4) - 1) * (E(z**4) + 1) - E(z**4) ** 2 + 1) and not vanishes(E(z**4) - 3)


def test_algebra_by_sympy_shows_no_identity(monkeypatch):
    """Where all that simplifies returns zero, a number that only looks like zero is not shown to be zero."""
    almost = sin(1) ** 2 + cos(1) ** 2 - 1 + Rational(1, 10**60)
    for name in ("simplify", "expand", "trigsimp", "together", "factor", "cancel", "rem"):
        monkeypatch.setattr(sympy, name, lambda *_, **__: sympy.S.Zero)
    assert not gram.is_zero(almost, {})
    assert gram.is_zero(almost - Rational(1, 10**60), {})


def test_inner_products_are_lengths_and_angles():
    u, v = Vector("u", nonzero=True), Vector("v", nonzero=True)
    cosine = Dot(u, v) / norm(u) / norm(v)
    assert gram.is_zero(cos(acos(cosine)) - cosine, {})
    assert not gram.is_zero(sin(acos(cosine)) - cosine, {})

"""Quadrature: right to its own error estimate, honest where it does not converge, never more than SUPPORTED."""

from __future__ import annotations

import math

import pytest
import sympy
from sympy import Abs, Eq, Heaviside, Integral, Interval, Max, Symbol, acos, cos, exp, oo, pi, sin, sqrt

from verify.checks import quadrature as check_quadrature
from verify.checks import verdicts
from verify.language.domain import Domain
from verify.language.expectation import E, gaussian
from verify.language.lemma import Lemma
from verify.language.verdict import SUPPORTED, UNKNOWN
from verify.numerics.quadrature import quadrature

X, Y = gaussian("X Y")
t = Symbol("t", real=True)
phi = Symbol("phi", nonnegative=True)

KNOWN = [
    (E(X**2), 1), (E(X**4 + 1), 4), (E(Max(X, 0)), 1 / sqrt(2 * pi)), (E(Max(X, 0) ** 2), sympy.S.Half),
    (E(Abs(X)), sqrt(2 / pi)),
    (E(Heaviside(X - 1)), sympy.erfc(1 / sqrt(2)) / 2), (E(Max(X, Y)), 1 / sqrt(pi)), (E(X * Y), 0),
    (E(cos(X)), exp(-sympy.S.Half)),
    (E(Max(X, 1, -X)), sqrt(2 / pi) * exp(-sympy.S.Half) + sympy.erf(1 / sqrt(2))), (3 * E(X**2) - E(Y**2) ** 2, 2),
    (E(Max(X, 0) * Max(Y, 0)), 1 / (2 * pi)),
    (Integral(t**2, (t, 0, 3)), 9), (Integral(t, (t, 50, 60)), 550), (Integral(t, (t, -60, -50)), -550),
    (Integral(sin(t), (t, 0, pi)), 2),
    (Integral(t, (t, 1, 0)), sympy.Rational(-1, 2)), (Integral(exp(-(t**2)), (t, oo, -oo)), -sqrt(pi)),
    (Integral(1, (t, 2, 2)), 0),
    (Integral(Abs(t - 1), (t, 0, 3)), sympy.Rational(5, 2)), (Integral(exp(-(t**2) / 2), (t, -oo, oo)), sqrt(2 * pi)),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "exact"), KNOWN, ids=lambda e: str(e)[:40])
def test_values_are_right_to_the_error_estimate(expression, exact):
    value, error = quadrature(expression, {})
    assert error < 1e-9
    assert abs(value - float(exact)) <= 10 * error + 1e-12 * max(1, abs(value))  # the tolerance of the check


@pytest.mark.parametrize("angle", (0, 0.3, 1.5, math.pi))
def test_kinks_that_move_with_a_parameter_are_found(angle):
    """The ReLU kernel, with a kink of the inner integral where x cos φ + y sin φ = 0."""
    kernel = E(Max(X, 0) * Max(X * cos(phi) + Y * sin(phi), 0))
    value, error = quadrature(kernel, {phi: sympy.Float(angle)})
    exact = ((math.pi - angle) * math.cos(angle) + math.sin(angle)) / (2 * math.pi)
    assert error < 1e-8 and abs(value - exact) <= 10 * error + 1e-12


@pytest.mark.parametrize(
    "integral",
    [
        Integral(1 / (1 + t**2), (t, 0, oo)),
        Integral(1, (t, -oo, oo)),
        Integral(exp(-t), (t, 20, oo)),
        Integral(1 / sqrt(t), (t, 0, 1)),
    ],
)
def test_what_does_not_converge_shows_in_the_error(integral):
    value, error = quadrature(integral, {})
    assert not error < 1e-7 * max(1, abs(value)) or abs(value - float(integral.doit())) <= 10 * error


def about(function):
    return Lemma("about", "A sentence.", Domain(phi=Interval(0, pi)), function)


def test_a_true_equation_is_supported_and_never_proved():
    kernel = about(
        lambda phi: Eq(
            E(Max(X, 0) * Max(X * cos(phi) + Y * sin(phi), 0)), ((pi - phi) * cos(phi) + sin(phi)) / (2 * pi)
        )
    )
    (found,) = verdicts([kernel])
    assert found.overall is SUPPORTED and "digits" in found.method


def test_a_false_equation_is_doubted_with_both_sides_in_the_reason():
    wrong = about(lambda phi: Eq(E(Max(X, 0)), 1 / sqrt(2 * pi) + phi / 10**6))
    found = check_quadrature(wrong)
    assert (
        found.status is UNKNOWN and found.doubt and "phi = " in str(found.reason) and "on the left" in str(found.reason)
    )


def test_only_equations_and_only_scalars():
    assert check_quadrature(about(lambda phi: E(X**2) <= 2 + phi)).status is UNKNOWN
    (found,) = verdicts([about(lambda phi: Eq(E(exp(X**2)), phi))])  # infinite
    assert found.overall is UNKNOWN
    (found,) = verdicts([about(lambda phi: Eq(E(acos(2 + X)), phi))])  # undefined
    assert found.overall is UNKNOWN

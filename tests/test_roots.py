"""Roots of monotone functions: enclosed in every rigorous arithmetic, whatever they start from, or refused."""

from __future__ import annotations

from fractions import Fraction as F

import mpmath
import pytest
import sympy
from sympy import Abs, Heaviside, Rational, acos, atan, atan2, exp, floor, log, sign, sqrt, symbols, tan

from verify import arithmetic
from verify.language.compile import CompileError
from verify.numerics.monotone_roots import _Root, monotone_root

x, t = symbols("x t")
CASES = [
    (x**3 + x - t, (F(-3), F(3))),
    (exp(x) - t - 1, (F(-20), F(20))),
    (-atan(x) + t, (F(-(10**6)), F(10**6))),
    (x**5 + x / 10**6 - t, (F(-1), F(1))),
    (x**3 - t, (F(-1), F(3, 2))),  # no slope at 0
]


def side(function, at, value):
    """Return the sign by mpmath with 2,000 digits, 0 for what is smaller than 1e-1900."""
    with mpmath.workdps(2000):
        found = sympy.lambdify([x, t], function, "mpmath")(
            *(mpmath.mpf(v.numerator) / v.denominator for v in (at, value))
        )
        return 0 if abs(found) < mpmath.mpf(10) ** -1900 else mpmath.sign(found)


@pytest.mark.parametrize("name", ["ball", "interval"])
@pytest.mark.parametrize("digits", [1, 15, 29, 60, 200])
@pytest.mark.parametrize("value", [F(0), F(1, 3), F(1, 10**9), F(-1, 7), F(1)])
def test_the_ends_lie_on_both_sides_of_the_root(name, digits, value):
    for function, within in CASES:
        low, high = monotone_root(function, x, within, {t: value}, arithmetic(name, digits))
        signs = [side(function, end, value) for end in (low, high)]
        assert within[0] <= low <= high <= within[1] and (signs[0] <= 0 <= signs[1] or signs[0] >= 0 >= signs[1])
        assert high - low <= F(1000, 10**digits) or digits == 1  # with one digit bisection soon sees no sign


@pytest.mark.parametrize("within", [(F(2), F(3)), (F(0), F(1)), (F(0), F(5, 4))])
def test_without_a_root_there_is_none(within):
    assert monotone_root(x**3 - 2, x, within, {}, arithmetic("ball", 30)) is None


@pytest.mark.parametrize("at", [F(0), F(3)])
def test_steps_from_a_wrong_start_show_nothing(monkeypatch, at):
    monkeypatch.setattr(_Root, "approximate", lambda *_: float(at))
    root = _Root(x**3 - 2, x, (F(0), F(3)), {}, arithmetic("ball", 30))
    assert root.refined() is None
    low, high = monotone_root(x**3 - 2, x, (F(0), F(3)), {}, arithmetic("ball", 30))
    assert low**3 < 2 < high**3 and high - low < F(1, 10**28)


def test_the_root_of_every_choice_of_inputs_is_enclosed():
    balls = arithmetic("ball", 40)
    inputs = {t: balls.hull(F(1, 4), F(1, 2))}
    low, high = monotone_root(x**2 + x - t, x, (F(0), F(1)), inputs, balls)
    for c in (F(1, 4), F(1, 3), F(1, 2)):
        root = (sqrt(1 + 4 * Rational(c)) - 1) / 2
        assert Rational(low) < root < Rational(high)


def test_a_root_at_an_end_is_kept():
    found = monotone_root(x - 1, x, (F(0), F(1)), {}, arithmetic("ball", 30))
    assert found is None or found[0] <= 1 <= found[1]


@pytest.mark.parametrize(
    ("function", "within"),
    [(x**3, (-1, 2)), (x**3 - 10**399, (F(-1), F(10**400))), (10**400 * x - 1, (F(0), F(1))), (x**2 - 2, (1.0, 2.0))],
)
def test_floats_need_not_hold_the_numbers(function, within):
    low, high = monotone_root(function, x, within, {}, arithmetic("ball", 30))
    assert side(function, low, F(0)) <= 0 <= side(function, high, F(0))


THIRD = x - Rational(1, 3)
JUMPS = [
    (1 / THIRD, (0, 1)),
    (1 / (x - Rational(1, 2)), (0, 1)),
    (THIRD**-3, (0, 1)),
    (tan(x), (1, 2)),
    (exp(1 / THIRD) - 1, (0, 1)),
    (atan(1 / THIRD), (0, 1)),
    (THIRD + atan(1 / THIRD) / 10**30, (0, 1)),
    (Abs(THIRD) / THIRD, (0, 1)),
    (sqrt(THIRD**2) / THIRD, (0, 1)),
    (atan2(THIRD, -1), (0, 1)),
    (10**27 * THIRD + atan2(THIRD, -1), (0, 1)),  # Newton steps lead a bracket into itself
]


@pytest.mark.parametrize("name", ["ball", "interval"])
@pytest.mark.parametrize(("function", "within"), JUMPS, ids=str)
def test_a_pole_or_a_jump_is_no_root(name, function, within):
    for digits in (5, 15, 40):
        assert monotone_root(function, x, within, {}, arithmetic(name, digits)) is None


@pytest.mark.parametrize("name", ["ball", "interval"])
@pytest.mark.parametrize(
    ("function", "within", "root"),
    [
        (tan(x), (3, F(33, 10)), sympy.pi),
        (Abs(x) - Rational(1, 3), (0, 1), Rational(1, 3)),
        (log(THIRD), (0, 2), Rational(4, 3)),
        (acos(x) - 1, (-1, 1), sympy.cos(1)),
    ],
    ids=str,
)
def test_a_root_beside_a_jump_is_one(name, function, within, root):
    low, high = monotone_root(function, x, within, {}, arithmetic(name, 25))
    assert Rational(low) <= root <= Rational(high) and high - low < F(1, 10**20)


@pytest.mark.parametrize("function", [Heaviside(THIRD) - Rational(1, 2), sign(THIRD), floor(x) - Rational(1, 2)])
def test_steps_are_refused(function):
    with pytest.raises(CompileError):
        monotone_root(function, x, (0, 2), {}, arithmetic("ball", 30))


def test_misuse_is_named():
    with pytest.raises(ValueError, match="smaller end first"):
        monotone_root(x, x, (1, -1), {}, arithmetic("ball", 30))
    for name in ("range", "numpy", "mpmath"):
        with pytest.raises(ValueError, match=f"arithmetic {name} shows no root"):
            monotone_root(x, x, (-1, 1), {}, arithmetic(name, 30))

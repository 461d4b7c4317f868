"""Integrals, sums and products in statements: as they are typed, and not by what SymPy says of them."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import arb
from mpmath import mp
from sympy import (
    Abs,
    Eq,
    Integral,
    Interval,
    Product,
    Range,
    Rational,
    Sum,
    Symbol,
    cos,
    diff,
    exp,
    expand,
    factorial,
    gamma,
    integrate,
    oo,
    pi,
    sin,
    sqrt,
    summation,
)

from verify import Domain, lemma
from verify.checks import check
from verify.language.between import integral
from verify.language.evaluation import At
from verify.language.from_sympy import term_of
from verify.language.steps import step_of, value_of
from verify.language.sympy_heads import NotReadable
from verify.language.term import number, substitute, symbol, symbols_of
from verify.language.values import UNDEFINED, Real
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, combine

i, j = sympy.symbols("i j", integer=True)
t, s = sympy.symbols("t s", real=True)
N, X = Domain(n=Range(0, oo)), Domain(x=Interval(0, 3))


def verdict(domain, statement):
    statement.__name__, statement.__doc__ = "statement", "A statement."
    return combine(check(lemma(domain=domain)(statement)))


TRUE = {
    "Gauss": (N, lambda n: Eq(Sum(i, (i, 1, n)), n * (n + 1) / 2)),
    "squares": (N, lambda n: Eq(summation(i**2, (i, 1, n)), n * (n + 1) * (2 * n + 1) / 6)),
    "geometric": (N, lambda n: Sum(Rational(1, 2) ** i, (i, 1, n)) < 1),
    "cosine": (X, lambda x: Eq(integrate(cos(t), (t, 0, x)), sin(x))),
    "error function": (X, lambda x: Integral(exp(-(t**2)), (t, 0, x)) <= 1),
    "a parameter": (X, lambda x: Integral(x * t, (t, 0, 1)) <= 2),
    "bound by the name of an argument": (X, lambda x: Eq(Integral(x, (x, 0, 1)), Rational(1, 2))),
    "to n - 1": (N, lambda n: Eq(Sum(2 * i + 1, (i, 0, n - 1)), n**2)),
    "a product": (N, lambda n: Eq(Product(i, (i, 1, n)), factorial(n))),
    "a sum of sums": (N, lambda n: Sum(i * j, (j, 1, i), (i, 1, n)) >= 0),
    "an integral of integrals": (X, lambda x: Eq(Integral(t * s, (t, 0, s), (s, 0, 1)), Rational(1, 8))),
    "a summand with the end in it": (N, lambda n: Eq(Sum(i * n, (i, 1, n)), n**2 * (n + 1) / 2)),
    "backwards": (X, lambda x: Eq(integrate(2 * t, (t, x, 0)), -(x**2))),
}
FALSE = {
    "Gauss": (N, lambda n: Eq(Sum(i, (i, 1, n)), n * (n + 2) / 2)),
    "an empty sum": (Domain(n=Range(-5, 5)), lambda n: Eq(summation(i, (i, 1, n)), n * (n + 1) / 2)),
    "geometric": (N, lambda n: Sum(Rational(1, 2) ** i, (i, 1, n)).doit() < Rational(99, 100)),
    "harmonic": (N, lambda n: Sum(1 / i, (i, 1, n)) <= 2),
    "factorial": (Domain(n=Range(0, 10)), lambda n: Eq(Product(i, (i, 1, n)).doit(), factorial(n + 1))),
    "sine for cosine": (X, lambda x: Eq(integrate(cos(t), (t, 0, x)), cos(x))),
    "what SymPy says of |sin cos|": (X, lambda x: integrate(Abs(sin(t) * cos(t)), (t, 0, 2 * pi)) + x <= 1),
    "what SymPy says of a root": (X, lambda x: Integral(sqrt(2 - t) * sqrt(1 / (2 - t)), (t, 0, 1)).doit() + x <= 0),
    "bound by the name of an argument": (X, lambda x: Eq(Integral(x, (x, 0, 1)), x)),
    "a summand with the end in it": (N, lambda n: Eq(Sum(i * n, (i, 1, n)), n * (n + 1) / 2)),
    "to n - 1": (N, lambda n: Eq(Sum(2 * i + 1, (i, 0, n - 1)), n**2 + n)),
    "a sum of integrals": (X, lambda x: Eq(Sum(Integral(t * i, (t, 0, 1)), (i, 1, 3)) + x, 4 + x)),
    "an integral in an integral": (X, lambda x: Integral(x * Integral(t * x, (t, 0, 1)), (x, 0, 2)) <= 1),
    "twice": (X, lambda x: Integral(t * s, (t, 0, s), (s, 0, 1)) + x <= Rational(1, 10)),
    "expanded": (X, lambda x: Eq(expand((integrate(2 * t, (t, 0, x)) + 1) ** 2), x**4 + 1)),
}
OPEN = {
    "a pole inside": (X, lambda x: Integral(1 / t, (t, -1, x + 1)) <= 20),
    "a pole of a summand": (N, lambda n: Eq(summation(1 / (i * (i + 1)), (i, -3, n)), -(n + 4) / (3 * (n + 1)))),
    "undefined at the first summand": (Domain(n=Range(0, 5)), lambda n: Sum(1 / gamma(i), (i, 0, n)) >= 0),
    "a removable singularity": (X, lambda x: Integral(t / t, (t, -1, 1)) + x >= 2),
    "no bounds": (X, lambda x: Integral(exp(-(t**2)), (t, 0, oo)) + x <= 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name):
    assert verdict(*TRUE[name]) is PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted(name):
    assert verdict(*FALSE[name]) is REFUTED


@pytest.mark.parametrize("name", OPEN)
def test_what_may_be_undefined_is_left_open(name):
    assert verdict(*OPEN[name]) is UNKNOWN


def test_an_integral_is_enclosed():
    mp.dps = 30
    low, high = arb(0), arb(2)
    for body, plain in ((arb.sin, mp.sin), (arb.exp, mp.exp), (lambda x: abs(x - 1), lambda x: abs(x - 1))):
        found = integral(body, low, high)
        exact = mp.quad(plain, [0, 1, 2])
        assert float(found.rad()) < 0.05 and abs(float(found.mid()) - float(exact)) <= float(found.rad()) + 1e-12
        back = integral(body, high, low)
        assert (-back).overlaps(found)


def test_a_sum_is_exact_and_its_symbol_is_its_own():
    n = Symbol("n")
    term = term_of(Sum(i * n, (i, 1, n)), between=True)
    found = At({symbol(n): number(4), symbol(i): number(100)}).value(term)
    assert isinstance(found, Real) and found.exact == 40
    nested = term_of(Sum(i * j, (j, 1, i), (i, 1, n)), between=True)
    assert At({symbol(n): number(3)}).value(nested).exact == Fraction(1 + 2 * 3 + 3 * 6)
    assert At({symbol(n): number(3)}).value(term_of(Sum(1 / (i - 2), (i, 1, n)), between=True)) is UNDEFINED


def test_they_are_read_only_where_that_is_asked_for():
    with pytest.raises(NotReadable, match="no integral that statements may use"):
        term_of(Integral(t, (t, 0, s)))


def test_a_derivative_of_an_integral_is_taken_of_its_value():
    assert verdict(X, lambda x: Eq(diff(integrate(sin(t), (t, 0, x)), x), sin(x))) is PROVED
    assert verdict(X, lambda x: Eq(diff(integrate(sin(t), (t, 0, x)), x), cos(x))) is not PROVED


def test_substitution_keeps_bound_symbols():
    x, n = Symbol("x"), Symbol("n")
    term = term_of(Integral(x * t, (t, 0, x)), between=True)
    put_in = substitute(term, {symbol(x): number(2), symbol(t): number(9)})
    assert put_in is term_of(Integral(2 * t, (t, 0, 2)), between=True)
    assert symbols_of(term) == {symbol(x)} and symbols_of(put_in) == set()
    with pytest.raises(ValueError, match="is bound"):
        substitute(term, {symbol(x): symbol(t) + symbol(n)})


MISTAKES = {
    "shown_by": lambda: step_of("integrate", (cos(t), (t, 0, 1)), {}, sin(1)),
    "term_of": lambda: step_of("expand", (t,), {}, t),
    "step_of": lambda: value_of(Integral(cos(t), (t, 0, 1))),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_of_ours_is_not_taken_for_a_failure_of_sympys(name, monkeypatch):
    MISTAKES[name]()
    monkeypatch.setattr(f"verify.language.steps.{name}", lambda *_, **__: None.args)
    with pytest.raises(AttributeError):
        MISTAKES[name]()


def test_a_failure_of_sympys_is_told():
    assert "cannot be checked" in step_of("expand", (sympy.zeta(t),), {}, t).reason
    assert "must be nonnegative" in step_of("diff", (sin(t), t, -1), {}, t).reason


def test_limits_of_any_form_are_read():
    for limits in ((t,), ((t, 0, 1),), (sympy.Tuple(t, 0, 1),), ((t, 0, s), (s, 0, 2))):
        assert step_of("integrate", (cos(t), *limits), {}, integrate(cos(t), *limits)).claim is not None
    assert step_of("integrate", (cos(t),), {}, sin(t)).claim is None

"""Each function of the table in statements that are true, false and undefined: what the checker says of them."""

from __future__ import annotations

import pytest
from sympy import (
    And,
    Eq,
    Heaviside,
    Interval,
    Mod,
    Ne,
    Range,
    Rational,
    S,
    acosh,
    asinh,
    atanh,
    binomial,
    ceiling,
    erf,
    erfc,
    exp,
    factorial,
    floor,
    gamma,
    loggamma,
    oo,
    pi,
    sign,
    sqrt,
    tanh,
)

from derivations import relu
from verify import Domain, E, gaussian
from verify.checks import check
from verify.language.lemma import Lemma
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, combine

Z = gaussian("z")
LINE, RIGHT, UNIT = S.Reals, Interval(0, oo), Interval(0, 1)

TRUE = {
    "the mean of a shifted ramp": (Interval(1, 2), lambda x: E(relu(Z - x)) >= 0),
    "erf is below 1": (RIGHT, lambda x: erf(x) < 1),
    "erf below its tangent": (RIGHT, lambda x: erf(x) <= 2 * x / sqrt(pi)),
    "Mills' ratio": (Interval.open(0, 5), lambda x: sqrt(pi / 2) * erfc(x / sqrt(2)) * exp(x**2 / 2) < 1 / x),
    "erfc below its bound": (Interval(0, 5), lambda x: erfc(x) <= exp(-(x**2))),
    "factorials and powers": (Range(4, 20), lambda x: factorial(x) > 2**x),
    "the recursion of gamma": (Interval(1, 5), lambda x: Eq(gamma(x + 1), x * gamma(x))),
    "the least value of gamma": (Interval(1, 5), lambda x: gamma(x) > Rational(88, 100)),
    "log gamma beyond 2": (Interval(2, 10), lambda x: loggamma(x) >= 0),
    "a floor below a line": (Interval(0, 100), lambda x: floor(x) <= x + x / 10),
    "the part behind the point": (LINE, lambda x: And(x - floor(x) < 1, ceiling(x) >= x)),
    "ceiling and floor": (Interval(-3, 3), lambda x: ceiling(x) - floor(x) <= 1),
    "no floor is a half": (Interval(0, 3), lambda x: Ne(floor(x), Rational(1, 2))),
    "the floor of tanh": (Interval(10, 20), lambda x: Eq(floor(tanh(x)), 0)),
    "a sign before its jump": (Interval(0, 19), lambda x: sign(x - 20) + x / 100 < 0),
    "remainders": (LINE, lambda x: And(Mod(x, 3) >= 0, Mod(x, 3) < 3)),
    "asinh below the line": (RIGHT, lambda x: asinh(x) <= x),
    "atanh above the line": (Interval.Ropen(0, 1), lambda x: atanh(x) >= x),
    "acosh is nonnegative": (Interval(1, oo), lambda x: acosh(x) >= 0),
    "pairs": (Range(2, oo), lambda x: Eq(binomial(x, 2), x * (x - 1) / 2)),
    "the step and its mirror": (Interval(1, 2), lambda x: Heaviside(x) + Heaviside(-x) <= 1),
}

FALSE = {
    "erf reaches 1/2": (RIGHT, lambda x: erf(x) < Rational(1, 2)),
    "erfc above its bound": (Interval(0, 5), lambda x: erfc(x) > exp(-(x**2))),
    "factorials of small numbers": (Range(1, oo), lambda x: factorial(x) > 2**x),
    "gamma below 0.89": (Interval(1, 5), lambda x: gamma(x) > Rational(89, 100)),
    "a sign at its jump": (Interval(0, 20), lambda x: sign(x - 20) + x / 100 < 0),
    "a sign beyond its jump": (Interval(0, 100), lambda x: sign(x - 20) + x / 100 < 0),
    "a floor at the end": (Interval(0, 3), lambda x: floor(x) <= 2),
    "the part behind the point is near 1": (Interval(0, 3), lambda x: x - floor(x) < Rational(99, 100)),
    "the step at 0": (Interval(-1, 1), lambda x: Ne(Heaviside(x), Rational(1, 2))),
    "a remainder of a negative number": (Interval(-1, 0), lambda x: Mod(x, 3) <= 2),
    "asinh at 1": (RIGHT, lambda x: asinh(x) <= x / 2),
    "atanh at 1/2": (Interval(0, Rational(1, 2)), lambda x: atanh(x) <= x),
    "acosh at 2": (Interval(1, 2), lambda x: acosh(x) <= 1),
    "pairs of two": (Range(2, 30), lambda x: binomial(x, 2) >= x),
    "log gamma below 2": (Interval(1, 2), lambda x: loggamma(x) >= 0),
}

UNDEFINED = {
    "gamma at its poles": (Interval(-1, 5), lambda x: gamma(x) ** 2 >= 0),
    "factorials of negative numbers": (Range(-3, 3), lambda x: factorial(x) ** 2 >= 0),
    "log gamma at 0": (UNIT, lambda x: loggamma(x) >= -1),
    "atanh at 1": (UNIT, lambda x: atanh(x) >= x),
    "acosh below 1": (UNIT, lambda x: acosh(x) >= 0),
    "a remainder by 0": (UNIT, lambda x: Mod(1, x) >= 0),
    "a gamma that cancels": (Interval(-1, 1), lambda x: Eq(gamma(x) - gamma(x), 0)),
}


def verdict(values, statement):
    return combine(check(Lemma("one", "A sentence.", Domain(x=values), lambda x: statement(x))))


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name):
    assert verdict(*TRUE[name]) is PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted(name):
    assert verdict(*FALSE[name]) is REFUTED


@pytest.mark.parametrize("name", UNDEFINED)
def test_undefined_statements_stay_unknown(name):
    assert verdict(*UNDEFINED[name]) is UNKNOWN

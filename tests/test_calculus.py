"""Derivatives against numerical ones, and the points where terms are not smooth."""

from fractions import Fraction
from random import Random

import pytest
from mpmath import mp, mpf
from term_values import DIGITS, value

from verify.language.calculus import NotDifferentiable, Unsupported, continuous_where, derivative, smooth_where
from verify.language.function import Without
from verify.language.functions import FUNCTIONS, call, cos, digamma, e, exp, floor, heaviside, log, pi, sin, sqrt
from verify.language.term import apply, eq, ne, number, one, substitute, symbol, zero

x, y, z = symbol("x"), symbol("y"), symbol("z")
absolute, sign, largest, least, mod, atan2, binomial = map(call, "abs sign max min mod atan2 binomial".split())
WITHOUT_SLOPE = [name for name, function in FUNCTIONS.items() if isinstance(function.derivative, Without)]
RULES = {"max", "min", "heaviside"}  # differentiated by rules of their own


def cases(*args):
    return apply("piecewise", *args)


def holds(conditions, point):
    """Return whether all conditions hold, None where one of them has no value."""
    found = [value(condition, point) for condition in conditions]
    return None if None in found else all(found)


def numerical(term, symbol, point):
    """Return the slope by a central difference of fourth order, None where the term has no value near the point."""
    h = mpf(10) ** -10
    near = [
        value(term, point | {symbol: mpf(point[symbol].numerator) / point[symbol].denominator + i * h})
        for i in (-2, -1, 1, 2)
    ]
    return None if None in near else (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * h)


def agreements(term, seed=0, count=80):
    """Yield whether the slopes agree at random points where the term is smooth by its conditions."""
    random, conditions = Random(seed), smooth_where(term)
    for _ in range(count):
        point = {t: Fraction(random.randint(-300, 300), random.choice((97, 101, 211))) for t in (x, y, z)}
        if value(term, point) is None or not holds(conditions, point):
            continue
        for t in (x, y):
            found, expected = value(derivative(term, t), point), numerical(term, t, point)
            if expected is not None:
                yield found is not None and abs(found - expected) < 1e-18 * (1 + abs(expected))


def applied(name):
    arity = FUNCTIONS[name].arity or 3
    return call(name)(*(x * y / 2 + y / 7, y - x, z)[:arity])


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in WITHOUT_SLOPE or name in RULES])
def test_slopes_of_functions_agree_with_numerical_ones(name):
    with mp.workdps(DIGITS):
        term = heaviside(x * y, number(Fraction(1, 2))) if name == "heaviside" else applied(name)
        found = list(agreements(term))
        assert len(found) > 8 and all(found)


TERMS = {
    "product": x * y * sin(x) * exp(y),
    "quotient": (x + y) / (x**2 + 1),
    "negative power": (x - y) ** -3,
    "root": sqrt(x * y),
    "third": (x + y) ** number(Fraction(5, 3)),
    "powers of numbers": number(3) ** (x * y) + pi**x + e ** (x * y),
    "power": (x**2 + 1) ** (x * y),
    "power of what may be negative": x**y,
    "power zero": (x + y) ** 0 * x,
    "constant exponent": (x**2 + y**2) ** pi,
    "largest": largest(x, y, x * y),
    "least": least(x, sin(y)) * x,
    "pieces": cases(x**2, (x < 0) & (y > x), sin(x * y), ~(x > y), x * y, one > 0),
    "pieces in pieces": cases(cases(log(x), x > 1, y * x, one > 0), y > 0, absolute(x), one > 0),
    "nested": sqrt(1 + absolute(sin(x) - y) ** 3),
    "steps": floor(x) * sign(y) + mod(x, y),
}


@pytest.mark.parametrize("name", TERMS)
def test_slopes_of_terms_agree_with_numerical_ones(name):
    with mp.workdps(DIGITS):
        found = list(agreements(TERMS[name]))
        assert len(found) > 30 and all(found)


def test_a_wrong_slope_is_noticed(monkeypatch):
    from verify.language import calculus

    monkeypatch.setitem(calculus._RULES, "mul", lambda part, slopes: slopes[0])
    with mp.workdps(DIGITS):
        assert not all(agreements(TERMS["product"]))


NOT_SMOOTH = [
    (absolute(x - 1), 1), (sign(x), 0), (heaviside(x, one), 0), (floor(x / 2), 4), (call("ceiling")(x), 3),
    (mod(x, number(2)), 4), (largest(x, 2 - x), 1), (least(x, zero, -x), 0), (sqrt(x**2), 0),
    (x ** number(Fraction(2, 3)), 0), (call("asin")(x), 1), (call("acos")(x), -1), (call("acosh")(x), 1),
    (atan2(y, x), -1), (x**y, 0), (cases(x, x < 1, one, one > 0), 1), (cases(x, x <= 1, 2 * x, one > 0), 1),
    (cases(one, eq(x, 2), zero, one > 0), 2), (cases(one, floor(x) > 0, zero, one > 0), 1),
    (cases(absolute(x), y < 1, x, one > 0), 0), (exp(-absolute(x)) + x, 0),
]  # fmt: skip
NOT_CONTINUOUS = [
    (sign(x), 0), (floor(x), 2), (call("ceiling")(x), 3), (mod(x, number(2)), 4), (heaviside(x - 1, one), 1),
    (cases(x, x <= 1, 2 * x, one > 0), 1), (x**y, 0), (atan2(y, x), -1), (sin(cases(one, x < 0, zero, one > 0)), 0),
]  # fmt: skip


@pytest.mark.parametrize("term, at", NOT_SMOOTH)
def test_terms_are_not_called_smooth_where_they_are_not(term, at):
    assert holds(smooth_where(term), {x: Fraction(at), y: Fraction(0)}) is False
    near = [{x: Fraction(at) + h, y: Fraction(1, 2)} for h in (Fraction(-1, 7), Fraction(1, 7))]
    assert any(value(term, point) is not None and holds(smooth_where(term), point) for point in near)


@pytest.mark.parametrize("term, at", NOT_CONTINUOUS)
def test_terms_are_not_called_continuous_where_they_are_not(term, at):
    assert holds(continuous_where(term), {x: Fraction(at), y: Fraction(0)}) is False


def test_what_is_smooth_everywhere_has_no_conditions():
    for term in (
        sin(x) ** 2 / (x - 1),
        x ** number(Fraction(5, 2)),
        (x + y) ** -2,
        e**x + pi**y + number(3) ** x,
        log(x),
        x**0,
    ):
        assert smooth_where(term) == ()
    for term in (absolute(x), largest(x, y), sqrt(x), call("asin")(x)):
        assert continuous_where(term) == () != smooth_where(term)
    assert smooth_where(sqrt(x)) == (x > 0,) and smooth_where(absolute(x)) == (ne(x, 0),)


def test_conditions_of_a_branch_matter_only_there():
    term = cases(absolute(x), y > 0, x, one > 0)
    assert holds(smooth_where(term), {x: Fraction(0), y: Fraction(-1)})
    assert not holds(smooth_where(term), {x: Fraction(0), y: Fraction(1)})


def test_what_has_no_derivative_is_said_in_a_line():
    for name in set(WITHOUT_SLOPE) - RULES:
        with pytest.raises(NotDifferentiable, match=f"{name} has no derivative here: "):
            derivative(applied(name), x)
        assert derivative(substitute(applied(name), {x: y}), z) is zero
    with pytest.raises(NotDifferentiable, match="heaviside"):
        derivative(heaviside(x, x), x)
    for function in (lambda t: derivative(t, x), smooth_where, continuous_where):
        with pytest.raises(Unsupported, match="'integral'.* functions of the table"):
            function(apply("integral", x, y))
    assert derivative(cases(x, digamma(x) > 0, zero, one > 0), x).head == "piecewise"  # conditions have no slopes


def test_little_is_tidied():
    assert derivative(x**2, x) is 2 * x and derivative(3 * x, x) is number(3) and derivative(y * x, x) is y
    assert derivative(sin(y), x) is zero and derivative(x, x) is one and derivative(x**1, x) is one
    assert derivative(x / x, x).head == "add"  # what was written stays


def test_deep_terms_are_differentiated():
    term, sine = x, x
    for _ in range(10_000):
        term, sine = term + 1, cos(sine)
    assert derivative(term, x) is one
    assert derivative(sine, y) is zero and smooth_where(sine) == ()
    assert derivative(sine, x).head == "mul"

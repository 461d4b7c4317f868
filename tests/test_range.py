"""Ranges: inclusion for every operation, exactness of the monotone ones, infinite and thin ends."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy
from flint import arb
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from oracle import COORDINATES, EXPRESSIONS, Undefined, X, Y, exact, mp, value
from sympy import Abs, Heaviside, Max, Min, acos, asin, atan, atan2, cos, cosh, exp, log, sin, sinh, sqrt, tan, tanh

from verify.arithmetics import arithmetic
from verify.arithmetics import range as ranges
from verify.language.compile import compile_expression

DIGITS = 20
TABLE = arithmetic("range", DIGITS)
LOW, HIGH = arb.neg_inf(), arb.pos_inf()
NUMBERS = st.one_of(COORDINATES, st.sampled_from([F(0), F(1), F(-1), F(10) ** 40, -F(1, 10**40)]))
UNARY = {
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan, "asin": asin, "acos": acos, "atan": atan,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "abs": Abs, "sqrt": sqrt,
}  # fmt: skip
INCREASING = ("exp", "sinh", "tanh", "atan", "sqrt", "log", "asin")


def element(low, high):
    """Return the range from low to high; None is an infinite end, and equal ends make a thin range."""
    with TABLE.working():
        if low is not None and low == high:
            return TABLE.number(low)
        a, b = LOW if low is None else TABLE.number(low)[0], HIGH if high is None else TABLE.number(high)[0]
    return a, b


@st.composite
def intervals(draw):
    """Draw (low, high, point between), an end being None for infinity."""
    low, point, high = sorted(draw(NUMBERS) for _ in range(3))
    if draw(st.booleans()):
        return point, point, point
    return draw(st.sampled_from((low, low, None))), draw(st.sampled_from((high, high, None))), point


def lower_end(ball):
    bounds = arithmetic("ball").bounds(ball)
    return exact(bounds[0]) if bounds else -mp.inf


def upper_end(ball):
    bounds = arithmetic("ball").bounds(ball)  # None for what is too large to be held
    return exact(bounds[1]) if bounds else mp.inf


def contains(found, number):
    if found[0].is_nan() or found[1].is_nan():
        return True  # nothing was claimed
    slack = mp.mpf(10) ** -150 * (1 + abs(number))
    return lower_end(found[0]) - slack <= number <= upper_end(found[1]) + slack


def applied(name, *xs):
    with TABLE.working():
        return TABLE.functions[name](*xs)


def reference(expression, **point):
    """Return the value at a point with 200 digits, the examples without one left out."""
    try:
        return value(expression, {sympy.Symbol(n, real=True): x for n, x in point.items()})
    except Undefined:
        assume(False)


@pytest.mark.parametrize("name", UNARY)
@settings(max_examples=60)
@given(intervals())
@example((F(-1), F(4), F(1)))
@example((F(1), F(1), F(1)))
@example((None, F(0), F(-1)))
def test_functions_are_enclosed(name, x):
    low, high, point = x
    assert contains(applied(name, element(low, high)), reference(UNARY[name](X), x=point))


@pytest.mark.parametrize("name", ["add", "mul", "divide", "atan2", "max", "min"])
@settings(max_examples=100)
@given(intervals(), intervals())
@example((F(0), F(2), F(1)), (F(0), F(2), F(2)))
@example((F(0), None, F(3)), (F(0), F(0), F(0)))
@example((None, F(-1), F(-2)), (F(-1), None, F(5)))
def test_operations_of_two_are_enclosed(name, x, y):
    (_, _, a), (_, _, b) = x, y
    if name == "divide":
        assume(b)
    if name == "atan2":
        assume(a or b)
    numbers = {"add": a + b, "mul": a * b, "divide": b and a / b, "max": max(a, b), "min": min(a, b)}
    number = mp.atan2(exact(a), exact(b)) if name == "atan2" else exact(numbers[name])
    found = applied(name, element(*x[:2]), element(*y[:2]))
    assert contains(found, number), (found, number)


@settings(max_examples=150)
@given(intervals(), st.integers(-4, 5))
@example((F(-1), F(2), F(0)), 2)
@example((None, F(1), F(-1)), -1)
@example((F(-2), None, F(0)), 4)
def test_powers_are_enclosed(x, n):
    low, high, point = x
    assume(point or n >= 0)
    assert contains(applied("power", element(low, high), n), exact(point**n))


@settings(max_examples=60)
@given(intervals())
@example((F(0), F(0), F(0)))
@example((F(-1), F(0), F(0)))
def test_the_step_is_enclosed_with_its_value_at_zero(x):
    low, high, point = x
    half = element(F(1, 2), F(1, 2))
    step = exact(F(1, 2) if point == 0 else F(int(point > 0)))
    assert contains(applied("heaviside", element(low, high), half), step)


@pytest.mark.parametrize("name", INCREASING)
@settings(max_examples=30)
@given(st.tuples(COORDINATES, COORDINATES).map(sorted))
def test_the_range_of_an_increasing_function_is_exact(name, ends):
    low, high = ends
    found = applied(name, element(low, high))
    a, b = reference(UNARY[name](X), x=low), reference(UNARY[name](X), x=high)
    tight = mp.mpf(10) ** (2 - DIGITS)
    assert a - lower_end(found[0]) <= tight * (1 + abs(a))
    assert upper_end(found[1]) - b <= tight * (1 + abs(b))


@pytest.mark.parametrize(
    ("expression", "ends", "low", "high"),
    [
        (X**2, (-1, 2), 0, 4),
        (X**4, (-2, 1), 0, 16),
        (X**3, (-1, 2), -1, 8),
        (Abs(X), (-3, 1), 0, 3),
        (cosh(X), (-1, 0), 1, None),
        (sqrt(X), (-1, 4), 0, 2),
        (sqrt(X), (0, 4), 0, 2),
        (sin(X), (1, 2), None, 1),
        (cos(X), (3, 4), -1, None),
        (cos(X), (-1, 7), -1, 1),
        (acos(X), (1, 2), 0, 0),
        (Max(X, 0), (-1, 2), 0, 2),
        (Min(X, 0), (-1, 2), -1, 0),
        (Heaviside(X), (1, 2), 1, 1),
        (1 / X, (1, 2), 0.5, 1),
        (tan(X), (-1, 1), -1.5574077246549, 1.5574077246549),
    ],
)
def test_turning_points_are_exact(expression, ends, low, high):
    run = compile_expression(expression, [X], TABLE)
    found = run(element(*map(F, ends)))
    for wanted, end in ((low, lower_end(found[0])), (high, upper_end(found[1]))):
        assert wanted is None or abs(end - wanted) < 1e-12


def test_what_balls_forget():
    assert applied("mul", element(F(0), F(2)), element(F(0), F(2)))[0] == 0  # [0, 2]·[0, 2] is not [−2, 4]
    assert applied("mul", element(F(0), None), element(F(0), F(0))) == (0, 0)  # 0·x is 0 for any real x
    assert applied("divide", element(F(1), F(1)), element(F(0), F(2)))[0] == F(1, 2).numerator / arb(2)
    assert applied("exp", element(None, F(0)))[0] == 0


def test_what_is_undefined_throughout_is_nothing():
    for name, ends in (("log", (-2, -1)), ("sqrt", (-2, -1)), ("asin", (2, 3)), ("acos", (-3, -2))):
        assert all(end.is_nan() for end in applied(name, element(*map(F, ends))))
    assert all(end.is_nan() for end in applied("divide", element(F(1), F(2)), element(F(0), F(0))))


def test_infinity_less_infinity_shows_nothing():
    everything = applied("add", element(F(0), None), element(None, F(0)))
    assert not any(end.is_finite() for end in everything)
    hard = applied("add", (HIGH, HIGH), (LOW, LOW))
    assert not hard[0] > 0 and not hard[1] < 0


def test_what_overflows_is_not_signed_wrongly():
    huge = applied("exp", element(F(10) ** 40, F(10) ** 40))
    for found in (huge, applied("mul", huge, element(F(-1), F(0))), applied("divide", huge, huge)):
        assert not found[1] < 0
    assert not applied("add", huge, applied("mul", huge, element(F(-1), F(-1))))[0] > 0


@given(intervals(), intervals())
def test_an_intersection_keeps_what_both_contain(x, y):
    point = x[2]
    assume((y[0] is None or y[0] <= point) and (y[1] is None or point <= y[1]))
    with TABLE.working():
        assert contains(ranges.intersection(element(*x[:2]), element(*y[:2])), exact(point))


@settings(max_examples=150)
@given(EXPRESSIONS, COORDINATES, COORDINATES)
@example(atan2(Y, X), F(-1), F(0))
@example(tan(X) * log(Y), F(3, 2), F(1, 16))
def test_at_a_point_a_range_meets_the_ball(expression, x, y):
    ball = arithmetic("ball", 60)
    bounds = ball.bounds(compile_expression(expression, (X, Y), ball)(x, y))
    assume(bounds is not None)
    found = compile_expression(expression, (X, Y), TABLE)(x, y)
    assert contains(found, exact((bounds[0] + bounds[1]) / 2)) or bounds[0] != bounds[1]
    # the two enclose one number
    assert found[0].is_nan() or (lower_end(found[0]) <= exact(bounds[1]) and exact(bounds[0]) <= upper_end(found[1]))


SIDES = st.tuples(COORDINATES, COORDINATES, COORDINATES).map(sorted)


@settings(max_examples=300)
@given(EXPRESSIONS, SIDES, SIDES)
@example(X**2 - X * Y, [F(-1), F(0), F(2)], [F(0), F(1), F(2)])
@example(atan(1 / X), [F(-1), F(1, 2), F(1)], [F(0), F(0), F(0)])
@example(atan2(Y, X), [F(-2), F(-1), F(1)], [F(-1), F(0), F(1)])
@example(X**Y, [F(0), F(0), F(1)], [F(0), F(0), F(1)])
def test_natural_ranges_contain_every_defined_value(expression, xs, ys):
    found = compile_expression(expression, (X, Y), TABLE)(element(xs[0], xs[2]), element(ys[0], ys[2]))
    assert contains(found, reference(expression, x=xs[1], y=ys[1]))


def test_a_narrower_side_gives_a_narrower_range():
    run = compile_expression(sin(X) * exp(X) - X**2, [X], TABLE)
    wide, narrow = run(element(F(0), F(2))), run(element(F(1), F(5, 4)))
    assert lower_end(wide[0]) <= lower_end(narrow[0]) and upper_end(narrow[1]) <= upper_end(wide[1])

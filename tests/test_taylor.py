"""Series of ball arrays hold the Taylor coefficients of each entry, and solutions those of each start."""

from contextlib import contextmanager
from fractions import Fraction as F
from math import comb, factorial

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, arb_series
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational, cos, exp, pi, sin, sqrt, symbols

from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.arithmetics.ball import precision
from verify.language.compile import CompileError
from verify.numerics.taylor import Field, convolution, stack

X, Y = symbols("x y")
MANY = 20  # more than 8 and 16, where the arrays grow
EXPRESSIONS = {
    "polynomial": (X**3 - 2 * X * Y + Rational(1, 3), lambda x, y: x * x * x - 2 * x * y + arb(1) / 3),
    "quotient": ((X + 1) / (Y**2 + 2), lambda x, y: (x + 1) / (y * y + 2)),
    "inverse": (Y / (X + 4) ** 2 + pi / (4 + X), lambda x, y: y / ((x + 4) * (x + 4)) + arb.pi() / (4 + x)),
    "sine": (sin(X * Y), lambda x, y: (x * y).sin()),
    "cosine": (cos(X) - pi * cos(5 * Y), lambda x, y: x.cos() - arb.pi() * (5 * y).cos()),
    "exponential": (exp(X - Y), lambda x, y: (x - y).exp()),
    "root": (sqrt(X + 4) * Y, lambda x, y: (x + 4).sqrt() * y),
    "nested": (exp(sin(X) / (3 + cos(Y))), lambda x, y: (x.sin() / (3 + y.cos())).exp()),
}


def of_coefficients(rows, count=MANY):
    """Return the series with these arrays of coefficients, 0 beyond them."""
    return [BallArray(np.array(r, dtype=float)) for r in [*rows, *[np.zeros_like(rows[0])] * count][:count]]


def series(expression, *xs, symbols=(X, Y), count=MANY):
    """Return the coefficients of an expression of series, stacked along a first axis."""
    with BALL_ARRAYS.working():
        return stack(Field.of([expression], symbols[: len(xs)]).series(xs, count)[0])


@contextmanager
def longest(terms):
    """Let flint keep so many terms of a series."""
    before, flint.ctx.cap = flint.ctx.cap, terms
    yield
    flint.ctx.cap = before


def near(ball, exact):
    """Whether a ball of an array contains the numbers of a wider precision, and is not so wide as to say nothing."""
    mid, rad = float(ball.mid), float(ball.rad)
    assert np.isfinite([mid, rad]).all() and rad < 1e-9 * (1 + abs(mid))
    return bool(arb(mid, rad).overlaps(exact))


# Coefficients


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("known", [1, 2, 6])
def test_coefficients_are_those_of_flint(name, known):
    """Ten entries of random series x and y at once, against power series of one entry at 200 bits."""
    expression, twin = EXPRESSIONS[name]
    generator = np.random.default_rng(known)
    xs, ys = generator.uniform(-1, 1, (2, known, 10)) * generator.integers(0, 2, (2, known, 10))
    found = series(expression, of_coefficients(xs), of_coefficients(ys))
    assert found.shape == (MANY, 10)
    with precision(200), longest(MANY):
        for i in range(10):
            exact = list(twin(*(arb_series(rows[:, i].tolist(), prec=MANY) for rows in (xs, ys))).coeffs())
            exact += [arb(0)] * (MANY - len(exact))
            assert all(near(found[j, i], exact[j]) for j in range(MANY))


@pytest.mark.parametrize(
    ("expression", "function"),
    [(sin(X), mpmath.sin), (cos(X), mpmath.cos), (exp(X), mpmath.exp), (sqrt(X + 2), lambda t: mpmath.sqrt(t + 2)),
     (1 / (X + 3) ** 3, lambda t: (t + 3) ** -3), (X**4 / (1 + X**2), lambda t: t**4 / (1 + t**2))],
)  # fmt: skip
def test_coefficients_are_taylors(expression, function):
    points = np.array([-1.0, 0.0, 0.75, 6.0])
    variable = of_coefficients([points, np.ones(4)])
    found = series(expression, variable)
    with mpmath.workdps(60):
        for i, point in enumerate(points):
            exact = mpmath.taylor(function, mpmath.mpf(point), 10)  # by differences, of half the digits
            assert all(abs(found[j].mid[i] - c) <= found[j].rad[i] + mpmath.mpf(10) ** -25 for j, c in enumerate(exact))
            assert all(found[j].rad[i] < 1e-10 * (1 + abs(c)) for j, c in enumerate(exact))


@given(
    st.lists(st.tuples(*[st.floats(-1e3, 1e3) | st.sampled_from([5e-324, 1e-200, 1e150])] * 4), min_size=1, max_size=6)
)
@np.errstate(all="ignore")
def test_convolutions_include_the_exact_one(rows):
    mids, points = np.array(rows).T[:, :, None], [[F(t) for t in row] for row in rows]
    x, y = BallArray(mids[0], 0.25 * abs(mids[1])), BallArray(mids[2], 0.25 * abs(mids[3]))
    found, n = convolution(x, y), len(rows)
    for s in (-1, 0, 1):
        left = [a + F(float(r)) * s for (a, *_), r in zip(points, x.rad[:, 0], strict=True)]
        right = [a - F(float(r)) * s for (*_, a, _), r in zip(points, y.rad[:, 0], strict=True)]
        exact = sum(left[i] * right[n - 1 - i] for i in range(n))
        mid, rad = float(found.mid[0]), float(found.rad[0])
        assert not np.isfinite([mid, rad]).all() or abs(F(mid) - exact) <= F(rad)


def test_balls_of_series_hold_the_series_of_points():
    """Coefficients with radii: those of every series within are within the result."""
    generator = np.random.default_rng(7)
    mids = generator.uniform(-0.5, 0.5, (6, 3)) + np.array([[2.0]] + [[0.0]] * 5)
    wide = [BallArray(m, 0.01) for m in mids] + [BallArray(np.zeros(3))] * 6
    point = of_coefficients(list(mids + 0.01 * generator.choice([-1.0, 1.0], (6, 3)) * (1 - 1e-12)))
    for expression in (sin(X), exp(-X), sqrt(X), 1 / X, X**3, cos(X) / (1 + X**2)):
        box, inner = (series(expression, x, count=12) for x in (wide, point))
        assert np.all(np.abs(box.mid - inner.mid) <= box.rad + inner.rad)
        assert np.all(box.rad[0] > 1e-4)  # the radii do count


def test_sine_squared_and_cosine_squared_are_one():
    x = of_coefficients(list(np.random.default_rng(3).uniform(-2, 2, (9, 5))))
    one = series(sin(X) ** 2 + cos(X) ** 2, x)
    assert np.all(np.abs(one.mid - (np.arange(MANY) == 0)[:, None]) <= one.rad)


def test_sine_and_cosine_are_computed_once_for_both():
    field = Field.of([sin(X) + cos(X), cos(X) ** 2], (X,))
    field.series([of_coefficients([np.ones(2)])], 5)
    assert sorted(step.head for step in field.program.steps if step.head in ("sin", "cos")) == ["cos", "sin"]


# How many, shapes


@settings(max_examples=25)
@given(st.integers(1, 40))
def test_coefficients_do_not_depend_on_how_many_are_asked_for(count):
    x = of_coefficients([np.array([1.0, 2.0]), np.array([0.5, -0.25]), np.array([0.125, 3.0])], 41)
    few, many = series(sin(X) / (X**2 + 3), x, count=count), series(sin(X) / (X**2 + 3), x, count=41)
    assert np.array_equal(few.mid, many.mid[:count]) and np.array_equal(few.rad, many.rad[:count])


def test_a_geometric_series():
    found = series(1 / (2 - X), of_coefficients([np.ones(3), np.ones(3)], 100), count=100)
    assert np.all(np.abs(found.mid - 1) <= found.rad) and np.all(found.rad < 1e-10)  # 1/(1 − t)


@pytest.mark.parametrize("shape", [(), (1,), (8,), (8, 1), (2, 3)])
def test_any_shape(shape):
    start = BallArray(np.full(shape, 0.5))
    for row in zip(*Field.of((sympy.S.One, X), (X, Y)).solution((start, start), MANY), strict=True):
        assert stack(row).mid.shape == (MANY + 1, *shape)


def test_what_is_constant_is_a_number():
    x = of_coefficients([np.array([2.0])], 3)
    four, three, third = (series(e, x, count=3) for e in (X**0 + pi, X + 1, X / 3))
    assert np.allclose([v.mid[0].item() for v in (four, three, third)], [1 + np.pi, 3, 2 / 3], rtol=1e-15)
    assert not any(v.mid[1:].any() for v in (four, three, third))


def test_what_has_no_sound_meaning_does_not_compile():
    for expression in (sympy.Abs(X), sympy.Max(X, 0), sympy.gamma(X), sympy.floor(X), X**101):
        with pytest.raises(CompileError):
            Field.of([expression], (X,))


@pytest.mark.parametrize("expression", [1 / X, sqrt(X), Y / X, sqrt(-X), 1 / sin(X), 1 / X**2])
def test_undefined_coefficients_stay_undefined(expression):
    """In the first entry the ball holds 0 or what has no square root; the second is not touched."""
    sign = -1 if expression == sqrt(-X) else 1
    x = [BallArray(np.array([0.0, sign * 1.0]), np.array([0.5, 0.0])), *[BallArray(np.ones(2))] * 11]
    found = series(expression, x, of_coefficients([np.ones(2)]), count=12)
    bounded = [[BALL_ARRAYS.bounds(found[j][i]) is not None for j in range(12)] for i in (0, 1)]
    assert not any(bounded[0]) and all(bounded[1])


def test_a_coefficient_that_overflows_is_not_bounded():
    x = of_coefficients([np.array([1e155]), np.array([1e155])])
    square = series(X**2, x)
    assert np.isinf(square[1].mid[0]) and np.isinf(square[1].rad[0])
    with BALL_ARRAYS.working():
        assert BALL_ARRAYS.bounds((BallArray(1e308) / square[1])[0]) is None


# Differential equations

ODES = {
    "exponential": ((X,), {X: 0.75}, lambda j, x: x / factorial(j)),
    "riccati": ((X**2,), {X: 0.5}, lambda j, x: x ** (j + 1)),
    "root": ((1 / X,), {X: 2.0}, lambda j, x: F(4) ** -j * 2 * _binomial_half(j)),  # √(4 + 2t) = 2 √(1 + t/2)
    "square": ((2 * sqrt(X),), {X: 2.25}, lambda j, x: [x, 3, 1][j] if j < 3 else 0),  # (t + 3/2)²
    "clock": ((sympy.S.One,), {X: 0.125}, lambda j, x: [x, 1][j] if j < 2 else 0),
}


def _binomial_half(j):
    """Return the binomial coefficient of 1/2 over j, times 2ʲ."""
    return F((-1) ** (j + 1) * comb(2 * j, j), (2 * j - 1)) / 2**j if j else F(1)


@pytest.mark.parametrize("name", ODES)
def test_solutions_of_known_equations(name):
    field, start, exact = ODES[name]
    with BALL_ARRAYS.working():
        found = Field.of(field, tuple(start)).solution([BallArray(np.full(3, x)) for x in start.values()], MANY)
    for j, (balls,) in enumerate(found):
        true = F(exact(j, F(start[X])))
        pairs = zip(*(np.broadcast_to(part, 3) for part in (balls.mid, balls.rad)), strict=True)
        assert all(abs(F(float(m)) - true) <= F(float(r)) for m, r in pairs), j
        assert np.all(balls.rad <= 1e-11 * (1 + abs(float(true))))


def test_a_system_with_a_parameter():
    """x' = ω y, y' = −ω x from (0, 1): sin ωt, for every ω of a ball."""
    omega = symbols("omega")
    field = Field.of((omega * Y, -omega * X), (X, Y), (omega,), (BallArray(2.0, 0.125),))
    with BALL_ARRAYS.working():
        found = field.solution((BallArray(np.zeros(2)), BallArray(np.ones(2))), 12)
    for j, (x, _) in enumerate(found):
        for value in (F(15, 8), F(2), F(17, 8)):
            true = F(-1) ** (j // 2) * value**j / factorial(j) if j % 2 else F(0)
            assert abs(F(float(x.mid[1])) - true) <= F(float(x.rad[1]))

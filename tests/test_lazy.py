"""Lazy series of ball arrays hold the Taylor coefficients of each entry, however many and in what order."""

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
from verify.language.compile import CompileError, compile_expression
from verify.numerics.lazy import LAZY, Series, convolution, solution

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


def of_coefficients(rows):
    """Return the series with these arrays of coefficients, 0 beyond them."""
    return Series(
        lambda j: BallArray(np.array(rows[j], dtype=float)) if j < len(rows) else BallArray(np.zeros_like(rows[0]))
    )


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
    with LAZY.working():
        found = compile_expression(expression, (X, Y), LAZY)(of_coefficients(xs), of_coefficients(ys)).first(MANY)
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
    with LAZY.working():
        found = compile_expression(expression, (X,), LAZY)(variable)
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
    wide = Series(lambda j: BallArray(mids[j], 0.01) if j < 6 else BallArray(np.zeros(3)))
    point = of_coefficients(list(mids + 0.01 * generator.choice([-1.0, 1.0], (6, 3)) * (1 - 1e-12)))
    with LAZY.working():
        for expression in (sin(X), exp(-X), sqrt(X), 1 / X, X**3, cos(X) / (1 + X**2)):
            run = compile_expression(expression, (X,), LAZY)
            box, inner = run(wide).first(12), run(point).first(12)
            assert np.all(np.abs(box.mid - inner.mid) <= box.rad + inner.rad)
            assert np.all(box.rad[0] > 1e-4)  # the radii do count


def test_sine_squared_and_cosine_squared_are_one():
    x = of_coefficients(list(np.random.default_rng(3).uniform(-2, 2, (9, 5))))
    with LAZY.working():
        one = compile_expression(sin(X) ** 2 + cos(X) ** 2, (X,), LAZY)(x).first(MANY)
    assert np.all(np.abs(one.mid - (np.arange(MANY) == 0)[:, None]) <= one.rad)
    assert x.pair is not None  # computed once for both


# Laziness, shapes


@settings(max_examples=25)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_the_order_of_asking_does_not_matter(order):
    def quotient():
        x = of_coefficients([np.array([1.0, 2.0]), np.array([0.5, -0.25]), np.array([0.125, 3.0])])
        return compile_expression(sin(X) / (X**2 + 3), (X,), LAZY)(x)

    lazy, plain = quotient(), quotient().first(41)
    for j in order:
        assert np.array_equal(lazy[j].mid, plain.mid[j]) and np.array_equal(lazy[j].rad, plain.rad[j])


def test_views_survive_growth():
    geometric = compile_expression(1 / (2 - X), (X,), LAZY)(of_coefficients([np.ones(3), np.ones(3)]))
    early, seventh = geometric.first(5), geometric[7]
    kept = early.mid.copy(), early.rad.copy(), seventh.mid.copy()
    geometric.first(100)
    assert np.array_equal(early.mid, kept[0]) and np.array_equal(early.rad, kept[1])
    assert np.array_equal(seventh.mid, kept[2]) and geometric.first(100).mid.shape == (100, 3)
    assert np.all(np.abs(geometric.first(100).mid - 1) <= geometric.first(100).rad)  # 1/(1 − t)


@pytest.mark.parametrize("shape", [(), (1,), (8,), (8, 1), (2, 3)])
def test_any_shape(shape):
    start = np.full(shape, 0.5)
    for series in solution([BallArray(start), BallArray(start)], lambda x, y: (LAZY.number(1), x)):
        assert series.first(MANY).mid.shape == (MANY, *shape)
        assert series[MANY + 5].mid.shape == shape


def test_what_is_constant_is_a_number():
    run = compile_expression((X**0 + pi, X + 1, X / 3), (X,), LAZY)
    with LAZY.working():
        for x in (BallArray(2.0), of_coefficients([np.array([2.0])])):
            four, three, third = run(x)
            values = [float(np.ravel((v[0] if isinstance(v, Series) else v).mid)[0]) for v in (four, three, third)]
            assert np.allclose(values, [1 + np.pi, 3, 2 / 3], rtol=1e-15)
    assert LAZY.bounds(of_coefficients([np.array(0.5)])) == (F(1, 2), F(1, 2))


def test_what_has_no_sound_meaning_does_not_compile():
    for expression in (sympy.Abs(X), sympy.Max(X, 0), sympy.gamma(X), sympy.floor(X)):
        with pytest.raises(CompileError):
            compile_expression(expression, (X,), LAZY)


@pytest.mark.parametrize("expression", [1 / X, sqrt(X), Y / X, sqrt(-X), 1 / sin(X), 1 / X**2])
def test_undefined_coefficients_stay_undefined(expression):
    """In the first entry the ball holds 0 or what has no square root; the second is not touched."""
    sign = -1 if expression == sqrt(-X) else 1
    x = Series(
        lambda j: BallArray(np.array([0.0, sign * 1.0]), np.array([0.5, 0.0])) if j == 0 else BallArray(np.ones(2))
    )
    with LAZY.working():
        found = compile_expression(expression, (X, Y), LAZY)(x, of_coefficients([np.ones(2)]))
        bounded = [[BALL_ARRAYS.bounds(found[j][i]) is not None for j in range(12)] for i in (0, 1)]
    assert not any(bounded[0]) and all(bounded[1])


def test_a_coefficient_that_overflows_is_not_bounded():
    x = of_coefficients([np.array([1e155]), np.array([1e155])])
    with LAZY.working():
        square = compile_expression(X**2, (X,), LAZY)(x)
        assert np.isinf(square[1].mid[0]) and np.isinf(square[1].rad[0])
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
    run = compile_expression(field, tuple(start), LAZY)
    with LAZY.working():
        (found,) = solution([BallArray(np.full(3, x)) for x in start.values()], run)
        for j in range(MANY):
            true = F(exact(j, F(start[X])))
            assert all(
                abs(F(float(m)) - true) <= F(float(r)) for m, r in zip(found[j].mid, found[j].rad, strict=True)
            ), j
            assert np.all(found[j].rad <= 1e-11 * (1 + abs(float(true))))


def test_a_system_with_a_parameter():
    """x' = ω y, y' = −ω x from (0, 1): sin ωt, for every ω of a ball."""
    omega = symbols("omega")
    run = compile_expression((omega * Y, -omega * X), (X, Y, omega), LAZY)
    parameter = BallArray(2.0, 0.125)
    with LAZY.working():
        x, _ = solution([BallArray(np.zeros(2)), BallArray(np.ones(2))], lambda *u: run(*u, parameter))
        for j in range(12):
            for value in (F(15, 8), F(2), F(17, 8)):
                true = F(-1) ** (j // 2) * value**j / factorial(j) if j % 2 else F(0)
                assert abs(F(float(x[j].mid[1])) - true) <= F(float(x[j].rad[1]))

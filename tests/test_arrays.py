"""Every operation on ball arrays includes the exact result, and what is unbounded stays so."""

from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import assume, example, given
from hypothesis import strategies as st

from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, LARGEST, BallArray, ball_array, enlarged
from verify.arithmetics.ball import precision

MIDS = (
    st.floats(-5, 5) | st.floats(-1e3, 1e3) | st.sampled_from([0.0, 5e-324, -1e-310, 2.0**-1022, 1e-160, 1e150, -1e300])
)
RADII = st.sampled_from([0.0, 5e-324, 1e-300, 1e-17, 1e-9, 0.25, 3.0, 1e200])
NEAR_MULTIPLES = st.builds(
    lambda n, ulps: float(n * np.pi * (1 + ulps * 2.0**-52)), st.integers(-40, 40), st.integers(-3, 3)
)
NAN, INF = float("nan"), float("inf")
FUNCTIONS = {"sin": mpmath.sin, "cos": mpmath.cos, "exp": mpmath.exp}


def holds(ball, exact):
    """Whether a bounded ball contains a number given as a Fraction or to 60 digits; an unbounded one says nothing."""
    mid, rad = float(ball.mid), float(ball.rad)
    if not np.isfinite([mid, rad]).all():
        return True
    if isinstance(exact, F):
        return abs(F(mid) - exact) <= F(rad)
    return abs(mid - exact) <= rad  # mpmath takes floats as they are


@st.composite
def balls(draw, mids=MIDS, radii=RADII):
    """A ball and an exact point of it."""
    mid, rad = draw(mids), draw(radii)
    return BallArray(mid, rad), F(mid) + F(rad) * draw(st.sampled_from([-1, 0, 1, F(1, 3)]))


def decimal(x):
    return mpmath.mpf(x.numerator) / x.denominator


# Inclusion


@given(balls(), balls())
@np.errstate(all="ignore")
def test_rational_operations(x, y):
    (a, s), (b, t) = x, y
    assert holds(a + b, s + t) and holds(a - b, s - t) and holds(a * b, s * t) and holds(-a, -s)
    assert holds(2.5 - a, F(5, 2) - s) and holds(np.float64(3) * a, 3 * s)
    for n in (2, 3):
        assert holds(BALL_ARRAYS.functions["power"](a, n), s**n)
    if t:
        assert holds(a / b, s / t) and holds(1 / b, 1 / t) and holds(BALL_ARRAYS.functions["power"](b, -2), 1 / t**2)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(x=balls() | balls(mids=NEAR_MULTIPLES), half=st.booleans())
@np.errstate(all="ignore")
def test_sine_cosine_and_exponential(name, x, half):
    ball, point = x
    if half:
        ball, point = ball * 0.5, point / 2
    assume(abs(point) < 10**4 or name != "exp")
    with mpmath.workdps(400):  # of which 1e300 mod 2π takes 300
        assert holds(getattr(ball, name)(), FUNCTIONS[name](decimal(point)))


def test_the_polynomials_err_less_than_their_bound_everywhere():
    """At both ends of [−4, 4], near multiples of π/2 and between; the float just beyond goes another way."""
    points = np.concatenate(
        [np.linspace(-LARGEST, LARGEST, 801), np.arange(-2, 3) * np.pi / 2, [np.nextafter(LARGEST, 5)]]
    )
    for name in ("sin", "cos"):
        found = getattr(BallArray(points), name)()
        with mpmath.workdps(40):
            errors = [abs(m - FUNCTIONS[name](mpmath.mpf(x))) for m, x in zip(found.mid, points, strict=True)]
        assert all(error <= r for error, r in zip(errors, found.rad, strict=True))
        assert found.rad[:-1].max() < 1e-12 and found.rad[-1] < 1e-15


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_an_entry_does_not_depend_on_its_neighbours(name):
    points = np.array([0.5, 7.0, 3.9, NAN, 1e300])
    together = getattr(BallArray(points, 1e-9), name)()
    for i, point in enumerate(points):
        alone = getattr(BallArray(point, 1e-9), name)()
        assert np.array_equal(alone.mid, together.mid[i], equal_nan=True)
        assert np.array_equal(alone.rad, together.rad[i], equal_nan=True)


@given(balls())
@np.errstate(all="ignore")
def test_square_roots(x):
    ball, point = x
    assume(point >= 0)
    for found in (ball.root(), ball.sqrt()):
        if np.isfinite([found.mid, found.rad]).all():
            low, high = F(float(found.mid)) - F(float(found.rad)), F(float(found.mid)) + F(float(found.rad))
            assert high**2 >= point and (low <= 0 or low**2 <= point)


def test_square_roots_at_the_edge():
    with np.errstate(all="ignore"):
        assert holds(BallArray(0.0).sqrt(), F(0)) and BallArray(0.0).sqrt().rad < 1e-300
        assert BALL_ARRAYS.bounds(BallArray(1.0, 1.0).sqrt())[1] >= F("1.41421356237309504881")
        assert BALL_ARRAYS.bounds(BallArray(1.0, np.nextafter(1.0, 2)).sqrt()) is None
        assert BALL_ARRAYS.bounds(BallArray(1.0, 1.5).root()) is not None  # known to be nonnegative
        assert BALL_ARRAYS.bounds(BallArray(-1.0, 0.5).root()) is None


@given(st.lists(st.tuples(balls(), balls()), min_size=1, max_size=5), st.integers(1, 3))
@np.errstate(all="ignore")
def test_sums_and_products_of_arrays(pairs, copies):
    pairs = pairs * copies
    left, right = (BallArray([p[i][0].mid for p in pairs], [p[i][0].rad for p in pairs]) for i in (0, 1))
    assert holds(left.sum(0), sum((p[0][1] for p in pairs), F(0)))
    assert holds(left @ right, sum((p[0][1] * p[1][1] for p in pairs), F(0)))
    square = (left.reshape(-1, 1) @ right.reshape(1, -1)).T
    assert all(
        holds(square[j, i], pairs[i][0][1] * pairs[j][1][1]) for i in range(len(pairs)) for j in range(len(pairs))
    )


@given(st.integers(-(10**30), 10**30), st.integers(-60, 60), st.integers(2, 200))
def test_numbers_of_any_kind_are_enclosed(n, exponent, bits):
    exact = n * F(7) ** exponent
    assert holds(ball_array(exact), exact) and holds(ball_array(n), F(n))
    with precision(bits):
        found = ball_array(arb(fmpq(exact.numerator, exact.denominator)))
    assert holds(found, exact)


@given(st.floats(0, 1e300), st.integers(1, 40))
@example(0.0, 8)
@example(5e-324, 8)
def test_an_enlarged_number_pays_for_its_roundings(x, n):
    unit = F(1, 2**53)
    assert F(float(enlarged(x, n))) * (1 - unit) ** n >= F(x)


# What is not bounded


@np.errstate(all="ignore")
def unbounded(ball):
    return BALL_ARRAYS.bounds(ball) is None


BAD = [(NAN, 0.0), (0.0, NAN), (1.0, INF), (INF, 0.0), (-INF, 1.0), (INF, INF)]


@pytest.mark.parametrize(("mid", "rad"), BAD)
@np.errstate(all="ignore")
def test_the_unbounded_stays_unbounded(mid, rad):
    x, one, pair = BallArray(mid, rad), BallArray(1.0), BallArray([mid, 1.0], [rad, 0.0])
    results = [
        x + one,
        one - x,
        x * one,
        BallArray(0.0) * x,
        one * x,
        x / one,
        one / x,
        BallArray(0.0) / x,
        x * x,
        x / x,
    ]
    results += [x.root(), x.sqrt(), x.sin(), x.cos(), x.exp(), pair.sum(0), pair @ BallArray(np.zeros(2)), -x]
    results += [BALL_ARRAYS.functions["atan2"](x, one), BALL_ARRAYS.functions["power"](x, -1)]
    assert all(map(unbounded, results))
    # and the finite neighbour does not suffer
    assert [unbounded(pair[i]) for i in (0, 1)] == [unbounded(pair.sin()[i]) for i in (0, 1)] == [True, False]


@np.errstate(all="ignore")
def test_what_overflowed_is_not_divided_by():
    """1e308/(3.4e308) is not 0: an infinite sum had a finite radius, and a quotient by it the radius 0."""
    big = BallArray([1.7e308, 1.7e308]).sum(0)
    product = BallArray([1e155, 0.0]) @ BallArray([1e155, 0.0])
    for infinite in (big, product, BallArray(INF), BallArray(1e200) * 1e200, BallArray(800.0).exp()):
        assert unbounded(infinite) and unbounded(BallArray(1e308) / infinite)
    assert np.isinf(big.rad) and np.isinf(product.rad)  # so that |mid| > rad does not tell a sign


@pytest.mark.parametrize(("mid", "rad"), [(0.0, 0.0), (1e-9, 1e-9), (1.0, 2.0), (5e-324, 5e-324), (-1.0, 1.0)])
def test_division_by_a_ball_with_zero_in_it(mid, rad):
    with np.errstate(all="ignore"):
        assert unbounded(BallArray(1.0) / BallArray(mid, rad)) and unbounded(BallArray(0.0) / BallArray(mid, rad))


# Shapes and constants


def test_shapes_broadcast_as_in_numpy():
    column, row = BallArray(np.ones((3, 1)), 0.5), BallArray(np.arange(1.0, 5), 0.25)
    for found in (column + row, column * row, column / row, row - column, BALL_ARRAYS.functions["atan2"](column, row)):
        assert found.mid.shape == found.rad.shape == (3, 4)
    for name in ("sin", "cos", "exp", "sqrt"):
        for x in (BallArray(1.0), BallArray(np.ones((2, 3)), 0.1), BallArray([7.0, 1.0]), BallArray([])):
            found = getattr(x, name)()
            assert np.shape(found.mid) == np.shape(found.rad) == x.shape
    with pytest.raises(ValueError, match="shape|broadcast"):
        BALL_ARRAYS.functions["atan2"](BallArray(np.ones((2, 3))), BallArray(np.ones((3, 2))))


def test_operations_leave_their_operands_alone():
    mid, rad = np.array([0.5, 7.0, 2.0]), np.array([0.0, 0.1, 0.2])
    x = BallArray(mid, rad)
    for found in (x.sin(), x.cos(), x + x, x * x, x / x, x.root(), x.exp(), -x, x.sum(0)):
        np.copyto(found.mid, 9.0) if found.shape else None
    assert mid.tolist() == [0.5, 7.0, 2.0] and rad.tolist() == [0.0, 0.1, 0.2]


def test_pi_is_the_same_whoever_asks_first():
    BALL_ARRAYS.constants["pi"].cache_clear()
    with arithmetic("ball", 50).working():
        first = BALL_ARRAYS.constants["pi"]()
    BALL_ARRAYS.constants["pi"].cache_clear()
    with precision(5):
        second = BALL_ARRAYS.constants["pi"]()
    assert (first.mid, first.rad) == (second.mid, second.rad) and first.rad < 1e-15
    assert abs(F(float(first.mid)) - F("3.14159265358979323846264338327950288419")) < F(float(first.rad))


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (F(1, 3), F(2, 3)), (F(-1, 10**9), 7), (5, 5)])
def test_the_hull_of_two_numbers_holds_both(low, high):
    bounds = BALL_ARRAYS.bounds(BALL_ARRAYS.hull(F(low), F(high)))
    assert bounds[0] <= low and high <= bounds[1] and bounds[1] - bounds[0] <= (high - low) * (1 + 1e-14) + 1e-14

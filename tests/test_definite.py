"""Ball arrays include the exact result; definiteness is never claimed of a matrix that lacks it."""

from fractions import Fraction as F

import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import assume, given
from hypothesis import strategies as st

from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray, ball_array, to_arb_mat
from verify.numerics.definiteness import definiteness

PATHS = pytest.mark.parametrize("digits", [None, 30], ids=["fast", "plain"])
SIZES = st.floats(-1e3, 1e3) | st.sampled_from([0.0, 1e-160, -1e-310, 5e-324, 1e150])
RADII = st.sampled_from([0.0, 5e-324, 1e-17, 1e-9, 0.25, 3.0])


def contains(ball, exact):
    mid, rad = float(ball.mid), float(ball.rad)
    return not np.isfinite([mid, rad]).all() or abs(F(mid) - exact) <= F(rad)


@st.composite
def balls(draw):
    """A ball and an exact point of it."""
    mid, rad = draw(SIZES), draw(RADII)
    return BallArray(mid, rad), F(mid) + F(rad) * draw(st.sampled_from([-1, 0, 1, F(1, 3)]))


@given(balls(), balls())
@np.errstate(all="ignore")
def test_every_operation_includes_the_exact_result(x, y):
    (a, s), (b, t) = x, y
    assert contains(a + b, s + t) and contains(a - b, s - t) and contains(a * b, s * t)
    if t:
        assert contains(a / b, s / t)
    if s >= 0:
        root = a.root()
        if np.isfinite([root.mid, root.rad]).all():
            low, high = F(float(root.mid)) - F(float(root.rad)), F(float(root.mid)) + F(float(root.rad))
            assert high**2 >= s and (low <= 0 or low**2 <= s)


@given(st.lists(st.tuples(balls(), balls()), min_size=1, max_size=6))
@np.errstate(all="ignore")
def test_sums_and_products_include_the_exact_result(pairs):
    left = BallArray(np.array([a.mid for (a, _), _ in pairs]), np.array([a.rad for (a, _), _ in pairs]))
    right = BallArray(np.array([b.mid for _, (b, _) in pairs]), np.array([b.rad for _, (b, _) in pairs]))
    assert contains(left.sum(0), sum(s for (_, s), _ in pairs))
    assert contains(left @ right, sum(s * t for (_, s), (_, t) in pairs))


def test_the_bound_of_a_matrix_product_is_that_of_its_rounding():
    random = np.random.default_rng(1)
    a, b = random.normal(size=(2, 12, 12))
    product = BallArray(a) @ BallArray(b)
    exact = [[sum(F(x) * F(y) for x, y in zip(row, column, strict=True)) for column in b.T] for row in a]
    assert all(contains(product[i, j], exact[i][j]) for i in range(12) for j in range(12))
    assert product.rad.max() < 1e-13


def test_division_by_a_ball_around_zero_is_not_bounded():
    with np.errstate(all="ignore"):
        quotient = BallArray(1.0) / BallArray(1e-9, 1e-9)
    assert BALL_ARRAYS.bounds(quotient) is None


@pytest.mark.parametrize("x", [F(1, 3), 2**60 + 1, F(1, 10**400), F(-7, 11), 5])
def test_exact_numbers_are_enclosed(x):
    assert contains(ball_array(x), x)


def test_what_is_not_exact_is_refused():
    for x in ("1", 1j, np.array([2**60 + 1])):
        with pytest.raises(TypeError, match="not taken as exact"):
            ball_array(x)
    with pytest.raises(ValueError, match="radius"):
        BallArray(1.0, -1.0)


def test_constants_and_angles_are_those_of_balls():
    low, high = BALL_ARRAYS.bounds(BALL_ARRAYS.constants["pi"]())
    assert low < F("3.14159265358979323846") < high and high - low < F(1, 10**14)
    quarter = BALL_ARRAYS.functions["atan2"](BallArray(np.ones(2), [0, 0.1]), BallArray(np.ones(2)))
    assert abs(quarter.mid[0] - np.pi / 4) < 1e-15 and quarter.rad[0] < 1e-15 and 0.05 < quarter.rad[1] < 0.06


def with_eigenvalues(values, seed=0):
    basis = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))[0]
    mid = basis @ np.diag(values) @ basis.T
    return (mid + mid.T) / 2


@PATHS
@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_a_clear_case_is_shown(n, digits):
    assert definiteness(BallArray(with_eigenvalues(np.linspace(0.1, 5, n)), 1e-6), digits).kind == "positive definite"


def with_pivots(pivots):
    """Return LDLᵀ for the L of ones: exact if the sums of pivots are, and definite as D is (Sylvester's inertia)."""
    sums, order = np.cumsum(pivots), np.arange(len(pivots))
    return sums[np.minimum.outer(order, order)]


@PATHS
@pytest.mark.parametrize("least", [0.0, -(2.0**-53), -(2.0**-40), -(2.0**-10)])
def test_an_indefinite_or_singular_matrix_is_not_positive_definite(least, digits):
    for matrix in (np.diag([1.0, least, 2.0]), with_pivots([0.25, 0.25, 0.5, least])):
        assert definiteness(BallArray(matrix), digits).kind != "positive definite"


@PATHS
def test_a_radius_above_the_smallest_eigenvalue_is_not_positive_definite(digits):
    for rotated in (np.diag([1.0, 1e-9, 2.0]), with_eigenvalues([1e-9, 1, 2])):
        assert definiteness(BallArray(rotated, 1e-8), digits).kind == "not shown"


@PATHS
def test_the_radius_off_the_diagonal_counts(digits):
    """[[1, 1/2 ± 1/2 + ε], …] holds a singular matrix; a bound that forgot a row of radii would miss it."""
    assert definiteness(BallArray([[1.0, 0.5], [0.5, 1.0]], [[0, 0.51], [0.51, 0]]), digits).kind == "not shown"
    assert definiteness(BallArray([[1.0, 0.5], [0.5, 1.0]], [[0, 0.2], [0.2, 0]]), digits).kind == "positive definite"


@PATHS
def test_a_negative_direction_is_negative_for_every_matrix_within(digits):
    mid, rad = with_eigenvalues([-0.1, 1, 2, 3]), 1e-3
    found = definiteness(BallArray(mid, rad), digits)
    x = [F(float(t)) for t in found.direction]
    worst = sum((F(float(mid[i, j])) * x[i] * x[j] + F(rad) * abs(x[i] * x[j])) for i in range(4) for j in range(4))
    assert found.kind == "negative direction" and worst < 0


@PATHS
def test_a_direction_that_the_radius_undoes_is_not_shown(digits):
    assert definiteness(BallArray(np.diag([1.0, -1e-9]), 1e-8), digits).kind == "not shown"


@PATHS
def test_a_zero_pivot_does_not_hide_a_saddle(digits):
    assert definiteness(BallArray([[0.0, 1.0], [1.0, 0.0]]), digits).kind == "negative direction"


@PATHS
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["mid", "rad"])
def test_entries_that_are_not_finite_show_nothing(bad, where, digits):
    mid, rad = np.eye(3), np.zeros((3, 3))
    (mid if where == "mid" else rad)[1, 1] = abs(bad)
    found = definiteness(BallArray(mid, rad), digits)
    assert found.kind == "not shown" and "finite" in found.reason


@PATHS
@pytest.mark.parametrize("matrix", [np.eye(2, 3), np.zeros((0, 0)), np.array([[1.0, 0.0], [5.0, 1.0]])])
def test_misuse_is_an_error(matrix, digits):
    with pytest.raises(ValueError, match="square|symmetric"):
        definiteness(BallArray(matrix), digits)


def test_more_digits_where_floats_do_not_suffice():
    near = 1 - 2.0**-53  # eigenvalues 2⁻⁵³ and 2 − 2⁻⁵³
    matrix = [[1.0, near], [near, 1.0]]
    assert definiteness(BallArray(matrix)).kind == "not shown"
    assert definiteness(BallArray(matrix), 30).kind == "positive definite"
    assert definiteness(BallArray(matrix, 2.0**-54), 30).kind == "not shown"  # [[1 − ε, 1 − ε], [1 − ε, 1 − ε]] within


def test_a_hilbert_matrix_of_high_condition():
    with arithmetic("ball", 40).working():
        hilbert = arb_mat([[arb(1) / (i + j + 1) for j in range(16)] for i in range(16)])
    assert definiteness(hilbert, 40).kind == "positive definite"  # smallest eigenvalue 1e-23
    wide = arb_mat([[x + arb(0, 1e-22) for x in row] for row in hilbert.tolist()])
    assert definiteness(wide, 40).kind == "not shown"


@given(st.integers(1, 8), st.floats(-2, 2), st.sampled_from([0.0, 1e-12, 1e-4, 0.3]), st.integers(0, 99))
def test_both_paths_agree(n, least, rad, seed):
    matrix = BallArray(with_eigenvalues([least, *np.linspace(0.5, 3, n - 1)], seed), rad)
    fast, plain = definiteness(matrix).kind, definiteness(matrix, 30).kind
    assert "not shown" in (fast, plain) or fast == plain
    lowest = np.linalg.eigvalsh(matrix.mid)[0]
    assume(abs(lowest) > 4 * n * rad + 1e-6)
    assert fast == plain == ("positive definite" if lowest > 0 else "negative direction")


def test_a_ball_matrix_keeps_its_balls_in_flint():
    m = to_arb_mat(BallArray([[0.1, 2.0]], [[1e-300, 1.0]]))
    assert m[0, 0].contains(arb(0.1)) and m[0, 1].contains(arb(1)) and m[0, 1].contains(arb(3))

"""The Krawczyk test against zeros known exactly, and against claims that are wrong."""

from fractions import Fraction as F

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from verify.arithmetics.arrays import BallArray
from verify.numerics.krawczyk import System, distinct, enclose_zero, krawczyk


def quadratic(constant, digits=None):
    """x² − constant, whose zeros are ±√constant."""
    if digits is None:
        return System(lambda x: x * x - constant, lambda x: (x * 2.0).reshape(1, 1))
    exact = arb(fmpq(constant.numerator, constant.denominator))
    return System(lambda x: [x[0] * x[0] - exact], lambda x: [[2 * x[0]]], digits)


def linear(matrix, right, digits=None):
    """Ax − b."""
    if digits is None:
        return System(lambda x: BallArray(matrix) @ x - right, lambda x: BallArray(matrix))
    rows = [list(map(arb, row)) for row in matrix.tolist()]

    def image(x):
        return [sum((a * t for a, t in zip(row, x, strict=True)), -arb(b)) for row, b in zip(rows, right, strict=True)]

    return System(image, lambda x: rows, digits)


PATHS = pytest.mark.parametrize("digits", [None, 30], ids=["fast", "plain"])


@PATHS
def test_the_zero_lies_in_the_box(digits):
    found = enclose_zero(quadratic(F(2), digits), [1.5])
    (low, high), *_ = found.box
    assert found.verified and low**2 < 2 < high**2 and high - low < 1e-9 and found.contraction < 1


@PATHS
def test_a_wide_box_with_one_zero(digits):
    assert krawczyk(quadratic(F(2), digits), [1.4], 0.3).verified


@PATHS
@pytest.mark.parametrize(
    ("midpoint", "radius", "says"),
    [
        (1.0, 0.1, "not inside"),  # the zero is outside
        (0.1, 2.0, "not inside"),  # two zeros inside
        (0.0, 2.0, "singular"),
        (2.0**0.5 + 1e-6, 1e-8, "not inside"),  # a claim that is off by 1e-6
        (2.0**0.5, 0.0, "positive radii"),
        (2.0**0.5, -1e-3, "positive radii"),
        (2.0**0.5, 1e-18, "not inside"),  # rounding of F is wider than the box
        (float("nan"), 0.1, "not finite"),
        (1.4, float("inf"), "not finite"),
        (float("inf"), 1.0, "not finite"),
    ],
)
def test_wrong_boxes_are_not_verified(midpoint, radius, says, digits):
    if digits and radius == 1e-18:
        radius = 1e-17  # √2 as a double is off by 9.7e-17
    found = krawczyk(quadratic(F(2), digits), [midpoint], radius)
    assert not found.verified and says in found.reason


@PATHS
def test_a_zero_on_the_boundary_is_not_verified(digits):
    assert not krawczyk(quadratic(F(4), digits), [1.75], 0.25).verified


def test_the_rim_is_not_the_interior():
    """x − 1 on [0, 1], in exact arithmetic: K(X) = {1} is in X and not inside X."""
    assert not krawczyk(linear(np.eye(1), np.array([1.0]), 30), [0.5], 0.5).verified
    assert krawczyk(linear(np.eye(1), np.array([1.0]), 30), [0.5], 0.5 + 2.0**-40).verified


@PATHS
def test_a_double_zero_is_never_verified(digits):
    for start in (0.0, 1e-3, 0.4):
        assert not enclose_zero(quadratic(F(0), digits), [start]).verified


@PATHS
def test_no_zero_is_never_verified(digits):
    for start in (0.1, 1.0, 30.0):
        assert not enclose_zero(quadratic(F(-1, 10**6), digits), [start]).verified


@PATHS
def test_an_undefined_map_shows_nothing(digits):
    undefined = (lambda x: [x[0] * arb.nan()], lambda x: [[arb(1)]]) if digits else (
        lambda x: x * float("nan"), lambda x: BallArray([[1.0]]))  # fmt: skip
    for found in (krawczyk(System(*undefined, digits), [1.0], 1.0), enclose_zero(System(*undefined, digits), [1.0])):
        assert not found.verified and "not bounded" in found.reason


@PATHS
def test_shapes_are_checked(digits):
    two = linear(np.eye(2), [1.0, 1.0], digits)
    with pytest.raises(ValueError, match="system of 3"):
        krawczyk(two, [1.0, 1.0, 1.0], 0.1) if digits is None else krawczyk(
            System(lambda x: x, lambda x: [x], digits), [1.0] * 3, 0.1
        )
    for midpoint, radius in (([1.0, 1.0], [0.1]), ([], 0.1)):
        with pytest.raises(ValueError, match="do not make a box"):
            krawczyk(two, midpoint, radius)
    with pytest.raises(ValueError, match="system of 1"):
        krawczyk(System(lambda x: x, lambda x: BallArray(np.ones((1, 2)))), [1.0], 0.1)


@PATHS
def test_a_start_far_off_is_moved_before_it_is_tested(digits):
    found = enclose_zero(quadratic(F(2), digits), [1.0 + 1e-2])
    assert found.verified and found.box[0][0] ** 2 < 2 < found.box[0][1] ** 2


def test_more_digits_give_a_smaller_box():
    found = enclose_zero(quadratic(F(2), 60), [1.5])
    (low, high), *_ = found.box
    assert found.verified and low**2 < 2 < high**2 and high - low < F(1, 10**25)


def test_fractions_are_tested_as_the_numbers_that_are_kept():
    """A third is no float: the box reported is the one tested, not the one meant."""
    found = krawczyk(linear(np.eye(1), np.array([0.25])), [F(1, 3)], F(1, 10))
    assert found.verified and found.box == ((F(1 / 3) - F(0.1), F(1 / 3) + F(0.1)),)


@PATHS
def test_zeros_are_distinct_only_if_their_boxes_are_disjoint(digits):
    system = quadratic(F(2), digits)
    left, right, wide = enclose_zero(system, [-1.5]), enclose_zero(system, [1.5]), krawczyk(system, [1.4], 0.3)
    assert distinct([left, right]) and distinct([left, wide]) and distinct([left])
    assert not distinct([right, wide]) and not distinct([left, right, right])
    assert not distinct([left, krawczyk(system, [5.0], 0.1)])  # nothing is known of the second box


def test_boxes_that_touch_are_not_distinct():
    left, right, apart = (
        krawczyk(linear(np.eye(1), np.array([zero])), [middle], 0.5)
        for zero, middle in ((0.0, 0.0), (1.0, 1.0), (2.0, 2.0))
    )
    assert left.verified and right.verified and apart.verified
    assert not distinct([left, right]) and distinct([left, apart])


@given(st.integers(1, 6), st.integers(0, 10**6), st.sampled_from([1e-9, 1e-3, 1.0]), st.floats(0, 2))
def test_both_paths_agree_and_are_right(n, seed, radius, relative):
    """Ax = b with an integer solution: verified exactly when it is inside, unless by rounding it is near the rim."""
    random = np.random.default_rng(seed)
    matrix = random.integers(-9, 10, (n, n)) + 30.0 * np.eye(n)  # regular, and b below is exact
    solution = random.integers(-9, 10, n).astype(float)
    midpoint = solution + radius * relative * random.choice([-1, 1], n)
    answers = [krawczyk(linear(matrix, matrix @ solution, d), midpoint, radius).verified for d in (None, 30)]
    offset = max(abs(F(m) - F(s)) for m, s in zip(midpoint, solution, strict=True)) / F(radius)
    if offset >= 1:
        assert answers == [False, False]
    if offset < F(99, 100):
        assert answers == [True, True]

"""k units and an orthonormal teacher: both paths enclose the same derivatives and reach the same verdicts."""

from fractions import Fraction as F

import numpy as np
import pytest

from derivations.networks.constructors import convolution, dense
from derivations.networks.network import Network, population
from derivations.networks.pairs import BALLS, Pairs
from derivations.papers.safran2018 import certify, flipped, locate_flipped, orthonormal, weight_system
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BallArray
from verify.numerics.definiteness import definiteness
from verify.numerics.krawczyk import distinct, enclose_zero, krawczyk

EXACT = arithmetic("mpmath", 50)
CASES = {
    "dense": (dense([[1.5, 0.25, -1], [0.5, 2, 1]]), dense([[1, 0, 0], [0, 1, 0], [0, 0, 1]])),
    "outputs and thirds": (dense([[1.5, 0.25], [-1, 2]], [F(1, 3), -2]), dense([[F(2, 3), 1]], [F(-5, 7)])),
    "leaky": (dense([[1.0, 2], [3, -1]], None, F(1, 10)), dense([[1, 1], [0, 2]], None, F(1, 10))),
    "at the teacher": (dense([[1.0, 2], [3, 1]]), dense([[1, 2], [3, 1]])),
    "opposite": (dense([[1.0, 2], [3, 1]]), dense([[-1, -2], [3, -1]])),
    "nearly parallel": (dense([[1.0, 1e-9], [1, 2e-9]]), dense([[1, 0], [0, 1]])),
    "overlap": (convolution([1.0, 2], [1, -1, 2], 1), convolution([-1, 1], [2, 1, 1], 1)),
}


def flat(student):
    return np.array([float(x) for u in student.units for x in u.weights])


def includes(balls, values, slack=F(1, 10**45)):
    entries = zip(balls.mid.ravel(), balls.rad.ravel(), np.asarray(values, dtype=object).ravel(), strict=True)
    return all(abs(F(float(m)) - EXACT.bounds(v)[0]) <= F(float(r)) + slack for m, r, v in entries)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("radius", [0.0, 1e-10, 1e-2])
def test_the_fast_derivatives_include_the_fifty_digit_ones(name, radius):
    """At the midpoint, and at corners of the box."""
    student, teacher = CASES[name]
    system, m, x = weight_system(student, teacher), len(student.units), flat(student)
    with np.errstate(all="ignore"):
        gradient, hessian = (part(BallArray(x, radius)) for part in (system.function, system.jacobian))
    assert np.isfinite(gradient.rad).all() and np.isfinite(hessian.rad).all()
    for signs in (np.zeros(len(x)), np.ones(len(x)), (-1.0) ** np.arange(len(x))):
        point = [F(t) + F(radius) * F(s) for t, s in zip(x.tolist(), signs.tolist(), strict=True)]
        rows = [point[i * student.dimension : (i + 1) * student.dimension] for i in range(m)]
        there = population(dense(rows, [u.output for u in student.units], student.slope), teacher, EXACT)
        assert includes(gradient, there.gradient[m:])
        # where a unit stays parallel to the teacher's to 50 digits, those are all the oracle has
        assert includes(hessian, there.hessian[m:, m:], F(1, 10**40))
    if radius == 0:
        assert gradient.rad.max() < 1e-13
        assert name in ("at the teacher", "opposite", "nearly parallel") or hessian.rad.max() < 1e-13


@pytest.mark.parametrize("name", ["dense", "outputs and thirds", "leaky"])
def test_the_plain_derivatives_lie_in_the_fast_ones(name):
    student, teacher = CASES[name]
    fast, plain, x = weight_system(student, teacher), weight_system(student, teacher, 30), flat(student)
    table = arithmetic("ball", 30)
    pairs = [
        (fast.function(BallArray(x)), plain.function([table.number(t) for t in x.tolist()])),
        (fast.jacobian(BallArray(x)), sum(plain.jacobian([table.number(t) for t in x.tolist()]), [])),
    ]
    for balls, exact in pairs:
        for mid, rad, value in zip(balls.mid.ravel(), balls.rad.ravel(), exact, strict=True):
            low, high = table.bounds(value)
            assert F(float(mid)) - F(float(rad)) <= low and high <= F(float(mid)) + F(float(rad))


@pytest.mark.parametrize("k", [6, 10, 20])
def test_the_flipped_point_is_a_strict_minimum(k):
    student, teacher = orthonormal(k, locate_flipped(k))
    found = certify(student, teacher, (None,))
    assert found.kind == "strict minimum" and len(found.zero.midpoint) == k * k
    assert student.units[-1].weights[-1] < -0.5  # not the teacher, nor a permutation of it


def test_at_five_units_it_is_a_strict_saddle():
    found = certify(*orthonormal(5, locate_flipped(5)), (None,))
    assert found.zero.verified and found.kind == "strict saddle" and len(found.definiteness.direction) == 25


@pytest.mark.parametrize("k", [5, 6])
def test_both_paths_reach_the_same_verdict(k):
    networks = orthonormal(k, locate_flipped(k))
    fast, plain = certify(*networks, (None,)), certify(*networks, (30,))
    assert fast.kind == plain.kind != "undecided"
    assert not distinct([fast.zero, plain.zero])  # the same point


def test_the_minimum_and_its_images_are_distinct():
    weights = locate_flipped(6)
    zeros = [certify(*orthonormal(6, w), (None,)).zero for w in (weights, weights[:, ::-1], weights[::-1])]
    assert distinct(zeros)  # the unit that is flipped, and the order of the units


def test_a_point_off_by_a_millionth_is_not_certified():
    weights = locate_flipped(6)
    system = weight_system(*orthonormal(6))
    assert krawczyk(system, weights.ravel(), 1e-9).verified
    assert not krawczyk(system, weights.ravel() + 1e-6, 1e-9).verified
    assert krawczyk(system, weights.ravel() + 1e-9, 1e-7).verified


def test_a_box_too_wide_is_not_certified():
    system, weights = weight_system(*orthonormal(6)), locate_flipped(6)
    assert not krawczyk(system, weights.ravel(), 0.05).verified


def test_a_unit_that_may_vanish_shows_nothing():
    system = weight_system(*orthonormal(2))
    found = krawczyk(system, [0.0, 0.0, 1.0, 0.0], 0.1)
    assert not found.verified


def test_the_teacher_is_certified_though_its_units_are_parallel_to_the_students():
    """There the Hessian is not Lipschitz, only continuous: bounded forms, and boxes small enough."""
    student, teacher = orthonormal(6)
    found = certify(student, teacher, (None,))
    assert found.kind == "strict minimum"


def test_where_units_may_be_parallel_their_direction_is_anything():
    units = BallArray([[1.0, 0.0], [1.0, 0.0]], [[1e-3, 1e-3], [0.0, 0.0]])
    with np.errstate(all="ignore"):
        directions = Pairs(units, 1, 0, BALLS)._directions(BallArray(np.zeros((1, 2, 2))))
    assert (directions.mid == 0).all() and (directions.rad == 1).all()


def test_a_flat_direction_is_undecided():
    """Two equal units against a teacher of one: moving weight from one to the other changes nothing."""
    found = certify(dense([[0.5, 0.0], [0.5, 0.0]]), dense([[1, 0]]), (None, 30))
    assert found.kind == "undecided" and not found.zero.verified


def test_the_radius_of_the_box_reaches_the_hessian():
    system, x = weight_system(*orthonormal(6)), locate_flipped(6).ravel()
    narrow, wide = (definiteness(system.jacobian(BallArray(x, r))).kind for r in (1e-9, 1e-1))
    assert (narrow, wide) == ("positive definite", "not shown")


def test_the_basis_is_that_of_the_symmetry():
    basis = flipped(7)
    assert np.allclose(np.einsum("ijs,ijt->st", basis, basis), np.eye(5))
    order = [*np.random.default_rng(0).permutation(6), 6]
    assert np.array_equal(basis[order][:, order], basis)


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="share the dimension"):
        weight_system(dense([[1]]), dense([[1, 2]]))
    with pytest.raises(ValueError, match="share the dimension"):
        weight_system(dense([[1, 2]]), Network(dense([[1, 2]]).units, F(1, 2)))
    with pytest.raises(ValueError, match="at least 3"):
        locate_flipped(2)
    with pytest.raises(ArithmeticError, match="not settled"):
        locate_flipped(6, steps=2)


def test_the_start_may_be_rough():
    found = enclose_zero(weight_system(*orthonormal(6)), np.round(locate_flipped(6), 2).ravel())
    assert found.verified and np.allclose(found.midpoint, locate_flipped(6).ravel(), atol=1e-12)

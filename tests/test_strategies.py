"""Strategies: inputs lie in their domain and reach its edges; networks and pairs are as degenerate as they say."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tomllib
from fractions import Fraction
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from sympy import FiniteSet, Interval, Range, Rational, S, Symbol, Union, oo, pi, sqrt

import derivations.networks.network
from derivations.networks.network import Network, Unit, forward, population
from derivations.networks.strategies import networks, register, teachers, unit_pairs
from derivations.papers.du2018.theory.model import MODEL
from verify import Domain, Dot, Vectors, arithmetic
from verify.testing.strategies import exact_point, inputs, largest, numbers, points, vectors

ROOT = Path(__file__).parent.parent


def drawn(strategy, count=150, number=1):
    found = []

    @seed(number)
    @settings(max_examples=count, database=None)
    @given(strategy)
    def keep(value):
        found.append(value)

    keep()
    return found


SETS = [
    Interval(0, pi), Interval.open(0, 1), Interval.Ropen(-2, 3), Interval(0, oo), S.Reals, S.Rationals, Range(2, oo),
    Range(-3, 4), S.Integers, FiniteSet(0, 1, sqrt(2)), Union(Interval(-2, -1), Interval(1, 2)),
    Interval(sqrt(2), pi), Interval(10**40, 10**50), Interval.Lopen(-oo, -sqrt(3)),
    Interval.open(1, 1 + Rational(1, 2**50)),
]  # fmt: skip


@pytest.mark.parametrize("values", SETS, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numbers_lie_in_their_set_exactly(values, dtype):
    if dtype == "float32" and values in (SETS[12], SETS[14]):
        with pytest.raises(ValueError, match="holds no floating-point number"):
            numbers(values, dtype)
        return
    for x in drawn(numbers(values, dtype), 30):
        assert values.contains(Rational(*x.as_integer_ratio())) == S.true
        assert isinstance(x, int) or float(np.dtype(dtype).type(x)) == x


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (Interval(0, pi), {0.0, math.pi, math.pi / 2, 1.0, 0.5}),  # the float next to π is below π
        (Interval(-3 * pi, 3 * pi), {math.nextafter(3 * math.pi, 0), -math.nextafter(3 * math.pi, 0), -math.pi}),
        (Interval(0, 1), {0.0, 1.0, 1 / 3}),
        (Interval.open(0, 1), {1 - 2.0**-53, 0.5}),
        (Range(2, oo), {2, 3}),
    ],
)
def test_special_numbers_come(values, wanted):
    assert wanted <= set(drawn(numbers(values), 250))


def test_numbers_come_close_to_an_end_and_far_out():
    found = drawn(numbers(Interval(0, pi)), 150)
    assert any(0 < x < 1e-12 for x in found) and any(0 < math.pi - x < 1e-12 for x in found)
    sizes = [abs(x) for x in drawn(numbers(S.Reals), 150) if x]
    assert max(sizes) > 1e20 and min(sizes) < 1e-10
    assert max(sizes) <= largest() and min(sizes) >= 1 / largest()


def test_sets_without_floats_are_refused():
    for values in (FiniteSet(pi), Interval.open(1, 1 + Rational(1, 2**60))):
        with pytest.raises(ValueError, match="holds no floating-point number"):
            numbers(values)


DOMAINS = [
    MODEL,
    Domain(x=Interval(0, pi), k=Range(3, 5), u=Vectors(Symbol("k"), nonzero=True), where=lambda x, k: k > x + 1),
    Domain(u=Vectors(3), v=Vectors(3), where=lambda u, v: Dot(u, v) > 0),
]


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_inputs_are_points_of_the_domain(domain):
    for point in drawn(inputs(domain), 40):
        exact = exact_point(domain, point)
        assert list(point) == list(domain.by_name) and domain.contains(exact)
        for symbol, values in domain.ranges.items():
            if isinstance(values, Vectors):
                size = exact.get(values.dimension, values.dimension)
                assert len(point[symbol.name]) == size or not size.is_Integer
                assert any(point[symbol.name]) or not values.nonzero


def test_exact_points_are_those_of_the_domain():
    domain = Domain(x=Interval(0, 1))
    assert all(domain.contains(point) for point in drawn(points(domain), 20))


def angle(u, v):
    """The angle of two vectors, and whether they are parallel exactly."""
    p, q, c = (sum(Fraction(s) * Fraction(t) for s, t in zip(x, y, strict=True)) for x, y in ((u, u), (v, v), (u, v)))
    gram = p * q - c * c
    return math.atan2(math.sqrt(gram / (p * q)), c / Fraction(math.sqrt(p * q))), gram == 0


def test_vectors_stand_in_special_position_to_others():
    u = (1.5, 0.25, -3.0)
    found = [v for v in drawn(vectors(3, [u], nonzero=True), 250) if max(map(abs, v)) < 100]
    seen = [angle(u, v) for v in found]
    assert all(any(v) for v in found)
    for low, high in ((0, 1e-15), (1e-14, 1e-6), (1e-5, 1), (math.pi - 1e-6, math.pi - 1e-14), (math.pi - 1e-15, 4)):
        assert any(low <= a <= high for a, _ in seen)
    assert any(exactly for _, exactly in seen)
    assert any(sum(s * t for s, t in zip(u, v, strict=True)) == 0 for v in found)
    assert any(not any(v) for v in drawn(vectors(2), 60))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_vectors_stay_where_products_of_ten_neither_overflow_nor_underflow(dtype):
    entries = [abs(x) for v in drawn(vectors(2, [(1.0, 2.0**20)], dtype=dtype), 120) for x in v if x]
    assert max(entries) <= largest(dtype) and min(entries) >= 1 / largest(dtype)
    assert np.isfinite(np.dtype(dtype).type(largest(dtype)) ** 10)
    assert max(entries) > largest(dtype) ** 0.2  # and some are huge


# Networks


@settings(max_examples=20)
@given(st.data())
def test_the_loss_of_drawn_networks_is_not_negative_and_zero_at_the_teacher(data):
    student = data.draw(networks())
    teacher = data.draw(teachers(student))
    assert teacher.dimension == student.dimension and teacher.slope == student.slope
    table = arithmetic("ball", 40)
    low, high = table.bounds(population(student, teacher, table).loss)
    assert high >= 0
    if teacher == student:
        assert low <= 0
    z = np.ones((1, student.dimension))
    assert np.isfinite(forward(student, z)).all()


def test_networks_have_degenerate_units_and_teachers_are_sometimes_the_student():
    found = drawn(networks(dimension=2, slope=0), 100)
    assert {n.dimension for n in found} == {2} and {n.slope for n in found} == {0}
    several = [n for n in found if len(n.units) > 1]
    assert any(angle(n.units[0].weights, n.units[1].weights)[1] for n in several)
    assert any(0 < angle(n.units[0].weights, n.units[1].weights)[0] < 1e-3 for n in several)
    assert {n.dimension for n in drawn(networks(), 40)} == {1, 2, 3, 4}
    student = found[-1]
    assert any(teacher == student for teacher in drawn(teachers(student), 30))
    assert max(len(n.units) for n in drawn(networks(most_units=2), 30)) == 2


@pytest.mark.parametrize("options", [{"dimension": 0}, {"most_units": 0}])
def test_networks_without_units_or_inputs_are_refused(options):
    with pytest.raises(ValueError, match="at least one unit and one input"):
        drawn(networks(**options), 1)


@settings(max_examples=80)
@given(st.integers(2, 4).flatmap(unit_pairs))
def test_unit_pairs_have_the_angle_they_say(pair):
    u, v, said = pair
    assert all(abs(sum(x * x for x in w) - 1) < 1e-14 for w in (u, v))
    measured, parallel = angle(u, v)
    assert abs(measured - said) < 2e-15 * 4
    assert said in (0, math.pi) or 1e-12 <= said <= math.pi - 1e-12
    if said == 0:
        assert u == v
    if said == math.pi:
        assert all(s == -t for s, t in zip(u, v, strict=True)) and parallel
    if said == math.pi / 2:
        assert sum(s * t for s, t in zip(u, v, strict=True)) == 0


def test_unit_pairs_reach_every_kind_of_angle():
    said = {a for *_, a in drawn(unit_pairs(3), 150)}
    assert {0.0, math.pi, math.pi / 2} <= said
    assert any(0 < a < 1e-9 for a in said) and any(0 < math.pi - a < 1e-9 for a in said)
    with pytest.raises(ValueError, match="dimension 2 or more"):
        drawn(unit_pairs(1), 1)


# The entry point


def test_types_are_registered():
    register()
    assert all(isinstance(network, Network) and network.units for network in drawn(st.from_type(Network), 10))
    assert {len(unit.weights) for unit in drawn(st.from_type(Unit), 40)} == {1, 2, 3, 4}


def entry_point():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["hypothesis"]
    ((name, value),) = declared.items()
    return name, value


def test_the_entry_point_names_the_hook():
    assert EntryPoint(*entry_point(), "hypothesis").load() is register
    assert derivations.networks.network.Network is Network


def test_an_unrelated_project_loads_no_library_through_the_entry_point(tmp_path):
    info = tmp_path / "as_if_installed-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: as-if-installed\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[hypothesis]\n{} = {}\n".format(*entry_point()))
    code = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "import hypothesis, sys\n"
        "from hypothesis import strategies as st\n"
        "st.integers().example()\n"
        "heavy = [m for m in ('sympy', 'mpmath', 'flint', 'numpy') if m in sys.modules]\n"
        "print('derivations.networks.strategies' in sys.modules, *heavy)"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


def test_symbols_stay_symbols():
    domain = Domain(x=Interval(0, 1))
    assert exact_point(domain, {"x": 0.1}) == {domain.by_name["x"]: Rational(0.1)}
    assert sympy.Rational(0.1) != Rational(1, 10)

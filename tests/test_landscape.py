"""Critical points of a teacher: against the loss itself, at the edges, and located against enclosed."""

from fractions import Fraction as F

import mpmath
import pytest

from derivations import convolution, population
from derivations.papers.du2018.critical_points.answer import Answer
from derivations.papers.du2018.critical_points.enclosed import critical_points
from derivations.papers.du2018.critical_points.located import locate
from derivations.papers.du2018.critical_points.problem import Problem
from verify import arithmetic
from verify.arithmetics.decimals import enclosure, parse_rational
from verify.numerics.locate import Field, descend, polish
from verify.numerics.monotone_roots import monotone_root


def balls(digits):
    return arithmetic("ball", digits)


def solved(*teacher, weights=None, digits=30):
    return critical_points(Problem(tuple(map(F, teacher)), weights), balls, digits)


def middle(bounds):
    return (bounds[0] + bounds[1]) / 2


def at(point, weights, teacher):
    """Return loss and gradient of the explicit network at a point of the report, in 40-digit mpmath."""
    mp = mpmath.mp.clone()
    mp.dps = 40
    angle, n = mp.mpf(middle(point.angle).numerator) / middle(point.angle).denominator, len(weights)
    length = mp.sqrt(sum(mp.mpf(w.numerator) ** 2 / w.denominator**2 for w in weights))
    # an orthonormal frame with its first vector along w*, second orthogonal to it
    first = [mp.mpf(w.numerator) / w.denominator / length for w in weights]
    second = [-first[1], first[0], *([0] * (n - 2))]
    size = mp.sqrt(sum(x * x for x in second))
    v = [mp.cos(angle) * x + mp.sin(angle) * y / size for x, y in zip(first, second, strict=True)]
    outputs = [mp.mpf(middle(w).numerator) / middle(w).denominator for w in point.weights]
    table = arithmetic("mpmath", 40)
    return population(convolution(v, outputs), convolution(weights, teacher), table)


@pytest.mark.parametrize("teacher", [(1, -2, F(3, 2)), (1, -2, 1), (2, 3, -4, F(1, 7)), (1, 1, 1)])
def test_the_points_are_critical_for_the_explicit_network(teacher):
    weights = (F(3), F(-1), F(2))
    report = solved(*teacher, weights=weights)
    present = [point for point in report.points if point.kind != "absent"]
    assert len(present) == (2 if teacher == (1, 1, 1) else 3)
    for point in present:
        found = at(point, weights, teacher)
        assert abs(found.loss - float(middle(point.loss))) < 1e-12 * (1 + float(middle(point.loss)))
        # the gradient in v is that for ‖v‖ = 1 without normalisation: its tangential part, which here is all of a*'s
        assert max(abs(x) for x in found.gradient[: len(teacher)]) < 1e-25, point.name


def test_enclosures_are_as_narrow_as_asked():
    for digits in (1, 50, 300):
        for point in solved(3, -1, F(2, 3), digits=digits).points:
            low, high = point.loss
            assert (high - low) * 10**digits <= abs(high)


@pytest.mark.parametrize(
    ("teacher", "weights", "kinds"),
    [
        ((1, -2, F(3, 2)), None, ("strict minimum", "saddle")),
        ((1, 1, 1), None, ("degenerate", "absent")),
        ((5,), None, ("degenerate", "absent")),
        ((1, 1, 1), (F(2),), ("strict minimum", "absent")),
        ((1, -2), (F(2), F(1)), ("strict minimum", "saddle")),
    ],
)
def test_kinds(teacher, weights, kinds):
    report = solved(*teacher, weights=weights)
    assert tuple(point.kind for point in report.points[1:]) == kinds


def test_close_to_the_threshold_the_sign_is_decided_exactly():
    # k = 2: threshold s = (π + 1)/(2π) = 0.659154943…; (1, x) has s = (1 + x)²/(2 (1 + x²))
    mp = mpmath.mp.clone()
    mp.dps = 60
    s = (mp.pi + 1) / (2 * mp.pi)
    x = (1 - mp.sqrt(1 - (2 * s - 1) ** 2)) / (2 * s - 1)
    below, above = (F(int(mp.floor(x * 10**40)) + step, 10**40) for step in (0, 1))
    assert [solved(1, y).points[1].kind for y in (below, above)] == ["strict minimum", "degenerate"]


def test_a_teacher_summing_to_zero_has_its_ring_at_a_right_angle():
    ring = solved(1, -2, 1).points[2]
    assert set(ring.weights) == {(0, 0)} and ring.angle[0] < F(355, 226) and "π/2" in ring.remark


@pytest.mark.parametrize("scale", [F(1, 10**300), F(1), F(10**300)])
def test_scale(scale):
    report, unit = solved(scale, -2 * scale, scale), solved(1, -2, 1)
    assert abs(middle(report.points[1].loss) / scale**2 / middle(unit.points[1].loss) - 1) < F(1, 10**29)
    assert report.threshold == unit.threshold


def test_bad_problems_are_refused():
    for teacher, weights in (((), None), ((F(0),), None), ((F(1),), ()), ((F(1),), (F(0), F(0)))):
        with pytest.raises(ValueError, match="nonzero entry"):
            Problem(teacher, weights)


@pytest.mark.parametrize(
    "teacher", [(1, -2, F(3, 2)), (1, -1), (1, 1, -1, -1), tuple((-1) ** i * (i + 1) for i in range(25))]
)
@pytest.mark.parametrize("digits", [20, 50, 300])
def test_the_located_point_is_in_the_enclosure(teacher, digits):
    teacher = tuple(map(F, teacher))
    report, found = solved(*teacher, digits=digits), locate(teacher, digits)
    assert found.located.multiplicity == 2 and Answer(report, found, digits).agreement >= digits


def test_a_wrong_point_does_not_agree():
    teacher = (F(1), F(-2), F(3, 2))
    report, found = solved(*teacher), locate(teacher, 30)
    wrong = type(found)(found.angle, (found.weights[0] + mpmath.mpf("1e-12"), *found.weights[1:]), found.located, 1)
    assert 10 <= Answer(report, wrong, 30).agreement <= 13


def test_nothing_is_located_above_the_threshold():
    assert locate((F(1), F(1), F(1)), 20, tries=6) is None


def test_polish_learns_the_multiplicity():
    from sympy import sin, symbols

    x, y = symbols("x y", real=True)
    for m in (1, 2, 3):
        found = polish(Field(((x - 1) ** m * (x + 2), sin(y) + x - 1), (x, y)), [1.2, 0.1], 60)
        assert abs(found.point[0] - 1) < mpmath.mpf("1e-40") and found.multiplicity == m


def test_descend_follows_the_flow():
    from sympy import symbols

    x, y = symbols("x y", real=True)
    field = Field((x * (x - 1) * (x - 2), y), (x, y))  # stable at 0 and 2
    assert descend(field, [0.9, 1.0])[0] == pytest.approx(0, abs=1e-8)
    assert descend(field, [1.1, 1.0])[0] == pytest.approx(2, abs=1e-8)


def test_monotone_roots_are_enclosed_or_refused():
    from sympy import Symbol

    x = Symbol("x")
    low, high = monotone_root(x**3 - 2, x, (F(1), F(2)), {}, balls(60))
    assert low**3 < 2 < high**3 and high - low < F(1, 10**58)
    assert monotone_root(x**3 - 2, x, (F(2), F(3)), {}, balls(30)) is None


@pytest.mark.parametrize("text", ["3/2", "-0.25", "1e-3", " 7 ", "+2.", ".5"])
def test_rationals_are_read_exactly(text):
    assert parse_rational(text) == F(text.strip())


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1/0", "1/2/3", "0x10", "1_000", "1e999999", "٣", "1 2"])
def test_what_is_no_rational_is_refused(text):
    with pytest.raises(ValueError, match="rational|divides by zero"):
        parse_rational(text)


def test_enclosures_round_outward():
    for x in (F(1, 3), F(-1, 3), F(10**40, 7), F(-1, 10**300)):
        ends = enclosure((x, x), 8)
        assert F(ends["lower"]) <= x <= F(ends["upper"]) and F(ends["upper"]) - F(ends["lower"]) <= abs(x) / 10**7

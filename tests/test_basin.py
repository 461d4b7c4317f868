"""The probability of each minimum: the start, the separatrix, and four methods that agree."""

import json
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest

from derivations.gaussian.kernels import PHI, g
from derivations.papers.du2018.basin import simulation
from derivations.papers.du2018.basin.answer import METHODS, Request, basin
from derivations.papers.du2018.basin.initial import Setting, angle_distribution, ball_masses
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS, Motion, gauss, heights, probability
from derivations.papers.du2018.theory.reduction import flow
from verify import arithmetic, compile_expression
from verify.arithmetics.arrays import BallArray
from verify.cli import run
from verify.statistics.sample import stream

ONE = Setting(25, F(4), 6)
SETTINGS = [ONE, Setting(2, F(1, 2), 3), Setting(9, F(3), 2), Setting(5, F(2), 9, F(4)), Setting(9, F(1), 4, F(1, 9))]


# The start


@pytest.mark.parametrize("p", [2, 3, 4, 5, 6, 7, 50, 51, 1000])
def test_angle_distribution_is_the_incomplete_beta_function(p):
    angles = np.array([0.0, 1e-3, 0.4, 1.5, 2.0, 3.1, np.pi])
    found = angle_distribution(p, BallArray(angles))
    with mpmath.workdps(30):
        half = mpmath.mpf(p - 1) / 2
        true = [mpmath.betainc(half, half, 0, (1 - mpmath.cos(mpmath.mpf(t))) / 2, regularized=True) for t in angles]
    assert all(abs(m - t) <= r for m, t, r in zip(found.mid, true, found.rad, strict=True))
    assert found.rad.max() < 1e-10


def test_samples_follow_the_densities():
    """Each count is binomial: six standard deviations have a probability below 2e-9 each."""
    n = 400_000
    for setting in (ONE, Setting(2, F(1, 2), 3), Setting(3, F(1), 2)):
        phi, x, z = setting.sample(stream("test", setting), n)
        x_most, z_most = (float(axis.mid) for axis in setting.half_axes)
        first, u = z / z_most, x / x_most / np.sqrt(1 - (z / z_most) ** 2)
        edges = np.array([-1, -0.5, 0.125, 0.375, 1])
        for values, half in ((first, F(setting.patches + 1, 2)), (u, F(setting.patches, 2))):
            expected = ball_masses(half, edges).mid
            counts = np.histogram(values, edges)[0]
            assert np.all(np.abs(counts - n * expected) < 6 * np.sqrt(n * expected * (1 - expected)) + 6)
        below = setting.angle_probability(BallArray(np.array([0.5, 1.2, 2.0]))).mid
        counts = np.array([np.sum(phi < t) for t in (0.5, 1.2, 2.0)])
        assert np.all(np.abs(counts - n * below) < 6 * np.sqrt(n * below * (1 - below)) + 6)
        assert abs(np.corrcoef(first, u)[0, 1]) < 6 / np.sqrt(n)


def test_reduced_starts_are_those_of_explicit_vectors():
    """A naive twin: a in the ball of R^k and v on the sphere of R^p, and their inner products."""
    n, k, p, rng = 200_000, 4, 3, stream("naive")
    b = np.array([1.0, 0.5, -0.5, 0.25])  # b·b = 25/16 and 1·b = 5/4
    b /= np.linalg.norm(b)
    total = 1.0
    setting = Setting(k, F(25, 25), p)  # (5/4)² / (25/16)
    a = rng.standard_normal((n, k))
    a *= (rng.random(n) ** (1 / k) * total / np.sqrt(k) / np.linalg.norm(a, axis=1))[:, None]
    v = rng.standard_normal((n, p))
    naive = np.arccos(v[:, 0] / np.linalg.norm(v, axis=1)), a.sum(axis=1), a @ (b - total / k)
    for ours, theirs in zip(setting.sample(stream("ours"), n), naive, strict=True):
        for power in (1, 2, 4):
            x, y = ours**power, theirs**power
            assert abs(x.mean() - y.mean()) < 6 * np.sqrt((x.var() + y.var()) / n)


@pytest.mark.parametrize(
    ("patches", "ratio", "size", "scale", "word"),
    [(5, 6, 3, 1, "between 0 and"), (5, -1, 3, 1, "between 0 and"), (1, F(1, 2), 3, 1, "one patch"),
     (0, 0, 3, 1, "at least 1"), (5, 1, 0, 1, "at least 1"), (5, 1, 3, 0, "positive")],
)  # fmt: skip
def test_no_teacher_has_these(patches, ratio, size, scale, word):
    with pytest.raises(ValueError, match=word):
        Setting(patches, F(ratio), size, F(scale))


@pytest.mark.parametrize("exponent", [0, 0.5, 12, 49.5])
def test_gauss_is_exact_for_polynomials(exponent):
    nodes, weights = gauss(exponent, 7)
    for degree in (0, 2, 6, 12):
        # E t^2m for t² of the beta distribution with parameters ½ and exponent + 1
        true = mpmath.beta(mpmath.mpf(degree + 1) / 2, exponent + 1) / mpmath.beta(0.5, exponent + 1)
        assert abs(weights @ nodes**degree - float(true)) < 1e-14
        assert abs(weights @ nodes ** (degree + 1)) < 1e-14


# The separatrix


def test_the_separatrix_is_where_fates_change_and_rises_in_both():
    for setting in SETTINGS:
        x_most, z_most = (float(axis.mid) for axis in setting.half_axes)
        x, z = (m.ravel() for m in np.meshgrid(np.linspace(-1, 1, 5) * x_most, np.linspace(-1, 1, 7) * z_most))
        height = heights(setting, x, z)
        motion = Motion.of(setting)
        assert np.all(motion.labels(height - 1e-6, x, z) == GLOBAL)
        assert np.all(motion.labels(height + 1e-6, x, z) == SPURIOUS)
        table = height.reshape(7, 5)
        assert np.all(np.diff(table, axis=0) > 0) and np.all(np.diff(table, axis=1) > 0)


def test_at_the_ring_the_separatrix_is_the_ring():
    for setting in SETTINGS:
        k, r = setting.patches, float(setting.ratio)
        fast = k + np.pi - 1
        target = (fast - np.pi * r) / (fast - r)
        angle = float(mpmath.findroot(lambda t, y=target: (mpmath.pi - t) * mpmath.cos(t) + mpmath.sin(t) - y, 2))
        x, z = (fast - np.pi + target) * np.sqrt(r) / fast, (target - 1) * (1 - r / k) / (np.pi - 1)
        field = compile_expression(setting.at_these(flow()), (PHI, *_names(setting)), arithmetic("numpy"))
        assert max(map(abs, field(angle, x, z))) < 1e-12
        assert abs(heights(setting, np.array([x]), np.array([z]))[0] - angle) < 2e-9


def _names(setting):
    from derivations.papers.du2018.theory.reduction import STATE

    return STATE[1:]


def test_limits_of_the_scale():
    """As N/V² → 0 the outputs settle first: P → F_p(φ_s)."""
    target = float((25 + np.pi - 1 - 4 * np.pi) / (25 + np.pi - 1 - 4))
    run_g = compile_expression(g(PHI), [PHI], arithmetic("mpmath", 20))
    angle = float(mpmath.findroot(lambda t: run_g(t) - target, 2))
    limit = float(angle_distribution(6, BallArray(np.array([angle]))).mid[0])
    errors = [abs(probability(Setting(25, F(4), 6, scale))[0] - limit) for scale in (F(1, 10), F(1, 100), F(1, 1000))]
    assert errors[0] > 5 * errors[1] > 25 * errors[2] > 0


@pytest.mark.parametrize(("k", "r"), [(25, F(1, 4)), (4, F(2, 5)), (9, F(1, 10))])
def test_the_lower_bound_on_the_spurious_probability(k, r):
    """P_spurious ≥ (1 − F_p(g⁻¹(1 − 2r)))/2 for r < 1/2."""
    run_g = compile_expression(g(PHI), [PHI], arithmetic("mpmath", 20))
    angle = float(mpmath.findroot(lambda t: run_g(t) - (1 - 2 * r.numerator / mpmath.mpf(r.denominator)), 2))
    bound = (1 - float(angle_distribution(5, BallArray(np.array([angle]))).mid[0])) / 2
    for scale in (F(1, 10), F(4)):
        assert 1 - probability(Setting(k, r, 5, scale))[0] > bound


# Four methods


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: f"k{s.patches}-p{s.size}")
def test_the_methods_agree(setting):
    quadrature = basin(Request(setting, "quadrature")).global_
    bounds = basin(Request(setting, "certified", width=0.004)).global_
    assert bounds.confidence == "certified" and bounds.upper - bounds.lower <= F(4, 1000)
    assert bounds.lower < quadrature.estimate < bounds.upper and quadrature.upper - quadrature.lower < F(1, 10**5)
    for method in ("flow", "descent"):
        # a false alarm has probability 1e-9
        request = Request(setting, method, starts=100_000, confidence=1 - F(1, 10**9))
        found = basin(request)
        assert found.global_.lower < quadrature.estimate < found.global_.upper
        assert found.spurious.lower < 1 - quadrature.estimate < found.spurious.upper
        assert found.undecided.estimate == 0


def test_undecided_starts_widen_the_intervals(monkeypatch):
    """Of 2000 starts stopped at once a fifth or more is undecided; the intervals hold whatever becomes of them."""
    monkeypatch.setattr(simulation, "MOST_STEPS", 0)
    found = basin(Request(ONE, "flow", starts=2000))
    assert found.undecided.estimate > F(1, 5)
    assert found.global_.upper > found.global_.estimate + found.undecided.estimate
    assert found.global_.lower < found.global_.estimate < F(probability(ONE)[0]) < found.global_.upper
    assert found.spurious.upper > found.spurious.estimate + found.undecided.estimate


def test_a_wrong_flow_is_told_from_the_right_one():
    """With ‖v‖² off by 4 the probability is another one, by far more than the bounds are wide."""
    right, wrong = (probability(Setting(5, F(2), 6, scale))[0] for scale in (F(1), F(4)))
    bounds = basin(Request(Setting(5, F(2), 6), "certified")).global_
    assert bounds.lower < right < bounds.upper < wrong


@pytest.mark.parametrize(
    ("setting", "value"),
    [(Setting(25, F(0), 6), F(1, 2)), (Setting(25, F(16), 6), 1), (Setting(1, F(1), 4), 1),
     (Setting(7, F(1), 1), F(1, 2)), (Setting(3, F(3), 2), 1)],
)  # fmt: skip
@pytest.mark.parametrize("method", METHODS)
def test_edge_cases(setting, value, method):
    found = basin(Request(setting, method, starts=2000, confidence=1 - F(1, 10**9)))
    if found.global_.confidence == "certified":
        assert found.global_.lower == found.global_.upper == value and found.remark
    else:
        assert found.global_.lower <= value <= found.global_.upper and found.undecided.estimate == 0


def test_the_answer_does_not_depend_on_how_it_is_mapped():
    def backwards(function, items):
        return list(reversed([function(item) for item in reversed(list(items))]))

    for method in ("flow", "certified"):
        request = Request(Setting(5, F(2), 3), method, width=0.01, starts=300_000)
        assert basin(request).as_dict() == basin(request, backwards).as_dict()


# The command


SMALL = ["basin", "--patches", "5", "--ratio", "2", "--filter-size", "3"]


def test_the_command_gives_decimal_strings(capsys):
    assert run([*SMALL, "--method", "certified", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"global", "spurious", "undecided", "starts", "method"}
    low, high = F(found["global"]["lower"]), F(found["global"]["upper"])
    assert found["global"]["confidence"] == "certified" and 0 < high - low <= F(2, 1000)
    assert low < F(probability(Setting(5, F(2), 3))[0]) < high
    assert F(found["spurious"]["lower"]) <= 1 - high and F(found["spurious"]["upper"]) >= 1 - low


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--ratio", "40"], "between 0 and the number of patches"), (["--ratio", "x"], "x"),
     (["--scale", "0"], "positive"), (["--scale", "1e5"], "at most 10000"), (["--width", "0"], "width"),
     (["--method", "descent", "--rate", "9"], "4π/λ₁"), (["--method", "magic"], "magic"),
     (["--method", "flow", "--executor", "moon"], "processes:N"), (["--filter-size", "0"], "filter-size"),
     (["--method", "flow", "--starts", "0"], "starts"), (["--ratio", "nan"], "nan")],
)  # fmt: skip
def test_bad_usage_is_one_line(capsys, arguments, words):
    assert run(["basin", "--patches", "25", "--ratio", "4", "--filter-size", "6", *arguments]) == 2
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1 and words in err


def test_the_table_fits_a_terminal(capsys):
    assert run([*SMALL, "--scale", "1/3"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80

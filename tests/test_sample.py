"""The sampler's error rates are what it says: coverage, power, replay."""

import subprocess
import sys

import numpy as np
import pytest

from verify.statistics.sample import (
    BATCH,
    detectable_error,
    homogeneous,
    homogeneous_mean,
    mean,
    sphere,
    spread_bound,
    stream,
)


def uniform(generator, count):
    return generator.uniform(-1, 1, count)


def test_false_alarms_are_rarer_than_stated():
    runs, delta = 2000, 0.1
    misses = sum(not mean(uniform, 1.0, 200, delta, "coverage", i).contains(0.0) for i in range(runs))
    # at a rate of delta more than 260 of 2000 have probability below 1e-5
    assert misses <= 260


def test_a_detectable_error_is_detected():
    for i in range(200):
        estimate = mean(uniform, 1.0, 2000, 1e-3, "power", i)
        assert not estimate.contains(estimate.detectable * 1.0001) and estimate.detectable < 0.2


def test_a_foreseen_error_is_detected_and_not_far_from_what_is_needed():
    spread, bound, samples, delta, beta = 3**-0.5, 1.0, 3000, 0.1, 0.3
    for known in (spread, None):
        foreseen = detectable_error(spread, bound, samples, delta, beta, known=known is not None)
        runs = [mean(uniform, bound, samples, delta, "foreseen", i, spread=known) for i in range(300)]
        for sign in (1, -1):
            assert sum(run.contains(sign * foreseen) for run in runs) <= beta * len(runs)
        assert sum(run.contains(foreseen / 2) for run in runs) > beta * len(runs)
    assert detectable_error(spread, bound, samples, delta, beta, known=True) < foreseen


def test_a_known_spread_gives_bernstein_and_hoeffding():
    # ln(2/0.1) = 2.9957; √(2 · 2.9957/1000) = 0.077406, and 2 · 2.9957/3000 = 0.0019971
    small, large = (mean(uniform, 2.0, 1000, 0.1, "known", spread=2.0 * s).radius for s in (0.1, 1.0))
    assert small == pytest.approx(2 * (0.0077406 + 0.0019971), rel=1e-4)
    assert large == pytest.approx(2 * 0.077406, rel=1e-4)
    assert mean(lambda g, n: np.full(n, 0.1), 1.0, 2, 0.1, spread=0.0).radius <= 1e-12


def test_the_spread_is_bounded():
    bounds = [spread_bound(mean(uniform, 1.0, 500, 0.5, "spread", i), 1.0, 0.05) for i in range(300)]
    assert sum(bound < 3**-0.5 for bound in bounds) <= 0.05 * 300
    assert max(bounds) < 0.9 and spread_bound(mean(uniform, 1.0, 2, 0.5, "few"), 1.0, 0.05) == 1.0


@pytest.mark.parametrize("samples", [2, BATCH, BATCH + 1, 3 * BATCH - 1])
def test_moments_are_those_of_all_batches(samples):
    drawn = []

    def offset(generator, n):
        drawn.append(0.9 + 1e-9 * generator.random(n) + 1e-9 * len(drawn))
        return drawn[-1]

    estimate = mean(offset, 1.0, samples, 0.1, "moments")
    x = np.concatenate(drawn) - 0.9
    assert len(x) == samples and estimate.mean - 0.9 == pytest.approx(np.mean(x), abs=1e-15)
    assert estimate.deviation == pytest.approx(np.std(x, ddof=1), rel=1e-5)


def test_a_homogeneous_function_is_bounded_and_has_the_moments_stated():
    # degree 2, f = z₁²: E f² = 3, so the second moment of the summands is 3 d/(d + 2)
    summand = homogeneous(lambda u: u[:, 0] ** 2, 1.0, 3)
    x = summand.draw(stream("moments"), 200_000)
    assert np.max(np.abs(x)) <= summand.bound == 3
    assert abs(np.mean(x**2) - 9 / 5) < 0.02
    for dimension, degree in ((0, 2), (2, -2), (2, float("nan"))):
        with pytest.raises(ValueError, match="dimension"):
            homogeneous(lambda u: u[:, 0], 1.0, dimension, degree)


def test_the_radius_shrinks_with_the_variance():
    quiet = mean(lambda g, n: 1e-3 * g.uniform(-1, 1, n), 1.0, 100_000, 1e-6, "quiet")
    loud = mean(uniform, 1.0, 100_000, 1e-6, "loud")
    assert quiet.radius < loud.radius / 10


def test_a_key_replays_in_another_process():
    code = "from verify.statistics.sample import stream; print(stream('replay', 7, (1, 2)).random(3).tolist())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert other.strip() == str(stream("replay", 7, (1, 2)).random(3).tolist())
    assert stream("replay", 8).random() != stream("replay", 7).random()


def test_the_radius_of_a_gaussian_is_integrated_out():
    # E (z₁² + 2 z₁ z₂ + 3 |z₁| |z₃|) = 1 + 0 + 3 · 2/π
    found = homogeneous_mean(
        lambda u: u[:, 0] ** 2 + 2 * u[:, 0] * u[:, 1] + 3 * np.abs(u[:, 0] * u[:, 2]),
        6.0,
        3,
        200_000,
        1e-6,
        "degree 2",
    )
    assert found.contains(1 + 6 / np.pi) and found.radius < 0.1


def test_points_are_on_the_sphere():
    assert np.allclose(np.linalg.norm(sphere(stream(1), 100, 5), axis=1), 1)


@pytest.mark.parametrize("bad", [{"samples": 1}, {"delta": 0.0}, {"delta": 1.0}, {"bound": 0.0}, {"bound": 0.5}])
def test_what_has_no_guarantee_is_refused(bad):
    arguments = {"bound": 1.0, "samples": 1000, "delta": 0.01} | bad
    with pytest.raises(ValueError):
        mean(uniform, arguments["bound"], arguments["samples"], arguments["delta"], "bad")

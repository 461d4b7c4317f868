"""The sampler's error rates are what it says: coverage, power, replay."""

import subprocess
import sys

import numpy as np
import pytest

from verify.sample import homogeneous_mean, mean, sphere, stream


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


def test_the_radius_shrinks_with_the_variance():
    quiet = mean(lambda g, n: 1e-3 * g.uniform(-1, 1, n), 1.0, 100_000, 1e-6, "quiet")
    loud = mean(uniform, 1.0, 100_000, 1e-6, "loud")
    assert quiet.radius < loud.radius / 10


def test_a_key_replays_in_another_process():
    code = "from verify.sample import stream; print(stream('replay', 7, (1, 2)).random(3).tolist())"
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

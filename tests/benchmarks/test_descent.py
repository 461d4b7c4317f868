"""Restarts of gradient descent for each second: four numbers and early decisions against the plain loop.

    pytest tests/benchmarks/test_descent.py

Both make the same steps, η = 0.1 and at most 2000 of them, for 25 patches in R⁶.  The plain loop has the closed-form
gradient in full coordinates and takes one start after the other to the last step; the other iterates the exact
reduction for all starts and stops each where its fate is known.  The ratio is of times in the same run.
"""

from functools import partial
from time import perf_counter

import numpy as np
import pytest

from derivations.papers.du2018.experiments.training import initial, population_field, reduced_state
from derivations.papers.du2018.theory import reduction
from verify import arithmetic, compile_expression
from verify.numerics.iteration import euler, iterate
from verify.statistics.sample import stream

K, P, ETA, LIMIT = 25, 6, 0.1, 2000
W = np.eye(P)[0]
B = np.full(K, 0.08)
B[:6] += np.array([3, -3, 1, -1, 1, -1]) / 5  # of length 1.01 and sum 2: there is a ring
X, N = B.sum(), B @ B
PERPENDICULAR, FAST, SLOW = N - X**2 / K, K + np.pi - 1, np.pi - 1
RING = (FAST - np.pi * X**2 / N) / (FAST - X**2 / N)


def plain(v, a):
    """Return the last v and a of one start, as one would write it down."""
    for _ in range(LIMIT):
        length = np.linalg.norm(v)
        w = v / length
        phi = np.arccos(np.clip(w @ W, -1, 1))
        g = (np.pi - phi) * np.cos(phi) + np.sin(phi)
        in_v = -(np.pi - phi) * (a @ B) / (2 * np.pi * length) * (W - (w @ W) * w)
        in_a = ((np.pi - 1) * a + a.sum() - (g - 1) * B - B.sum()) / (2 * np.pi)
        v, a = v - ETA * in_v, a - ETA * in_a
    return v, a


def fate(phi, x, z, _):
    g = (np.pi - phi) * np.cos(phi) + np.sin(phi)
    pulled_x, pulled_z = (FAST - np.pi + g) * X / FAST, (g - 1) * PERPENDICULAR / SLOW
    least = X / K * np.minimum(x, pulled_x) + np.minimum(z, pulled_z)
    most = X / K * np.maximum(x, pulled_x) + np.maximum(z, pulled_z)
    return ((g > RING) & (least > 0)) + 2 * ((g < RING) & (most < 0))


def never(phi, *_):
    return np.zeros(len(phi), dtype=int)


def reduced(v, a, fate=fate):
    symbols = (*reduction.STATE, reduction.SPEED, *reduction.DATA, reduction.STEP)
    run = compile_expression(reduction.step(), symbols, arithmetic("numpy"))
    data = K, float(X), float(N), ETA / (2 * np.pi)
    return iterate(lambda *state: run(*state, *data), fate, reduced_state(v, a, W, B), LIMIT)


def full(v, a):
    return iterate(euler(population_field(W, B), ETA), lambda v, a: fate(*reduced_state(v, a, W, B)), (v, a), LIMIT)


def seconds(work, *arguments):
    start = perf_counter()
    work(*arguments)
    return perf_counter() - start


CASES = {
    "reduced": (reduced, 100_000, 400),
    "full coordinates": (full, 100_000, 100),
    "reduced, none stopped early": (partial(reduced, fate=never), 10_000, 100),
}


@pytest.mark.parametrize("name", CASES)
def test_restarts(benchmark, name):
    path, count, floor = CASES[name]
    v, a = initial(stream("benchmark"), count, P, B)
    path(v[:10], a[:10])  # derives and compiles
    few = [(v[i], a[i]) for i in range(6)]
    before = seconds(lambda: [plain(*start) for start in few])
    found = benchmark.pedantic(path, (v, a), rounds=3)
    after = seconds(lambda: [plain(*start) for start in few])
    each = benchmark.stats.stats.median / count
    ratio = (before + after) / 2 / len(few) / each
    benchmark.extra_info["times the plain loop"] = round(ratio)
    benchmark.extra_info["restarts per second"] = round(1 / each)
    benchmark.extra_info["steps, mean and most"] = float(found.steps.mean()), int(found.steps.max())
    assert RING > 0 and ratio >= floor
    assert "none" in name or found.count(0) == 0 and min(found.count(1), found.count(2)) > count / 10


def test_both_come_to_the_same_end():
    v, a = initial(stream("agreement"), 30, P, B)
    ends = [plain(*start) for start in zip(v, a, strict=True)]
    near = [1 if x[0] > 0.9 * np.linalg.norm(x) else 2 if x[0] < -0.9 * np.linalg.norm(x) else 0 for x, _ in ends]
    assert near == reduced(v, a).labels.tolist() == full(v, a).labels.tolist() and {*near} == {1, 2}

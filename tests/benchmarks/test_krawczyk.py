"""A unique critical point and the kind of its Hessian over the box, formulas already derived and compiled.

    pytest tests/benchmarks/test_krawczyk.py

Set OPENBLAS_NUM_THREADS=1 where other work shares the machine: a small product on a busy second core waits for it.
"""

import numpy as np
import pytest

from derivations.safran2018 import certify, locate_flipped, orthonormal, weight_system
from verify.arithmetics.arrays import BallArray
from verify.definite import definiteness
from verify.krawczyk import enclose_zero


@pytest.mark.parametrize("k", [6, 10, 20], ids=lambda k: f"n={k * k}")
def test_unique_critical_point_and_definite_hessian(benchmark, k):
    networks = orthonormal(k, locate_flipped(k))
    assert benchmark(certify, *networks, (None,)).kind == "strict minimum"


@pytest.mark.parametrize("k", [6, 10, 20], ids=lambda k: f"n={k * k}")
def test_existence_and_uniqueness_alone(benchmark, k):
    weights = locate_flipped(k)
    system = weight_system(*orthonormal(k))
    assert benchmark(enclose_zero, system, weights.ravel()).verified


@pytest.mark.parametrize("k", [6, 10, 20], ids=lambda k: f"n={k * k}")
def test_definiteness_alone(benchmark, k):
    weights = locate_flipped(k)
    hessian = enclose_zero(weight_system(*orthonormal(k)), weights.ravel()).jacobian
    assert benchmark(definiteness, hessian).kind == "positive definite"


@pytest.mark.parametrize("k", [6, 10], ids=lambda k: f"n={k * k}")
def test_the_plain_path(benchmark, k):
    networks = orthonormal(k, locate_flipped(k))
    assert benchmark.pedantic(certify, (*networks, (30,)), rounds=2).kind == "strict minimum"


@pytest.mark.parametrize("n", [100, 400])
def test_a_random_matrix(benchmark, n):
    a = np.random.default_rng(n).normal(size=(n, n))
    assert benchmark(definiteness, BallArray(a @ a.T / n + np.eye(n), 1e-10)).kind == "positive definite"

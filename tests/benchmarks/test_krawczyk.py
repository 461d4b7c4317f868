"""A unique critical point and the kind of its Hessian over the box, formulas already derived and compiled.

    pip install codac && pytest tests/benchmarks/test_krawczyk.py

The peer is codac: interval derivatives, from Python, of a function for each equation (a vector of more than ten it does
not take there), and one Krawczyk step. It shows that the critical point is unique, and nothing of its kind.

Set OPENBLAS_NUM_THREADS=1 where other work shares the machine: a small product on a busy second core waits for it.
"""

import numpy as np
import pytest

from derivations.papers.safran2018 import certify, locate_flipped, orthonormal, weight_system
from verify.arithmetics.arrays import BallArray
from verify.numerics.definiteness import definiteness
from verify.numerics.krawczyk import enclose_zero


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


def equations(codac, k):
    """Return the gradient of the k-neuron network with orthonormal teacher in codac's expressions, and its unknowns."""
    unknowns = codac.VectorVar(k * k)
    units = [[unknowns[i * k + j] for j in range(k)] for i in range(k)]
    norms = [codac.sqrt(sum((x * x for x in unit[1:]), unit[0] * unit[0])) for unit in units]

    def slope(i, cosine, length, other):
        # 2π ∂K(u, v)/∂u = ‖v‖ sin φ û + (π − φ) v, entry by entry; None stands for 0
        sine, rest = codac.sqrt(1 - codac.sqr(cosine)), codac.PI - codac.acos(cosine)
        along = [length * sine * x / norms[i] for x in units[i]]
        return [(a if v is None else a + rest * v) / (2 * codac.PI) for a, v in zip(along, other, strict=True)]

    found = []
    for i, unit in enumerate(units):
        total = [x / 2 for x in unit]
        for j, other in enumerate(units):
            if i != j:
                dot = sum((x * y for x, y in zip(unit[1:], other[1:], strict=True)), unit[0] * other[0])
                pushed = slope(i, dot / (norms[i] * norms[j]), norms[j], other)
                total = [x + y for x, y in zip(total, pushed, strict=True)]
            pulled = slope(i, unit[j] / norms[i], 1, [1 if n == j else None for n in range(k)])
            total = [x - y for x, y in zip(total, pulled, strict=True)]
        found += [codac.AnalyticFunction([unknowns], x) for x in total]
    return found


def test_codac(benchmark):
    codac = pytest.importorskip("codac", reason="the peer, codac, is not installed: pip install codac")
    k, radius = 6, 1e-9
    start, functions = locate_flipped(k).ravel(), equations(codac, k)
    n = len(start)

    def exact(matrix):
        return codac.IntervalMatrix(codac.Matrix(matrix.tolist()))

    def is_unique():
        box = codac.IntervalVector([[x - radius, x + radius] for x in start])
        centre = codac.IntervalVector([[x, x] for x in start])
        jacobian = codac.IntervalMatrix(n, n)
        for i, function in enumerate(functions):
            jacobian.set_row(i, function.diff(box))
        middle = jacobian.mid()
        inverse = exact(np.linalg.inv(np.array([[middle[i, j] for j in range(n)] for i in range(n)])))
        value = codac.IntervalVector([function.eval(centre) for function in functions])
        image = centre - inverse * value + (exact(np.eye(n)) - inverse * jacobian) * (box - centre)
        return image.is_strict_interior_subset(box)

    assert benchmark(is_unique)

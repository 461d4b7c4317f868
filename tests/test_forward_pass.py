"""Population loss and gradient against the naive forward pass, judged by error rates.

Each comparison fails wrongly with probability at most DELTA; there are EXAMPLES of networks with
COMPARISONS each, so the whole file's false-alarm probability is at most 1e-6.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import convolution, dense, forward, population
from derivations.networks.network import Network, Unit
from verify import arithmetic
from verify.statistics.sample import homogeneous_mean, stream

EXAMPLES, COMPARISONS, SAMPLES = 60, 3, 60_000
DELTA = 1e-6 / (2 * EXAMPLES * COMPARISONS)  # two tests draw examples
NUMPY = arithmetic("numpy")

scale = st.integers(-6, 6).map(lambda n: Fraction(10) ** n)
entry = st.fractions(-3, 3, max_denominator=8)


@st.composite
def pairs(draw):
    """Draw a student and a teacher: convolutions with a common filter size and stride, weights of many sizes."""
    k, p = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    stride, slope = draw(st.integers(1, p + 1)), draw(st.sampled_from([0, Fraction(1, 10), Fraction(-1, 2), 1]))

    def network(filters):
        outputs = [draw(entry) for _ in range(k)]
        return convolution([x * draw(scale_of) for x in filters], outputs, stride, slope)

    scale_of = st.just(draw(scale))
    student = [draw(entry) for _ in range(p)]
    student = student if any(student) else [1, *student[1:]]
    # parallel and opposite filters are special
    slanted = [2 * x + y for x, y in zip(student, range(1, p + 1), strict=True)]
    teacher = draw(st.sampled_from([student, [-x for x in student], slanted]))
    return network(student), network(teacher if any(teacher) else [1] * p)


@st.composite
def several_filters(draw):
    def network():
        rows = [[draw(entry) for _ in range(3)] for _ in range(draw(st.integers(1, 3)))]
        return dense([row if any(row) else [1, 0, 0] for row in rows], [draw(entry) for _ in rows])

    return network(), network()


def _float(values):
    return np.array(values, dtype=float)


def size(network):
    """Return a bound of |f| on the unit sphere."""
    steep = max(1.0, abs(float(network.slope)))
    return steep * sum(abs(float(u.output)) * np.linalg.norm(_float(u.weights)) for u in network.units)


def compare(student, teacher, computed, key, samples=SAMPLES):
    """Return whether loss and two directional derivatives agree with Monte Carlo; all summands have degree 2."""
    d, slope = student.dimension, float(student.slope)
    steep, total = max(1.0, abs(slope)), size(student) + size(teacher)
    outputs, weights = _float([u.output for u in student.units]), _float([u.weights for u in student.units])
    if total == 0:
        return computed.loss == 0

    def error(z):
        return forward(student, z) - forward(teacher, z)

    loss = homogeneous_mean(lambda u: error(u) ** 2 / 2, total**2 / 2, d, samples, DELTA, "loss", key)
    agree = [loss.contains(computed.loss)]
    for i in range(COMPARISONS - 1):
        along = stream("direction", key, i).standard_normal(len(computed.gradient))
        m = len(outputs)
        h, w = (
            along[:m] * (1 + np.abs(outputs)),
            along[m:].reshape(weights.shape) * np.linalg.norm(weights, axis=1)[:, None],
        )

        def derivative(z, h=h, w=w):
            # d/dt Σ (c + t h) σ((u + t w)·z), from the definition
            x = z @ weights.T
            active = np.where(x > 0, 1.0, slope)
            return error(z) * ((active * x) @ h + (active * (z @ w.T)) @ outputs)

        bound = np.abs(h) @ np.linalg.norm(weights, axis=1) + np.abs(outputs) @ np.linalg.norm(w, axis=1)
        found = homogeneous_mean(derivative, total * steep * bound + 1e-300, d, samples, DELTA, "gradient", key, i)
        agree.append(found.contains(float(np.concatenate([h, w.ravel()]) @ computed.gradient)))
    return all(agree)


@given(pairs())
@settings(max_examples=EXAMPLES, deadline=None)
def test_convolutions(networks):
    student, teacher = networks
    assert compare(student, teacher, population(student, teacher, NUMPY), (student, teacher))


@given(several_filters())
@settings(max_examples=EXAMPLES, deadline=None)
def test_several_filters(networks):
    student, teacher = networks
    assert compare(student, teacher, population(student, teacher, NUMPY), (student, teacher))


# Planted bugs: what the same harness must catch


def _scaled(found, loss=1.0, outputs=1.0, weights=1.0, m=3):
    gradient = np.concatenate([found.gradient[:m] * outputs, found.gradient[m:] * weights])
    return type(found)(found.loss * loss, gradient, found.hessian)


STUDENT, TEACHER = convolution([1, 2], [1, -1, 2]), convolution([-1, 1], [2, 1, 1])
FACTORS = [{"loss": 1.05}, {"loss": 0.95}, {"loss": 2}, {"loss": -1}, {"outputs": -1}, {"outputs": 1.2}]
FACTORS += [{"weights": -1}, {"weights": 2}, {"weights": 0}]


@pytest.mark.parametrize("factors", FACTORS, ids=str)
def test_a_wrong_factor_is_caught(factors):
    right = population(STUDENT, TEACHER, NUMPY)
    assert compare(STUDENT, TEACHER, right, "planted", 1_000_000)
    assert not compare(STUDENT, TEACHER, _scaled(right, **factors), "planted", 1_000_000)


def _without(network, i):
    return Network(network.units[:i] + network.units[i + 1 :], network.slope)


OTHERS = {
    "stride ignored": (convolution([1, 2], [1, -1, 2], 1), convolution([-1, 1], [2, 1, 1], 1)),
    "slope ignored": (
        convolution([1, 2], [1, -1, 2], None, Fraction(1, 2)),
        convolution([-1, 1], [2, 1, 1], None, Fraction(1, 2)),
    ),
    "a teacher's unit forgotten": (STUDENT, _without(TEACHER, 0)),
    "teacher's sign": (STUDENT, Network(tuple(Unit(-u.output, u.weights) for u in TEACHER.units))),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_the_wrong_network_is_caught(name):
    student, teacher = OTHERS[name]
    wrong = population(STUDENT, TEACHER, NUMPY)
    if student.dimension != STUDENT.dimension:  # the loss is what tells: gradients differ in shape
        right = population(student, teacher, NUMPY)
        wrong = type(right)(wrong.loss, right.gradient, right.hessian)
    assert compare(student, teacher, population(student, teacher, NUMPY), name)
    assert not compare(student, teacher, wrong, name)

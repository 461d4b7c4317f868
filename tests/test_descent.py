"""Descent: the iteration against a loop, training in full coordinates against finite differences, samples, reduction.

What is random is judged by error rates: RATE bounds the false-alarm probability of each such test, at most 1e-6.
"""

from fractions import Fraction as F
from functools import cache
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import convolution, dense, population
from derivations.networks.network import Network, Unit
from derivations.networks.training import angle, convolution_field, normalised, unit_field
from derivations.papers.du2018.experiments.training import (
    initial,
    population_field,
    reduced_state,
    sample_loss,
    stochastic_descent,
    stochastic_gradient,
)
from derivations.papers.du2018.theory import reduction
from verify import arithmetic, compile_expression
from verify.numerics.iteration import Outcome, euler, iterate, runge_kutta
from verify.statistics.binomial import clopper_pearson
from verify.statistics.sample import homogeneous_mean, stream

RATE = 1e-6
MP, NUMPY = arithmetic("mpmath", 50), arithmetic("numpy")


# Iteration


def two_wells(x):
    """Euler's step for x' = 6 x (1 − x²): to ±1, stuck at 0, and without bound from beyond 2.77."""
    return (x + 0.3 * x * (1 - x**2),)


def well(x):
    return (np.abs(x - 1) < 0.1) * 1 + (np.abs(x + 1) < 0.1) * 2


STARTS = np.concatenate([stream("starts").uniform(-4, 4, 500), [0.0, np.nan, np.inf, 1.0, -1.0, 40.0]])


def alone(x, limit):
    """Return what one start does, asked at every step: label, steps, path."""
    path = [x]
    with np.errstate(all="ignore"):
        for _ in range(limit):
            if not np.isfinite(path[-1]) or well(path[-1]):
                break
            path.append(two_wells(path[-1])[0])
    return int(well(path[-1])) if np.isfinite(path[-1]) else 0, len(path) - 1


@given(st.integers(1, 40), st.integers(1, 600), st.integers(0, 60))
@settings(max_examples=30)
def test_the_outcome_is_that_of_each_start_alone(longest, window, limit):
    found = iterate(two_wells, well, (STARTS,), limit, longest=longest, window=window)
    for i, x in enumerate(STARTS):
        label, steps = alone(x, limit)
        assert found.labels[i] == label and steps <= found.steps[i] <= min(limit, steps + longest - 1)
        after = np.array([x])
        with np.errstate(all="ignore"):
            for _ in range(found.steps[i]):
                (after,) = two_wells(after)
        assert np.array_equal(found.states[0][i : i + 1], after, equal_nan=True)
        assert found.refused[i] == (not np.isfinite(after[0]))


def test_the_decided_take_no_time_and_the_starts_are_left_alone():
    before, work = STARTS.copy(), []

    def counted(x):
        work.append(len(x))
        return two_wells(x)

    found = iterate(counted, well, (STARTS,), 1000, window=64)
    assert sum(work) == found.steps.sum() < 100 * len(STARTS) and 32 < max(work) <= 64
    assert np.array_equal(before, STARTS, equal_nan=True)
    assert found.count(0) == 1 + found.refused.sum() and found.refused.sum() > 20


def test_what_is_not_finite_has_no_fate_whatever_is_said_of_it():
    found = iterate(lambda x: (x * x,), lambda x: 1 - (np.abs(x) < 1e300), ([np.nan, np.inf, 1e301, 2.0],), 2000)
    assert found.labels.tolist() == [0, 0, 1, 0] and found.refused.tolist() == [True, True, False, True]


def test_asked_at_every_step_the_steps_are_exact():
    # Collatz: 27 takes 111 steps, 97 takes 118 (OEIS A006577)
    found = iterate(
        lambda n: (np.where(n % 2 == 0, n / 2, 3 * n + 1),), lambda n: n == 1, ([1, 2, 27, 97, 3],), 118, longest=1
    )
    assert found.steps.tolist() == [0, 1, 111, 118, 7] and found.labels.all()
    short = iterate(lambda n: (np.where(n % 2 == 0, n / 2, 3 * n + 1),), lambda n: n == 1, ([97],), 117)
    assert short.labels.tolist() == [0] and short.steps.tolist() == [117] and not short.refused.any()


def test_states_of_several_arrays_stay_together():
    x, y = np.arange(12.0).reshape(6, 2), np.arange(6) % 3
    found = iterate(lambda x, y: (x + 1, y), lambda x, y: (x[:, 0] > 8) * (1 + y.astype(int)), (x, y), 50, window=2)
    assert np.array_equal(found.labels, 1 + y) and np.array_equal(found.states[1], y)
    assert np.array_equal(found.states[0] - x, np.repeat(found.steps, 2).reshape(6, 2))
    assert iterate(two_wells, well, (np.array([]),), 5).labels.shape == (0,)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": (np.ones(3), np.ones(2))}, r"first axis, the starts; they have \[2, 3\]"),
        ({"state": (1.0,)}, "a number has none"),
        ({"limit": -1}, "limit ≥ 0"),
        ({"window": 0}, "window ≥ 1"),
        ({"longest": 0}, "longest ≥ 1"),
        ({"fate": lambda x: x * 0}, "3 integers, not float64"),
        ({"fate": lambda x: 0}, "3 integers, not int64 of shape"),
        ({"update": lambda x: x}, "a tuple of arrays of shapes"),
        ({"update": lambda x: (x, x)}, "a tuple of arrays of shapes"),
        ({"update": lambda x: (x[:1],)}, "a tuple of arrays of shapes"),
    ],
)
def test_what_does_not_fit_is_named(change, says):
    right = {
        "update": lambda x: (x,),
        "fate": lambda x: np.zeros(len(x), dtype=int),
        "state": (np.ones(3),),
        "limit": 5,
    }
    with pytest.raises(ValueError, match=says):
        iterate(**(right | change))


@pytest.mark.parametrize(("method", "order"), [(euler, 1), (runge_kutta, 4)])
def test_the_order_of_a_method(method, order):
    # x' = y, y' = −x y from (0, 1): y + x²/2 stays 1, so that x = √2 tanh(t/√2)
    def error(n):
        update, state = method(lambda x, y: (y, -x * y), 2 / n), (np.zeros(1), np.ones(1))
        for _ in range(n):
            state = update(*state)
        return abs(state[0][0] - np.sqrt(2) * np.tanh(2 / np.sqrt(2)))

    assert 0.9 * 2**order < error(100) / error(200) < 1.1 * 2**order


# Frequencies


def tail(n, s, p):
    """Return P(X ≥ s) exactly."""
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(s, n + 1))


@pytest.mark.parametrize(("s", "n"), [(0, 1), (1, 1), (0, 12), (12, 12), (1, 30), (7, 30), (29, 30), (30, 60)])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 1 - 1e-9])
def test_the_ends_are_the_last_that_the_tails_allow(s, n, confidence):
    low, high = map(F, clopper_pearson(s, n, confidence))
    alpha, hair = (1 - F(confidence)) / 2, 1 + F(1, 2**50)
    assert low == 0 if s == 0 else tail(n, s, low) <= alpha < tail(n, s, low * hair)
    # P(X ≤ s) is that of n − s failures or more
    assert high == 1 if s == n else tail(n, n - s, 1 - high) <= alpha < tail(n, n - s, 1 - high / hair)


def test_published_intervals():
    # R's manual page of binom.test: 682 of 925; tables of exact intervals: 0 of 10 and 5 of 10
    assert np.round(clopper_pearson(682, 925, 0.95), 7).tolist() == [0.7076683, 0.7654066]
    assert np.round(clopper_pearson(0, 10, 0.95), 4).tolist() == [0, 0.3085]
    assert np.round(clopper_pearson(5, 10, 0.95), 4).tolist() == [0.1871, 0.8129]
    low, high = clopper_pearson(500_000, 10**6, 0.95)
    assert np.isclose(low, 0.5 - 1.96 / 2000, atol=2e-6) and np.isclose(low + high, 1, atol=1e-15)


@pytest.mark.parametrize("confidence", [0.6, 0.9])
def test_the_coverage_is_never_less(confidence):
    n = 20
    ends = [tuple(map(F, clopper_pearson(s, n, confidence))) for s in range(n + 1)]
    # coverage is least just beside an end
    for p in {q + e for pair in ends for q in pair for e in (-F(1, 10**9), 0, F(1, 10**9))}:
        if 0 <= p <= 1:
            covered = sum(
                comb(n, s) * p**s * (1 - p) ** (n - s) for s, (low, high) in enumerate(ends) if low <= p <= high
            )
            assert covered >= F(confidence) - F(1, 10**12)


def test_the_undecided_widen_a_frequency():
    labels = np.array([1] * 40 + [2] * 50 + [0] * 10)
    found = Outcome(labels, labels, (), labels == 0)
    assert found.frequency(1, 0.9) == (clopper_pearson(40, 100, 0.9)[0], clopper_pearson(50, 100, 0.9)[1])
    assert found.frequency(0, 0.9) == clopper_pearson(10, 100, 0.9)


@pytest.mark.parametrize("bad", [(-1, 5, 0.9), (6, 5, 0.9), (0, 0, 0.9), (1, 2, 1.0), (1, 2, 0.0), (1, 2, np.nan)])
def test_no_interval_without_a_guarantee(bad):
    with pytest.raises(ValueError, match="0 ≤ successes ≤ trials"):
        clopper_pearson(*bad)


# Population gradients in full coordinates

TEACHERS = {
    "dense": dense([[1, 2, 0], [0, 1, -1]], [1, -2]),
    "overlap": convolution([2, -1], [1, F(1, 2)], 1),
    "leaky": dense([[1, 2, 0], [0, 1, -1]], [1, -2], F(1, 10)),
}


@pytest.mark.parametrize("name", TEACHERS)
def test_the_field_of_units_is_the_engines_gradient(name):
    teacher = TEACHERS[name]
    random, shape = stream("units", name), (5, 3, teacher.dimension)
    outputs, weights = random.standard_normal(shape[:2]), random.standard_normal(shape)
    weights[0, 0] = np.array(teacher.units[0].weights, dtype=float) * 2  # parallel to a teacher's unit
    weights[1, 1] = -weights[1, 0]  # opposite to another of its own
    by_output, by_weight = unit_field(teacher)(outputs, weights)
    for c, u, dc, du in zip(outputs, weights, by_output, by_weight, strict=True):
        student = dense(u.tolist(), c.tolist(), teacher.slope)
        expected = population(student, teacher, NUMPY).gradient
        assert np.allclose(np.concatenate([dc, du.ravel()]), -expected, rtol=0, atol=1e-13 * (1 + abs(expected).max()))


def slopes(loss, x, h=F(1, 10**15)):
    """Return the gradient of a function of a row of exact numbers by central differences at 50 digits."""
    rows = [[*x[:i], x[i] + s * h, *x[i + 1 :]] for i in range(len(x)) for s in (1, -1)]
    values = [loss(row) for row in rows]
    return np.array(
        [float((up - down) / (2 * MP.number(h))) for up, down in zip(values[::2], values[1::2], strict=True)]
    )


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("slope", [0, F(1, 4)])
def test_the_field_of_a_convolution_is_minus_the_slope_of_the_engines_loss(stride, slope):
    w, a = [F(1), F(-2), F(1, 2)], [F(1), F(3, 2)]
    teacher = convolution([2, 1, -1], [1, -1], stride, slope)

    def loss(row):
        return population(convolution(row[:3], row[3:], stride, slope), teacher, MP).loss

    def length_free(row):
        norm = MP.functions["sqrt"](MP.number(sum(x * x for x in row[:3])))
        return population(convolution([MP.number(x) / norm for x in row[:3]], row[3:], stride, slope), teacher, MP).loss

    field = convolution_field(teacher, 3, 2, stride)
    at = np.array([w], dtype=float), np.array([a], dtype=float)
    assert np.allclose(-np.concatenate(field(*at), axis=1)[0], slopes(loss, [*w, *a]), rtol=0, atol=1e-12)
    found = -np.concatenate(normalised(field)(*at), axis=1)[0]
    assert np.allclose(found, slopes(length_free, [*w, *a]), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("k", "p"), [(1, 1), (1, 3), (4, 1), (2, 2), (5, 4)])
def test_the_derived_field_is_that_of_the_units(k, p):
    random = stream("derived", k, p)
    w, b = random.standard_normal(p), random.standard_normal(k)
    v, a = random.standard_normal((40, p)), random.standard_normal((40, k))
    v[0], v[1] = w * 3, -w / 3
    units = normalised(convolution_field(convolution(w.tolist(), b.tolist()), p, k))
    for found, expected in zip(population_field(w, b)(v, a), units(v, a), strict=True):
        assert np.allclose(found, expected, rtol=0, atol=1e-12)


def test_training_any_network_stops_where_the_engine_says_so():
    teacher = TEACHERS["leaky"]
    field, random = unit_field(teacher), stream("training")
    start = random.standard_normal((20, 3)), random.standard_normal((20, 3, 3))

    def still(outputs, weights):
        by_output, by_weight = field(outputs, weights)
        return np.maximum(abs(by_output).max(axis=1), abs(by_weight).max(axis=(1, 2))) < 1e-8

    found = iterate(euler(field, 0.1), still, start, 8000)
    assert found.count(1) > 10
    for i in np.flatnonzero(found.labels)[:5]:
        student = dense(found.states[1][i].tolist(), found.states[0][i].tolist(), teacher.slope)
        assert abs(population(student, teacher, NUMPY).gradient).max() < 1e-7


def test_where_there_is_no_gradient_there_is_none():
    v, a = np.array([[0.0, 0.0], [1.0, 2.0]]), np.ones((2, 3))
    with np.errstate(all="ignore"):
        in_v, _ = population_field([1, 0], [1, 2, 3])(v, a)
        by_output, _ = unit_field(dense([[1, 0]]))(np.ones((2, 1)), v[:, None])
    assert np.isnan(in_v).all(axis=1).tolist() == np.isnan(by_output[:, 0]).tolist() == [True, False]
    found = iterate(euler(population_field([1, 0], [1, 2, 3]), 0.1), lambda v, a: np.zeros(len(v), int), (v, a), 3)
    assert found.refused.tolist() == [True, False]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: population_field([0, 0], [1]), "nonzero filter"),
        (lambda: population_field([[1, 0]], [1]), "one row of numbers each"),
        (lambda: unit_field(Network((Unit(1, (0, 0)),))), "zero weights"),
        (lambda: unit_field(dense([[1, 2]]))(np.ones((1, 1)), np.ones((1, 1, 3))), "dimension 3, the teacher's 2"),
    ],
)
def test_mistakes_are_named(make, says):
    with pytest.raises(ValueError, match=says):
        make()


# Samples

W_STAR, A_STAR = np.array([0.6, -0.8]), np.array([1.0, 0.5, -0.25])
NORM = np.linalg.norm(W_STAR) * np.linalg.norm(A_STAR)


def random_state(count, *key):
    random = stream("state", *key)
    return random.standard_normal((count, 2)), random.standard_normal((count, 3))


def backpropagated(v, a, z):
    return stochastic_gradient(v, a, W_STAR, A_STAR, z)


def without_projection(v, a, z):
    """A planted bug: the filter's normalisation is forgotten in the backward pass."""
    length = np.linalg.norm(v, axis=1, keepdims=True)
    h = (z @ (v / length)[:, None, :, None])[..., 0]
    error = (np.maximum(h, 0) * a[:, None]).sum(2) - np.maximum(z @ W_STAR, 0) @ A_STAR
    by_hidden = error[..., None] * a[:, None] * (h > 0) / z.shape[1]
    return np.einsum("nbk,nbkp->np", by_hidden, z) / length, backpropagated(v, a, z)[1]


def differences_agree(gradient):
    """Return whether a gradient is that of the batch loss by central differences, away from the kinks."""
    n, size, h = 30, 4, 1e-6
    v, a = random_state(n, "differences")
    z = stream("inputs").standard_normal((n, size, 3, 2))
    assert abs(z @ (v / np.linalg.norm(v, axis=1, keepdims=True))[:, None, :, None]).min() > 100 * h

    def loss(v, a):
        return sample_loss(v, a, W_STAR, A_STAR, z).mean(axis=1)

    in_v = [(loss(v + h * e, a) - loss(v - h * e, a)) / (2 * h) for e in np.eye(2)]
    in_a = [(loss(v, a + h * e) - loss(v, a - h * e)) / (2 * h) for e in np.eye(3)]
    # differences err by about h² and by rounding/h, in units of the loss and its third derivatives
    pairs = zip(gradient(v, a, z), (np.array(in_v).T, np.array(in_a).T), strict=True)
    return all(np.allclose(found, slope, rtol=0, atol=1e-6 * (1 + abs(slope).max())) for found, slope in pairs)


def test_the_backward_pass_is_the_slope_of_the_forward_pass():
    assert differences_agree(backpropagated)
    assert not differences_agree(without_projection)
    assert not differences_agree(lambda v, a, z: tuple(1.001 * x for x in backpropagated(v, a, z)))


POINTS = 4


@cache
def sampled_slopes(samples=400_000):
    """Return states, directions and Monte Carlo slopes along them; all the radii hold but with probability RATE.

    Along (g, h) the gradient of ½ (f − f*)² is homogeneous of degree 2 in the input, and for inputs of
    length 1 at most (‖a‖ + ‖w*‖‖a*‖)(‖a‖‖g‖/‖v‖ + ‖h‖).
    """
    found = []
    for point in range(POINTS):
        v, a = random_state(1, "mean", point)
        across = v[0, ::-1] * [1, -1] / np.linalg.norm(v)
        for part, (g, h) in enumerate(
            [(across, np.zeros(3)), (np.zeros(2), stream("along", point).standard_normal(3))]
        ):

            def summand(u, v=v, a=a, g=g, h=h):
                z = u.reshape(-1, 1, 3, 2)
                in_v, in_a = backpropagated(np.repeat(v, len(z), 0), np.repeat(a, len(z), 0), z)
                return in_v @ g + in_a @ h

            size = np.linalg.norm(a)
            bound = (size + NORM) * (size * np.linalg.norm(g) / np.linalg.norm(v) + np.linalg.norm(h))
            estimate = homogeneous_mean(summand, bound, 6, samples, RATE / (2 * POINTS), "gradient", point, part)
            found.append((v, a, g, h, estimate))
    return found


def is_the_mean(field):
    """Return whether −field is the mean of sampled gradients."""
    slopes = [(field(v, a), g, h, estimate) for v, a, g, h, estimate in sampled_slopes()]
    return all(estimate.contains(-float(in_v[0] @ g + in_a[0] @ h)) for (in_v, in_a), g, h, estimate in slopes)


def test_the_population_step_is_the_mean_of_stochastic_steps():
    right = population_field(W_STAR, A_STAR)
    assert is_the_mean(right)
    for change in ((1.3, 1), (1, 1.3), (0.7, 1), (1, 0.7), (-1, 1), (1, -1), (0, 1)):
        assert not is_the_mean(lambda v, a, c=change: tuple(x * s for x, s in zip(right(v, a), c, strict=True)))
    # another teacher, and outputs without their interaction
    assert not is_the_mean(population_field(W_STAR, A_STAR[[1, 0, 2]]))
    assert not is_the_mean(population_field(-W_STAR, A_STAR))


def test_a_stochastic_step_is_one_along_the_sampled_gradient_and_replays():
    v, a = random_state(6, "replay")
    z = stream("key", 1).standard_normal((6, 8, 3, 2))
    in_v, in_a = stochastic_gradient(v, a, W_STAR, A_STAR, z)
    found = stochastic_descent(W_STAR, A_STAR, 0.25, 8, "key", 1)(v, a)
    assert np.array_equal(found[0], v - 0.25 * in_v) and np.array_equal(found[1], a - 0.25 * in_a)
    update = stochastic_descent(W_STAR, A_STAR, 0.25, 8, "key", 2)
    assert not np.array_equal(update(v, a)[0], found[0]) and not np.array_equal(update(v, a)[0], update(v, a)[0])
    with pytest.raises(ValueError, match="nonzero filter"):
        stochastic_descent([0, 0], [1], 0.1, 8)


def test_the_starts_are_uniform_on_the_sphere_and_in_the_ball():
    n, k = 20_000, 3
    v, a = initial(stream("initial"), n, 3, A_STAR, 2.0)
    # Dvoretzky-Kiefer-Wolfowitz: beyond ε with probability at most 2 exp(−2nε²)
    epsilon, radius = np.sqrt(np.log(2 * 4 / RATE) / (2 * n)), A_STAR.sum() / np.sqrt(k)
    assert np.allclose(np.linalg.norm(v, axis=1), 2)
    lengths = np.linalg.norm(a, axis=1)

    def off(uniform):
        return abs(np.sort(uniform) - np.arange(1, n + 1) / n).max()

    # in R³ the coordinates of a unit vector are uniform on [−1, 1] (Archimedes), for the filter and the outputs
    parts = [(1 + v[:, 0] / 2) / 2, (1 + a[:, 1] / lengths) / 2, (lengths / radius) ** k, (1 + a[:, 0] / lengths) / 2]
    assert max(map(off, parts)) < epsilon + 1 / n
    assert off(lengths / radius) > 2 * epsilon  # the radius itself is not uniform


# The reduced dynamics


def reduced_update(w, b, eta):
    """Return one step of the derived reduction as an update of (φ, x, z, V)."""
    symbols = (*reduction.STATE, reduction.SPEED, *reduction.DATA, reduction.STEP)
    run = compile_expression(reduction.step(), symbols, NUMPY)
    length = np.linalg.norm(w)
    data = len(b), float(length * b.sum()), float(length**2 * (b @ b)), eta / (2 * np.pi)
    return lambda *state: run(*state, *data)


def typed_update(w, b, eta):
    """The recursion written down again, independently of the derivation."""
    k, c = len(b), np.linalg.norm(w) * b
    total, rest = c.sum(), c @ c - c.sum() ** 2 / len(b)

    def update(phi, x, z, v):
        d = eta * (np.pi - phi) * (z + total * x / k) * np.sin(phi) / (2 * np.pi * v**2)
        g = (np.pi - phi) * np.cos(phi) + np.sin(phi)
        turned = np.abs(phi - np.arctan(d))
        x = x + eta / (2 * np.pi) * ((k - 1 + g) * total - (k + np.pi - 1) * x)
        z = z + eta / (2 * np.pi) * ((g - 1) * rest - (np.pi - 1) * z)
        return np.minimum(turned, 2 * np.pi - turned), x, z, v * np.sqrt(1 + d**2)

    return update


@pytest.mark.parametrize("make", [reduced_update, typed_update])
@pytest.mark.parametrize(("k", "p", "scale"), [(1, 2, 1.0), (4, 2, 1.0), (5, 3, 0.5), (25, 6, 2.0)])
def test_the_reduction_follows_full_coordinates(make, k, p, scale):
    random = stream("reduction", k, p)
    w, b = random.standard_normal(p), random.standard_normal(k) / np.sqrt(k)
    eta = 2 / (k + np.pi)
    full, few = euler(population_field(w, b), eta), make(w, b, eta)
    state = scale * random.standard_normal((50, p)), random.standard_normal((50, k))
    start = reduced = reduced_state(*state, w, b)
    for _ in range(200):
        state, reduced = full(*state), few(*reduced)
        for found, expected in zip(reduced, reduced_state(*state, w, b), strict=True):
            assert np.allclose(found, expected, rtol=1e-12, atol=1e-12)
    assert (reduced[3] >= start[3]).all() and (reduced[3] > 1.001 * start[3]).any()


def test_a_step_past_the_opposite_filter_comes_back():
    w, b = np.array([1.0, 0.0]), np.array([1.0])
    v, a = np.array([[np.cos(2.5), np.sin(2.5)]]) / 10, np.array([[-30.0]])
    after = reduced_state(*euler(population_field(w, b), 1.0)(v, a), w, b)
    naive = 2.5 - np.arctan(np.tan(after[0] - 2.5))
    for make in (reduced_update, typed_update):
        assert np.allclose(make(w, b, 1.0)(*reduced_state(v, a, w, b)), after, rtol=1e-13)
    # the turn is to the other side of −w*, where |φ − arctan d| alone would exceed π
    assert np.sin(2.5) > 0 > euler(population_field(w, b), 1.0)(v, a)[0][0, 1] and naive[0] < np.pi


def test_one_step_turns_by_the_arctangent_and_lengthens():
    v, a = random_state(200, "turn")
    phi, x, z, length = reduced_state(v, a, W_STAR, A_STAR)
    eta, y = 0.1, a @ (A_STAR * np.linalg.norm(W_STAR))
    d = eta * (np.pi - phi) * y * np.sin(phi) / (2 * np.pi * length**2)
    after = euler(population_field(W_STAR, A_STAR), eta)(v, a)[0]
    assert np.allclose((after**2).sum(axis=1), length**2 * (1 + d**2), rtol=1e-13)
    assert np.allclose(angle(after, v), np.arctan(abs(d)), rtol=0, atol=1e-14)


def test_the_flow_keeps_the_length():
    state = random_state(50, "flow")
    before, update = np.linalg.norm(state[0], axis=1), runge_kutta(population_field(W_STAR, A_STAR), 0.01)
    for _ in range(100):
        state = update(*state)
    drift = abs(np.linalg.norm(state[0], axis=1) / before - 1)
    assert drift.max() < 1e-7 and np.median(drift) < 1e-12


# Success from random starts, by samples and by the population


def sets(w, b):
    """Return the fate of ‖w*‖ = 1: 1 in a set that the flow leaves only for the teacher, 2 only for the spurious point.

    The angle is on the ring's side, and a·b of the sign that turns it away, now and at the a that the angle pulls to.
    """
    k, total, rest = len(b), b.sum(), b @ b - b.sum() ** 2 / len(b)
    fast, slow, share = k + np.pi - 1, np.pi - 1, b.sum() ** 2 / (len(b) * (b @ b))
    ring = (fast - np.pi * k * share) / (fast - k * share)

    def fate(v, a):
        phi, x, z, _ = reduced_state(v, a, w, b)
        g = (np.pi - phi) * np.cos(phi) + np.sin(phi)
        pulled_x, pulled_z = (fast - np.pi + g) * total / fast, (g - 1) * rest / slow
        least = total / k * np.minimum(x, pulled_x) + np.minimum(z, pulled_z)
        most = total / k * np.maximum(x, pulled_x) + np.maximum(z, pulled_z)
        return 1 * ((g > ring) & (least > 0)) + 2 * ((g < ring) & (most < 0))

    return fate, ring


def success(k, p, outputs, scale):
    """Return w*, b, the fates and a maker of starts for ‖w*‖ = 1; fates are given well inside the sets."""
    w, b = np.eye(p)[0], np.array(outputs + [0.0] * (k - len(outputs)))
    decided, ring = sets(w, b)

    def fate(v, a):
        phi = angle(v, w)
        return decided(v, a) * ((phi < 0.4) | (phi > np.pi - 0.7))

    return w, b, ring, fate, lambda n, *key: initial(stream("success", *key), n, p, b, scale)


CASES = [(5, 2, [1.0], 1.0), (4, 3, [1.0, 0.5, -0.2, -0.3], 1.0), (6, 2, [1.0, 0.5, -0.3], 2.0)]


@pytest.mark.parametrize(("k", "p", "outputs", "scale"), CASES)
def test_stochastic_descent_succeeds_as_often_as_the_population(k, p, outputs, scale):
    w, b, ring, fate, starts = success(k, p, outputs, scale)
    eta, each = 0.1, 1 - RATE / 6
    exact = iterate(euler(population_field(w, b), eta), fate, starts(5000, k, "population"), 6000)
    noisy = iterate(stochastic_descent(w, b, eta, 16, k, p), fate, starts(500, k, "samples"), 6000, longest=16)
    assert 0 < ring < 1 and exact.count(0) == noisy.count(0) == 0
    # each interval fails with probability RATE/6 at most, and there are six
    (low, high), (least, most) = exact.frequency(1, each), noisy.frequency(1, each)
    assert low <= most and least <= high and most - least < 0.25
    assert 0.5 < low and high < 0.75


def test_without_a_ring_every_start_succeeds():
    w, b, ring, fate, starts = success(4, 2, [1.0, 1.0, 1.0, 1.0], 1.0)
    noisy = iterate(stochastic_descent(w, b, 0.1, 16, "no ring"), fate, starts(100, "no ring"), 6000, longest=16)
    assert ring < 0 and noisy.count(1) == 100 and noisy.frequency(1, 1 - RATE)[0] > 0.8

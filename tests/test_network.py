"""Networks: four arithmetics agree, derivatives are derivatives, the paper's closed form is an instance."""

from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from sympy import Rational

from derivations import convolution, dense, forward, population
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.gradient import output_gradient, weight_gradient
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import A, B, V, W
from verify import arithmetic, compile_expression
from verify.language.vectors import coordinates, instantiate

CASES = {
    "patches": (convolution([1, -2, 3], [1, 2]), convolution([2, 1, 1], [F(1, 3), -1])),
    "overlap": (convolution([1, 2], [1, -1, 2], 1), convolution([-1, 1], [2, 1, 1], 1)),
    "leaky": (convolution([1, 2], [1, 1], 1, F(1, 10)), convolution([3, 1], [1, -2], 1, F(1, 10))),
    "at the teacher": (dense([[1, 2], [3, 1]]), dense([[1, 2], [3, 1]])),
    "opposite": (dense([[1, 2], [3, 1]]), dense([[-1, -2], [3, -1]])),
}


def bounds(table, array):
    return [table.bounds(x) for x in np.asarray(array, dtype=object).ravel()]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("engine", ["ball", "interval"])
def test_enclosures_contain_the_fifty_digit_values(name, engine):
    table, exact = arithmetic(engine, 30), arithmetic("mpmath", 60)
    found, values = population(*CASES[name], table), population(*CASES[name], exact)
    for part in ("loss", "gradient", "hessian"):
        pairs = zip(bounds(table, getattr(found, part)), bounds(exact, getattr(values, part)), strict=True)
        for enclosure, (value, _) in pairs:
            assert enclosure is not None and enclosure[0] - F(1, 10**55) <= value <= enclosure[1] + F(1, 10**55)


@pytest.mark.parametrize("name", CASES)
def test_floating_point_agrees(name):
    found, values = population(*CASES[name], arithmetic("numpy")), population(*CASES[name], arithmetic("mpmath", 40))
    for part in ("loss", "gradient", "hessian"):
        exact = np.asarray(getattr(values, part), dtype=object).astype(float)
        assert np.allclose(np.asarray(getattr(found, part), dtype=float), exact, rtol=1e-9, atol=1e-9)


def shifted(network, i, step):
    """Return the network with parameter i moved: outputs first, then weights."""
    units, m = list(network.units), len(network.units)
    unit, d = (i, None) if i < m else divmod(i - m, network.dimension)
    old = units[unit]
    weights = list(old.weights)
    if d is not None:
        weights[d] = weights[d] + step
    units[unit] = type(old)(old.output + (step if d is None else 0), tuple(weights))
    return type(network)(tuple(units), network.slope)


@pytest.mark.parametrize("name", ["patches", "overlap", "leaky"])
def test_gradient_and_hessian_are_derivatives(name):
    student, teacher = CASES[name]
    table, h = arithmetic("mpmath", 60), F(1, 10**20)
    here = population(student, teacher, table)
    for i in range(len(here.gradient)):
        up, down = (population(shifted(student, i, s), teacher, table) for s in (h, -h))
        assert abs((up.loss - down.loss) * 10**20 / 2 - here.gradient[i]) < 1e-30
        assert max(abs((up.gradient - down.gradient) * 10**20 / 2 - here.hessian[i])) < 1e-30


def test_the_loss_at_the_teacher_is_zero_with_a_semidefinite_hessian():
    found = population(*CASES["at the teacher"], arithmetic("numpy"))
    assert abs(found.loss) < 1e-12 and np.abs(found.gradient).max() < 1e-12
    assert np.linalg.eigvalsh(np.asarray(found.hessian, dtype=float)).min() > -1e-9


@pytest.mark.parametrize("stride", [3, 4, 9])
def test_a_stride_beyond_the_filter_changes_nothing(stride):
    def at(step):
        return population(convolution([1, 2, 3], [1, -2, 1], step), convolution([2, 0, 1], [1, 1, 1], step), MP)

    assert abs(at(stride).loss - at(3).loss) < 1e-45
    assert abs(at(2).loss - at(3).loss) > 1e-3


MP = arithmetic("mpmath", 50)


def closed(expression, values):
    return compile_expression(instantiate(expression, values), (), MP)()


@pytest.mark.parametrize("k", range(1, 7))
@pytest.mark.parametrize("p", range(1, 5))
def test_the_closed_forms_are_those_of_the_explicit_network(k, p):
    random = np.random.default_rng([k, p])

    def vector(n):
        return tuple(F(int(x) or 1, 4) for x in random.integers(-9, 10, n))

    v, w, a, b = vector(p), vector(p), vector(k), vector(k)
    if p == 1:  # opposite filters, where φ = π
        v, w = (F(3, 2),), (F(-1, 3),)
    values = {
        x: tuple(Rational(e.numerator, e.denominator) for e in row) for x, row in ((V, v), (W, w), (A, a), (B, b))
    }
    values[ONE] = (Rational(1),) * k
    mp = mpmath.mp.clone()
    mp.dps = 60
    # the student of the paper is normalised: unit weights v/‖v‖
    length = mp.sqrt(sum(mp.mpf(x.numerator) ** 2 / x.denominator**2 for x in v))
    unit = [mp.mpf(x.numerator) / x.denominator / length for x in v]
    found = population(convolution(unit, a), convolution(w, b), MP)
    assert abs(found.loss - closed(loss.result, values)) < 1e-45
    for j in range(k):
        expected = sum(closed(c, values) * (values[x][j]) for x, c in coordinates(output_gradient.result).items())
        assert (
            abs(found.gradient[j] - mp.mpf(str(expected.evalf(60)) if hasattr(expected, "evalf") else expected)) < 1e-40
        )
    # ∇_v = (I − ŵŵᵀ)/‖v‖ of the gradient summed over the copies of the filter
    copies = np.array(found.gradient[k:]).reshape(k, k, p)
    shared = sum(copies[j, j] for j in range(k))
    along = sum(x * y for x, y in zip(shared, unit, strict=True))
    for i in range(p):
        tangent = (shared[i] - along * unit[i]) / length
        parts = coordinates(weight_gradient.result)
        expected = sum(closed(c, values) * mp.mpf(values[x][i].p) / values[x][i].q for x, c in parts.items())
        assert abs(tangent - expected) < 1e-40


def test_forward_is_the_definition():
    z = np.array([[1.0, 2, 3, 4], [-1, 1, 2, -2]])
    by_hand = 3 * np.maximum(z[:, :2] @ [1, 2], 0) - np.maximum(z[:, 2:] @ [1, 2], 0)
    assert np.array_equal(forward(convolution([1, 2], [3, -1]), z), by_hand)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: dense([[1, 2], [1]]), "one positive dimension"),
        (lambda: dense([]), "one positive dimension"),
        (lambda: convolution([1], [1], 0), "stride"),
        (lambda: population(dense([[1]]), dense([[1, 2]]), MP), "share the dimension"),
        (lambda: population(dense([[0, 0]]), dense([[1, 2]]), MP), "zero weights"),
    ],
)
def test_mistakes_are_named(make, says):
    with pytest.raises(ValueError, match=says):
        make()

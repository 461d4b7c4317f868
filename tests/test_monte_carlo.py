"""The check that samples: true steps are supported, wrong ones doubted, what has no bound is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Eq, Heaviside, Max, Min, Range, Rational, S, exp, oo, pi, sqrt

from derivations.gaussian.ramps import relu
from derivations.papers.du2018.theory.loss import loss
from verify import SUPPORTED, UNKNOWN, Domain, Dot, E, Vector, Vectors, arithmetic, compile_expression, gaussian, lemma
from verify.checks import check, monte_carlo
from verify.statistics.summands import _degree_and_bound, enclosed

x, y = gaussian("x y")
Z = Vector("Z", gaussian=True)
FILTERS = Domain(p=Range(1, oo), v=Vectors("p", nonzero=True))


def claimed(left, right, samples=1 << 14):
    @lemma(domain=FILTERS)
    def claim(p, v):
        """Two sides."""
        return Eq(left(v), right(v), evaluate=False)

    return monte_carlo(claim, samples)


def shown(evidence):
    return float(evidence.how.partition("to ")[2].partition(",")[0])


@pytest.mark.parametrize("step", loss.lemmas[:6], ids=lambda step: step.name)
def test_the_steps_from_the_definition_to_probabilities_are_supported(step):
    evidence = monte_carlo(step)
    assert evidence.status is SUPPORTED and shown(evidence) < 0.5


def test_a_step_without_expectation_is_left_to_algebra():
    assert monte_carlo(loss.lemmas[6]).status is UNKNOWN and not monte_carlo(loss.lemmas[6]).doubt


@pytest.mark.parametrize("factor", [Rational(1, 2), 2, -1, 0], ids=str)
@pytest.mark.parametrize("i", [1, 2, 3, 4, 5, 6])
def test_a_wrong_factor_in_a_line_of_the_loss_is_doubted(factor, i):
    @lemma(domain=loss.domain)
    def wrong(k, p, v, w_star, a, a_star):
        """A line times a factor."""
        return Eq(loss.lines[0], factor * loss.lines[i], evaluate=False)

    assert monte_carlo(wrong).doubt


def mean_of_relu(v):
    return E(relu(Dot(v, Z)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (mean_of_relu, lambda v: sqrt(Dot(v, v)) / sqrt(2 * pi)),
        (lambda v: E(Abs(Dot(v, Z)) ** 3), lambda v: sqrt(8 / pi) * Dot(v, v) ** Rational(3, 2)),
        (lambda v: E(Heaviside(Dot(v, Z))) * Dot(v, v), lambda v: Dot(v, v) / 2),
        (lambda v: 1 / mean_of_relu(v), lambda v: sqrt(2 * pi / Dot(v, v))),
    ],
    ids=["ReLU", "third moment", "half-space", "a quotient"],
)
def test_known_means(left, right):
    assert claimed(left, right).status is SUPPORTED
    assert claimed(left, lambda v: right(v) * Rational(3, 2)).doubt


def test_few_samples_do_not_support():
    few = claimed(mean_of_relu, lambda v: 2 * mean_of_relu(v), samples=60)
    assert few.status is UNKNOWN and not few.doubt and "too few" in str(few.reason)


@pytest.mark.parametrize(
    "integrand",
    [lambda u: Max(0, u - 1), lambda u: Heaviside(u + S.One / 1000), lambda u: exp(u), lambda u: relu(u) + u**2],
    ids=["shifted", "shifted step", "exponential", "two degrees"],
)
def test_what_is_not_homogeneous_is_refused(integrand):
    @lemma(domain=FILTERS, checks=(monte_carlo,))
    def claim(p, v):
        """A mean that is not 7."""
        return Eq(E(integrand(Dot(v, Z))), 7)

    (evidence,) = check(claim)
    assert evidence.status is UNKNOWN and not evidence.doubt and "homogeneous" in str(evidence.reason)


@pytest.mark.parametrize(("later", "status"), [((2, 4), SUPPORTED), ((5, 6), UNKNOWN)], ids=["agree", "do not"])
def test_sides_that_disagree_are_sampled_again(monkeypatch, later, status):
    asked = []

    def sampled(statement, point, samples, delta, stage):
        asked.append((stage, samples, delta))
        return [(2, 3), later] if stage == "second stage" else [(2, 3), (1, 1.5)]

    monkeypatch.setattr("verify.checks.sampled._both", sampled)
    monkeypatch.setattr("verify.checks.sampled._visible", lambda left, right: 0.1)
    evidence = claimed(mean_of_relu, lambda v: 2 * mean_of_relu(v), samples=1000)
    assert evidence.status is status and evidence.doubt is (status is UNKNOWN)
    (first, size, mild), (second, larger, strict) = asked[:2]
    assert (first, second) == ("first stage", "second stage") and larger > 2 * size
    assert mild * strict == pytest.approx(1e-9 / 2)


def test_stages_draw_from_streams_of_their_own():
    first, again, second = (enclosed(E(relu(x)), 1000, 0.1, *key) for key in ((), (), ("second stage",)))
    assert first == again != second


def test_sides_that_vanish_agree():
    found = claimed(lambda v: E(relu(Dot(v, Z))) * (Dot(v, v) - Dot(v, v)), lambda v: S.Zero)
    assert found.status is UNKNOWN  # nothing was left to sample
    assert claimed(lambda v: E(Dot(v, Z)) * 0 + E(Dot(v, Z)), lambda v: S.Zero).status is UNKNOWN


forms = st.tuples(st.integers(-3, 3), st.integers(-3, 3)).map(lambda c: c[0] * x + c[1] * y)
pieces = st.one_of(forms, forms.map(Abs), forms.map(relu), st.tuples(forms, forms).map(lambda f: Max(*f)))
integrands = st.one_of(
    pieces,
    st.tuples(pieces, pieces).map(lambda f: f[0] * f[1] - 2 * x * y),
    st.tuples(pieces, pieces).map(lambda f: Min(*f) + 3 * x),
    pieces.map(lambda f: Abs(f) ** Rational(3, 2) * Heaviside(x - y)),
).filter(lambda f: E(f) != f)


@given(integrands)
def test_degree_and_bound_hold(f):
    degree, bound = _degree_and_bound(f)
    turns = np.linspace(0, 2 * np.pi, 97)
    run = compile_expression(f, (x, y), arithmetic("numpy"))
    on_circle, far = (run(r * np.cos(turns), r * np.sin(turns)) for r in (1.0, 4.0))
    assert np.all(np.abs(on_circle) <= bound * (1 + 1e-12))
    assert np.allclose(far, 4**degree * on_circle)

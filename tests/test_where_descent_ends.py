"""Where descent with a step ends: what decides it stays so, step after step, and what decides the flow does not."""

from fractions import Fraction as F
from functools import cache

import numpy as np
import pytest
from sympy import Interval, Rational, S, pi

from derivations.papers.du2018.basin import simulation
from derivations.papers.du2018.basin.answer import Request, basin
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS, Motion, fastest
from derivations.papers.du2018.theory import descent, reduction
from derivations.papers.du2018.theory.dynamics import HALF_LINE
from derivations.papers.du2018.theory.reduction import alignment
from verify import PROVED, REFUTED, lemma
from verify.checks import verdicts
from verify.language.domain import Domain

# patches, (1·a*)²/‖a*‖², p, ‖b‖²/‖v‖², and the step in units of the largest stable one, 4π/λ₁
CELLS = [
    (2, F(5, 4), 2, F(1000), 0.95), (2, F(5, 4), 3, F(1), 0.95), (25, F(8), 6, F(10**4), 0.5), (25, F(4), 6, F(1), 0.9),
    (3, F(0), 4, F(100), 0.7), (3, F(3), 4, F(10), 0.6), (1, F(1), 5, F(50), 0.8), (10, F(1, 2), 3, F(1, 100), 0.95),
    (25, F(30, 4), 20, F(100), 0.05), (2, F(2), 2, F(10**4), 0.99),
]  # fmt: skip


def cell(patches, ratio, size, scale, part):
    setting = Setting(patches, ratio, size, scale)
    return setting, part * 4 * np.pi / fastest(setting)


@pytest.mark.parametrize("at", CELLS, ids=str)
def test_what_is_decided_stays_so(at):
    """From where a start is labelled the angle never moves away from its end, and a·b keeps its sign."""
    setting, rate = cell(*at)
    found = simulation.descent(setting, 4000, rate, seed=1)
    assert found.count(0) <= 40 and found.count(GLOBAL) > 100
    decided = found.labels != 0
    labels, state = found.labels[decided], tuple(x[decided] for x in found.states)
    update = simulation._update(setting, rate)
    y_of = simulation._compiled(setting, rate, lambda: (alignment(),))
    for _ in range(400):
        y, before = y_of(*state)[0], state[0]
        state = update(*state)
        assert (labels * y > 0).all() and (labels * (before - state[0]) >= -1e-14).all()
    assert (labels * (found.states[0][decided] - state[0]) > 0).mean() > 0.9


def test_the_sets_of_the_flow_do_not_decide_descent():
    """From here the flow ends at the spurious minimum, and a step of 2π/λ₁ leads to the teacher."""
    setting, rate = cell(25, F(8), 6, F(10**4), 0.5)
    start = tuple(np.array([u]) for u in (2.6, 0.0, -0.3))
    assert Motion.of(setting).fate(*start) == SPURIOUS
    fate, update = simulation._fate(setting, rate), simulation._update(setting, rate)
    state = (*start, np.array([0.01]))
    assert fate(*state) == 0
    for _ in range(100):
        state = update(*state)
    assert fate(*state) == GLOBAL


def test_large_steps_at_a_large_scale():
    """The flow's sets gave 0.7234 to 0.7286; starts that step far past −w* end at the teacher, some after 10⁵ steps."""
    setting, _ = cell(*CELLS[0])
    found = basin(Request(setting, "descent", starts=100_000, rate=2.8825, confidence=1 - F(1, 10**9)))
    assert F(76, 100) < found.global_.lower < found.global_.upper < F(78, 100)
    assert found.undecided.estimate < F(1, 10**4) and found.as_dict()["lemmas"] == ["descent_decides"]


def test_the_answer_in_full_coordinates():
    """Descent on v and a themselves, in two dimensions each, followed until nearly all are close to an end."""
    setting, rate = cell(2, F(5, 4), 2, F(1), 0.95)
    count, h, generator = 20_000, rate / (2 * np.pi), np.random.default_rng(5)
    part = np.sqrt(1.25) / 2
    b = part + np.sqrt((1 - 1.25 / 2) / 2) * np.array([1, -1])
    v, a = generator.standard_normal((2, count, 2))
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    a *= (np.sqrt(1.25 / 2 * generator.random(count)) / np.linalg.norm(a, axis=1))[:, None]
    for _ in range(3000):
        length = np.linalg.norm(v, axis=1)
        unit, angle = v / length[:, None], np.arctan2(np.abs(v[:, 1]), v[:, 0])
        kernel = (np.pi - angle) * np.cos(angle) + np.sin(angle)
        across = np.array([1, 0]) - unit[:, :1] * unit
        v = v + h * ((np.pi - angle) * (a @ b) / length)[:, None] * across
        a = a + h * ((kernel - 1)[:, None] * b + b.sum() - (np.pi - 1) * a - a.sum(axis=1)[:, None])
    share = basin(Request(setting, "descent", starts=100_000, rate=rate, confidence=1 - F(1, 10**9))).global_
    late = np.mean((angle > np.pi / 4) & (angle < np.pi - 0.1))  # of these it is not known
    noise = 6 * np.sqrt(0.25 / count)
    assert late < 0.03
    assert share.lower - noise - late < np.mean(angle <= np.pi / 4) < share.upper + noise


WIDE = [
    # an unstable step, and offsets beyond their bound
    (descent.offsets_stay_bounded, {"A": Interval.open(0, Rational(5, 2))}),
    (descent.offsets_stay_bounded, {"A": Interval(-1, 1)}),
    (descent.offsets_stay_bounded, {"e": S.Reals}),
    (descent.steady_outputs_grow_with_the_kernel, {"e": S.Reals}),
    (descent.steady_outputs_grow_with_the_kernel, {"n": S.Reals}),
    (descent.a_turn_comes_no_farther, {"t": Interval(0, 3)}),
    (descent.descent_decides, {"u": Interval(0, pi)}),
    (descent.descent_decides, {"phi": Interval(0, pi)}),
    (descent.descent_decides, {"y": S.Reals}),
    (descent.octant_decides_descent, {"phi": Interval.open(0, 2)}),
    (descent.octant_decides_descent, {"y": HALF_LINE}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "ranges"), WIDE, ids=lambda x: getattr(x, "name", None))
def test_a_dropped_condition_is_refuted(one, ranges):
    old = {s.name: one.domain.ranges[s] for s in one.domain.symbols}
    (found,) = verdicts([lemma(domain=Domain(**(old | ranges)))(one.function)])
    assert found.overall is REFUTED and found.witness


@pytest.mark.parametrize(
    "one", [descent.no_step_goes_far_past_the_teacher, descent.no_step_goes_far_past_the_spurious_minimum]
)
def test_without_the_condition_on_the_step_it_is_refuted(one):
    ranges = {s.name: one.domain.ranges[s] for s in one.domain.symbols}
    (found,) = verdicts([lemma(domain=Domain(**(ranges | {"y": HALF_LINE})))(one.function)])
    assert found.overall is REFUTED and found.witness


def test_a_wrong_bound_is_noticed(monkeypatch):
    """Were outputs taken to stay where they are, some starts would be labelled that turn back."""
    setting, rate = cell(*CELLS[0])
    right = simulation.descent(setting, 4000, rate, seed=1).labels
    for made in (descent.settled_global, descent.settled_spurious, simulation._compiled):
        made.cache_clear()
    monkeypatch.setattr(descent, "offset", lambda: S.Zero)
    try:
        assert (simulation.descent(setting, 4000, rate, seed=1).labels != right).any()
    finally:
        for made in (descent.settled_global, descent.settled_spurious, simulation._compiled):
            made.cache_clear()


ALTERED = [
    ("flow", 0, reduction.flow_turns), ("flow", 0, reduction.descent_turns),
    ("flow", 1, reduction.flow_moves_the_outputs), ("flow", 2, reduction.flow_moves_the_outputs),
    ("step", 0, reduction.step_is_that_of_the_vectors),
    ("step", 3, reduction.descent_lengthens), ("step", 1, descent.a_step_relaxes_the_outputs),
    ("step", 2, descent.a_step_relaxes_the_outputs),
]  # fmt: skip


@pytest.mark.parametrize(("name", "i", "one"), ALTERED, ids=lambda x: getattr(x, "name", str(x)))
def test_a_wrong_part_of_the_reduction_is_noticed(name, i, one, monkeypatch):
    """A rate or a step other than the vectors' fails the lemma that ties it to them."""
    right = getattr(reduction, name)()
    wrong = tuple(2 * part if j == i else part for j, part in enumerate(right))
    for module in (reduction, descent):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, lambda: wrong)
    (found,) = verdicts([lemma(domain=one.domain)(one.function)])
    assert found.status is not PROVED
    monkeypatch.undo()
    assert is_shown(one)


@cache
def is_shown(one):
    """Return whether a lemma is shown by itself, as it stands."""
    (found,) = verdicts([lemma(domain=one.domain)(one.function)])
    return found.status is PROVED

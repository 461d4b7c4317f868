"""Means compared with claimed values: the stated rates hold where they are measured, and planted bugs break them."""

from fractions import Fraction
from math import inf, nan, pi, sqrt

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.gaussian.ramps import relu
from verify import Dot, E, Vector, arithmetic, gaussian
from verify.statistics import sample
from verify.statistics.binomial import clopper_pearson
from verify.statistics.means import Budget, Underpowered, assert_mean, compare
from verify.statistics.power import Power, levels
from verify.statistics.sample import Summand, detectable_error, homogeneous

x, y = gaussian("x y")


def signs(generator, n):
    return 2 * generator.integers(0, 2, n, dtype=np.int8) - 1.0


def rare(generator, n):
    return generator.random(n) < 0.02


def coin(generator, n):
    return generator.random(n) < 0.3


PHI = 1.0


def product(u):
    return np.maximum(u[:, 0], 0) * np.maximum(np.cos(PHI) * u[:, 0] + np.sin(PHI) * u[:, 1], 0)


KERNEL = homogeneous(product, 1.0, 2)
KERNEL_MEAN = ((pi - PHI) * np.cos(PHI) + np.sin(PHI)) / (2 * pi)
TURN = np.linspace(0, 2 * pi, 1 << 14, endpoint=False)
KERNEL_SQUARE = float(np.mean((2 * product(np.stack([np.cos(TURN), np.sin(TURN)], 1))) ** 2))

NULLS = {
    "signs": (signs, 0.0, 2000, {"bound": 1}),
    "signs, variance known": (signs, 0.0, 200, {"bound": 1, "variance": 1}),
    "rare": (rare, 0.02, 200, {"bound": 1}),
    "rare, variance known": (rare, 0.02, 200, {"bound": 1, "variance": 0.02 * 0.98}),
    "kernel": (KERNEL, KERNEL_MEAN, 200, {}),
    "kernel, variance known": (KERNEL, KERNEL_MEAN, 200, {"variance": KERNEL_SQUARE - KERNEL_MEAN**2}),
}

# The rate of false alarms


def is_above(count, runs, rate):
    """Return whether a rate is exceeded: for one that is not, with probability at most 5e-7."""
    return clopper_pearson(count, runs, 1 - 1e-6)[0] > rate


def breaks_its_rates(name, rate=0.05, runs=10_000):
    """Return whether a right value is rejected, in the first stage or in both, more often than is stated."""
    quantity, value, size, options = NULLS[name]
    found = [compare(quantity, value, samples=size, false_alarm=rate, key=i, **options) for i in range(runs)]
    first = sum(len(comparison.stages) == 2 for comparison in found)
    return is_above(first, runs, levels(rate)[0]) or is_above(sum(not c.agrees for c in found), runs, rate)


@pytest.mark.parametrize("name", NULLS)
def test_a_right_value_is_rejected_no_more_often_than_stated(name):
    assert not breaks_its_rates(name)


def shrunk(monkeypatch, name, factor):
    radius = getattr(sample, name)
    monkeypatch.setattr(sample, name, lambda *arguments: factor * radius(*arguments))


def test_a_radius_too_small_is_caught(monkeypatch):
    shrunk(monkeypatch, "_bernstein", 1 / 2)
    assert breaks_its_rates("signs, variance known", runs=2000)
    shrunk(monkeypatch, "_empirical", 1 / 3)
    assert breaks_its_rates("signs", runs=2000)


def test_a_variance_too_small_is_caught():
    found = [compare(rare, 0.02, bound=1, variance=0.001, samples=2000, false_alarm=0.05, key=i) for i in range(500)]
    assert is_above(sum(not c.agrees for c in found), 500, 0.05)


def too_many_families_fail(families=50, members=400, rate=0.05):
    """Return whether a right value fails in a family of comparisons more often than is stated for all of them."""
    failed = 0
    for i in range(families):
        for j in range(members):
            found = compare(signs, 0.0, bound=1, variance=1, samples=60, false_alarm=rate, examples=members, key=(i, j))
            if not found.agrees:
                failed += 1
                break
    return is_above(failed, families, rate)


def test_the_rate_holds_over_all_examples(monkeypatch):
    assert not too_many_families_fail()
    monkeypatch.setattr(Budget, "each", property(lambda budget: budget.false_alarm))
    assert too_many_families_fail()


# Detection


def missed(quantity, value, runs, **options):
    return sum(compare(quantity, value, key=("missed", i), **options).agrees for i in range(runs))


@pytest.mark.parametrize("factor", [1.05, 0.95, 1 / 1.05], ids=["5 % more", "5 % less", "5 % of the value less"])
def test_an_error_of_five_per_cent_is_detected(factor):
    assert missed(lambda g, n: g.random(n), 0.5 * factor, 200, bound=1) <= 0.05 * 200
    assert missed(KERNEL, KERNEL_MEAN * factor, 50, variance=KERNEL_SQUARE) <= 0.05 * 50


def test_fewer_samples_than_planned_do_not_detect_it(monkeypatch):
    right = Power.first
    monkeypatch.setattr(Power, "first", lambda *a: (size := right(*a)) and max(size // 8, 2))
    assert missed(lambda g, n: g.random(n), 0.525, 100, bound=1) > 0.05 * 100


rates = st.floats(1e-12, 0.5)


@given(st.booleans(), st.floats(0, 1), rates, rates, st.integers(2, 10**7))
def test_the_second_stage_detects_what_the_first_does(known, spread, false_alarm, miss, first):
    plan = Power(1.0, spread if known else None, false_alarm, miss)
    mild, strict = levels(false_alarm)
    assert mild * strict == pytest.approx(false_alarm, rel=1e-12) and strict <= mild * (1 + 1e-12)
    second = detectable_error(spread, 1.0, plan.second(first), strict, plan.part, known=known)
    assert second <= plan.detectable(spread, first) * (1 + 1e-12)
    total = first + plan.second(first)
    assert plan.largest(total) == first
    error = plan.detectable(spread, first)
    assert plan.smallest(spread, total) == error and plan.first(spread, error, total) <= first


@given(st.booleans(), st.floats(0.01, 1), st.floats(1e-3, 1), rates)
def test_the_first_stage_is_the_smallest_that_detects_the_error(known, spread, error, miss):
    plan = Power(1.0, spread if known else None, 1e-9, miss)
    size = plan.first(spread, error)
    assert plan.detectable(spread, size) <= error
    assert size == 2 or plan.detectable(spread, size - 1) > error
    assert plan.first(spread, error, size + plan.second(size)) == size
    assert plan.first(spread, error, size + plan.second(size) - 1) is None


def test_stages_and_pilot_draw_from_streams_of_their_own():
    seen = []

    def recorded(generator, n):
        seen.append(generator.random(n))
        return seen[-1]

    assert not compare(recorded, 0.6, bound=1, key="streams").agrees
    assert len({first for first, *_ in seen}) == len(seen) >= 3
    first = [stage.mean for stage in compare(lambda g, n: g.random(n), 0.6, bound=1, key="streams").stages]
    assert first == [stage.mean for stage in compare(lambda g, n: g.random(n), 0.6, bound=1, key="streams").stages]
    assert first != [stage.mean for stage in compare(lambda g, n: g.random(n), 0.6, bound=1, key="others").stages]


def test_the_first_stage_alone_does_not_reject():
    found = [compare(signs, 0.0, bound=1, variance=1, samples=100, false_alarm=0.05, key=i) for i in range(300)]
    cleared = [c for c in found if len(c.stages) == 2 and c.agrees]
    assert cleared and all(not c.claim.holds(c.stages[0]) and c.claim.holds(c.stages[1]) for c in cleared)


# What is refused


def never(generator, n):
    raise AssertionError("nothing should have been drawn")


@pytest.mark.parametrize("options", [{}, {"variance": 0.21}, {"effect": 1e-14}, {"variance": 0.0, "effect": 1e-13}])
def test_a_test_without_power_is_refused_before_sampling(options):
    with pytest.raises(Underpowered, match="detect .* with probability 0.95, not one of") as refused:
        compare(never, 0.3, bound=1, max_samples=2000, **options)
    assert "\n" not in str(refused.value)


def advised(error):
    return int(str(error.value).partition("max_samples=")[2].split()[0])


def test_a_test_without_power_is_refused_after_its_pilot_and_the_advice_suffices():
    calls = []

    def counted(generator, n):
        calls.append(n)
        return generator.random(n) < 0.3

    with pytest.raises(Underpowered) as first:
        compare(counted, 0.3, bound=1, max_samples=5000)
    with pytest.raises(Underpowered) as second:
        compare(counted, 0.3, bound=1, max_samples=advised(first))
    assert 0 < sum(calls) < 5000 and "however little" in str(first.value) and "however" not in str(second.value)
    assert compare(counted, 0.3, bound=1, max_samples=advised(second)).agrees
    with pytest.raises(Underpowered):
        compare(counted, 0.3, bound=1, max_samples=int(0.9 * advised(second)))
    with pytest.raises(Underpowered) as known:
        compare(never, 0.3, bound=1, variance=0.21, max_samples=5000)
    assert compare(coin, 0.3, bound=1, variance=0.21, max_samples=advised(known)).agrees


def test_a_variance_saves_samples():
    assert 3 * compare(coin, 0.3, bound=1, variance=0.21).samples < 2 * compare(coin, 0.3, bound=1).samples


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"value": nan}, "claimed value must be a finite real number, not nan"),
        ({"value": inf}, "finite"),
        ({"value": 1j}, "finite real number"),
        ({"value": None}, "finite real number"),
        ({"value": np.array([0.3])}, "finite real number"),
        ({"value": 10**400}, "finite"),
        ({"value": (0.4, 0.3)}, "wrong order"),
        ({"value": 0}, "may be 0, to which no error is relative: give scale="),
        ({"value": (-1, 1)}, "may be 0"),
        ({"bound": None}, "a sampler needs bound="),
        ({"bound": 0}, "positive bound"),
        ({"bound": -1}, "positive bound"),
        ({"bound": nan}, "bound= must be a finite"),
        ({"bound": 1e-310}, "scale the summands"),
        ({"variance": -0.1}, "between 0 and 1, the square of the bound"),
        ({"variance": 1.5}, "square of the bound"),
        ({"variance": 0.0, "bound": 1e-200}, "no digits left"),
        ({"effect": 0}, "effect= must be positive"),
        ({"effect": nan}, "effect= must be a finite"),
        ({"scale": 0}, "scale= must be positive"),
        ({"samples": 1}, "samples= must be an integer, at least 2"),
        ({"samples": 2.5}, "samples= must be an integer"),
        ({"samples": 100, "effect": 0.1}, "not both"),
        ({"max_samples": "many"}, "max_samples= must be a finite"),
        ({"false_alarm": 0}, "false_alarm= must be a probability"),
        ({"false_alarm": 1}, "false_alarm= must be a probability"),
        ({"miss": 1}, "miss= must be a probability"),
        ({"examples": 0}, "examples= must be an integer, at least 1"),
        ({"examples": 1.5}, "examples="),
        ({"key": object()}, "prints an address"),
        ({"quantity": "coin"}, "can be sampled, not 'coin'"),
        ({"quantity": Summand(coin, 1.0), "bound": 1}, "leave bound= out"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(options, message):
    arguments = {"quantity": never, "value": 0.3, "bound": 1} | options
    with pytest.raises((ValueError, TypeError), match=message) as refused:
        compare(arguments.pop("quantity"), arguments.pop("value"), **arguments)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda g, n: np.full(n, nan), "not a number"),
        (lambda g, n: np.full(n, inf), "inf exceeds the bound"),
        (lambda g, n: np.where(np.arange(n) == 7, -1.1, 0), "1.1 exceeds the bound 1"),
        (lambda g, n: np.zeros((n, 1)), r"of shape \(\d+, 1\) was given"),
        (lambda g, n: np.zeros(n, complex), "real numbers"),
        (lambda g, n: ["a"] * n, "real numbers"),
        (lambda g, n: 0.0, r"shape \(\)"),
    ],
)
def test_bad_summands_are_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        compare(draw, 0.3, bound=1)


# Edge cases


def test_scales_do_not_matter():
    plain = compare(lambda g, n: g.random(n), 0.53, bound=1, key="scale")
    for exponent in (-996, 996):
        scaled = compare(
            lambda g, n, e=exponent: np.ldexp(g.random(n), e), 0.53 * 2.0**exponent, bound=2.0**exponent, key="scale"
        )
        assert scaled.agrees == plain.agrees and scaled.relative == pytest.approx(plain.relative, rel=1e-9)
        assert [s.mean for s in scaled.stages] == [s.mean * 2.0**exponent for s in plain.stages]
    assert 0 < compare(lambda g, n: 1e300 * g.random(n), 5e299, bound=1e300).detectable < 3e298


@pytest.mark.parametrize("options", [{}, {"variance": 0}])
def test_constant_summands(options):
    assert compare(lambda g, n: np.full(n, 0.1), 0.1, bound=1, **options).agrees
    assert not compare(lambda g, n: np.full(n, 0.1), 0.1049, bound=1, **options).agrees
    exact = compare(lambda g, n: np.full(n, 0.1), 0.1, bound=0.1, variance=0, effect=1e-11)
    assert exact.agrees and exact.samples == 2


def test_a_value_of_zero_needs_a_scale():
    found = compare(signs, 0, bound=1, scale=1)
    assert found.agrees and found.relative <= 0.05 and found.detectable == found.relative
    assert not compare(signs, 0.05, bound=1, scale=1).agrees
    stated = compare(signs, 0, bound=1, samples=1000)
    assert stated.relative == inf and 0.1 < stated.detectable < 0.5 and "relatively" not in str(stated)


def test_what_a_number_of_samples_detects_is_stated():
    few, many = (compare(coin, 0.3, bound=1, samples=n) for n in (100, 100_000))
    assert few.relative == inf and 0.03 < many.relative < 0.06
    assert not compare(coin, 0.3 * (1 + many.relative), bound=1, samples=100_000).agrees
    assert len(many.stages) == 1 and many.samples == 100_000


def test_an_error_as_large_as_stated_seldom_passes():
    runs, miss = 400, 0.5
    found = [compare(coin, 0.38, bound=1, samples=1500, miss=miss, false_alarm=0.1, key=i) for i in range(runs)]
    assert 0.2 * runs < sum(c.detectable <= 0.08 for c in found) < runs
    assert sum(c.agrees and c.detectable <= 0.08 for c in found) <= miss * runs


@pytest.mark.parametrize("samples", [2, 3, 5, 50])
def test_too_few_samples_for_any_error(samples):
    with pytest.raises(Underpowered, match="detect (no error|errors of .* or more) with"):
        compare(never, 0.3, bound=1, max_samples=samples)


def test_balls_and_bounds_are_right_if_they_contain_the_mean():
    table = arithmetic("ball")
    with table.working():
        third = table.number(Fraction(3, 10))
        assert compare(coin, third, bound=1).agrees and not compare(coin, third + third / 10, bound=1).agrees
        with pytest.raises(ValueError, match="finite"):
            compare(coin, third / (third - third), bound=1)
    assert compare(coin, (0.2, 0.3), bound=1).agrees and compare(coin, (0.3, 0.9), bound=1).agrees
    assert not compare(coin, (0.2, 0.28), bound=1).agrees and not compare(coin, (0.32, 0.9), bound=1).agrees
    assert compare(coin, Fraction(3, 10), bound=1).agrees and compare(coin, sympy.Rational(3, 10), bound=1).agrees


def test_a_comparison_is_no_truth_value():
    with pytest.raises(TypeError, match="agrees"):
        bool(compare(coin, 0.9, bound=1))


def test_a_rejection_says_what_was_found():
    with pytest.raises(AssertionError) as failure:
        assert_mean(coin, 0.33, bound=1, key=("my test", 3), examples=20, false_alarm=1e-6)
    text = str(failure.value)
    for part in ("does not agree", "0.33", "pilot:", "first stage:", "second stage:", "about -0.03", "('my test', 3)"):
        assert part in text
    assert "≤ 1e-06, over all 20 comparisons" in text and "≤ 0.05" in text
    assert assert_mean(coin, 0.3, bound=1).agrees


# Expectations


def test_expectations_of_gaussians():
    kernel = E(relu(x) * relu((3 * x + 4 * y) / 5))
    phi = sympy.acos(sympy.Rational(3, 5))
    value = ((sympy.pi - phi) * sympy.cos(phi) + sympy.sin(phi)) / (2 * sympy.pi)
    assert assert_mean(kernel, value).relative <= 0.05
    assert not compare(kernel, value * sympy.Rational(21, 20)).agrees
    assert not compare(kernel, 2 * value).agrees
    assert assert_mean(E(sympy.Abs(x) ** 3), sqrt(8 / pi)).agrees
    assert assert_mean(E(sympy.cos(x)), sympy.exp(-sympy.S.Half), bound=1).agrees
    assert not compare(E(sympy.cos(x)), sympy.exp(-1), bound=1).agrees


@pytest.mark.parametrize(
    ("quantity", "error", "message"),
    [
        (E(sympy.cos(x)), ValueError, "not known to be homogeneous"),
        (E(sympy.Symbol("a") * x**2), ValueError, "without values"),
        (E(relu(Dot(Vector("Z", gaussian=True), Vector("v")))), ValueError, "explicit"),
        (E(sympy.Integer(3)), TypeError, "a sampler, a Summand or an E"),
    ],
)
def test_expectations_that_cannot_be_sampled(quantity, error, message):
    with pytest.raises(error, match=message):
        compare(quantity, 0)


# Many comparisons in one test

BUDGET = Budget(examples=2 * 25, false_alarm=1e-6)


@given(st.floats(0.1, 0.9), st.floats(0.1, 0.9))
@settings(max_examples=25)
def test_a_budget_is_shared_by_the_examples_of_a_test(p, q):
    for rate in (p, q):
        found = assert_mean(lambda g, n, r=rate: g.random(n) < r, rate, bound=1, effect=0.2, budget=BUDGET, key=(p, q))
        assert found.false_alarm == 1e-6 and found.examples == 50
        assert found.stages[0].delta == 0.01


def test_a_budget_that_is_spent_says_so():
    budget = Budget(examples=2, false_alarm=1e-3)
    for _ in range(2):
        assert_mean(coin, 0.3, bound=1, budget=budget)
    with pytest.raises(ValueError, match="more comparisons than the 2"):
        compare(coin, 0.3, bound=1, budget=budget)
    failed = Budget(examples=1)
    for _ in range(3):  # as when a failure is shrunk
        with pytest.raises(AssertionError):
            assert_mean(coin, 0.5, bound=1, budget=failed)


def test_what_compare_rejects_counts():
    budget = Budget(examples=2, false_alarm=1e-3)
    assert not compare(coin, 0.5, bound=1, budget=budget).agrees
    assert compare(coin, 0.3, bound=1, budget=budget).agrees
    with pytest.raises(ValueError, match="more comparisons than the 2"):
        compare(coin, 0.3, bound=1, budget=budget)


def test_more_examples_take_a_stricter_level():
    one, many = (compare(coin, 0.6, bound=1, examples=n, false_alarm=1e-6) for n in (1, 1000))
    assert many.stages[1].delta == pytest.approx(one.stages[1].delta / 1000)
    assert many.stages[1].samples > one.stages[1].samples

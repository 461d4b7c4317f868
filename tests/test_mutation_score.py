"""The tests that know only the definitions kill the mutants of what is derived, as docs/mutation-score.md says.

By default the last lines of the derivations are scored; THOROUGH=1 scores the lines before too, and the last ones once
more with a larger budget.
"""

import re

import numpy as np
import pytest
import sympy
from mutation import gradients, kernels, landscape, loss
from mutation.harness import DEFAULT, Budget
from mutation.harness import THOROUGH as LARGE
from mutation.model import apart, examples
from mutation.page import PAGE, counts, formula, lines, listing, page, results, scores, total
from thorough import THOROUGH

from derivations.gaussian.kernels import DERIVATIONS as KERNELS
from derivations.papers.catalogue import DERIVATIONS
from verify.testing.mutants import mutants
from verify.testing.mutation_score import score

SMALL = Budget(examples=30, points=4, samples=1 << 12, delta=1e-9)
TEXT = PAGE.read_text()


@pytest.fixture(scope="module")
def found():
    return scores(results(DEFAULT))


def survivors(found):
    return [f"{name}: {mutant}" for name, one in found.items() for mutant in one.survivors]


def test_mutants_of_results_are_killed_in_the_default_budget(found):
    killed, every = total(found)
    assert every > 1300 and killed >= 0.95 * every, survivors(found)


def test_every_derivation_is_scored(found):
    assert {derivation.name for derivation in DERIVATIONS} <= set(found)
    assert all(len(one.killed) > 10 for one in found.values())
    assert any("k → k + 1" in mutant for one in found.values() for mutant in one.killed)


def row(name):
    """Return the counts that the page has for a formula: of its results, then of the lines on the way to it."""
    (found,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", TEXT, re.M)
    numbers = tuple(map(int, found.split(" | ")))
    return numbers[:3], numbers[3:]


def of_formula(found, name):
    return {n: x for n, x in found.items() if formula(n) == name}


def test_the_page_counts_the_mutants_of_each_result(found):
    for name in set(map(formula, found)):
        assert row(name)[0] == counts(of_formula(found, name)), f"{name}: run python -m tests.mutation"


def test_the_list_names_every_mutant_with_the_tests_that_kill_it(found):
    text = listing(found, {})
    for name, one in found.items():
        table = text[text.index(f"<summary>{name}: ") :].partition("</details>")[0]
        for mutant, tests in one.killed.items():
            assert f"| `{mutant}` | {', '.join(tests)} |" in table
        assert table.count("\n| `") == len(one.killed) + len(one.survivors) + len(one.equivalent)


@pytest.mark.skipif(not THOROUGH, reason="THOROUGH=1")
def test_mutants_of_results_are_killed_in_the_thorough_budget():
    more = scores(results(LARGE), first=True)
    assert total(more)[0] == total(more)[1], survivors(more)


@pytest.mark.skipif(not THOROUGH, reason="THOROUGH=1")
def test_mutants_of_lines_are_killed_and_the_page_is_whole(found):
    between = scores(lines(DEFAULT), first=True)
    assert total(between)[0] == total(between)[1], survivors(between)
    for name in set(map(formula, found)):
        assert row(name)[1] == counts(of_formula(between, name)), f"{name}: run python -m tests.mutation"
    assert page(found, between).count("\n") == TEXT.count("\n") < 50


# The harness itself: what would make its score worthless


def test_a_weak_set_of_tests_leaves_survivors():
    (subject,) = loss.subjects(SMALL)
    weak = {name: subject.tests[name] for name in ("nonnegative", "length of v")}
    with np.errstate(all="ignore"):
        left = score(subject.formula, weak, prepare=subject.prepare).survivors
    assert len(left) > 30 and "the whole doubled" in left


def test_the_tests_of_a_kernel_fail_on_every_other_kernel():
    judges = {x.name: (kernels.prepare(x.result), kernels.tests(kernels.Definition(x), SMALL)) for x in KERNELS}
    for name, (_, judged) in judges.items():
        for other, (kernel, _) in judges.items():
            passed = [test(kernel) for test in judged.values()]
            assert all(passed) == (name == other), (name, other)


@pytest.mark.parametrize("subject", [*loss.subjects(DEFAULT), *gradients.subjects(DEFAULT)], ids=lambda x: x.name)
def test_sampling_alone_sees_a_factor_of_two(subject):
    assert subject.tests["Monte Carlo"](subject.prepare(subject.formula))
    assert not subject.tests["Monte Carlo"](subject.prepare(2 * subject.formula))
    assert not subject.tests["Monte Carlo"](subject.prepare(subject.formula / 2))


def test_a_value_that_is_no_number_agrees_with_nothing():
    (subject,) = loss.subjects(SMALL)

    def undefined(points):
        return np.full(len(points), np.nan)

    with np.errstate(all="ignore"):
        assert not any(test(undefined) for test in subject.tests.values())


def test_integrals_in_the_plane_are_those_of_known_moments():
    for derivation in KERNELS[:4]:
        at = derivation.lines[0].xreplace({kernels.PHI: sympy.pi / 3})
        assert abs(loss.planar_mean(at) - float(derivation.result.xreplace({kernels.PHI: sympy.pi / 3}))) < 1e-12


def test_least_squares_vanish_where_the_networks_agree():
    for b in (np.array([1.0, -2.0, 3.0]), np.array([2.0])):
        a, least = landscape.best(b, np.pi)
        assert np.allclose(a, b, atol=1e-12) and abs(least) < 1e-12


def test_examples_reach_degenerate_points_and_others():
    points = examples(DEFAULT.examples)
    assert 10 < len(apart(points)) < len(points)


def test_names_are_the_same_for_the_same_formula():
    for subject in loss.subjects(SMALL):
        assert [m.name for m in mutants(subject.formula)] == [m.name for m in mutants(subject.formula)]

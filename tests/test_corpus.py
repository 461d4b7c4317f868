"""A corpus that would catch a prover lying: what is true, false or undefined in `lemmas/`, and what the checker says.

The truth is established here by plain mpmath on the statement as typed, at exact points, apart from everything in
`verify` that decides: false statements fail at their author's witness, undefined ones have no value at theirs, true
ones hold at ends, beside ends, at simple numbers and at random points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sympy
from lemmas.holes import UNDEFINED
from lemmas.judge import judge
from lemmas.points import is_in, points
from lemmas.witnesses import FALSE
from lemmas.yardstick import NO_VALUE, UNDECIDED, truth_at
from sympy import And, Implies, Or, Rational, S, pi, sqrt
from thorough import THOROUGH

from verify.language.catalogue import read_file
from verify.language.lemma import Lemma
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, Verdict

PROVED_AT_LEAST = 0.7  # of the true lemmas
REFUTED_AT_LEAST = 0.9  # of the false lemmas

FOLDER = Path(__file__).parent / "lemmas"
LEMMAS = {path.stem: read_file(path).lemmas for path in sorted(FOLDER.glob("*_*.py"))}
KIND = {lemma.name: kind for kind, lemmas in LEMMAS.items() for lemma in lemmas}
# without THOROUGH=1 the checker is asked about every third lemma of each kind
POINTS = 60 if THOROUGH else 15  # random points for each true lemma
SECONDS = 10  # of processor time for each lemma, more where the machine is slow: far more than what is decided takes
ASKED = {name: kind for kind, lemmas in LEMMAS.items() for name in [x.name for x in lemmas][:: 1 if THOROUGH else 3]}


def of_kind(start: str) -> list[Lemma]:
    return [lemma for kind, lemmas in LEMMAS.items() if kind.startswith(start) for lemma in lemmas]


def as_typed(lemma: Lemma) -> Any:
    """Return the statement without SymPy's simplifications."""
    with sympy.evaluate(False):
        return lemma.function(**lemma.domain.by_name)


def named_point(lemma: Lemma, coordinates: Mapping[str, Any]) -> dict:
    assert set(coordinates) == set(lemma.domain.by_name)
    return {lemma.domain.by_name[name]: sympy.sympify(x) for name, x in coordinates.items()}


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert sum(map(len, LEMMAS.values())) == len(KIND)
    assert len(of_kind("true")) >= 220 and len(of_kind("false")) >= 220 and len(of_kind("undefined")) >= 60
    assert min(len(lemmas) for kind, lemmas in LEMMAS.items() if kind.startswith("false")) >= 15
    assert set(FALSE) == {lemma.name for lemma in of_kind("false")}
    assert set(UNDEFINED) == {lemma.name for lemma in of_kind("undefined")}


@pytest.mark.parametrize("lemma", of_kind("false"), ids=lambda lemma: lemma.name)
def test_false_lemmas_fail_at_their_witness(lemma: Lemma) -> None:
    point = named_point(lemma, FALSE[lemma.name])
    assert is_in(point, lemma.domain)
    assert truth_at(as_typed(lemma), point, 120) is False


@pytest.mark.parametrize("lemma", of_kind("undefined"), ids=lambda lemma: lemma.name)
def test_undefined_lemmas_have_no_value_at_their_hole_and_hold_elsewhere(lemma: Lemma) -> None:
    point, statement = named_point(lemma, UNDEFINED[lemma.name]), as_typed(lemma)
    assert is_in(point, lemma.domain)
    assert truth_at(statement, point, 120) == NO_VALUE
    assert False not in {truth_at(statement, point, 60) for point in points(lemma.domain, POINTS)}


@pytest.mark.parametrize("lemma", of_kind("true"), ids=lambda lemma: lemma.name)
def test_true_lemmas_hold_wherever_they_are_tried(lemma: Lemma) -> None:
    statement, seen = as_typed(lemma), Counter()
    for point in points(lemma.domain, POINTS):
        truth = truth_at(statement, point, 60)
        assert truth in (True, UNDECIDED), point
        seen[truth] += 1
    assert seen[True] > seen[UNDECIDED]


@pytest.mark.parametrize("kind", ["false_closed_ends", "false_flipped_signs"])
def test_the_points_would_show_a_false_lemma_among_the_true_ones(kind: str) -> None:
    for lemma in LEMMAS[kind]:
        statement = as_typed(lemma)
        assert any(truth_at(statement, point, 60) is False for point in points(lemma.domain, POINTS)), lemma.name


x = sympy.Symbol("x", real=True)


@pytest.mark.parametrize(
    ("statement", "at", "truth"),
    [
        (x < 1 - Rational(1, 10**200), S.One, False),
        (x**2 - 2 >= 0, sqrt(2), True),
        (x**2 - 2 > 0, sqrt(2), False),
        (x**2 > 2 + Rational(1, 10**200), sqrt(2), False),
        (sympy.Eq(sympy.sin(x), 0), pi, True),
        (1 / sympy.sin(x) > 0, pi, NO_VALUE),
        (Or(1 / x > 0, x < 1, evaluate=False), S.Zero, True),
        (And(1 / x > 0, x < 1, evaluate=False), S.Zero, NO_VALUE),
        (Implies(x < 1, 1 / x > 0, evaluate=False), S.Zero, NO_VALUE),
        (sympy.cosh(x) ** 2 - sympy.sinh(x) ** 2 > 0, S(10) ** 6, UNDECIDED),
        (sympy.tanh(x) < 1, S(10) ** 3, True),
        (sympy.tanh(x) < 1, S(10) ** 6, UNDECIDED),
        (sympy.Gt(1 + sympy.exp(-x), 1, evaluate=False), S(10) ** 6, UNDECIDED),
        (sympy.acos(sympy.cos(x)) > x, Rational(1, 10**20), False),
        (sympy.sqrt(x) >= 0, -Rational(1, 10**90), NO_VALUE),
    ],
)
def test_the_yardstick_itself(statement: Any, at: Any, truth: bool | str) -> None:
    assert truth_at(statement, {x: at}, 60) == truth


class Summary:
    """Prints, after the tests, how much of each kind was decided."""

    def __init__(self, found: dict[str, Verdict]) -> None:
        self.found = found

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        terminalreporter.section("corpus: verdicts by kind")
        for kind, lemmas in LEMMAS.items():
            asked = [lemma for lemma in lemmas if lemma.name in self.found]
            seen = Counter(self.found[lemma.name].overall for lemma in asked)
            counts = f"{seen[PROVED]:4} proved {seen[REFUTED]:4} refuted {seen[UNKNOWN]:4} unknown"
            terminalreporter.write_line(f"{kind:26}{counts} ({seen[UNKNOWN] / len(asked):4.0%})")


@pytest.fixture(scope="session")
def found(request: pytest.FixtureRequest) -> dict[str, Verdict]:
    """The verdict on each lemma of the corpus."""
    result = judge(((FOLDER / f"{kind}.py", name) for name, kind in ASKED.items()), SECONDS)
    request.config.pluginmanager.register(Summary(result))
    return result


def named(found: dict[str, Verdict], start: str, status: Any) -> list[str]:
    return [lemma.name for lemma in of_kind(start) if lemma.name in found and found[lemma.name].overall == status]


def test_nothing_false_and_nothing_undefined_is_proved(found: dict[str, Verdict]) -> None:
    assert named(found, "false", PROVED) + named(found, "undefined", PROVED) == []


def test_nothing_true_is_refuted(found: dict[str, Verdict]) -> None:
    assert named(found, "true", REFUTED) == []


def test_enough_is_decided(found: dict[str, Verdict]) -> None:
    for start, status, share in (("true", PROVED, PROVED_AT_LEAST), ("false", REFUTED, REFUTED_AT_LEAST)):
        assert len(named(found, start, status)) >= share * sum(kind.startswith(start) for kind in ASKED.values())


def test_witnesses_of_the_checker_violate_the_statement(found: dict[str, Verdict]) -> None:
    for lemma in of_kind("false"):
        if lemma.name in found and (witness := found[lemma.name].witness) is not None:
            point = named_point(lemma, {name: sympy.sympify(text) for name, text in witness.items()})
            assert is_in(point, lemma.domain), lemma.name
            assert truth_at(as_typed(lemma), point, 120) is False, lemma.name

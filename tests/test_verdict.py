"""Verdicts: four grades, what outweighs what, the weakest over ancestors, and checks that fail."""

from __future__ import annotations

import itertools
import pickle
import re
from pathlib import Path

import pytest
from sympy import Interval, S, Symbol, evaluate, pi

from verify.checks import check, verdicts
from verify.language.domain import Domain
from verify.language.lemma import DeclarationError, Lemma, lemma
from verify.language.reasons import Cause, because
from verify.language.verdict import PROVED, REFUTED, SUPPORTED, UNKNOWN, Evidence, Verdict, combine
from verify.report.words import WORDS

SOURCES = sorted(p for room in ("verify", "derivations") for p in (Path(__file__).parent.parent / room).rglob("*.py"))
SOURCES = [path for path in SOURCES if path.name not in ("reasons.py", "words.py")]
DOMAIN = Domain(x=Interval(0, 1))


def evidence(status, **more):
    return Evidence(status, "told", **more)


def told(name, *found, uses=(), quoted=False, status=None):
    """Return a lemma whose checks say what they are told."""
    checks = tuple((lambda _, e=e: e) for e in found)
    return Lemma(name, "A sentence.", DOMAIN, lambda x: x <= 1, "Somebody", tuple(uses), checks, status, quoted)


def of(*lemmas):
    return {v.name: v for v in verdicts(lemmas)}


def test_the_order_is_total_and_strict():
    grades = [REFUTED, UNKNOWN, SUPPORTED, PROVED]
    assert sorted([PROVED, UNKNOWN, SUPPORTED, REFUTED]) == grades
    for a, b in itertools.combinations(grades, 2):
        assert a < b and b > a and a <= b and not a >= b and a != b
    with pytest.raises(TypeError):
        assert REFUTED < 1


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match="PROVED"):
        bool(Verdict("v", PROVED, PROVED))
    with pytest.raises(TypeError):
        assert Verdict("v", REFUTED, REFUTED)


@pytest.mark.parametrize(
    ("found", "together"),
    [
        ((), UNKNOWN),
        ((UNKNOWN,), UNKNOWN),
        ((UNKNOWN, SUPPORTED), SUPPORTED),
        ((SUPPORTED, PROVED, UNKNOWN), PROVED),
        ((REFUTED, UNKNOWN), REFUTED),
        ((REFUTED, SUPPORTED), REFUTED),
        ((PROVED, REFUTED), UNKNOWN),
        ((PROVED, REFUTED, SUPPORTED), UNKNOWN),
    ],
)
def test_combining_does_not_depend_on_the_order(found, together):
    for order in itertools.permutations(found):
        assert combine(map(evidence, order)) is together


def test_a_doubt_outweighs_support_and_proof_and_not_a_witness():
    doubt = evidence(UNKNOWN, doubt=True, reason="they disagree")
    assert combine([evidence(PROVED), doubt]) is UNKNOWN
    assert combine([doubt, evidence(SUPPORTED)]) is UNKNOWN
    assert combine([doubt, evidence(REFUTED)]) is REFUTED
    assert of(told("a", evidence(PROVED, reason="fine"), doubt))["a"].reason == "they disagree"


def test_overall_is_the_weakest_over_all_ancestors():
    a = told("a", evidence(PROVED))
    b = told("b", evidence(SUPPORTED), uses=[a])
    c = told("c", evidence(PROVED), uses=[b])
    d = told("d", evidence(PROVED), uses=[a])
    e = told("e", evidence(PROVED), uses=[c, d])
    found = of(e)
    assert {n: v.overall for n, v in found.items()} == {
        "a": PROVED,
        "b": SUPPORTED,
        "c": SUPPORTED,
        "d": PROVED,
        "e": SUPPORTED,
    }
    assert found["e"].status is PROVED and found["e"].uses == ("c", "d")
    assert of(told("f", evidence(PROVED), uses=[told("g", evidence(REFUTED))]))["f"].overall is REFUTED


def test_what_uses_a_quoted_theorem_is_given_it_however_far():
    theorem = told("theorem", quoted=True)
    near = told("near", evidence(PROVED), uses=[theorem])
    far = told("far", evidence(PROVED), uses=[near])
    free = told("free", evidence(PROVED))
    found = of(far, free)
    assert found["near"].given == found["far"].given == ("theorem",)
    assert found["theorem"].given == found["free"].given == ()
    assert found["theorem"].as_dict()["status"] == "QUOTED" and "Somebody" in found["theorem"].reason


@pytest.mark.parametrize("claim", [None, REFUTED, UNKNOWN, SUPPORTED, PROVED])
@pytest.mark.parametrize("reached", [REFUTED, UNKNOWN, SUPPORTED, PROVED])
def test_as_claimed(claim, reached):
    found = of(told("a", evidence(reached), status=claim))["a"]
    assert found.as_claimed is (reached >= (UNKNOWN if claim is None else claim))
    assert found.as_dict()["claimed"] == (claim and str(claim))


def test_the_decisive_evidence_gives_method_reason_and_witness():
    found = of(told("a", evidence(UNKNOWN, reason="tired"), evidence(REFUTED, reason="see", witness={"x": "1"})))["a"]
    assert (found.reason, found.witness) == ("see", {"x": "1"})
    assert found.as_dict()["witness"] == {"x": "1"}
    assert Verdict("v", UNKNOWN, UNKNOWN).reason  # without evidence it still says why


def test_a_lemma_without_checks_is_unknown():
    assert check(told("a"))[0].status is UNKNOWN
    assert of(told("a"))["a"].as_dict()["overall"] == "UNKNOWN"


def failing(error):
    def check_that_fails(_):
        raise error

    return Lemma("failing", "A sentence.", DOMAIN, lambda x: x <= 1, checks=(check_that_fails,))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no convergence"),
        ZeroDivisionError("by zero"),
        RecursionError("deep"),
        MemoryError(),
        NotImplementedError("later"),
    ],
)
def test_a_check_that_fails_is_unknown_with_its_exception_as_the_reason(error):
    found = of(failing(error), told("after", evidence(PROVED)))
    assert found["failing"].overall is UNKNOWN and found["after"].overall is PROVED
    assert type(error).__name__ in found["failing"].reason and str(error) in found["failing"].reason


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), DeclarationError("bad")])
def test_interrupts_and_bad_declarations_pass_through(error):
    with pytest.raises(type(error)):
        list(verdicts([failing(error)]))


def test_a_failing_default_check_leaves_the_others_their_say(monkeypatch):
    @lemma(domain=Domain(x=S.Reals))
    def positive(x):
        """Squares exceed one."""
        return x**2 > 1

    def broken(*_, **__):
        raise RuntimeError("SymPy gave up")

    monkeypatch.setattr("verify.checks.deciding.prove", broken)
    found = of(positive)["positive"]
    assert found.overall is REFUTED and "SymPy gave up" in str(found.evidence[0].reason)


def test_checks_evaluate_where_an_interrupt_left_sympy_not_evaluating():
    with evaluate(False):
        domain = Domain(x=Interval(0, pi / 2))
        summing = Lemma("summing", "A sentence.", domain, lambda x: x + x <= 4, checks=(lambda _: as_usual(),))
        (verdict,) = verdicts([summing])
        assert Symbol("y") + Symbol("y") != 2 * Symbol("y")
    assert verdict.overall is PROVED


def as_usual():
    y = Symbol("y")
    return evidence(PROVED if y + y == 2 * y else UNKNOWN)


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.NOTHING])
def test_each_cause_has_words_and_is_given_somewhere(cause):
    assert cause in WORDS
    used = [path for path in SOURCES if re.search(rf"Cause\.{cause.name}\b", path.read_text())]
    assert used, f"nobody says {cause.name}"


def test_reasons_travel_between_processes_as_what_is_written_in_them():
    x = Symbol("x")
    reason = because(Cause.NO_MEAN, mean=x**2, why=because(Cause.DECAY, part=x))
    sent = pickle.loads(pickle.dumps(reason))
    assert str(sent) == str(reason) == "x**2 may not exist: how fast x goes to zero is not known"
    assert sent.causes == (Cause.NO_MEAN, Cause.DECAY) and sent.data["mean"] == "x**2"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nobody_reads_a_reason_in_words(path):
    """Causes are compared, words are only shown."""
    text = path.read_text()
    assert not re.findall(r"(?<!for )\b\w+ (?:not )?in [\w.]+\.(?:reason|method)\b", text)
    assert not re.findall(r"\.(?:reason|method|why)\.(?:split|startswith|endswith|partition)\b", text)

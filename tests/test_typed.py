"""Statements as people type them: nothing false or undefined is PROVED, and every witness is one."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import sympy
from thorough import THOROUGH
from typed import Case, draw

from verify.checks import check, exact, falsify
from verify.language.domain import Domain
from verify.language.lemma import DeclarationError, Lemma
from verify.language.reasons import Cause
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, Evidence, combine
from verify.prover.prove import prove

COUNT = 2000 if THOROUGH else 120
BUDGET = 60  # looks at boxes


def short_search(lemma: Lemma) -> Evidence:
    term = lemma.reading.term
    found = None if term is None else prove(term, lemma.domain, BUDGET)
    return Evidence(PROVED if found and found.proved else UNKNOWN, "search")


def judged(case: Case, folder: Path) -> tuple[str, dict[str, Fraction] | None]:
    """Return the verdict on a statement, and the witness."""
    names: dict = {}
    file = folder / "statement.py"
    file.write_text(case.source)
    exec(compile(case.source, str(file), "exec"), names)
    domain = Domain(**{name: eval(text, vars(sympy).copy()) for name, text in case.ranges.items()})
    checks = (exact, falsify, short_search)
    lemma = Lemma("typed", "A statement as it is typed.", domain, names["statement"], checks=checks)
    try:
        evidence = check(lemma)
    except DeclarationError as error:
        return f"refused: {error}", None
    assert not any(e.raised or Cause.FAILED in e.why.causes for e in evidence), evidence
    witness = next((e.witness for e in evidence if e.status is REFUTED), None)
    return str(combine(evidence)), witness and {s: Fraction(x) for s, x in witness.items()}


def is_wrong(case: Case, verdict: str, witness: dict[str, Fraction] | None) -> bool:
    if verdict == "PROVED":
        return any(case.truth(point) in (False, "undefined") for point in case.points(Random(7), 60))
    return verdict == "REFUTED" and (witness is None or case.truth(witness) not in (False, None))


@pytest.mark.parametrize("start", range(0, COUNT, 40))
def test_no_statement_is_judged_wrongly(start, tmp_path):
    seen = Counter()
    for seed in range(start, start + 40):
        case = draw(seed)
        verdict, witness = judged(case, tmp_path)
        assert not is_wrong(case, verdict, witness), f"seed {seed}: {verdict} {witness}\n{case.source}{case.ranges}"
        seen[verdict] += 1
    assert min(seen["PROVED"], seen["REFUTED"]) >= 3  # else it tests nothing


def test_the_judge_sees_what_is_wrong():
    """A statement said to be PROVED though it is false at 0, or undefined there, is seen; so is a false witness."""
    cases = [draw(seed) for seed in range(150)]
    false = [case for case in cases if any(case.truth(p) is False for p in case.points(Random(7), 30))]
    undefined = [case for case in cases if any(case.truth(p) == "undefined" for p in case.points(Random(7), 30))]
    assert len(false) > 30 and len(undefined) > 30
    assert all(is_wrong(case, "PROVED", None) for case in (*false, *undefined))
    true = next(case for case in cases if case.truth(case.points(Random(1), 1)[0]) is True)
    assert is_wrong(true, "REFUTED", true.points(Random(1), 1)[0])

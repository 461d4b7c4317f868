"""Coq on the yardsticks one by one and on the catalogue in one batch, beside a bare goal of the interval tactic.

    apt install coq libcoq-interval && pytest -s tests/benchmarks/test_coq.py

The peer is a file with one goal by interval and nothing else: what it takes is the loading of coq-interval.  One round
each; ``seconds_a_lemma`` stands in the extra information and is printed.
"""

import shutil
import subprocess

import pytest
from test_prove import STATEMENTS

from derivations.papers.catalogue import CATALOGUE
from verify.checks.evidence import check as evidence_of
from verify.coq import check
from verify.prover.certificate import certified, certify

pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

BARE = """Require Import Reals.
From Interval Require Import Tactic.
Open Scope R_scope.
Goal forall x : R, 0 <= x <= 1 -> x * x <= 2.
Proof. intros x X. interval. Qed.
"""


def once(benchmark, claims):
    outcomes = benchmark.pedantic(check, args=(claims,), rounds=1)
    seconds = benchmark.stats.stats.total / len(claims)
    accepted = sum(map(bool, outcomes.values()))
    benchmark.extra_info |= {"lemmas": len(claims), "accepted": accepted, "seconds_a_lemma": round(seconds, 3)}
    print(f"\n{accepted} of {len(claims)} accepted, {seconds:.3f} s a lemma")


@pytest.mark.parametrize("name", STATEMENTS)
def test_coq(benchmark, name):
    domain, statement = STATEMENTS[name]
    document, _ = certify([(name, statement(**domain.by_name), domain)])
    once(benchmark, document["claims"])


def test_catalogue(benchmark):
    """The proofs are found before the clock runs."""
    lemmas = (one for one in CATALOGUE if "." not in one.name)
    proofs = {one.name: e.proof for one in lemmas for e in evidence_of(one) if e.proof is not None}
    once(benchmark, certified(list(proofs.items()))["claims"])


def test_bare_interval(benchmark, tmp_path):
    (tmp_path / "bare.v").write_text(BARE, encoding="utf-8")

    def run():
        subprocess.run(["coqc", "-q", "-w", "none", "bare.v"], cwd=tmp_path, check=True)

    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info |= {"lemmas": 1, "seconds_a_lemma": round(benchmark.stats.stats.total, 3)}

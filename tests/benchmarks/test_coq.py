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
from verify.coq import Theorem, check

pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

LEFT_OUT = {"threshold_is_never_met"}  # why is said in tests/test_coq.py
BARE = """Require Import Reals.
From Interval Require Import Tactic.
Open Scope R_scope.
Goal forall x : R, 0 <= x <= 1 -> x * x <= 2.
Proof. intros x X. interval. Qed.
"""


def once(benchmark, theorems):
    outcomes = benchmark.pedantic(check, args=(theorems,), rounds=1)
    assert {name: o.reason for name, o in outcomes.items() if not o} == {}
    seconds = benchmark.stats.stats.total / len(theorems)
    benchmark.extra_info |= {"lemmas": len(theorems), "seconds_a_lemma": round(seconds, 3)}
    print(f"\n{len(theorems)} lemmas, {seconds:.3f} s a lemma")


@pytest.mark.parametrize("name", STATEMENTS)
def test_coq(benchmark, name):
    domain, statement = STATEMENTS[name]
    once(benchmark, [Theorem(name, domain, statement(**domain.by_name))])


def test_catalogue(benchmark):
    scalar = (one for one in CATALOGUE if "." not in one.name and not one.quoted and one.name not in LEFT_OUT)
    once(benchmark, [Theorem.of(one) for one in scalar])


def test_bare_interval(benchmark, tmp_path):
    (tmp_path / "bare.v").write_text(BARE, encoding="utf-8")

    def run():
        subprocess.run(["coqc", "-q", "-w", "none", "bare.v"], cwd=tmp_path, check=True)

    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info |= {"lemmas": 1, "seconds_a_lemma": round(benchmark.stats.stats.total, 3)}

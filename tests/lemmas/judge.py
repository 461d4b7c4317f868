"""What the checker says of each lemma of some files, on all cores, with a budget of processor time for each lemma."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from pace import OutOfTime, at_most
from sympy.core.parameters import global_parameters

from verify.checks import verdicts
from verify.language.catalogue import read_file
from verify.language.lemma import Lemma
from verify.language.verdict import UNKNOWN, Evidence, Verdict

__all__ = ["judge"]


def judge(names: Iterable[tuple[Path, str]], seconds: int) -> dict[str, Verdict]:
    """Return the verdict on each lemma, UNKNOWN where the budget ran out; an exception of the checker is raised."""
    tasks = [(path, name, seconds) for path, name in names]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return {verdict.name: verdict for verdict in pool.map(verdict_of, tasks)}


def verdict_of(task: tuple[Path, str, int]) -> Verdict:
    path, name, seconds = task
    lemma = declared(path)[name]
    try:
        with at_most(seconds):
            (verdict,) = verdicts([lemma])
    except OutOfTime:
        global_parameters.evaluate = True  # where the budget ran out within SymPy's evaluate(False)
        return Verdict(name, UNKNOWN, UNKNOWN, (Evidence(UNKNOWN, "none", f"stopped after {seconds} s"),))
    return verdict


@lru_cache(maxsize=64)
def declared(path: Path) -> dict[str, Lemma]:
    return {lemma.name: lemma for lemma in read_file(path).lemmas}

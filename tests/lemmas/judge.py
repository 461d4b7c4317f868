"""What the checker says of each lemma of some files, on all cores, with a budget of processor time for each lemma."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from sympy.core.parameters import global_parameters

from verify.catalogue import read_file
from verify.checks import verdicts
from verify.declare import Lemma
from verify.verdict import UNKNOWN, Evidence, Verdict

__all__ = ["judge"]


def judge(names: Iterable[tuple[Path, str]], seconds: int) -> dict[str, Verdict]:
    """Return the verdict on each lemma, UNKNOWN where the budget ran out; an exception of the checker is raised."""
    tasks = [(path, name, seconds) for path, name in names]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return {verdict.name: verdict for verdict in pool.map(verdict_of, tasks)}


class OutOfTime(BaseException):
    """The budget is spent; no `except Exception` of the checker takes it for a failed check."""


def verdict_of(task: tuple[Path, str, int]) -> Verdict:
    path, name, seconds = task
    lemma = declared(path)[name]
    try:
        with budget(seconds):
            (verdict,) = verdicts([lemma])
    except OutOfTime:
        global_parameters.evaluate = True  # where the budget ran out within SymPy's evaluate(False)
        return Verdict(name, UNKNOWN, UNKNOWN, (Evidence(UNKNOWN, "none", f"stopped after {seconds} s"),))
    return verdict


@lru_cache(maxsize=64)
def declared(path: Path) -> dict[str, Lemma]:
    return {lemma.name: lemma for lemma in read_file(path).lemmas}


@contextmanager
def budget(seconds: int) -> Iterator[None]:
    """Raise OutOfTime in the block after so much processor time (not wall-clock: a busy machine changes nothing)."""

    def stop(*_: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

"""A call of coqc for each processor, a file of many theorems in each; one that fails is found and hides no other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from verify.coq.terms import Unprintable
from verify.coq.theorems import OneRoot, Theorem, goal, identifier
from verify.language.origins import is_sympys

__all__ = ["ABSENT", "ACCEPTED", "REFUSED", "Outcome", "check", "document"]

ACCEPTED, REFUSED, ABSENT = "accepted", "refused", "absent"
_FEW = 8  # theorems take about as long as loading the libraries
MISSING = re.compile(r"Cannot find a physical path|Unable to locate library|Cannot load")


@dataclass(frozen=True)
class Outcome:
    """Whether Coq accepted a theorem; a refusal is no refutation, and ``reason`` says what stopped it."""

    status: str
    reason: str = ""

    def __bool__(self) -> bool:
        return self.status == ACCEPTED


@dataclass(frozen=True)
class _Goal:
    """A proposition, a script, the seconds the script may take, and an identifier of Coq's."""

    claim: str
    script: str
    patience: int
    identifier: str

    @property
    def theorem(self) -> str:
        proof = f"Timeout {self.patience} ({self.script}).\nTimeout {self.patience} Qed."
        return f"Theorem {self.identifier} : {self.claim}.\nProof.\n{proof}\n"

    @property
    def trial(self) -> str:
        attempt = f"timeout {self.patience} (solve [ {self.script} ])"
        return f'Goal {self.claim}.\nProof.\ntryif {attempt} then idtac else idtac "{self.failure}".\nAbort.\n'

    @property
    def failure(self) -> str:
        return f"no proof of {self.identifier}"


@dataclass(frozen=True)
class _Run:
    accepted: bool
    message: str = ""
    line: int = 0
    output: str = ""


def document(sources: Iterable[str]) -> str:
    """Return a Coq file that holds the prelude and theorems."""
    return "\n".join([files("verify.coq").joinpath("prelude.v").read_text(encoding="utf-8"), *sources])


def check(theorems: Iterable[Theorem | OneRoot], patience: int = 10, limit: float = 300.0) -> dict[str, Outcome]:
    """Return for each theorem, by name, whether coqc accepts it: accepted, refused with the reason, or absent.

    ``patience`` is the time in seconds one proof may take, ``limit`` that of all calls together; many theorems go to
    as many calls of coqc as there are processors.  Accepted means that coqc compiled a file with the theorem,
    definedness conditions included, and returned 0.  Refused means that
    no proof was found, or that the statement has no meaning over Coq's reals, and never that it is false.  Raises
    ValueError for two theorems of one name.
    """
    given = list(theorems)
    if len({t.name for t in given}) < len(given):
        raise ValueError("two theorems have the same name")
    if (coqc := shutil.which("coqc")) is None:
        return {t.name: Outcome(ABSENT, "coqc is not installed") for t in given}
    found, goals = _printed(given, patience)
    deadline, groups = time.monotonic() + limit, _groups(goals)
    with ThreadPoolExecutor(len(groups)) as pool:
        for outcomes in pool.map(lambda group: _compiled(coqc, group, deadline), groups):
            found |= outcomes
    return {t.name: found[t.name] for t in given}


def _groups(goals: Mapping[str, _Goal]) -> list[dict[str, _Goal]]:
    """Return the goals in groups of about the same work, one for each processor, if they are worth a call of coqc."""
    number = min(os.cpu_count() or 1, max(1, len(goals) // _FEW))
    longest = sorted(goals.items(), key=lambda item: -len(item[1].script))
    return [dict(longest[i::number]) for i in range(number)]


def _printed(given: Sequence[Theorem | OneRoot], patience: int) -> tuple[dict[str, Outcome], dict[str, _Goal]]:
    found: dict[str, Outcome] = {}
    goals: dict[str, _Goal] = {}
    for i, theorem in enumerate(given):
        try:
            goals[theorem.name] = _Goal(*goal(theorem), patience, f"{identifier(theorem.name)}_{i}")
        except Unprintable as error:
            found[theorem.name] = Outcome(REFUSED, str(error))
        except Exception as error:
            if not is_sympys(error):
                raise
            # without a proof there is nothing to accept
            found[theorem.name] = Outcome(REFUSED, f"no proof was written: {type(error).__name__}: {error}")
    return found, goals


def _compiled(coqc: str, goals: dict[str, _Goal], deadline: float) -> dict[str, Outcome]:
    """Compile all theorems; if one fails, try each proof for itself, and compile those that came through."""
    run = _coqc(coqc, document(g.theorem for g in goals.values()), deadline)
    if run.accepted:
        return dict.fromkeys(goals, Outcome(ACCEPTED))
    if MISSING.search(run.message):
        return dict.fromkeys(goals, Outcome(ABSENT, f"a Coq library is not installed: {run.message}"))
    trial = _coqc(coqc, document(g.trial for g in goals.values()), deadline)
    said = trial.output.splitlines()
    reasons = {n: f"no proof was found in {g.patience} s" for n, g in goals.items() if g.failure in said}
    rest = {n: g for n, g in goals.items() if n not in reasons}
    return {n: Outcome(REFUSED, reason) for n, reason in reasons.items()} | _one_by_one(coqc, rest, deadline)


def _one_by_one(coqc: str, goals: dict[str, _Goal], deadline: float) -> dict[str, Outcome]:
    """Compile theorems; as long as one fails, refuse it and compile the others."""
    refused: dict[str, Outcome] = {}
    while rest := {n: g for n, g in goals.items() if n not in refused}:
        run = _coqc(coqc, document(g.theorem for g in rest.values()), deadline)
        if run.accepted:
            return refused | dict.fromkeys(rest, Outcome(ACCEPTED))
        at = _position(run.line, [g.theorem for g in rest.values()])
        refused |= dict.fromkeys(rest if at is None else list(rest)[at : at + 1], Outcome(REFUSED, run.message))
    return refused


def _position(line: int, texts: Sequence[str]) -> int | None:
    """Return which of the texts holds a line of their document, None if that is none of them."""
    last = document([]).count("\n")
    for i, text in enumerate(texts):
        first, last = last + 1, last + 1 + text.count("\n")
        if first < line <= last + 1:
            return i
    return None


def _coqc(coqc: str, text: str, deadline: float) -> _Run:
    """Compile a file in a folder of its own, with that folder as home and no other environment."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "goals.v")
        path.write_text(text, encoding="utf-8")
        environment = {"HOME": folder, "PATH": os.path.dirname(coqc), "LC_ALL": "C.UTF-8", "TMPDIR": folder}
        process = subprocess.Popen(
            [coqc, "-q", "-w", "none", path.name],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return _Run(False, "the time limit of the whole call was reached")
        return _read(process.returncode, output.decode(errors="replace"))


def _read(code: int, output: str) -> _Run:
    errors = re.findall(r"line (\d+), characters [\d-]+:\s*\n?\s*Error:\s*(.*)", output, re.DOTALL)
    line, message = errors[-1] if errors else ("0", output)
    return _Run(code == 0, " ".join(message.split())[:300] or f"coqc returned {code}", int(line), output)

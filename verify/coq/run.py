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
from typing import Any

from verify.coq.terms import Unprintable
from verify.coq.theorems import goal
from verify.kernel import BadCertificate, Limits

__all__ = ["ABSENT", "ACCEPTED", "REFUSED", "Outcome", "check", "compiled", "document"]

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


def check(
    claims: Iterable[Mapping[str, Any]], patience: int = 60, limit: float = 1800.0, limits: Limits | None = None
) -> dict[str, Outcome]:
    """Return for each claim of a certificate, by name, whether coqc accepts it: accepted, refused, or absent.

    ``patience`` is the time in seconds one proof may take, ``limit`` that of all calls together; many claims go to
    as many calls of coqc as there are processors.  ``limits`` are those of the kernel for replaying the proofs.
    Accepted means that coqc compiled a file with the theorem, definedness conditions included, and returned 0.
    Refused means that the proof which the claim comes with is none, that Coq did not follow it, or that the statement
    has no meaning over Coq's reals, and never that it is false.  Raises ValueError for two claims of one name.
    """
    given = list(claims)
    if len({claim["name"] for claim in given}) < len(given):
        raise ValueError("two claims have the same name")
    if shutil.which("coqc") is None:
        return {claim["name"]: Outcome(ABSENT, "coqc is not installed") for claim in given}
    found, goals = _printed(given, limits)
    found |= compiled(goals, patience, limit)
    return {claim["name"]: found[claim["name"]] for claim in given}


def _printed(
    given: Sequence[Mapping[str, Any]], limits: Limits | None
) -> tuple[dict[str, Outcome], dict[str, tuple[str, str]]]:
    found: dict[str, Outcome] = {}
    goals: dict[str, tuple[str, str]] = {}
    for claim in given:
        try:
            goals[claim["name"]] = goal(claim, limits)
        except Unprintable as error:
            found[claim["name"]] = Outcome(REFUSED, str(error))
        except (ArithmeticError, BadCertificate) as error:
            found[claim["name"]] = Outcome(REFUSED, f"the kernel does not accept the proof: {error.args[0]}")
        except RecursionError:
            found[claim["name"]] = Outcome(REFUSED, "the proof is nested too deeply to be written as a script")
    return found, goals


def compiled(goals: Mapping[str, tuple[str, str]], patience: int, limit: float) -> dict[str, Outcome]:
    """Return for each proposition with its script, by name, whether coqc accepts it."""
    if not goals:
        return {}
    coqc = shutil.which("coqc") or "coqc"
    named = {n: _Goal(*pair, patience, f"{_identifier(n)}_{i}") for i, (n, pair) in enumerate(goals.items())}
    deadline, groups = time.monotonic() + limit, _groups(named)
    found: dict[str, Outcome] = {}
    with ThreadPoolExecutor(len(groups)) as pool:
        for outcomes in pool.map(lambda group: _compiled(coqc, group, deadline), groups):
            found |= outcomes
    return found


def _identifier(name: str) -> str:
    """Return a Coq identifier that resembles a name."""
    return "T_" + re.sub(r"[^A-Za-z0-9]", "_", name)


def _groups(goals: Mapping[str, _Goal]) -> list[dict[str, _Goal]]:
    """Return the goals in groups of about the same work, one for each processor, if they are worth a call of coqc."""
    number = min(os.cpu_count() or 1, max(1, len(goals) // _FEW))
    longest = sorted(goals.items(), key=lambda item: -len(item[1].script))
    return [dict(longest[i::number]) for i in range(number)]


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

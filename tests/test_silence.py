"""One lemma cannot silence another: whatever its code raises or ends is one row, and the others are judged."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sympy import And, Eq, FiniteSet, Interval, Or, Range, Rational, S, cos, exp, gamma, log, oo, sqrt, tan
from test_pytest_plugin import PYTEST

from verify.checks import check, verdicts
from verify.language.domain import Domain
from verify.language.lemma import Lemma
from verify.language.vectors import Dot, Vectors, norm
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, Evidence
from verify.prover.side_conditions import undefined_condition, vacuity
from verify.report.data import streamed
from verify.running.apart import CAN_FORK, examined
from verify.running.cache import Cache, fits, fitting, key_of
from verify.running.code_digest import sources_of
from verify.running.tasks import tasks

forks = pytest.mark.skipif(not CAN_FORK, reason="lemmas have no process of their own here")
# sources younger than the process are refused by workers, and the cache
SETTLED = {**os.environ, "COLUMNS": "200"}
UNIT, BOTH = Interval(0, 1), Interval(-1, 1)
PAIR = {"u": Vectors(3), "v": Vectors(3)}

HEAD = """
import multiprocessing, os, signal, sys, time
from sympy import *
from verify import *
from verify.language.verdict import Evidence
UNIT = Domain(x=Interval(0, 1))
"""


def declared(name: str, body: str, arguments: str = "domain=UNIT") -> str:
    lines = body.replace("\n", "\n    ")
    return f'\n@lemma({arguments})\ndef {name}(x):\n    "A sentence."\n    {lines}\n'


NEST = "e = x\nfor _ in range({}):\n    e = {}\nreturn e <= 10"
SLIPS = {
    "leaves": ("raise SystemExit(0)", "SystemExit: 0"),
    "leaves_in_words": ("sys.exit('good [/bye]')", r"SystemExit: good \[/bye\]"),
    "generator": ("raise GeneratorExit", "GeneratorExit"),
    "memory": ("raise MemoryError", "MemoryError"),
    "recursion": ("return recursion.function(x)", "RecursionError"),
    "of_its_own": ("raise type('Odd', (BaseException,), {'__str__': lambda s: 1 / 0})", "Odd"),
    "unprintable": (r"raise ValueError('\ud800\nsecond line')", r"ValueError: \\ud800 second line"),
    "nothing": ("x <= 1", "returns nothing"),
    "boolean": ("return True", "returns the Python value True"),
    "deep": (NEST.format(400, "sin(e)"), "RecursionError"),
    "deeper": (NEST.format(5000, "sin(e)"), "RecursionError"),
    "built": (NEST.format(5000, "Add(e, x, evaluate=False)"), "RecursionError"),
}
ENDINGS = {
    "exits": ("os._exit(3)", "ended the process with exit code 3"),
    "exits_well": ("os._exit(0)", "ended the process with exit code 0"),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "ended the process by SIGKILL"),
}


def certiphi(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=SETTLED, timeout=300, **options)


def rows(text: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in json.loads(text)["lemmas"]}


def file_of(folder: Path, slips: dict[str, tuple[str, str]]) -> Path:
    path = folder / "mine.py"
    lemmas = [declared(name, body) for name, (body, _) in slips.items()]
    path.write_text(HEAD + declared("first", "return x <= 1") + "".join(lemmas) + declared("last", "return x >= 0"))
    return path


def assert_told(found: dict[str, dict[str, Any]], slips: dict[str, tuple[str, str]]) -> None:
    assert list(found) == ["first", *slips, "last"]
    assert found["first"]["overall"] == found["last"]["overall"] == "PROVED"
    for name, (_, says) in slips.items():
        row = found[name]
        assert (row["status"], row["overall"]) == ("UNKNOWN", "UNKNOWN")
        assert row["method"] == ("process" if name in ENDINGS else "declaration")
        assert re.match(rf"mine.py:\d+: lemma {name}\b.*{says}", row["reason"]), row["reason"]
        assert "\n" not in row["reason"]


def test_whatever_a_function_raises_is_one_row(tmp_path: Path) -> None:
    file_of(tmp_path, SLIPS)
    done = certiphi("check", "mine.py", "--json", "out.json", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr == ""
    assert_told(rows((tmp_path / "out.json").read_text()), SLIPS)
    for name in SLIPS:
        assert re.search(rf"^{name} +UNKNOWN \(an error\)", done.stdout, re.M)
    assert "14 lemmas: 2 PROVED, 12 UNKNOWN; 12 refuted or below their claim, 12 of them by an error" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["mine.py", "out.json"]


@forks
@pytest.mark.parametrize("executor", ["serial", "processes:2", "threads:2"])
def test_whatever_ends_its_process_is_one_row(tmp_path: Path, executor: str) -> None:
    file_of(tmp_path, ENDINGS)
    done = certiphi("check", "mine.py", "--json", "-", "--executor", executor, cwd=tmp_path)
    assert done.returncode == 1 and done.stderr == ""
    assert_told(rows(done.stdout), ENDINGS)


CHECKS = """
def leaves(lemma):
    sys.exit("bye")

def ends(lemma):
    os._exit(7)

def fails(lemma):
    raise KeyError("[/x]")

def says_yes(lemma):
    return True

def tells(lemma):
    return Evidence(PROVED, "told")
"""


@forks
def test_whatever_a_check_raises_is_one_row(tmp_path: Path) -> None:
    names = {"leaves": "SystemExit: bye", "ends": "exit code 7", "fails": "KeyError", "says_yes": "not Evidence"}
    lemmas = [declared(f"by_{name}", "return x <= 1", f"domain=UNIT, checks=[tells, {name}]") for name in names]
    (tmp_path / "mine.py").write_text(HEAD + CHECKS + "".join(lemmas) + declared("last", "return x >= 0"))
    done = certiphi("check", "mine.py", "--json", "-", cwd=tmp_path)
    found = rows(done.stdout)
    assert done.returncode == 1 and found["last"]["overall"] == "PROVED"
    for name, says in names.items():
        assert found[f"by_{name}"]["overall"] == "UNKNOWN" and says in found[f"by_{name}"]["reason"]


@forks
def test_what_a_lost_worker_leaves_is_examined_by_the_command(tmp_path: Path) -> None:
    kill = "if multiprocessing.parent_process():\n    os.kill(os.getppid(), signal.SIGKILL)\nreturn x <= 1"
    lemmas = [declared("first", "return x <= 1"), declared("kills_the_worker", kill), declared("last", "return x <= 1")]
    (tmp_path / "mine.py").write_text(HEAD + "".join(lemmas))
    done = certiphi("check", "mine.py", "--json", "-", "--executor", "processes:2", cwd=tmp_path)
    assert [row["overall"] for row in rows(done.stdout).values()] == ["PROVED"] * 3
    assert done.returncode == 0 and done.stderr == ""


def test_without_a_fork_what_lemmas_raise_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(BaseException):
        """No exception that a library knows."""

    def odd(x: Any) -> Any:
        raise Odd

    monkeypatch.setattr("verify.running.apart.CAN_FORK", False)
    ((evidence,), _), (last, _) = examined([claim(odd, Domain(x=UNIT)), claim(lambda x: x <= 1, Domain(x=UNIT))])
    assert evidence.raised and "its statement raises Odd" in str(evidence.reason) and last[0].status is PROVED


def test_an_interrupt_stays_one(tmp_path: Path) -> None:
    stop = declared("stop", "raise KeyboardInterrupt")
    (tmp_path / "mine.py").write_text(HEAD + declared("first", "return x <= 1") + stop)
    done = certiphi("check", "mine.py", "--json", "-", cwd=tmp_path)
    assert done.returncode == 130 and "stopped after 1 lemma" in done.stderr and list(rows(done.stdout)) == ["first"]


@pytest.mark.parametrize(
    "text", ["raise GeneratorExit", "raise SystemExit(0)", "x = (", "class Odd(BaseException): 0\nraise Odd"]
)
def test_a_file_that_does_not_run_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    done = certiphi("check", "mine.py", "--json", "-", cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.count("\n") == 1 and "mine.py:" in done.stderr


def test_what_uses_a_lemma_that_raised_rests_on_it(tmp_path: Path) -> None:
    after = declared("after", "return x <= 1", "domain=UNIT, uses=[slip], status=PROVED")
    (tmp_path / "mine.py").write_text(HEAD + declared("slip", "return 1") + after)
    found = rows(certiphi("check", "mine.py", "--json", "-", cwd=tmp_path).stdout)
    assert (found["after"]["status"], found["after"]["overall"]) == ("PROVED", "UNKNOWN")


def test_in_this_process_errors_are_raised_and_a_check_of_ours_that_fails_leaves_the_others_their_say() -> None:
    def exits(x: Any) -> Any:
        raise SystemExit

    with pytest.raises(SystemExit):
        list(verdicts([Lemma("exits", "A sentence.", Domain(x=UNIT), exits)]))
    (((evidence,), _),) = examined([Lemma("exits", "A sentence.", Domain(x=UNIT), exits)])
    assert evidence.raised and evidence.status is UNKNOWN


# JSON as it comes


PATIENT = HEAD + declared("first", "return x <= 1") + declared("patient", "time.sleep(60)\nreturn x <= 1")


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a check whose second lemma takes its time."""
    (folder / "mine.py").write_text(PATIENT)
    with (folder / "answer").open("w") as answer:
        return subprocess.Popen(
            [sys.executable, "-m", "verify", "check", "mine.py", *arguments], cwd=folder, stdout=answer,
            stderr=subprocess.PIPE, text=True, env=SETTLED, start_new_session=True,
        )  # fmt: skip


def first_row(folder: Path, pattern: str) -> str:
    """Return what is written once the first verdict is, while the second lemma sleeps."""
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        if text := "".join(path.read_text() for path in folder.glob(pattern)):
            return text
        time.sleep(0.05)
    raise TimeoutError("no verdict was written")


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("group", [False, True], ids=["process", "terminal"])
def test_standard_output_is_closed_after_an_interrupt(tmp_path: Path, group: bool) -> None:
    run = begun(tmp_path, "--json", "-")
    assert list(rows(first_row(tmp_path, "answer") + "]}")) == ["first"]
    (os.killpg if group else os.kill)(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 130 and "Traceback" not in errors
    assert list(rows((tmp_path / "answer").read_text())) == ["first"]


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_file_stays_what_it_was_until_all_is_known(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    run = begun(tmp_path, "--json", "out.json")
    assert list(rows(first_row(tmp_path, "*.partial") + "]}")) == ["first"]
    assert (tmp_path / "out.json").read_text() == "old"
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == 130 and (tmp_path / "out.json").read_text() == "old"
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_what_is_known_outlives_a_kill_beside_the_file(tmp_path: Path) -> None:
    run = begun(tmp_path, "--json", "out.json")
    first_row(tmp_path, "*.partial")
    run.kill()
    run.communicate(timeout=60)  # the process of the lemma ends too, or it would hold the pipe
    assert not (tmp_path / "out.json").exists()
    assert list(rows(first_row(tmp_path, "*.partial") + "]}")) == ["first"]


def test_what_a_file_and_its_lemmas_print_is_no_part_of_the_answer(tmp_path: Path) -> None:
    loud = "print('python')\nos.system('echo a program')\nreturn x <= 1"
    (tmp_path / "mine.py").write_text(HEAD + "print('the file')\n" + declared("loud", loud))
    for executor in ("serial", "processes:1"):
        done = certiphi("check", "mine.py", "--json", "-", "--executor", executor, cwd=tmp_path)
        assert list(rows(done.stdout)) == ["loud"]
        assert {"the file", "python", "a program"} <= set(done.stderr.split("\n"))


def test_streamed_is_what_is_written_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for elements in ([], [1], [{"a": "φ"}, [2]]):
        for path in (str(tmp_path / "out.json"), "-"):
            with streamed(path, "lemmas") as add:
                for element in elements:
                    add(element)
        expected = json.dumps({"lemmas": elements}, ensure_ascii=False) + "\n"
        assert (tmp_path / "out.json").read_text() == capsys.readouterr().out == expected


def test_an_error_before_the_first_element_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (str(tmp_path / "out.json"), "-"):
        with pytest.raises(ValueError), streamed(path, "lemmas"):
            raise ValueError
    assert capsys.readouterr().out == "" and list(tmp_path.iterdir()) == []


# domains without points, conditions without value


@pytest.mark.parametrize(
    ("domain", "says"),
    [
        (Domain(x=UNIT), ""),
        (Domain(x=UNIT, where=lambda x: x > 2), "vacuous: the domain is empty"),
        (Domain(x=UNIT, where=lambda x: x >= 1), ""),
        (Domain(x=Interval(0, 2), where=lambda x: Eq(x**2, 2)), ""),
        (Domain(x=Interval(0, 2), where=lambda x: Eq(x**2, 5)), "vacuous: the domain is empty"),
        (Domain(x=UNIT, where=lambda x: Eq(cos(x), x)), "perhaps vacuous: no point of the domain was found"),
        (Domain(x=BOTH, y=BOTH, where=lambda x, y: x**2 + y**2 > 3), "vacuous: the domain is empty"),
        (Domain(x=S.Reals, where=lambda x: exp(x) < Rational(1, 10**6)), ""),
        (Domain(n=Range(0, 9), where=lambda n: And(n > 3, n < 4)), "vacuous: the domain is empty"),
        (Domain(x=FiniteSet(1, 2), where=lambda x: Eq(x, 2)), ""),
        (Domain(**PAIR, where=lambda u, v: Dot(u, v) > norm(u) * norm(v)), "vacuous: the domain is empty"),
        (Domain(**PAIR, where=lambda u, v: And(Eq(Dot(u, u), 1), Eq(Dot(v, v), 1), Eq(Dot(u, v), 0))), ""),
        (Domain(u=Vectors("k"), k=Range(2, oo), where=lambda u: Eq(Dot(u, u), 1)), ""),
    ],
    ids=str,
)  # fmt: skip
def test_a_domain_without_a_known_point_is_said_to_be_so(domain: Domain, says: str) -> None:
    assert str(vacuity(domain)) == says


def test_the_verdict_says_that_it_is_vacuous(tmp_path: Path) -> None:
    where = "domain=Domain(x=Interval(0, 1), where=lambda x: x > 2)"
    (tmp_path / "mine.py").write_text(HEAD + declared("vacuous", "return x > 5", where))
    done = certiphi("check", "mine.py", "--json", "out.json", cwd=tmp_path)
    row = rows((tmp_path / "out.json").read_text())["vacuous"]
    assert done.returncode == 0 and row["overall"] == "PROVED" and row["reason"] == "vacuous: the domain is empty"
    assert re.search(r"vacuous +PROVED .*; vacuous: the domain is empty", done.stdout)


@pytest.mark.parametrize(
    ("domain", "says"),
    [
        (Domain(x=BOTH), None),
        (Domain(x=BOTH, where=lambda x: 1 / x > 0), "the side condition 1/x > 0 is undefined at x = 0"),
        (Domain(x=Interval(1, 2), where=lambda x: 1 / x > 0), None),
        (Domain(x=BOTH, where=lambda x: And(x > 0, log(x) < -1)), None),
        (Domain(x=BOTH, where=lambda x: And(x >= 0, log(x) < -1)), r"log\(x\) < -1 is undefined at x = 0"),
        (Domain(x=BOTH, where=lambda x: And(x > 0, log(x) < -1, sqrt(-log(x)) > 2)), None),
        (Domain(x=BOTH, where=lambda x: Or(x > 0, sqrt(x) < 2)), "is undefined at x = -1"),
        (Domain(x=Interval.open(0, 2), where=lambda x: tan(x) > 1), r"tan\(x\) > 1 (is undefined|was not shown)"),
        (Domain(x=BOTH, y=BOTH, where=lambda x, y: y > 1 / (x - Rational(1, 3))), "is undefined at x = 1/3"),
        (Domain(x=BOTH, where=lambda x: gamma(x) > 0), r"gamma\(x\) > 0 is undefined at x = (0|-1)"),
    ],
    ids=str,
)  # fmt: skip
def test_a_condition_without_a_value_is_named(domain: Domain, says: str | None) -> None:
    found = undefined_condition(domain)
    assert found is None if says is None else re.search(says, str(found))


def claim(statement: Any, domain: Domain, **more: Any) -> Lemma:
    return Lemma("claim", "A sentence.", domain, statement, **more)


@pytest.mark.parametrize("checks", [None, (lambda _: Evidence(PROVED, "told"),)])
def test_nothing_is_proved_where_the_condition_may_have_no_value(checks: Any) -> None:
    domain = Domain(x=BOTH, where=lambda x: 1 / x > 0)
    (found,) = verdicts([claim(lambda x: x < 2, domain, checks=checks)])
    assert found.overall is UNKNOWN and found.reason == "the side condition 1/x > 0 is undefined at x = 0"
    (found,) = verdicts([claim(lambda x: x < Rational(1, 2), domain)])
    assert found.overall is REFUTED
    (found,) = verdicts([claim(lambda x: x < 2, Domain(x=BOTH, where=lambda x: And(x > 0, 1 / x > 2)))])
    assert found.overall is PROVED and found.reason == ""


# theorems of the literature that are false as they are stated here


def test_a_quoted_theorem_that_is_false_at_a_point_proves_nothing(tmp_path: Path) -> None:
    text = HEAD + "".join(
        [
            declared("wrong", "return x <= Rational(1, 2)", 'domain=UNIT, source="Somebody 1900", quoted=True'),
            declared("right", "return x <= 1", 'domain=UNIT, source="Somebody 1900", quoted=True'),
            declared("near", "return x <= 2", "domain=UNIT, uses=[wrong, right], status=PROVED"),
            declared("far", "return x <= 3", "domain=UNIT, uses=[near]"),
            declared("given", "return x <= 3", "domain=UNIT, uses=[right], status=PROVED"),
        ]
    )
    (tmp_path / "mine.py").write_text(text)
    done = certiphi("check", "mine.py", "--json", "out.json", cwd=tmp_path)
    found = rows((tmp_path / "out.json").read_text())
    reason = "it rests on wrong, a quoted theorem that is false at x = 1"
    assert done.returncode == 1
    assert found["wrong"]["status"] == "QUOTED" and found["wrong"]["witness"] == {"x": "1"}
    assert found["wrong"]["reason"].startswith("warning: as it is stated here it is false at x = 1")
    for name in ("near", "far"):
        assert (found[name]["overall"], found[name]["reason"], found[name]["witness"]) == ("UNKNOWN", reason, None)
    assert found["right"]["overall"] == found["given"]["overall"] == "PROVED"
    assert re.search("wrong +quoted +warning: as it is stated here it is false at x = 1", done.stdout)
    assert done.stdout.count(reason) == 2


def test_under_pytest_errors_fail_and_warnings_are_shown(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        HEAD
        + declared("wrong", "return x <= Rational(1, 2)", 'domain=UNIT, source="Somebody 1900", quoted=True')
        + declared("near", "return x <= 2", "domain=UNIT, uses=[wrong]")
        + declared("empty", "return x > 5", "domain=Domain(x=Interval(0, 1), where=lambda x: x > 2)")
        + declared("leaves", "raise SystemExit(0)")
        + declared("after", "return x <= 1", "domain=UNIT, uses=[leaves]")
        + declared("last", "return x <= 1")
    )
    plain = {**SETTLED, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    done = subprocess.run([*PYTEST, "mine.py"], cwd=tmp_path, env=plain, capture_output=True, text=True, timeout=300)
    assert "2 failed, 2 passed, 1 skipped, 1 xfailed" in done.stdout
    assert re.search(r"^mine.py:\d+: lemma leaves: its statement raises SystemExit: 0", done.stdout, re.M)
    assert re.search(r"^it rests on leaves: mine.py:\d+: lemma leaves", done.stdout, re.M)
    assert "mine.py::wrong: warning: as it is stated here it is false at x = 1" in done.stdout
    assert "mine.py::near: UNKNOWN: it rests on wrong, a quoted theorem that is false at x = 1" in done.stdout
    assert "mine.py::empty: vacuous: the domain is empty" in done.stdout


def test_all_our_checks_failing_is_an_error_of_the_lemma(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RecursionError("deep")

    lemma = claim(lambda x: x <= 1, Domain(x=UNIT))
    monkeypatch.setattr("verify.checks.deciding.witness", broken)
    assert not any(e.raised for e in check(lemma)) and next(iter(verdicts([lemma]))).overall is PROVED
    monkeypatch.setattr("verify.checks.deciding.prove", broken)
    (found,) = verdicts([lemma])
    assert found.raised and not found.as_claimed and "RecursionError: deep" in found.reason


# kept data of another shape


def _is_pair(item: int, value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and value[0] == item


@fitting(_is_pair)
def pair(item: int) -> list[int]:
    return [item, item * item]


@pytest.mark.parametrize("bad", [[], [3], 3, None, "3", {"a": 1}, [4, 9], [[], []], {}])
def test_kept_data_of_another_shape_is_computed_again(tmp_path: Path, bad: Any) -> None:
    cache = Cache(tmp_path)
    key = key_of(pair, 3, {}, sources_of(pair).digest)
    cache.put(key, bad)
    assert list(tasks(pair, [3], cache=cache)) == [[3, 9]]
    assert cache.get(key) == [3, 9] or sources_of(pair).young


def test_what_the_probabilities_keep_has_a_shape() -> None:
    from fractions import Fraction

    from derivations.papers.du2018.basin.answer import Request, simulated, solve
    from derivations.papers.du2018.basin.certified import GLOBAL, Batch, proved
    from derivations.papers.du2018.basin.initial import Setting

    setting = Setting(25, Fraction(4), 6)
    batch = Batch(setting, GLOBAL, ((1.0, 0.0, 0.0), (3.0, 0.0, 0.0)))
    assert fits(proved, batch, proved(batch))
    assert not any(fits(proved, batch, bad) for bad in ([], [True], [1, 0], [True] * 3, {}, None, "ab"))
    request = Request(setting, "descent", starts=7)
    assert fits(simulated, request, simulated(request)) and fits(simulated, request, [7, 0, 0])
    assert not any(fits(simulated, request, bad) for bad in ([7], [8, 0, 0], [8, -1, 0], [7.0, 0, 0], {"a": 1}, 7))
    asked = Request(Setting(25, Fraction(25), 1), "quadrature")
    answer = solve(asked)
    assert fits(solve, asked, answer)
    without = {name: part for name, part in answer.items() if name != "given"}
    unread = {**answer, "global": {**answer["global"], "lower": "many"}}
    broken = [{}, [], None, {**answer, "method": "flow"}, {**answer, "global": {}}, without, unread]
    assert not any(fits(solve, asked, bad) for bad in broken)

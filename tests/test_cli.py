"""The command line: answers, exit codes, one clear line for each mistake, nothing half-written."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from fractions import Fraction

import pytest
from sympy import Interval

from verify import Domain
from verify.prover.problem import Problem
from verify.prover.progress import listening
from verify.running.apart import Latest

COMMAND = [sys.executable, "-m", "verify"]
ENVIRONMENT = {**os.environ, "COLUMNS": "80"}


def certiphi(*arguments, env=ENVIRONMENT, **options):
    return subprocess.run([*COMMAND, *map(str, arguments)], env=env, capture_output=True, text=True, **options)


TRUE = '''
from sympy import Interval, cos, pi, sin
from verify import Domain, lemma, PROVED

@lemma(domain=Domain(phi=Interval(0, pi)), status=PROVED)
def decreasing(phi):
    """The kernel decreases."""
    return -(pi - phi)*sin(phi) <= 0
'''
FALSE = '''
from sympy import Interval, cos, pi, sin
from verify import Domain, lemma, PROVED

@lemma(domain=Domain(phi=Interval(0, pi)), status=PROVED)
def wrong(phi):
    """Too much."""
    return sin(phi) >= cos(phi)
'''


def test_check_a_file(tmp_path):
    (tmp_path / "mine.py").write_text(TRUE)
    done = certiphi("check", tmp_path / "mine.py", "--json", "-")
    (verdict,) = json.loads(done.stdout)["lemmas"]
    assert done.returncode == 0 and verdict["name"] == "decreasing" and verdict["overall"] == "PROVED"


def test_a_false_lemma_is_refuted_with_a_witness_and_exit_code_1(tmp_path):
    (tmp_path / "mine.py").write_text(FALSE)
    done = certiphi("check", tmp_path / "mine.py", "--json", tmp_path / "out.json")
    (verdict,) = json.loads((tmp_path / "out.json").read_text())["lemmas"]
    assert done.returncode == 1 and verdict["status"] == "REFUTED" and verdict["witness"] == {"phi": "0"}
    assert "wrong" in done.stdout and "REFUTED" in done.stdout and "phi = 0" in done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = (", "mine.py:1"),
        ("import nonexistent_module", "nonexistent_module"),
        ("x = 1", "declares no lemma"),
        (TRUE.replace("Interval(0, pi)", "Interval(0, 3.5)"), "Rational(7, 2)"),
        (TRUE.replace("(phi):", "(psi):"), "disagree"),
    ],
)
def test_a_bad_file_gets_one_line(tmp_path, text, says):
    (tmp_path / "mine.py").write_text(text)
    done = certiphi("check", tmp_path / "mine.py", "--json", tmp_path / "out.json")
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TRUE.replace("<= 0", "== 0"), "Eq(a, b)"),
        (TRUE.replace("return -(pi - phi)*sin(phi) <= 0", "import math; return math.sin(phi) <= 1"), "from sympy"),
    ],
)
def test_a_bad_statement_is_one_row(tmp_path, text, says):
    (tmp_path / "mine.py").write_text(text)
    done = certiphi("check", tmp_path / "mine.py", "--json", tmp_path / "out.json")
    (verdict,) = json.loads((tmp_path / "out.json").read_text())["lemmas"]
    assert done.returncode == 1 and done.stderr == "" and verdict["overall"] == "UNKNOWN"
    assert re.match(r".*mine.py:\d+: lemma decreasing", verdict["reason"]) and says in verdict["reason"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["landscape", "--teacher", ""], "entry 1"),
        (["landscape", "--teacher", "0,0"], "zero"),
        (["landscape", "--teacher", "nan"], "exact rational"),
        (["landscape", "--teacher", "1,inf"], "entry 2"),
        (["landscape", "--teacher", "1,x"], "entry 2"),
        (["landscape", "--teacher", "__import__('os')"], "exact rational"),
        (["landscape", "--teacher", "1,2", "--filter", "0,0"], "filter is zero"),
        (["landscape", "--teacher", "1,2", "--digits", "0"], "--digits"),
        (["landscape", "--teacher", "1,2", "--digits", "-1"], "--digits"),
        (["landscape", "--teacher", "1/0"], "divides by zero"),
        (["landscape", "--teacher", "@nowhere"], "cannot be read"),
        (["landscape", "--teacher", "1,2", "--json", "nowhere/out.json"], "no directory"),
        (["landscape"], "--teacher"),
        (["check", "kernel_slop"], "kernel_slope"),
        (["derive", "du2018.los"], "du2018.loss"),
        (["derive", "du2018.loss", "--pdf", "nowhere/loss.pdf"], "no directory"),
        (["nothing"], "nothing"),
    ],
)
def test_bad_usage_gets_one_line_and_exit_code_2(tmp_path, arguments, says):
    done = certiphi(*arguments, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1
    assert done.stdout == "" and not list(tmp_path.iterdir())


def test_landscape_as_json():
    done = certiphi("landscape", "--teacher", "1,-2,3/2", "--digits", 50, "--json", "-")
    answer = json.loads(done.stdout)
    assert set(answer) >= {"k", "threshold", "g0", "barrier", "critical_points"} and answer["k"] == 3
    found = {point["name"]: point for point in answer["critical_points"]}
    kinds = {name: point["kind"] for name, point in found.items()}
    assert kinds == {"global": "strict minimum", "spurious": "strict minimum", "ring": "saddle"}
    loss = found["spurious"]["loss"]
    lower, upper = Fraction(loss["lower"]), Fraction(loss["upper"])
    assert 0 <= upper - lower <= Fraction(1, 10**50)
    assert answer["located"]["digits"] >= 50


def test_a_teacher_from_a_file(tmp_path):
    (tmp_path / "teacher").write_text("1\n-2 3/2\n")
    done = certiphi("landscape", "--teacher", f"@{tmp_path / 'teacher'}", "--json", "-")
    assert json.loads(done.stdout)["k"] == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--teacher", "2"], "at the threshold"),
        (["--teacher", "1,1,1"], "above the threshold"),
        (["--teacher", "1,-2,1"], "1·a* = 0"),
        (["--teacher", "1,1,1", "--filter", "2"], "p = 1"),
        (["--teacher", "1,-2", "--filter", "3,4"], "two points"),
    ],
)
def test_degenerate_cases_are_answered_in_words(arguments, says):
    done = certiphi("landscape", *arguments)
    assert done.returncode == 0 and says in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.split("\n"))) <= 80


def test_what_the_locale_cannot_write_is_spelt_out():
    latin = {**ENVIRONMENT, "PYTHONIOENCODING": "latin-1"}
    done = certiphi("landscape", "--teacher", "1,1,1", env=latin, encoding="latin-1")
    assert done.returncode == 0 and done.stderr == "" and r"\u03c0" in done.stdout


def test_derive_as_text_and_latex(tmp_path):
    done = certiphi("derive", "du2018.loss", "--latex", tmp_path / "loss.tex")
    text = (tmp_path / "loss.tex").read_text()
    assert done.returncode == 0 and done.stdout == "" and r"\begin{align*}" in text and text.count("&=") >= 7
    assert "Gaussian integration by parts" in certiphi("derive", "du2018.loss").stdout


LONG = (
    TRUE
    + '''
import time
from pathlib import Path

def waiting(lemma):
    Path(__file__).with_name("begun").touch()
    time.sleep(1000)

@lemma(domain=Domain(x=Interval(0, 1)), checks=[waiting])
def long(x):
    """It takes its time."""
    return x <= 1
'''
)


def started(*words, folder, lemmas):
    """Return the command at work in a folder, when a lemma of the file that it was given is being checked."""
    path = (folder / words[1]).resolve()
    path.write_text(lemmas)
    process = subprocess.Popen(
        [*COMMAND, *words], cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    give_up, begun = time.monotonic() + 300, path.with_name("begun")
    while not begun.exists() and process.poll() is None and time.monotonic() < give_up:
        time.sleep(0.02)
    return process


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_interrupting_a_long_run_leaves_nothing(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    process = started("check", "../mine.py", "--json", "out.json", folder=empty, lemmas=LONG)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 130 and output == "" and "Traceback" not in errors
    *reached, stopped, last = errors.strip().split("\n")
    assert last == "certiphi: interrupted" and stopped == "certiphi: stopped after 1 lemma, in the next one"
    assert any("decreasing" in line and "PROVED" in line for line in reached)
    assert not list(empty.iterdir())


def test_an_interrupted_search_says_how_far_it_got(monkeypatch):
    domain = Domain(x=Interval(0, 1), y=Interval(0, 1))
    x, y = domain.symbols
    search = Problem(x + y <= 3, domain, 100).search(x + y <= 3, closed=True)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(search, "decide", interrupted)
    latest = Latest()
    with listening(latest), pytest.raises(KeyboardInterrupt):
        search.run()
    assert str(latest) == "after 0 looks at boxes, at x in [0, 1], y in [0, 1]"


PROVING = LONG.replace("import time\n", "import time\nfrom verify.prover.prove import prove\n").replace(
    "def waiting(lemma):\n",
    "def waiting(lemma):\n    (x,) = lemma.domain.symbols\n    prove(cos(3 * x) + x**2 > -1 + x / 9, lemma.domain)\n",
)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_an_interrupted_command_says_how_far_the_proof_was(tmp_path):
    process = started("check", "mine.py", folder=tmp_path, lemmas=PROVING)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert re.search(r"in the next one \(after \d+ looks at boxes, at x in \[.*\]\)", errors)


def test_help_is_short_and_complete():
    done = certiphi("--help")
    assert all(name in done.stdout for name in ("check", "derive", "landscape", "report"))
    assert max(map(len, done.stdout.split("\n"))) <= 80


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    path = tmp_path_factory.mktemp("certificate") / "landscape.json"
    done = certiphi("landscape", "--teacher", "1,-2,3/2", "--digits", 20, "--certificate", path)
    assert done.returncode == 0 and done.stderr == ""
    return path


@pytest.mark.parametrize("engine", ["ball", "interval"])
def test_a_certificate_is_checked_again(certificate, engine):
    done = certiphi("recheck", certificate, "--engine", engine)
    assert done.returncode == 0 and f"7 of 7 claims accepted by {engine}" in done.stdout


@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
def test_coq_proves_the_statements_of_a_certificate(certificate):
    done = certiphi("recheck", certificate, "--engine", "coq")
    assert done.returncode == 0 and "7 of 7 claims accepted by coq" in done.stdout


def test_without_coq_the_engine_says_so(certificate):
    done = certiphi("recheck", certificate, "--engine", "coq", env={**ENVIRONMENT, "PATH": "/nowhere"})
    assert done.returncode == 2 and done.stderr == (
        "certiphi: Coq is not installed; on Debian: apt-get install coq libcoq-interval\n"
    )


def test_an_altered_certificate_is_refused(certificate, tmp_path):
    text = certificate.read_text()
    other = tmp_path / "other.json"
    other.write_text(text.replace('"g0"', '"g1"'))
    done = certiphi("recheck", other)
    assert done.returncode == 2 and "digest" in done.stderr and done.stderr.count("\n") == 1
    other.write_text(text[:200])
    done = certiphi("recheck", other)
    assert done.returncode == 2 and "is no certificate: the file is no JSON" in done.stderr
    done = certiphi("recheck", tmp_path / "nowhere.json")
    assert done.returncode == 2 and "cannot be read" in done.stderr


def test_two_lemmas_of_one_name_get_no_certificate(tmp_path):
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(TRUE)
    done = certiphi("check", "one.py", "two.py", "--certificate", "both.json", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("certiphi: two claims are called 'decreasing'")
    assert not (tmp_path / "both.json").exists()


def test_lemmas_of_a_file_get_a_certificate(tmp_path):
    (tmp_path / "mine.py").write_text(TRUE)
    done = certiphi("check", "mine.py", "--certificate", "mine.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert certiphi("recheck", "mine.json", cwd=tmp_path).stdout.startswith("decreasing  accepted")

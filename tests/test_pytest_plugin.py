"""Lemmas under plain pytest: what passes, fails, is expected to fail or is skipped; what is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# the plugin by name, so that the tests are of this checkout, whatever is installed
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-p",
    "verify.testing.pytest_plugin",
    "-p",
    "no:cacheprovider",
    "--strict-markers",
]
PLAIN = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "COLUMNS": "80"}

LEMMAS = '''
from pathlib import Path
import pytest
from sympy import *
from verify import PROVED, SUPPORTED, UNKNOWN, Derivation, Domain, Rule, lemma
from verify.language.verdict import Evidence

UNIT = Domain(x=Interval(0, 1))


def counted(one):
    with open(Path(__file__).parent / "examined", "a") as file:
        file.write(one.name + "\\n")
    return Evidence(SUPPORTED, "counting")


@lemma(domain=UNIT, status=PROVED)
def true(x):
    """A number of the unit interval is at most one."""
    return x <= 1


alias = true


def test_ordinary():
    assert true.domain is UNIT


@lemma(domain=UNIT)
def false(x):
    """A number of the unit interval is at most a half."""
    return x <= Rational(1, 2)


@lemma(domain=Domain(x=Interval(1, 2)))
def undecided(x):
    """The zeta function is at most one."""
    return zeta(x) <= 1


@lemma(domain=UNIT, checks=[counted])
def sampled(x):
    """A number is nonnegative."""
    return x >= 0


@lemma(domain=UNIT, status=PROVED, uses=[sampled])
def above_its_evidence(x):
    """A number is nonnegative, once more."""
    return x >= 0


@lemma(domain=UNIT, status=UNKNOWN, uses=[undecided])
def modest(x):
    """Only what is known is claimed."""
    return x >= 0


@lemma(domain=UNIT, source="Somebody 1900", quoted=True)
def theorem(x):
    """Taken from the literature."""
    return x >= 0


@lemma(domain=UNIT)
@pytest.mark.skip(reason="it takes long")
def later(x):
    """A lemma that is marked."""
    return x >= 0


family = [lemma(domain=UNIT)(f) for f in (later.function, later.function)]
square = Derivation("square", lambda: (UNIT.symbols[0] + 1)**2, UNIT).by(
    Rule("expand", expand, lambda a, b, _: expand(a - b) == 0))
material = [Derivation("material", lambda: UNIT.symbols[0], UNIT).by(Rule("wrong", lambda x: x + 1, lambda *_: False))]
'''
OTHER = '''
import pytest
from mine import UNIT, sampled, square, true
from verify import SUPPORTED, lemma

@lemma(domain=UNIT, uses=[sampled], status=SUPPORTED)
@pytest.mark.xfail(reason="an open problem", strict=True)
def elsewhere(x):
    """Rests on a lemma of another module."""
    return x <= -1
'''


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PYTEST, *arguments], cwd=cwd, env=PLAIN, capture_output=True, text=True)


def project(folder: Path) -> Path:
    (folder / "mine.py").write_text(LEMMAS)
    (folder / "test_other.py").write_text(OTHER)
    (folder / "pytest.ini").write_text("[pytest]\npython_files = test_*.py mine.py\n")
    (folder / "unnamed.py").write_text("raise SystemExit('pytest was not asked to run this')")
    return folder


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = project(tmp_path_factory.mktemp("project"))
    return folder, run("-v", "-rs", "--junit-xml=junit.xml", cwd=folder)


def outcomes(folder: Path) -> dict[str, str]:
    cases = ElementTree.parse(folder / "junit.xml").getroot().iter("testcase")
    found = [(str(case.get("name")), [part.tag for part in case if part.tag != "properties"]) for case in cases]
    assert len(dict(found)) == len(found)
    return {name: " ".join(tags) or "passed" for name, tags in found}


def test_each_lemma_is_one_item_with_the_outcome_its_verdict_deserves(ran):
    folder, done = ran
    assert outcomes(folder) == {
        "true": "passed",
        "test_ordinary": "passed",
        "false": "failure",
        "undecided": "skipped",
        "sampled": "passed",
        "above_its_evidence": "failure",
        "modest": "passed",
        "theorem": "skipped",
        "later": "skipped",
        "later[2]": "skipped",
        "later[3]": "skipped",
        "square.1": "passed",
        "elsewhere": "skipped",
    }, done.stdout
    assert done.returncode == 1


def test_a_lemma_that_several_use_is_examined_once(ran):
    folder, _ = ran
    assert (folder / "examined").read_text() == "sampled\n"


def test_a_failure_is_told_in_a_few_lines(ran):
    text = ran[1].stdout
    assert (
        """
sentence  A number of the unit interval is at most a half.
states    x <= 1/2
domain    for all x in [0, 1]
verdict   REFUTED
reason    search: false at the witness, by ball arithmetic
witness   x = 1
try       correct the statement"""
        in text
    )
    assert "verdict   SUPPORTED, claimed PROVED\nrests on  sampled, which is SUPPORTED\nreason    counting:" in text
    assert "try       mend sampled first" in text
    assert "Traceback" not in text and "pytest_plugin.py" not in text
    assert max(map(len, text.split("\n"))) <= 80 or "platform" in max(text.split("\n"), key=len)


def test_the_summary_counts_verdicts_and_says_why_one_is_unknown(ran):
    text = ran[1].stdout
    assert "\nmine.py::undecided: UNKNOWN: zeta in zeta(x) is not a function" in text
    assert "\n9 lemmas: 2 PROVED, 2 SUPPORTED, 2 UNKNOWN, 2 REFUTED, 1 quoted\n" in text
    assert re.search(r"SKIPPED \[1\] mine.py:\d+: quoted: Somebody 1900", text)
    assert "mine.py::true PASSED (PROVED)" in text and "mine.py::modest PASSED (UNKNOWN)" in text


def test_workers_report_the_same_verdicts(tmp_path):
    project(tmp_path)
    done = run("-p", "xdist.plugin", "-n", "2", "--runxfail", cwd=tmp_path)
    assert "\n9 lemmas: 2 PROVED, 2 SUPPORTED, 2 UNKNOWN, 2 REFUTED, 1 quoted\n" in done.stdout
    assert "4 failed, 5 passed, 4 skipped" in done.stdout, done.stdout  # undecided and elsewhere fail too


def test_more_may_be_asked_of_lemmas_without_a_claim(tmp_path):
    project(tmp_path)
    (tmp_path / "wrong.py").write_text(LYING)
    names = ["mine.py::undecided", "mine.py::sampled", "mine.py::modest", "mine.py::square.1", "wrong.py"]
    done = run(*names, "--certiphi-status", "proved", "--certiphi-thorough", cwd=tmp_path)
    assert "3 failed, 2 passed" in done.stdout
    assert "FAILED mine.py::undecided - UNKNOWN, PROVED is asked for" in done.stdout
    assert "FAILED mine.py::sampled - SUPPORTED, PROVED is asked for" in done.stdout
    assert "FAILED wrong.py::proved_by_a_liar - UNKNOWN at x = 1, PROVED is asked for" in done.stdout
    plain = run("wrong.py", "-m", "certiphi", cwd=tmp_path)
    assert plain.returncode == 0 and "1 lemma: 1 UNKNOWN" in plain.stdout  # the net sees it, too
    assert run("wrong.py", "-m", "not certiphi", cwd=tmp_path).returncode == pytest.ExitCode.NO_TESTS_COLLECTED


LYING = '''
from sympy import Interval
from verify import PROVED, Domain, lemma
from verify.language.verdict import Evidence

@lemma(domain=Domain(x=Interval(0, 1)), checks=[lambda _: Evidence(PROVED, "a lie")])
def proved_by_a_liar(x):
    """False, and said to be proved: a search for a counterexample sees it."""
    return x < 1
'''

HEAD = "import math\nimport pytest\nfrom sympy import *\nfrom verify import *\n"
BAD = {
    "range": ("@lemma(domain=Domain(x=[0, 1]))\ndef a(x):\n    'A.'\n    return x <= 1", "5: the range of x must be"),
    "bare": ("@lemma\ndef a(x):\n    'A.'\n    return x <= 1", "5: write @lemma(domain="),
    "positional": ("@lemma(domain=Domain(Interval(0, 1)))\ndef a(x):\n    'A.'", "5: write Domain(x=Interval(0, 1))"),
    "name": ("@lemma(domain=Domain(x=Intervall(0, 1)))\ndef a(x):\n    'A.'", "5: NameError: name 'Intervall' is not"),
    "imported": ("from verify import Interval", "5: verify has no Interval: import it from sympy"),
    "twice": (
        "U = Domain(x=Interval(0, 1))\n@lemma(domain=U)\ndef a(x):\n    'A.'\n    return x > 2\n"
        "@lemma(domain=U)\ndef a(x):\n    'A.'\n    return x < 2",
        "11: a second lemma is called a, so that the one in line 7",
    ),
    "marked": (
        "@pytest.mark.skip\n@pytest.mark.skip\n@lemma(domain=Domain(x=Interval(0, 1)))\n"
        "def a(x):\n    'A.'\n    return x < 2",
        " the mark of a stands above @lemma(…)",
    ),
    "statement": (
        "@lemma(domain=Domain(x=Interval(0, 2)))\ndef a(x):\n    'A.'\n    return x - 2",
        "8: lemma a must return a relation such as a <= b, not x - 2",
    ),
    "quoted": (
        "@lemma(domain=Domain(x=Interval(0, 2)), source='B', quoted=True)\ndef a(x):\n    'A.'\n    x <= 2",
        "8: lemma a returns nothing",
    ),
}


def test_a_mistake_is_one_line_with_its_place(tmp_path):
    for name, (text, _) in BAD.items():
        (tmp_path / f"test_{name}.py").write_text(HEAD + text + "\n")
    done = run("--continue-on-collection-errors", cwd=tmp_path)
    for name, (_, says) in BAD.items():
        (block,) = re.findall(rf"_\n(test_{name}\.py:.*)\n[_=]", done.stdout)
        assert block.startswith(f"test_{name}.py:{says}")
    assert "7 errors" in done.stdout and "2 failed" in done.stdout and "Traceback" not in done.stdout


def test_other_errors_keep_their_traceback(tmp_path):
    (tmp_path / "test_broken.py").write_text(HEAD + "def f():\n    return {}['key']\nf()\n")
    done = run(cwd=tmp_path)
    assert "test_broken.py:6: in f" in done.stdout and "KeyError" in done.stdout


def test_a_project_without_lemmas_notices_nothing(tmp_path):
    (tmp_path / "test_unrelated.py").write_text(
        "import sys\n\ndef test_it():\n    assert 'verify.testing.pytest_plugin' in sys.modules\n"
        "    assert not {'sympy', 'numpy', 'verify.language.lemma', 'rich', 'click'} & set(sys.modules)\n"
    )
    done = run("-W", "error", cwd=tmp_path)
    assert done.returncode == 0 and "PROVED" not in done.stdout and "lemmas -" not in done.stdout, done.stdout


def test_loading_the_plugin_loads_nothing_of_others():
    """So that it takes no time: pytest loads it in every project."""
    code = (
        "import pytest, sys; before = set(sys.modules); import verify.testing.pytest_plugin\n"
        "print([m for m in set(sys.modules) - before if m.split('.')[0] not in sys.stdlib_module_names])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(eval(done.stdout)) == ["verify", "verify.testing", "verify.testing.pytest_plugin"]


def test_pytest_finds_the_plugin_by_an_entry_point():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert declared["pytest11"] == {"certiphi": "verify.testing.pytest_plugin"}


def test_the_page_on_pytest_shows_what_is_printed(tmp_path):
    page = (ROOT / "docs" / "pytest.md").read_text()
    ((code, output),) = re.findall(r"```py\n(.*?)```.*?```text\n(.*?)```", page, re.S)
    (tmp_path / "lemmas.py").write_text(code)
    printed = run("lemmas.py", cwd=tmp_path).stdout.split("\n\n", 1)[1]

    def timeless(text: str) -> str:
        return re.sub(r"=* (.* in) [\d.]+s =*", r"\1", text)

    assert timeless(printed) == timeless(output)

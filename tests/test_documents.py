"""The README's and the docs' examples run and print what they say, and a reader can follow the pages that say how."""

import contextlib
import doctest
import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from thorough import THOROUGH
from walk import as_if_installed, blocks, walk, without_times

from verify.cli import command

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", re.S)
WALKS = [page for page in PAGES if "<!-- file: " in page.read_text()]
EXAMPLES = [
    (page.name, *match.groups()) for page in PAGES if page not in WALKS for match in EXAMPLE.finditer(page.read_text())
]


@pytest.mark.parametrize(("page", "code", "output"), EXAMPLES, ids=[page for page, *_ in EXAMPLES])
def test_examples_print_what_the_page_says(page, code, output, tmp_path):
    path = tmp_path / "example.py"
    path.write_text(code)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(path), "exec"), {"__name__": "example"})
    assert printed.getvalue() == output


def plain_environment(scripts, folder=""):
    """Return an environment in which these scripts are found first, at 80 columns and without pytest's settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "CERTIPHI_"))}
    return inherited | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder),
        "COLUMNS": "80",
    }


def assert_prints(printed):
    for block, output in printed:
        if block.output is not None:
            assert without_times(output) == without_times(block.output), block.content


REPORT = """
from importlib.metadata import entry_points
from pathlib import Path
for entry in entry_points(group="certiphi.reports"):
    if entry.value.startswith("leaky"):
        entry.load()(Path())
"""


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.name)
def test_a_reader_can_follow(page, tmp_path):
    environment = plain_environment(Path(sys.executable).parent, tmp_path)

    def install(block, folder):
        if (folder / "pyproject.toml").exists():
            as_if_installed(folder)

    assert_prints(walk(page.read_text(), tmp_path, environment, install))
    if (tmp_path / "pyproject.toml").exists():
        subprocess.run([sys.executable, "-c", REPORT], cwd=tmp_path, env=environment, check=True)
        assert (tmp_path / "leaks.txt").read_text().count("every teacher") == 3


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the checkout in which the tutorial's installation was run as it stands."""
    copy = tmp_path_factory.mktemp("fresh") / "checkout"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "_build"))
    python = Path(sys.base_prefix) / "bin"
    (block,) = [b for b in blocks((ROOT / "docs/tutorial.md").read_text()) if b.mark == "install"]
    subprocess.run(["bash", "-euc", block.content], cwd=copy, env=plain_environment(python), check=True)
    return copy


@pytest.mark.skipif(not THOROUGH, reason="installs twice from an index; THOROUGH=1 runs it, as CI does")
@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.name)
def test_a_new_user_can_follow_with_nothing_but_the_page(page, tmp_path, checkout):
    environment = plain_environment(checkout / ".venv/bin")

    def install(block, folder):
        if (folder / "pyproject.toml").exists():  # the tutorial's own was run in the checkout
            subprocess.run(["bash", "-euc", block.content], cwd=folder, env=environment, check=True)

    assert_prints(walk(page.read_text(), tmp_path, environment, install))


def test_what_is_followed_can_fail(tmp_path):
    environment = plain_environment(Path(sys.executable).parent)
    page = "<!-- file: a -->\n```text\none\n```\n<!-- more: a -->\n```text\ntwo\n```\n\n```bash\ncat a\n```\n\n"
    ((block, output),) = walk(f"{page}```text\none\n\n\ntwo\n```\n", tmp_path, environment, lambda *_: None)
    assert output == block.output == "one\n\n\ntwo\n"
    with pytest.raises(AssertionError, match="cat a"):
        assert_prints(walk(f"{page}```text\ntwo\n```\n", tmp_path, environment, lambda *_: None))
    with pytest.raises(AssertionError):  # the code is 1 and the page says nothing of it
        walk("```bash\nfalse\n```\n", tmp_path, environment, lambda *_: None)
    with pytest.raises(AssertionError):
        walk("<!-- exits 1 -->\n```bash\ntrue\n```\n", tmp_path, environment, lambda *_: None)
    assert without_times("3 lemmas: 3 PROVED; 11 s ") == without_times("3 lemmas: 3 PROVED; 2 s")
    assert without_times("3 lemmas: 3 PROVED; 1 s") != without_times("4 lemmas: 3 PROVED; 1 s")


MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts)
           for package in ("verify", "derivations") for path in sorted((ROOT / package).rglob("*.py"))
           if ">>>" in path.read_text()]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name.removesuffix(".__init__"))).failed == 0


def test_every_page_with_python_shows_its_output():
    for page in PAGES:
        programs = [block for block in blocks(page.read_text()) if block.language == "python"]
        assert len(programs) == page.read_text().count("```python"), page.name
        saved = [block for block in programs if block.mark.startswith(("file: ", "more: "))]
        assert all(block.output is not None for block in programs if block not in saved), page.name


def added_commands(page):
    """Return the commands that a package on a page contributes."""
    projects = [tomllib.loads(block.content)["project"] for block in blocks(page) if "pyproject.toml" in block.mark]
    return {name for project in projects for name in project["entry-points"]["certiphi.commands"]}


def test_commands_named_in_the_pages_exist():
    text = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"(?:`|bin/)certiphi ([a-z]+)", text))
    assert named >= {"landscape", "check", "report"}
    assert named <= set(command.list_commands(None)) | added_commands(text)


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

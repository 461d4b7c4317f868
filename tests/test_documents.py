"""The README's and the docs' examples run and print what they say."""

import contextlib
import doctest
import importlib
import io
import re
from pathlib import Path

import pytest

from verify.cli import command

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", re.S)
EXAMPLES = [(page.name, *match.groups()) for page in PAGES for match in EXAMPLE.finditer(page.read_text())]


@pytest.mark.parametrize(("page", "code", "output"), EXAMPLES, ids=[page for page, *_ in EXAMPLES])
def test_examples_print_what_the_page_says(page, code, output, tmp_path):
    path = tmp_path / "example.py"
    path.write_text(code)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(path), "exec"), {"__name__": "example"})
    assert printed.getvalue() == output


MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts)
           for package in ("verify", "derivations") for path in sorted((ROOT / package).rglob("*.py"))
           if ">>>" in path.read_text()]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name.removesuffix(".__init__"))).failed == 0


def test_every_page_with_python_shows_its_output():
    for page in PAGES:
        assert page.read_text().count("```python") == len(EXAMPLE.findall(page.read_text())), page.name


def test_commands_named_in_the_pages_exist():
    text = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"(?:`|bin/)certiphi ([a-z]+)", text))
    assert named >= {"landscape", "check", "report"}
    assert named <= set(command.list_commands(None))


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

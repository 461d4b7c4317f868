"""The house keeps its plan: who imports whom, what a room may speak of, what an import costs."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MACHINERY = sorted((ROOT / "verify").rglob("*.py"))
MATHEMATICS = sorted((ROOT / "derivations").rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MACHINERY, ids=lambda p: str(p.relative_to(ROOT)))
def test_machinery_knows_no_network(path):
    assert not [name for name in imported(path) if name.split(".")[0] == "derivations"]
    assert not re.findall(r"\b(relu|filter_size|patch(?:es)?|teacher|student|loss|neuron\w*)\b", path.read_text(), re.I)


def test_mathematics_names_no_arithmetic_engine():
    engines = {"flint", "typst", "tylax"}
    assert not [(p.name, n) for p in MATHEMATICS for n in imported(p) if n.split(".")[0] in engines]


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "package", ["verify", "derivations", "verify.cli", "verify.testing.pytest_plugin", "derivations.papers.du2018.views.landscape_command",
     "derivations.papers.du2018.views.basin_command", "derivations.papers.du2018.views.table_command"],
)  # fmt: skip
def test_import_loads_no_heavy_library(package):
    heavy = "('sympy', 'numpy', 'mpmath', 'flint', 'rich', 'hypothesis', 'matplotlib')"
    assert run(f"import sys, {package}; print([m for m in {heavy} if m in sys.modules])") == "[]\n"


def test_public_names_exist():
    import derivations
    import verify

    for package in (verify, derivations):
        for name in package.__all__:
            assert getattr(package, name) is not None
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            getattr(package, "nothing")


@pytest.mark.parametrize("command", [["ruff", "check", "verify", "derivations", "tests"], ["mypy"]], ids=lambda c: c[0])
def test_lint(command):
    # where the checkout may not be written mypy cannot keep its cache
    kept = {} if os.access(ROOT, os.W_OK) else {"MYPY_CACHE_DIR": os.devnull, "RUFF_NO_CACHE": "true"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=os.environ | kept, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "README.md"], ids=lambda p: p.name)
def test_no_page_holds_two_versions_of_itself(path):
    assert not re.search(r"^(<<<<<<<|>>>>>>>|=======$)", path.read_text(), re.M)

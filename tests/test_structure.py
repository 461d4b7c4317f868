"""The house keeps its plan: who imports whom, what a room may speak of, what an import costs."""

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MACHINERY = sorted((ROOT / "verify").rglob("*.py"))
MATHEMATICS = sorted((ROOT / "derivations").rglob("*.py"))

# the lowest first; a room may import rooms that stand before it, and nothing else
FLOORS = {
    "verify": "arithmetics language kernel statistics numerics prover checks coq running report testing cli __main__",
    "derivations": "gaussian networks papers",
    "derivations.papers": "safran2018 du2018 catalogue",
    "derivations.papers.du2018": "theory critical_points basin experiments views",
}


def named(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {named(path): path for path in MACHINERY + MATHEMATICS}


def imported(path):
    """Yield the modules that a file imports, at its top or in a function."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in whole)


GRAPH = {name: set(imported(path)) for name, path in MODULES.items()}


def reachable(name, graph):
    """Return what a module imports, and what that imports, as far as it is ours."""
    found, waiting = set(), [name]
    while waiting:
        for other in graph[waiting.pop()] & set(graph) - found:
            found.add(other)
            waiting.append(other)
    return found


def circles(graph):
    return {name for name in graph if name in reachable(name, graph)}


def upward(graph):
    """Yield the arrows from a room to one that does not stand below it."""
    for package, rooms in FLOORS.items():
        height = {f"{package}.{room}": i for i, room in enumerate(rooms.split())}
        room_of = {name: next((r for r in height if f"{name}.".startswith(f"{r}.")), None) for name in graph}
        for name, others in graph.items():
            for other in others & set(graph):
                here, there = room_of[name], room_of[other]
                if here and there and height[there] > height[here]:
                    yield name, other


def test_imports_run_in_no_circle():
    assert not circles(GRAPH)
    planted = {**GRAPH, "verify.language.term": GRAPH["verify.language.term"] | {"verify.language.lemma"}}
    assert "verify.language.lemma" in circles(planted)


def test_imports_lead_downwards():
    assert not list(upward(GRAPH))
    planted = {
        **GRAPH,
        "verify.language.lemma": {"verify.report.html"},
        "derivations.papers.du2018.basin.answer": set(),
    }
    assert list(upward(planted)) == [("verify.language.lemma", "verify.report.html")]


def test_every_room_has_a_floor():
    for package, rooms in FLOORS.items():
        folder = MODULES[package].parent
        kept = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
        assert kept - {"__init__"} == set(rooms.split())
    assert len(FLOORS["verify"].split()) - 1 <= 12  # besides __main__


def test_the_kernel_knows_no_sympy():
    trusted = {name for name in MODULES if name.startswith("verify.kernel")}
    for name in trusted.union(*(reachable(name, GRAPH) for name in trusted)):
        assert not [other for other in GRAPH[name] if other.split(".")[0] == "sympy"], name
        assert name.split(".")[1] in ("kernel", "arithmetics")


def lines_of_code(text):
    """Count the lines that say something: comments, docstrings and blank ones do not."""
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    tokens = [one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type not in silent]
    said = {i for one in tokens for i in range(one.start[0], one.end[0] + 1)}
    bodies = [node.body[0] for node in ast.walk(ast.parse(text)) if getattr(node, "body", None) and documented(node)]
    return len(said - {i for doc in bodies for i in range(doc.lineno, doc.end_lineno + 1)})


def documented(node):
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None


def test_the_kernel_is_small():
    assert lines_of_code('"""A\n\nb."""\n\n# c\nx = [1,\n  2]\n\ndef f():\n    """D."""\n    return "e"  # g\n') == 4
    trusted = {
        name for name in reachable("verify.kernel.check", GRAPH) if name.split(".")[1] in ("kernel", "arithmetics")
    }
    assert sum(lines_of_code(MODULES[name].read_text()) for name in {"verify.kernel.check", *trusted}) <= 1_800


def yields_unevaluated(text):
    """Yield the lines of blocks that switch SymPy's evaluation off and yield in it, so that others run without it."""
    for block in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.With)):
        switched = any("evaluate(False)" in ast.unparse(item) for item in block.items)
        if switched and any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(block)):
            yield block.lineno


@pytest.mark.parametrize("path", MACHINERY + MATHEMATICS, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_yielded_while_sympy_does_not_evaluate(path):
    assert not list(yields_unevaluated(path.read_text()))


def test_a_planted_yield_is_seen():
    assert list(yields_unevaluated("def f():\n    with sympy.evaluate(False):\n        yield 1\n")) == [2]


@pytest.mark.parametrize("path", MACHINERY, ids=lambda p: str(p.relative_to(ROOT)))
def test_machinery_knows_no_network(path):
    assert not [name for name in imported(path) if name.split(".")[0] == "derivations"]
    assert not re.findall(r"\b(relu|filter_size|patch(?:es)?|teacher|student|loss|neuron\w*)\b", path.read_text(), re.I)


def test_mathematics_names_no_arithmetic_engine():
    engines = {"flint", "typst", "tylax"}
    assert not [(p.name, n) for p in MATHEMATICS for n in imported(p) if n.split(".")[0] in engines]


@pytest.mark.parametrize("path", MACHINERY + MATHEMATICS, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_are_short(path):
    text = path.read_text()
    assert text.count("\n") <= 300
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert not [node.name for node in functions if node.end_lineno - node.lineno + 1 > 40]


def test_where_a_head_is_defined_is_said_once():
    """Only the table of functions and `language.definedness` say it; others ask `needs`, or enclose values."""
    asking = {name for name in MODULES if "verify.language.definedness" in GRAPH[name]}
    assert asking == {
        "verify.language.evaluation", "verify.language.truth", "verify.prover.claim_data", "verify.prover.heads",
        "verify.prover.prove",
    }  # fmt: skip
    saying = {
        name
        for name, path in MODULES.items()
        if re.search(r"Cause\.NONPOSITIVE_LOGARITHM|Cause\.ZERO_DENOMINATOR", path.read_text())
    }
    assert saying <= {
        "verify.language.functions",
        "verify.language.reasons",
        "verify.prover.signs",
        "verify.prover.existence.growth",
        "verify.report.words",
    }


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "package", ["verify", "derivations", "verify.cli", "verify.testing.pytest_plugin"]
    + [f"derivations.papers.du2018.views.{name}_command" for name in ("landscape", "basin", "table")],
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


def test_modules_are_found_under_the_names_they_had_before_there_were_rooms():
    found = run(
        "from verify.vectors import norm; from derivations.sums import ONE; import verify.language.vectors as v; "
        "import verify.verdict; print(norm is v.norm, ONE, verify.verdict.PROVED, verify.norm is norm, v.__name__)"
    )
    assert found == "True 1 PROVED True verify.language.vectors\n"

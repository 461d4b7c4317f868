"""The notebook of the docs runs in a fresh kernel of this Python, and shows what it says."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parent.parent / "docs" / "tour.ipynb"
RUN = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


def written():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def executed(notebook, place):
    """Run a notebook; settings, startup files and kernels of whoever runs the tests have no part in it."""
    kernel = place / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": command, "display_name": "here", "language": "python"}))
    source, target = place / "source.ipynb", place / "target.ipynb"
    source.write_text(json.dumps(notebook), encoding="utf-8")
    own = ("JUPYTER_PATH", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {**os.environ, **dict.fromkeys(own, str(place)), "JUPYTER_PLATFORM_DIRS": "1"}
    environment.pop("MPLBACKEND", None)
    # a cache of fonts that is there: where it is made, or cannot be kept, matplotlib says so in the cell
    environment["MPLCONFIGDIR"] = str(place / "matplotlib")
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, check=True)
    done = subprocess.run([sys.executable, "-c", RUN, source, target], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(target.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each code cell that ends with a value shows, by kind; after them, which Python ran."""
    notebook = written()
    last = "import sys, matplotlib\nprint(sys.executable, 'matplotlib.pyplot' in sys.modules)"
    extra = {"cell_type": "code", "id": "last", "metadata": {}, "execution_count": None, "outputs": [], "source": last}
    ran = executed({**notebook, "cells": [*notebook["cells"], extra]}, tmp_path_factory.mktemp("notebook"))
    shown = [output for cell in ran["cells"] for output in cell.get("outputs", [])]
    *values, printed = shown
    assert [output["output_type"] for output in values] == ["execute_result"] * 8, (
        "nothing else is printed or warned of"
    )
    assert "".join(printed["text"]) == f"{sys.executable} False\n"
    return [{kind: "".join(text) for kind, text in output["data"].items()} for output in values]


def test_it_is_short_and_stored_without_outputs():
    notebook = written()
    assert notebook["nbformat"] == 4 and len(notebook["cells"]) <= 15
    assert notebook["metadata"]["kernelspec"] == {"display_name": "Python 3", "language": "python", "name": "python3"}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_lemmas_are_shown_as_formulas(outputs):
    lemma = outputs[0]
    assert r"(\pi - \varphi) \cos \varphi + \sin \varphi \le \frac{1}{3} (\pi - \varphi)^{3}" in lemma["text/latex"]
    assert lemma["text/latex"].startswith("$$") and "third order" in lemma["text/latex"]
    assert "<math>" in lemma["text/html"] and "PROVED" in lemma["text/html"] and "my draft" in lemma["text/html"]


def test_verdicts_are_tables(outputs):
    both, moment = outputs[1]["text/html"], outputs[4]["text/html"]
    assert re.search(r"kernel_is_cubic</td><td><span[^>]*>PROVED", both)
    assert re.search(r"in_a_hurry</td><td><span[^>]*>REFUTED", both) and "phi = 0" in both and "narrow" in both
    assert re.search(r"mixed_moment</td><td><span[^>]*>PROVED", moment) and "closed form" in moment
    assert outputs[1]["text/plain"].split("\n")[0] == "kernel_is_cubic PROVED by enclosure (1 box)"


def test_pictures_are_there(outputs):
    for shown in (outputs[2], outputs[6]):
        data = base64.b64decode(shown["image/png"])
        assert data.startswith(b"\x89PNG") and len(data) > 10_000


def test_the_derivation_ends_at_the_kernel(outputs):
    latex = outputs[3]["text/latex"]
    *_, last = latex.removesuffix("\n\\end{aligned}\n$$").split("\\\\\n")
    assert last == r"&= \frac{1}{2 \pi} \bigl[(\pi - \varphi) \cos \varphi + \sin \varphi\bigr] && \text{collect}"
    assert latex.count("&&") == 4 and "integration by parts" in outputs[3]["text/html"]


def test_the_answers_have_the_right_numbers(outputs):
    """By hand: s = 1/87, c = (‖b‖²/4π)(s/λ₁ + (1−s)/λ), loss cπ(π − 2g₀), for ‖b‖² = 29/4 and k = 3."""
    teacher, chances = outputs[5]["text/html"], outputs[7]["text/html"]
    pi, s, k = 3.141592653589793, 1 / 87, 3
    slow, fast = pi - 1, k + pi - 1
    ring, c = (fast - pi * k * s) / (fast - k * s), 29 / 4 / (4 * pi) * (s / fast + (1 - s) / slow)
    for value in (c * pi * (pi - 2 * ring), c * ring**2 + c * pi * (pi - 2 * ring), ring):
        assert f"{value:.8f}"[:9] in teacher
    assert teacher.count("strict minimum</span>") == 2 and teacher.count("saddle</span>") == 1
    assert "0.7536" in chances and "0.2463" in chances

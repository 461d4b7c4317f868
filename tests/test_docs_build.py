"""The docs build without warnings and without a network, and show formulas, names and commands on their own."""

import inspect
import os
import pkgutil
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import derivations
import verify
from verify.language.verdict import Status

pytest.importorskip("sphinx", reason="the docs are built by Sphinx: pip install 'certiphi[docs]'")

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NOWHERE = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https", "HTTP", "HTTPS")}


def build(source, target):
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    environment = {**os.environ, **NOWHERE, "NO_PROXY": "127.0.0.1,localhost", "COLUMNS": "80"}
    return subprocess.run([*command, str(source), str(target)], env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    done = build(DOCS, target)
    assert done.returncode == 0, done.stderr
    return target


class Loaded(HTMLParser):
    """What a page makes the browser fetch by itself."""

    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        fetched = [given.get("src"), given.get("href") if tag == "link" else None]
        self.found |= {address for address in fetched if address}


def loaded(text):
    parser = Loaded()
    parser.feed(text)
    styles = set(re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')\s]+)", text))
    return parser.found | styles


def is_elsewhere(address):
    return re.match(r"(https?:)?//", address) is not None


def test_every_page_is_built_and_needs_nothing_from_elsewhere(site):
    for page in DOCS.glob("*.md"):
        assert (site / f"{page.stem}.html").exists(), page.name
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not [address for address in loaded(path.read_text()) if is_elsewhere(address)], path.name
    planted = '<link href="//fonts.example/a.css"><script src="https://cdn.example/x.js"></script>'
    assert len([address for address in loaded(planted) if is_elsewhere(address)]) == 2


def test_no_page_names_a_place_on_the_machine_that_built_it(site):
    home = str(Path.home()) + os.sep
    for path in site.rglob("*.html"):
        text = path.read_text()
        # the home of a user without one is /, which is in every address
        assert str(ROOT) not in text and (home == 2 * os.sep or home not in text), path.name


def test_formulas_are_shown_without_scripts(site):
    page = (site / "tutorial.html").read_text()
    assert "<math" in page and "<mi>φ</mi>" in page and "MathJax" not in page and r"\varphi" not in page


def test_a_formula_that_cannot_be_shown_stops_the_build(tmp_path):
    (tmp_path / "index.md").write_text("# Formulas\n\n$\\frac{1}{2}$ and $\\frac{1}$\n")
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(DOCS / '_ext')!r})\nextensions = ['myst_parser', 'mathml']\n"
        "myst_enable_extensions = ['dollarmath']\nhtml_math_renderer = 'mathml'\n"
    )
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode != 0 and r"\frac{1} cannot be displayed" in done.stderr
    assert done.stderr.count("cannot be displayed") == 1


def test_a_page_that_no_contents_lists_stops_the_build(tmp_path):
    (tmp_path / "index.md").write_text("# Start\n")
    (tmp_path / "lost.md").write_text("# Lost\n")
    (tmp_path / "conf.py").write_text("extensions = ['myst_parser']\n")
    assert "lost.md" in build(tmp_path, tmp_path / "site").stderr


def test_bars_in_docstrings_are_absolute_values(site):
    script = [sys.executable, "-m", "doctest", str(DOCS / "_ext/docstrings.py")]
    assert subprocess.run(script, capture_output=True, text=True).stdout == ""
    assert not [path.name for path in site.glob("api*.html") if r"\|" in path.read_text()]


def test_every_public_name_is_in_the_reference(site):
    from sphinx.util.inventory import InventoryFile

    listed = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    names = {name for kind, objects in listed.data.items() if kind.startswith("py:") for name in objects}
    constants = {f"verify.{status}" for status in Status}
    page = (site / "api.html").read_text()
    assert all(constant in page for constant in constants)
    for package in (verify, derivations):
        for name in package.__all__:
            places = {f"{package.__name__}.{name}", f"{package._HOMES[name]}.{name}"}
            assert places & (names | constants), places


def test_every_name_in_the_reference_exists(site):
    from sphinx.util.inventory import InventoryFile

    for kind, objects in InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data.items():
        for name in objects if kind.startswith("py:") else ():
            assert pkgutil.resolve_name(name) is not None


def test_the_signature_of_lemma_that_is_shown_is_its_own():
    shown = re.search(r"verify\.lemma\(\*, (.*)\)", (DOCS / "api.md").read_text())[1]
    own = [name for name in inspect.signature(verify.lemma).parameters if name != "misplaced"]
    assert [part.split("=")[0].strip() for part in shown.split(", ")] == own


def test_commands_are_shown_with_the_help_that_they_print(site):
    page = unescape(re.sub(r"<[^>]+>", "", (site / "command-line.html").read_text()))
    for name in ("check", "landscape", "basin"):
        script = [sys.executable, "-m", "verify", name, "--help"]
        printed = subprocess.run(script, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}).stdout
        usage, _, rest = printed.partition("\n")
        assert usage.startswith("Usage: ") and rest.strip() and rest in page, name

"""PDF by either typesetter, and a clear word when there is none."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from derivations.gaussian.kernels import DERIVATIONS
from verify.language.derivation import Derivation
from verify.report import pdf, typst
from verify.report.pdf import NoTypesetter, write_pdf
from verify.running.files import NotWritable

KERNELS = DERIVATIONS[:2]


def text_of(path: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed; the text of the PDF was not read")
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def without_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LATEXMK", ("no-such-latexmk",))


def assert_complete(path: Path, derivations: tuple[Derivation, ...] = KERNELS) -> None:
    assert path.read_bytes().startswith(b"%PDF-")
    text = text_of(path)
    assert "Kernels & more" in text
    for derivation in derivations:
        assert derivation.sentence in text
        assert all(rule.reason.split()[0] in text for rule in derivation.rules)
    assert "[Cho & Saul 2009]" in text
    assert "undefined" not in text
    assert "??" not in text


def test_typst_sets_every_derivation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_tex(monkeypatch)
    write_pdf(DERIVATIONS, "Kernels & more", tmp_path / "a.pdf")
    assert_complete(tmp_path / "a.pdf", DERIVATIONS)


def test_latexmk_sets_every_derivation(tmp_path: Path) -> None:
    if shutil.which("latexmk") is None:
        pytest.skip("latexmk is not installed")
    (tmp_path / "a.pdf").write_bytes(pdf.by_latexmk(DERIVATIONS, "Kernels & more"))
    assert_complete(tmp_path / "a.pdf", DERIVATIONS)


def test_tex_that_fails_gives_way_to_typst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LATEXMK", ("false",))
    write_pdf(KERNELS, "Kernels & more", tmp_path / "a.pdf")
    assert_complete(tmp_path / "a.pdf")


@pytest.mark.parametrize("missing", ["typst", "tylax"])
def test_no_typesetter_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    without_tex(monkeypatch)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(NoTypesetter) as refusal:
        write_pdf(KERNELS, "t", tmp_path / "a.pdf")
    said = str(refusal.value)
    assert all(part in said for part in (missing, "pip install typst tylax", "latexmk"))
    assert "\n" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_file_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_typeset", lambda *_: pytest.fail("worked first"))
    with pytest.raises(NotWritable):
        write_pdf(KERNELS, "t", tmp_path / "missing" / "a.pdf")


@pytest.mark.parametrize(
    ("latex", "converted"),
    [
        (r"\mathbb{E}\left[\sigma(x)\right]", "EE [ sigma (x) ]"),
        (r"\lVert w \rVert^{2}", "norm( w )^(2)"),
        (r"\frac{1}{2 \pi} \cos \varphi", "frac(1, 2 pi) cos phi"),
        (r"\int_{0}^{\infty} r\,dr", "integral_(0)^(infinity) r thin d r"),
        (r"\biggl(x", "lr(size: #2.4em, paren.l) x"),
        (r"\frac{\max(x, y)}{2}", "frac(max (x comma y), 2)"),
        (r"\varphi \in (0, \pi]", "phi in (0 comma pi ]"),
        (r"\arccos\left(\frac{x}{y}\right)", "arccos (frac(x, y))"),
        (r"w^{*\top} Z_{j}", "w^(*top) Z_(j)"),
    ],
)
def test_formulas_survive_tylax(latex: str, converted: str) -> None:
    assert re.sub(r"\s+", " ", typst.math(latex)).replace("thin", " thin").replace("  ", " ") == converted


def test_text_is_not_taken_for_markup() -> None:
    odd = r"*a* _b_ $c$ #d [e] `f` \g <h> @i // j = k"
    assert re.sub(r"\\(.)", r"\1", typst._escape(odd)) == odd
    assert pdf.by_typst([], odd).startswith(b"%PDF-")

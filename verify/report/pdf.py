"""Derivations as PDF: by TeX where it is installed, else by the typst and tylax wheels."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from verify.language.derivation import Derivation
from verify.report import latex, typst
from verify.running.files import PathLike, ensure_writable, write_bytes

__all__ = ["NoTypesetter", "by_latexmk", "by_typst", "write_pdf"]

LATEXMK = ("latexmk", "-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-latexoption=-no-shell-escape")
PATIENCE = 300  # seconds


class NoTypesetter(RuntimeError):
    """No program here could make the PDF; the message says what to install."""


def write_pdf(derivations: Iterable[Derivation], title: str, path: PathLike) -> None:
    """Write derivations as the pages of a paper's appendix.

    Raises `NotWritable` (an OSError) before any work if the file cannot be written, and `NoTypesetter`
    if neither latexmk nor the typst and tylax packages can set it.
    """
    ensure_writable(path)
    write_bytes(path, _typeset(tuple(derivations), title))


def _typeset(derivations: Sequence[Derivation], title: str) -> bytes:
    failures = []
    for typesetter in (by_latexmk, by_typst):
        try:
            return typesetter(derivations, title)
        except NoTypesetter as failure:
            failures.append(str(failure))
    raise NoTypesetter(f"no PDF: {'; '.join(failures)} (install latexmk with TeX, or: pip install typst tylax)")


def by_latexmk(derivations: Iterable[Derivation], title: str) -> bytes:
    """Return the PDF made by TeX; raises `NoTypesetter` if latexmk is missing or fails."""
    if shutil.which(LATEXMK[0]) is None:
        raise NoTypesetter("latexmk is not installed")
    with TemporaryDirectory() as folder:
        source = Path(folder, "derivations.tex")
        source.write_text(latex.document(derivations, title), encoding="utf-8")
        _run([*LATEXMK, source.name], source.parent)
        return source.with_suffix(".pdf").read_bytes()


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoTypesetter(f"latexmk failed: {error}") from error
    if done.returncode:
        errors = re.findall(r"^! (.*)", done.stdout.decode(errors="replace"), re.MULTILINE)
        raise NoTypesetter(f"latexmk failed: {errors[0] if errors else f'exit code {done.returncode}'}")


def by_typst(derivations: Iterable[Derivation], title: str) -> bytes:
    """Return the PDF made by typst; raises `NoTypesetter` if typst or tylax is missing or fails."""
    try:
        import typst as compiler

        source = typst.document(derivations, title)
    except ImportError as error:
        raise NoTypesetter(f"the Python package {error.name} is not installed") from error
    try:
        return compiler.compile(source.encode(), ignore_system_fonts=True)
    except compiler.TypstError as error:
        raise NoTypesetter(f"typst failed: {str(error).splitlines()[0]}") from error

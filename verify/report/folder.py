"""The folder of `certiphi report`: verdicts and derivations, to which the papers add their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verify.language.derivation import Derivation
from verify.language.verdict import Verdict
from verify.report.data import write_json
from verify.report.latex import document
from verify.report.pdf import write_pdf
from verify.report.text import verdict_text
from verify.running.files import NotWritable, ensure_writable, write_text
from verify.running.terminal import long_work

__all__ = ["fill", "made"]

TITLE = "Derivations"
_VERDICTS, _TABLE, _LATEX, _PDF = "verdicts.json", "verdicts.txt", "derivations.tex", "derivations.pdf"


def made(folder: str) -> Path:
    """Return a folder, made where there is none; raise `NotWritable` if a file could not be written in it."""
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = f"the folder {folder} cannot be made: {error.strerror}; choose another with -o"
        raise NotWritable(text) from error
    for name in (_VERDICTS, _TABLE, _LATEX, _PDF):
        ensure_writable(place / name)
    return place


def fill(place: Path, verdicts: Sequence[Verdict], derivations: Sequence[Derivation]) -> None:
    """Write verdicts as JSON and as a table, and derivations as LaTeX and PDF; raises like `write_pdf`."""
    write_json(str(place / _VERDICTS), {"lemmas": [verdict.as_dict() for verdict in verdicts]})
    write_text(place / _TABLE, verdict_text(verdicts))
    write_text(place / _LATEX, document(derivations, TITLE))
    with long_work("typesetting"):
        write_pdf(derivations, TITLE, place / _PDF)

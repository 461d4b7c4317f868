"""Answers as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from verify.report.files import write_text

__all__ = ["write_json"]


def write_json(path: str, data: Any) -> None:
    """Write data as JSON to a file, whole or not at all, or to standard output for the path -."""
    # on one line: the indenting encoder is not the compiled one, and takes seconds for long weights
    text = json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"
    if path == "-":
        sys.stdout.write(text)
    else:
        write_text(path, text)

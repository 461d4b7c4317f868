"""Docstrings are prose: in them |x| is an absolute value, not a substitution of reStructuredText."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_CODE = re.compile(r"(``.*?``|`[^`]*`)")


def with_bars(lines: list[str]) -> list[str]:
    """Return the lines with the bars escaped, but for those in code and in examples.

    >>> with_bars(["a bound on |x|, not on ``|y|``:", "", ">>> print('|z|')", "|z|", "", "|x|"])
    ['a bound on \\\\|x\\\\|, not on ``|y|``:', '', ">>> print('|z|')", '|z|', '', '\\\\|x\\\\|']
    """
    found, example = [], False
    for line in lines:
        example = line.lstrip().startswith(">>>") or (example and bool(line.strip()))
        found.append(line if example else _escaped(line))
    return found


def _escaped(line: str) -> str:
    return "".join(part if part.startswith("`") else part.replace("|", r"\|") for part in _CODE.split(line))


def setup(app: Sphinx) -> dict[str, Any]:
    def escape(app: Sphinx, what: str, name: str, owner: Any, options: Any, lines: list[str]) -> None:
        lines[:] = with_bars(lines)

    app.connect("autodoc-process-docstring", escape)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

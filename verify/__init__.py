"""certiphi's machinery: expressions, domains, arithmetics, evidence.  A false statement is never PROVED.

The public names are loaded on first use, so that `import verify` costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# what is imported when a value is first shown in a form, or asked something (see `verify.language.rendering`)
RENDERERS = dict.fromkeys(("html", "latex", "plot", "text"), "verify.report.notebooks")
RENDERERS.update(words="verify.report.words", real="verify.prover.existence.means")

_HOMES = {
    "agrees_at": "verify.testing.agreement",
    "agrees_with": "verify.testing.agreement",
    "arithmetic": "verify.arithmetics",
    "assert_mean": "verify.statistics.means",
    "Budget": "verify.statistics.means",
    "compile_expression": "verify.language.compile",
    "Derivation": "verify.language.derivation",
    "Rule": "verify.language.derivation",
    "Domain": "verify.language.domain",
    "E": "verify.language.expectation",
    "gaussian": "verify.language.expectation",
    "Lemma": "verify.language.lemma",
    "lemma": "verify.language.lemma",
    "Dot": "verify.language.vectors",
    "Vector": "verify.language.vectors",
    "Vectors": "verify.language.vectors",
    "verdicts": "verify.checks",
    "Verdict": "verify.language.verdict",
    "REFUTED": "verify.language.verdict",
    "UNKNOWN": "verify.language.verdict",
    "SUPPORTED": "verify.language.verdict",
    "PROVED": "verify.language.verdict",
}

__all__ = sorted(_HOMES)


def on_first_use(package: str, homes: Mapping[str, str], name: str) -> Any:
    """Return a public name of a package from the module it lives in, and keep it there."""
    if name not in homes:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = getattr(import_module(homes[name]), name)
    setattr(sys.modules[package], name, value)
    return value


def __getattr__(name: str) -> Any:
    return on_first_use(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

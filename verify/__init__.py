"""certiphi's machinery: expressions, domains, arithmetics, evidence.  A false statement is never PROVED.

The public names are loaded on first use, so that `import verify` costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "agrees_at": "verify.agreement",
    "agrees_with": "verify.agreement",
    "arithmetic": "verify.arithmetics",
    "assert_mean": "verify.means",
    "Budget": "verify.means",
    "compile_expression": "verify.compile",
    "Derivation": "verify.derivation",
    "Rule": "verify.derivation",
    "Domain": "verify.domain",
    "E": "verify.expectation",
    "gaussian": "verify.expectation",
    "Lemma": "verify.declare",
    "lemma": "verify.declare",
    "Dot": "verify.vectors",
    "Vector": "verify.vectors",
    "Vectors": "verify.vectors",
    "verdicts": "verify.checks",
    "Verdict": "verify.verdict",
    "REFUTED": "verify.verdict",
    "UNKNOWN": "verify.verdict",
    "SUPPORTED": "verify.verdict",
    "PROVED": "verify.verdict",
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

"""certiphi's machinery: expressions, domains, arithmetics, evidence.  A false statement is never PROVED.

The public names are loaded on first use, so that `import verify` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "arithmetic": "verify.arithmetics",
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


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'verify' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

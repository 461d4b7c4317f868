"""certiphi's machinery: expressions, domains, arithmetics, evidence.  A false statement is never PROVED.

The public names are loaded on first use, so that `import verify` costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

# what is imported when a value is first shown in a form, or asked something (see `verify.language.rendering`)
RENDERERS = dict.fromkeys(("html", "latex", "plot", "text"), "verify.report.notebooks")
RENDERERS.update({"argument": "verify.report.proofs", "argument in latex": "verify.report.proofs"})
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
    "Angle": "verify.language.vectors",
    "Component": "verify.language.vectors",
    "Dot": "verify.language.vectors",
    "gradient": "verify.language.vectors",
    "norm": "verify.language.vectors",
    "Vector": "verify.language.vectors",
    "Vectors": "verify.language.vectors",
    "verdicts": "verify.checks",
    "Evidence": "verify.language.verdict",
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


class Moved:
    """Finds modules under the names that they had before there were rooms, so that written files go on working."""

    def __init__(self, package: str, **homes: str) -> None:
        self.homes = {f"{package}.{old}": f"{package}.{new}" for old, new in homes.items()}

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in self.homes else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        home = vars(import_module(self.homes[module.__name__]))
        vars(module).update({name: value for name, value in home.items() if not name.startswith("__")})


sys.meta_path.append(Moved(
    "verify", agreement="testing.agreement", catalogue="language.catalogue", compile="language.compile",
    declare="language.lemma", derivation="language.derivation", domain="language.domain",
    expectation="language.expectation", means="statistics.means", mutants="testing.mutants",
    strategies="testing.strategies", vectors="language.vectors", verdict="language.verdict",
))  # fmt: skip


def __getattr__(name: str) -> Any:
    return on_first_use(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

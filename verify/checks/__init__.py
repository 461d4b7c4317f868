"""From a lemma to evidence, and from evidence to verdicts over all that it uses."""

from __future__ import annotations

from verify.checks.deciding import enclosure, exact, falsify
from verify.checks.evidence import check, examine, examine_guarded, verdicts
from verify.checks.integrated import quadrature
from verify.checks.overall import Examined, Verdicts
from verify.checks.sampled import monte_carlo

__all__ = [
    "Examined", "Verdicts", "check", "enclosure", "exact", "examine", "examine_guarded", "falsify", "monte_carlo",
    "quadrature", "verdicts",
]  # fmt: skip

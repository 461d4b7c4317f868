"""certiphi's mathematics: Gaussian kernels, networks, papers.  The public names are loaded on first use."""

from __future__ import annotations

import sys
from typing import Any

from verify import Moved, on_first_use

_HOMES = {
    "ONE": "derivations.gaussian.sums",
    "CATALOGUE": "derivations.papers.catalogue",
    "DERIVATIONS": "derivations.papers.catalogue",
    "Expectation": "derivations.gaussian.expectation",
    "expectation": "derivations.gaussian.expectation",
    "Network": "derivations.networks.network",
    "Unit": "derivations.networks.network",
    "convolution": "derivations.networks.constructors",
    "dense": "derivations.networks.constructors",
    "forward": "derivations.networks.network",
    "g": "derivations.gaussian.kernels",
    "population": "derivations.networks.network",
    "ramp": "derivations.gaussian.ramps",
    "relu": "derivations.gaussian.ramps",
    "step": "derivations.gaussian.ramps",
}

__all__ = sorted(_HOMES)


sys.meta_path.append(Moved(
    "derivations", architectures="networks.constructors", catalogue="papers.catalogue",
    expectations="gaussian.expectation", network="networks.network", ramps="gaussian.ramps",
    safran2018="papers.safran2018", strategies="networks.strategies", sums="gaussian.sums",
    training="networks.training",
))  # fmt: skip


def __getattr__(name: str) -> Any:
    return on_first_use(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

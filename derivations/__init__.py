"""certiphi's mathematics: Gaussian kernels, networks, papers.  The public names are loaded on first use."""

from __future__ import annotations

from typing import Any

from verify import on_first_use

_HOMES = {
    "CATALOGUE": "derivations.catalogue",
    "DERIVATIONS": "derivations.catalogue",
    "Expectation": "derivations.expectations",
    "expectation": "derivations.expectations",
    "Network": "derivations.network",
    "Unit": "derivations.network",
    "convolution": "derivations.architectures",
    "dense": "derivations.architectures",
    "forward": "derivations.network",
    "g": "derivations.gaussian",
    "population": "derivations.network",
    "ramp": "derivations.ramps",
    "relu": "derivations.ramps",
    "step": "derivations.ramps",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    return on_first_use(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

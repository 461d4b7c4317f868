"""certiphi's mathematics: Gaussian kernels, networks, papers.  The public names are loaded on first use."""

from __future__ import annotations

from typing import Any

from verify import on_first_use

_HOMES = {
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


def __getattr__(name: str) -> Any:
    return on_first_use(__name__, _HOMES, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

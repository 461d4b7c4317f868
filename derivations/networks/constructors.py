"""Constructors of networks: which unit sees which part of the input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derivations.networks.network import Network, Unit

__all__ = ["convolution", "dense"]


def convolution(weights: Sequence[Any], outputs: Sequence[Any], stride: int | None = None, slope: Any = 0) -> Network:
    """Return Σ_j outputs_j σ(weights · patch_j), the patches `stride` apart on one Gaussian input.

    A stride below the filter's length makes patches overlap; by default they just touch, and any
    larger stride gives the same loss.

    >>> convolution([1, 2], [3, 4], stride=1).units[1]
    Unit(output=4, weights=(0, 1, 2))
    """
    step = len(weights) if stride is None else stride
    if step < 1:
        raise ValueError(f"the stride must be at least 1, not {stride}")
    rest = step * (len(outputs) - 1)
    return Network(
        tuple(
            Unit(output, (0,) * (step * j) + tuple(weights) + (0,) * (rest - step * j))
            for j, output in enumerate(outputs)
        ),
        slope,
    )


def dense(weights: Sequence[Sequence[Any]], outputs: Sequence[Any] | None = None, slope: Any = 0) -> Network:
    """Return Σ_j outputs_j σ(weights_j · z); the outputs are 1 unless given.

    >>> dense([[1, 0], [0, 1]]).units
    (Unit(output=1, weights=(1, 0)), Unit(output=1, weights=(0, 1)))
    """
    chosen = [1] * len(weights) if outputs is None else outputs
    return Network(tuple(Unit(c, tuple(w)) for c, w in zip(chosen, weights, strict=True)), slope)

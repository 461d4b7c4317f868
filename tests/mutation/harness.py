"""What a mutation score is taken of: a formula, how it is evaluated, and tests that know the definition only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import gamma
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from sympy import Expr

from verify.testing.mutation_score import Score, score

ROUNDING = 1e-13  # of the size of the terms: some hundred operations in double precision, with room


@dataclass(frozen=True)
class Budget:
    """How much the tests of one formula may spend, and how often they may wrongly fail on the right one."""

    examples: int  # inputs that Hypothesis draws for the properties
    points: int  # at which the definition is sampled
    samples: int  # for each expectation at a point
    delta: float  # the probability that any sampled value misses its radius


DEFAULT = Budget(examples=100, points=8, samples=1 << 16, delta=1e-9)
THOROUGH = Budget(examples=400, points=16, samples=1 << 18, delta=1e-9)


@dataclass(frozen=True)
class Subject:
    """A formula of some name, how a variant of it is made a function of arrays, and the tests by name."""

    name: str
    formula: Expr
    prepare: Callable[[Expr], Any]
    tests: Mapping[str, Callable[[Any], bool]]

    def score(self, first: bool = False) -> Score:
        with np.errstate(all="ignore"):
            return score(self.formula, self.tests, prepare=self.prepare, first=first)


def drawn(strategy: Any, count: int) -> list[Any]:
    """Return the inputs that a derandomized Hypothesis test of so many examples would see."""
    found: list[Any] = []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def see(example: Any) -> None:
        found.append(example)

    see()
    return found


def close(left: Any, right: Any, scale: Any) -> bool:
    """Return whether two arrays agree up to rounding in terms of this size; NaN agrees with nothing."""
    return bool(np.all(np.abs(left - right) <= ROUNDING * scale))


def radial_moment(n: float) -> float:
    """Return E rⁿ for a standard normal vector of length r in the plane, 2^{n/2} Γ(n/2 + 1)."""
    return 2.0 ** (n / 2) * gamma(n / 2 + 1)

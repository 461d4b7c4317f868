"""What a mutation score is taken of: a formula, how it is evaluated, and tests that know the definition only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import gamma
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from sympy import Expr

from derivations import expectation
from verify import PROVED, Domain
from verify.testing.mutants import mutants
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
    """A formula of some name, how a variant of it is made a function of arrays, and the tests by name.

    Where its expectations have closed forms on domains, these may show that a mutant is equal to it on all of them.
    """

    name: str
    formula: Expr
    prepare: Callable[[Expr], Any]
    tests: Mapping[str, Callable[[Any], bool]]
    domains: tuple[Domain, ...] = ()

    def score(self, first: bool = False) -> Score:
        with np.errstate(all="ignore"):
            found = score(self.formula, self.tests, prepare=self.prepare, first=first)
        equal = self._equal_in_closed_form(found.survivors)
        left = tuple(name for name in found.survivors if name not in equal)
        return replace(found, equivalent=(*found.equivalent, *equal), survivors=left)

    def _equal_in_closed_form(self, names: Sequence[str]) -> list[str]:
        return [
            mutant.name
            for mutant in mutants(self.formula)
            if mutant.name in names
            and self.domains
            and all(_vanishes(self.formula - mutant.expression, domain) for domain in self.domains)
        ]


def _vanishes(difference: Expr, domain: Domain) -> bool:
    letters = {s: domain.by_name[s.name] for s in difference.free_symbols if s.name in domain.by_name}
    found = expectation(difference.xreplace(letters), domain)
    return found.value == 0 and found.status is PROVED


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

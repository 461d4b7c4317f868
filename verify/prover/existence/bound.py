"""Sums of products that bound functions of Gaussian variables, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from sympy import Basic, Expr, S

from verify.language.reasons import Cause
from verify.prover.effort import EFFORT
from verify.prover.existence.shown import NotShown

__all__ = ["ONE", "Bound", "Bounds", "power_of", "product_of", "raised", "union_of"]


@dataclass(frozen=True)
class Bound:
    """exp(Σ rate z²) Π |factor|^power, up to polynomials and exponentials of ‖z‖."""

    rates: frozenset[tuple[Basic, Expr]] = frozenset()
    powers: frozenset[tuple[Expr, Expr]] = frozenset()

    def times(self, other: Bound) -> Bound:
        return Bound(_added(self.rates, other.rates), _added(self.powers, other.powers))

    def raised(self, n: Expr) -> Bound:
        return Bound(frozenset((z, n * r) for z, r in self.rates), frozenset((s, n * a) for s, a in self.powers))

    def without_growth(self) -> Bound:
        return Bound(self.rates, frozenset((s, a) for s, a in self.powers if not a.is_positive))


Bounds = frozenset[Bound]  # whose sum, up to a factor, is the bound
ONE: Bounds = frozenset({Bound()})


def _added(left: Iterable[tuple[Basic, Expr]], right: Iterable[tuple[Basic, Expr]]) -> frozenset[tuple[Basic, Expr]]:
    total = dict(left)
    for z, r in right:
        total[z] = total.get(z, S.Zero) + r
    return frozenset(total.items())


def power_of(factor: Expr, n: Expr) -> Bounds:
    return frozenset({Bound(powers=frozenset({(factor, n)}))})


def raised(found: Bounds, n: Expr) -> Bounds:
    """Return bounds of (Σ b)ⁿ, n ≥ 0, which is at most C Σ bⁿ."""
    return frozenset(bound.raised(n) for bound in found)


def product_of(factors: Iterable[Bounds]) -> Bounds:
    total = ONE
    for factor in factors:
        if len(total) * len(factor) > EFFORT.mean_products:
            total, factor = (frozenset(b.without_growth() for b in found) for found in (total, factor))
        if len(total) * len(factor) > EFFORT.mean_products**2:
            raise NotShown(Cause.MANY_TERMS)
        total = frozenset(a.times(b) for a, b in product(total, factor))
    return total


def union_of(parts: Iterable[Bounds]) -> Bounds:
    return frozenset[Bound]().union(*parts)

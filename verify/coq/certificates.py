"""The statements of a certificate as Coq theorems: Coq proves them anew and does not look at the proof given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Expr, Interval, Range, S, Symbol

from verify.coq.theorems import Theorem
from verify.language.domain import Domain
from verify.prover.claim_data import expression_of, statement_of

__all__ = ["theorems"]


def theorems(document: Mapping[str, Any]) -> list[Theorem]:
    """Return a theorem for each claim of a certificate that was read by `verify.kernel.recheck`.

    Raises `BadCertificate` for a head without a meaning here.
    """
    return [_theorem(claim) for claim in document["claims"]]


def _theorem(claim: Mapping[str, Any]) -> Theorem:
    sides = claim["domain"]["symbols"]
    # a claim without symbols is one for every x in a point
    ranges = {side["name"]: _range(side) for side in sides} or {"x": sympy.FiniteSet(0)}
    letters = {name: Symbol(name, real=True) for name in ranges}
    where = [statement_of(part, letters) for part in claim["domain"]["where"]]
    domain = Domain(where=sympy.And(*where), **ranges)
    with sympy.evaluate(False):  # nothing is to be cancelled
        return Theorem(claim["name"], domain, statement_of(claim["statement"], domain.by_name))


def _range(side: Mapping[str, Any]) -> sympy.Set:
    low, high = (_end(side[name]) for name in ("low", "high"))
    if low == high:
        return sympy.FiniteSet(low)
    if side["integer"]:
        return Range(sympy.ceiling(low), sympy.floor(high) + 1)
    return Interval(low, high, side["low_open"], side["high_open"])


def _end(data: Any) -> Expr:
    if data in ("inf", "-inf"):
        return S.Infinity if data == "inf" else S.NegativeInfinity
    return expression_of(data)

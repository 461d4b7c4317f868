"""The statements of a certificate as Coq theorems: Coq proves them anew and does not look at the proof given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Expr, Interval, Range, Rational, S, Symbol
from sympy.logic.boolalg import Boolean

from verify.coq.theorems import Theorem
from verify.kernel import BadCertificate
from verify.language.choices import RELATIONS
from verify.language.domain import Domain
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS

__all__ = ["theorems"]


def theorems(document: Mapping[str, Any]) -> list[Theorem]:
    """Return a theorem for each claim of a certificate that was read by `verify.kernel.recheck`.

    Raises `BadCertificate` for a head without a meaning here.
    """
    return [_theorem(claim) for claim in document["claims"]]


def _theorem(claim: Mapping[str, Any]) -> Theorem:
    several = [data if isinstance(data, list) else [data] for data in claim["domain"]["symbols"]]
    # a claim without symbols is one for every x in a point
    ranges = {sides[0]["name"]: sympy.Union(*map(_range, sides)) for sides in several} or {"x": sympy.FiniteSet(0)}
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


# Read again

_FUNCTIONS: Mapping[str, Callable[..., Expr]] = {"sqrt": sympy.sqrt, "add": sympy.Add, "mul": sympy.Mul} | {
    name: kind for kind, head in HEADS.items() if head in FUNCTIONS and isinstance(name := FUNCTIONS[head].json, str)
}
_RELATIONS: Mapping[str, Callable[..., Boolean]] = {"and": sympy.And, "or": sympy.Or} | {
    RELATIONS[head].json: kind for kind, head in HEADS.items() if head in RELATIONS
}


def statement_of(data: Any, symbols: Mapping[str, Any]) -> Boolean:
    """Return the statement that data of a certificate mean; raise `BadCertificate` for a head without a meaning."""
    head, *parts = data
    if head not in _RELATIONS:
        raise BadCertificate(f"{head!r} is no relation")
    read = statement_of if head in ("and", "or") else expression_of
    return _RELATIONS[head](*(read(part, symbols) for part in parts))


def expression_of(data: Any, symbols: Mapping[str, Any] | None = None) -> Expr:
    """Return the expression that data mean, in these symbols, or real ones of the names that stand there."""
    if isinstance(data, str):
        return S.Pi if data == "pi" else _rational(data)
    head, *parts = data
    if head == "symbol":
        return Symbol(parts[0], real=True) if symbols is None else symbols[parts[0]]
    if head == "pow":
        return sympy.Pow(expression_of(parts[0], symbols), _rational(parts[1]))
    values = [expression_of(part, symbols) for part in parts]
    if head == "div":
        return values[0] / values[1]
    if head not in _FUNCTIONS:
        raise BadCertificate(f"{head!r} is no function")
    return _FUNCTIONS[head](*values)


def _rational(text: str) -> Rational:
    numerator, _, denominator = text.partition("/")
    return Rational(int(numerator), int(denominator or 1))

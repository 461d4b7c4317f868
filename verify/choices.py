"""Functions by cases: which case holds, where comparisons may be undecided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sympy import And, Basic, Eq, Ge, Gt, Le, Lt, Ne, Not, Or, Piecewise, S
from sympy.core.relational import Relational

__all__ = ["chosen", "holds", "relations"]

_HOLDS: dict[type, Callable[[int, int], bool]] = {Lt: lt, Le: le, Gt: gt, Ge: ge, Eq: eq, Ne: ne}


def relations(condition: Basic) -> list[Relational]:
    """Return the relations that a condition is made of, in order; raise TypeError for another condition."""
    if type(condition) in _HOLDS:
        return [condition]
    if not isinstance(condition, (And, Or, Not)) and condition not in (S.true, S.false):
        raise TypeError(f"{type(condition).__name__} in {condition} is no relation or And, Or, Not of relations")
    return [relation for part in condition.args for relation in relations(part)]


def holds(condition: Basic, signs: Mapping[Basic, int | None]) -> bool | None:
    """Return whether a condition holds, given the sign of left − right for each relation; None if that is undecided."""
    if type(condition) in _HOLDS:
        sign = signs[condition]
        return None if sign is None else _HOLDS[type(condition)](sign, 0)
    if condition in (S.true, S.false):
        return bool(condition)
    parts = [holds(part, signs) for part in condition.args]
    if isinstance(condition, Not):
        return None if parts[0] is None else not parts[0]
    decisive = isinstance(condition, Or)
    return decisive if decisive in parts else None if None in parts else not decisive


def chosen(node: Piecewise, signs: Mapping[Basic, int | None], values: Sequence[Any]) -> list[Any] | None:
    """Return the values of the cases that may be the first to hold, None if there may be none."""
    found = []
    for value, (_, condition) in zip(values, node.args, strict=True):
        truth = holds(condition, signs)
        if truth is not False:
            found.append(value)
        if truth:
            return found
    return None

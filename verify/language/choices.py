"""Functions by cases: which case holds, where comparisons may be undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from verify.language.term import Term, fold

__all__ = ["JOINED", "RELATIONS", "chosen", "holds", "joints"]

RELATIONS = {"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne}


JOINED = {"and", "or", "not", "true", "false"}


def joints(condition: Term) -> Iterator[Term]:
    """Yield what joins the relations of a condition."""
    if condition.head not in RELATIONS:
        yield condition
        for part in condition.args:
            yield from joints(part)


def holds(condition: Term, signs: Mapping[Term, int | None]) -> bool | None:
    """Return whether a condition holds, given the sign of left − right for each relation; None if that is undecided."""
    return fold(condition, lambda part, args: _truth(part, args, signs))


def _truth(part: Term, args: list[bool | None], signs: Mapping[Term, int | None]) -> bool | None:
    if part.head in RELATIONS:
        sign = signs[part]
        return None if sign is None else RELATIONS[part.head](sign, 0)
    if part.head in ("and", "or"):
        decisive = part.head == "or"
        return decisive if decisive in args else None if None in args else not decisive
    if part.head == "not":
        return None if args[0] is None else not args[0]
    return {"true": True, "false": False}.get(part.head)


def chosen(conditions: Sequence[Term], signs: Mapping[Term, int | None], values: Sequence[Any]) -> list[Any]:
    """Return the values of the cases that may be the first to hold, none if it may be that no case holds."""
    found = []
    for value, condition in zip(values, conditions, strict=True):
        truth = holds(condition, signs)
        if truth is not False:
            found.append(value)
        if truth:
            return found
    return []

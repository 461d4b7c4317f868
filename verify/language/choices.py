"""Relations, in the one table of them; functions by cases: which case holds, where comparisons may be undecided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from verify.language.term import Term, fold

__all__ = ["JOINED", "RELATIONS", "Relation", "chosen", "holds", "joints"]


class Relation(NamedTuple):
    """What a relation says of the sign of left − right, what it is read from the right, and how it is written."""

    signs: frozenset[int]
    turned: str
    json: str
    coq: str
    latex: str


RELATIONS: Mapping[str, Relation] = {
    "lt": Relation(frozenset({-1}), "gt", "<", "<", "<"),
    "le": Relation(frozenset({-1, 0}), "ge", "<=", "<=", r"\le"),
    "gt": Relation(frozenset({1}), "lt", ">", ">", ">"),
    "ge": Relation(frozenset({0, 1}), "le", ">=", ">=", r"\ge"),
    "eq": Relation(frozenset({0}), "eq", "=", "=", "="),
    "ne": Relation(frozenset({-1, 1}), "ne", "!=", "<>", r"\ne"),
}
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
        return None if sign is None else sign in RELATIONS[part.head].signs
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

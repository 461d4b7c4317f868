"""The claims of certificates as Coq theorems: their propositions, and scripts from the proofs that they come with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.coq.enclosures import PLAIN
from verify.coq.slopes import script
from verify.coq.terms import AND, all_conditions, conditions, identifiers, proposition, ranges, relation
from verify.coq.texts import pattern
from verify.kernel import Limits
from verify.kernel.check import Checker

__all__ = ["goal", "theorem"]


def theorem(claim: Mapping[str, Any]) -> str:
    """Return the proposition of a claim: its ends are defined, and at all points of its sides so is its condition.

    Where the condition holds, the statement is defined and true.  Raises `BadCertificate` for what is no claim,
    `Unprintable` for what has no meaning over R.
    """
    Checker(claim, "ball")
    names, data = _names(claim), claim["domain"]
    variables = f"forall {' '.join(names.values())} : R, " if names else ""
    stated = " -> ".join([*(relation(s, names) for s in data["where"]), proposition(claim["statement"], names)])
    there = AND.join([*_needed(claim, names), f"({stated})"])
    return AND.join([*_ends(claim), f"({variables}{' -> '.join([*ranges(data, names), there])})"])


def _ends(claim: Mapping[str, Any]) -> list[str]:
    """Return the conditions under which the ends of the sides are defined."""
    sides = (side for parts in claim["domain"]["symbols"] for side in (parts if isinstance(parts, list) else [parts]))
    ends = (end for side in sides for end in (side["low"], side["high"]) if end not in ("inf", "-inf"))
    return list(dict.fromkeys(c for end in ends for c in conditions(end, {})))


def _needed(claim: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return the conditions under which the condition of the domain is defined."""
    return list(dict.fromkeys(c for s in claim["domain"]["where"] for c in all_conditions(s, names)))


def goal(claim: Mapping[str, Any], limits: Limits | None = None) -> tuple[str, str]:
    """Return the proposition of a claim and an Ltac expression to prove it.

    Raises like `theorem`, and `Refused` where the kernel does not accept the proof within the limits.
    """
    text, names = theorem(claim), _names(claim)
    ends = f"apply guard; [ defined ltac:({PLAIN}) | intro ]; " * len(_ends(claim))
    patterns = (pattern(len(parts) if isinstance(parts, list) else 1) for parts in claim["domain"]["symbols"])
    begin = f"{ends}intros {' '.join([*names.values(), *patterns])}; pose proof PI_bounds"
    return text, f"{begin}; {script(claim, names, len(_needed(claim, names)), limits)}"


def _names(claim: Mapping[str, Any]) -> dict[str, str]:
    sides = (parts[0] if isinstance(parts, list) else parts for parts in claim["domain"]["symbols"])
    return identifiers(side["name"] for side in sides)

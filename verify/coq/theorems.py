"""The claims of certificates as Coq theorems: their propositions, and scripts from the proofs that they come with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verify.coq.slopes import script
from verify.coq.terms import conditions, domain, identifiers, proposition

__all__ = ["goal", "theorem"]


def theorem(claim: Mapping[str, Any]) -> str:
    """Return the proposition of a claim."""
    names = _names(claim)
    variables = f"forall {' '.join(names.values())} : R, " if names else ""
    sides = [side for parts in claim["domain"]["symbols"] for side in (parts if isinstance(parts, list) else [parts])]
    ends = [end for side in sides for end in (side["low"], side["high"]) if end not in ("inf", "-inf")]
    needed = dict.fromkeys(c for end in ends for c in conditions(end, {}))
    stated = " /\\ ".join([*needed, proposition(claim["statement"], names)])
    return f"{variables}{' -> '.join([*domain(claim['domain'], names), stated])}"


def goal(claim: Mapping[str, Any]) -> tuple[str, str]:
    """Return the proposition of a claim and an Ltac expression to prove it; raise `Refused` or `Unprintable`."""
    names = _names(claim)
    ranges = claim["domain"]["symbols"]
    one_by_one = [_pattern(len(parts) if isinstance(parts, list) else 1) for parts in ranges]
    begin = f"intros {' '.join([*names.values(), *one_by_one])}; intros; pose proof PI_bounds"
    return theorem(claim), f"{begin}; {script(claim, names)}"


def _pattern(count: int) -> str:
    """Return the pattern that takes a disjunction apart."""
    return "[?|" * (count - 1) + "?" + "]" * (count - 1)


def _names(claim: Mapping[str, Any]) -> dict[str, str]:
    sides = (parts[0] if isinstance(parts, list) else parts for parts in claim["domain"]["symbols"])
    return identifiers(side["name"] for side in sides)

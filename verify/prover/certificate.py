"""Write certificates: claims, each with a proof that the checker of `verify.kernel.recheck` accepts.

Boxes are tried first, then other forms of the expression, then what reductions showed; every goal on the way is one
that the kernel made, and every leaf one that it took, so that what is written passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Any

import sympy
from sympy import And, Basic

from verify.kernel import BadCertificate, Refused, Undefined
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.kernel.program import Sign
from verify.kernel.recheck import seal
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.prover.box_proofs import Items, searched
from verify.prover.claim_data import domain_data, statement_data
from verify.prover.claims import Unsupported
from verify.prover.closing import Closing
from verify.prover.prove import way
from verify.prover.reductions import Way
from verify.prover.written import Writer

__all__ = ["certify", "claim_data"]

DIGITS, BUDGET, SECONDS = 30, 2000, 30.0
BOXES_OF_PARTS = 300  # of each statement that a rule leaves


def certify(
    claims: Iterable[tuple[str, Basic, Domain | None]],
    budget: int = BUDGET,
    digits: int = DIGITS,
    seconds: float = SECONDS,
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return a certificate of the claims (name, statement, domain) with a proof, and why others have none.

    A domain of None is for statements without symbols.  At most `budget` boxes are looked at for each claim, in about
    `seconds` of processor time, with `digits` decimal digits; what boxes do not show in less is tried by reductions.
    The certificate is None if no claim has a proof; a claim without one is not thereby false.  What is written was
    accepted by both engines.  Raises `InexactLiteral` for a Float, ValueError for a name given twice.

    >>> x = sympy.Symbol("x")
    >>> document, missing = certify([("sine", sympy.sin(x) <= x, Domain(x=sympy.Interval(0, 3)))])
    >>> document["claims"][0]["proof"], missing
    ([['slopes']], {})
    """
    proved: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name, statement, domain in claims:
        if name in proved or name in missing:
            raise ValueError(f"two claims are called {name!r}; give each a name of its own")
        try:
            proved[name] = _claim(name, statement, domain, budget, digits, seconds)
        except (Unsupported, BadCertificate, Refused) as error:
            missing[name] = str(error.args[0])
    return (seal(list(proved.values())) if proved else None), missing


def claim_data(statement: Basic, domain: Domain | None) -> dict[str, Any] | None:
    """Return a statement and its domain as data of a certificate, None where certificates do not know a part."""
    try:
        return {"statement": statement_data(statement), "domain": domain_data(domain)}
    except (Unsupported, InexactLiteral):
        return None


def _claim(
    name: str, statement: Basic, domain: Domain | None, budget: int, digits: int, seconds: float
) -> dict[str, Any]:
    data = {"statement": statement_data(statement), "domain": domain_data(domain)}
    claim: dict[str, Any] = {"name": name, "digits": digits, **data, "digest": "", "proof": []}
    checker, other = Checker(claim, "ball"), Checker(claim, "interval")
    if _equates_functions(statement, domain):
        budget = 1
    with checker.ring.table.working():
        proof = _proof(checker, statement, domain, budget, seconds)
        Checker(claim, "ball").prove(proof)  # from the start: in the other one the symbols of the proof are known
    with other.ring.table.working():
        other.prove(proof)
    return {**claim, "proof": proof}


def _proof(checker: Checker, statement: Basic, domain: Domain | None, budget: int, seconds: float) -> Items:
    """Return a proof by boxes, or by what else closes the goal, or by the reductions that show the statement."""
    end = process_time() + seconds
    try:
        return searched(checker, checker.start, budget, seconds)
    except Refused as refusal:
        if budget == 1 or domain is None or process_time() >= end:
            raise
        for attempt in (partial(_closed, checker, seconds), partial(_reduced, checker, statement, domain, seconds)):
            known = len(checker.program.symbols)
            with suppress(Refused, Unsupported, Undefined, BadCertificate):
                return attempt()
            del checker.program.symbols[known:]  # those that the attempt brought in
        raise refusal from None


def _closed(checker: Checker, seconds: float) -> Items:
    return _defined(checker, seconds, lambda goal, close: close(goal))


def _reduced(checker: Checker, statement: Basic, domain: Domain, seconds: float) -> Items:
    """Return a proof by the reductions that show a statement; raise `Refused` where none do or a rule is missing."""
    if (found := way(statement, domain)) is None:
        raise Refused("no reduction shows it")
    shown, names = found
    part = replace(shown, task=replace(shown.task, note=("parts",)))

    def written(goal: Goal, close: Callable[[Goal], Items]) -> Items:
        whole = shown if isinstance(goal.claim, Sign) or not shown.parts else Way(shown.task, (part,))
        return Writer(checker, close).items(goal, whole, names)

    return _defined(checker, seconds, written)


def _defined(checker: Checker, seconds: float, rest: Callable[[Goal, Callable[[Goal], Items]], Items]) -> Items:
    """Return a proof that shows where the statement is defined first."""
    close = Closing(checker, BOXES_OF_PARTS, seconds)
    *conditions, goal = checker.step(checker.start, ["define"])
    return [["define"], *(item for one in conditions for item in close(one)), *rest(goal, close)]


def _equates_functions(statement: Basic, domain: Domain | None) -> bool:
    """Return whether a part is an equation on infinitely many points: exact algebra shows it at once or not at all."""
    ranges = {} if domain is None else domain.ranges
    finite = {s for s, values in ranges.items() if getattr(values, "is_finite_set", False)}
    return any(isinstance(part, sympy.Eq) and part.free_symbols - finite for part in And.make_args(statement))

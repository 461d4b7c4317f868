"""Write certificates: claims, each with a proof that the checker of `verify.kernel.recheck` accepts.

The search is a branch and bound whose test of a leaf is the checker's own, so that what is written passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import inf
from time import process_time
from typing import Any

import sympy
from sympy import And, Basic

from verify.kernel import BadCertificate, Refused, Undefined
from verify.kernel.boxes import Box, Checker, Side
from verify.kernel.program import Sign
from verify.kernel.recheck import seal
from verify.language.domain import Domain
from verify.prover.claim_data import domain_data, statement_data
from verify.prover.claims import Unsupported
from verify.prover.effort import EFFORT

__all__ = ["certify"]

DIGITS, BUDGET, SECONDS = 30, 2000, 30.0
MOST_HALVINGS = 150  # one after the other without a leaf


def certify(
    claims: Iterable[tuple[str, Basic, Domain | None]],
    budget: int = BUDGET,
    digits: int = DIGITS,
    seconds: float = SECONDS,
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return a certificate of the claims (name, statement, domain) with a proof, and why others have none.

    A domain of None is for statements without symbols.  At most `budget` boxes are looked at for each claim, in about
    `seconds` of processor time, with `digits` decimal digits.  The certificate is None if no claim has a proof; a claim
    without one is not thereby false.  What is written was accepted by both engines.  Raises `InexactLiteral` for a
    Float, ValueError for a name given twice.

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


def _claim(
    name: str, statement: Basic, domain: Domain | None, budget: int, digits: int, seconds: float
) -> dict[str, Any]:
    data = {"statement": statement_data(statement), "domain": domain_data(domain)}
    claim: dict[str, Any] = {"name": name, "digits": digits, **data, "digest": "", "proof": []}
    checker, other = Checker(claim, "ball"), Checker(claim, "interval")
    if _equates_functions(statement, domain):
        budget = 1
    with checker.ring.table.working():
        proof = list(_proof(checker, budget, seconds))
        checker.prove(proof)
    with other.ring.table.working():
        other.prove(proof)
    return {**claim, "proof": proof}


def _equates_functions(statement: Basic, domain: Domain | None) -> bool:
    """Return whether a part is an equation on infinitely many points: exact algebra shows it at once or not at all."""
    ranges = {} if domain is None else domain.ranges
    finite = {s for s, values in ranges.items() if getattr(values, "is_finite_set", False)}
    return any(isinstance(part, sympy.Eq) and part.free_symbols - finite for part in And.make_args(statement))


def _proof(checker: Checker, budget: int, seconds: float) -> Iterator[list[Any]]:
    """Yield a proof in preorder; raise `Refused` where the budget or the time ends."""
    boxes, halvings, end = [checker.box], 0, process_time() + seconds
    for _ in range(budget):
        if not boxes:
            return
        if process_time() >= end:
            raise Refused(f"no proof was found in {seconds:g} seconds; allow more")
        box = boxes.pop()
        if leaf := _leaf(checker, box):
            yield leaf
            halvings = 0
            continue
        halvings += 1
        if halvings > MOST_HALVINGS or (split := _split(checker, box)) is None:
            raise Refused("no proof was found: a box, halved again and again, stays open")
        halves, item = split
        boxes += reversed(halves)
        yield item
    if boxes:
        advice = "no boxes show an equation between functions" if budget == 1 else "raise the budget"
        raise Refused(f"no proof was found with {budget} boxes; {advice}")


def _leaf(checker: Checker, box: Box) -> list[Any] | None:
    try:
        checker.program.run(checker.ring, checker.inputs(box, 1), 1)
    except Undefined:
        return None
    if checker.outside is not None and (leaf := _shown(checker, box, checker.outside)):
        return ["outside", leaf]
    return _shown(checker, box, checker.statement)


def _shown(checker: Checker, box: Box, claim: Any) -> list[Any] | None:
    if isinstance(claim, Sign):
        return next((leaf for leaf in _methods(checker, box, claim) if _passes(checker, box, claim, leaf)), None)
    if claim.every:
        leaves = [_shown(checker, box, part) for part in claim.parts]
        return ["all", *leaves] if all(leaves) else None
    return next((["any", j, leaf] for j, part in enumerate(claim.parts) if (leaf := _shown(checker, box, part))), None)


def _passes(checker: Checker, box: Box, claim: Sign, leaf: list[Any]) -> bool:
    try:
        checker.shows(box, claim, leaf)
    except (Refused, Undefined):
        return False
    return True


def _methods(checker: Checker, box: Box, claim: Sign) -> Iterator[list[Any]]:
    yield ["range"]
    if all(side.thin for side in box):
        yield ["point"]
        return
    if not claim.strict:
        yield ["zero"]
    yield ["slopes"]
    for i, side in enumerate(box):
        for which, end in (("low", side.low), ("high", side.high)):
            if not side.thin and (order := _order(checker, box, claim, i, end.exact)):
                yield ["taylor", i, which, order, EFFORT.coefficients]


def _order(checker: Checker, box: Box, claim: Sign, i: int, at: Any) -> int:
    """Return the order to which an expression vanishes exactly where symbol i is at an end, 0 if that is not known."""
    for count in (1, 4, EFFORT.vanishing + 1):
        try:
            found = checker.coefficients(box, claim.step, count, i, at)
        except Undefined:
            return 0
        order = next((j for j, c in enumerate(found) if c[0]), None)
        if order is not None:
            return order
    return 0


# Where to split


def _split(checker: Checker, box: Box) -> tuple[tuple[Box, Box], list[Any]] | None:
    """Return the halves of a box along its widest side that can be split, and the item that says so."""
    for i in sorted(range(len(box)), key=lambda i: -_width(checker, box[i])):
        point = str(_middle(box[i], checker.ring.one))
        try:
            return checker.halves(box, i, point), ["split", i, point]
        except Refused:
            continue
    return None


def _width(checker: Checker, side: Side) -> float:
    """Return a side's width relative to the size of its numbers, in units of the arithmetic."""
    low, high = side.hull
    if isinstance(low, float) or isinstance(high, float):
        return inf
    return (high - low) * checker.ring.one // (checker.ring.one + min(abs(low), abs(high)))


def _middle(side: Side, one: int) -> Fraction:
    low, high = side.hull
    if isinstance(low, float) or isinstance(high, float):
        if isinstance(low, float) and isinstance(high, float):
            return Fraction(0)
        near = Fraction(high if isinstance(low, float) else low, one)
        far = 2 * abs(near) + 2
        return Fraction(int(near - far if isinstance(low, float) else near + far))
    middle, width = Fraction(low + high, 2 * one), Fraction(high - low, one)
    if side.integer:
        return Fraction(middle.__floor__())
    # the simplest dyadic in the middle half: claims are tight at simple points more often than at others
    step = Fraction(1 << (int(abs(middle) + width) + 1).bit_length())
    while abs(round(middle / step) * step - middle) > width / 4:
        step /= 2
    return round(middle / step) * step

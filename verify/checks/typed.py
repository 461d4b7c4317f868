"""What stands between evidence and a verdict: steps that SymPy took, parts not read as typed, and the net.

Before anything is said, the statement as it is typed is evaluated at some points of the domain; where that contradicts
a proof, the fault is ours, and it is reported and not hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from random import Random

import sympy

from verify.checks.beside import unfounded
from verify.language.domain import Domain, Point
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.origins import OURS, origin
from verify.language.ranges import assumed_range
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.steps import Step
from verify.language.term import Term, postorder, symbols_of
from verify.language.values import FALSE, UNDEFINED
from verify.language.verdict import PROVED, REFUTED, SUPPORTED, UNKNOWN, Evidence, Status
from verify.prover.counterexamples import value_at
from verify.prover.prove import prove

__all__ = ["contradiction", "doubts", "points"]

NET, THOROUGH = 20, 400  # points
EFFORTS = ((30, False), (120, False))


def doubts(lemma: Lemma, reached: set[Status], most: int = NET) -> tuple[Evidence, ...]:
    """Return what speaks against saying PROVED, SUPPORTED or REFUTED of a lemma, though its checks found so."""
    if not reached & {PROVED, SUPPORTED, REFUTED}:
        return ()
    against = _contradicted(lemma, most) if PROVED in reached else NOTHING
    # a witness is one of the statement as it is typed; SymPy's values for parts of it serve proofs, of steps too
    steps, proofs = lemma.reading.steps, reached & {PROVED, SUPPORTED}
    steps += lemma.reading.vouched if proofs or any(step.binders for step in steps) else ()
    for found in (_obstacle(lemma), _unshown(steps, lemma.domain), _unfounded(lemma), against):
        if found:
            return (Evidence(UNKNOWN, "as typed", found, doubt=True),)
    return ()


def _obstacle(lemma: Lemma) -> Reason:
    """Return what was not read as typed; parts without a term are the business of a lemma's own checks."""
    return next((because(Cause.UNREAD, text=text) for text in lemma.reading.obstacles), NOTHING)


def _unfounded(lemma: Lemma) -> Reason:
    """Return why a mean may not exist, or what beside it may be undefined; a catalogue's derivations see to it."""
    if origin(lemma.function.__code__) is OURS or not lemma.typed.has(E):
        return NOTHING
    return unfounded(lemma) or NOTHING


def _unshown(steps: Iterable[Step], domain: Domain) -> Reason:
    """Return a step of SymPy's that was not shown to be right on the whole domain; nothing if there is none."""
    return next((reason for step in steps if (reason := _reason(step, domain))), NOTHING)


def _reason(step: Step, domain: Domain) -> Reason:
    if step.claim is None:
        return because(Cause.UNREAD, text=step.reason)
    wider = _with_strangers(domain.extended(dict(step.ranges)) if step.ranges else domain, step.claim)
    found = prove(step.claim, wider, budget=500)
    why = found.reason or because(Cause.WRONG)
    return NOTHING if found.proved else because(Cause.STEP, call=step.call, why=why)


def _with_strangers(domain: Domain, claim: Term) -> Domain:
    """Return the domain with a range for each symbol that stands only in the claim: what is assumed of it."""
    strangers = {t.data for t in symbols_of(claim) if t.head == "symbol"} - set(domain.symbols)
    return domain.extended({s: assumed_range(s) for s in strangers}) if strangers else domain


def _contradicted(lemma: Lemma, most: int) -> Reason:
    term = lemma.reading.term
    return NOTHING if term is None else contradiction(term, lemma.domain, most)


def contradiction(statement: Term, domain: Domain, most: int = NET) -> Reason:
    """Return a point of the domain at which a statement said to be proved is false or undefined."""
    if any(part.head == "mean" for part in postorder(statement)):
        return NOTHING
    for point in islice(points(domain), most):
        there = value_at(statement, point, domain, EFFORTS)
        if there is UNDEFINED or there == FALSE:
            word = "undefined" if there is UNDEFINED else "false"
            return because(Cause.CONTRADICTED, word=word, point=point)
    return NOTHING


def points(domain: Domain) -> Iterator[Point]:
    """Yield points of a domain: its ends, simple numbers, and random ones."""
    simple = [sympy.S(0), sympy.S(1), sympy.S(-1), sympy.Rational(1, 2), sympy.S(2)]
    ends, chosen = islice(domain.corners(), 6), islice(domain.points_at(simple, Random(2), 500), 8)
    return chain(ends, chosen, domain.random_points(Random(3), 500))

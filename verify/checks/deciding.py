"""The checks that decide: exact algebra, enclosures, and counterexamples."""

from __future__ import annotations

from itertools import islice

from verify.checks.beside import unfounded
from verify.language.domain import Point, terms_at
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.reasons import Cause, because
from verify.language.term import substitute
from verify.language.to_sympy import sympy_of
from verify.language.vectors import Vector
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, Evidence
from verify.prover.counterexamples import is_witness, simplest, truth, witness
from verify.prover.effort import EFFORT
from verify.prover.exactly import holds
from verify.prover.problem import Result
from verify.prover.prove import prove
from verify.prover.special_points import special_points

__all__ = ["degenerate", "enclosure", "exact", "falsify", "printed"]

FEW = 10  # points at which integrals and sums of unknown length are looked at


def exact(lemma: Lemma) -> Evidence:
    """PROVED if a proof is found at once: by exact algebra and signs, or a few boxes."""
    if lemma.statement.has(E):
        return _exact_means(lemma)
    if lemma.reading.term is None:
        return Evidence(UNKNOWN, "exact", lemma.reading.why)
    found = prove(lemma.reading.term, lemma.domain, quick=True)
    return _shown(found) if found.proved else Evidence(UNKNOWN, "exact", found.reason or because(Cause.UNDECIDED))


def _shown(found: Result) -> Evidence:
    boxes = f"{found.boxes} box{'' if found.boxes == 1 else 'es'}" if found.method == "enclosure" else ""
    return Evidence(PROVED, found.method, detail=boxes, proof=found.proof)


def _exact_means(lemma: Lemma) -> Evidence:
    if hole := unfounded(lemma):
        return Evidence(UNKNOWN, "exact", because(Cause.HOLE, hole=hole))
    if holds(lemma.statement, lemma.domain):
        return Evidence(PROVED, "exact")
    return Evidence(UNKNOWN, "exact", because(Cause.UNDECIDED))


def enclosure(lemma: Lemma) -> Evidence:
    """PROVED by enclosures over boxes that cover the domain, or REFUTED by a witness found on the way."""
    if lemma.reading.term is None:
        return Evidence(UNKNOWN, "enclosure", lemma.reading.why)
    found = prove(lemma.reading.term, lemma.domain)
    typed = lemma.reading.typed
    if found.witness and typed is not lemma.reading.term and not is_witness(typed, lemma.domain, found.witness):
        return Evidence(UNKNOWN, "enclosure", because(Cause.ONLY_BY_SYMPY))
    if found.proved:
        return _shown(found)
    if found.witness is None:
        return Evidence(UNKNOWN, "enclosure", found.reason)
    point = simplest(typed, lemma.domain, found.witness)
    return Evidence(REFUTED, "enclosure", because(Cause.WITNESS), printed(point))


def falsify(lemma: Lemma) -> Evidence:
    """REFUTED with a witness if a point of the domain rigorously violates the statement."""
    if lemma.statement.has(E):
        return Evidence(UNKNOWN, "search", because(Cause.MEAN_AT_POINT))
    if (typed := lemma.reading.typed) is None:
        return Evidence(UNKNOWN, "search", lemma.reading.why)
    point = witness(typed, lemma.domain) if typed is lemma.reading.term else witness(typed, lemma.domain, few=FEW)
    if point is None and typed is not lemma.reading.term:
        return Evidence(UNKNOWN, "search", because(Cause.NONE_AMONG, count=FEW))
    if point is None:
        return Evidence(UNKNOWN, "search", because(Cause.NONE_AMONG_CORNERS, count=EFFORT.witness_points))
    return Evidence(REFUTED, "search", because(Cause.WITNESS), printed(point))


def printed(point: Point) -> dict[str, str]:
    """Return a point as it is printed."""
    return {
        str(symbol): f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)
        for symbol, value in point.items()
    }


def degenerate(lemma: Lemma) -> Evidence:
    """REFUTED if a statement about means is false at a special point, at which its means are known numbers."""
    term = lemma.reading.term
    if term is None or lemma.typed.has(Vector):
        return Evidence(UNKNOWN, "search", because(Cause.NO_PLACE))
    for point in islice(special_points(lemma.statement, lemma.domain), 12):
        there = sympy_of(substitute(term, terms_at(point)))
        if not there.has(E) and lemma.domain.contains(point) and truth(there, {}) is False:
            return Evidence(REFUTED, "search", because(Cause.WITNESS_OF_MEANS), printed(point))
    return Evidence(UNKNOWN, "search", because(Cause.NONE_AMONG_SPECIAL))

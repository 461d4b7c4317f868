"""Checks: from a lemma to evidence, from evidence to verdicts over a whole catalogue."""

from __future__ import annotations

import reprlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from sympy import Eq, Tuple, evaluate

from verify.checks.deciding import degenerate, enclosure, exact, falsify
from verify.checks.integrated import quadrature
from verify.checks.overall import Examined, Verdicts, at
from verify.checks.typed import doubts
from verify.language.advice import one_line, place_of, told
from verify.language.expectation import E
from verify.language.lemma import DeclarationError, Lemma, ancestors
from verify.language.reasons import Cause, Reason, because
from verify.language.spaces import mismatch
from verify.language.vectors import Vector, Vectors
from verify.language.verdict import (
    DOMAIN,
    PROVED,
    REFUTED,
    UNKNOWN,
    Evidence,
    Status,
    combine,
)
from verify.prover.side_conditions import undefined_condition, vacuity

__all__ = ["check", "examine", "examine_guarded", "verdicts"]

# what an author's code raises; anything else is meant for who runs it
RAISED = (Exception, SystemExit, GeneratorExit)


@cache
def _contributed() -> tuple[Callable[[Lemma], Evidence], ...]:
    """Return the checks of statements with E that installed packages contribute, in order of name."""
    return tuple(entry.load() for entry in sorted(entry_points(group="certiphi.expectations"), key=lambda e: e.name))


def _default(lemma: Lemma) -> Iterator[Evidence]:
    """Yield evidence by the cheapest check first, until one decides."""
    if lemma.statement.has(E):
        lemma = _on_reals(lemma)
    statement = lemma.statement
    samples = (quadrature,) if isinstance(statement, Eq) and not statement.atoms(Vector) else ()
    plain = (exact, falsify, enclosure) if lemma.reading.typed is lemma.reading.term else (falsify, exact, enclosure)
    for one in (exact, *_contributed(), *samples, degenerate) if statement.has(E) else plain:
        yield (found := _run(one, lemma))
        if found.status in (PROVED, REFUTED):
            return


def _on_reals(lemma: Lemma) -> Lemma:
    """Return a lemma about means with real symbols for integer ones, from which SymPy draws false conclusions."""
    term, (domain, twins) = lemma.reading.term, lemma.domain.real
    if term is None or not twins or lemma.typed.has(Vector):
        return lemma
    typed = lemma.typed.xreplace(dict(twins))
    return replace(lemma, domain=domain, function=lambda **_: typed)


def check(lemma: Lemma) -> tuple[Evidence, ...]:
    """Return the evidence that a lemma's own checks give, for itself alone, and what is to be said of its domain.

    A check that raises gives UNKNOWN with its exception as the reason; DeclarationError is raised.
    """
    lemma.statement  # noqa: B018 - a bad statement is an error, before anything is said about it
    if hole := _run(_mismatch, lemma):
        return (hole,)
    evidence = tuple(_quoted(lemma) if lemma.quoted else _gathered(lemma))
    evidence = evidence or (Evidence(UNKNOWN, "none", because(Cause.NO_CHECK)),)
    if not lemma.quoted:
        found = _run(doubts, lemma, {e.status for e in evidence})
        evidence += found if isinstance(found, tuple) else (replace(found, doubt=True),)
    return evidence if combine(evidence) is REFUTED else (*_about_domain(lemma), *evidence)


def _quoted(lemma: Lemma) -> Iterator[Evidence]:
    yield Evidence(PROVED, "quoted", because(Cause.QUOTED, source=lemma.source))
    found = _run(falsify, lemma)
    if found.status is REFUTED:
        reason = because(Cause.QUOTED_FALSE, point=at(found.witness), source=lemma.source)
        yield Evidence(UNKNOWN, "search", reason, found.witness, doubt=True)


def _gathered(lemma: Lemma) -> list[Evidence]:
    if lemma.checks is not None:
        return [_asked(one, lemma) for one in lemma.checks]
    found = list(_default(lemma))
    # one of ours that fails leaves the others their say, but all of them only fail at a statement like no other
    return found if any(e.why.cause is not Cause.FAILED for e in found) else [replace(e, raised=True) for e in found]


def _asked(one: Callable[[Lemma], Any], lemma: Lemma) -> Evidence:
    """Return what a lemma's own check tells, as plain data; that it raises, or tells nothing, is evidence too."""
    found = _run(one, lemma)
    if _is_told(found):
        witness = found.witness and {str(name): str(value) for name, value in found.witness.items()}
        return replace(found, witness=witness, raised=found.raised or found.why.cause is Cause.FAILED)
    what = because(Cause.BAD_ANSWER, place=place_of(one), found=reprlib.repr(found))
    return Evidence(UNKNOWN, _name(one), what, raised=True)


def _is_told(found: Any) -> bool:
    if not isinstance(found, Evidence):
        return False
    texts = isinstance(found.method, str) and isinstance(found.reason, (str, Reason))
    return texts and isinstance(found.status, Status) and isinstance(found.witness, (Mapping, type(None)))


def _mismatch(lemma: Lemma) -> Evidence | None:
    """Return UNKNOWN if the statement joins vectors of different spaces, so that it says nothing."""
    if not lemma.typed.has(Vector) and not any(isinstance(r, Vectors) for r in lemma.domain.ranges.values()):
        return None
    reason = mismatch(Tuple(lemma.typed, lemma.statement), lemma.domain)
    return None if reason is None else Evidence(UNKNOWN, "exact", because(Cause.SPACES, text=reason))


def _run(one: Callable[..., Any], lemma: Lemma, *args: Any) -> Any:
    """Return what a check gives; an exception in it becomes UNKNOWN."""
    try:
        return one(lemma, *args)
    except DeclarationError:
        raise
    except Exception as error:
        return Evidence(UNKNOWN, _name(one), because(Cause.FAILED, place=place_of(one, error), error=told(error)))


def _name(one: Callable[[Lemma], Any]) -> str:
    return getattr(one, "__name__", type(one).__name__)


def _about_domain(lemma: Lemma) -> Iterator[Evidence]:
    """Yield that no point of the domain is known, and a doubt if the side condition may be undefined somewhere."""
    if note := vacuity(lemma.domain):
        yield Evidence(UNKNOWN, DOMAIN, note)
    if lemma.quoted:
        return
    hole = _run(lambda one: undefined_condition(one.domain), lemma)
    if isinstance(hole, Evidence):
        hole = because(Cause.CONDITION_UNDEFINED, part=lemma.domain.where, hole=hole.why)
    if hole:
        yield Evidence(UNKNOWN, DOMAIN, hole, doubt=True)


def examine(lemma: Lemma, thorough: bool = False) -> Examined:
    """Return the evidence for a lemma itself, and the seconds that it took.

    ``thorough`` also searches for a counterexample to what the lemma's own checks prove.
    """
    start = time.perf_counter()
    with evaluate(True):  # an interrupt in SymPy's own evaluate(False) can leave that in force
        evidence = check(lemma)
        if thorough and not lemma.quoted and not _run(_mismatch, lemma):
            evidence += (_run(falsify, lemma),)
    return evidence, time.perf_counter() - start


def examine_guarded(lemma: Lemma, thorough: bool = False, caught: tuple[type[BaseException], ...] = RAISED) -> Examined:
    """Return what `examine` does; that the lemma's declaration is refused, or its code raises, is evidence too.

    What is not ``caught`` is raised, and so is an interrupt.
    """
    start = time.perf_counter()
    try:
        return examine(lemma, thorough)
    except KeyboardInterrupt:
        raise
    except caught as error:
        return (_raised(lemma, error),), time.perf_counter() - start


def _raised(lemma: Lemma, error: BaseException) -> Evidence:
    read = "statement" in vars(lemma)  # its function has run to its end
    method, what = ("check", "a check") if read else ("declaration", "its statement")
    if isinstance(error, DeclarationError):  # it says where and what itself
        return Evidence(UNKNOWN, method, because(Cause.REFUSED, error=one_line(error)), raised=True)
    place = place_of(lemma.function, error)
    reason = because(Cause.RAISED, place=place, name=lemma.name, what=what, error=told(error))
    return Evidence(UNKNOWN, method, reason, raised=True)


def verdicts(
    lemmas: Iterable[Lemma],
    thorough: bool = False,
    gather: Callable[[Sequence[Lemma]], Iterable[Examined]] | None = None,
) -> Verdicts:
    """Return a verdict for each lemma and each of its ancestors, in dependency order.

    ``thorough`` also searches for a counterexample to what the lemma's own checks prove.  ``gather`` examines the
    lemmas elsewhere (see `verify.running.remote`); without it they are examined here, one after the other.
    """
    order = ancestors(lemmas)
    return Verdicts(order, gather(order) if gather else (examine(lemma, thorough) for lemma in order))

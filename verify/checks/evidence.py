"""Checks: from a lemma to evidence, from evidence to verdicts over a whole catalogue."""

from __future__ import annotations

import reprlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from itertools import islice
from random import Random
from typing import Any

from sympy import Basic, Eq, Tuple, evaluate

from verify.checks.beside import unfounded
from verify.checks.overall import Examined, Verdicts, at
from verify.checks.typed import doubts
from verify.language.advice import one_line, place_of, told
from verify.language.domain import Point, terms_at
from verify.language.expectation import E
from verify.language.lemma import DeclarationError, Lemma, ancestors
from verify.language.reasons import Cause, Reason, because
from verify.language.spaces import mismatch
from verify.language.term import substitute
from verify.language.to_sympy import sympy_of
from verify.language.vectors import Vector, Vectors
from verify.language.verdict import (
    DOMAIN,
    PROVED,
    REFUTED,
    SUPPORTED,
    UNKNOWN,
    Evidence,
    Status,
    combine,
)
from verify.numerics.quadrature import converges
from verify.numerics.quadrature import quadrature as integrate
from verify.prover.counterexamples import is_witness, simplest, truth, witness
from verify.prover.effort import EFFORT
from verify.prover.exactly import holds
from verify.prover.prove import exactly, prove
from verify.prover.side_conditions import undefined_condition, vacuity
from verify.prover.special_points import special_points

__all__ = [
    "Examined", "Verdicts", "check", "enclosure", "exact", "examine", "examine_guarded", "falsify", "quadrature",
    "verdicts",
]  # fmt: skip

# special points at which quadrature looks, by the number of Gaussian variables; integrals have fixed limits
SPECIAL = {0: 0, 1: 12, 2: 1, 3: 1}
FEW = 10  # points at which integrals and sums of unknown length are looked at
# what an author's code raises; anything else is meant for who runs it
RAISED = (Exception, SystemExit, GeneratorExit)


def exact(lemma: Lemma) -> Evidence:
    """PROVED if exact algebra or exact signs show the statement on the whole domain."""
    if lemma.statement.has(E):
        return _exact_means(lemma)
    if lemma.reading.term is None:
        return Evidence(UNKNOWN, "exact", lemma.reading.why)
    if exactly(lemma.reading.term, lemma.domain):
        return Evidence(PROVED, "exact")
    return Evidence(UNKNOWN, "exact", because(Cause.UNDECIDED))


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
        boxes = f"{found.boxes} box{'' if found.boxes == 1 else 'es'}" if found.method == "enclosure" else ""
        return Evidence(PROVED, found.method, detail=boxes)
    if found.witness is None:
        return Evidence(UNKNOWN, "enclosure", found.reason)
    point = simplest(typed, lemma.domain, found.witness)
    return Evidence(REFUTED, "enclosure", because(Cause.WITNESS), _printed(point))


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
    return Evidence(REFUTED, "search", because(Cause.WITNESS), _printed(point))


def _printed(point: Point) -> dict[str, str]:
    return {
        str(symbol): f"({', '.join(map(str, value))})" if isinstance(value, tuple) else str(value)
        for symbol, value in point.items()
    }


def quadrature(lemma: Lemma, points: int = 2) -> Evidence:
    """SUPPORTED if both sides of an equation agree by numerical integration at special points and random ones.

    Only if every E in it was shown to exist, and all that stands beside the E to be defined.
    """
    statement = lemma.statement
    if not isinstance(statement, Eq):
        return Evidence(UNKNOWN, "quadrature", because(Cause.NOT_AN_EQUATION))
    if hole := unfounded(lemma):
        return Evidence(UNKNOWN, "quadrature", because(Cause.HOLE, hole=hole))
    if any(mean.expression.has(E) for mean in statement.atoms(E)):
        return Evidence(UNKNOWN, "quadrature", because(Cause.NESTED))
    digits: list[int] = []
    for point in _places(lemma, points):
        if not converges(statement, point):
            return Evidence(UNKNOWN, "quadrature", because(Cause.DIVERGES, point=_printed(point)))
        (left, left_error), (right, right_error) = (_sides(side, point) for side in statement.args)
        scale, error = max(abs(left), abs(right), 1.0), left_error + right_error
        if not error < 1e-7 * scale:
            return Evidence(UNKNOWN, "quadrature", because(Cause.NO_CONVERGENCE, point=_printed(point)))
        if abs(left - right) > 10 * error + 1e-12 * scale:
            reason = because(Cause.SIDES_DIFFER, left=left, right=right, point=at(_printed(point)))
            return Evidence(UNKNOWN, "quadrature", reason, doubt=True)
        digits.append(_digits(max(error, abs(left - right)) / scale))
    if not digits:
        return Evidence(UNKNOWN, "quadrature", because(Cause.NO_POINT))
    return Evidence(SUPPORTED, "quadrature", detail=f"{min(digits)} digits")


def _places(lemma: Lemma, points: int) -> Iterator[Point]:
    """Yield points of a lemma's domain, fewer where integrals of several variables take long."""
    variables = max((len(mean.variables) for mean in lemma.statement.atoms(E)), default=0)
    yield from islice(special_points(lemma.statement, lemma.domain), SPECIAL.get(variables, 2))
    yield from islice(lemma.domain.random_points(Random(1), 50), points)


def _sides(side: Basic, point: Point) -> tuple[float, float]:
    return integrate(side, point)


def _digits(error: float) -> int:
    return next((d for d in range(15, 0, -1) if error <= 10.0**-d), 0)


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


def degenerate(lemma: Lemma) -> Evidence:
    """REFUTED if a statement about means is false at a special point, at which its means are known numbers."""
    term = lemma.reading.term
    if term is None or lemma.typed.has(Vector):
        return Evidence(UNKNOWN, "search", because(Cause.NO_PLACE))
    for point in islice(special_points(lemma.statement, lemma.domain), 12):
        there = sympy_of(substitute(term, terms_at(point)))
        if not there.has(E) and lemma.domain.contains(point) and truth(there, {}) is False:
            return Evidence(REFUTED, "search", because(Cause.WITNESS_OF_MEANS), _printed(point))
    return Evidence(UNKNOWN, "search", because(Cause.NONE_AMONG_SPECIAL))


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

"""Checks: from a lemma to evidence, from evidence to verdicts over a whole catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from itertools import islice
from random import Random
from typing import Any, overload

from sympy import Basic, Eq, evaluate

from verify.declare import DeclarationError, Lemma, ancestors
from verify.domain import Point
from verify.existence import unfounded
from verify.expectation import E
from verify.falsify import simplest, witness
from verify.prove import hole_in, prove
from verify.quadrature import converges
from verify.quadrature import quadrature as integrate
from verify.signs import advised, holds, undefined_part
from verify.special_points import special_points
from verify.vectors import Vector
from verify.verdict import FAILED, PROVED, REFUTED, SUPPORTED, UNKNOWN, Evidence, Status, Verdict, combine

__all__ = ["Examined", "Verdicts", "check", "enclosure", "exact", "examine", "falsify", "quadrature", "verdicts"]

# special points at which quadrature looks, by the number of Gaussian variables; integrals have fixed limits
SPECIAL = {0: 0, 1: 12, 2: 4, 3: 3}
Examined = tuple[tuple[Evidence, ...], float]


def exact(lemma: Lemma) -> Evidence:
    """PROVED if exact algebra or exact signs show the statement on the whole domain."""
    if holds(lemma.statement, lemma.domain):
        return Evidence(PROVED, "exact")
    if hole := undefined_part(lemma.statement, lemma.domain.facts):
        return Evidence(UNKNOWN, "exact", advised(hole))
    return Evidence(UNKNOWN, "exact", "exact algebra and sign rules do not decide it")


def enclosure(lemma: Lemma) -> Evidence:
    """PROVED by enclosures over boxes that cover the domain, or REFUTED by a witness found on the way."""
    found = prove(lemma.statement, lemma.domain, lemma.as_typed)
    if found.proved:
        boxes = f" ({found.boxes} box{'' if found.boxes == 1 else 'es'})" if found.method == "enclosure" else ""
        return Evidence(PROVED, found.method + boxes)
    if found.witness is None:
        return Evidence(UNKNOWN, "enclosure", found.reason)
    point = simplest(lemma.statement, lemma.domain, found.witness)
    return Evidence(REFUTED, "enclosure", "false at the witness, by ball arithmetic", _printed(point))


def falsify(lemma: Lemma) -> Evidence:
    """REFUTED with a witness if a point of the domain rigorously violates the statement."""
    if lemma.statement.has(E):
        return Evidence(UNKNOWN, "search", "an expectation cannot be enclosed at a point")
    point = witness(lemma.statement, lemma.domain)
    if point is None:
        return Evidence(UNKNOWN, "search", "no counterexample among the corners, simple numbers and 400 random points")
    return Evidence(REFUTED, "search", "false at the witness, by ball arithmetic", _printed(point))


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
        return Evidence(UNKNOWN, "quadrature", "only an equation can be checked by quadrature")
    if hole := unfounded(lemma):
        return Evidence(UNKNOWN, "quadrature", advised(hole))
    digits: list[int] = []
    for point in _places(lemma, points):
        if not converges(statement, point):
            where = f"at {_printed(point)}"
            return Evidence(UNKNOWN, "quadrature", f"the integral of an absolute value did not converge {where}")
        (left, left_error), (right, right_error) = (_sides(side, point) for side in statement.args)
        scale, error = max(abs(left), abs(right), 1.0), left_error + right_error
        if not error < 1e-7 * scale:
            return Evidence(UNKNOWN, "quadrature", f"it did not converge at {_printed(point)}")
        if abs(left - right) > 10 * error + 1e-12 * scale:
            where = ", ".join(f"{s} = {v}" for s, v in _printed(point).items())
            reason = f"{left:.9g} on the left, {right:.9g} on the right at {where}"
            return Evidence(UNKNOWN, "quadrature", reason, doubt=True)
        digits.append(_digits(max(error, abs(left - right)) / scale))
    if not digits:
        return Evidence(UNKNOWN, "quadrature", "no point of the domain was found")
    return Evidence(SUPPORTED, f"quadrature ({min(digits)} digits)")


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
    statement = lemma.statement
    samples = (quadrature,) if isinstance(statement, Eq) and not statement.atoms(Vector) else ()
    for one in (exact, *_contributed(), *samples) if statement.has(E) else (exact, falsify, enclosure):
        yield (found := _run(one, lemma))
        if found.status in (PROVED, REFUTED):
            return


def check(lemma: Lemma) -> tuple[Evidence, ...]:
    """Return the evidence that a lemma's own checks give, for itself alone.

    A check that fails gives UNKNOWN with its exception as the reason; DeclarationError is raised.
    """
    lemma.statement  # noqa: B018 - a bad statement is an error, before anything is said about it
    if lemma.quoted:
        return (Evidence(PROVED, "quoted", f"a theorem of the literature: {lemma.source}"),)
    found = _default(lemma) if lemma.checks is None else [_run(one, lemma) for one in lemma.checks]
    evidence = tuple(found) or (Evidence(UNKNOWN, "none", "no check was asked for"),)
    if PROVED in {e.status for e in evidence} and (doubt := _run(_cancelled, lemma)):
        evidence += (doubt,)
    return evidence


def _run(one: Callable[[Lemma], Any], lemma: Lemma) -> Any:
    """Return what a check gives; an exception in it becomes UNKNOWN."""
    try:
        return one(lemma)
    except DeclarationError:
        raise
    except Exception as error:
        return Evidence(UNKNOWN, one.__name__, f"{FAILED} with {type(error).__name__}: {error}")


def _cancelled(lemma: Lemma) -> Evidence | None:
    """Return a doubt if the statement as typed has an undefined part that SymPy cancelled, as in x/x = 1."""
    ranges, typed = lemma.domain.facts, lemma.as_typed
    if typed is None or undefined_part(lemma.statement, ranges) or undefined_part(typed, ranges) is None:
        return None
    hole = unfounded(lemma) if typed.has(E) else hole_in(typed, lemma.domain)
    return Evidence(UNKNOWN, "exact", f"as it is typed, {hole}", doubt=True) if hole else None


def examine(lemma: Lemma, thorough: bool = False) -> Examined:
    """Return the evidence for a lemma itself, and the seconds that it took.

    ``thorough`` also searches for a counterexample to what the lemma's own checks prove.
    """
    start = time.perf_counter()
    with evaluate(True):  # an interrupt in SymPy's own evaluate(False) can leave that in force
        evidence = check(lemma)
        if thorough and not lemma.quoted:
            evidence += (_run(falsify, lemma),)
    return evidence, time.perf_counter() - start


def verdicts(
    lemmas: Iterable[Lemma],
    thorough: bool = False,
    gather: Callable[[Sequence[Lemma]], Iterable[Examined]] | None = None,
) -> Verdicts:
    """Return a verdict for each lemma and each of its ancestors, in dependency order.

    ``thorough`` also searches for a counterexample to what the lemma's own checks prove.  ``gather`` examines the
    lemmas elsewhere (see `verify.remote`); without it they are examined here, one after the other.
    """
    order = ancestors(lemmas)
    return Verdicts(order, gather(order) if gather else (examine(lemma, thorough) for lemma in order))


class Verdicts(Sequence[Verdict]):
    """The verdicts of lemmas in dependency order; each is found when it is first asked for, and kept.

    Iterating shows progress; a notebook that displays it examines what is left and shows a table.
    """

    def __init__(self, order: Sequence[Lemma], found: Iterable[Examined]) -> None:
        self._order = tuple(order)
        self._found = iter(found)
        self._known: dict[Lemma, Verdict] = {}

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> Verdict: ...
    @overload
    def __getitem__(self, index: slice) -> list[Verdict]: ...
    def __getitem__(self, index: int | slice) -> Verdict | list[Verdict]:
        places = range(len(self))[index]
        if isinstance(places, range):
            return [self._at(place) for place in places]
        return self._at(places)

    def __iter__(self) -> Iterator[Verdict]:
        return map(self._at, range(len(self)))

    def _at(self, place: int) -> Verdict:
        while len(self._known) <= place:
            self._next()
        return self._known[self._order[place]]

    def _next(self) -> None:
        lemma = self._order[len(self._known)]
        try:
            evidence, seconds = next(self._found)
        except StopIteration:
            raise RuntimeError(f"the examination stopped before {lemma.name}: start it again by verdicts(…)") from None
        except BaseException:
            self._found = iter(())  # what it would give next may belong to another lemma
            raise
        self._known[lemma] = _verdict(lemma, evidence, [self._known[u] for u in lemma.uses], seconds)
        if len(self._known) == len(self) and next(self._found, None) is not None:  # it may have workers to dismiss
            raise ValueError("more was examined than there are lemmas")

    def __repr__(self) -> str:
        return f"<verdicts of {len(self)} lemmas, {len(self._known)} of them examined>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        from verify.report.html import verdict_lines

        printer.text(verdict_lines(self))

    def _repr_html_(self) -> str:
        from verify.report.html import verdicts

        return verdicts(self)

    def _repr_latex_(self) -> str:
        from verify.report.html import verdict_array

        return verdict_array(self)


def _verdict(lemma: Lemma, evidence: Sequence[Evidence], used: Sequence[Verdict], seconds: float) -> Verdict:
    status: Status = combine(evidence)
    given = {name for verdict in used for name in verdict.given}
    given |= {verdict.name for verdict in used if verdict.quoted}
    return Verdict(
        name=lemma.name,
        status=status,
        overall=min([status, *(verdict.overall for verdict in used)]),
        evidence=tuple(evidence),
        claimed=lemma.status,
        given=tuple(sorted(given)),
        quoted=lemma.quoted,
        seconds=seconds,
        source=lemma.source,
        uses=tuple(u.name for u in lemma.uses),
    )

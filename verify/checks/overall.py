"""Verdicts over all that a lemma uses: in dependency order, each found when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from verify.language.lemma import Lemma
from verify.language.reasons import Cause, Reason, because
from verify.language.rendering import Shown, rendered
from verify.language.verdict import GIVEN, UNKNOWN, Evidence, Status, Verdict, combine

__all__ = ["Examined", "Verdicts", "at"]

Examined = tuple[tuple[Evidence, ...], float]  # the evidence for a lemma itself, and the seconds that it took


class Verdicts(Shown, Sequence[Verdict]):
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
        printer.text(rendered("text", self))


def _verdict(lemma: Lemma, evidence: Sequence[Evidence], used: Sequence[Verdict], seconds: float) -> Verdict:
    evidence = [*evidence, *_shaken(used)]
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


def _shaken(used: Sequence[Verdict]) -> Iterator[Evidence]:
    """Yield a doubt for each quoted theorem below that is false at a point as it is stated."""
    doubts: dict[Reason, Evidence] = {}
    for verdict in used:
        if verdict.quoted and verdict.witness is not None:
            reason = because(Cause.RESTS_ON_FALSE, name=verdict.name, point=at(verdict.witness))
            doubts[reason] = Evidence(UNKNOWN, GIVEN, reason, doubt=True)
        doubts |= {e.why: e for e in verdict.evidence if e.method == GIVEN and e.doubt}
    yield from doubts.values()


def at(witness: Mapping[str, str] | None) -> str:
    """Return a witness in words."""
    return ", ".join(f"{name} = {value}" for name, value in (witness or {}).items())

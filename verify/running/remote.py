"""Lemmas examined by other processes, which declare them anew from where they are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from verify.checks import Examined
from verify.language.catalogue import Catalogue, installed, read_file
from verify.language.lemma import Lemma, ancestors
from verify.running import apart
from verify.running.apart import CAN_FORK, Examiner
from verify.running.code_digest import sources_of_file
from verify.running.tasks import WorkersFailed, tasks

__all__ = ["Address", "examined"]


class Address(NamedTuple):
    """A lemma's place among those of a file, or of the installed catalogues, and their ancestors.

    ``path`` is empty for the catalogues; ``sources`` is the digest of the file and what it imports.
    """

    name: str
    place: int
    path: str
    sources: str


def examined(
    lemmas: Sequence[Lemma], catalogues: Mapping[str, Catalogue], executor: str | Executor, thorough: bool = False
) -> Iterator[Examined]:
    """Yield the evidence for each lemma, as `verify.checks.examine` does, computed on an executor.

    ``catalogues`` are the files read, by path, and the installed lemmas under the empty path; each lemma is of
    one of them or an ancestor of one.  A worker refuses a file, or certiphi itself, that is not the same there.
    What a lost worker leaves undone is examined by this process.  Raises what `tasks` does.
    """
    known = _addresses(catalogues)
    # the steps of a derivation go together, so that one worker computes its lines and not all of them do
    groups = [list(group) for _, group in groupby((known[lemma] for lemma in lemmas), _derivation)]
    found = tasks(_examined, groups, executor=executor, parameters={"thorough": thorough})
    done = 0
    try:
        for group in found:
            done += len(group)
            yield from group
    except WorkersFailed:
        if not CAN_FORK:  # the lemma that ended the worker would end this process too
            raise
        yield from apart.examined(lemmas[done:], thorough)


def _addresses(catalogues: Mapping[str, Catalogue]) -> dict[Lemma, Address]:
    known: dict[Lemma, Address] = {}
    for path, catalogue in catalogues.items():
        where = (str(Path(path).resolve()), sources_of_file(Path(path)).digest) if path else ("", "")
        for place, lemma in enumerate(ancestors(catalogue.lemmas)):
            known.setdefault(lemma, Address(lemma.name, place, *where))
    return known


def _derivation(address: Address) -> tuple[str, str]:
    stem, _, step = address.name.rpartition(".")
    return address.path, stem if step.isdigit() else address.name


def _examined(addresses: Sequence[Address], thorough: bool) -> list[Examined]:
    return [_examiner(address, thorough).examined(address.place) for address in addresses]


def _examiner(address: Address, thorough: bool) -> Examiner:
    examiner = _declared_and_examined(address.path, address.sources, thorough)
    lemma = examiner.lemmas[address.place]
    if lemma.name != address.name:
        raise RuntimeError(f"{address.path or 'the catalogue'} declares {lemma.name} here, not {address.name}")
    return examiner


@cache
def _declared_and_examined(path: str, sources: str, thorough: bool) -> Examiner:
    return Examiner(_declared(path, sources), thorough)


def _declared(path: str, sources: str) -> list[Lemma]:
    if not path:
        return ancestors(installed().lemmas)
    if sources_of_file(Path(path)).digest != sources:
        raise RuntimeError(f"{path}, or what it imports, is not the same for a worker: it changed meanwhile")
    return ancestors(read_file(Path(path)).lemmas)

"""Lemmas checked before somebody's eyes: what is under way is shown, and after an interrupt what was reached."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rich.console import Console

from verify.checks import verdicts
from verify.language.catalogue import Catalogue
from verify.language.lemma import Lemma
from verify.language.verdict import Verdict
from verify.prover.progress import listening
from verify.report.text import show_verdicts
from verify.running import apart, remote
from verify.running.terminal import long_work

__all__ = ["checked"]


def checked(
    lemmas: Sequence[Lemma],
    thorough: bool = False,
    catalogues: Mapping[str, Catalogue] | None = None,
    executor: str = "serial",
    add: Callable[[Verdict], object] = lambda verdict: None,
) -> list[Verdict]:
    """Return the verdicts, each added as it is found; an interrupt goes on once what was reached is shown."""
    gather = partial(apart.examined, thorough=thorough)
    if executor != "serial" and catalogues is not None:
        gather = partial(remote.examined, catalogues=catalogues, executor=executor, thorough=thorough)
    found, latest = list[Verdict](), apart.Latest()
    try:
        with long_work("checking") as say, listening(latest):
            for verdict in verdicts(lemmas, thorough, gather):
                found.append(verdict)
                add(verdict)
                say(f"{len(found)} done, {verdict.name} {verdict.overall}")
    except KeyboardInterrupt:
        if found:
            show_verdicts(found, Console(stderr=True, highlight=False))
        where = f" ({latest})" if latest.count else ""
        done = f"{len(found)} lemma{'' if len(found) == 1 else 's'}"
        print(f"certiphi: stopped after {done}, in the next one{where}", file=sys.stderr)
        raise
    return found

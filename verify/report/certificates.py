"""Certificates written to files, with what is said of claims that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import click

from verify.language.verdict import PROVED, Verdict
from verify.prover.certificate import certified
from verify.report.data import write_json

__all__ = ["of_verdicts", "write_claims"]

NOT_SAID = "no proof was found that the kernel takes, or certificates cannot say it: vectors, means, some functions"


def of_verdicts(found: Iterable[Verdict]) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return the proofs of what is PROVED as a certificate, None if there are none, and why others have none.

    Raises click's UsageError for two lemmas of one name.
    """
    proved = [verdict for verdict in found if verdict.status is PROVED and not verdict.quoted]
    if doubled := [name for name, n in Counter(verdict.name for verdict in proved).items() if n > 1]:
        raise click.UsageError(f"two claims are called {doubled[0]!r}; give each a name of its own")
    proofs = [(verdict.name, verdict.proof) for verdict in proved if verdict.proof]
    missing = {verdict.name: NOT_SAID for verdict in proved if not verdict.proof}
    return (certified(proofs) if proofs else None), missing


def write_claims(path: str, document: Mapping[str, Any] | None, missing: Mapping[str, str]) -> None:
    """Write a certificate, and say on standard error which claims have none; raise click's error if none has one."""
    for name, reason in missing.items():
        click.echo(f"certiphi: no certificate of {name}: {' '.join(reason.split())}", err=True)
    if document is None:
        raise click.ClickException(f"{path} was not written: none of the claims has a certificate")
    write_json(path, document)

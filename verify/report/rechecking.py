"""What was found of a certificate, in a terminal: each claim in words, and whether a file of lemmas says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import click

from verify.kernel.recheck import Finding, digest
from verify.language.lemma import Lemma
from verify.prover.kernel_search import kernel_search

__all__ = ["show_findings"]

A_LEMMA, NONE, ANOTHER = ", a lemma of the file", ", NO lemma of the file", ", NOT what the file says under that name"


def show_findings(
    document: Mapping[str, Any], found: Sequence[Finding], engine: str, lemmas: Sequence[Lemma] | None = None
) -> bool:
    """Print what was found of each claim; return whether all were accepted and, if lemmas are given, are these."""
    origins = {} if lemmas is None else _origins(document, lemmas)
    for each in found:
        outcome = "accepted" if each.accepted else f"refused: {each.reason}"
        click.echo(f"{each.name}  {outcome}{origins.get(each.name, '')}")
        for line in textwrap.wrap(each.claim, 76, break_long_words=False):
            click.echo(f"    {line}")
    accepted, known = sum(each.accepted for each in found), sum(origin == A_LEMMA for origin in origins.values())
    click.echo(f"\n{accepted} of {len(found)} claims accepted by {engine}")
    if lemmas is not None:
        click.echo(f"{known} of {len(origins)} claims are lemmas of the file")
    return accepted == len(found) and known == len(origins)


def _origins(document: Mapping[str, Any], lemmas: Sequence[Lemma]) -> dict[str, str]:
    """Return of each claim whether a lemma says the same on the same domain, under that name."""
    said = {x.name: digest(data) for x in lemmas if (data := _said(x))}
    return {claim["name"]: _origin(claim, said) for claim in document["claims"]}


def _origin(claim: Mapping[str, Any], said: Mapping[str, str]) -> str:
    if claim["name"] not in said:
        return NONE
    return A_LEMMA if said[claim["name"]] == claim["digest"] else ANOTHER


def _said(lemma: Lemma) -> dict[str, Any] | None:
    """Return a lemma's statement and domain as certificates say them, None where they cannot."""
    search = None if lemma.reading.term is None else kernel_search(lemma.reading.term, lemma.domain)
    return {key: search.claim[key] for key in ("statement", "domain")} if search else None

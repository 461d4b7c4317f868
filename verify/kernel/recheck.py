"""Certificates, re-checked without SymPy and without the search that found them.

A certificate is JSON, {"format": "certiphi-2", "claims": […], "digest": sha256 of the claims}, where a claim is

    {"name": text, "digits": int, "statement": S, "domain": D, "digest": sha256 of {"statement": S, "domain": D}, "proof": […]}

    e      "p/q" | "pi" | ["symbol", x] | ["add" or "mul", e, …] | ["div", e, e] | ["pow", e, "p/q"] | [function, e]
    S      [">" or ">=" or "!=" or "=", e, e] | ["and" or "or", S, …]
    D      {"symbols": [{"name", "low", "high", "low_open", "high_open", "integer"}, …], "where": [S, …]}
           with ends that are e free of symbols, or "-inf", "inf"; a list of these where the range has several parts
    proof  items in preorder: a rule of `verify.kernel.rules`, followed by the proofs of the goals that it leaves, or a leaf
    leaf   for a relation ["range"] | ["slopes"] | ["taylor", symbol index, "low" or "high", m, n] | ["zero"] | ["signs"]
           | ["definite", [[symbol index, e], …]], for and, = ["all", leaf, …], for or, != ["any", j, leaf], or ["given"]

The checker makes the goals itself.  Digests are of JSON with sorted keys and no spaces.
"""  # noqa: E501

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import inf
from typing import Any

from verify.kernel import BadCertificate, Limits, Refused, need
from verify.kernel.check import Checker
from verify.kernel.sides import shaped
from verify.kernel.words import domain_text, statement_text

__all__ = ["BadCertificate", "Finding", "digest", "load", "read", "recheck", "seal"]

FORMAT = "certiphi-2"
OUTCOMES = ("  ", "accepted", "refused")
LARGEST_FILE, MOST_NODES, DEEPEST, MOST_WORK = 2_000_000, 500_000, 100, 10**9
_CLAIM = {"name": str, "digits": int, "statement": list, "domain": dict, "digest": str, "proof": list}


@dataclass(frozen=True)
class Finding:
    """What was found of one claim: accepted, or refused with the reason and the item of the proof (None: all of it).

    Not accepted does not mean false: it means that this proof does not prove the claim.  ``claim`` says in words what
    was looked at; the name is the file's, and shows nothing.
    """

    name: str
    accepted: bool
    reason: str = ""
    leaf: int | None = None
    claim: str = ""


# Reading


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    need(len(found) == len(pairs), "a key occurs twice")
    return found


def _inexact(text: str) -> Any:
    raise BadCertificate(f"{text[:20]} is no exact number")


def _integer(text: str) -> int:
    need(len(text) <= 9, "an integer has more than nine digits")
    return int(text)


def load(text: str | bytes) -> dict[str, Any]:
    """Return the data of a certificate; raise `BadCertificate` for what is too large, too deep or no such JSON.

    >>> load("[NaN]")
    Traceback (most recent call last):
    ...
    verify.kernel.BadCertificate: NaN is no exact number
    """
    need(len(text) <= LARGEST_FILE, f"the file is larger than {LARGEST_FILE} bytes")
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        data = json.loads(
            plain, object_pairs_hook=_pairs, parse_float=_inexact, parse_int=_integer, parse_constant=_inexact
        )
    except RecursionError:
        raise BadCertificate("the file is nested too deeply") from None
    except UnicodeDecodeError:
        raise BadCertificate("the file is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadCertificate(f"the file is no JSON: {error}") from None
    _limit(data)
    need(isinstance(data, dict), "a certificate is a JSON object")
    return data


def _limit(data: Any) -> None:
    level, count, depth = [data], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        need(depth <= DEEPEST, f"the data are nested more than {DEEPEST} deep")
        need(count <= MOST_NODES, f"the data have more than {MOST_NODES} parts")
        level = [
            part
            for node in level
            if isinstance(node, (list, dict))
            for part in (node.values() if isinstance(node, dict) else node)
        ]


def read(path: str) -> dict[str, Any]:
    """Return the data of a certificate in a file, like `load`; raises OSError where it cannot be read."""
    with open(path, "rb") as file:
        return load(file.read(LARGEST_FILE + 1))


def digest(data: Any) -> str:
    """Return the SHA-256 of data as JSON with sorted keys, without spaces, in ASCII.

    >>> digest(["symbol", "x"])[:8]
    '826dabb1'
    """
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def seal(claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the document of claims, with its digests written."""
    sealed = [{**c, "digest": digest({"statement": c["statement"], "domain": c["domain"]})} for c in claims]
    return {"format": FORMAT, "claims": sealed, "digest": digest(sealed)}


def recheck(document: Mapping[str, Any], engine: str = "ball", seconds: float = inf) -> tuple[Finding, ...]:
    """Return what was found of each claim of a certificate, by the engine "ball" (python-flint) or "interval" (mpmath).

    An accepted claim is true on its whole domain, given the engine's enclosures and this file.  What takes more than
    ``seconds`` of processor time, for all claims together, or more than MOST_WORK steps is not accepted.  Raises
    `BadCertificate` for a document whose form or digests are wrong, ValueError for an unknown engine.
    """
    if engine not in ("ball", "interval"):
        raise ValueError(f"no engine is called {engine!r}; there are ball and interval")
    _limit(document)
    shaped(document, {"format": str, "claims": list, "digest": str}, "a certificate")
    need(document["format"] == FORMAT, f"the format is not {FORMAT}")
    claims = document["claims"]
    need(bool(claims), "there are no claims")
    for claim in claims:
        shaped(claim, _CLAIM, "a claim")
        name = claim["name"]
        need(0 < len(name) <= 200 and name.isprintable(), "a name is empty, long or not printable")
        need(not any(word in name for word in OUTCOMES), "a name reads as an outcome")  # names come before these
        pair = {"statement": claim["statement"], "domain": claim["domain"]}
        need(claim["digest"] == digest(pair), f"the digest of {claim['name'][:60]!r} is of another statement")
    need(document["digest"] == digest(claims), "the digest of the certificate is of other claims")
    need(len({claim["name"] for claim in claims}) == len(claims), "a name occurs twice")
    limits = Limits(MOST_WORK, seconds)
    return tuple(_finding(claim, engine, limits) for claim in claims)


def _finding(claim: Mapping[str, Any], engine: str, limits: Limits) -> Finding:
    text = ""
    try:
        checker = Checker(claim, engine, limits)
        text = f"{statement_text(claim['statement'])}, {domain_text(claim['domain'])}"
        with checker.ring.table.working():
            checker.prove(claim["proof"])
    except Refused as refusal:
        reason, leaf = (*refusal.args, None)[:2]
        return Finding(claim["name"], False, reason, leaf, text)
    except (ArithmeticError, ValueError, RecursionError) as error:  # BadCertificate and Undefined among them
        return Finding(claim["name"], False, str(error), claim=text)
    return Finding(claim["name"], True, claim=text)

"""Certificates: the proofs of claims, written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Basic, Float
from sympy.logic.boolalg import BooleanAtom

from verify.kernel.recheck import seal
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.term import Term
from verify.prover.claim_data import claim_data
from verify.prover.claims import Unsupported
from verify.prover.counterexamples import statement_term
from verify.prover.kernel_search import DIGITS, KernelSearch, kernel_search
from verify.prover.proof import Proof

__all__ = ["certified", "certify"]


def certify(
    claims: Iterable[tuple[str, Basic | Term, Domain | None]], digits: int = DIGITS
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return a certificate of the claims (name, statement, domain) with a proof, and why others have none.

    The arithmetic has ``digits`` decimal digits, or more where a statement has longer numbers.

    A domain of None is for statements without symbols.  The certificate is None if no claim has a proof; a claim
    without one is not thereby false.  What is written was accepted by both engines.  Raises `InexactLiteral` for a
    Float, ValueError for a name given twice.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> document, missing = certify([("sine", sympy.sin(x) <= x, Domain(x=sympy.Interval(0, 3)))])
    >>> document["claims"][0]["proof"], missing
    ([['slopes']], {})
    """
    proofs: list[tuple[str, Proof]] = []
    missing: dict[str, str] = {}
    for name, statement, domain in claims:
        if name in missing or name in dict(proofs):
            raise ValueError(f"two claims are called {name!r}; give each a name of its own")
        found = _search(statement, domain, digits)
        if isinstance(found, str):
            missing[name] = found
        elif proof := found.shown():
            proofs.append((name, proof))
        else:
            missing[name] = found.why
    return (certified(proofs) if proofs else None), missing


def _search(statement: Basic | Term, domain: Domain | None, digits: int) -> KernelSearch | str:
    for literal in statement.atoms(Float) if isinstance(statement, Basic) else ():
        raise InexactLiteral(literal)
    if isinstance(statement, BooleanAtom):
        return f"SymPy has made the statement {statement}, and nothing is left to certify"
    term = statement_term(statement)
    if found := kernel_search(term, domain, digits):
        return found
    try:
        claim_data(term, domain)
    except Unsupported as error:
        return str(error)
    return "the statement is too long, or has a number that certificates cannot say"


def certified(proofs: Iterable[tuple[str, Proof]]) -> dict[str, Any]:
    """Return the certificate of proofs, each under a name."""
    return seal([{"name": name, "digits": p.digits, "statement": p.statement, "domain": p.domain, "digest": "",
                  "proof": list(p.items)} for name, p in proofs])  # fmt: skip

"""Proofs of the kernel as scripts for Coq: a second, independent checker of what certificates claim.

Coq's kernel accepts a theorem or does not; nothing that was computed to write its script is trusted.  What remains to
be trusted is Coq with the libraries Coquelicot, Flocq and Interval, and the theorem's text (`verify.coq.terms`).
"""

from verify.coq.run import ABSENT, ACCEPTED, REFUSED, Outcome, check, compiled, document
from verify.coq.theorems import theorem

__all__ = ["ABSENT", "ACCEPTED", "REFUSED", "Outcome", "check", "compiled", "document", "theorem"]

"""Scalar statements as goals for Coq's interval tactic: a second, independent engine.

Coq's kernel accepts a theorem or does not; nothing that was computed to find its proof is trusted.  What remains to
be trusted is Coq with the libraries Coquelicot and Interval, and the translation of the statement (`verify.coq.terms`).
"""

from verify.coq.run import ABSENT, ACCEPTED, REFUSED, Outcome, check, document
from verify.coq.theorems import OneRoot, Theorem

__all__ = ["ABSENT", "ACCEPTED", "REFUSED", "OneRoot", "Outcome", "Theorem", "check", "document"]

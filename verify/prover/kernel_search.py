"""The search for a proof that the kernel takes: in rounds, each with more boxes and more reductions than the last."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from verify.kernel import BadCertificate, Limits, Refused, Undefined
from verify.kernel.check import Checker
from verify.language.domain import Domain
from verify.language.sympy_heads import NotReadable
from verify.language.term import Term, postorder
from verify.prover.claim_data import claim_data
from verify.prover.effort import EFFORT
from verify.prover.proof import ENGINES, Proof
from verify.prover.tactics.boxes import Items
from verify.prover.tactics.solver import Solver

__all__ = ["DIGITS", "KernelSearch", "kernel_search"]

DIGITS, SPARE = 30, 15  # decimal digits of the arithmetic; and beyond those of the longest number in a statement


class KernelSearch:
    """A statement on a domain, and the proofs found so far of the parts of its domain."""

    def __init__(self, statement: Term, domain: Domain | None, digits: int) -> None:
        numbers = (part.data for part in postorder(statement) if part.head == "number")
        longest = max((len(str(max(abs(q.numerator), q.denominator))) for q in numbers), default=0)
        self.claim: Mapping[str, Any] = {**claim_data(statement, domain), "digits": max(digits, longest + SPARE)}
        self.rounds, self.solvers = 0, dict[int, Solver]()  # by the boxes for each goal; they go on from round to round
        self.proof: Proof | None = None
        self.why = ""

    def shown(self, rounds: int = len(EFFORT.kernel_rounds)) -> Proof | None:
        """Return a proof found in so many rounds, which both engines accept; None if there is none yet."""
        while self.proof is None and self.rounds < rounds:
            self.rounds += 1
            try:
                items = self._round(self.rounds - 1)
                proof = Proof(self.claim["statement"], self.claim["domain"], items, self.claim["digits"])
                for engine in ENGINES:
                    proof.check(engine)
                self.proof = proof
            except (Refused, Undefined, BadCertificate) as error:
                self.why = str(error.args[0])
            except BaseException:  # after an interrupt what is half done would count as tried
                self.rounds = 0
                self.solvers.clear()
                raise
        if self.proof or self.rounds == len(EFFORT.kernel_rounds):
            self.solvers.clear()
        return self.proof

    def _round(self, n: int) -> Items:
        boxes, each, goals, chain, work = EFFORT.kernel_rounds[n]
        if each not in self.solvers:
            self.solvers[each] = Solver(Checker(self.claim, ENGINES[0], Limits(work)), each)
        solver = self.solvers[each]
        if n == 0 and solver.sees_false():
            self.rounds = len(EFFORT.kernel_rounds)
            raise Refused("it is seen to be false at a point")
        return solver.proof(boxes, goals, chain, work)


@lru_cache(maxsize=64)  # the same statement is asked about by several checks, one after the other
def kernel_search(statement: Term, domain: Domain | None, digits: int = DIGITS) -> KernelSearch | None:
    """Return the search for a proof of a statement; None of one that certificates cannot say."""
    try:
        return KernelSearch(statement, domain, digits)
    except (NotReadable, BadCertificate):
        return None

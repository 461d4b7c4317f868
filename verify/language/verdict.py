"""Verdicts: what is known of a statement, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import Any, NoReturn

from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.rendering import Shown

__all__ = [
    "DOMAIN", "GIVEN", "PROVED", "REFUTED", "SUPPORTED", "UNKNOWN", "Evidence", "Status", "Verdict",
    "combine",
]  # fmt: skip

DOMAIN, GIVEN = "domain", "given"  # methods of evidence about the domain, and about the theorems that are used


@total_ordering
class Status(Enum):
    """REFUTED < UNKNOWN < SUPPORTED < PROVED."""

    REFUTED = 0
    UNKNOWN = 1
    SUPPORTED = 2
    PROVED = 3

    def __lt__(self, other: object) -> bool:
        return self.value < other.value if isinstance(other, Status) else NotImplemented

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return self.name


REFUTED, UNKNOWN, SUPPORTED, PROVED = Status


@dataclass(frozen=True)
class Evidence:
    """What one check found.

    ``doubt`` marks evidence that speaks against the statement without refuting it rigorously (a
    quadrature that disagrees, say): no other evidence can outweigh it.  ``raised`` marks a function or check of
    the lemma's author that ended in an exception, or ended its process, and told nothing.
    """

    status: Status
    method: str
    reason: Reason | str = NOTHING
    witness: Mapping[str, str] | None = None
    doubt: bool = False
    raised: bool = False
    detail: str = ""  # of the method: how many boxes, to how many digits
    rule: str = ""  # by which the method went
    proof: Any = field(default=None, compare=False)  # a `verify.prover.proof.Proof`, which the kernel accepted

    @property
    def why(self) -> Reason:
        """The reason; what an author writes in words is one too."""
        if isinstance(self.reason, str):
            return because(Cause.STATED, text=self.reason) if self.reason else NOTHING
        return self.reason

    @property
    def how(self) -> str:
        """The method with its detail and its rule."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.method}{detail}" + (f": {self.rule}" if self.rule else "")


@dataclass(frozen=True)
class Verdict(Shown):
    """The status of a lemma, of itself and over everything it uses.

    ``status`` is what its own checks reached, ``overall`` the weakest status among it and its
    ancestors, ``given`` the names of the quoted theorems among them.  A verdict is not a truth
    value: compare ``verdict.overall`` with a `Status`.
    """

    name: str
    status: Status
    overall: Status
    evidence: tuple[Evidence, ...] = ()
    claimed: Status | None = None
    given: tuple[str, ...] = ()
    quoted: bool = False
    seconds: float = field(default=0.0, compare=False)
    source: str = ""
    uses: tuple[str, ...] = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict has four values; compare verdict.overall with PROVED instead")

    @property
    def raised(self) -> bool:
        """Whether its function or one of its own checks raised."""
        return any(e.raised for e in self.evidence)

    @property
    def as_claimed(self) -> bool:
        """Whether nothing in it raised, and it reached its claim; without a claim, whether it was not refuted."""
        claim = UNKNOWN if self.claimed is None else self.claimed
        return not self.raised and self.overall >= claim

    @property
    def warning(self) -> str:
        """What must be said of it whatever its status is: that it is vacuous, or quoted and false at a point."""
        about_domain = (str(e.reason) for e in self.evidence if e.method == DOMAIN and not e.doubt)
        return "; ".join([*about_domain, *(str(e.reason) for e in self.evidence if self.quoted and e.witness)])

    @property
    def decisive(self) -> Evidence:
        """The evidence that decided the status."""
        against = [e for e in self.evidence if e.doubt or e.raised or e.status is REFUTED]
        if against:
            return min(against, key=lambda e: e.status)
        # of equals the last that ran to its end, which is the check that tried hardest
        nothing = Evidence(UNKNOWN, "none", because(Cause.NO_CHECK))
        ended = (Cause.FAILED, Cause.BAD_ANSWER)
        return max(reversed(self.evidence), key=lambda e: (e.status, e.why.cause not in ended), default=nothing)

    @property
    def method(self) -> str:
        return "; ".join(e.how for e in self.grounds)

    @property
    def proof(self) -> Any:
        """What the kernel accepted, a `verify.prover.proof.Proof`; None where none was found or can be said."""
        found = (e.proof for e in self.grounds if e.proof is not None)
        return next(found, None) if self.status is PROVED else None

    @property
    def grounds(self) -> tuple[Evidence, ...]:
        """The evidence whose methods are named: all that supports it, or what decided it."""
        supporting = tuple(e for e in self.evidence if e.status >= SUPPORTED)
        return (self.decisive,) if self.raised or not supporting else supporting

    @property
    def reason(self) -> str:
        own = str(self.decisive.reason)
        return "; ".join(dict.fromkeys(part for part in (own, self.warning) if part))

    @property
    def witness(self) -> Mapping[str, str] | None:
        return self.decisive.witness

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data for JSON."""
        return {
            "name": self.name,
            "status": "QUOTED" if self.quoted else str(self.status),
            "overall": str(self.overall),
            "claimed": None if self.claimed is None else str(self.claimed),
            "method": self.method,
            "reason": self.reason,
            "witness": None if self.witness is None else dict(self.witness),
            "given": list(self.given),
            "seconds": round(self.seconds, 3),
            "source": self.source,
            "uses": list(self.uses),
        }


def combine(evidence: Iterable[Evidence]) -> Status:
    """Return the status that several checks of one statement reach together.

    A witness refutes and nothing outweighs it, unless another check claims a proof: then one of
    the two is wrong and the answer is UNKNOWN, as it is with any doubt, and where one of them raised.
    """
    found = tuple(evidence)
    statuses = {e.status for e in found}
    if REFUTED in statuses:
        return UNKNOWN if PROVED in statuses else REFUTED
    if any(e.doubt or e.raised for e in found):
        return UNKNOWN
    return max(statuses, default=UNKNOWN)

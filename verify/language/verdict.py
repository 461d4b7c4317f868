"""Verdicts: what is known of a statement, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import total_ordering
from typing import Any, NoReturn

from verify.language.rendering import Shown

__all__ = [
    "DOMAIN", "FAILED", "GIVEN", "PROVED", "REFUTED", "SUPPORTED", "UNKNOWN", "Evidence", "Status", "Verdict",
    "combine", "what_to_try",
]  # fmt: skip

FAILED = "the check failed"  # an exception in it, which says nothing of the statement
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
    reason: str = ""
    witness: Mapping[str, str] | None = None
    doubt: bool = False
    raised: bool = False


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
        about_domain = (e.reason for e in self.evidence if e.method == DOMAIN and not e.doubt)
        return "; ".join([*about_domain, *(e.reason for e in self.evidence if self.quoted and e.witness)])

    @property
    def decisive(self) -> Evidence:
        """The evidence that decided the status."""
        against = [e for e in self.evidence if e.doubt or e.raised or e.status is REFUTED]
        if against:
            return min(against, key=lambda e: e.status)
        # of equals the last that ran to its end, which is the check that tried hardest
        nothing = Evidence(UNKNOWN, "none", "no check was asked for")
        return max(reversed(self.evidence), key=lambda e: (e.status, FAILED not in e.reason), default=nothing)

    @property
    def method(self) -> str:
        if self.raised:
            return self.decisive.method
        return "; ".join(e.method for e in self.evidence if e.status >= SUPPORTED) or self.decisive.method

    @property
    def reason(self) -> str:
        own = self.decisive.reason
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


def what_to_try(verdict: Verdict, own: bool = True, weaker: Sequence[str] = ()) -> str:
    """Return what may help a verdict that is below PROVED.

    ``own`` says whether its own checks decided it; else a lemma that it uses did, one of ``weaker`` if they are known.
    """
    if not own:
        return f"mend {', '.join(weaker) or 'the weakest lemma it uses'} first, or do without it in uses="
    if verdict.status is REFUTED:
        return "correct the statement, or narrow the domain so that it leaves the witness out"
    if verdict.status is SUPPORTED:
        return "claim status=SUPPORTED, the most that samples and quadrature give; or derive it, line by line"
    if verdict.decisive.raised:
        return "mend what the reason names: the lemma's own function or check did not run to its end"
    if verdict.decisive.method == DOMAIN:
        return "write the condition so that it is defined on all of the ranges, or narrow these"
    if verdict.decisive.method == GIVEN:
        return "correct that theorem as it is stated here, or narrow its domain"
    if verdict.decisive.doubt:
        return "correct the statement: a check speaks against it"
    if "not a function" in verdict.reason:
        return "write it in elementary functions: sqrt, exp, log, sin, cos, …"
    if FAILED in verdict.reason:
        return "mend that check, or leave checks= out"
    return "a narrower domain, or two lemmas for two parts of it; a lemma on the derivative; exact factors"

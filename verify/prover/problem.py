"""One statement about real numbers to be decided: in rounds of searches and reductions, each larger than the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from math import inf
from typing import Any

from sympy import Basic, Interval, Not, S, Set, Symbol
from sympy.logic.boolalg import Boolean

from verify.language.domain import Domain, Point
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.vectors import Vector
from verify.prover.boxes import boxes
from verify.prover.branch_and_bound import NOWHERE, Outcome, Search
from verify.prover.claims import Claim, Unsupported, claim_of
from verify.prover.effort import EFFORT
from verify.prover.exactly import holds
from verify.prover.kernel_search import KernelSearch
from verify.prover.progress import tell
from verify.prover.proof import Proof
from verify.prover.reductions.restated import needs_equation
from verify.prover.signs import undefined_part

__all__ = ["Problem", "Result"]

# items after which a proof is by exact algebra and signs, and those besides by which it is one over boxes
EXACT = frozenset(
    ("define", "every", "assume", "cases", "have", "combine", "scale", "replace", "fact", "resolve", "end")
    + ("zero", "signs", "given")
)
BOXES = frozenset("split cut narrow fails range slopes taylor definite".split())


@dataclass(frozen=True)
class Result:
    """What the prover reached for one statement: `proved`, a `witness` against it, or a `reason` for neither.

    It is proved if there is a ``proof``, which the kernel accepted, or, of a statement that certificates cannot say,
    if the prover is trusted.  ``method`` says in a word what it is by: exact algebra and signs, enclosure over `boxes`,
    or reduction to statements that imply it.
    """

    reason: Reason = NOTHING
    witness: Point | None = None
    boxes: int = 0
    proof: Proof | None = None
    trusted: str = ""  # the method by which it is proved without a proof for the kernel

    @property
    def proved(self) -> bool:
        return self.proof is not None or bool(self.trusted)

    @property
    def method(self) -> str:
        if self.proof is None:
            return self.trusted or "enclosure"
        used = {head for item in self.proof.items for head in _heads(item)}
        return "exact" if used <= EXACT else "enclosure" if used <= EXACT | BOXES else "reduction"


def _heads(item: Any) -> Iterator[str]:
    """Yield the rule of an item, or the methods of a leaf."""
    yield from () if item[0] in ("all", "any") else (item[0],)
    for part in item[1:] if item[0] in ("all", "any") else ():
        if isinstance(part, list):
            yield from _heads(part)


@dataclass(frozen=True)
class Problem:
    """A statement to be decided on a domain, each search with so many looks at boxes."""

    statement: Basic
    domain: Domain
    budget: int
    needed: tuple[tuple[Boolean, str], ...] = ()  # where it is defined: conditions, each with the part that needs it
    completed: Callable[[Point], Point | None] = lambda point: point  # to a point of the domain of the original
    refutes: Callable[[Point], bool] = lambda point: True
    kernel: KernelSearch | None = None  # for a proof of the statement, if certificates can say it
    free: bool = False  # stand for inner products, of which more is known: a witness may be none

    @cached_property
    def symbols(self) -> list[Symbol]:
        """The scalars that the statement, its conditions or the side condition speak of."""
        spoken = self.statement.free_symbols | self.domain.where.free_symbols
        spoken |= {s for condition, _ in self.needed for s in condition.free_symbols}
        if vectors := [s for s in spoken if isinstance(s, Vector)]:
            raise Unsupported(f"{vectors[0]} is a vector: the prover takes numbers only")
        return [s for s in self.domain.scalars if s in spoken]

    @cached_property
    def closed(self) -> bool:
        """Whether the statement was shown to be defined on the closed real hull of the domain."""
        return undefined_part(self.statement, self._hull()) is None

    def solved(self, quick: bool = False) -> Result:
        """Return a proof for the kernel, a witness, or, unless it is to be quick, why there is neither."""
        if self.kernel is None:
            return self._on_trust(quick)
        short, rounds = self.statement.count_ops() <= EFFORT.short, EFFORT.quick_rounds
        decided = self._shown(1) or (short and self._seen_false(EFFORT.first_looks)) or self._shown(rounds)
        if not quick:
            decided = decided or (not short and self._seen_false(EFFORT.first_looks)) or self._shown(rounds + 1)
        if decided or quick:
            return decided or Result(because(Cause.UNDECIDED))
        hole = self.hole()
        if hole and {Cause.UNDEFINED_AT, Cause.INNER_PRODUCTS}.intersection(hole.causes):
            return Result(hole)
        decided = self._seen_false(EFFORT.looks_between)
        if decided := decided or (None if self.free else self._shown(len(EFFORT.kernel_rounds))):
            return decided
        found = self._searched(self.statement, self.closed, self.refutes)
        return Result(hole or self._why(found), self._witness(found), found.boxes)

    def _seen_false(self, looks: int) -> Result | None:
        """Return a witness that so many looks at boxes find, without their derivatives."""
        found = self._searched(self.statement, self.closed, self.refutes, looks, derivatives=0)
        witness = self._witness(found)
        return Result(witness=witness, boxes=found.boxes) if witness else None

    def _on_trust(self, quick: bool) -> Result:
        """Return what is found, by exact signs or enclosures, of a statement that certificates cannot say."""
        hole = self.hole()
        if not hole and holds(self.statement, self.domain):
            return Result(trusted="exact")
        if quick:
            return Result(hole or because(Cause.UNDECIDED))
        if hole and hole.cause is Cause.UNDEFINED_AT:
            return Result(hole)
        found = self._searched(self.statement, self.closed, self.refutes)
        if found.proved and not hole:
            return Result(boxes=found.boxes, trusted="enclosure")
        return Result(hole or self._why(found), self._witness(found), found.boxes)

    def _shown(self, rounds: int) -> Result | None:
        """Return what is proved in so many rounds, or as many as the budget allows."""
        within = takewhile(lambda one: max(one[:2]) <= self.budget, EFFORT.kernel_rounds)
        allowed = min(rounds, len(list(within)))
        proof = self.kernel.shown(allowed) if self.kernel and allowed else None
        return Result(boxes=sum(item[0] == "split" for item in proof.items) + 1, proof=proof) if proof else None

    def _witness(self, found: Outcome) -> Point | None:
        return None if self.free or found.witness is None else self.completed(found.witness)

    def search(self, claim: Boolean, closed: bool, confirm: Callable[[Point], bool] = lambda point: True) -> Search:
        """Return the search for a proof of a statement on this domain; see `Search`."""
        start = list(boxes({s: self.domain.scalars[s] for s in self.symbols}))
        inside, where = claim_of(claim), claim_of(self.domain.where)
        gaps = any(self.domain.scalars[s] == S.Rationals for s in self.symbols)
        return Search(inside, self.symbols, start, where, closed, gaps, self._beyond(), confirm, tell=tell)

    def _beyond(self) -> Claim:
        """Return the claim that the side condition fails, if it is defined everywhere, else one that never holds."""
        where = self.domain.where
        defined = where != S.true and undefined_part(where, self._hull()) is None
        return claim_of(Not(where)) if defined else NOWHERE

    def _hull(self) -> dict[Basic, Set]:
        return {s: Interval(r.inf, r.sup) for s, r in self.domain.scalars.items()}

    def _searched(
        self,
        claim: Boolean,
        closed: bool,
        confirm: Callable[[Point], bool],
        looks: float = inf,
        derivatives: int = EFFORT.derivatives,
    ) -> Outcome:
        # no box that is more than a point shows an equation; its boxes serve to find a witness
        most = EFFORT.equation_looks if needs_equation(claim) else looks
        return self.search(claim, closed, confirm).run(int(min(self.budget, most)), derivatives)

    def hole(self) -> Reason | None:
        """Return a part that may be undefined somewhere, None if the statement was shown to be defined everywhere.

        Conditions come innermost first, so that what one takes for defined was shown before.
        """
        for condition, part in self.needed:
            if condition == S.true or holds(condition, self.domain):
                continue
            found = self._searched(condition, False, lambda point: self.completed(point) is not None)
            if found.witness is not None and not self.free:
                return because(Cause.UNDEFINED_AT, part=part, point=found.witness)
            if not found.proved:
                return because(Cause.NOT_SHOWN_DEFINED, part=part, why=self._why(found))
        return None

    def _why(self, found: Outcome) -> Reason:
        if self.free and found.witness is not None:
            return because(Cause.INNER_PRODUCTS)
        if found.worst is None:
            return found.reason or because(Cause.NO_PROOF)
        return because(Cause.WORST, why=found.reason, box=found.worst.text(self.symbols))

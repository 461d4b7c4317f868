"""One statement about real numbers to be decided: in rounds of searches and reductions, each larger than the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from sympy import And, Basic, Eq, Interval, Not, Range, S, Set, Symbol
from sympy.logic.boolalg import Boolean

from verify.kernel.slopes import RULES
from verify.language.domain import Domain, Point
from verify.language.reasons import NOTHING, Cause, Reason, because
from verify.language.vectors import Vector
from verify.prover.boxes import boxes
from verify.prover.branch_and_bound import EVERYWHERE, NOWHERE, Outcome, Search
from verify.prover.claims import Claim, Positive, Unsupported, claim_of
from verify.prover.constancy import is_equal_to_zero
from verify.prover.effort import EFFORT
from verify.prover.exactly import holds
from verify.prover.kernel_search import KernelSearch
from verify.prover.progress import tell
from verify.prover.proof import Proof
from verify.prover.reductions import Attempt, Restated
from verify.prover.reductions.restated import needs_equation
from verify.prover.signs import signs, undefined_part

__all__ = ["Problem", "Result"]

# looks at boxes and at how many derivatives; for reduced statements, looks (0: exact signs only) and the chain's cost
ROUNDS = (
    (EFFORT.first_looks, 0, 0, EFFORT.chain),
    (EFFORT.second_looks, EFFORT.derivatives, EFFORT.reduction_looks, EFFORT.chain),
    (10**9, EFFORT.derivatives, EFFORT.looks, EFFORT.last_chain),
)
_RUNS = (S.Reals, S.Integers, S.Naturals, S.Naturals0)


@dataclass(frozen=True)
class Result:
    """What the prover reached for one statement: `proved`, a `witness` against it, or a `reason` for neither.

    ``proof`` is what the kernel accepted, None if there is none that certificates can say.  ``method`` is enclosure
    over `boxes`, reduction to statements that imply it, or, of equations, zero derivative.
    """

    proved: bool
    reason: Reason = NOTHING
    witness: Point | None = None
    boxes: int = 0
    method: str = "enclosure"
    proof: Proof | None = None


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

    def solved(self) -> Result:
        if not self.free and (proof := self._by_kernel(1)):
            return _shown_by(proof)
        if hole := self.hole():
            return Result(False, hole, self._witness_beside(hole))
        if self._is_equation():
            return self._with_proof(Result(True, method="zero derivative"))
        rounds = ROUNDS[-1:] if needs_equation(self.statement) else ROUNDS
        for looks, derivatives, each, chain in rounds:
            found = self._searched(self.statement, self.closed, self.refutes, looks, derivatives)
            if found.is_open and self._is_reduced(each, chain):
                return self._with_proof(Result(True, method="reduction", boxes=found.boxes))
            if not found.spent or looks >= self.budget:
                break
        if found.proved:
            return self._with_proof(Result(True, boxes=found.boxes))
        return Result(False, self._why(found), self._witness(found), found.boxes)

    def _with_proof(self, found: Result) -> Result:
        """Return what the search found, with a proof that the kernel takes if a search on its goals finds one."""
        return replace(found, proof=self._by_kernel(2))

    def _by_kernel(self, rounds: int) -> Proof | None:
        """Return a proof for the kernel, found in so many rounds, or as many as the budget allows."""
        within = takewhile(lambda one: max(one[:2]) <= self.budget, EFFORT.kernel_rounds)
        allowed = min(rounds, len(list(within)))
        return self.kernel.shown(allowed) if self.kernel and allowed else None

    def _witness_beside(self, hole: Reason) -> Point | None:
        """Return a witness although a part was not shown to be defined, for all points; it is defined at a witness."""
        if hole.cause is Cause.UNDEFINED_AT:
            return None
        return self._witness(self._searched(self.statement, False, self.refutes, EFFORT.witness_looks))

    def _witness(self, found: Outcome) -> Point | None:
        return None if self.free or found.witness is None else self.completed(found.witness)

    def _is_equation(self) -> bool:
        """Return whether all of the statement are equations, and each was shown."""
        parts = And.make_args(self.statement)
        facts = self.domain.facts
        return all(isinstance(p, Eq) and is_equal_to_zero(p.lhs - p.rhs, facts) for p in parts)

    def search(self, claim: Boolean, closed: bool, confirm: Callable[[Point], bool] = lambda point: True) -> Search:
        """Return the search for a proof of a statement on this domain; see `Search`."""
        start = list(boxes({s: self.domain.scalars[s] for s in self.symbols}))
        inside, where = self._left_open(claim_of(claim)), claim_of(self.domain.where)
        gaps = any(self.domain.scalars[s] == S.Rationals for s in self.symbols)
        return Search(inside, self.symbols, start, where, closed, gaps, self._beyond(), confirm, tell=tell)

    def _left_open(self, claim: Claim) -> Claim:
        """Return what exact signs leave open of a claim, in terms of real symbols."""
        if not isinstance(claim, Positive):
            return type(claim)(tuple(map(self._left_open, claim.parts)))
        if signs(claim.expression, self.domain.facts) <= ({1} if claim.strict else {0, 1}):
            return EVERYWHERE
        return Positive(claim.expression, claim.strict)

    def _beyond(self) -> Claim:
        """Return the claim that the side condition fails, if it is defined everywhere, else one that never holds."""
        where = self.domain.where
        defined = where != S.true and undefined_part(where, self._hull()) is None
        return claim_of(Not(where)) if defined else NOWHERE

    @property
    def _has_gaps(self) -> bool:
        ranges = [self.domain.scalars[s] for s in self.symbols]
        return not all(isinstance(r, Interval) or r == S.Reals for r in ranges)

    def _hull(self) -> dict[Basic, Set]:
        return {s: Interval(r.inf, r.sup) for s, r in self.domain.scalars.items()}

    def _searched(
        self,
        claim: Boolean,
        closed: bool,
        confirm: Callable[[Point], bool],
        most: int = 10**9,
        derivatives: int = EFFORT.derivatives,
    ) -> Outcome:
        # no box that is more than a point shows an equation; its boxes serve to find a witness
        looks = min(self.budget, most, EFFORT.equation_looks if needs_equation(claim) else most)
        return self.search(claim, closed, confirm).run(looks, derivatives)

    def _is_reduced(self, looks: int, chain: int) -> bool:
        """Return whether the claim was shown by reductions, each search having so many looks."""
        attempt = Attempt(self.budget * EFFORT.step // chain, min(looks, self.budget), tell)
        return self._restated is not None and attempt.is_shown(self._restated, chain)

    @cached_property
    def _restated(self) -> Restated | None:
        """The statement on real ranges, without what exact signs show; None if these are not real intervals."""
        ranges = {s: self.domain.scalars[s] for s in self.symbols}
        intervals = all(isinstance(r, (Interval, Range)) or r in _RUNS for r in ranges.values())
        if needs_equation(self.statement) or not intervals or (self._has_gaps and not self.closed):
            return None  # between the integers it may be undefined
        real = {s: r if isinstance(r, Interval) else Interval(r.inf, r.sup) for s, r in ranges.items()}
        parts = [part for part in And.make_args(self.statement) if self._left_open(claim_of(part)) != EVERYWHERE]
        return Restated(And(*parts), real, self.domain.where, defined=True)

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
            return found.reason
        return because(Cause.WORST, why=found.reason, box=found.worst.text(self.symbols))


def _shown_by(proof: Proof) -> Result:
    boxes = sum(item[0] == "split" for item in proof.items) + 1
    plain = all(
        item[0] not in RULES or item[0] in ("define", "split", "cut", "narrow", "end", "fails") for item in proof.items
    )
    return Result(True, boxes=boxes, method="enclosure" if plain else "reduction", proof=proof)

"""A statement on real ranges under a condition: what a reduction takes, and what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sympy import And, Basic, Eq, Expr, Ge, Gt, Interval, Not, Or, S, Set, Symbol
from sympy.logic.boolalg import to_nnf

from verify.language.ranges import facts
from verify.language.sympy_heads import inequality
from verify.prover.boxes import boxes
from verify.prover.branch_and_bound import EVERYWHERE, NOWHERE, Outcome, Search
from verify.prover.claims import All, Claim, Positive, claim_of
from verify.prover.effort import EFFORT
from verify.prover.signs import signs, undefined_part

__all__ = ["Parts", "Restated", "by", "needs_equation", "positive", "strictly_positive"]


@dataclass(frozen=True)
class Restated:
    """A statement about the points of some ranges where a condition holds.

    `defined` says that statement and condition were shown to be defined at these points.  The first part of what a
    reduction yields notes which rule of the kernel justifies it, with its data.
    """

    statement: Basic
    ranges: dict[Symbol, Set]
    where: Basic = S.true
    defined: bool = False
    note: tuple[Any, ...] = field(default=(), compare=False)

    @cached_property
    def given(self) -> tuple[Basic, ...]:
        """The parts of the condition, in an order that is always the same."""
        return self.where.args if isinstance(self.where, And) else (self.where,)

    @cached_property
    def facts(self) -> Mapping[Basic, Set]:
        """The ranges, and those of the differences that the condition gives a sign."""
        return facts(self.ranges, self.where)

    @cached_property
    def claim(self) -> Claim:
        """The statement, but for what exact signs show of it."""
        return self._left_open(claim_of(self.statement))

    def _left_open(self, claim: Claim) -> Claim:
        if isinstance(claim, Positive):
            shown = signs(claim.expression, self.facts, EFFORT.signs_reduced) <= ({1} if claim.strict else {0, 1})
            return EVERYWHERE if shown else claim
        parts = tuple(map(self._left_open, claim.parts))
        if isinstance(claim, All):
            return All(tuple(part for part in parts if part != EVERYWHERE))
        return EVERYWHERE if EVERYWHERE in parts else type(claim)(parts)

    @cached_property
    def is_defined(self) -> bool:
        """Whether the condition was shown to be defined, and the statement wherever the condition holds."""
        return self.defined or _is_defined(self.where, self.ranges) and _is_defined(self.statement, self.facts)

    def searched(self, looks: int) -> Outcome:
        """Return what a search with about so many looks finds; it must be defined."""
        hull: dict[Basic, Set] = {s: Interval(r.inf, r.sup) for s, r in self.ranges.items()}
        closed, whole = (all(_is_defined(e, r) for e in (self.statement, self.where)) for r in (hull, self.ranges))
        beyond = claim_of(Not(self.where)) if closed and self.where != S.true else NOWHERE
        where, start = claim_of(self.where), list(boxes(self.ranges))
        return Search(self.claim, list(self.ranges), start, where, closed, beyond=beyond, whole=whole).run(looks, 0)

    @property
    def is_exact(self) -> bool:
        """Whether exact signs alone show the statement, and that it is defined."""
        return self.is_defined and self.claim == EVERYWHERE


Parts = tuple[Restated, ...]  # all of which must hold


def by(rule: str, *data: Any, parts: Parts) -> Parts:
    """Return parts with a note of the kernel's rule that makes them imply what they were made of."""
    return replace(parts[0], note=(rule, *data)), *parts[1:]


def strictly_positive(statement: Basic) -> Iterator[tuple[Expr, bool]]:
    """Yield the expression that a relation says is positive (nonnegative: False); nothing of other statements."""
    yield from ((high - low, strict) for low, high, strict in inequality(statement))


def positive(expression: Expr, strict: bool) -> Basic:
    """Return the relation that an expression is positive, or nonnegative."""
    return Gt(expression, 0) if strict else Ge(expression, 0)


def _is_defined(part: Basic, ranges: Mapping[Basic, Set]) -> bool:
    return undefined_part(part, ranges) is None


def needs_equation(statement: Basic) -> bool:
    """Return whether a statement can only hold where equations hold, which boxes do not show."""
    plain = to_nnf(statement, simplify=False)
    if isinstance(plain, (And, Or)):
        return (any if isinstance(plain, And) else all)(map(needs_equation, plain.args))
    return isinstance(plain, Eq)

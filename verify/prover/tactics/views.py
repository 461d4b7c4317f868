"""Goals of the kernel as statements of SymPy, for reductions to work on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sympy
from sympy import Basic, Expr, Interval, Set, Symbol

from verify.kernel.goals import Goal
from verify.kernel.program import Program
from verify.kernel.sides import End, Side, is_infinite
from verify.prover.claim_data import claim_expression, expressions_of
from verify.prover.reductions.restated import Restated

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """A goal in symbols that SymPy knows to be positive where they are."""

    program: Program
    goal: Goal

    @cached_property
    def symbols(self) -> dict[int, Expr]:
        """The symbols by their numbers; of a side that is one point, the point."""
        return {i: self._symbol(i, side) for i, side in self.goal.box.items()}

    def _symbol(self, i: int, side: Side) -> Expr:
        if side.thin and side.low.step >= 0:
            return self.number(side.low)
        low, high = side.low.value[0], side.high.value[1]
        facts = {
            "positive": low > 0 or low == side.low.value[1] == 0 and side.low.is_open, "nonnegative": low >= 0,
            "negative": high < 0 or high == side.high.value[0] == 0 and side.high.is_open, "nonpositive": high <= 0,
        }  # fmt: skip
        return Symbol(self.program.symbols[i], **{next((name for name, true in facts.items() if true), "real"): True})

    @cached_property
    def names(self) -> dict[Symbol, str]:
        return {s: s.name for s in self.symbols.values() if isinstance(s, Symbol)}

    def number(self, end: End) -> Expr:
        if is_infinite(end):
            return sympy.oo if end.value[0] > 0 else -sympy.oo
        return expressions_of(self.program, end.step, {})

    def expression(self, step: int) -> Expr:
        return expressions_of(self.program, step, self.symbols)

    @cached_property
    def statement(self) -> Basic:
        return claim_expression(self.program, self.goal.claim, self.symbols)

    @cached_property
    def given(self) -> tuple[Basic, ...]:
        return tuple(claim_expression(self.program, part, self.symbols) for part in self.goal.where)

    @cached_property
    def ranges(self) -> dict[Symbol, Set]:
        """The ranges of the symbols that the claim or what is given speaks of."""
        spoken = self.statement.free_symbols.union(*(part.free_symbols for part in self.given))
        return {s: self._range(self.goal.box[i]) for i, s in self.symbols.items() if s in spoken}

    def _range(self, side: Side) -> Set:
        low, high = self.number(side.low), self.number(side.high)
        return Interval(low, high, left_open=side.low.is_open, right_open=side.high.is_open)

    @cached_property
    def task(self) -> Restated:
        """The goal as what reductions take; where it is defined is the kernel's business."""
        return Restated(self.statement, self.ranges, sympy.And(*self.given), defined=True)

"""Goals that rules leave, closed: by one leaf, by what is given, by another form of the expression, by boxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import sympy
from sympy import Expr

from verify.kernel import BadCertificate, Refused, Undefined
from verify.kernel.check import Checker
from verify.kernel.goals import Goal
from verify.kernel.program import Sign
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.box_proofs import Items, leaf_of, searched
from verify.prover.claim_data import expression_data, expression_of
from verify.prover.claims import Unsupported
from verify.prover.zero_tests import factored_form, is_handy

__all__ = ["Closing"]


class Closing:
    """Finds items for goals; called with one it returns them, or raises `Refused`."""

    def __init__(self, checker: Checker, budget: int, seconds: float) -> None:
        self.checker, self.budget, self.seconds = checker, budget, seconds

    def __call__(self, goal: Goal) -> Items:
        for attempt in (self._at_once, self._narrowed, self._by_given, self._by_forms):
            with suppress(Refused, Undefined, BadCertificate, Unsupported):
                if items := attempt(goal):
                    return items
        try:
            return searched(self.checker, goal, self.budget, self.seconds)
        except Undefined as error:
            raise Refused(str(error)) from None

    def _at_once(self, goal: Goal) -> Items | None:
        return leaf_of(self.checker, goal)

    def _narrowed(self, goal: Goal) -> Items | None:
        """Use what is given of one symbol alone, linear in it, as an end of its side."""
        for k, part in enumerate(goal.where):
            if isinstance(part, Sign) and (bound := self._bound(part.step)):
                item = ["narrow", k, *bound]
                with suppress(Refused, Undefined, BadCertificate):
                    (narrow,) = self.checker.step(goal, item)
                    return [item, *self(narrow)]
        return None

    def _bound(self, step: int) -> tuple[int, str, Any] | None:
        """Return symbol, which end, and the number where a + b x is zero; None of other expressions."""
        symbols = self.checker.program.symbols_in(step)
        if len(symbols) != 1:
            return None
        (i,), e = symbols, self._expression(step)
        (x,) = e.free_symbols
        slope = sympy.diff(e, x)
        if slope not in (1, -1):
            return None
        return i, "low" if slope == 1 else "high", expression_data(sympy.expand(x - e / slope))

    def _by_given(self, goal: Goal) -> Items | None:
        """f is something given and a number."""
        if not isinstance(goal.claim, Sign) or goal.owed:
            return None
        f, strict = self._expression(goal.claim.step), goal.claim.strict
        for k, part in enumerate(goal.where):
            if isinstance(part, Sign):
                rest = sympy.expand(f - self._expression(part.step))
                if rest == 0 and (part.strict or not strict):
                    item = ["combine", [], self.checker.program.data(part.step)]
                    (same,) = self.checker.step(goal, item)
                    return [item, *self._leaf(same.with_claim(Sign(part.step, strict)))]
                if rest.is_number and rest.is_positive:
                    item = ["combine", [["1", k]], expression_data(rest)]
                    (number,) = self.checker.step(goal, item)
                    return [item, *self._leaf(number)]
        return None

    def _leaf(self, goal: Goal) -> Items:
        if (items := leaf_of(self.checker, goal)) is None:
            raise Refused("no leaf shows it")
        return items

    def _by_forms(self, goal: Goal) -> Items | None:
        """Show f in factors, expanded, or over one denominator, each by a leaf."""
        if not isinstance(goal.claim, Sign) or goal.owed:
            return None
        for form in self._forms(self._expression(goal.claim.step)):
            with suppress(Refused, Undefined, BadCertificate, Unsupported):
                item = ["combine", [], expression_data(form)]
                *conditions, last = self.checker.step(goal, item)
                return [item, *(i for one in conditions for i in self._leaf(one)), *self._leaf(last)]
        return None

    def _forms(self, f: Expr) -> Iterator[Expr]:
        if not is_handy(f):
            return
        with sympy_may_fail():
            yield factored_form(f)
            yield sympy.expand(f)
            yield factored_form(sympy.expand(f))

    def _expression(self, step: int) -> Expr:
        return expression_of(self.checker.program.data(step))

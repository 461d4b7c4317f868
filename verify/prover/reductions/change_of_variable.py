"""Side conditions as coordinates: under x < y, y = x + d with d > 0 makes the boundary a side of the box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import And, Basic, Expr, Interval, S, Set, Symbol

from verify.prover.reductions.restated import Parts, Restated, by, strictly_positive
from verify.prover.signs import signs

__all__ = ["Bound", "bounds", "slanted"]


@dataclass(frozen=True)
class Bound:
    """A part of a condition, `form` ≥ 0 or > 0, linear in a symbol whose coefficient, `slope`, has a known sign."""

    symbol: Symbol
    form: Expr
    slope: Expr
    sign: int
    is_open: bool
    others: Basic

    @property
    def edge(self) -> Expr:
        """The symbol's value where the form is zero."""
        rest = sympy.expand(self.form - self.slope * self.symbol)  # free of the symbol
        return sympy.expand(-rest / self.slope)


def bounds(task: Restated) -> Iterator[Bound]:
    """Yield the bounds that the condition sets to symbols, all ranges being real intervals."""
    if not all(isinstance(values, Interval) for values in task.ranges.values()):
        return
    parts = task.given
    for part in parts:
        for form, strict in strictly_positive(part):
            form = sympy.expand(form)
            others = And(*(other for other in parts if other != part))
            if signs(form, task.ranges) <= ({1} if strict else {0, 1}):
                continue  # it says nothing that the ranges do not
            # what bounds a symbol by a number narrows its range (see `tightened`)
            for symbol in sorted(form.free_symbols, key=str) if len(form.free_symbols) > 1 else ():
                slope = sympy.diff(form, symbol)
                found = frozenset() if slope.has(symbol) else signs(slope, task.ranges)
                if found in ({1}, {-1}):
                    yield Bound(symbol, form, slope, min(found), strict, others)


def slanted(task: Restated) -> Iterator[Parts]:
    """Yield the same statement with a form that the condition makes positive in place of a symbol linear in it."""
    for bound in bounds(task):
        along, d, value = _along(task, bound)
        yield by("substitute", bound.symbol, d, value, bound.form, parts=(along,))


def _along(task: Restated, bound: Bound) -> tuple[Restated, Symbol, Expr]:
    symbol = bound.symbol
    d = sympy.Dummy(f"{symbol.name}'", **{"positive" if bound.is_open else "nonnegative": True})
    value = sympy.expand(bound.edge + d / bound.slope)
    low, high = task.ranges[symbol].inf, task.ranges[symbol].sup
    # the ends of the symbol's range, which its new expression must respect
    ends = [sympy.Ge(value, low)] if low.is_finite else []
    ends += [sympy.Le(value, high)] if high.is_finite else []
    ranges = {s: values for s, values in task.ranges.items() if s != symbol}
    ranges[d] = Interval(0, _largest(bound.form, task.ranges), left_open=bound.is_open)
    where = And(bound.others.xreplace({symbol: value}), *ends)
    return Restated(task.statement.xreplace({symbol: value}), ranges, where), d, value


def _largest(form: Expr, ranges: Mapping[Symbol, Set]) -> Expr:
    """Return a bound of a linear form on a box, ∞ where none is plain."""
    total = S.Zero
    for term in sympy.Add.make_args(form):
        coefficient, rest = term.as_coeff_Mul()
        if rest == 1:
            total += coefficient
        elif rest in ranges:
            total += coefficient * (ranges[rest].sup if coefficient > 0 else ranges[rest].inf)
        else:
            return sympy.oo
    return total

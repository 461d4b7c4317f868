"""A statement as functions of one or two numbers, the others being fixed: what a picture of it needs.

Everything here is floating point and proves nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Integral, Interval, Rational, S, Set, Sum, Symbol
from sympy.core.relational import Equality, Relational, Unequality
from sympy.logic.boolalg import And, Implies, Or

from verify.arithmetics import arithmetic
from verify.language.compile import CompileError, compile_expression
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.vectors import Dot, Vector
from verify.language.verdict import Verdict
from verify.report.display import stated

__all__ = ["Array", "Margin", "Slice"]

Array = np.ndarray[Any, Any]
Margin = Callable[..., Array]
MOST = 40  # integers of a range
REACH = 10  # a range without end is shown so far
ROUNDING = 1e-13  # two sides closer than this, relative to what they usually are, count as equal


@dataclass(frozen=True)
class Slice:
    """A lemma's statement and side condition with some variables fixed, so that one or two are left.

    ``witness`` has the numbers of a counterexample to be marked, if there is one.
    """

    lemma: Lemma
    statement: Basic
    where: Basic
    symbols: tuple[Symbol, ...]
    witness: Mapping[Symbol, float]

    @staticmethod
    def of(lemma: Lemma, verdict: Verdict | None, at: Mapping[str, Any]) -> Slice:
        """Return a lemma with the variables of ``at`` fixed; raises ValueError if it cannot be drawn."""
        whole, domain = _whole(lemma), lemma.domain
        fixed = dict(_fixed(lemma, name, value) for name, value in at.items())
        statement, where = whole.xreplace(fixed), domain.where.xreplace(fixed)
        letters = tuple(s for s in domain.scalars if s in statement.free_symbols)
        if not letters:
            raise _refusal(lemma, "nothing varies in it")
        if len(letters) > 2:
            names = ", ".join(map(str, letters))
            example = ", ".join(f'"{s}": {_simple(domain.scalars[s])}' for s in letters[2:])
            raise _refusal(lemma, f"it depends on {names}; fix all but one or two, for example at={{{example}}}")
        if strangers := where.free_symbols - set(letters):
            names = ", ".join(sorted(map(str, strangers)))
            raise _refusal(lemma, f"its side condition depends on {names} too; fix that, at={{…}}")
        return Slice(lemma, statement, where, letters, _witness(lemma, verdict, fixed, letters))

    def refusal(self, why: object) -> ValueError:
        return _refusal(self.lemma, why)

    def compiled(self, expressions: Sequence[Basic]) -> Callable[..., tuple[Array, ...]]:
        """Return a function of arrays, whose values are not finite where the expressions are undefined."""
        try:
            program = compile_expression(tuple(expressions), self.symbols, arithmetic("numpy"))
        except CompileError as error:
            raise self.refusal(textwrap.shorten(str(error), 100, placeholder=" …")) from error

        def values(*grid: Array) -> tuple[Array, ...]:
            with np.errstate(all="ignore"):
                return tuple(np.broadcast_to(np.asarray(x, dtype=float), grid[0].shape) for x in program(*grid))

        return values

    @property
    def margin(self) -> Margin:
        """A function that is ≥ 0 where the statement holds, < 0 where it fails, NaN where rounding hides which."""
        return self._margin(self.statement)

    def _margin(self, part: Basic) -> Margin:
        if isinstance(part, (Equality, Unequality)):
            last = self.symbols[-1]
            example = f'at={{"{last}": {_simple(self.lemma.domain.scalars[last])}}}'
            alone = "an equation is drawn in one variable; fix the other, for example " + example
            raise self.refusal(alone if part is self.statement else "one of its parts is an equation; plot that alone")
        if isinstance(part, Relational):
            return self._difference(part)
        if isinstance(part, (And, Or)):
            parts = [self._margin(arg) for arg in part.args]
            choose = np.minimum if isinstance(part, And) else np.maximum
            return lambda *grid: reduce(choose, (one(*grid) for one in parts))
        if isinstance(part, Implies):
            premise, conclusion = (self._margin(arg) for arg in part.args)
            return lambda *grid: np.maximum(-premise(*grid), conclusion(*grid))
        raise self.refusal(f"{type(part).__name__} has no margin; plot its parts as lemmas of their own")

    def _difference(self, relation: Any) -> Margin:
        sides = self.compiled([relation.gts, relation.lts])
        equal = np.nan if relation.rel_op in ("<", ">") else 0.0

        def margin(*grid: Array) -> Array:
            large, small = sides(*grid)
            with np.errstate(all="ignore"):
                size = np.abs(large) + np.abs(small)
                usual = np.quantile(size[np.isfinite(size)], 0.9) if np.isfinite(size).any() else 0.0
                found: Array = np.where(np.abs(large - small) <= ROUNDING * usual, equal, large - small)
            return found

        return margin

    def shown(self, values: Array, *grid: Array) -> Array:
        """Return the values where they are finite and the side condition holds, else NaN."""
        inside = np.isfinite(values)
        if self.where != S.true:
            inside &= self._margin(self.where)(*grid) >= 0
        return np.where(inside, values, np.nan)

    def points(self, symbol: Symbol, count: int) -> Array:
        """Return points of a symbol's range from end to end; one without end is cut at `REACH`, beyond the witness."""
        return _points(self.lemma, self.lemma.domain.scalars[symbol], count, self.witness.get(symbol, 0.0))

    def is_discrete(self, symbol: Symbol) -> bool:
        return not isinstance(self.lemma.domain.scalars[symbol], Interval)


def _refusal(lemma: Lemma, why: object) -> ValueError:
    return ValueError(f"lemma {lemma.name} cannot be plotted: {why}")


def _whole(lemma: Lemma) -> Basic:
    found = stated(lemma)
    if found is None:
        raise _refusal(lemma, "its statement says nothing in symbols")
    if found.has(E, Integral, Sum):
        raise _refusal(lemma, "it holds an expectation, an integral or a sum; plot the closed form that it equals")
    if found.has(Dot, Vector):
        raise _refusal(lemma, "it speaks of vectors; state it in numbers such as their inner products")
    return found


def _fixed(lemma: Lemma, name: str, value: Any) -> tuple[Basic, Basic]:
    scalars = lemma.domain.scalars
    symbol = next((symbol for symbol in scalars if symbol.name == name), None)
    if symbol is None:
        raise _refusal(lemma, f"at= speaks of {name}; its numbers are {', '.join(map(str, scalars))}")
    exact = Rational(str(value)) if isinstance(value, float) else sympy.sympify(value)
    if scalars[symbol].contains(exact) != S.true:
        raise _refusal(lemma, f"{name} = {value} is not in {scalars[symbol]}")
    return symbol, exact


def _simple(values: Set) -> Basic | str:
    """Return a simple number of a set, for an example."""
    numbers = (S(1), S(2), S.Half, S(0), values.inf, values.sup, values.inf + 1)
    return next((x for x in numbers if values.contains(x) == S.true), "…")


def _witness(
    lemma: Lemma, verdict: Verdict | None, fixed: Mapping[Basic, Basic], letters: Sequence[Symbol]
) -> dict[Symbol, float]:
    """Return the numbers of a verdict's witness; raises ValueError if it does not lie in the picture."""
    if verdict is None or verdict.witness is None:
        return {}
    if verdict.name != lemma.name:
        raise _refusal(lemma, f"the verdict is on another lemma, {verdict.name}")
    point = {lemma.domain.by_name[name]: sympy.sympify(value) for name, value in verdict.witness.items()}
    for symbol, value in fixed.items():
        if point.get(symbol, value) != value:
            raise _refusal(lemma, f'the witness has {symbol} = {point[symbol]}; at={{"{symbol}": "{point[symbol]}"}}')
    return {symbol: float(point[symbol]) for symbol in letters if symbol in point}


def _points(lemma: Lemma, values: Set, count: int, near: float) -> Array:
    if isinstance(values, sympy.FiniteSet):
        return np.array(sorted(float(x) for x in values))
    low, high = (float(end) for end in (values.inf, values.sup))
    ends = [end for end in (low, high) if np.isfinite(end)] or [0.0]
    first = low if np.isfinite(low) else min(near, ends[0]) - REACH
    last = high if np.isfinite(high) else max(near, ends[-1]) + REACH
    if isinstance(values, Interval):
        return np.linspace(first, last, count)
    if not values.is_subset(S.Integers):
        raise _refusal(lemma, f"{values} is neither an interval nor a set of integers")
    step = float(getattr(values, "step", 1))
    whole = np.arange(first, last + step / 2, step)
    return whole[:: -(-len(whole) // MOST)]

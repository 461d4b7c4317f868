"""Periodic statements: of a symbol that occurs in sines and cosines only, one period is enough."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import sympy
from sympy import Basic, Expr, Interval, Symbol

from verify.prover.heads import PERIODS
from verify.prover.reductions.restated import Parts, Restated, by

__all__ = ["periods"]


def periods(task: Restated) -> Iterator[Parts]:
    """Yield the same statement on one period of the first symbol that has one and ranges over more than it."""
    for symbol, values in task.ranges.items():
        period = None if task.where.has(symbol) else _period(task.statement, symbol)
        if period is not None and isinstance(values, Interval) and (values.measure - period).is_positive:
            one = _one_period(values, period)
            parts = (Restated(task.statement, task.ranges | {symbol: one}, task.where, task.is_defined),)
            yield by("period", symbol, period, one.inf, parts=parts)
            return


def _one_period(values: Interval, period: Expr) -> Interval:
    low = values.inf if values.inf.is_finite else values.sup - period if values.sup.is_finite else -period / 2
    # the first point may be left out, but then the last one, a period further, says the same
    return Interval(low, low + period, left_open=bool(values.left_open) and values.inf.is_finite)


def _period(statement: Basic, symbol: Symbol) -> Expr | None:
    """Return a period in a symbol that only waves have as an argument, with frequencies in rational ratios."""
    frequencies: set[Expr] = set()
    nodes = sympy.preorder_traversal(statement)
    for node in nodes:
        if node.func in PERIODS and node.has(symbol):
            frequencies.add(sympy.diff(node.args[0], symbol) / PERIODS[node.func])
            nodes.skip()
        elif node == symbol:
            return None
    first = next(iter(frequencies), None)
    if first is None or first.free_symbols or not all((other / first).is_Rational for other in frequencies):
        return None
    common = reduce(sympy.gcd, [other / first for other in frequencies])
    return 1 / abs(common * first)

"""Seams: hyperplanes on which both sides of a claim meet, or |u| turns; on each side of one a proof may be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise

import sympy
from sympy import And, Basic, Expr, Interval, Symbol
from sympy.core.relational import Relational

from verify.language.sympys_failures import sympy_may_fail
from verify.prover.claims import claim_of, expressions
from verify.prover.reductions.restated import Parts, Restated, by
from verify.prover.zero_tests import is_handy, is_zero

__all__ = ["halves", "meets", "ordered"]


def halves(task: Restated) -> Iterator[Parts]:
    """Yield the statement where u ≥ 0 and where u ≤ 0, one of them if exchanging two symbols makes it the other.

    u is x − y or x + y where an expression of the claim, or one in an absolute value, vanishes with it, or a
    linear form in several symbols that stands in an absolute value itself.
    """
    if all(isinstance(values, Interval) for values in task.ranges.values()):
        known = {form for part in task.given for form in _forms(part)}
        for u in _seams(task.statement, sorted(task.ranges, key=str)):
            if u not in known:
                above, below = _where_positive(task, u), _where_positive(task, -u)
                pair = next(((x, y) for x, y in combinations(task.ranges, 2) if u in (y - x, x - y)), None)
                if u in _exchanges(task) and pair is not None:
                    yield by("order", pair if u == pair[1] - pair[0] else pair[::-1], parts=(above,))
                else:
                    yield by("pieces", u, parts=(above, below))


def _are_same(one: Basic, other: Basic) -> bool:
    if isinstance(one, Relational) and isinstance(other, one.func):
        return bool(sympy.expand(one.lhs - one.rhs - other.lhs + other.rhs) == 0)
    return one == other


def ordered(task: Restated) -> Iterator[Parts]:
    """Yield the statement where x ≤ y ≤ z ≤ …, if exchanging any two of these symbols changes nothing.

    First in terms of x and the differences, then under that condition.
    """
    found = _exchanges(task)
    for x in sorted(task.ranges, key=str):
        equals = [x, *(y for y in sorted(task.ranges, key=str) if y - x in found)]
        if len(equals) > 2:  # exchanges of x with each of the others give all permutations
            yield (_by_differences(task, equals),)
            order = And(*(sympy.Ge(b - a, 0) for a, b in pairwise(equals)))
            there = Restated(task.statement, task.ranges, And(task.where, order), task.is_defined)
            yield by("order", tuple(equals), parts=(there,))
            return


def _by_differences(task: Restated, symbols: Sequence[Symbol]) -> Restated:
    first, *others = symbols
    span = task.ranges[first].sup - task.ranges[first].inf
    steps = [sympy.Dummy(f"{y.name}'", nonnegative=True) for y in others]
    values = dict(zip(others, accumulate(steps, initial=first), strict=False))
    values = {y: value + step for (y, value), step in zip(values.items(), steps, strict=True)}
    last = sympy.Le(values[others[-1]], task.ranges[first].sup)
    ranges = {s: r for s, r in task.ranges.items() if s not in others} | {d: Interval(0, span) for d in steps}
    return Restated(task.statement.xreplace(values), ranges, And(task.where.xreplace(values), last))


def _forms(part: Basic) -> set[Expr]:
    if not isinstance(part, Relational):
        return set()
    difference = sympy.expand(part.lhs - part.rhs)
    return {difference, sympy.expand(-difference)}


def _where_positive(task: Restated, u: Expr) -> Restated:
    inside = {size: _size(size, u) for size in task.statement.atoms(sympy.Abs)}
    where = And(task.where, sympy.Ge(u, 0))
    return Restated(task.statement.xreplace(inside), task.ranges, where, task.is_defined)


def _size(size: Expr, u: Expr) -> Expr:
    """Return |x| where u ≥ 0: a multiple of u if x is one."""
    ratio = sympy.cancel(sympy.expand(size.args[0]) / u)
    return abs(ratio) * u if ratio.is_Rational else size


def _exchanges(task: Restated) -> list[Expr]:
    """Return y − x for all x and y that may be exchanged: statement, condition and ranges stay what they are."""
    found = []
    for x, y in combinations(sorted(task.ranges, key=str), 2):
        swap = {x: y, y: x}
        same = (_are_same(e, e.xreplace(swap)) for e in (task.statement, task.where))
        if task.ranges[x] == task.ranges[y] and x.assumptions0 == y.assumptions0 and all(same):
            found.append(y - x)
    return found


def _seams(statement: Basic, symbols: Sequence[Symbol]) -> Iterator[Expr]:
    inside = [node.args[0] for node in statement.atoms(sympy.Abs)]
    turning = sorted((sympy.expand(e) for e in inside if is_handy(e)), key=str)
    found = [u for u in turning if len(u.free_symbols) > 1 and _is_linear(u, symbols)]
    yield from found
    meeting = [*filter(is_handy, expressions(claim_of(statement))), *turning]
    for x, y in combinations(symbols, 2):
        for u, value in ((y - x, x), (y + x, -x)):
            if not {u, -u} & set(found) and any(meets(e, y, value) for e in meeting if e.has(x) and e.has(y)):
                yield u


def _is_linear(u: Expr, symbols: Sequence[Symbol]) -> bool:
    return all(sympy.diff(u, symbol).is_Rational for symbol in symbols) and u.free_symbols <= set(symbols)


def meets(expression: Expr, symbol: Symbol, value: Expr) -> bool:
    """Return whether an expression was shown to vanish where a symbol has a value, short of long algebra."""
    with sympy_may_fail():
        there = expression.subs(symbol, value)
        return not there.has(sympy.nan, sympy.zoo, sympy.oo) and is_zero(there, thorough=False)
    return False

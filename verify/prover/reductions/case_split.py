"""Conditions and ranges in cases: one alternative of a condition, one side of what is not zero, an end by itself."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import And, Basic, Expr, Interval, Ne, Or, S, Symbol
from sympy.logic.boolalg import to_nnf

from verify.language.sympy_heads import inequality
from verify.prover.reductions.restated import Parts, Restated, by
from verify.prover.signs import signs

__all__ = ["assumed", "cases", "ends_apart", "pieces", "tightened"]


def cases(task: Restated) -> Iterator[Parts]:
    """Yield the statement under each alternative of a condition; x ≠ y is x < y or x > y."""
    parts = task.given
    for part in parts:
        given = part
        others = And(*(other for other in parts if other != part))
        if isinstance(part, Ne):
            part = Or(part.lhs < part.rhs, part.lhs > part.rhs)
        if isinstance(part, Or):
            split = tuple(Restated(task.statement, task.ranges, And(others, one), task.is_defined) for one in part.args)
            yield by("cases", given, parts=split)


def assumed(task: Restated) -> Iterator[Parts]:
    """Yield one part of a disjunction under the condition that the other parts fail."""
    plain = to_nnf(task.statement, simplify=False)
    if isinstance(plain, Or):
        for part in plain.args:
            others = (to_nnf(sympy.Not(other), simplify=False) for other in plain.args if other != part)
            under = Restated(part, task.ranges, And(task.where, *others), task.is_defined)
            yield by("assume", part, parts=(under,))


def pieces(task: Restated) -> Iterator[Parts]:
    """Yield the statement where one modulus, maximum or minimum of two is one of its pieces, and where the other."""
    for node in sorted(task.statement.atoms(sympy.Abs, sympy.Max, sympy.Min), key=str):
        pair = (node.args[0], -node.args[0]) if isinstance(node, sympy.Abs) else node.args
        if len(pair) == 2 and not any(e.has(sympy.Abs, sympy.Max, sympy.Min) for e in pair):
            u = node.args[0] if isinstance(node, sympy.Abs) else pair[0] - pair[1]
            yield by("pieces", u, parts=tuple(_piece(task, pair, sign) for sign in (1, -1)))
            return


def _piece(task: Restated, pair: tuple[Expr, ...], sign: int) -> Restated:
    """Return the statement where sign (a − b) ≥ 0, for a pair a, b: the larger and the smaller are known."""
    larger, smaller = pair if sign > 0 else (pair[1], pair[0])
    values = {sympy.Max(*pair): larger, sympy.Min(*pair): smaller}
    if pair[1] == -pair[0]:
        values[sympy.Abs(pair[0])] = larger
    where = And(task.where, sympy.Ge(sympy.expand(larger - smaller), 0))
    return Restated(task.statement.xreplace(values), task.ranges, where, task.is_defined)


def tightened(task: Restated) -> Iterator[Parts]:
    """Yield the statement with the range of a symbol narrowed by a condition that compares it with a number."""
    ranges, left, bounds = dict(task.ranges), [], []
    for part in task.given:
        x, side = _side(part)
        narrowed = ranges[x].intersect(side) if x in ranges else None
        if isinstance(narrowed, Interval):
            ranges[x] = narrowed
            end = ("low", side.inf) if side.inf.is_finite else ("high", side.sup)
            bounds.append((part, x, *end))
        else:
            left.append(part)
    if len(left) < len(task.given):
        narrowed_task = _renamed(Restated(task.statement, ranges, And(*left), task.is_defined))
        yield by("narrow", tuple(bounds), parts=(narrowed_task,))


def _side(part: Basic) -> tuple[Basic, Interval]:
    """Return a symbol and what a comparison with a number leaves of the line; of another condition, itself and all."""
    for low, high, strict in inequality(part):
        if low.is_number:
            return high, Interval(low, sympy.oo, left_open=strict)
        if high.is_number:
            return low, Interval(-sympy.oo, high, right_open=strict)
    return part, Interval(-sympy.oo, sympy.oo)


def ends_apart(task: Restated) -> Iterator[Parts]:
    """Yield the statement at an end and on the rest of a range, where a power with a symbolic exponent has base 0."""
    for power in sorted(task.statement.atoms(sympy.Pow), key=str):
        if power.base == 0 and power.exp in task.ranges and task.ranges[power.exp].contains(0) == S.true:
            yield _apart(task, power.exp, S.Zero, 0)
        if power.exp.is_number or not (set(task.ranges) >= power.base.free_symbols):
            continue
        for x in power.base.free_symbols:
            for end, side in ((task.ranges[x].inf, 0), (task.ranges[x].sup, 1)):
                if (
                    end.is_finite
                    and not power.exp.has(x)
                    and task.ranges[x].contains(end) == S.true
                    and power.base.subs(x, end) == 0
                ):
                    if not task.statement.subs(x, end).has(sympy.nan, sympy.zoo, sympy.oo):
                        yield _apart(task, x, end, side)


def _apart(task: Restated, x: Symbol, end: Basic, side: int) -> Parts:
    values = task.ranges[x]
    opened = bool(values.left_open) or side == 0, bool(values.right_open) or side == 1
    inside = task.ranges | {x: Interval(values.inf, values.sup, *opened)}
    others = {s: r for s, r in task.ranges.items() if s != x}
    there = Restated(task.statement.subs(x, end), others, task.where.subs(x, end), task.is_defined)
    rest = _renamed(Restated(task.statement, inside, task.where, task.is_defined))
    return by("end", x, "high" if side else "low", parts=(there, rest))


def _renamed(task: Restated) -> Restated:
    """Return the same with symbols that SymPy knows to be positive where their new ranges are."""
    new = {}
    for x, values in task.ranges.items():
        known = signs(x, {x: values})
        facts = {"positive": known == {1}, "negative": known == {-1}, "nonnegative": known == {0, 1}}
        told = [name for name, true in facts.items() if true and not getattr(x, f"is_{name}")]
        new[x] = sympy.Dummy(f"{x.name}'", real=True, **{told[0]: True}) if told else x
    ranges = {new[x]: values for x, values in task.ranges.items()}
    return Restated(task.statement.xreplace(new), ranges, task.where.xreplace(new), task.defined)

"""Tactics that change variables: a part of an angle as the angle, a letter for what two symbols occur in alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations as pairs
from math import lcm
from typing import Any

import sympy
from sympy import Expr, Interval, Symbol

from verify.kernel.program import Sign
from verify.language.sympys_failures import sympy_may_fail
from verify.prover.claim_data import end_data, expression_data, with_part
from verify.prover.tactics.boxes import Items
from verify.prover.tactics.ground import FAILURES, Attempt, Ground
from verify.prover.tactics.views import View
from verify.prover.zero_tests import is_handy

__all__ = ["combinations", "parts_of_angles"]


def parts_of_angles(solver: Ground, view: View, chain: int) -> Iterator[Attempt]:
    """Yield proofs with x = q u where sines and cosines have x/q in their arguments."""
    program = solver.checker.program
    for i, x in view.symbols.items():
        if isinstance(x, Symbol) and not view.goal.box[i].integer and (q := _denominator(view, x)) > 1:
            low, high = view.ranges[x].inf / q, view.ranges[x].sup / q
            name = f"t{len(program.symbols)}"
            side = view.goal.box[i]
            new = {"name": name, "low": end_data(low), "high": end_data(high), "integer": False}
            new |= {"low_open": side.low.is_open, "high_open": side.high.is_open}
            value, back = ["mul", str(q), ["symbol", name]], ["mul", f"1/{q}", ["symbol", x.name]]
            item = ["substitute", i, new, value, back]
            yield lambda: solver.after(view.goal, item, chain)  # noqa: B023


def _denominator(view: View, x: Symbol) -> int:
    """Return the common denominator of the multiples of x in arguments of sines and cosines, 1 if there are none."""
    found = 1
    with sympy_may_fail():
        slopes = [sympy.diff(wave.args[0], x) for wave in view.statement.atoms(sympy.sin, sympy.cos)]
        found = lcm(*(int(slope.q) for slope in slopes if slope.is_Rational))
    return found


def combinations(solver: Ground, view: View, claim: Sign, chain: int) -> Iterator[Attempt]:
    """Yield proofs in one letter for the sum, difference or product of two symbols on which f depends alone."""
    box, f = view.goal.box, view.expression(claim.step)
    moving = [(x, box[i]) for i, x in view.symbols.items() if isinstance(x, Symbol) and f.has(x)]
    t = sympy.Dummy("t")
    for (m, one), (n, other) in pairs(moving, 2) if is_handy(f) else ():
        for term, value in ((m - n, t + n), (m + n, t - n), (m * n, t / n)) if one.integer == other.integer else ():
            with suppress(*FAILURES), sympy_may_fail():
                rest = sympy.powsimp(sympy.expand(f.subs(m, value)))
                if not rest.has(m, n) and (side := _range(view, term, m, n)):
                    yield lambda: _in_one(solver, view, rest, t, term, (*side, one.integer), chain)  # noqa: B023


def _range(view: View, term: Expr, m: Symbol, n: Symbol) -> tuple[Expr, Expr, bool, bool] | None:
    """Return the ends of a sum, a difference or a product of nonnegative numbers, and whether they are left out."""
    a, b = view.ranges[m], view.ranges[n]
    if term.is_Mul:
        if not (a.inf >= 0 and b.inf >= 0):
            return None
        low = a.left_open and b.left_open or (a.left_open and b.inf > 0) or (b.left_open and a.inf > 0)
        return a.inf * b.inf, a.sup * b.sup, bool(low), bool(a.right_open or b.right_open)
    if term.diff(n) < 0:
        b = Interval(-b.sup, -b.inf, b.right_open, b.left_open)
    return a.inf + b.inf, a.sup + b.sup, bool(a.left_open or b.left_open), bool(a.right_open or b.right_open)


def _in_one(solver: Ground, view: View, f: Expr, t: Symbol, term: Expr, side: Any, chain: int) -> Items:
    """f is a function of t alone, which stands for a term."""
    name, data = f"t{len(solver.checker.program.symbols)}", expression_data(term, view.names)
    low, high, low_open, high_open, whole = side
    new = {"name": name, "low": end_data(low), "high": end_data(high), "integer": whole}
    new["low_open"] = low_open and not whole or low == -sympy.oo
    new["high_open"] = high_open and not whole or high == sympy.oo
    form = with_part(expression_data(f, {t: name}), ["symbol", name], data)
    items, last = solver.first(view.goal, ["combine", [], form], chain)
    return [*items, *solver.after(last, ["letter", data, new], chain)]

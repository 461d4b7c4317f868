"""Integrals and sums that SymPy found, as claims that can be shown: by a derivative, by a difference.

∫ from a to b of f is F(b) − F(a) if F′ = f on [a, b].  Σ from i = a to n of f(i) is S(n), for integers n ≥ a − 1, if
S(a − 1) = 0 and S(m) − S(m − 1) = f(m) for m ≥ a.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Basic, Expr

from verify.language.bridge import NotReadable, term_of
from verify.language.term import Term, apply, eq, number, substitute

__all__ = ["integral", "total"]

Claim = tuple[Term, Mapping[Basic, sympy.Set]]


def integral(f: Expr, limit: Any, result: Expr) -> Claim:
    """Return what shows the value of an integral, and the range of the variable in it.

    Raises NotReadable where an end is infinite, or SymPy has no antiderivative.
    """
    variable, *ends = limit if isinstance(limit, (tuple, sympy.Tuple)) else (limit,)
    with sympy.evaluate(True):
        found = sympy.integrate(sympy.sympify(f).doit(), variable) if ends else result
        slope = sympy.Derivative(found, variable, evaluate=False)
    claim = eq(term_of(slope), term_of(f))
    if not ends:
        return claim, {}
    low, high = map(sympy.sympify, ends)
    if low.is_infinite or high.is_infinite:
        raise NotReadable("an integral over a range without end is not checked")
    x, primitive = term_of(variable), term_of(found)
    difference = substitute(primitive, {x: term_of(high)}) - substitute(primitive, {x: term_of(low)})
    within = sympy.Interval(*sorted((low, high), key=float)) if not (low.free_symbols or high.free_symbols) else None
    # by a letter of its own, which is not the lemma's symbol of that name
    letter = sympy.Dummy(variable.name, real=True)
    claim = substitute(claim, {x: term_of(letter)})
    return apply("and", claim, eq(difference, term_of(result))), {letter: within or sympy.S.Reals}


def total(f: Expr, limit: Any, result: Expr) -> Claim:
    """Return what shows the value of a sum up to a symbol; raises NotReadable for other sums than that."""
    index, low, high = limit
    if not (isinstance(high, sympy.Symbol) and sympy.sympify(low).is_Integer):
        raise NotReadable("only a sum from a number to a symbol, or of known terms, is checked")
    start, n = int(low), term_of(high)
    m = term_of(sympy.Dummy(index.name, integer=True))
    value, terms = term_of(result), term_of(f)
    at_m, before = substitute(value, {n: m}), substitute(value, {n: m - 1})
    step = eq(at_m - before, substitute(terms, {term_of(index): m}))
    empty = eq(substitute(value, {n: number(start - 1)}), 0)
    return apply("and", step, empty, n >= start - 1), {m.data: sympy.Range(start, sympy.oo)}

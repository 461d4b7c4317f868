"""Integrals, sums and products that SymPy found, as claims that can be shown: by a derivative, by induction.

∫ from a to b of f is F(b) − F(a) if F′ = f on [a, b].  Σ from i = a to n of f(i) is S(n), for integers n ≥ a − 1, if
S(a − 1) = 0 and S(m) − S(m − 1) = f(m) for m ≥ a; Π is P(n) if P(a − 1) = 1 and P(m) = P(m − 1) f(m).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy
from sympy import Basic, Expr

from verify.language.from_sympy import term_of
from verify.language.sympy_heads import NotReadable
from verify.language.term import Term, apply, eq, number, substitute
from verify.language.to_sympy import sympy_of

__all__ = ["shown_by"]

Claim = tuple[Term, Mapping[Basic, sympy.Set]]  # with the range of each symbol that only the claim speaks of


def shown_by(kind: Any, f: Expr, limits: Sequence[Any], result: Expr, value: Callable[[Any], Any]) -> Claim:
    """Return what shows that an integral, a sum or a product of f is the result; of several, one after the other.

    ``value`` is SymPy's of the inner ones.  Raises NotReadable where an end is infinite, a sum does not end at a
    symbol, or SymPy has no antiderivative.
    """
    first, *others = limits
    one = _integral if kind is sympy.Integral else _total
    if not others:
        return one(kind, f, first, result, value)
    inner = value(kind(f, first))
    claim, ranges = one(kind, f, first, inner, value)
    variable, *ends = others[0]
    letter = _letter(variable)
    claim = substitute(claim, {term_of(variable): term_of(letter)})
    outer, more = shown_by(kind, inner, others, result, value)
    return apply("and", claim, outer), {**ranges, letter: _range(kind, ends), **more}


def _letter(variable: Any) -> sympy.Dummy:
    """Return a letter of the claim's own, which is not the lemma's symbol of that name."""
    return sympy.Dummy(variable.name, integer=variable.is_integer, real=True)


def _range(kind: Any, ends: Sequence[Any]) -> sympy.Set:
    """Return a range in which a bound symbol is."""
    if len(ends) == 2 and not any(end.free_symbols for end in ends):
        low, high = sorted(ends, key=float)
        return sympy.Interval(low, high) if kind is sympy.Integral else sympy.Range(low, high + 1)
    if kind is sympy.Integral:
        return sympy.S.Reals
    return sympy.Range(ends[0], sympy.oo) if ends[0].is_Integer else sympy.S.Integers


def _integral(kind: Any, f: Expr, limit: Any, result: Expr, value: Callable[[Any], Any]) -> Claim:
    variable, *ends = limit
    with sympy.evaluate(True):
        found = sympy.integrate(sympy.sympify(f).doit(), variable) if ends else result
        slope = sympy.Derivative(found, variable, evaluate=False)
    claim = eq(term_of(slope), term_of(f))
    if not ends:
        return claim, {}
    low, high = ends
    if low.is_infinite or high.is_infinite:
        raise NotReadable("an integral over a range without end is not checked")
    x, primitive, letter = term_of(variable), term_of(found), _letter(variable)
    difference = substitute(primitive, {x: term_of(high)}) - substitute(primitive, {x: term_of(low)})
    claim = substitute(claim, {x: term_of(letter)})
    return apply("and", claim, eq(difference, term_of(result))), {letter: _range(kind, (low, high))}


def _total(kind: Any, f: Expr, limit: Any, result: Expr, value: Callable[[Any], Any]) -> Claim:
    """Return what shows a sum or product up to a symbol, or to one plus a number."""
    index, low, high = limit
    with sympy.evaluate(True):
        more, n = sympy_of(term_of(high)).as_coeff_Add()
    if not (isinstance(n, sympy.Symbol) and n.is_integer and more.is_Integer and sympy.sympify(low).is_Integer):
        raise NotReadable("only a sum from a number to a symbol, or of known terms, is checked")
    if f.has(n):  # the induction is about the end alone
        end = sympy.Dummy(n.name, integer=True, nonnegative=n.is_nonnegative)
        whole = value(kind(f, (index, low, end + more)))
        claim, ranges = _total(kind, f, (index, low, end + more), whole, value)
        there = {term_of(end): term_of(n)}
        return apply("and", substitute(claim, there), eq(substitute(term_of(whole), there), term_of(result))), ranges
    start, up_to, m = int(low), term_of(n), term_of(sympy.Dummy(index.name, integer=True))
    closed, terms = term_of(result), term_of(f)

    def at(last: Term) -> Term:
        return substitute(closed, {up_to: last - int(more)})

    next_one = substitute(terms, {term_of(index): m})
    product = kind is sympy.Product
    step = eq(at(m), at(m - 1) * next_one) if product else eq(at(m) - at(m - 1), next_one)
    empty = eq(at(number(start - 1)), 1 if product else 0)
    return apply("and", step, empty, up_to + int(more) >= start - 1), {m.data: sympy.Range(start, sympy.oo)}

"""Logarithms taken of both sides, or undone: A > B > 0 is log A > log B, and log u > v is u > exp v."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Add, Expr, exp, log

from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.signs import signs
from verify.prover.zero_tests import is_handy

__all__ = ["logarithms"]


def logarithms(task: Restated) -> Iterator[Parts]:
    """Yield the relation with logarithms taken, of a term with symbols in an exponent or of two terms, or undone."""
    for f, strict in strictly_positive(task.statement):
        if is_handy(f):
            for new, *sides in _undone(f):  # what has a logarithm is positive, so that the powers are defined with it
                undone = Restated(positive(new, strict), task.ranges, task.where, task.is_defined)
                yield by("exponentials", *sides, parts=(undone,))
            for above, below in _taken(f, task):
                taken = Restated(positive(above - below, strict), task.ranges, task.where)
                yield by("strip", "exp", above, below, parts=(taken,))


def _undone(f: Expr) -> Iterator[tuple[Expr, Expr, Expr, Expr]]:
    """Yield expressions of the same sign: for c log u + r with c > 0, u e^(r/c) − 1 and u − e^(−r/c), and so on.

    With each c, and the expressions a and b that have f = c (a − b), while it is exp a − exp b.
    """
    terms = [term for term in Add.make_args(f) if isinstance(_rest(term), log)]
    if terms and not (f - Add(*terms)).has(log):
        rest = f - Add(*terms)
        for scale in {abs(_scale(term)) for term in terms}:
            above, below = (
                sympy.Mul(*(_rest(t).args[0] ** (abs(_scale(t)) / scale) for t in terms if s * _scale(t) > 0))
                for s in (1, -1)
            )
            a, b = (Add(*(abs(_scale(t)) / scale * _rest(t) for t in terms if s * _scale(t) > 0)) for s in (1, -1))
            yield above * exp(rest / scale) - below, scale, a + rest / scale, b
            yield above - below * exp(-rest / scale), scale, a, b - rest / scale


def _scale(term: Expr) -> Expr:
    return term.as_coeff_Mul()[0]


def _rest(term: Expr) -> Expr:
    return term.as_coeff_Mul()[1]


def _taken(f: Expr, task: Restated) -> Iterator[tuple[Expr, Expr]]:
    """Yield log A and log B for f = A − B, A or B one term, a power or a product of some, and both positive."""
    for group in dict.fromkeys((f, sympy.expand(f))):
        terms = Add.make_args(group)
        for term in terms:
            other = group - term
            if other == 0 or not (_has_power(term) or (len(terms) == 2 and f.has(log))):
                continue
            sides = (term, -other), (other, -term)
            for above, below in sides:
                if signs(above, task.facts, 4) == signs(below, task.facts, 4) == {1}:
                    yield _logarithm(above), _logarithm(below)


def _has_power(term: Expr) -> bool:
    return any(node.exp.free_symbols for node in term.atoms(sympy.Pow)) or term.has(exp)


def _logarithm(positive_one: Expr) -> Expr:
    """Return the logarithm of a positive expression, as a sum over factors that are powers."""
    total = sympy.S.Zero
    for factor in sympy.Mul.make_args(sympy.together(positive_one)):
        base, exponent = factor.as_base_exp()
        total += exponent if base == sympy.E else exponent * log(base)
    return total

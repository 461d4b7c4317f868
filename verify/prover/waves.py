"""Sines and cosines of one argument as a polynomial on the circle, s² + c² = 1; the same for sinh and cosh."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import sympy
from sympy import Expr

from verify.prover.effort import EFFORT
from verify.prover.heads import CIRCLES, CIRCULAR

__all__ = ["on_circles"]


def on_circles(expression: Expr) -> Expr:
    """Return an expression of the same value in a normal form: zero if it vanishes on the circles, as a polynomial.

    A polynomial in s and c whose terms are all of even or all of odd degree is made homogeneous of that degree, by
    factors s² + c²; in any other c² becomes 1 − s².  What is no polynomial in them is returned as it is.

    >>> x = sympy.Symbol("x", real=True)
    >>> on_circles(sympy.cos(x) ** 4 - sympy.sin(x) ** 4 + 2 * sympy.sin(x) ** 2 - 1)
    0
    """
    expression = _at_base_angles(expression)
    for s, c, sign in _pairs(expression):
        expression = _on_circle(expression, s, c, sign)
    return expression


def _at_base_angles(expression: Expr) -> Expr:
    """Return an expression with sines and cosines of sums and small multiples expanded, where that is short."""
    found = expression.atoms(*CIRCULAR)
    arguments = {wave.args[0] for wave in found}
    symbols = sorted(set().union(*(u.free_symbols for u in arguments)), key=str)
    if not all(x.is_Symbol for x in symbols):  # an angle between vectors
        return expression
    slopes = {x: {sympy.diff(u, x) for u in arguments} - {0} for x in symbols}
    if len(arguments) < 2 or not all(q.is_Rational for found in slopes.values() for q in found):
        return expression
    symbols = [x for x in symbols if slopes[x]]  # the others stand in conditions only
    unit = {x: abs(reduce(sympy.gcd, slopes[x])) for x in symbols}
    steepest = max((abs(q) / unit[x] for x in symbols for q in slopes[x]), default=0)
    if steepest > EFFORT.wave_multiple or len(arguments) > EFFORT.wave_angles:
        return expression
    letters = {x: sympy.Dummy(x.name, real=True) for x in symbols}
    waves = {wave: sympy.expand_trig(wave.xreplace({x: letters[x] / unit[x] for x in symbols})) for wave in found}
    return expression.xreplace(waves).xreplace({letters[x]: x * unit[x] for x in symbols})


def _pairs(expression: Expr) -> Iterator[tuple[Expr, Expr, int]]:
    for sine, cosine, sign in CIRCLES:
        arguments = {wave.args[0] for wave in expression.atoms(sine, cosine)}
        yield from ((sine(x), cosine(x), sign) for x in sorted(arguments, key=str))


def _on_circle(expression: Expr, s: Expr, c: Expr, sign: int) -> Expr:
    """Use 1 = c² + sign · s²."""
    letters = {s: sympy.Dummy("s"), c: sympy.Dummy("c")}
    inside = expression.xreplace(letters)
    p, q = letters.values()
    if not inside.is_polynomial(p, q):
        return expression
    terms = sympy.Poly(inside, p, q).terms()
    degree = max(i + j for (i, j), _ in terms)
    if len(terms) > EFFORT.wave_terms or degree > EFFORT.wave_degree:
        return expression
    if len({(i + j) % 2 for (i, j), _ in terms}) == 1:
        total = sum(a * p**i * q**j * (q**2 + sign * p**2) ** ((degree - i - j) // 2) for (i, j), a in terms)
    else:
        total = sum(a * p**i * q ** (j % 2) * (1 - sign * p**2) ** (j // 2) for (i, j), a in terms)
    return sympy.expand(total).xreplace({p: s, q: c})

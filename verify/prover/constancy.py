"""Equations between functions: an algebraic zero, or a derivative that is zero and one point where both sides meet."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from sympy import Basic, Expr, Interval, Pow, Set

from verify.language.sympys_failures import sympy_may_fail
from verify.prover.heads import in_exponentials
from verify.prover.signs import is_smooth, signs, undefined_part
from verify.prover.waves import on_circles
from verify.prover.zero_tests import is_handy, is_zero, sign_at

__all__ = ["is_equal_to_zero"]


def is_equal_to_zero(expression: Expr, ranges: Mapping[Basic, Set], depth: int = 3) -> bool:
    """Return whether an expression was shown to be zero on real ranges on which it is defined.

    By algebra, roots of squares taken by known signs; else, in some symbol x, by ∂f/∂x = 0 inside its interval,
    where f is defined and differentiable, continuous up to the ends, and f = 0 for one x.
    """
    if not is_handy(expression):
        return False
    if not expression.free_symbols:
        return sign_at(expression) == {0}
    if _is_algebraic_zero(expression, ranges):
        return True
    if depth == 0:
        return False
    symbols = sorted((s for s, r in ranges.items() if s.is_Symbol and isinstance(r, Interval)), key=str)
    return any(_is_constant_zero(expression, s, ranges, depth) for s in symbols if expression.has(s))


def _is_constant_zero(f: Expr, x: Basic, ranges: Mapping[Basic, Set], depth: int) -> bool:
    values, slope = ranges[x], None
    with sympy_may_fail():  # on what is undefined in a branch that is not taken
        slope = sympy.diff(f, x)
    if slope is None:
        return False
    others = {s: r for s, r in ranges.items() if not s.has(x)}  # what holds all the way along x
    closed, inside = others | {x: values}, others | {x: Interval.open(values.inf, values.sup)}
    if undefined_part(f, closed) is not None or not is_smooth(f, closed) or undefined_part(slope, inside) is not None:
        return False
    return is_equal_to_zero(slope, inside, depth - 1) and any(
        _vanishes_at(f, x, point, others, depth) for point in _points(values)
    )


def _vanishes_at(f: Expr, x: Basic, point: Expr, others: Mapping[Basic, Set], depth: int) -> bool:
    with sympy_may_fail():
        there = f.subs(x, point)
        plain = not there.has(sympy.nan, sympy.zoo, sympy.oo)
        return plain and undefined_part(there, others) is None and is_equal_to_zero(there, others, depth - 1)
    return False


def _points(values: Interval) -> list[Expr]:
    """Return points of an interval at which functions may have plain values."""
    near = [end for end in (values.inf, values.sup) if end.is_finite]
    simple = [sympy.S.Zero, sympy.S.One, -sympy.S.One, sympy.pi / 2, sympy.pi, sympy.pi / 4, *near]
    middle = [(values.inf + values.sup) / 2] if len(near) == 2 else []
    return [x for x in dict.fromkeys([*simple, *middle]) if values.contains(x) == True]  # noqa: E712


def _is_algebraic_zero(expression: Expr, ranges: Mapping[Basic, Set]) -> bool:
    if pairs := {node.args for node in expression.atoms(sympy.Max, sympy.Min) if len(node.args) == 2}:
        a, b = min(pairs, key=str)  # where a ≥ b, and where b ≥ a
        sides = ({sympy.Max(a, b): c, sympy.Min(a, b): d} for c, d in ((a, b), (b, a)))
        return all(_is_algebraic_zero(expression.xreplace(side), ranges) for side in sides)
    plain = in_exponentials(expression)
    for form in (plain, sympy.expand_log(plain), _without_roots(plain, ranges)):
        with sympy_may_fail():
            if is_zero(form, thorough=False) or on_circles(_numerator(form)) == 0:
                return True
    return False


def _numerator(expression: Expr) -> Expr:
    return sympy.expand(sympy.fraction(sympy.together(expression))[0])


def _without_roots(expression: Expr, ranges: Mapping[Basic, Set]) -> Expr:
    """Return an expression of the same value, with a for √(a²) and |a| where a has a sign."""
    expression = expression.replace(lambda n: isinstance(n, sympy.tan), lambda n: n.rewrite(sympy.cos))
    found = {}
    for root in expression.atoms(Pow, sympy.Abs):
        if isinstance(root, sympy.Abs):
            found[root] = _size(root.args[0], ranges)
        elif root.exp.is_Rational and root.exp.q == 2:
            found[root] = _root(root, ranges)
    return expression.xreplace(found)


def _size(x: Expr, ranges: Mapping[Basic, Set]) -> Expr:
    found = signs(x, ranges, 6)
    return x if found <= {0, 1} else -x if found <= {-1, 0} else sympy.Abs(x)


def _root(root: Expr, ranges: Mapping[Basic, Set]) -> Expr:
    """Return c^(p/2) for c = r Π b², r shown to be nonnegative, as r^(p/2) Π |b|^p."""
    above, below = sympy.fraction(sympy.together(root.base))
    base = sympy.factor(on_circles(sympy.expand(above))) / sympy.factor(below)
    squares, rest = [], sympy.S.One
    for factor in sympy.Mul.make_args(base):
        b, e = factor.as_base_exp()
        if e.is_Integer:
            squares.append((b, e // 2))
            rest *= b ** (e % 2)
        else:
            rest *= factor
    if not signs(rest, ranges, 6) <= {0, 1}:
        return root
    p = root.exp.p
    return rest**root.exp * sympy.Mul(*(_size(b, ranges) ** (e * p) for b, e in squares if e))

"""Letters for functions: what depends on a symbol through one function only is a statement about its values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import sympy
from sympy import Basic, Expr, Interval, Pow, Symbol, acos, asin, atan, cos, exp, oo, sin, sqrt

from verify.prover.effort import EFFORT
from verify.prover.heads import in_exponentials
from verify.prover.reductions.restated import Parts, Restated, by
from verify.prover.signs import signs
from verify.prover.waves import on_circles

__all__ = ["letters"]


def letters(task: Restated) -> Iterator[Parts]:
    """Yield the statement in t = e^(ax), √x, cos x, sin x, arccos x or arcsin x where that removes x."""
    for x, values in task.ranges.items():
        if isinstance(values, Interval) and not task.where.has(x):
            for one in (_exponential, _root, _wave, _angle):
                if (found := one(task.statement, x, values)) is not None:
                    statement, t, new, rule = found
                    if not statement.has(x, sympy.nan, sympy.zoo, sympy.oo):
                        ranges = {s: r for s, r in task.ranges.items() if s != x} | {t: new}
                        yield by(*rule, parts=(Restated(statement, ranges, task.where),))


Lettered = tuple[Basic, Symbol, Interval, tuple[Any, ...]] | None


def _exponential(statement: Basic, x: Symbol, values: Interval) -> Lettered:
    """Put t = e^(ax) with the largest a of which all exponents have integer multiples."""
    plain = in_exponentials(statement)
    slopes = {sympy.diff(e.args[0], x) for e in plain.atoms(exp) if e.has(x)}
    if not slopes or not all(slope.is_Rational for slope in slopes):
        return None
    a, t = abs(reduce(sympy.gcd, slopes)), sympy.Dummy(f"exp {x.name}", positive=True)
    numbers = (number for e in plain.atoms(exp) for number in e.args[0].subs(x, x / a).atoms(sympy.Rational))
    if any(abs(number.p) > EFFORT.longest_power for number in numbers):
        return None  # SymPy writes out every coefficient of a polynomial in t and e, to see whether it has a sign
    new = plain.replace(
        lambda n: isinstance(n, exp) and n.has(x),
        lambda n: t ** (sympy.diff(n.args[0], x) / a) * exp(sympy.expand(n.args[0] - sympy.diff(n.args[0], x) * x)),
    )
    low, high = exp(a * values.inf), exp(a * values.sup)
    side = Interval(low, high, bool(values.left_open) or values.inf == -oo, bool(values.right_open))
    return new, t, side, ("letter", exp(a * x), t)


def _root(statement: Basic, x: Symbol, values: Interval) -> Lettered:
    """Put x = t² where √x occurs."""
    if not any(p.base == x and p.exp.is_Rational and p.exp.q == 2 for p in statement.atoms(Pow)) or values.inf < 0:
        return None
    fact = "positive" if signs(x, {x: values}) == {1} else "nonnegative"
    t = sympy.Dummy(f"√{x.name}", **{fact: True})
    ends = sqrt(values.inf), sqrt(values.sup)
    side = Interval(*ends, bool(values.left_open), bool(values.right_open))
    return statement.xreplace({x: t**2}), t, side, ("substitute", x, t, t**2, sqrt(x))


def _wave(statement: Basic, x: Symbol, values: Interval) -> Lettered:
    """Put t = cos x or sin x in −1 ≤ t ≤ 1, once the square of the other is 1 − t²."""
    arguments = {wave.args[0] for wave in statement.atoms(sin, cos) if wave.has(x)}
    if len(arguments) != 1:
        return None
    (u,), t = arguments, sympy.Dummy(f"wave {x.name}", real=True)
    for kept, other in ((cos(u), sin(u)), (sin(u), cos(u))):
        new = statement.xreplace({other**2: 1 - kept**2}).xreplace({kept: t})
        if not new.has(x):
            return new, t, _range_of(kept, x, values), ("letter", kept, t)
    return None


def _range_of(wave: Expr, x: Symbol, values: Interval) -> Interval:
    """Return [−1, 1], or what is known of it by its sign."""
    found = signs(wave, {x: values})
    return Interval(0 if -1 not in found else -1, 0 if 1 not in found else 1)


def _angle(statement: Basic, x: Symbol, values: Interval) -> Lettered:
    """Put x = cos t, sin t or tan t where arccos x, arcsin x or arctan x occurs."""
    for arc, wave, root in _ARCS:
        if statement.has(arc(x)):
            rising = arc is not acos
            ends = [arc(values.inf), arc(values.sup)][:: 1 if rising else -1]
            opened = [bool(values.left_open), bool(values.right_open)][:: 1 if rising else -1]
            known = signs(arc(x), {x: values})
            fact = "positive" if known == {1} else "real" if -1 in known else "nonnegative"
            t = sympy.Dummy(f"arc {x.name}", **{fact: True})
            new = statement.xreplace({arc(x): t}).xreplace({x: wave(t)})
            if (known_roots := _roots(new, root(t))) or arc is not atan:  # a tangent by itself makes nothing simpler
                return new.xreplace(known_roots), t, Interval(*ends, *opened), ("substitute", x, t, wave(t), arc(x))
    return None


# the inverse, and what is not negative on its range: √(1 − cos²), √(1 − sin²), √(1 + tan²)
_ARCS: tuple[tuple[Any, Callable[[Expr], Expr], Callable[[Expr], Expr]], ...] = (
    (acos, cos, sin), (asin, sin, cos), (atan, lambda t: sin(t) / cos(t), lambda t: 1 / cos(t)),
)  # fmt: skip


def _roots(statement: Basic, root: Expr) -> dict[Basic, Expr]:
    """Return the powers in a statement whose base is the square of a root that is not negative."""
    found = [p for p in statement.atoms(Pow) if p.exp.is_Rational and p.exp.q == 2]
    return {p: root ** (2 * p.exp) for p in found if _is_zero_on_circles(p.base - root**2)}


def _is_zero_on_circles(expression: Expr) -> bool:
    return bool(on_circles(sympy.expand(sympy.fraction(sympy.together(expression))[0])) == 0)

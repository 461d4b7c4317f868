"""Whether a function of Gaussian variables is zero on a null set only, or at least not almost everywhere.

Every answer is one-sided: False means not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import sympy
from sympy import Basic, Expr, Piecewise, S
from sympy.core.relational import Relational

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import NotLinear, is_random
from verify.language.vectors import Dot
from verify.prover.conditions import allowed, is_continuous_where
from verify.prover.existence.pieces import branches
from verify.prover.existence.shown import Ranges, may_degenerate, sign_of
from verify.prover.heads import crossing_of, is_analytic
from verify.prover.signs import undefined_part

__all__ = ["is_nonzero", "is_somewhere_nonzero"]

_PLACES = (lambda i: 0, lambda i: 1, lambda i: i + 1, lambda i: i % 2, lambda i: -1 - i)


def is_nonzero(g: Expr, ranges: Ranges) -> bool:
    """Return whether g was shown not to be zero, where it is defined, for almost all values of its variables."""
    if 0 not in sign_of(g, ranges):
        return True
    if not is_random(g):
        return False
    return _head_is_nonzero(g, ranges) or _form_is_nonzero(g, ranges) or _is_nonzero_analytic(g, ranges)


def _head_is_nonzero(g: Expr, ranges: Ranges) -> bool:
    match g:
        case sympy.Mul() | sympy.Max() | sympy.Min() | sympy.Abs():
            return all(is_nonzero(part, ranges) for part in g.args)
        case sympy.Pow(base=base, exp=power):
            return sign_of(power, ranges) == {-1} or is_nonzero(base, ranges)
        case Dot(args=(x, y)):
            return x.gaussian and y.gaussian
        case sympy.Add():
            of_terms = frozenset[int]().union(*(sign_of(term, ranges) for term in g.args))
            return not {-1, 1} <= of_terms and any(is_nonzero(term, ranges) for term in g.args)
        case Piecewise():
            return all(is_nonzero(value, inside) for value, inside in branches(g, ranges))
    if hasattr(g, "as_elementary"):
        return is_nonzero(g.as_elementary(), ranges)
    crossing = crossing_of(g)
    return crossing is not None and is_nonzero(g.args[0] - crossing[0], ranges)


def _form_is_nonzero(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is a linear form with positive variance: a normal variable has no atoms."""
    try:
        return not may_degenerate(g, ranges)
    except NotLinear:
        return False


def _is_nonzero_analytic(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is analytic and not zero at some point: its zeros are then a null set."""
    return _is_analytic(g) and any(0 not in sign_of(g.xreplace(at), ranges) for at in _places(g))


def _places(g: Basic) -> Iterator[dict[Basic, Expr]]:
    """Yield values of the Gaussian scalars of g, and with them of the inner products with Gaussian vectors.

    The vectors are all 0, or all of them one of the fixed vectors that they meet.
    """
    entries = sorted((node for node in g.atoms(Dot) if is_random(node)), key=str)
    scalars = sorted(g.atoms(Gaussian), key=str)
    fixed = sorted({u for entry in entries for u in entry.args if not u.gaussian}, key=str)
    for u, place in product((None, *fixed), _PLACES):
        at = {x: sympy.Integer(place(i)) for i, x in enumerate(scalars)}
        yield at | {entry: S.Zero if u is None else _at_vector(entry, u) for entry in entries}


def _at_vector(entry: Dot, u: Basic) -> Expr:
    return Dot(*(u if x.gaussian else x for x in entry.args))


def is_somewhere_nonzero(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is continuous and not zero at some point, hence not zero around it."""
    return any(_is_continuous_at(g, at, ranges) and 0 not in sign_of(g.xreplace(at), ranges) for at in _places(g))


def _is_continuous_at(g: Basic, at: Mapping[Basic, Expr], ranges: Ranges) -> bool:
    """Return whether g is defined at a point, and made of functions that are continuous where they are defined."""
    if not is_random(g) or isinstance(g, (Gaussian, Dot)):
        return True
    if hasattr(g, "as_elementary"):
        return _is_continuous_at(g.as_elementary(), at, ranges)

    def holds(relation: Relational) -> bool:
        return sign_of((relation.lhs - relation.rhs).xreplace(at), ranges) <= allowed(relation)

    if isinstance(g, sympy.Pow):
        known = not is_random(g.exp) or sign_of(g.base.xreplace(at), ranges) == {1}
    else:
        known = is_continuous_where(g, holds)
    if not known or undefined_part(g.xreplace(at), ranges) is not None:
        return False
    return all(_is_continuous_at(part, at, ranges) for part in g.args)


def _is_analytic(g: Expr) -> bool:
    if not is_random(g) or isinstance(g, (Gaussian, Dot)):
        return True
    if isinstance(g, sympy.Pow):
        return bool(g.exp.is_Integer and g.exp > 0 and _is_analytic(g.base))
    return is_analytic(g) and all(map(_is_analytic, g.args))

"""Whether a function of Gaussian variables is a real number, or not zero, for almost all of their values.

The parameters take every value of their ranges; for each the exceptions may fill a null set.  Every answer is
one-sided: what is not shown may hold all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import sympy
from sympy import Basic, Expr, Interval, Piecewise, S, Set, Sum
from sympy.core.relational import Ge, Gt, Le, Lt, Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from verify.exact import Signs
from verify.expectation import Gaussian
from verify.gaussian_forms import NotLinear, covariance, is_random, linear_parts
from verify.signs import signs, undefined_part
from verify.vectors import Dot

__all__ = [
    "NotShown", "Ranges", "assert_defined", "branches", "is_nonzero", "is_positive", "is_somewhere_nonzero",
    "may_degenerate", "sign_of", "with_index",
]  # fmt: skip

Ranges = Mapping[Basic, Set]
DEPTH = 6
# heads that are real wherever their arguments are
_TOTAL = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf,
    sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling, Relational,
    BooleanFunction, BooleanAtom,
)  # fmt: skip
# odd functions that vanish at 0 only
_ODD = (sympy.sinh, sympy.tanh, sympy.atan, sympy.asin, sympy.erf, sympy.Abs, sympy.sign)
_ANALYTIC = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf,
)  # fmt: skip
_CONTINUOUS = (*_ANALYTIC, sympy.Abs, sympy.Max, sympy.Min, sympy.Pow, sympy.log)
_PLACES = (lambda i: 0, lambda i: 1, lambda i: i + 1, lambda i: i % 2, lambda i: -1 - i)


class NotShown(ValueError):
    """Why a mean was not shown to exist, in a few plain words."""


def sign_of(f: Expr, ranges: Ranges) -> Signs:
    """Return a set of signs that contains the sign of a function wherever it is defined."""
    return signs(f, ranges, DEPTH)


def is_positive(f: Expr, ranges: Ranges) -> bool:
    """Return whether a function was shown to be positive wherever it is defined, with x and −x for each |x| in it."""
    if sign_of(f, ranges) == {1}:
        return True
    sizes = sorted(f.atoms(sympy.Abs), key=str)
    return bool(sizes) and all(is_positive(f.xreplace({sizes[0]: way * sizes[0].args[0]}), ranges) for way in (1, -1))


def may_degenerate(form: Expr, ranges: Ranges) -> bool:
    """Return whether the variance of a linear form was not shown to be positive."""
    return not is_positive(covariance(form, form), ranges)


def with_index(node: Sum, ranges: Ranges) -> Ranges:
    """Return ranges with one for each index of a finite sum."""
    if any(limit[k].is_infinite for limit in node.limits for k in (1, 2)):
        raise NotShown(f"{node} has infinitely many terms")
    return {**ranges, **{limit[0]: S.Integers for limit in node.limits}}


# Piecewise


def branches(node: Piecewise, ranges: Ranges) -> Iterator[tuple[Expr, Ranges]]:
    """Yield the values of a Piecewise, each with the ranges on which it may be taken."""
    for value, condition in node.args:
        inside = _narrowed(ranges, condition)
        if all(isinstance(values, Interval) for x, values in inside.items() if isinstance(x, Gaussian)):
            yield value, inside  # else it is taken on a null set
        if condition == S.true:
            return
        ranges = _narrowed(ranges, sympy.Not(condition))
    raise NotShown(f"{node} has no value where none of its conditions holds")


def _narrowed(ranges: Ranges, condition: Basic) -> Ranges:
    """Return ranges within which a condition holds, narrower where it bounds one Gaussian variable by a number."""
    for part in sympy.And.make_args(condition):
        found = _half_line(part) if isinstance(part, (Lt, Le, Gt, Ge)) else None
        if found and found[0] in ranges:
            ranges = {**ranges, found[0]: ranges[found[0]].intersect(found[1])}
    return ranges


def _half_line(condition: Relational) -> tuple[Basic, Set] | None:
    """Return x and [c, ∞) for c ≤ x and the like; the end is kept out where the condition keeps it out."""
    try:
        parts, constant = linear_parts(condition.gts - condition.lts)
    except NotLinear:
        return None
    ((x, slope),) = parts.items() if len(parts) == 1 else ((S.Zero, S.Zero),)
    if not isinstance(x, Gaussian) or not slope.is_Rational or not constant.is_Rational:
        return None
    end, strict = -constant / slope, isinstance(condition, (Lt, Gt))
    if slope > 0:
        return x, Interval(end, sympy.oo, left_open=strict)
    return x, Interval(-sympy.oo, end, right_open=strict)


# Defined and real


def assert_defined(f: Basic, ranges: Ranges) -> None:
    """Raise NotShown unless f was shown to be a real number for almost all values of its Gaussian variables."""
    if not is_random(f):
        if hole := undefined_part(f, ranges):
            raise NotShown(hole)
    elif isinstance(f, Piecewise):
        for value, inside in branches(f, ranges):
            assert_defined(value, inside)
        for condition in (condition for _, condition in f.args):
            assert_defined(condition, ranges)
    elif isinstance(f, Sum):
        assert_defined(f.function, with_index(f, ranges))
    elif not isinstance(f, (Gaussian, Dot)):
        for part in f.args:
            assert_defined(part, ranges)
        _assert_head(f, ranges)


def _assert_head(f: Basic, ranges: Ranges) -> None:
    match f:
        case sympy.Pow(base=base, exp=power):
            _assert_power(base, power, ranges)
        case sympy.log(args=(x,)):
            if -1 in sign_of(x, ranges) or not is_nonzero(x, ranges):
                raise NotShown(f"{x} may be nonpositive in a logarithm")
        case sympy.acos(args=(x,)) | sympy.asin(args=(x,)):
            if -1 in sign_of(1 - x, ranges) | sign_of(1 + x, ranges):
                raise NotShown(f"{x} may lie outside [-1, 1]")
        case sympy.tan(args=(x,)):
            if not is_nonzero(sympy.cos(x), ranges):
                raise NotShown(f"{x} may be a pole of tan")
        case sympy.atan2(args=(y, x)):
            if not is_nonzero(y, ranges) and not is_nonzero(x, ranges):
                raise NotShown(f"{f} may be taken at the origin")
        case _ if not isinstance(f, _TOTAL) and not hasattr(f, "as_elementary"):
            raise NotShown(f"{type(f).__name__} in {f} is not a function whose mean is known to exist")


def _assert_power(base: Expr, power: Expr, ranges: Ranges) -> None:
    if not power.is_integer and -1 in sign_of(base, ranges):
        raise NotShown(f"{base} may be negative under a root")
    # 0⁰ is 1 where the exponent is an integer, else it is undefined
    harmless = {0, 1} if power.is_integer else {1}
    if not sign_of(power, ranges) <= harmless and not is_nonzero(base, ranges):
        raise NotShown(f"{base} may be zero in a denominator")


# Not zero


def is_nonzero(g: Expr, ranges: Ranges) -> bool:
    """Return whether g was shown not to be zero, where it is defined, for almost all values of its variables."""
    if 0 not in sign_of(g, ranges):
        return True
    if not is_random(g):
        return False
    return _head_is_nonzero(g, ranges) or _form_is_nonzero(g, ranges) or _is_nonzero_analytic(g, ranges)


def _head_is_nonzero(g: Expr, ranges: Ranges) -> bool:
    match g:
        case sympy.Mul() | sympy.Max() | sympy.Min():
            return all(is_nonzero(part, ranges) for part in g.args)
        case sympy.Pow(base=base, exp=power):
            return sign_of(power, ranges) == {-1} or is_nonzero(base, ranges)
        case sympy.log(args=(x,)):
            return is_nonzero(x - 1, ranges)
        case Dot(args=(x, y)):
            return x.gaussian and y.gaussian
        case sympy.Add():
            of_terms = frozenset[int]().union(*(sign_of(term, ranges) for term in g.args))
            return not {-1, 1} <= of_terms and any(is_nonzero(term, ranges) for term in g.args)
        case Piecewise():
            return all(is_nonzero(value, inside) for value, inside in branches(g, ranges))
    if hasattr(g, "as_elementary"):
        return is_nonzero(g.as_elementary(), ranges)
    return isinstance(g, _ODD) and is_nonzero(g.args[0], ranges)


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
    if isinstance(g, (sympy.Heaviside, sympy.sign)) and 0 in sign_of(g.args[0].xreplace(at), ranges):
        return False
    known = isinstance(g, (*_CONTINUOUS, sympy.Heaviside, sympy.sign))
    if not known or undefined_part(g.xreplace(at), ranges) is not None:
        return False
    return all(_is_continuous_at(part, at, ranges) for part in g.args)


def _is_analytic(g: Expr) -> bool:
    if not is_random(g) or isinstance(g, (Gaussian, Dot)):
        return True
    if isinstance(g, sympy.Pow):
        return bool(g.exp.is_Integer and g.exp > 0 and _is_analytic(g.base))
    return isinstance(g, _ANALYTIC) and all(map(_is_analytic, g.args))

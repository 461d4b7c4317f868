"""Bounds of functions of Gaussian variables, by rules: how fast they grow, and how fast near their singularities.

A function is bounded by a sum of products (1 + ‖z‖)^m · e^{c‖z‖} · exp(Σ r z²) · Π |s|^a, with m and c of any size,
a rate r for each Gaussian variable z, and powers of linear forms s, of lengths ‖Z‖, and of sines and cosines of linear
forms.  A logarithm counts as the power 0, for |log s| is below C_ε (|s|^ε + |s|^−ε) for every ε.
"""

from __future__ import annotations

import sympy
from sympy import Expr, Piecewise, S, Sum

from verify.language.gaussian_forms import is_random
from verify.language.reasons import Cause
from verify.language.vectors import Dot, norm
from verify.prover.existence.bound import ONE, Bound, Bounds, power_of, product_of, raised, union_of
from verify.prover.existence.exponents import rates_of, size_of
from verify.prover.existence.lower import away_from_zero, form_of, is_one_signed, real_roots, stays_away
from verify.prover.existence.pieces import branches, summand
from verify.prover.existence.shown import NotShown, Ranges, sign_of
from verify.prover.existence.zeros import is_nonzero
from verify.prover.heads import CIRCULAR, is_small_at_zero
from verify.prover.zero_tests import factored_form

__all__ = ["bounds"]


# From above


def bounds(f: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of |f|, for an f that is defined almost everywhere; raise NotShown where none is found."""
    if not is_random(f):
        return ONE
    if (form := form_of(f)) is not None:
        return power_of(form, S.One)
    match f:
        case sympy.Add() | sympy.Max() | sympy.Min():
            return union_of(bounds(part, ranges) for part in f.args)
        case sympy.Mul():
            return product_of(bounds(part, ranges) for part in f.args)
        case sympy.Pow(base=base, exp=power):
            return _of_power(base, power, ranges)
        case sympy.exp(args=(h,)):
            return _of_exponential(h, ranges)
        case sympy.sinh(args=(h,)) | sympy.cosh(args=(h,)):
            return _of_exponential(h, ranges) | _of_exponential(-h, ranges)
        case sympy.log(args=(x,)):
            return _of_logarithm(x, ranges)
        case sympy.Abs(args=(x,)):
            return bounds(x, ranges)
        case sympy.floor(args=(x,)) | sympy.ceiling(args=(x,)):
            return bounds(x, ranges) | ONE
        case Sum():
            return bounds(*summand(f, ranges))
        case Piecewise():
            return union_of(bounds(value, inside) for value, inside in branches(f, ranges))
        case sympy.tan(args=(x,)):
            return product_of([bounds(sympy.sin(x), ranges), inverse(sympy.cos(x), ranges)])
        case Dot(args=(x, y)):
            return power_of(norm(x), S(2)) if x == y else ONE
    if hasattr(f, "as_elementary"):
        return bounds(f.as_elementary(), ranges)
    if size_of(f) is not None:
        form = form_of(f.args[0]) if is_small_at_zero(f) else None
        return ONE if form is None else power_of(form, S.One)
    raise NotShown(Cause.UNBOUNDED, part=f)


def _of_power(base: Expr, power: Expr, ranges: Ranges) -> Bounds:
    if is_random(power):
        return _of_exponential(power * sympy.log(base), ranges)
    if not is_random(base):
        return ONE
    if (form := form_of(base)) is not None:
        return ONE if stays_away(base, ranges) else power_of(form, power)
    match base:
        case sympy.Abs(args=(x,)):
            return _of_power(x, power, ranges)
        case sympy.Mul():
            return product_of(_of_power(part, power, ranges) for part in base.args)
        case sympy.Pow(base=x, exp=n) if not is_random(n):
            return _of_power(x, n * power, ranges)
        case sympy.exp(args=(h,)):
            return _of_exponential(power * h, ranges)
    size = abs(power)
    above = raised(bounds(base, ranges), size) if 1 in (found := sign_of(power, ranges)) else ONE
    return above | raised(inverse(base, ranges), size) if -1 in found else above


def _of_exponential(h: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of e^h, where a term c log g of h is a factor g^c."""
    logarithms, rest = list[Bounds](), list[Expr]()
    for term in sympy.Add.make_args(sympy.expand(h)):
        fixed, random = term.as_independent(*term.atoms(sympy.log), as_Add=False)
        if isinstance(random, sympy.log) and not is_random(fixed):
            logarithms.append(_of_power(random.args[0], fixed, ranges) if is_random(random) else ONE)
        else:
            rest.append(term)
    rates = rates_of(sympy.Add(*rest), ranges)
    return product_of([frozenset({Bound(rates=frozenset(rates.items()))}), *logarithms])


def _of_logarithm(x: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of |log x|: a polynomial and Σ |log s|, over singular factors s of bounds of x and of 1/x."""
    both = {bound.without_growth() for bound in bounds(x, ranges) | inverse(x, ranges)}
    return frozenset({Bound(powers=frozenset((s, S.Zero) for bound in both for s, _ in bound.powers))})


# From below


def inverse(g: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of 1/|g|, for a g that is not zero almost everywhere; raise NotShown where none is found."""
    if not is_random(g):
        if is_nonzero(g, ranges):
            return ONE
        raise NotShown(Cause.ZERO_DENOMINATOR, part=g)
    if away_from_zero(g, ranges):
        return ONE
    if (form := form_of(g)) is not None:
        return power_of(form, S.NegativeOne)
    if isinstance(g, CIRCULAR) and form_of(g.args[0]) is not None:
        return power_of(g, S.NegativeOne)
    match g:
        case sympy.Pow(base=base, exp=power):
            return _of_power(base, -power, ranges)
        case sympy.Mul() | sympy.Abs() | sympy.exp():
            return _of_power(g, S.NegativeOne, ranges)
        case sympy.Max() | sympy.Min():  # |max(a, b)| is |a| or |b|
            return union_of(inverse(part, ranges) for part in g.args)
        case sympy.Add():
            return _inverse_sum(g, ranges)
        case Dot(args=(x, y)) if x == y:
            return power_of(norm(x), S(-2))
        case Piecewise():
            return union_of(inverse(value, inside) for value, inside in branches(g, ranges))
    if hasattr(g, "as_elementary"):
        return inverse(g.as_elementary(), ranges)
    raise NotShown(Cause.DECAY, part=g)


def _inverse_sum(g: Expr, ranges: Ranges) -> Bounds:
    if is_one_signed(g, ranges):
        return _by_means(g, ranges)
    if (roots := real_roots(g)) is not None:
        return product_of(power_of(root, -S(n)) for root, n in roots.items())
    factored = factored_form(g)
    if isinstance(factored, (sympy.Mul, sympy.Pow)):
        return inverse(factored, ranges)
    raise NotShown(Cause.DECAY, part=g)


def _by_means(g: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of 1/Σ t, t ≥ 0, which is at most 1/t for every t, and C Π t^−w for weights w of sum 1.

    A weight is chosen to be the smaller, the faster its term goes to zero.
    """
    found = [bound for term in g.args if is_nonzero(term, ranges) for bound in _attempted(term, ranges)]
    for bound in found:
        if not any(b.powers for b in bound):
            return bound
    if not found:
        raise NotShown(Cause.ZERO_DENOMINATOR, part=g)
    weights = [1 / _steepness(bound) for bound in found]
    return product_of(raised(bound, w / sympy.Add(*weights)) for bound, w in zip(found, weights, strict=True))


def _steepness(found: Bounds) -> Expr:
    """Return the largest exponent of 1/|s| in a bound, 1 where it is no positive number."""
    exponents = [-power for bound in found for _, power in bound.powers]
    return max((a for a in exponents if a.is_Rational and a > 0), default=S.One)


def _attempted(term: Expr, ranges: Ranges) -> list[Bounds]:
    try:
        return [inverse(term, ranges)]
    except NotShown:
        return []

"""Bounds of functions of Gaussian variables, by rules: how fast they grow, and how fast near their singularities.

A function is bounded by a sum of products (1 + ‖z‖)^m · e^{c‖z‖} · exp(Σ r z²) · Π |s|^a, with m and c of any size,
a rate r for each Gaussian variable z, and powers of linear forms s, of lengths ‖Z‖, and of sines and cosines of linear
forms.  A logarithm counts as the power 0, for |log s| is below C_ε (|s|^ε + |s|^−ε) for every ε.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import sympy
from sympy import Basic, Expr, Piecewise, S, Sum

from verify.exact import factored_form
from verify.existence.almost_surely import NotShown, Ranges, branches, is_nonzero, is_positive, sign_of, with_index
from verify.existence.exponents import rates_of, split
from verify.expectation import Gaussian
from verify.gaussian_forms import NotLinear, is_random, linear_parts
from verify.vectors import Dot, norm

__all__ = ["Bound", "bounds"]

MANY = 64
# bounded functions, and those of them that are below C|x| as well
_BOUNDED = (
    sympy.sin, sympy.cos, sympy.tanh, sympy.atan, sympy.acos, sympy.asin, sympy.atan2, sympy.erf, sympy.sign,
    sympy.Heaviside,
)  # fmt: skip
_SMALL = (sympy.sin, sympy.tanh, sympy.atan, sympy.erf)
_UNIT = (sympy.sin, sympy.cos, sympy.tanh, sympy.erf, sympy.sign, sympy.Heaviside)


@dataclass(frozen=True)
class Bound:
    """exp(Σ rate z²) Π |factor|^power, up to polynomials and exponentials of ‖z‖."""

    rates: frozenset[tuple[Basic, Expr]] = frozenset()
    powers: frozenset[tuple[Expr, Expr]] = frozenset()

    def times(self, other: Bound) -> Bound:
        return Bound(_added(self.rates, other.rates), _added(self.powers, other.powers))

    def raised(self, n: Expr) -> Bound:
        return Bound(frozenset((z, n * r) for z, r in self.rates), frozenset((s, n * a) for s, a in self.powers))

    def without_growth(self) -> Bound:
        return Bound(self.rates, frozenset((s, a) for s, a in self.powers if not a.is_positive))


Bounds = frozenset[Bound]  # whose sum, up to a factor, is the bound
ONE: Bounds = frozenset({Bound()})


def _added(left: Iterable[tuple[Basic, Expr]], right: Iterable[tuple[Basic, Expr]]) -> frozenset[tuple[Basic, Expr]]:
    total = dict(left)
    for z, r in right:
        total[z] = total.get(z, S.Zero) + r
    return frozenset(total.items())


def _power(factor: Expr, n: Expr) -> Bounds:
    return frozenset({Bound(powers=frozenset({(factor, n)}))})


def _raised(found: Bounds, n: Expr) -> Bounds:
    """Return bounds of (Σ b)ⁿ, n ≥ 0, which is at most C Σ bⁿ."""
    return frozenset(bound.raised(n) for bound in found)


def _product(factors: Iterable[Bounds]) -> Bounds:
    total = ONE
    for factor in factors:
        if len(total) * len(factor) > MANY:
            total, factor = (frozenset(b.without_growth() for b in found) for found in (total, factor))
        if len(total) * len(factor) > MANY**2:
            raise NotShown("the integrand has too many terms")
        total = frozenset(a.times(b) for a, b in product(total, factor))
    return total


def _union(parts: Iterable[Bounds]) -> Bounds:
    return frozenset[Bound]().union(*parts)


# From above


def bounds(f: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of |f|, for an f that is defined almost everywhere; raise NotShown where none is found."""
    if not is_random(f):
        return ONE
    if (form := _linear(f)) is not None:
        return _power(form, S.One)
    match f:
        case sympy.Add() | sympy.Max() | sympy.Min():
            return _union(bounds(part, ranges) for part in f.args)
        case sympy.Mul():
            return _product(bounds(part, ranges) for part in f.args)
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
            return bounds(f.function, with_index(f, ranges))
        case Piecewise():
            return _union(bounds(value, inside) for value, inside in branches(f, ranges))
        case sympy.tan(args=(x,)):
            return _product([bounds(sympy.sin(x), ranges), inverse(sympy.cos(x), ranges)])
        case Dot(args=(x, y)):
            return _power(norm(x), S(2)) if x == y else ONE
    if hasattr(f, "as_elementary"):
        return bounds(f.as_elementary(), ranges)
    if isinstance(f, _BOUNDED):
        form = _linear(f.args[0]) if isinstance(f, _SMALL) else None
        return ONE if form is None else _power(form, S.One)
    raise NotShown(f"no bound of {f} is known")


def _linear(f: Expr) -> Expr | None:
    """Return a linear form up to a number, None for what is none."""
    if not isinstance(f, (Gaussian, Dot, sympy.Add)):
        return None
    try:
        parts, constant = linear_parts(f)
    except NotLinear:
        return None
    if not parts or not all(isinstance(x, Gaussian) and c.is_number for x, c in parts.items()):
        return f if parts else None
    first = parts[min(parts, key=str)]
    return sympy.Add(*(x * sympy.radsimp(c / first) for x, c in parts.items())) + constant / first


def _of_power(base: Expr, power: Expr, ranges: Ranges) -> Bounds:
    if is_random(power):
        return _of_exponential(power * sympy.log(base), ranges)
    if not is_random(base):
        return ONE
    if (form := _linear(base)) is not None:
        return ONE if _stays_away(base, ranges) else _power(form, power)
    match base:
        case sympy.Abs(args=(x,)):
            return _of_power(x, power, ranges)
        case sympy.Mul():
            return _product(_of_power(part, power, ranges) for part in base.args)
        case sympy.Pow(base=x, exp=n) if not is_random(n):
            return _of_power(x, n * power, ranges)
        case sympy.exp(args=(h,)):
            return _of_exponential(power * h, ranges)
    size = abs(power)
    above = _raised(bounds(base, ranges), size) if 1 in (found := sign_of(power, ranges)) else ONE
    return above | _raised(inverse(base, ranges), size) if -1 in found else above


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
    return _product([frozenset({Bound(rates=frozenset(rates.items()))}), *logarithms])


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
        raise NotShown(f"{g} may be zero in a denominator")
    if _away_from_zero(g, ranges):
        return ONE
    if (form := _linear(g)) is not None:
        return _power(form, S.NegativeOne)
    match g:
        case sympy.Pow(base=base, exp=power):
            return _of_power(base, -power, ranges)
        case sympy.Mul() | sympy.Abs() | sympy.exp():
            return _of_power(g, S.NegativeOne, ranges)
        case sympy.Max() | sympy.Min():  # |max(a, b)| is |a| or |b|
            return _union(inverse(part, ranges) for part in g.args)
        case sympy.Add():
            return _inverse_sum(g, ranges)
        case sympy.sin(args=(x,)) | sympy.cos(args=(x,)) if _linear(x) is not None:
            return _power(g, S.NegativeOne)
        case Dot(args=(x, y)) if x == y:
            return _power(norm(x), S(-2))
        case Piecewise():
            return _union(inverse(value, inside) for value, inside in branches(g, ranges))
    if hasattr(g, "as_elementary"):
        return inverse(g.as_elementary(), ranges)
    raise NotShown(f"how fast {g} goes to zero is not known")


def _away_from_zero(g: Expr, ranges: Ranges) -> bool:
    """Return whether |g| was shown to be at least some positive number."""
    match g:
        case sympy.cosh():
            return True
        case sympy.Max():
            return any(not is_random(part) and is_positive(part, ranges) for part in g.args)
        case sympy.Add():
            return _is_above_its_swing(g, ranges) or _has_constant_of_its_sign(g, ranges) or _stays_away(g, ranges)
    return _stays_away(g, ranges)


def _stays_away(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is x − c, where a Piecewise restricts x to a half-line whose closure leaves out c."""
    if (form := _linear(g)) is None:
        return False
    parts, constant = linear_parts(form)
    (x, *others) = parts
    if others or not isinstance(x, Gaussian) or not constant.is_Rational:
        return False
    return bool(ranges[x].inf + constant > 0 or ranges[x].sup + constant < 0)


def _is_above_its_swing(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is c + Σ a f with |f| ≤ 1 and |c| > Σ |a|."""
    fixed, swing = S.Zero, S.Zero
    for term in g.args:
        coefficient, factors = split(term)
        if not all(type(base) in _UNIT and n.is_positive for base, n in (factor.as_base_exp() for factor in factors)):
            return False
        fixed, swing = (fixed, swing + abs(coefficient)) if factors else (fixed + term, swing)
    return any(is_positive(way * fixed - swing, ranges) for way in (1, -1))


def _has_constant_of_its_sign(g: Expr, ranges: Ranges) -> bool:
    """Return whether no two terms of g have opposite signs, and one is a constant that is not zero."""
    constants = [term for term in g.args if not is_random(term)]
    return _is_one_signed(g, ranges) and any(0 not in sign_of(term, ranges) for term in constants)


def _is_one_signed(g: Expr, ranges: Ranges) -> bool:
    return not {-1, 1} <= frozenset[int]().union(*(sign_of(term, ranges) for term in g.args))


def _inverse_sum(g: Expr, ranges: Ranges) -> Bounds:
    if _is_one_signed(g, ranges):
        return _by_means(g, ranges)
    if (roots := _real_roots(g)) is not None:
        return _product(_power(root, -S(n)) for root, n in roots.items())
    factored = factored_form(g)
    if isinstance(factored, (sympy.Mul, sympy.Pow)):
        return inverse(factored, ranges)
    raise NotShown(f"how fast {g} goes to zero is not known")


def _by_means(g: Expr, ranges: Ranges) -> Bounds:
    """Return bounds of 1/Σ t, t ≥ 0, which is at most 1/t for every t, and C Π t^−w for weights w of sum 1.

    A weight is chosen to be the smaller, the faster its term goes to zero.
    """
    found = [bound for term in g.args if is_nonzero(term, ranges) for bound in _attempted(term, ranges)]
    for bound in found:
        if not any(b.powers for b in bound):
            return bound
    if not found:
        raise NotShown(f"{g} may be zero in a denominator")
    weights = [1 / _steepness(bound) for bound in found]
    return _product(_raised(bound, w / sympy.Add(*weights)) for bound, w in zip(found, weights, strict=True))


def _steepness(found: Bounds) -> Expr:
    """Return the largest exponent of 1/|s| in a bound, 1 where it is no positive number."""
    exponents = [-power for bound in found for _, power in bound.powers]
    return max((a for a in exponents if a.is_Rational and a > 0), default=S.One)


def _attempted(term: Expr, ranges: Ranges) -> list[Bounds]:
    try:
        return [inverse(term, ranges)]
    except NotShown:
        return []


def _real_roots(g: Expr) -> dict[Expr, int] | None:
    """Return x − c for each real zero c of a polynomial in one variable, with multiplicities; else None."""
    variables = [s for s in g.free_symbols if isinstance(s, Gaussian)]
    if len(variables) != 1 or g.free_symbols != set(variables) or not g.is_polynomial(*variables):
        return None
    try:
        roots = sympy.real_roots(sympy.Poly(g, *variables))
    except (NotImplementedError, sympy.PolynomialError):
        return None
    return {variables[0] - c: roots.count(c) for c in roots}

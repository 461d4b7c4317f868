"""How fast an exponent grows: h ≤ Σ r z² + C (1 + ‖z‖), with a rate r for each Gaussian variable z.

E e^h is finite if every rate is below 1/2, that of the Gaussian density.
"""

from __future__ import annotations

import sympy
from sympy import Basic, Expr, Rational, S

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import is_random
from verify.language.reasons import Cause
from verify.language.vectors import Dot, norm
from verify.prover.existence.shown import NotShown, Ranges, sign_of
from verify.prover.heads import bound_of

__all__ = ["rates_of", "size_of", "split"]

Rates = dict[Basic, Expr]


def size_of(f: Expr) -> Expr | None:
    """Return a bound, which no Gaussian variable enters, of all values of a function, None where there is none."""
    bound = bound_of(f)
    return None if bound is None or is_random(bound[0]) else bound[0]


def split(term: Expr) -> tuple[Expr, list[Expr]]:
    """Return the constant factor of a product, and the list of its random factors."""
    factors = sympy.Mul.make_args(term)
    return sympy.Mul(*(f for f in factors if not is_random(f))), [f for f in factors if is_random(f)]


def rates_of(h: Expr, ranges: Ranges) -> Rates:
    """Return rates of Gaussian variables that bound h from above; raise NotShown where none are found."""
    total: Rates = {}
    if _falls(h):
        return total
    for term in sympy.Add.make_args(sympy.expand(h)):
        if not sign_of(term, ranges) <= {0, -1} or _square(term):
            _add(total, _term(term))
    return total


def _add(total: Rates, more: Rates) -> None:
    for z, r in more.items():
        total[z] = total.get(z, S.Zero) + r


def _falls(h: Expr) -> bool:
    """Return whether h is a polynomial in one variable that goes to −∞ on both sides, faster than any square."""
    variables = [s for s in h.free_symbols if isinstance(s, Gaussian)]
    if len(variables) != 1 or h.free_symbols != set(variables) or not h.is_polynomial(*variables):
        return False
    whole = sympy.Poly(h, *variables)
    return bool(whole.degree() > 2 and whole.degree() % 2 == 0 and whole.LC().is_negative)


def _square(term: Expr) -> tuple[Expr, Basic] | None:
    """Return c and z of a term c z², whose sign counts."""
    coefficient, factors = split(term)
    match factors:
        case [sympy.Pow(base=Gaussian() as x, exp=power)] if power == 2:
            return coefficient, x
        case [Dot(args=(x, y))] if x == y:
            return coefficient, x
    return None


def _term(term: Expr) -> Rates:
    if not is_random(term):
        return {}
    if found := _square(term):
        return {found[1]: found[0]}
    return _size(term)


# |f| ≤ Σ r z² + C (1 + ‖z‖)


def _size(f: Expr) -> Rates:
    """Return rates that bound |f|: of a product of two functions that grow linearly, or one that does."""
    constant, growing = S.One, list[Rates]()
    for factor in _factors(f):
        slopes = _slopes(factor)
        if slopes:
            growing.append(slopes)
        else:
            constant *= _constant_size(factor)
    if len(growing) > 2:
        raise NotShown(Cause.GROWS, part=f)
    if len(growing) < 2:
        return {}
    total: Rates = {}
    for x, a in growing[0].items():  # a|x| b|y| ≤ ab (x² + y²)/2
        for y, b in growing[1].items():
            _add(total, {x: constant * a * b / 2})
            _add(total, {y: constant * a * b / 2})
    return total


def _factors(f: Expr) -> list[Expr]:
    """Return the factors of a product, small powers written out, and X·Y as ‖X‖ ‖Y‖, which is not less."""
    found = list[Expr]()
    for factor in sympy.Mul.make_args(f):
        base, power = factor.as_base_exp()
        each = [norm(x) for x in base.args] if isinstance(base, Dot) and all(x.gaussian for x in base.args) else [base]
        found += each * int(power) if power.is_Integer and 0 < power <= 2 else [factor]
    return found


def _constant_size(f: Expr) -> Expr:
    """Return a bound of |f| that no Gaussian variable enters; raise NotShown where none is known."""
    if not is_random(f):
        return abs(f)
    if (size := size_of(f)) is not None:
        return size
    if hasattr(f, "as_elementary"):
        return _constant_size(f.as_elementary())
    parts = [_constant_size(part) for part in f.args]
    match f:
        case sympy.Mul() | sympy.Abs():
            return sympy.Mul(*parts)
        case sympy.Add() | sympy.Max() | sympy.Min():
            return sympy.Add(*parts)
    raise NotShown(Cause.GROWS, part=f)


def _slopes(f: Expr) -> Rates:
    """Return s with |f| ≤ Σ s|z| + C, none for a constant or a function of known size; raise NotShown for others."""
    if not is_random(f) or size_of(f) is not None:
        return {}
    match f:
        case Gaussian():
            return {f: S.One}
        case Dot(args=(u, z)) if u != z and not u.gaussian:
            return {z: norm(u)}
        case sympy.Add() | sympy.Max() | sympy.Min():
            return _sum_of_slopes(f)
        case sympy.Abs():
            return _slopes(f.args[0])
        case sympy.Mul():
            return _slopes_of_product(f)
        case sympy.Pow(base=base, exp=power) if power == Rational(1, 2):
            return _slopes_of_root(base)
    if hasattr(f, "as_elementary"):
        return _slopes(f.as_elementary())
    raise NotShown(Cause.GROWS, part=f)


def _sum_of_slopes(f: Expr) -> Rates:
    total: Rates = {}
    for part in f.args:
        _add(total, _slopes(part))
    return total


def _slopes_of_product(f: Expr) -> Rates:
    found = [(factor, _slopes(factor)) for factor in f.args]
    growing = [slopes for _, slopes in found if slopes]
    if len(growing) > 1:
        raise NotShown(Cause.GROWS, part=f)
    size = sympy.Mul(*(_constant_size(factor) for factor, slopes in found if not slopes))
    return {z: size * s for slopes in growing for z, s in slopes.items()}


def _slopes_of_root(base: Expr) -> Rates:
    """Return √r for each rate r of |base|: the root of the rest grows more slowly than any multiple of ‖z‖."""
    total: Rates = {}
    for term in sympy.Add.make_args(sympy.expand(base)):
        square = _square(term)
        _add(total, {square[1]: square[0]} if square else _size(term))
    return {z: sympy.sqrt(abs(r)) for z, r in total.items()}

"""Bounds from below: functions that stay away from zero, and the zeros of polynomials in one variable."""

from __future__ import annotations

import sympy
from sympy import Expr, S

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import NotLinear, is_random, linear_parts
from verify.language.vectors import Dot
from verify.prover.existence.exponents import size_of, split
from verify.prover.existence.shown import Ranges, is_positive, sign_of
from verify.prover.heads import image_of

__all__ = ["away_from_zero", "form_of", "is_one_signed", "real_roots", "stays_away"]


def away_from_zero(g: Expr, ranges: Ranges) -> bool:
    """Return whether |g| was shown to be at least some positive number."""
    match g:
        case sympy.Max():
            return any(not is_random(part) and is_positive(part, ranges) for part in g.args)
        case sympy.Add():
            return _is_above_its_swing(g, ranges) or _has_constant_of_its_sign(g, ranges) or stays_away(g, ranges)
    low = image_of(g)[0]
    return low is not None and not is_random(low) and is_positive(low, ranges) or stays_away(g, ranges)


def stays_away(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is x − c, where a Piecewise restricts x to a half-line whose closure leaves out c."""
    if (form := form_of(g)) is None:
        return False
    parts, constant = linear_parts(form)
    (x, *others) = parts
    if others or not isinstance(x, Gaussian) or not constant.is_Rational:
        return False
    return bool(ranges[x].inf + constant > 0 or ranges[x].sup + constant < 0)


def _is_above_its_swing(g: Expr, ranges: Ranges) -> bool:
    """Return whether g is c + Σ a f with |f| ≤ b and |c| > Σ |a| b."""
    fixed, swing = S.Zero, S.Zero
    for term in g.args:
        coefficient, factors = split(term)
        sizes = [(size_of(base), n) for base, n in (factor.as_base_exp() for factor in factors)]
        if not all(size is not None and n.is_positive and not is_random(n) for size, n in sizes):
            return False
        size = abs(coefficient) * sympy.Mul(*(b**n for b, n in sizes))
        fixed, swing = (fixed, swing + size) if factors else (fixed + term, swing)
    return any(is_positive(way * fixed - swing, ranges) for way in (1, -1))


def _has_constant_of_its_sign(g: Expr, ranges: Ranges) -> bool:
    """Return whether no two terms of g have opposite signs, and one is a constant that is not zero."""
    constants = [term for term in g.args if not is_random(term)]
    return is_one_signed(g, ranges) and any(0 not in sign_of(term, ranges) for term in constants)


def is_one_signed(g: Expr, ranges: Ranges) -> bool:
    return not {-1, 1} <= frozenset[int]().union(*(sign_of(term, ranges) for term in g.args))


def real_roots(g: Expr) -> dict[Expr, int] | None:
    """Return x − c for each real zero c of a polynomial in one variable, with multiplicities; else None."""
    variables = [s for s in g.free_symbols if isinstance(s, Gaussian)]
    if len(variables) != 1 or g.free_symbols != set(variables) or not g.is_polynomial(*variables):
        return None
    try:
        roots = sympy.real_roots(sympy.Poly(g, *variables))
    except (NotImplementedError, sympy.PolynomialError):
        return None
    return {variables[0] - c: roots.count(c) for c in roots}


def form_of(f: Expr) -> Expr | None:
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

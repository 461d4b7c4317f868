"""Linear side conditions as coordinates: under x < y, y = x + d with d > 0 makes the boundary a side of the box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import And, Basic, Expr, Interval, S, Set, Symbol

from verify.domain import Domain

__all__ = ["Slanted", "along", "slanted"]


@dataclass(frozen=True)
class Slanted:
    """A symbol expressed through a new one, which a linear condition makes positive, and what else is asked for."""

    values: Mapping[Basic, Expr]
    ranges: Mapping[Symbol, Set]
    where: Basic


def slanted(domain: Domain) -> Iterator[Slanted]:
    """Yield coordinates for a domain of real intervals, one choice for each linear condition and symbol in it.

    The new ranges, where the new condition holds, are the old domain.
    """
    if not all(isinstance(values, Interval) for values in domain.scalars.values()):
        return
    parts = And.make_args(domain.where)
    for part in parts:
        if isinstance(part, (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)):
            difference = sympy.expand(part.gts - part.lts)
            for symbol in sorted(difference.free_symbols & set(domain.scalars), key=str):
                slope = sympy.diff(difference, symbol)
                if slope.is_Rational and slope != 0:
                    others = And(*(other for other in parts if other != part))
                    is_open = isinstance(part, (sympy.Lt, sympy.Gt))
                    yield along(domain, symbol, difference, slope, others, is_open)


def along(domain: Domain, symbol: Symbol, difference: Expr, slope: Expr, others: Basic, is_open: bool) -> Slanted:
    """Return coordinates in which a nonnegative linear form takes the place of a symbol, which has a slope in it."""
    d = sympy.Dummy("d", positive=True) if is_open else sympy.Dummy("d", nonnegative=True)
    value = sympy.expand((d - (difference - slope * symbol)) / slope)
    low, high = domain.scalars[symbol].inf, domain.scalars[symbol].sup
    # the ends of the symbol's range, which its new expression must respect
    ends = [sympy.Ge(value, low)] if low.is_finite else []
    ends += [sympy.Le(value, high)] if high.is_finite else []
    ranges = {s: values for s, values in domain.scalars.items() if s != symbol}
    ranges[d] = Interval(0, _largest(difference, domain.scalars), left_open=is_open)
    return Slanted({symbol: value}, ranges, And(others.xreplace({symbol: value}), *ends))


def _largest(linear: Expr, ranges: Mapping[Symbol, Set]) -> Expr:
    """Return a bound of a linear form on a box, ∞ where none is plain."""
    total = S.Zero
    for term in sympy.Add.make_args(linear):
        coefficient, rest = term.as_coeff_Mul()
        if rest == 1:
            total += coefficient
        elif rest in ranges:
            total += coefficient * (ranges[rest].sup if coefficient > 0 else ranges[rest].inf)
        else:
            return sympy.oo
    return total

"""Ranges of symbols: what is assumed of a number in one, points of it, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Any

import sympy
from sympy import Basic, Expr, FiniteSet, Interval, Rational, S, Set, Symbol

from verify.language.compile import InexactLiteral
from verify.language.sympy_heads import inequality
from verify.language.vectors import Vector, Vectors

__all__ = [
    "assert_dimension", "assumed_range", "assumed_ranges", "axis", "facts", "forward", "number_at", "random_vector",
    "range_text", "real_twin", "symbol_of",
]  # fmt: skip


def symbol_of(name: str, values: Any) -> Basic:
    if isinstance(values, Vectors):
        return Vector(name, nonzero=values.nonzero)
    if not isinstance(values, Set):
        raise TypeError(f"the range of {name} must be a SymPy set such as Interval(0, 1), not {values!r}")
    if values.free_symbols:
        raise ValueError(f"the range of {name} depends on {values.free_symbols}; write that as a condition, where=")
    if values.has(sympy.Float):
        raise TypeError(f"in the range of {name} {InexactLiteral(next(iter(values.atoms(sympy.Float))))}")
    if values.is_empty:
        raise ValueError(f"the range of {name} is empty; an interval goes from the smaller end to the larger")
    with sympy.evaluate(True):  # SymPy compares no sets without it
        facts = _facts(values)
    if not facts:
        raise ValueError(f"the range of {name} must lie in the real line, not {values}")
    return Symbol(name, **dict.fromkeys(facts, True))


@lru_cache(maxsize=1024)
def real_twin(symbol: Basic) -> Symbol:
    kept = (name for name in ("positive", "negative", "nonnegative", "nonpositive") if getattr(symbol, f"is_{name}"))
    return Symbol(symbol.name, **{next(kept, "real"): True})


def facts(ranges: Mapping[Basic, Set], where: Basic) -> Mapping[Basic, Set]:
    """Return ranges, and those of the differences that a condition gives a sign."""
    found: dict[Basic, Set] = dict(ranges)
    for part in sympy.And.make_args(where):
        for low, high, strict in inequality(part):
            difference = sympy.expand(high - low)
            above, below = Interval(0, sympy.oo, left_open=strict), Interval(-sympy.oo, 0, right_open=strict)
            for expression, side in ((difference, above), (-difference, below)):
                narrowed = found.get(expression, S.Reals).intersect(side)
                if not isinstance(narrowed, sympy.Intersection) and narrowed is not S.EmptySet:
                    found[expression] = narrowed
    return MappingProxyType(found)


@lru_cache(maxsize=256)  # SymPy is slow to compare sets, and the same few ranges come again and again
def _facts(values: Set) -> tuple[str, ...]:
    """Return what SymPy may assume of a number in a set of reals; nothing of other sets."""
    kinds = {"integer": S.Integers, "rational": S.Rationals, "real": S.Reals}
    kind = next((kind for kind, numbers in kinds.items() if values.is_subset(numbers)), None)
    if kind is None:
        return ()
    least, most, zero = values.inf, values.sup, values.contains(0) is not S.false
    if least >= 0:
        return kind, "nonnegative" if zero and least == 0 else "positive"
    if most <= 0:
        return kind, "nonpositive" if zero and most == 0 else "negative"
    return (kind,)


def assumed_range(symbol: Symbol) -> Set:
    """Return the reals that the assumptions on a real symbol allow."""
    if symbol.is_integer:
        return sympy.Range(1 if symbol.is_positive else 0, sympy.oo) if symbol.is_nonnegative else S.Integers
    if symbol.is_positive or symbol.is_negative:
        return Interval.open(0, sympy.oo) if symbol.is_positive else Interval.open(-sympy.oo, 0)
    if symbol.is_nonnegative or symbol.is_nonpositive:
        return Interval(0, sympy.oo) if symbol.is_nonnegative else Interval(-sympy.oo, 0)
    return S.Reals


def assumed_ranges(symbols: Iterable[Basic]) -> dict[Basic, Set] | None:
    """Return the ranges that assumptions on symbols allow, None if one of them may be no real number."""
    scalars = [s for s in symbols if not isinstance(s, Vector)]
    return {s: assumed_range(s) for s in scalars} if all(s.is_real for s in scalars) else None


def forward(values: Any) -> Any:
    """Return a range counted downwards as the same counted upwards; SymPy does not see that it is real."""
    return values.reversed if isinstance(values, sympy.Range) and values.step.is_negative else values


def number_at(values: Set, t: Fraction) -> Expr:
    """Return the point of a real set that t in [0, 1] stands for: ends are ends, infinity is cut off."""
    if isinstance(values, FiniteSet):
        members = list(values)
        return members[min(int(t * len(members)), len(members) - 1)]
    low, high = values.inf, values.sup
    if t == 0 and values.contains(low) == S.true:
        return low
    if t == 1 and values.contains(high) == S.true:
        return high
    s = min(max(t, Fraction(1, 10**6)), 1 - Fraction(1, 10**6))
    if low.is_finite and high.is_finite:
        x = low + (high - low) * Rational(s.numerator, s.denominator)
    elif low.is_finite or high.is_finite:
        stretch = Rational(s / (1 - s)) if low.is_finite else -Rational((1 - s) / s)
        x = (low if low.is_finite else high) + stretch
    else:
        x = Rational((2 * s - 1) / (s * (1 - s)))
    if _is_whole(values):
        return sympy.Integer(sympy.floor(x))
    return x if x.is_Rational else _simple_rational(x)


@lru_cache(maxsize=1024)
def _is_whole(values: Set) -> bool:
    return bool(values.is_subset(S.Integers))


def _simple_rational(x: Expr) -> Rational:
    """Return a rational within 1e-12 of x, relatively."""
    return Rational(Fraction(str(sympy.N(x, 20))).limit_denominator(10**12))


def assert_dimension(name: str, values: Any, ranges: Mapping[Basic, Set]) -> None:
    """Raise ValueError for vectors whose dimension is no natural number."""
    if isinstance(values, Vectors):
        letters = {s.name: r for s, r in ranges.items() if isinstance(s, Symbol)}
        dimension = letters.get(str(values.dimension), FiniteSet(values.dimension))
        if dimension.free_symbols or dimension.is_subset(S.Naturals0):
            return
        example = f"{values.dimension}=Range(1, oo)" if values.dimension.is_Symbol else f"{name}=Vectors(2)"
        raise ValueError(f"the dimension {values.dimension} of {name} is not a natural number on its range: {example}")


def axis(axis: int, size: int) -> tuple[Expr, ...]:
    return tuple(S.One if i == axis else S.Zero for i in range(size))


def random_vector(
    size: int, nonzero: bool, others: Sequence[tuple[Rational, ...]], random: Random
) -> tuple[Rational, ...]:
    """Return a vector: one in four is zero or a multiple of another, where statements tend to fail."""
    vector = tuple(Rational(random.randint(-8, 8), 4) for _ in range(size))
    if random.randrange(4) == 0:
        scale = random.choice((-1, 0, 1, 2))
        vector = tuple(scale * x for x in (random.choice(others) if others else vector))
    return (S.One, *vector[1:]) if nonzero and not any(vector) else vector


def range_text(values: Set) -> str:
    if isinstance(values, Interval):
        left, right = "(" if values.left_open else "[", ")" if values.right_open else "]"
        return f"{left}{values.start}, {values.end}{right}"
    return str(values) if not isinstance(values, sympy.Range) else sympy.pretty(values, use_unicode=False)

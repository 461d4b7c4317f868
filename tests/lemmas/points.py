"""Exact points of a domain: ends, what is beside them, simple numbers, far ones, random ones."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import sympy
from lemmas.yardstick import truth_at
from sympy import Basic, Expr, FiniteSet, Interval, Rational, S, Set, Union, pi, sqrt

__all__ = ["is_in", "points"]

SIMPLE = [*map(S, (0, 1, -1, 2)), Rational(1, 2), Rational(1, 3), pi / 2, pi / 4, sqrt(2), sqrt(2) / 2, sympy.exp(-1)]
BESIDE = [Rational(1, 10**power) for power in (3, 9, 20)]
FAR = [S(10) ** power for power in (1, 2, 3, 6, 12)]


def is_in(point: dict[Basic, Any], domain: Any) -> bool:
    """Return whether a point lies in the ranges and satisfies the side condition."""
    inside = all(domain.ranges[s].contains(x) == S.true for s, x in point.items())
    return inside and truth_at(domain.where, point, 60) is True


def points(domain: Any, count: int) -> Iterator[dict[Basic, Any]]:
    """Yield points: the special ones (a choice of them in several variables), diagonal ones and random ones."""
    random, ranges = Random(0), domain.ranges
    choices = {s: special(values) for s, values in ranges.items()}
    first = next(iter(ranges))
    found = [dict.fromkeys(ranges, x) for x in choices[first] if all(x in xs for xs in choices.values())]
    if len(ranges) > 1:
        found += [{s: random.choice(xs) for s, xs in choices.items()} for _ in range(count // 2)]
    found += [{s: random_number(values, random) for s, values in ranges.items()} for _ in range(count // 2)]
    return (point for point in found if truth_at(domain.where, point, 60) is True)


def special(values: Set) -> list[Expr]:
    """Return the ends of a range, what is beside them, and simple and far numbers, as far as they lie in it."""
    if isinstance(values, FiniteSet):
        return list(values)
    if isinstance(values, Union):
        return [x for part in values.args for x in special(part)]
    low, high = values.inf, values.sup
    steps = BESIDE if isinstance(values, Interval) else [*map(S, range(1, 12))]
    found = [*SIMPLE, *FAR, *(-x for x in FAR)]
    found += [low, *(low + x for x in steps)] if low.is_finite else []
    found += [high, *(high - x for x in steps)] if high.is_finite else []
    return [x for x in dict.fromkeys(found) if values.contains(x) == S.true]


def random_number(values: Set, random: Random) -> Expr:
    if isinstance(values, FiniteSet):
        return random.choice(list(values))
    if isinstance(values, Union):
        return random_number(random.choice(values.args), random)
    low, high = values.inf, values.sup
    t, reach = Rational(random.randrange(1, 10**6), 10**6), S(10) ** random.randrange(-2, 4)
    if low.is_finite:
        x = low + t * (high - low if high.is_finite else reach)
    else:
        x = high - t * reach if high.is_finite else (2 * t - 1) * reach
    if isinstance(values, Interval) or values == S.Reals:
        return x
    start = low if low.is_finite else S.Zero
    step = getattr(values, "step", S.One)
    return start + step * sympy.floor((x - start) / step)

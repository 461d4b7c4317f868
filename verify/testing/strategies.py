"""Hypothesis strategies: floating-point inputs from a domain, where implementations tend to fail.

Every number drawn lies in the domain exactly: an end such as π is rounded inwards.  Magnitudes stay where products of
ten factors neither overflow nor underflow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from sympy import S, Set, Symbol

from verify.language.domain import Domain, Point
from verify.language.vectors import Vectors
from verify.prover.boxes import Side, boxes
from verify.prover.exact_numbers import Exact, is_infinite, is_less, near

__all__ = ["Input", "exact_point", "inputs", "largest", "numbers", "points", "vectors"]

Floats = tuple[float, ...]
Input = Mapping[str, int | float | Floats]

SIMPLE = (0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, 1 / 3, 0.25, 0.1, -0.1)
ANGLES = tuple(math.pi * n / d for d in (1, 2, 3, 4, 6) for n in (1, -1, 2, -2, 3, 5))
ALONE = ("simple", "axis", "generic", "generic")
BESIDE = ("orthogonal", "close", "close", "close", "close", "parallel", "parallel", "parallel")
MOST_DIMENSIONS = 4  # beyond the least one
FAR = 1000  # how far integers go on an unbounded range


def points(domain: Domain) -> SearchStrategy[Point]:
    """Return a strategy for exact points of a domain, rational or at an end, as `Domain.points` does."""
    return domain.points()


def largest(dtype: Any = float) -> float:
    """Return the largest magnitude drawn, the tenth root of the overflow threshold as a power of two.

    The smallest one that is not 0 is its reciprocal.

    >>> largest(), largest("float32")
    (5.070602400912918e+30, 4096.0)
    """
    return 2.0 ** (int(np.finfo(dtype).maxexp) // 10)


@lru_cache(maxsize=256)
def numbers(values: Set, dtype: Any = float) -> SearchStrategy[float]:
    """Return a strategy for the numbers of a set of reals: ints for integers, else floats of a format.

    Ends and their neighbours, 0, simple rationals and multiples of π come often.  Raises ValueError
    if the set holds no number of the format, `verify.prover.boxes.UnsupportedRange` if it is no union of intervals.
    """
    sides = [box.sides[0] for box in boxes({Symbol("x"): values})]
    parts = [part for side in sides if (part := _on(side, dtype)) is not None]
    if not parts:
        raise ValueError(f"the range {values} holds no floating-point number: name a range that has an inside")
    return st.one_of(parts)


def _on(side: Side, dtype: Any) -> SearchStrategy[Any] | None:
    if side.whole:
        return _integers(side)
    low, high = _moderate_part(
        _end(side.low, side.low_open, 1, dtype), _end(side.high, side.high_open, -1, dtype), dtype
    )
    if low > high:
        return None
    integral = side.thin and isinstance(side.low, Fraction) and side.low.denominator == 1
    return st.just(int(side.low) if integral else low) if low == high else _between(low, high, dtype)


def _moderate_part(low: float, high: float, dtype: Any) -> tuple[float, float]:
    """Return the part of an interval that holds neither huge numbers nor tiny ones, the whole if there is none."""
    most = largest(dtype)
    if low <= most and high >= -most:
        low, high = max(low, -most), min(high, most)
    if 0 < low < 1 / most <= high:
        low = 1 / most
    if low <= -1 / most < high < 0:
        high = -1 / most
    return low, high


def _integers(side: Side, beyond: int = FAR) -> SearchStrategy[int]:
    low = None if is_infinite(side.low) else int(side.low)
    high = None if is_infinite(side.high) else int(side.high)
    start = low if low is not None else min(0, high) if high is not None else 0
    low = start - beyond if low is None else low
    high = start + beyond if high is None else min(high, low + 2 * beyond)
    return st.integers(low, min(low + 3, high)) | st.integers(low, high)


def _end(end: Exact, is_open: bool, inwards: int, dtype: Any) -> float:
    """Return the outermost float of a side: its end rounded inwards, infinite if no float lies inwards of it."""
    if is_infinite(end):
        return -inwards * float(np.finfo(dtype).max)
    kind, most = np.dtype(dtype).type, Fraction(float(np.finfo(dtype).max))
    found = kind(float(min(max(near(end), -most), most)))
    for _ in range(3):  # rounding may have gone outwards
        at = Fraction(float(found)) if np.isfinite(found) else None
        if at is None or not ((is_less(at, end) if inwards > 0 else is_less(end, at)) or (is_open and at == end)):
            break
        with np.errstate(over="ignore"):
            found = np.nextafter(found, kind(inwards * np.inf))
    return float(found)


def _between(low: float, high: float, dtype: Any) -> SearchStrategy[float]:
    kind = np.dtype(dtype).type
    special = [x for c in (*SIMPLE, *ANGLES) if low <= (x := float(kind(c))) <= high]
    special += [x for x in (low, high) if x not in special]
    digits = st.integers(1, int(-math.log10(np.finfo(dtype).eps)) + 1)
    near_low = digits.map(lambda n: low + 10.0**-n * max(abs(low), min(1.0, high - low)))
    near_high = digits.map(lambda n: high - 10.0**-n * max(abs(high), min(1.0, high - low)))

    def kept(x: float) -> float:
        rounded = float(kind(x))
        inside = min(max(rounded, low), high)
        return 0.0 if abs(inside) < 1 / largest(dtype) and low <= 0 <= high else inside

    width = 8 * np.dtype(dtype).itemsize
    anywhere = st.floats(low, high, width=width)
    uniform = _generic(dtype).map(lambda t: low + (high - low) * (2 * t % 1))
    return st.one_of(st.sampled_from(special), near_low, near_high, uniform, anywhere).map(kept)


@st.composite
def vectors(
    draw: DrawFn, size: int, others: Sequence[Floats] = (), nonzero: bool = False, dtype: Any = float
) -> Floats:
    """Draw a vector of floats: often (nearly) parallel, antiparallel or orthogonal to one of the others.

    About one in sixteen is scaled to be tiny or huge.  With ``nonzero`` it is not 0.
    """
    kind = np.dtype(dtype).type
    shape = draw(st.sampled_from(ALONE + (BESIDE if others else ()) + (() if nonzero else ("zero",))))
    if shape == "zero":
        return (0.0,) * size
    if shape in ALONE:
        found = draw(_alone(shape, size, dtype))
    else:
        found = draw(_beside(shape, draw(st.sampled_from(list(others))), dtype))
    exponent = 0
    if draw(st.integers(0, 15)) == 15:
        most = int(math.log2(largest(dtype)))
        exponent = draw(st.integers(-most, most))
    vector = _moderate([float(kind(math.ldexp(x, exponent))) for x in found], dtype)
    return vector if any(vector) or not nonzero else (1.0,) + (0.0,) * (size - 1)


@lru_cache(maxsize=256)
def _alone(shape: str, size: int, dtype: Any) -> SearchStrategy[Sequence[float]]:
    if shape == "axis":
        return st.integers(0, size - 1).map(lambda i: [float(i == j) for j in range(size)])
    entry = st.integers(-6, 6).map(lambda n: n / 2) if shape == "simple" else _generic(dtype)
    return st.lists(entry, min_size=size, max_size=size)


@lru_cache(maxsize=8)
def _generic(dtype: Any) -> SearchStrategy[float]:
    """Return a strategy for floats of size between 1/2 and 1 whose last bits are not zero."""
    size = 2 ** int(np.finfo(dtype).nmant)
    # Hypothesis prefers small integers; an odd multiplier permutes the residues and spreads them
    entry = st.integers(0, size - 1).map(lambda n: 0.5 + n * 0x9E3779B97F4A7C15 % size / (2 * size))
    return st.tuples(entry, st.sampled_from((1.0, -1.0))).map(math.prod)


@st.composite
def _beside(draw: DrawFn, shape: str, other: Floats, dtype: Any) -> Sequence[float]:
    size, length = len(other), max(map(abs, other))
    if shape == "parallel":
        factor = draw(st.sampled_from((1.0, -1.0, 2.0, 0.5, -3.0, 1 / 3)))
        return [factor * x for x in other]
    i = draw(st.integers(0, size - 1))
    if shape == "close":
        sign = draw(st.sampled_from((1.0, -1.0)))
        shift = 10.0 ** -draw(st.integers(1, int(-math.log10(np.finfo(dtype).eps)) + 1))
        return [sign * x + (shift * length if i == j else 0.0) for j, x in enumerate(other)]
    if not other[i]:
        return [float(i == j) for j in range(size)]
    j = (i + 1) % size
    # −x_j e_i + x_i e_j is orthogonal to x exactly, in floating point too
    return [0.0 if size == 1 else -other[j] if n == i else other[i] if n == j else 0.0 for n in range(size)]


def _moderate(vector: Sequence[float], dtype: Any) -> Floats:
    """Return the vector scaled by a power of two if it is too long, without entries that are too small."""
    most, size = largest(dtype), max(map(abs, vector))
    shift = min(0, int(math.log2(most)) - math.frexp(size)[1])
    scaled = (math.ldexp(x, shift) for x in vector)
    return tuple(x if abs(x) >= 1 / most else 0.0 for x in scaled)


@st.composite
def inputs(draw: DrawFn, domain: Domain, dtype: Any = float) -> Input:
    """Draw an int, a float or a tuple of floats for each name of a domain, a point of it exactly.

    Dimensions are small.  Side conditions are met by rejection, so that an equation between floats
    is hardly ever met: leave out the symbol it determines.

    >>> from sympy import Range, oo
    >>> from hypothesis import find
    >>> find(inputs(Domain(k=Range(2, oo), u=Vectors("k", nonzero=True))), lambda _: True)
    {'k': 2, 'u': (1.0, 0.0)}
    """
    lengths = {r.dimension for r in domain.ranges.values() if isinstance(r, Vectors)}
    found: dict[str, Any] = {}
    sizes: dict[Any, int] = {}
    for symbol, values in domain.scalars.items():
        found[symbol.name] = draw(_dimension(values) if symbol in lengths else numbers(values, dtype))
        sizes[symbol] = found[symbol.name]
    for symbol, values in domain.ranges.items():
        if isinstance(values, Vectors):
            size = values.dimension
            if size not in sizes:
                sizes[size] = int(size) if size.is_Integer else draw(st.integers(1, MOST_DIMENSIONS))
            others = [x for x in found.values() if isinstance(x, tuple) and len(x) == sizes[size] and any(x)]
            found[symbol.name] = draw(vectors(sizes[size], others, values.nonzero, dtype))
    if domain.where != S.true:
        assume(domain.contains(exact_point(domain, found)))
    return {name: found[name] for name in domain.by_name}


@lru_cache(maxsize=256)
def _dimension(values: Set) -> SearchStrategy[int]:
    positive = values.intersect(sympy.Range(1, sympy.oo))
    (side,) = (box.sides[0] for box in boxes({Symbol("k"): positive}))
    least = int(side.low)
    most = least + MOST_DIMENSIONS
    return st.integers(least, most if is_infinite(side.high) else min(int(side.high), most))


def exact_point(domain: Domain, point: Input) -> dict[Any, Any]:
    """Return floats as the rationals they are, by symbol."""

    def exactly(x: Any) -> Any:
        return tuple(map(exactly, x)) if isinstance(x, tuple) else sympy.Rational(*x.as_integer_ratio())

    return {symbol: exactly(point[name]) for name, symbol in domain.by_name.items()}

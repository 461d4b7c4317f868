"""Hypothesis strategies for networks and for pairs of vectors in nearly degenerate position.

Importing this module loads neither SymPy nor NumPy; drawing from a strategy does.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from derivations.networks.network import Network, Unit

    Floats = tuple[float, ...]

__all__ = ["networks", "register", "teachers", "unit_pairs", "units"]

SLOPES = (0, 0, 0, Fraction(1, 100), Fraction(1, 2), 1, -1)  # of ReLU, leaky ReLU, the identity and |x|
MOST_DIMENSIONS = MOST_UNITS = 4


@st.composite
def units(draw: DrawFn, dimension: int, others: tuple[Floats, ...] = ()) -> Unit:
    """Draw a unit with nonzero weights, often (nearly) parallel, antiparallel or orthogonal to one of the others."""
    from derivations.networks.network import Unit
    from verify.testing.strategies import vectors

    (output,) = draw(vectors(1))
    return Unit(output, draw(vectors(dimension, others, nonzero=True)))


@st.composite
def networks(
    draw: DrawFn,
    *,
    dimension: int | None = None,
    most_units: int = MOST_UNITS,
    slope: Any = None,
    beside: tuple[Floats, ...] = (),
) -> Network:
    """Draw a small network of floats, some of its units (nearly) parallel to each other or to one of `beside`.

    The slope of σ is drawn too unless given.  Raises ValueError for a dimension or number of units below 1.

    >>> from hypothesis import find
    >>> find(networks(dimension=2, slope=0), lambda network: len(network.units) == 1)
    Network(units=(Unit(output=0.0, weights=(1.0, 0.0)),), slope=0)
    """
    from derivations.networks.network import Network

    if most_units < 1 or (dimension is not None and dimension < 1):
        raise ValueError(f"a network has at least one unit and one input, not {most_units} and {dimension}")
    size = draw(st.integers(1, MOST_DIMENSIONS)) if dimension is None else dimension
    found: list[Unit] = []
    for _ in range(draw(st.integers(1, most_units))):
        found.append(draw(units(size, (*beside, *(unit.weights for unit in found)))))
    return Network(tuple(found), draw(st.sampled_from(SLOPES)) if slope is None else slope)


def teachers(student: Network, most_units: int = MOST_UNITS) -> st.SearchStrategy[Network]:
    """Return a strategy for teachers of a student: of its dimension and slope, often with its directions, or itself."""
    weights = tuple(tuple(map(float, unit.weights)) for unit in student.units)
    others = networks(dimension=student.dimension, most_units=most_units, slope=student.slope, beside=weights)
    return st.one_of(others, others, others, st.just(student))


@st.composite
def unit_pairs(draw: DrawFn, dimension: int = 3) -> tuple[Floats, Floats, float]:
    """Draw two vectors of length 1 and their angle, all to a few units in the last place.

    One in three pairs is exactly equal, opposite or orthogonal; the angle of the others lies between
    1e-12 and π − 1e-12, often close to either end, and is right to 1e-15 absolutely.  Raises ValueError in
    dimension 1, where vectors are parallel.

    >>> from hypothesis import find
    >>> find(unit_pairs(2), lambda pair: 0 < pair[2] < 1e-11)
    ((1.0, 0.0), (1.0, 1e-12), 1e-12)
    """
    from math import cos, pi, sin

    if dimension < 2:
        raise ValueError(f"a pair of unit vectors at an angle needs dimension 2 or more, not {dimension}")
    i = draw(st.integers(0, dimension - 1))
    j = (i + draw(st.integers(1, dimension - 1))) % dimension
    kind = draw(st.sampled_from(("close", "exact", "any")))
    if kind == "exact":
        c, s, angle = draw(st.sampled_from(((1.0, 0.0, 0.0), (-1.0, 0.0, pi), (0.0, 1.0, pi / 2))))
    else:
        gap = 10.0 ** draw(st.integers(-12, -1)) if kind == "close" else draw(st.floats(1e-12, pi / 2))
        side = draw(st.sampled_from((1, -1)))
        c, s, angle = side * cos(gap), sin(gap), gap if side > 0 else pi - gap
    u = [float(n == i) for n in range(dimension)]
    v = [c if n == i else s if n == j else 0.0 for n in range(dimension)]
    turned = (tuple(u), tuple(v)) if angle == pi / 2 else _reflected(draw, u, v)  # a right angle would be rounded
    return (*turned, angle)


def _reflected(draw: DrawFn, u: list[float], v: list[float]) -> tuple[Floats, Floats]:
    """Return both vectors, or their reflections in a hyperplane, which keep opposite and equal vectors so."""
    if not draw(st.booleans()):
        return tuple(u), tuple(v)
    entries = st.integers(-3, 3).map(float)
    normal = draw(st.lists(entries, min_size=len(u), max_size=len(u)).filter(any))
    square = sum(n * n for n in normal)

    def mirror(x: list[float]) -> Floats:
        twice = 2 * sum(n * t for n, t in zip(normal, x, strict=True)) / square
        return tuple(t - twice * n for t, n in zip(x, normal, strict=True))

    return mirror(u), mirror(v)


def register() -> None:
    """Tell Hypothesis how to draw a `Network` and a `Unit` for type annotations, once their module is loaded.

    The entry point ``hypothesis`` calls this when Hypothesis is imported; until networks are in use it does nothing.
    """
    module = sys.modules.get("derivations.networks.network")
    network, unit = (getattr(module, name, None) for name in ("Network", "Unit"))
    if network is not None and unit is not None:
        st.register_type_strategy(network, networks())
        st.register_type_strategy(unit, st.integers(1, MOST_DIMENSIONS).flatmap(units))


register()

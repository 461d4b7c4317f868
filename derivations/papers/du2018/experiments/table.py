"""The paper's table: the probability of the global minimum over k and (1·a*)²/‖a*‖², and the restarts it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from derivations.papers.du2018.basin.answer import Map, Request, solve
from derivations.papers.du2018.basin.initial import Setting
from verify.arithmetics import Arithmetic, Bounds, arithmetic
from verify.arithmetics.decimals import parse_rational, rational_text

if TYPE_CHECKING:
    pass
from verify.language.rendering import Drawn

__all__ = ["DELTAS", "PATCHES", "RATIOS", "Cell", "Table", "agreement", "answered", "asked", "restarts", "table"]

PATCHES = (25, 36, 49, 64, 81, 100)
RATIOS = (0, 1, 4, 9, 16, 25)
DELTAS = ("1e-1", "1e-3", "1e-6")


@dataclass(frozen=True)
class Cell:
    """One entry: k, r = (1·a*)²/‖a*‖², and the answer of `derivations.papers.du2018.basin.answer.solve`."""

    patches: int
    ratio: int
    answer: Mapping[str, Any]

    @property
    def estimate(self) -> Fraction:
        return parse_rational(self.answer["global"]["estimate"])

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The interval for the probability, as its ``confidence`` means it."""
        found = self.answer["global"]
        return parse_rational(found["lower"]), parse_rational(found["upper"])

    @property
    def known(self) -> bool:
        """Whether no computation was needed: the probability is exact."""
        low, high = self.bounds
        return low == high

    @property
    def restarts(self) -> dict[str, int | None]:
        """For each δ how many independent starts suffice, by the lower end of the interval, to miss with at most δ."""
        return {delta: restarts(self.bounds[0], parse_rational(delta)) for delta in DELTAS}


@dataclass(frozen=True)
class Table(Drawn):
    """The cells of one method, row by row of equal k; a filter size p and the scale ‖w*‖²‖a*‖²/‖v‖² are fixed."""

    method: str
    size: int
    scale: Fraction
    starts: int | None
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Each k with its cells, in the order of `RATIOS`."""
        for i, k in enumerate(PATCHES):
            yield k, self.cells[i * len(RATIOS) : (i + 1) * len(RATIOS)]

    @property
    def error(self) -> Fraction:
        """The largest distance of an estimate to an end of its interval."""
        return max(abs(cell.estimate - end) for cell in self.cells for end in cell.bounds)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data: for every cell what `certiphi basin --json` writes, and the restarts."""
        return {
            "method": self.method,
            "filter_size": self.size,
            "scale": rational_text(self.scale),
            "starts": self.starts,
            "patches": list(PATCHES),
            "ratios": list(RATIOS),
            "cells": [{**cell.answer, "restarts": cell.restarts} for cell in self.cells],
        }


def asked(method: str, size: int = 5, scale: Fraction = Fraction(1), **work: Any) -> list[Request]:
    """Return what a table asks of each cell; ``work`` is the rest of a `Request`.

    Raises ValueError as `Setting` and `Request` do.
    """
    pairs = [(k, r) for k in PATCHES for r in RATIOS]
    return [Request(Setting(k, Fraction(r), size, scale), method, **work) for k, r in pairs]


def answered(requests: Sequence[Request], answers: Iterable[Mapping[str, Any]]) -> Table:
    """Return the table of the answers to what was `asked`."""
    first = requests[0]
    pairs = zip(requests, answers, strict=True)
    cells = tuple(Cell(x.setting.patches, int(x.setting.ratio), answer) for x, answer in pairs)
    starts = first.starts if first.method in ("flow", "descent") else None
    return Table(first.method, first.setting.size, first.setting.scale, starts, cells)


def table(method: str, size: int = 5, scale: Fraction = Fraction(1), run: Map = map, **work: Any) -> Table:
    """Return the table by a method of `derivations.papers.du2018.basin.answer`, all cells in one sweep.

    ``run`` maps a function over the cells as `map` does, for example on other processes; the rest is as in `asked`.
    """
    requests = asked(method, size, scale, **work)
    return answered(requests, run(solve, requests))


def agreement(one: Table, other: Table) -> int:
    """Return in how many cells the intervals of two methods meet."""
    return sum(_meet(a.bounds, b.bounds) for a, b in zip(one.cells, other.cells, strict=True))


def _meet(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def restarts(probability: Fraction, delta: Fraction) -> int | None:
    """Return the least n ≥ 1 with (1 − P)ⁿ ≤ δ, which is ⌈ln δ / ln(1 − P)⌉, or None where P = 0.

    >>> restarts(Fraction(1, 2), Fraction(1, 1000)), restarts(Fraction(9, 10), Fraction(1, 1000))
    (10, 3)

    Raises ValueError unless 0 ≤ P ≤ 1 and 0 < δ < 1.
    """
    if not 0 <= probability <= 1 or not 0 < delta < 1:
        raise ValueError(f"need 0 ≤ P ≤ 1 and 0 < δ < 1, not {probability} and {delta}")
    miss, digits = 1 - probability, 20
    if not probability or miss <= delta:
        return 1 if probability else None
    while True:
        low, high = _quotient(delta, miss, arithmetic("ball", digits))
        n = floor(high)
        if ceil(low) == ceil(high):
            return ceil(low)
        # δ = (1 − P)ⁿ exactly needs a denominator of δ of n bits at least
        if n <= delta.denominator.bit_length() and miss**n == delta:
            return n
        digits *= 2


def _quotient(delta: Fraction, miss: Fraction, table: Arithmetic) -> Bounds:
    """Return an enclosure of ln δ / ln(1 − P), or one that decides nothing where the digits do not suffice."""
    log, divide = table.functions["log"], table.functions["divide"]
    with table.working():
        bounds = table.bounds(divide(log(table.number(delta)), log(table.number(miss))))
    return bounds or (Fraction(0), Fraction(2))

"""Integrals, sums and products between bounds: their values at a point.

As a term, a head `integral`, `sum` or `product` has the two bounds for arguments, and the bound symbol and the body as
its datum.  A sum with its upper bound below the lower one is empty, 0, and such a product 1; an integral changes its
sign with its direction.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any

from flint import arb

__all__ = ["BETWEEN", "INNER", "LOOKS", "MOST_TERMS", "integral"]

BETWEEN = ("integral", "sum", "product")
MOST_TERMS = 1000  # of a sum or product
CELLS, LOOKS, FINE = 8, 200, 1e-5  # cells to begin with, looks, width of an integral that is good enough
INNER = 25  # times as few looks for an integral inside another

Body = Callable[[Any], Any]  # from a value of the bound symbol, a number or a ball, to the body's


def integral(body: Body, low: Any, high: Any, looks: int = LOOKS) -> Any:
    """Return a ball that contains ∫ from low to high; what `body` gives in its place where it is undefined on a cell.

    ∫ f = Σ (b − a) f([a, b]) over cells [a, b]; with so many looks, the cell that leaves most open is halved.  None
    where f is not enclosed on some cell: an integrand with a singularity, even a removable one, is left open.
    """
    width, cells = high - low, list[tuple[float, Fraction, Fraction, Any]]()

    def add(a: Fraction, b: Fraction) -> Any:
        left, right = (low + width * _ball(s) for s in (a, b))
        found = body(left.union(right))
        if found is None or isinstance(found, arb):
            part = None if found is None else found * width * _ball(b - a)
            heappush(cells, (-float("inf") if part is None else -float(part.rad()), a, b, part))
            return None
        return found

    few = min(CELLS, looks)
    for i in range(few):
        if (undefined := add(Fraction(i, few), Fraction(i + 1, few))) is not None:
            return undefined
    for _ in range(looks):
        if -sum(open_ for open_, *_ in cells) < FINE:
            break
        _, a, b, _ = heappop(cells)
        for half in ((a, (a + b) / 2), ((a + b) / 2, b)):
            if (undefined := add(*half)) is not None:
                return undefined
    parts = [part for *_, part in cells]
    return None if any(part is None for part in parts) else sum(parts, arb(0))


def _ball(x: Fraction) -> arb:
    return arb(x.numerator) / x.denominator

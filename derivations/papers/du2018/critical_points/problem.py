"""The exact data of one landscape: a teacher, perhaps a filter, and their inner products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from verify.arithmetics import Bounds

__all__ = ["Problem", "Row", "dot"]

Row = tuple[Fraction, ...]


def dot(x: Sequence[Fraction | int], y: Sequence[Fraction | int]) -> Fraction:
    """Return Σ xᵢ yᵢ.

    >>> dot((Fraction(1, 2), Fraction(3)), (Fraction(1, 3), Fraction(2)))
    Fraction(37, 6)
    """
    # terms of one denominator are added as integers: a sum of Fractions takes a gcd for each
    over: defaultdict[int, int] = defaultdict(int)
    for s, t in zip(x, y, strict=True):
        over[s.denominator * t.denominator] += s.numerator * t.numerator
    return sum((Fraction(n, d) for d, n in over.items()), Fraction(0))


@dataclass(frozen=True)
class Problem:
    """A teacher a* ∈ Q^k and a filter w* ∈ Q^p; without a filter, ‖w*‖ = 1 and p ≥ 3.

    Raises ValueError if either is empty or zero.
    """

    teacher: Row
    filter: Row | None = None

    def __post_init__(self) -> None:
        for name, entries in (("teacher", self.teacher), ("filter", self.filter)):
            if entries is not None and not any(entries):
                raise ValueError(f"the {name} is {'zero' if entries else 'empty'}; give it a nonzero entry")

    @property
    def k(self) -> int:
        return len(self.teacher)

    @property
    def dimension(self) -> int | None:
        """The size p of the filter, if one was given."""
        return None if self.filter is None else len(self.filter)

    @cached_property
    def filter_square(self) -> Fraction:
        return Fraction(1) if self.filter is None else dot(self.filter, self.filter)

    @cached_property
    def teacher_square(self) -> Fraction:
        return dot(self.teacher, self.teacher)

    @cached_property
    def total(self) -> Fraction:
        return dot(self.teacher, (1,) * self.k)

    @cached_property
    def share(self) -> Fraction:
        """s = (1·a*)² / (k ‖a*‖²)."""
        return self.total**2 / (self.k * self.teacher_square)

    @cached_property
    def _places(self) -> tuple[tuple[Fraction, ...], tuple[int, ...]]:
        first: dict[Fraction, int] = {}
        places = tuple(first.setdefault(x, len(first)) for x in self.teacher)
        return tuple(first), places

    def each(self, function: Callable[[Fraction], Bounds]) -> tuple[Bounds, ...]:
        """Return the function of every entry of the teacher, computed once for equal ones."""
        distinct, places = self._places
        values = [function(x) for x in distinct]
        return tuple(values[i] for i in places)

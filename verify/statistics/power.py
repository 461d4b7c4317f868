"""How many samples a comparison in two stages needs to detect an error, and which error a number of samples detects.

The first stage has a mild level and settles most comparisons.  Only if it rejects, a second one, with a stream of its
own and a strict level, decides; a value is rejected if both reject it.  Let R₁, R₂ be these events, α₁, α₂ the levels,
and β a bound of the probability with which either stage fails to reject a value off by the detectable error.

- The value is right.  The second stream is independent of the first, and the size of the second stage does not depend
  on what the first one drew, so P(R₁ and R₂) = P(R₁) P(R₂) ≤ α₁ α₂.
- It is off.  It passes unless both reject: P(not R₁ or not R₂) ≤ P(not R₁) + P(not R₂) ≤ 2β.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, log, sqrt
from numbers import Integral

from verify.statistics.sample import LEAST, detectable_error

__all__ = ["Budget", "Power", "Underpowered", "levels", "second_size"]

MILD = 0.01  # of the first stage: one right value in a hundred costs a second one
ENDLESS = 1 << 60


class Underpowered(ValueError):
    """A comparison was refused: with the samples allowed it would not detect the error asked for."""


def levels(false_alarm: float) -> tuple[float, float]:
    """Return the levels α₁ ≥ α₂ of the two stages, with α₁ α₂ = false_alarm.

    >>> levels(0.25)
    (0.5, 0.5)
    """
    first = max(MILD, sqrt(false_alarm))
    return first, false_alarm / first


def second_size(first: int, false_alarm: float, tails: int) -> int:
    """Return a size of the second stage at which its radius is at most that of the first, for summands that vary alike.

    A radius depends on level and size through L/n only, or L/(n − 1), where L = ln(tails/level); and the
    mean errs less the larger n is.  So n₂ = n₁ L₂/L₁ will do, as (n₁ − 1) L₂/L₁ ≤ n₁ L₂/L₁ − 1 by L₂ ≥ L₁.
    More tails, as where a level is divided, make the ratio smaller.
    """
    mild, strict = (log(tails / level) for level in levels(false_alarm))
    return ceil(first * strict / mild)


@dataclass
class Budget:
    """A false-alarm probability shared equally by the comparisons of one test (Bonferroni).

    Hand it to each comparison as ``budget=``.  `share` raises ValueError for one comparison more than
    ``examples``.  Once `assert_mean` has raised, further comparisons (Hypothesis shrinks) are not counted: the test
    has failed, and a right test fails so with at most that probability.

    >>> Budget(examples=100, false_alarm=1e-6).share()
    1e-08
    """

    examples: int
    false_alarm: float = 1e-9
    taken: int = 0
    rejected: bool = False

    def __post_init__(self) -> None:
        if not (isinstance(self.examples, Integral) and self.examples >= 1):
            raise ValueError(f"examples= must be an integer, at least 1, not {self.examples!r}")
        if not 0 < self.false_alarm < 1 or self.each < LEAST:
            raise ValueError(f"false_alarm= must be a probability between 0 and 1, not {self.false_alarm!r}")

    @property
    def each(self) -> float:
        return self.false_alarm / self.examples

    def share(self) -> float:
        """Return the false-alarm probability of the next comparison."""
        self.taken += not self.rejected
        if self.taken > self.examples:
            raise ValueError(f"more comparisons than the {self.examples} that share the budget: raise its examples=")
        return self.each


@dataclass(frozen=True)
class Power:
    """The rates of one comparison: of false alarms, and of misses in each of the events that may cause one.

    ``spread`` is the standard deviation of the summands or a bound of it, None if it is not known.
    """

    bound: float
    spread: float | None
    false_alarm: float
    miss: float

    @property
    def levels(self) -> tuple[float, float]:
        return levels(self.false_alarm)

    @property
    def part(self) -> float:
        """The miss probability of either stage and, if the spread is not known, of the bound found for it."""
        return self.miss / (3 if self.spread is None else 2)

    def second(self, first: int) -> int:
        """Return the size of the second stage, at which it detects what the first does."""
        return second_size(first, self.false_alarm, tails=4 if self.spread is None else 2)

    def detectable(self, spread: float, first: int) -> float:
        """Return the error that both stages detect if the standard deviation is at most `spread`."""
        known = self.spread is not None
        return detectable_error(spread, self.bound, first, self.levels[0], self.part, known=known)

    def largest(self, total: int) -> int:
        """Return the largest first stage that leaves enough of a total for the second."""
        size = int(total / (1 + self.second(ENDLESS) / ENDLESS))
        while size and size + self.second(size) > total:
            size -= 1
        return size

    def smallest(self, spread: float, total: int) -> float:
        """Return the smallest error that a total of samples detects, infinity if it is too few for both stages."""
        first = self.largest(total)
        return self.detectable(spread, first) if first > 1 else inf

    def first(self, spread: float, error: float, total: int = ENDLESS) -> int | None:
        """Return the smallest first stage that detects an error, None if a total of samples does not."""
        if self.smallest(spread, total) > error:
            return None
        least, most = 1, self.largest(total)
        while most - least > 1:  # what is detected decreases with the number of samples
            middle = (least + most) // 2
            least, most = (least, middle) if self.detectable(spread, middle) <= error else (middle, most)
        return most

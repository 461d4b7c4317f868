"""A mean compared with a claimed value by sampling, at error rates that are stated and hold for any sample size.

`compare` returns what was found, `assert_mean` raises AssertionError if the value is rejected.  A right value is
rejected with at most the probability asked for, over all comparisons of a test; a value that is off by the error
asked for passes with at most another.  Where that would take too many samples the comparison is refused.

A value that passes is supported, not proved: errors below the detectable one are not seen, nor is anything wrong with
the sampler or the bounds it is claimed to obey.  Sources: Maurer & Pontil, COLT 2009, Theorems 4 and 10; Bernstein's
and Hoeffding's inequalities.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10, sqrt
from typing import Any, TypedDict, Unpack

from verify.statistics.mean_claim import Claim, MeanComparison, claimed, real, sized
from verify.statistics.power import Budget, Power, Underpowered
from verify.statistics.sample import Estimate, Summand, mean, spread_bound

__all__ = ["Budget", "MeanComparison", "Underpowered", "assert_mean", "compare"]

EFFECT = 0.05


class Options(TypedDict, total=False):
    """The keyword arguments of `compare`."""

    bound: float | None
    variance: float | None
    effect: float | None
    scale: float | None
    samples: int | None
    max_samples: int
    false_alarm: float
    miss: float
    examples: int
    budget: Budget | None
    key: object


def assert_mean(quantity: Any, value: Any, **options: Unpack[Options]) -> MeanComparison:
    """Raise AssertionError, with both stages in its text, if `compare` rejects a claimed mean; return what it found.

    >>> assert_mean(lambda g, n: g.random(n) < 0.3, 0.3, bound=1, key="doc").agrees
    True
    """
    found = compare(quantity, value, **options)
    if not found.agrees:
        if budget := options.get("budget"):
            budget.rejected = True
        raise AssertionError(str(found))
    return found


def compare(
    quantity: Any, value: Any, *, bound: float | None = None, variance: float | None = None,
    effect: float | None = None, scale: float | None = None, samples: int | None = None, max_samples: int = 10_000_000,
    false_alarm: float = 1e-9, miss: float = 0.05, examples: int = 1, budget: Budget | None = None, key: object = (),
) -> MeanComparison:  # fmt: skip
    """Compare the mean of bounded i.i.d. summands with a claimed value, in two stages (`verify.statistics.power`).

    ``quantity`` is a sampler, ``quantity(generator, n)`` returning n independent summands of absolute value at most
    ``bound``; a `Summand`, as `verify.statistics.sample.homogeneous` makes of a positively homogeneous function of a
    Gaussian vector; or an `E` over scalar Gaussians, homogeneous unless ``bound`` is given.  ``value`` is a real
    number, a pair of bounds or a ball: right if it is, or contains, the mean.  ``variance`` is that of the summands or
    a bound of it; it is trusted, and saves a pilot and samples.

    A value is rejected with probability ≥ 1 − ``miss`` if it is off by ``effect`` (0.05 unless given) relatively: of
    the value or the true mean, whichever is smaller, or of ``scale``, which a value of 0 needs.  With ``samples``
    instead of ``effect`` the first stage has that size, and what it detects is stated, not asked for.  A right value
    is rejected with probability at most ``false_alarm`` over all ``examples`` comparisons that a test makes; a
    ``budget`` replaces the two and counts.  The probabilities are over the ``key``, which fixes the streams.

    Raises `Underpowered` (a ValueError) if ``effect`` takes more than ``max_samples`` in pilot and stages, where
    possible before sampling; ValueError for summands beyond the bound or NaN, and for arguments out of range.

    >>> found = compare(lambda g, n: g.random(n) < 0.3, 0.32, bound=1, variance=0.21, key="doc")
    >>> found.agrees, [stage.samples for stage in found.stages]
    (False, [33031, 104806])
    """
    claim, summand = claimed(value, scale), _summand(quantity, bound)
    _require(effect, samples, miss, key)
    spread = None if variance is None else _spread(variance, summand.bound)
    budget = budget or Budget(examples, false_alarm)
    question = _Question(claim, summand, Power(summand.bound, spread, budget.share(), miss), key)
    if samples is None:
        error = claim.absolute(EFFECT if effect is None else effect)
        plan = question.plan(error, _whole("max_samples", max_samples))
    else:
        plan = _Plan(_whole("samples", samples), 0, spread)
    return question.answer(plan, budget)


# What was asked


def _summand(quantity: Any, bound: float | None) -> Summand:
    if isinstance(quantity, Summand):
        if bound is not None:
            raise ValueError("these summands come with their bound: leave bound= out")
        return quantity
    if not callable(quantity):
        from verify.statistics.summands import summand_of

        return summand_of(quantity, bound)
    if bound is None:
        raise ValueError("a sampler needs bound=, which the absolute values of its summands never exceed")
    return Summand(quantity, real("bound=", bound))


def _whole(name: str, x: Any) -> int:
    if not (real(f"{name}=", x) >= 2 and int(x) == x):
        raise ValueError(f"{name}= must be an integer, at least 2, not {x!r}")
    return int(x)


def _require(effect: float | None, samples: int | None, miss: float, key: object) -> None:
    if effect is not None and samples is not None:
        raise ValueError("give effect= or samples=, not both: one follows from the other")
    if not 1e-300 < miss < 1:
        raise ValueError(f"miss= must be a probability between 0 and 1, not {miss!r}")
    if " at 0x" in repr(key):
        raise ValueError(f"the key {key!r} prints an address, so it would give other samples on each run: use a name")


def _spread(variance: float, bound: float) -> float:
    """Return the standard deviation, if the square of the bound is far from the ends of the floats' range."""
    variance = real("variance=", variance)
    if not 1e-145 <= bound <= 1e150:
        raise ValueError(f"a variance has no digits left at a bound of {bound:.3g}: scale the summands")
    if not 0 <= variance <= bound**2 * (1 + 1e-9):
        raise ValueError(
            f"variance= must lie between 0 and {bound**2:.6g}, the square of the bound, not {variance:.6g}"
        )
    return min(sqrt(variance), bound)


# Sampling


@dataclass(frozen=True)
class _Plan:
    """The sizes of the first stage and the pilot, and a bound of the standard deviation where there is one."""

    first: int
    pilot: int
    spread: float | None


@dataclass(frozen=True)
class _Question:
    """What is compared with what, at which rates, and the key of the streams."""

    claim: Claim
    summand: Summand
    power: Power
    key: object

    def plan(self, error: float, total: int) -> _Plan:
        """Return sizes that detect an error with a total of samples, or raise `Underpowered`."""
        if self.power.spread is not None:
            return _Plan(self._first(error, self.power.spread, 0, total), 0, self.power.spread)
        # The pilot has the size that the first stage has at least, for summands that hardly vary: refused is what
        # even these would not show, before anything is drawn.
        pilot = self._first(error, 0.0, 0, total)
        self._first(error, 0.0, pilot, total)
        spread = spread_bound(self._drawn(pilot, self.power.part, "pilot"), self.summand.bound, self.power.part)
        return _Plan(self._first(error, spread, pilot, total), pilot, spread)

    def _first(self, error: float, spread: float, pilot: int, total: int) -> int:
        first = self.power.first(spread, error, total - pilot)
        if first is None:
            raise Underpowered(self._refusal(error, spread, pilot, total))
        return first

    def _refusal(self, error: float, spread: float, pilot: int, total: int) -> str:
        power, claim = self.power, self.claim
        first, smallest = power.first(spread, error), power.smallest(spread, total - pilot)
        unseen = power.spread is None and spread == 0  # then the pilot is as large as the first stage
        whatever = ", however little the summands vary" if unseen else ""
        pilot = first or 0 if unseen else pilot
        more = f"allow max_samples={_rounded_up(pilot + first + power.second(first))} or " if first else ""
        found = f"errors of {sized(claim, smallest)} or more" if isfinite(smallest) else "no error"
        return (
            f"{total} samples detect {found} with probability {1 - power.miss:g}, not one of {sized(claim, error)}"
            f"{whatever}: {more}ask for a larger effect="
        )

    def answer(self, plan: _Plan, budget: Budget) -> MeanComparison:
        """Return what the first stage finds, and the second if the first rejects the claim."""
        power, claim, (mild, strict) = self.power, self.claim, self.power.levels
        stages = [self._drawn(plan.first, mild, "first stage")]
        if not claim.holds(stages[0]):
            stages.append(self._drawn(power.second(plan.first), strict, "second stage"))
        agrees = claim.holds(stages[-1])
        # If no bound of the deviation was found before, the first stage's will do: where it holds, the error stated is
        # at least the one detected, so P(passes, off by the error stated) ≤ P(it fails) + P(missed) ≤ 3 parts = miss.
        spread = spread_bound(stages[0], self.summand.bound, power.part) if plan.spread is None else plan.spread
        error, rates = power.detectable(spread, plan.first), (power.miss, budget.false_alarm, budget.examples)
        return MeanComparison(agrees, claim, tuple(stages), plan.pilot, error, *rates, self.key)

    def _drawn(self, size: int, delta: float, stage: str) -> Estimate:
        summand = self.summand
        return mean(summand.draw, summand.bound, size, delta, stage, self.key, spread=self.power.spread)


def _rounded_up(n: int) -> int:
    unit = 10 ** max(floor(log10(n)) - 1, 0)
    return ceil(n / unit) * unit

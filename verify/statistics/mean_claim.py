"""A value claimed for a mean, the unit of its errors, and what a comparison with samples found."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from verify.statistics.sample import Estimate

__all__ = ["Claim", "MeanComparison", "claimed", "real"]


@dataclass(frozen=True)
class Claim:
    """A value between two bounds, and the scale of its errors, None if they are relative to the value itself.

    Without a scale, a value c and a mean μ differ relatively by |c − μ| / min(|c|, |μ|).  Given c that is at
    least e if |c − μ| ≥ |c| e/(1 + e), with equality where μ = c/(1 + e).
    """

    low: float
    high: float
    scale: float | None = None

    def nearest(self, x: float) -> float:
        """Return the value between the bounds that is nearest to x."""
        return min(max(x, self.low), self.high)

    def holds(self, estimate: Estimate) -> bool:
        return estimate.contains(self.nearest(estimate.mean))

    def absolute(self, effect: float) -> float:
        """Return the error whose relative size is `effect`, for the smallest value between the bounds."""
        if not real("effect=", effect) > 0:
            raise ValueError(f"effect= must be positive, not {effect}")
        size = abs(self.nearest(0.0))
        if self.scale is None and not size:
            raise ValueError("the claimed value may be 0, to which no error is relative: give scale=, or samples=")
        return size * (effect / (1 + effect)) if self.scale is None else effect * self.scale

    def relative(self, error: float) -> float:
        """Return the relative size of an error, infinity if a mean of 0 may be so far from the value."""
        size = abs(self.nearest(0.0))
        if self.scale is not None:
            return error / self.scale
        return error / (size - error) if error < size else inf

    def __str__(self) -> str:
        return f"{self.low:.6g}" if self.low == self.high else f"between {self.low:.6g} and {self.high:.6g}"


def claimed(value: Any, scale: float | None) -> Claim:
    """Return the claim that a number, a pair of bounds or a ball makes; raise ValueError if it is not finite."""
    if hasattr(value, "mid") and hasattr(value, "rad"):
        from verify.arithmetics import arithmetic

        value = arithmetic("ball").bounds(value) or (inf, inf)
    if hasattr(value, "free_symbols") and not hasattr(value, "_mpf_"):
        value = _enclosed(value)
    low, high = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    low, high = real("the claimed value", low), real("the claimed value", high)
    if low > high:
        raise ValueError(f"the bounds of the claimed value are in the wrong order, {low} and {high}")
    if scale is not None and not real("scale=", scale) > 0:
        raise ValueError(f"scale= must be positive, not {scale}")
    return Claim(low, high, scale)


def _enclosed(value: Any) -> tuple[float, float]:
    """Return bounds of an exact number as SymPy writes it, by balls, whatever SymPy takes it for."""
    from verify.arithmetics import arithmetic
    from verify.language.compile import compile_expression

    for digits in (30, 60, 120, 240, 480, 960):
        table = arithmetic("point", digits)
        bounds = table.bounds(compile_expression(value, (), table)())
        if bounds is not None:
            return float(bounds[0]), float(bounds[1])
    raise ValueError(f"the claimed value {value} is undefined, or not decided by 960 digits: give (low, high)")


def real(name: str, x: Any) -> float:
    """Return a finite real number as a float; raise ValueError for anything else."""
    try:
        found = inf if getattr(x, "ndim", 0) else float(x)
    except (TypeError, ValueError, OverflowError):
        found = inf
    if not isfinite(found):
        raise ValueError(f"{name} must be a finite real number, not {x!r}")
    return found


@dataclass(frozen=True)
class MeanComparison:
    """What a comparison of a mean with a claimed value found.

    ``agrees`` is False if both stages rejected the value.  ``detectable`` is the error, and
    ``relative`` the relative one, at which a value passes with probability at most ``miss``:
    the relative error is taken of the claimed value or of the true mean, whichever is smaller, or
    of ``scale`` if it was given; infinity where a mean of 0 would not be told from the value.
    ``false_alarm`` is the probability that any of ``examples`` comparisons rejects a right value.
    ``stages`` has an estimate for each stage that was needed; its delta is the stage's level.
    """

    agrees: bool
    claim: Claim
    stages: tuple[Estimate, ...]
    pilot: int
    detectable: float
    miss: float
    false_alarm: float
    examples: int
    key: object

    @property
    def relative(self) -> float:
        return self.claim.relative(self.detectable)

    @property
    def samples(self) -> int:
        """The number of summands drawn, those of the pilot among them."""
        return self.pilot + sum(stage.samples for stage in self.stages)

    def __bool__(self) -> bool:
        raise TypeError("a comparison is no truth value: ask for .agrees, or use assert_mean")

    def __str__(self) -> str:
        lines = [f"the mean {'agrees' if self.agrees else 'does not agree'} with the claimed value, {self.claim}"]
        if self.pilot:
            lines.append(f"  pilot: {self.pilot} samples")
        for name, stage in zip(("first", "second"), self.stages, strict=False):
            found = f"{stage.samples} samples of deviation {stage.deviation:.3g}, mean {stage.mean:.6g}"
            lines.append(f"  {name} stage: {found} ± {stage.radius:.2g} at level {stage.delta:.2g}")
        if not self.agrees:
            off = self.stages[-1].mean - self.claim.nearest(self.stages[-1].mean)
            lines.append(f"  the mean is off the value by about {off:.2g}; key {self.key!r}")
        over = "1 comparison" if self.examples == 1 else f"all {self.examples} comparisons"
        lines.append(f"  an error of {sized(self.claim, self.detectable)} is missed with probability ≤ {self.miss:g}")
        lines.append(f"  a right value is rejected with probability ≤ {self.false_alarm:g}, over {over}")
        return "\n".join(lines)


def sized(claim: Claim, error: float) -> str:
    """Return an error as text, with its relative size if that is finite."""
    relative = claim.relative(error)
    return f"{error:.2g} (relatively {relative:.2g})" if isfinite(relative) else f"{error:.2g}"

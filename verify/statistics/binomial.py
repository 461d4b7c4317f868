"""Exact intervals for the probability of what was counted in many trials; the beta distribution behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import sqrt, ulp
from statistics import NormalDist
from typing import Any

from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BallArray, ball_array

__all__ = ["beta_masses", "clopper_pearson", "despite_undecided"]


def clopper_pearson(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Return an interval that contains the probability of success with the probability `confidence`, or more.

    The lower end is the largest p with P(X ≥ successes) ≤ (1 − confidence)/2 for X binomial, the upper
    end the smallest with P(X ≤ successes) so; they are 0 and 1 where nothing lies beyond.  Both are decided in balls
    and rounded outward to a float.  Source: Clopper & Pearson, Biometrika 26 (1934).  Raises ValueError
    unless 0 ≤ successes ≤ trials, trials > 0 and 0 < confidence < 1.

    >>> clopper_pearson(682, 925, 0.95)
    (0.7076682640790389, 0.7654065582415253)
    """
    if not 0 <= successes <= trials or trials == 0 or not 0 < confidence < 1:
        raise ValueError(
            f"need 0 ≤ successes ≤ trials, trials > 0 and 0 < confidence < 1, not {successes}, {trials}, {confidence}"
        )
    table, successes, trials = arithmetic("ball", 40), int(successes), int(trials)
    failures, mean = trials - successes, successes / trials
    alpha = (1 - Fraction(confidence)) / 2

    def tail(p: Any, least: int) -> Any:
        """Return P(X ≥ least) = I_p(least, trials − least + 1) as a ball."""
        return p.beta_lower(least, trials - least + 1, regularized=True)

    with table.working():
        allowed, low, high = table.number(alpha), 0.0, 1.0
        near = _wilson(successes, failures, float(alpha))
        if successes:
            low = _last(lambda p: tail(table.number(p), successes), allowed, 0.0, near[0], mean)
        if failures:  # X ≤ successes where the failures, of probability 1 − p, are so many or more
            high = _last(lambda p: tail(1 - table.number(p), failures), allowed, 1.0, near[1], mean)
    return low, high


def despite_undecided(successes: int, undecided: int, trials: int, confidence: float) -> tuple[float, float]:
    """Return an interval as `clopper_pearson` does, whatever the undecided trials would have come to.

    They count as failures at the lower end and as successes at the upper.
    """
    high = clopper_pearson(successes + undecided, trials, confidence)[1]
    return clopper_pearson(successes, trials, confidence)[0], high


def beta_masses(parameter: Fraction, edges: Sequence[float]) -> BallArray:
    """Return the masses of the intervals between points of [0, 1] under a beta distribution of two equal parameters.

    Edges are exact floats, increasing; each probability is enclosed.

    >>> beta_masses(Fraction(1), [0.0, 0.25, 1.0]).mid.tolist()
    [0.25, 0.75]
    """
    table = arithmetic("ball", 20)
    with table.working():
        a = table.number(parameter)
        below = [table.number(x).beta_lower(a, a, regularized=True) for x in edges]
        found = [ball_array(high - low) for low, high in pairwise(below)]
    return BallArray([x.mid for x in found], [x.rad for x in found])


def _wilson(successes: int, failures: int, alpha: float) -> tuple[float, float]:
    """Return the score interval: where the mean is within z standard deviations of the number of successes."""
    n, z = successes + failures, NormalDist().inv_cdf(max(alpha, 1e-300))
    half = z * sqrt(successes * failures / n + z * z / 4)
    return (successes + z * z / 2 + half) / (n + z * z), (successes + z * z / 2 - half) / (n + z * z)


def _last(tail: Callable[[float], Any], allowed: Any, edge: float, near: float, mean: float) -> float:
    """Return the float farthest from `edge`, where the tail is 0, towards `mean` at which it is surely allowed."""

    def holds(p: float) -> bool:
        return bool(tail(p) <= allowed)

    inside = outside = _solve(tail, float(allowed), edge, near, mean)
    step = 2 * ulp(inside)
    while not holds(inside):
        inside, step = max(inside - step, edge) if edge < mean else min(inside + step, edge), 4 * step
    step = 2 * ulp(outside)
    while holds(outside):
        outside, step = min(outside + step, mean) if edge < mean else max(outside - step, mean), 4 * step
    while (middle := (inside + outside) / 2) not in (inside, outside):
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def _solve(tail: Callable[[float], Any], allowed: float, edge: float, near: float, mean: float) -> float:
    """Return about the p where the tail is `allowed`, by secants: the normal score of a tail is almost linear in p."""

    def off(p: float) -> float:
        scores = (NormalDist().inv_cdf(min(max(x, 1e-300), 1 - 1e-16)) for x in (float(tail(p)), allowed))
        return next(scores) - next(scores)

    p, q = (near + mean) / 2, near
    at_p, at_q = off(p), off(q)
    for _ in range(20):
        if at_p == at_q or abs(p - q) < 1e-9 * q:  # then the last secant has doubled the digits
            break
        secant = q - at_q * (q - p) / (at_q - at_p)
        p, at_p = q, at_q
        least, most = sorted(((q + edge) / 2, (q + mean) / 2))
        q = min(max(secant, least), most)
        at_q = off(q)
    return q

"""Whether a mean exists, for all parameters in their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sympy import Basic, Expr, S, Set, evaluate

from verify.language.domain import Domain
from verify.language.expectation import E, Gaussian
from verify.language.ranges import assumed_ranges
from verify.language.reasons import Cause, Reason, because
from verify.language.rendering import renders
from verify.prover.existence.almost_surely import assert_defined
from verify.prover.existence.growth import bounds
from verify.prover.existence.integrable import assert_integrable
from verify.prover.existence.shown import NotShown
from verify.prover.existence.zeros import is_somewhere_nonzero
from verify.prover.signs import HOLES, SIGNS, signs
from verify.prover.zero_tests import ANY, ZERO, Signs

__all__ = ["exists", "missing", "with_gaussians"]


def exists(mean: Expr, domain: Domain) -> Reason | None:
    """Return None if E|f| was shown to be finite, and f real almost surely, at every point of a domain; else why not.

    >>> from sympy import Interval, exp
    >>> from verify import gaussian
    >>> x, domain = gaussian("x"), Domain(a=Interval(0, 1))
    >>> (a,) = domain.symbols
    >>> exists(E(exp(a * x)), domain)
    >>> print(exists(E(exp(a * x**2)), domain))
    an exponential may grow like exp(x**2*a), and only rates below 1/2 are integrable
    """
    return missing(mean, domain.facts)


def missing(mean: Expr, ranges: Mapping[Basic, Set]) -> Reason | None:
    """Return None if a mean was shown to exist for all parameters in the ranges, else what was not shown."""
    return _missing(mean, frozenset(ranges.items())) if isinstance(mean, E) else None


@lru_cache(maxsize=1024)
def _missing(mean: E, fixed: frozenset[tuple[Basic, Set]]) -> Reason | None:
    ranges = with_gaussians(mean, dict(fixed))
    try:
        with evaluate(True):  # a statement may be read with SymPy's evaluation switched off
            assert_defined(mean.expression, ranges)
            for bound in sorted(bounds(mean.expression, ranges), key=str):
                assert_integrable(bound, ranges)
    except NotShown as error:
        return error.reason
    return None


def with_gaussians(mean: E, ranges: Mapping[Basic, Set]) -> dict[Basic, Set]:
    """Return ranges with the real line for each Gaussian scalar of a mean."""
    return {**ranges, **{x: S.Reals for x in mean.variables if isinstance(x, Gaussian)}}


def _sign(mean: E, ranges: Mapping[Basic, Set], depth: int) -> Signs:
    """Return the signs between those of the integrand, without 0 unless that may be zero almost everywhere."""
    ranges = with_gaussians(mean, ranges)
    found = signs(mean.expression, ranges, depth)
    if {-1, 1} <= found:
        return ANY
    return found - ZERO if 0 in found and found != ZERO and is_somewhere_nonzero(mean.expression, ranges) else found


def _hole(mean: E, ranges: Mapping[Basic, Set]) -> Reason | None:
    reason = missing(mean, ranges)
    return because(Cause.NO_MEAN, mean=mean, why=reason) if reason else None


@renders("real", E)
def is_real(mean: E) -> bool | None:
    """Return True for a mean that exists for all that is assumed of its symbols, else None."""
    ranges = assumed_ranges(mean.free_symbols)
    return True if ranges is not None and missing(mean, ranges) is None else None


SIGNS[E] = _sign
HOLES[E] = _hole

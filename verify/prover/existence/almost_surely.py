"""Whether a function of Gaussian variables is a real number for almost all of their values.

The parameters take every value of their ranges; for each the exceptions may fill a null set.
"""

from __future__ import annotations

from sympy import Basic, Piecewise, Sum
from sympy.core.relational import Relational

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import is_random
from verify.language.reasons import Cause
from verify.language.vectors import Dot
from verify.prover.conditions import allowed, is_met
from verify.prover.existence.pieces import branches, summand
from verify.prover.existence.shown import NotShown, Ranges, sign_of
from verify.prover.existence.zeros import is_nonzero
from verify.prover.signs import hole_of, undefined_part
from verify.prover.zero_tests import ZERO

__all__ = ["assert_defined"]


def assert_defined(f: Basic, ranges: Ranges) -> None:
    """Raise NotShown unless f was shown to be a real number for almost all values of its Gaussian variables."""
    if not is_random(f):
        if hole := undefined_part(f, ranges):
            raise NotShown(hole.cause, **hole.data)
    elif isinstance(f, Piecewise):
        for value, inside in branches(f, ranges):
            assert_defined(value, inside)
        for condition in (condition for _, condition in f.args):
            assert_defined(condition, ranges)
    elif isinstance(f, Sum):
        assert_defined(*summand(f, ranges))
    elif not isinstance(f, (Gaussian, Dot)):
        for part in f.args:
            assert_defined(part, ranges)
        _assert_head(f, ranges)


def _assert_head(f: Basic, ranges: Ranges) -> None:
    if not is_met(f, lambda relation: _holds(relation, ranges)):
        reason = hole_of(f, ranges)
        if reason.cause is Cause.MAY_BE_UNDEFINED:
            raise NotShown(Cause.UNKNOWN_MEAN, head=type(f).__name__, part=f)
        raise NotShown(reason.cause, **reason.data)


def _holds(relation: Relational, ranges: Ranges) -> bool:
    """Return whether it was shown to hold for almost all values of the Gaussian variables."""
    difference = (relation.lhs - relation.rhs).doit()
    wrong = sign_of(difference, ranges) - allowed(relation)
    return not wrong or wrong == ZERO and is_nonzero(difference, ranges)

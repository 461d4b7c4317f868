"""Whether a function of Gaussian variables is a real number for almost all of their values.

The parameters take every value of their ranges; for each the exceptions may fill a null set.
"""

from __future__ import annotations

import sympy
from sympy import Basic, Expr, Piecewise, Sum
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from verify.language.expectation import Gaussian
from verify.language.gaussian_forms import is_random
from verify.language.reasons import Cause
from verify.language.vectors import Dot
from verify.prover.existence.pieces import branches, summand
from verify.prover.existence.shown import NotShown, Ranges, sign_of
from verify.prover.existence.zeros import is_nonzero
from verify.prover.signs import undefined_part

__all__ = ["assert_defined"]

# heads that are real wherever their arguments are
_TOTAL = (
    sympy.Add, sympy.Mul, sympy.exp, sympy.sin, sympy.cos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf,
    sympy.Abs, sympy.Max, sympy.Min, sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling, Relational,
    BooleanFunction, BooleanAtom,
)  # fmt: skip


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
    match f:
        case sympy.Pow(base=base, exp=power):
            _assert_power(base, power, ranges)
        case sympy.log(args=(x,)):
            if -1 in sign_of(x, ranges) or not is_nonzero(x, ranges):
                raise NotShown(Cause.NONPOSITIVE_LOGARITHM, part=x)
        case sympy.acos(args=(x,)) | sympy.asin(args=(x,)):
            if -1 in sign_of(1 - x, ranges) | sign_of(1 + x, ranges):
                raise NotShown(Cause.OUTSIDE_UNIT, part=x)
        case sympy.tan(args=(x,)):
            if not is_nonzero(sympy.cos(x), ranges):
                raise NotShown(Cause.POLE, part=x)
        case sympy.atan2(args=(y, x)):
            if not is_nonzero(y, ranges) and not is_nonzero(x, ranges):
                raise NotShown(Cause.ORIGIN, part=f)
        case _ if not isinstance(f, _TOTAL) and not hasattr(f, "as_elementary"):
            raise NotShown(Cause.UNKNOWN_MEAN, head=type(f).__name__, part=f)


def _assert_power(base: Expr, power: Expr, ranges: Ranges) -> None:
    if not power.is_integer and -1 in sign_of(base, ranges):
        raise NotShown(Cause.NEGATIVE_ROOT, part=base)
    # 0⁰ is 1 where the exponent is an integer, else it is undefined
    harmless = {0, 1} if power.is_integer else {1}
    if not sign_of(power, ranges) <= harmless and not is_nonzero(base, ranges):
        raise NotShown(Cause.ZERO_DENOMINATOR, part=base)

"""Signs of functions of Gaussian variables, and the exception that says what was not shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Basic, Expr, Set

from verify.language.gaussian_forms import covariance
from verify.language.reasons import Cause, because
from verify.prover.effort import EFFORT
from verify.prover.signs import signs
from verify.prover.zero_tests import Signs

__all__ = ["NotShown", "Ranges", "is_positive", "may_degenerate", "sign_of"]

Ranges = Mapping[Basic, Set]


class NotShown(ValueError):
    """A mean was not shown to exist, for a reason."""

    def __init__(self, cause: Cause, **data: Any) -> None:
        self.reason = because(cause, **data)
        super().__init__(self.reason)


def sign_of(f: Expr, ranges: Ranges) -> Signs:
    """Return a set of signs that contains the sign of a function wherever it is defined."""
    return signs(f, ranges, EFFORT.signs_defined)


def is_positive(f: Expr, ranges: Ranges) -> bool:
    """Return whether a function was shown to be positive wherever it is defined, with x and −x for each |x| in it."""
    if sign_of(f, ranges) == {1}:
        return True
    sizes = sorted(f.atoms(sympy.Abs), key=str)
    return bool(sizes) and all(is_positive(f.xreplace({sizes[0]: way * sizes[0].args[0]}), ranges) for way in (1, -1))


def may_degenerate(form: Expr, ranges: Ranges) -> bool:
    """Return whether the variance of a linear form was not shown to be positive."""
    return not is_positive(covariance(form, form), ranges)

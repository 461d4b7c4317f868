"""What a notebook shows of an expectation: the equation it was asked for."""

from __future__ import annotations

from derivations.gaussian.expectation import Expectation
from verify.language.rendering import renders
from verify.report.printer import formula

__all__ = ["equation"]


@renders("latex", Expectation)
def equation(found: Expectation) -> str:
    """Return the expression and its closed form, if there is one, as a formula."""
    left = formula(found.expression)
    return f"${left}$" if found.value is None else f"$\\displaystyle {left} = {formula(found.value)}$"

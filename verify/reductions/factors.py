"""Numerators, and factors without those of known sign: what is left decides the sign."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from verify.exact import factored_form, signs
from verify.reductions.restated import SHALLOW, Parts, Restated, positive, strictly_positive

__all__ = ["factors"]


def factors(task: Restated) -> Iterator[Parts]:
    """Yield the sign of f, factored over one denominator, without the factors whose sign is known.

    Of a factor that may be zero only f ≥ 0 may be freed.
    """
    for f, strict in strictly_positive(task.statement):
        left, allowed = sympy.S.One, {1} if strict else {0, 1}
        for factor in sympy.Mul.make_args(factored_form(f)):
            found = signs(factor, task.facts, SHALLOW)
            left *= 1 if found <= allowed else -1 if {-s for s in found} <= allowed else factor
        if left != f:
            yield (Restated(positive(sympy.expand(left), strict), task.ranges, task.where, task.is_defined),)

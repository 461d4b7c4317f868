"""Numerators, and factors without those of known sign: what is left decides the sign."""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from verify.prover.effort import EFFORT
from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.signs import signs
from verify.prover.zero_tests import factored_form

__all__ = ["factors"]


def factors(task: Restated) -> Iterator[Parts]:
    """Yield the sign of f, factored over one denominator, without the factors whose sign is known.

    Of a factor that may be zero only f ≥ 0 may be freed.
    """
    for f, strict in strictly_positive(task.statement):
        left, freed, allowed = sympy.S.One, 0, {1} if strict else {0, 1}
        tangents = {t: sympy.sin(t.args[0]) / sympy.cos(t.args[0]) for t in f.atoms(sympy.tan)}
        for factor in sympy.Mul.make_args(factored_form(f.xreplace(tangents))):
            found = signs(factor, task.facts, EFFORT.signs_reduced)
            sign = 1 if found <= allowed else -1 if {-s for s in found} <= allowed else 0
            left, freed = left * (sign or factor), freed + abs(sign)
        new = sympy.expand(left)
        if freed and new != sympy.expand(f):
            rest = Restated(positive(new, strict), task.ranges, task.where, task.is_defined)
            yield by("scale", factored_form(f.xreplace(tangents) / new), new, parts=(rest,))

"""Both sides squared: A ≥ |B| is A ≥ 0 and A² ≥ B², which removes a root or a modulus."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Abs, Add, Expr, Pow

from verify.prover.effort import EFFORT
from verify.prover.heads import CIRCULAR
from verify.prover.reductions.restated import Parts, Restated, by, positive, strictly_positive
from verify.prover.zero_tests import is_handy

__all__ = ["squares"]


def squares(task: Restated) -> Iterator[Parts]:
    """Yield, for f = A + B with A a square root, a term with one, or a number beside waves, signs of A ± B in squares.

    A ≥ −B follows from A ≥ 0 and A² ≥ B²; and from A² ≥ B² and B ≥ 0.
    """
    for f, strict in strictly_positive(task.statement):
        terms = Add.make_args(sympy.expand(f))
        if is_handy(f) and 1 < len(terms) <= EFFORT.squared_terms:
            for a in _chosen(terms):
                b = Add(*terms) - a
                for larger, smaller in ((a, b), (b, a)) if a.free_symbols or b.has(Abs) else ((a, b),):
                    square = sympy.expand(sympy.expand(larger**2) - sympy.expand(smaller**2))
                    parts = positive(square, strict), positive(larger, False)
                    split = tuple(Restated(part, task.ranges, task.where, task.is_defined) for part in parts)
                    yield by("square", larger, smaller, parts=split)


def _chosen(terms: tuple[Expr, ...]) -> Iterator[Expr]:
    """Yield sums of terms to be squared apart from the others."""
    roots = [term for term in terms if _has_root(term)]
    yield from roots
    if len(roots) > 1:
        yield Add(*roots)
    numbers = [term for term in terms if term.is_number]
    waves = [term for term in terms if term.has(Abs, *CIRCULAR)]
    if numbers and waves and not any(term.atoms(Pow) for term in waves):
        yield Add(*numbers)


def _has_root(term: Expr) -> bool:
    """Return whether a factor is a square root or a modulus, which squaring removes."""
    factors = sympy.Mul.make_args(term)
    return any(isinstance(factor, Abs) or (_is_root(factor) and factor.base.free_symbols) for factor in factors)


def _is_root(factor: Expr) -> bool:
    return isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp.q == 2

"""Whether what stands beside expectations is defined, once their closed forms are known.

The expression is taken as it was typed, with the closed form in place of each E and nothing evaluated: where
(t + 1)/(√t − 2) stands beside it, √t − 2 is what must not be zero.  Only for parts of closed forms that the prover
does not know stands a letter, which may be any number of a set that contains their values.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import sympy
from sympy import Basic, Expr, Interval, acos, erf, oo, pi
from sympy import Set as Values

from derivations.gaussian import gram
from verify.checks.beside import hole_beside
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.reasons import Reason
from verify.prover.signs import signs, undefined_part

__all__ = ["hole_with"]


def hole_with(typed: Basic, values: Mapping[Basic, Expr], domain: Domain) -> Reason | None:
    """Return a part of an expression not shown to be defined, None if all is; E by their closed forms."""
    for mean in sorted(typed.atoms(E), key=str):
        if hole := undefined_part(mean, domain.facts):
            return hole
    evaluated = {mean: E(mean.expression.doit()) for mean in typed.atoms(E)}
    known = {mean: values.get(key, key) for mean, key in evaluated.items()}
    with sympy.evaluate(False):
        line = typed.xreplace(known)
    if undefined_part(line, domain.facts) is None:
        return None
    return _hole(line, {node for value in values.values() for node in value.atoms(acos)}, domain)


def _hole(line: Basic, angles: Set[Basic], domain: Domain) -> Reason | None:
    letters = _letters(line, angles, domain)
    inside = sorted((part for node in letters if node not in angles for part in node.args), key=str)
    holes = (_hole(part, angles, domain) for part in inside)
    return next(filter(None, holes), None) or hole_beside(line, letters, domain)


def _letters(node: Basic, angles: Set[Basic], domain: Domain) -> dict[Basic, Values]:
    """Return the outermost parts of a node that letters stand for, with sets that contain their values."""
    if node in angles:  # of two forms, by Cauchy and Schwarz
        return {node: Interval(0, pi)}
    if isinstance(node, erf):
        return {node: Interval.open(-1, 1)}
    if _is_root(node, domain):
        return {node: Interval(0, oo, left_open=signs(node.base, domain.facts) == {1})}
    found: dict[Basic, Values] = {}
    for part in node.args:
        found |= _letters(part, angles, domain)
    return found


def _is_root(node: Basic, domain: Domain) -> bool:
    """Return whether it is a root of what is nonnegative for any vectors, such as 1 − cos² φ, and signs do not tell."""
    if not (isinstance(node, sympy.Pow) and node.exp == sympy.S.Half and gram.is_nonnegative(node.base)):
        return False
    return -1 in signs(node.base, domain.facts)

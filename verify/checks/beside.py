"""Whether a statement with means is defined: the means exist, and so does all that stands beside them.

Beside a mean nothing is cancelled and nothing replaced by what it is equal to elsewhere: the statement is taken as it
was typed, with a letter for each mean that stands for any number of its sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import sympy
from sympy import Basic, Integral, Interval, S, Set, Sum, oo

from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Vector
from verify.prover.existence.means import exists
from verify.prover.prove import hole_in
from verify.prover.signs import signs, undefined_part
from verify.prover.zero_tests import ANY

if TYPE_CHECKING:
    from verify.language.lemma import Lemma
from verify.language.reasons import Cause, Reason, because

__all__ = ["hole_beside", "unfounded"]


def unfounded(lemma: Lemma) -> Reason | None:
    """Return why a mean in a lemma may not exist, or what beside it may be undefined; None if all was shown.

    An Integral is taken for a real number: whether it converges is not looked at.
    """
    holes = (_unfounded(statement, lemma.domain) for statement in (lemma.statement, lemma.typed))
    return next((hole for hole in holes if hole), None)


def _unfounded(statement: Basic, domain: Domain) -> Reason | None:
    for mean in sorted(statement.atoms(E), key=str):
        if reason := exists(mean, domain):
            return because(Cause.NO_MEAN, mean=mean, why=reason)
    letters: dict[Basic, Set] = {}
    for node in _outermost(statement):
        if isinstance(node, Sum) and (hole := _unfounded(node.function, domain)):
            return hole
        letters[node] = _values(node, domain)
    return hole_beside(statement, letters, domain)


def _outermost(statement: Basic) -> list[Basic]:
    if isinstance(statement, (E, Integral, Sum)):
        return [statement]
    return [node for part in statement.args for node in _outermost(part)]


def _values(node: Basic, domain: Domain) -> Set:
    """Return a set of reals that contains a mean, by the sign of its integrand."""
    found = signs(node, domain.facts) if isinstance(node, E) else ANY
    return S.Reals if -1 in found else Interval(0, oo, left_open=0 not in found)


def hole_beside(part: Basic, letters: Mapping[Basic, Set], domain: Domain) -> Reason | None:
    """Return what may be undefined in a part, where some nodes of it may be any number of their sets."""
    ranges = {symbol.name: values for symbol, values in domain.ranges.items()}
    names = {node: _free_name(node, ranges) for node in letters}
    wider = Domain(where=domain.where, **ranges, **{names[node]: values for node, values in letters.items()})
    with sympy.evaluate(False):
        lettered = part.xreplace({node: wider.by_name[name] for node, name in names.items()})
    hole = undefined_part(lettered, wider.facts)
    known = not lettered.atoms(Vector) and lettered.free_symbols <= set(wider.symbols)
    if hole and known:
        return hole_in(lettered, wider)
    return hole


def _free_name(node: Basic, taken: Mapping[str, Set]) -> str:
    name = str(node)
    while name in taken:
        name += "'"
    return name

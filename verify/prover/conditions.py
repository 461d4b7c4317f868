"""Whether the conditions hold under which heads are defined, by the signs of both sides' differences."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import And, Basic, Expr, Ge, Le, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from verify.language.choices import RELATIONS
from verify.language.sympy_heads import HEADS, NotReadable, record_of
from verify.language.vectors import Dot
from verify.prover.heads import conditions_of, continuity_of, is_continuous, is_total
from verify.prover.zero_tests import Signs

__all__ = ["allowed", "holds_for_cosines", "is_continuous_where", "is_met"]

# what else is real wherever its arguments are
_TOTAL = (
    sympy.Add, sympy.Mul, Relational, BooleanFunction, sympy.Symbol, sympy.Rational, sympy.NumberSymbol, sympy.Tuple,
    BooleanAtom, Dot,
)  # fmt: skip


def allowed(relation: Relational) -> Signs:
    """Return the signs of left − right where a relation holds."""
    return RELATIONS[HEADS[type(relation)]].signs


def is_met(node: Basic, holds: Callable[[Relational], bool]) -> bool:
    """Return whether a head is defined where its arguments are; ``holds`` tells which relations were shown."""
    if isinstance(node, _TOTAL) or is_total(node) or hasattr(node, "as_elementary"):
        return True
    try:
        return bool(node.args) and all(_holds(condition, holds) for condition in conditions_of(node))
    except NotReadable:
        return False


def is_continuous_where(node: Basic, holds: Callable[[Relational], bool]) -> bool:
    """Return whether a head is continuous, where it is defined and the relations that ``holds`` tells were shown."""
    known = record_of(node) is not None and all(_holds(condition, holds) for condition in continuity_of(node))
    return known or is_continuous(node)


def _holds(condition: Basic, holds: Callable[[Relational], bool]) -> bool:
    if isinstance(condition, (And, Or)):
        return (all if isinstance(condition, And) else any)(_holds(part, holds) for part in condition.args)
    if not isinstance(condition, Relational):
        return condition == S.true
    return holds_for_cosines(condition) or holds(condition)


def holds_for_cosines(relation: Relational) -> bool:
    """Return whether it is x ≤ 1 or x ≥ −1 for x = u·v/(‖u‖‖v‖), by Cauchy and Schwarz."""
    if not isinstance(relation, (Le, Ge)) or abs(relation.rhs) != 1:
        return False
    return (relation.rhs == 1) is isinstance(relation, Le) and _is_cosine(relation.lhs.doit())


def _is_cosine(x: Expr) -> bool:
    for entry in x.atoms(Dot):
        u, v = entry.args
        if u != v and x == entry / sympy.sqrt(Dot(u, u)) / sympy.sqrt(Dot(v, v)):
            return True
    return False

"""Whether the conditions hold under which heads are defined, by the signs of both sides' differences."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import And, Basic, Expr, Ge, Gt, Le, Lt, Ne, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from verify.language.sympy_heads import NotReadable
from verify.language.vectors import Dot
from verify.prover.heads import conditions_of, is_total
from verify.prover.zero_tests import NEGATIVE, POSITIVE, ZERO, Signs

__all__ = ["ALLOWED", "holds_for_cosines", "is_met"]

ALLOWED: dict[type, Signs] = {
    Lt: NEGATIVE, Le: NEGATIVE | ZERO, Gt: POSITIVE, Ge: POSITIVE | ZERO, Ne: NEGATIVE | POSITIVE,
}  # fmt: skip
# what else is real wherever its arguments are
_TOTAL = (
    sympy.Add, sympy.Mul, Relational, BooleanFunction, sympy.Symbol, sympy.Rational, sympy.NumberSymbol, sympy.Tuple,
    BooleanAtom, Dot,
)  # fmt: skip


def is_met(node: Basic, holds: Callable[[Relational], bool]) -> bool:
    """Return whether a head is defined where its arguments are; ``holds`` tells which relations were shown."""
    if isinstance(node, _TOTAL) or is_total(node) or hasattr(node, "as_elementary"):
        return True
    try:
        return bool(node.args) and all(_holds(condition, holds) for condition in conditions_of(node))
    except NotReadable:
        return False


def _holds(condition: Basic, holds: Callable[[Relational], bool]) -> bool:
    if isinstance(condition, (And, Or)):
        return (all if isinstance(condition, And) else any)(_holds(part, holds) for part in condition.args)
    if not isinstance(condition, Relational) or type(condition) not in ALLOWED:
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

"""Proof scripts for one relation: reduced to an equation, or to 0 < e or 0 <= e."""

from __future__ import annotations

import sympy
from sympy import Eq, Expr, Ne
from sympy.core.relational import Relational

from verify.coq.equations import equality
from verify.coq.proofs import positivity
from verify.coq.rewriting import exponent, restated
from verify.coq.samples import Context, sign
from verify.coq.tactics import first

__all__ = ["proved"]


def proved(relation: Relational, context: Context) -> str:
    """Return a script for one relation, reduced to 0 < e or 0 <= e."""
    left, right = relation.args
    if isinstance(relation, Eq):
        return equality(left, right, context)
    if isinstance(relation, Ne):
        return first(["lra", "nonzero", *(_different(a, b, context) for a, b in ((left, right), (right, left)))])
    strict = isinstance(relation, (sympy.Lt, sympy.Gt))
    low, high = relation.lts, relation.gts
    squares = [_of_squares(side, bound, context) for side, bound in ((low, high), (high, -low)) if not strict]
    ways = [_of_exponents(low, high, context, strict), *squares, _enough(low, high, context, strict)]
    return first(["lra", *(way for way in ways if way)])


def _positive(expression: Expr, context: Context, strict: bool) -> str:
    """Return a script for 0 < e or 0 <= e, with letters for its roots and inverse functions."""
    steps, plain, inside = restated(expression, context)
    ways = [f"{steps}; {positivity(plain, inside, strict)}"] if steps else []
    return first([*ways, positivity(expression, context, strict)])


def _enough(low: Expr, high: Expr, context: Context, strict: bool) -> str:
    goal = f"0 {'<' if strict else '<='} {context.text(high)} - {context.text(low)}"
    return f"cut ({goal}); [ intro; lra | {_positive(high - low, context, strict)} ]"


def _of_squares(side: Expr, bound: Expr, context: Context) -> str | None:
    """Return the proof of |t| <= c by t² <= c²; it takes a fact."""
    if not context.facts or not bound.is_number or not bound.is_nonnegative or side.is_number:
        return None
    t, c = context.text(side), context.text(bound)
    steps, plain, inside = restated(side, context)
    if sign(bound**2 - plain**2, inside) != 1:
        return None
    proof = "; ".join([*([steps] if steps else []), positivity(bound**2 - plain**2, inside, strict=False)])
    return f"cut (- {c} <= {t} <= {c}); [ intros ?; lra | apply square_below; [ {proof} | lra ] ]"


def _of_exponents(low: Expr, high: Expr, context: Context, strict: bool) -> str | None:
    """Return the proof of exp x <= exp y by x <= y."""
    x, y = exponent(low, context), exponent(high, context)
    if x is None or y is None:
        return None
    lemma, goal = ("exp_less", "0 <") if strict else ("exp_at_most", "0 <=")
    proof = _positive(y[0] - x[0], context, strict)
    turned = f"first [ apply {lemma}; lra | apply Rle_ge, {lemma}; lra | apply Rlt_gt, {lemma}; lra ]"
    return f"cut ({goal} {y[1]} - {x[1]}); [ intro; {turned} | {proof} ]"


def _different(low: Expr, high: Expr, context: Context) -> str:
    goal = f"0 < {context.text(high)} - {context.text(low)}"
    return f"cut ({goal}); [ intros ? ?; lra | {_positive(high - low, context, strict=True)} ]"

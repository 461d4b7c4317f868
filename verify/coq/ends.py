"""Proof scripts at the ends of a range: a zero there is divided away by derivatives, infinity moved to zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy
from sympy import Expr, Rational, S, Symbol

from verify.coq.samples import Context, number, samples, sign_at, touches
from verify.coq.tactics import interval
from verify.coq.terms import term

__all__ = ["at_ends", "by_reciprocal"]

_ORDER = 8  # of a zero at an end


def at_ends(expression: Expr, context: Context, strict: bool) -> str | None:
    """At an end where e vanishes: integrate a derivative of one sign from there; elsewhere intervals."""
    expression = sympy.expand(expression)
    for symbol in dict.fromkeys(s for s, _ in touches(expression, context)):
        steps = []
        for left in (left for s, left in touches(expression, context) if s == symbol):
            if (step := _chain(expression, symbol, left, context, strict)) is None:
                break
            steps.append(step)
        else:
            return "; ".join([f"becomes {context.text(expression)}", *steps, interval(expression, context)])
    return None


def _chain(expression: Expr, symbol: Symbol, left: bool, context: Context, strict: bool) -> str | None:
    """Return e >= 0 near an end where it vanishes, by f' >= 0 and f(end) >= 0 as often as it takes."""
    r, x = context.box[symbol], context.known[symbol]
    end = r.low if left else r.high
    functions = [expression]
    while len(functions) <= _ORDER and sign_at(functions[-1], symbol, end, context) == 0:
        functions.append(sympy.expand(sympy.diff(functions[-1], symbol) * (1 if left else -1)))
    if len(functions) < 2 or sign_at(functions[-1], symbol, end, context) != 1:
        return None
    if (other := _reach(functions[-1], symbol, left, context)) is None:
        return None
    a, b = (context.text(e) for e in ((end, other) if left else (other, end)))
    near = "near_left" if left else "near_right"
    claim, script = _integrated(functions, symbol, (a, b), left, context, strict)
    order = f"Rle_or_lt {x} {b}" if left else f"Rle_or_lt {a} {x}"
    return f"assert ({near} : {claim}); [ {script} | ]; destruct ({order}); [ apply {near}; lra | ]"


def _integrated(
    functions: Sequence[Expr], symbol: Symbol, ends: tuple[str, str], left: bool, context: Context, strict: bool
) -> tuple[str, str]:
    """Return the claim that the first function is nonnegative between two points, and its proof from the last."""
    inner = replace(context, known={**context.known, symbol: "t"})
    (a, b), order = ends, "<" if strict else "<="
    lemma = ("rises" if left else "falls") + ("_strictly" if strict else "")
    script = f"intros t ?; cbv beta; {interval(functions[-1], inner)}"
    for pair in reversed(list(zip(functions, functions[1:], strict=False))):
        of = " ".join(f"(fun t => {inner.text(f)})" for f in pair)
        script = f"apply ({lemma} {of} {a} {b}); [ intros t ?; cbv beta; slope | cbv beta; vanishes | {script} ]"
    low, high = (order, "<=") if left else ("<=", order)
    return f"forall t : R, {a} {low} t {high} {b} -> 0 {order} {inner.text(functions[0])}", script


def _reach(derivative: Expr, symbol: Symbol, left: bool, context: Context) -> Expr | None:
    """Return how far from an end a derivative seems to keep its sign: the other end, or a rational step."""
    r = context.box[symbol]
    end, other, step = (r.low, r.high, 1) if left else (r.high, r.low, -1)
    choices = [other] if other.is_finite else []
    choices += [end + step * Rational(1, 2**j) for j in range(-1, 8)]
    for choice in choices:
        inside = other.is_infinite or (other - choice) * step >= 0
        near = replace(r, low=end, high=choice) if left else replace(r, low=choice, high=end)
        values = samples(derivative, replace(context, box={**context.box, symbol: near})) if inside else []
        at_end = samples(derivative, context, {symbol: number(end)})
        if values and min(values) > max(min(at_end), 0) / 8:
            return choice
    return None


def by_reciprocal(expression: Expr, context: Context) -> str | None:
    """On a half-line [a, ∞), a > 0, put x = 1/u with 0 < u <= 1/a and use intervals."""
    for symbol in context.symbols(expression):
        r = context.box[symbol]
        if r.high.is_finite or not (r.low.is_finite and r.low.is_positive):
            continue
        u, x = sympy.Dummy("u"), context.known[symbol]
        turned = sympy.cancel(sympy.together(expression.subs(symbol, 1 / u)))
        inverse = {**context.known, u: f"(/ {x})"}
        renamed = Context({**context.known, u: "u"}, {**context.box, u: replace(r, low=S.Zero, high=1 / r.low)})
        bounds = f"assert (0 < / {x} <= / {context.text(r.low)})"
        proof = "split; [ apply Rinv_0_lt_compat; lra | apply Rinv_le_contravar; lra ]"
        rewrite = f"becomes {term(turned, inverse)}"
        steps = [rewrite, f"generalize dependent (/ {x})", "intros u ?", interval(turned, renamed)]
        return "; ".join([f"{bounds}; [ {proof} | ]", *steps])
    return None

"""Letters and values in place of functions: angles for arccosines, roots, logarithms of products and of powers of e.

Each replacement comes with the tactic that performs it in the goal and the hypotheses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy
from sympy import Dummy, Expr, S, Symbol, acos, asin, exp, log

from verify.coq.samples import Context
from verify.coq.terms import Range
from verify.prover.heads import image_of

__all__ = ["exponent", "restated"]


def restated(expression: Expr, context: Context) -> tuple[str, Expr, Context]:
    """Return a tactic that restates a goal, "" if there is nothing to do, with the expression and context after it.

    An arccosine becomes an angle a in [0, π] with cos a for its argument, an arcsine likewise; the root of a symbol x
    a letter r >= 0 with x = r²; and ln t the sum of terms whose exponential t is.
    """
    steps: list[str] = []
    equations: _Equations = {}
    for kind in (_angles, _logarithms, _roots, _solved):
        for step, old, new, letters in kind(expression, context, equations):
            steps.append(step)
            expression = expression.xreplace({old: new})
            facts = tuple((fact.xreplace({old: new}), strict) for fact, strict in context.facts)
            known = {a: name for a, (name, _) in letters.items()}
            box = {a: values for a, (_, values) in letters.items()}
            context = replace(context, known={**context.known, **known}, box={**context.box, **box}, facts=facts)
            equations |= {f: (name, t.xreplace({old: new})) for f, (name, t) in equations.items()}
    return "; ".join(steps), expression, context


_Equations = dict[Expr, tuple[str, Expr]]  # cos a: the hypothesis and the t it is equal to
_Step = tuple[str, Expr, Expr, dict[Symbol, tuple[str, Range]]]


def _angles(expression: Expr, context: Context, equations: _Equations) -> Iterator[_Step]:
    for i, inverse in enumerate(sorted(expression.atoms(acos, asin), key=str)):
        function, a, name = inverse.inverse(), Dummy("angle", real=True), f"angle_{i}"
        low, high, *_ = image_of(inverse)
        letter = {a: (name, Range(low, high, False, False))}
        (t,), head = inverse.args, f"{function.__name__}_{inverse.func.__name__}"
        text = context.text(t)
        step = f"assert (of_{name} := {head} {text} ltac:(split; lra)); assert (in_{name} := {head[4:]}_bound {text})"
        equations[function(a)] = (f"of_{name}", t)
        yield f"{step}; set ({name} := {context.text(inverse)}) in *; clearbody {name}", inverse, a, letter


def _logarithms(expression: Expr, context: Context, _: _Equations) -> Iterator[_Step]:
    for logarithm in sorted(expression.atoms(log), key=str):
        value = sympy.expand_log(log(sympy.factor(sympy.simplify(logarithm.args[0]))), force=True, factor=True)
        parts = [part.as_coeff_Mul() for part in sympy.Add.make_args(value)]
        if value == logarithm or not all(n.is_Integer and abs(n) < 100 for n, _ in parts):
            continue
        total = "".join(f" {'+' if n > 0 else '-'} {context.text(rest)}" * abs(int(n)) for n, rest in parts)
        step = f"replace {context.text(logarithm)} with (0{total}) by (symmetry; logarithm)"
        yield step, logarithm, value, {}


def _roots(expression: Expr, context: Context, equations: _Equations) -> Iterator[_Step]:
    powers = sympy.Tuple(expression, *(t for _, t in equations.values())).atoms(sympy.Pow)
    powers = {p for p in powers if p.exp.is_Rational and p.exp.q == 2}
    symbols = sorted({p.base for p in powers if p.base in context.box}, key=str)
    for i, x in enumerate(symbols):
        r, name = context.box[x], f"root_{i}"
        if not (r.low.is_finite and r.low >= 0):
            continue
        positive = bool(r.left_open or r.low > 0)
        letter = Dummy("root", positive=True) if positive else Dummy("root", nonnegative=True)
        ends = Range(sympy.sqrt(r.low), sympy.sqrt(r.high), r.left_open, r.right_open)
        step = f"{'as_positive_square' if positive else 'as_square'} {context.known[x]} {name}"
        yield step, x, letter**2, {letter: (name, ends)}


def _solved(_: Expr, context: Context, equations: _Equations) -> Iterator[_Step]:
    """Solve cos a = t for a symbol without bounds in which t is linear."""
    for function, (name, t) in list(equations.items()):
        for x in context.symbols(t):
            slope = sympy.diff(t, x)
            if context.box[x].low.is_finite or context.box[x].high.is_finite or slope.has(x) or slope == 0:
                continue
            value = sympy.cancel((function - t.subs(x, 0)) / slope)
            v, text = context.known[x], context.text(value)
            step = f"assert (of_{v} : {v} = {text}) by (rewrite {name}; field; nonzero); subst {v}"
            yield step, x, value, {}
            break


def exponent(expression: Expr, context: Context) -> tuple[Expr, str] | None:
    """Return A, and its text, for an expression that Coq is given as exp A."""
    if not expression.is_Pow and not isinstance(expression, exp):
        return None
    base, power = expression.as_base_exp()
    if base == S.Exp1:
        return power, context.text(power)
    if power.is_Rational:
        return None
    return power * log(base, evaluate=False), f"({context.text(power)} * ln {context.text(base)})"

"""Proof scripts for equations: field, the addition theorems, and sin² + cos² = 1."""

from __future__ import annotations

import sympy
from sympy import Expr

from verify.coq.rewriting import restated
from verify.coq.samples import Context
from verify.coq.tactics import first

__all__ = ["equality"]


def equality(left: Expr, right: Expr, context: Context) -> str:
    """Return a script for left = right: field, modulo the addition theorems and sin² + cos² = 1 if need be."""
    first_steps, difference, context = restated(left - right, context)
    difference = difference.doit()
    circular = sorted(difference.atoms(sympy.sin, sympy.cos), key=str)
    expanded = {f: _expanded(type(f), _parts(f.args[0])) for f in circular if len(_parts(f.args[0])) > 1}
    steps = [_addition(i, f, e, context) for i, (f, e) in enumerate(expanded.items())]
    steps += [f"rewrite ?addition_{i}" for i in range(len(expanded))]
    reduced = _modulo_circles(sympy.together(difference.xreplace(expanded)), context)
    before = [first_steps] if first_steps else []
    return first(["lra", "field; nonzero", *(["; ".join([*before, *steps, reduced])] if reduced else [])])


def _parts(argument: Expr) -> list[Expr]:
    """Return x, x, −y for 2x − y."""
    parts: list[Expr] = []
    for part in sympy.Add.make_args(sympy.expand(argument)):
        number, rest = part.as_coeff_Mul()
        whole = number.is_Integer and rest.free_symbols
        parts += [sympy.sign(number) * rest] * abs(int(number)) if whole else [part]
    return parts


def _expanded(head: type, parts: list[Expr]) -> Expr:
    """Return sin or cos of a sum in terms of the parts, by sin(a + b) = sin a cos b + cos a sin b and its like."""
    if len(parts) == 1:
        return head(parts[0])
    *others, last = parts
    s, c = _expanded(sympy.sin, others), _expanded(sympy.cos, others)
    if head is sympy.sin:
        return s * sympy.cos(last) + c * sympy.sin(last)
    return c * sympy.cos(last) - s * sympy.sin(last)


def _addition(index: int, function: Expr, expanded: Expr, context: Context) -> str:
    total = " + ".join(context.text(part) for part in _parts(function.args[0]))
    proof = f"replace {context.text(function.args[0])} with ({total}) by (field; nonzero); by_addition"
    return f"assert (addition_{index} : {context.text(function)} = {context.text(expanded)}) by ({proof})"


def _modulo_circles(difference: Expr, context: Context) -> str | None:
    """Write left − right as a combination of sin² + cos² − 1, which Coq checks by field."""
    above, below = sympy.fraction(difference)
    if (above := sympy.expand(above)) == 0:
        return "field; nonzero"
    angles = sorted({f.args[0] for f in difference.atoms(sympy.sin, sympy.cos)}, key=str)
    letters = {f(a): sympy.Dummy() for a in angles for f in (sympy.sin, sympy.cos)}
    circles = [sum(letters[f(a)] ** 2 for f in (sympy.sin, sympy.cos)) - 1 for a in angles]
    if not circles:
        return None
    try:
        quotients, rest = sympy.reduced(above.xreplace(letters), circles, *letters.values())
    except sympy.PolynomialError:
        return None
    if sympy.expand(rest) != 0:
        return None
    back = {d: f for f, d in letters.items()}
    facts, total = [], []
    for i, (quotient, angle) in enumerate(zip(quotients, angles, strict=True)):
        a = context.text(angle)
        circle = f"((sin {a}) ^ 2 + (cos {a}) ^ 2 - 1)"
        facts.append(f"assert (circle_{i} : {circle} = 0) by (generalize (sin2_cos2 {a}); unfold Rsqr; lra)")
        total.append(f"{context.text(quotient.xreplace(back) / below)} * {circle}")
    turn = f"match goal with |- ?d = 0 => replace d with ({' + '.join(total)}) by (field; nonzero) end"
    rewrites = [f"rewrite circle_{i}" for i in range(len(angles))]
    return "; ".join([*facts, "apply Rminus_diag_uniq", turn, *rewrites, "ring"])

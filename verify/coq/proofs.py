"""Proof scripts for positivity over a box: tactics are chosen by algebra and sampling, Coq alone judges them.

Nothing computed here is trusted: a wrong guess (a derivative, a coefficient, a sign seen at a sample) is a script
that Coq refuses.  A script is one Ltac expression for a goal 0 < e or 0 <= e.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sympy
from sympy import Abs, Expr, Poly, Rational, S, Symbol, pi

from verify.coq.ends import at_ends, by_reciprocal
from verify.coq.samples import Context, sign, touches
from verify.coq.tactics import first, interval
from verify.coq.terms import Range

__all__ = ["positivity"]

_PI = Rational(314, 100), Rational(315, 100)  # as in the prelude


@lru_cache(maxsize=4096)
def positivity(expression: Expr, context: Context, strict: bool) -> str:
    """Return a script for the goal 0 < e, or 0 <= e, e being the expression up to field equality."""
    if _is_linear(expression, context, strict):
        return "lra"
    plain = interval(expression, context)
    if not context.symbols(expression):
        return first(["lra", plain, _rewritten(expression, context)])
    if context.depth <= 0:
        return first(["lra", "sign", plain])
    if expression.has(Abs):
        return first(["lra", _by_cases(expression, context, strict), plain])
    simple = sympy.factor(sympy.together(expression.doit()))
    ways = [*_by_facts(simple, context, strict), _by_factors(simple, context, strict)]
    ways += _by_coefficients(simple, context, strict)
    if not any(ways):
        ways += [at_ends(simple, context, strict), by_reciprocal(simple, context)]
    ways.append(_rewritten(simple, context))
    easy = all(context.box[s].bounded for s in context.symbols(simple)) and not any(touches(simple, context))
    ranked = [plain, *ways] if easy else [*ways, plain]
    return first(
        ["lra", *(way for way in ranked if way), *(["sign"] if expression.has(sympy.exp) else []), "timeout 2 nra"]
    )


def _is_linear(expression: Expr, context: Context, strict: bool) -> bool:
    """Return whether the ends of the ranges and 3.14 < π < 3.15 give a linear expression its sign."""
    letters, expression = context.symbols(expression), expression.doit()
    if not letters or not expression.is_polynomial(*letters, pi):
        return False
    plain = Poly(expression, *letters)
    if plain.total_degree() > 1:
        return False
    bound, inside = plain.coeff_monomial(1), False
    for x in letters:
        slope = plain.coeff_monomial(x)
        end = context.box[x].low if slope.is_positive else context.box[x].high
        if not slope.is_Rational or (slope != 0 and not end.is_finite):
            return False
        bound += slope * end if slope else 0
        inside |= slope.is_positive and context.box[x].left_open or slope.is_negative and context.box[x].right_open
    bound = sympy.expand(bound)
    turns = bound.coeff(pi)
    least = bound - turns * pi + turns * (_PI[0] if turns.is_positive else _PI[1]) if turns.is_Rational else bound
    return bool(least.is_Rational and (least > 0 or (least == 0 and (inside or not strict))))


def _rewritten(expression: Expr, context: Context) -> str:
    return f"becomes {context.text(expression)}; first [ sign | {interval(expression, context)} ]"


def _by_cases(expression: Expr, context: Context, strict: bool) -> str:
    """Replace an innermost |u| by -u where u < 0 and by u where u >= 0."""
    inner = min((a.args[0] for a in expression.atoms(Abs)), key=lambda u: (u.has(Abs), str(u)))
    u, ways = context.text(inner), []
    for value, side, rewriting in ((-inner, True, "left"), (inner, False, "right")):
        with sympy.evaluate(False):  # other absolute values are to stay as Coq sees them
            rest = expression.xreplace({Abs(inner): value})
        narrowed = replace(context, facts=(*context.facts, (value, side)), depth=context.depth - 1)
        turned = f"replace (Rabs {u}) with {context.text(value)} by (rewrite Rabs_{rewriting}; lra)"
        ways.append(f"{turned}; {positivity(rest, narrowed, strict)}")
    return f"becomes {context.text(expression)}; destruct (Rcase_abs {u}); [ {' | '.join(ways)} ]"


def _by_facts(expression: Expr, context: Context, strict: bool) -> Iterator[str]:
    """Write e as c h for a hypothesis h > 0 or h >= 0 and a positive c."""
    for fact, positive in context.facts:
        if strict and not positive:
            continue
        ratio = sympy.factor(sympy.cancel(sympy.together(expression / fact.doit())))
        if _divides(ratio, expression) and sign(ratio, context) == 1:
            lemma = _lemma(ratio, replace(context, facts=()), strict)
            hypothesis = f"assert (0 {'<' if positive else '<='} {context.text(fact)}) by lra"
            yield f"{lemma}; {hypothesis}; becomes ({context.text(ratio)} * {context.text(fact)}); sign"


def _divides(ratio: Expr, expression: Expr) -> bool:
    """Return whether a ratio has no denominators but those of the expression, letters apart."""
    old, new = ({f for f in _factors(sympy.fraction(e)[1]) if f.is_Add} for e in (expression, ratio))
    return all(f in old or sympy.expand(-f) in {sympy.expand(g) for g in old} for f in new)


def _factors(product: Expr) -> dict[Expr, int]:
    """Return the factors of a product with their natural exponents; other powers are factors themselves."""
    found: dict[Expr, int] = {}
    for factor in sympy.Mul.make_args(product):
        base, exponent = (factor.base, int(factor.exp)) if factor.is_Pow and factor.exp.is_Integer else (factor, 1)
        found[base] = found.get(base, 0) + exponent
    return found


def _by_factors(expression: Expr, context: Context, strict: bool) -> str | None:
    """Split a quotient of products of integer powers into factors of one sign each."""
    above, below = (_factors(part) for part in sympy.fraction(expression))
    powers = {f: n for f, n in (above | below).items() if context.symbols(f)}
    if len(powers) < 2 and all(above.get(f) == 1 for f in powers):
        return None
    signs, texts, lemmas = {}, {}, []
    for factor, power in powers.items():
        even = power % 2 == 0 and factor in above and not strict
        signs[factor] = 1 if even else sign(factor, context)
        if not signs[factor]:
            return None
        signed = sympy.expand(signs[factor] * factor)
        needs = strict or factor in below
        texts[factor] = f"({context.text(signed)} ^ {power})" if power != 1 else context.text(signed)
        lemmas += [] if even else [_lemma(signed, context, needs)]
    return _assembled(expression, (above, below), texts, signs, lemmas, context)


def _lemma(expression: Expr, context: Context, strict: bool) -> str:
    order, script = "<" if strict else "<=", positivity(expression, context.deeper(), strict)
    return f"assert (0 {order} {context.text(expression)}) by {script}"


def _assembled(
    expression: Expr, parts: Any, texts: dict[Expr, str], signs: dict[Expr, int], lemmas: list[str], context: Context
) -> str:
    above, below = parts
    turned = sympy.prod(S(signs[f]) ** part[f] for part in parts for f in texts if f in part)
    constant = turned * sympy.prod(b**e for b, e in above.items() if b not in texts)
    constant /= sympy.prod(b**e for b, e in below.items() if b not in texts)
    top = " * ".join([context.text(constant), *(texts[f] for f in texts if f in above)])
    bottom = " * ".join(texts[f] for f in texts if f in below)
    return "; ".join([*lemmas, f"becomes ({top}{f' / ({bottom})' if bottom else ''})", "sign"])


def _by_coefficients(expression: Expr, context: Context, strict: bool) -> list[str | None]:
    """Expand in all symbols that enter as polynomials, then in those alone with an infinite range."""
    above, below = sympy.fraction(expression)
    inside = [s for s in context.symbols(above) if above.is_polynomial(s)]
    every = [s for s in inside if context.box[s].low != context.box[s].high and _expands(above, s, context.box[s])]
    lines = [s for s in every if not context.box[s].bounded]
    if context.symbols(below) or not every:
        return [None]
    found = _expanded(expression, every, context, strict)
    return [found] if found or lines in ([], every) else [_expanded(expression, lines, context, strict)]


def _expands(polynomial: Expr, symbol: Symbol, r: Range) -> bool:
    """Return whether there is an end to expand at, or only even powers."""
    even = all(n % 2 == 0 for (n,) in Poly(polynomial, symbol).monoms())
    return bool(r.low.is_finite or r.high.is_finite or even)


def _expanded(expression: Expr, polynomial: Sequence[Symbol], context: Context, strict: bool) -> str | None:
    """Expand a polynomial in x − a, in the Bernstein basis of [a, b], or in x²; nonnegative coefficients decide.

    Coefficients may depend on the symbols that do not enter as polynomials.
    """
    terms = list(_terms(expression, polynomial, context))
    if len(terms) > 60:
        return None
    lemmas = []
    for coefficient, _ in terms:
        if sign(coefficient, context) <= 0:
            return None
        if context.symbols(coefficient):
            lemmas.append(_coefficient(coefficient, context) if strict else _lemma(coefficient, context, False))
    total = " + ".join(f"{context.text(c)} * {basis}" if basis else context.text(c) for c, basis in terms)
    halves = [_halved(s, context) for s in polynomial if strict and context.box[s].bounded]
    return "; ".join([*lemmas, f"becomes ({total or '0'})", *halves, "sign"])


def _coefficient(coefficient: Expr, context: Context) -> str:
    """Return the sign of a coefficient as a lemma: positive, or where samples may miss a zero, nonnegative."""
    strict = _lemma(coefficient, context, not any(touches(coefficient, context)))
    lines = [s for s in context.symbols(coefficient) if context.box[s].low.is_infinite]
    return f"first [ {strict} | {_lemma(coefficient, context, False)} ]" if lines else strict


def _halved(symbol: Symbol, context: Context) -> str:
    middle = (context.box[symbol].low + context.box[symbol].high) / 2
    return f"destruct (Rle_or_lt {context.known[symbol]} {context.text(middle)})"


def _terms(expression: Expr, polynomial: Sequence[Symbol], context: Context) -> Iterator[tuple[Expr, str]]:
    """Yield nonzero coefficients and the products of powers of x − a and b − x they belong to."""
    if not polynomial:
        yield expression, ""
        return
    x, w = polynomial[0], sympy.Dummy("w")
    r, degree = context.box[x], Poly(expression, x).degree()
    if r.bounded:
        moved = sympy.cancel((1 + w) ** degree * expression.subs(x, (r.low + r.high * w) / (1 + w)))
        moved = moved / (r.high - r.low) ** degree
    else:
        moved = expression.subs(x, r.low + w if r.low.is_finite else r.high - w if r.high.is_finite else w)
    rising = f"{context.known[x]} - {context.text(r.low)}" if r.low.is_finite else ""
    falling = f"{context.text(r.high)} - {context.known[x]}" if r.high.is_finite else ""
    for (i,), coefficient in Poly(sympy.expand(moved), w).terms():
        powers = [(rising, i), (falling, degree - i)] if r.bounded else [(rising or falling or context.known[x], i)]
        basis = [f"({base}) ^ {n}" for base, n in powers if n]
        for inner, rest in _terms(sympy.factor(coefficient), polynomial[1:], context):
            yield inner, " * ".join([*basis, *([rest] if rest else [])])

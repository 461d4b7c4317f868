"""Proof scripts for positivity over a box: tactics are chosen by algebra and sampling, Coq alone judges them.

Nothing computed here is trusted: a wrong guess (a derivative, a coefficient, a sign seen at a sample) is a script
that Coq refuses.  A script is one Ltac expression for a goal 0 < e or 0 <= e.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy
from sympy import Expr, Poly, Rational, S, Symbol

from verify.coq.samples import Context, number, samples, sign, sign_at, touches
from verify.coq.terms import term

__all__ = ["first", "positivity"]

_ORDER = 8  # of a zero at an end


def first(attempts: Sequence[str]) -> str:
    """Return the tactic that tries each until one proves the goal."""
    return f"(first [ {' | '.join(f'solve [ {a} ]' for a in attempts)} ])"


def interval(expression: Expr, context: Context) -> str:
    """Return the interval tactic with bisection of every symbol, then with derivatives."""
    bisect = [f"i_bisect {context.known[s]}" for s in context.symbols(expression)]
    if not bisect:
        # bits to tell the number from zero: those of the rationals in it, and some
        bits = max((q.p.bit_length() + q.q.bit_length() for q in expression.atoms(Rational)), default=0)
        return f"first [ interval | interval with (i_prec {bits + 100}) ]"
    attempts = [f"timeout 2 interval with ({', '.join(bisect)}, i_depth {12 if len(bisect) == 1 else 18})"]
    for symbol in context.symbols(expression):
        smooth = f"i_autodiff {context.known[symbol]}", f"i_taylor {context.known[symbol]}, i_degree 8"
        attempts += [f"timeout 2 interval with ({', '.join(bisect)}, {kind}, i_depth 15, i_prec 60)" for kind in smooth]
    return first(attempts)


def positivity(expression: Expr, context: Context, strict: bool) -> str:
    """Return a script for the goal 0 < e, or 0 <= e, e being the expression up to field equality."""
    plain = interval(expression, context)
    if context.depth <= 0 or not context.symbols(expression):
        return first(["lra", plain])
    simple = sympy.factor(sympy.together(expression.doit()))
    ways = [_by_factors(simple, context, strict), _by_coefficients(simple, context, strict)]
    ways += [_at_ends(simple, context, strict), _by_reciprocal(simple, context), _rewritten(simple, context)]
    easy = all(context.box[s].bounded for s in context.symbols(simple)) and not any(touches(simple, context))
    ranked = [plain, *ways] if easy else [*ways, plain]
    return first(["lra", *(way for way in ranked if way), "timeout 2 nra"])


def _rewritten(expression: Expr, context: Context) -> str:
    return f"becomes {context.text(expression)}; {interval(expression, context)}"


def _by_factors(expression: Expr, context: Context, strict: bool) -> str | None:
    """Split a quotient of products of integer powers into factors of one sign each."""
    above, below = (dict(part.as_powers_dict()) for part in sympy.fraction(expression))
    powers = {f: sympy.sympify(n) for f, n in (above | below).items() if context.symbols(f)}
    if not all(n.is_Integer for n in powers.values()) or (len(powers) < 2 and all(above.get(f) == 1 for f in powers)):
        return None
    signs = {f: sign(f, context) for f in powers}
    texts, lemmas = {}, []
    for factor, power in powers.items():
        if not signs[factor]:
            return None
        signed = sympy.expand(signs[factor] * factor)
        needs = strict or factor in below or not any(touches(signed, context))
        texts[factor] = f"({context.text(signed)} ^ {power})" if power != 1 else context.text(signed)
        lemmas.append(_lemma(signed, context, needs))
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


def _by_coefficients(expression: Expr, context: Context, strict: bool) -> str | None:
    """Expand a polynomial in x − a, or in the Bernstein basis of [a, b]; nonnegative coefficients decide.

    Coefficients may depend on the symbols that do not enter as polynomials.
    """
    above, below = sympy.fraction(expression)
    ends = [s for s in context.symbols(above) if context.box[s].low.is_finite or context.box[s].high.is_finite]
    polynomial = [s for s in ends if above.is_polynomial(s) and context.box[s].low != context.box[s].high]
    if context.symbols(below) or not polynomial:
        return None
    terms = list(_terms(expression, polynomial, context))
    if len(terms) > 60:
        return None
    lemmas = []
    for coefficient, _ in terms:
        if sign(coefficient, context) <= 0:
            return None
        if context.symbols(coefficient):
            lemmas.append(_coefficient(coefficient, context))
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
        moved = expression.subs(x, r.low + w if r.low.is_finite else r.high - w)
    rising = f"{context.known[x]} - {context.text(r.low)}" if r.low.is_finite else ""
    falling = f"{context.text(r.high)} - {context.known[x]}" if r.high.is_finite else ""
    for (i,), coefficient in Poly(sympy.expand(moved), w).terms():
        powers = [(rising, i), (falling, degree - i)] if r.bounded else [(rising or falling, i)]
        basis = [f"({base}) ^ {n}" for base, n in powers if n]
        for inner, rest in _terms(sympy.factor(coefficient), polynomial[1:], context):
            yield inner, " * ".join([*basis, *([rest] if rest else [])])


def _at_ends(expression: Expr, context: Context, strict: bool) -> str | None:
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


def _by_reciprocal(expression: Expr, context: Context) -> str | None:
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

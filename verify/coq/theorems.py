"""Theorems and their Coq text: a statement over a domain, and the one root of a monotone function."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy
from sympy import And, Basic, Eq, Expr, Implies, Interval, Ne, Not, Or, Rational, S, Set, Symbol, oo
from sympy.core.relational import Relational

from verify.coq.equations import equality
from verify.coq.proofs import first, positivity
from verify.coq.samples import Context
from verify.coq.terms import Range, Unprintable, box, conditions, names, proposition
from verify.declare import Lemma
from verify.domain import Domain
from verify.vectors import Dot, Vectors

__all__ = ["OneRoot", "Theorem", "goal", "identifier"]


@dataclass(frozen=True)
class Theorem:
    """A statement claimed for every point of a domain, under a name of its own."""

    name: str
    domain: Domain
    statement: Basic

    @classmethod
    def of(cls, lemma: Lemma) -> Theorem:
        """Return what a lemma claims, as it was typed where that is known: x/x keeps its denominator."""
        statement = lemma.statement if lemma.as_typed is None else lemma.as_typed
        return cls(lemma.name, *_in_numbers(lemma.domain, statement))


def _in_numbers(domain: Domain, statement: Basic) -> tuple[Domain, Basic]:
    """Return a statement with free reals in place of inner products, u·u >= 0: it implies the one for vectors."""
    products = sorted(statement.atoms(Dot) | domain.where.atoms(Dot), key=str)
    if not any(isinstance(r, Vectors) for r in domain.ranges.values()):
        return domain, statement
    ranges = {f"dot_{i}": _product_range(product) for i, product in enumerate(products)}
    kept = {symbol.name: r for symbol, r in domain.scalars.items()}
    numbers = Domain(**kept, **ranges)
    plain = {d: numbers.by_name[f"dot_{i}"] for i, d in enumerate(products)}
    with sympy.evaluate(False):  # lest a denominator be cancelled
        return Domain(**kept, **ranges, where=domain.where.xreplace(plain)), statement.xreplace(plain)


@dataclass(frozen=True)
class OneRoot:
    """The claim that ``equation``, between a strictly monotone function of ``symbol`` and a constant, has exactly
    one root in ``within`` and that this root lies strictly between the two numbers of ``enclosure``.
    """

    name: str
    symbol: Symbol
    equation: Eq
    within: Interval
    enclosure: tuple[Fraction, Fraction]


def _product_range(product: Dot) -> Set:
    u, v = product.args
    return Interval(0, oo, bool(product.is_positive)) if u == v else S.Reals


def goal(theorem: Theorem | OneRoot) -> tuple[str, str]:
    """Return the proposition of a theorem and an Ltac expression to prove it; raises `Unprintable`."""
    return _of_root(theorem) if isinstance(theorem, OneRoot) else _of_statement(theorem)


def _of_statement(theorem: Theorem) -> tuple[str, str]:
    domain, ranges = theorem.domain, box(theorem.domain)
    context = Context(names(ranges), ranges)
    ends = [end for r in ranges.values() for end in (r.low, r.high) if end.is_finite]
    stated = _stated(theorem.statement, _narrowed(context, domain.where))
    goal, script = _guarded([c for end in ends for c in conditions(end)], stated, context)
    hypotheses = [h for symbol, r in ranges.items() for h in _inside(symbol, r, context)]
    if domain.where != S.true:  # where it is undefined no point is claimed, so that Coq's total functions do no harm
        hypotheses.append(proposition(domain.where, context.known))
    variables = " ".join(context.known[s] for s in ranges)
    return (
        f"forall {variables} : R, {' -> '.join([*hypotheses, goal])}",
        f"intros {variables}; do {len(hypotheses)} intro; {script}",
    )


def _inside(symbol: Basic, r: Range, context: Context) -> list[str]:
    x = context.known[symbol]
    low = [f"{context.text(r.low)} {'<' if r.left_open else '<='} {x}"] if r.low.is_finite else []
    high = [f"{x} {'<' if r.right_open else '<='} {context.text(r.high)}"] if r.high.is_finite else []
    return low + high


def _guarded(needed: list[Relational], goal: tuple[str, str], context: Context) -> tuple[str, str]:
    """Return the conjunction of the conditions and a goal, each proved with the ones before it at hand."""
    text, script = goal
    for condition in reversed(dict.fromkeys(needed)):
        text = f"({proposition(condition, context.known)} /\\ {text})"
        script = f"apply guard; [ {_relation(condition, context)} | intro; {script} ]"
    return text, script


def _relations(statement: Basic) -> list[Relational]:
    if isinstance(statement, Relational):
        return [statement]
    return [relation for part in statement.args for relation in _relations(part)]


def _stated(statement: Basic, context: Context) -> tuple[str, str]:
    """Return the proposition of a statement, its conditions included, and a script that proves it."""
    match statement:
        case And():
            goals = [_stated(part, context) for part in statement.args]
            text, script = goals[-1]
            for left, proof in reversed(goals[:-1]):
                text, script = f"({left} /\\ {text})", f"split; [ {proof} | {script} ]"
            return text, script
        case Implies(args=(premise, conclusion)):
            text, script = _stated(conclusion, _narrowed(context, premise))
            implication = f"({proposition(premise, context.known)} -> {text})", f"intro; {script}"
            return _guarded(_conditions(premise), implication, context)
        case Or():
            parts, text = statement.args, proposition(statement, context.known)
            proofs = [_relation(p, context) if isinstance(p, Relational) else _stated(p, context)[1] for p in parts]
            sides = ["; ".join([*["right"] * i, *["left"] * (i < len(proofs) - 1), p]) for i, p in enumerate(proofs)]
            *_, last = proofs
            cases = "; ".join(["apply otherwise; intro"] * (len(proofs) - 1) + ["positive_form", last])
            return _guarded(_conditions(statement), (text, first([*sides, cases])), context)
        case Not(args=(Relational() as inner,)):
            return _stated(inner.negated, context)
        case Relational():
            goal = proposition(statement, context.known), _relation(statement, context)
            return _guarded(_conditions(statement), goal, context)
    return proposition(statement, context.known), "fail"


def _narrowed(context: Context, premise: Basic) -> Context:
    """Return the context with bounds on single symbols taken from a premise; they only guide the proof."""
    ranges = dict(context.box)
    for part in And.make_args(premise):
        if not isinstance(part, (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)):
            continue
        low, high = part.lts, part.gts
        if low in ranges and high.is_number and high < ranges[low].high:
            ranges[low] = replace(ranges[low], high=high)
        elif high in ranges and low.is_number and low > ranges[high].low:
            ranges[high] = replace(ranges[high], low=low)
    return replace(context, box=ranges)


def _conditions(statement: Basic) -> list[Relational]:
    return [c for relation in _relations(statement) for c in conditions(relation)]


def _relation(relation: Relational, context: Context) -> str:
    """Return a script for one relation, reduced to 0 < e or 0 <= e."""
    left, right = relation.args
    if isinstance(relation, Eq):
        return equality(left, right, context)
    if isinstance(relation, Ne):
        return first(["lra", "nonzero", *(_different(a, b, context) for a, b in ((left, right), (right, left)))])
    strict = isinstance(relation, (sympy.Lt, sympy.Gt))
    difference = left - right if isinstance(relation, (sympy.Gt, sympy.Ge)) else right - left
    return f"first [ solve [ lra ] | {_enough(difference, context, strict)} ]"


def _enough(difference: Expr, context: Context, strict: bool) -> str:
    goal = f"0 {'<' if strict else '<='} {context.text(difference)}"
    return f"cut ({goal}); [ intro; lra | {positivity(difference, context, strict)} ]"


def _different(low: Expr, high: Expr, context: Context) -> str:
    goal = f"0 < {context.text(high - low)}"
    return f"cut ({goal}); [ intros ? ?; lra | {positivity(high - low, context, True)} ]"


def _of_root(theorem: OneRoot) -> tuple[str, str]:
    x, (f, y) = theorem.symbol, theorem.equation.args
    if theorem.equation.free_symbols != {x} or y.free_symbols:
        raise Unprintable(f"the equation must be between a function of {x} alone, on the left, and a constant")
    low, high = theorem.within.start, theorem.within.end
    c, d = (Rational(e.numerator, e.denominator) for e in theorem.enclosure)
    context = Context(names([x]), {x: Range(low, high, False, False)})
    v, points = context.known[x], " ".join(f"({context.text(e)})" for e in (low, high, c, d))
    where = f"{context.text(low)} <= {v} <= {context.text(high)}"
    equation = proposition(theorem.equation, context.known)
    defined, guarded = _guarded(_conditions(theorem.equation), ("True", "exact I"), context)
    located = f"{context.text(c)} < {v} < {context.text(d)}"
    claim = (
        f"(forall {v} : R, {where} -> {defined}) /\\ (exists! {v} : R, {where} /\\ {equation}) /\\ "
        f"(forall {v} : R, {where} -> {equation} -> {located})"
    )
    return claim, f"split; [ intros {v} [? ?]; {guarded} | {_monotone(f, x, low, high, points)} ]"


def _monotone(f: Expr, x: Symbol, low: Expr, high: Expr, points: str) -> str:
    """Return the application of one_root: ordered points, the derivative and its sign, the values at two points."""
    inside = Context(names([x]), {x: Range(low, high, True, True)})
    v, falling = inside.known[x], sympy.N(f.subs(x, low) - f.subs(x, high), 30) > 0
    slope = sympy.diff(f, x) * (-1 if falling else 1)
    functions = " ".join(f"(fun {v} => {inside.text(e)})" for e in (f, slope))
    precise = "interval with (i_prec 150)"
    value = f"cbv beta; match goal with |- ?l < ?r => cut (0 < r - l); [ intro; lra | {precise} ] end"
    derived = f"intros {v} [? ?]; cbv beta; slope"
    sign = f"intros {v} [? ?]; cbv beta; {positivity(slope, inside, True)}"
    steps = " | ".join([precise, precise, precise, derived, sign, value, value])
    return f"apply (one_root_{'falling' if falling else 'rising'} {functions} {points}); [ {steps} ]"


def identifier(name: str) -> str:
    """Return a Coq identifier that resembles a name."""
    return "T_" + re.sub(r"[^A-Za-z0-9]", "_", name)

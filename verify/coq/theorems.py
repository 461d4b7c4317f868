"""Theorems and their Coq text: a statement over a domain, and the one root of a monotone function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import sympy
from sympy import Basic, Eq, Expr, FiniteSet, Interval, Rational, S, Symbol
from sympy.logic.boolalg import BooleanAtom

from verify.coq.proofs import positivity
from verify.coq.samples import Context
from verify.coq.statements import conditions_of, guarded, narrowed, stated
from verify.coq.tactics import first
from verify.coq.terms import Range, Unprintable, box, conditions, names, proposition
from verify.language.domain import Domain
from verify.language.lemma import Lemma
from verify.language.origins import OURS, origin
from verify.language.reading import read
from verify.language.to_sympy import sympy_of
from verify.prover.inner_products import in_numbers

__all__ = ["OneRoot", "Theorem", "goal", "identifier"]

_OR = " \\/ "
_AT_NUMBERS = "repeat split; first [ lra | nonzero | interval | field; nonzero ]"
_FEW = 8  # members, or combinations of them, that are worth a proof each


@dataclass(frozen=True)
class Theorem:
    """A statement claimed for every point of a domain, under a name of its own."""

    name: str
    domain: Domain
    statement: Basic

    @classmethod
    def of(cls, lemma: Lemma) -> Theorem:
        """Return what a lemma claims, as it was typed where that is known: x/x keeps its denominator."""
        return cls(lemma.name, *in_numbers(lemma.domain, _stated(lemma)))


def _stated(lemma: Lemma) -> Basic:
    """Return a statement in which SymPy has decided nothing; a derivation's, and one about vectors, sums expanded."""
    vectors = len(lemma.domain.scalars) < len(lemma.domain.ranges)
    if not vectors and origin(lemma.function.__code__) is not OURS:
        return lemma.typed
    if not lemma.statement.atoms(BooleanAtom):
        return lemma.statement
    term = read(lemma.function, lemma.domain.by_name).term
    return lemma.statement if term is None else sympy_of(term)


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


def goal(theorem: Theorem | OneRoot) -> tuple[str, str]:
    """Return the proposition of a theorem and an Ltac expression to prove it; raises `Unprintable`."""
    return _of_root(theorem) if isinstance(theorem, OneRoot) else _of_statement(theorem)


def _of_statement(theorem: Theorem) -> tuple[str, str]:
    domain, ranges = theorem.domain, box(theorem.domain)
    context = Context(names(ranges), ranges)
    members = _members(domain)
    goal, script = _claimed(theorem, context)
    hypotheses = [h for symbol, r in ranges.items() for h in _inside(symbol, r, context)]
    if domain.where != S.true:  # where it is undefined no point is claimed, so that Coq's total functions do no harm
        hypotheses.append(proposition(domain.where, context.known))
    named = " ".join(f"member_{context.known[s]}" for s in members)
    given = [*hypotheses, *(_listed(s, values, context) for s, values in members.items())]
    variables = " ".join(context.known[s] for s in ranges)
    begin = [f"intros {variables}; do {len(hypotheses)} intro", *([f"intros {named}"] if named else [])]
    proof = first([script, _member_by_member(theorem, members, context)]) if members else script
    return f"forall {variables} : R, {' -> '.join([*given, goal])}", "; ".join([*begin, "pose proof PI_bounds", proof])


def _claimed(theorem: Theorem, context: Context) -> tuple[str, str]:
    """Return the proposition that a statement holds and is defined, the ends of the ranges too, and its proof."""
    ends = [end for r in context.box.values() for end in (r.low, r.high) if end.is_finite]
    needed = [c for end in dict.fromkeys(ends) for c in conditions(end)]
    return guarded(needed, stated(theorem.statement, narrowed(context, theorem.domain.where)), context)


def _members(domain: Domain) -> dict[Basic, list[Expr]]:
    """Return the members of each range that has a few of them, all rational."""
    found = {}
    for symbol, values in domain.scalars.items():
        if isinstance(values, FiniteSet) or (isinstance(values, sympy.Range) and values.size.is_finite):
            if 1 < len(values) <= _FEW and all(value.is_Rational for value in values):
                found[symbol] = sorted(values, key=sympy.N)
    return found


def _listed(symbol: Basic, values: Sequence[Expr], context: Context) -> str:
    return f"({_OR.join(f'{context.known[symbol]} = {context.text(value)}' for value in values)})"


def _member_by_member(theorem: Theorem, members: Mapping[Basic, Sequence[Expr]], context: Context) -> str:
    """Return a proof for each combination of members; "fail" if there are too many."""
    combinations = list(product(*members.values()))
    if len(combinations) > _FEW:
        return "fail"
    ways = {s: "[?|" * (len(values) - 1) + "?" + "]" * (len(values) - 1) for s, values in members.items()}
    split = "; ".join(f"destruct member_{context.known[s]} as {way}" for s, way in ways.items())
    proofs = []
    for combination in combinations:
        point = {s: Range(v, v, False, False) for s, v in zip(members, combination, strict=True)}
        _, script = _claimed(theorem, replace(context, box={**context.box, **point}))
        proofs.append(first([f"subst; {_AT_NUMBERS}", script]))
    return f"{split}; [ {' | '.join(proofs)} ]"


def _inside(symbol: Basic, r: Range, context: Context) -> list[str]:
    x = context.known[symbol]
    low = [f"{context.text(r.low)} {'<' if r.left_open else '<='} {x}"] if r.low.is_finite else []
    high = [f"{x} {'<' if r.right_open else '<='} {context.text(r.high)}"] if r.high.is_finite else []
    return low + high


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
    defined, script = guarded(conditions_of(theorem.equation), ("True", "exact I"), context)
    located = f"{context.text(c)} < {v} < {context.text(d)}"
    claim = (
        f"(forall {v} : R, {where} -> {defined}) /\\ (exists! {v} : R, {where} /\\ {equation}) /\\ "
        f"(forall {v} : R, {where} -> {equation} -> {located})"
    )
    return claim, f"split; [ intros {v} [? ?]; pose proof PI_bounds; {script} | {_monotone(f, x, low, high, points)} ]"


def _monotone(f: Expr, x: Symbol, low: Expr, high: Expr, points: str) -> str:
    """Return the application of one_root: ordered points, the derivative and its sign, the values at two points."""
    inside = Context(names([x]), {x: Range(low, high, True, True)})
    v, falling = inside.known[x], sympy.N(f.subs(x, low) - f.subs(x, high), 30) > 0
    slope = sympy.diff(f, x) * (-1 if falling else 1)
    functions = " ".join(f"(fun {v} => {inside.text(e)})" for e in (f, slope))
    precise = "interval with (i_prec 150)"
    value = f"cbv beta; match goal with |- ?l < ?r => cut (0 < r - l); [ intro; lra | {precise} ] end"
    derived = f"intros {v} [? ?]; cbv beta; slope"
    sign = f"intros {v} [? ?]; pose proof PI_bounds; cbv beta; {positivity(slope, inside, True)}"
    steps = " | ".join([precise, precise, precise, derived, sign, value, value])
    return f"apply (one_root_{'falling' if falling else 'rising'} {functions} {points}); [ {steps} ]"


def identifier(name: str) -> str:
    """Return a Coq identifier that resembles a name."""
    return "T_" + re.sub(r"[^A-Za-z0-9]", "_", name)

"""Propositions of whole statements, their conditions included, and scripts that prove them part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import sympy
from sympy import And, Basic, Equivalent, Implies, Not, Or
from sympy.core.relational import Relational

from verify.coq.relations import proved
from verify.coq.samples import Context
from verify.coq.tactics import first
from verify.coq.terms import conditions, proposition
from verify.language.sympy_heads import inequality

__all__ = ["conditions_of", "guarded", "narrowed", "stated"]


def guarded(needed: list[Relational], goal: tuple[str, str], context: Context) -> tuple[str, str]:
    """Return the conjunction of the conditions and a goal, each proved with the ones before it at hand."""
    text, script = goal
    for condition in reversed(dict.fromkeys(needed)):
        text = f"({proposition(condition, context.known)} /\\ {text})"
        script = f"apply guard; [ first [ assumption | {proved(condition, context)} ] | intro; {script} ]"
    return text, script


def _relations(statement: Basic) -> list[Relational]:
    if isinstance(statement, Relational):
        return [statement]
    return [relation for part in statement.args for relation in _relations(part)]


def stated(statement: Basic, context: Context) -> tuple[str, str]:
    """Return the proposition of a statement, its conditions included, and a script that proves it."""
    match statement:
        case Equivalent(args=(left, right)):
            ways = [Implies(p, q, evaluate=False) for p, q in ((left, right), (right, left))]
            return stated(And(*ways, evaluate=False), context)
        case And() | sympy.Tuple():
            goals = [stated(part, context) for part in statement.args]
            text, script = goals[-1]
            for left, proof in reversed(goals[:-1]):
                text, script = f"({left} /\\ {text})", f"split; [ {proof} | {script} ]"
            return text, "; ".join([*_shared(statement.args, context), script])
        case Implies(args=(premise, conclusion)):
            text, script = stated(conclusion, narrowed(context, premise))
            implication = f"({proposition(premise, context.known)} -> {text})", f"intro; {script}"
            return guarded(conditions_of(premise), implication, context)
        case Or():
            parts, text = statement.args, proposition(statement, context.known)
            proofs = [_alternative(p, context) for p in parts]
            sides = ["; ".join([*["right"] * i, *["left"] * (i < len(proofs) - 1), p]) for i, p in enumerate(proofs)]
            others = And(*(p.negated for p in parts[:-1] if isinstance(p, Relational)))
            last = _alternative(parts[-1], narrowed(context, others))
            cases = "; ".join(["apply otherwise; intro"] * (len(proofs) - 1) + ["positive_form", last])
            return guarded(conditions_of(statement), (text, first([cases, *sides])), context)
        case Not(args=(Relational() as inner,)):
            return stated(inner.negated, context)
        case Relational():
            goal = proposition(statement, context.known), proved(statement, context)
            return guarded(conditions_of(statement), goal, context)
    return proposition(statement, context.known), "fail"


def _alternative(part: Basic, context: Context) -> str:
    return proved(part, context) if isinstance(part, Relational) else stated(part, context)[1]


def _shared(parts: Sequence[Basic], context: Context) -> Iterator[str]:
    """Yield the proofs of conditions that more than one part asks for, so that they are at hand in each."""
    asked = Counter(c for part in parts for c in dict.fromkeys(_asked(part)))
    for condition in (c for c, n in asked.items() if n > 1):
        yield f"assert {proposition(condition, context.known)} by {proved(condition, context)}"


def _asked(part: Basic) -> list[Relational]:
    if isinstance(part, Implies):
        return conditions_of(part.args[0])
    return [] if isinstance(part, And) else conditions_of(part)


def narrowed(context: Context, premise: Basic) -> Context:
    """Return the context with the facts of a premise, bounds on single symbols too; they only guide the proof."""
    ranges, facts = dict(context.box), list(context.facts)
    for low, high, strict in (sides for part in And.make_args(premise) for sides in inequality(part)):
        if low in ranges and high.is_number and high < ranges[low].high:
            ranges[low] = replace(ranges[low], high=high, right_open=strict)
        if high in ranges and low.is_number and low > ranges[high].low:
            ranges[high] = replace(ranges[high], low=low, left_open=strict)
        with sympy.evaluate(False):  # Coq knows the sides as they stand
            facts.append((high - low, strict))
    return replace(context, box=ranges, facts=tuple(facts))


def conditions_of(statement: Basic) -> list[Relational]:
    return [c for relation in _relations(statement) for c in conditions(relation)]

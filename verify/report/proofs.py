"""Proofs as a reader follows them: each goal, and what it follows from, as indented text and as LaTeX."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sympy import Symbol

from verify.kernel.check import Checker
from verify.kernel.goals import Claim, Goal, steps_of
from verify.kernel.program import Sign
from verify.kernel.words import data_of, domain_text, expression_text, statement_text
from verify.language.rendering import renders
from verify.prover.claim_data import claim_expression
from verify.prover.proof import Proof, side_text
from verify.report.printer import formula

__all__ = ["argument", "argument_in_latex"]

WIDTH = 100
_LEAVES = {
    "range": "by its range on the box", "slopes": "by its slopes: where it is least, or from the middle",
    "zero": "zero, by algebra", "signs": "by the signs of its parts",
    "given": "which is given",
}  # fmt: skip
Say = Callable[[Any], str]  # an expression of a proof


def _leaf(names: list[str], leaf: Any, say: Say) -> str:
    method, *data = leaf
    match method:
        case "taylor":
            return f"by the Taylor series in {names[data[0]]} at its {data[1]} end, zero there to order {data[2]}"
        case "definite":
            point = ", ".join(f"{names[i]} = {say(e)}" for i, e in data[0])
            return f"zero with its slopes at {point}, with second derivatives that are positive definite around"
        case "all":
            return "; ".join(dict.fromkeys(_leaf(names, part, say) for part in data))
        case "any":
            return f"one part {_leaf(names, data[1], say)}"
    return _LEAVES[method]


def _item(names: list[str], item: Any, say: Say, state: Say) -> str:
    """Return in words what an item does to a goal."""
    rule, *data = item
    return _RULES[rule](names, say, state, *data) if rule in _RULES else _leaf(names, item, say)


_RULES: Mapping[str, Callable[..., str]] = {
    "split": lambda n, e, s, i, q: f"split {n[i]} at {q}",
    "end": lambda n, e, s, i, which: f"the {which} end of {n[i]} by itself",
    "cut": lambda n, e, s, claim: f"in cases: {s(claim)}, or not",
    "cases": lambda n, e, s, k: "in the cases that are given",
    "every": lambda n, e, s: "each part",
    "assume": lambda n, e, s, j: "one part, where the others fail",
    "define": lambda n, e, s: "where it is defined, and then that it holds",
    "fails": lambda n, e, s, k: "something given fails here",
    "have": lambda n, e, s, claim: f"first, {s(claim)}",
    "narrow": lambda n, e, s, k, i, which, x: f"as is given, the {which} end of {n[i]} is {e(x)}",
    "scale": lambda n, e, s, g, h: f"the product of {e(g)} and {e(h)}",
    "square": lambda n, e, s, a, b: f"{e(a)} is not negative, and its square not below that of {e(b)}",
    "apply": lambda n, e, s, f, a, b: f"{f} increases: of {e(a)} and {e(b)}",
    "strip": lambda n, e, s, f, a, b: f"{f} increases: what it is taken of, {e(a)} and {e(b)}",
    "combine": lambda n, e, s, m, r: f"{'with what is given, what is left is' if m else 'it is'} {e(r)}",
    "resolve": lambda n, e, s, k: "moduli, maxima and roots by what is given",
    "replace": lambda n, e, s, a, b: f"{e(a)} is {e(b)}",
    "fact": lambda n, e, s, a: f"by the bounds of {e(a)}",
    "letter": lambda n, e, s, a, side: f"with {side['name']} = {e(a)}",
    "substitute": lambda n, e, s, i, side, a, back: f"with {n[i]} = {e(a)}",
    "order": lambda n, e, s, symbols: f"in the order {' <= '.join(n[i] for i in symbols)}",
    "period": lambda n, e, s, i, turn, low: f"on one period, {e(turn)}, of {n[i]}",
    "edge": lambda n, e, s, i, edge, sign, at: f"from {n[i]} = {e(edge)}, and by the slope on the way from there",
    "chord": lambda n, e, s, i: f"at both ends of {n[i]}, between which it is concave",
}


def _goal(checker: Checker, goal: Goal) -> str:
    """Return the claim of a goal, with the sides of its symbols."""
    spoken = {i for step in steps_of([goal.claim]) for i in checker.program.spoken[step]}
    sides = ", ".join(f"{checker.program.symbols[i]} in {side_text(checker, goal.box[i])}" for i in sorted(spoken))
    return _claim(checker, goal.claim) + (f", {sides}" if sides else "")


def _claim(checker: Checker, claim: Claim) -> str:
    if isinstance(claim, Sign):
        return f"{expression_text(_flat(data_of(checker.program, claim.step)))} {'>' if claim.strict else '>='} 0"
    return (" and " if claim.every else " or ").join(_claim(checker, part) for part in claim.parts)


def _flat(e: Any) -> Any:
    """Return an expression with sums of sums and products of products as one."""
    if isinstance(e, str) or e[0] == "symbol":
        return e
    head, *parts = e[0], *map(_flat, e[1:])
    if head in ("add", "mul") and not isinstance(parts[0], str) and parts[0][0] == head:
        parts = [*parts[0][1:], *parts[1:]]
    return [head, *parts]


@renders("argument", Proof)
def argument(proof: Proof) -> str:
    """Return a proof as indented text: what is shown, and how; what a step leaves to be shown stands under it."""
    checker = proof.checker()
    with checker.ring.table.working():
        lines = list(_lines(proof, checker))
    return "\n".join([f"{statement_text(proof.statement)}, {domain_text(proof.domain)}", *lines])


def _lines(proof: Proof, checker: Checker) -> Iterator[str]:
    for depth, goal, item in proof.steps(checker):
        said = _item(checker.program.symbols, item, expression_text, statement_text)
        text = said if depth == 0 else f"{_goal(checker, goal)}: {said}"
        indent = "  " * (depth + 1)
        yield from textwrap.wrap(
            text, WIDTH + len(indent), initial_indent=indent, subsequent_indent=indent + "    ", break_long_words=False
        )


@renders("argument in latex", Proof)
def argument_in_latex(proof: Proof) -> str:
    """Return a proof as paragraphs of LaTeX, indented: each goal as a formula, with how it is shown."""
    checker, lines = proof.checker(), list[str]()
    with checker.ring.table.working():
        for depth, goal, item in proof.steps(checker):
            symbols = {i: Symbol(checker.program.symbols[i]) for i in goal.box}
            said = _escaped(_item(checker.program.symbols, item, expression_text, statement_text))
            goal_formula = formula(claim_expression(checker.program, goal.claim, symbols))
            lines.append(rf"\par\noindent\hspace*{{{depth}em}}${goal_formula}$: {said}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    for plain, written in (("^", r"\textasciicircum{}"), ("_", r"\_"), ("<", r"\textless{}"), (">", r"\textgreater{}")):
        text = text.replace(plain, written)
    return text

"""Tactics that need no other proof: alternatives, and the interval tactic with bisection and with derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Rational

from verify.coq.samples import Context

__all__ = ["first", "interval"]


def first(attempts: Sequence[str]) -> str:
    """Return the tactic that tries each until one proves the goal."""
    tried = list(dict.fromkeys(attempts))
    return f"(first [ {' | '.join(f'solve [ {a} ]' for a in tried)} ])"


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

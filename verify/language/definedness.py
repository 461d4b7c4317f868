"""Where a term is defined: conditions, each with the part of the term that needs it.

A statement is undefined at a point if any part of it is, except the branches of a Piecewise that are not taken there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import and_, or_

from verify.language.functions import FUNCTIONS, call
from verify.language.term import Term, apply, eq, fold, ne

__all__ = ["Whole", "conditions", "is_whole", "needs"]

Whole = Callable[[Term], bool]

_WHOLE_ALWAYS = ("floor", "ceiling", "sign")
_WHOLE_OF_WHOLE = ("add", "mul", "abs", "max", "min", "mod")
true, false = apply("true"), apply("false")
_floor = call("floor")


def is_whole(term: Term, integers: Whole) -> bool:
    """Return whether a term is an integer wherever it is defined, as it is written; `integers` tells of symbols."""

    def combine(part: Term, args: list[bool]) -> bool:
        if part.head == "number":
            return bool(part.data.denominator == 1)
        if part.head == "pow":
            return args[0] and part.args[1].head == "number" and args[1] and bool(part.args[1].data >= 0)
        return part.head in _WHOLE_ALWAYS or (part.head in _WHOLE_OF_WHOLE and all(args)) or integers(part)

    return fold(term, combine)


def needs(part: Term, integers: Whole = lambda symbol: False) -> tuple[Term, ...]:
    """Return conditions that together say where the outermost operation of a term is defined, if its arguments are."""
    if record := FUNCTIONS.get(part.head):
        return record.defined(*part.args)
    if part.head == "pow":
        return _power(part.args[0], part.args[1], integers)
    if part.head == "restricted":
        return (part.args[1],)
    if part.head == "piecewise":
        return () if part.args[-1] is true else (reduce(or_, part.args[1::2]),)
    return (false,) if part.head == "undefined" else ()


def _power(base: Term, exponent: Term, integers: Whole) -> tuple[Term, ...]:
    """xʸ: x > 0, or x = 0 and y > 0, or y an integer (x ≠ 0 if it is negative; x⁰ = 1 if it is written as one)."""
    if base.head == "number" and base.data > 0 or base.head in ("pi", "e", "exp", "cosh"):
        return ()
    if exponent.head == "number":
        y = exponent.data
        if y.denominator == 1:
            return () if y >= 0 else (ne(base, 0),)
        return (base >= 0,) if y > 0 else (base > 0,)
    if is_whole(exponent, integers):
        return ((exponent >= 0) | ne(base, 0),)
    return ((base > 0) | ((base >= 0) & (exponent > 0)) | (ne(base, 0) & eq(exponent, _floor(exponent))),)


def conditions(term: Term, integers: Whole = lambda symbol: False) -> Iterator[tuple[Term, Term]]:
    """Yield conditions that together say where a term is defined, innermost first, each with the part it is for.

    What stands in a branch of a Piecewise is needed only where that branch is taken.
    """
    for part, guard in _occurrences(term):
        for condition in needs(part, integers):
            yield (condition if guard is true else apply("implies", guard, condition)), part


def _occurrences(term: Term) -> Iterator[tuple[Term, Term]]:
    """Yield each part once for each guard under which it is reached, arguments first."""
    done: set[tuple[Term, Term]] = set()
    waiting = [(term, true, False)]
    while waiting:
        part, guard, ready = waiting.pop()
        if ready:
            yield part, guard
        elif (part, guard) not in done and (part, true) not in done:
            done.add((part, guard))
            waiting.append((part, guard, True))
            waiting += [(arg, where, False) for arg, where in reversed(list(_guarded(part, guard)))]


def _guarded(part: Term, guard: Term) -> Iterator[tuple[Term, Term]]:
    if part.head == "branch":  # condition, then, otherwise: what a Python `if` asked
        condition, then, otherwise = part.args
        return iter([(condition, guard), (then, _both(guard, condition)), (otherwise, _both(guard, ~condition))])
    if part.head == "piecewise":
        return _cases(part.args, guard)
    return ((arg, guard) for arg in part.args)


def _cases(args: tuple[Term, ...], guard: Term) -> Iterator[tuple[Term, Term]]:
    for value, condition in zip(args[::2], args[1::2], strict=True):
        yield condition, guard
        yield value, _both(guard, condition)
        guard = _both(guard, ~condition)


def _both(guard: Term, condition: Term) -> Term:
    return guard if condition is true else condition if guard is true else reduce(and_, (guard, condition))

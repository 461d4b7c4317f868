"""Steps, extrema and statements, in letters sign p, |p| and ⌊p⌋; a statement's value is 1 where it is true, else 0."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import floor

from verify.language.algebra.letters import Letters
from verify.language.algebra.powers import is_whole
from verify.language.algebra.quotients import Quotient
from verify.language.algebra.signs import absolute, signum
from verify.language.choices import RELATIONS
from verify.language.functions import call
from verify.language.term import Term, apply

__all__ = ["ceiling", "conjunction", "disjunction", "extremum", "heaviside", "implication", "modulo", "negation",
           "piecewise", "relation", "size_of", "step", "whole_part"]  # fmt: skip

_HALF = Fraction(1, 2)
_floor = call("floor")


def whole_part(letters: Letters, term: Term, q: Quotient) -> Quotient:
    """Return ⌊q⌋, with what is an integer taken out of it."""
    whole = letters.number(0)
    for c, part in q.parts() if q.den == 1 else ():
        n = c if is_whole(letters, part * c) else floor(c) if part.rational() else 0
        whole += part * n
    rest = q - whole
    value = rest.rational()
    if value is not None:
        return whole + letters.number(floor(value))
    return whole + letters.quotient(letters.letter("floor", _floor(letters.term(rest))))


def ceiling(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return -whole_part(letters, term, -q)


def modulo(letters: Letters, term: Term, x: Quotient, y: Quotient) -> Quotient:
    return x - y * whole_part(letters, term, x / y)


def size_of(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return absolute(letters, q)


def step(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return signum(letters, q)


def heaviside(letters: Letters, term: Term, q: Quotient, middle: Quotient) -> Quotient:
    """Return (s + s²)/2 + (1 − s²)·middle, s being the sign of q."""
    s = signum(letters, q)
    return (s + s * s) * _HALF + (letters.number(1) - s * s) * middle


def extremum(direction: int) -> Callable[..., Quotient]:
    """Return what gives the largest (1) or least (−1) argument: (x + y ± |x − y|)/2, in an order of its own."""

    def pair(x: Quotient, y: Quotient, letters: Letters) -> Quotient:
        return (x + y + absolute(letters, x - y) * direction) * _HALF

    def extreme(letters: Letters, term: Term, *xs: Quotient) -> Quotient:
        ordered = sorted({x.key(): x for x in xs}.values(), key=lambda x: (str(x.num), str(x.den)))
        return reduce(lambda x, y: pair(x, y, letters), ordered)

    return extreme


def relation(head: str) -> Callable[..., Quotient]:
    """Return what gives the value of a comparison from the sign s of the difference, by a polynomial in s."""
    below, level, above = (s in RELATIONS[head].signs for s in (-1, 0, 1))

    def value(letters: Letters, term: Term, x: Quotient, y: Quotient) -> Quotient:
        s = signum(letters, x - y)
        return letters.number(level) + s * (_HALF * (above - below)) + s * s * (_HALF * (above + below - 2 * level))

    return value


def negation(letters: Letters, term: Term, x: Quotient) -> Quotient:
    return letters.number(1) - x


def conjunction(letters: Letters, term: Term, *xs: Quotient) -> Quotient:
    return reduce(lambda x, y: x * y, xs, letters.number(1))


def disjunction(letters: Letters, term: Term, *xs: Quotient) -> Quotient:
    return negation(letters, term, conjunction(letters, term, *(negation(letters, term, x) for x in xs)))


def implication(letters: Letters, term: Term, x: Quotient, y: Quotient) -> Quotient:
    return letters.number(1) - x * negation(letters, term, y)


def piecewise(letters: Letters, term: Term, *args: Quotient) -> Quotient:
    """Return Σ value · (its condition and none before it), if no value is a quotient: its denominator may vanish."""
    values, conditions = args[::2], args[1::2]
    if any(value.den != 1 for value in values):
        return letters.quotient(letters.letter("piecewise", apply("piecewise", *map(letters.term, args))))
    total = values[-1]  # where no condition holds before, the last one does if anything is defined
    for value, condition in reversed(list(zip(values, conditions, strict=True))[:-1]):
        total = condition * value + negation(letters, term, condition) * total
    return total

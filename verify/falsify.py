"""Falsification: search for a point of the domain where the statement is false, rigorously."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice
from random import Random

import sympy
from sympy import And, Eq, Expr, Ge, Gt, Implies, Le, Lt, Ne, Not, Or, Rational, S
from sympy.logic.boolalg import Boolean, BooleanFunction, to_nnf

from verify.arithmetics import arithmetic
from verify.compile import CompileError, compile_expression
from verify.domain import Domain, Point
from verify.exact import is_zero
from verify.vectors import Vector, instantiate

__all__ = ["is_witness", "simplest", "truth", "witness"]

_DECIDE = {
    Lt: lambda low, high: True if high < 0 else False if low >= 0 else None,
    Le: lambda low, high: True if high <= 0 else False if low > 0 else None,
    Gt: lambda low, high: True if low > 0 else False if high <= 0 else None,
    Ge: lambda low, high: True if low >= 0 else False if high < 0 else None,
    Ne: lambda low, high: True if low > 0 or high < 0 else False if low == high == 0 else None,
    Eq: lambda low, high: False if low > 0 or high < 0 else True if low == high == 0 else None,
}

_STEPS = (sympy.Max, sympy.Min, sympy.Heaviside, sympy.sign, sympy.floor, sympy.ceiling, sympy.Piecewise)


def truth(statement: Boolean, point: Point, digits: int = 30, exactly: bool = False) -> bool | None:
    """Return the truth of a statement at a point, decided by balls; None where they do not decide.

    ``exactly`` asks exact algebra, too, whether two sides that balls do not tell apart are equal.

    A statement that is undefined at the point is undecided.  Raises CompileError for a head that
    balls do not know.
    """
    if statement in (S.true, S.false):
        return bool(statement)
    match statement:
        case And():
            parts = [truth(part, point, digits, exactly) for part in statement.args]
            return False if False in parts else None if None in parts else True
        case Or():
            return _negated(truth(And(*map(Not, statement.args)), point, digits, exactly))
        case Not(args=(inner,)):
            return _negated(truth(inner, point, digits, exactly))
        case Implies(args=(premise, conclusion)):
            return truth(Or(Not(premise), conclusion), point, digits, exactly)
        case BooleanFunction() if (plain := to_nnf(statement, simplify=False)) != statement:
            return truth(plain, point, digits, exactly)  # Equivalent, Xor and so on
    if type(statement) not in _DECIDE:
        raise CompileError(f"{type(statement).__name__} is not a relation the search can evaluate")
    scalars = {s: x for s, x in point.items() if not isinstance(s, Vector)}
    sides = [_with_coordinates(side, point) for side in statement.args]
    if any(side.has(*_STEPS) or _alternates(side) for side in sides):
        # SymPy decides these at exact numbers; balls cannot
        sides, scalars = [side.xreplace(scalars) for side in sides], {}
    balls = arithmetic("ball", digits)
    left, right = compile_expression(sides, tuple(scalars), balls)(*scalars.values())
    bounds = balls.bounds(left - right)
    if bounds and bounds[0] <= 0 <= bounds[1]:
        exact = (sides[0] - sides[1]).xreplace(scalars)
        exact = S.Zero if exactly and not exact.is_Rational and is_zero(exact) else exact
        bounds = (exact, exact) if exact.is_Rational else bounds
    return None if bounds is None else _DECIDE[type(statement)](*bounds)


def _alternates(side: Expr) -> bool:
    return any(power.base.is_negative and power.exp.is_integer for power in side.atoms(sympy.Pow))


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _with_coordinates(expression: Expr, point: Point) -> Expr:
    """Return the expression with its inner products computed from the point's vectors."""
    vectors = {s: v for s, v in point.items() if isinstance(s, Vector)}
    size = max(map(len, vectors.values()), default=0)
    ones = {v: (S.One,) * size for v in expression.atoms(Vector) if v.name == "1"}
    return instantiate(expression, vectors | ones)


def is_witness(statement: Boolean, domain: Domain, point: Point) -> bool:
    """Return whether a point is certainly in the domain and the statement certainly false there."""
    return domain.contains(point) and (_is_false(statement, point) or _is_false(statement, point, 100, exactly=True))


def _is_false(statement: Boolean, point: Point, digits: int = 30, exactly: bool = False) -> bool:
    try:
        return truth(statement, point, digits, exactly) is False
    except (TypeError, ValueError):  # a head without meaning in balls, or in SymPy: Max(zoo, 1)
        return False


def _candidates(statement: Boolean, domain: Domain, tries: int) -> Iterator[Point]:
    """Yield corners, points made of 0, ±1 and the statement's own numbers, and random points."""
    numbers = sorted(statement.atoms(sympy.Rational) | {S.Zero, S.One, S.NegativeOne}, key=lambda x: (abs(x), x))
    special = islice(domain.points_at(numbers, Random(0)), tries)
    return chain(islice(domain.corners(), 64), special, domain.random_points(Random(0), tries))


def witness(statement: Boolean, domain: Domain, tries: int = 400) -> Point | None:
    """Return a point of the domain where the statement is rigorously false, or None.

    None means that none was found, not that none exists.
    """
    for point in _candidates(statement, domain, tries):
        if _is_false(statement, point):
            return simplest(statement, domain, point)
    return None


def simplest(statement: Boolean, domain: Domain, point: Point) -> Point:
    """Return a witness whose coordinates have the smallest denominators that still work."""
    for symbol, value in point.items():
        for simpler in _simpler(value):
            candidate = {**point, symbol: simpler}
            if is_witness(statement, domain, candidate):
                point = candidate
                break
    return point


def _simpler(value: object) -> Iterator[Rational]:
    if isinstance(value, sympy.Integer):
        yield from (sympy.Integer(int(value) // 2**n) for n in range(int(abs(value)).bit_length(), 0, -1))
    elif isinstance(value, sympy.Rational):
        exact = Fraction(int(value.p), int(value.q))
        yield from (Rational(exact.limit_denominator(size)) for size in (1, 2, 3, 4, 5, 8, 10, 16, 32, 100))

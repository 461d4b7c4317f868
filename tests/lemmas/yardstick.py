"""The truth of a statement at an exact point, by plain mpmath on the expression as it is typed.

It shares nothing with what decides in `verify`.  Digits are added until a number stands clear of the rounding errors;
what still vanishes at 2000 digits is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from mpmath.ctx_mp import MPContext
from sympy import And, Basic, Implies, Not, Or, S, pi
from sympy.logic.boolalg import BooleanAtom

__all__ = ["NO_VALUE", "UNDECIDED", "truth_at"]

NO_VALUE, UNDECIDED = "no value", "undecided"
ALLOWED = {"==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}

Point = Mapping[Basic, Any]


def truth_at(statement: Basic, point: Point, digits: int) -> bool | str:
    """Return True, False, NO_VALUE or UNDECIDED; one false part decides And, one true part decides Or."""
    match statement:
        case And() | Or():
            enough = isinstance(statement, Or)
            parts = [truth_at(part, point, digits) for part in statement.args]
            return next((x for x in (enough, NO_VALUE, UNDECIDED) if x in parts), not enough)
        case Not(args=(part,)):
            inner = truth_at(part, point, digits)
            return inner if isinstance(inner, str) else not inner
        case Implies(args=(premise, conclusion)):
            return truth_at(Or(Not(premise, evaluate=False), conclusion, evaluate=False), point, digits)
        case BooleanAtom():
            return statement == S.true
    return relation_at(statement, point, digits)


def relation_at(relation: Basic, point: Point, digits: int) -> bool | str:
    for evaluator in (Evaluator(digits), Evaluator(400), Evaluator(2000, last=True)):
        try:
            left, right = (evaluator.value(side, point) for side in relation.args)
            return evaluator.sign(left - right) in ALLOWED[relation.rel_op]
        except NoValue:
            return NO_VALUE
        except TooClose:
            continue
    return UNDECIDED


class NoValue(ArithmeticError):
    """The expression has no real value at the point."""


class TooClose(ArithmeticError):
    """The digits do not tell a number from zero."""


class Evaluator:
    """Values and signs with some digits; `scale` bounds what errors of one ulp have been multiplied by so far."""

    def __init__(self, digits: int, last: bool = False) -> None:
        self.mp, self.last = MPContext(), last
        self.mp.dps = digits
        self.scale = self.mp.one
        self.absorbed = False  # whether a sum has swallowed a term, so that a difference of zero means nothing

    def sign(self, x: Any) -> int:
        """Return the sign; raise TooClose unless x is clear of the errors or, at the last, made of them."""
        ulp = self.mp.mpf(10) ** -self.mp.dps
        error = self.scale * ulp * 10**15
        if abs(x) > error:
            return 1 if x > 0 else -1
        if self.last and not self.absorbed and error < self.mp.mpf(10) ** -1000 and (x == 0 or abs(x) > ulp / 10**80):
            return 0
        raise TooClose

    def value(self, e: Any, point: Point) -> Any:
        found = self._value(e, point)
        self.scale = max(self.scale, abs(found))
        return found

    def _value(self, e: Any, point: Point) -> Any:
        if e in point:
            return self.value(point[e], {})
        if e.is_Rational:
            return self.mp.mpf(int(e.p)) / int(e.q)
        if not e.args:
            return {pi: +self.mp.pi, S.Exp1: self.mp.exp(1)}[e]
        xs = [self.value(x, point) for x in e.args]
        if isinstance(e, sympy.Pow):
            return self._power(*xs)
        special = {"Add": self._sum, "Mul": self.mp.fprod, "Max": max, "Abs": lambda xs: abs(xs[0])}
        name = e.func.__name__
        return special[name](xs) if name in special else self._function(name, *xs)

    def _sum(self, xs: list[Any]) -> Any:
        lost = max(map(abs, xs)) * self.mp.mpf(10) ** (-80 - self.mp.dps)  # smaller than any rounding error
        self.absorbed |= any(0 < abs(x) < lost for x in xs)
        return self.mp.fsum(xs)

    def _power(self, base: Any, exponent: Any) -> Any:
        whole, sign = self.mp.isint(exponent), 1 if exponent in (1, 2, 3, 4) else self.sign(base)
        if (sign == 0 and exponent < 0) or (sign < 0 and not whole):
            raise NoValue
        if sign == 0:
            return self.mp.mpf(exponent == 0)
        if exponent < 1:
            self.scale = max(self.scale, abs(base) ** (exponent - 1))  # its slope
        return base ** int(exponent) if whole else self.mp.power(base, exponent)

    def _function(self, name: str, *xs: Any) -> Any:
        x = xs[0]
        if name in ("asin", "acos"):
            x = self._cosine(x)
        elif name == "log":
            if self.sign(x) <= 0:
                raise NoValue
            self.scale = max(self.scale, 1 / x)
        elif name == "tan" and self.sign(self.mp.cos(x)) == 0:
            raise NoValue
        elif name == "atan2" and self.sign(self.mp.hypot(*xs)) == 0:
            raise NoValue
        elif name == "tanh":
            self.absorbed |= abs(x) > self.mp.dps  # 1 − tanh x ≈ 2 exp(−2x)
        return getattr(self.mp, name)(x, *xs[1:])

    def _cosine(self, x: Any) -> Any:
        match self.sign(1 - abs(x)):
            case -1:
                raise NoValue
            case 0:
                return self.mp.sign(x)
        self.scale = max(self.scale, 1 / self.mp.sqrt(1 - x * x))  # the slope of the arccosine
        return x

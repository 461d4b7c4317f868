"""Terms at a point: their values in balls, exact where that is easy.

The inclusion principle holds: a ball contains the value, a set of truths contains the truth.  What straddles a jump, a
pole or a tie is left open, never guessed; ties that balls cannot tell are for exact algebra, if it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import arb

from verify.arithmetics import arithmetic
from verify.arithmetics.ball import number as ball_of
from verify.language.between import BETWEEN, INNER, LOOKS, MOST_TERMS, integral
from verify.language.choices import RELATIONS
from verify.language.definedness import Whole, needs
from verify.language.functions import FUNCTIONS
from verify.language.term import Term, apply, fold, number, substitute
from verify.language.values import (
    CONNECTIVES,
    FALSE,
    TRUE,
    UNDEFINED,
    Ones,
    Real,
    exact_value,
    vector_value,
)

__all__ = ["At", "Given"]

STEEP = 10**4  # exponents that are multiplied out


Given = Term | tuple[Term, ...] | Real  # what a symbol stands for: a number, a vector, any number of a ball

# None: not decided, not even whether it is defined
Value = Any  # a Real, a Truth, Undefined, Ones, a tuple of Reals, or None


class At:
    """The values of terms at one point, to so many digits; each part is computed once.

    ``exactly`` asks exact algebra, too, whether two numbers that balls do not tell apart are equal; ``looks`` are for
    each integral.
    """

    def __init__(
        self,
        point: Mapping[Term, Given],
        digits: int = 30,
        exactly: bool = False,
        integers: Whole = lambda symbol: False,
        looks: int = LOOKS,
    ) -> None:
        self.point, self.exactly, self.integers, self.looks = point, exactly, integers, looks
        self.table = arithmetic("ball", digits)
        self.known: dict[Term, Value] = {}

    def value(self, term: Term) -> Value:
        """Return the value of a term: a real number, a vector's coordinates, a set of truths, UNDEFINED or None."""
        waiting = [term]
        with self.table.working():
            while waiting:
                part = waiting[-1]
                if part in self.known:
                    waiting.pop()
                    continue
                asked = (*part.args, *needs(part, self.integers)) if part not in self.point else ()
                missing = [x for x in asked if x not in self.known]
                if missing:
                    waiting += missing
                    continue
                self.known[part] = self._value(part)
                waiting.pop()
        return self.known[term]

    def _value(self, part: Term) -> Value:
        if part in self.point:
            return self._given(self.point[part])
        if part.head == "vector" and getattr(part.data, "name", "") == "1":
            return Ones(arb(1))
        if part.head in ("branch", "piecewise"):
            return self._taken(part)
        args = [self.known[arg] for arg in part.args]
        if any(arg is UNDEFINED for arg in args):
            return UNDEFINED
        needed = [self.known[condition] for condition in needs(part, self.integers)]
        if any(found is UNDEFINED or found == FALSE for found in needed):
            return UNDEFINED
        if any(arg is None for arg in args) or any(found != TRUE for found in needed):
            return None
        return self._applied(part, args)

    def _given(self, value: Given) -> Value:
        if isinstance(value, Real):
            return value
        if isinstance(value, tuple):
            found = [At({}, self.table.digits, self.exactly).value(x) for x in value]
            return tuple(found) if all(isinstance(x, Real) for x in found) else None
        return At({}, self.table.digits, self.exactly).value(value)

    def _taken(self, part: Term) -> Value:
        """Return the value of the branch that is taken; None where that is open."""
        cases = part.args if part.head == "piecewise" else (part.args[1], part.args[0], part.args[2], None)
        for value, condition in zip(cases[::2], cases[1::2], strict=True):
            holds = TRUE if condition is None else self.known[condition]
            if holds == TRUE:
                return self.known[value]
            if holds != FALSE:
                return holds if holds is UNDEFINED else None
        return UNDEFINED

    def _applied(self, part: Term, args: list[Any]) -> Value:
        head = part.head
        if head in RELATIONS:
            return self._relation(part, *args)
        if head in CONNECTIVES:
            return CONNECTIVES[head](*args)
        if head in ("true", "false"):
            return TRUE if head == "true" else FALSE
        if head == "restricted":
            return args[0]
        if any(isinstance(arg, (tuple, Ones)) for arg in args):
            return vector_value(head, args)
        return self._real(part, args)

    def _real(self, part: Term, args: list[Real]) -> Real | None:
        head = part.head
        if head in BETWEEN:
            return self._between(part, *args)
        if head == "number":
            return Real(ball_of(part.data), part.data)
        if head in self.table.constants:
            return Real(self.table.constants[head]())
        if (exact := exact_value(head, [arg.exact for arg in args])) is not None:
            return Real(ball_of(exact), exact)
        if (known := self._tabulated(part, args)) is not None:
            return known
        if head in ("floor", "ceiling", "sign", "heaviside", "mod"):
            return self._stepped(part, args)
        balls = [arg.ball for arg in args]
        function = self.table.functions.get(head)
        found = self._power(*args) if head == "pow" else None if function is None else function(*balls)
        return Real(found) if found is not None and found.is_finite() else None

    def _between(self, part: Term, low: Real, high: Real) -> Value:
        """Return an integral, a sum or a product; None where its bounds or its body are not known well enough."""
        letter, body = part.data

        def there(x: Any) -> Value:
            def integers(s: Term) -> bool:
                return (s is letter and part.head != "integral") or self.integers(s)

            looks = self.looks // INNER if part.head == "integral" else self.looks
            return At({**self.point, letter: x}, self.table.digits, False, integers, looks).value(body)

        if part.head == "integral":
            found = integral(lambda ball: _ball(there(Real(ball))), low.ball, high.ball, self.looks)
            return Real(found) if isinstance(found, arb) else found
        ends = [None if x.exact is None or x.exact.denominator > 1 else int(x.exact) for x in (low, high)]
        if None in ends or ends[1] - ends[0] >= MOST_TERMS:  # type: ignore[operator]
            return None
        values = [there(number(n)) for n in range(ends[0], ends[1] + 1)]  # type: ignore[arg-type, operator]
        if any(not isinstance(x, Real) for x in values):
            return UNDEFINED if any(x is UNDEFINED for x in values) else None
        return self._joined("add" if part.head == "sum" else "mul", values)

    def _joined(self, head: str, values: list[Real]) -> Real:
        start = Fraction(0 if head == "add" else 1)
        exact = exact_value(head, [start, *(x.exact for x in values)])
        ball = reduce(self.table.functions[head], (x.ball for x in values), ball_of(start))
        return Real(ball if exact is None else ball_of(exact), exact)

    def _tabulated(self, part: Term, args: list[Real]) -> Real | None:
        """Return a value that the table of functions has at an exact argument."""
        record = FUNCTIONS.get(part.head)
        if record is None or len(args) != 1:
            return None
        argument = part.args[0] if args[0].exact is None else number(args[0].exact)
        value = record.exact.get(argument)
        found = None if value is None else At({}, self.table.digits).value(value)
        return found if isinstance(found, Real) else None

    def _power(self, base: Real, exponent: Real) -> Any:
        if exponent.exact is not None and exponent.exact.denominator == 1 and abs(exponent.exact) <= STEEP:
            return self.table.functions["power"](base.ball, int(exponent.exact))
        if base.exact == 0:
            return arb(0)  # 0^y with y > 0
        if base.ball > 0:
            half = exponent.exact == Fraction(1, 2)
            return base.ball.sqrt() if half else (exponent.ball * base.ball.log()).exp()
        if exponent.exact is not None and exponent.exact > 0:  # the base is not negative, and may be 0
            return arb(0).union((base.ball.upper().max(arb(0)) ** self.table.rational(
                exponent.exact.numerator, exponent.exact.denominator)).upper())  # fmt: skip
        return None

    def _stepped(self, part: Term, args: list[Real]) -> Real | None:
        """Return floor, ceiling, sign, step or remainder, None where a ball straddles a jump."""
        if part.head == "mod":
            quotient = self.value(part.args[0] / part.args[1])
            turns = isinstance(quotient, Real) and self._floor(part.args[0] / part.args[1], quotient)
            return Real(args[0].ball - args[1].ball * turns) if turns is not False and turns is not None else None
        if part.head in ("floor", "ceiling"):
            argument = part.args[0] if part.head == "floor" else -part.args[0]
            known = self.value(argument)
            found = self._floor(argument, known) if isinstance(known, Real) else None
            exact = None if found is None else Fraction(found if part.head == "floor" else -found)
            return None if exact is None else Real(ball_of(exact), exact)
        side = self.sign(part.args[0], number(0), args[0].ball)
        if len(side) != 1:
            return None
        values = {"sign": {s: Real(arb(s), Fraction(s)) for s in (-1, 0, 1)}}.get(part.head)
        values = values or {-1: Real(arb(0), Fraction(0)), 0: args[-1], 1: Real(arb(1), Fraction(1))}
        return values[min(side)]

    def _floor(self, argument: Term, known: Real) -> int | None:
        if known.exact is not None:
            return known.exact.numerator // known.exact.denominator
        floor = known.ball.floor()
        if floor.is_exact():
            return int(floor.unique_fmpz())
        nearest = (known.ball + arb(0.5)).floor()
        if not nearest.is_exact():
            return None
        n = int(nearest.unique_fmpz())
        side = self.sign(argument, number(n), known.ball - n)
        return n if side <= {0, 1} else n - 1 if side == {-1} else None

    def _relation(self, part: Term, left: Any, right: Any) -> Value:
        if isinstance(left, (tuple, Ones)) or isinstance(right, (tuple, Ones)):
            return None
        if left.exact is not None and right.exact is not None:
            side = {(left.exact > right.exact) - (left.exact < right.exact)}
        else:
            side = self.sign(part.args[0], part.args[1], left.ball - right.ball)
        return frozenset({sign in RELATIONS[part.head].signs for sign in side})

    def sign(self, left: Term, right: Term, difference: Any) -> set[int]:
        """Return the signs that left − right may have."""
        if difference > 0 or difference < 0:
            return {1} if difference > 0 else {-1}
        if difference.is_zero() or left is right or self.exactly and self._are_equal(left, right):
            return {0}
        return {s for s, out in ((-1, difference >= 0), (0, False), (1, difference <= 0)) if not out}

    def _are_equal(self, left: Term, right: Term) -> bool:
        from verify.language.algebra import is_zero

        if any(isinstance(value, tuple) for value in self.point.values()):
            return False
        return is_zero(fold(substitute(left - right, self.point), _on_axes))  # type: ignore[arg-type]


def _ball(value: Value) -> Any:
    return value.ball if isinstance(value, Real) else value


def _on_axes(part: Term, args: list[Term]) -> Term:
    """Return atan2(y, x) of numbers by an arctangent and the quadrant, anything else as it is."""
    if part.head != "atan2" or any(arg.head != "number" for arg in args) or args[0].data == args[1].data == 0:
        return apply(part.head, *args, data=part.data)
    y, x = args[0].data, args[1].data
    pi = apply("pi")
    if x == 0:
        return pi / (2 if y > 0 else -2)
    turn = apply("atan", number(y / x))
    return turn if x > 0 else turn + pi if y >= 0 else turn - pi

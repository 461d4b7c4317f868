"""Terms at a point: their values in balls, exact where that is easy, and the truth of statements.

The inclusion principle holds: a ball contains the value, a set of truths contains the truth.  What straddles a jump, a
pole or a tie is left open, never guessed; ties that balls cannot tell are for exact algebra, if it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt
from operator import mul
from typing import Any

from flint import arb

from verify.arithmetics import arithmetic
from verify.arithmetics.ball import number as ball_of
from verify.language.between import BETWEEN, INNER, LOOKS, MOST_TERMS, integral
from verify.language.definedness import Whole, needs
from verify.language.functions import FUNCTIONS
from verify.language.term import Term, apply, fold, number, substitute

__all__ = ["FALSE", "OPEN", "TRUE", "UNDEFINED", "Real", "Truth", "At", "Undefined", "constant", "signs_of", "truth"]

LONG = 10**5  # bits of exact numbers that are carried along
STEEP = 10**4  # exponents that are multiplied out


class Undefined:
    """The value of what is shown to be undefined at the point."""

    def __repr__(self) -> str:
        return "undefined"


@dataclass(frozen=True)
class Real:
    """A real number: a ball that contains it, and its exact value where that is a rational known exactly."""

    ball: Any
    exact: Fraction | None = None


@dataclass(frozen=True)
class Ones:
    """A multiple of the vector (1, …, 1), of whatever dimension it meets."""

    scale: Any


Given = Term | tuple[Term, ...] | Real  # what a symbol stands for: a number, a vector, any number of a ball

UNDEFINED = Undefined()
Truth = frozenset[bool]
TRUE, FALSE, OPEN = frozenset({True}), frozenset({False}), frozenset({True, False})
# None: not decided, not even whether it is defined
Value = Any  # a Real, a Truth, Undefined, Ones, a tuple of Reals, or None

_RELATIONS = {
    "lt": ({-1}, {0, 1}), "le": ({-1, 0}, {1}), "gt": ({1}, {-1, 0}), "ge": ({0, 1}, {-1}), "eq": ({0}, {-1, 1}),
    "ne": ({-1, 1}, {0}),
}  # fmt: skip


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
        if head in _RELATIONS:
            return self._relation(part, *args)
        if head in _CONNECTIVES:
            return _CONNECTIVES[head](*args)
        if head in ("true", "false"):
            return TRUE if head == "true" else FALSE
        if head == "restricted":
            return args[0]
        if any(isinstance(arg, (tuple, Ones)) for arg in args):
            return _vector(head, args, self)
        return self._real(part, args)

    def _real(self, part: Term, args: list[Real]) -> Real | None:
        head = part.head
        if head in BETWEEN:
            return self._between(part, *args)
        if head == "number":
            return Real(ball_of(part.data), part.data)
        if head in self.table.constants:
            return Real(self.table.constants[head]())
        if (exact := _exact(head, [arg.exact for arg in args])) is not None:
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
        exact = _exact(head, [start, *(x.exact for x in values)])
        ball = reduce(self.table.functions[head], (x.ball for x in values), ball_of(start))
        return Real(ball if exact is None else ball_of(exact), exact)

    def _tabulated(self, part: Term, args: list[Real]) -> Real | None:
        """Return a value that the table of functions has at an exact argument."""
        record = FUNCTIONS.get(part.head)
        if record is None or not isinstance(record.exact, Mapping) or len(args) != 1:
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
        side = self._sign(part.args[0], number(0), args[0].ball)
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
        side = self._sign(argument, number(n), known.ball - n)
        return n if side <= {0, 1} else n - 1 if side == {-1} else None

    def _relation(self, part: Term, left: Any, right: Any) -> Value:
        if isinstance(left, (tuple, Ones)) or isinstance(right, (tuple, Ones)):
            return None
        if left.exact is not None and right.exact is not None:
            side = {(left.exact > right.exact) - (left.exact < right.exact)}
        else:
            side = self._sign(part.args[0], part.args[1], left.ball - right.ball)
        yes, no = _RELATIONS[part.head]
        return frozenset({truth for truth, signs in ((True, yes), (False, no)) if side & signs})

    def _sign(self, left: Term, right: Term, difference: Any) -> set[int]:
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


def _exact(head: str, args: list[Fraction | None]) -> Fraction | None:
    """Return the exact value of arithmetic on rationals, None where there is none or it is long."""
    xs = [arg for arg in args if arg is not None]
    if head == "mul" and 0 in xs:
        return Fraction(0)
    if len(xs) < len(args) or not xs or any(_bits(x) > LONG for x in xs):
        return None
    match head, xs:
        case "add", _:
            return sum(xs, Fraction(0))
        case "mul", _:
            product = Fraction(1)
            for x in xs:
                product *= x
            return product
        case (("max" | "min"), _):
            return max(xs) if head == "max" else min(xs)
        case "abs", [x]:
            return abs(x)
        case "pow", [x, y]:
            return _exact_power(x, y)
        case "mod", [x, y]:
            return x % y
    return None


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _exact_power(x: Fraction, y: Fraction) -> Fraction | None:
    if y.denominator == 1:
        return x ** int(y) if abs(y) * _bits(x) <= LONG else None
    if y.denominator == 2 and x >= 0:
        p, q = isqrt(x.numerator), isqrt(x.denominator)
        return _exact_power(Fraction(p, q), 2 * y) if (p * p, q * q) == (x.numerator, x.denominator) else None
    return None


def _vector(head: str, args: list[Any], at: At) -> Value:
    """Return sums, multiples, inner products and components of vectors; vectors of different length are undefined."""
    sizes = {len(arg) for arg in args if isinstance(arg, tuple)}
    if len(sizes) > 1:
        return UNDEFINED
    if not sizes:
        scales = [arg.scale if isinstance(arg, Ones) else arg.ball for arg in args]
        return Ones(reduce(mul, scales)) if head == "mul" else Ones(sum(scales, arb(0))) if head == "add" else None
    args = [(Real(arg.scale),) * min(sizes) if isinstance(arg, Ones) else arg for arg in args]
    vectors = [arg for arg in args if isinstance(arg, tuple)]
    if head == "dot" and len(vectors) == 2:
        return Real(sum((x.ball * y.ball for x, y in zip(*vectors, strict=True)), arb(0)))
    if head == "add" and len(vectors) == len(args):
        return tuple(Real(sum((x.ball for x in xs), arb(0))) for xs in zip(*vectors, strict=True))
    if head == "mul" and len(vectors) == 1:
        scale = arb(1)
        for arg in args:
            scale *= arb(1) if isinstance(arg, tuple) else arg.ball
        return tuple(Real(scale * x.ball) for x in vectors[0])
    if head == "component" and args[1].exact is not None and 1 <= args[1].exact <= len(vectors[0]):
        return vectors[0][int(args[1].exact) - 1]
    return None


def _and(*parts: Truth) -> Truth:
    return FALSE if FALSE in parts else TRUE if all(part == TRUE for part in parts) else OPEN


def _not(part: Truth) -> Truth:
    return frozenset(not truth for truth in part)


def _or(*parts: Truth) -> Truth:
    return _not(_and(*map(_not, parts)))


def _equivalent(*parts: Truth) -> Truth:
    return OPEN if OPEN in parts else TRUE if len(set(parts)) < 2 else FALSE


def _xor(*parts: Truth) -> Truth:
    return OPEN if OPEN in parts else TRUE if sum(part == TRUE for part in parts) % 2 else FALSE


_CONNECTIVES: dict[str, Any] = {
    "and": _and, "or": _or, "not": _not, "xor": _xor, "equivalent": _equivalent,
    "implies": lambda a, b: _or(_not(a), b),
    "ite": lambda a, b, c: _or(_and(a, b), _and(_not(a), c)),
}  # fmt: skip


def constant(term: Term) -> Real | None:
    """Return the value of a term without symbols, None where it is undefined or was not decided."""
    for digits, exactly in EFFORTS[:-1]:
        found = At({}, digits, exactly).value(term)
        if found is not None:
            return found if isinstance(found, Real) else None
    return None


def signs_of(term: Term, point: Mapping[Term, Term] = {}, thorough: bool = True) -> frozenset[int]:
    """Return the signs that a term may have at an exact point: one, if it was decided; all where it is undefined."""
    for digits, exactly in EFFORTS[:-1] if thorough else EFFORTS[:2]:
        at = At(point, digits, exactly)
        found = at.value(term)
        if isinstance(found, Real):
            with at.table.working():
                side = at._sign(term, number(0), found.ball) if found.exact is None else {_sign(found.exact)}
            if len(side) == 1:
                return frozenset(side)
        elif found is UNDEFINED:
            break
    return frozenset({-1, 0, 1})


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


EFFORTS = ((30, False), (120, True), (600, True), (3500, False))


def truth(
    statement: Term,
    point: Mapping[Term, Term | tuple[Term, ...]],
    integers: Whole = lambda symbol: False,
    efforts: tuple[tuple[int, bool], ...] = EFFORTS,
) -> Truth | Undefined | None:
    """Return what a statement is at an exact point: TRUE, FALSE, OPEN, UNDEFINED, or None where even that is open.

    Each effort is a number of digits, and whether exact algebra is asked where balls do not decide.

    >>> from verify.language.term import symbol
    >>> x = symbol("x")
    >>> truth(x / x <= 1, {x: number(0)}), truth(x**2 <= 1, {x: number(1)}) == TRUE
    (undefined, True)
    """
    found: Any = None
    for digits, exactly in efforts:
        found = At(point, digits, exactly, integers).value(statement)
        if found in (TRUE, FALSE) or found is UNDEFINED:
            return found
    return found

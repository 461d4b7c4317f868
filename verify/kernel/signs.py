"""Signs of terms by those of their parts, wherever they are defined; what encloses a term over the box helps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from verify.kernel.goals import Goal
from verify.kernel.program import Sign
from verify.kernel.sides import Side
from verify.kernel.values import Values

__all__ = ["POSITIVE", "ZERO", "Signs"]

Found = frozenset[int]
ANY, POSITIVE, ZERO, NEGATIVE = frozenset({-1, 0, 1}), frozenset({1}), frozenset({0}), frozenset({-1})
LIKE_THEIR_ARGUMENT = frozenset("sinh tanh atan asin asinh atanh erf sign".split())
IMAGES = {"exp": POSITIVE, "cosh": POSITIVE, "erfc": POSITIVE, "acos": POSITIVE | ZERO, "acosh": POSITIVE | ZERO}


class Signs:
    """The signs that terms may have at the points of a goal."""

    def __init__(self, values: Values, goal: Goal) -> None:
        self.values, self.program, self.goal = values, values.program, goal
        self.known: dict[int, Found] = {}
        self.minus_one = self.program.step("rational", number=Fraction(-1))

    def of(self, step: int) -> Found:
        known = self.known
        for i in self.program.cone(step):
            if i in known:
                continue
            head, arguments, number = self.program.steps[i]
            found = self.by_head(head, number, arguments, [known[k] for k in arguments])
            known[i] = found & self.given(i) & (self.values.enclosed(self.goal.box, i, step) if len(found) > 1 else ANY)
        return known[step]

    def moved(self, x: int, c: int) -> Found:
        """Return the signs of x + c or c − x for a symbol x and a number c."""
        if x in self.program.constants:
            x, c = c, x
        if x in self.program.constants or c not in self.program.constants:
            return ANY
        head, arguments, number = self.program.steps[x]
        if head == "symbol":
            return _of_side(self.values.shifted(self.goal.box[int(number)], c))
        if head == "mul" and arguments[0] == self.minus_one:
            return frozenset(-s for s in self.moved(arguments[1], self.program.step("mul", self.minus_one, c)))
        return ANY

    def given(self, i: int) -> Found:
        """Return the signs that what is given leaves to a term."""
        found = ANY
        for part in self.goal.where:
            if isinstance(part, Sign):
                allowed = POSITIVE if part.strict else POSITIVE | ZERO
                found &= allowed if part.step == i else ANY
                if self.program.steps[part.step][:2] == ("mul", (self.minus_one, i)):
                    found &= frozenset(-s for s in allowed)
        return found

    def by_head(self, head: str, number: Fraction, arguments: Sequence[int], signs: Sequence[Found]) -> Found:
        match head:
            case "rational":
                return frozenset({(number > 0) - (number < 0)})
            case "symbol":
                return _of_side(self.goal.box[int(number)])
            case "add":
                return _sum(*signs) & self.moved(*arguments)
            case "log":  # of the sign of a − 1
                return self.of(self.program.step("add", arguments[0], self.minus_one))
            case "mul":
                product = frozenset(s * t for s in signs[0] for t in signs[1])
                return product - NEGATIVE if arguments[0] == arguments[1] else product
            case "div":
                return frozenset(s * t for s in signs[0] for t in signs[1] - ZERO)
            case "pow":
                return _power(signs[0], number)
            case "sin":  # of u in [0, π]
                beyond = self.of(self.program.expression(["add", "pi", ["mul", "-1", "a"]], arguments[0]))
                if signs[0] <= POSITIVE | ZERO and beyond <= POSITIVE | ZERO:
                    return POSITIVE | (ZERO & (signs[0] | beyond))
                return ANY
            case "abs":
                return frozenset(abs(s) for s in signs[0])
            case "max" | "min":
                extreme = max if head == "max" else min
                return frozenset(extreme(s, t) for s in signs[0] for t in signs[1])
        return signs[0] if head in LIKE_THEIR_ARGUMENT else IMAGES.get(head, ANY)


def _of_side(side: Side) -> Found:
    low, high = side.low.value, side.high.value
    zero = low[0] <= 0 <= high[1] and not (low == (0, 0) and side.low.is_open or high == (0, 0) and side.high.is_open)
    return frozenset(s for s, there in ((-1, low[0] < 0), (0, zero), (1, high[1] > 0)) if there)


def _sum(one: Found, other: Found) -> Found:
    present = one | other
    if {-1, 1} <= present:
        return ANY
    return present if 0 in one and 0 in other else present - ZERO


def _power(base: Found, r: Fraction) -> Found:
    if r.denominator > 1:
        return base - NEGATIVE  # it is defined for nonnegative ones only
    return base if r % 2 else frozenset(abs(s) for s in base)

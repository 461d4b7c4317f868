"""Random statements as people type them, and an oracle for them that shares no code with what it judges.

A statement is a small tree of our own.  It is written as the source of a Python function in one of several ways (a
comprehension, a lambda, a helper, a method, min and max, a chain of comparisons), and judged by plain mpmath.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from mpmath import mp

DIGITS, MANY = 60, 1200  # what sixty digits take for a tie, as tanh(1000) and 1, more of them may not
CLOSE = mp.mpf(10) ** -40  # what is nearer to a jump or a tie decides nothing
LARGE = mp.mpf(10) ** 18  # sixty digits of a larger number do not tell its sine, or whether it is whole


class Undefined(ArithmeticError):
    """The tree has no value at the point."""


class Undecided(ArithmeticError):
    """Sixty digits do not tell."""


@dataclass(frozen=True)
class Tree:
    """A head and what it is applied to; a leaf has a value or the name of a symbol."""

    head: str
    args: tuple[Any, ...]

    def at(self, point: dict[str, Any]) -> Any:
        if self.head == "number":
            return mp.mpf(self.args[0].numerator) / self.args[0].denominator
        if self.head == "symbol":
            return point[self.args[0]]
        if self.head == "case":
            condition, then, otherwise = self.args
            return (then if condition.at(point) else otherwise).at(point)
        return VALUES[self.head](*[arg.at(point) for arg in self.args])


def _apart(x: Any, y: Any) -> Any:
    """Return x − y, unless it is neither 0 nor far from it."""
    difference = x - y
    if 0 < abs(difference) < CLOSE * max(1, abs(x), abs(y)):
        raise Undecided
    return difference


def _wave(function: Any) -> Any:
    def at(x: Any) -> Any:
        if abs(x) > LARGE:
            raise Undecided
        return function(x)

    return at


def _divided(x: Any, y: Any) -> Any:
    if _apart(y, 0) == 0:
        raise Undefined
    return x / y


def _root(x: Any) -> Any:
    if _apart(x, 0) < 0:
        raise Undefined
    return mp.sqrt(x)


def _log(x: Any) -> Any:
    if _apart(x, 0) <= 0:
        raise Undefined
    return mp.log(x)


def _flat(function: Any) -> Any:
    """Return a function with values in (-1, 1), left open where digits take one of them for an end."""

    def at(x: Any) -> Any:
        if abs(found := function(x)) >= 1:
            raise Undecided
        return found

    return at


def _inverse(function: Any) -> Any:
    def at(x: Any) -> Any:
        if _apart(abs(x), 1) > 0:
            raise Undefined
        return function(x)

    return at


def _floor(x: Any) -> Any:
    if 0 < abs(x - mp.nint(x)) < CLOSE or abs(x) > LARGE:
        raise Undecided
    return mp.floor(x)


def _sign(x: Any) -> Any:
    return mp.sign(_apart(x, 0))


def _not_close(decide: Any) -> Any:
    def at(x: Any, y: Any) -> bool:
        return bool(decide(_apart(x, y)))

    return at


VALUES: dict[str, Any] = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y, "/": _divided, "sqrt": _root,
    "log": _log, "exp": mp.exp, "sin": _wave(mp.sin), "cos": _wave(mp.cos), "atan": mp.atan, "tanh": _flat(mp.tanh),
    "abs": abs, "acos": _inverse(mp.acos), "asin": _inverse(mp.asin), "floor": _floor, "sign": _sign, "max": max,
    "min": min, "erf": _flat(mp.erf), "square": lambda x: x * x,
    "<=": _not_close(lambda d: d <= 0), "<": _not_close(lambda d: d < 0),
    ">": _not_close(lambda d: d > 0), ">=": _not_close(lambda d: d >= 0), "Eq": _not_close(lambda d: d == 0),
    "Ne": _not_close(lambda d: d != 0), "And": lambda x, y: x and y, "Or": lambda x, y: x or y,
    "Not": lambda x: not x,
}  # fmt: skip
UNARY = "sqrt log exp sin cos atan tanh abs acos asin floor sign erf square".split()
BINARY = "+ + - - * * / max min".split()
RELATIONS = "<= < > >= Eq Ne".split()
# numbers beside integers and ties, where a few digits decide wrongly
NUMBERS = [Fraction(n) for n in (0, 1, -1, 2, 3, 1000)] + [
    Fraction(1, 2), Fraction(-1, 3), 1 - Fraction(1, 1024**2), 1 + Fraction(1, 10**10), 961 - Fraction(1, 10**20),
]  # fmt: skip
RANGES = {
    "Interval(0, 1)": (Fraction(0), Fraction(1), False), "Interval(-1, 1)": (Fraction(-1), Fraction(1), False),
    "Interval(1, 3)": (Fraction(1), Fraction(3), False), "Interval(-2, 2)": (Fraction(-2), Fraction(2), False),
    "Range(0, 6)": (Fraction(0), Fraction(5), True), "Range(-3, 4)": (Fraction(-3), Fraction(3), True),
    "FiniteSet(0, Rational(1, 2))": (Fraction(0), Fraction(1, 2), False),
}  # fmt: skip


class Writer:
    """Draws trees over symbols, and writes them as Python."""

    def __init__(self, random: Random, symbols: list[str]) -> None:
        self.random, self.symbols = random, symbols
        self.written: list[Tree] = []

    def tree(self, depth: int) -> Tree:
        kind = self.random.random()
        if depth == 0 or kind < 0.15:
            if self.random.random() < 0.65:
                return Tree("symbol", (self.random.choice(self.symbols),))
            return Tree("number", (self.random.choice(NUMBERS),))
        if self.written and kind < 0.3:  # the same part again, so that something cancels
            return self.random.choice(self.written)
        if kind < 0.6:
            found = Tree(self.random.choice(UNARY), (self.tree(depth - 1),))
        elif kind < 0.64:
            found = Tree("case", (self.relation(depth - 1), self.tree(depth - 1), self.tree(depth - 1)))
        else:
            found = Tree(self.random.choice(BINARY), (self.tree(depth - 1), self.tree(depth - 1)))
        self.written.append(found)
        return found

    def relation(self, depth: int) -> Tree:
        return Tree(self.random.choice(RELATIONS), (self.tree(depth), self.tree(depth)))

    def statement(self) -> Tree:
        if self.random.random() < 0.75:
            return self.relation(3)
        parts = self.relation(2), self.relation(2)
        return Tree("Not", parts[:1]) if self.random.random() < 0.2 else Tree(self.random.choice(["And", "Or"]), parts)

    def text(self, tree: Tree) -> str:
        head, args = tree.head, tree.args
        if head == "number":
            q = args[0]
            return f"Rational({q.numerator}, {q.denominator})" if q.denominator > 1 else f"({q.numerator})"
        if head == "symbol":
            return args[0]
        parts = [self.text(arg) for arg in args]
        if head in ("<=", "<", ">", ">="):
            left = f"S({parts[0]})" if args[0].head == "number" else parts[0]
            return f"({left} {head} {parts[1]})"
        if head in ("Eq", "Ne", "And", "Or", "Not"):
            return f"{head}({', '.join(parts)})"
        if head == "case":
            condition, then, otherwise = parts
            return f"Piecewise(({then}, {condition}), ({otherwise}, True))"
        return self.idiom(head, parts)

    def idiom(self, head: str, parts: list[str]) -> str:
        """Return one of the ways in which people write an operation."""
        way = self.random.randrange(4)
        if head in ("+", "*", "-", "/"):
            plain = f"({parts[0]} {head} {parts[1]})"
            ways = [plain, plain, f"(lambda a, b: a {head} b)({parts[0]}, {parts[1]})",
                    f"reduce(lambda a, b: a {head} b, [S({parts[0]}), {parts[1]}])"]  # fmt: skip
            if head == "+":
                ways[1] = f"sum([{parts[0]}, {parts[1]}])"
            if head == "*":
                ways[1] = f"prod([S({parts[0]}), {parts[1]}])"
            return ways[way]
        if head == "square":
            return [f"S({parts[0]})**2", f"same({parts[0]})*same({parts[0]})", f"prod(S({parts[0]}) for _ in range(2))",
                    f"same(S({parts[0]})**2)"][way]  # fmt: skip
        if head in ("max", "min"):
            name = head.capitalize() if way < 3 else head
            return f"{name}({', '.join(f'S({part})' for part in parts)})"
        if head == "abs":
            return f"abs(S({parts[0]}))" if way == 0 else f"Abs({parts[0]})"
        return f"same({head}({parts[0]}))" if way == 0 else f"{head}({parts[0]})"


HEADER = """
from functools import reduce
from sympy import *

def same(x):
    return x

"""


@dataclass(frozen=True)
class Case:
    """A statement as a tree and as Python, with the ranges of its symbols."""

    tree: Tree
    source: str
    ranges: dict[str, str]

    def points(self, random: Random, count: int) -> list[dict[str, Fraction]]:
        """Return exact points of the domain: ends, simple numbers, random ones."""
        found = []
        for i in range(count):
            found.append({name: _point(RANGES[text], random, i) for name, text in self.ranges.items()})
        return found

    def truth(self, point: dict[str, Fraction]) -> bool | None | str:
        """Return the truth at a point, "undefined", or None where sixty digits, or many more, do not tell."""
        found = self._truth(point, DIGITS)
        return found if found is None or found == self._truth(point, MANY) else None

    def _truth(self, point: dict[str, Fraction], digits: int) -> bool | None | str:
        with mp.workdps(digits):
            try:
                return bool(self.tree.at({s: mp.mpf(x.numerator) / x.denominator for s, x in point.items()}))
            except Undefined:
                return "undefined"
            except (Undecided, OverflowError, ValueError):
                return None


def _point(values: tuple[Fraction, Fraction, bool], random: Random, i: int) -> Fraction:
    low, high, whole = values
    if high - low == Fraction(1, 2):  # the finite set
        return random.choice([low, high])
    if i % 3 == 0:
        simple = [x for x in (low, high, Fraction(0), Fraction(1), Fraction(2), (low + high) / 2) if low <= x <= high]
        x = random.choice(simple)
    else:
        x = low + (high - low) * Fraction(random.randrange(2**12 + 1), 2**12)
    return Fraction(round(x)) if whole else x


def draw(seed: int) -> Case:
    """Return the statement of a seed."""
    random = Random(seed)
    names = ["x", "y"][: random.choice([1, 1, 1, 2])]
    writer = Writer(random, names)
    tree = writer.statement()
    ranges = {name: random.choice(list(RANGES)) for name in names}
    source = f"{HEADER}def statement({', '.join(names)}):\n    return {writer.text(tree)}\n"
    return Case(tree, source, ranges)

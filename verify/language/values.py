"""Values of terms at a point: real numbers, vectors, truths, and arithmetic on those that are known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt
from operator import mul
from typing import Any

from flint import arb

__all__ = [
    "CONNECTIVES", "FALSE", "OPEN", "TRUE", "UNDEFINED", "Ones", "Real", "Truth", "Undefined", "exact_value",
    "vector_value",
]  # fmt: skip

LONG = 10**5  # bits of exact numbers that are carried along


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


UNDEFINED = Undefined()
Truth = frozenset[bool]
TRUE, FALSE, OPEN = frozenset({True}), frozenset({False}), frozenset({True, False})


def exact_value(head: str, args: list[Fraction | None]) -> Fraction | None:
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
            return _power(x, y)
        case "mod", [x, y]:
            return x % y
    return None


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _power(x: Fraction, y: Fraction) -> Fraction | None:
    if y.denominator == 1:
        return x ** int(y) if abs(y) * _bits(x) <= LONG else None
    if y.denominator == 2 and x >= 0:
        p, q = isqrt(x.numerator), isqrt(x.denominator)
        return _power(Fraction(p, q), 2 * y) if (p * p, q * q) == (x.numerator, x.denominator) else None
    return None


def vector_value(head: str, args: list[Any]) -> Any:
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


CONNECTIVES: dict[str, Any] = {
    "and": _and, "or": _or, "not": _not, "xor": _xor, "equivalent": _equivalent,
    "implies": lambda a, b: _or(_not(a), b),
    "ite": lambda a, b, c: _or(_and(a, b), _and(_not(a), c)),
}  # fmt: skip

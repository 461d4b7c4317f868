"""Terms without symbols: their sign by balls, and whether an algebraic number is zero, which is decided exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any

from flint import fmpq

from verify.arithmetics import arithmetic
from verify.language.program import CompileError, compile_terms
from verify.language.term import Term, fold, postorder

__all__ = ["ball_sign", "is_algebraic", "is_algebraic_zero", "turn"]

Element = Any
LARGEST_DEGREE = 64  # of the number field beyond which algebraic numbers are not computed with


def ball_sign(constant: Term, digits: int) -> int | None:
    """Return ±1 if the ball of a constant tells its sign, 0 if it holds zero, None if it has no ball."""
    balls = arithmetic("ball", digits)
    try:
        (value,) = compile_terms([constant], [], balls)()
    except (CompileError, OverflowError):
        return None
    bounds = balls.bounds(value)
    return bounds and (bounds[0] > 0) - (bounds[1] < 0)


def turn(angle: Term) -> Fraction | None:
    """Return q where a term is π q as written, or None."""
    if angle.head == "pi":
        return Fraction(1)
    numbers = [x.data for x in angle.args if x.head == "number"]
    if angle.head == "mul" and len(numbers) + 1 == len(angle.args) and any(x.head == "pi" for x in angle.args):
        return Fraction(prod(numbers))
    return Fraction(0) if angle.head == "number" and not angle.data else None


def is_algebraic_zero(constant: Term) -> bool:
    """Return whether a constant was shown to be zero: false for all but algebraic numbers of moderate degree."""
    ring = _ring()
    if ring is None or _degree(constant) > LARGEST_DEGREE or ball_sign(constant, 50) != 0:
        return False
    with suppress(KeyError, AssertionError):  # python-flint asserts that a power is an algebraic number
        return ring.is_zero(fold(constant, lambda term, args: _algebraic(ring, term, args))) is True
    return False


def is_algebraic(constant: Term) -> bool:
    """Return whether a term is an algebraic number by the way it is written."""
    waiting = [constant]
    while waiting:
        term = waiting.pop()
        if term.head == "pow" and term.args[1].head == "number":
            waiting.append(term.args[0])
        elif term.head in _ALGEBRAIC:
            waiting += term.args
        elif term.head != "number" and not (term.head in _CIRCLE and turn(term.args[0]) is not None):
            return False
    return True


def _ring() -> Any:
    try:
        from flint.types._gr import gr_complex_qqbar_ctx
    except ImportError:  # python-flint before 0.8
        return None
    return gr_complex_qqbar_ctx.new()


def _degree(constant: Term) -> int:
    """Return a bound for the degree of the field that a constant is computed in, if it is algebraic."""
    parts = set(postorder(constant))
    roots = [x.args[1].data.denominator for x in parts if x.head == "pow" and x.args[1].head == "number"]
    turns = {turn(x.args[0]) for x in parts if x.head in _CIRCLE}
    return prod(roots) * prod(2 * q.denominator for q in turns if q is not None)


def _algebraic(ring: Any, term: Term, args: list[Element]) -> Element:
    if term.head == "number":
        return ring(fmpq(term.data.numerator, term.data.denominator))
    if turn(term) is not None:
        return None  # an angle, which only sine and cosine make an algebraic number of
    if term.head in _CIRCLE:
        return _CIRCLE[term.head](ring, _root_of_unity(ring, term.args[0]))
    if any(x is None for x in args):
        raise KeyError(term)
    if term.head == "pow":
        return _algebraic_power(ring, args[0], term.args[1])
    return _ALGEBRAIC[term.head](ring, *args)


def _root_of_unity(ring: Any, angle: Term) -> Element:
    if (q := turn(angle)) is None:
        raise KeyError(angle)
    return ring.pow(ring(-1), ring(fmpq(q.numerator, q.denominator)))


def _algebraic_power(ring: Any, base: Element, exponent: Term) -> Element:
    q = exponent.data if exponent.head == "number" else None
    if q is None or q.denominator != 1 and not _is_nonnegative(ring, base):
        raise KeyError(exponent)
    return ring.pow(base, ring(fmpq(q.numerator, q.denominator)))


def _is_nonnegative(ring: Any, x: Element) -> bool:
    return ring.is_zero(ring.sub(ring.abs(x), x)) is True


_CIRCLE: Mapping[str, Callable] = {"cos": lambda ring, z: ring.re(z), "sin": lambda ring, z: ring.im(z)}
_ALGEBRAIC: Mapping[str, Callable] = {
    "add": lambda ring, *xs: reduce(ring.add, xs),
    "mul": lambda ring, *xs: reduce(ring.mul, xs),
    "abs": lambda ring, x: ring.abs(x),
    "sign": lambda ring, x: ring.sgn(x),
}

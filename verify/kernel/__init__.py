"""The checker of certificates: intervals, exact values, Taylor coefficients over either, goals, rules and leaves.

It imports the standard library and one engine, no SymPy and nothing that searches.

What is undefined, or not known to be defined, raises `Undefined`, so that no answer can rest on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import inf
from time import process_time
from typing import Any

__all__ = ["DERIVED", "BadCertificate", "Limits", "Refused", "Ring", "Undefined", "need", "whole_power"]


class Undefined(ArithmeticError):
    """A value is undefined, or not known to be defined, or not known exactly."""


def _missing(*_: Any) -> Any:
    raise Undefined("these numbers have no such operation")


MISSING: Callable[..., Any] = _missing


class Ring:
    """Numbers that Taylor coefficients may be: powers are whole ones, roots any others."""

    rational = pi = add = mul = div = power = root = function = MISSING
    sign = modulus = kink = larger = between = step = jumps = raised = MISSING  # of numbers with an order

    def convolution(self, a: Sequence[Any], b: Sequence[Any]) -> Any:
        """Return Σ_{i<n} a_i b_{n−1−i}, n > 0 being the length of both."""
        return reduce(self.add, (self.mul(c, d) for c, d in zip(a, reversed(b), strict=True)))

    def where_defined(self, value: Any, first: Any) -> Any:
        """Return a value, undefined where the first is: of rings whose elements may be undefined."""
        return value

    def derived(self, name: str, a: Any) -> Any:
        """Return tan, sinh, cosh or tanh by sines, cosines and exponentials."""
        if name == "tan":
            return self.div(self.function("sin", a), self.function("cos", a))
        one, two = (self.rational(Fraction(n)) for n in (1, 2))
        if name == "tanh":  # 1 − 2/(e^{2a} + 1)
            rest = self.div(two, self.add(self.function("exp", self.mul(two, a)), one))
            return self.add(one, self.mul(self.rational(Fraction(-1)), rest))
        shrunk = self.function("exp", self.mul(self.rational(Fraction(-1)), a))
        sign = self.rational(Fraction(-1 if name == "sinh" else 1))
        return self.div(self.add(self.function("exp", a), self.mul(sign, shrunk)), two)


def whole_power(ring: Any, a: Any, n: int) -> Any:
    """Return aⁿ, n ≥ 0, by squaring."""
    if n < 2:
        return a if n else ring.rational(Fraction(1))
    half = whole_power(ring, a, n // 2)
    square = ring.mul(half, half)
    return ring.mul(square, a) if n % 2 else square


DERIVED = ("tan", "sinh", "cosh", "tanh")


class BadCertificate(ValueError):
    """What was given is no certificate; the message says where and why."""


class Refused(ArithmeticError):
    """A leaf or a proof does not show its claim."""


class Limits:
    """How much work, in Taylor coefficients and parts of proofs, and how much processor time is left for checking."""

    def __init__(self, work: float = inf, seconds: float = inf) -> None:
        self.left, self.seconds, self.end, self.unseen = work, seconds, process_time() + seconds, 0

    def spend(self, work: int = 1) -> None:
        """Take units of work; raise `Refused` where work or time is used up."""
        self.left, self.unseen = self.left - work, self.unseen + work
        if self.left < 0:
            raise Refused("not checked: it takes more work than is allowed")
        if self.unseen >= 4 and self.end < inf:  # the clock is looked at now and then
            self.unseen = 0
            if process_time() > self.end:
                raise Refused(f"not checked: {self.seconds:g} seconds of processor time are over")


def need(condition: bool, message: str) -> None:
    if not condition:
        raise BadCertificate(message)

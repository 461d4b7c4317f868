"""The checker of certificates: intervals, exact values, Taylor series over either, statements, and leaves.

It imports the standard library and one engine, no SymPy and nothing that searches.

What is undefined, or not known to be defined, raises `Undefined`, so that no answer can rest on it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

__all__ = ["BadCertificate", "Refused", "Ring", "Undefined", "need", "whole_power"]


class Undefined(ArithmeticError):
    """A value is undefined, or not known to be defined, or not known exactly."""


class Ring(Protocol):
    """Numbers that Taylor series may have as coefficients."""

    def rational(self, q: Fraction) -> Any: ...
    def pi(self) -> Any: ...
    def add(self, a: Any, b: Any) -> Any: ...
    def mul(self, a: Any, b: Any) -> Any: ...
    def div(self, a: Any, b: Any) -> Any: ...
    def power(self, a: Any, n: int) -> Any: ...
    def root(self, a: Any, r: Fraction) -> Any: ...
    def function(self, name: str, a: Any) -> Any: ...
    def sign(self, a: Any) -> int: ...
    def modulus(self, a: Any) -> Any: ...
    def kink(self) -> Any: ...
    def larger(self, a: Any, b: Any) -> Any: ...
    def between(self, a: Any, b: Any) -> Any: ...
    def step(self, name: str, a: Any) -> Any: ...
    def jumps(self, name: str, a: Any) -> bool: ...


def whole_power(ring: Any, a: Any, n: int) -> Any:
    """Return aⁿ, n ≥ 0, by squaring."""
    if n < 2:
        return a if n else ring.rational(Fraction(1))
    half = whole_power(ring, a, n // 2)
    square = ring.mul(half, half)
    return ring.mul(square, a) if n % 2 else square


class BadCertificate(ValueError):
    """What was given is no certificate; the message says where and why."""


class Refused(ArithmeticError):
    """A leaf or a proof does not show its claim."""


def need(condition: bool, message: str) -> None:
    if not condition:
        raise BadCertificate(message)

"""Arithmetics: what a compiled expression may be evaluated in.

Each arithmetic is one table (`Arithmetic`) in a file of its own:

=============  ==========================================  ==========  =========
name           elements                                    rigorous    precision
=============  ==========================================  ==========  =========
``numpy``      floats and arrays                           no          53 bits
``mpmath``     ``mpmath`` real numbers                     no          chosen
``interval``   ``mpmath.iv`` intervals                     yes         chosen
``ball``       python-flint balls                          yes         chosen
``range``      intervals whose ends are balls              partly      chosen
``point``      rationals, and balls after the first root   yes         chosen
=============  ==========================================  ==========  =========

A *rigorous* arithmetic obeys the inclusion principle: the element it returns contains the exact
value for every choice of exact inputs from the elements it was given.  Where an operation is
undefined for some such choice, the element returned is unbounded (or NaN), whatever is computed
from it is so too, and `bounds` is None.  In ``numpy`` and ``mpmath`` an undefined value is NaN.

``range`` is for expressions known, by other means, to be defined: its elements enclose the values at the
points where there are any and say nothing of the others.  ``point`` is for exact inputs.  A seventh table,
of Taylor series, is made by `verify.arithmetics.series`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from typing import Any

__all__ = ["Arithmetic", "arithmetic", "digits_to_bits"]

Element = Any
Bounds = tuple[Fraction, Fraction]


def digits_to_bits(digits: int) -> int:
    """Return a binary precision holding `digits` decimal digits, with eight guard bits."""
    if digits < 1:
        raise ValueError(f"digits must be at least 1, not {digits}")
    return digits * 3322 // 1000 + 9


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """A table of operations on one kind of number.

    ``number`` converts an exact input (int, Fraction, float, or an element); ``rational(p, q)`` and
    the entries of ``constants`` are called when a compiled expression first runs, so that 1/3 and π
    are enclosed at the precision of the call and never rounded when the expression is compiled.
    """

    name: str
    rigorous: bool
    number: Callable[[Any], Element]
    rational: Callable[[int, int], Element]
    constants: Mapping[str, Callable[[], Element]]
    functions: Mapping[str, Callable[..., Element]]
    bounds: Callable[[Element], Bounds | None]
    hull: Callable[[Fraction, Fraction], Element] | None = None
    digits: int = 15
    working: Callable[[], AbstractContextManager[Any]] = field(default=nullcontext)

    def __repr__(self) -> str:
        return f"<arithmetic {self.name}>"


def arithmetic(name: str, digits: int = 15) -> Arithmetic:
    """Return the arithmetic called `name`, working with at least `digits` decimal digits.

    >>> arithmetic("ball", 30)
    <arithmetic ball>
    """
    names = ("numpy", "mpmath", "interval", "ball", "range", "point")
    if name not in names:
        raise ValueError(f"no arithmetic is called {name!r}; there are {', '.join(names)}")
    make = import_module(f"{__name__}.{name}").make
    return make() if name == "numpy" else make(digits)

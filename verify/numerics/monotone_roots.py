"""Rigorous enclosure of the root of a strictly monotone function."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from sympy import Expr, Symbol

from verify.arithmetics import Arithmetic, Bounds, digits_to_bits
from verify.arithmetics import arithmetic as arithmetic_called
from verify.language.compile import CompileError, compile_expression
from verify.language.from_sympy import elementary, term_of
from verify.language.functions import FUNCTIONS
from verify.language.term import postorder

__all__ = ["monotone_root"]


def monotone_root(
    function: Expr, symbol: Symbol, within: Bounds, inputs: Mapping[Symbol, Any], arithmetic: Arithmetic
) -> Bounds | None:
    """Return an interval inside `within` that contains a root of a function: the only one if it is monotone.

    ``inputs`` gives the other symbols exact values or elements of the rigorous `arithmetic`; the
    interval then contains a root for every choice from them.  A root found in floating point is
    refined by interval Newton steps; where that fails, they start from `within`, with bisection where
    the slope may vanish, until neither narrows it; near 0 the width is small beside `within` only.

    Guarantee: the function was shown to be defined and continuous on an interval that holds the one returned, and
    to have a root there, so a pole or a jump is no root.  That it is monotone is the caller's claim, on which only
    uniqueness rests.  None means that it was not shown to have a root in `within`.  Raises ValueError for `within` the
    wrong way round and for an arithmetic that does not show that functions are defined, CompileError for one
    without meaning in it.

    >>> from verify import arithmetic
    >>> x = Symbol("x")
    >>> low, high = monotone_root(x**2 - 2, x, (1, 2), {}, arithmetic("ball", 30))
    >>> low**2 < 2 < high**2, high - low < 1e-30
    (True, True)
    """
    if within[0] > within[1]:
        raise ValueError(f"within= is ({within[0]}, {within[1]}): write the smaller end first")
    if arithmetic.name not in ("ball", "interval"):
        raise ValueError(f'the arithmetic {arithmetic.name} shows no root: take arithmetic("ball", digits)')
    root = _Root(function, symbol, within, inputs, arithmetic)
    return root.refined() or root.bisected()


@lru_cache(maxsize=128)
def _compiled(expression: Expr, symbols: tuple[Symbol, ...], arithmetic: Arithmetic) -> Callable[..., Any]:
    return compile_expression(expression, symbols, arithmetic)


@lru_cache(maxsize=128)
def _slope(function: Expr, symbol: Symbol, symbols: tuple[Symbol, ...], arithmetic: Arithmetic) -> Expr | None:
    """Return the derivative, None where it has no meaning, as that of |x|."""
    slope = sympy.diff(function, symbol)
    try:
        _compiled(slope, symbols, arithmetic)
    except CompileError:
        return None
    return slope


@lru_cache(maxsize=128)
def _angles(function: Expr) -> tuple[tuple[Expr, Expr], ...]:
    """Return y and x of each atan2(y, x), which jumps where y = 0 and x < 0."""
    found: set[tuple[Expr, Expr]] = set()
    for node in sympy.preorder_traversal(function):
        if isinstance(node, sympy.atan2):
            found.add(node.args)
        elif hasattr(node, "as_elementary"):
            found |= set(_angles(node.as_elementary()))
    return tuple(found)


def _refuse_jumps(function: Expr) -> None:
    """Raise CompileError for a function with jumps, of which an arithmetic encloses both sides; atan2 is looked at."""
    for part in postorder(elementary(term_of(function))):
        record = FUNCTIONS.get(part.head)
        if part.head == "piecewise" or record is not None and not record.is_continuous and part.head != "atan2":
            raise CompileError(f"{part.head} jumps: a change of sign is no root; look at each side alone")


class _Root:
    """A root of a function of one symbol, the others given: in floating point, and enclosed."""

    def __init__(
        self, function: Expr, symbol: Symbol, within: Bounds, inputs: Mapping[Symbol, Any], arithmetic: Arithmetic
    ) -> None:
        self.function = sympy.sympify(function)
        _refuse_jumps(self.function)
        self.within = Fraction(within[0]), Fraction(within[1])
        self.symbols, self.values, self.table = (symbol, *inputs), tuple(inputs.values()), arithmetic
        _compiled(self.function, self.symbols, arithmetic)  # raises for what has no meaning
        self.slope = _slope(self.function, symbol, self.symbols, arithmetic)
        # a root at 0 has no relative width to stop at
        self.least = _magnitude(self.within[1] - self.within[0]) - 4 * digits_to_bits(arithmetic.digits)

    def at(self, x: Any, function: Expr, digits: int) -> Any:
        table = self.table if digits == self.table.digits else arithmetic_called(self.table.name, digits)
        return _compiled(function, self.symbols, table)(x, *self.values)

    def is_continuous(self, low: Fraction, high: Fraction) -> bool:
        """Return whether the function was shown to be defined and continuous on [low, high].

        What a rigorous arithmetic computes is continuous where every step has a value, but for atan2 on its cut.
        """

        def bounds(part: Expr) -> Bounds | None:
            with self.table.working():
                whole = self.table.hull(low, high)  # type: ignore[misc]
            return self.table.bounds(self.at(whole, part, self.table.digits))

        def is_cut(y: Expr, x: Expr) -> bool:
            right, up = bounds(x), bounds(y)
            return not (right and right[0] > 0) and not (up and (up[0] > 0 or up[1] < 0))

        return bounds(self.function) is not None and not any(is_cut(*pair) for pair in _angles(self.function))

    def newton(self, meet: Bounds, digits: int) -> Bounds | None:
        """Return m − f(m)/f′([low, high]), which contains each root in [low, high] (mean value theorem).

        The function must be continuous there.  f(m) is as small as the interval, so that the slope needs half its
        digits only.
        """
        if self.slope is None:
            return None
        low, high = meet
        middle, half = (low + high) / 2, digits // 2 + 3 if digits > 28 else digits
        value = self.at(middle, self.function, digits)
        with self.table.working():
            slope = self.at(self.table.hull(low, high), self.slope, half)  # type: ignore[misc]
            return self.table.bounds(self.table.number(middle) - self.table.functions["divide"](value, slope))

    def refined(self) -> Bounds | None:
        """Return the enclosure that Newton steps from a root in floating point reach, or None if they do not.

        A step doubles the digits, so that each is made with half the digits of the next.
        """
        within = self.within
        try:
            start = self.approximate(*map(float, within))
        except (OverflowError, ZeroDivisionError, CompileError):  # beyond floats, but not beyond balls
            return None
        if not math.isfinite(start):
            return None
        radius = max(abs(Fraction(start)), within[1] - within[0]) / 2**43
        meet = max(Fraction(start) - radius, within[0]), min(Fraction(start) + radius, within[1])
        found = self.newton(meet, _ladder(self.table.digits)[0])
        if found is None or not meet[0] <= found[0] <= found[1] <= meet[1] or not self.is_continuous(*meet):
            return None  # an interval led into itself holds a root, of another one nothing is known
        for digits in _ladder(self.table.digits):
            found = self.narrowed(found, digits)
        return found

    def narrowed(self, meet: Bounds, digits: int) -> Bounds:
        """Return what Newton steps leave of an interval that holds the root, while they halve it."""
        low, high = meet
        while self.is_wide(low, high, digits):
            newton = self.newton((low, high), digits)
            before, low, high = high - low, *((max(low, newton[0]), min(high, newton[1])) if newton else (low, high))
            if high - low > before / 2:
                break
        return low, high

    def approximate(self, low: float, high: float) -> float:
        """Return a root in floating point, by Newton steps, and bisection where they leave the bracket; or NaN."""
        if self.slope is None:
            return math.nan
        table = arithmetic_called("numpy")
        inputs = [_as_float(value, self.table) for value in self.values]
        value, slope = (_compiled(line, self.symbols, table) for line in (self.function, self.slope))
        with np.errstate(all="ignore"):
            rising, x = value(high, *inputs) > 0, (low + high) / 2
            for _ in range(100):
                residual, steepness = value(x, *inputs), slope(x, *inputs)
                low, high = (low, x) if (residual > 0) == rising else (x, high)
                before, x = x, x - residual / steepness if steepness else math.nan
                if abs(x - before) <= 1e-8 * abs(x):  # the next step would be within 1e-16
                    return float(x)
                x = x if low < x < high else (low + high) / 2
        return math.nan

    def is_wide(self, low: Fraction, high: Fraction, digits: int) -> bool:
        relative = _magnitude(max(abs(low), abs(high))) - digits_to_bits(digits) + 12
        return _magnitude(high - low) > max(relative, self.least)

    def bisected(self) -> Bounds | None:
        """Return the enclosure that Newton steps and bisection reach from `within`; None if it may hold a jump.

        Newton steps, which drop no root of a continuous function, begin where there is one between the ends.
        """
        low, high = self.within
        left, continuous = self.sign(low), self.is_continuous(low, high)
        if left * self.sign(high) != -1:
            return None
        while self.is_wide(low, high, self.table.digits):
            width, middle = high - low, (low + high) / 2
            if continuous := continuous or self.is_continuous(low, high):
                low, high = self.narrowed((low, high), self.table.digits)
            if high - low > width / 2:
                if not (side := self.sign(middle)):
                    break
                low, high = (max(low, middle), high) if side == left else (low, min(high, middle))
        return (low, high) if continuous or self.is_continuous(low, high) else None

    def sign(self, x: Fraction) -> int:
        bounds = self.table.bounds(self.at(x, self.function, self.table.digits))
        return 0 if bounds is None or bounds[0] <= 0 <= bounds[1] else 1 if bounds[0] > 0 else -1


def _ladder(digits: int) -> list[int]:
    """Return numbers of digits, each half of the next but for three, the last the one given."""
    return [digits] if digits <= 28 else [*_ladder(digits // 2 + 3), digits]


def _magnitude(x: Fraction) -> float:
    """Return log₂ x to within 1, −∞ for 0, without a division of long numbers."""
    return x.numerator.bit_length() - x.denominator.bit_length() if x else -math.inf


def _as_float(value: Any, arithmetic: Arithmetic) -> float:
    exact = isinstance(value, sympy.Basic)
    bounds = arithmetic.bounds(compile_expression(value, (), arithmetic)() if exact else arithmetic.number(value))
    return math.nan if bounds is None else float(sum(bounds) / 2)

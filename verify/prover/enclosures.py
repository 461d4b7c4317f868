"""Ranges of an expression over boxes: by endpoints, by slopes, and by Taylor series where it touches zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

import sympy
from sympy import Basic, Expr, Symbol

from verify.arithmetics import arithmetic, series
from verify.arithmetics import range as ranges
from verify.language.compile import CompileError, compile_expression
from verify.language.from_sympy import elementary, term_of
from verify.language.sympy_heads import NotReadable
from verify.language.sympys_failures import sympy_may_fail
from verify.language.term import Term
from verify.language.truth import signs_of
from verify.prover.boxes import Box
from verify.prover.effort import EFFORT
from verify.prover.exact_numbers import Exact, as_expression, enclosed
from verify.prover.heads import is_continuous
from verify.prover.zero_tests import factored_form, is_seen_nonzero, is_zero, sign_at

__all__ = ["Enclosure"]

Range = tuple[Any, Any]


class Enclosure:
    """An expression that is defined at the points that matter, with enclosures of its range over boxes.

    ``closed`` says that it is defined on the closed real hull of the domain: at the ends that are left
    out, where a side condition fails, and between integers.
    """

    def __init__(self, expression: Expr, symbols: Sequence[Symbol], closed: bool = False) -> None:
        self.expression, self.symbols, self.closed = expression, tuple(symbols), closed
        self.continuous = all(map(_is_continuous, sympy.preorder_traversal(expression)))
        self.value_at = cache(lambda digits: self._compiled([self.expression], digits))
        self.factored_at = cache(lambda digits: self._compiled([self.factored], digits))
        self.slope_at = cache(lambda i, digits: self._compiled(self._slope_forms(i), digits))

    def _compiled(self, expressions: Sequence[Expr], digits: int) -> Callable[..., tuple[Range, ...]] | None:
        try:
            return compile_expression(list(expressions), self.symbols, arithmetic("range", digits))
        except CompileError:
            return None

    @cached_property
    def factored(self) -> Expr:
        """The expression over one denominator and factored, where that is cheap."""
        return factored_form(self.expression)

    def slope_expression(self, i: int) -> Expr:
        """Return the i-th partial derivative."""
        return factored_form(sympy.diff(self.expression, self.symbols[i]))

    def _slope_forms(self, i: int) -> list[Expr]:
        slope, other = sympy.diff(self.expression, self.symbols[i]), self.slope_expression(i)
        return [slope] if other == slope else [slope, other]

    def value(self, box: Box, digits: int) -> Range | None:
        """Return a range that contains the values on a box, None where the arithmetic does not know a head."""
        run = self.value_at(digits)
        return None if run is None else _usable(run(*box.ranges(digits))[0])

    def refined(self, box: Box, digits: int) -> Range | None:
        """Return a range like `value`'s, of the factored form."""
        run = self.factored_at(digits) if self.factored != self.expression else None
        return None if run is None else _usable(run(*box.ranges(digits))[0])

    def slope(self, i: int, box: Box, digits: int) -> Range | None:
        """Return a range of the i-th partial derivative, by whichever of its forms is narrower at each end."""
        run = self.slope_at(i, digits) if self.continuous else None
        if run is None:
            return None
        forms = run(*box.ranges(digits))
        found = forms[0]
        for other in forms[1:]:
            found = ranges.intersection(found, other)
        return _usable(found)

    def about_middle(self, box: Box, slopes: Sequence[Range | None], digits: int) -> Range | None:
        """Return f(m) + Σ f_i(box) (x_i − m_i), the mean value form."""
        middle = box.middle()
        known = all(side.thin or slope is not None for slope, side in zip(slopes, box.sides, strict=True))
        if middle is None or not known:
            return None
        centre = box.at(middle)
        table = arithmetic("range", digits)
        add, mul = table.functions["add"], table.functions["mul"]
        if (total := self.value(centre, digits)) is None:
            return None
        with table.working():
            for side, m, slope in zip(box.sides, centre.sides, slopes, strict=True):
                if not side.thin:
                    (a, b), (c, _) = side.range(digits), m.range(digits)
                    total = add(total, mul(slope, (a - c, b - c)))
        return _usable(total)

    # Touching zero on a face x_i = c

    @cache  # noqa: B019 - lives as long as the enclosure
    def order(self, i: int, end: Exact) -> int:
        """Return m ≥ 1 if f and its first m − 1 derivatives in x_i were shown to vanish on x_i = end, else 0.

        It is 0 too where f seems to vanish everywhere: no derivative of it would be found that does not.
        """
        term = self.expression
        with sympy_may_fail():
            if not is_seen_nonzero(self.expression):
                return 0
            for m in range(EFFORT.vanishing + 1):
                if not _vanishes(term, self.symbols, i, as_expression(end)):
                    return m
                term = sympy.diff(term, self.symbols[i])
        return 0

    @cache  # noqa: B019
    def _series(self, order: int, digits: int) -> Callable[..., Any] | None:
        try:
            return compile_expression(self.expression, self.symbols, series.make(digits, order))
        except CompileError:
            return None

    def quotient(self, i: int, end: Exact, box: Box, digits: int) -> Range | None:
        """Return a range of f/(x_i − end)^m on a box with a side that ends there or beyond, m = `order`.

        Taylor's theorem with m + n coefficients at the end and the next one on all the way from there.
        """
        m = self.order(i, end)
        run = self._series(m + EFFORT.coefficients + 1, digits)
        if run is None or not m:
            return None
        table = arithmetic("range", digits)
        with table.working():
            (a, b), (c, _) = box.sides[i].range(digits), box.sides[i].at(end).range(digits)
            others = [a.union(b) if a is not b else a for a, b in box.ranges(digits)]
            at_end = self._known_coefficients(end, digits, m + EFFORT.coefficients + 1) if len(others) == 1 else None
            at_end = at_end or self._coefficients(run, others, i, c, m + EFFORT.coefficients + 1)
            over = self._coefficients(run, others, i, c.union(a).union(b), m + EFFORT.coefficients + 1)
            h = (over[m + EFFORT.coefficients],) * 2
            for coefficient in reversed(at_end[m : m + EFFORT.coefficients]):
                h = table.functions["add"]((coefficient,) * 2, table.functions["mul"](h, (a - c, b - c)))
        return _usable((h[0], h[1]))

    @cache  # noqa: B019
    def _known_coefficients(self, end: Exact, digits: int, order: int) -> list[Any]:
        """Return the coefficients at an end, of an expression of one symbol: the same for every box."""
        return self._coefficients(self._series(order, digits), [None], 0, enclosed(end, digits), order)  # type: ignore[arg-type]

    def _coefficients(self, run: Callable[..., Any], others: list[Any], i: int, x: Any, order: int) -> list[Any]:
        inputs = [series.variable(x, order) if j == i else other for j, other in enumerate(others)]
        found: list[Any] = series.coefficients(run(*inputs), order)
        return found

    @cache  # noqa: B019
    def sign_at(self, point: tuple[Exact, ...]) -> frozenset[int]:
        """Return the signs that the value at an exact point may have."""
        if self.term is None:
            return frozenset({-1, 0, 1})
        values = {term_of(s): term_of(as_expression(x)) for s, x in zip(self.symbols, point, strict=True)}
        return signs_of(self.term, values)

    @cached_property
    def term(self) -> Term | None:
        try:
            return elementary(term_of(self.expression))
        except NotReadable:
            return None


def _is_continuous(node: Basic) -> bool:
    if isinstance(node, sympy.Pow):  # x^y is not continuous at the origin
        return bool(node.exp.is_number or node.base.is_positive)
    return not node.args or is_continuous(node)


def _usable(x: Range) -> Range | None:
    return None if x[0].is_nan() or x[1].is_nan() else x


def _vanishes(expression: Expr, symbols: Sequence[Symbol], i: int, end: Expr) -> bool:
    """Return whether an expression was shown to be zero wherever the i-th symbol equals end."""
    if is_seen_nonzero(expression, {symbols[i]: end}):  # before SymPy is asked, which may take long
        return False
    exponents = (power.exp for power in expression.atoms(sympy.Pow))
    if abs(end) > EFFORT.longest_power and any(e.has(symbols[i]) for e in exponents):
        return False  # SymPy would write out all digits of the power
    at_end = expression.subs(symbols[i], end)
    if at_end.has(sympy.nan, sympy.zoo, sympy.oo):
        return False
    return is_zero(at_end, thorough=False) if at_end.free_symbols else sign_at(at_end, thorough=False) == frozenset({0})

"""The cells between the hyperplanes where piecewise polynomials of Gaussian variables are not smooth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import sympy
from sympy import Abs, Basic, Expr, Heaviside, Max, Min, Piecewise, S, sign
from sympy.core.relational import Ge, Gt, Le, Lt

from derivations.gaussian.forms import Ranges, Unreachable, covariance, is_random, linear_parts, ratio_of
from derivations.gaussian.ramps import ramp
from verify.language.vectors import Dot, Vector
from verify.prover.signs import signs

__all__ = ["Walls"]

INEQUALITIES = (Gt, Ge, Lt, Le)


class Walls:
    """The cells between the hyperplanes where functions are not smooth: on each, every kink has one sign."""

    def __init__(self, functions: tuple[Expr, ...], ranges: Ranges) -> None:
        self.ranges = ranges
        self.heights: dict[Expr, list[Expr]] = {}
        self.places: dict[Expr, tuple[Expr, Expr, bool]] = {}
        self.fixed: dict[Expr, tuple[int, ...]] = {}
        for kink in sorted({kink for f in functions for kink in _kinks(f)}, key=str):
            self._place(kink)
        self.passed: dict[Expr, int] = {}

    def _place(self, kink: Expr) -> None:
        parts, constant = linear_parts(kink)
        form = sympy.expand(kink - constant)
        if not parts:
            self.fixed[kink] = self._signs(constant)
            return
        if self._signs(covariance(form, form)) != (1,):
            raise Unreachable(f"{form} may vanish")
        for wall in self.heights:
            ratio = ratio_of(form, wall)
            if ratio is not None and self._signs(ratio) in ((1,), (-1,)):
                break
        else:
            wall, ratio = form, S.One
            self.heights[wall] = []
        height = sympy.expand(-constant / ratio)
        self.places[kink] = wall, height, self._signs(ratio) == (1,)
        self._insert(self.heights[wall], height)

    def _signs(self, x: Expr) -> tuple[int, ...]:
        return tuple(sorted(signs(x, self.ranges)))

    def _insert(self, heights: list[Expr], new: Expr) -> None:
        if new in heights:
            return
        above = [self._signs(height - new) for height in heights]
        if any(sign not in ((1,), (-1,)) for sign in above):
            raise Unreachable(f"the order of {new} and {heights} is not known")
        heights.insert(sum(sign == (-1,) for sign in above), new)

    def cells(self) -> Iterator[None]:
        """Go through the cells: on each the form of a wall lies above the first so many of its heights."""
        for numbers in product(*(range(len(heights) + 1) for heights in self.heights.values())):
            self.passed = dict(zip(self.heights, numbers, strict=True))
            yield

    def positive(self, kink: Expr, at_zero: Any = False) -> Any:
        """Return whether a kink is positive on the cell, and `at_zero` where it is zero identically."""
        if kink in self.fixed:
            values = {{1: True, 0: at_zero, -1: False}[s] for s in self.fixed[kink]}
            if len(values) > 1:
                raise Unreachable(f"the sign of {kink} is not known")
            return values.pop()
        wall, height, upwards = self.places[kink]
        return (self.heights[wall].index(height) < self.passed[wall]) is upwards

    def resolve(self, node: Expr) -> Expr:
        """Return the polynomial that a function is on the cell; 0 for a maximum on a cell that is empty."""
        if not is_random(node) or _is_atom(node):
            return node
        match node:
            case ramp(args=(x, n, slope)):
                return x**n if self.positive(x) else slope * x**n
            case Heaviside():
                return _number(self.positive(node.args[0], node.args[1]))
            case sign(args=(x,)):
                return 2 * _number(self.positive(x, S.Half)) - 1
            case Abs(args=(x,)):
                return x if self.positive(x) else -x
            case Max() | Min():
                way = 1 if isinstance(node, Max) else -1
                args = list(enumerate(node.args))
                best = (a for i, a in args if all(self.positive(way * (a - b), i < j) for j, b in args if i != j))
                return self.resolve(next(best, S.Zero))
            case Piecewise():
                return self.resolve(next((value for value, condition in node.args if self._holds(condition)), S.NaN))
        return node.func(*map(self.resolve, node.args)) if node.args else node

    def _holds(self, condition: Basic) -> bool:
        if condition == S.true:
            return True
        if not isinstance(condition, INEQUALITIES):
            raise Unreachable(f"the condition {condition} is no half-space")
        closed = isinstance(condition, (Ge, Le))
        return bool(self.positive(condition.gts - condition.lts, closed))


def _number(x: Any) -> Expr:
    return S(int(x)) if isinstance(x, bool) else x


def _is_atom(node: Basic) -> bool:
    return isinstance(node, (Dot, Vector))


def _kinks(node: Basic) -> set[Expr]:
    if not is_random(node):
        return set()
    found = set().union(*map(_kinks, node.args)) if node.args and not _is_atom(node) else set()
    match node:
        case ramp() | Heaviside() | sign() | Abs():
            return found | {node.args[0]}
        case Max() | Min():
            return found | {a - b for a in node.args for b in node.args if a != b}
        case Piecewise():
            return found | {c.gts - c.lts for _, c in node.args if isinstance(c, INEQUALITIES)}
    return found

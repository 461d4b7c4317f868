"""Sums, products and quotients as LaTeX: the arithmetic half of the printer.

Fractions stand in front of what they multiply, numbers before symbols before functions, integrals
last; parentheses appear only where needed.  A sum or product that was built with ``evaluate=False``
in an order of its own keeps that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sympy
from sympy import Add, Basic, Expr, Integral, Mod, Mul, Piecewise, Pow, Product, S, Sum, Symbol
from sympy.core.function import Function
from sympy.printing.latex import LatexPrinter
from sympy.tensor.indexed import Indexed

from verify.language.expectation import E
from verify.language.vectors import Angle, Component, Dot, Vector

__all__ = ["LETTERS", "LOOSE", "SPREAD", "ArithmeticPrinter"]

BIG = (Integral, Sum, Product)
SPREAD = (Add, Piecewise, Mod)  # read on beyond their end, so that they stand in parentheses in a sum
LOOSE = (*SPREAD, Mul)
GROUP = re.compile(r"(?<![a-zA-Z}])\\left\(")
# the places of a product from left to right; numbers come before them
LETTERS = (Symbol, Indexed, Component, Angle)
PLACES: tuple[Any, ...] = (LETTERS, Dot, Add, sympy.exp, Function, (Vector, E), Piecewise, BIG)


def base_of(factor: Basic) -> Basic:
    """Return b for a power bⁿ, else the expression itself."""
    return factor.base if isinstance(factor, Pow) else factor


def _place(factor: Basic) -> int:
    if factor.is_number and not factor.has(*BIG):
        return -1
    base = base_of(factor)
    if is_norm(base):
        return PLACES.index(LETTERS)
    return next((i for i, kinds in enumerate(PLACES) if isinstance(base, kinds)), PLACES.index(Add))


def is_norm(factor: Basic) -> bool:
    """Return whether an inner product is a square x·x."""
    return isinstance(factor, Dot) and factor.args[0] == factor.args[1]


def _is_plain(factor: Basic) -> bool:
    """Return whether a factor looks at home in a numerator, such as x, a_j or x²."""
    whole = not isinstance(factor, Pow) or (factor.exp.is_Integer and factor.exp > 0)
    return whole and isinstance(base_of(factor), LETTERS)


def _is_plain_sum(factor: Basic) -> bool:
    factors = [f for term in Add.make_args(factor) for f in Mul.make_args(term)]
    return isinstance(factor, Add) and all(f.is_Integer or f is S.Pi or _is_plain(f) for f in factors)


def _is_inverse(factor: Basic) -> bool:
    return isinstance(factor, Pow) and factor.exp.could_extract_minus_sign()


def _keeps_order(expr: Add | Mul) -> bool:
    return expr.func(*expr.args).args != expr.args


def _in_order(expr: Add | Mul) -> list[Expr]:
    """Return terms or factors from left to right, (a + b) + c as a + b + c."""
    parts = list(expr.args)
    while isinstance(parts[0], expr.func):
        parts[:1] = parts[0].args
    return parts


class ArithmeticPrinter(LatexPrinter):
    """SymPy's LaTeX printer with sums and products set as on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._scripts = 0  # > 0 in exponents and limits, where fractions are written a/b

    @contextmanager
    def _in_script(self) -> Iterator[None]:
        self._scripts += 1
        yield
        self._scripts -= 1

    def _script(self, expr: Basic) -> str:
        with self._in_script():
            return self._print(expr)

    def _group(self, expr: Basic) -> str:
        body = self._print(expr)
        # parentheses and brackets take turns, (…), [(…)], ([(…)]); those of functions do not count
        left, right = "[]" if GROUP.search(body) and r"\left[" not in body and not self._scripts else "()"
        return rf"\left{left}{body}\right{right}"

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        terms = _in_order(expr) if _keeps_order(expr) else self._as_ordered_terms(expr, order=order)
        printed = self._terms(terms)
        if not _keeps_order(expr):
            # no minus sign in front if another term can come first
            start = next((i for i, term in enumerate(printed) if not term.startswith("-")), 0)
            printed = printed[start:] + printed[:start]
        rest = [f"- {term[1:].strip()}" if term.startswith("-") else f"+ {term}" for term in printed[1:]]
        return " ".join(printed[:1] + rest)

    def _terms(self, terms: Sequence[Expr]) -> list[str]:
        # −x²/2 − y²/2 in an exponent is −(x² + y²)/2
        coefficients = [term.as_coeff_Mul()[0] for term in terms]
        first = coefficients[0]
        if not self._scripts or abs(first.p) != 1 or first.q == 1 or any(abs(c) != abs(first) for c in coefficients):
            return [self._group(term) if isinstance(term, SPREAD) else self._print(term) for term in terms]
        body = self._group(Add(*(term / first for term in terms)))
        return [f"{'-' if first < 0 else ''}{body}/{first.q}"]

    def _print_Mul(self, expr: Mul) -> str:
        factors = _in_order(expr) if _keeps_order(expr) else sorted(expr.as_ordered_factors(), key=_place)
        negative, top, bottom = False, [], []
        for factor in factors:
            if factor.is_Rational:
                negative ^= bool(factor < 0)
                top += [S(abs(factor.p))] * (abs(factor.p) != 1)
                bottom += [S(factor.q)] * (factor.q != 1)
            else:
                (bottom if _is_inverse(factor) else top).append(1 / factor if _is_inverse(factor) else factor)
        if negative and len(top) == 1 and not bottom:  # −(a + b)
            return f"-{self._factor(top[0], True, False)}"
        return ("-" if negative else "") + self._quotient(top, bottom)

    def _print_Rational(self, expr: sympy.Rational) -> str:
        if expr.q == 1:
            return str(expr.p)
        return ("-" if expr < 0 else "") + self._quotient([S(abs(expr.p))], [S(expr.q)])

    def _quotient(self, top: list[Expr], bottom: list[Expr]) -> str:
        if not bottom:
            return self._product(top)
        if self._scripts:
            below = self._product(bottom) if len(bottom) == 1 else rf"\left({self._product(bottom)}\right)"
            return f"{self._product(top)}/{below}"
        above, beside = self._pulled(top, all(factor.is_number for factor in bottom))
        fraction = rf"\frac{{{self._product(above)}}}{{{self._product(bottom)}}}"
        return f"{fraction} {self._product(beside, beside_fraction=True)}" if beside else fraction

    @staticmethod
    def _pulled(top: list[Expr], constant: bool) -> tuple[list[Expr], list[Expr]]:
        """Return which factors stay above the line and which stand beside the fraction."""
        numbers = [f for f in top if f.is_number and not f.has(*BIG) and (not f.is_Add or _is_plain_sum(f))]
        beside = [f for f in top if f not in numbers]
        if constant:
            small = all(map(_is_plain, beside)) or (len(top) == 1 and _is_plain_sum(top[0]))
            return (top, []) if small else (numbers, beside)
        sums = [f for f in beside if f.is_Add and not _is_plain_sum(f)]
        tall = [f for f in beside if f in sums or isinstance(f, Vector) or f.has(*BIG, Piecewise)]
        return [f for f in top if f not in tall], tall

    def _product(self, factors: Sequence[Expr], beside_fraction: bool = False) -> str:
        if len(factors) == 1 and not beside_fraction:
            return self._group(factors[0]) if self._scripts and factors[0].is_Add else self._print(factors[0])
        dots = sum(isinstance(f, Dot) and not is_norm(f) for f in factors) > 1
        printed = [self._factor(f, i == len(factors) - 1, dots) for i, f in enumerate(factors)]
        for i, left in enumerate(factors[:-1]):
            if self._runs_on(left, factors[i + 1], printed[i], printed[i + 1]):
                printed[i] += r" \cdot"
            elif isinstance(left, sympy.exp) or printed[i + 1].startswith((r"\mathbf", r"\mathbb{E}")):
                printed[i] += r" \,"
        return " ".join(printed) or "1"

    @staticmethod
    def _runs_on(left: Expr, right: Expr, printed: str, follows: str) -> bool:
        """Return whether juxtaposition misreads: cos φ · x as cos(φ x), 2 · 3 as 23."""
        if follows[:1].isdigit():
            return True
        bare = isinstance(base_of(left), Function) and not printed.endswith((")", "}"))
        return bare and not isinstance(base_of(right), (Function, E, *BIG))

    def _factor(self, factor: Expr, last: bool, dots: bool) -> str:
        loose = isinstance(factor, LOOSE) or (factor.is_Rational and not factor.is_Integer)
        # x·y and a sum end where the product does, unless parentheses say otherwise
        open_ended = isinstance(factor, (Sum, Product)) or (isinstance(factor, Dot) and not is_norm(factor))
        if loose or (open_ended and not last) or (dots and isinstance(factor, Dot) and not is_norm(factor)):
            return self._group(factor)
        return self._print(factor)

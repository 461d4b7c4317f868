"""SymPy expressions as LaTeX a mathematician would have typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sympy
from sympy import Basic, Expr, Integral, Mod, Piecewise, Pow, S, Sum, Symbol
from sympy.core.function import Function
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, BooleanFunction, Equivalent, Implies, Not, Or, Xor
from sympy.tensor.indexed import Indexed

from verify.language.expectation import E
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS, relation_of
from verify.language.vectors import Angle, Component, Dot, Vector
from verify.report import fences
from verify.report.products import LETTERS, LOOSE, SPREAD, ArithmeticPrinter

__all__ = ["formula"]

GREEK = {r"\phi": r"\varphi", r"\epsilon": r"\varepsilon"}
RAISED_IN_PARENTHESES = (sympy.exp, sympy.factorial, sympy.loggamma, Mod, Piecewise)
CONNECTIVES = (And, Or, Not, Implies, Equivalent, Xor)
SIGNS = ("exp", "abs", "floor", "ceiling", "factorial", "binomial", "mod", "max", "min", "heaviside")  # have no name


def formula(expression: Any) -> str:
    r"""Return an expression, relation, Boolean or set as LaTeX for math mode.

    >>> from sympy import cos, pi, sin, symbols
    >>> phi = symbols("phi")
    >>> print(formula(((pi - phi) * cos(phi) + sin(phi)) / (2 * pi)))
    \frac{1}{2 \pi} \bigl[(\pi - \varphi) \cos \varphi + \sin \varphi\bigr]
    """
    return fences.lower(_Printer().doprint(sympy.sympify(expression)))


def _stands_bare(argument: Basic) -> bool:
    """Return whether a function needs no parentheses around its argument: cos φ, cos 2φ, cos π."""
    coefficient, rest = argument.as_coeff_Mul()
    one_letter = isinstance(rest, LETTERS) or argument is S.Pi
    return (one_letter and coefficient.is_Integer and coefficient > 0) or (argument.is_Integer and argument >= 0)


class _Printer(ArithmeticPrinter):
    def _print(self, expr: Any, **kwargs: Any) -> str:
        return self._dot(expr) if isinstance(expr, Dot) else super()._print(expr, **kwargs)

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:
        return re.sub(r"\\[a-z]+", lambda word: GREEK.get(word[0], word[0]), super()._print_Symbol(expr, style))

    def _print_Indexed(self, expr: Indexed) -> str:
        return rf"{self._print(expr.base)}_{{{' '.join(map(self._script, expr.indices))}}}"

    def _print_Pow(self, expr: Pow) -> str:
        base, power = expr.as_base_exp() if not isinstance(expr.base, sympy.exp) else expr.args
        if power.could_extract_minus_sign():
            return self._quotient([], [Pow(base, -power)])
        if isinstance(base, Dot):
            return self._dot(base, power)
        if power == S.Half:
            return rf"\sqrt{{{self._print(base)}}}"
        if isinstance(base, (Function, Component)) and power.is_Integer and not isinstance(base, RAISED_IN_PARENTHESES):
            return self._print(base, exp=self._print(power))
        bare = isinstance(base, (Symbol, Indexed, Angle, Vector, E)) or base in (S.Pi, S.Exp1)
        bare = bare or (base.is_Integer and base >= 0)
        return rf"{self._print(base) if bare else self._group(base)}^{{{self._script(power)}}}"

    def _dot(self, dot: Dot, power: Expr = S.One) -> str:
        x, y = map(self._print, dot.args)
        if x == y:  # (x·x)^{n/2} = ‖x‖ⁿ
            raised = "" if power == S.Half else f"^{{{self._script(2 * power)}}}"
            return rf"\lVert {x} \rVert{raised}"
        # w* takes its ⊤ into the exponent it has
        body = (rf"{x[:-1]}\top}}" if "^{" in x else rf"{x}^{{\top}}") + f" {y}"
        if power == S.Half:
            return rf"\sqrt{{{body}}}"
        return body if power == 1 else rf"\left({body}\right)^{{{self._script(power)}}}"

    def _print_exp(self, expr: sympy.exp, exp: str | None = None) -> str:
        body = f"e^{{{self._script(expr.args[0])}}}"
        return body if exp is None else rf"\left({body}\right)^{{{exp}}}"

    def _print_log(self, expr: sympy.log, exp: str | None = None) -> str:
        return self._print_Function(expr, exp)

    def _print_ExpBase(self, expr: sympy.exp, exp: str | None = None) -> str:
        return self._print_exp(expr, exp)

    def _print_Function(self, expr: Function, exp: str | None = None) -> str:
        name, record = expr.func.__name__, FUNCTIONS.get(HEADS.get(expr.func, ""))
        named = record is not None and record.name not in SIGNS
        if not named and hasattr(self, f"_print_{name}"):
            return getattr(self, f"_print_{name}")(expr, exp)
        head = record.latex if record and named else self._hprint_Function(name)
        head += f"^{{{exp}}}" if exp is not None else ""
        if len(expr.args) == 1 and head.startswith("\\") and "Gamma" not in head and _stands_bare(expr.args[0]):
            return f"{head} {self._print(expr.args[0])}"
        return rf"{head}\left({', '.join(map(self._print, expr.args))}\right)"

    def _print_polygamma(self, expr: sympy.polygamma, exp: str | None = None) -> str:
        n, x = expr.args
        body = (
            rf"{FUNCTIONS['digamma'].latex}{'' if n == 0 else f'^{{({self._print(n)})}}'}\left({self._print(x)}\right)"
        )
        return body if exp is None else rf"\left({body}\right)^{{{exp}}}"

    def _print_E(self, expr: E) -> str:
        return rf"\mathbb{{E}}\left[{self._print(expr.expression)}\right]"

    def _print_Interval(self, i: sympy.Interval) -> str:
        ends = f"{self._script(i.start)}, {self._script(i.end)}"
        return ("(" if i.left_open else "[") + ends + (")" if i.right_open else "]")

    def _print_Integral(self, expr: Integral) -> str:
        signs, ends = "", ""
        for variable, *limits in expr.limits:
            low_high = "_{{{}}}^{{{}}}".format(*map(self._script, limits)) if len(limits) == 2 else ""
            signs = rf"\int{low_high} {signs}"
            ends += rf"\,d{self._print(variable)}"
        body = "" if expr.function == 1 else self._body(expr.function)
        return signs + (body + ends if body else ends.removeprefix(r"\,"))

    def _print_Sum(self, expr: Sum) -> str:
        limits = list(reversed(expr.limits))
        if all(end.is_number or end.free_symbols.isdisjoint(expr.variables) for _, *ends in limits for end in ends):
            limits.sort(key=str)  # the order of finite sums is free: Σ_i Σ_j
        drawn = [map(self._script, limit) for limit in limits]
        signs = "".join(rf"\sum_{{{index} = {low}}}^{{{high}}} " for index, low, high in drawn)
        return signs + self._body(expr.function)

    def _body(self, expr: Expr) -> str:
        return self._group(expr) if isinstance(expr, SPREAD) else self._print(expr)

    def _print_Mod(self, expr: Mod) -> str:
        left, right = (self._group(x) if isinstance(x, LOOSE) else self._print(x) for x in expr.args)
        return rf"{left} \bmod {right}"

    def _print_Heaviside(self, expr: sympy.Heaviside, exp: str | None = None) -> str:
        x, at_zero = expr.args
        lower = "" if at_zero == S.Half else f"_{{{self._script(at_zero)}}}"
        raised = "" if exp is None else f"^{{{exp}}}"
        return rf"\theta{lower}{raised}\left({self._print(x)}\right)"

    def _print_Piecewise(self, expr: Piecewise) -> str:
        rows = r" \\ ".join(rf"{self._print(value)} & {self._case(when)}" for value, when in expr.args)
        return rf"\begin{{cases}} {rows} \end{{cases}}"

    def _case(self, condition: Boolean) -> str:
        return r"\text{otherwise}" if condition == S.true else rf"\text{{if}}\; {self._print(condition)}"

    def _print_Relational(self, expr: Relational) -> str:
        relation = relation_of(expr)
        sign = expr.rel_op if relation is None else relation.latex
        return f"{self._side(expr.lhs)} {sign} {self._side(expr.rhs)}"

    def _side(self, expr: Basic) -> str:
        return self._group(expr) if isinstance(expr, (Relational, BooleanFunction)) else self._print(expr)

    def _print_And(self, expr: And) -> str:
        return self._joined(r"\text{and}", sorted(expr.args, key=sympy.default_sort_key))

    def _print_Or(self, expr: Or) -> str:
        return self._joined(r"\text{or}", sorted(expr.args, key=sympy.default_sort_key))

    def _print_Xor(self, expr: Xor) -> str:
        return self._joined(r"\text{xor}", sorted(expr.args, key=sympy.default_sort_key))

    def _print_Implies(self, expr: Implies, altchar: Any = None) -> str:
        return self._joined(r"\Longrightarrow", expr.args, bare=(And, Or))

    def _print_Equivalent(self, expr: Equivalent, altchar: Any = None) -> str:
        return self._joined(r"\Longleftrightarrow", sorted(expr.args, key=sympy.default_sort_key))

    def _print_Not(self, expr: Not) -> str:
        return rf"\neg {self._group(expr.args[0])}"

    def _joined(self, word: str, parts: Sequence[Basic], bare: tuple[type, ...] = (Not,)) -> str:
        loose = [isinstance(p, CONNECTIVES) and not isinstance(p, bare) for p in parts]
        printed = [self._group(p) if grouped else self._print(p) for p, grouped in zip(parts, loose, strict=True)]
        return rf" \quad {word} \quad ".join(printed)

"""Terms as SymPy expressions; SymPy evaluates what is written, for guessing and printing, never for a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Basic

from verify.language.choices import RELATIONS
from verify.language.from_sympy import elementary, term_of
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS
from verify.language.term import Term, fold
from verify.language.truth import constant
from verify.language.vectors import Component

__all__ = ["sympy_of"]

_WRITTEN: dict[str, Callable[..., Any]] = {head: kind for kind, head in HEADS.items()} | {
    "restricted": lambda value, where: value,
    "branch": lambda c, then, otherwise: sympy.And(sympy.Or(sympy.Not(c), then), sympy.Or(c, otherwise)),
    "digamma": lambda x: sympy.polygamma(0, x),
    "true": lambda: sympy.true,
    "false": lambda: sympy.false,
    "pi": lambda: sympy.pi,
    "e": lambda: sympy.E,
    "undefined": lambda: sympy.nan,
    "piecewise": lambda *xs: _piecewise(list(zip(xs[::2], xs[1::2], strict=True))),
    "component": Component,
}


def sympy_of(term: Term, symbols: Mapping[Basic, Basic] | None = None) -> Any:
    """Return a term as a SymPy expression, with other symbols in place of some.

    SymPy evaluates sums, products, powers and functions; relations, and comparisons of constants, it does not decide.
    """

    def written(part: Term, args: list[Any]) -> Any:
        if part.head == "number":
            return sympy.Rational(part.data.numerator, part.data.denominator)
        if part.head == "named":
            return part.data.head(*args, *part.data.rest)
        if part.data is not None:
            return part.data if symbols is None else symbols.get(part.data, part.data)
        if part.head in RELATIONS:
            return _WRITTEN[part.head](*args, evaluate=False)
        steps = part.head in FUNCTIONS and not FUNCTIONS[part.head].is_analytic
        if steps and not any(arg.free_symbols for arg in args):
            return _compared(part, args)
        return _WRITTEN[part.head](*args)

    return fold(term, written)


def _piecewise(cases: list[tuple[Any, Any]]) -> Any:
    try:
        return sympy.Piecewise(*cases)
    except TypeError:  # where SymPy rewrites conditions it meets what is undefined
        return sympy.Piecewise(*cases, evaluate=False)


def _compared(part: Term, args: list[Any]) -> Any:
    """Return a comparison of constants: decided by balls, not by SymPy's few digits."""
    found = constant(elementary(part))
    if found is not None and found.exact is not None:
        return sympy.Rational(found.exact.numerator, found.exact.denominator)
    if part.head in ("abs", "max", "min"):
        sizes = [*args, -args[0]] if part.head == "abs" else args
        low = [constant(elementary(term_of(x))) for x in sizes]
        for x, ball in zip(sizes, low, strict=True):
            others = [b for b in low if b is not ball]
            if ball and all(b and (b.ball <= ball.ball if part.head != "min" else b.ball >= ball.ball) for b in others):
                return x
    return _WRITTEN[part.head](*args, evaluate=False)

"""SymPy expressions as straight-line programs in any arithmetic: read as terms, compiled by `verify.language.program`.

`sympy.lambdify` is unsound for enclosures: it prints 1/3 as a division of floats and fixes π when
it compiles.  Here rationals and π are built by the arithmetic when the program runs, and
whatever has no sound meaning in a rigorous arithmetic (Floats, unknown functions) is refused when the expression is
compiled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr

from verify.arithmetics import Arithmetic
from verify.language.from_sympy import elementary, term_of
from verify.language.program import OFTEN, CompileError, compile_terms
from verify.language.sympy_heads import NotReadable
from verify.language.term import Term, postorder

__all__ = ["OFTEN", "CompileError", "InexactLiteral", "compile_expression", "rational_of", "read_term"]


class InexactLiteral(CompileError):
    """A floating-point literal stands where only exact numbers may."""

    def __init__(self, literal: sympy.Float) -> None:
        super().__init__(f"{literal} is a floating-point number; write {_meant(literal)}")


def _meant(literal: sympy.Float) -> str:
    """Return what was meant: p/q or p/q·π where the literal is the double of it, else its digits."""
    x = float(literal)
    turns = Fraction(x / math.pi).limit_denominator(12) if math.isfinite(x) else Fraction(0)
    if turns and math.isclose(float(turns) * math.pi, x, rel_tol=1e-15):
        return str(sympy.Rational(turns.numerator, turns.denominator) * sympy.pi)
    quotient = Fraction(x).limit_denominator(1000) if math.isfinite(x) else Fraction(0)
    exact = sympy.Rational(str(quotient if float(quotient) == x else literal))
    return f"Rational({exact.p}, {exact.q})"


def rational_of(x: sympy.Rational) -> Fraction:
    """Return a SymPy rational as a Fraction."""
    return Fraction(int(x.p), int(x.q))


def compile_expression(
    expression: Expr | Sequence[Expr], symbols: Sequence[Basic], arithmetic: Arithmetic
) -> Callable[..., Any]:
    """Return a function of `symbols`' values that evaluates `expression` in `arithmetic`.

    A sequence of expressions gives a function that returns a tuple, its common parts computed
    once.  Inputs are ints, Fractions, floats (taken exactly), exact SymPy numbers, or elements of
    the arithmetic.  In a rigorous arithmetic the result contains the exact value (see
    `verify.arithmetics`); it raises `InexactLiteral` for a Float and `CompileError` for a head
    without sound meaning, both when compiling and never when running.

    >>> from sympy import Rational, pi, sin, symbols
    >>> from verify import arithmetic
    >>> x = symbols("x")
    >>> compile_expression(sin(pi * x) / 3, [x], arithmetic("ball", 30))(Rational(1, 2))
    [0.333333333333333 +/- 3.34e-16]
    """
    several = isinstance(expression, (list, tuple))
    sources = [sympy.sympify(e, strict=True) for e in (expression if several else [expression])]
    inputs = [read_term(symbol) for symbol in symbols]
    run = compile_terms(
        [_checked(read_term(e), arithmetic) for e in sources], inputs, arithmetic, value=_value(arithmetic)
    )
    return run if several else lambda *values: run(*values)[0]


def read_term(expression: Basic) -> Term:
    """Return an expression as a term of known functions; raises `CompileError` where it has other parts."""
    try:
        return elementary(term_of(expression))
    except NotReadable as error:
        raise CompileError(str(error)) from error


def _checked(term: Term, arithmetic: Arithmetic) -> Term:
    if arithmetic.rigorous:
        for literal in (part.data for part in postorder(term) if part.head == "float"):
            raise InexactLiteral(literal)
    return term


def _value(arithmetic: Arithmetic) -> Callable[[Any], Any]:
    """Return what makes an element of an input."""

    def value(x: Any) -> Any:
        if not isinstance(x, Basic):
            return arithmetic.number(x)
        if isinstance(x, sympy.Rational):
            return arithmetic.number(rational_of(x))
        return compile_expression(x, (), arithmetic)()

    return value

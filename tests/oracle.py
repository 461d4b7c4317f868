"""The naive twin of the compiler: a SymPy expression at a point, by recursion in 200-digit mpmath."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy
from hypothesis import strategies as st
from mpmath.ctx_mp import MPContext
from sympy import Basic, Expr, Rational, pi, symbols

mp = MPContext()
mp.dps = 200
X, Y = symbols("x y", real=True)


class Undefined(ArithmeticError):
    """The expression has no real value at the point."""


def exact(q: Fraction) -> Any:
    return mp.mpf(q.numerator) / q.denominator


def value(e: Basic, point: Mapping[Basic, Fraction]) -> Any:
    """Return the value with about 200 digits; raise Undefined where there is none."""
    if e in point:
        return exact(point[e])
    if e.is_Rational:
        return mp.mpf(int(e.p)) / int(e.q)
    if e in (pi, sympy.E):
        return +mp.pi if e == pi else mp.exp(1)
    if not e.args:
        raise Undefined  # I, zoo, nan
    xs = [value(a, point) for a in e.args]
    if isinstance(e, sympy.Add):
        return mp.fsum(xs)
    if isinstance(e, sympy.Mul):
        return mp.fprod(xs)
    if isinstance(e, sympy.Pow):
        return _power(*xs, whole=bool(e.exp.is_integer))
    return _function(e.func.__name__, xs)


def _power(base: Any, exponent: Any, whole: bool) -> Any:
    if (base == 0 and exponent < 0) or (base < 0 and not whole):
        raise Undefined
    return base ** int(exponent) if whole else mp.power(base, exponent)


def _function(name: str, xs: list[Any]) -> Any:
    if (
        (name == "log" and xs[0] <= 0)
        or (name in ("asin", "acos") and abs(xs[0]) > 1)
        or (name == "atan2" and xs == [0, 0])
    ):
        raise Undefined
    if name == "exp" and abs(xs[0]) > 10**6:
        raise Undefined  # too large to hold; not asked of anyone
    if name in ("sinh", "cosh") and abs(xs[0]) > 10**6:
        raise Undefined
    return abs(xs[0]) if name == "Abs" else getattr(mp, name)(*xs)


_UNARY = [
    sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.asin, sympy.acos, sympy.atan, sympy.sinh, sympy.cosh,
    sympy.tanh, sympy.Abs, sympy.sqrt,
]  # fmt: skip
_EXPONENTS = [
    *map(sympy.Integer, (-3, -2, -1, 2, 3, 4)),
    *(Rational(p, q) for p, q in ((3, 2), (-1, 2), (1, 3), (-5, 2))),
]
_LEAVES = [X, X, Y, Y, pi, sympy.E, *(Rational(p, q) for p, q in ((1, 3), (-7, 5), (2, 1), (1, 2), (-1, 1), (22, 7)))]


def _grown(smaller: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(
        st.builds(lambda f, a: f(a), st.sampled_from(_UNARY), smaller),
        st.builds(lambda a, n: a**n, smaller, st.sampled_from(_EXPONENTS)),
        st.builds(lambda a, b: a + b, smaller, smaller),
        st.builds(lambda a, b: a - b, smaller, smaller),
        st.builds(lambda a, b: a * b, smaller, smaller),
        st.builds(lambda a, b: a / b if b != 0 else a, smaller, smaller),
        st.builds(lambda a, b: sympy.atan2(a, b), smaller, smaller),
    )


def _is_real_looking(e: Expr) -> bool:
    if any(power.base.is_negative and not power.exp.is_Integer for power in e.atoms(sympy.Pow)):
        return False  # (-1)**(1/3) is complex
    return not e.has(
        sympy.I,
        sympy.zoo,
        sympy.nan,
        sympy.oo,
        sympy.sign,
        sympy.Heaviside,
        sympy.arg,
        sympy.re,
        sympy.im,
        sympy.Piecewise,
    )


EXPRESSIONS = st.recursive(st.sampled_from(_LEAVES), _grown, max_leaves=6).filter(_is_real_looking)
COORDINATES = st.fractions(min_value=-3, max_value=3, max_denominator=16)

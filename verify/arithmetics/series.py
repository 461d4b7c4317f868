"""Truncated power series with balls as coefficients (python-flint): Taylor coefficients, enclosed.

An element c₀ + c₁ t + … + c_{n−1} t^{n−1} + O(tⁿ) stands for every function whose first n Taylor
coefficients lie in the balls cⱼ.  Its length n is at most the order of the arithmetic; it is less
where the inputs were known to fewer terms, and never more than they determine.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, partial
from operator import truediv
from typing import Any

import flint
from flint import arb, arb_series

from verify.arithmetics import Arithmetic, Bounds, ball, primitives
from verify.arithmetics.elements import product, total
from verify.arithmetics.primitives import square

__all__ = ["coefficients", "make", "variable"]


def variable(centre: Any, order: int) -> Any:
    """Return the series c + t of the given order, c an exact number or a ball.

    A Fraction becomes a ball at the precision in force (see `Arithmetic.working`).

    >>> coefficients(variable(2, 4), 4)
    [2.00000000000000, 1.00000000000000, 0, 0]
    """
    return arb_series([_ball(centre), arb(1)][:order], prec=order)


def coefficients(series: Any, order: int) -> list[Any]:
    """Return the coefficients of t⁰, …, t^(order−1) as balls, NaN for those the series does not determine."""
    known = min(series.prec, order)
    return [series[j] for j in range(known)] + [arb.nan()] * (order - known)


def _ball(x: Any) -> Any:
    return ball.make(1).number(x)  # the same in every precision: it rounds to the one in force


def _is_finite(series: Any) -> bool:
    return series.prec > 0 and all(map(arb.is_finite, series.coeffs()))


def _bounds(series: Any) -> Bounds | None:
    return ball.make(1).bounds(series[0]) if _is_finite(series) else None


def _undefined() -> Any:
    order = flint.ctx.cap
    return arb_series([arb.nan()] * order, prec=order)


def _analytic(function: Callable[..., Any], defined: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
    """Return `function` with NaN in every coefficient where an argument or any coefficient of it is undefined.

    `defined` takes the balls of the constant coefficients; it says whether the function is analytic on all of
    them.  Flint would forget: 0·NaN = 0, t/t = 1, √(t²) = NaN t² with a constant coefficient that looks sound.
    """

    def extended(*xs: Any) -> Any:
        if not (_are_defined(xs) and defined(*(x[0] for x in xs))):
            return _undefined()
        value = function(*xs)
        return value if _is_finite(value) else _undefined()

    return extended


def _entire(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a polynomial `function` with NaN where an argument is undefined; of finite balls it is always finite."""
    return lambda *xs: function(*xs) if _are_defined(xs) else _undefined()


def _are_defined(xs: tuple[Any, ...]) -> bool:
    for x in xs:
        if not (x.prec > 0 and x[0].is_finite()):  # an element is finite or NaN throughout
            return False
    return True


def _positive(x: Any) -> bool:
    return bool(x > 0)


def _inside(x: Any) -> bool:
    return bool(-1 < x) and bool(x < 1)


def _nonzero(x: Any) -> bool:
    return not x.contains(0)


def _above_one(x: Any) -> bool:
    return bool(x > 1)


def _off_the_cut(y: Any, x: Any) -> bool:
    return bool(x > 0) or _nonzero(y)


def _whole_power(x: Any, n: int) -> Any:
    if n < 2:
        return x if n else x * 0 + 1
    half = square(_whole_power(x, n // 2))
    return half * x if n % 2 else half


def _power(x: Any, n: int) -> Any:
    if n < 0:
        return _divide(arb_series([1]), _power(x, -n))
    return _whole_power(x, n) if _are_defined((x,)) else _undefined()


def _sinh(x: Any) -> Any:
    return (x.exp() - (-x).exp()) / 2


def _cosh(x: Any) -> Any:
    return (x.exp() + (-x).exp()) / 2


def _tanh(x: Any) -> Any:
    return 1 - _divide(arb_series([2]), (2 * x).exp() + 1)


def _atan2(y: Any, x: Any) -> Any:
    """Return the angle of (x, y), which does not meet the cut y = 0, x ≤ 0."""
    if y[0].contains(0) or (x[0] > 0 and x[0].mid() > abs(y[0].mid())):
        return (y / x).atan()
    quarter = arb.pi() / 2
    return (quarter if y[0] > 0 else -quarter) - (x / y).atan()


_divide = _analytic(truediv, lambda _, y: _nonzero(y))
_PARTIAL: dict[str, tuple[Callable[..., Any], Callable[..., bool]]] = {
    "sqrt": (arb_series.sqrt, _positive),
    "log": (arb_series.log, _positive),
    "asin": (arb_series.asin, _inside),
    "acos": (arb_series.acos, _inside),
    "atan2": (_atan2, _off_the_cut),
    "acosh": (primitives.acosh, _above_one),
    "atanh": (primitives.atanh, _inside),
    "gamma": (arb_series.gamma, ball.off_the_poles),
    "loggamma": (arb_series.lgamma, _positive),
    "factorial": (primitives.factorial, lambda x: ball.off_the_poles(x + 1)),
    "digamma": (primitives.digamma, ball.off_the_poles),
    "binomial": (primitives.binomial, lambda n, k: ball.off_the_poles(n + 1)),
}
_TOTAL: dict[str, Callable[..., Any]] = {
    "exp": arb_series.exp,
    "sin": arb_series.sin,
    "cos": arb_series.cos,
    "tan": arb_series.tan,  # NaN where its ball holds a pole
    "atan": arb_series.atan,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "asinh": primitives.asinh,
    "erf": arb_series.erf,
    "erfc": arb_series.erfc,
}


class _Working:
    """A context with the precision of balls and the order of series; both are one for all threads."""

    def __init__(self, balls: AbstractContextManager[Any], order: int) -> None:
        self.balls, self.order, self.before = balls, order, 0

    def __enter__(self) -> None:
        self.balls.__enter__()  # holds the lock
        self.before, flint.ctx.cap = flint.ctx.cap, self.order

    def __exit__(self, *_: object) -> None:
        flint.ctx.cap = self.before
        self.balls.__exit__(None, None, None)


def _number(balls: Arithmetic, order: int, x: Any) -> Any:
    if not isinstance(x, arb_series):
        return arb_series([balls.number(x)], prec=order)
    known = min(x.prec, order)
    return arb_series(x.coeffs()[:known], prec=known) if _is_finite(x) else _undefined()


@cache
def make(digits: int, order: int) -> Arithmetic:
    """Return the arithmetic of Taylor series with `order` coefficients, each a ball of `digits` digits.

    Inputs are exact numbers and balls (constants) or series such as `variable(c, order)`.  Coefficient j of
    the result then encloses f⁽ʲ⁾(c)/j! for every c in the ball.  Where f is not shown to be analytic
    on the whole ball (a root or logarithm of a ball not positive, a quotient by one that holds 0,
    acos and asin not inside (−1, 1), …) every coefficient is NaN, and so is whatever is computed from it; that does
    not mean that f is undefined there.  Raises ValueError unless digits and order are positive.

    >>> from sympy import exp, symbols
    >>> from verify.language.compile import compile_expression
    >>> x = symbols("x")
    >>> coefficients(compile_expression(exp(x), [x], make(15, 3))(variable(0, 3)), 3)
    [1.00000000000000, 1.00000000000000, 0.500000000000000]
    """
    if order < 1:
        raise ValueError(f"order must be at least 1, not {order}")
    balls = ball.make(digits)

    number = partial(_number, balls, order)

    def constant(value: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: number(value())

    functions = {name: _analytic(function) for name, function in _TOTAL.items()}
    functions |= {name: _analytic(function, defined) for name, (function, defined) in _PARTIAL.items()}
    functions |= {"add": _entire(total), "mul": _entire(product), "power": _power, "divide": _divide}
    return Arithmetic(
        name="series",
        rigorous=True,
        number=number,
        rational=lambda p, q: number(balls.rational(p, q)),
        constants={name: constant(value) for name, value in balls.constants.items()},
        functions=functions | {"root": functions["sqrt"]},
        bounds=_bounds,
        hull=lambda lower, upper: number(balls.hull(lower, upper)),  # type: ignore[misc]
        working=lambda: _Working(balls.working(), order),
    )

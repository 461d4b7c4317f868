"""Taylor series of functions by their derivatives, and of the gamma function and its kin.

Each takes series whose constant coefficients lie in the function's domain; `verify.arithmetics.series` sees to that.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from flint import arb, arb_series

from verify.arithmetics import ball

__all__ = ["acosh", "asinh", "atanh", "binomial", "digamma", "factorial", "square"]

MOST_SHIFTS = 1000


def square(x: Any) -> Any:
    """Return x², whose constant coefficient is not negative."""
    product = x * x
    if product[0] >= 0:
        return product
    first, *others = [product[j] for j in range(x.prec)]
    return arb_series([first.nonnegative_part(), *others], prec=x.prec)  # a square, which arb forgets


def _primitive(start: Any, slope: Any, x: Any) -> Any:
    """Return f(x) from f(x₀) and f′(x): the integral of f′(x) x′."""
    value = (slope * x.derivative()).integral() if x.prec > 1 else arb_series([], prec=1)
    return arb_series([start], prec=x.prec) + value


def asinh(x: Any) -> Any:
    return _primitive(ball.asinh(x[0]), (1 + square(x)).rsqrt(), x)


def acosh(x: Any) -> Any:
    return _primitive(ball.acosh(x[0]), (x - 1).rsqrt() * (x + 1).rsqrt(), x)


def atanh(x: Any) -> Any:
    one = arb_series([1])
    return _primitive(ball.atanh(x[0]), (one / (1 - x) + one / (1 + x)) / 2, x)


def factorial(x: Any) -> Any:
    return (x + 1).gamma()


def binomial(n: Any, k: Any) -> Any:
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def digamma(x: Any) -> Any:
    """Return ψ(x) = ψ(x + m) − Σ 1/(x + i) over i < m, where x₀ + m is positive."""
    shift = int((1 - x[0].lower()).ceil().unique_fmpz() or 0) if not x[0] > 0 else 0
    if shift > MOST_SHIFTS:
        return arb_series([arb.nan()], prec=x.prec)
    return _digamma_above(x + shift) - sum((1 / (x + i) for i in range(shift)), arb_series([0], prec=x.prec))


def _digamma_above(x: Any) -> Any:
    # ψ⁽ʲ⁾(c)/j! = (−1)^{j+1} ζ(j + 1, c), Hurwitz's zeta function
    about = [ball.digamma(x[0]), *(arb(j + 1).zeta(x[0]) * (-1) ** (j + 1) for j in range(1, x.prec))]
    step = arb_series([0, *(x[j] for j in range(1, x.prec))], prec=x.prec)
    return reduce(lambda value, c: value * step + c, reversed(about), arb_series([0], prec=x.prec))

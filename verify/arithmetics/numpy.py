"""Double precision, vectorised: fast, approximate, never evidence for more than SUPPORTED."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

import mpmath
import numpy as np

from verify.arithmetics import Arithmetic, Bounds
from verify.arithmetics.elements import total
from verify.arithmetics.mpmath import MOST_FACTORS


def _bounds(x: float) -> Bounds | None:
    return (Fraction(float(x)),) * 2 if np.isfinite(x) else None


def _number(x: object) -> object:
    return float(x) if isinstance(x, Fraction | int) else np.asarray(x, dtype=float)[()]


def _each(function: Callable[..., float]) -> Callable[..., Any]:
    """Return a function of floats on arrays: NaN where it is undefined, infinite where it overflows."""

    def extended(*xs: float) -> float:
        try:
            return function(*xs)
        except (ValueError, ZeroDivisionError):
            return math.nan
        except OverflowError:
            return math.inf

    return lambda *xs: np.vectorize(extended, otypes=[float])(*xs)[()]


def _loggamma(x: float) -> float:
    return math.lgamma(x) if x > 0 else math.nan


def _digamma(x: float) -> float:
    """Return ψ by reflection, recurrence and its asymptotic series (DLMF 5.5.4, 5.5.2, 5.11.2)."""
    if x <= 0:
        turn = x - round(x)  # exact, and tan has the period π; where it is 0 there is a pole
        return _digamma(1 - x) - math.pi / math.tan(math.pi * turn)
    value = 0.0
    while x < 12:
        value, x = value - 1 / x, x + 1
    return value + math.log(x) - 0.5 / x - sum(b / x**n for n, b in _STIRLING.items())


def _factorial(x: float) -> float:
    if x <= 0 or x != math.floor(x):  # x + 1 would round
        return x * math.gamma(x) if x else 1.0
    return math.gamma(x + 1)


def _binomial(n: float, k: float) -> float:
    if n < 0 and n == math.floor(n):
        return math.nan
    if k == math.floor(k) and abs(k) <= MOST_FACTORS:
        return math.prod((n - i) / (i + 1) for i in range(int(k))) if k >= 0 else 0.0
    return float(mpmath.fp.binomial(n, k))


def _defined(function: Callable[..., Any], where: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *xs: np.where(where(*xs), function(*xs), np.nan)[()]


_STIRLING = {2: 1 / 12, 4: -1 / 120, 6: 1 / 252, 8: -1 / 240, 10: 1 / 132, 12: -691 / 32760}
_SAME = "divide sqrt exp log sin cos tan sinh cosh tanh abs heaviside sign floor mod"
_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh", "acosh": "arccosh",
          "ceiling": "ceil"}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(np, _NAMES.get(name, name)) for name in (*_SAME.split(), *_NAMES)},
    "add": total,
    "mul": lambda *xs: reduce(np.multiply, xs),
    "power": lambda x, n: np.asarray(x, dtype=float)[()] ** n,
    "root": lambda x: np.sqrt(np.maximum(x, 0)),
    "atan2": _defined(np.arctan2, lambda y, x: (y != 0) | (x != 0)),
    "atanh": _defined(np.arctanh, lambda x: np.abs(x) < 1),
    "max": lambda *xs: reduce(np.maximum, xs),
    "min": lambda *xs: reduce(np.minimum, xs),
    "erf": _each(math.erf),
    "erfc": _each(math.erfc),
    "gamma": _each(math.gamma),
    "loggamma": _each(_loggamma),
    "factorial": _each(_factorial),
    "digamma": _each(_digamma),
    "binomial": _each(_binomial),
}


@cache
def make() -> Arithmetic:
    return Arithmetic(
        name="numpy",
        rigorous=False,
        number=_number,
        rational=lambda p, q: p / q,
        constants={"pi": lambda: np.pi, "e": lambda: np.e},
        functions=_FUNCTIONS,
        bounds=_bounds,
        working=lambda: np.errstate(all="ignore"),  # NaN and infinity say what a warning would
    )

"""Power series whose coefficients are arrays of balls, computed one after the other when asked for.

A `Series` stands for many functions at once: entry i of coefficient j is the j-th Taylor coefficient of the i-th
function.  A coefficient is computed once, from those before it, so that the solution of x' = f(x) costs one pass
through f: x_{j+1} = [f(x)]ⱼ/(j + 1) (J. van der Hoeven, Relax, but don't be too lazy, 2002).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from verify.arithmetics import Arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, EPS, TINY, BallArray, ball_array, enlarged
from verify.language.function import Without
from verify.language.functions import FUNCTIONS
from verify.language.term import Term, apply, fold, symbol

__all__ = ["LAZY", "Series", "solution"]

Array = np.ndarray[Any, Any]


class Series:
    """A power series with the coefficients rule(0), rule(1), …, each an array of balls of the shape of the first."""

    def __init__(self, rule: Callable[[int], BallArray]) -> None:
        self.rule, self.known = rule, 0
        self.mid: Array = np.empty(0)
        self.rad: Array = np.empty(0)
        self.pair: tuple[Series, Series] | None = None  # its sine and cosine

    def __getitem__(self, j: int) -> BallArray:
        self.first(j + 1)
        return BallArray._of(self.mid[j], self.rad[j])

    def first(self, n: int) -> BallArray:
        """Return the coefficients 0, …, n − 1, stacked along a new first axis."""
        while self.known < n:
            self._append(self.rule(self.known))
        return BallArray._of(self.mid[:n], self.rad[:n])

    def _append(self, x: BallArray) -> None:
        if self.known == len(self.mid):
            # zeros after the start of a constant may have no shape: the first coefficient tells
            room = (max(8, 2 * self.known), *(self.mid.shape[1:] if self.known else x.shape))
            mid, rad = np.empty(room), np.empty(room)
            if self.known:
                mid[: self.known], rad[: self.known] = self.mid, self.rad
            self.mid, self.rad = mid, rad
        self.mid[self.known], self.rad[self.known] = x.mid, x.rad
        self.known += 1


Element = Series | BallArray


def solution(start: list[BallArray], field: Callable[..., Any]) -> list[Series]:
    """Return the Taylor series of the solutions of x' = field(x) from `start`, each entry on its own."""
    rates: list[Any] = []

    def coefficient(i: int, j: int) -> BallArray:
        return start[i] if j == 0 else _coefficient(rates[i], j - 1, start[i].shape) * (1 / ball_array(j))

    series = [Series(lambda j, i=i: coefficient(i, j)) for i in range(len(start))]  # type: ignore[misc]
    rates.extend(field(*series))
    return series


def _coefficient(x: Element, j: int, shape: tuple[int, ...] = ()) -> BallArray:
    if isinstance(x, Series):
        return x[j]
    return BallArray(np.broadcast_to(x.mid, shape), np.broadcast_to(x.rad, shape)) if j == 0 else BallArray(0.0)


def convolution(x: BallArray, y: BallArray) -> BallArray:
    """Return Σᵢ xᵢ y_{n−1−i} for two stacks of n arrays."""
    n, mid, rad = len(x.mid), y.mid[::-1], y.rad[::-1]
    size = np.abs(mid)
    # |Σ xy − ab| ≤ Σ |a| s + r (|b| + s), and rounding adds γ_n Σ |a||b|
    spread = np.einsum("i...,i...->...", np.abs(x.mid), rad + (n + 1) * EPS * size + TINY)
    spread += np.einsum("i...,i...->...", x.rad, size + rad)
    total = np.einsum("i...,i...->...", x.mid, mid)
    return BallArray._of(total, enlarged(spread + EPS * np.abs(total), n + 8))  # infinite where the midpoint is


def _add(x: Element, y: Element) -> Element:
    if isinstance(x, BallArray) and isinstance(y, BallArray):
        return x + y
    if isinstance(x, BallArray):
        return _add(y, x)
    if isinstance(y, BallArray):
        return Series(lambda j: x[j] + y if j == 0 else x[j])
    return Series(lambda j: x[j] + y[j])


def _multiply(x: Element, y: Element) -> Element:
    if isinstance(x, BallArray) and isinstance(y, BallArray):
        return x * y
    if isinstance(x, BallArray):
        return _multiply(y, x)
    if isinstance(y, BallArray):
        return Series(lambda j: x[j] * y)
    return Series(lambda j: convolution(x.first(j + 1), y.first(j + 1)))


def _divide(x: Element, y: Element) -> Element:
    if isinstance(y, BallArray):
        return _multiply(x, 1 / y) if isinstance(x, Series) else x / y

    def rule(j: int) -> BallArray:
        # q y = x gives q_j = (x_j − Σ_{i<j} q_i y_{j−i})/y₀
        above = _coefficient(x, j, y[0].shape)
        return (above - _shifted(quotient, y, j) if j else above) / y[0]

    quotient = Series(rule)
    return quotient


def _shifted(x: Series, y: Series, j: int) -> BallArray:
    """Return Σ_{i<j} x_i y_{j−i}."""
    return convolution(x.first(j), y.first(j + 1)[1:])


def _slopes(x: Series, j: int) -> BallArray:
    """Return x₁, 2 x₂, …, j xⱼ, stacked."""
    return x.first(j + 1)[1:] * np.arange(1.0, j + 1).reshape(-1, *[1] * (x.mid.ndim - 1))


def _sine_and_cosine(x: Series) -> tuple[Series, Series]:
    """j sⱼ = Σ_{0<i≤j} i xᵢ c_{j−i},  j cⱼ = −Σ_{0<i≤j} i xᵢ s_{j−i}."""
    if x.pair is None:
        x.pair = (
            Series(lambda j: convolution(_slopes(x, j), pair[1].first(j)) / float(j) if j else x[0].sin()),
            Series(lambda j: -convolution(_slopes(x, j), pair[0].first(j)) / float(j) if j else x[0].cos()),
        )
        pair = x.pair
    return x.pair


def _exp(x: Series) -> Series:
    # e' = x' e gives j eⱼ = Σ_{0<i≤j} i xᵢ e_{j−i}
    e = Series(lambda j: convolution(_slopes(x, j), e.first(j)) / float(j) if j else x[0].exp())
    return e


def _sqrt(x: Series) -> Series:
    # r² = x gives 2 r₀ rⱼ = xⱼ − Σ_{0<i<j} rᵢ r_{j−i}
    def rule(j: int) -> BallArray:
        if j == 0:
            return x[0].sqrt()
        inner = x[j] - convolution(root.first(j)[1:], root.first(j)[1:]) if j > 1 else x[j]
        return inner / (root[0] * 2.0)

    root = Series(rule)
    return root


def _power(x: Element, n: int) -> Element:
    if isinstance(x, BallArray):
        return BALL_ARRAYS.functions["power"](x, n)
    if n < 0:
        return _divide(ball_array(1), _power(x, -n))
    return reduce(_multiply, [x] * n) if n else ball_array(1)  # type: ignore[arg-type]


def _by_slope(name: str) -> Callable[[Element], Element]:
    """Return a function of one argument by its derivative in the table: j fⱼ = Σ_{0<i≤j} i xᵢ [f′(x)]_{j−i}."""
    head = apply(name, _ARGUMENT)

    def of_series(x: Series) -> Series:
        known: dict[Term, Element] = {_ARGUMENT: x}
        return _with_slope(head, known)

    return lambda x: of_series(x) if isinstance(x, Series) else BALL_ARRAYS.functions[name](x)


_ARGUMENT = symbol("x")


def _with_slope(head: Term, known: dict[Term, Element]) -> Series:
    """Return the series of a head of the argument, adding it to those that are known: tan′ = 1 + tan², cosh″ = cosh."""
    derivatives = FUNCTIONS[head.head].derivative
    assert not isinstance(derivatives, Without)
    x: Any = known[_ARGUMENT]

    def rule(j: int) -> BallArray:
        if not j:
            return BALL_ARRAYS.functions[head.head](x[0])
        value = convolution(_slopes(x, j), _stacked(slope, j, x)) / float(j)
        return value + series[0] * 0.0  # undefined where that is

    series = known[head] = Series(rule)
    slope = fold(derivatives[0](_ARGUMENT), lambda part, args: _evaluated(part, args, known))
    return series


def _stacked(x: Element, n: int, like: Series) -> BallArray:
    """Return the first n coefficients."""
    return x.first(n) if isinstance(x, Series) else Series(lambda j: _coefficient(x, j, like[0].shape)).first(n)


def _evaluated(part: Term, args: list[Element], known: dict[Term, Element]) -> Element:
    if part in known:
        return known[part]
    if part.head == "number":
        return ball_array(part.data)
    if part.head == "pow":
        exponent = part.args[1].data
        return LAZY.functions["sqrt"](args[0]) if exponent == Fraction(1, 2) else _power(args[0], int(exponent))
    if part.args == (_ARGUMENT,):
        return _with_slope(part, known)
    return LAZY.constants[part.head]() if not args else LAZY.functions[part.head](*args)


def _elementary(name: str, of_series: Callable[[Series], Series]) -> Callable[[Element], Element]:
    return lambda x: of_series(x) if isinstance(x, Series) else getattr(x, name)()


_BY_SLOPE = "log tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"
LAZY = Arithmetic(
    name="lazy series of ball arrays",
    rigorous=True,
    number=lambda x: x if isinstance(x, Series) else ball_array(x),
    rational=BALL_ARRAYS.rational,
    constants=BALL_ARRAYS.constants,
    functions={name: _by_slope(name) for name in _BY_SLOPE.split()}
    | {
        "add": lambda *xs: reduce(_add, xs),
        "mul": lambda *xs: reduce(_multiply, xs),
        "divide": _divide,
        "power": _power,
        "sin": _elementary("sin", lambda x: _sine_and_cosine(x)[0]),
        "cos": _elementary("cos", lambda x: _sine_and_cosine(x)[1]),
        "exp": _elementary("exp", _exp),
        "sqrt": _elementary("sqrt", _sqrt),
    },
    bounds=lambda x: BALL_ARRAYS.bounds(x[0] if isinstance(x, Series) else x),
    working=BALL_ARRAYS.working,
)

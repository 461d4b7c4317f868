"""Arrays of balls in floating point: vectorised, rigorous, about fifteen digits.

Midpoints are rounded to nearest and every rounding is paid for in the radius, by bounds that hold for any order of
summation (Higham, Accuracy and Stability of Numerical Algorithms, 2002, ch. 3; Rump, Verification methods, Acta
Numerica 2010).  ``docs/certified-points.md`` says what is trusted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, reduce
from math import factorial
from operator import add, mul
from typing import Any

import numpy as np
from flint import arb, arb_mat

from verify.arithmetics import Arithmetic, Bounds, arithmetic

__all__ = ["BALL_ARRAYS", "BallArray", "ball_array", "enlarged", "to_arb_mat"]

Array = np.ndarray[Any, Any]
EPS = 2.0**-52  # twice the unit roundoff u
TINY = 2.0**-1000  # above 2²⁰ underflows, gradual or not


def enlarged(x: Any, operations: int = 8) -> Any:
    """Return a number ≥ the nonnegative one whose evaluation in `operations` roundings gave x.

    (1 − u)^(n+2) (1 + 2(n+2)u) ≥ 1, and TINY pays for products that underflowed.
    """
    return x * (1 + (operations + 2) * EPS) + TINY


@dataclass(frozen=True, eq=False)
class BallArray:
    """An array of balls: all arrays x with ``|x − mid| ≤ rad``, entry by entry.

    Operations obey the inclusion principle.  An entry whose midpoint or radius is not finite may be
    anything, undefined included, and so may whatever is computed from it.

    >>> third = BallArray(1.0) / BallArray(3.0)
    >>> float(third.mid), bool(0 < third.rad < 2e-16)
    (0.3333333333333333, True)
    """

    mid: Any
    rad: Any = 0.0
    __array_ufunc__ = None  # NumPy arrays leave mixed operations to us

    def __post_init__(self) -> None:
        mid = np.asarray(self.mid, dtype=float)
        rad = np.asarray(self.rad, dtype=float)
        if (rad < 0).any():
            raise ValueError("a ball has a radius of at least 0")
        object.__setattr__(self, "mid", mid)
        object.__setattr__(self, "rad", rad if rad.shape == mid.shape else np.broadcast_to(rad, mid.shape))

    @classmethod
    def _of(cls, mid: Array, rad: Array) -> BallArray:
        """Return a BallArray from two arrays of one shape, unchecked."""
        new = object.__new__(cls)
        object.__setattr__(new, "mid", mid)
        object.__setattr__(new, "rad", rad)
        return new

    @property
    def shape(self) -> tuple[int, ...]:
        return self.mid.shape

    @property
    def T(self) -> BallArray:
        return BallArray._of(self.mid.T, self.rad.T)

    def __getitem__(self, index: Any) -> BallArray:
        return BallArray._of(self.mid[index], self.rad[index])

    def reshape(self, *shape: int) -> BallArray:
        return BallArray._of(self.mid.reshape(*shape), self.rad.reshape(*shape))

    def swapaxes(self, i: int, j: int) -> BallArray:
        return BallArray._of(self.mid.swapaxes(i, j), self.rad.swapaxes(i, j))

    def __neg__(self) -> BallArray:
        return BallArray._of(-self.mid, self.rad)

    def __add__(self, other: Any) -> BallArray:
        other = ball_array(other)
        mid = self.mid + other.mid
        return BallArray._of(mid, enlarged(self.rad + other.rad + EPS * np.abs(mid)))

    def __mul__(self, other: Any) -> BallArray:
        other = ball_array(other)
        mid = self.mid * other.mid
        # |xy − ab| ≤ |a| s + r (|b| + s)
        spread = np.abs(self.mid) * other.rad + self.rad * (np.abs(other.mid) + other.rad)
        return BallArray._of(mid, enlarged(spread + EPS * np.abs(mid)))

    def __truediv__(self, other: Any) -> BallArray:
        other = ball_array(other)
        least = (np.abs(other.mid) - other.rad) * (1 - 4 * EPS)
        least = np.where((least > 0) & (least < np.inf), least, np.nan)
        mid = self.mid / np.where(least > 0, other.mid, np.nan)
        # |x/y − a/b| ≤ (r + |a/b| s)/(|b| − s)
        spread = enlarged(self.rad + enlarged(np.abs(mid)) * other.rad) / least
        return BallArray._of(mid, enlarged(spread + EPS * np.abs(mid)))

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Any) -> BallArray:
        return self + -ball_array(other)

    def __rsub__(self, other: Any) -> BallArray:
        return -self + other

    def __rtruediv__(self, other: Any) -> BallArray:
        return ball_array(other) / self

    def sum(self, axis: int) -> BallArray:
        n, mid = self.mid.shape[axis], self.mid.sum(axis=axis)
        spread = (self.rad + (n + 1) * EPS * np.abs(self.mid)).sum(axis=axis)  # γ_n ≤ (n + 1) 2u
        return BallArray._of(mid, enlarged(spread + EPS * np.abs(mid), n + 4))  # infinite where mid is

    def __matmul__(self, other: BallArray) -> BallArray:
        n, size, mid = self.mid.shape[-1], np.abs(other.mid), self.mid @ other.mid
        # |fl(AB) − AB| ≤ γ_n |A||B|, and |XY − AB| ≤ |A| S + R (|B| + S)
        spread = np.abs(self.mid) @ (other.rad + (n + 1) * EPS * size + TINY) + self.rad @ (size + other.rad)
        return BallArray._of(mid, enlarged(spread + EPS * np.abs(mid), n + 8))

    def root(self) -> BallArray:
        """Return the square root of numbers known to be nonnegative, whatever their balls say."""
        mid = np.sqrt(np.maximum(self.mid, 0))
        # |√x − √a| = |x − a|/(√x + √a) ≤ min(r/√a, √r)
        spread = np.fmin(self.rad / np.where(mid > 0, mid, np.nan), np.sqrt(self.rad))
        possible = self.mid + self.rad >= 0
        return BallArray._of(mid, np.where(possible, enlarged(spread + EPS * mid), np.nan))

    def sqrt(self) -> BallArray:
        """Return the square root, unbounded where a ball is not wholly nonnegative."""
        mid = np.where(self.mid >= self.rad, self.mid, np.nan)
        return BallArray._of(mid, self.rad).root()

    def sin(self) -> BallArray:
        return _waves(self, _SINE, lambda x: x, "sin")

    def cos(self) -> BallArray:
        return _waves(self, _COSINE, np.ones_like, "cos")

    def exp(self) -> BallArray:
        return _by_balls("exp")(self)


LARGEST = 4.0  # up to here sines and cosines are their Taylor polynomials
_SINE = [(-1.0) ** j / float(factorial(2 * j + 1)) for j in range(22)]
_COSINE = [(-1.0) ** j / float(factorial(2 * j)) for j in range(22)]
# Horner's rule in x² takes 2·22 roundings, each coefficient, x² and the last factor a few more: within γ_100 of the
# sum of absolute values, sinh 4 < cosh 4 < 28; the terms left out are below 4⁴⁴/44! < 2e-28
WAVE_ERROR = 28 * 100 * EPS


def _waves(x: BallArray, terms: list[float], last: Callable[[Array], Array], name: str) -> BallArray:
    """Return the sine or cosine; both change by at most |dx| and lie in [−1, 1]."""
    near = (np.abs(x.mid) <= LARGEST) & (x.rad < np.inf)
    points = np.where(near, x.mid, 0.0)
    square = points * points
    mid = reduce(lambda value, c: value * square + c, reversed(terms[:-1]), np.full_like(square, terms[-1]))
    mid, rad = np.asarray(mid * last(points)), np.asarray(enlarged(np.minimum(x.rad, 2.0) + WAVE_ERROR))
    if not near.all():  # the others one by one, NaN where unbounded
        others = _by_balls(name)(x[~near])
        mid[~near], rad[~near] = others.mid, others.rad
    return BallArray._of(mid, rad)


def ball_array(x: Any) -> BallArray:
    """Return a number (float, int, Fraction, ball) or an array of floats as a BallArray that contains it."""
    if isinstance(x, BallArray):
        return x
    if isinstance(x, float) or (isinstance(x, np.ndarray) and x.dtype == float):
        return BallArray(x)
    if isinstance(x, int | Fraction):
        mid = float(x)
        return BallArray(mid, 0.0 if mid == x else EPS * abs(mid) + TINY)
    if isinstance(x, arb):
        return _rounded(x)
    raise TypeError(f"a {type(x).__name__} is not taken as exact; write a float, an int or a Fraction")


def _rounded(x: arb) -> BallArray:
    mid = float(x.mid())  # within one unit in the last place, whatever the rounding
    return BallArray(mid, enlarged(float(x.rad()) + EPS * abs(mid)))


def _by_balls(name: str) -> Callable[..., BallArray]:
    """Return a function of the ball arithmetic, entry by entry."""
    table = arithmetic("ball", 15)
    function = table.functions[name]

    def of_entries(*xs: BallArray) -> BallArray:
        shape = np.broadcast_shapes(*(x.shape for x in xs))
        with table.working():
            flat = [[np.broadcast_to(part, shape).ravel().tolist() for part in (x.mid, x.rad)] for x in xs]
            found = [function(*entry) for entry in zip(*(map(arb, *parts) for parts in flat), strict=True)]
        mid = np.array([float(x.mid()) for x in found]).reshape(shape)
        rad = np.array([float(x.rad()) for x in found]).reshape(shape)
        return BallArray(mid, enlarged(rad + EPS * np.abs(mid)))

    return of_entries


@cache
def _pi() -> BallArray:
    with arithmetic("ball", 15).working():
        return _rounded(arb.pi())


@cache
def _e() -> BallArray:
    with arithmetic("ball", 15).working():
        return _rounded(arb.const_e())


def _power(x: BallArray, n: int) -> BallArray:
    if n < 0:
        return 1 / _power(x, -n)
    return reduce(mul, [x] * n) if n else BallArray(np.ones(x.shape))


def _hull(low: Fraction, high: Fraction) -> BallArray:
    middle, half = ball_array((low + high) / 2), (high - low) / 2
    spread = float(half) if float(half) == half and not middle.rad else enlarged(float(half) + middle.rad)
    return BallArray(middle.mid, spread)


def _bounds(x: BallArray) -> Bounds | None:
    if not (np.isfinite(x.mid) and np.isfinite(x.rad)):
        return None
    mid, rad = Fraction(float(x.mid)), Fraction(float(x.rad))
    return mid - rad, mid + rad


# entry by entry, without a vectorised form of their own
_ENTRYWISE = (
    "log tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh erf erfc gamma loggamma factorial digamma binomial "
    "abs max min sign floor ceiling heaviside mod"
)
BALL_ARRAYS = Arithmetic(
    name="ball arrays",
    rigorous=True,
    number=ball_array,
    rational=lru_cache(lambda p, q: ball_array(Fraction(p, q))),
    constants={"pi": _pi, "e": _e},
    functions={name: _by_balls(name) for name in _ENTRYWISE.split()}
    | {
        "add": lambda *xs: reduce(add, xs),
        "mul": lambda *xs: reduce(mul, xs),
        "divide": lambda x, y: x / y,
        "power": _power,
        "root": BallArray.root,
        "sqrt": BallArray.sqrt,
        "sin": BallArray.sin,
        "cos": BallArray.cos,
        "exp": BallArray.exp,
    },
    bounds=_bounds,
    hull=_hull,
    working=lambda: np.errstate(all="ignore"),  # NaN and infinity say what a warning would
)


def to_arb_mat(balls: BallArray) -> arb_mat:
    """Return the same balls for python-flint, a vector as a column; the conversion is exact upwards."""
    rows = balls if len(balls.shape) == 2 else balls.reshape(-1, 1)
    return arb_mat([list(map(arb, m, r)) for m, r in zip(rows.mid.tolist(), rows.rad.tolist(), strict=True)])

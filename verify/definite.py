"""Definiteness of every symmetric matrix in a ball matrix, and the ball matrices in floating point behind it.

Two paths.  The *fast* one rounds midpoints to nearest and pays for every rounding in the radius, by
bounds that hold for any order of summation (Higham, Accuracy and Stability of Numerical Algorithms,
2002, ch. 3; Rump, Verification methods, Acta Numerica 2010).  The *plain* one is python-flint
throughout.  ``docs/certified-points.md`` says what each trusts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from operator import add, mul
from typing import Any, Literal

import numpy as np
from flint import arb, arb_mat

from verify.arithmetics import Arithmetic, Bounds, arithmetic

__all__ = ["BALL_ARRAYS", "BallArray", "Definiteness", "definiteness", "enlarged", "to_arb_mat"]

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
    """An array of balls: all arrays x with |x − mid| ≤ rad, entry by entry.

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
        least = np.where(least > 0, least, np.nan)
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
        n = self.mid.shape[axis]
        spread = (self.rad + (n + 1) * EPS * np.abs(self.mid)).sum(axis=axis)  # γ_n ≤ (n + 1) 2u
        return BallArray._of(self.mid.sum(axis=axis), enlarged(spread, n + 4))

    def __matmul__(self, other: BallArray) -> BallArray:
        n, size = self.mid.shape[-1], np.abs(other.mid)
        # |fl(AB) − AB| ≤ γ_n |A||B|, and |XY − AB| ≤ |A| S + R (|B| + S)
        spread = np.abs(self.mid) @ (other.rad + (n + 1) * EPS * size + TINY) + self.rad @ (size + other.rad)
        return BallArray._of(self.mid @ other.mid, enlarged(spread, n + 8))

    def root(self) -> BallArray:
        """Return the square root of numbers known to be nonnegative, whatever their balls say."""
        mid = np.sqrt(np.maximum(self.mid, 0))
        # |√x − √a| = |x − a|/(√x + √a) ≤ min(r/√a, √r)
        spread = np.fmin(self.rad / np.where(mid > 0, mid, np.nan), np.sqrt(self.rad))
        possible = self.mid + self.rad >= 0
        return BallArray._of(mid, np.where(possible, enlarged(spread + EPS * mid), np.nan))


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
        with table.working():
            flat = [list(map(arb, x.mid.ravel().tolist(), x.rad.ravel().tolist())) for x in xs]
            found = [function(*entry) for entry in zip(*flat, strict=True)]
        mid = np.array([float(x.mid()) for x in found]).reshape(xs[0].shape)
        rad = np.array([float(x.rad()) for x in found]).reshape(xs[0].shape)
        return BallArray(mid, enlarged(rad + EPS * np.abs(mid)))

    return of_entries


def _power(x: BallArray, n: int) -> BallArray:
    if n < 0:
        return 1 / _power(x, -n)
    return reduce(mul, [x] * n) if n else BallArray(np.ones(x.shape))


def _bounds(x: BallArray) -> Bounds | None:
    if not (np.isfinite(x.mid) and np.isfinite(x.rad)):
        return None
    mid, rad = Fraction(float(x.mid)), Fraction(float(x.rad))
    return mid - rad, mid + rad


BALL_ARRAYS = Arithmetic(
    name="ball arrays",
    rigorous=True,
    number=ball_array,
    rational=lru_cache(lambda p, q: ball_array(Fraction(p, q))),
    constants={"pi": lru_cache(lambda: _rounded(arb.pi()))},
    functions={
        "add": lambda *xs: reduce(add, xs),
        "mul": lambda *xs: reduce(mul, xs),
        "divide": lambda x, y: x / y,
        "power": _power,
        "root": BallArray.root,
        "atan2": _by_balls("atan2"),
    },
    bounds=_bounds,
    working=lambda: np.errstate(all="ignore"),  # NaN and infinity say what a warning would
)


def to_arb_mat(balls: BallArray) -> arb_mat:
    """Return the same balls for python-flint, a vector as a column; the conversion is exact upwards."""
    rows = balls if len(balls.shape) == 2 else balls.reshape(-1, 1)
    return arb_mat([list(map(arb, m, r)) for m, r in zip(rows.mid.tolist(), rows.rad.tolist(), strict=True)])


@dataclass(frozen=True, eq=False)
class Definiteness:
    """What is shown of every symmetric matrix H in a ball matrix.

    ``direction`` is the exact x with xᵀHx < 0 for all H, where the kind says so.  "not shown" says
    nothing about H, and ``reason`` why.
    """

    kind: Literal["positive definite", "negative direction", "not shown"]
    reason: str
    direction: tuple[Any, ...] | None = None


def definiteness(matrix: BallArray | arb_mat, digits: int | None = None) -> Definiteness:
    """Return whether every symmetric H in a ball matrix is positive definite, or one x has xᵀHx < 0 for all.

    `matrix` is n × n.  Without `digits` the fast path answers (for a `BallArray`), with `digits` the
    plain one.  Guaranteed: both answers hold for every symmetric matrix within.  "not shown" does not
    mean indefinite: the balls may be too wide, the smallest eigenvalue too near 0, or entries not
    finite.  Raises ValueError if the matrix is not square or contains no symmetric matrix.

    Fast: a Cholesky factor of the shifted midpoint (Rump, Verification of positive definiteness, BIT
    46, 2006), its residual bounded afterwards.  Plain: L⁻¹HL⁻ᵀ within 1 of the identity.

    >>> definiteness(BallArray([[2.0, 1.0], [1.0, 2.0]], 1e-3)).kind
    'positive definite'
    >>> found = definiteness(BallArray([[1.0, 2.0], [2.0, 1.0]], 1e-3))
    >>> found.kind, [round(float(x), 3) for x in found.direction]
    ('negative direction', [-0.707, 0.707])
    """
    if digits is None and isinstance(matrix, BallArray):
        with np.errstate(all="ignore"):
            return _fast(_symmetric(matrix))
    with arithmetic("ball", 30 if digits is None else digits).working():
        return _plain(_symmetric_balls(to_arb_mat(matrix) if isinstance(matrix, BallArray) else matrix))


def _shown(path: str) -> Definiteness:
    return Definiteness("positive definite", f"every symmetric matrix within is positive definite ({path} path)")


def _saddle(path: str, direction: Any) -> Definiteness:
    return Definiteness("negative direction", f"xᵀHx < 0 for every H within ({path} path)", tuple(direction))


def _not_shown(reason: str) -> Definiteness:
    return Definiteness("not shown", reason)


# The fast path


def _symmetric(matrix: BallArray) -> BallArray:
    """Return the balls of the lower triangle on both sides: they contain every symmetric matrix within."""
    if len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.shape[0]:
        raise ValueError(f"definiteness is of square matrices, not of shape {matrix.shape}")
    if (np.abs(matrix.mid - matrix.mid.T) > enlarged(matrix.rad + matrix.rad.T)).any():
        raise ValueError("the ball matrix contains no symmetric matrix")
    lower = np.tri(len(matrix.mid), dtype=bool)
    return BallArray(np.where(lower, matrix.mid, matrix.mid.T), np.where(lower, matrix.rad, matrix.rad.T))


def _fast(matrix: BallArray) -> Definiteness:
    if not (np.isfinite(matrix.mid).all() and np.isfinite(matrix.rad).all()):
        return _not_shown("an entry is not finite")
    if _shifted_cholesky(matrix):
        return _shown("fast")
    x = np.linalg.eigh(matrix.mid)[1][:, 0]
    value = BallArray(x) @ (matrix @ BallArray(x))
    if value.mid + value.rad < 0:
        return _saddle("fast", x.tolist())
    return _not_shown("neither a shifted Cholesky factor nor a negative direction was found: try more digits")


def _shifted_cholesky(matrix: BallArray) -> bool:
    """Return whether H = sI + LLᵀ + (rest of 2-norm below s), for every H within, L any floating-point matrix."""
    mid, n = matrix.mid, len(matrix.mid)
    spread = enlarged(matrix.rad.sum(axis=1).max(), n)  # ‖rad‖∞ bounds the 2-norm of every deviation
    shift = 2 * spread + 4 * (n + 2) * EPS * np.abs(np.diagonal(mid)).sum()
    try:
        factor = np.linalg.cholesky(mid - shift * np.eye(n))
    except np.linalg.LinAlgError:
        return False
    # rest = (H − mid) + (mid − sI − fl(LLᵀ)) + (fl(LLᵀ) − LLᵀ);  ‖ |L||L|ᵀ ‖₂ ≤ ‖L‖_F²
    residual = np.abs(mid - factor @ factor.T - shift * np.eye(n)).sum(axis=1).max()
    rounding = (n + 1) * EPS * enlarged((factor * factor).sum(), n * n) + n * TINY
    rest = enlarged(spread + enlarged(residual, n + 4) + rounding + 2 * EPS * shift)
    return bool(rest < shift)


# The plain path


def _symmetric_balls(matrix: arb_mat) -> list[list[arb]]:
    n, rows = matrix.nrows(), matrix.tolist()
    if n != matrix.ncols() or not n:
        raise ValueError(f"definiteness is of square matrices, not of shape {(n, matrix.ncols())}")
    if any(rows[i][j].is_finite() and not rows[i][j].overlaps(rows[j][i]) for i in range(n) for j in range(i)):
        raise ValueError("the ball matrix contains no symmetric matrix")
    return [[rows[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]


def _plain(rows: list[list[arb]]) -> Definiteness:
    if not all(x.is_finite() for row in rows for x in row):
        return _not_shown("an entry is not finite")
    matrix, factor = arb_mat(rows), _cholesky_rows(rows)
    try:
        return _plain_saddle(matrix, len(factor)) if len(factor) < len(rows) else _plain_positive(matrix, factor)
    except ZeroDivisionError:  # flint's word for: perhaps singular
        return _not_shown("a leading block is singular to these digits: try more")


def _cholesky_rows(rows: list[list[arb]]) -> list[list[arb]]:
    """Return the rows of an approximate Cholesky factor of the midpoints, up to the first pivot ≤ 0."""
    factor: list[list[arb]] = []
    for row in rows:
        new: list[arb] = []
        for above in factor:
            new.append(((row[len(new)].mid() - _dot(new, above)) / above[-1]).mid())
        pivot = row[len(new)].mid() - _dot(new, new)
        if not pivot > 0:
            break
        factor.append([*new, pivot.sqrt().mid()])
    return factor


def _dot(x: list[arb], y: list[arb]) -> arb:
    return sum(map(mul, x, y), arb(0)).mid()


def _plain_positive(matrix: arb_mat, factor: list[list[arb]]) -> Definiteness:
    """Return whether BHBᵀ = I + E with ‖E‖∞ < 1: then it is positive definite, and so is H, for any B at all."""
    n = len(factor)
    inverse = arb_mat([row + [arb(0)] * (n - len(row)) for row in factor]).inv().mid()
    scaled = (inverse * matrix * inverse.transpose()).tolist()
    if all(sum(abs(x - (i == j)) for j, x in enumerate(row)) < 1 for i, row in enumerate(scaled)):
        return _shown("plain")
    return _not_shown("the balls are too wide or the digits too few")


def _plain_saddle(matrix: arb_mat, j: int) -> Definiteness:
    """Return a direction x with xᵀHx < 0 for every H within, if one of two candidates is."""
    for direction in (_pivot_direction(matrix, j), _eigenvector(matrix)):
        x = arb_mat([[t] for t in direction])
        if (x.transpose() * matrix * x)[0, 0] < 0:
            return _saddle("plain", direction)
    return _not_shown("a pivot is not positive, and no direction shown negative: try more digits")


def _pivot_direction(matrix: arb_mat, j: int) -> list[arb]:
    """Return x = (−A⁻¹a, 1, 0 …), A the leading j × j block and a beside it: xᵀHx is the pivot j of elimination."""
    rows = matrix.mid().tolist()
    block, beside = arb_mat([row[:j] for row in rows[:j]]), arb_mat([[-row[j]] for row in rows[:j]])
    solved = [x.mid() for x in block.solve(beside).entries()] if j else []
    return [*solved, arb(1), *[arb(0)] * (len(rows) - j - 1)]


def _eigenvector(matrix: arb_mat) -> list[arb]:
    """Return the lowest eigenvector of the midpoints in floating point: a candidate, where a pivot vanishes."""
    mid = np.array([[float(x) for x in row] for row in matrix.mid().tolist()])
    return list(map(arb, np.linalg.eigh(mid)[1][:, 0].tolist()))

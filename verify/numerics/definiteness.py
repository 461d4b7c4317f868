"""Definiteness of every symmetric matrix in a ball matrix.

Two paths.  The *fast* one is arrays of floating-point balls (`verify.arithmetics.arrays`), the *plain* one is
python-flint throughout.  ``docs/certified-points.md`` says what each trusts.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import Any, Literal

import numpy as np
from flint import arb, arb_mat

from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import EPS, TINY, BallArray, enlarged, to_arb_mat

__all__ = ["Definiteness", "definiteness"]


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

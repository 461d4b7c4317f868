"""Double precision, vectorised: fast, approximate, never evidence for more than SUPPORTED."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce

import numpy as np

from verify.arithmetics import Arithmetic, Bounds


def _bounds(x: float) -> Bounds | None:
    return (Fraction(float(x)),) * 2 if np.isfinite(x) else None


def _number(x: object) -> object:
    return float(x) if isinstance(x, Fraction | int) else np.asarray(x, dtype=float)[()]


@cache
def make() -> Arithmetic:
    return Arithmetic(
        name="numpy",
        rigorous=False,
        number=_number,
        rational=lambda p, q: p / q,
        constants={"pi": lambda: np.pi, "e": lambda: np.e},
        functions={
            "add": lambda *xs: sum(xs[1:], xs[0]),
            "mul": lambda *xs: reduce(np.multiply, xs),
            "divide": np.divide,
            "power": lambda x, n: np.asarray(x, dtype=float)[()] ** n,
            "sqrt": np.sqrt,
            "root": lambda x: np.sqrt(np.maximum(x, 0)),
            "exp": np.exp,
            "log": np.log,
            "sin": np.sin,
            "cos": np.cos,
            "tan": np.tan,
            "asin": np.arcsin,
            "acos": np.arccos,
            "atan": np.arctan,
            "atan2": np.arctan2,
            "sinh": np.sinh,
            "cosh": np.cosh,
            "tanh": np.tanh,
            "abs": np.abs,
            "max": lambda *xs: reduce(np.maximum, xs),
            "min": lambda *xs: reduce(np.minimum, xs),
            "heaviside": np.heaviside,
        },
        bounds=_bounds,
        working=lambda: np.errstate(all="ignore"),  # NaN and infinity say what a warning would
    )

"""Frequencies of the two minima among random starts: gradient descent with a step, and its limit, the flow."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import sqrt

import numpy as np
from sympy import Expr

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, MOST_STEPS, SPURIOUS, Motion, fastest
from derivations.papers.du2018.theory.descent import settled_global, settled_spurious
from derivations.papers.du2018.theory.reduction import SPEED, STATE, STEP, step
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.numerics.iteration import Outcome, Update, iterate
from verify.statistics.sample import stream

__all__ = ["default_rate", "descent", "flow"]


def default_rate(setting: Setting) -> float:
    """Return a tenth of 2π/λ₁, the largest η for which the octant is proved to be invariant."""
    return 2 * np.pi / 10 / fastest(setting)


def _starts(setting: Setting, starts: int, seed: int) -> tuple[Array, Array, Array]:
    return setting.sample(stream("basin", setting, seed), starts)


def flow(setting: Setting, starts: int, seed: int = 0) -> Outcome:
    """Return what becomes of random starts under the gradient flow, by a Runge-Kutta method of order 4."""
    motion, state = Motion.of(setting), _starts(setting, starts, seed)
    first = np.full(starts, motion.step / 4)
    return iterate(motion.update, motion.fate, (*state, first), MOST_STEPS)


def descent(setting: Setting, starts: int, rate: float, seed: int = 0) -> Outcome:
    """Return what becomes of random starts under gradient descent with the learning rate η = `rate`, exactly reduced.

    A start is labelled where `theory.descent` says that descent with this very step, 0 < η < 4π/λ₁, ends; it moves on
    until then.
    """
    state, length = _starts(setting, starts, seed), np.full(starts, 1 / sqrt(setting.scale))
    return iterate(_update(setting, rate), _fate(setting, rate), (*state, length), MOST_STEPS)


def _update(setting: Setting, rate: float) -> Update:
    return _compiled(setting, rate, step)


def _fate(setting: Setting, rate: float) -> Callable[..., Array]:
    found, lost = (_compiled(setting, rate, settled) for settled in (settled_global, settled_spurious))

    def fate(*state: Array) -> Array:
        up, down = (np.min(run(*state), axis=0) > 0 for run in (found, lost))
        return np.where(up, GLOBAL, np.where(down, SPURIOUS, 0))

    return fate


@lru_cache(maxsize=64)
def _compiled(setting: Setting, rate: float, made: Callable[[], tuple[Expr, ...]]) -> Update:
    """Return expressions as functions of φ, x, z and V, in one setting and for one step."""
    values = {symbol: value for symbol, value in setting.data.items() if symbol != SPEED}
    run = compile_expression([one.xreplace(values) for one in made()], (*STATE, SPEED, STEP), arithmetic("numpy"))
    return lambda phi, x, z, length: run(phi, x, z, length, rate / (2 * np.pi))

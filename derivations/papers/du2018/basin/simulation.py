"""Frequencies of the two minima among random starts: gradient descent with a step, and its limit, the flow."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import numpy as np

from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import MOST_STEPS, Motion, fastest
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

    The sets that end it are those of the flow; a step η takes a start out of them at most by O(η).
    """
    update, state = _update(setting, rate), _starts(setting, starts, seed)
    length = np.full(starts, 1 / sqrt(setting.scale))
    return iterate(update, Motion.of(setting).fate, (*state, length), MOST_STEPS)


@lru_cache(maxsize=64)
def _update(setting: Setting, rate: float) -> Update:
    run = compile_expression(_moving(setting), (*STATE, SPEED, STEP), arithmetic("numpy"))
    return lambda phi, x, z, length: run(phi, x, z, length, rate / (2 * np.pi))


def _moving(setting: Setting) -> tuple[object, ...]:
    values = {symbol: value for symbol, value in setting.data.items() if symbol != SPEED}
    return tuple(expression.xreplace(values) for expression in step())

"""Single runs of the reduced dynamics, their loss, and the linearised flow at a point: floating point throughout.

Time is τ = t/2π, N = 1, and a lies in the span of b and 1; the rest of a moves neither the angle nor x and z.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np
import sympy
from sympy import Expr, Matrix

from derivations.gaussian.sums import ONE
from derivations.papers.du2018.basin.initial import Array, Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS
from derivations.papers.du2018.theory.landscape import BB, GAMMA, form, landscape
from derivations.papers.du2018.theory.reduction import DATA, SPEED, STATE, STEP, flow, step
from derivations.papers.du2018.theory.sets import in_data, quasi_steady, sums
from verify.arithmetics import arithmetic
from verify.language.compile import compile_expression
from verify.language.vectors import Dot
from verify.numerics.iteration import State, Update
from verify.numerics.monotone_roots import monotone_root

__all__ = ["boundary", "descent_step", "jacobian", "losses", "ring_angle", "run", "steady"]

PARTS = 65


def run(update: Update, start: State, count: int) -> State:
    """Return the states after 0, 1, …, `count` updates, one array (count + 1, n) for each part of a state."""
    states = [start]
    for _ in range(count):
        states.append(update(*states[-1]))
    return tuple(map(np.array, zip(*states, strict=True)))


def boundary(label: Callable[[Array], Array], count: int, parts: int = PARTS, tolerance: float = 1e-12) -> Array:
    """Return for each of `count` problems the angle below which ``label`` is GLOBAL and above which it is SPURIOUS.

    ``label`` takes angles (n, count) and returns fates of that shape, which are monotone along the first axis.
    """
    low, high = np.zeros(count), np.full(count, np.pi)
    shares = np.arange(1, parts)[:, None] / parts
    while np.max(high - low) > tolerance:
        inner = low + (high - low) * shares
        fates = label(inner)
        new = np.where(fates == GLOBAL, inner, low).max(axis=0), np.where(fates == SPURIOUS, inner, high).min(axis=0)
        if np.array_equal(new[0], low) and np.array_equal(new[1], high):
            break  # what is left is decided too late: the middle is as good as any
        low, high = new
    return (low + high) / 2


def descent_step(setting: Setting, h: float) -> Update:
    """Return the exact step of descent with η = 2π h, on (φ, x, z, V)."""
    values = {symbol: value for symbol, value in setting.data.items() if symbol != SPEED}
    moving = tuple(expression.xreplace(values) for expression in step())
    compiled = compile_expression(moving, (*STATE, SPEED, STEP), arithmetic("numpy"))
    return lambda *state: compiled(*state, h)


@cache
def losses() -> tuple[Expr, Expr]:
    """Return the loss, and the loss above the spurious one, in `STATE` and `DATA`.

    It is the landscape's identity with the parabola in factors, so that neither cancels at its own minimum.
    """
    (_, x, z), (k, total, square), found = STATE, DATA, landscape()
    u, w = sympy.symbols("u w", real=True)
    # a − â has the coordinates u = x − x_q and w = z − z_q
    off = u / k * ONE + w / (square - total**2 / k) * (BB - total / k * ONE)
    quadratic = sympy.collect(sympy.expand(in_data(form(off).xreplace({Dot(ONE, ONE): k}))), (u, w), sympy.factor)
    steady_x, steady_z = quasi_steady()
    bowl = quadratic.xreplace({u: x - steady_x, w: z - steady_z}) / (4 * sympy.pi)
    parabola = 2 * found.tilt * GAMMA - found.scale * GAMMA**2
    whole, above = (bowl + in_data(sympy.factor(part)) for part in (found.spurious + parabola, parabola))
    return whole, above


def steady(setting: Setting, phi: Array) -> tuple[Array, Array]:
    """Return x_q and z_q at angles."""
    compiled = compile_expression(setting.at_these(quasi_steady()), STATE[:1], arithmetic("numpy"))
    x, z = compiled(phi)
    return x, z


def ring_angle(setting: Setting) -> float:
    """Return φ_s, where y_q changes its sign; raises ValueError if there is no ring."""
    within = Fraction(0), Fraction(22, 7)  # beyond π, for y_q is monotone there too
    found = monotone_root(setting.at_these(sums()[3]), STATE[0], within, {}, arithmetic("ball", 30))
    if found is None or found[0] > Fraction(np.pi):
        raise ValueError(f"k = {setting.patches} and r = {setting.ratio} have no ring between the minima")
    return float(sum(found) / 2)


def jacobian(setting: Setting, phi: float, speed: float | None = None) -> Array:
    """Return the matrix of the linearised flow at an angle and the steady x and z, for ‖v‖ = speed or the start's."""
    values = {symbol: value for symbol, value in setting.data.items() if symbol != SPEED}
    entries = Matrix(flow()).jacobian(Matrix(STATE)).xreplace(values)
    compiled = compile_expression(list(entries), (*STATE, SPEED), arithmetic("numpy"))
    place = np.array([phi]), *steady(setting, np.array([phi]))
    length = float(setting.data[SPEED]) if speed is None else speed
    return np.array([np.broadcast_to(x, 1)[0] for x in compiled(*place, length)], dtype=float).reshape(3, 3)

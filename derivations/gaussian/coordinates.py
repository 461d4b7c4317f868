"""Moments of Gaussian linear forms on half-spaces by explicit integrals in coordinates, apart from `moments`.

Coordinates (s, t) in the plane of two half-spaces, and what is orthogonal to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import sympy
from sympy import Expr, Rational, S, Symbol, cos, erf, exp, pi, sin, sqrt

from derivations.gaussian.forms import Unreachable, covariance
from derivations.gaussian.moments import HalfSpaces, Powers, angle

__all__ = ["in_coordinates"]

C, SINE = sympy.Dummy("C", real=True), sympy.Dummy("S", positive=True)
TURN = sympy.Dummy("phi", real=True)


@lru_cache(maxsize=256)
def _planar(i: int, j: int, walls: int) -> Expr:
    """Return E[sⁱ tʲ] on the plane, s > 0, or s > 0 and s cos φ + t sin φ > 0; in φ, C = cos φ, S = sin φ."""
    theta = sympy.Symbol("theta", real=True)
    low, high = ((-pi, pi), (-pi / 2, pi / 2), (TURN - pi / 2, pi / 2))[walls]
    waves = sympy.expand(sympy.expand((cos(theta) ** i * sin(theta) ** j).rewrite(exp)), power_exp=True)
    total: Expr = S.Zero
    for wave in sympy.Add.make_args(waves):
        coefficient, rate = wave.subs(theta, 0), sympy.simplify(sympy.diff(wave, theta) / wave)
        if rate == 0:
            total += coefficient * (high - low)
        else:
            k = rate / sympy.I
            total += coefficient / rate * (_turned(k, high) - _turned(k, low))
    radial = 2 ** Rational(i + j, 2) * sympy.gamma(Rational(i + j, 2) + 1)  # ∫ r^{N+1} e^{−r²/2} dr
    return sympy.expand(radial * total / (2 * pi))


def _turned(k: Expr, end: Expr) -> Expr:
    """Return e^{ik·end} with e^{iφ} as C + iS."""
    around = (C + sympy.I * SINE * sympy.sign(k)) ** abs(k) if end.has(TURN) else S.One
    return sympy.expand(around * exp(sympy.I * k * end.subs(TURN, 0)))


def in_coordinates(powers: Powers, half_spaces: HalfSpaces) -> Expr:
    """Return the moment on two half-spaces through 0, or on one, by explicit integrals, apart from `Moments`.

    With C = cos φ = c/√(pq) and S = √(pq − c²)/√(pq), the walls are along (1, 0) and (C, S).
    """
    walls, biased = list(half_spaces), any(half_spaces.values())
    if len(walls) > (1 if biased else 2):
        raise Unreachable(f"{len(walls)} half-spaces are too many for a plane")
    frame = _frame(walls)
    s, t = sympy.Dummy("s", real=True), sympy.Dummy("t", real=True)
    letters = {sympy.Dummy(): form for form in powers}
    inside = {x: _in_frame(form, walls, frame) for x, form in letters.items()}
    product = sympy.Mul(*((inside[x][0] * s + inside[x][1] * t + x) ** powers[form] for x, form in letters.items()))
    total: Expr = S.Zero
    gram = {
        (x, y): covariance(f, h) - inside[x][0] * inside[y][0] - inside[x][1] * inside[y][1]
        for x, f in letters.items()
        for y, h in letters.items()
    }
    isserlis = _pairings(list(letters), gram)
    for (i, j, *outside), coefficient in sympy.Poly(sympy.expand(product), s, t, *letters).terms():
        plane = _above(i, _height(half_spaces)) if biased else _planar(i, j, len(walls))
        total += coefficient * plane * isserlis(tuple(outside))
    return total.xreplace(frame) if frame else total


def _height(half_spaces: HalfSpaces) -> Expr:
    ((wall, threshold),) = half_spaces.items()
    return threshold / sqrt(covariance(wall, wall))


def _above(n: int, t: Expr) -> Expr:
    """Return E[sⁿ; s > t] = ∫_t^∞ sⁿ e^{−s²/2} ds/√(2π), by parts."""
    if n == 0:
        return (1 - erf(t / sqrt(2))) / 2
    edge = t ** (n - 1) * exp(-(t**2) / 2) / sqrt(2 * pi)
    return edge + ((n - 1) * _above(n - 2, t) if n > 1 else 0)


def _frame(walls: list[Expr]) -> dict[Expr, Expr]:
    if len(walls) < 2:
        return {}
    p, q, c = (covariance(a, b) for a, b in ((walls[0], walls[0]), (walls[1], walls[1]), tuple(walls)))
    return {C: c / sqrt(p) / sqrt(q), SINE: sqrt(sympy.expand(p * q - c**2)) / sqrt(p) / sqrt(q), TURN: angle(*walls)}


def _in_frame(form: Expr, walls: list[Expr], frame: Mapping[Expr, Expr]) -> tuple[Expr, Expr]:
    """Return the coordinates of a form along (1, 0), the first wall, and (0, 1)."""
    if not walls:
        return S.Zero, S.Zero
    along = covariance(form, walls[0]) / sqrt(covariance(walls[0], walls[0]))
    if form == walls[0] or len(walls) == 1:
        return along, S.Zero
    length = sqrt(covariance(walls[1], walls[1]))
    if form == walls[1]:
        return length * C, length * SINE
    return along, (covariance(form, walls[1]) / length - along * C) / SINE


def _pairings(letters: list[Symbol], gram: Mapping[tuple[Symbol, Symbol], Expr]) -> Callable[[tuple[int, ...]], Expr]:
    """Return E[Π xⁿ] of centred Gaussian variables as a function of the exponents (Isserlis)."""

    @cache
    def moment(exponents: tuple[int, ...]) -> Expr:
        first = next((i for i, n in enumerate(exponents) if n), None)
        if first is None:
            return S.One
        if sum(exponents) % 2:
            return S.Zero
        rest = _less(exponents, first)
        pairs = (n * gram[letters[first], letters[j]] * moment(_less(rest, j)) for j, n in enumerate(rest) if n)
        return sympy.expand(sympy.Add(*pairs))

    return moment


def _less(exponents: tuple[int, ...], i: int) -> tuple[int, ...]:
    return (*exponents[:i], exponents[i] - 1, *exponents[i + 1 :])

"""The sets of states that decide where the flow ends, as expressions whose signs say that a state is in them.

With g = g(φ), the outputs follow the angle: x and z move towards x_q(φ) and z_q(φ), where x' = 0 and z' = 0.
Each of X x/k and z may be replaced in y = X x/k + z by the value it moves to; the four sums

    y,   X x/k + z_q,   X x_q/k + z,   y_q = X x_q/k + z_q = 4πc (g − g₀)

drive one another with nonnegative weights, and so do the three numbers

    y_q,   y,   y' + λ y = X (X − x) − (1 − g) N.

So where all of them are positive they stay positive, the angle falls and the flow ends at the global minimum;
where all are negative they stay negative, the angle rises and the flow ends at the spurious one.  The
lemmas are in `derivations.du2018.dynamics`.  Nothing here depends on ‖v‖ or on the sign of X; N is positive.
"""

from __future__ import annotations

from functools import cache

import sympy
from sympy import Expr, pi

from derivations.du2018.reduction import DATA, STATE, alignment, flow

__all__ = [
    "decided_global",
    "decided_spurious",
    "quasi_steady",
    "rate",
    "settling",
    "sums",
    "trap",
    "trapped_global",
    "trapped_spurious",
]

PHI, X_OF_A, Z_OF_A = STATE
K, X, N = DATA


def rate(scalar: Expr) -> Expr:
    """Return the derivative in τ of a function of the state along the flow."""
    return sympy.Add(*(sympy.diff(scalar, s) * moving for s, moving in zip(STATE, flow(), strict=True)))


@cache
def settling() -> tuple[Expr, Expr]:
    """Return (λ₁, λ), the rates in τ at which x and z approach their quasi-steady values."""
    fast, slow = (-sympy.diff(moving, s) for s, moving in zip(STATE[1:], flow()[1:], strict=True))
    return fast, slow


@cache
def quasi_steady() -> tuple[Expr, Expr]:
    """Return (x_q, z_q), where x' = 0 and z' = 0 at the current angle."""
    # each of x' and z' is linear in its own letter: drive − rate · s
    drives = (moving.xreplace({s: sympy.S.Zero}) for s, moving in zip(STATE[1:], flow()[1:], strict=True))
    x, z = (drive / decay for drive, decay in zip(drives, settling(), strict=True))
    return x, z


@cache
def sums() -> tuple[Expr, Expr, Expr, Expr]:
    """Return X u/k + w for u in (x, x_q) and w in (z, z_q): y, X x/k + z_q, X x_q/k + z and y_q."""
    steady_x, steady_z = quasi_steady()
    first, second, third, fourth = (
        alignment().xreplace({X_OF_A: u, Z_OF_A: w}) for u in (X_OF_A, steady_x) for w in (Z_OF_A, steady_z)
    )
    return first, second, third, fourth


@cache
def trap() -> tuple[Expr, Expr, Expr]:
    """Return y_q, y and y' + λ y, which is X (X − x) − (1 − g) N."""
    y, *_, steady = sums()
    return steady, y, sympy.collect(sympy.expand(rate(y) + settling()[1] * y), N)


def decided_global() -> tuple[Expr, ...]:
    """Return five expressions in `STATE` and `DATA`: where all are positive the flow ends at the global minimum.

    With X ≥ 0 this is (X/k) min(x, x_q) + min(z, z_q) > 0 at an angle below the ring's.  Where one is not
    positive nothing follows.
    """
    return (pi - PHI, *sums())


def decided_spurious() -> tuple[Expr, ...]:
    """Return four expressions in `STATE` and `DATA`: where all are negative the flow ends at the spurious minimum.

    With X ≥ 0 this is (X/k) max(x, x_q) + max(z, z_q) < 0 at an angle above the ring's; g₀ > 0 follows.
    Where one is not negative nothing follows.
    """
    return sums()


def trapped_global() -> tuple[Expr, ...]:
    """Return four expressions: where all are nonnegative, the first positive, the flow ends at the global minimum.

    They are π − φ, then `trap`; the ring itself, where it stays, is left out.  In words g ≥ g₀, y ≥ 0 and
    X (X − x) ≥ (1 − g) N.
    """
    return (pi - PHI, *trap())


def trapped_spurious() -> tuple[Expr, ...]:
    """Return three expressions: where none is positive the flow ends at φ = π, a = â, the ring left out.

    They are `trap`; in words g ≤ g₀, y ≤ 0 and X (X − x) ≤ (1 − g) N.  For g₀ > 0 that is the spurious minimum.
    """
    return trap()

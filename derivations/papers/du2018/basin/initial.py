"""Where gradient descent starts: v uniform on its sphere, a uniform in the ball of radius |1·b|/√k.

Only k, the ratio r = (1·a*)²/‖a*‖², the filter size p and the scale N/V² = ‖b‖²/‖v‖² matter; N = 1 here.  The angle φ
has the distribution function F_p below and is independent of a.  With ρ = (ρ₁, ρ₂) the coordinates of a along b's part
orthogonal to 1 and along 1, in units of the radius,

    z = √(N⊥ r/k) ρ₁,   x = √r ρ₂,   ρ₂ = √(1 − ρ₁²) u,

where ρ₁ and u are independent with densities ∝ (1 − ρ₁²)^{(k−1)/2} and (1 − u²)^{(k−2)/2}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from sympy import Basic, Expr, Rational

from derivations.papers.du2018.theory.reduction import DATA, SPEED
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.language.compile import compile_expression
from verify.statistics.binomial import beta_masses

__all__ = ["Setting", "angle_distribution", "ball_masses"]

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Setting:
    """A teacher and a start as far as the reduced dynamics knows them, exactly.

    Raises ValueError for what no teacher has: by Cauchy and Schwarz 0 ≤ r ≤ k, and r = 1 for k = 1.
    """

    patches: int
    ratio: Fraction
    size: int
    scale: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        k, r = self.patches, self.ratio
        if k < 1 or self.size < 1 or self.scale <= 0:
            text = f"{k}, {self.size} and {self.scale}"
            raise ValueError(f"the patches and the filter size are at least 1 and the scale is positive, not {text}")
        if not 0 <= r <= k:
            raise ValueError(f"(1·a*)²/‖a*‖² is between 0 and the number of patches, {k}, not {r}")
        if k == 1 and r != 1:
            raise ValueError(f"with one patch (1·a*)²/‖a*‖² is 1, not {r}")

    @property
    def certain(self) -> tuple[Fraction, str] | None:
        """The probability of the global minimum and why, where no computation is needed."""
        if self.size == 1:
            return Fraction(1, 2), "p = 1: v never turns, and starts along w* or against it"
        if self.ratio == 0:
            return Fraction(1, 2), "1·a* = 0: a starts at 0, and the angle falls if φ < π/2, rises if φ > π/2"
        if self.patches == 1 or not self._has_ring:
            return Fraction(1), "there is no ring: φ = π repels, and almost every start ends at the global minimum"
        return None

    @property
    def _has_ring(self) -> bool:
        """Whether r < (k + π − 1)/π; equality would make π rational."""
        threshold = (self.patches + sympy.pi - 1) / sympy.pi
        return bool(Rational(self.ratio.numerator, self.ratio.denominator) < threshold)

    @cached_property
    def data(self) -> Mapping[Basic, Expr]:
        """The values of k, X, N and V for N = 1, exactly."""
        r, scale = (Rational(x.numerator, x.denominator) for x in (self.ratio, self.scale))
        values = (sympy.Integer(self.patches), sympy.sqrt(r), sympy.S.One, 1 / sympy.sqrt(scale))
        return dict(zip((*DATA, SPEED), values, strict=True))

    def at_these(self, expression: Expr | tuple[Expr, ...]) -> Any:
        """Return an expression of the reduced dynamics with k, X, N and V put in."""
        if isinstance(expression, tuple):
            return tuple(map(self.at_these, expression))
        return expression.xreplace(dict(self.data))

    @cached_property
    def half_axes(self) -> tuple[BallArray, BallArray]:
        """Enclosures of the largest x and z of a start, √r and √(N⊥ r/k)."""
        _, total, square, _ = self.data.values()
        rest = square - total**2 / self.patches
        lengths = (total, sympy.sqrt(rest * total**2 / self.patches))
        balls = arithmetic("ball", 20)
        x, z = (BALL_ARRAYS.number(compile_expression(length, (), balls)()) for length in lengths)
        return x, z

    def outputs(self, first: BallArray, u: BallArray) -> tuple[BallArray, BallArray]:
        """Return x and z at (ρ₁, u)."""
        x, z = self.half_axes
        return x * (u * (1 - first * first).root()), z * first

    def angle_probability(self, angle: BallArray) -> BallArray:
        """Return F_p, the probability that φ is at most an angle."""
        return angle_distribution(self.size, angle)

    def sample(self, generator: np.random.Generator, count: int) -> tuple[Array, Array, Array]:
        """Return φ, x and z of independent random starts."""
        k, p = self.patches, self.size
        across = np.sqrt(generator.chisquare(p - 1, count)) if p > 1 else np.zeros(count)
        angle = np.arctan2(across, generator.standard_normal(count))
        rho = generator.standard_normal((2, count))
        rest = generator.chisquare(k - 2, count) if k > 2 else np.zeros(count)
        rho *= generator.random(count) ** (1 / k) / np.sqrt(np.sum(rho**2, axis=0) + rest)
        if k == 1:
            rho = np.array([np.zeros(count), 2 * generator.random(count) - 1])
        x, z = (float(axis.mid) for axis in self.half_axes)
        return angle, x * rho[1], z * rho[0]


def angle_distribution(size: int, angle: BallArray) -> BallArray:
    """Return F_p(φ), the probability that a uniform direction of R^p is within the angle φ ∈ [0, π] of a given one.

    F_p(φ) = I_m(φ)/I_m(π) with m = p − 2 and I_m(φ) = ∫₀^φ sinᵐ, for which m I_m = (m − 1) I_{m−2} − cos φ sin^{m−1} φ;
    for p = 1 it is ½ on [0, π).  It is the regularised incomplete beta function at (1 − cos φ)/2.

    >>> round(float(angle_distribution(3, BallArray(1.0)).mid), 12), round(float(1 - np.cos(1)) / 2, 12)
    (0.229848847066, 0.229848847066)
    """
    if size == 1:
        return BallArray(np.full(angle.shape, 0.5))
    pi, sine, cosine = BALL_ARRAYS.constants["pi"](), angle.sin(), angle.cos()
    square, odd = sine * sine, size % 2
    # I₀(φ) = φ and I₁(φ) = 1 − cos φ; I_m(π) = (m − 1)/m I_{m−2}(π)
    share, whole, power = ((1 - cosine) / 2.0, BallArray(2.0), square) if odd else (angle / pi, pi, sine)
    for m in range(2 + odd, size - 1, 2):
        whole = whole * BALL_ARRAYS.rational(m - 1, m)
        share = share - cosine * power / (whole * float(m))
        power = power * square
    return share


def ball_masses(half_dimension: Fraction, edges: Array) -> BallArray:
    """Return the probabilities of the intervals between edges in [−1, 1] for a density ∝ (1 − t²)^{d − 1}.

    (1 + t)/2 has the beta distribution with both parameters d.  Raises ValueError for edges of which it is no float,
    and for edges that decrease.
    """
    shares = (1 + edges) / 2
    if not np.array_equal(2 * shares - 1, edges):
        raise ValueError("the edges are not on a grid on which (1 + t)/2 is exact")
    if np.any(np.diff(edges) < 0):
        raise ValueError("the edges of intervals do not decrease")
    return beta_masses(half_dimension, shares.tolist())

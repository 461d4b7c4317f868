"""Gaussian kernels of the ramp family, derived from the Gaussian integral.

For unit-variance jointly Gaussian u, v at angle φ, written u = x and v = x cos φ + y sin φ with x, y
independent: E[ramp(u) ramp(v)] for orders and slopes as asked.  The (leaky) ReLU, the half-space
indicator and the arc-cosine kernels (Cho & Saul, NIPS 2009) are instances.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy
from sympy import And, Basic, Eq, Expr, Interval, S, Symbol, acos, cos, pi, sin, sqrt

from derivations.gaussian import angular, polar
from derivations.gaussian.ramps import ramp
from verify.checks import quadrature
from verify.language.derivation import Derivation
from verify.language.domain import Domain
from verify.language.expectation import E, gaussian
from verify.language.lemma import Lemma, lemma
from verify.language.notation import notation
from verify.language.verdict import PROVED

__all__ = [
    "PHI",
    "SLOPE",
    "arc_cosine",
    "g",
    "gram_kernel",
    "half_space_mean",
    "kernel",
    "leaky_kernel",
    "relu_mean",
    "step_relu",
]

x, y = gaussian("x y")
ANGLE = Domain(phi=Interval(0, pi))
LEAKY = Domain(phi=Interval(0, pi), l=S.Reals)
PHI, SLOPE = LEAKY.symbols
SOURCE = "Cho & Saul 2009"


def kernel(
    name: str, left: str, sentence: str, orders: tuple[int, int], slopes: tuple[Any, Any], domain: Domain = ANGLE
) -> Derivation:
    """Return the derivation of E[ramp(u) ramp(v)] for two orders and two slopes."""
    (m, n), (s, t), phi = orders, slopes, domain.by_name["phi"]
    steps = [polar.definition, polar.polar, polar.homogeneity, polar.separate, angular.wedges(domain), polar.moments]
    if m + n > 1:
        steps += [angular.product_to_sum, angular.antiderivative, angular.collect_supplement]
    else:
        steps.append(angular.antiderivative)
    return Derivation(
        name=f"gaussian.{name}",
        start=lambda: E(ramp(x, m, s) * ramp(x * cos(phi) + y * sin(phi), n, t)),
        domain=domain,
        left=left,
        sentence=sentence,
        source=SOURCE,
        also=(quadrature,),
    ).by(*steps)


arc_cosine = tuple(
    kernel(f"arc_cosine_{n}", f"E_{n}(\\varphi)", f"The arc-cosine kernel of order {n}", (n, n), (0, 0))
    for n in range(4)
)
step_relu = kernel("step_relu", "", "The mean of a ReLU on a half-space", (0, 1), (0, 0))
half_space_mean = kernel("half_space_mean", "", "The mean of a Gaussian on a half-space", (0, 1), (0, 1))
relu_mean = kernel("relu_mean", "", "The mean of a ReLU", (0, 1), (1, 0))
leaky_kernel = kernel("leaky_kernel", "", "The kernel of the leaky ReLU of slope l", (1, 1), (SLOPE, SLOPE), LEAKY)
relu_kernel = arc_cosine[1]


@notation
def g(phi: Any) -> Expr:
    """Return g(φ) = (π − φ) cos φ + sin φ, read off the derived ReLU kernel as 2π E[σ(u) σ(v)]."""
    return _g().xreplace({PHI: phi})


@cache
def _g() -> Expr:
    with sympy.evaluate(True):  # g may be written into a statement that SymPy is kept from evaluating
        return 2 * pi * relu_kernel.result


def gram_kernel(p: Expr, q: Expr, c: Expr) -> Expr:
    """Return K = E[σ(u·Z) σ(v·Z)] as a function of the Gram entries p = u·u, q = v·v, c = u·v.

    √(pq) times the kernel of unit vectors, at the angle arccos(c/√(pq)).
    """
    root = sqrt(p * q)
    return sympy.expand(root * relu_kernel.result.xreplace({PHI: acos(c / root)}))


@lemma(domain=LEAKY, source=SOURCE, uses=(leaky_kernel, relu_kernel), status=PROVED)
def leaky_closed_form(phi: Symbol, l: Symbol) -> Basic:  # noqa: E741
    """The leaky kernel is (1 − l)² times the ReLU kernel plus l cos φ; at l = 0 it is the ReLU kernel."""
    closed = (1 - l) ** 2 * relu_kernel.result + l * cos(phi)
    return Eq(leaky_kernel.result, closed, evaluate=False)


def _ladder(n: int) -> Lemma:
    """Return Price's theorem dE_n/d cos φ = n² E_{n−1}, multiplied by d cos φ/dφ."""

    def statement(phi: Symbol) -> Basic:
        slope = sympy.diff(arc_cosine[n].result, phi)
        return Eq(slope, -(n**2) * sin(phi) * arc_cosine[n - 1].result, evaluate=False)

    statement.__name__ = f"price_ladder_{n}"
    kernels = f"The derivative of the arc-cosine kernel of order {n} in cos φ"
    statement.__doc__ = f"{kernels} is {n**2} times the kernel of order {n - 1}."
    return lemma(domain=ANGLE, source="Price 1958", uses=arc_cosine[n - 1 : n + 1], status=PROVED)(statement)


price_ladder = tuple(map(_ladder, (1, 2, 3)))


@lemma(domain=ANGLE, source="du2018", uses=(relu_kernel,), status=PROVED)
def kernel_slope(phi: Symbol) -> Basic:
    """The derivative of g is −(π − φ) sin φ."""
    return Eq(sympy.diff(g(phi), phi), -(pi - phi) * sin(phi), evaluate=False)


@lemma(domain=ANGLE, source="du2018", uses=(kernel_slope,), status=PROVED)
def kernel_decreases(phi: Symbol) -> Basic:
    """The kernel g decreases from π to 0 on [0, π]."""
    return And(sympy.diff(g(phi), phi) <= 0, g(phi) >= 0, g(phi) <= pi)


DERIVATIONS = (*arc_cosine, step_relu, half_space_mean, relu_mean, leaky_kernel)
LEMMAS = (leaky_closed_form, *price_ladder, kernel_slope, kernel_decreases)

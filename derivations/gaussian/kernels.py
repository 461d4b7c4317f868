"""Gaussian kernels of the ramp family, derived from the Gaussian integral.

For unit-variance jointly Gaussian u, v at angle φ, written u = x and v = x cos φ + y sin φ with x, y
independent: E[ramp(u) ramp(v)] for orders and slopes as asked.  The (leaky) ReLU, the half-space
indicator and the arc-cosine kernels (Cho & Saul, NIPS 2009) are instances.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import sympy
from sympy import And, Basic, Eq, Expr, Interval, S, Symbol, acos, cos, pi, sin, sqrt

from derivations.gaussian import rules
from derivations.gaussian.half_planes import ANGLE, PHI, SOURCE, arc_cosine_0, x, y
from derivations.gaussian.ramps import ramp
from verify.checks import quadrature
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.lemma import Lemma, lemma
from verify.language.notation import notation
from verify.language.verdict import PROVED

__all__ = [
    "ANGLE", "LEAKY", "PHI", "SLOPE", "arc_cosine", "g", "gram_kernel", "half_space_mean", "kernel", "leaky_kernel",
    "relu_mean", "step_relu",
]  # fmt: skip

LEAKY = Domain(phi=Interval(0, pi), l=S.Reals)
SLOPE = LEAKY.by_name["l"]


def kernel(
    name: str, left: str, sentence: str, orders: tuple[int, int], slopes: tuple[Any, Any], domain: Domain = ANGLE
) -> Derivation:
    """Return the derivation of E[ramp(u) ramp(v)] for two orders and two slopes, as gaussian.name.

    Its domain has phi, the angle of u and v in radians, and the symbols of the slopes.  A slope of 1 makes a factor
    the polynomial uᵐ, and at least one has another.

    >>> kernel("squares", "", "Of a ReLU with a squared one", (1, 2), (0, 0)).result.subs(PHI, 0)
    sqrt(2)/sqrt(pi)
    """
    phi = domain.by_name["phi"]
    u, v = x, x * cos(phi) + y * sin(phi)
    return Derivation(
        name=f"gaussian.{name}",
        start=lambda: E(ramp(u, orders[0], slopes[0]) * ramp(v, orders[1], slopes[1])),
        domain=domain,
        left=left,
        sentence=sentence,
        source=SOURCE,
        also=(quadrature,),
    ).by(*_steps(orders, slopes, domain))


def _steps(orders: tuple[int, int], slopes: tuple[Any, Any], domain: Domain) -> Iterator[Rule]:
    """Yield the rules that change something on the way from ramps of two orders and slopes to a closed form."""
    (m, n), phi = orders, domain.by_name["phi"]
    bent = [slope != 1 for slope in slopes]
    on_two = all(bent) and (m + n) % 2 == 0  # else means on one half-space are left, by symmetry
    tidied = partial(_by_supplement, phi=phi)
    has_sum = any(slope not in (0, 1) for slope in slopes) or (n > 0 and not bent[1])
    if has_sum or n > 0 or (m > 0 and bent[0]):
        yield rules.on_half_spaces(domain)
    if has_sum:
        yield rules.linearity(domain)
    if has_sum or m + n > 0 or not all(bent):
        yield rules.by_parts(domain) if on_two else rules.arranged(rules.by_parts(domain), tidied)
    if on_two:
        yield rules.probabilities(domain)
        yield rules.arranged(rules.collect(domain, phi), tidied)


# A + B φ = (A + π B) + (−B)(π − φ)


def _by_supplement(line: Expr, phi: Symbol) -> Expr:
    waves = {node: sympy.Dummy() for node in line.atoms(sin, cos)}
    back = {dummy: node for node, dummy in waves.items()}
    inside = sympy.Poly(sympy.expand(line.xreplace(waves)), phi)
    a, b = (_tidy(inside.coeff_monomial(phi**n).xreplace(back)) for n in (0, 1))
    return sympy.factor_terms(_tidy(a + pi * b) + _tidy(-b) * (pi - phi))


def _tidy(coefficient: Expr) -> Expr:
    simple = sympy.expand(sympy.trigsimp(sympy.expand(coefficient)))
    return sympy.factor_terms(sympy.collect(simple, simple.atoms(sin, cos), sympy.factor))


def _arc_cosine(n: int) -> Derivation:
    return kernel(f"arc_cosine_{n}", f"E_{n}(\\varphi)", f"The arc-cosine kernel of order {n}", (n, n), (0, 0))


arc_cosine = (arc_cosine_0, *map(_arc_cosine, (1, 2, 3)))
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

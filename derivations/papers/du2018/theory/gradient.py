"""The gradient of the population loss, by the chain rule through inner products."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Basic, Eq, Expr, Symbol, acos, cos, pi, sin

from derivations.gaussian.gram import is_zero
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import MODEL, PHI, SOURCE, A, V, W
from verify.checks import enclosure
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Angle, Dot, Gradient, Vector, by_dots, coordinates, norm
from verify.language.verdict import PROVED

__all__ = ["along", "output_gradient", "weight_gradient"]

ANGLE = Angle(V, W, PHI)


def along(scalar: Expr, x: Vector, direction: Vector) -> Expr:
    """Return d/dt f(x + t direction) at t = 0."""
    t = Symbol("t", real=True)
    return sympy.diff(by_dots(scalar.xreplace({x: x + t * direction})), t).subs(t, 0)


def _is_gradient(before: Expr, after: Expr, domain: Domain) -> bool:
    """A vector G is the gradient if G·h is the derivative along h, for every h."""
    scalar, x = before.args
    h = Vector("h")
    return is_zero(along(scalar, x, h) - Dot(by_dots(after), h), domain.facts)


def _equal_vectors(before: Expr, after: Expr, domain: Domain) -> bool:
    left, right = coordinates(by_dots(before)), coordinates(by_dots(after))
    return all(is_zero(left.get(x, 0) - right.get(x, 0), domain.facts) for x in {*left, *right})


chain_rule = Rule("the chain rule through inner products", lambda line: line.doit(), _is_gradient, loss.lemmas)


def _tangential(line: Expr) -> Expr:
    """Return −(π − φ) q (w* − (v·w*/v·v) v), the arccosine written φ and the coefficient of w* pulled out."""
    parts = {x: c.replace(acos, lambda _: ANGLE) for x, c in coordinates(line).items()}
    scale = sympy.cancel(parts[W] / (pi - ANGLE))
    return (pi - ANGLE) * scale * (W + sympy.cancel(parts[V] / parts[W]) * V)


def _by_vectors(line: Expr) -> Expr:
    """Return the line with the factor 1/2π in front and one coefficient for each vector."""
    parts = {x: sympy.expand(2 * pi * c) for x, c in coordinates(line).items()}
    return sympy.Add(*(sympy.collect(sympy.factor_terms(c), cos(ANGLE)) * x for x, c in parts.items())) / (2 * pi)


def _gradient(name: str, x: Vector, left: str, sentence: str, simplify: Callable[[Expr], Expr]) -> Derivation:
    return Derivation(
        name=f"du2018.{name}",
        start=lambda: Gradient(loss.result, x),
        domain=MODEL,
        left=left,
        sentence=sentence,
        source=SOURCE,
    ).by(chain_rule, Rule("collect", simplify, _equal_vectors))


weight_gradient = _gradient(
    "weight_gradient", V, r"\nabla_{v}\, \ell", "The gradient of the loss in the filter", _tangential
)
output_gradient = _gradient(
    "output_gradient", A, r"\nabla_{a}\, \ell", "The gradient of the loss in the output weights", _by_vectors
)


@lemma(domain=MODEL, source=SOURCE, uses=(weight_gradient,), status=PROVED, checks=(enclosure,))
def gradient_is_tangential(k: Basic, p: Basic, v: Vector, w_star: Vector, a: Vector, a_star: Vector) -> Basic:
    """The gradient in v is orthogonal to v, so gradient flow keeps ‖v‖."""
    return Eq(Dot(v, weight_gradient.result), 0, evaluate=False)


@lemma(domain=MODEL, source=SOURCE, uses=(weight_gradient,), status=PROVED, checks=(enclosure,))
def gradient_length(k: Basic, p: Basic, v: Vector, w_star: Vector, a: Vector, a_star: Vector) -> Basic:
    """The squared length of the gradient in v is ((π − φ) sin φ ‖w*‖ a·a*)² / (2π‖v‖)²."""
    gradient = weight_gradient.result
    length = (pi - ANGLE) * sin(ANGLE) * Dot(a, a_star) * norm(w_star) / (2 * pi * norm(v))
    return Eq(Dot(gradient, gradient), length**2, evaluate=False)


DERIVATIONS = (weight_gradient, output_gradient)
LEMMAS = (gradient_is_tangential, gradient_length)

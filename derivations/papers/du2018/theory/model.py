"""The network of Du, Lee, Tian, Póczos and Singh (ICML 2018): one shared filter, k patches in R^p."""

from __future__ import annotations

from sympy import Expr, Range, Sum, Symbol, oo

from derivations.gaussian.ramps import relu
from derivations.gaussian.sums import SECOND as J
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Component, Dot, Vector, Vectors, norm

__all__ = ["MODEL", "PHI", "SOURCE", "K", "V", "W", "A", "B", "definition"]

SOURCE = "du2018"
PHI = Symbol("phi", real=True)  # the letter of the angle between v and w*
_k, _p = (Symbol(name, integer=True, positive=True) for name in "kp")
MODEL = Domain(
    k=Range(1, oo),
    p=Range(1, oo),
    v=Vectors(_p, nonzero=True),
    w_star=Vectors(_p, nonzero=True),
    a=Vectors(_k),
    a_star=Vectors(_k),
)
K, _, V, W, A, B = MODEL.symbols
Z = Vector("Z", gaussian=True)  # its members Z_j are the patches


def output(outputs: Vector, weights: Expr) -> Expr:
    """Return Σ_j outputs_j σ(weights · Z_j)."""
    return Sum(Component(outputs, J) * relu(Dot(weights, Z[J])), (J, 1, K))


def definition() -> Expr:
    """Return ½ E (Σ_j a_j σ(v·Z_j/‖v‖) − Σ_j a*_j σ(w*·Z_j))², the loss with weight normalisation."""
    return E((output(A, V / norm(V)) - output(B, W)) ** 2) / 2

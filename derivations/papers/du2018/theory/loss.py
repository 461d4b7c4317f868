"""The population loss in closed form, for any number of patches and any filter size."""

from __future__ import annotations

import sympy
from sympy import Expr, cos, pi

from derivations.gaussian import rules, sums
from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.model import MODEL, PHI, SOURCE, A, B, definition
from verify.checks import monte_carlo
from verify.language.derivation import Derivation
from verify.language.vectors import Dot

__all__ = ["loss"]


def _by_pairs(line: Expr) -> Expr:
    """Return (1/4π) Σ s_cd (m_cd c·d + (1·c)(1·d)) over the pairs of a and a*."""
    total = sympy.expand(4 * pi * line)
    return sympy.Add(*(_pair(total, c, d) for c, d in ((A, A), (A, B), (B, B)))) / (4 * pi)


def _pair(total: Expr, c: Expr, d: Expr) -> Expr:
    ones = Dot(ONE, c) * Dot(ONE, d)
    scale = total.coeff(ones)
    inner = sympy.collect(sympy.expand(total.coeff(Dot(c, d)) / scale), [cos(a) for a in _angles(total)], sympy.factor)
    return scale * (inner * Dot(c, d) + ones)


def _angles(line: Expr) -> list[Expr]:
    return sorted({node.args[0] for node in line.atoms(cos)}, key=str)


loss = Derivation(
    name="du2018.loss",
    start=definition,
    domain=MODEL,
    left=r"\ell(v, a)",
    sentence="The population loss of the student against the teacher",
    source=SOURCE,
    also=(monte_carlo,),
).by(
    sums.expand_square,
    sums.orbits,
    *rules.steps(MODEL, PHI),
    rules.arranged(rules.collect(MODEL, PHI), _by_pairs),
)

"""The extreme cases: one patch, outputs that sum to zero, filters of one weight, no teacher, and the spurious loss."""

from __future__ import annotations

import sympy
from sympy import And, Basic, Eq, Interval, Range, S, Symbol, oo, pi

from derivations.gaussian.sums import ONE
from derivations.papers.du2018.theory.landscape import (
    BB,
    GAMMA,
    MIXED,
    at_outputs,
    form,
    form_is_positive,
    landscape,
    landscape_identity,
    minimiser_is_critical,
    ring_below_threshold,
    ring_is_at_most_one,
    scale_is_positive,
    spurious_value,
    threshold,
)
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import SOURCE, K
from derivations.papers.du2018.theory.saddles import (
    at_share,
    kernel_at_a_right_angle,
    ring,
)
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vector, Vectors
from verify.language.verdict import PROVED

__all__ = ["LEMMAS"]

ANYWHERE = Domain(gamma=Interval(0, pi), k=Range(1, oo), a=Vectors(K))


@lemma(domain=Domain(k=Range(1, oo)), source=SOURCE, uses=(ring_below_threshold,), status=PROVED)
def threshold_is_at_most_one(k: Symbol) -> Basic:
    """The threshold is at most one, and one for k = 1 only; for equal weights, s = 1, g₀ is 1 − k."""
    excess = (pi - 1) * (k - 1) / (k * pi)
    equal = Eq(ring(S.One), 1 - k, evaluate=False)
    return And(Eq(1 - threshold(k), excess, evaluate=False), excess >= 0, equal)


@lemma(
    domain=Domain(k=Range(1, oo), b=Vectors(K, nonzero=True)),
    source=SOURCE,
    uses=(minimiser_is_critical, ring_is_at_most_one, kernel_at_a_right_angle),
    status=PROVED,
)
def ring_at_a_right_angle(k: Symbol, b: Vector) -> Basic:
    """Where g = 1, at φ = π/2, â is (1·b)/(k + π − 1) 1: if 1·a* = 0, so that g₀ = 1, the ring has a = 0."""
    off = landscape().outputs(S.One) - Dot(ONE, b) / (k + pi - 1) * ONE
    return Eq(Dot(off, off), 0, evaluate=False)


@lemma(
    domain=Domain(k=Range(1, oo), x=Vectors(K), b=Vectors(K, nonzero=True)),
    source=SOURCE,
    uses=(landscape_identity, form_is_positive),
    status=PROVED,
)
def one_dimensional_filter(k: Symbol, x: Vector, b: Vector) -> Basic:
    """At φ = π, for p = 1 with no other angle near it, the loss at a = â(0) + x exceeds the spurious one by xᵀ M x/4π,
    so that it is a minimum for every share s."""
    found = landscape()
    there = at_outputs(found.value.xreplace({GAMMA: S.Zero}), found.outputs(S.Zero) + x)
    return Eq(sympy.factor(there - found.spurious), form(x) / (4 * pi), evaluate=False)


@lemma(domain=ANYWHERE, source=SOURCE, uses=(loss, form_is_positive), status=PROVED)
def no_teacher(gamma: Symbol, k: Symbol, a: Vector) -> Basic:
    """For a* = 0 the loss is aᵀ M a/4π at every angle: its minima are the points with a = 0."""
    return Eq(landscape().value.xreplace({BB: S.Zero}), form(a) / (4 * pi), evaluate=False)


@lemma(domain=MIXED, source=SOURCE, uses=(spurious_value, scale_is_positive, ring_is_at_most_one), status=PROVED)
def spurious_loss_is_positive(k: Symbol, s: Symbol, n: Symbol) -> Basic:
    """The spurious loss c π (π − 2 g₀) is positive, since g₀ ≤ 1 < π/2."""
    value = pi * at_share(landscape().scale, s, n) * (pi - 2 * ring(s))
    return And(Eq(at_share(landscape().spurious, s, n), value, evaluate=False), value > 0)


LEMMAS = (
    threshold_is_at_most_one,
    ring_at_a_right_angle,
    one_dimensional_filter,
    no_teacher,
    spurious_loss_is_positive,
)

"""Everything derived and claimed, in dependency order."""

from __future__ import annotations

from derivations.gaussian import kernels as gaussian
from derivations.papers.du2018.theory import (
    chances,
    degenerate,
    descent,
    dynamics,
    edges,
    gradient,
    landscape,
    quoted,
    rates,
    reduction,
    saddles,
    sets,
    spectrum,
)
from derivations.papers.du2018.theory.loss import loss
from verify.language.derivation import Derivation
from verify.language.lemma import Lemma

__all__ = ["CATALOGUE", "DERIVATIONS"]

DERIVATIONS: tuple[Derivation, ...] = (*gaussian.DERIVATIONS, loss, *gradient.DERIVATIONS)

CATALOGUE: tuple[Lemma, ...] = (
    *(step for derivation in gaussian.DERIVATIONS for step in derivation.lemmas),
    *gaussian.LEMMAS,
    *loss.lemmas,
    *(step for derivation in gradient.DERIVATIONS for step in derivation.lemmas),
    *gradient.LEMMAS,
    *landscape.LEMMAS,
    *saddles.LEMMAS,
    *degenerate.LEMMAS,
    *edges.LEMMAS,
    *reduction.LEMMAS,
    *spectrum.LEMMAS,
    *quoted.LEMMAS,
    *sets.LEMMAS,
    *dynamics.LEMMAS,
    *descent.LEMMAS,
    *rates.LEMMAS,
    *chances.LEMMAS,
)

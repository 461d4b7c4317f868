"""Expectations of piecewise polynomials in Gaussian variables: closed forms, explanations, estimates, a check."""

from __future__ import annotations

from derivations.expectations.answer import Expectation, expectation
from derivations.expectations.lemmas import closed_form

__all__ = ["Expectation", "closed_form", "expectation"]

"""Expectations of functions of Gaussian variables: ramps, half-spaces, moments, kernels, sums over copies."""

RENDERERS = {"latex": "derivations.gaussian.views"}

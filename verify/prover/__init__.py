"""Guesses of proofs and witnesses: branch and bound, signs, reductions, existence of means, counterexamples."""

import verify.prover.existence.means  # noqa: F401 - registers what signs ask of means

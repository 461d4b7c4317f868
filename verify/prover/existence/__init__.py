"""Which means exist: E f is a number only if f is one almost surely, and E|f| is finite.

`missing(E(f), ranges)` is None if that was shown for all parameters in the ranges, else it says what was not shown:

- f is defined and real for almost all values of its Gaussian variables.  A null set of exceptions is allowed, as 0 is
  for 1/√|x|; it may depend on the parameters.  √x and log x are not real on half of the line.
- |f| is below a sum of products that are integrable (`growth`, `integrable`).

Nothing is said about a mean that is not shown to exist: it may exist all the same.
"""

from __future__ import annotations

from verify.prover.existence.means import exists, missing

__all__ = ["exists", "missing"]

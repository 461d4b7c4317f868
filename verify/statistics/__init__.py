"""Sampling with stated error rates: concentration, power, comparisons of means, exact binomial intervals."""

"""The probability of each minimum from a random start: frequencies, quadrature, rigorous bounds."""

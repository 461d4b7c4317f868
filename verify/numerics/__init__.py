"""Rigorous and floating-point numerics: zeros, definiteness, differential equations, iteration, quadrature."""

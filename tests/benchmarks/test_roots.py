"""T4, the ring's angle, which is unique, to 50 and to 10⁴ digits, beside mpmath's root finder, which proves nothing.

pytest tests/benchmarks/test_roots.py
"""

from fractions import Fraction

import mpmath
import pytest
import sympy
from sympy import Rational

from derivations.gaussian.kernels import PHI, g
from derivations.papers.du2018.theory.landscape import SHARE, landscape
from derivations.papers.du2018.theory.model import K
from verify import arithmetic, compile_expression
from verify.numerics.monotone_roots import monotone_root

RING = g(PHI) - landscape().ring.xreplace({K: sympy.Integer(25), SHARE: Rational(1, 10)})
WITHIN = Fraction(0), Fraction(22, 7)  # g decreases through 0 at π


@pytest.mark.parametrize("digits", [50, 10**4])
def test_ring_angle(benchmark, digits):
    low, high = benchmark(monotone_root, RING, PHI, WITHIN, {}, arithmetic("ball", digits))
    assert high - low < Fraction(1, 10 ** (digits - 2)) and round(float(low), 6) == 1.716337


@pytest.mark.parametrize("digits", [50, 10**4])
def test_mpmath(benchmark, digits):
    run = compile_expression(RING, (PHI,), arithmetic("mpmath", digits))

    def root():
        with mpmath.workdps(digits):
            return mpmath.findroot(run, 1.7, tol=mpmath.mpf(10) ** (-2 * digits + 8))

    assert round(float(benchmark(root)), 6) == 1.716337

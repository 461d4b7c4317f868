"""False statements that a slightly different constant would make true."""

from sympy import Interval, Range, Rational, cos, cosh, exp, log, oo, pi, sin, sinh, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_above_one_half(x):
    """The quartic x^4 - 3x^2 + x + 4 stays above 1/2."""
    return x**4 - 3 * x**2 + x + 4 > Rational(1, 2)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def double_wave_below_its_maximum(x):
    """The wave sin x + sin 2x stays below 1.76."""
    return sin(x) + sin(2 * x) <= Rational(176, 100)


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_below_e(x):
    """The exponential stays below 2.718 on the unit interval."""
    return exp(x) < Rational(2718, 1000)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_of_ten_below(x):
    """The logarithm stays below 2.3 up to 10."""
    return log(x) < Rational(23, 10)


@lemma(domain=Domain(x=Interval(Rational(1, 100), 1)))
def entropy_term_above_its_minimum(x):
    """The function x log x stays above -0.36."""
    return x * log(x) >= -Rational(36, 100)


@lemma(domain=Domain(x=Interval(0, 9)))
def hyperbola_keeps_an_eighteenth(x):
    """The hyperbola keeps a distance of 1/18 from its asymptote up to 9."""
    return sqrt(1 + x**2) - x > Rational(1, 18)


@lemma(domain=Domain(x=Interval(-2, 2)))
def hyperbolic_cosine_below_its_end(x):
    """The hyperbolic cosine stays below 3.75 up to 2."""
    return cosh(x) <= Rational(15, 4)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 2)))
def self_power_above_its_minimum(x):
    """The function x^x stays above 0.7."""
    return x**x >= Rational(7, 10)


@lemma(domain=Domain(x=Interval(0, pi)))
def product_below_its_maximum(x):
    """The product sin x sinh x stays below 18/5 on [0, π]."""
    return sin(x) * sinh(x) <= Rational(18, 5)


@lemma(domain=Domain(x=Interval(0, 4)))
def nested_roots_below_their_end(x):
    """The nested root sqrt(1 + sqrt(1 + x)) stays below 1.79 up to 4."""
    return sqrt(1 + sqrt(1 + x)) <= Rational(179, 100)


@lemma(domain=Domain(x=Interval(Rational(1, 20), 1)))
def oscillation_above_its_minimum(x):
    """The function x sin(1/x) stays above -1/5."""
    return x * sin(1 / x) > -Rational(1, 5)


@lemma(domain=Domain(x=Interval(0, 2)))
def degree_ten_without_a_gap(x):
    """The polynomial x^10 - x^5 + 0.249 is positive."""
    return x**10 - x**5 + Rational(249, 1000) > 0


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def jordan_with_a_steeper_chord(x):
    """The sine is at least 0.64 times its argument up to π/2."""
    return sin(x) >= Rational(16, 25) * x


@lemma(domain=Domain(x=Interval(0, 2)))
def exponential_above_a_steeper_line(x):
    """The exponential is at least 2.719 times its argument."""
    return exp(x) >= Rational(2719, 1000) * x


@lemma(domain=Domain(x=Interval(0, 3)))
def cubic_lowered_at_its_double_root(x):
    """The cubic x^3 - 3x + 1.99 is nonnegative to the right of zero."""
    return x**3 - 3 * x + Rational(199, 100) >= 0


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_times_cosine_below_a_half(x):
    """The product of sine and cosine is at most 0.49."""
    return sin(x) * cos(x) <= Rational(49, 100)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 2), y=Interval(Rational(1, 10), 2), z=Interval(Rational(1, 10), 2)))
def nesbitt_with_a_larger_constant(x, y, z):
    """Nesbitt's sum is at least 1.51."""
    return x / (y + z) + y / (z + x) + z / (x + y) >= Rational(151, 100)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_on_the_square_below_its_centre(x, y):
    """The product xy(1 - x)(1 - y) is at most 0.06."""
    return x * y * (1 - x) * (1 - y) <= Rational(3, 50)


@lemma(domain=Domain(phi=Interval(0, Rational(157, 100))))
def kernel_well_above_one(phi):
    """The kernel exceeds 1.002 up to 1.57."""
    return (pi - phi) * cos(phi) + sin(phi) > Rational(1002, 1000)


@lemma(domain=Domain(psi=Interval(0, pi)))
def cubic_bound_with_a_smaller_factor(psi):
    """The function sin ψ - ψ cos ψ lies below 0.33 times the cube."""
    return sin(psi) - psi * cos(psi) <= Rational(33, 100) * psi**3


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_above_a_flatter_parabola(x):
    """The cosine lies above 1 - 0.49 x^2."""
    return cos(x) >= 1 - Rational(49, 100) * x**2


@lemma(domain=Domain(k=Range(2, oo)))
def threshold_above_one_third(k):
    """The threshold (k + π - 1)/(kπ) is at least 1/3 for all k."""
    return (k + pi - 1) / (k * pi) >= Rational(1, 3)

"""True inequalities in one real variable on a bounded interval, with room to spare or nearly without."""

from sympy import Abs, Interval, Rational, acos, atan, cos, cosh, exp, log, pi, sin, sinh, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-3, 3)))
def square_plus_one_is_positive(x):
    """A square plus one is positive."""
    return x**2 + 1 > 0


@lemma(domain=Domain(x=Interval(-2, 3)))
def cubic_below_twenty_three(x):
    """The cubic x^3 - 2x + 1 stays below 23."""
    return x**3 - 2 * x + 1 <= 23


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_stays_positive(x):
    """The quartic x^4 - 3x^2 + x + 4 has no root in [-2, 2]."""
    return x**4 - 3 * x**2 + x + 4 > 0


@lemma(domain=Domain(x=Interval(-5, 5)))
def rational_bump_from_below(x):
    """The bump 1/(1 + x^2) exceeds 1/27 up to distance 5."""
    return 1 / (1 + x**2) > Rational(1, 27)


@lemma(domain=Domain(x=Interval(0, 4)))
def rational_slope_from_above(x):
    """The function x/(1 + x^2) stays below 0.51."""
    return x / (1 + x**2) <= Rational(51, 100)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def wave_below_three_halves(x):
    """The sum of sine and cosine stays below 3/2."""
    return sin(x) + cos(x) <= Rational(3, 2)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def double_wave_bound(x):
    """The wave sin x + sin 2x stays below 1.77."""
    return sin(x) + sin(2 * x) <= Rational(177, 100)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 3)))
def three_harmonics_are_positive(x):
    """The third Fejér-Jackson sum is positive inside (0, π)."""
    return sin(x) + sin(2 * x) / 2 + sin(3 * x) / 3 > 0


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_on_the_unit_interval(x):
    """The exponential stays below 2.719 on the unit interval."""
    return exp(x) < Rational(2719, 1000)


@lemma(domain=Domain(x=Interval(-1, 2)))
def exponential_above_a_steep_line(x):
    """The exponential lies above the line 3x - 1."""
    return exp(x) - 3 * x + 1 > 0


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_up_to_ten(x):
    """The logarithm stays below 7/3 up to 10."""
    return log(x) < Rational(7, 3)


@lemma(domain=Domain(x=Interval(Rational(1, 100), 1)))
def entropy_term_from_below(x):
    """The function x log x stays above -0.37."""
    return x * log(x) >= -Rational(37, 100)


@lemma(domain=Domain(x=Interval(0, 4)))
def root_above_its_chord(x):
    """The square root lies at most a hundredth below half its argument."""
    return sqrt(x) >= x / 2 - Rational(1, 100)


@lemma(domain=Domain(x=Interval(0, 9)))
def hyperbola_above_its_asymptote(x):
    """The hyperbola keeps a distance of 1/20 from its asymptote up to 9."""
    return sqrt(1 + x**2) - x > Rational(1, 20)


@lemma(domain=Domain(x=Interval(-10, 10)))
def arctangent_up_to_ten(x):
    """The arctangent stays below 3/2 in size up to 10."""
    return Abs(atan(x)) < Rational(3, 2)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 3)))
def arctangent_above_a_third(x):
    """The arctangent exceeds a third of its argument between 1/2 and 3."""
    return atan(x) > x / 3


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_plus_identity(x):
    """The function arccos x + x stays below 2.15."""
    return acos(x) + x < Rational(43, 20)


@lemma(domain=Domain(x=Interval(0, 1)))
def arccosine_above_a_line(x):
    """The arccosine is at least 3/2 times the distance from 1."""
    return acos(x) >= Rational(3, 2) * (1 - x)


@lemma(domain=Domain(x=Interval(-2, 2)))
def hyperbolic_cosine_up_to_two(x):
    """The hyperbolic cosine stays below 4 up to 2."""
    return cosh(x) <= 4


@lemma(domain=Domain(x=Interval(0, 2)))
def hyperbolic_sine_below_a_cubic(x):
    """The hyperbolic sine stays below x + x^3/4 up to 2."""
    return sinh(x) <= x + x**3 / 4


@lemma(domain=Domain(x=Interval(0, 3)))
def hyperbolic_tangent_up_to_three(x):
    """The hyperbolic tangent stays below 0.996 up to 3."""
    return tanh(x) < Rational(996, 1000)


@lemma(domain=Domain(x=Interval(-3, 3)))
def damped_wave_from_below(x):
    """A cosine under a Gaussian stays above -0.02."""
    return exp(-(x**2)) * cos(x) > -Rational(1, 50)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 2)))
def self_power_from_below(x):
    """The function x^x stays above 0.69."""
    return x**x >= Rational(69, 100)


@lemma(domain=Domain(x=Interval(Rational(1, 10), Rational(9, 10))))
def powers_with_near_exponents(x):
    """Below one, the larger exponent sqrt 2 gives the smaller power."""
    return x ** sqrt(2) < x ** Rational(7, 5)


@lemma(domain=Domain(x=Interval(-1, 1)))
def fifth_chebyshev_polynomial(x):
    """The fifth Chebyshev polynomial stays within 1.01."""
    return Abs(16 * x**5 - 20 * x**3 + 5 * x) <= Rational(101, 100)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 3)))
def cardinal_sine_from_below(x):
    """The function sin x / x exceeds 1/25 up to 3."""
    return sin(x) / x > Rational(1, 25)


@lemma(domain=Domain(x=Interval(Rational(1, 20), 1)))
def oscillation_near_zero(x):
    """The function x sin(1/x) stays above -1/4."""
    return x * sin(1 / x) > -Rational(1, 4)


@lemma(domain=Domain(x=Interval(0, 2)))
def exponential_of_a_fast_wave(x):
    """The exponential of a sine stays above 0.36."""
    return exp(sin(10 * x)) >= Rational(36, 100)


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_times_hyperbolic_sine(x):
    """The product sin x sinh x stays below 15/4 on [0, π]."""
    return sin(x) * sinh(x) <= Rational(15, 4)


@lemma(domain=Domain(x=Interval(0, 4)))
def nested_roots(x):
    """The nested root sqrt(1 + sqrt(1 + x)) stays below 9/5 up to 4."""
    return sqrt(1 + sqrt(1 + x)) <= Rational(9, 5)


@lemma(domain=Domain(x=Interval(-5, 5)))
def logarithm_of_hyperbolic_cosine(x):
    """The logarithm of the hyperbolic cosine is at most the absolute value."""
    return log(cosh(x)) <= Abs(x)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 5)))
def exponential_of_a_reciprocal(x):
    """The function exp(-1/x) stays below 0.82 up to 5."""
    return exp(-1 / x) < Rational(41, 50)


@lemma(domain=Domain(x=Interval(0, 5)))
def four_consecutive_factors(x):
    """The product (x-1)(x-2)(x-3)(x-4) stays above -1.01."""
    return (x - 1) * (x - 2) * (x - 3) * (x - 4) > -Rational(101, 100)


@lemma(domain=Domain(x=Interval(0, 2)))
def degree_ten_with_a_narrow_gap(x):
    """The polynomial x^10 - x^5 + 0.251 is positive."""
    return x**10 - x**5 + Rational(251, 1000) > 0


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def cosine_of_sine_beats_sine_of_cosine(x):
    """The cosine of the sine exceeds the sine of the cosine."""
    return cos(sin(x)) > sin(cos(x))

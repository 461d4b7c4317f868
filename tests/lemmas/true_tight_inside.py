"""True inequalities that become equalities at a point inside the domain, rational or not."""

from sympy import Interval, Rational, atan, cos, cosh, exp, log, pi, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def sum_with_reciprocal_at_least_two(x):
    """A number plus its reciprocal is at least two."""
    return x + 1 / x >= 2


@lemma(domain=Domain(x=Interval(-3, 3)))
def exponential_above_its_tangent(x):
    """The exponential lies above its tangent at zero."""
    return exp(x) >= 1 + x


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_below_its_tangent(x):
    """The logarithm lies below its tangent at one."""
    return log(x) <= x - 1


@lemma(domain=Domain(x=Interval(-5, 5)))
def hidden_square(x):
    """The polynomial x^2 - 2x + 1 is nonnegative."""
    return x**2 - 2 * x + 1 >= 0


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_with_two_double_roots(x):
    """The polynomial x^4 - 2x^2 + 1 is nonnegative."""
    return x**4 - 2 * x**2 + 1 >= 0


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_with_irrational_double_roots(x):
    """The polynomial x^4 - 4x^2 + 4 is nonnegative."""
    return x**4 - 4 * x**2 + 4 >= 0


@lemma(domain=Domain(x=Interval(0, 3)))
def square_with_an_irrational_root(x):
    """The polynomial x^2 - 2 sqrt(2) x + 2 is nonnegative."""
    return x**2 - 2 * sqrt(2) * x + 2 >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def square_with_a_third(x):
    """The polynomial 9x^2 - 6x + 1 is nonnegative."""
    return 9 * x**2 - 6 * x + 1 >= 0


@lemma(domain=Domain(x=Interval(0, 3)))
def fourth_power_multiplied_out(x):
    """The fourth power of x - 1, multiplied out, is nonnegative."""
    return x**4 - 4 * x**3 + 6 * x**2 - 4 * x + 1 >= 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def third_chebyshev_polynomial(x):
    """The third Chebyshev polynomial is at least minus one."""
    return 4 * x**3 - 3 * x + 1 >= 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def fourth_chebyshev_polynomial(x):
    """The fourth Chebyshev polynomial is at least minus one."""
    return 8 * x**4 - 8 * x**2 + 1 >= -1


@lemma(domain=Domain(x=Interval(0, 3)))
def cubic_with_a_double_root(x):
    """The cubic x^3 - 3x + 2 is nonnegative to the right of zero."""
    return x**3 - 3 * x + 2 >= 0


@lemma(domain=Domain(x=Interval(-1, 3)))
def shifted_exponential_above_identity(x):
    """The exponential of x - 1 is at least x."""
    return exp(x - 1) >= x


@lemma(domain=Domain(x=Interval(0, 5)))
def damped_line(x):
    """The function x exp(-x) is at most 1/e."""
    return x * exp(-x) <= exp(-1)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_over_its_argument(x):
    """The quotient log x / x is at most 1/e."""
    return log(x) / x <= exp(-1)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 1)))
def self_power_at_least_its_minimum(x):
    """The function x^x takes its minimum at 1/e."""
    return x**x >= exp(-exp(-1))


@lemma(domain=Domain(x=Interval(0, 3)))
def sine_is_at_most_one(x):
    """One minus the sine is nonnegative."""
    return 1 - sin(x) >= 0


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def wave_below_root_two(x):
    """The sum of sine and cosine is at most the root of two."""
    return sin(x) + cos(x) <= sqrt(2)


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_times_cosine(x):
    """The product of sine and cosine is at most a half."""
    return sin(x) * cos(x) <= Rational(1, 2)


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def sine_squared_times_cosine(x):
    """The product of the squared sine and the cosine is at most 2 sqrt(3)/9."""
    return sin(x) ** 2 * cos(x) <= 2 * sqrt(3) / 9


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_times_one_plus_cosine(x):
    """The product of the sine and one plus the cosine is at most 3 sqrt(3)/4."""
    return sin(x) + sin(x) * cos(x) <= 3 * sqrt(3) / 4


@lemma(domain=Domain(x=Interval(-3, 3)))
def fraction_at_most_one(x):
    """The fraction 2x/(1 + x^2) is at most one."""
    return 2 * x / (1 + x**2) <= 1


@lemma(domain=Domain(x=Interval(-2, 2)))
def hyperbolic_cosine_above_parabola(x):
    """The hyperbolic cosine lies above its second Taylor polynomial."""
    return cosh(x) >= 1 + x**2 / 2


@lemma(domain=Domain(x=Interval(-3, 3)))
def x_arctangent_above_logarithm(x):
    """The function x arctan x is at least half the logarithm of 1 + x^2."""
    return x * atan(x) >= log(1 + x**2) / 2


@lemma(domain=Domain(x=Interval(-3, 3)))
def x_tangent_above_logarithm(x):
    """The function x tanh x is at least the logarithm of cosh x."""
    return x * tanh(x) >= log(cosh(x))


@lemma(domain=Domain(x=Interval(-2, 2)))
def squared_sine_below_square(x):
    """The squared sine is at most the square."""
    return x**2 >= sin(x) ** 2


@lemma(domain=Domain(x=Interval(-3, 3)))
def cosine_plus_half_square(x):
    """The cosine plus half the square is at least one."""
    return cos(x) + x**2 / 2 >= 1


@lemma(domain=Domain(x=Interval(0, 4)))
def root_below_the_mean_with_one(x):
    """The square root is at most the mean with one."""
    return sqrt(x) <= (x + 1) / 2


@lemma(domain=Domain(x=Interval(0, 2)))
def semicircle_below_its_top(x):
    """The semicircle sqrt(x(2 - x)) is at most one."""
    return sqrt(x * (2 - x)) <= 1


@lemma(domain=Domain(x=Interval(0, 5)))
def four_consecutive_factors_at_least_minus_one(x):
    """The product (x-1)(x-2)(x-3)(x-4) is at least -1."""
    return (x - 1) * (x - 2) * (x - 3) * (x - 4) >= -1


@lemma(domain=Domain(x=Interval(-2, 2)))
def symmetric_exponential(x):
    """The sum exp x + exp(-x) is at least 2 + x^2."""
    return exp(x) + exp(-x) - 2 - x**2 >= 0


@lemma(domain=Domain(x=Interval(Rational(1, 10), 4)))
def entropy_above_its_tangent(x):
    """The function x log x is at least x - 1."""
    return x * log(x) >= x - 1

"""False inequalities that fail by less than 1e-30."""

from sympy import Eq, Interval, Rational, S, acos, atan, cos, exp, log, oo, pi, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_one_minus_a_hair(x):
    """The sine is below 1 - 1e-35."""
    return sin(x) < 1 - Rational(1, 10**35)


@lemma(domain=Domain(x=Interval(-1, 1)))
def exponential_above_line_plus_a_hair(x):
    """The exponential is at least 1 + x + 1e-35."""
    return exp(x) >= 1 + x + Rational(1, 10**35)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 3)))
def reciprocal_sum_plus_a_hair(x):
    """A number plus its reciprocal is at least 2 + 1e-31."""
    return x + 1 / x >= 2 + Rational(1, 10**31)


@lemma(domain=Domain(x=Interval(0, 1)))
def parabola_minus_a_hair(x):
    """The product x(1 - x) is below 1/4 - 1e-40."""
    return x * (1 - x) < Rational(1, 4) - Rational(1, 10**40)


@lemma(domain=Domain(x=Interval(0, pi)))
def interval_up_to_less_than_pi(x):
    """Thirty-five decimals of π, rounded down, bound the interval up to π."""
    return x <= Rational(314159265358979323846264338327950288, 10**35)


@lemma(domain=Domain(x=Interval(sqrt(2), 2)))
def interval_from_more_than_root_two(x):
    """Thirty-five decimals of the root of two, rounded up, bound the interval from it."""
    return x >= Rational(141421356237309504880168872420969808, 10**35)


@lemma(domain=Domain(x=Interval(-1, 1)))
def binomial_square_plus_a_hair(x):
    """The square of 1 + x is 1 + 2x + x^2 + 1e-40."""
    return Eq((1 + x) ** 2, 1 + 2 * x + x**2 + Rational(1, 10**40))


@lemma(domain=Domain(x=S.Reals))
def pythagoras_plus_a_hair(x):
    """The squares of sine and cosine add up to 1 + 1e-31."""
    return Eq(sin(x) ** 2 + cos(x) ** 2, 1 + Rational(1, 10**31))


@lemma(domain=Domain(x=Interval(-2, 2)))
def hidden_square_minus_a_hair(x):
    """The polynomial x^2 - 2x + 1 is at least 1e-32."""
    return x**2 - 2 * x + 1 >= Rational(1, 10**32)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def squares_plus_a_hair(x, y):
    """The sum of two squares is at least twice the product plus 1e-31."""
    return x**2 + y**2 >= 2 * x * y + Rational(1, 10**31)


@lemma(domain=Domain(x=Interval(-1, 1)))
def cosine_above_parabola_plus_a_hair(x):
    """The cosine is at least 1 - x^2/2 + 1e-33."""
    return cos(x) >= 1 - x**2 / 2 + Rational(1, 10**33)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 2)))
def logarithm_minus_a_hair(x):
    """The logarithm is at most x - 1 - 1e-36."""
    return log(x) <= x - 1 - Rational(1, 10**36)


@lemma(domain=Domain(x=Interval.open(0, oo)))
def arctangents_plus_a_hair(x):
    """The arctangents of a number and its reciprocal add up to at least π/2 + 1e-50."""
    return atan(x) + atan(1 / x) >= pi / 2 + Rational(1, 10**50)


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_above_a_hair(x):
    """The arccosine is at least 1e-31."""
    return acos(x) >= Rational(1, 10**31)


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_above_a_hair(phi):
    """The kernel is at least 1e-32."""
    return (pi - phi) * cos(phi) + sin(phi) >= Rational(1, 10**32)


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def motzkin_above_a_hair(x, y):
    """Motzkin's polynomial is at least 1e-31."""
    return x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2 >= Rational(1, 10**31)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def wave_minus_a_hair(x):
    """The sum of sine and cosine is at most the root of two minus 1e-33."""
    return sin(x) + cos(x) <= sqrt(2) - Rational(1, 10**33)


@lemma(domain=Domain(x=Interval(0, 40)))
def hyperbolic_tangent_up_to_forty(x):
    """Up to 40 the hyperbolic tangent is below 1 - 1e-34."""
    return tanh(x) < 1 - Rational(1, 10**34)


@lemma(domain=Domain(x=Interval(0, 80)))
def exponential_decay_up_to_eighty(x):
    """Up to 80 the function exp(-x) is at least 1e-34."""
    return exp(-x) >= Rational(1, 10**34)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), z=Interval(-1, 1)))
def three_squares_minus_a_hair(x, y, z):
    """The squared sum is at most three times the sum of the squares minus 1e-31."""
    return (x + y + z) ** 2 <= 3 * (x**2 + y**2 + z**2) - Rational(1, 10**31)


@lemma(domain=Domain(x=Interval(-1, 1)))
def third_chebyshev_minus_a_hair(x):
    """The third Chebyshev polynomial is at least -1 + 1e-60."""
    return 4 * x**3 - 3 * x + 1 >= Rational(1, 10**60)

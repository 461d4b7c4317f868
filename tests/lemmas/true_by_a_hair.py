"""True inequalities with a margin between 1e-30 and 1e-40."""

from sympy import Abs, Interval, Rational, S, cos, exp, log, pi, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-2, 2)))
def hidden_square_plus_a_hair(x):
    """The polynomial x^2 - 2x + 1 exceeds -1e-30."""
    return x**2 - 2 * x + 1 + Rational(1, 10**30) > 0


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_one_by_a_hair(x):
    """The sine is below 1 + 1e-30."""
    return sin(x) < 1 + Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(-1, 1)))
def exponential_above_line_by_a_hair(x):
    """The exponential exceeds 1 + x - 1e-30."""
    return exp(x) > 1 + x - Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 3)))
def reciprocal_sum_by_a_hair(x):
    """A number plus its reciprocal exceeds 2 - 1e-30."""
    return x + 1 / x > 2 - Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(0, 3)))
def irrational_square_by_a_hair(x):
    """The polynomial x^2 - 2 sqrt(2) x + 2 exceeds -1e-40."""
    return x**2 - 2 * sqrt(2) * x + 2 + Rational(1, 10**40) > 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def cosine_above_parabola_by_a_hair(x):
    """The cosine exceeds 1 - x^2/2 - 1e-30."""
    return cos(x) > 1 - x**2 / 2 - Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def wave_by_a_hair(x):
    """The sum of sine and cosine is below the root of two plus 1e-30."""
    return sin(x) + cos(x) < sqrt(2) + Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(-1, 1)))
def third_chebyshev_by_a_hair(x):
    """The third Chebyshev polynomial exceeds -1 - 1e-30."""
    return 4 * x**3 - 3 * x + 1 > -Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(0, 1)))
def parabola_by_a_hair(x):
    """The product x(1 - x) is below 1/4 + 1e-30."""
    return x * (1 - x) < Rational(1, 4) + Rational(1, 10**30)


@lemma(domain=Domain(x=S.Reals))
def pythagoras_by_a_hair(x):
    """The squares of sine and cosine add up to one within 1e-30."""
    return Abs(sin(x) ** 2 + cos(x) ** 2 - 1) < Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def squares_by_a_hair(x, y):
    """The sum of two squares exceeds twice the product minus 1e-30."""
    return x**2 + y**2 > 2 * x * y - Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(0, pi)))
def interval_up_to_pi(x):
    """Thirty-five decimals of π, rounded up, bound the interval up to π."""
    return x < Rational(314159265358979323846264338327950289, 10**35)


@lemma(domain=Domain(x=Interval(sqrt(2), 2)))
def interval_from_root_two(x):
    """Thirty-five decimals of the root of two, rounded down, bound the interval from it."""
    return x > Rational(141421356237309504880168872420969807, 10**35)


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_by_a_hair(phi):
    """The kernel exceeds -1e-30."""
    return (pi - phi) * cos(phi) + sin(phi) > -Rational(1, 10**30)


@lemma(domain=Domain(x=Interval(0, 35)))
def hyperbolic_tangent_by_a_hair(x):
    """Up to 35 the hyperbolic tangent is below 1 - 1e-31."""
    return tanh(x) < 1 - Rational(1, 10**31)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 2)))
def logarithm_by_a_hair(x):
    """The logarithm is below x - 1 + 1e-36."""
    return log(x) < x - 1 + Rational(1, 10**36)

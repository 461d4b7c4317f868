"""False strict inequalities: they fail at the single point (or curve) where the two sides touch."""

from sympy import Interval, Rational, S, cos, cosh, exp, log, oo, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-1, 1)))
def square_is_positive(x):
    """A square is positive."""
    return x**2 > 0


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def sum_with_reciprocal_exceeds_two(x):
    """A number plus its reciprocal exceeds two."""
    return x + 1 / x > 2


@lemma(domain=Domain(x=Interval.open(0, oo)))
def reciprocal_plus_a_quarter(x):
    """The function 1/x + x/4 exceeds one."""
    return 1 / x + x / 4 > 1


@lemma(domain=Domain(x=Interval(-3, 3)))
def exponential_strictly_above_line(x):
    """The exponential lies strictly above its tangent at zero."""
    return exp(x) > 1 + x


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_strictly_below_line(x):
    """The logarithm lies strictly below its tangent at one."""
    return log(x) < x - 1


@lemma(domain=Domain(x=Interval(-5, 5)))
def hidden_square_is_positive(x):
    """The polynomial x^2 - 2x + 1 is positive."""
    return x**2 - 2 * x + 1 > 0


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_with_two_double_roots_is_positive(x):
    """The polynomial x^4 - 2x^2 + 1 is positive."""
    return x**4 - 2 * x**2 + 1 > 0


@lemma(domain=Domain(x=Interval(-2, 2)))
def quartic_with_irrational_roots_is_positive(x):
    """The polynomial x^4 - 4x^2 + 4 is positive."""
    return x**4 - 4 * x**2 + 4 > 0


@lemma(domain=Domain(x=Interval(0, 1)))
def square_with_a_third_is_positive(x):
    """The polynomial 9x^2 - 6x + 1 is positive."""
    return 9 * x**2 - 6 * x + 1 > 0


@lemma(domain=Domain(x=Interval(0, 3)))
def sine_strictly_below_one(x):
    """The sine stays strictly below one."""
    return sin(x) < 1


@lemma(domain=Domain(x=Interval(0, 6)))
def cosine_strictly_above_minus_one(x):
    """The cosine stays strictly above minus one."""
    return cos(x) > -1


@lemma(domain=Domain(x=Interval(0, 6)))
def wave_strictly_below_root_two(x):
    """The sum of sine and cosine stays strictly below the root of two."""
    return sin(x) + cos(x) < sqrt(2)


@lemma(domain=Domain(x=Interval(-3, 3)))
def fraction_strictly_below_one(x):
    """The fraction 2x/(1 + x^2) stays strictly below one."""
    return 2 * x / (1 + x**2) < 1


@lemma(domain=Domain(x=Interval(0, 5)))
def damped_line_strictly_below(x):
    """The function x exp(-x) stays strictly below 1/e."""
    return x * exp(-x) < exp(-1)


@lemma(domain=Domain(x=Interval.Lopen(-1, 1)))
def third_chebyshev_plus_one_is_positive(x):
    """The polynomial 4x^3 - 3x + 1 is positive on (-1, 1]."""
    return 4 * x**3 - 3 * x + 1 > 0


@lemma(domain=Domain(x=S.Reals))
def hyperbolic_cosine_exceeds_one(x):
    """The hyperbolic cosine exceeds one."""
    return cosh(x) > 1


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def squares_exceed_twice_the_product(x, y):
    """The sum of two squares exceeds twice the product."""
    return x**2 + y**2 > 2 * x * y


@lemma(domain=Domain(x=Interval(0, 4), y=Interval(0, 4)))
def geometric_strictly_below_arithmetic(x, y):
    """The geometric mean lies strictly below the arithmetic one."""
    return sqrt(x * y) < (x + y) / 2


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def motzkin_is_positive(x, y):
    """Motzkin's polynomial is positive."""
    return x**4 * y**2 + x**2 * y**4 + 1 > 3 * x**2 * y**2


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2), z=Interval(0, 2)))
def schur_is_positive(x, y, z):
    """Schur's sum is positive."""
    return x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) > 0


@lemma(domain=Domain(x=Interval(0, 5)))
def four_consecutive_factors_strictly(x):
    """The product (x-1)(x-2)(x-3)(x-4) stays strictly above -1."""
    return (x - 1) * (x - 2) * (x - 3) * (x - 4) > -1


@lemma(domain=Domain(x=Interval(Rational(1, 10), 1)))
def self_power_strictly_above(x):
    """The function x^x stays strictly above its minimum."""
    return x**x > exp(-exp(-1))

"""Statements that are true wherever they are defined, but undefined at a point of the domain."""

from sympy import Abs, Interval, Ne, Range, Rational, acos, asin, atan2, cos, exp, log, oo, pi, sin, sqrt, tan

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-1, 1)))
def square_of_the_reciprocal(x):
    """The squared reciprocal is positive."""
    return 1 / x**2 > 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def root_of_a_negative_number(x):
    """The square root is nonnegative."""
    return sqrt(x) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def logarithm_of_zero(x):
    """The logarithm is at most the number."""
    return log(x) <= x


@lemma(domain=Domain(x=Interval(-1, 1)))
def logarithm_of_a_square(x):
    """The logarithm of the square is at most the square."""
    return log(x**2) <= x**2


@lemma(domain=Domain(x=Interval(0, Rational(11, 10))))
def arccosine_beyond_one(x):
    """The arccosine is nonnegative."""
    return acos(x) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def arcsine_of_the_double(x):
    """The arcsine of the double is at most two."""
    return asin(2 * x) <= 2


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_of_too_much(x):
    """The arccosine of 1 + x^2 is at most one."""
    return acos(1 + x**2) <= 1


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def angle_of_the_origin(x, y):
    """Every angle is at most four."""
    return atan2(y, x) <= 4


@lemma(domain=Domain(x=Interval(0, pi)))
def squared_tangent_at_the_pole(x):
    """The squared tangent is nonnegative."""
    return tan(x) ** 2 >= 0


@lemma(domain=Domain(x=Interval(1, pi)))
def cosecant_up_to_pi(x):
    """The reciprocal of the sine is at least one."""
    return 1 / sin(x) >= 1


@lemma(domain=Domain(x=Interval(0, 2)))
def reciprocal_at_an_irrational_root(x):
    """The size of 1/(x^2 - 2) is positive."""
    return Abs(1 / (x**2 - 2)) > 0


@lemma(domain=Domain(x=Interval(0, 1)))
def reciprocal_at_a_logarithm(x):
    """The square of 1/(exp x - 2) is positive."""
    return 1 / (exp(x) - 2) ** 2 > 0


@lemma(domain=Domain(x=Interval(3, 4)))
def reciprocal_at_pi(x):
    """The square of 1/(π - x) is positive."""
    return 1 / (pi - x) ** 2 > 0


@lemma(domain=Domain(n=Range(0, oo)))
def reciprocal_of_a_far_integer(n):
    """The number 1/(n - 10007) is never zero."""
    return Ne(1 / (n - 10007), 0)


@lemma(domain=Domain(n=Range(0, 1000)))
def reciprocal_of_one_integer(n):
    """The size of 1/(n - 777) is positive."""
    return Abs(1 / (n - 777)) > 0


@lemma(domain=Domain(n=Range(-3, 4)))
def reciprocal_at_zero_among_integers(n):
    """The squared reciprocal of an integer is positive."""
    return 1 / n**2 > 0


@lemma(domain=Domain(n=Range(0, 10)))
def root_of_small_integers(n):
    """The root of n - 5 is nonnegative."""
    return sqrt(n - 5) >= 0


@lemma(domain=Domain(n=Range(0, oo)))
def logarithm_of_natural_numbers(n):
    """The logarithm of a natural number is at most the number."""
    return log(n) <= n


@lemma(domain=Domain(x=Interval(-1, 1)))
def cube_root_of_a_negative_number(x):
    """The principal power x^(1/3) is at most one."""
    return x ** Rational(1, 3) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def half_integer_power(x):
    """The power x^(3/2) is nonnegative."""
    return x ** Rational(3, 2) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def reciprocal_root_at_zero(x):
    """The reciprocal of the root is positive."""
    return 1 / sqrt(x) > 0


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(-1, 1)))
def power_with_a_negative_exponent(x, y):
    """A power of a nonnegative number is nonnegative."""
    return x**y >= 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def self_power_of_negative_numbers(x):
    """The function x^x exceeds minus two."""
    return x**x > -2


@lemma(domain=Domain(x=Interval(0, 1)))
def self_power_by_the_logarithm(x):
    """The function exp(x log x) is at most one."""
    return exp(x * log(x)) <= 1


@lemma(domain=Domain(x=Interval(0, 1)))
def power_with_a_small_exponent(x):
    """The power x^(x - 1/2) is nonnegative."""
    return x ** (x - Rational(1, 2)) >= 0


@lemma(domain=Domain(x=Interval(0, Rational(11, 10))))
def semicircle_beyond_its_end(x):
    """The semicircle stays below a half."""
    return sqrt(x * (1 - x)) <= Rational(1, 2)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def hemisphere_over_the_square(x, y):
    """The hemisphere stays below one over the square."""
    return sqrt(1 - x**2 - y**2) <= 1


@lemma(domain=Domain(x=Interval(0, 2)))
def root_of_the_cosine(x):
    """The root of the cosine is at most one."""
    return sqrt(cos(x)) <= 1


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def logarithm_of_the_cosine(x):
    """The logarithm of the cosine is never positive."""
    return log(cos(x)) <= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def root_with_a_sliver_at_the_end(x):
    """The root of x - 1e-9 is nonnegative."""
    return sqrt(x - Rational(1, 10**9)) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def root_with_a_sliver_inside(x):
    """The root of (x - 1/3)^2 - 1e-20 is nonnegative."""
    return sqrt((x - Rational(1, 3)) ** 2 - Rational(1, 10**20)) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def arccosine_beyond_one_by_a_hair(x):
    """The arccosine of 1 + 1e-30 x is nonnegative."""
    return acos(1 + x / 10**30) >= 0


@lemma(domain=Domain(x=Interval(0, oo)))
def root_that_ends_far_out(x):
    """The root of 10^9 - x is nonnegative."""
    return sqrt(10**9 - x) >= 0

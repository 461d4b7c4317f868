"""False statements made from true ones by a wider domain."""

from sympy import Eq, Interval, Range, Rational, S, Union, acos, atan, cos, exp, log, oo, pi, sin, sqrt, tan

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 4)))
def sine_nonnegative_up_to_four(x):
    """The sine is nonnegative up to four."""
    return sin(x) >= 0


@lemma(domain=Domain(x=Interval(-1, pi)))
def sine_below_identity_on_both_sides(x):
    """The sine lies below the identity from -1 on."""
    return sin(x) <= x


@lemma(domain=Domain(x=Interval(-Rational(1, 2), 5)))
def logarithm_above_parabola_on_both_sides(x):
    """The logarithm of 1 + x is at least x - x^2/2 from -1/2 on."""
    return log(1 + x) >= x - x**2 / 2


@lemma(domain=Domain(x=Interval(Rational(1, 2), 4)))
def arctangent_above_a_third_up_to_four(x):
    """The arctangent exceeds a third of its argument up to four."""
    return atan(x) > x / 3


@lemma(domain=Domain(x=Interval(-3, 3)))
def cubic_with_a_double_root_on_both_sides(x):
    """The cubic x^3 - 3x + 2 is nonnegative from -3 on."""
    return x**3 - 3 * x + 2 >= 0


@lemma(domain=Domain(phi=Interval(0, Rational(158, 100))))
def kernel_above_one_beyond_a_right_angle(phi):
    """The kernel exceeds one up to 1.58."""
    return (pi - phi) * cos(phi) + sin(phi) > 1


@lemma(domain=Domain(phi=Interval(0, Rational(314, 100))))
def kernel_strictly_decreases_from_zero_on(phi):
    """The slope of the kernel is negative from zero on."""
    return -(pi - phi) * sin(phi) < 0


@lemma(domain=Domain(x=Interval(0, 2)))
def jordan_beyond_the_right_angle(x):
    """The sine lies above 2x/π up to two."""
    return sin(x) >= 2 * x / pi


@lemma(domain=Domain(x=Interval(-1, Rational(1001, 1000))))
def chebyshev_beyond_one(x):
    """The fourth Chebyshev polynomial is at most one up to 1.001."""
    return 8 * x**4 - 8 * x**2 + 1 <= 1


@lemma(domain=Domain(x=Interval(0, 2)))
def exponential_below_parabola_up_to_two(x):
    """The exponential lies below 1 + x + x^2 up to two."""
    return exp(x) <= 1 + x + x**2


@lemma(domain=Domain(x=Interval(-1, 1)))
def tangent_above_identity_on_both_sides(x):
    """The tangent lies above the identity on [-1, 1]."""
    return tan(x) >= x


@lemma(domain=Domain(x=Interval(0, 5)))
def root_above_half_up_to_five(x):
    """The square root is at least half its argument up to five."""
    return sqrt(x) >= x / 2


@lemma(domain=Domain(x=Interval(0, 4)))
def arccosine_of_the_cosine_up_to_four(x):
    """The arccosine undoes the cosine up to four."""
    return Eq(acos(cos(x)), x)


@lemma(domain=Domain(n=Range(0, oo)))
def power_of_two_above_every_square(n):
    """A power of two is at least the square of its exponent."""
    return 2**n >= n**2


@lemma(domain=Domain(x=Interval(0, 5)))
def product_of_neighbours_for_reals(x):
    """The product x(x - 1) is nonnegative for reals from zero on."""
    return x * (x - 1) >= 0


@lemma(domain=Domain(x=S.Reals))
def product_between_three_and_four_for_reals(x):
    """The polynomial x^2 - 7x + 12 is nonnegative for reals."""
    return x**2 - 7 * x + 12 >= 0


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2), z=Interval(-2, 2)))
def three_cubes_of_any_sign(x, y, z):
    """The sum of three cubes of any sign is at least three times the product."""
    return x**3 + y**3 + z**3 >= 3 * x * y * z


@lemma(domain=Domain(x=Interval(-1, 5)))
def root_of_a_square_from_minus_one_on(x):
    """The root of the square of a number from -1 on is the number."""
    return Eq(sqrt(x**2), x)


@lemma(domain=Domain(n=Range(1, oo), x=Interval(0, 4)))
def bernoulli_up_to_four(n, x):
    """The power (1 - x)^n is at least 1 - nx up to four."""
    return (1 - x) ** n >= 1 - n * x


@lemma(domain=Domain(x=S.Reals))
def exponential_above_square_everywhere(x):
    """The exponential exceeds the square on the real line."""
    return exp(x) > x**2


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 2)))
def product_below_factor_beyond_one(x, y):
    """The product with a number up to two is at most the factor."""
    return x * y <= x


@lemma(domain=Domain(x=Union(Interval(-2, -1), Interval(1, 2))))
def cube_at_least_one_on_both_sides(x):
    """The cube is at least one on both sides."""
    return x**3 >= 1

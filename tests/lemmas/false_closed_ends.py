"""False strict inequalities that fail only at an end which belongs to the domain."""

from sympy import Interval, Range, Rational, acos, atan, cos, exp, log, pi, sin, sqrt, tan

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1)))
def below_one_on_the_closed_interval(x):
    """The numbers of the closed unit interval are below one."""
    return x < 1


@lemma(domain=Domain(x=Interval.Ropen(0, 1)))
def positive_on_the_closed_interval(x):
    """The numbers of [0, 1) are positive."""
    return x > 0


@lemma(domain=Domain(x=Interval.Lopen(0, 1)))
def square_below_identity_up_to_one(x):
    """The square is below the number on (0, 1]."""
    return x**2 < x


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_strictly_below_identity_from_zero(x):
    """The sine is strictly below the arc from zero on."""
    return sin(x) < x


@lemma(domain=Domain(x=Interval.Lopen(0, 1)))
def logarithm_negative_up_to_one(x):
    """The logarithm is negative on (0, 1]."""
    return log(x) < 0


@lemma(domain=Domain(x=Interval.Lopen(0, pi)))
def sine_positive_up_to_pi(x):
    """The sine is positive on (0, π]."""
    return sin(x) > 0


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def cosine_positive_up_to_a_right_angle(x):
    """The cosine is positive up to the right angle."""
    return cos(x) > 0


@lemma(domain=Domain(x=Interval.Lopen(-1, 1)))
def semicircle_positive_at_its_end(x):
    """The root of 1 - x^2 is positive on (-1, 1]."""
    return sqrt(1 - x**2) > 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_positive_up_to_one(x):
    """The arccosine is positive up to one."""
    return acos(x) > 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_below_pi(x):
    """The arccosine is below π from minus one on."""
    return acos(x) < pi


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_exceeds_one(x):
    """The exponential exceeds one from zero on."""
    return exp(x) > 1


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_positive_up_to_pi(phi):
    """The kernel is positive up to the angle π."""
    return (pi - phi) * cos(phi) + sin(phi) > 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_below_pi_from_zero(phi):
    """The kernel is below π from the angle zero on."""
    return (pi - phi) * cos(phi) + sin(phi) < pi


@lemma(domain=Domain(x=Interval(0, 1)))
def tangent_strictly_above_identity_from_zero(x):
    """The tangent exceeds the arc from zero on."""
    return tan(x) > x


@lemma(domain=Domain(x=Interval(1, 10)))
def sum_with_reciprocal_from_one(x):
    """A number from one on plus its reciprocal exceeds two."""
    return x + 1 / x > 2


@lemma(domain=Domain(x=Interval(Rational(1, 2), 1)))
def entropy_term_negative_up_to_one(x):
    """The function x log x is negative up to one."""
    return x * log(x) < 0


@lemma(domain=Domain(x=Interval.Lopen(0, pi / 2)))
def sine_above_its_chord_at_the_end(x):
    """The sine lies strictly above its chord on (0, π/2]."""
    return sin(x) > 2 * x / pi


@lemma(domain=Domain(x=Interval(0, sqrt(2))))
def square_below_two_at_the_root(x):
    """The square is below two up to the root of two."""
    return x**2 < 2


@lemma(domain=Domain(x=Interval.Lopen(0, 1), y=Interval(0, 1)))
def product_below_factor_on_a_side(x, y):
    """A positive number times a number up to one is below the number."""
    return x * y < x


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def squares_positive_at_the_corner(x, y):
    """The sum of squares is positive on the closed unit square."""
    return x**2 + y**2 > 0


@lemma(domain=Domain(x=Interval(0, 1)))
def seventh_power_positive_at_the_end(x):
    """The seventh power of 1 - x, multiplied out, is positive up to one."""
    return 1 - 7 * x + 21 * x**2 - 35 * x**3 + 35 * x**4 - 21 * x**5 + 7 * x**6 - x**7 > 0


@lemma(domain=Domain(x=Interval(0, 1)))
def arctangent_strictly_above_cubic(x):
    """The arctangent is strictly above x - x^3/3 from zero on."""
    return atan(x) > x - x**3 / 3


@lemma(domain=Domain(n=Range(0, 101)))
def range_below_its_last_member(n):
    """The integers from zero to a hundred are below a hundred."""
    return n < 100

"""True strict inequalities that fail only at an end which the domain leaves out."""

from sympy import Interval, Rational, acos, cos, exp, log, pi, sin, sqrt, tan, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval.open(0, 1)))
def square_below_identity_inside(x):
    """Strictly between zero and one the square is below the number."""
    return x**2 < x


@lemma(domain=Domain(x=Interval.open(0, 1)))
def logarithm_negative_inside(x):
    """The logarithm of a proper fraction is negative."""
    return log(x) < 0


@lemma(domain=Domain(x=Interval.Lopen(0, pi)))
def sine_strictly_below_identity(x):
    """The sine of a positive arc is below the arc."""
    return sin(x) < x


@lemma(domain=Domain(x=Interval.Lopen(0, 5)))
def exponential_strictly_above_tangent(x):
    """The exponential lies strictly above its tangent to the right of zero."""
    return exp(x) > 1 + x


@lemma(domain=Domain(x=Interval.Lopen(0, pi)))
def cosine_strictly_below_one(x):
    """The cosine of a positive angle up to π is below one."""
    return cos(x) < 1


@lemma(domain=Domain(x=Interval.open(0, 1)))
def product_is_positive_inside(x):
    """The product x(1 - x) is positive strictly between zero and one."""
    return x * (1 - x) > 0


@lemma(domain=Domain(x=Interval.Ropen(-1, 1)))
def arccosine_is_positive(x):
    """The arccosine of a number below one is positive."""
    return acos(x) > 0


@lemma(domain=Domain(x=Interval.open(-1, 1)))
def semicircle_is_positive(x):
    """The root of 1 - x^2 is positive strictly between its zeros."""
    return sqrt(1 - x**2) > 0


@lemma(domain=Domain(x=Interval.Lopen(1, 10)))
def sum_with_reciprocal_above_two(x):
    """A number beyond one plus its reciprocal exceeds two."""
    return x + 1 / x > 2


@lemma(domain=Domain(x=Interval.open(0, 1)))
def logarithm_strictly_below_tangent(x):
    """The logarithm of a proper fraction is strictly below x - 1."""
    return log(x) < x - 1


@lemma(domain=Domain(x=Interval.Lopen(0, Rational(3, 2))))
def tangent_strictly_above_identity(x):
    """The tangent of a positive arc exceeds the arc."""
    return tan(x) > x


@lemma(domain=Domain(phi=Interval.Lopen(0, pi)))
def kernel_strictly_below_pi(phi):
    """The kernel of a positive angle is below π."""
    return (pi - phi) * cos(phi) + sin(phi) < pi


@lemma(domain=Domain(phi=Interval.Ropen(0, pi)))
def kernel_strictly_positive(phi):
    """The kernel of an angle below π is positive."""
    return (pi - phi) * cos(phi) + sin(phi) > 0


@lemma(domain=Domain(x=Interval.open(0, 1)))
def reciprocal_exceeds_one(x):
    """The reciprocal of a proper fraction exceeds one."""
    return 1 / x > 1


@lemma(domain=Domain(x=Interval.Ropen(0, 1)))
def geometric_series(x):
    """The sum of the geometric series is at least one."""
    return 1 / (1 - x) >= 1


@lemma(domain=Domain(x=Interval.open(0, 1)))
def entropy_term_is_negative(x):
    """The function x log x is negative strictly between zero and one."""
    return x * log(x) < 0


@lemma(domain=Domain(x=Interval.open(0, pi / 2)))
def sine_strictly_above_its_chord(x):
    """The sine lies strictly above its chord inside (0, π/2)."""
    return sin(x) > 2 * x / pi


@lemma(domain=Domain(x=Interval.Lopen(0, 1), y=Interval.Ropen(0, 1)))
def product_strictly_below_factor(x, y):
    """A positive number times a proper fraction is below the number."""
    return x * y < x


@lemma(domain=Domain(x=Interval.Lopen(0, 1), y=Interval(0, 1)))
def squares_with_one_positive(x, y):
    """The sum of squares is positive if the first number is."""
    return x**2 + y**2 > 0


@lemma(domain=Domain(x=Interval.Lopen(0, 1)))
def exponential_of_minus_reciprocal(x):
    """The function exp(-1/x) is positive to the right of zero."""
    return exp(-1 / x) > 0


@lemma(domain=Domain(x=Interval.Lopen(0, pi)))
def cardinal_sine_below_one(x):
    """The quotient sin x / x is below one."""
    return sin(x) / x < 1


@lemma(domain=Domain(x=Interval.Lopen(0, pi)))
def versine_over_square(x):
    """The quotient (1 - cos x)/x^2 is below a half."""
    return (1 - cos(x)) / x**2 < Rational(1, 2)


@lemma(domain=Domain(x=Interval.Lopen(0, 3)))
def hyperbolic_tangent_strictly_below(x):
    """The hyperbolic tangent of a positive number is below it."""
    return tanh(x) < x


@lemma(domain=Domain(x=Interval.Ropen(0, 1)))
def seventh_power_strictly(x):
    """The seventh power of 1 - x, multiplied out, is positive below one."""
    return 1 - 7 * x + 21 * x**2 - 35 * x**3 + 35 * x**4 - 21 * x**5 + 7 * x**6 - x**7 > 0


@lemma(domain=Domain(x=Interval.Ropen(0, sqrt(2))))
def irrational_open_end(x):
    """The square of a number below the root of two is below two."""
    return x**2 < 2

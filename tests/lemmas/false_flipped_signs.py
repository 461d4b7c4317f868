"""False statements made from true ones by turning a sign or a relation around."""

from sympy import Eq, Interval, Range, Rational, atan, cos, cosh, exp, log, oo, pi, sin, sinh, sqrt, tan, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_above_identity(x):
    """The sine lies above the identity."""
    return sin(x) >= x


@lemma(domain=Domain(x=Interval(-1, 1)))
def exponential_above_the_mirrored_line(x):
    """The exponential lies above 1 - x."""
    return exp(x) >= 1 - x


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def logarithm_above_its_tangent(x):
    """The logarithm lies above its tangent at one."""
    return log(x) >= x - 1


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10)))
def sum_with_reciprocal_below_two(x):
    """A number plus its reciprocal is at most two."""
    return x + 1 / x <= 2


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_below_parabola(x):
    """The cosine lies below its second Taylor polynomial."""
    return cos(x) <= 1 - x**2 / 2


@lemma(domain=Domain(x=Interval(0, 2)))
def arctangent_above_identity(x):
    """The arctangent lies above the identity."""
    return atan(x) >= x


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_cubic(x):
    """The sine lies below its third Taylor polynomial."""
    return sin(x) <= x - x**3 / 6


@lemma(domain=Domain(x=Interval(0, 4)))
def root_above_its_argument(x):
    """The square root is at least its argument."""
    return sqrt(x) >= x


@lemma(domain=Domain(x=Interval(0, 3)))
def cubic_with_the_other_constant(x):
    """The cubic x^3 - 3x - 2 is nonnegative to the right of zero."""
    return x**3 - 3 * x - 2 >= 0


@lemma(domain=Domain(x=Interval(-1, 1)))
def third_chebyshev_minus_one(x):
    """The third Chebyshev polynomial is at least one."""
    return 4 * x**3 - 3 * x - 1 >= 0


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def addition_theorem_of_the_wrong_cosine(x, y):
    """The cosine of a sum is cos x cos y + sin x sin y."""
    return Eq(cos(x + y), cos(x) * cos(y) + sin(x) * sin(y))


@lemma(domain=Domain(x=Interval(0, Rational(3, 2))))
def huygens_reversed(x):
    """Twice the sine plus the tangent is at most three times the arc."""
    return 2 * sin(x) + tan(x) <= 3 * x


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2), z=Interval(0, 2)))
def schur_reversed(x, y, z):
    """Schur's sum is never positive."""
    return x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) <= 0


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def difference_of_squares_above_twice_the_product(x, y):
    """The difference of two squares is at least twice the product."""
    return x**2 - y**2 >= 2 * x * y


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_with_a_minus(phi):
    """The function (π - φ) cos φ - sin φ is nonnegative."""
    return (pi - phi) * cos(phi) - sin(phi) >= 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_increases(phi):
    """The kernel increases with the angle."""
    return -(pi - phi) * sin(phi) >= 0


@lemma(domain=Domain(x=Interval(-2, 2)))
def hyperbolic_pythagoras_with_a_plus(x):
    """The squares of hyperbolic cosine and sine add up to one."""
    return Eq(cosh(x) ** 2 + sinh(x) ** 2, 1)


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def barrier_factor_with_a_minus(s, k):
    """The difference s/(k + π - 1) - (1 - s)/(π - 1) is positive."""
    return s / (k + pi - 1) - (1 - s) / (pi - 1) > 0


@lemma(domain=Domain(n=Range(0, oo)))
def integer_above_its_square(n):
    """An integer is at least its square."""
    return n - n**2 >= 0


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_is_at_least_one(x):
    """One minus the cosine is never positive."""
    return 1 - cos(x) <= 0


@lemma(domain=Domain(x=Interval(0, 3)))
def hyperbolic_tangent_above_identity(x):
    """The hyperbolic tangent lies above the identity."""
    return tanh(x) >= x


@lemma(domain=Domain(x=Interval(0, 5)))
def logarithm_below_fraction(x):
    """The logarithm of 1 + x is at most 2x/(2 + x)."""
    return log(1 + x) <= 2 * x / (2 + x)

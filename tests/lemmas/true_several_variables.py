"""True inequalities in two real variables; most are tight at a corner, along a side or along a curve."""

from sympy import Abs, Interval, Rational, atan, atan2, cos, exp, log, pi, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_below_factor(x, y):
    """The product of numbers in the unit interval is at most the first."""
    return x * y <= x


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def squares_at_least_twice_the_product(x, y):
    """The sum of two squares is at least twice the product."""
    return x**2 + y**2 >= 2 * x * y


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_on_the_square(x, y):
    """The product xy(1 - x)(1 - y) is at most 1/16."""
    return x * y * (1 - x) * (1 - y) <= Rational(1, 16)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def probability_of_a_union(x, y):
    """The number x + y - xy is at most one."""
    return x + y - x * y <= 1


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_of_complements(x, y):
    """The product of complements is at least one minus the sum."""
    return (1 - x) * (1 - y) >= 1 - x - y


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def motzkin(x, y):
    """Motzkin's polynomial is nonnegative, though it is no sum of squares."""
    return x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def exponential_of_a_sum(x, y):
    """The exponential of a sum is at least one plus the sum."""
    return exp(x + y) >= 1 + x + y


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2)))
def young_with_a_cube(x, y):
    """Young's inequality with exponents 3 and 3/2."""
    return x * y <= x**3 / 3 + 2 * y ** Rational(3, 2) / 3


@lemma(domain=Domain(x=Interval(0, pi), y=Interval(0, pi)))
def sine_is_concave(x, y):
    """The sine of the mean is at least the mean of the sines on an arch."""
    return sin(x) + sin(y) <= 2 * sin((x + y) / 2)


@lemma(domain=Domain(x=Interval(0, pi), y=Interval(0, pi)))
def sine_is_subadditive(x, y):
    """The sine of a sum is at most the sum of the sines on an arch."""
    return sin(x + y) <= sin(x) + sin(y)


@lemma(domain=Domain(x=Interval(-3, 3), y=Interval(-3, 3)))
def product_of_cosines(x, y):
    """The product of two cosines is at most the squared cosine of half the difference."""
    return cos(x) * cos(y) <= cos((x - y) / 2) ** 2


@lemma(domain=Domain(x=Interval(0, 4), y=Interval(0, 4)))
def geometric_below_arithmetic(x, y):
    """The geometric mean is at most the arithmetic one."""
    return sqrt(x * y) <= (x + y) / 2


@lemma(domain=Domain(x=Interval(Rational(1, 10), 3), y=Interval(Rational(1, 10), 3)))
def harmonic_below_geometric(x, y):
    """The harmonic mean is at most the geometric one."""
    return 2 * x * y / (x + y) <= sqrt(x * y)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 5), y=Interval(Rational(1, 10), 5)))
def logarithm_is_concave(x, y):
    """The logarithm of the mean is at least the mean of the logarithms."""
    return log((x + y) / 2) >= (log(x) + log(y)) / 2


@lemma(domain=Domain(x=Interval(Rational(1, 10), 3), y=Interval(Rational(1, 10), 3)))
def quotients_at_least_two(x, y):
    """A quotient plus its reciprocal is at least two."""
    return x / y + y / x >= 2


@lemma(domain=Domain(x=Interval(0, 3), y=Interval(0, 3)))
def hypotenuse_below_the_legs(x, y):
    """The hypotenuse is at most the sum of the legs."""
    return sqrt(x**2 + y**2) <= x + y


@lemma(domain=Domain(x=Interval(0, 3), y=Interval(0, 3)))
def legs_below_root_two_hypotenuses(x, y):
    """The sum of the legs is at most root two times the hypotenuse."""
    return x + y <= sqrt(2) * sqrt(x**2 + y**2)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 1), y=Interval(0, 1)))
def angle_in_the_first_quadrant(x, y):
    """The angle of a point with positive abscissa is below π/2."""
    return atan2(y, x) < pi / 2


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(Rational(1, 10), 1)))
def angle_tends_to_a_right_one(x, y):
    """The angle of a point in the closed first quadrant is at most π/2."""
    return atan2(y, x) <= pi / 2


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def arctangent_is_a_contraction(x, y):
    """The arctangent does not increase distances."""
    return Abs(atan(x) - atan(y)) <= Abs(x - y)


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def sine_is_a_contraction(x, y):
    """The sine does not increase distances."""
    return Abs(sin(x) - sin(y)) <= Abs(x - y)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def definite_form_above_minus_a_thousandth(x, y):
    """The form x^2 + xy + y^2 exceeds -1/1000."""
    return x**2 + x * y + y**2 > -Rational(1, 1000)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def definite_form(x, y):
    """The form x^2 + xy + y^2 is nonnegative."""
    return x**2 + x * y + y**2 >= 0


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def sum_of_fractions(x, y):
    """On the unit square 1/(1 + x) + 1/(1 + y) is at most 2/(1 + sqrt(xy))."""
    return 1 / (1 + x) + 1 / (1 + y) <= 2 / (1 + sqrt(x * y))


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2)))
def hyperbolic_tangent_is_subadditive(x, y):
    """The hyperbolic tangent of a sum is at most the sum of the tangents."""
    return tanh(x + y) <= tanh(x) + tanh(y)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_with_an_exponential(x, y):
    """The product x exp y is below 3 on the unit square."""
    return x * exp(y) < 3


@lemma(domain=Domain(x=Interval(Rational(1, 10), 1), y=Interval(Rational(1, 10), 1)))
def power_above_its_base(x, y):
    """A power with base and exponent below one is at least its base."""
    return x**y >= x


@lemma(domain=Domain(x=Interval(Rational(1, 10), 1), y=Interval(Rational(1, 10), 1)))
def two_powers_exceed_one(x, y):
    """The sum x^y + y^x exceeds one."""
    return x**y + y**x > 1


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2)))
def cubes_above_mixed_products(x, y):
    """The sum of two cubes is at least x^2 y + x y^2."""
    return x**3 + y**3 >= x**2 * y + x * y**2


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def form_plus_one_is_positive(x, y):
    """The form x^2 - xy + y^2 plus one is positive."""
    return x**2 - x * y + y**2 + 1 > 0


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(0, 2 * pi)))
def rotation_of_a_wave(x, y):
    """The wave x cos y + sin y is at most the root of 1 + x^2."""
    return x * cos(y) + sin(y) <= sqrt(1 + x**2)

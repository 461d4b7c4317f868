"""True inequalities in three or four real variables."""

from sympy import Interval, Rational, cos, exp, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), z=Interval(-1, 1)))
def three_squares_above_three_products(x, y, z):
    """The sum of three squares is at least the sum of the products."""
    return x**2 + y**2 + z**2 >= x * y + y * z + z * x


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2), z=Interval(0, 2)))
def three_cubes_above_the_product(x, y, z):
    """The sum of three cubes is at least three times the product."""
    return x**3 + y**3 + z**3 >= 3 * x * y * z


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2), z=Interval(0, 2)))
def schur(x, y, z):
    """Schur's sum is nonnegative."""
    return x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) >= 0


@lemma(domain=Domain(x=Interval(Rational(1, 10), 2), y=Interval(Rational(1, 10), 2), z=Interval(Rational(1, 10), 2)))
def nesbitt(x, y, z):
    """Nesbitt's sum is at least 3/2."""
    return x / (y + z) + y / (z + x) + z / (x + y) >= Rational(3, 2)


@lemma(domain=Domain(x=Interval(1, 2), y=Interval(1, 2), z=Interval(1, 2)))
def nesbitt_with_room(x, y, z):
    """Nesbitt's sum exceeds 7/5."""
    return x / (y + z) + y / (z + x) + z / (x + y) > Rational(7, 5)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def three_complements(x, y, z):
    """The product of three complements is at least one minus the sum."""
    return (1 - x) * (1 - y) * (1 - z) >= 1 - x - y - z


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def product_plus_product_of_complements(x, y, z):
    """The product plus the product of the complements is at most one."""
    return x * y * z + (1 - x) * (1 - y) * (1 - z) <= 1


@lemma(domain=Domain(x=Interval(0, pi / 3), y=Interval(0, pi / 3), z=Interval(0, pi / 3)))
def three_sines(x, y, z):
    """Three sines add up to at least the sine of the sum."""
    return sin(x) + sin(y) + sin(z) - sin(x + y + z) >= 0


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def exponential_of_a_product(x, y, z):
    """The exponential of a product is at most one plus twice the product."""
    return exp(x * y * z) <= 1 + 2 * x * y * z


@lemma(domain=Domain(x=Interval(-1, 2), y=Interval(-1, 2), z=Interval(-1, 2)))
def products_below_a_third_of_the_square(x, y, z):
    """The sum of the products is at most a third of the squared sum."""
    return x * y + y * z + z * x <= (x + y + z) ** 2 / 3


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def two_diagonals(x, y, z):
    """Two face diagonals of a box are together at least the third."""
    return sqrt(x**2 + y**2) + sqrt(y**2 + z**2) >= sqrt(x**2 + z**2)


@lemma(domain=Domain(x=Interval(0, 2), y=Interval(0, 2), z=Interval(0, 2)))
def product_below_nine(x, y, z):
    """The product of three numbers up to two is below nine."""
    return x * y * z < 9


@lemma(domain=Domain(x=Interval(Rational(1, 4), 2), y=Interval(Rational(1, 4), 2), z=Interval(Rational(1, 4), 2)))
def harmonic_mean_of_three(x, y, z):
    """The sum of three reciprocals is at least nine over the sum."""
    return 1 / x + 1 / y + 1 / z >= 9 / (x + y + z)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def sum_of_three_waves(x, y, z):
    """The sum sin x + cos y + sin z stays below 2.7 on the unit cube."""
    return sin(x) + cos(y) + sin(z) < Rational(27, 10)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), z=Interval(-1, 1)))
def quadratic_form_of_three(x, y, z):
    """The form 2x^2 + 2y^2 + 2z^2 - 2xy - 2yz plus 1/100 is positive."""
    return 2 * x**2 + 2 * y**2 + 2 * z**2 - 2 * x * y - 2 * y * z + Rational(1, 100) > 0


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), u=Interval(-1, 1), v=Interval(-1, 1)))
def cauchy_schwarz_of_four(x, y, u, v):
    """The squared inner product is at most the product of the squared lengths."""
    return (x * u + y * v) ** 2 <= (x**2 + y**2) * (u**2 + v**2)

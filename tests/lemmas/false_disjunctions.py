"""False statements with Or, Implies and Not."""

from sympy import And, Eq, Implies, Interval, Not, Or, Range, Rational, S, cos, oo, pi, sin

from verify import Domain, lemma


@lemma(domain=Domain(x=S.Reals))
def beyond_one_means_square_beyond_two(x):
    """A number beyond one has a square beyond two."""
    return Implies(x > 1, x**2 > 2)


@lemma(domain=Domain(x=Interval(-1, 1)))
def positive_or_negative(x):
    """A number is positive or negative."""
    return Or(x > 0, x < 0)


@lemma(domain=Domain(x=Interval(0, 1)))
def above_or_below_a_third(x):
    """A number is above or below a third."""
    return Or(x > Rational(1, 3), x < Rational(1, 3))


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def sine_or_cosine_is_very_large(x):
    """In the first quadrant the sine or the cosine is at least 3/4."""
    return Or(sin(x) >= Rational(3, 4), cos(x) >= Rational(3, 4))


@lemma(domain=Domain(x=Interval(0, 3)))
def square_misses_an_interval(x):
    """A square is above three or below two."""
    return Or(x**2 > 3, x**2 < 2)


@lemma(domain=Domain(x=Interval(-5, 5)))
def square_beyond_one_means_beyond_one(x):
    """A number with a square beyond one exceeds one."""
    return Implies(x**2 > 1, x > 1)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def squares_keep_order_of_any_sign(x, y):
    """A smaller number has a smaller square."""
    return Implies(x < y, x**2 < y**2)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def positive_sine_means_positive_cosine(x):
    """Where the sine is positive so is the cosine."""
    return Implies(sin(x) > 0, cos(x) > 0)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def sum_inside_the_disc_below_seven_fifths(x, y):
    """Inside the unit disc the sum is below 7/5."""
    return Implies(x**2 + y**2 < 1, x + y < Rational(7, 5))


@lemma(domain=Domain(n=Range(0, oo)))
def integer_beyond_two_is_beyond_three(n):
    """An integer beyond two is beyond three."""
    return Implies(n > 2, n > 3)


@lemma(domain=Domain(x=S.Reals))
def nothing_inside_the_unit_interval(x):
    """No number lies strictly between zero and one."""
    return Not(And(x > 0, x < 1))


@lemma(domain=Domain(x=Interval(0, 2)))
def no_square_is_two(x):
    """No square is two."""
    return Not(Eq(x**2, 2))


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(0, 1)))
def vanishing_first_coordinate(x, y):
    """If the first coordinate vanishes, the second is positive."""
    return Implies(Eq(x, 0), y > 0)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def negative_cosine_means_negative_sine(x):
    """Where the cosine is negative so is the sine."""
    return Implies(cos(x) < 0, sin(x) < 0)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def positive_product_means_positive_factor(x, y):
    """A positive product has a positive first factor."""
    return Implies(x * y > 0, x > 0)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1)))
def first_is_not_last(x, y, z):
    """The first of three numbers is at least one of the others or at least a half."""
    return Or(x >= y, x >= z, x >= Rational(1, 2))


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def weak_order_means_strict_order(x, y):
    """Weakly ordered numbers are strictly ordered."""
    return Implies(x <= y, x < y)


@lemma(domain=Domain(x=Interval(-5, 5)))
def cube_beyond_eight_means_well_beyond_two(x):
    """A number with a cube beyond eight exceeds 2.1."""
    return Implies(x**3 > 8, x > Rational(21, 10))


@lemma(domain=Domain(n=Range(0, oo)))
def squares_of_integers_beyond_ten(n):
    """A natural number is below three or its square exceeds ten."""
    return Or(n**2 > 10, n < 3)


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_never_between(phi):
    """The kernel is above one or below 0.99."""
    return Or((pi - phi) * cos(phi) + sin(phi) > 1, (pi - phi) * cos(phi) + sin(phi) < Rational(99, 100))


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def one_of_three_is_above_a_third(x, y):
    """Of two numbers and the complement of their sum one exceeds a third."""
    return Or(x > Rational(1, 3), y > Rational(1, 3), 1 - x - y > Rational(1, 3))

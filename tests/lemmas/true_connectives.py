"""True statements with And, Or, Implies, Not and Ne, and true ones over finite sets and unions."""

from sympy import And, Eq, FiniteSet, Implies, Interval, Ne, Not, Or, Rational, S, Union, cos, exp, log, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_between_two_polynomials(x):
    """The sine lies between x - x^3/6 and x."""
    return And(sin(x) <= x, sin(x) >= x - x**3 / 6)


@lemma(domain=Domain(x=Interval(0, 1)))
def parabola_between_zero_and_a_quarter(x):
    """The product x(1 - x) lies between zero and a quarter."""
    return And(0 <= x * (1 - x), x * (1 - x) <= Rational(1, 4))


@lemma(domain=Domain(x=Interval(0, 1)))
def one_half_is_large(x):
    """A number or its complement is at least a half."""
    return Or(x >= Rational(1, 2), 1 - x >= Rational(1, 2))


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def sine_or_cosine_is_large(x):
    """In the first quadrant the sine or the cosine is at least a half."""
    return Or(sin(x) >= Rational(1, 2), cos(x) >= Rational(1, 2))


@lemma(domain=Domain(x=Interval(0, 3)))
def overlapping_squares(x):
    """A square is above two or below three."""
    return Or(x**2 > 2, x**2 < 3)


@lemma(domain=Domain(x=S.Reals))
def below_one_or_not(x):
    """A number is below one or at least one."""
    return Or(x < 1, x >= 1)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def one_of_three_is_a_third(x, y):
    """Of two numbers and the complement of their sum one is at least a third."""
    return Or(x >= Rational(1, 3), y >= Rational(1, 3), 1 - x - y >= Rational(1, 3))


@lemma(domain=Domain(x=Interval(0, 5)))
def squares_beyond_one(x):
    """A number beyond one has a square beyond one."""
    return Implies(x > 1, x**2 > 1)


@lemma(domain=Domain(x=Interval(0, 5)))
def positive_product_of_neighbours(x):
    """If x(x - 1) is positive, then x exceeds one."""
    return Implies(x * (x - 1) > 0, x > 1)


@lemma(domain=Domain(x=Interval(-5, 5)))
def cube_beyond_eight(x):
    """A number with a cube beyond eight exceeds two."""
    return Implies(x**3 > 8, x > 2)


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def sine_where_the_cosine_is_negative(x):
    """Where the cosine is negative the sine is below one."""
    return Implies(cos(x) < 0, sin(x) < 1)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def order_of_exponentials(x, y):
    """A smaller number has a smaller exponential."""
    return Implies(x < y, exp(x) < exp(y))


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def sum_inside_the_disc(x, y):
    """Inside the unit disc the sum is below 3/2."""
    return Implies(x**2 + y**2 < 1, x + y < Rational(3, 2))


@lemma(domain=Domain(x=Interval(-2, 2)))
def no_square_is_negative(x):
    """No square is negative."""
    return Not(x**2 < 0)


@lemma(domain=Domain(x=Interval(-2, 2)))
def not_on_both_sides(x):
    """No number is beyond one and negative."""
    return Not(And(x > 1, x < 0))


@lemma(domain=Domain(x=Interval(-5, 5)))
def exponential_never_vanishes(x):
    """The exponential is never zero."""
    return Not(Eq(exp(x), 0))


@lemma(domain=Domain(x=Interval(-2, 2)))
def quadratic_misses_a_value(x):
    """The polynomial x^2 + x never takes the value -1/3."""
    return Ne(x**2 + x, -Rational(1, 3))


@lemma(domain=Domain(x=Interval(-2, 3)))
def parabola_misses_a_value(x):
    """The product x(x - 1) never takes the value -0.26."""
    return Ne(x * (x - 1), -Rational(26, 100))


@lemma(domain=Domain(x=S.Reals))
def exponential_has_no_fixed_point(x):
    """The exponential has no fixed point."""
    return Ne(exp(x), x)


@lemma(domain=Domain(x=Interval(-1, 1)))
def logarithm_where_it_is_defined(x):
    """Where x is positive its logarithm is at most x - 1."""
    return Implies(x > 0, log(x) <= x - 1)


@lemma(domain=Domain(x=Interval(-1, 1)))
def reciprocal_where_it_is_defined(x):
    """Where x is not zero, the square of 1/x is at least one."""
    return Or(Eq(x, 0), 1 / x**2 >= 1)


@lemma(domain=Domain(x=Interval(-2, 2)))
def nested_connectives(x):
    """A number is below one, or it is at least one and so is its square."""
    return Or(x < 1, And(x >= 1, x**2 >= 1))


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_crosses_one(phi):
    """The kernel is above one, or the angle is at least right."""
    return Or((pi - phi) * cos(phi) + sin(phi) > 1, phi >= pi / 2)


@lemma(domain=Domain(x=FiniteSet(1, 2, 3)))
def three_roots(x):
    """One, two and three are the roots of (x - 1)(x - 2)(x - 3)."""
    return Eq((x - 1) * (x - 2) * (x - 3), 0)


@lemma(domain=Domain(x=FiniteSet(sqrt(2), sqrt(3), pi)))
def three_irrational_numbers(x):
    """The squares of sqrt 2, sqrt 3 and π are at least two."""
    return x**2 >= 2


@lemma(domain=Domain(x=FiniteSet(-1, 0, 1)))
def cubes_of_signs(x):
    """Minus one, zero and one are their own cubes."""
    return Eq(x**3, x)


@lemma(domain=Domain(x=FiniteSet(0, Rational(1, 2), 1)))
def halves(x):
    """Zero, a half and one are roots of x(2x - 1)(x - 1)."""
    return Eq(x * (2 * x - 1) * (x - 1), 0)


@lemma(domain=Domain(x=Union(Interval(-2, -1), Interval(1, 2))))
def square_on_two_intervals(x):
    """Away from the open unit interval the square is at least one."""
    return x**2 >= 1


@lemma(domain=Domain(x=Union(Interval(-2, -1), Interval(1, 2))))
def zero_is_left_out(x):
    """No number between one and two in size is zero."""
    return Ne(x, 0)


@lemma(domain=Domain(x=Union(Interval(-1, 1), Interval(6, 7))))
def cosine_on_two_intervals(x):
    """The cosine is positive near zero and near 2π."""
    return cos(x) > 0


@lemma(domain=Domain(x=Union(Interval(0, 1), Interval(3, 4))))
def product_outside_a_gap(x):
    """The product (x - 1)(x - 3) is nonnegative outside (1, 3)."""
    return (x - 1) * (x - 3) >= 0


@lemma(domain=Domain(x=Union(Interval.open(-1, 0), Interval.open(0, 1))))
def reciprocal_square_on_open_intervals(x):
    """The squared reciprocal of a proper fraction exceeds one."""
    return 1 / x**2 > 1

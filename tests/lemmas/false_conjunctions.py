"""False conjunctions: all parts but one are true."""

from sympy import Abs, And, Eq, FiniteSet, Interval, Ne, Or, Range, Rational, acos, cos, exp, oo, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1)))
def sine_between_two_wrong_polynomials(x):
    """The sine lies between x - x^3/7 and x."""
    return And(sin(x) <= x, sin(x) >= x - x**3 / 7)


@lemma(domain=Domain(x=Interval(0, 1)))
def unit_interval_ends_early(x):
    """The unit interval lies between 0 and 0.999."""
    return And(0 <= x, x <= Rational(999, 1000))


@lemma(domain=Domain(x=Interval(0, 1)))
def parabola_between_zero_and_less(x):
    """The product x(1 - x) lies between zero and 0.24."""
    return And(0 <= x * (1 - x), x * (1 - x) <= Rational(6, 25))


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_between_two_polynomials(x):
    """The exponential lies between 1 + x and 1 + x + x^2/2."""
    return And(exp(x) >= 1 + x, exp(x) <= 1 + x + x**2 / 2)


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_between_two_polynomials(x):
    """The cosine lies between 1 - x^2/2 and 1 - x^2/2 + x^4/25."""
    return And(cos(x) >= 1 - x**2 / 2, cos(x) <= 1 - x**2 / 2 + x**4 / 25)


@lemma(domain=Domain(x=Interval(-1, 1)))
def square_nonnegative_and_positive(x):
    """A square is nonnegative and positive."""
    return And(x**2 >= 0, x**2 > 0)


@lemma(domain=Domain(x=Interval(0, 2)))
def below_three_and_not_two(x):
    """Numbers up to two are below three and not two."""
    return And(Ne(x, 2), x < 3)


@lemma(domain=Domain(x=Interval(0, 2)))
def one_of_three_parts_fails(x):
    """The exponential exceeds x, its square exceeds x^2 and half of it x + 2/5."""
    return And(exp(x) > x, exp(2 * x) > x**2, exp(x) / 2 > x + Rational(2, 5))


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_and_sum_on_the_square(x, y):
    """On the unit square xy is at most x, and x + y at most 3/2."""
    return And(x * y <= x, x + y <= Rational(3, 2))


@lemma(domain=Domain(n=Range(0, oo)))
def natural_numbers_between_two_powers(n):
    """A power of two exceeds its exponent and is at most a thousand."""
    return And(2**n > n, 2**n <= 1000)


@lemma(domain=Domain(x=Interval(-2, 2)))
def disjunction_inside_a_conjunction(x):
    """A number is below one or above zero, and its square is at most 3.99."""
    return And(Or(x < 1, x > 0), x**2 <= Rational(399, 100))


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_between_zero_and_three(phi):
    """The kernel lies between zero and three."""
    return And((pi - phi) * cos(phi) + sin(phi) >= 0, (pi - phi) * cos(phi) + sin(phi) <= 3)


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_between_a_cube_and_a_wrong_quintic(phi):
    """The kernel lies between ψ^3/3 - ψ^5/31 and ψ^3/3 with ψ = π - φ."""
    return And(
        (pi - phi) * cos(phi) + sin(phi) <= (pi - phi) ** 3 / 3,
        (pi - phi) * cos(phi) + sin(phi) >= (pi - phi) ** 3 / 3 - (pi - phi) ** 5 / 31,
    )


@lemma(domain=Domain(x=Interval(0, 2 * pi)))
def equation_and_inequality(x):
    """The squares of sine and cosine add up to one, and the sine is at most the cosine plus one."""
    return And(Eq(sin(x) ** 2 + cos(x) ** 2, 1), sin(x) <= cos(x) + 1)


@lemma(domain=Domain(x=Interval(-1, 1)))
def root_of_a_square_twice(x):
    """The root of x^2 is the absolute value and x itself."""
    return And(Eq(sqrt(x**2), Abs(x)), Eq(sqrt(x**2), x))


@lemma(domain=Domain(x=FiniteSet(-1, 0, 1)))
def three_signs(x):
    """Minus one, zero and one are their own cubes and their own squares."""
    return And(Eq(x**3, x), Eq(x**2, x))


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_in_a_short_interval(x):
    """The arccosine lies between zero and three."""
    return And(acos(x) >= 0, acos(x) <= 3)


@lemma(domain=Domain(x=Interval(-2, 2), y=Interval(-2, 2)))
def motzkin_and_its_minimum(x, y):
    """Motzkin's polynomial is nonnegative and at most 80."""
    return And(
        x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2 >= 0, x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2 <= 80
    )

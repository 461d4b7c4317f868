"""False statements whose first counterexample is an integer beyond 10000."""

from sympy import Abs, Interval, Ne, Range, Rational, S, cos, log, oo, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(n=Range(0, oo)))
def far_square_is_positive(n):
    """The polynomial n^2 - 24690n + 12345^2 is positive."""
    return n**2 - 24690 * n + 12345**2 > 0


@lemma(domain=Domain(n=Range(0, oo)))
def farther_square_is_positive(n):
    """The polynomial n^2 - 2000006n + 1000003^2 is positive."""
    return n**2 - 2000006 * n + 1000003**2 > 0


@lemma(domain=Domain(n=Range(0, oo)))
def far_integer_is_missing(n):
    """No natural number is 10007."""
    return Ne(n, 10007)


@lemma(domain=Domain(n=Range(0, oo)))
def far_roots_with_one_between(n):
    """The product (n - 10007)(n - 10009) is nonnegative for integers."""
    return (n - 10007) * (n - 10009) >= 0


@lemma(domain=Domain(n=Range(1, oo)))
def large_number_is_no_square(n):
    """The number 15241578750190521 is no square."""
    return Ne(n**2, 15241578750190521)


@lemma(domain=Domain(n=Range(1, oo)))
def large_number_is_no_cube(n):
    """The number 1000030000300001 is no cube."""
    return Ne(n**3, 1000030000300001)


@lemma(domain=Domain(n=Range(1, oo)))
def large_number_is_not_triangular(n):
    """The number 5000050000 is not triangular."""
    return Ne(n * (n + 1) / 2, 5000050000)


@lemma(domain=Domain(n=Range(0, oo)))
def pronic_numbers_are_bounded(n):
    """The product n(n + 1) is at most 10^12."""
    return n**2 + n <= 10**12


@lemma(domain=Domain(n=Range(1, oo)))
def logarithm_of_an_integer_below_twelve(n):
    """The logarithm of a positive integer is below twelve."""
    return log(n) < 12


@lemma(domain=Domain(n=Range(0, oo)))
def root_of_an_integer_below_a_thousand(n):
    """The root of a natural number is below a thousand."""
    return sqrt(n) < 1000


@lemma(domain=Domain(n=Range(1, oo)))
def reciprocals_stay_above_a_millionth(n):
    """The reciprocal of a positive integer exceeds a millionth."""
    return 1 / n > Rational(1, 10**6)


@lemma(domain=Domain(n=Range(0, oo)))
def naturals_below_a_power_of_two(n):
    """Natural numbers are below 131072."""
    return n < 2**17


@lemma(domain=Domain(m=Range(10000, oo), n=Range(10000, oo)))
def pell_equation_of_two(m, n):
    """No square from 10000 on is one more than twice another."""
    return Ne(m**2 - 2 * n**2, 1)


@lemma(domain=Domain(m=Range(1, oo), n=Range(1, oo)))
def pell_equation_of_sixty_one(m, n):
    """No square is one more than 61 times another."""
    return Ne(m**2 - 61 * n**2, 1)


@lemma(domain=Domain(n=Range(1, oo)))
def sine_of_an_integer_away_from_zero(n):
    """The sine of a positive integer exceeds 2e-5 in size."""
    return Abs(sin(n)) > Rational(2, 10**5)


@lemma(domain=Domain(n=Range(0, oo)))
def parabola_nonnegative_for_naturals(n):
    """The product n(20000 - n) is nonnegative."""
    return n * (20000 - n) >= 0


@lemma(domain=Domain(n=Range(0, oo)))
def two_far_squares(n):
    """The product of the squares of n - 12345 and n - 54321 is positive."""
    return (n - 12345) ** 2 * (n - 54321) ** 2 > 0


@lemma(domain=Domain(n=Range(0, oo), x=Interval(0, 1)))
def far_integer_and_a_real(n, x):
    """The sum of the squares of n - 30011 and x is positive."""
    return (n - 30011) ** 2 + x**2 > 0


@lemma(domain=Domain(n=Range(0, 60000)))
def cosine_of_a_fraction_of_pi(n):
    """The cosine of πn/50021 exceeds minus one."""
    return cos(pi * n / 50021) > -1


@lemma(domain=Domain(n=Range(10001, oo)))
def exponential_above_a_huge_power(n):
    """From 10001 on the exponential e^n exceeds n^1100."""
    return n > 1100 * log(n)


@lemma(domain=Domain(n=Range(1, 10**6, 2)))
def no_odd_number_is_77777(n):
    """No odd number below a million is 77777."""
    return Ne(n, 77777)


@lemma(domain=Domain(n=S.Integers))
def distance_from_a_far_integer(n):
    """An integer differs from -98765 by more than a half."""
    return Abs(n + 98765) > Rational(1, 2)

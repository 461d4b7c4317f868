"""True statements about integers, alone or together with real numbers."""

from sympy import Eq, Interval, Ne, Range, Rational, S, cos, exp, log, oo, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(n=Range(0, oo)))
def product_of_neighbours(n):
    """The product n(n - 1) is nonnegative for natural n."""
    return n * (n - 1) >= 0


@lemma(domain=Domain(n=S.Integers))
def product_of_neighbours_shifted(n):
    """The product (n - 1)(n - 2) is nonnegative for integers, though not for reals."""
    return n**2 - 3 * n + 2 >= 0


@lemma(domain=Domain(n=S.Integers))
def product_between_three_and_four(n):
    """The polynomial n^2 - 7n + 12 is nonnegative for integers."""
    return n**2 - 7 * n + 12 >= 0


@lemma(domain=Domain(n=S.Integers))
def odd_numbers_squared(n):
    """The square of an odd number is at least one."""
    return (2 * n - 1) ** 2 >= 1


@lemma(domain=Domain(n=S.Integers))
def integer_below_its_square(n):
    """An integer is at most its square."""
    return n**2 >= n


@lemma(domain=Domain(n=S.Integers))
def no_integer_is_seven_halves(n):
    """Twice an integer is never seven."""
    return Ne(2 * n, 7)


@lemma(domain=Domain(n=S.Integers))
def two_is_no_square(n):
    """Two is not the square of an integer."""
    return Ne(n**2, 2)


@lemma(domain=Domain(n=S.Integers))
def distance_from_a_half_integer(n):
    """An integer differs from 10001/2 by at least a half."""
    return (n - Rational(10001, 2)) ** 2 >= Rational(1, 4)


@lemma(domain=Domain(n=Range(0, oo)))
def far_double_root(n):
    """The polynomial n^2 - 24690n + 12345^2 is nonnegative."""
    return n**2 - 24690 * n + 12345**2 >= 0


@lemma(domain=Domain(n=Range(0, oo)))
def power_of_two_above_successor(n):
    """A power of two is at least one more than its exponent."""
    return 2**n >= n + 1


@lemma(domain=Domain(n=Range(5, oo)))
def power_of_two_above_square(n):
    """From five on a power of two exceeds the square of its exponent."""
    return 2**n > n**2


@lemma(domain=Domain(n=Range(1, oo)))
def powers_below_e(n):
    """The sequence (1 + 1/n)^n stays below e."""
    return (1 + 1 / n) ** n < exp(1)


@lemma(domain=Domain(n=Range(0, 100)))
def finite_range_of_a_parabola(n):
    """The polynomial n^2 - 101n stays below one up to 99."""
    return n**2 - 101 * n < 1


@lemma(domain=Domain(n=Range(2, oo)))
def reciprocal_at_most_a_half(n):
    """The reciprocal of an integer from two on is at most a half."""
    return 1 / n <= Rational(1, 2)


@lemma(domain=Domain(n=Range(1, oo)))
def difference_of_integer_roots(n):
    """The difference sqrt(n + 1) - sqrt n is at most a half."""
    return sqrt(n + 1) - sqrt(n) <= Rational(1, 2)


@lemma(domain=Domain(n=Range(1, oo)))
def harmonic_step(n):
    """The difference log(n + 1) - log n exceeds 1/(n + 1)."""
    return log(n + 1) - log(n) > 1 / (n + 1)


@lemma(domain=Domain(n=Range(1, oo)))
def telescoping_step(n):
    """The difference 1/n - 1/(n + 1) is below 1/n^2."""
    return 1 / n - 1 / (n + 1) < 1 / n**2


@lemma(domain=Domain(n=Range(0, oo)))
def successive_fractions(n):
    """The fractions n/(n + 1) increase."""
    return n / (n + 1) < (n + 1) / (n + 2)


@lemma(domain=Domain(n=Range(1, 100, 2)))
def odd_range_avoids_fifty(n):
    """No odd number below 100 is fifty."""
    return Ne(n, 50)


@lemma(domain=Domain(n=Range(1, 100, 2)))
def cosine_at_odd_multiples(n):
    """The cosine of an odd multiple of π is minus one."""
    return Eq(cos(pi * n), -1)


@lemma(domain=Domain(n=S.Integers))
def cosine_of_an_integer(n):
    """The cosine of an integer is never minus one."""
    return cos(n) > -1


@lemma(domain=Domain(n=Range(0, oo)))
def exponential_above_square_at_integers(n):
    """The exponential of a natural number exceeds its square."""
    return n**2 < exp(n)


@lemma(domain=Domain(n=Range(1, oo), x=Interval(0, 1)))
def bernoulli(n, x):
    """The power (1 - x)^n is at least 1 - nx on the unit interval."""
    return (1 - x) ** n >= 1 - n * x


@lemma(domain=Domain(n=Range(1, oo), x=Interval(0, 1)))
def powers_decrease_on_the_unit_interval(n, x):
    """A power of a number in the unit interval is at most the number."""
    return x**n <= x


@lemma(domain=Domain(m=S.Integers, n=S.Integers))
def squares_of_integers(m, n):
    """The product (m - n)(m - n - 1) of neighbours is nonnegative."""
    return (m - n) * (m - n - 1) >= 0


@lemma(domain=Domain(m=Range(1, oo), n=Range(1, oo)))
def product_plus_one(m, n):
    """For positive integers the product plus one is at least the sum."""
    return m * n + 1 >= m + n


@lemma(domain=Domain(n=Range(0, oo)))
def cubes_of_naturals(n):
    """The cube of a natural number is at least 3n - 2."""
    return n**3 >= 3 * n - 2


@lemma(domain=Domain(m=Range(1, oo), n=Range(1, oo)))
def no_square_root_of_two_is_rational(m, n):
    """No square of a positive integer is twice another."""
    return Ne(m**2, 2 * n**2)


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def weighted_reciprocals(s, k):
    """The mean of 1/(k + π - 1) and 1/(π - 1) is at least the first."""
    return s / (k + pi - 1) + (1 - s) / (pi - 1) >= 1 / (k + pi - 1)


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo), phi=Interval(0, Rational(3, 2))))
def alignment_stays_positive(s, k, phi):
    """Up to 3/2 the weighted sum of (k + g - 1)/(k + π - 1) and (g - 1)/(π - 1) is positive."""
    return (
        s * (k + (pi - phi) * cos(phi) + sin(phi) - 1) / (k + pi - 1)
        + (1 - s) * ((pi - phi) * cos(phi) + sin(phi) - 1) / (pi - 1)
        > 0
    )

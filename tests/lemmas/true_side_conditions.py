"""True statements that need their side condition."""

from sympy import Abs, And, Interval, Ne, Or, Range, Rational, acos, cos, exp, log, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x < y))
def squares_keep_order(x, y):
    """Squares of nonnegative numbers keep their order."""
    return x**2 <= y**2


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x < y))
def exponentials_keep_order(x, y):
    """Exponentials keep the order strictly."""
    return exp(x) < exp(y)


@lemma(domain=Domain(x=Interval(0, pi / 2), y=Interval(0, pi / 2), where=lambda x, y: x <= y))
def sines_keep_order(x, y):
    """Sines of acute angles keep the order."""
    return sin(x) <= sin(y)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x + y <= 1))
def product_under_a_sum(x, y):
    """Numbers with sum at most one have a product of at most 1/4."""
    return x * y <= Rational(1, 4)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x**2 + y**2 <= 1))
def sum_on_the_disc(x, y):
    """On the unit disc the sum is at most the root of two."""
    return x + y <= sqrt(2)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x**2 + y**2 <= 1))
def product_on_the_disc(x, y):
    """On the unit disc the product is at most a half in size."""
    return Abs(x * y) <= Rational(1, 2)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10), y=Interval(Rational(1, 10), 10), where=lambda x, y: x * y >= 1))
def sum_over_a_hyperbola(x, y):
    """Positive numbers with product at least one have a sum of at least two."""
    return x + y >= 2


@lemma(domain=Domain(x=Interval(-3, 3), y=Interval(-3, 3), where=lambda x, y: x + y >= 2))
def squares_over_a_line(x, y):
    """Numbers with sum at least two have squares of sum at least two."""
    return x**2 + y**2 >= 2


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: y <= x**2))
def below_a_parabola(x, y):
    """In the unit square what is below the parabola is below the diagonal."""
    return y <= x


@lemma(domain=Domain(x=Interval(-1, 1), where=lambda x: Ne(x, 0)))
def square_away_from_zero(x):
    """The square of a nonzero number is positive."""
    return x**2 > 0


@lemma(domain=Domain(x=Interval(-1, 1), where=lambda x: x > Rational(1, 2)))
def arccosine_beyond_a_half(x):
    """The arccosine of a number beyond a half is below π/3."""
    return acos(x) < pi / 3


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1), where=lambda x, y, z: And(x < y, y < z)))
def ordered_differences(x, y, z):
    """Differences of ordered numbers have a positive product."""
    return (z - y) * (y - x) * (z - x) > 0


@lemma(domain=Domain(x=Interval(0, 2), where=lambda x: Ne(x, 1)))
def difference_quotient_of_the_square(x):
    """The quotient (x^2 - 1)/(x - 1) is at least one to the right of zero."""
    return (x**2 - 1) / (x - 1) >= 1


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, 100), where=lambda s, k: s < (k + pi - 1) / (k * pi)))
def ring_exists_below_the_threshold(s, k):
    """Below the threshold the level of the ring is positive."""
    return (k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s) > 0


@lemma(domain=Domain(g=Interval(0, pi), h=Interval(0, 1), where=lambda g, h: And(g > 0, g < 2 * h)))
def loss_inside_the_ring(g, h):
    """The product g(2h - g) is positive for g between zero and 2h."""
    return g * (2 * h - g) > 0


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: Or(Ne(x, 0), Ne(y, 0))))
def form_away_from_the_origin(x, y):
    """The form (π - 1)(x^2 + y^2) + (x + y)^2 is positive away from the origin."""
    return (pi - 1) * (x**2 + y**2) + (x + y) ** 2 > 0


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x < y))
def logarithm_of_a_difference(x, y):
    """The logarithm of a positive difference is at most the difference minus one."""
    return log(y - x) <= y - x - 1


@lemma(domain=Domain(x=Interval(-4, 4), where=lambda x: Or(x > 1, x < -1)))
def square_outside_the_unit_interval(x):
    """Outside the unit interval the square exceeds one."""
    return x**2 > 1


@lemma(domain=Domain(m=Range(0, 50), n=Range(0, 50), where=lambda m, n: m < n))
def integers_with_a_gap(m, n):
    """Integers in strict order differ by at least one."""
    return m + 1 <= n


@lemma(domain=Domain(x=Interval(0, pi), y=Interval(0, pi), where=lambda x, y: x <= y))
def kernels_keep_order(x, y):
    """The kernel of the smaller angle is at least that of the larger."""
    return (pi - x) * cos(x) + sin(x) >= (pi - y) * cos(y) + sin(y)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x + y <= 1))
def cosines_of_a_small_sum(x, y):
    """With a sum of at most one the product of cosines exceeds a half."""
    return cos(x) * cos(y) > Rational(1, 2)

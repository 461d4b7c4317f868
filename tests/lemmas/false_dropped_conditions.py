"""False statements made from true ones by leaving out a condition."""

from sympy import Abs, And, Interval, Ne, Or, Range, Rational, acos, cos, exp, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def squares_keep_any_order(x, y):
    """The square of any number is at most that of any other."""
    return x**2 <= y**2


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x <= y))
def exponentials_keep_a_weak_order(x, y):
    """Exponentials of weakly ordered numbers are strictly ordered."""
    return exp(x) < exp(y)


@lemma(domain=Domain(x=Interval(0, pi / 2), y=Interval(0, pi / 2)))
def sines_keep_any_order(x, y):
    """The sine of any acute angle is at most that of any other."""
    return sin(x) <= sin(y)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def product_under_no_sum(x, y):
    """Numbers in the unit interval have a product of at most 1/4."""
    return x * y <= Rational(1, 4)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def sum_on_the_whole_square(x, y):
    """On the square the sum is at most the root of two."""
    return x + y <= sqrt(2)


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x + y <= 1))
def product_on_a_half_plane(x, y):
    """Under the line x + y = 1 the product is at most a half in size."""
    return Abs(x * y) <= Rational(1, 2)


@lemma(domain=Domain(x=Interval(Rational(1, 10), 10), y=Interval(Rational(1, 10), 10)))
def sum_over_no_hyperbola(x, y):
    """Numbers from 1/10 on have a sum of at least two."""
    return x + y >= 2


@lemma(domain=Domain(x=Interval(-3, 3), y=Interval(-3, 3), where=lambda x, y: x + y >= 0))
def squares_without_a_line(x, y):
    """Numbers with a nonnegative sum have squares of sum at least two."""
    return x**2 + y**2 >= 2


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: y**2 <= x))
def below_a_root_instead_of_a_parabola(x, y):
    """In the unit square what is below the root is below the diagonal."""
    return y <= x


@lemma(domain=Domain(x=Interval(-1, 1), where=lambda x: Ne(x, 1)))
def square_also_at_zero(x):
    """The square of a number other than one is positive."""
    return x**2 > 0


@lemma(domain=Domain(x=Interval(-1, 1), where=lambda x: x >= Rational(1, 2)))
def arccosine_from_a_half_on(x):
    """The arccosine of a number from a half on is below π/3."""
    return acos(x) < pi / 3


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1), where=lambda x, y, z: x < y))
def partly_ordered_differences(x, y, z):
    """Differences of partly ordered numbers have a positive product."""
    return (z - y) * (y - x) * (z - x) > 0


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, 100)))
def ring_always_exists(s, k):
    """The level of the ring is positive for every alignment."""
    return (k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s) > 0


@lemma(domain=Domain(g=Interval(0, pi), h=Interval(0, 1), where=lambda g, h: g > 0))
def loss_outside_the_ring(g, h):
    """The product g(2h - g) is positive for positive g."""
    return g * (2 * h - g) > 0


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def form_at_the_origin(x, y):
    """The form (π - 1)(x^2 + y^2) + (x + y)^2 is positive everywhere."""
    return (pi - 1) * (x**2 + y**2) + (x + y) ** 2 > 0


@lemma(domain=Domain(x=Interval(-4, 4), where=lambda x: Or(x > 1, x < 0)))
def square_on_one_side(x):
    """Beyond one or to the left of zero the square exceeds one."""
    return x**2 > 1


@lemma(domain=Domain(m=Range(0, 50), n=Range(0, 50), where=lambda m, n: m <= n))
def integers_in_weak_order(m, n):
    """Integers in weak order differ by at least one."""
    return m + 1 <= n


@lemma(domain=Domain(x=Interval(0, pi), y=Interval(0, pi)))
def kernels_in_any_order(x, y):
    """The kernel of any angle is at least that of any other."""
    return (pi - x) * cos(x) + sin(x) >= (pi - y) * cos(y) + sin(y)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def cosines_of_any_sum(x, y):
    """The product of cosines exceeds a half on the unit square."""
    return cos(x) * cos(y) > Rational(1, 2)


@lemma(
    domain=Domain(x=Interval(1, 3), y=Interval(1, 3), z=Interval(1, 3), where=lambda x, y, z: And(x < y + z, y < z + x))
)
def triangle_without_its_inequality(x, y, z):
    """Two triangle inequalities give the third."""
    return z < x + y

"""False statements that hold on all of the domain but a sliver of width about 1e-9 or 1e-12."""

from sympy import Abs, And, Implies, Interval, Not, Or, Rational, cos, exp, log, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 1)))
def square_around_a_third_is_large(x):
    """The square of x - 1/3 exceeds 1e-18."""
    return (x - Rational(1, 3)) ** 2 > Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, 1)))
def hidden_square_around_a_seventh(x):
    """The polynomial x^2 - 2x/7 + 1/49 exceeds 1e-18."""
    return x**2 - 2 * x / 7 + Rational(1, 49) > Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, 1)))
def distance_from_an_irrational_number(x):
    """No number of the unit interval is within 1e-9 of the root of a half."""
    return Abs(x - sqrt(2) / 2) > Rational(1, 10**9)


@lemma(domain=Domain(x=Interval(0, 3)))
def sine_away_from_one(x):
    """The sine stays below 1 - 1e-18."""
    return sin(x) < 1 - Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, Rational(1, 2))))
def fast_cosine_away_from_minus_one(x):
    """The cosine of 10x stays above -1 + 1e-18."""
    return cos(10 * x) > -1 + Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(-1, 1)))
def exponential_well_above_its_tangent(x):
    """The exponential is at least 1 + x + 1e-18."""
    return exp(x) >= 1 + x + Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 3)))
def reciprocal_sum_well_above_two(x):
    """A number plus its reciprocal is at least 2 + 1e-18."""
    return x + 1 / x >= 2 + Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(Rational(1, 2), 3)))
def logarithm_well_below_its_tangent(x):
    """The logarithm is at most x - 1 - 1e-18."""
    return log(x) <= x - 1 - Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, 1)))
def away_from_zero_by_a_billionth(x):
    """The numbers of the unit interval are at least 1e-9."""
    return x >= Rational(1, 10**9)


@lemma(domain=Domain(x=Interval(0, 3)))
def sine_away_from_zero(x):
    """The sine is at least 1e-9 up to three."""
    return sin(x) >= Rational(1, 10**9)


@lemma(domain=Domain(x=Interval(0, 1)))
def root_away_from_zero(x):
    """The square root is at least 1/31623 on the unit interval."""
    return sqrt(x) >= Rational(1, 31623)


@lemma(domain=Domain(x=Interval.Ropen(0, 1)))
def proper_fraction_away_from_one(x):
    """A proper fraction is below 1 - 1e-9."""
    return x < 1 - Rational(1, 10**9)


@lemma(domain=Domain(x=Interval(0, 1)))
def two_sides_with_a_gap(x):
    """A number is below 1/3 or above 1/3 + 1e-9."""
    return Or(x < Rational(1, 3), x > Rational(1, 3) + Rational(1, 10**9))


@lemma(domain=Domain(x=Interval(0, 1)))
def nothing_between_two_near_numbers(x):
    """No number lies between 2/7 and 2/7 + 1e-12."""
    return Not(And(x > Rational(2, 7), x < Rational(2, 7) + Rational(1, 10**12)))


@lemma(domain=Domain(x=Interval(0, 1)))
def jump_over_a_billionth(x):
    """A number beyond a half is beyond a half by 1e-9."""
    return Implies(x > Rational(1, 2), x > Rational(1, 2) + Rational(1, 10**9))


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def disc_around_a_rational_point(x, y):
    """No point is within 1e-9 of (1/3, 2/7)."""
    return (x - Rational(1, 3)) ** 2 + (y - Rational(2, 7)) ** 2 > Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(1, 2)))
def corner_of_two_intervals(x, y):
    """Numbers on two sides of one differ by more than 1e-9."""
    return (x - y) ** 2 > Rational(1, 10**18)


@lemma(domain=Domain(x=Interval(0, 1)))
def two_near_roots(x):
    """A polynomial with the roots 1/7 and 1/7 + 1e-9 is nonnegative."""
    return (x - Rational(1, 7)) * (x - Rational(1, 7) - Rational(1, 10**9)) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def two_roots_a_trillionth_apart(x):
    """A polynomial with the roots 3/11 and 3/11 + 1e-12 is nonnegative."""
    return (x - Rational(3, 11)) * (x - Rational(3, 11) - Rational(1, 10**12)) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def narrow_gaussian(x):
    """A Gaussian of width 1e-9 around 1/3 stays below a half."""
    return exp(-((10**9 * (x - Rational(1, 3))) ** 2)) < Rational(1, 2)


@lemma(domain=Domain(x=Interval(0, 1)))
def narrow_rational_bump(x):
    """A bump of width 1e-12 around 2/7 stays below a half."""
    return 1 / (1 + (10**12 * (x - Rational(2, 7))) ** 2) < Rational(1, 2)


@lemma(domain=Domain(x=Interval(0, 1)))
def steep_step(x):
    """A step of width 1e-9 at 1/3 stays beyond a half in size."""
    return Abs(tanh(10**9 * (x - Rational(1, 3)))) > Rational(1, 2)


@lemma(domain=Domain(x=Interval(0, 2)))
def squares_around_root_two(x):
    """The square of x^2 - 2 exceeds 1e-18."""
    return (x**2 - 2) ** 2 > Rational(1, 10**18)

"""False statements on unbounded domains that fail only far out."""

from sympy import Interval, Rational, S, atan, exp, log, oo, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=S.Reals))
def square_below_a_trillion(x):
    """The square of a real number is at most 10^12."""
    return x**2 <= 10**12


@lemma(domain=Domain(x=S.Reals))
def exponential_below_a_billion(x):
    """The exponential is at most 10^9."""
    return exp(x) <= 10**9


@lemma(domain=Domain(x=Interval.open(0, oo)))
def logarithm_below_twenty(x):
    """The logarithm is below twenty."""
    return log(x) < 20


@lemma(domain=Domain(x=Interval(0, oo)))
def root_below_a_million(x):
    """The square root is below a million."""
    return sqrt(x) < 10**6


@lemma(domain=Domain(x=Interval(0, oo)))
def iterated_logarithm_below_three(x):
    """The logarithm of one plus the logarithm of 1 + x is below three."""
    return log(1 + log(1 + x)) < 3


@lemma(domain=Domain(x=Interval(0, oo)))
def reals_below_a_quadrillion(x):
    """Real numbers are below 10^15."""
    return x < 10**15


@lemma(domain=Domain(x=Interval(0, oo)))
def arctangent_away_from_a_right_angle(x):
    """The arctangent is below 1.57079."""
    return atan(x) < Rational(157079, 100000)


@lemma(domain=Domain(x=Interval(0, oo)))
def hyperbolic_tangent_away_from_one(x):
    """The hyperbolic tangent is below 1 - 1e-12."""
    return tanh(x) < 1 - Rational(1, 10**12)


@lemma(domain=Domain(x=Interval.open(0, oo)))
def reciprocal_above_a_billionth(x):
    """The reciprocal of a positive number exceeds 1e-9."""
    return 1 / x > Rational(1, 10**9)


@lemma(domain=Domain(x=Interval(0, oo)))
def cubic_with_a_far_root(x):
    """The cubic x^3 - 10^8 x^2 - 1 is negative to the right of zero."""
    return x**3 - 10**8 * x**2 - 1 < 0


@lemma(domain=Domain(x=Interval(0, oo)))
def climbing_wave_is_bounded(x):
    """The sum x + sin x is below 10^7."""
    return x + sin(x) < 10**7


@lemma(domain=Domain(x=Interval(0, oo)))
def line_below_a_steep_logarithm(x):
    """A number is at most a thousand times the logarithm of 1 + x."""
    return x - 1000 * log(1 + x) <= 0


@lemma(domain=Domain(x=Interval(0, oo)))
def fraction_away_from_one(x):
    """The fraction x/(1 + x) is below 1 - 1e-10."""
    return x / (1 + x) < 1 - Rational(1, 10**10)


@lemma(domain=Domain(x=Interval(0, oo)))
def exponential_decay_away_from_zero(x):
    """The function exp(-x) exceeds 1e-20."""
    return exp(-x) > Rational(1, 10**20)


@lemma(domain=Domain(x=Interval(-oo, 0)))
def exponential_on_the_left_away_from_zero(x):
    """The exponential of a nonpositive number exceeds 1e-15."""
    return exp(x) > Rational(1, 10**15)


@lemma(domain=Domain(x=Interval(0, oo)))
def slow_bump(x):
    """The function x^2 exp(-x/1000) is below 500000."""
    return x**2 * exp(-x / 1000) < 500000


@lemma(domain=Domain(x=Interval(0, oo)))
def slow_wave(x):
    """The sine of a millionth of x exceeds -1/2."""
    return sin(x / 10**6) > -Rational(1, 2)


@lemma(domain=Domain(x=S.Reals))
def far_touching_point(x):
    """The polynomial x^2 - 2e8 x + 1e16 is positive."""
    return x**2 - 2 * 10**8 * x + 10**16 > 0


@lemma(domain=Domain(x=Interval(0, oo), y=Interval(0, oo)))
def product_below_ten_billion(x, y):
    """A product of nonnegative numbers is below 10^10."""
    return x * y < 10**10


@lemma(domain=Domain(x=Interval(0, oo)))
def hyperbola_away_from_its_asymptote(x):
    """The hyperbola keeps a distance of 1e-8 from its asymptote."""
    return sqrt(x**2 + 1) - x > Rational(1, 10**8)


@lemma(domain=Domain(x=Interval(0, oo)))
def power_above_a_steep_exponential(x):
    """The exponential of x/100 is at most 100 plus the tenth power."""
    return exp(x / 100) <= 100 + x**10

"""True inequalities that become equalities at an end of the domain, to the first up to the eighth order."""

from sympy import Interval, Rational, acos, atan, cos, exp, log, pi, sin, sinh, sqrt, tan, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(0, 2)))
def parabola_between_its_roots(x):
    """The parabola x(2 - x) is nonnegative between its roots."""
    return x * (2 - x) >= 0


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_is_at_most_one(x):
    """One minus the cosine is nonnegative."""
    return 1 - cos(x) >= 0


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_identity(x):
    """The sine lies below the identity."""
    return sin(x) <= x


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_above_parabola(x):
    """The cosine lies above its second Taylor polynomial."""
    return cos(x) >= 1 - x**2 / 2


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_above_cubic(x):
    """The sine lies above its third Taylor polynomial."""
    return sin(x) >= x - x**3 / 6


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_below_quartic(x):
    """The cosine lies below its fourth Taylor polynomial."""
    return cos(x) <= 1 - x**2 / 2 + x**4 / 24


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_quintic(x):
    """The sine lies below its fifth Taylor polynomial."""
    return sin(x) <= x - x**3 / 6 + x**5 / 120


@lemma(domain=Domain(x=Interval(0, pi)))
def cosine_above_sextic(x):
    """The cosine lies above its sixth Taylor polynomial."""
    return cos(x) >= 1 - x**2 / 2 + x**4 / 24 - x**6 / 720


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_minus_x_cosine_order_seven(x):
    """The function sin x - x cos x lies above x^3/3 - x^5/30."""
    return sin(x) - x * cos(x) - x**3 / 3 + x**5 / 30 >= 0


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_minus_x_cosine_order_five(x):
    """The function sin x - x cos x lies below x^3/3."""
    return sin(x) - x * cos(x) <= x**3 / 3


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_above_x_cosine(x):
    """The sine is at least x cos x."""
    return sin(x) >= x * cos(x)


@lemma(domain=Domain(x=Interval(0, Rational(3, 2))))
def tangent_above_identity(x):
    """The tangent lies above the identity."""
    return tan(x) >= x


@lemma(domain=Domain(x=Interval(0, Rational(3, 2))))
def tangent_above_cubic(x):
    """The tangent lies above its third Taylor polynomial."""
    return tan(x) >= x + x**3 / 3


@lemma(domain=Domain(x=Interval(0, Rational(3, 2))))
def huygens_inequality(x):
    """Twice the sine plus the tangent is at least three times the arc."""
    return 2 * sin(x) + tan(x) >= 3 * x


@lemma(domain=Domain(x=Interval(0, pi)))
def cusa_inequality(x):
    """Three times the sine is at most the arc times two plus the cosine."""
    return 3 * sin(x) <= x * (2 + cos(x))


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def mitrinovic_inequality(x):
    """The cube of sin x / x is at least the cosine."""
    return sin(x) ** 3 >= x**3 * cos(x)


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_above_line_on_unit_interval(x):
    """The exponential lies above its tangent at zero."""
    return exp(x) >= 1 + x


@lemma(domain=Domain(x=Interval(0, 2)))
def exponential_above_cubic(x):
    """The exponential lies above its third Taylor polynomial."""
    return exp(x) >= 1 + x + x**2 / 2 + x**3 / 6


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_below_parabola(x):
    """The exponential lies below 1 + x + x^2 on the unit interval."""
    return exp(x) <= 1 + x + x**2


@lemma(domain=Domain(x=Interval(0, 2)))
def exponential_below_its_pade_fraction(x):
    """The exponential times 2 - x is at most 2 + x."""
    return exp(x) * (2 - x) <= 2 + x


@lemma(domain=Domain(x=Interval(0, 5)))
def logarithm_below_line(x):
    """The logarithm of 1 + x is at most x."""
    return log(1 + x) <= x


@lemma(domain=Domain(x=Interval(0, 5)))
def logarithm_above_parabola(x):
    """The logarithm of 1 + x is at least x - x^2/2."""
    return log(1 + x) >= x - x**2 / 2


@lemma(domain=Domain(x=Interval(0, 5)))
def logarithm_above_fraction(x):
    """The logarithm of 1 + x is at least 2x/(2 + x)."""
    return log(1 + x) >= 2 * x / (2 + x)


@lemma(domain=Domain(x=Interval(0, 3)))
def logarithm_below_cubic(x):
    """The logarithm of 1 + x is at most x - x^2/2 + x^3/3."""
    return log(1 + x) <= x - x**2 / 2 + x**3 / 3


@lemma(domain=Domain(x=Interval(0, 10)))
def karamata_inequality(x):
    """The logarithm of 1 + x is at most x over the root of 1 + x."""
    return log(1 + x) <= x / sqrt(1 + x)


@lemma(domain=Domain(x=Interval(0, 2)))
def arctangent_above_cubic(x):
    """The arctangent lies above its third Taylor polynomial."""
    return atan(x) >= x - x**3 / 3


@lemma(domain=Domain(x=Interval(0, 2)))
def arctangent_below_quintic(x):
    """The arctangent lies below its fifth Taylor polynomial."""
    return atan(x) <= x - x**3 / 3 + x**5 / 5


@lemma(domain=Domain(x=Interval(0, 5)))
def shafer_inequality(x):
    """The arctangent is at least 3x/(1 + 2 sqrt(1 + x^2))."""
    return atan(x) >= 3 * x / (1 + 2 * sqrt(1 + x**2))


@lemma(domain=Domain(x=Interval(0, 3)))
def hyperbolic_tangent_below_arctangent(x):
    """The hyperbolic tangent lies below the arctangent."""
    return tanh(x) <= atan(x)


@lemma(domain=Domain(x=Interval(0, 2)))
def hyperbolic_sine_above_cubic(x):
    """The hyperbolic sine lies above its third Taylor polynomial."""
    return sinh(x) >= x + x**3 / 6


@lemma(domain=Domain(x=Interval(0, 8)))
def root_below_its_tangent(x):
    """The root of 1 + x is at most 1 + x/2."""
    return sqrt(1 + x) <= 1 + x / 2


@lemma(domain=Domain(x=Interval(0, 8)))
def root_above_its_parabola(x):
    """The root of 1 + x is at least 1 + x/2 - x^2/8."""
    return sqrt(1 + x) >= 1 + x / 2 - x**2 / 8


@lemma(domain=Domain(x=Interval(-1, 1)))
def arc_above_chord(x):
    """An arc of the unit circle is at least as long as its chord."""
    return acos(x) >= sqrt(2 - 2 * x)


@lemma(domain=Domain(x=Interval(0, pi / 2)))
def jordan_inequality(x):
    """The sine lies above its chord from 0 to π/2."""
    return sin(x) >= 2 * x / pi


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_above_an_arch(x):
    """The sine lies above x(π - x)/π."""
    return sin(x) >= x * (pi - x) / pi


@lemma(domain=Domain(x=Interval(0, pi)))
def sine_below_an_arch(x):
    """The sine lies below the parabola through its roots and its maximum."""
    return sin(x) <= 4 * x * (pi - x) / pi**2


@lemma(domain=Domain(x=Interval(0, 1)))
def seventh_power_multiplied_out(x):
    """The seventh power of 1 - x, multiplied out, is nonnegative."""
    return 1 - 7 * x + 21 * x**2 - 35 * x**3 + 35 * x**4 - 21 * x**5 + 7 * x**6 - x**7 >= 0


@lemma(domain=Domain(x=Interval(-sqrt(2), sqrt(2))))
def square_below_two(x):
    """The square is at most two between the roots of two."""
    return 2 - x**2 >= 0

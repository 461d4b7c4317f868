"""True equations, some only on the domain given."""

from sympy import Eq, Interval, Rational, S, acos, asin, atan, cos, cosh, exp, log, oo, pi, sin, sinh, sqrt, tan, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=S.Reals))
def pythagoras(x):
    """The squares of sine and cosine add up to one."""
    return Eq(sin(x) ** 2 + cos(x) ** 2, 1)


@lemma(domain=Domain(x=S.Reals))
def hyperbolic_pythagoras(x):
    """The squares of hyperbolic cosine and sine differ by one."""
    return Eq(cosh(x) ** 2 - sinh(x) ** 2, 1)


@lemma(domain=Domain(x=S.Reals))
def sine_of_the_double_angle(x):
    """The sine of the double angle is twice the product of sine and cosine."""
    return Eq(sin(2 * x), 2 * sin(x) * cos(x))


@lemma(domain=Domain(x=Interval(-1, 1)))
def tangent_is_a_quotient(x):
    """The tangent is the sine over the cosine."""
    return Eq(tan(x), sin(x) / cos(x))


@lemma(domain=Domain(x=Interval.open(0, oo)))
def arctangents_of_reciprocals(x):
    """The arctangents of a positive number and its reciprocal add up to π/2."""
    return Eq(atan(x) + atan(1 / x), pi / 2)


@lemma(domain=Domain(x=Interval.open(0, oo), y=Interval.open(0, oo)))
def logarithm_of_a_product(x, y):
    """The logarithm of a product is the sum of the logarithms."""
    return Eq(log(x * y), log(x) + log(y))


@lemma(domain=Domain(x=Interval(-1, 1)))
def arccosine_plus_arcsine(x):
    """The arccosine and the arcsine add up to π/2."""
    return Eq(acos(x) + asin(x), pi / 2)


@lemma(domain=Domain(x=Interval(-1, 1)))
def sine_of_the_arccosine(x):
    """The sine of the arccosine is the root of 1 - x^2."""
    return Eq(sin(acos(x)), sqrt(1 - x**2))


@lemma(domain=Domain(x=S.Reals, y=S.Reals))
def binomial_square(x, y):
    """The square of a sum, multiplied out."""
    return Eq((x + y) ** 2, x**2 + 2 * x * y + y**2)


@lemma(domain=Domain(x=Interval(-1, Rational(1, 2))))
def geometric_sum(x):
    """The quotient (1 - x^4)/(1 - x) is 1 + x + x^2 + x^3."""
    return Eq((1 - x**4) / (1 - x), 1 + x + x**2 + x**3)


@lemma(domain=Domain(x=Interval(0, 5)))
def root_of_a_square_on_the_right(x):
    """The root of the square of a nonnegative number is the number."""
    return Eq(sqrt(x**2), x)


@lemma(domain=Domain(x=Interval(-5, 0)))
def root_of_a_square_on_the_left(x):
    """The root of the square of a nonpositive number is its negative."""
    return Eq(sqrt(x**2), -x)


@lemma(domain=Domain(x=Interval(0, pi)))
def arccosine_of_the_cosine(x):
    """The arccosine undoes the cosine on [0, π]."""
    return Eq(acos(cos(x)), x)


@lemma(domain=Domain(x=Interval(pi, 2 * pi)))
def arccosine_of_the_cosine_reflected(x):
    """On [π, 2π] the arccosine of the cosine is 2π - x."""
    return Eq(acos(cos(x)), 2 * pi - x)


@lemma(domain=Domain(x=S.Reals, y=S.Reals, u=S.Reals, v=S.Reals))
def brahmagupta(x, y, u, v):
    """A product of sums of two squares is a sum of two squares."""
    return Eq((x**2 + y**2) * (u**2 + v**2), (x * u - y * v) ** 2 + (x * v + y * u) ** 2)


@lemma(domain=Domain(x=S.Reals))
def hyperbolic_tangent_by_exponentials(x):
    """The hyperbolic tangent by exponentials of the double argument."""
    return Eq(tanh(x), (exp(2 * x) - 1) / (exp(2 * x) + 1))

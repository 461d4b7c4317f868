"""True inequalities on unbounded domains."""

from sympy import Abs, Interval, Rational, S, atan, cos, cosh, exp, log, oo, pi, sin, sqrt, tanh

from verify import Domain, lemma


@lemma(domain=Domain(x=S.Reals))
def quadratic_without_roots(x):
    """The polynomial x^2 - x + 1 is positive."""
    return x**2 - x + 1 > 0


@lemma(domain=Domain(x=S.Reals))
def quartic_above_line(x):
    """The fourth power exceeds x - 1/2."""
    return x**4 - x + Rational(1, 2) > 0


@lemma(domain=Domain(x=S.Reals))
def exponential_above_line_everywhere(x):
    """The exponential is at least 1 + x on the real line."""
    return exp(x) >= 1 + x


@lemma(domain=Domain(x=S.Reals))
def hyperbolic_cosine_above_parabola_everywhere(x):
    """The hyperbolic cosine is at least 1 + x^2/2 on the real line."""
    return cosh(x) >= 1 + x**2 / 2


@lemma(domain=Domain(x=S.Reals))
def arctangent_below_a_right_angle(x):
    """The arctangent stays below π/2 in size."""
    return Abs(atan(x)) < pi / 2


@lemma(domain=Domain(x=S.Reals))
def fraction_at_most_a_half(x):
    """The fraction x/(1 + x^2) is at most a half."""
    return x / (1 + x**2) <= Rational(1, 2)


@lemma(domain=Domain(x=S.Reals))
def gaussian_below_rational_bump(x):
    """The Gaussian exp(-x^2) is at most 1/(1 + x^2)."""
    return exp(-(x**2)) <= 1 / (1 + x**2)


@lemma(domain=Domain(x=S.Reals))
def cosine_above_parabola_everywhere(x):
    """The cosine is at least 1 - x^2/2 on the real line."""
    return cos(x) >= 1 - x**2 / 2


@lemma(domain=Domain(x=S.Reals))
def logarithm_below_absolute_value(x):
    """The logarithm of 1 + x^2 is at most the absolute value."""
    return log(1 + x**2) <= Abs(x)


@lemma(domain=Domain(x=S.Reals))
def squared_hyperbolic_tangent_below_one(x):
    """The squared hyperbolic tangent is below one."""
    return tanh(x) ** 2 < 1


@lemma(domain=Domain(x=S.Reals))
def sine_and_cosine_in_size(x):
    """The sizes of sine and cosine add up to at least one."""
    return Abs(sin(x)) + Abs(cos(x)) >= 1


@lemma(domain=Domain(x=S.Reals))
def three_four_five_wave(x):
    """The wave 3 sin x + 4 cos x is at most five."""
    return 3 * sin(x) + 4 * cos(x) <= 5


@lemma(domain=Domain(x=S.Reals))
def hyperbola_above_its_asymptotes(x):
    """The root of x^2 + 1 exceeds the absolute value."""
    return sqrt(x**2 + 1) > Abs(x)


@lemma(domain=Domain(x=S.Reals))
def damped_square(x):
    """The function x^2 exp(-x^2) is at most 1/e."""
    return x**2 * exp(-(x**2)) <= exp(-1)


@lemma(domain=Domain(x=S.Reals))
def soft_maximum_above_identity(x):
    """The logarithm of 1 + exp x exceeds x."""
    return log(1 + exp(x)) > x


@lemma(domain=Domain(x=Interval.open(0, oo)))
def sum_with_reciprocal_on_the_half_line(x):
    """A positive number plus its reciprocal is at least two."""
    return x + 1 / x >= 2


@lemma(domain=Domain(x=Interval.open(0, oo)))
def logarithm_below_line_on_the_half_line(x):
    """The logarithm is at most x - 1."""
    return log(x) <= x - 1


@lemma(domain=Domain(x=Interval.open(0, oo)))
def logarithm_below_root(x):
    """The logarithm stays below the square root."""
    return log(x) < sqrt(x)


@lemma(domain=Domain(x=Interval.open(0, oo)))
def entropy_term_at_least_its_minimum(x):
    """The function x log x is at least -1/e."""
    return x * log(x) >= -exp(-1)


@lemma(domain=Domain(x=Interval(0, oo)))
def exponential_above_square(x):
    """The exponential exceeds the square to the right of zero."""
    return exp(x) > x**2


@lemma(domain=Domain(x=Interval(0, oo)))
def exponential_above_e_times_x(x):
    """The exponential is at least e times its argument."""
    return exp(x) >= exp(1) * x


@lemma(domain=Domain(x=Interval.open(0, oo)))
def logarithm_above_fraction_on_the_half_line(x):
    """The logarithm of 1 + x exceeds x/(1 + x)."""
    return log(1 + x) > x / (1 + x)


@lemma(domain=Domain(x=Interval.open(0, oo)))
def difference_of_roots(x):
    """The difference sqrt(x + 1) - sqrt x is below 1/(2 sqrt x)."""
    return sqrt(x + 1) - sqrt(x) < 1 / (2 * sqrt(x))


@lemma(domain=Domain(x=Interval.open(0, oo)))
def arctangent_above_fraction(x):
    """The arctangent exceeds x/(1 + x^2)."""
    return atan(x) > x / (1 + x**2)


@lemma(domain=Domain(x=Interval(0, oo)))
def sine_above_cubic_on_the_half_line(x):
    """The sine is at least x - x^3/6 to the right of zero."""
    return sin(x) >= x - x**3 / 6


@lemma(domain=Domain(x=Interval(0, oo)))
def exponential_decay_below_fraction(x):
    """The function exp(-x) is at most 1/(1 + x)."""
    return exp(-x) <= 1 / (1 + x)


@lemma(domain=Domain(x=Interval(0, oo)))
def cubic_on_the_half_line(x):
    """The cubic x^3 - 3x + 2 is nonnegative to the right of zero."""
    return x**3 - 3 * x + 2 >= 0


@lemma(domain=Domain(x=Interval.open(0, oo)))
def compound_interest(x):
    """The power (1 + 1/x)^x stays below e."""
    return (1 + 1 / x) ** x < exp(1)


@lemma(domain=Domain(x=Interval(0, oo)))
def fifth_power_plus_one(x):
    """The sum x^5 + 1 is at least x^3 + x^2."""
    return x**5 + 1 >= x**3 + x**2


@lemma(domain=Domain(x=Interval(-oo, 0)))
def exponential_below_parabola_on_the_left(x):
    """To the left of zero the exponential is at most 1 + x + x^2/2."""
    return exp(x) <= 1 + x + x**2 / 2


@lemma(domain=Domain(x=S.Reals, y=S.Reals))
def squares_in_the_plane(x, y):
    """The sum of two squares is at least twice the product in the whole plane."""
    return x**2 + y**2 >= 2 * x * y


@lemma(domain=Domain(x=S.Reals, y=S.Reals))
def cauchy_schwarz_with_ones(x, y):
    """The product (1 + x^2)(1 + y^2) is at least (1 + xy)^2."""
    return (1 + x**2) * (1 + y**2) >= (1 + x * y) ** 2


@lemma(domain=Domain(x=S.Reals, y=Interval.open(0, oo)))
def fenchel_young(x, y):
    """A product is at most exp(x - 1) + y log y."""
    return x * y <= exp(x - 1) + y * log(y)

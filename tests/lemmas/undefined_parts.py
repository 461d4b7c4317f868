"""Statements with an undefined part that cancels, is bounded whatever it is, or stands in one branch only."""

from sympy import (
    Abs,
    And,
    Eq,
    FiniteSet,
    Implies,
    Interval,
    Max,
    Ne,
    Not,
    Or,
    Range,
    Union,
    acos,
    atan,
    cos,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
    tanh,
)

from verify import Domain, lemma


@lemma(domain=Domain(x=Interval(-1, 1)))
def quotient_by_itself(x):
    """A number divided by itself is one."""
    return Eq(x / x, 1)


@lemma(domain=Domain(x=Interval(0, 2)))
def difference_quotient_at_its_point(x):
    """The quotient (x^2 - 1)/(x - 1) is x + 1."""
    return Eq((x**2 - 1) / (x - 1), x + 1)


@lemma(domain=Domain(x=Interval(-1, 1)))
def square_over_the_number(x):
    """The square over the number is at most one."""
    return x**2 / x <= 1


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def difference_over_itself(x, y):
    """A difference divided by itself is one."""
    return Eq((x - y) / (x - y), 1)


@lemma(domain=Domain(x=Interval(-1, 1)))
def square_of_the_root(x):
    """The square of the root is the number."""
    return Eq(sqrt(x) ** 2, x)


@lemma(domain=Domain(x=Interval(0, 1)))
def exponential_of_the_logarithm(x):
    """The exponential of the logarithm is the number."""
    return Eq(exp(log(x)), x)


@lemma(domain=Domain(x=Interval(0, 1)))
def difference_of_equal_logarithms(x):
    """A logarithm minus itself plus the square is nonnegative."""
    return log(x) - log(x) + x**2 >= 0


@lemma(domain=Domain(x=Interval(1, 4)))
def sine_over_itself(x):
    """The sine divided by itself is one."""
    return Eq(sin(x) / sin(x), 1)


@lemma(domain=Domain(x=Interval(0, 3)))
def tangent_times_cosine(x):
    """The tangent times the cosine is the sine."""
    return Eq(tan(x) * cos(x), sin(x))


@lemma(domain=Domain(x=Interval(0, 1)))
def zero_times_a_logarithm(x):
    """Zero times a logarithm is at most one."""
    return 0 * log(x) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def reciprocal_of_the_reciprocal(x):
    """The reciprocal of the reciprocal is the number."""
    return Eq(1 / (1 / x), x)


@lemma(domain=Domain(x=Interval(-1, 1)))
def bounded_wave_of_a_reciprocal(x):
    """The sine of the reciprocal is at most one in size."""
    return Abs(sin(1 / x)) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def exponential_of_a_pole(x):
    """The function exp(-1/x^2) is at most one."""
    return exp(-1 / x**2) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def arctangent_of_a_pole(x):
    """The arctangent of the reciprocal is below two."""
    return atan(1 / x) < 2


@lemma(domain=Domain(x=Interval(-1, 1)))
def damped_wave_of_a_reciprocal(x):
    """The function x sin(1/x) is at most one."""
    return x * sin(1 / x) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def hyperbolic_tangent_of_a_pole(x):
    """The hyperbolic tangent of the reciprocal is at most one."""
    return tanh(1 / x) <= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def undefined_part_of_a_conjunction(x):
    """The square is nonnegative and the squared reciprocal positive."""
    return And(x**2 >= 0, 1 / x**2 > 0)


@lemma(domain=Domain(x=Interval(-1, 1)))
def undefined_part_of_a_disjunction(x):
    """The squared reciprocal is at least one, or the number exceeds two."""
    return Or(1 / x**2 >= 1, x > 2)


@lemma(domain=Domain(x=Interval(0, 1)))
def undefined_conclusion(x):
    """The reciprocal of a nonnegative number is positive."""
    return Implies(x >= 0, 1 / x > 0)


@lemma(domain=Domain(x=Interval(-1, 1)))
def undefined_premise(x):
    """A number with a positive reciprocal is positive."""
    return Implies(1 / x > 0, x > 0)


@lemma(domain=Domain(x=Interval(0, 2)))
def logarithm_under_a_weak_premise(x):
    """A number below one has a negative logarithm."""
    return Implies(x < 1, log(x) < 0)


@lemma(domain=Domain(x=Interval(-1, 3)))
def root_in_a_premise(x):
    """A number with a root beyond one exceeds one."""
    return Implies(sqrt(x) > 1, x > 1)


@lemma(domain=Domain(x=Interval(0, 1)))
def negated_logarithm(x):
    """It is not so that the logarithm exceeds the number."""
    return Not(log(x) > x)


@lemma(domain=Domain(x=Interval(-1, 1)))
def reciprocal_is_not_zero(x):
    """The reciprocal is never zero."""
    return Ne(1 / x, 0)


@lemma(domain=Domain(x=Interval(-1, 1)))
def negative_or_with_a_logarithm(x):
    """A number is negative or its logarithm at most x - 1."""
    return Or(x < 0, log(x) <= x - 1)


@lemma(domain=Domain(x=Interval(-1, 1)))
def three_cases_of_a_sign(x):
    """A number is positive or negative or has a large squared reciprocal."""
    return Or(x > 0, x < 0, 1 / x**2 > 1)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1)))
def logarithm_of_an_ordered_difference(x, y):
    """For weakly ordered numbers the logarithm of the difference is below it."""
    return Implies(x <= y, log(y - x) <= y - x)


@lemma(domain=Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x <= y))
def reciprocal_under_a_weak_condition(x, y):
    """For weakly ordered numbers the reciprocal of the difference is positive."""
    return 1 / (y - x) > 0


@lemma(domain=Domain(x=Interval(0, 3), where=lambda x: Ne(x, 1)))
def reciprocal_under_the_wrong_condition(x):
    """The square of 1/(x - 2) is positive."""
    return 1 / (x - 2) ** 2 > 0


@lemma(domain=Domain(x=FiniteSet(-1, 0, 1)))
def reciprocal_in_a_finite_set(x):
    """The squared reciprocal of minus one, zero and one is one."""
    return Eq(1 / x**2, 1)


@lemma(domain=Domain(x=FiniteSet(1, 2, pi)))
def cosecant_in_a_finite_set(x):
    """The reciprocals of the sines of 1, 2 and π are at least one."""
    return 1 / sin(x) >= 1


@lemma(domain=Domain(x=Union(Interval(-1, 0), Interval(1, 2))))
def reciprocal_in_a_union(x):
    """The squared reciprocal is positive on two intervals."""
    return 1 / x**2 > 0


@lemma(domain=Domain(c=Interval(-1, 1), p=Interval(1, 2), q=Interval(0, 1)))
def angle_of_vanishing_vectors(c, p, q):
    """The angle arccos(c/sqrt(pq)) is nonnegative."""
    return acos(c / sqrt(p * q)) >= 0


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def level_with_a_pole_at_one_integer(s, k):
    """The fraction s/(k - 3)^2 is nonnegative."""
    return s / (k - 3) ** 2 >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def geometric_series_at_one(x):
    """The sum of the geometric series is at least one."""
    return 1 / (1 - x) >= 1


@lemma(domain=Domain(x=Interval(-1, 1)))
def maximum_with_a_pole(x):
    """The larger of zero and the reciprocal is nonnegative."""
    return Max(0, 1 / x) >= 0


@lemma(domain=Domain(x=Interval(0, 1)))
def size_of_a_logarithm(x):
    """The size of the logarithm is nonnegative."""
    return Abs(log(x)) >= 0

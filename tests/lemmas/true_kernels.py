"""True inequalities about the kernel g(φ) = (π - φ) cos φ + sin φ and what is built from it."""

from sympy import And, Interval, Range, Rational, acos, cos, oo, pi, sin, sqrt

from verify import Domain, lemma


@lemma(domain=Domain(phi=Interval(0, Rational(157, 100))))
def kernel_above_one(phi):
    """The kernel exceeds one up to 1.57."""
    return (pi - phi) * cos(phi) + sin(phi) > 1


@lemma(domain=Domain(phi=Interval(Rational(1, 100), Rational(314, 100))))
def kernel_strictly_decreases(phi):
    """The slope of the kernel is negative on [0.01, 3.14]."""
    return -(pi - phi) * sin(phi) < 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_decreases(phi):
    """The slope of the kernel is never positive."""
    return -(pi - phi) * sin(phi) <= 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_is_nonnegative(phi):
    """The kernel is nonnegative, and zero at the angle π."""
    return (pi - phi) * cos(phi) + sin(phi) >= 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_at_most_pi(phi):
    """The kernel is at most π."""
    return (pi - phi) * cos(phi) + sin(phi) <= pi


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_below_a_cube(phi):
    """The kernel is at most a third of the cube of π - φ."""
    return (pi - phi) * cos(phi) + sin(phi) <= (pi - phi) ** 3 / 3


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_above_a_quintic(phi):
    """The kernel is at least ψ^3/3 - ψ^5/30 with ψ = π - φ."""
    return (pi - phi) * cos(phi) + sin(phi) >= (pi - phi) ** 3 / 3 - (pi - phi) ** 5 / 30


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_above_pi_cosine(phi):
    """The kernel is at least π cos φ."""
    return (pi - phi) * cos(phi) + sin(phi) >= pi * cos(phi)


@lemma(domain=Domain(phi=Interval(0, pi)))
def kernel_above_its_cubic(phi):
    """The kernel is at least π - πφ^2/2 + φ^3/3."""
    return (pi - phi) * cos(phi) + sin(phi) >= pi - pi * phi**2 / 2 + phi**3 / 3


@lemma(domain=Domain(phi=Interval(0, pi)))
def step_kernel_above_ramp_kernel(phi):
    """The mean of one and the cosine is at least g/π."""
    return (1 + cos(phi)) / 2 >= ((pi - phi) * cos(phi) + sin(phi)) / pi


@lemma(domain=Domain(phi=Interval(0, pi)))
def second_kernel_is_nonnegative(phi):
    """The second arc-cosine kernel is nonnegative."""
    return 3 * sin(phi) * cos(phi) + (pi - phi) * (1 + 2 * cos(phi) ** 2) >= 0


@lemma(domain=Domain(phi=Interval(0, pi)))
def second_kernel_at_most_three_pi(phi):
    """The second arc-cosine kernel is at most 3π."""
    return 3 * sin(phi) * cos(phi) + (pi - phi) * (1 + 2 * cos(phi) ** 2) <= 3 * pi


@lemma(domain=Domain(phi=Interval(0, 3)))
def second_kernel_is_positive_before_three(phi):
    """The second arc-cosine kernel is positive up to 3."""
    return 3 * sin(phi) * cos(phi) + (pi - phi) * (1 + 2 * cos(phi) ** 2) > 0


@lemma(domain=Domain(phi=Interval(0, 3)))
def kernel_over_the_angle(phi):
    """The quotient of sin φ by π - φ exceeds minus the cosine."""
    return cos(phi) + sin(phi) / (pi - phi) > 0


@lemma(domain=Domain(c=Interval(-1, 1)))
def kernel_of_the_cosine(c):
    """The kernel as a function of the cosine is nonnegative."""
    return sqrt(1 - c**2) + c * (pi - acos(c)) >= 0


@lemma(domain=Domain(c=Interval(-1, 1)))
def kernel_of_the_cosine_at_most_pi(c):
    """The kernel as a function of the cosine is at most π."""
    return sqrt(1 - c**2) + c * (pi - acos(c)) <= pi


@lemma(domain=Domain(c=Interval(-1, 1)))
def kernel_of_the_cosine_above_its_tangent(c):
    """The kernel is convex in the cosine and so lies above its tangent at zero."""
    return sqrt(1 - c**2) + c * (pi - acos(c)) >= 1 + pi * c / 2


@lemma(domain=Domain(c=Interval(-1, 1)))
def kernel_of_the_cosine_below_its_chord(c):
    """The kernel is convex in the cosine and so lies below its chord."""
    return sqrt(1 - c**2) + c * (pi - acos(c)) <= pi * (1 + c) / 2


@lemma(domain=Domain(c=Interval(-1, 1)))
def kernel_of_the_cosine_above_the_line(c):
    """The kernel is at least π times the cosine."""
    return sqrt(1 - c**2) + c * (pi - acos(c)) >= pi * c


@lemma(domain=Domain(t=Interval(0, 1), phi=Interval(0, pi)))
def leaky_kernel_at_most_its_start(t, phi):
    """The leaky kernel is at most half of 1 + t^2 for the slope t."""
    return (1 - t) ** 2 * ((pi - phi) * cos(phi) + sin(phi)) / (2 * pi) + t * cos(phi) <= (1 + t**2) / 2


@lemma(domain=Domain(t=Interval(0, 1), phi=Interval(0, pi)))
def leaky_kernel_at_least_its_end(t, phi):
    """The leaky kernel is at least minus its slope t."""
    return (1 - t) ** 2 * ((pi - phi) * cos(phi) + sin(phi)) / (2 * pi) + t * cos(phi) >= -t


@lemma(domain=Domain(s=Interval(0, Rational(65, 100))))
def threshold_of_two(s):
    """For two parts the level of the ring is positive up to 0.65."""
    return (1 + pi - 2 * pi * s) / (1 + pi - 2 * s) > 0


@lemma(domain=Domain(k=Range(1, oo)))
def threshold_at_most_one(k):
    """The threshold (k + π - 1)/(kπ) is at most one."""
    return (k + pi - 1) / (k * pi) <= 1


@lemma(domain=Domain(k=Range(1, oo)))
def threshold_above_its_limit(k):
    """The threshold exceeds 1/π."""
    return (k + pi - 1) / (k * pi) > 1 / pi


@lemma(domain=Domain(k=Range(1, oo)))
def threshold_decreases(k):
    """The threshold decreases in k."""
    return (k + pi) / ((k + 1) * pi) < (k + pi - 1) / (k * pi)


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def ring_level_at_most_one(s, k):
    """The level of the ring is at most one."""
    return (k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s) <= 1


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def spurious_level_is_positive(s, k):
    """The loss at the opposite angle is positive."""
    return pi - 2 * (k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s) > 0


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def barrier_factor_is_positive(s, k):
    """The sum s/(k + π - 1) + (1 - s)/(π - 1) is positive."""
    return s / (k + pi - 1) + (1 - s) / (pi - 1) > 0


@lemma(domain=Domain(s=Interval(0, 1), k=Range(2, oo)))
def barrier_is_nonnegative(s, k):
    """The barrier is nonnegative."""
    return (s / (k + pi - 1) + (1 - s) / (pi - 1)) * ((k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s)) ** 2 >= 0


@lemma(domain=Domain(s=Interval(0, 1), g=Interval(0, pi)))
def loss_is_nonnegative_on_the_ridge(s, g):
    """For two parts the loss along its minimiser is nonnegative."""
    return (s / (1 + pi) + (1 - s) / (pi - 1)) * (pi**2 - g**2) - 2 * (pi - g) * (s / (1 + pi) + (1 - s) / (pi - 1)) * (
        1 + pi - 2 * pi * s
    ) / (1 + pi - 2 * s) >= 0


@lemma(domain=Domain(x=Interval(-1, 1), y=Interval(-1, 1)))
def form_of_two_weights(x, y):
    """The form (π - 1)(x^2 + y^2) + (x + y)^2 is at least (π - 1)(x^2 + y^2)."""
    return (pi - 1) * (x**2 + y**2) + (x + y) ** 2 >= (pi - 1) * (x**2 + y**2)


@lemma(domain=Domain(phi=Interval(0, pi)))
def probability_of_two_signs(phi):
    """The probability that both signs are positive lies between zero and a half."""
    return And((pi - phi) / (2 * pi) >= 0, (pi - phi) / (2 * pi) <= Rational(1, 2))

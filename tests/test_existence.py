"""Means that exist are shown to; of those that do not nothing is said, whatever their parts cancel to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Eq,
    FiniteSet,
    Heaviside,
    I,
    Interval,
    Max,
    Min,
    Mod,
    Mul,
    Piecewise,
    Range,
    Rational,
    S,
    Sum,
    acos,
    asin,
    atan,
    atan2,
    cos,
    cosh,
    cot,
    erf,
    erfc,
    evaluate,
    exp,
    floor,
    gamma,
    log,
    oo,
    pi,
    sec,
    sign,
    sin,
    sinh,
    sqrt,
    symbols,
    tan,
    tanh,
)

from derivations import relu, step
from derivations.gaussian.closed_form import closed_form
from derivations.gaussian.expectation import expectation
from verify import PROVED, SUPPORTED, UNKNOWN, Domain, Dot, E, Vector, Vectors, gaussian, verdicts
from verify.checks import quadrature
from verify.checks.beside import unfounded
from verify.language.lemma import Lemma
from verify.numerics.quadrature import converges
from verify.prover.existence import exists
from verify.prover.special_points import special_points

x, y, z = gaussian("x y z")
Z = Vector("Z", gaussian=True)
DOMAIN = Domain(
    t=Interval(-1, 1), a=Interval.open(-1, 1), b=Interval(1, 2), c=Interval.open(0, Rational(1, 2)), n=Range(0, oo),
    p=Range(1, oo), u=Vectors("p"), v=Vectors("p", nonzero=True), w=Vectors("p", nonzero=True),
)  # fmt: skip
t, a, b, c, n, p, u, v, w = DOMAIN.symbols
THIRD = Rational(1, 3)
i, j = symbols("i j", integer=True, positive=True)
lengths = lambda power: Sum(Abs(Dot(v, Z[i])) ** power, (i, 1, n))

EXIST = [
    # growth
    x**n * y, relu(x) * relu(y), (t * x) ** 2, floor(x) ** 2, sign(x) * x**3, Max(x, y, t) ** 3, Dot(Z, Z) ** 2,
    relu(Dot(v, Z)) * Dot(u, Z), x * E(relu(y)), sqrt(1 + x**2), sqrt(Abs(x) ** 3), x * erf(x * y),
    exp(t * x), 2**x, sinh(x) * cosh(y), exp(x**2 / 3), exp(c * x**2), exp(-(x**2) * b), exp(-(x**4)), exp(-exp(x)),
    exp(a * x * y), exp(relu(x) ** 2 / 3), exp(x * y * sin(x) / 2), exp(Dot(v, Z)), exp(Dot(Z, Z) / 4), exp(-Abs(x)),
    exp(sqrt(1 + x**2)), exp(t * x**2 / 3 + y), exp(x**3 - x**4), exp(Min(x, y) * x / 4),
    exp(Heaviside(x) * x**2 / 3), exp(Heaviside(Max(x, 0), 4) * x**2 / 9), exp(erfc(y) * x**2 / 5), Mod(x, b) ** 3,
    # away from singularities
    1 / (1 + x**2), 1 / (2 + sin(x)), 1 / (2 + t * sin(x * y)), 1 / cosh(x), 1 / (exp(x) + exp(-x)),
    1 / Max(x, y, 1) ** 2, 1 / (4 - acos(sin(x))), 1 / (2 + t * atan(x) * sin(y)),
    log(2 + Heaviside(x, Rational(3, 2))),
    1 / (1 + exp(-x)), tanh(x), atan(x / y), sin(1 / x), sin(tan(x)), cos(exp(exp(x))), atan2(x, y), acos(sin(x)),
    sqrt(1 - sin(x)), Piecewise((1 / x, x > 1), (0, True)), Piecewise((0, x < 0), (sqrt(x), True)),
    # integrable singularities
    1 / sqrt(Abs(x)), Abs(x) ** a, Abs(x) ** (-t * Rational(9, 10)), log(Abs(x)), log(x**2), log(1 + x**2),
    log(2 + sin(x)),
    log(Abs(x - y)), log(x**2 + t**2), log(cosh(x)), log(1 + exp(x)), log(Abs(x)) ** 2 / sqrt(Abs(x)), x * log(Abs(x)),
    sin(x) / x, tanh(x) / sqrt(Abs(x)) ** 3, 1 / sqrt(Abs(x * y)), Abs(x) ** (-THIRD) * Abs(y) ** Rational(-9, 10),
    1 / sqrt(Abs(x**2 - 1)), 1 / sqrt(Abs(x**2 - 2)), 1 / sqrt(Abs((x - 1) * (x + 1) * x)),
    Abs(x + y) ** Rational(-2, 3) * Abs(x - y) ** Rational(-2, 3), 1 / sqrt(Abs(sin(x))), sqrt(Abs(tan(x))),
    1 / (x**2 + y**2) ** Rational(3, 4), 1 / sqrt(x**2 + y**2 + z**2), 1 / (x**2 + y**2 + z**2), 1 / sqrt(x**2 + y**4),
    1 / (t**2 + x**2) ** THIRD, 1 / sqrt(Abs(Dot(v, Z))), Dot(Z, Z) ** Rational(-1, 4), exp(t * log(Abs(x)) / 2),
    Piecewise((log(x), x > 0), (0, True)), lengths(1) ** 2, lengths(-THIRD), lengths(1) * lengths(2),
]  # fmt: skip

NOT_SHOWN = [
    # poles and what cancels by symmetry
    1 / x, 1 / x**2, x / y, (t + x) / y, 1 / (x * y), tan(x), cot(x), 1 / sin(x), sin(y) / x, x**2 / x**3, 1 / (x - y),
    1 / (x + t * y), 1 / (x**2 - 1), 1 / (x**2 + y**2), 1 / sqrt(x**2 * y**2), cos(x) / x, (x**2 + x + 1) / y,
    sinh(x) / y,
    1 / (1 - exp(x)), 1 / (1 - sin(x) ** 2), 1 / sqrt(x**4), Abs(x) ** (-b), Abs(x) ** t, Abs(x) ** (t - 1), x ** (-n),
    Abs(x) ** Rational(-1, 2) * Abs(2 * x) ** Rational(-1, 2),
    Abs(x) ** Rational(-2, 3) * Abs(x + t) ** Rational(-2, 3),
    (Abs(x) * Abs(x + y) * Abs(y)) ** Rational(-2, 3), 1 / Dot(v, Z), Dot(v, Z) / Dot(w, Z), x * E(1 / y),
    lengths(1) * lengths(-Rational(3, 2)), Sum(1 / Dot(v, Z[i]), (i, 1, n)), Sum(x**i, (i, 0, oo)),
    Piecewise((1 / x, x > 0), (0, True)), 1 / Min(x**2, y**2), exp(-log(Abs(x))),
    # undefined, or not real, with positive probability
    sqrt(x), log(x), log(x + 1), sqrt(x**2 - 1), sqrt(x + t), acos(x), asin(2 * x), x**x, Abs(x) ** y * sqrt(y),
    log(sin(x)),
    log(log(Abs(x))), 1 / relu(x), 1 / step(x), log(relu(x)), Piecewise((log(x), x > -1), (0, True)),
    Piecewise((1, x > 0)),
    I * x, gamma(x), step(x) * log(x),
    # undefined for some parameters
    x / t, sqrt(t) * x, (t * x) ** (-THIRD), Abs(t * x) ** (-THIRD), Abs(t * x + a * y) ** (-THIRD), log(Abs(a) * x**2),
    1 / sqrt(Abs(Dot(u, Z))), x * log(t), tan(pi * t / 2) * x, 1 / sqrt(Abs(x * (1 - b))), x * cot(t), x * sec(2 * t),
    Mod(x, t),
    # too large
    exp(x**2), exp(x**2 / 2), exp(b * x**2), exp(c * x**2 + c * x**2), exp(b * x * y), sin(x) * exp(x**2), exp(exp(x)),
    exp(x**3), exp(x**4 - x**2), exp(Abs(x) ** 3), exp(x**2 * sin(x)), cosh(x**2), exp(relu(x) ** 2),
    exp(x * y + y * z + z * x),
    exp(x**2 / 4) * exp(x**2 / 4 + x), exp(Dot(v, Z) ** 2), exp(Dot(Z, Z) / 2), exp(1 / x), exp(x * log(Abs(x) + 1)),
    exp(Dot(Z[n], Z[n]) / 3) * exp(Dot(Z[1], Z[1]) / 3), exp(Heaviside(Max(x, 0), 10) * x**2 / 10),
    exp(Mod(y, b) * x**2), exp(acos(sin(y)) * x**2 / 4),
]  # fmt: skip


@pytest.mark.parametrize("f", EXIST, ids=str)
def test_a_mean_that_exists_is_shown_to(f):
    assert exists(E(f), DOMAIN) is None


@pytest.mark.parametrize("f", NOT_SHOWN, ids=str)
def test_a_mean_that_may_not_exist_is_not_shown_to(f):
    reason = exists(E(f), DOMAIN)
    assert reason and "\n" not in str(reason)


def overall(domain, statement):
    (verdict,) = verdicts([Lemma("one", "A sentence.", domain, statement)])
    return verdict.overall


WITHOUT_MEAN = [f for f in NOT_SHOWN if E(f).is_commutative and not E(f).free_symbols and not f.has(Vector, Dot)]
POINT = Domain(s=FiniteSet(0))


@pytest.mark.parametrize("f", WITHOUT_MEAN, ids=str)
def test_without_a_mean_nothing_is_supported(f):
    assert len(WITHOUT_MEAN) > 25
    assert overall(POINT, lambda s: Eq(E(f), s)) is UNKNOWN
    assert quadrature(Lemma("one", "A sentence.", POINT, lambda s: Eq(E(f) + s, E(f)))).status is UNKNOWN


# The rules against exact answers


quarters = st.integers(-8, 8).map(lambda i: Fraction(i, 4))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(quarters, quarters, st.sampled_from([S.One, cos(x), log(Abs(x)), x, step(x)]))
def test_powers_and_exponentials_in_one_variable(power, rate, harmless):
    """E |x|^a e^{r x²} h(x) is finite if and only if a + k > −1, where h has a zero of order k at 0, and r < 1/2."""
    f = Mul(Abs(x) ** Rational(power), exp(Rational(rate) * x**2), harmless)
    finite = power + (harmless == x) > -1 and 2 * rate < 1
    assert (exists(E(f), POINT) is None) == finite


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.dictionaries(st.sampled_from([x, y, x + y, x - 2 * y, x + 1]), st.integers(1, 5), min_size=1, max_size=3))
def test_products_of_powers_of_forms(powers):
    """Π |s|^−a of forms through 0 in the plane has a mean iff every a < 1 and their sum is below 2."""
    f = Mul(*(Abs(s) ** Rational(-k, 4) for s, k in powers.items()))
    through_zero = sum(k for s, k in powers.items() if s != x + 1)
    if exists(E(f), POINT) is None:
        assert max(powers.values()) < 4 and through_zero < 8
    if len(powers) < 3 and max(powers.values()) < 4:
        assert exists(E(f), POINT) is None


def test_the_range_of_a_parameter_is_looked_at():
    f = lambda domain: E(exp(domain.symbols[0] * x**2))
    inside, beyond = Domain(s=Interval.Ropen(-1, Rational(1, 2))), Domain(s=Interval(-1, Rational(1, 2)))
    assert exists(f(inside), inside) is None and "1/2" in str(exists(f(beyond), beyond))
    where = Domain(s=Interval(-1, 3), where=lambda s: s < Rational(1, 2))
    assert exists(f(where), where) is None


def test_what_is_read_unevaluated_is_judged_alike():
    with evaluate(False):
        typed, cancelled = E(Mul(x, 1 / x)), E(sqrt(x) ** 2)
    assert exists(typed, POINT) is None and "under a root" in str(exists(cancelled, POINT))


def test_a_mean_is_real_only_if_it_exists():
    assert E(exp(x)).is_real and E(Abs(x) ** -THIRD).is_real
    for f in (1 / x, exp(x**2), relu(sqrt(t) * x), sqrt(x)):
        assert E(f).is_real is None


# Beside a mean


HALF_TURN, WIDE = Domain(s=Interval(3, 5)), Domain(s=Interval(-1, 1))
UNDEFINED_BESIDE = [
    (HALF_TURN, lambda s: Eq(E((s + 1) * x**2) / (sqrt(s) - 2), 1 / (sqrt(s) - 2) + s / (sqrt(s) - 2))),
    (HALF_TURN, lambda s: Eq(E(relu(x)) / (s - 4), 1 / sqrt(2 * pi) / (s - 4))),
    (WIDE, lambda s: Eq(E(x**2) / (E(y**2) - 1 + s), 1 / s)),
    (WIDE, lambda s: Eq(E(relu(x - s)) / erf(s), E(relu(y - s)) / erf(s))),
    (WIDE, lambda s: Eq(sqrt(s) * E(x**2), sqrt(s))),
    (WIDE, lambda s: Eq(log(s * E(x**2)), log(s))),
    (WIDE, lambda s: Eq(acos(2 * s * E(Abs(x))) + E(x), acos(2 * s * sqrt(2 / pi)))),
    (WIDE, lambda s: E(x**2) / (s - E(x)) ** 2 >= 0),
    (WIDE, lambda s: Eq(E(exp(s * x)) / s, exp(s**2 / 2) / s)),
    (WIDE, lambda s: Eq(E(s * x**2 / s), 1)),
    (WIDE, lambda s: Eq(E(1 / x) - E(1 / x) + s, s)),
    (WIDE, lambda s: Eq(s * E(x / y) * 0, 0)),
    (WIDE, lambda s: E(sqrt(s) * x**2) ** 2 >= 0),
    (WIDE, lambda s: Eq(E(cos(x)) / (exp(-s) - 1), exp(-Rational(1, 2)) / (exp(-s) - 1))),
]


@pytest.mark.parametrize(("domain", "statement"), UNDEFINED_BESIDE)
def test_beside_a_mean_nothing_is_cancelled(domain, statement):
    assert overall(domain, statement) is UNKNOWN


DEFINED_BESIDE = [
    (PROVED, HALF_TURN, lambda s: Eq(E((s + 1) * x**2) / (sqrt(s) - 1), 1 / (sqrt(s) - 1) + s / (sqrt(s) - 1))),
    (PROVED, HALF_TURN, lambda s: Eq(log(E(x**2) + s) / E(Abs(x)), log(1 + s) / sqrt(2 / pi))),
    (PROVED, WIDE, lambda s: E(exp(s * x)) ** 2 > 0),
    (PROVED, WIDE, lambda s: E(relu(x)) / E(Abs(y)) >= Rational(1, 2)),
    (SUPPORTED, WIDE, lambda s: Eq(log(E(exp(s * x))), s**2 / 2)),
    (SUPPORTED, WIDE, lambda s: Eq(1 / E(cosh(s * x)), exp(-(s**2) / 2))),
    (SUPPORTED, WIDE, lambda s: Eq(E(exp(s * x**2 / 3)), 1 / sqrt(1 - 2 * s / 3))),
    (SUPPORTED, WIDE, lambda s: Eq(E(relu(s * x)), Abs(s) / sqrt(2 * pi))),
]


@pytest.mark.parametrize(("status", "domain", "statement"), DEFINED_BESIDE)
def test_what_is_defined_beside_a_mean_is_no_hindrance(status, domain, statement):
    assert overall(domain, statement) is status


def test_an_expectation_with_a_hole_beside_it_has_no_closed_form():
    found = expectation(E((t + 1) * x**2) / t, Domain(t=Interval(-1, 1)))
    assert found.value is None and "narrow the domain" in found.why
    assert expectation(E((t + 1) * x**2) / (t + 2), Domain(t=Interval(-1, 1))).status is PROVED


def test_vectors_beside_a_mean():
    vectors = Domain(p=Range(1, oo), u=Vectors("p"), v=Vectors("p", nonzero=True))
    mean = lambda x: E(relu(Dot(x, Z)))
    good = Lemma("one", "A sentence.", vectors, lambda p, u, v: Eq(1 / mean(v), sqrt(2 * pi) / sqrt(Dot(v, v))))
    bad = Lemma("one", "A sentence.", vectors, lambda p, u, v: Eq(mean(v) / Dot(u, u), mean(v) / Dot(u, u) + 0 * p))
    assert closed_form(good).status is PROVED and unfounded(good) is None
    assert closed_form(bad).status is not PROVED and "may be zero" in str(unfounded(bad))


# Degenerate parameters


SQUARE = Domain(r=Interval(-1, 1), s=Interval(-1, 1))


@pytest.mark.parametrize("statement", [
    lambda r, s: Eq(E(step(r * x + s * y)), Rational(1, 2)),
    lambda r, s: Eq(E(step(r * x + s * x)), Rational(1, 2)),
    lambda r, s: Eq(E(step((r - s) * x)), Rational(1, 2)),
    lambda r, s: Eq(E(step((2 * r - 1) * x + s * y)), Rational(1, 2)),
    lambda r, s: Eq(E(step((r**2 - Rational(1, 4)) * x) + r - s), Rational(1, 2) + r - s),
    lambda r, s: Eq(E(sign(r * x) ** 2), 1),
])  # fmt: skip
def test_false_at_one_point_only(statement):
    assert overall(SQUARE, statement) not in (PROVED, SUPPORTED)


def test_special_points_lie_in_the_domain_and_on_the_zeros():
    domain = Domain(r=Interval(-1, 1), s=Interval(0, 3), where=lambda r, s: r < s)
    r, s = domain.symbols
    found = list(special_points(E(step((2 * r - 1) * x + (s - 2) * y) + cos(s) * x), domain))
    assert all(domain.contains(point) for point in found)
    assert {r: Rational(1, 2), s: S(2)} in found and {r: S(-1), s: S.Zero} in found
    plane = Domain(r=Interval(-1, 1), s=Interval(-1, 1))
    diagonal = list(special_points(E(step((r - s) * x)), plane))
    assert any(point[plane.symbols[0]] == point[plane.symbols[1]] != 0 for point in diagonal)


def test_at_the_ends_of_an_angle_the_kernel_holds():
    half = Domain(phi=Interval(0, pi))
    kernel = lambda phi: E(relu(x) * relu(x * cos(phi) + y * sin(phi)))
    g = lambda phi: (sin(phi) + (pi - phi) * cos(phi)) / (2 * pi)
    assert overall(half, lambda phi: Eq(kernel(phi), g(phi))) is PROVED


# Quadrature of the size


INFINITE = [1 / x, x / y, tan(x), 1 / (x - THIRD), sin(y) / x, 1 / (x * y), exp(x**2), 1 / x**3]


@pytest.mark.parametrize("f", INFINITE, ids=str)
def test_the_size_of_what_has_no_mean_does_not_converge(f):
    assert not converges(E(f), {})


@pytest.mark.parametrize("f", [x, relu(x) * y, exp(x), sin(x) / (1 + y**2), x**3 * y, step(x), Abs(x - 1)], ids=str)
def test_the_size_of_what_has_a_mean_converges(f):
    assert converges(E(f), {})


def test_the_sign_of_a_mean_is_that_of_its_integrand():
    assert overall(Domain(s=Interval(1, 2)), lambda s: E(relu(x - s)) >= 0) is PROVED

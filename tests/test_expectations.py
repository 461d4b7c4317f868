"""Closed forms of expectations against quadrature, naive sampling and false lemmas; explanations; degenerate forms."""

from itertools import combinations, pairwise
from math import sqrt as root

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Eq,
    Heaviside,
    Interval,
    Max,
    Min,
    Piecewise,
    Range,
    Rational,
    S,
    Symbol,
    cos,
    erf,
    exp,
    oo,
    pi,
    sign,
    sin,
    sqrt,
)
from sympy.core.function import Application

from derivations import g, relu, step
from derivations.gaussian import expectation as expectations
from derivations.gaussian import gram, rules
from derivations.gaussian.closed_form import closed_form
from derivations.gaussian.coordinates import in_coordinates
from derivations.gaussian.expectation import expectation
from derivations.gaussian.kernels import gram_kernel
from derivations.gaussian.moments import Moments
from derivations.gaussian.ramps import ramp
from derivations.gaussian.sampling import estimate
from verify import PROVED, REFUTED, UNKNOWN, Domain, E, Vector, Vectors, gaussian, lemma
from verify.checks import check
from verify.language.vectors import Angle, Dot, norm
from verify.language.verdict import combine
from verify.numerics.quadrature import quadrature
from verify.report.latex import chain
from verify.statistics.summands import explicit

x, y, z, t = gaussian("x y z t")
Z = Vector("Z", gaussian=True)
u = Vector("u")
v, w, h = (Vector(name, nonzero=True) for name in "vwh")
a = Symbol("a", positive=True)
b = Symbol("b", real=True)


def number(found, point=None):
    assert found.value is not None, found.why
    assert found.status is PROVED, found.doubtful
    return float(explicit(found.value, point or {}).evalf(25))


HEADS = {
    "relu": lambda s: np.maximum(s, 0), "step": lambda s: (s > 0) * 1.0, "Heaviside": lambda s: (s > 0) * 1.0,
    "ramp": lambda s, n, slope: np.where(s > 0, s**n, slope * s**n), "Abs": np.abs, "sign": np.sign, "sqrt": np.sqrt,
    "Max": lambda *args: np.maximum.reduce(np.broadcast_arrays(*args)),
    "Min": lambda *args: np.minimum.reduce(np.broadcast_arrays(*args)),
}  # fmt: skip


def values(f, *at):
    return np.broadcast_to(eval(str(f), {**HEADS, **dict(zip("xyz", at, strict=False))}), at[0].shape)


def in_the_plane(f):
    """Return E f(x, y) in polar coordinates, cut where a form in f vanishes; along a ray f is a polynomial."""
    inside = [node.args if isinstance(node, (Max, Min)) else node.args[:1] for node in f.atoms(Application)]
    forms = {a - b for args in inside for a, b in combinations((*args, S.Zero), 2)}
    walls = [np.arctan2(-float(s.coeff(x)), float(s.coeff(y))) for s in forms if s.has(x, y)]
    cuts = sorted({0.0, *(angle % np.pi for angle in walls), np.pi})
    nodes, weights = np.polynomial.legendre.leggauss(48)
    total = 0.0
    r, dr = 6.5 * (nodes + 1), 6.5 * weights
    for low, high in pairwise([*cuts, *(np.pi + angle for angle in cuts[1:])]):
        theta = (low + high + (high - low) * nodes) / 2
        along = values(f, np.outer(r, np.cos(theta)), np.outer(r, np.sin(theta)))
        total += (r * np.exp(-(r**2) / 2) * dr) @ along @ weights * (high - low) / 2
    return total / (2 * np.pi)


# Random expressions of the class, against quadrature in one and two dimensions and naive sampling in three


coefficients = st.integers(-2, 2)
kinds = st.sampled_from([relu, step, Abs, sign, Heaviside, lambda s: Max(s, 0), lambda s: Min(0, s), lambda s: s])
leaky = st.sampled_from([Rational(1, 10), Rational(-1, 2), Rational(3, 2)]).map(lambda slope: lambda s: relu(s, slope))


@st.composite
def factors(draw, variables, steepest):
    form = sum(draw(coefficients) * variable for variable in variables)
    factor = draw(kinds | leaky)(form)
    return factor ** draw(st.integers(1, steepest))


@st.composite
def integrands(draw, variables, steepest):
    terms = st.lists(factors(variables, steepest), min_size=1, max_size=2).map(sympy.prod)
    return draw(coefficients) * draw(terms) + draw(terms)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(integrands((x, y), 2))
def test_two_variables_against_polar_quadrature(f):
    found, expected = number(expectation(E(f))), in_the_plane(f)
    assert abs(found - expected) < 1e-9 * (1 + abs(expected))


def naive(f, samples=200_000):
    """Return mean and six standard errors of plain sampling."""
    sampled = values(f, *np.random.default_rng(7).standard_normal((3, samples)))
    return sampled.mean(), 6 * sampled.std() / root(samples)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(integrands((x, y, z), 1))
def test_three_variables_against_naive_sampling(f):
    found = expectation(E(f))
    mean, error = naive(f)
    assert abs(number(found) - mean) <= error + 1e-12


@pytest.mark.parametrize("f", [
    Max(x, y, x - y), Min(x, y, 2 * x) ** 2, (relu(2 * x - y) + 3 * step(x) * y) ** 2, relu(x) * relu(y) * relu(x + y),
    relu(x + y) * relu(x - 2 * y) * step(y) * x, relu(sqrt(2) * x + y) * relu(x - sqrt(3) * y) ** 3,
    (x + y) ** 4 + x * y, ramp(x + y, 2, -1) * ramp(x, 3, 2), Heaviside(x) * step(-x - y) * step(y), step(x) * step(-x),
])  # fmt: skip
def test_spellings(f):
    assert abs(number(expectation(E(f))) - in_the_plane(f)) < 1e-11


@pytest.mark.parametrize("f", [
    relu(x - 1), relu(2 * x + 1, Rational(1, 10)) ** 2 * x, relu(x - 1) * relu(x + 2) * step(x + 1),
    Max(x, 1) * step(-x - 2), step(x - 1) * step(2 - x), relu(1 - x) * Abs(y), relu(y - 1) * relu(x + 2) * x,
])  # fmt: skip
def test_biases(f):
    expected, error = quadrature(E(f), {})
    assert error < 1e-9 and abs(number(expectation(E(f))) - expected) < 1e-9


def test_cases_are_half_spaces():
    by_cases = Piecewise((x, x > y), (y**2, x > 0), (1, True))
    by_steps = x * step(x - y) + step(y - x) * (y**2 * step(x) + step(-x))
    assert abs(number(expectation(E(by_cases))) - in_the_plane(by_steps)) < 1e-11


@pytest.mark.parametrize("f", [
    relu(x + z) * relu(y + z) * relu(x + y), step(x) * step(x + y) * step(x + y + z), Max(x, 2 * y, z, x - y),
    x * relu(x) * relu(y) * relu(z) * relu(x + y + z), step(z) * relu(x + y) ** 2 * relu(x + y + z) ** 2,
    relu(x) * relu(y) * step(x + y + z) * z,
])  # fmt: skip
def test_three_half_spaces_and_more(f):
    mean, error = naive(f)
    assert abs(number(expectation(E(f))) - mean) <= error


def test_independent_ramps_multiply():
    assert expectation(E(relu(x) * relu(y) * relu(z) * relu(t))).value == 1 / (4 * pi**2)
    assert expectation(E(relu(Dot(v, Z[1])) * relu(Dot(v, Z[2])))).value == Dot(v, v) / (2 * pi)


# Vectors: at general, parallel and opposite directions, in one dimension too


PLACES = [
    {"v": (1, 2), "w": (3, -1), "u": (1, 1)}, {"v": (1, 2), "w": (2, 4), "u": (-1, 3)},
    {"v": (1, 2), "w": (-1, -2), "u": (0, 0)}, {"v": (3,), "w": (-2,), "u": (1,)}, {"v": (3,), "w": (2,), "u": (-1,)},
]  # fmt: skip
OF_VECTORS = [
    relu(Dot(v, Z)) * relu(Dot(w, Z)), relu(Dot(v, Z), b) * relu(Dot(w, Z), b), relu(Dot(v, Z)) * step(Dot(w, Z)),
    relu(Dot(v, Z)) ** 2 * relu(Dot(w, Z)) ** 2, (relu(Dot(v, Z)) - relu(Dot(w, Z))) ** 2,
    relu(Dot(v, Z)) * relu(Dot(w, Z)) * Dot(u, Z), Abs(Dot(v, Z)) * Dot(u, Z) ** 2, relu(Dot(v, Z) - 1) * Dot(u, Z),
]  # fmt: skip


def on_coordinates(mean):
    """Return E of a function of one or two Gaussian coordinates, or a constant."""
    if not isinstance(mean, E):
        return float(mean)
    f = mean.expression.xreplace(dict(zip(mean.variables, (x, y), strict=False)))
    if all(sympy.sympify(node.args[0]).subs({x: 0, y: 0}) == 0 for node in f.atoms(ramp, Abs)):
        return in_the_plane(f)
    value, error = quadrature(E(f), {})
    assert error < 1e-9
    return value


@pytest.mark.parametrize("f", OF_VECTORS, ids=str)
def test_vectors_at_any_directions(f):
    found = expectation(E(f))
    assert found.domain.where == S.true
    for place in PLACES:
        vectors = {s: tuple(map(S, place[s.name])) for s in (u, v, w)}
        at = explicit(E(f), {**vectors, b: Rational(1, 3)})
        assert abs(number(found, {**vectors, b: Rational(1, 3)}) - on_coordinates(at)) < 1e-8


def test_the_kernel_reads_as_the_library_writes_it():
    found = expectation(E(relu(Dot(v, Z)) * relu(Dot(w, Z))))
    phi = Angle(v, w, Symbol("phi", real=True))
    assert sympy.expand(found.value - norm(v) * norm(w) * g(phi) / (2 * pi)) == 0
    assert r"(\pi - \varphi) \cos \varphi + \sin \varphi" in chain(found.derivation)
    assert found._repr_latex_().startswith("$") and str(found).startswith("E(relu(Dot(v, Z))")
    assert [step.checks[0](step).status for step in found.derivation.lemmas] == [PROVED] * 4


def test_conditions_keep_away_from_what_it_divides_by():
    found = expectation(E(step(Dot(v, Z)) * step(Dot(w, Z)) * Dot(u, Z) ** 2))
    assert found.domain.where == (Dot(v, v) * Dot(w, w) - Dot(v, w) ** 2 > 0)
    assert expectation(E(relu(b * x))).domain.where == (b**2 > 0)
    assert expectation(E(relu(Dot(u, Z)))).domain.where == (Dot(u, u) > 0)
    vectors = {s: tuple(map(S, PLACES[0][s.name])) for s in (u, v, w)}
    at = explicit(found.expression, vectors)
    assert abs(number(found, vectors) - on_coordinates(at)) < 1e-8


def test_symbols_as_coefficients():
    found = expectation(E(relu(a * x + b * y) * relu(x)))
    for at in ((S(2), S(-1)), (S(3), S(0)), (Rational(1, 2), S(3))):
        point = dict(zip((a, b), at, strict=True))
        f = (relu(a * x + b * y) * relu(x)).xreplace(point)
        assert abs(number(found, point) - in_the_plane(f)) < 1e-8


# The rules' checks reject false lines


LINES = expectation(E((relu(x - 2 * y) + x * step(y)) ** 2)).derivation, *(
    expectation(E(f)).derivation for f in (relu(Dot(v, Z)) * relu(Dot(w, Z)), relu(x + z) * relu(y + z) * relu(x + y))
)  # fmt: skip


@pytest.mark.parametrize("derivation", LINES)
def test_false_lines_are_rejected(derivation):
    for rule, before, after in zip(derivation.rules, derivation.lines, derivation.lines[1:], strict=False):
        assert rule.check(before, after, derivation.domain)
        for false in {2 * after, -after, after + 1, *(after.xreplace({pi: S(3)}) for _ in [0] if after.has(pi))}:
            assert not rule.check(before, false, derivation.domain), (rule.reason, false)


FALSE_STEPS = {
    "another slope": (rules.on_half_spaces, E(relu(x, Rational(1, 2))), E(x * (Rational(1, 3) + step(x) / 2))),
    "the wrong side": (rules.on_half_spaces, E(relu(-x)), E(-x * step(x))),
    "a vector that may vanish": (rules.on_half_spaces, E(step(Dot(u, Z)) + step(-Dot(u, Z))), S.One),
    "a product of means": (rules.linearity, E(x * y), E(x) * E(y) + E(x)),
    "a variable taken outside": (rules.linearity, E(x * relu(x)), E(x) * E(relu(x))),
    "a variance": (rules.by_parts, E(x**2 * step(y)), E(step(y)) * 2),
    "half a wall": (rules.by_parts, E(x * step(x)), 1 / sqrt(pi)),
    "a bias lost": (rules.by_parts, E(x * step(x - 1)), 1 / sqrt(2 * pi)),
    "correlated, as if not": (rules.probabilities, E(step(x) * step(x + y)), Rational(1, 4)),
    "not a probability": (rules.probabilities, E(x * step(x)), Rational(1, 2)),
}


@pytest.mark.parametrize("name", FALSE_STEPS)
def test_a_false_step_is_rejected(name):
    rule, before, after = FALSE_STEPS[name]
    domain = Domain(p=Range(1, oo), u=Vectors("p"))
    assert rule(domain).check(before, after, domain) is False


def test_two_routes_to_a_moment_agree():
    forms, walls = {x - y + z: 2, z: 1, x: 1}, {x + 2 * y: S.Zero, y - z: S.Zero}
    left = Moments().value(forms, walls)
    by_angle = left.xreplace({mean: rules._probability(mean) for mean in left.atoms(E)})
    assert abs(float(by_angle - in_coordinates(forms, walls))) < 1e-14


# Lemmas


VECTORS = Domain(p=Range(1, oo), v=Vectors("p", nonzero=True), w=Vectors("p", nonzero=True), u=Vectors("p"))
ANGLE = Domain(phi=Interval(0, pi))
REAL = Domain(b=S.Reals)


def turned(phi):
    return E(relu(x) * relu(x * cos(phi) + y * sin(phi)))


def pair(v, w):
    return E(relu(Dot(v, Z)) * relu(Dot(w, Z)))


LEMMAS = [
    (PROVED, VECTORS, lambda p, v, w, u: Eq(pair(v, w), gram_kernel(Dot(v, v), Dot(w, w), Dot(v, w)))),
    (PROVED, VECTORS, lambda p, v, w, u: Eq(pair(v, w), norm(v) * norm(w) * g(Angle(v, w, Symbol("s"))) / (2 * pi))),
    (PROVED, VECTORS, lambda p, v, w, u: Eq(E(step(Dot(v, Z)) + step(-Dot(v, Z))), 1)),
    (PROVED, ANGLE, lambda phi: Eq(turned(phi), g(phi) / (2 * pi))),
    (PROVED, ANGLE, lambda phi: And(turned(phi) >= 0, turned(phi) <= Rational(1, 2))),
    (PROVED, REAL, lambda b: Eq(E(Max(x, b)), exp(-(b**2) / 2) / sqrt(2 * pi) + b * (1 + erf(b / sqrt(2))) / 2)),
    (PROVED, REAL, lambda b: Eq(E(Abs(x - b)), 2 * E(relu(x - b)) + b)),
    (REFUTED, VECTORS, lambda p, v, w, u: Eq(pair(v, w), norm(v) * norm(w) * g(Angle(v, w, Symbol("s"))) / 6)),
    (REFUTED, ANGLE, lambda phi: Eq(turned(phi), g(phi) / 6)),
    (REFUTED, ANGLE, lambda phi: turned(phi) <= Rational(1, 3)),
    (REFUTED, REAL, lambda b: Eq(E(relu(x)), Rational(2, 5))),
    # false, but at a point outside the half-spaces' reach, or true and not reached
    (UNKNOWN, VECTORS, lambda p, v, w, u: Eq(E(step(Dot(u, Z)) + step(-Dot(u, Z))), 1)),
    (UNKNOWN, VECTORS, lambda p, v, w, u: Eq(pair(v, u), norm(v) * norm(u) * g(Angle(v, u, Symbol("s"))) / (2 * pi))),
    (UNKNOWN, REAL, lambda b: Eq(E(relu(b * x)), b / sqrt(2 * pi))),
    (UNKNOWN, REAL, lambda b: Eq(E(relu(x)), (b - 1) * (b + 1) / (b**2 - 1) / sqrt(2 * pi))),
    (UNKNOWN, REAL, lambda b: Eq(E(exp(b * x)), exp(b**2 / 2))),
    (UNKNOWN, REAL, lambda b: Eq(E(sqrt(b) * relu(x)) - E(sqrt(b) * relu(y)), 0)),
    (UNKNOWN, REAL, lambda b: Eq(1 / E(x), 1 / E(y))),
]


@pytest.mark.parametrize(("status", "domain", "statement"), LEMMAS)
def test_lemmas_by_closed_forms(status, domain, statement):
    statement.__name__, statement.__doc__ = "claim", "A claim."
    evidence = closed_form(lemma(domain=domain)(statement))
    assert evidence.status is status, evidence
    assert evidence.witness if status is REFUTED else True


# Explanations


WHY = {
    relu(x) * relu(y) * relu(z) * relu(x + y + z): "Schläfli",
    relu(x - 1) * relu(x + y): "Owen",
    exp(x): "exp(x) is neither a ramp",
    relu(x**2 - 1): "x**2 is no linear form",
    relu(relu(x) - 1): "not linear",
    relu(0.5 * x): "write Rational(1, 2)",
    relu(Symbol("c") * x): "of c too little is known",
    relu(Dot(v, Z)) * relu(Dot(w, Z[1])): "number them",
    Dot(Z, Z): "not linear",
    relu(x - b) * relu(x - a): "larger is not known",
    1 / x: "1/x is neither",
    relu(x) / b: "b may be zero in a denominator",
    sqrt(b) * x: "b may be negative under a root",
    relu(x) * E(relu(y)) + y: "an expectation inside",
    relu(x) ** 17: "power above 16",
}


@pytest.mark.parametrize("f", WHY, ids=str)
def test_why_there_is_no_closed_form(f):
    found = expectation(E(f))
    assert (found.value, found.derivation, found.status) == (None, None, UNKNOWN)
    assert WHY[f] in found.why and "\n" not in found.why and found.why in str(found)


def test_misuse_is_told_apart():
    assert "is random: write E(" in expectation(relu(x)).why
    assert "divides by zero" in expectation(E(relu(x)) / E(x)).why
    for other in (Eq(E(relu(x)), 1), "E(x)"):
        with pytest.raises(TypeError, match="an expectation is of an expression"):
            expectation(other)
    mixed = Domain(p=Range(1, oo), k=Range(1, oo), v=Vectors("p", nonzero=True), w=Vectors("k", nonzero=True))
    assert "differ in dimension" in expectation(pair(*mixed.symbols[2:]), mixed).why
    parallel = E(step(Dot(v, Z)) * step(Dot(w, Z)) * Dot(u, Z) ** 2)
    assert "may be parallel" in expectation(parallel, VECTORS).why


# Estimates


@pytest.mark.parametrize("f", [
    relu(x - 1), (relu(2 * x - y) + 3 * step(x) * y) ** 2, x**4 + relu(y), Min(x, 2) * Abs(y),
    sign(x - 1) * x,
])  # fmt: skip
def test_estimates_hold_what_quadrature_finds(f):
    found = expectation(E(f)).estimate()
    assert found.agrees and "inside" in str(found)
    expected, _ = quadrature(E(f.xreplace({sign(x - 1): 2 * step(x - 1) - 1})), {})
    assert found.estimate.contains(expected) and found.estimate.radius < 0.1 * (1 + abs(expected))


def test_estimates_at_a_point_without_closed_form():
    found = expectation(E(sin(x) * relu(x - a))).estimate({"a": 0.5}, samples=50_000)
    assert found.value is None and found.agrees is None
    assert found.estimate.contains(quadrature(E(sin(x) * relu(x - Rational(1, 2))), {})[0])
    both = expectation(E(relu(Dot(v, Z)) * relu(Dot(w, Z))) - E(relu(Dot(h, Z))) ** 2)
    assert both.estimate({"v": (1, 2), "w": (0, 1), "h": (1.5, 0)}).agrees


def test_an_error_is_seen():
    wrong = expectations.Expectation(E(relu(x) * relu(y)), S(1) / 6, None, None, None)
    found = wrong.estimate(samples=400_000)
    assert not found.agrees and "OUTSIDE" in str(found)


def test_estimates_refuse_what_has_no_bound():
    with pytest.raises(ValueError, match="grow like a polynomial"):
        estimate(E(exp(x)), {})
    with pytest.raises(ValueError, match="no value for a"):
        estimate(E(relu(a * x)), {})
    with pytest.raises(ValueError, match="different dimensions"):
        estimate(pair(v, w), {"v": (1, 2), "w": (1, 2, 3)})


def test_estimates_are_at_points_of_the_domain():
    with pytest.raises(ValueError, match="outside the domain: a = -1"):
        expectation(E(relu(a * x))).estimate({"a": -1})
    with pytest.raises(ValueError, match="outside the domain: v = "):
        expectation(pair(v, w)).estimate({"v": (0, 0), "w": (1, 2)})
    with pytest.raises(ValueError, match="outside the domain: b"):
        expectation(E(relu(b * x))).estimate({"b": 0})
    with pytest.raises(ValueError, match="dimension is not known"):
        estimate(E(Dot(Z, Z)), {})
    with pytest.raises(ValueError, match="no single inequality"):
        estimate(E(Piecewise((x, And(x > 0, x < 1)), (0, True))), {})
    with pytest.raises(ValueError, match="none of its conditions"):
        estimate(E(Piecewise((x, x > 0))), {})


# Zeros and ties off the Gaussian variables, names that collide, algebra that grows


OTHER_Z = Vector("Z", gaussian=True, nonzero=True)
FALSE_LEMMAS = [
    (Domain(k=Range(1, 6)), lambda k: Eq(E(Piecewise((x**2, k >= 5), (0, True))), 0)),
    (Domain(t=S.Reals), lambda t: Eq(E(Piecewise((x**2, t**2 <= 0), (0, True))), 0)),
    (Domain(t=S.Reals), lambda t: Eq(E(Max(x * (t**2 - 1), x * (t - 1) * (t + 1)) ** 2), 0)),
    (Domain(p=Range(1, oo), v=Vectors("p")), lambda p, v: Eq(E(Dot(v, Z) * Dot(v, OTHER_Z)), 0)),
]


@pytest.mark.parametrize(("domain", "statement"), FALSE_LEMMAS)
def test_false_lemmas_are_not_proved(domain, statement):
    statement.__name__, statement.__doc__ = "claim", "A false claim."
    assert closed_form(lemma(domain=domain)(statement)).status is not PROVED


def test_a_true_case_is_not_refuted():
    def claim(k):
        """Its two sides agree at k = 1 too."""
        cases = Piecewise((2 * x**2, k <= 1), (x**2, True))
        return Eq(E(cases), Piecewise((2, k <= 1), (1, True)))

    assert closed_form(lemma(domain=Domain(k=Range(1, oo)))(claim)).status is not REFUTED


def test_a_sign_of_nothing_is_zero():
    assert expectation(E(x**2 * sign(b * (x + y) - b * x - b * y))).value == 0


def test_unequal_vectors_of_one_name_are_refused():
    assert "written Z" in expectation(E(Dot(v, Z) * Dot(v, OTHER_Z))).why


def test_letters_are_not_taken_for_symbols_of_the_same_name():
    length = Symbol("|v|", positive=True)
    assert not gram.is_zero(Dot(v, v) - length**2, {})
    turn = Symbol("angle(v, w)", real=True)
    assert not gram.is_zero(Dot(v, w) - norm(v) * norm(w) * cos(turn), {})
    form = Vector("form 0", nonzero=True)
    assert (
        expectation(E(relu(x - Dot(form, form)))).value.xreplace({Dot(form, form): b})
        == expectation(E(relu(x - b))).value
    )
    phi, s, t = (Symbol(name, real=True) for name in ("phi", "s", "t"))
    found = expectation(E(relu(s * x + t * y) * relu(x)))
    assert found.status is PROVED, found.doubtful
    assert "phi'" in str(expectation(phi * E(relu(Dot(v, Z)) * relu(Dot(w, Z)))).value)


def test_algebra_that_grows_ends_in_an_answer():
    c = Symbol("c", real=True)
    assert expectation(E((x + y + z) ** 16)).value == 15 * 13 * 11 * 9 * 7 * 5 * 3 * 3**8
    assert expectation(E((x + y + z) ** 16)).status is PROVED
    long = expectation(E(relu(b * x + c * y) * relu(x + y) * relu(x)))
    assert long.value is None and "is the limit" in long.why


@pytest.mark.parametrize(
    ("status", "statement"),
    [
        (PROVED, lambda a: Eq(E(x**2 * E(x**2)), 1)),
        (REFUTED, lambda a: Eq(E(x**2 * E(x**2)), 3)),
        (PROVED, lambda a: Eq(E(E(x**2) * E(E(x**4))), 3)),
        (PROVED, lambda a: Eq(E((x - E(x)) * (a * x + y - E(a * x + y))), a)),
        (REFUTED, lambda a: Eq(E((x - E(x)) * (a * x + y - E(a * x + y))), 0)),
        (PROVED, lambda a: Eq(E((relu(x) - E(relu(x))) ** 2), Rational(1, 2) - 1 / (2 * pi))),
        (UNKNOWN, lambda a: Eq(E(x**2 * E(1 / x)), 0)),
    ],
)
def test_a_mean_inside_another_is_a_number(status, statement):
    statement.__doc__ = "Variances and covariances as they are defined."
    declared = lemma(domain=Domain(a=Interval(0, 1)))(statement)
    assert combine(check(declared)) is status

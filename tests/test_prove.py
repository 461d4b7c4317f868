"""The prover: decisive examples, false statements that look true, statements that must stay open."""

from __future__ import annotations

from fractions import Fraction as F
from random import Random

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracle import COORDINATES, EXPRESSIONS, Undefined, X, Y, value
from pace import at_most
from sympy import (
    Abs,
    And,
    Eq,
    FiniteSet,
    Heaviside,
    Implies,
    Interval,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Range,
    Rational,
    S,
    Union,
    acos,
    asin,
    atan,
    cos,
    cosh,
    diff,
    exp,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
    tanh,
)  # fmt: skip

from verify.checks import check
from verify.language.domain import Domain
from verify.language.lemma import Lemma
from verify.language.vectors import Dot, Vectors, norm
from verify.language.verdict import PROVED, combine
from verify.prover.counterexamples import is_witness
from verify.prover.prove import hole_in, prove

R = Rational


def outcome(statement, budget=4000, **ranges):
    """Return the proof of a statement, a function of the symbols, with its domain and what was claimed."""
    domain = Domain(**ranges)
    claimed = statement(*domain.scalars)
    return prove(claimed, domain, budget=budget), claimed, domain


def proved(statement, **ranges):
    return outcome(statement, **ranges)[0].proved


def refuted(statement, **ranges):
    found, claimed, domain = outcome(statement, **ranges)
    assert not found.proved
    return found.witness is not None and is_witness(claimed, domain, found.witness)


def g(phi):
    return (pi - phi) * cos(phi) + sin(phi)


# The decisive examples


def test_a_kernel_exceeds_one_in_two_boxes():
    found, *_ = outcome(lambda phi: g(phi) > 1, phi=Interval(0, R(157, 100)))
    assert found.proved and found.boxes == 2
    assert refuted(lambda phi: g(phi) > 1, phi=Interval(0, R(158, 100)))


def test_its_slope_is_negative():
    assert proved(lambda phi: diff(g(phi), phi) < 0, phi=Interval(R(1, 100), R(314, 100)))
    assert refuted(lambda phi: diff(g(phi), phi) < 0, phi=Interval(0, pi))


@pytest.mark.parametrize("ks", [Interval(2, 100), Interval(2, oo), Range(2, oo)])
@pytest.mark.parametrize(("top", "holds"), [(R(3, 2), True), (R(8, 5), False)])
def test_a_mean_of_two_rates_is_positive(ks, top, holds):
    def claim(phi, s, k):
        return s * (k + g(phi) - 1) / (k + pi - 1) + (1 - s) * (g(phi) - 1) / (pi - 1) > 0

    assert (proved if holds else refuted)(claim, phi=Interval(0, top), s=Interval(0, 1), k=ks)


def test_a_zero_of_high_order_at_the_end():
    def error(x):
        return sin(x) - x * cos(x) - x**3 / 3 + x**5 / 30

    assert proved(lambda x: error(x) >= 0, x=Interval(0, pi))
    assert proved(lambda x: error(x) > 0, x=Interval.Lopen(0, pi))
    assert refuted(lambda x: error(x) > 0, x=Interval(0, pi))
    assert proved(lambda x: error(x) <= 0, x=Interval(-pi, 0))  # odd order, on the left
    assert refuted(lambda x: error(x) >= 0, x=Interval(-pi, 0))


# True statements, each with a false neighbour

VECTORS = Domain(u=Vectors("p"), v=Vectors("p"))
NONZERO = Domain(w=Vectors("p", nonzero=True), z=Vectors("p", nonzero=True))
UNIT, LINE, POSITIVE = Interval(0, 1), S.Reals, Interval.open(0, oo)
PAIRS = [
    ("tight inside", lambda x: (x - 1) ** 2 + R(1, 10**30) > 0, lambda x: (x - 1) ** 2 > 0, Interval(0, 4)),
    ("touching at π", lambda x: (x - pi) ** 2 >= 0, lambda x: (x - pi) ** 2 > R(1, 10**19), Interval(0, 4)),
    ("touching at e⁻¹", lambda x: x * log(x) >= -exp(-1), lambda x: x * log(x) > -exp(-1), POSITIVE),
    ("touching at 1", lambda x: x * exp(-x) <= exp(-1), lambda x: x * exp(-x) < exp(-1), Interval(0, oo)),
    ("convexity", lambda x: exp(x) >= 1 + x, lambda x: exp(x) > 1 + x, LINE),
    ("unbounded", lambda x: sin(x) <= x, lambda x: sin(x) < x, Interval(0, oo)),
    ("a limit far out", lambda x: x * log(1 + 1 / x) < 1, lambda x: x * log(1 + 1 / x) < 1 - R(1, 10**20), POSITIVE),
    ("infinite slope", lambda x: asin(x) >= x, lambda x: asin(x) > x, UNIT),
    ("acos at 1, left out", lambda x: acos(x) > 0, lambda x: acos(x) > R(1, 10**9), Interval.Ropen(-1, 1)),
    ("pole left out", lambda x: tan(x) >= x, lambda x: tan(x) > x, Interval.Ropen(0, pi / 2)),
    ("odd order, left", lambda x: x - sin(x) <= 0, lambda x: x - sin(x) >= 0, Interval(-1, 0)),
    ("odd order, left, strict", lambda x: x - sin(x) < 0, lambda x: x > sin(x), Interval.Ropen(-1, 0)),
    ("even order, left", lambda x: 1 - cos(x) > 0, lambda x: cos(x) > 1, Interval.Ropen(-1, 0)),
    ("a minimum of two", lambda x: Min(x, 1 - x) <= R(1, 2), lambda x: Min(x, 1 - x) < R(1, 2), UNIT),
    ("overlapping parts", lambda x: Or(x >= R(1, 2), x < R(2, 3)), lambda x: Or(x > R(2, 3), x < R(1, 2)), UNIT),
    ("all parts", lambda x: And(x >= 0, Not(x > 1)), lambda x: And(x >= 0, Not(x >= 1)), UNIT),
    ("implied", lambda x: Implies(x > R(1, 2), x**2 > R(1, 4)), lambda x: Implies(x > R(1, 2), x**2 > R(1, 3)), UNIT),
    ("apart", lambda x: Ne(x**2 + 1, 0), lambda x: Ne(x**2, 2), Interval(0, 2)),
    ("points", lambda x: sin(x) >= 0, lambda x: sin(x) > 0, FiniteSet(0, 1, pi)),
    ("two pieces", lambda x: x**2 >= 1, lambda x: x**2 > 1, Union(Interval(-oo, -1), Interval(1, oo))),
    ("a piece and a point", lambda x: 1 / x >= -1, lambda x: 1 / x > 0, Union(Interval.Lopen(0, 1), FiniteSet(-1))),
    ("pole between pieces", lambda x: tan(x) > -35, lambda x: tan(x) >= x, Union(UNIT, Interval(R(8, 5), 2))),
    ("integers with steps", lambda x: Ne(x, 4), lambda x: Ne(x, 6), Range(0, 10, 3)),
    ("between integers", lambda x: 1 / (2 * x - 1) >= -1, lambda x: 1 / (2 * x - 1) > -1, S.Integers),
    ("far integers", lambda x: x <= 10**6, lambda x: Ne(x, 54321), Range(0, 10**6 + 1)),
    ("all integers below", lambda x: x <= 4, lambda x: x >= -(10**7), Range(-oo, 5)),
    ("large", lambda x: exp(x) < 10**301, lambda x: exp(x) < 10**300, Interval(0, 691)),
    ("small", lambda x: x > 0, lambda x: x > R(1, 10**300), Interval.Lopen(0, 1)),
    ("double exponential", lambda x: exp(-exp(x)) > 0, lambda x: exp(-exp(x)) > exp(-exp(2)), Interval(0, 3)),
    ("powers of powers", lambda x: x**x >= R(69, 100), lambda x: x**x >= R(70, 100), POSITIVE),
]


@pytest.mark.parametrize(("true", "false", "values"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_a_true_statement_and_a_false_neighbour(true, false, values):
    assert proved(true, x=values)
    assert refuted(false, x=values)


# Traps: false, and some argument may make them look true


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (lambda x: log(x - 5) + 10 >= 0, Interval.open(5, oo)),
        (lambda x: atan(1 / (x - 5)) >= 1, Interval.open(5, oo)),
        (lambda x: x / (1 - x) > 0, Interval.open(1, oo)),
        (lambda x: 1 / (2 * x - 1) > R(-1, 2), S.Integers),
        (lambda x: 1 / x >= 1, Union(Interval.Ropen(-1, 0), Interval.Lopen(0, 1))),
        (lambda x: atan(-(x**3)) > -pi / 2 + R(1, 10**30), LINE),
        (lambda x: x / sqrt(x**2 + 1) > -1 + R(1, 10**15), LINE),
        (lambda x: Eq(sqrt(x**2), x), Interval(-1, 1)),
        (lambda x: ((x - 1) ** 2) ** R(1, 3) >= R(1, 2), Interval(0, oo)),
        (lambda x: sqrt(x * (x - 2) + 1) >= R(1, 2), Interval(0, oo)),
        (lambda x: x * sin(1 / x) >= R(-1, 5), POSITIVE),
        (lambda x: Max(x, 1 - x) > R(1, 2), UNIT),
        (lambda x: 1 / (sqrt(2) - x) + 1 >= 0, S.Rationals),
    ],
)
def test_a_false_statement_is_refuted(statement, values):
    assert refuted(statement, x=values)


@pytest.mark.parametrize(
    ("statement", "xs", "ys"),
    [
        (lambda x, y: x**y + y >= R(1, 2), Interval.Lopen(0, 1), UNIT),
        (lambda x, y: x**y > R(1, 2), Interval.Lopen(0, 1), UNIT),
        (lambda x, y: x**y < 1, FiniteSet(0, R(1, 2)), Range(0, 3)),
        (lambda x, y: (x - y) ** 2 > 0, Interval(1, oo), Interval(1, oo)),
        (lambda x, y: x / y > 0, Interval(1, oo), Interval(-oo, -1)),
        (lambda x, y: x * log(x / y) > x - y, Interval.open(0, 1), Interval.open(0, 1)),
        (lambda x, y: x**y >= 0, Interval(-1, 1), Range(1, 5)),
        (lambda x, y: x**y >= 0, Interval(-1, 1), FiniteSet(1, 3)),
        (lambda x, y: (x - 2) ** y >= 0, Interval(0, 3), Range(1, 5)),
        (lambda x, y: x**y + x**2 >= 0, Interval(-1, 1), Range(1, 4)),
        (lambda x, y: (x**2 + y**2) ** R(1, 4) >= R(1, 2), Interval(0, 2), Interval(-1, oo)),
        (lambda x, y: (x**2 + y**2) ** R(1, 3) >= R(1, 2), Range(0, 3), Interval(-1, oo)),
        (lambda x, y: (x**2 + y**2) ** R(1, 3) >= R(1, 2), FiniteSet(0), LINE),
    ],
)
def test_a_false_statement_of_two_is_not_proved(statement, xs, ys):
    assert not proved(statement, x=xs, y=ys)


@pytest.mark.parametrize(
    ("statement", "where", "answer"),
    [
        (lambda x, y: x < 1, lambda x, y: y > x, True),
        (lambda x, y: x <= R(1, 2), lambda x, y: y > x, False),
        (lambda x, y: 1 / x >= -1, lambda x, y: Ne(x, 0), False),
        (lambda x, y: tan(2 * x) >= -100, lambda x, y: Ne(cos(2 * x), 0), False),
        (lambda x, y: x >= R(1, 4), lambda x, y: log(x) > -1, None),  # the condition is undefined on one half
        (lambda x, y: x >= R(1, 2), lambda x, y: log(x) > -1, False),
        (lambda x, y: x > 5, lambda x, y: x > 2, True),  # nothing to show
        (lambda x, y: x >= y, lambda x, y: Or(x > y, Not(x < y)), None),
        (lambda x, y: x >= y, lambda x, y: Or(x > y, x + R(1, 9) > y), False),
    ],
)
def test_side_conditions(statement, where, answer):
    found, claimed, domain = outcome(statement, x=Interval(-1, 1), y=UNIT, where=where, budget=1000)
    assert found.proved is bool(answer) or answer is None
    assert answer is not False or is_witness(claimed, domain, found.witness)


def test_an_unused_symbol_gets_a_value_in_the_witness():
    found, claimed, domain = outcome(lambda x, y: x > 0, x=UNIT, y=FiniteSet(pi))
    assert set(found.witness) == set(domain.symbols) and is_witness(claimed, domain, found.witness)


# Definedness


@pytest.mark.parametrize(
    ("statement", "values", "words"),
    [
        (lambda x: tan(x) > -1, Interval(0, 2), "tan(x) is undefined at x = pi/2"),
        (lambda x: exp(-1 / x) >= 0, Interval(-1, 1), "1/x is undefined at x = 0"),
        (lambda x: Implies(x > 1, 1 / (x - 1) > 0), Interval(0, 2), "is undefined at x = 1"),
        (lambda x: Or(x < 1, log(x) > -1), Interval(-1, 2), "log(x) is undefined at x = "),
        (lambda x: sqrt(x) >= 0, Interval(-1, 1), "sqrt(x) is undefined at x = -"),
        (lambda x: acos(2 * x) >= 0, UNIT, "acos(2*x) is undefined at x = "),
        (lambda x: 1 / (x - 54321) < 2, Range(0, oo), "1/(x - 54321) is undefined at x = 54321"),
    ],
)
def test_an_undefined_point_is_named(statement, values, words):
    found, *_ = outcome(statement, x=values)
    assert not found.proved and found.witness is None and words in str(found.reason)


def typed(statement, domain):
    with sympy.evaluate(False):
        return statement(*domain.symbols)


def test_what_was_cancelled_counts_as_typed():
    domain, positive = Domain(x=Interval(-1, 1)), Domain(x=Interval.Lopen(0, 1))
    written = typed(lambda x: x / x + x >= x, domain)
    assert "undefined at x = 0" in str(hole_in(written, domain))
    assert "undefined at x = 0" in str(prove(written, domain).reason)
    assert prove(typed(lambda x: x / x + x >= x, positive), positive).proved


def test_a_disjunction_that_sympy_decides_counts_as_typed():
    def either(x):
        return Or(1 / x > 0, 1 / x <= 0)

    evidence = check(Lemma("either", "either", Domain(x=Interval(-1, 1)), either))
    assert combine(evidence) is not PROVED


# What must stay open


def test_a_spent_budget_tells_the_worst_box():
    found, *_ = outcome(lambda x, y: sin(5 * x) * cos(7 * y) + sin(9 * x * y) > -R(185, 100), x=UNIT, y=UNIT, budget=8)
    assert not found.proved and found.witness is None
    assert all(words in str(found.reason) for words in ("budget of 8", "x in", "y in"))


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (lambda x: (x**5 - x - 1) ** 2 > 0, Interval(0, 4)),  # false, at a point that is no simple number
        (lambda x: Heaviside(x) > R(1, 2), UNIT),  # false at 0
        (lambda x: Max(x, 0) + Max(-x, 0) > Abs(x) - x**2, Interval(-1, 1)),  # false at 0
    ],
)
def test_what_stays_open(statement, values):
    assert not outcome(statement, x=values, budget=600)[0].proved


# Crashes and what does not return


def test_a_statement_about_constants_has_an_outcome():
    found, *_ = outcome(lambda x: atan(R(1, 2)) + atan(R(1, 3)) - pi / 4 >= 0, x=UNIT)
    assert found.witness is None


@pytest.mark.parametrize(
    ("statement", "values", "budget"),
    [
        (lambda x, y: sqrt(x**2 + 1) - x > 0, LINE, 4000),  # factorint, on a corner far out
        (lambda x, y: cosh(x * y - 1) > 1 - R(1, 10**20) * x, LINE, 30),  # cosh(nan) in subs
        (lambda x, y: (x**5 - x * 10**800 - 10**999) ** 2 > 0, Interval(10**200, 2 * 10**200), 1000),  # float
    ],
)
def test_a_symbolic_error_is_an_open_outcome(statement, values, budget):
    outcome(statement, x=values, y=LINE, budget=budget)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (lambda x: tanh(x) < 1, Interval(0, oo)),
        (lambda x: (x + 1) ** 400 + x >= -1, Interval(-1, 1)),
        (lambda x: (1 + 1 / x) ** x < sympy.E, Range(1, oo)),
    ],
)
def test_an_outcome_comes_soon(statement, values):
    with at_most(30):
        assert outcome(statement, x=values, budget=400)[0].witness is None


# Random statements

SIDES = st.tuples(COORDINATES, COORDINATES).map(sorted).filter(lambda ends: ends[0] < ends[1])
BUDGET = 60


def sampled(expression, xs, ys):
    """Return values at points of a box, the corners first; no example if one is undefined there."""
    random = Random(0)
    corners = [(x, y) for x in xs for y in ys]
    units = [(F(random.randrange(65), 64), F(random.randrange(65), 64)) for _ in range(40)]
    points = corners + [(xs[0] + s * (xs[1] - xs[0]), ys[0] + t * (ys[1] - ys[0])) for s, t in units]
    try:
        return [value(expression, {X: x, Y: y}) for x, y in points]
    except Undefined:
        assume(False)


def answer(expression, bound, xs, ys, strict):
    domain = Domain(x=Interval(*map(R, xs)), y=Interval(*map(R, ys)))
    expression = expression.xreplace({X: domain.by_name["x"], Y: domain.by_name["y"]})
    statement = expression > bound if strict else expression >= bound
    return prove(statement, domain, budget=BUDGET), statement, domain


@settings(max_examples=60)
@given(EXPRESSIONS, SIDES, SIDES, st.sampled_from([R(1, 10**6), R(1, 10), 0]))
def test_random_statements(expression, xs, ys, margin):
    assume(expression.count_ops() < 15)
    values = sampled(expression, xs, ys)
    low = min(values)
    assume(abs(low) < 10**6)
    least = R(F(int(low * 10**9), 10**9)) + R(1, 10**9)  # above the least value sampled
    with at_most(20):
        high, *_ = answer(expression, least + margin, xs, ys, strict=False)
        assert not high.proved
        below, statement, domain = answer(expression, least - R(1, 10) - margin, xs, ys, strict=True)
    assert below.witness is None or is_witness(statement, domain, below.witness)
    assert "undefined at" not in str(below.reason) or not below.proved


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (lambda x, y: exp(x) < exp(y), lambda x, y: exp(x) < exp(y) - (y - x) ** 2),
        (lambda x, y: sin(y) - sin(x) <= y - x, lambda x, y: sin(y) - sin(x) >= y - x),
        (lambda x, y: x + x**3 < y + y**3, lambda x, y: x**2 < y**2),
    ],
)
def test_a_linear_condition_becomes_a_coordinate(true, false):
    domain = Domain(x=Interval(-1, 1), y=Interval(-1, 1), where=lambda x, y: x < y)
    assert prove(true(*domain.symbols), domain).proved
    assert prove(false(*domain.symbols), domain).witness is not None


U, V = VECTORS.symbols
W, Z = NONZERO.symbols


@pytest.mark.parametrize(
    ("true", "false", "where"),
    [
        (Dot(U, V) <= norm(U) * norm(V), Dot(U, V) < norm(U) * norm(V), VECTORS),
        (Dot(U, V) >= -norm(U) * norm(V), Dot(U, V) >= -R(999, 1000) * norm(U) * norm(V), VECTORS),
        (2 * Dot(U, V) <= Dot(U, U) + Dot(V, V), 2 * Dot(U, V) <= Dot(U, U) + R(999, 1000) * Dot(V, V), VECTORS),
        (Dot(W, W) - Dot(W, Z) ** 2 / Dot(Z, Z) >= 0, Dot(W, W) - Dot(W, Z) ** 2 / Dot(Z, Z) > 0, NONZERO),
        (sympy.Abs(Dot(W, Z)) / norm(W) / norm(Z) <= 1, Dot(W, Z) / norm(W) / norm(Z) <= R(99, 100), NONZERO),
        (norm(U + V) <= norm(U) + norm(V), norm(U + V) < norm(U) + norm(V), VECTORS),
        (norm(U) - norm(V) <= norm(U - V), norm(U) - norm(V) <= R(999, 1000) * norm(U - V), VECTORS),
        (
            norm(U + V) ** 2 <= 2 * norm(U) ** 2 + 2 * norm(V) ** 2,
            norm(U + V) ** 2 <= norm(U) ** 2 + norm(V) ** 2,
            VECTORS,
        ),
    ],
)
def test_inequalities_between_inner_products(true, false, where):
    assert prove(true, where).proved
    found = prove(false, where, budget=300)
    assert not found.proved and found.witness is None and found.reason


def test_a_vector_that_may_be_zero_is_no_denominator():
    found = prove(Dot(U, V) ** 2 / Dot(U, U) <= Dot(V, V), VECTORS)
    assert not found.proved and "1/Dot(u, u) was not shown to be defined" in str(found.reason)


@pytest.mark.parametrize(
    ("statement", "proved"),
    [
        (lambda x: Or(Ne(sin(x), x), Eq(x, 0)), True),
        (lambda x: Or(Ne(sin(x), x**2), Eq(x, 0)), False),
        (lambda x: Implies(Eq(exp(x), 1 + x), Eq(x, 0)), True),
    ],
)
def test_an_equation_may_be_an_alternative(statement, proved):
    domain = Domain(x=Interval(-3, 3))
    assert prove(statement(*domain.symbols), domain).proved is proved


def test_rationals_come_close_to_a_root_that_is_none():
    domain = Domain(x=S.Rationals)
    (x,) = domain.symbols
    claim = (x**2 - 2) ** 2 >= R(1, 10**6)
    found = prove(claim, domain)
    assert found.witness is not None and is_witness(claim, domain, found.witness)
    assert prove((x**2 - 2) ** 2 >= 0, domain).proved

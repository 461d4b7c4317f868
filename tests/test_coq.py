"""Coq as a second engine: what it accepts, what it must not, and what happens without it."""

import shutil
from fractions import Fraction as F

import pytest
import sympy
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    FiniteSet,
    Implies,
    Integral,
    Interval,
    Max,
    Ne,
    Or,
    Range,
    S,
    Symbol,
    acos,
    asin,
    atan,
    atan2,
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
)
from sympy import Rational as R
from sympy.core.relational import Relational
from thorough import THOROUGH

from derivations.papers.catalogue import CATALOGUE
from verify import Domain, arithmetic, lemma
from verify.coq import ABSENT, ACCEPTED, REFUSED, OneRoot, Theorem, check
from verify.coq.terms import Unprintable, conditions, names, term
from verify.coq.theorems import goal
from verify.language.expectation import E, gaussian
from verify.language.vectors import Angle, Dot, Vectors, norm
from verify.numerics.monotone_roots import monotone_root
from verify.prover.counterexamples import witness
from verify.testing.mutants import mutants

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
long = pytest.mark.skipif(not THOROUGH, reason="long: THOROUGH=1 runs it")
X = Symbol("x", real=True)


def g(phi):
    return (pi - phi) * cos(phi) + sin(phi)


def theorem(name, statement, where=S.true, **ranges):
    domain = Domain(where=where, **ranges)
    return Theorem(name, domain, statement(**domain.by_name))


def as_typed(name, statement, where=S.true, **ranges):
    """Return a theorem whose statement SymPy has not simplified."""
    with sympy.evaluate(False):
        return theorem(name, statement, where, **ranges)


def mixture(phi, s, k):
    return s * (k + g(phi) - 1) / (k + pi - 1) + (1 - s) * (g(phi) - 1) / (pi - 1) > 0


def remainder(psi, n=30):
    return sin(psi) - psi * cos(psi) - psi**3 / 3 + psi**5 / n


SHARE = {"phi": Interval(0, R(3, 2)), "s": Interval(0, 1)}
TRUE = [
    theorem("above_one", lambda phi: g(phi) > 1, phi=Interval(0, R(157, 100))),
    theorem("slope_inside", lambda phi: diff(g(phi), phi) < 0, phi=Interval(R(1, 100), R(314, 100))),
    theorem("slope_closed", lambda phi: diff(g(phi), phi) <= 0, phi=Interval(0, pi)),
    theorem("slope_open", lambda phi: diff(g(phi), phi) < 0, phi=Interval.open(0, pi)),
    theorem("mixture_to_100", mixture, **SHARE, k=Range(2, 101)),
    theorem("mixture", mixture, **SHARE, k=Range(2, oo)),
    theorem("remainder", lambda psi: remainder(psi) >= 0, psi=Interval(0, pi)),
    theorem("below_cube", lambda psi: sin(psi) - psi * cos(psi) <= psi**3 / 3, psi=Interval(0, pi)),
    theorem("sine", lambda x: sin(x) <= x, x=Interval(0, oo)),
    theorem("sine_strictly", lambda x: sin(x) < x, x=Interval.Lopen(0, pi)),
    theorem("tight_for_every_y", lambda x, y: y * sin(x) <= y * x, x=Interval(0, 1), y=Interval(1, 2)),
    theorem("halves", lambda s, k: s / k + (1 - s) > 0, s=Interval(0, 1), k=Range(1, oo)),
    theorem("reciprocal", lambda k: exp(1 / k) < 2, k=Interval(2, oo)),
    theorem("implied", lambda x: Implies(x > 0, 1 / x >= 1), x=Interval(-1, 1)),
    theorem("one_of_two", lambda x: Or(x**2 < R(1, 2), x >= R(1, 2)), x=Interval(0, 1)),
    theorem("conditioned", lambda x, y: x + y > 0, where=Symbol("x") > -Symbol("y"), x=S.Reals, y=S.Reals),
    theorem("addition", lambda x, y: Eq(cos(2 * x - y), cos(2 * x) * cos(y) + sin(2 * x) * sin(y), evaluate=False),
            x=S.Reals, y=S.Reals),
    theorem("circle", lambda x: Eq((1 - cos(x) ** 2) / (1 + x**2), sin(x) ** 2 / (1 + x**2)), x=S.Reals),
    theorem("equivalent", lambda x: Equivalent(x > R(1, 2), 1 / x < 2), x=Interval.open(0, oo)),
    as_typed("vanishing_square", lambda x, y: x**2 * (1 + y) >= 0, x=S.Reals, y=Interval(0, oo)),
    as_typed("even_powers", lambda x, y: x**4 + x**2 * y + 1 > 0, x=S.Reals, y=Interval(0, oo)),
    theorem("absolute", lambda x, y: Abs(Abs(x - y) - 1) <= 1, x=Interval(0, 1), y=Interval(0, 1)),
    theorem("angle", lambda x: acos(x) + asin(x / 2) >= -pi / 2, x=Interval(-1, 1)),
    as_typed("sine_of_an_angle", lambda x: Eq(sin(acos(x)) ** 2, 1 - x**2), x=S.Reals, where=Symbol("x")**2 <= 1),
    theorem("root_of_a_bound", lambda x, y: x / sqrt(y) <= 3, x=S.Reals, y=Interval.open(0, oo),
            where=Symbol("x")**2 <= 9 * Symbol("y")),
    theorem("exponents", lambda x: 2**x <= exp(x), x=Interval(0, oo)),
    as_typed("power_of_a_power", lambda x, y: (1 - (1 - exp(-x))) ** (y / x) <= exp(-y),
             x=Interval.open(0, oo), y=Interval(0, oo)),
    theorem("logarithms", lambda x: log(R(4, 3)) + x >= 2 * log(2) - log(3), x=Interval(0, 1)),
    theorem("times_a_fact", lambda x, y: (x - y) * (1 + x**2) > 0, x=S.Reals, y=S.Reals,
            where=Symbol("x") > Symbol("y")),
    as_typed("integers_only", lambda n: (n - R(1, 2)) ** 2 > 0, n=Range(0, 2)),
    theorem("unit", lambda n, x: Eq(n**2 * x, n * x), n=FiniteSet(0, 1), x=S.Reals),
    as_typed("only_the_members", lambda n, m, x: n * (1 - n) * exp(x) <= m * (m + 1),
             n=Range(0, 2), m=FiniteSet(-1, 0), x=Interval(0, 1)),
    theorem("members", lambda n: n**2 <= 9, n=FiniteSet(-3, 1, 2)),
    as_typed("x_over_x", lambda x: Eq(x / x, 1), x=Interval.open(0, 1)),
]  # fmt: skip

FALSE = [
    theorem("above_one", lambda phi: g(phi) > 1, phi=Interval(0, R(158, 100))),
    theorem("slope_at_the_ends", lambda phi: diff(g(phi), phi) < 0, phi=Interval(0, pi)),
    theorem("mixture_past_one", mixture, phi=Interval(0, R(17, 10)), s=Interval(0, 1), k=Range(2, oo)),
    theorem("remainder", lambda psi: remainder(psi, 31) >= 0, psi=Interval(0, pi)),
    theorem("sine", lambda x: sin(x) <= x, x=Interval(R(-1, 100), 1)),
    theorem("sine_strictly", lambda x: sin(x) < x, x=Interval(0, pi)),
    theorem("zero_allowed", lambda c, x: c * x > 0, c=Interval.open(0, oo), x=Interval(0, 1)),
    theorem("condition_dropped", lambda x, y: x + y > 0, x=S.Reals, y=S.Reals),
    as_typed("integers_only", lambda n: (n - 1) ** 2 > 0, n=Range(0, 2)),
    theorem("unit", lambda n: Eq(n**2, n), n=FiniteSet(0, 1, 2)),
    as_typed("one_member", lambda n, m, x: n * m * exp(x) <= n + m,
             n=Range(0, 2), m=FiniteSet(-1, 0), x=Interval(0, 1)),
    as_typed("many_integers", lambda n: (n - R(1, 2)) ** 2 > 0, n=Range(0, 20)),  # true, lost with the integers
    theorem("premise_reversed", lambda x: Implies(x < 1, x**2 < 1, evaluate=False), x=Interval(-2, 2)),
    theorem("neither", lambda x: Or(x > 1, x < R(-1), evaluate=False), x=Interval(-2, 2)),
    theorem("both", lambda x: And(x >= 0, x <= R(9, 10), evaluate=False), x=Interval(0, 1)),
    theorem("equivalent", lambda x: Equivalent(x > R(1, 2), 1 / x < 3), x=Interval.open(0, oo)),
    theorem("equivalent_backwards", lambda x: Equivalent(x > R(1, 3), 1 / x < 2), x=Interval.open(0, oo)),
    theorem("vanishing_square", lambda x, y: x**2 * (1 + y) > 0, x=S.Reals, y=Interval(0, oo)),
    theorem("odd_power", lambda x, y: x**3 * (1 + y) >= 0, x=S.Reals, y=Interval(0, oo)),
    theorem("absolute", lambda x, y: Abs(Abs(x - y) - 1) <= R(99, 100), x=Interval(0, 1), y=Interval(0, 1)),
    theorem("angle", lambda x: acos(x) <= pi / 2, x=Interval(-1, 1)),
    as_typed("sine_of_an_angle", lambda x: Eq(sin(acos(x)) ** 2, 1 - x), x=S.Reals, where=Symbol("x")**2 <= 1),
    as_typed("sine_without_a_square", lambda x: Eq(sin(asin(x)), -x), x=Interval(-1, 1)),
    theorem("root_of_a_bound", lambda x, y: x / sqrt(y) <= R(29, 10), x=S.Reals, y=Interval.open(0, oo),
            where=Symbol("x")**2 <= 9 * Symbol("y")),
    theorem("exponents", lambda x: 2**x <= exp(x), x=Interval(-1, 1)),
    as_typed("power_of_a_power", lambda x, y: (1 - (1 - exp(-x))) ** (y / x) <= exp(-2 * y),
             x=Interval.open(0, oo), y=Interval(0, oo)),
    theorem("logarithms", lambda x: log(R(4, 3)) + x > 2 * log(2) - log(3), x=Interval(0, 1)),
    theorem("times_a_fact", lambda x, y: (x - y) * (1 + x) > 0, x=S.Reals, y=S.Reals, where=Symbol("x") > Symbol("y")),
    theorem("strict_from_a_weak_fact", lambda x, y: (x - y) * (1 + x**2) > 0, x=S.Reals, y=S.Reals,
            where=Symbol("x") >= Symbol("y")),
    theorem("sum_of_angles", lambda x, y: Eq(sin(x - y), sin(x) * cos(y) + cos(x) * sin(y), evaluate=False),
            x=S.Reals, y=S.Reals),
]  # fmt: skip

# true in Coq, whose functions are total, if the conditions were left out
UNDEFINED = [
    as_typed("x_over_x", lambda x: Eq(x / x, 1), x=Interval(0, 1)),
    as_typed("times_inverse", lambda x: x * (1 / x) >= 1, x=Interval(0, 1)),
    theorem("inverse", lambda x: 1 / x >= 0, x=Interval(0, 1)),
    theorem("inverse_square", lambda x: x**-2 >= 0, x=Interval(-1, 1)),
    as_typed("nothing_over_zero", lambda x: Eq(S.Zero / (x - x), 0), x=Interval(0, 1)),
    theorem("root", lambda x: sqrt(x) >= 0, x=Interval(-1, 1)),
    as_typed("root_squared", lambda x: sqrt(-1 - x) ** 2 <= 0, x=Interval(0, 1)),
    theorem("inverse_root", lambda x: 1 / sqrt(x) >= 0, x=Interval(0, 1)),
    theorem("cube_root", lambda x: x ** R(1, 3) > 0, x=Interval(-1, 1)),
    theorem("logarithm", lambda x: log(x) <= 0, x=Interval(0, 1)),
    as_typed("tangent", lambda x: tan(x) ** 2 >= 0, x=Interval(0, 2)),
    theorem("angle", lambda x: acos(x) >= 0, x=Interval(0, 2)),
    theorem("angle_below", lambda x: asin(x) <= pi / 2, x=Interval(-2, 0)),
    as_typed("equivalent", lambda x: Equivalent(1 / x > 0, x > 0), x=Interval(-1, 1)),
    as_typed("logarithm_of_a_product", lambda x: Eq(log(x * x), log(x * x)), x=Interval(-1, 1)),
    theorem("power_of_zero", lambda x: x**x <= 1, x=Interval(0, 1)),
    as_typed("premise", lambda x: Implies(1 / x > 0, x > 0), x=Interval(-1, 1)),
    as_typed("one_side", lambda x: Or(1 / x >= 0, x <= 0), x=Interval(0, 1)),
    as_typed("one_part", lambda x: And(x >= 0, 0 * (1 / x) <= 0), x=Interval(0, 1)),
]


@pytest.fixture(scope="module")
def ring():
    """g(φ) = g₀ for k = 25 and s = 1/10, with an enclosure of the angle of width 1e-12."""
    k, s, phi = 25, R(1, 10), Symbol("phi", real=True)
    equation = Eq(g(phi), (k + pi - 1 - pi * k * s) / (k + pi - 1 - k * s))
    low, _ = monotone_root(g(phi) - equation.rhs, phi, (F(0), F(314, 100)), {}, arithmetic("ball", 30))
    low = F(int(low * 10**13) - 2, 10**13)
    return OneRoot("ring", phi, equation, Interval(0, pi), (low, low + F(1, 10**12)))


@needs_coq
def test_true_theorems_are_accepted():
    outcomes = check(TRUE)
    assert {name: o.reason for name, o in outcomes.items() if o.status != ACCEPTED} == {}


@long
@needs_coq
@pytest.mark.parametrize("claims", [FALSE, UNDEFINED], ids=["false", "undefined"])
def test_false_and_undefined_statements_are_refused(claims):
    # 20 s each: a proof is refused because there is none, not because it was too slow
    outcomes = check(claims, patience=20)
    assert {name: (o.status, o.reason) for name, o in outcomes.items() if o or o.status != REFUSED} == {}


@needs_coq
def test_the_statement_of_an_undefined_theorem_asks_for_the_condition():
    """The same script with the condition left out would be accepted: Coq takes 1/0 for 0."""
    inverse = next(t for t in UNDEFINED if t.name == "inverse")
    assert "<> 0) /\\" in goal(inverse)[0]
    assert list(conditions(log(1 / X))) == [Ne(X, 0), sympy.Gt(1 / X, 0)]


CLOSED_FORMS = {
    "gaussian.arc_cosine_1.4", "gaussian.arc_cosine_2.4", "gaussian.arc_cosine_3.4", "gaussian.leaky_kernel.5",
}  # fmt: skip
NOT_FOR_COQ = {
    # rests on the irrationality of π, which is in neither Coq's library nor Coquelicot nor Interval
    "threshold_is_never_met",
}
# with angles between vectors, equivalences, squares, absolute values or powers: what takes more than factors and ends
HARD = {
    "gradient_is_tangential", "gradient_length", "flow_turns", "descent_turns", "descent_lengthens",
    "ring_exists", "ring_of_a_teacher", "loss_near_the_spurious_minimum", "growth_inside_the_ring",
    "outputs_stay_bounded", "weights_are_nonnegative", "octant_is_in_the_trap",
    "descent_keeps_the_outputs_in_the_octant", "descent_keeps_the_angle_in_the_octant", "spurious_below_one_half",
    "restarts", "restarts_of_the_paper",
}  # fmt: skip
SCALAR = CLOSED_FORMS | {
    one.name for one in CATALOGUE if "." not in one.name and not one.quoted and one.name not in NOT_FOR_COQ
}


@long
@needs_coq
def test_the_scalar_lemmas_of_the_catalogue_are_accepted():
    chosen = [Theorem.of(one) for one in CATALOGUE if one.name in SCALAR]
    outcomes = check(chosen)
    assert len(chosen) == len(SCALAR)
    assert {name: o.reason for name, o in outcomes.items() if not o} == {}


def false_variant(claim):
    """Return a theorem's first variant with one slip in one relation that a point of the domain refutes."""
    statement = And(*claim.statement) if isinstance(claim.statement, sympy.Tuple) else claim.statement
    for relation in sorted(statement.atoms(Relational), key=sympy.count_ops):
        for mutant in mutants(relation.lhs):
            changed = statement.xreplace({relation: relation.func(mutant.expression, relation.rhs)})
            if witness(changed, claim.domain, 20) is not None:
                return Theorem(claim.name, claim.domain, changed)
    raise AssertionError(f"no slip in {claim.name} makes it false")


@long
@needs_coq
def test_false_variants_of_the_scalar_lemmas_are_refused():
    variants = [false_variant(Theorem.of(one)) for one in CATALOGUE if one.name in HARD]
    assert {name: o.status for name, o in check(variants).items() if o.status != REFUSED} == {}


@needs_coq
def test_statements_about_vectors():
    """Inner products as numbers: Cauchy and Schwarz bound them, and an angle is an arccosine of them."""
    p = Symbol("p")
    given = Domain(p=Range(2, oo), u=Vectors(p, nonzero=True), v=Vectors(p, nonzero=True), w=Vectors(p))
    phi = Angle(given.by_name["u"], given.by_name["v"], Symbol("phi", real=True))

    @lemma(domain=given)
    def cosine(p, u, v, w):
        """u·v = |u||v| cos φ."""
        return Eq(Dot(u, v), norm(u) * norm(v) * cos(phi))

    @lemma(domain=given)
    def bounded(p, u, v, w):
        """(u·v)² ≤ (u·u)(v·v)."""
        return Dot(u, v) ** 2 <= Dot(u, u) * Dot(v, v)

    @lemma(domain=given)
    def other_angle(p, u, v, w):
        """False: u·v = |u||v| sin φ."""
        return Eq(Dot(u, v), norm(u) * norm(v) * sin(phi))

    @lemma(domain=given)
    def half(p, u, v, w):
        """False: (u·v)² ≤ (u·u)(v·v)/2."""
        return Dot(u, v) ** 2 <= Dot(u, u) * Dot(v, v) / 2

    @lemma(domain=given)
    def undefined(p, u, v, w):
        """No angle with a vector that may be 0."""
        return Angle(u, w, Symbol("chi", real=True)) >= 0

    found = check(map(Theorem.of, (cosine, bounded, other_angle, half, undefined)))
    assert [o.status for o in found.values()] == [ACCEPTED, ACCEPTED, REFUSED, REFUSED, REFUSED], found


@needs_coq
def test_the_one_root_of_a_monotone_function(ring):
    low, high = ring.enclosure
    rising = OneRoot("rising", X, Eq(X + X**3, 1), Interval(0, 2), (F(68, 100), F(69, 100)))
    assert {n: o.status for n, o in check([ring, rising]).items()} == {"ring": ACCEPTED, "rising": ACCEPTED}
    shift = F(1, 10**11)
    wrong = [
        OneRoot("beside", ring.symbol, ring.equation, ring.within, (low + shift, high + shift)),
        OneRoot("outside", ring.symbol, ring.equation, Interval(0, 1), (low, high)),
        OneRoot("reversed", ring.symbol, ring.equation, ring.within, (high, low)),
        OneRoot("two_roots", X, Eq(sin(X), R(1, 2)), Interval(0, pi), (F(1, 2), F(3, 5))),
        OneRoot("pole", X, Eq(1 / X, 1), Interval(-1, 2), (F(1, 2), F(3, 2))),
        OneRoot("vanishing_slope", X, Eq((X - 1) ** 3, 0), Interval(0, 2), (F(1, 2), F(3, 2))),  # true, not shown
        OneRoot("on_both_sides", X, Eq(X, cos(X)), Interval(0, 1), (F(1, 2), F(1))),
    ]
    assert {name: o.status for name, o in check(wrong).items() if o.status != REFUSED} == {}


EXPRESSIONS = [
    X - (1 - X), 1 - (X - 2) / (X + 1) / X, -(X**2), (-X) ** 2, (-X) ** 3, X**-3,
    (X + 1) ** R(3, 2), (X + 1) ** R(-1, 2),
    X ** R(1, 3), X**X, 2**X, exp(-X) / (1 + exp(X)), log(X) / log(2), sqrt(X) * pi - R(-7, 3), tan(X) - atan(-X),
    Abs(X - 1) - Abs(-X), sin(X) ** 2 / cos(2 * X), cosh(X) - tanh(X), sympy.E**2 - X, -X * -R(3, 4) / -pi,
]  # fmt: skip


@needs_coq
def test_terms_mean_what_the_expressions_mean():
    """At 3/7 each term lies within 1e-9 of the value that mpmath gives the expression, and not 1e-9 beside it."""
    near, beside, error = [], [], R(1, 10**9)
    for i, expression in enumerate(EXPRESSIONS):
        value = R(str(sympy.N(expression.subs(X, R(3, 7)), 30)))
        domain, point = Domain(x=Interval(0, 1), where=Eq(Symbol("x"), R(3, 7))), Domain(x=Interval(R(3, 7), R(3, 7)))
        x = point.by_name["x"]
        e = expression.xreplace({X: x})
        near.append(Theorem(f"near_{i}", point, And(e > value - error, e < value + error)))
        beside.append(Theorem(f"beside_{i}", domain, e.xreplace({x: domain.by_name["x"]}) > value + error))
    assert {n: o.reason for n, o in check(near).items() if not o} == {}
    assert not any(check(beside[:6]).values())


@needs_coq
def test_a_failure_hides_no_other_theorem():
    good = [theorem(f"good_{i}", lambda x, i=i: x**2 < 2 + i, x=Interval(0, 1)) for i in range(3)]
    bad = [theorem(f"bad_{i}", lambda x, i=i: x**2 < R(1, 2 + i), x=Interval(0, 1)) for i in range(4)]
    order = [bad[0], good[0], bad[1], bad[2], good[1], good[2], bad[3]]
    assert {n: bool(o) for n, o in check(order).items()} == {t.name: t in good for t in order}


def test_a_mistake_of_ours_is_no_refusal(monkeypatch):
    """Where SymPy fails no proof is written; where we do, that is an error of the check."""
    theorem = Theorem("one", Domain(x=Interval(0, 1)), sympy.Symbol("x") >= 0)
    monkeypatch.setattr("verify.coq.run.shutil.which", lambda _: "/nowhere/coqc")
    monkeypatch.setattr("verify.coq.run.goal", lambda _: None.args)
    with pytest.raises(AttributeError):
        check([theorem])


@needs_coq
def test_limits():
    slow = check([TRUE[5]], limit=0.05)["mixture"]
    assert slow.status == REFUSED and "time limit" in slow.reason
    impatient = check([TRUE[5], TRUE[0]], patience=1)
    assert impatient["above_one"].status == ACCEPTED


@long
@needs_coq
def test_names_are_harmless():
    symbols = ["forall", "PI", "sin", "fun", "φ", "ψ", "x y", "t", "u", "Qed. Axiom no : False. ("]
    domain = Domain(**{name: Interval(0, 1) for name in symbols})
    total = sympy.Add(*domain.symbols)
    hostile = 'T : True. Admitted. (* " Drop. \n Goal False'
    found = check([Theorem(hostile, domain, total <= 10), Theorem("wrong", domain, total <= 9)], patience=3)
    assert [o.status for o in found.values()] == [ACCEPTED, REFUSED]
    assert len(set(names(domain.symbols).values())) == len(symbols)


x, y = gaussian("x y")


@pytest.mark.parametrize(
    "expression",
    [atan2(X, X + 1), Max(X, 0), E(x * y), Integral(sin(X), (X, 0, X)), sympy.Float(0.5) * X,
     Symbol("z"),
     sympy.I * X, oo, sympy.zoo, sympy.nan, X**2000, sympy.sign(X), sympy.floor(X), sympy.GoldenRatio],
    ids=str,
)  # fmt: skip
def test_heads_without_meaning_are_refused(expression):
    with pytest.raises(Unprintable):
        term(expression, {X: "x_x"})


@needs_coq
def test_a_refusal_is_a_value():
    vacuous = Theorem("vacuous", Domain(x=Interval(0, 1)), S.true)
    unknown = theorem("unknown", lambda x: Max(x, 0) >= x / 2, x=Interval(-1, 1))
    found = check([vacuous, unknown, TRUE[0]])
    assert "SymPy decided" in found["vacuous"].reason and "Max" in found["unknown"].reason
    assert [o.status for o in found.values()] == [REFUSED, REFUSED, ACCEPTED]


@needs_coq
def test_a_lemma_is_checked_as_typed():
    @lemma(domain=Domain(x=Interval(0, 1)))
    def one(x):
        """x/x = 1."""
        return Eq(x / x, 1)

    assert check([Theorem.of(one)])["one"].status == REFUSED


def test_two_theorems_of_one_name():
    with pytest.raises(ValueError, match="same name"):
        check([TRUE[0], TRUE[0]])


def test_absent_without_coqc(monkeypatch, ring):
    monkeypatch.setenv("PATH", "")
    outcomes = check([*TRUE, ring])
    assert {o.status for o in outcomes.values()} == {ABSENT} and not any(outcomes.values())
    assert "not installed" in outcomes["ring"].reason


@pytest.mark.parametrize(
    ("output", "code", "status"),
    [
        ("Error: Cannot find a physical path bound to logical path\\nTactic with prefix Interval.", 1, ABSENT),
        ("Fatal error: out of memory", 2, REFUSED),
        ("", 1, REFUSED),
    ],
)
def test_a_broken_installation_accepts_nothing(monkeypatch, tmp_path, output, code, status):
    fake = tmp_path / "coqc"
    fake.write_text(f"#!/bin/sh\nprintf '{output}'\nexit {code}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {o.status for o in check(TRUE[:3]).values()} == {status}

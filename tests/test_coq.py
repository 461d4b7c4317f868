"""Coq as a second checker: what it accepts of the kernel's proofs, what it must not, and what happens without it."""

import shutil
from pathlib import Path

import pytest
import sympy
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    FiniteSet,
    Implies,
    Interval,
    Max,
    Or,
    Range,
    S,
    Symbol,
    Union,
    acos,
    asin,
    atan,
    cos,
    cosh,
    diff,
    exp,
    floor,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tan,
    tanh,
)
from sympy import Rational as R
from thorough import THOROUGH

from derivations.papers.catalogue import CATALOGUE
from verify import Domain, lemma
from verify.checks.evidence import check as evidence_of
from verify.coq import ABSENT, ACCEPTED, REFUSED, check, compiled, theorem
from verify.coq.terms import Unprintable, conditions, identifiers, term
from verify.coq.theorems import goal
from verify.language.catalogue import read_file
from verify.prover.certificate import certified, certify
from verify.prover.claim_data import claim_data
from verify.prover.counterexamples import statement_term

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
long = pytest.mark.skipif(not THOROUGH, reason="long: THOROUGH=1 runs it")
X = Symbol("x", real=True)
# what a user of Coq would try, for statements without a proof
ANYTHING = """intros; unpack; repeat split;
  first [ assumption | lra | interval | nra | field; nonzero | sign | nonzero | restates | defined ltac:(interval) ]"""


def g(phi):
    return (pi - phi) * cos(phi) + sin(phi)


def claimed(name, statement, where=S.true, **ranges):
    """Return a name, a statement and a domain."""
    domain = Domain(where=where, **ranges)
    return name, statement(**domain.by_name), domain


def as_typed(name, statement, where=S.true, **ranges):
    """Return a claim whose statement SymPy has not simplified."""
    with sympy.evaluate(False):
        return claimed(name, statement, where, **ranges)


def proved(*claims):
    """Return the claims of a certificate."""
    document, missing = certify(claims)
    assert missing == {}
    return document["claims"]


def unproved(claim):
    """Return the theorem of a claim that has no proof."""
    _, statement, domain = claim
    return theorem({"digits": 30, "proof": [], **claim_data(statement_term(statement), domain)})


def mixture(phi, s, k):
    return s * (k + g(phi) - 1) / (k + pi - 1) + (1 - s) * (g(phi) - 1) / (pi - 1) > 0


def remainder(psi, n=30):
    return sin(psi) - psi * cos(psi) - psi**3 / 3 + psi**5 / n


SHARE = {"phi": Interval(0, R(3, 2)), "s": Interval(0, 1)}
TRUE = [
    claimed("above_one", lambda phi: g(phi) > 1, phi=Interval(0, R(157, 100))),
    claimed("slope_inside", lambda phi: diff(g(phi), phi) < 0, phi=Interval(R(1, 100), R(314, 100))),
    claimed("slope_closed", lambda phi: diff(g(phi), phi) <= 0, phi=Interval(0, pi)),
    claimed("slope_open", lambda phi: diff(g(phi), phi) < 0, phi=Interval.open(0, pi)),
    claimed("mixture_to_100", mixture, **SHARE, k=Range(2, 101)),
    claimed("mixture", mixture, **SHARE, k=Range(2, oo)),
    claimed("remainder", lambda psi: remainder(psi) >= 0, psi=Interval(0, pi)),
    claimed("below_cube", lambda psi: sin(psi) - psi * cos(psi) <= psi**3 / 3, psi=Interval(0, pi)),
    claimed("sine", lambda x: sin(x) <= x, x=Interval(0, oo)),
    claimed("sine_strictly", lambda x: sin(x) < x, x=Interval.Lopen(0, pi)),
    claimed("tight_for_every_y", lambda x, y: y * sin(x) <= y * x, x=Interval(0, 1), y=Interval(1, 2)),
    claimed("halves", lambda s, k: s / k + (1 - s) > 0, s=Interval(0, 1), k=Range(1, oo)),
    claimed("reciprocal", lambda k: exp(1 / k) < 2, k=Interval(2, oo)),
    claimed("implied", lambda x: Implies(x > 0, x**2 <= x), x=Interval(-1, 1)),
    claimed("one_of_two", lambda x: Or(x**2 < R(1, 2), x >= R(1, 2)), x=Interval(0, 1)),
    claimed("conditioned", lambda x, y: x + y > 0, where=Symbol("x") > -Symbol("y"), x=S.Reals, y=S.Reals),
    claimed("addition", lambda x, y: Eq(cos(2 * x - y), cos(2 * x) * cos(y) + sin(2 * x) * sin(y), evaluate=False),
            x=S.Reals, y=S.Reals),
    claimed("circle", lambda x: Eq((1 - cos(x) ** 2) / (1 + x**2), sin(x) ** 2 / (1 + x**2)), x=S.Reals),
    claimed("equivalent", lambda x: Equivalent(x > R(1, 2), 1 / x < 2), x=Interval.open(0, oo)),
    as_typed("vanishing_square", lambda x, y: x**2 * (1 + y) >= 0, x=S.Reals, y=Interval(0, oo)),
    as_typed("even_powers", lambda x, y: x**4 + x**2 * y + 1 > 0, x=S.Reals, y=Interval(0, oo)),
    claimed("absolute", lambda x, y: Abs(Abs(x - y) - 1) <= 1, x=Interval(0, 1), y=Interval(0, 1)),
    claimed("angle", lambda x: acos(x) + asin(x / 2) >= -pi / 2, x=Interval(-1, 1)),
    as_typed("sine_of_an_angle", lambda x: Eq(sin(acos(x)) ** 2, 1 - x**2), x=S.Reals, where=Symbol("x")**2 <= 1),
    claimed("root_of_a_bound", lambda x, y: x / sqrt(y) <= 3, x=S.Reals, y=Interval.open(0, oo),
            where=Symbol("x")**2 <= 9 * Symbol("y")),
    claimed("exponents", lambda x: 2**x <= exp(x), x=Interval(0, oo)),
    as_typed("power_of_a_power", lambda x, y: (1 - (1 - exp(-x))) ** (y / x) <= exp(-y),
             x=Interval.open(0, oo), y=Interval(0, oo)),
    claimed("logarithms", lambda x: log(R(4, 3)) + x >= 2 * log(2) - log(3), x=Interval(0, 1)),
    claimed("times_a_fact", lambda x, y: (x - y) * (1 + x**2) > 0, x=S.Reals, y=S.Reals,
            where=Symbol("x") > Symbol("y")),
    as_typed("integers_only", lambda n: (n - R(1, 2)) ** 2 > 0, n=Range(0, 2)),
    claimed("unit", lambda n: Eq(n**2, n), n=FiniteSet(0, 1)),
    as_typed("only_the_members", lambda n, m, x: n * (1 - n) * exp(x) <= m * (m + 1),
             n=Range(0, 2), m=FiniteSet(-1, 0), x=Interval(0, 1)),
    claimed("members", lambda n: n**2 <= 9, n=FiniteSet(-3, 1, 2)),
    as_typed("x_over_x", lambda x: Eq(x / x, 1), x=Interval.open(0, 1)),
]  # fmt: skip

FALSE = [
    claimed("above_one", lambda phi: g(phi) > 1, phi=Interval(0, R(158, 100))),
    claimed("slope_at_the_ends", lambda phi: diff(g(phi), phi) < 0, phi=Interval(0, pi)),
    claimed("mixture_past_one", mixture, phi=Interval(0, R(17, 10)), s=Interval(0, 1), k=Range(2, oo)),
    claimed("remainder", lambda psi: remainder(psi, 31) >= 0, psi=Interval(0, pi)),
    claimed("sine", lambda x: sin(x) <= x, x=Interval(R(-1, 100), 1)),
    claimed("sine_strictly", lambda x: sin(x) < x, x=Interval(0, pi)),
    claimed("zero_allowed", lambda c, x: c * x > 0, c=Interval.open(0, oo), x=Interval(0, 1)),
    claimed("condition_dropped", lambda x, y: x + y > 0, x=S.Reals, y=S.Reals),
    as_typed("integers_only", lambda n: (n - 1) ** 2 > 0, n=Range(0, 2)),
    claimed("unit", lambda n: Eq(n**2, n), n=FiniteSet(0, 1, 2)),
    as_typed("one_member", lambda n, m, x: n * m * exp(x) <= n + m,
             n=Range(0, 2), m=FiniteSet(-1, 0), x=Interval(0, 1)),
    as_typed("many_integers", lambda n: (n - R(1, 2)) ** 2 > 0, n=Range(0, 20)),  # true, lost with the integers
    claimed("premise_reversed", lambda x: Implies(x < 1, x**2 < 1, evaluate=False), x=Interval(-2, 2)),
    claimed("neither", lambda x: Or(x > 1, x < R(-1), evaluate=False), x=Interval(-2, 2)),
    claimed("both", lambda x: And(x >= 0, x <= R(9, 10), evaluate=False), x=Interval(0, 1)),
    claimed("equivalent", lambda x: Equivalent(x > R(1, 2), 1 / x < 3), x=Interval.open(0, oo)),
    claimed("equivalent_backwards", lambda x: Equivalent(x > R(1, 3), 1 / x < 2), x=Interval.open(0, oo)),
    claimed("vanishing_square", lambda x, y: x**2 * (1 + y) > 0, x=S.Reals, y=Interval(0, oo)),
    claimed("odd_power", lambda x, y: x**3 * (1 + y) >= 0, x=S.Reals, y=Interval(0, oo)),
    claimed("absolute", lambda x, y: Abs(Abs(x - y) - 1) <= R(99, 100), x=Interval(0, 1), y=Interval(0, 1)),
    claimed("angle", lambda x: acos(x) <= pi / 2, x=Interval(-1, 1)),
    as_typed("sine_of_an_angle", lambda x: Eq(sin(acos(x)) ** 2, 1 - x), x=S.Reals, where=Symbol("x")**2 <= 1),
    as_typed("sine_without_a_square", lambda x: Eq(sin(asin(x)), -x), x=Interval(-1, 1)),
    claimed("root_of_a_bound", lambda x, y: x / sqrt(y) <= R(29, 10), x=S.Reals, y=Interval.open(0, oo),
            where=Symbol("x")**2 <= 9 * Symbol("y")),
    claimed("exponents", lambda x: 2**x <= exp(x), x=Interval(-1, 1)),
    as_typed("power_of_a_power", lambda x, y: (1 - (1 - exp(-x))) ** (y / x) <= exp(-2 * y),
             x=Interval.open(0, oo), y=Interval(0, oo)),
    claimed("logarithms", lambda x: log(R(4, 3)) + x > 2 * log(2) - log(3), x=Interval(0, 1)),
    claimed("times_a_fact", lambda x, y: (x - y) * (1 + x) > 0, x=S.Reals, y=S.Reals, where=Symbol("x") > Symbol("y")),
    claimed("strict_from_a_weak_fact", lambda x, y: (x - y) * (1 + x**2) > 0, x=S.Reals, y=S.Reals,
            where=Symbol("x") >= Symbol("y")),
    claimed("sum_of_angles", lambda x, y: Eq(sin(x - y), sin(x) * cos(y) + cos(x) * sin(y), evaluate=False),
            x=S.Reals, y=S.Reals),
]  # fmt: skip

# true in Coq, whose functions are total, if the conditions were left out
UNDEFINED = [
    as_typed("x_over_x", lambda x: Eq(x / x, 1), x=Interval(0, 1)),
    as_typed("times_inverse", lambda x: x * (1 / x) >= 1, x=Interval(0, 1)),
    claimed("inverse", lambda x: 1 / x >= 0, x=Interval(0, 1)),
    claimed("inverse_square", lambda x: x**-2 >= 0, x=Interval(-1, 1)),
    as_typed("nothing_over_zero", lambda x: Eq(S.Zero / (x - x), 0), x=Interval(0, 1)),
    claimed("root", lambda x: sqrt(x) >= 0, x=Interval(-1, 1)),
    as_typed("root_squared", lambda x: sqrt(-1 - x) ** 2 <= 0, x=Interval(0, 1)),
    claimed("inverse_root", lambda x: 1 / sqrt(x) >= 0, x=Interval(0, 1)),
    claimed("cube_root", lambda x: x ** R(1, 3) > 0, x=Interval(-1, 1)),
    claimed("logarithm", lambda x: log(x) <= 0, x=Interval(0, 1)),
    as_typed("tangent", lambda x: tan(x) ** 2 >= 0, x=Interval(0, 2)),
    claimed("angle", lambda x: acos(x) >= 0, x=Interval(0, 2)),
    claimed("angle_below", lambda x: asin(x) <= pi / 2, x=Interval(-2, 0)),
    as_typed("equivalent", lambda x: Equivalent(1 / x > 0, x > 0), x=Interval(-1, 1)),
    as_typed("logarithm_of_a_product", lambda x: Eq(log(x * x), log(x * x)), x=Interval(-1, 1)),
    claimed("power_of_zero", lambda x: x**x <= 1, x=Interval(0, 1)),
    as_typed("premise", lambda x: Implies(1 / x > 0, x > 0), x=Interval(-1, 1)),
    as_typed("one_side", lambda x: Or(1 / x >= 0, x <= 0), x=Interval(0, 1)),
    as_typed("one_part", lambda x: And(x >= 0, 0 * (1 / x) <= 0), x=Interval(0, 1)),
]


@needs_coq
def test_true_claims_are_accepted():
    outcomes = check(proved(*TRUE))
    assert {name: o.reason for name, o in outcomes.items() if o.status != ACCEPTED} == {}


@needs_coq
def test_false_claims_are_refused_with_the_proofs_of_true_ones():
    """The script of a true claim of the same name, for the false one; and what else might be tried."""
    scripts = {claim["name"]: goal(claim)[1] for claim in proved(*TRUE)}
    goals = {claim[0]: (unproved(claim), scripts.get(claim[0], ANYTHING)) for claim in FALSE}
    assert sum(name in scripts for name in goals) > len(goals) / 2
    assert {name: o.status for name, o in compiled(goals, 20, 600).items() if o.status != REFUSED} == {}


@needs_coq
def test_undefined_claims_are_refused():
    goals = {claim[0]: (unproved(claim), ANYTHING) for claim in UNDEFINED}
    assert {name: o.status for name, o in compiled(goals, 20, 600).items() if o.status != REFUSED} == {}


@needs_coq
def test_what_might_be_tried_proves_something():
    """Else the test above could not fail; and the condition alone is what stops it: Coq takes 1/0 for 0."""
    inverse = next(claim for claim in UNDEFINED if claim[0] == "inverse")
    whole = unproved(inverse)
    assert "x_x <> 0 /\\ " in whole
    without = whole.replace("x_x <> 0 /\\ ", "")
    plain = unproved(as_typed("plain", lambda x: x**2 + 1 > 0, x=Interval(-1, 1)))
    cases = "destruct (Req_dec x 0) as [-> |]; [ unfold Rdiv; rewrite Rinv_0; lra | sign ]"
    script = f"intros x X; cut (0 <= 1 / x); [ lra | {cases} ]"
    found = compiled(
        {"without": (without, script), "with": (whole, f"split; {script}"), "plain": (plain, ANYTHING)}, 20, 600
    )
    assert [found[name].status for name in ("without", "with", "plain")] == [ACCEPTED, REFUSED, ACCEPTED]


# what Coq does not follow, and why
NOT_FOLLOWED = {"fall_at_the_threshold": "its derivatives of seventh order make a script of a megabyte"}


def certificates(lemmas):
    """Return the claims of all proofs of lemmas, by their names."""
    proofs = {one.name: e.proof for one in lemmas for e in evidence_of(one) if e.proof is not None}
    return certified(list(proofs.items()))["claims"]


@long
@needs_coq
def test_the_proofs_of_the_catalogue_are_accepted():
    claims = certificates(one for one in CATALOGUE if "." not in one.name)
    outcomes = check(claims)
    assert len(claims) > 70
    assert {name: o.reason for name, o in outcomes.items() if not o and name not in NOT_FOLLOWED} == {}


@long
@needs_coq
def test_nine_in_ten_proofs_of_the_corpus_are_accepted():
    files = sorted((Path(__file__).parent / "lemmas").glob("true_*.py"))
    lemmas = [one for file in files for one in read_file(file).lemmas][::4]
    outcomes = check(certificates(lemmas), patience=30)
    refused = {name: o.reason for name, o in outcomes.items() if not o}
    assert len(outcomes) > 80 and len(refused) <= len(outcomes) / 10, refused


@needs_coq
def test_a_proof_of_something_else_is_none():
    """The kernel is asked first; what it refuses has no script."""
    (sine,) = proved(next(claim for claim in TRUE if claim[0] == "sine"))
    (other,) = proved(as_typed("other", lambda x: x**2 + 1 > 0, x=Interval(0, 1)))
    mixed = {**other, "proof": sine["proof"]}
    forged = {**sine, "statement": [">", ["symbol", "x"], "0"], "name": "forged"}
    found = check([forged, mixed])
    assert [o.status for o in found.values()] == [REFUSED, ACCEPTED]  # by slopes, too
    assert "the kernel does not accept the proof" in found["forged"].reason


@needs_coq
def test_a_minimum_inside_and_a_symbol_that_stands_still():
    """A definite form of two symbols about an exact critical point, beside a symbol whose side is a point."""
    form = claimed("form", lambda x, y, k: (x - k) ** 2 + (x - k) * (y - 2) + (y - 2) ** 2 >= 0,
                   x=Interval(0, 2), y=Interval(1, 3), k=Interval(1, 1))  # fmt: skip
    (claim,) = proved(form)
    place = [[0, "1"], [1, "2"]]
    assert check([{**claim, "proof": [["definite", place]]}])["form"].status == ACCEPTED
    assert check([{**claim, "proof": [["definite", [[0, "1"], [1, "1"]]]]}])["form"].status == REFUSED


def test_a_proof_that_is_nested_too_deeply_is_a_refusal(monkeypatch):
    def too_deep(*args):
        return too_deep(*args)

    monkeypatch.setattr("verify.coq.run.shutil.which", lambda _: "/nowhere/coqc")
    monkeypatch.setattr("verify.coq.run.goal", too_deep)
    assert "nested too deeply" in check([{"name": "one"}])["one"].reason


def claim_of(statement, *symbols, where=(), proof=()):
    """Return a claim on sides (name, low, high)."""
    names = ("name", "low", "high")
    sides = [{**dict(zip(names, one, strict=True)), "low_open": False, "high_open": False, "integer": False}
             for one in symbols]  # fmt: skip
    for side in sides:
        side["low_open"], side["high_open"] = side["low"] == "-inf", side["high"] == "inf"
    domain = {"symbols": sides, "where": list(where)}
    return {"name": "one", "digits": 30, "statement": statement, "domain": domain, "proof": list(proof)}


x_ = ["symbol", "x"]
UNIT = ("x", "0", "1")
HOSTILE = [
    claim_of(["=", "1", "0"], ("x", "1", ["div", "1", "0"])),
    claim_of([">", "1", "0"], UNIT, UNIT, proof=[["range"]]),
    claim_of([">", x_, "0"], ("x", "-1", "1"), where=[[">", ["div", "1", x_], "0"]], proof=[["given"]]),
    claim_of([">=", "1", "0"], UNIT, proof=[["range"], ["range"]]),
    claim_of(["foo", "1", "2"], UNIT),
    claim_of([">=", ["symbol", "y"], "0"], UNIT),
    claim_of([">=", x_, "1.5x"], UNIT),
    claim_of([">=", ["max"], "0"], UNIT),
    claim_of([">=", x_, "0"], ("x", "inf", "1")),
    {**claim_of([">=", x_, "0"], UNIT), "domain": {"symbols": [{"a": 1}], "where": []}},
    {**claim_of([">=", x_, "0"], UNIT), "domain": {"symbols": [[]], "where": []}},
]


@pytest.mark.parametrize("claim", HOSTILE, ids=lambda claim: str(claim["statement"])[:30])
def test_what_is_no_claim_or_no_proof_is_refused_before_coq_sees_it(claim, monkeypatch):
    monkeypatch.setattr("verify.coq.run.shutil.which", lambda _: "/nowhere/coqc")
    assert check([claim])["one"].status == REFUSED


@needs_coq
def test_conditions_of_ends_and_side_conditions_stand_before_what_they_would_make_empty():
    """Coq's 1/0 = 0 makes [1, 1/0] empty, and 1/x > 0 exclude 0: what follows for all of no points would be proved."""
    where = claim_of([">", x_, "0"], ("x", "-1", "1"), where=[[">", ["div", "1", x_], "0"]])
    assert theorem(where) == (
        "(forall x_x : R, (((-1) <= x_x /\\ x_x <= 1)) -> x_x <> 0 /\\ (((1 / x_x) > 0) -> (x_x > 0)))"
    )
    log = claim_of([">=", x_, "0"], ("x", ["log", "2"], "1"), proof=[["range"]])
    assert theorem(log).startswith("0 < 2 /\\ (forall x_x") and check([log])["one"]
    script = """intros P; destruct (Rlt_or_le 0 x_x); [ lra | exfalso; destruct (Req_dec x_x 0) as [E | N];
      [ rewrite E in P; unfold Rdiv in P; rewrite Rinv_0 in P; lra
      | assert (0 < 1 / - x_x) by (apply Rdiv_lt_0_compat; lra);
        replace (1 / x_x) with (- (1 / - x_x)) in P by (field; lra); lra ] ]"""
    without = theorem(where).replace("x_x <> 0 /\\ ", "")
    goals = {
        "with": (theorem(where), f"intros x_x X; split; [ nonzero | {script} ]"),
        "without": (without, f"intros x_x X; {script}"),
    }
    assert [o.status for o in compiled(goals, 20, 60).values()] == [REFUSED, ACCEPTED]


@needs_coq
def test_side_conditions_that_are_defined_only_by_the_sides():
    """The condition is shown to be defined before it is given, by the proof or by enclosures on the box."""
    root = claimed("root", lambda x: sqrt(x) <= 1, x=Interval(0, 4), where=1 / sqrt(1 + Symbol("x")) >= 1 / sqrt(2))
    (claim,) = proved(root)
    assert "0 < (1 + x_x)" in theorem(claim) and check([claim])["root"]


def test_terms_and_orders_have_a_limit():
    nested = x_
    for _ in range(40):
        nested = ["sinh", nested]
    long_term = claim_of([">=", nested, "0"], ("x", "0", "0"), proof=[["zero"]])
    letters = [(f"x{i}", "0", "1") for i in range(11)]
    ordered = claim_of([">=", "1", "0"], *letters, proof=[["define"], ["order", list(range(11))], ["range"]])
    for claim in (long_term, ordered):
        with pytest.raises(Unprintable):
            goal(claim)


@needs_coq
def test_a_minimum_on_the_whole_line():
    square = claim_of([">=", ["pow", x_, "2"], "0"], ("x", "-inf", "inf"), proof=[["definite", [[0, "0"]]]])
    number = claim_of([">=", "1", "0"], UNIT, proof=[["definite", []]])
    assert check([square])["one"] and check([number])["one"]


EXPRESSIONS = [
    X - (1 - X), 1 - (X - 2) / (X + 1) / X, -(X**2), (-X) ** 2, (-X) ** 3, X**-3,
    (X + 1) ** R(3, 2), (X + 1) ** R(-1, 2),
    X ** R(1, 3), X**X, 2**X, exp(-X) / (1 + exp(X)), log(X) / log(2), sqrt(X) * pi - R(-7, 3), tan(X) - atan(-X),
    Abs(X - 1) - Abs(-X), sin(X) ** 2 / cos(2 * X), cosh(X) - tanh(X), sympy.E**2 - X, -X * -R(3, 4) / -pi,
    sympy.sinh(X) + sympy.asinh(X), sympy.atanh(X) - sympy.acosh(X + 2), acos(X) + 2 * asin(X),
    Max(X, R(1, 2), X**2) - sympy.Min(X, R(1, 2)), floor(7 * X + R(1, 2)) + sympy.ceiling(X), sympy.Mod(5 * X, 1),
]  # fmt: skip


@needs_coq
def test_terms_mean_what_the_expressions_mean():
    """At 3/7 each term lies within 1e-9 of the value that mpmath gives the expression, and not 1e-9 beside it."""
    goals, error = {}, R(1, 10**9)
    enclosed = """intros x [? ?]; replace x with (3 / 7) by lra; rewrite ?acos_asin, ?asin_atan by lra;
      repeat match goal with
      | |- context [ power ?a ?b ] => rewrite (power_is a b) by lra
      | |- context [ Rmax ?a ?b ] => first [ rewrite (Rmax_left a b) by lra | rewrite (Rmax_right a b) by lra ]
      | |- context [ Rmin ?a ?b ] => first [ rewrite (Rmin_left a b) by lra | rewrite (Rmin_right a b) by lra ]
      end;
      repeat split; first [ lra | apply Rgt_not_eq; interval | left; lra | interval with (i_prec 80) ]"""
    for i, expression in enumerate(EXPRESSIONS):
        value = R(str(sympy.N(expression.subs(X, R(3, 7)), 30)))
        domain = Domain(x=Interval(R(3, 7), R(3, 7)))
        e = expression.xreplace({X: domain.by_name["x"]})
        near, beside = And(e > value - error, e < value + error), And(e > value + error, e < value + 3 * error)
        goals |= {
            f"near_{i}": (unproved(("", near, domain)), enclosed),
            f"beside_{i}": (unproved(("", beside, domain)), enclosed),
        }
    found = compiled(goals, 20, 600)
    assert {n: o.reason for n, o in found.items() if n.startswith("near") and not o} == {}
    assert [n for n, o in found.items() if n.startswith("beside") and o] == []


@needs_coq
def test_a_failure_hides_no_other_theorem():
    good = {f"good_{i}": ("forall x : R, 0 <= x <= 1 -> x ^ 2 < 2", "intros; interval") for i in range(3)}
    bad = {f"bad_{i}": ("forall x : R, 0 <= x <= 1 -> x ^ 2 < 1 / 2", "intros; interval") for i in range(4)}
    goals = dict(sorted({**good, **bad}.items(), key=lambda pair: pair[0][-1]))
    assert {n: bool(o) for n, o in compiled(goals, 10, 60).items()} == {n: n in good for n in goals}


def test_a_mistake_of_ours_is_no_refusal(monkeypatch):
    """What the kernel refuses has no script; where we fail, that is an error of the check."""
    monkeypatch.setattr("verify.coq.run.shutil.which", lambda _: "/nowhere/coqc")
    monkeypatch.setattr("verify.coq.run.goal", lambda *_: None.args)
    with pytest.raises(AttributeError):
        check([{"name": "one"}])


@needs_coq
def test_limits():
    hard = {
        "hard": (
            "forall x : R, 0 <= x <= 1 -> x - x < 1 / 10 ^ 9",
            "intros x X; interval with (i_bisect x, i_depth 40)",
        )
    }
    late = compiled(hard, 10, 0.05)["hard"]
    assert late.status == REFUSED and "time limit" in late.reason
    easy = {"easy": ("forall x : R, 0 <= x -> 0 <= x", "intros; lra")}
    found = compiled({**hard, **easy}, 1, 60)
    assert [found[name].status for name in ("hard", "easy")] == [REFUSED, ACCEPTED]


@needs_coq
def test_names_are_harmless():
    symbols = ["PI", "sin", "fun", "t", "forall", "t_1"]
    assert len(set(identifiers([*symbols, "x y", "x_y", "φ", "ψ"]).values())) == len(symbols) + 4
    domain = Domain(**{name: Interval(0, 1) for name in symbols if name not in ("PI", "sin")})
    (claim,) = proved(("one", sympy.Add(*domain.symbols) <= 10, domain))
    hostile = 'T : True. Admitted. (* " Drop. \n Goal False'
    assert check([{**claim, "name": hostile}])[hostile].status == ACCEPTED


@needs_coq
def test_several_parts_and_members():
    """A range of several parts, integers, and the members of a finite set."""
    apart = claimed("apart", lambda x: x**2 >= 1, x=Union(Interval(-2, -1), Interval(1, 3), FiniteSet(5)))
    whole = as_typed("whole", lambda n: (n - R(1, 2)) ** 2 > 0, n=Range(-3, 4))
    members = claimed("members", lambda n: Eq(n**3, 4 * n), n=FiniteSet(-2, 0, 2))
    claims = proved(apart, whole, members)
    assert {n: o.status for n, o in check(claims).items()} == dict.fromkeys(("apart", "whole", "members"), ACCEPTED)
    assert "exists n : Z, x_n = IZR n" in theorem(claims[1])


@pytest.mark.parametrize("data", [["erf", ["symbol", "x"]], ["sign", ["symbol", "x"]], ["pow", ["symbol", "x"], "2000"],
                                  ["heaviside", ["symbol", "x"], "1"]], ids=str)  # fmt: skip
def test_heads_without_meaning_are_refused(data):
    with pytest.raises(Unprintable):
        term(data, {"x": "x"})


def test_conditions_stand_before_what_needs_them():
    data = ["log", ["div", "1", ["sqrt", ["symbol", "x"]]]]
    assert list(conditions(data, {"x": "x"})) == ["0 <= x", "(sqrt x) <> 0", "0 < (1 / (sqrt x))"]
    assert list(conditions(["pow", ["symbol", "x"], "-2/3"], {"x": "x"})) == ["0 < x"]


@needs_coq
def test_a_refusal_is_a_value():
    bell = claimed("bell", lambda x: sympy.erf(x) <= 1, x=Interval(0, 1))
    found = check(proved(bell, as_typed("square", lambda x: x**2 >= 0, x=Interval(-1, 1))))
    assert "erf has no meaning" in found["bell"].reason
    assert [o.status for o in found.values()] == [REFUSED, ACCEPTED]


@needs_coq
def test_a_lemma_is_checked_as_typed():
    @lemma(domain=Domain(x=Interval.open(0, 1)))
    def one(x):
        """x/x = 1."""
        return Eq(x / x, 1)

    (claim,) = certificates([one])
    assert "x_x <> 0" in theorem(claim) and check([claim])["one"]


def test_two_claims_of_one_name():
    with pytest.raises(ValueError, match="same name"):
        check([{"name": "one"}, {"name": "one"}])


def test_absent_without_coqc(monkeypatch):
    monkeypatch.setenv("PATH", "")
    (claim,) = proved(as_typed("square", lambda x: x**2 >= 0, x=Interval(-1, 1)))
    outcome = check([claim])["square"]
    assert outcome.status == ABSENT and not outcome and "not installed" in outcome.reason


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
    assert {o.status for o in check(proved(*TRUE[:2])).values()} == {status}

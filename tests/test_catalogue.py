"""What the catalogue claims is what is reached, and mutants of it are not proved."""

import pytest
import sympy
from sympy import Eq, Expr, Ge, Gt, Implies, Integer, Integral, Interval, Le, Lt, Ne, Range, Rational, S, oo, pi
from sympy.core.relational import Relational
from thorough import THOROUGH

from derivations import CATALOGUE, g
from derivations.gaussian.kernels import DERIVATIONS as KERNELS
from derivations.papers.du2018.theory import landscape
from derivations.papers.du2018.theory.landscape import SHARE
from derivations.papers.du2018.theory.model import K
from verify import PROVED, REFUTED, UNKNOWN, Domain, lemma, verdicts
from verify.checks import check
from verify.language.catalogue import Catalogue, UnknownName, installed
from verify.language.expectation import E
from verify.language.lemma import ancestors
from verify.language.vectors import Gradient, coordinates
from verify.language.verdict import combine
from verify.prover.counterexamples import truth, witness
from verify.testing.mutants import mutants as slipped


@pytest.fixture(scope="module")
def reached():
    return {verdict.name: verdict for verdict in verdicts(CATALOGUE)}


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda lemma: lemma.name)
def test_every_lemma_is_exactly_as_claimed(one, reached):
    verdict = reached[one.name]
    assert verdict.quoted or verdict.overall is one.status, verdict.reason


def test_names_are_unique_and_in_dependency_order():
    names = [lemma.name for lemma in CATALOGUE]
    assert len(set(names)) == len(names)
    assert set(ancestors(CATALOGUE)) == set(CATALOGUE)
    place = {lemma: i for i, lemma in enumerate(CATALOGUE)}
    assert all(place[used] < place[lemma] for lemma in CATALOGUE for used in lemma.uses)


def test_what_rests_on_a_quoted_theorem_says_so(reached):
    assert reached["threshold_is_never_met"].given == ("pi_is_irrational",)
    assert reached["landscape_identity"].given == ()


def test_kernels_are_supported_by_quadrature_too(reached):
    for derivation in KERNELS:
        for step in derivation.lemmas:
            assert "quadrature" in reached[step.name].method, step.name


def mutants(expression):
    """Yield the expression with one integer constant or one sign changed."""
    for number in sorted(expression.atoms(sympy.Integer), key=str):
        if abs(number) not in (0,):
            yield expression.xreplace({number: number + (1 if number > 0 else -1)})
    if expression.is_Add:
        first, *rest = expression.args
        yield sympy.Add(-first, *rest)


DECIDED = [x for x in CATALOGUE if x.checks is None and isinstance(x.statement, Eq) and not x.quoted]


@pytest.mark.parametrize("one", DECIDED, ids=lambda lemma: lemma.name)
def test_mutants_of_equations_are_not_proved(one):
    right = one.statement.rhs
    changed = [mutant for mutant in mutants(right) if mutant != right and mutant.is_finite is not False]
    for mutant in (changed or [right + Integer(1)])[:4]:
        if sympy.expand(mutant - right) == 0:  # an equivalent mutant
            continue
        false = lemma(domain=one.domain)(_stating(one, Eq(one.statement.lhs, mutant, evaluate=False)))
        # a witness refutes it at once; exact algebra on a false identity is slow, and only asked where there is none
        assert witness(false.statement, one.domain, 60) or combine(check(false)) is not PROVED, mutant


TURNED = {Lt: Gt, Le: Ge, Gt: Lt, Ge: Le, Eq: Ne, Ne: Eq}


def slips(statement):
    """Yield the statement with one slip in a side of one relation, and with a relation turned round."""
    for relation in sorted(statement.atoms(Relational), key=str):
        for i, side in enumerate(relation.args):
            for mutant in slipped(side) if isinstance(side, Expr) else ():
                sides = [*relation.args[:i], mutant.expression, *relation.args[i + 1 :]]
                yield statement.xreplace({relation: relation.func(*sides)})
        yield statement.xreplace({relation: TURNED[relation.func](*relation.args)})


def has_points(one):
    """Return whether both sides have values at points: no integral, expectation or gradient has, and no vector."""
    statement = one.statement
    if one.quoted or statement == S.true or statement.has(E, Integral, Gradient):
        return False
    return not (isinstance(statement, Eq) and any(map(is_vector, statement.args)))


def is_vector(side):
    try:
        return bool(coordinates(side))
    except ValueError:
        return False


AT_POINTS = [x for x in CATALOGUE if has_points(x)]
ASKED = AT_POINTS if THOROUGH else AT_POINTS[::5]


@pytest.mark.parametrize("one", ASKED, ids=lambda lemma: lemma.name)
def test_a_mutant_of_every_lemma_is_refuted(one):
    found = ((mutant, witness(mutant, one.domain, 60)) for mutant in slips(one.statement))
    mutant, point = next((mutant, point) for mutant, point in found if point is not None)
    assert one.domain.contains(point)
    assert truth(mutant, point) is False and truth(one.statement, point) is not False


def _stating(one, statement):
    names = ", ".join(one.domain.by_name)
    scope = {"statement": statement}
    exec(f"def mutant({names}):\n    'A mutant.'\n    return statement", scope)
    return scope["mutant"]


def test_dropped_conditions_are_not_proved():
    # s up to 2 makes the denominator k + π − 1 − k s vanish; γ may be 0 above the threshold
    for one, ranges in ((landscape.ring_below_threshold, {"s": sympy.Interval(0, 2)}),
                        (landscape.no_minimum_above_threshold, {"gamma": sympy.Interval(0, sympy.pi)}),
                        (landscape.spurious_minimum_is_strict, {"t": sympy.Interval(0, 1)})):  # fmt: skip
        wider = Domain(**({name: one.domain.ranges[s] for name, s in one.domain.by_name.items()} | ranges))
        false = lemma(domain=wider)(one.function)
        assert combine(check(false)) <= UNKNOWN


def test_selection_by_name_derivation_and_source():
    catalogue = installed()
    assert [x.name for x in catalogue.select(["kernel_slope"])] == ["kernel_slope"]
    assert [x.name for x in catalogue.select(["du2018.loss"])] == [f"du2018.loss.{i}" for i in range(1, 8)]
    assert {x.source for x in catalogue.select(["du2018"])} == {"du2018"}
    assert catalogue.select(["du2018.barrier"]) == [landscape.barrier]


@pytest.mark.parametrize(
    ("name", "near"), [("kernel_slop", "kernel_slope"), ("du2018.los", "du2018.loss"), ("barier", "barrier")]
)
def test_an_unknown_name_gets_the_nearest_ones(name, near):
    with pytest.raises(UnknownName, match=near):
        installed().select([name])


def test_an_empty_catalogue_knows_nothing():
    with pytest.raises(UnknownName):
        Catalogue(()).derivation("x")


def refuted(domain, statement):
    """Return whether a claim about these ranges is refuted with a witness."""
    names = ", ".join(domain.by_name)
    scope = {"statement": statement}
    exec(f"def claim({names}):\n    'A claim.'\n    return statement({names})", scope)
    (verdict,) = verdicts([lemma(domain=domain)(scope["claim"])])
    return verdict.overall is REFUTED and bool(verdict.witness)


PSI = Domain(psi=Interval(0, pi))
SHARES = Domain(k=Range(2, oo), s=Interval(0, 1))


AWAY = Interval.open(0, oo)


def ring(k, s):
    return landscape.landscape().ring.xreplace({SHARE: s, K: k})


def near_pi(psi):
    return sympy.expand_trig(g(pi - psi))


@pytest.mark.parametrize(
    ("domain", "statement"),
    [
        # kernel_near_pi: a constant, an exponent, a sign, a range that is too wide
        (PSI, lambda psi: psi**3 / 3 - psi**5 / 31 <= near_pi(psi)),
        (PSI, lambda psi: near_pi(psi) <= psi**3 / 3 - psi**5 / 30),
        (PSI, lambda psi: near_pi(psi) <= psi**3 / 4),
        (PSI, lambda psi: near_pi(psi) < psi**3 / 3),
        (Domain(psi=Interval(-1, pi)), lambda psi: psi**3 / 3 - psi**5 / 30 <= near_pi(psi)),
        # kernel_decreases: strict at an end, a bound that is too low, a range that is too wide
        (Domain(phi=Interval(0, pi)), lambda phi: g(phi) > 0),
        (Domain(phi=Interval(0, pi)), lambda phi: g(phi) <= Rational(314, 100)),
        (Domain(phi=Interval(0, 4)), lambda phi: g(phi) >= 0),
        # ring_below_threshold: the threshold without π, and for k = 1; ring_is_at_most_one: one half
        (SHARES, lambda k, s: Implies(s < 1 / k + Rational(1, 3), ring(k, s) > 0)),
        (SHARES, lambda k, s: ring(k, s) <= Rational(1, 2)),
        # scale_is_positive: s beyond 1; no_minimum_above_threshold: the end γ = 0
        (Domain(k=Range(2, oo), s=Interval(0, 3)), lambda k, s: s / (k + pi - 1) + (1 - s) / (pi - 1) > 0),
        (Domain(c=AWAY, d=Interval(0, oo), y=Interval(0, pi)), lambda c, d, y: c * y * (-2 * d - y) < 0),
    ],
)  # fmt: skip
def test_mutants_of_inequalities_are_refuted(domain, statement):
    assert refuted(domain, statement)

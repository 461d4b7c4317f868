"""Vectors of different spaces are neither added, multiplied nor compared: such a statement says nothing."""

from __future__ import annotations

import pytest
from sympy import And, Eq, FiniteSet, Implies, Or, Range, S, Sum, Symbol, oo, symbols

from derivations.gaussian.ramps import relu
from verify import Domain, Vectors
from verify.checks import check, enclosure, exact, examine, falsify
from verify.language.derivation import Derivation, Rule
from verify.language.expectation import E
from verify.language.lemma import Lemma
from verify.language.spaces import mismatch
from verify.language.vectors import Angle, Component, Dot, Gradient, Vector, norm
from verify.language.verdict import UNKNOWN
from verify.prover.prove import prove

Z, ONE, t = Vector("Z", gaussian=True), Vector("1"), Symbol("t")
i, j, k = symbols("i j k", integer=True, positive=True)
PLANE = Domain(x=Vectors(2), y=Vectors(2))
NUMBERS = Domain(x=Vectors(2, nonzero=True), y=Vectors(3, nonzero=True))
LETTERS = Domain(x=Vectors("d", nonzero=True), y=Vectors("e", nonzero=True))
SIZES = Domain(k=Range(1, oo), p=Range(1, oo), x=Vectors("k", nonzero=True), y=Vectors("p", nonzero=True))

WITHOUT_MEANING = {
    "a product": lambda x, y: Dot(x, y) <= norm(x) * norm(y),
    "a sum": lambda x, y: norm(x + y) ** 2 >= 0,
    "a sum that cancels": lambda x, y: norm(x + y - y) >= 0,
    "products that cancel": lambda x, y: Eq(Dot(x + y, x - y), norm(x) ** 2 - norm(y) ** 2),
    "nothing of it": lambda x, y: 0 * Dot(x, y) >= 0,
    "an angle": lambda x, y: Angle(x, y, t) >= 0,
    "an angle in a sum": lambda x, y: Eq(Angle(2 * x, x + y, t), Angle(2 * x, x + y, t)),
    "two vectors": lambda x, y: Eq(x, y),
    "a vector and a number": lambda x, y: Eq(x, 1),
    "a product of vectors": lambda x, y: Eq(x * x, x**2),
    "one Gaussian vector": lambda x, y: E(relu(Dot(x, Z)) * relu(Dot(y, Z))) >= 0,
    "a family": lambda x, y: E(Dot(x, Z[1]) ** 2 * Dot(y, Z[2]) ** 2) >= 0,
    "a gradient": lambda x, y: Eq(Gradient(Dot(x, x), x), 2 * y),
    "an entry too far": lambda x, y: Component(x, 3) ** 2 >= 0,
    "the entry 0": lambda x, y: Component(x, 0) ** 2 >= 0,
    "a sum of entries": lambda x, y: Sum(Component(x, j) ** 2, (j, 1, 4)) >= 0,
    "a dimension": lambda x, y: Dot(ONE, ONE) >= 0,
    "a premise": lambda x, y: Implies(Dot(x, y) > 0, norm(x) >= 0),
    "a branch": lambda x, y: Or(norm(x) >= 0, Dot(x, y) > 0),
    "a helper": lambda x, y: sum(Dot(x + s * y, x) for s in (1, -1)) >= 0,
}


def claimed(statement, domain, **others):
    return Lemma("claim", "A claim.", domain, statement, **others)


@pytest.mark.parametrize("domain", [NUMBERS, LETTERS], ids=str)
@pytest.mark.parametrize("statement", WITHOUT_MEANING.values(), ids=WITHOUT_MEANING)
def test_nothing_is_said_about_what_has_no_meaning(statement, domain):
    for checks in (None, (exact,), (falsify,), (exact, falsify, enclosure)):
        (found,) = check(claimed(statement, domain, checks=checks))
        assert (
            found.status is UNKNOWN
            and found.reason
            and "failed" not in str(found.reason)
            and "\n" not in str(found.reason)
        )
    (found,) = examine(claimed(statement, domain), thorough=True)[0]
    assert found.status is UNKNOWN


@pytest.mark.parametrize(
    "statement",
    [
        lambda k, p, x, y: Dot(x, y) <= norm(x) * norm(y),
        lambda k, p, x, y: Implies(Eq(k, p), Dot(x, y) <= norm(x) * norm(y)),
        lambda k, p, x, y: Sum(Component(x, j), (j, 1, p)) ** 2 >= 0,
        lambda k, p, x, y: Component(x, k - 1) ** 2 >= 0,
        lambda k, p, x, y: Dot(ONE, ONE) >= 0,
    ],
)
def test_dimensions_that_are_symbols_of_the_domain(statement):
    (found,) = check(claimed(statement, SIZES))
    assert found.status is UNKNOWN and found.reason and "failed" not in str(found.reason)


def test_the_reason_names_vectors_spaces_and_what_to_do():
    product, angle = WITHOUT_MEANING["a product"], WITHOUT_MEANING["an angle"]
    for statement, domain, words in (
        (product, NUMBERS, "x lies in R^2 and y in R^3: declare both in one space, such as Vectors(2)"),
        (product, LETTERS, 'in R^e: declare both in one space, such as Vectors("d"), or write Eq(d, e) in where='),
        (angle, NUMBERS, "in the angle of x and y x lies"),
        (lambda x, y: Dot(x, x) ** (x * t) > 0, NUMBERS, "t*x is a vector where a number is expected"),
    ):
        assert words in (mismatch(statement(*domain.symbols), domain) or "")


@pytest.mark.parametrize(
    "where",
    [lambda x, y: Dot(x, y) > 0, lambda x, y: Dot(x + y, x - y) > 0, lambda x, y: And(norm(x) > 0, Dot(x, y) < 1)],
)
def test_a_side_condition_is_part_of_it(where):
    domain = Domain(x=Vectors(2), y=Vectors(3), where=where)
    (found,) = check(claimed(lambda x, y: norm(x) >= 0, domain))
    assert found.status is UNKNOWN and "in R^3" in str(found.reason)


def test_quoted_lemmas_derivations_and_the_prover_itself():
    x, y = NUMBERS.symbols
    (found,) = check(claimed(WITHOUT_MEANING["a product"], NUMBERS, quoted=True, source="Author 1900"))
    assert found.status is UNKNOWN
    rule = Rule("nothing", lambda line: line + 1 - 1 + Dot(x, x), lambda *_: True)
    steps = Derivation(name="chain", start=lambda: Dot(x, y), domain=NUMBERS).by(rule).lemmas
    assert [e.status for e in check(steps[0])] == [UNKNOWN]
    assert not prove(Dot(x, y) <= norm(x) * norm(y), NUMBERS).proved


@pytest.mark.parametrize(
    "equal",
    [
        {"d": FiniteSet(2), "x": Vectors("d"), "y": Vectors(2)},
        {"d": Range(4, 5), "e": FiniteSet(4), "x": Vectors("d"), "y": Vectors("e")},
        {"d": Range(1, oo), "e": Range(1, oo), "x": Vectors("d"), "y": Vectors("e"), "where": lambda d, e: Eq(d, e)},
        {"x": Vectors("d"), "y": Vectors("d")},
        {"x": Vectors(7), "y": Vectors(7)},
    ],
    ids=lambda ranges: ", ".join(f"{name}: {values}" for name, values in ranges.items() if name != "where"),
)
def test_dimensions_that_the_domain_says_are_one(equal):
    domain = Domain(**equal)
    x, y = domain.by_name["x"], domain.by_name["y"]
    assert prove(WITHOUT_MEANING["a product"](x, y), domain).proved


def test_what_has_a_meaning_keeps_it():
    x, y = NUMBERS.symbols
    u, v = PLANE.symbols
    sized = Domain(k=Range(1, oo), p=Range(1, oo), a=Vectors("k"), w=Vectors("p"))
    a, w = sized.by_name["a"], sized.by_name["w"]
    size = sized.by_name["k"]
    for statement, domain in (
        (Dot(ONE, x) ** 2 + Dot(ONE, y) >= 0, NUMBERS),
        (E(relu(Dot(x, Z))) * E(relu(Dot(y, Z))) >= 0, NUMBERS),  # Z is bound by each E
        (E(Dot(u, Z) * Dot(v, Z)) >= 0, PLANE),
        (Eq(Gradient(Dot(u, v), u), v), PLANE),
        (Eq(Gradient(Dot(v, v), u), 0), PLANE),
        (Component(x, 2) > Component(y, 3), NUMBERS),
        (E(Sum(Component(a, j) * relu(Dot(w, Z[j])), (j, 1, size)) ** 2) >= 0, sized),
        (Dot(ONE, ONE) >= 0, PLANE),
    ):
        assert mismatch(statement, domain) is None
    beyond = Sum(Component(a, j), (j, 1, sized.by_name["p"])) >= 0
    assert "was not shown to be one of the entries 1, …, k" in mismatch(beyond, sized)


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({"x": Vectors(-1)}, "dimension -1 of x"),
        ({"x": Vectors(S.Half)}, "dimension 1/2 of x"),
        ({"d": S.Reals, "x": Vectors("d")}, r"dimension d of x is not a natural number on its range: d=Range\(1, oo\)"),
        ({"d": Range(-1, 4), "x": Vectors("d")}, "dimension d of x"),
    ],
)
def test_a_dimension_is_a_natural_number(ranges, words):
    with pytest.raises(ValueError, match=words):
        Domain(**ranges)

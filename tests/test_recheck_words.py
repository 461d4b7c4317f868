"""What `recheck` prints is what it accepted: read again as arithmetic it has the same values."""

import json
from fractions import Fraction as F
from math import prod

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Interval, Ne, Or, Range, cos, oo, sin, symbols

from verify import Domain
from verify.cli import command
from verify.kernel import BadCertificate
from verify.kernel.recheck import recheck, seal
from verify.kernel.words import domain_text, statement_text
from verify.prover.certificate import certify

POINT = {"x": F(5, 3), "y": F(-7, 2)}
EXPRESSIONS = st.recursive(
    st.sampled_from([["symbol", "x"], ["symbol", "y"], "2", "-3", "1/2", "-5/7", "1", "-1"]),
    lambda e: st.one_of(
        st.tuples(st.sampled_from(["add", "mul"]), st.lists(e, min_size=1, max_size=4)).map(lambda t: [t[0], *t[1]]),
        st.tuples(e, e).map(lambda t: ["div", *t]),
        st.tuples(e, st.sampled_from(["2", "3", "-1", "-2"])).map(lambda t: ["pow", *t]),
        e.map(lambda t: ["abs", t]),
        st.tuples(e, e).map(lambda t: ["max", *t]),
    ),
    max_leaves=12,
)
STATEMENTS = st.recursive(
    st.tuples(st.sampled_from([">", ">=", "=", "!="]), EXPRESSIONS, EXPRESSIONS).map(list),
    lambda s: st.tuples(st.sampled_from(["and", "or"]), st.lists(s, min_size=1, max_size=3)).map(
        lambda t: [t[0], *t[1]]
    ),
    max_leaves=4,
)


def value(e):
    """Return what data of a certificate mean at the point, exactly."""
    if isinstance(e, str):
        return F(e)
    head, *parts = e
    if head == "symbol":
        return POINT[parts[0]]
    if head == "pow":
        return value(parts[0]) ** int(parts[1])
    values = [value(part) for part in parts]
    return {
        "add": lambda: sum(values), "mul": lambda: prod(values), "div": lambda: values[0] / values[1],
        "abs": lambda: abs(values[0]), "max": lambda: max(values), ">": lambda: values[0] > values[1],
        ">=": lambda: values[0] >= values[1], "=": lambda: values[0] == values[1],
        "!=": lambda: values[0] != values[1], "and": lambda: all(values), "or": lambda: any(values),
    }[head]()  # fmt: skip


def as_python(text):
    """Return a text with Python's signs: exact numbers, ** and ==; & and | would bind otherwise than these words."""
    tokens = text.replace("^", " ** ").replace(" = ", " == ")
    digits = "".join(f"F({c})" if c.isdigit() and not tokens[i - 1 : i].isdigit() else c for i, c in enumerate(tokens))
    return eval(digits, {"F": F, "abs": abs, "max": max, **POINT})


@given(STATEMENTS)
def test_the_words_mean_what_the_data_mean(statement):
    try:
        wanted = value(statement)
    except ZeroDivisionError:
        return
    assert as_python(statement_text(statement)) == wanted


def test_brackets_where_they_are_needed():
    x, y = ["symbol", "x"], ["symbol", "y"]
    difference = ["mul", "-1", ["add", x, y]]
    assert statement_text([">", ["pow", ["mul", "-1", x], "2"], ["div", "1", ["mul", "2", y]]]) == "(-x)^2 > 1/(2*y)"
    assert statement_text(["=", ["add", x, difference], ["mul", "-1/2", x, "-1"]]) == "x - (x + y) = -(1/2)*x*(-1)"
    assert (
        statement_text(["and", ["or", [">", x, "0"], ["!=", x, y]], [">=", y, "1"]]) == "(x > 0 or x != y) and y >= 1"
    )


def test_domains_in_words():
    real = {"name": "x", "low": "0", "high": "inf", "low_open": False, "high_open": True, "integer": False}
    whole = {
        "name": "n",
        "low": "1",
        "high": ["mul", "2", "pi"],
        "low_open": False,
        "high_open": False,
        "integer": True,
    }
    point = {**real, "name": "y", "low": "1/2", "high": "1/2", "high_open": False}
    where = [[">", ["symbol", "x"], ["symbol", "n"]], ["or", [">", ["symbol", "x"], "1"], ["!=", ["symbol", "x"], "2"]]]
    assert domain_text({"symbols": [real, whole, point], "where": where}) == (
        "for every real x in [0, inf), integer n in [1, 2*pi], real y = 1/2 where x > n and (x > 1 or x != 2)"
    )
    assert domain_text({"symbols": [], "where": []}) == "without symbols"


@pytest.mark.parametrize(
    "name", ["x > 0 or y", "pi", "sin", "and", "", "x ", "inf", "a" * 300, "π", "\u05d0", "x\ufe00"]
)
def test_a_symbol_cannot_be_called_what_reads_otherwise(name):
    side = {"name": name, "low": "0", "high": "1", "low_open": False, "high_open": False, "integer": False}
    claim = {"name": "a", "digits": 15, "statement": [">=", ["symbol", name], "0"], "proof": [["range"]]}
    document = seal([claim | {"domain": {"symbols": [side], "where": []}, "digest": ""}])
    (found,) = recheck(document)
    assert not found.accepted and "no name for a symbol" in found.reason and not found.claim


x, n = symbols("x n")
CLAIMS = [
    ("sine", sin(x) <= x, Domain(x=Interval(0, 3))),
    ("cosine", And(cos(x) >= 1 - x**2 / 2, Or(x > -1, Ne(x, 3))), Domain(x=Interval(0, oo))),
    ("count", x + n > 0, Domain(x=Interval(0, 1), n=Range(1, 9), where=x < n)),
]
LEMMAS = """
from sympy import Interval, Range, sin, cos
from verify import Domain, lemma

@lemma(domain=Domain(x=Interval(0, 3)))
def sine(x):
    "The sine is below its argument."
    return sin(x) <= x

@lemma(domain=Domain(x=Interval(0, 3)))
def count(x):
    "Another one."
    return cos(x) <= 1
"""


@pytest.fixture
def folder(tmp_path):
    document, missing = certify(CLAIMS)
    assert not missing
    (tmp_path / "claims.json").write_text(json.dumps(document))
    (tmp_path / "lemmas.py").write_text(LEMMAS)
    return tmp_path


def rechecked(folder, *options):
    done = CliRunner().invoke(command, ["recheck", str(folder / "claims.json"), *options], standalone_mode=False)
    return done.return_value, " ".join(done.output.split())


def test_recheck_prints_what_it_accepted(folder):
    code, text = rechecked(folder)
    assert code == 0 and "sine accepted x >= sin(x), for every real x in [0, 3]" in text
    assert "real x in [0, 1], integer n in [1, 8] where n > x" in text


def test_recheck_compares_with_the_lemmas_of_a_file(folder):
    code, text = rechecked(folder, "--lemmas", str(folder / "lemmas.py"))
    assert code == 1 and "1 of 3 claims are lemmas of the file" in text
    assert "sine accepted, a lemma of the file" in text
    assert "cosine accepted, NO lemma of the file" in text
    assert "count accepted, NOT what the file says under that name" in text


def test_what_is_over_time_is_not_accepted(folder):
    code, text = rechecked(folder, "--timeout", "0")
    assert code == 1 and "0 of 3 claims accepted" in text and "seconds of processor time are over" in text


def test_what_takes_too_much_work_is_not_accepted(monkeypatch, folder):
    monkeypatch.setattr("verify.kernel.recheck.MOST_WORK", 5)
    found = recheck(json.loads((folder / "claims.json").read_text()))
    assert not any(f.accepted for f in found) and "more work" in found[0].reason


def test_a_broken_claim_is_refused_without_words():
    claim = {"name": "a", "digits": 9, "statement": [">", "pi"], "domain": {"symbols": [], "where": []}, "digest": ""}
    (found,) = recheck(seal([claim | {"proof": [["range"]]}]))
    assert not found.accepted and not found.claim and found.reason
    with pytest.raises(BadCertificate):
        recheck({"format": "certiphi-2"})

"""Certificates: what is written passes, what is altered does not, and nothing false is ever accepted."""

import copy
import json
import subprocess
import sys
from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Interval, Range, S, cos, exp, log, oo, pi, sin, sqrt

from verify.kernel import Undefined
from verify.kernel.exact import Exact
from verify.kernel.intervals import Intervals
from verify.kernel.program import Program
from verify.kernel.recheck import BadCertificate, digest, load, read, recheck, seal
from verify.kernel.taylor import FUNCTIONS
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.from_sympy import term_of
from verify.prover.certificate import certify
from verify.prover.claim_data import domain_data, statement_data
from verify.prover.claims import Unsupported
from verify.report.data import write_json

x, phi, s, k, n = sympy.symbols("x phi s k n", real=True)
g = (pi - phi) * cos(phi) + sin(phi)
blend = s * (k + g - 1) / (k + pi - 1) + (1 - s) * (g - 1) / (pi - 1)
q = sympy.Rational

CLAIMS = {
    "kernel above one": (g > 1, Domain(phi=Interval(0, q(157, 100)))),
    "kernel decreases": (sympy.diff(g, phi) < 0, Domain(phi=Interval(q(1, 100), q(314, 100)))),
    "blend": (blend > 0, Domain(phi=Interval(0, q(3, 2)), s=Interval(0, 1), k=Interval(2, 100))),
    "touching": (sin(x) - x * cos(x) - x**3 / 3 + x**5 / 30 >= 0, Domain(x=Interval(0, pi))),
    "sine": (sin(x) <= x, Domain(x=Interval(0, 3))),
    "sine, end left out": (sin(x) < x, Domain(x=Interval.Lopen(0, 3))),
    "touching at pi": (sin(x) >= 0, Domain(x=Interval(0, pi))),
    "constant": (sympy.Gt(q(22, 7), pi, evaluate=False), None),
    "constant zero": (sympy.Ge(sin(pi / 6, evaluate=False) - q(1, 2), 0, evaluate=False), None),
    "integers": ((n - 2) * (n - 3) >= 0, Domain(n=Range(-5, 9))),
    "exponential": (exp(x) >= 1 + x, Domain(x=Interval(-2, oo))),
    "either": (sympy.Or(x > 0, x < 1), Domain(x=Interval(-2, 2))),
    "both": (sympy.And(x**2 <= 1, cos(x) > 0), Domain(x=Interval(-1, 1))),
    "unequal": (sympy.Ne(x**2, 2), Domain(x=Interval(q(3, 2), 2))),
    "condition": (x * s < 1, Domain(x=Interval(0, 3), s=Interval(0, 3), where=x + s < 1)),
    "root": (sqrt(x) >= 0, Domain(x=Interval(0, 2))),
    "circle": (sympy.Eq(sin(x) ** 2 + cos(x) ** 2, 1), Domain(x=Interval(-oo, oo))),
    "kernel's slope": (sympy.Eq(sympy.diff(g, phi), (phi - pi) * sin(phi)), Domain(phi=Interval(0, pi))),
    "half-angle": (sympy.Eq(sympy.tan(x / 9) * cos(x / 9), sin(x / 9)), Domain(x=Interval(0, 3))),
    "product of exponentials": (sympy.Eq(exp(x + s), exp(x) * exp(s)), Domain(x=Interval(-oo, 1), s=Interval(0, 1))),
    "square of a root": (sympy.Eq((sqrt(x + 1) + 1) ** 2, x + 2 + 2 * sqrt(x + 1)), Domain(x=Interval(0, oo))),
    "error function": (sympy.erf(x) <= 2 * x / sqrt(pi), Domain(x=Interval(0, 3))),
    "its complement": (sympy.erfc(x) <= exp(-(x**2)), Domain(x=Interval(0, 2))),
    "inverse hyperbolic": (sympy.And(sympy.asinh(x) <= x, x <= sympy.atanh(x)), Domain(x=Interval(0, q(9, 10)))),
    "acosh": (sympy.acosh(x) < x, Domain(x=Interval(1, 5))),
    "floor": (sympy.floor(x) + sympy.ceiling(x) <= 3 + sympy.sign(x), Domain(x=Interval(q(1, 4), q(9, 5)))),
    "larger": (sympy.Max(x, 1 - x) >= q(1, 2) + sympy.Min(x, 0), Domain(x=Interval(0, 1))),
    "step": (sympy.Heaviside(x - 1) + sympy.Mod(x, 2) < 4, Domain(x=Interval(0, 3))),
    "even": (sympy.Ne(n, 3), Domain(n=Range(0, 9, 2))),
    "points": ((x - 1) * (2 * x - 1) >= 0, Domain(x=sympy.FiniteSet(q(1, 2), 1))),
    "two intervals": ((x - 1) * (x - 2) >= 0, Domain(x=Interval(0, 1) + Interval(2, 3))),
    "square": (x**2 + s**2 - 2 * x * s >= (x - s) ** 2, Domain(x=Interval(-oo, oo), s=Interval(0, 1))),
}
ENGINES = pytest.mark.parametrize("engine", ["ball", "interval"])


@pytest.fixture(scope="module")
def document():
    found, missing = certify([(name, *claim) for name, claim in CLAIMS.items()])
    assert not missing
    return found


def single(statement, domain=None):
    found, missing = certify([("claim", statement, domain)])
    assert not missing
    return found["claims"][0]


def outcome(document, engine):
    """None if refused as a whole, else whether every claim is accepted."""
    try:
        return all(finding.accepted for finding in recheck(load(json.dumps(document)), engine))
    except BadCertificate:
        return None


# What is written


@ENGINES
def test_what_is_written_is_accepted(document, engine, tmp_path):
    path = str(tmp_path / "claims.json")
    write_json(path, document)
    found = recheck(read(path), engine)
    assert [f.name for f in found] == list(CLAIMS) and all(f.accepted for f in found)


def test_the_checker_loads_no_algebra_and_no_search():
    code = (
        "import sys, verify.kernel.recheck as r; d = r.seal([dict(name='a', digits=9, statement=['>', 'pi', '3'],"
        "domain=dict(symbols=[], where=[]), digest='', proof=[['range']])]);"
        "print(r.recheck(d, sys.argv[1])[0].accepted, [m for m in sys.modules if m in ('sympy', 'numpy')"
        " or m.startswith(('verify.', 'flint', 'mpmath')) and m.split('.')[1:2] not in (['checker'], ['arithmetics'])])"
    )
    for engine, other in (("ball", "mpmath"), ("interval", "flint")):
        done = subprocess.run([sys.executable, "-c", code, engine], capture_output=True, text=True, check=True).stdout
        assert done.startswith("True") and "sympy" not in done and "numpy" not in done and other not in done
        assert not [m for m in ("search", "prove", "look", "enclose", "claims", "certificate") if f"verify.{m}" in done]


def test_what_is_not_proved_is_reported_and_not_written():
    claims = [("false", x**2 > x, Domain(x=Interval(0, 2))), ("true", x**2 <= 4, Domain(x=Interval(0, 2)))]
    found, missing = certify(claims)
    assert [c["name"] for c in found["claims"]] == ["true"] and set(missing) == {"false"}
    assert certify(claims[:1])[0] is None


@pytest.mark.parametrize(
    "statement, domain",
    [
        (sin(x) < x, Domain(x=Interval(0, 3))),  # false at 0 only
        (sin(x) < x, Domain(x=Interval.Ropen(0, 3))),
        (sin(x) > 0, Domain(x=Interval.Lopen(0, pi))),
        (x**2 > 0, Domain(x=Interval(-1, 1))),
        (1 / x < 2, Domain(x=Interval(-1, 1))),  # undefined
        (sympy.Or(x >= 0, log(x) > 5), Domain(x=Interval(0, 1))),  # undefined in the part that is not needed
        ((n - 2) * (n - 3) > 0, Domain(n=Range(-5, 9))),
        (x * s < 1, Domain(x=Interval(0, 3), s=Interval(0, 3), where=x + s < 3)),
        (g >= 1, Domain(phi=Interval(0, q(158, 100)))),
        (sympy.Gt(pi, q(22, 7), evaluate=False), None),
        (sympy.floor(x) + x <= q(3, 2), Domain(x=Interval(q(1, 2), 1))),  # false at 1 only
        (sympy.Heaviside(x - 1) < q(1, 2), Domain(x=Interval(0, 1))),
        (sympy.Max(x, 1 - x) > q(1, 2), Domain(x=Interval(0, 1))),  # false at 1/2 only
        (sympy.erf(x) >= x, Domain(x=Interval(0, 1))),
        (sympy.Mod(x, 2) >= x, Domain(x=Interval(1, 2))),
        (sympy.Ge(q(355, 113) - 10 ** q(-6), pi, evaluate=False), None),
    ],
    ids=str,
)
def test_a_false_claim_gets_no_certificate(statement, domain):
    assert certify([("false", statement, domain)])[0] is None


def test_misuse():
    with pytest.raises(InexactLiteral, match=r"Rational\(1, 2\)"):
        certify([("float", x > 0.5, Domain(x=Interval(1, 2)))])
    with pytest.raises(InexactLiteral):
        certify([("float", x**0.5 > 0, Domain(x=Interval(1, 2)))])
    with pytest.raises(ValueError, match="two claims"):
        certify([("a", x > 0, Domain(x=Interval(1, 2)))] * 2)
    for statement in (sympy.gamma(x) > 0, x > -oo, S.true, x + 1):
        found, missing = certify([("odd", statement, Domain(x=Interval(1, 2)))])
        assert found is None and missing["odd"]
    assert certify([("odd", x >= 0, Domain(x=Range(0, oo, 2)))])[1] == {
        "odd": "the range Range(0, oo, 2) of x is no union of intervals, points and runs of integers"
    }
    with pytest.raises(ValueError, match="no engine"):
        recheck({}, "numpy")
    assert issubclass(Unsupported, TypeError)


# What is altered


def places(data, path=()):
    """Yield the path of every part of some data."""
    yield path
    if isinstance(data, (list, dict)):
        for key, part in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(part, (*path, key))


def replaced(data, path, part):
    if not path:
        return part
    fresh = copy.copy(data)
    fresh[path[0]] = replaced(data[path[0]], path[1:], part)
    return fresh


def at(data, path):
    for key in path:
        data = data[key]
    return data


def altered(part):
    if isinstance(part, bool):
        return not part
    if isinstance(part, int):
        return part + 1
    if isinstance(part, str):
        return part + "1"
    return [*part, part[-1]] if isinstance(part, list) and part else {}


@ENGINES
def test_an_alteration_of_any_one_part_is_rejected(document, engine):
    for path in places(document):
        part = at(document, path)
        assert outcome(replaced(document, path, altered(part)), engine) is None, path
        if isinstance(part, list) and part:
            assert outcome(replaced(document, path, part[:-1]), engine) is None, path


def side(name, c):
    return {"name": name, "low": c, "high": c, "low_open": False, "high_open": False, "integer": False}


FALSE = {  # (claim, what is altered, the altered part); the digests are computed anew, so that only the proof can fail
    "bound": ("kernel above one", ("statement", 2), "101/100"),
    "sides of the relation": ("sine", ("statement", 1), ["sin", ["symbol", "x"]]),
    "end": ("kernel above one", ("domain", "symbols", 0, "high"), "158/100"),
    "end pi": ("touching at pi", ("domain", "symbols", 0, "high"), "22/7"),
    "strictness": ("sine", ("statement", 0), ">"),
    "end closed": ("sine, end left out", ("domain", "symbols", 0, "low_open"), False),
    "between two intervals": ("two intervals", ("domain", "symbols", 0, 0, "high"), "2"),
    "an odd one": ("even", ("domain", "symbols", 0, 1), side("n", "3")),
    "a part of another symbol": ("two intervals", ("domain", "symbols", 0, 0, "name"), "y"),
    "a range without parts": ("two intervals", ("domain", "symbols", 0), []),
    "a part not shown": ("two intervals", ("proof",), [["slopes"]]),
    "not an integer": ("integers", ("domain", "symbols", 0, "integer"), False),
    "condition dropped": ("condition", ("domain", "where"), []),
    "conjunction": ("either", ("statement", 0), "and"),
    "coefficient": ("touching", ("statement", 1, 1), "1/1000000"),
    "split beyond the box": ("kernel above one", ("proof", 0, 2), "2"),
    "split at an end": ("kernel above one", ("proof", 0, 2), "0"),
    "split not dyadic": ("kernel above one", ("proof", 0, 2), "1/3"),
    "split of no symbol": ("kernel above one", ("proof", 0, 1), 1),
    "method": ("touching", ("proof", 0), ["range"]),
    "method unknown": ("touching", ("proof", 0), ["trust"]),
    "order too high": ("touching", ("proof", 0, 3), 8),
    "order too low": ("touching", ("proof", 0, 3), 6),
    "order none": ("touching", ("proof", 0, 3), 0),
    "no such symbol": ("touching", ("proof", 0, 1), 1),
    "symbol counted from the end": ("touching", ("proof", 0, 1), -1),
    "other end": ("touching", ("proof", 0, 2), "high"),
    "terms absurd": ("touching", ("proof", 0, 4), 10**8),
    "digits absurd": ("touching", ("digits",), 10**8),
    "digits none": ("touching", ("digits",), 0),
    "leaf removed": ("kernel above one", ("proof",), [["split", 0, "3/4"], ["range"]]),
    "leaf added": ("touching", ("proof",), [["taylor", 0, "low", 7, 8], ["range"]]),
    "no proof": ("touching", ("proof",), []),
    "wrong part": ("unequal", ("proof", 0, 1), 1),
    "no such part": ("unequal", ("proof", 0, 1), 2),
    "failure of nothing": ("touching", ("proof",), [["fails", 0], ["range"]]),
    "range reversed": ("sine", ("domain", "symbols", 0, "low"), "4"),
    "range empty": ("sine", ("domain", "symbols", 0, "high"), "-inf"),
    "vacuous": ("both", ("statement",), ["and"]),
    "division by zero": ("sine", ("domain", "symbols", 0, "high"), "3/0"),
    "float": ("sine", ("domain", "symbols", 0, "high"), "3.0"),
    "exponent absurd": ("sine", ("statement", 2), ["pow", ["symbol", "x"], "1000000000"]),
    "unknown symbol": ("sine", ("statement", 1), ["symbol", "y"]),
    "unknown head": ("sine", ("statement", 1, 0), "__import__"),
}


@ENGINES
@pytest.mark.parametrize("name, path, part", FALSE.values(), ids=FALSE)
def test_an_alteration_is_rejected_for_what_it_says(document, name, path, part, engine):
    claim = next(c for c in document["claims"] if c["name"] == name)
    assert outcome(seal([claim]), engine) is True
    assert at(claim, path) != part
    assert not outcome(seal([replaced(claim, path, part)]), engine)


@ENGINES
def test_a_proof_cannot_be_attached_to_another_statement(document, engine):
    first, second = document["claims"][0], document["claims"][4]
    claims = [{**first, "statement": second["statement"], "domain": second["domain"]}]
    with pytest.raises(BadCertificate, match="digest"):
        recheck({"format": document["format"], "claims": claims, "digest": digest(claims)}, engine)
    with pytest.raises(BadCertificate, match="twice"):
        recheck(seal([first, {**second, "name": first["name"]}]), engine)


def claim(statement, symbols, proof, where=()):
    keys = ("name", "low", "high", "low_open", "high_open", "integer")
    sides = [dict(zip(keys, side, strict=True)) for side in symbols]
    domain = {"symbols": sides, "where": list(where)}
    return {"name": "claim", "digits": 20, "statement": statement, "domain": domain, "digest": "", "proof": proof}


X = ["symbol", "x"]
UNIT, OPEN = ("x", "0", "1", False, False, False), ("x", "0", "1", True, False, False)
FORGED = {
    "x > 0 at a closed end": ([">", X, "0"], UNIT, ["taylor", 0, "low", 1, 2]),
    "x > 0 by its slope": ([">", X, "0"], UNIT, ["slopes"]),
    "-x >= 0": ([">=", ["mul", "-1", X], "0"], UNIT, ["taylor", 0, "low", 1, 2]),
    "(x - 1)^3 >= 0": ([">=", ["pow", ["add", X, "-1"], "3"], "0"], UNIT, ["taylor", 0, "high", 3, 2]),
    "x - |x - 1| - 1 >= 0": (
        [">=", ["add", X, "-1", ["mul", "-1", ["abs", ["add", X, "-1"]]]], "0"], UNIT, ["taylor", 0, "high", 1, 1]),
    "sqrt(x) <= x": ([">=", X, ["sqrt", X]], UNIT, ["taylor", 0, "low", 1, 2]),
    "x/x at 0": ([">", ["div", X, X], "0"], UNIT, ["slopes"]),
    "log": ([">=", X, ["log", X]], UNIT, ["slopes"]),
    "acos beyond 1": ([">=", ["acos", ["add", X, "1"]], "0"], UNIT, ["range"]),
    "tan across a pole": ([">=", ["tan", ["mul", "2", X]], "0"], UNIT, ["slopes"]),
    "one point of an interval": ([">=", X, X], UNIT, ["point"]),
    "nearly pi": ([">=", ["sin", ["mul", "355/113", X]], "0"], UNIT, ["taylor", 0, "high", 1, 8]),
    "a kink within": (
        [">=", ["add", "1/2", ["mul", "-1", ["abs", ["add", X, "-1/2"]]], ["mul", "-9/10", X]], "0"],
        UNIT, ["taylor", 0, "low", 1, 1]),
    "undefined in the other part": (["or", [">=", X, "0"], [">", ["log", X], "5"]], UNIT, ["any", 0, ["range"]]),
    "a valley of the sine": (
        [">=", ["sin", X], "-1/2"], ("x", "7/2", "6", False, False, False), ["range"]),
    "a peak of the sine": ([">=", "9/10", ["sin", X]], ("x", "1", "5/2", False, False, False), ["range"]),
    "a jump at the end": ([">=", "0", ["floor", X]], UNIT, ["slopes"]),
    "a jump within": ([">=", "0", ["floor", ["mul", "2", X]]], UNIT, ["range"]),
    "the step at its jump": ([">", ["heaviside", X, "0"], "-1/2"], UNIT, ["point"]),
    "half a step": ([">=", "1/2", ["heaviside", ["add", X, "-1/2"], "0"]], UNIT, ["slopes"]),
    "sign at zero": ([">", ["sign", X], "0"], UNIT, ["slopes"]),
    "a ceiling": ([">=", ["mul", "-1", ["ceiling", X]], "0"], OPEN, ["slopes"]),
    "where two meet": ([">", ["max", X, ["add", "1", ["mul", "-1", X]]], "1/2"], UNIT, ["slopes"]),
    "the lower of two": (
        [">=", ["min", X, ["add", "1", ["mul", "-1", X]]], ["mul", "1/100", X]], UNIT, ["taylor", 0, "low", 1, 2]),
    "a remainder": ([">=", ["mod", X, "1"], X], UNIT, ["slopes"]),
    "a remainder by zero": ([">=", ["mod", "1", X], "0"], UNIT, ["range"]),
    "erf above x": ([">=", ["erf", X], X], UNIT, ["taylor", 0, "low", 1, 4]),
    "acosh below 1": ([">=", ["acosh", X], "0"], UNIT, ["range"]),
    "atanh at 1": ([">=", ["atanh", X], X], UNIT, ["slopes"]),
    "a hair below": ([">", X, "1/1000000000000000000000000000000"], OPEN, ["slopes"]),
}  # fmt: skip


@ENGINES
@pytest.mark.parametrize("statement, side, leaf", FORGED.values(), ids=FORGED)
def test_a_forged_proof_is_refused(statement, side, leaf, engine):
    (found,) = recheck(seal([claim(statement, [side], [leaf])]), engine)
    assert not found.accepted and found.reason


@ENGINES
def test_a_condition_that_holds_at_an_end_is_not_outside(engine):
    side, proof = ("x", "-1", "0", False, False, False), [["fails", 0], ["range"]]
    for relation, accepted in ((">", True), (">=", False)):  # of x and 0, which excludes 0 or not
        forged = claim([">", ["mul", "-1", X], "0"], [side], proof, [[relation, X, "0"]])
        assert recheck(seal([forged]), engine)[0].accepted == accepted


@ENGINES
@pytest.mark.parametrize("point, accepted", [("1/2", True), ("2", False), ("-1", False), ("1", False), ("1/3", False)])
def test_a_split_lies_inside(point, accepted, engine):
    proof = [["split", 0, point], ["range"], ["range"]]
    assert recheck(seal([claim([">", X, "-9"], [UNIT], proof)]), engine)[0].accepted == accepted


@ENGINES
def test_an_end_left_out_makes_a_strict_claim_true(engine):
    for leaf in (["taylor", 0, "low", 1, 2], ["slopes"]):
        assert recheck(seal([claim([">", X, "0"], [OPEN], [leaf])]), engine)[0].accepted
    assert not recheck(seal([claim([">", X, "0"], [OPEN], [["range"]])]), engine)[0].accepted


def test_a_refusal_names_its_leaf():
    proof = [["split", 0, "1/2"], ["range"], ["taylor", 0, "low", 1, 2]]
    (found,) = recheck(seal([claim([">=", X, "0"], [UNIT], proof)]))
    assert (found.accepted, found.leaf) == (False, 2) and "order" in found.reason


# What is no certificate

BAD = {
    "empty": "", "no JSON": "{", "a list": "[]", "NaN": '{"a": NaN}', "infinity": "[-Infinity]", "float": "[1.5]",
    "long integer": "[" + "9" * 100_000 + "]", "key twice": '{"a": 1, "a": 1}', "deep": "[" * 900_000,
    "deep and closed": "[" * 5_000 + "]" * 5_000, "deep objects": '{"a":' * 100_000, "huge": " " * 3_000_000,
    "many parts": "[" + "[]," * 600_000 + "[]]", "not UTF-8": b"\xff\xfe{}",
    "deep within the limit of JSON": "[" * 500 + "]" * 500,
}  # fmt: skip


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_malformed_file_is_refused_in_one_line(text, tmp_path):
    path = tmp_path / "bad.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadCertificate) as refusal:
        read(str(path))
    assert 0 < len(str(refusal.value)) < 200 and "\n" not in str(refusal.value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from("x pi 1/2 range any > split".split()),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["name", "low"]), part, max_size=2),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_junk_in_any_place_is_refused_or_harmless(data):
    leaves = [["split", 0, "1/2"], ["taylor", 0, "low", 1, 4], ["range"]]
    good = claim([">=", X, ["mul", "1/2", ["sin", X]]], [UNIT], leaves)
    path = data.draw(st.sampled_from(list(places(good))[1:]))
    assert outcome(seal([good]), "ball") is True
    try:
        recheck(seal([replaced(good, path, data.draw(JUNK))]))
    except BadCertificate:
        pass


# Arithmetic

POINTS = st.fractions(-3, 3, max_denominator=50)


@ENGINES
@settings(max_examples=60, deadline=None)
@given(st.tuples(POINTS, POINTS, POINTS), st.sampled_from(sorted(FUNCTIONS)))
def test_intervals_contain_what_they_stand_for(engine, points, head):
    low, middle, high = sorted(points)
    ring = Intervals(engine, 15)
    with ring.table.working():
        try:
            (a, b), *_ = _row(ring, [head, X], [ring.hull(low, high)])
        except Undefined:
            return
    value = {"abs": sympy.Abs}.get(head) or getattr(sympy, head)
    exact = sympy.N(value(q(middle.numerator, middle.denominator)), 40)
    slack = sympy.Float(10, 40) ** -35  # of the 40 digits compared with, not of the intervals
    assert sympy.Float(a, 40) / ring.one - slack <= exact <= sympy.Float(b, 40) / ring.one + slack


X = ["symbol", "x"]


def _row(ring, expression, coefficients):
    """Return the Taylor coefficients of an expression of x, as many as there are of x."""
    program = Program(["x"])
    return program.run(ring, [coefficients], len(coefficients), target := program.expression(expression))[target]


@ENGINES
@pytest.mark.parametrize(
    "head", "exp sin cos tan atan asin acos sinh cosh tanh log sqrt asinh atanh erf erfc acosh".split()
)
def test_taylor_coefficients_enclose_the_derivatives(engine, head):
    ring, t, centre = Intervals(engine, 15), sympy.Symbol("t"), F(7 if head == "acosh" else 1, 3)
    with ring.table.working():
        found = _row(ring, [head, X], [ring.rational(centre), ring.rational(F(1)), *[ring.rational(F(0))] * 4])
    for j, (a, b) in enumerate(found):
        exact = sympy.N(sympy.diff(getattr(sympy, head)(t), t, j).subs(t, q(str(centre))) / sympy.factorial(j), 40)
        assert sympy.Float(a, 40) / ring.one <= exact <= sympy.Float(b, 40) / ring.one
        assert b - a < ring.one // 10**12


@pytest.mark.parametrize("exponent", [F(3), F(-2), F(1, 2), F(-3, 2), F(2, 3)])
def test_powers(exponent):
    ring, t = Intervals("ball", 15), sympy.Symbol("t")
    with ring.table.working():
        found = _row(
            ring, ["pow", X, str(exponent)], [ring.rational(F(5, 7)), ring.rational(F(1)), ring.rational(F(0))]
        )
    power = t ** q(exponent.numerator, exponent.denominator)
    for j, (a, b) in enumerate(found):
        exact = sympy.N(sympy.diff(power, t, j).subs(t, q(5, 7)) / sympy.factorial(j), 40)
        assert sympy.Float(a, 40) / ring.one <= exact <= sympy.Float(b, 40) / ring.one and b - a < ring.one // 10**12


def test_exact_values_are_exact_or_not_known():
    ring = Exact()
    third = ring.mul(ring.rational(F(1, 3)), ring.pi())
    assert ring.function("cos", third) == ring.rational(F(1, 2))
    assert ring.add(ring.pi(), ring.mul(ring.rational(F(-1)), ring.pi()))[0] == {}
    assert ring.root(ring.rational(F(9, 4)), F(3, 2)) == ring.rational(F(27, 8))
    square = ring.mul(ring.generator(0), ring.generator(0))
    assert ring.div(square, ring.pi())[0] != {}
    with pytest.raises(Undefined):
        ring.root(ring.rational(F(-4)), F(1, 2))


def minus(ring, a, b):
    return ring.add(a, ring.mul(ring.rational(F(-1)), b))


def test_letters_for_numbers_are_zero_only_where_they_cancel():
    ring = Exact()
    third = ring.mul(ring.rational(F(1, 3)), ring.pi())
    two, half, root = ring.rational(F(2)), ring.rational(F(1, 2)), ring.root(ring.rational(F(2)), F(1, 2))
    assert (
        ring.mul(root, root) == two
        and minus(ring, ring.root(ring.rational(F(8)), F(1, 2)), ring.mul(two, root))[0] == {}
    )
    assert minus(ring, ring.root(ring.rational(F(1, 2)), F(1, 2)), ring.div(root, two))[0] == {}
    assert ring.power(ring.function("sin", third), 2) == ring.rational(F(3, 4))
    assert ring.function("log", ring.function("exp", third)) == third
    assert ring.mul(ring.rational(F(6)), ring.function("asin", half)) == ring.pi()
    assert ring.mul(ring.rational(F(3, 2)), ring.function("acos", ring.rational(F(-1, 2)))) == ring.pi()
    for head, argument in (("exp", third), ("log", two), ("asin", ring.rational(F(1, 3))), ("sin", two)):
        value = ring.function(head, argument)
        assert minus(ring, value, value)[0] == {} and minus(ring, value, half)[0] != {}


@pytest.mark.parametrize("twelfths", range(-13, 30))
def test_sines_and_cosines_of_parts_of_a_turn(twelfths):
    ring = Exact()
    angle = ring.mul(ring.rational(F(twelfths, 12)), ring.pi())
    for name in ("sin", "cos"):
        value, exact = ring.function(name, angle), getattr(sympy, name)(sympy.pi * twelfths / 12)
        if (exact**2).is_Rational:
            square = ring.mul(value, value)
            assert square == ring.rational(F(int((exact**2).p), int((exact**2).q)))
            (coefficient,) = value[0].values() or (0,)
            assert sympy.sign(exact) == (coefficient > 0) - (coefficient < 0)


FALSE_EQUATIONS = [
    sympy.Eq(sin(x) ** 2 - cos(x) ** 2, 1), sympy.Eq(sin(x) ** 2 + cos(x) ** 2, 1 + q(1, 10**30)),
    sympy.Eq(sqrt(x**2 + 1), x + 1), sympy.Eq(exp(x), 1 + x), sympy.Eq(exp(2 * x), exp(x)), sympy.Eq(sin(x), cos(x)),
    sympy.Eq(sin(x) * sin(s), cos(x) * cos(s)), sympy.Eq(sympy.log(1 + x) + sympy.log(1 + s), sympy.log(1 + x + s)),
    sympy.Eq(sympy.atan(x), x), sympy.Eq(sqrt(x + 1) ** 3, (x + 1) ** 2), sympy.Eq(exp(x) * exp(s), exp(x * s)),
    sympy.Eq(pi, q(355, 113), evaluate=False),
]  # fmt: skip


@pytest.mark.parametrize("equation", FALSE_EQUATIONS, ids=str)
@ENGINES
def test_a_false_equation_has_no_zero_leaf(equation, engine):
    domain = Domain(x=Interval(0, 3), s=Interval(1, 2))
    assert certify([("false", equation, domain)])[0] is None
    data = {"statement": statement_data(term_of(equation)), "domain": domain_data(domain)}
    claim = {"name": "false", "digits": 30, **data, "digest": "", "proof": [["all", ["zero"], ["zero"]]]}
    (found,) = recheck(seal([claim]), engine)
    assert not found.accepted and "zero does not show it" in found.reason


@pytest.mark.parametrize(
    "statement",
    [
        ["=", ["div", ["symbol", "x"], ["symbol", "x"]], "1"],
        ["=", ["pow", ["sqrt", ["symbol", "x"]], "2"], ["symbol", "x"]],
        ["=", ["mul", ["tan", ["symbol", "x"]], ["cos", ["symbol", "x"]]], ["sin", ["symbol", "x"]]],
    ],
)
@ENGINES
def test_an_identity_is_no_equation_where_a_side_is_undefined(statement, engine):
    data = {"statement": statement, "domain": domain_data(Domain(x=Interval(-1, 3)))}
    claim = {"name": "hole", "digits": 30, **data, "digest": "", "proof": [["all", ["zero"], ["zero"]]]}
    (found,) = recheck(seal([claim]), engine)
    assert not found.accepted and "may be" in found.reason

"""Forged proofs: every field of every item altered, for statements that an oracle of its own finds false somewhere.

The statements are those of the tests of rules, and, by their proofs as they are found, those of the whole corpus.
"""

from __future__ import annotations

import random
from fractions import Fraction as F
from pathlib import Path

import mpmath
import pytest
from test_kernel_rules import FALSE, PROOFS
from thorough import THOROUGH

from verify.kernel.recheck import recheck, seal
from verify.language.catalogue import read_file
from verify.prover.kernel_search import kernel_search

STEPS = [F(0), F(1, 1000), F(1, 3), F(1), F(10)]
COUNT = 200 if THOROUGH else 30  # of each statement
FUNCTIONS = {
    "add": lambda *xs: mpmath.fsum(xs), "mul": lambda *xs: mpmath.fprod(xs), "div": lambda x, y: x / y,
    "max": max, "min": min, "abs": abs, "floor": mpmath.floor, "atan": mpmath.atan, "exp": mpmath.exp,
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "ceiling": mpmath.ceil, "sign": mpmath.sign,
    "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "asinh": mpmath.asinh, "erf": mpmath.erf,
    "erfc": mpmath.erfc, "mod": lambda x, y: x - y * mpmath.floor(x / y),
    "heaviside": lambda x, at_zero: at_zero if x == 0 else mpmath.mpf(x > 0),
}  # fmt: skip
INSIDE = {"acos": lambda x: abs(x) <= 1, "asin": lambda x: abs(x) <= 1, "atanh": lambda x: abs(x) < 1,
          "acosh": lambda x: x >= 1, "log": lambda x: x > 0, "sqrt": lambda x: x >= 0}  # fmt: skip

RELATIONS = {">": lambda x, y: x > y, ">=": lambda x, y: x >= y, "=": lambda x, y: x == y, "!=": lambda x, y: x != y}


class NoValue(Exception):
    """The statement is undefined at the point."""


def value(e, point):
    """Return what data of a certificate mean at a point, by mpmath alone."""
    if isinstance(e, str):
        return mpmath.pi if e == "pi" else mpmath.mpf(F(e).numerator) / F(e).denominator
    head, *parts = e
    if head == "symbol":
        return point[parts[0]]
    if head == "pow":
        base, r = value(parts[0], point), F(parts[1])
        if base < 0 and r.denominator > 1 or base == 0 and r < 0:
            raise NoValue
        return base ** (mpmath.mpf(r.numerator) / r.denominator)
    if head in RELATIONS:
        return RELATIONS[head](*(value(part, point) for part in parts))
    xs = [value(part, point) for part in parts]
    if head in ("and", "or"):
        return (all if head == "and" else any)(xs)
    if head in ("div", "mod") and xs[1] == 0 or head in INSIDE and not INSIDE[head](*xs):
        raise NoValue
    if head == "power":
        if xs[0] < 0 or xs[0] == 0 and xs[1] <= 0:
            raise NoValue
        return xs[0] ** xs[1]
    return FUNCTIONS[head](*xs) if head in FUNCTIONS else getattr(mpmath, head)(*xs)


def ends(side):
    low, high = (value(side[end], {}) if side[end] not in ("inf", "-inf") else None for end in ("low", "high"))
    return (-8 if low is None and high is None else low if low is not None else high - 8,
            8 if low is None and high is None else high if high is not None else low + 8)  # fmt: skip


def is_false_somewhere(statement, symbols, where):
    """Return whether the statement is false, by a margin, or undefined at one of many points of its domain."""
    generator = random.Random(1)
    for _ in range(300):
        point = {}
        for side in symbols:
            low, high = ends(side)
            t = generator.choice([generator.random(), F(generator.randrange(1, 8), 8)])
            x = low + (high - low) * mpmath.mpf(float(t))
            point[side["name"]] = mpmath.nint(x) if side["integer"] else x
        try:
            if not all(value(part, point) for part in where):
                continue
            if not value(statement, point):
                with mpmath.workdps(60):  # cosh² 8 − sinh² 8 is no 1 in fifteen digits
                    if not value(slack(statement), point):
                        return True
        except NoValue:
            return True
    return False


def slack(s):
    """Return a statement that rounding cannot make false where the given one is true."""
    if s[0] in ("and", "or"):
        return [s[0], *map(slack, s[1:])]
    if s[0] in (">", ">="):
        return [">=", ["add", s[1], "1/1000000000000"], s[2]]
    apart = ["add", s[1], ["mul", "-1", s[2]]]
    return [">=", "1/1000000000000", ["abs", apart]] if s[0] == "=" else [">=", "1", "0"]


def lowered(s, by):
    """Return a statement with what it claims to be larger made smaller."""
    if s[0] in ("and", "or"):
        return [s[0], *(lowered(part, by) for part in s[1:])]
    return [s[0], ["add", s[1], ["mul", "-1", str(by)]], s[2]]


def falsehoods():
    for name, (statement, symbols, proof, *where) in [*PROOFS.items(), *FALSE.items()]:
        conditions = where[0] if where else []
        for by in STEPS:
            false = lowered(statement, by) if by else statement
            if is_false_somewhere(false, symbols, conditions):
                yield pytest.param(false, symbols, proof, conditions, id=f"{name}, lowered by {by}")


POOL = [0, 1, 2, -1, True, False, "low", "high", "0", "1", "1/2", "-1", "2", "pi", "exp", "log", "atan", "inf", [], {}]


def altered(proof, generator, others):
    """Return a proof with one of its parts replaced, dropped, doubled or exchanged, or some of another proof put in."""
    proof = list(proof)
    j = generator.randrange(len(proof))
    kind = generator.randrange(6)
    if kind == 0:
        del proof[j]
    elif kind == 1:
        proof.insert(j, generator.choice(proof))
    elif kind == 2:
        proof.insert(j, generator.choice(generator.choice(others)))
    elif kind == 3:
        k = generator.randrange(len(proof))
        proof[j], proof[k] = proof[k], proof[j]
    else:
        proof[j] = replaced(proof[j], generator, others)
    return proof


def replaced(part, generator, others):
    """Return a part with something in it replaced."""
    if isinstance(part, list) and part and generator.random() < 0.8:
        k = generator.randrange(len(part))
        return [*part[:k], replaced(part[k], generator, others), *part[k + 1 :]]
    if isinstance(part, dict) and part and generator.random() < 0.8:
        key = generator.choice(sorted(part))
        return {**part, key: replaced(part[key], generator, others)}
    pieces = [x for item in generator.choice(others) for x in item[1:]]
    return generator.choice(POOL + pieces)


def test_the_oracle_knows_what_is_true():
    for statement, symbols, _, *where in PROOFS.values():
        assert not is_false_somewhere(statement, symbols, where[0] if where else [])


def accepted_forgery(statement, symbols, where, proof, others, count):
    """Return an altered proof that is accepted for a false statement, None if all of so many are refused."""
    generator = random.Random(str(statement))
    for round_ in range(count):
        tried = proof
        for _ in range(generator.randrange(4) if round_ else 0):
            tried = altered(tried, generator, others) if tried else tried
        claim = {"name": "a", "digits": 20, "statement": statement, "digest": "", "proof": tried,
                 "domain": {"symbols": list(symbols), "where": list(where)}}  # fmt: skip
        (result,) = recheck(seal([claim]), "ball", seconds=20)
        if result.accepted:
            return tried
    return None


@pytest.mark.parametrize(("statement", "symbols", "proof", "where"), list(falsehoods()))
def test_no_altered_proof_shows_what_is_false(statement, symbols, proof, where):
    others = [p for _, _, p, *_ in PROOFS.values()]
    assert accepted_forgery(statement, symbols, where, proof, others, COUNT) is None


FILES = sorted((Path(__file__).parent / "lemmas").glob("true_*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_altered_proof_of_the_corpus_shows_what_is_false(path):
    """Each statement of the corpus lowered until it is false somewhere, with its proof as it is found, altered."""
    lemmas = [one for one in read_file(path).lemmas if one.reading.term is not None]
    lemmas = lemmas if THOROUGH else lemmas[:: max(1, len(lemmas) // 4)][:4]
    searches = [search for one in lemmas if (search := kernel_search(one.reading.term, one.domain))]
    proofs = [proof for search in searches if (proof := search.shown(2))]
    tried = 0
    for proof in proofs:
        symbols, where = proof.domain["symbols"], proof.domain["where"]
        if any(isinstance(side, list) for side in symbols):
            continue
        false = (lowered(proof.statement, by) if by else proof.statement for by in STEPS)
        false = (one for one in false if is_false_somewhere(one, symbols, where))
        if (statement := next(false, None)) is not None:
            others, tried = [one.items for one in proofs], tried + 1
            assert accepted_forgery(statement, symbols, where, list(proof.items), others, COUNT // 2) is None
    assert tried >= len(proofs) // 2

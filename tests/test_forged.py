"""Forged proofs: every field of every item altered, for statements that an oracle of its own finds false somewhere."""

from __future__ import annotations

import random
from fractions import Fraction as F

import mpmath
import pytest
from test_kernel_rules import FALSE, PROOFS
from thorough import THOROUGH

from verify.kernel.recheck import recheck, seal

STEPS = [F(0), F(1, 1000), F(1, 3), F(1), F(10)]
COUNT = 200 if THOROUGH else 30  # of each statement
FUNCTIONS = {
    "add": lambda *xs: mpmath.fsum(xs), "mul": lambda *xs: mpmath.fprod(xs), "div": lambda x, y: x / y,
    "max": max, "min": min, "abs": abs, "floor": mpmath.floor, "atan": mpmath.atan, "exp": mpmath.exp,
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan,
}  # fmt: skip
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
    if head == "div" and xs[1] == 0 or head == "log" and xs[0] <= 0 or head == "sqrt" and xs[0] < 0:
        raise NoValue
    if head == "acos" and abs(xs[0]) > 1:
        raise NoValue
    return {"log": mpmath.log, "sqrt": mpmath.sqrt, "acos": mpmath.acos, **FUNCTIONS}[head](*xs)


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
            if not value(statement, point) and not value(slack(statement), point):
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


@pytest.mark.parametrize(("statement", "symbols", "proof", "where"), list(falsehoods()))
def test_no_altered_proof_shows_what_is_false(statement, symbols, proof, where):
    generator, others = random.Random(str(statement)), [p for _, _, p, *_ in PROOFS.values()]
    for round_ in range(COUNT):
        tried = proof
        for _ in range(generator.randrange(4) if round_ else 0):
            tried = altered(tried, generator, others) if tried else tried
        claim = {"name": "a", "digits": 20, "statement": statement, "digest": "", "proof": tried,
                 "domain": {"symbols": list(symbols), "where": list(where)}}  # fmt: skip
        (result,) = recheck(seal([claim]), "ball", seconds=20)
        assert not result.accepted, tried

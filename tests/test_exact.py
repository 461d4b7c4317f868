"""Exact algebra says nothing false: signs, undefined parts, and the corpus of true and false statements."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
import sympy
from corpus import FALSE, TRUE, UNDEFINED
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import FiniteSet, Interval, Range, Rational, S, Union, exp, oo, pi, sin, sqrt

from verify.arithmetics import arithmetic
from verify.checks import verdicts
from verify.compile import CompileError, compile_expression
from verify.declare import DeclarationError, Lemma
from verify.domain import Domain
from verify.exact import holds, is_zero, sign_at, signs, undefined_part
from verify.verdict import PROVED, REFUTED, UNKNOWN


def lemmas(kind, statements):
    return [Lemma(f"{kind}[{i}]", "A statement.", domain, function) for i, (domain, function) in enumerate(statements)]


TRUE_LEMMAS, FALSE_LEMMAS, UNDEFINED_LEMMAS = lemmas("TRUE", TRUE), lemmas("FALSE", FALSE), lemmas("UNDEFINED", UNDEFINED)


@cache
def verdict_of(one):
    (found,) = verdicts([one])
    return found


@pytest.mark.parametrize("one", FALSE_LEMMAS, ids=lambda one: one.name)
def test_false_statements_are_refuted_or_unknown(one):
    assert not holds(one.statement, one.domain)
    assert verdict_of(one).overall in (REFUTED, UNKNOWN)


@pytest.mark.parametrize("one", UNDEFINED_LEMMAS, ids=lambda one: one.name)
def test_statements_undefined_somewhere_are_not_proved(one):
    try:
        assert verdict_of(one).overall in (REFUTED, UNKNOWN)
    except DeclarationError:  # SymPy would not even build it
        assert one.name in ()


def test_most_false_statements_are_refuted_with_a_witness():
    found = [verdict_of(one) for one in FALSE_LEMMAS]
    assert all(v.witness for v in found if v.overall is REFUTED)
    assert [v.name for v in found if v.overall is not REFUTED] == MISSED


def test_true_statements_are_never_refuted_and_most_are_proved():
    found = [verdict_of(one) for one in TRUE_LEMMAS]
    assert REFUTED not in {v.overall for v in found}
    assert len([v for v in found if v.overall is PROVED]) >= PROVABLE, [v.name for v in found if v.overall is not PROVED]


MISSED: list[str] = []
PROVABLE = 51

"""Python's == between expressions in a statement is an error, wherever the author wrote it."""

from __future__ import annotations

import operator

import pytest
from sympy import Expr, Implies, Integer, Interval, Or, Rational, S, Symbol, ceiling, floor, frac
from sympy.core.relational import Relational

from verify import Domain
from verify.language.lemma import DeclarationError, Lemma
from verify.language.reading import read
from verify.language.watching import StructuralComparison

SQUARE = Domain(x=Interval(0, 1), y=Interval(0, 1))


def delta(a, b):
    return 1 if a == b else 0


def same(a, b):
    return a in (b,)


def nonzero_and_small(x, y):
    return x != 0 and x <= 1


def choice(x, y):
    return x <= 1 if x != 0 else x >= 1


def branch(x, y):
    if x == y:
        return x >= 1
    return x + y <= 2


def by_helper(x, y):
    return Implies(x >= 0, x + y <= 2 - delta(x, y))


def membership(x, y):
    return Or(not same(x, y), x >= 1)


def generator(x, y):
    return x <= 2 + sum(1 for z in (x, y) if z == 0)


@pytest.mark.parametrize("function", [nonzero_and_small, choice, branch, by_helper, membership, generator])
def test_a_statement_that_depends_on_how_things_are_written_is_refused(function):
    with pytest.raises(DeclarationError, match=r"has a == b .* as they are written, not their values"):
        Lemma("one", "A sentence.", SQUARE, function).statement  # noqa: B018


def test_a_helper_is_the_authors_whatever_its_package_is_called(monkeypatch):
    monkeypatch.setitem(globals(), "__name__", "statistics")  # Python has a module of that name
    with pytest.raises(DeclarationError, match=r"has a == b"):
        Lemma("one", "A sentence.", SQUARE, by_helper).statement  # noqa: B018


def numbers(x, y):
    total = sum(n for n in range(5) if n == 3 or Integer(n) == 4)
    return x + y <= total if x == x else x >= 1


def test_numbers_may_be_compared():
    assert Lemma("one", "A sentence.", SQUARE, numbers).statement == (SQUARE.symbols[0] + SQUARE.symbols[1] <= 7)


def test_conditions_of_a_domain_are_watched_too():
    with pytest.raises(TypeError, match="as they are written"):
        Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x <= y if x != y else x >= 1)


def test_expressions_compare_as_ever_afterwards():
    x, before = Symbol("x"), Expr.__eq__
    with pytest.raises(StructuralComparison):
        read(delta, {"a": x, "b": Symbol("y")})
    assert Expr.__eq__ is before
    assert (x == Symbol("y")) is False and {x: 1}[Symbol("x")] == 1


@pytest.mark.parametrize("step", [floor, ceiling, frac], ids=str)
def test_relations_of_floors_are_kept(step):
    """To SymPy ⌊x⌋ ≤ x is true, and ⌊x⌋ ≤ 3/2 is x < 2."""
    x = Symbol("x", real=True)
    for other in (x, Rational(3, 2), Integer(1), x + 1):
        for relation in (operator.lt, operator.le, operator.gt, operator.ge):
            tree = read(lambda x, o=other, r=relation: r(step(x), o), {"x": x}).tree
            assert isinstance(tree, Relational) and tree.args == (step(x), other)
    assert (floor(x) <= x) is S.true  # as ever afterwards

"""Declarations: every slip an author may make is one clear line that names the lemma and what to write."""

from __future__ import annotations

import cProfile
import math

import numpy as np
import pytest
import sympy
from sympy import And, Eq, Float, Interval, Rational, S, Symbol, diff, pi, sin, sqrt

import verify
from verify.checks import check, verdicts
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.lemma import DeclarationError, ancestors, lemma
from verify.language.verdict import PROVED, REFUTED, UNKNOWN, combine
from verify.prover.counterexamples import truth

DOMAIN = Domain(x=S.Reals, y=S.Reals)
STRANGER = Symbol("x")


def and_(x, y):
    return x > 0 and y > 0


def or_(x, y):
    return x > 0 or y > 0


def not_(x, y):
    return not x > 0


def chained(x, y):
    return 0 <= x <= 1


def if_(x, y):
    return y > x if x > 0 else y < x


def larger(x, y):
    return max(x, y) >= x


def math_sin(x, y):
    return math.sin(x) <= 1


def numpy_sin(x, y):
    return np.sin(x) <= 1


def converted(x, y):
    return float(x) <= 1


def equal(x, y):
    return x == y


def nothing(x, y):
    Eq(x, y)


def decimal(x, y):
    return x <= 0.5 * y


def third(x, y):
    return x <= y / 3 + 1 / 3


def expression(x, y):
    return x - y


def symbol(x, y):
    return x


def symbol_inside(x, y):
    return And(x > 0, y)


def a_number(x, y):
    return Float(1.5)


def stranger(x, y):
    return STRANGER <= y


def misspelt(x, y):
    return z <= y  # noqa: F821


def divides_by_zero(x, y):
    return Eq(x, 1 / 0)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (math_sin, "from sympy, not from math"), (numpy_sin, "not from math or numpy"),
        (converted, "from sympy"),
        (equal, r"Eq\(a, b\)"), (nothing, "return"), (decimal, r"Rational\(1, 2\)"), (third, r"Rational\(1, 3\)"),
        (expression, "relation"), (symbol, "relation"), (symbol_inside, "y > 0"), (a_number, "relation"),
        (stranger, "speaks of x"), (misspelt, "NameError: name 'z'"), (divides_by_zero, "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_a_slip_in_the_statement_is_one_line_that_says_what_to_write(function, words):
    function.__doc__ = "A slip."
    declared = lemma(domain=DOMAIN)(function)
    with pytest.raises(DeclarationError, match=words) as caught:
        check(declared)
    text = str(caught.value)
    assert function.__name__ in text and "\n" not in text
    with pytest.raises(DeclarationError):
        list(verdicts([declared]))


@pytest.mark.parametrize(
    ("function", "holds", "fails"),
    [
        (and_, (1, 1), (1, 0)), (or_, (0, 1), (0, 0)), (not_, (0, 0), (1, 0)), (chained, (1, 0), (2, 0)),
        (if_, (1, 2), (1, 0)),
    ],
)  # fmt: skip
def test_what_python_asks_of_a_relation_is_part_of_the_statement(function, holds, fails):
    function.__doc__ = "An `and`, `or`, `not`, `if` or a chain of comparisons."
    declared = lemma(domain=DOMAIN)(function)
    at = [dict(zip(DOMAIN.symbols, map(S, point), strict=True)) for point in (holds, fails)]
    assert [truth(declared.reading.term, point) for point in at] == [True, False]
    (verdict,) = verdicts([declared])
    assert verdict.overall is REFUTED


def test_pythons_max_is_a_maximum():
    larger.__doc__ = "A maximum is at least its first argument."
    (verdict,) = verdicts([lemma(domain=DOMAIN)(larger)])
    assert verdict.overall is PROVED


def test_a_quoted_lemma_is_read_too():
    with pytest.raises(DeclarationError, match="returns nothing"):
        check(lemma(domain=DOMAIN, source="Somebody 1900", quoted=True)(nothing))


def test_arguments_must_be_the_symbols_of_the_domain():
    def one(x):
        """Too few."""

    def other(x, y, z):
        """Too many."""

    def starred(*x, y):
        """One star."""
        return Eq(y, y)

    with pytest.raises(DeclarationError, match="one.*disagree about y"):
        lemma(domain=DOMAIN)(one)
    with pytest.raises(DeclarationError, match="other.*disagree about z"):
        lemma(domain=DOMAIN)(other)
    with pytest.raises(DeclarationError, match="starred"):
        check(lemma(domain=DOMAIN)(starred))


def test_a_docstring_a_domain_and_lemmas_are_asked_for():
    def silent(x, y):
        return x <= y

    with pytest.raises(DeclarationError, match="silent needs a docstring"):
        lemma(domain=DOMAIN)(silent)
    silent.__doc__ = "It speaks."
    with pytest.raises(DeclarationError, match=r"silent: domain= takes a Domain.*Interval\(0, 1\)"):
        lemma(domain={"x": S.Reals})(silent)
    with pytest.raises(DeclarationError, match="uses="):
        lemma(domain=DOMAIN, uses=("another",))(silent)


def test_errors_derive_from_the_builtin_a_user_would_catch():
    assert issubclass(DeclarationError, TypeError)


@lemma(domain=Domain(x=Interval(0, 1)), source="A book", status=PROVED)
def within(x):
    """A number of the unit interval is at most 1.

    With a second paragraph.
    """
    return x <= 1


def test_a_lemma_keeps_what_was_declared():
    assert (within.name, within.source, within.status, within.quoted) == ("within", "A book", PROVED, False)
    assert within.sentence.startswith("A number") and repr(within) == "<lemma within>"
    assert isinstance(verify.lemma, type(lemma)) and within.statement == (within.domain.symbols[0] <= 1)


def test_the_order_of_arguments_does_not_matter():
    def swapped(y, x):
        """Named, not counted."""
        return x <= y

    x, y = DOMAIN.symbols
    assert lemma(domain=DOMAIN)(swapped).statement == (x <= y)


def _quotient(t):
    return t / t


def _by_helper(x, y):
    return Eq(_quotient(x), 1)


def _by_module(x, y):
    return Eq(sympy.sqrt(x) ** 2, x)


def _computing(x, y):
    return Eq(diff(x**3, x), 3 * x**2)


def _by_method(x, y):
    return Eq((x**3).diff(x), 3 * x**2)


def _with_numbers(x, y):
    return sin(pi * x) ** 2 / Rational(3, 2) <= sum(range(3))


def test_a_statement_is_kept_as_it_is_typed():
    """Nothing is cancelled: the denominator of x/x and the root of √x² stand in what is checked."""
    for function in (_by_helper, _by_module, _computing, _by_method, _with_numbers):
        function.__doc__ = "As typed."
    assert lemma(domain=DOMAIN)(_by_helper).typed.has(sympy.Pow)
    assert lemma(domain=DOMAIN)(_by_module).typed.has(sqrt(DOMAIN.symbols[0]))
    assert lemma(domain=DOMAIN)(_with_numbers).reading.plain
    for computing in (_computing, _by_method):  # a derivative is a step, which is shown
        (step,) = lemma(domain=DOMAIN)(computing).reading.steps
        assert "diff" in step.call and step.claim is not None
        assert combine(check(lemma(domain=DOMAIN)(computing))) is PROVED
    for hidden in (_by_helper, _by_module):
        assert combine(check(lemma(domain=DOMAIN)(hidden))) is UNKNOWN


def test_looking_at_it_as_typed_leaves_sympy_as_it_was():
    assert lemma(domain=DOMAIN)(_by_module).typed is not None
    x = Symbol("x", real=True)
    assert x / x == 1 and x + x == 2 * x and And(x > 0, True) == (x > 0)
    with pytest.raises(TypeError, match="truth value"):
        bool(x > 0)


def test_ancestors_come_first_and_once():
    names = {}
    for name, uses in (("a", ()), ("b", ("a",)), ("c", ("a",)), ("d", ("c", "b"))):

        def stated(x, y):
            """A node of a diamond."""
            return Eq(x, x)

        stated.__name__ = name
        names[name] = lemma(domain=DOMAIN, uses=[names[u] for u in uses])(stated)
    assert [one.name for one in ancestors([names["d"], names["b"]])] == ["a", "c", "b", "d"]


def test_a_derivation_stands_for_its_lemmas():
    x = DOMAIN.symbols[0]
    expand = Rule("expand", sympy.expand, lambda a, b, _: sympy.expand(a - b) == 0)
    square = Derivation("square", lambda: (x + 1) ** 2, DOMAIN).by(expand)

    def used(x, y):
        """It rests on a derivation."""
        return x**2 >= 0

    assert lemma(domain=DOMAIN, uses=(square,))(used).uses == square.lemmas
    found = list(verdicts([lemma(domain=DOMAIN, uses=(square,))(used)]))
    assert [v.overall for v in found] == [PROVED, PROVED]
    wrong = Derivation("wrong", lambda: (x + 1) ** 2, DOMAIN).by(
        Rule("slip", lambda e: sympy.expand(e) + 1, expand.check)
    )
    assert [v.overall for v in verdicts(wrong.lemmas)] == [UNKNOWN]


def test_a_profiler_sees_no_difference():
    """cProfile's place among Python's profile functions is given back, and evaluation is on again."""
    profiler, before = cProfile.Profile(), sympy.core.parameters.global_parameters.evaluate
    profiler.enable()
    try:

        @lemma(domain=Domain(x=Interval(0, 1)))
        def squares(x):
            """Squares are not negative."""
            return x**2 >= 0

        assert squares.reading.plain
        sympy.expand((sympy.Symbol("t") + 1) ** 2)
    finally:
        profiler.disable()
    assert before and sympy.core.parameters.global_parameters.evaluate
    profiler.create_stats()
    assert any(name == "expand" for _, _, name in profiler.stats)  # called after the reading


def test_what_a_catalogue_computes_is_not_read_to_its_end():
    from verify.language.reading import read
    from verify.language.watching import Computes

    x = sympy.Symbol("x", real=True)
    called = []

    def states(x):
        value = sympy.expand((x + 1) ** 2)
        called.append(value)
        return value >= 0

    with pytest.raises(Computes, match="expand is called"):
        read(states, {"x": x}, plain=True)
    assert not called and len(read(states, {"x": x}).steps) == 1

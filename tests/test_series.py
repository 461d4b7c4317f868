"""Taylor coefficients in balls: inclusion, undefinedness that is never forgotten, precision and order restored."""

from __future__ import annotations

import threading
from fractions import Fraction as F
from functools import cache

import flint
import pytest
import sympy
from flint import arb, arb_series
from hypothesis import given
from hypothesis import strategies as st
from oracle import COORDINATES, EXPRESSIONS, Undefined, X, Y, exact, mp, value
from sympy import Abs, acos, asin, atan, atan2, cos, cosh, exp, log, pi, sin, sinh, sqrt, tan, tanh

from verify.arithmetics import ball
from verify.arithmetics.series import coefficients, make, variable
from verify.language.compile import CompileError, compile_expression

ORDER = 6
HEADS = {
    "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan, "asin": asin, "acos": acos, "atan": atan,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "sqrt": sqrt, "cube": lambda x: x**3, "square": lambda x: x**2,
    "tenth": lambda x: x**10, "inverse": lambda x: 1 / x, "x^-4": lambda x: x**-4, "quotient": lambda x: x / (2 - x),
    "cube root": lambda x: x ** sympy.Rational(1, 3), "x^pi": lambda x: x**pi, "pi x": lambda x: pi * x / 3,
    "x^(-3/2)": lambda x: x ** sympy.Rational(-3, 2), "angle": lambda x: atan2(x, x - 1),
    "angle behind": lambda x: atan2(x**2 + 1, -x - 2), "angle below": lambda x: atan2(-x - 1, x - 2),
}  # fmt: skip


def taylor(expression, box, digits=30, order=ORDER):
    """Return the coefficients of x ↦ expression about every centre in `box`."""
    table = make(digits, order)
    balls = ball.make(digits)
    with table.working():
        centre = variable(balls.hull(*box) if isinstance(box, tuple) else box, order)
    return coefficients(compile_expression(expression, [X], table)(centre), order)


def reference(expression, x, order=ORDER):
    """Return f⁽ʲ⁾(x)/j! to about 200 digits, by SymPy's derivatives."""
    for j, derivative in enumerate(derivatives(expression, order)):
        yield value(derivative, {X: x}) / mp.factorial(j)


@cache
def derivatives(expression, order):
    return [expression.diff(X, j) for j in range(order)]


def encloses(enclosure, number):
    low, high = ball.make(30).bounds(enclosure)
    slack = mp.mpf(10) ** -150 * (1 + abs(number))  # the reference itself is rounded
    return exact(low) - slack <= number <= exact(high) + slack


def is_undefined(series):
    return not any(c.is_finite() for c in series)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@given(st.fractions(F(1, 16), F(15, 16), max_denominator=32), st.sampled_from([F(0), F(1, 10**9), F(1, 20), F(1, 4)]))
def test_every_coefficient_of_every_head_is_enclosed(head, centre, radius):
    expression = head(X)
    enclosure = taylor(expression, (centre - radius, centre + radius))
    if is_undefined(enclosure):
        assert radius > F(1, 100), "a thin ball inside the domain must give an answer"
        return
    for t in (F(-1), F(-1, 3), F(0), F(2, 3), F(1)):
        for ours, theirs in zip(enclosure, reference(expression, centre + t * radius), strict=True):
            assert encloses(ours, theirs)


@given(EXPRESSIONS.filter(lambda e: not e.has(Abs)), st.lists(COORDINATES, min_size=2, max_size=2))
def test_compositions_are_enclosed_or_refused(expression, ends):
    low, high = sorted(ends)
    expression = expression.subs(Y, X / 3 + 1)
    if expression.has(sympy.zoo, sympy.nan, sympy.I, Abs, sympy.sign):
        return
    for box in ((low, high), (low, low), (low, low + F(1, 10**6))):
        enclosure = taylor(expression, box, order=4)
        if is_undefined(enclosure):
            continue
        assert all(c.is_finite() for c in enclosure)
        for x in (box[0], (box[0] + box[1]) / 2, box[1]):
            try:
                theirs = list(reference(expression, x, order=4))
            except (Undefined, ZeroDivisionError):
                assert expression.has(exp, sinh, cosh), f"finite though undefined at {x}"  # too large to hold
                continue
            assert all(map(encloses, enclosure, theirs))


@pytest.mark.parametrize("digits", (15, 60))
def test_thin_centres_give_narrow_coefficients(digits):
    for name, head in HEADS.items():
        for c in taylor(head(X), F(1, 3), digits=digits):
            assert c.rad() <= arb(10) ** (3 - digits) * max(1, abs(c.mid())), name


def test_squares_know_that_they_are_not_negative():
    assert taylor(X**2, (F(-1), F(2)))[0] >= 0
    assert not is_undefined(taylor(sqrt(X**2 + F(1, 100)), (F(-1), F(2))))
    assert taylor(X**3, (F(-1), F(2)))[0].contains(-1)


UNDEFINED = [
    (1 / X, 0), (1 / X, (-1, 1)), (1 / X, (0, 1)), (X / sin(X), 0), (sin(X) / X, (-1, 1)), (X**-2, (-1, 1)),
    (X**-3, 0), (sqrt(X), 0), (sqrt(X), (0, 1)), (sqrt(X), (-1, 1)), (sqrt(X), -2), (sqrt(X * sin(X)), 0),
    (log(X), 0), (log(X), (-1, 3)), (log(X), -1), (acos(X), 1), (acos(X), -1), (acos(X), (0, 2)), (acos(X), 3),
    (asin(X), 1), (asin(X), (-2, 0)), (asin(X), -2), (tan(X), (1, 2)), (tan(X), (0, 9)), (atan2(X, X), 0),
    (atan2(X, X - 1), 0), (atan2(X, X - 2), (-1, 1)), (atan2(X, X), (-1, 1)), (X ** sympy.Rational(3, 2), 0),
    (X ** sympy.Rational(1, 3), (-1, 1)), (X ** sympy.Rational(1, 3), 0), (X**pi, 0), (X**pi, -1),
    (exp(-1 / X), (0, 1)), (sin(1 / X), (-1, 1)), (atan(log(X)), (0, 1)), (tanh(1 / X), (0, 1)),
    (sympy.Mul(0, log(X), evaluate=False), (0, 1)), (sympy.Pow(1 / X, 0, evaluate=False), (0, 1)),
    (cosh(sqrt(X)), 0), (1 / (1 + 1 / X), 0), (X * sqrt(X), 0), (X**4 * log(X), 0), (exp(exp(exp(X))), 50),
]  # fmt: skip


@pytest.mark.parametrize("order", (1, 2, 7))
@pytest.mark.parametrize(("expression", "box"), UNDEFINED, ids=str)
def test_undefined_somewhere_is_nan_everywhere(expression, box, order):
    box = tuple(map(F, box)) if isinstance(box, tuple) else box
    table = make(30, order)
    product, sine = sympy.Mul(X, expression, evaluate=False), sin(expression, evaluate=False)
    for wrapped in (expression, product, sine, atan(expression, evaluate=False) + 1):
        with table.working():
            centre = variable(ball.make(30).hull(*box) if isinstance(box, tuple) else box, order)
        result = compile_expression(wrapped, [X], table)(centre)
        assert is_undefined(coefficients(result, order))
        assert table.bounds(result) is None


BAD = {
    "nan": [arb.nan()], "nan later": [1, arb.nan()], "infinite": [arb(0, "inf"), 1], "infinite later": [1, 0, "inf"],
    "unknown": [],
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_no_function_forgets_that_a_coefficient_was_undefined(bad):
    table = make(30, 4)
    with table.working():
        series = table.number(arb_series([arb(c) for c in BAD[bad]], prec=0 if bad == "unknown" else 4))
        zero, one = table.number(0), table.number(1)
        results = [table.functions["power"](series, n) for n in (-1, 0, 1, 2)]
        for name in set(table.functions) - {"add", "mul", "divide", "power", "atan2"}:
            results.append(table.functions[name](series))
        for other in (zero, one):
            for name in ("add", "mul", "divide", "atan2"):
                results += [table.functions[name](series, other), table.functions[name](other, series)]
    assert all(is_undefined(coefficients(r, 4)) and table.bounds(r) is None for r in results)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_series_known_to_fewer_terms_gives_no_more(head):
    table = make(30, 8)
    with table.working():
        short = arb_series([arb(1) / 2, 1, 5], prec=3)
        long = arb_series([arb(1) / 2, 1, 5, 7, 7, 7, 7, 7, 7, 7, 7, 7], prec=12)
    run = compile_expression(head(X), [X], table)
    assert all(c.is_finite() for c in coefficients(run(short), 3))
    assert not any(c.is_finite() for c in coefficients(run(short), 8)[3:])
    assert run(long).prec == 8 and len(coefficients(run(long), 8)) == 8


def test_constants_have_all_their_coefficients():
    table = make(30, 14)  # more than flint's own default of 10
    for expression, start in ((pi * X / 3 + sympy.E, F(1, 3)), (sympy.Integer(7), 1), (X**2 + 1, arb(2))):
        result = coefficients(compile_expression(expression, [X], table)(start), 14)
        assert all(c.is_finite() for c in result) and all(c == 0 for c in result[1:])
    result = compile_expression(exp(X), [X], table)(variable(0, 14))
    assert encloses(coefficients(result, 14)[13], 1 / mp.factorial(13))


@pytest.mark.parametrize("expression", [Abs(X), sympy.Max(X, 0), sympy.Min(X, 0), sympy.Heaviside(X)])
def test_what_has_no_taylor_series_is_refused_when_compiling(expression):
    with pytest.raises(CompileError):
        compile_expression(expression, [X], make(15, 4))


def test_precision_and_order_are_restored():
    before = flint.ctx.prec, flint.ctx.cap
    outer, inner = make(100, 40), make(20, 3)
    with outer.working():
        state = flint.ctx.prec, flint.ctx.cap
        with pytest.raises(ZeroDivisionError), inner.working():
            assert flint.ctx.cap == 3
            raise ZeroDivisionError
        assert (flint.ctx.prec, flint.ctx.cap) == state and state[1] == 40
        ball.make(10).functions["sin"](arb(1))
    assert (flint.ctx.prec, flint.ctx.cap) == before


def test_no_thread_works_in_the_order_or_precision_of_another():
    results = []

    def work(digits, order):
        for _ in range(50):
            c = taylor(sin(X) ** 2 + cos(X), 1, digits=digits, order=order)
            results.append(len(c) == order and all(x.rad() < arb(10) ** -digits for x in c))

    threads = [threading.Thread(target=work, args=a) for a in ((15, 3), (40, 20), (90, 11))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 150 and all(results)


def test_orders_below_one_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        make(15, 0)

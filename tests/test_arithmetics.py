"""The contract of an arithmetic: inclusion, agreement, refusal, undefined values, precision."""

from __future__ import annotations

import sys
import threading
from fractions import Fraction as F

import flint
import pytest
import sympy
from hypothesis import assume, example, given
from hypothesis import strategies as st
from oracle import COORDINATES, EXPRESSIONS, Undefined, X, Y, exact, mp, value
from sympy import Abs, acos, asin, atan, atan2, cos, cosh, exp, log, pi, sin, sinh, sqrt, tan, tanh

from verify.arithmetics import arithmetic
from verify.arithmetics.elements import dyadic
from verify.language.compile import compile_expression

RIGOROUS = ("interval", "ball")
ALL = ("numpy", "mpmath", *RIGOROUS)


def evaluate(name, expression, *inputs, digits=30):
    """Return the bounds of x ↦ expression at (x, y) = inputs."""
    table = arithmetic(name, digits)
    boxes = [table.hull(*i) if isinstance(i, tuple) else i for i in inputs]
    return table.bounds(compile_expression(expression, (X, Y)[: len(inputs)], table)(*boxes))


def contains(bounds, number):
    slack = mp.mpf(10) ** -150 * (1 + abs(number))  # the reference itself is rounded
    return exact(bounds[0]) - slack <= number <= exact(bounds[1]) + slack


@pytest.mark.parametrize("name", RIGOROUS)
@given(EXPRESSIONS, COORDINATES, COORDINATES)
@example(asin(X), F(1), F(0))
@example(atan2(Y, X), F(-1), F(0))
@example(X ** sympy.Integer(-2), F(0), F(0))
@example(sqrt(X), F(0), F(0))
@example(atan(1 / X), F(0), F(0))
@example(sin(log(X)), F(0), F(0))
def test_point_values_are_enclosed(name, expression, x, y):
    bounds = evaluate(name, expression, x, y)
    try:
        reference = value(expression, {X: x, Y: y})
    except Undefined:
        assert bounds is None or expression.has(exp, sinh, cosh)  # exp(10⁷) the reference cannot hold
    else:
        assert bounds is None or contains(bounds, reference)


@pytest.mark.parametrize("name", RIGOROUS)
@given(EXPRESSIONS, st.lists(COORDINATES, min_size=2, max_size=2), st.lists(COORDINATES, min_size=2, max_size=2))
@example(X**2, [F(-1), F(2)], [F(0), F(0)])
@example(atan(1 / X), [F(-1), F(1)], [F(0), F(0)])
@example(cos(1 / X) + Y, [F(0), F(1)], [F(0), F(1)])
@example(tan(X), [F(1), F(2)], [F(0), F(0)])
@example(tanh(log(X)), [F(-1), F(1)], [F(0), F(0)])
def test_boxes_enclose_every_point_in_them(name, expression, xs, ys):
    x, y = sorted(xs), sorted(ys)
    bounds = evaluate(name, expression, (x[0], x[1]), (y[0], y[1]))
    if bounds is None:
        return
    for t in (F(0), F(1, 7), F(1, 2), F(1)):
        for s in (F(0), F(2, 3), F(1)):
            point = {X: x[0] + t * (x[1] - x[0]), Y: y[0] + s * (y[1] - y[0])}
            try:
                assert contains(bounds, value(expression, point))
            except Undefined:
                assert expression.has(exp, sinh, cosh), f"bounds {bounds} though undefined at {point}"


@given(EXPRESSIONS, COORDINATES, COORDINATES)
def test_arithmetics_agree(expression, x, y):
    """The approximate ones err less than a ball that works with a dozen bits fewer is wide."""
    fine, coarse = evaluate("ball", expression, x, y, digits=60), evaluate("ball", expression, x, y, digits=11)
    other = evaluate("interval", expression, x, y)
    if fine and other:
        assert fine[0] <= other[1] and other[0] <= fine[1]
    assume(fine and coarse)
    for name in ("numpy", "mpmath"):
        approximate = evaluate(name, expression, x, y, digits=16)
        if approximate is None:  # overflow of a double
            assert name == "numpy" and max(map(abs, fine)) > 10**100
        else:
            assert coarse[0] <= approximate[0] <= coarse[1]


UNDEFINED = [
    (sqrt(X), (F(-1), F(1))), (sqrt(X), (F(-2), F(-1))), (log(X), (F(0), F(1))), (log(X), (F(-1), F(1))),
    (log(X), (F(0), F(0))), (1 / X, (F(0), F(1))), (1 / X, (F(-1), F(1))), (1 / X, (F(0), F(0))),
    (X**-2, (F(-1), F(1))),
    (X**-3, (F(0), F(0))), (acos(X), (F(0), F(2))), (acos(X), (F(3), F(4))), (asin(X), (F(-2), F(0))),
    (asin(X), (F(-2), F(-2))), (tan(X), (F(1), F(2))), (tan(X), (F(0), F(9))),
    (X ** sympy.Rational(3, 2), (F(-1), F(1))),
    (X ** sympy.Rational(1, 3), (F(-1), F(-1))), (X**pi, (F(-1), F(-1))), (atan(log(X)), (F(0), F(1))),
    (sin(1 / X), (F(-1), F(1))), (tanh(1 / X), (F(0), F(1))), (sympy.Pow(1 / X, 0, evaluate=False), (F(0), F(1))),
    (sympy.Mul(0, log(X), evaluate=False), (F(0), F(1))), (Abs(sqrt(X)), (F(-1), F(1))), (exp(-1 / X), (F(0), F(1))),
]  # fmt: skip


@pytest.mark.parametrize("name", RIGOROUS)
@pytest.mark.parametrize(("expression", "box"), UNDEFINED, ids=lambda p: str(p) if isinstance(p, sympy.Basic) else "")
def test_undefined_somewhere_has_no_bounds(name, expression, box):
    assert evaluate(name, expression, box) is None


@pytest.mark.parametrize("name", RIGOROUS)
def test_the_angle_of_the_origin_has_no_bounds(name):
    assert evaluate(name, atan2(Y, X), (F(-1), F(1)), (F(0), F(1))) is None
    assert evaluate(name, atan2(Y, X), F(0), F(0)) is None
    low, high = evaluate(name, atan2(Y, X), (F(-2), F(-1)), (F(-1), F(1)))  # across the cut, not the origin
    assert low < -3 and high > 3


@pytest.mark.parametrize("name", ("numpy", "mpmath"))
@pytest.mark.parametrize(
    "expression", [sqrt(X - 9), log(-X), acos(X), asin(-X), 1 / (X - 2), X / (X - 2), (X - 2) ** -2]
)
def test_approximate_arithmetics_answer_nan_where_undefined(name, expression):
    assert evaluate(name, expression, F(2)) is None


HEADS = [exp, log, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, Abs, sqrt, lambda x: x**3, lambda x: 1 / x,
         lambda x: x**-4, lambda x: pi * x / 3, lambda x: atan2(x, x - 1), lambda x: x ** sympy.Rational(-3, 2),
         lambda x: x ** sympy.Rational(1, 3), lambda x: x**pi]  # fmt: skip


@pytest.mark.parametrize("digits", (15, 50))
@pytest.mark.parametrize("name", RIGOROUS)
def test_every_head_is_as_precise_as_asked(name, digits):
    for head in HEADS:
        low, high = evaluate(name, head(X), F(1, 3), digits=digits)
        assert high - low <= F(1, 10**digits) * max(abs(low), abs(high), 1), head


@pytest.mark.parametrize("name", RIGOROUS)
def test_powers_know_parity_and_zero(name):
    for n in (2, 4, 6):
        assert evaluate(name, X**n, (F(-1), F(2)))[0] == 0
    low, high = evaluate(name, X**3, (F(-1), F(1)))
    assert low <= -1 and 1 <= high <= F(11, 10)
    power = arithmetic(name, 30).functions["power"]
    assert arithmetic(name, 30).bounds(power(arithmetic(name, 30).number(0), 0)) == (1, 1)
    assert evaluate(name, Abs(X), (F(-1), F(3)))[0] == 0


@pytest.mark.parametrize("name", ALL)
def test_root_is_of_a_number_known_to_be_nonnegative(name):
    table = arithmetic(name, 30)
    root = table.functions["root"]
    assert table.bounds(root(table.number(4)))[1] >= 2
    if table.hull:
        low, high = table.bounds(root(table.hull(F(-1, 10**9), F(4))))
        assert low <= 0 and 2 <= high < F(2001, 1000)
        assert table.bounds(root(table.hull(F(-3), F(-2)))) is None
    else:
        assert table.bounds(root(table.number(F(-1, 10**9)))) == (0, 0)


@pytest.mark.parametrize("name", RIGOROUS)
@given(a=st.fractions(), b=st.fractions())
def test_hull_and_number_enclose_exactly(name, a, b):
    table = arithmetic(name, 3)
    low, high = table.bounds(table.hull(min(a, b), max(a, b)))
    assert low <= min(a, b) <= max(a, b) <= high
    low, high = table.bounds(table.number(a))
    assert low <= a <= high
    low, high = table.bounds(table.rational(a.numerator, a.denominator))
    assert low <= a <= high


@pytest.mark.parametrize("name", RIGOROUS)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_taken_exactly(name, x):
    low, high = arithmetic(name, 3).bounds(arithmetic(name, 3).number(x))
    assert low <= F(x) <= high


@pytest.mark.parametrize("name", RIGOROUS)
@pytest.mark.parametrize("expression",
[sympy.Piecewise((X, X > 0), (0, True)), sympy.Function("f")(X), sympy.zeta(X), X + sympy.Float(0.5), sympy.I * X,
                                        X + sympy.EulerGamma, X * sympy.oo])  # fmt: skip
def test_what_has_no_sound_meaning_is_refused_when_compiling(name, expression):
    with pytest.raises(TypeError):
        compile_expression(expression, [X], arithmetic(name))


@pytest.mark.parametrize("name", RIGOROUS)
def test_numbers_too_large_to_hold_have_no_bounds(name):
    assert evaluate(name, exp(exp(X)), F(20)) is None
    assert evaluate(name, exp(-exp(X)), F(20)) is None
    assert dyadic(0, 10**9) == 0 and dyadic(3, -1) == F(3, 2)


def test_precision_is_restored_after_nesting_errors_and_threads():
    before = flint.ctx.prec
    outer, inner = arithmetic("ball", 100), arithmetic("ball", 20)
    with outer.working():
        precision = flint.ctx.prec
        evaluate("ball", sin(X), F(1), digits=20)
        with pytest.raises(ZeroDivisionError), inner.working():
            raise ZeroDivisionError
        assert flint.ctx.prec == precision > before
    assert flint.ctx.prec == before
    widths = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def work(digits):
        for _ in range(100):
            low, high = evaluate("ball", sin(X) ** 2 + cos(X), F(1), digits=digits)
            widths.append((high - low) * 10**digits)

    threads = [threading.Thread(target=work, args=(digits,)) for digits in (15, 40, 90)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    assert len(widths) == 300 and max(widths) < 1  # no thread worked in another's precision
    assert flint.ctx.prec == before


@pytest.mark.parametrize("name", RIGOROUS)
def test_no_function_forgets_that_its_input_was_unbounded(name):
    """Arb's sine of all reals is [−1, 1]; the value it came from may not exist."""
    table = arithmetic(name)
    everything = flint.arb("[0 +/- inf]") if name == "ball" else table.functions["log"](table.number(0))
    for function in ("sin", "cos", "atan", "tanh", "exp", "sqrt", "abs", "root"):
        assert table.bounds(table.functions[function](everything)) is None, function
    assert table.bounds(table.functions["power"](everything, 0)) is None
    assert table.bounds(table.functions["atan2"](everything, table.number(1))) is None


def test_unknown_arithmetics_and_digits_are_refused():
    with pytest.raises(ValueError, match="numpy, mpmath, interval, ball"):
        arithmetic("decimal")
    with pytest.raises(ValueError, match="at least 1"):
        arithmetic("ball", 0)

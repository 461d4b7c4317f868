"""The compiler: each common part once, any depth, exact inputs, errors that say what to write."""

from fractions import Fraction as F

import pytest
import sympy
from sympy import Float, Rational, pi, sin, sqrt, symbols

from verify.arithmetics import Arithmetic, arithmetic
from verify.language.compile import OFTEN, CompileError, InexactLiteral, compile_expression

x, y = symbols("x y", real=True)


def counting():
    """Return an arithmetic of fractions that counts its operations."""
    calls = []

    def counted(name, function):
        return lambda *xs: (calls.append(name), function(*xs))[1]

    functions = {
        "add": lambda *xs: sum(xs), "mul": lambda a, b, *more: a * b * (more[0] if more else 1), "power": pow,
        "divide": lambda a, b: a / b, "sin": lambda a: a, "sqrt": lambda a: a,
    }  # fmt: skip
    table = Arithmetic(
        name="counting", rigorous=True, number=F, rational=F, constants={"pi": lambda: F(3)},
        functions={name: counted(name, f) for name, f in functions.items()}, bounds=lambda v: (v, v),
    )  # fmt: skip
    return table, calls


def test_common_parts_are_computed_once_over_all_outputs():
    table, calls = counting()
    inner = sin(x + y)
    run = compile_expression([inner**2, inner**2 + inner, inner * x], [x, y], table)
    assert run(1, 2) == (9, 12, 3)
    assert sorted(calls) == ["add", "add", "mul", "power", "sin"]


def test_a_sequence_gives_a_tuple_and_an_expression_a_value():
    table = arithmetic("mpmath")
    assert compile_expression([x], [x], table)(3) == (3,)
    assert compile_expression(x, [x], table)(3) == 3
    assert compile_expression([], [x], table)(3) == ()
    assert compile_expression(7, [], table)() == 7


@pytest.mark.parametrize("inputs", [(), (1,), (1, 2, 3)])
@pytest.mark.parametrize("before", [0, OFTEN])
def test_a_wrong_number_of_inputs_is_an_error(inputs, before):
    run = compile_expression(x + y, [x, y], arithmetic("ball"))
    for _ in range(before):
        run(1, 2)
    with pytest.raises(TypeError, match="2 inputs expected"):
        run(*inputs)


@pytest.mark.parametrize(
    "expression", [[sin(x) / 3 + pi * y, x, Rational(2, 7)], [], sin(x * y) / 3, Rational(1, 3), x]
)
def test_a_program_that_has_run_often_gives_what_it_gave_at_first(expression):
    table = arithmetic("ball", 40)
    often = compile_expression(expression, [x, y], table)
    for n in range(2 * OFTEN):
        once = compile_expression(expression, [x, y], table)
        assert repr(often(F(n, 3), sqrt(2))) == repr(once(F(n, 3), sqrt(2)))


def test_a_repeated_input_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        compile_expression(x, [x, x], arithmetic("ball"))


def test_a_stranger_is_an_error_that_names_it():
    with pytest.raises(CompileError, match="the symbol y is not among the inputs"):
        compile_expression(x + y, [x], arithmetic("numpy"))


def test_expressions_deeper_than_pythons_stack():
    deep = x
    for _ in range(3000):
        deep = sympy.sin(deep, evaluate=False) + 1
        hash(deep)
    low, high = arithmetic("ball", 15).bounds(compile_expression(deep, [x], arithmetic("ball"))(F(1, 2)))
    assert 1 < low <= high < 2  # sin(x) + 1 tends to its fixed point, 1.93…


@pytest.mark.parametrize("name", ("interval", "ball"))
@pytest.mark.parametrize("given", [F(1, 3), Rational(1, 3), 3, sympy.Integer(3), 0.1, sqrt(2), pi / 4])
def test_inputs_are_taken_exactly(name, given):
    table = arithmetic(name, 40)
    low, high = table.bounds(compile_expression(x, [x], table)(given))
    exact = given if isinstance(given, sympy.Basic) else Rational(F(given).numerator, F(given).denominator)
    assert Rational(low.numerator, low.denominator) <= exact <= Rational(high.numerator, high.denominator)
    assert high - low < F(1, 10**38)


@pytest.mark.parametrize(
    ("literal", "written"),
    [(Float(0.5), "Rational(1, 2)"), (Float(2 / 3), "Rational(2, 3)"), (Float(0.1), "Rational(1, 10)"),
     (Float("1e-20"), "Rational(1, 100000000000000000000)"), (Float(-1.25), "Rational(-5, 4)"),
     (Float(3.14159), "Rational(314159, 100000)")],
)  # fmt: skip
def test_a_float_names_the_rational_to_write(literal, written):
    with pytest.raises(InexactLiteral) as caught:
        compile_expression(x * literal, [x], arithmetic("ball"))
    assert written in str(caught.value)
    assert compile_expression(x + literal, [x], arithmetic("mpmath"))(0) == pytest.approx(float(literal))


def test_thirds_and_pi_are_built_at_the_precision_of_the_call():
    """What lambdify gets wrong: it prints 1/3 as a division of floats."""
    table = arithmetic("ball", 50)
    low, high = table.bounds(compile_expression(x / 3 + sympy.pi, [x], table)(1))
    assert Rational(low.numerator, low.denominator) < Rational(1, 3) + pi < Rational(high.numerator, high.denominator)
    assert high - low < F(1, 10**49)


def test_quotients_keep_their_denominators():
    table, calls = counting()
    assert compile_expression(x * y**-2 / (x + 1), [x, y], table)(3, 2) == F(3, 16)
    assert calls.count("divide") == 1
    assert compile_expression(1 / (x * y), [x, y], table)(2, 3) == F(1, 6)


def test_half_integer_powers():
    table = arithmetic("interval", 30)
    low, high = table.bounds(compile_expression(x ** Rational(-3, 2), [x], table)(4))
    assert low <= F(1, 8) <= high and high - low < F(1, 10**29)
    low, high = table.bounds(compile_expression(sqrt(x**2) ** 3, [x], table)(-2))  # |x|³
    assert low <= 8 <= high

"""Values at a point: exact while they are rational, NaN where undefined or not decided; near it, enclosed."""

from __future__ import annotations

from fractions import Fraction as F
from math import isqrt
from random import Random

import pytest
import sympy
from sympy import (
    Abs,
    And,
    Heaviside,
    Max,
    Min,
    Mod,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Xor,
    acos,
    atan2,
    ceiling,
    cos,
    exp,
    floor,
    log,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from verify import arithmetic
from verify.arithmetics import range as ranges
from verify.language.compile import CompileError, compile_expression

x, y = symbols("x y")


def at(expression, *values, digits=30):
    table = arithmetic("point", digits)
    return table.bounds(compile_expression(expression, [x, y][: len(values)], table)(*values))


EXACT = [
    (x / 3 - 1, F(3), 0),
    (sqrt(x / 3 - 1), F(3), 0),
    (acos(x / 3), F(3), 0),
    (log(x / 3) + exp(x / 3 - 1), F(3), 1),
    (sqrt(x), F(9, 4), F(3, 2)),
    (x ** Rational(1, 3) + x ** Rational(5, 3), F(0), 0),
    (floor(x) + ceiling(x) + sign(x) + Abs(x), F(-7, 2), -F(9, 2)),
    (Mod(x, 3) + Mod(-x, 3), F(7, 2), 3),
    (Max(x, 1 - x) + Min(x, 1 - x), F(1, 3), 1),
    (Heaviside(x, 7) + Heaviside(x - 1, 7), F(1), 8),
    (x**-3, F(2, 3), F(27, 8)),
    (0 * sin(x) + x, F(2), 2),
    (floor(10 * cos(x)), F(0), 10),
    (floor(exp(x)), F(1), 2),
    (Piecewise((1, x < 1), (2, And(x >= 1, x < 2)), (3, True)), F(1), 2),
    (Piecewise((1 / x, Ne(x, 0)), (5, True)), F(0), 5),
    (Piecewise((1, Or(x < 0, Not(x < 1))), (0, True)), F(1), 1),
]


@pytest.mark.parametrize(("expression", "value", "expected"), EXACT, ids=lambda case: str(case)[:40])
def test_rational_values_are_exact(expression, value, expected):
    assert at(expression, value) == (expected, expected)


UNDEFINED = [
    (1 / x, 0), (x ** Rational(-1, 2), 0), (log(x), 0), (sqrt(x), -1), (acos(x), F(5, 4)), (atan2(x, x), 0),
    (x ** Rational(1, 3), -1), (Mod(1, x), 0), (Piecewise((1, x > 0)), 0), (Piecewise((1, 1 / x > 0), (2, True)), 0),
    (sympy.Mul(0, 1 / x, evaluate=False), 0), (floor(1 / x), 0), (Max(1, log(x)), -1), (Abs(1 / x), 0),
    (sin(1 / x), 0), (sympy.sign(1 / x) ** 2, 0), (x ** -y, 0),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), UNDEFINED, ids=str)
def test_what_is_undefined_has_no_bounds(expression, value):
    values = (F(value), F(1, 2)) if expression.has(y) else (F(value),)
    assert at(expression, *values) is None


def test_what_balls_do_not_decide_has_none_until_they_do():
    close = sympy.exp(sympy.pi * sqrt(163)) - 640320**3 - 744 + 0 * x
    assert at(sympy.sign(close, evaluate=False), F(0), digits=20) is None
    assert at(sympy.sign(close, evaluate=False), F(0), digits=60) == (-1, -1)
    assert at(Piecewise((1, sin(x) ** 2 + cos(x) ** 2 < 1), (2, True)), F(1), digits=300) is None
    same = Piecewise((1, tan(x) < 1), (2, True))
    assert at(same, F(1)) == (2, 2)


def test_long_rationals_become_balls():
    low, high = at((x + F(1, 7)) ** 9000, F(1, 3))
    exact = F(10, 21) ** 9000
    assert low < exact < high and high - low < exact / 10**25
    low, high = at(sqrt(x), F(2))
    assert low**2 < 2 < high**2
    assert at(sqrt(x), F(10**40 + 1)) != (isqrt(10**40 + 1),) * 2


def test_conditions_of_another_kind_are_refused():
    with pytest.raises(CompileError, match="Xor"):
        at(Piecewise((1, Xor(x < 1, y < 1)), (2, True)), F(1), F(1))
    for name in ("ball", "interval", "range", "numpy", "mpmath"):
        with pytest.raises(CompileError, match="no (sound )?meaning"):
            compile_expression(Piecewise((1, x < 1), (2, True)), [x], arithmetic(name))


NEAR = [
    floor(x), ceiling(3 * x), sign(x), sign(x) + Heaviside(x - 1, 5), Mod(x, 2), Mod(x, -3), Mod(5, 4 + sign(x) / 2),
    Piecewise((x, x < 0), (x**2, x < 1), (2 - x, True)), Piecewise((1 / x, Ne(x, 0)), (0, True)),
    Piecewise((1, And(x > 0, floor(x) < 2)), (-1, Or(x < -1, Not(x <= 3))), (7, True)),
]  # fmt: skip


@pytest.mark.parametrize("expression", NEAR, ids=str)
def test_values_near_a_point_are_enclosed(expression):
    table, random = ranges.with_steps(20), Random(1)
    function = compile_expression(expression, [x], table)
    for _ in range(300):
        low, high = sorted(F(random.randrange(-48, 49), 12) for _ in range(2))
        found = table.bounds(function(table.hull(low, high)))
        inside = low + (high - low) * F(random.randrange(0, 9), 8)
        bounds = at(expression, inside)
        assert bounds is None or found is None or found[0] <= bounds[0] <= bounds[1] <= found[1]
        if low == high and bounds is not None:
            assert found is not None and found[1] - found[0] < F(1, 10**15)


def test_undefined_cases_do_not_count_as_values():
    table = ranges.with_steps(20)
    only_right = compile_expression(Piecewise((1, x > 0)), [x], table)
    assert table.bounds(only_right(table.hull(F(-1), F(1)))) is None
    assert table.bounds(only_right(table.hull(F(1), F(2)))) == (1, 1)

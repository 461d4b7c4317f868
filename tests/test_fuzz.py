"""Random operations on random elements of each rigorous arithmetic: the exact value is always inside.

A case is one operation on elements of a pool, each with a point known to be in it; the value at the points, by balls of
60 digits, must be met by the element that comes out.  10⁶ cases of each arithmetic with THOROUGH=1.
"""

from dataclasses import replace
from fractions import Fraction as F
from random import Random

import numpy as np
import pytest
from thorough import THOROUGH

from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.language.functions import FUNCTIONS

CASES = 1_000_000 if THOROUGH else 20_000
EXACT = arithmetic("ball", 60)
UNARY = ("sqrt", *(name for name, function in FUNCTIONS.items() if function.arity == 1))
BINARY = ("add", "mul", "divide")
OTHERS = ("atan2", "max", "min", "mod", "heaviside", "binomial")
EXPONENTS = (-3, -2, -1, 0, 1, 2, 3, 4, 7)
SCALES = (F(1, 10**12), F(1, 1000), F(1), F(1), F(1), F(3), F(50))


def number(random):
    """Return a rational: special, small or large, of either sign."""
    kind = random.random()
    if kind < 0.15:
        return F(random.choice((0, 1, -1, 2, -2, 3)))
    return random.choice(SCALES) * F(random.randint(-(2**20), 2**20), 2**20)


def beginning(table, random):
    """Return an element and a point in it: thin, or with ends."""
    t = number(random)
    with EXACT.working():
        exact = EXACT.number(t)
    with table.working():
        if random.random() < 0.4:
            return table.number(t), exact
        return table.hull(t - abs(number(random)), t + abs(number(random))), exact


def operation(known, pool, random):
    """Return an operation as a function of a table and of which half of the pool it takes."""
    name = random.choice([n for n in UNARY + BINARY * 5 + OTHERS + ("power",) * 4 if n in known])
    x, y, n = random.choice(pool), random.choice(pool), random.choice(EXPONENTS)

    def run(table, half):
        arguments = (x[half], n) if name == "power" else (x[half],) if name in UNARY else (x[half], y[half])
        with table.working():
            found = table.functions[name](*arguments)
            return found, table.bounds(found)

    return name, run


def violations(table, cases, seed):
    """Return the operations whose result misses the exact value, and how many results could be compared."""
    random, wrong, compared, pool = Random(seed), [], 0, []
    for case in range(cases):
        if case % 12 == 0:
            pool = [beginning(table, random) for _ in range(3)]
        name, run = operation(table.functions, pool, random)
        (found, bounds), (value, exact) = run(table, 0), run(EXACT, 1)
        if bounds is None or exact is None or max(map(abs, exact)) > 10**50:
            continue
        compared += 1
        if bounds[1] < exact[0] or bounds[0] > exact[1]:
            wrong.append((name, case))
        pool[random.randrange(len(pool))] = found, value
    return wrong, compared


@pytest.mark.parametrize("name", ["ball", "interval", "range"])
@pytest.mark.parametrize("part", range(4))
def test_no_value_escapes(name, part):
    wrong, compared = violations(arithmetic(name, 15), CASES // 4, f"{name} {part}")
    assert wrong == [] and compared > CASES // 10


def test_the_comparison_would_see_one_rounding_that_is_forgotten():
    """Balls whose sines, or products, have lost their radius."""
    table = arithmetic("ball", 15)
    for name, wrong in (("sin", lambda f: lambda x: f(x).mid()), ("mul", lambda f: lambda *x: f(*x).mid())):
        tampered = replace(table, functions={**table.functions, name: wrong(table.functions[name])})
        found, _ = violations(tampered, 4000, "tampered")
        assert name in {operation for operation, _ in found}


def arrays(random, count):
    """Return a ball array, half of it thin, and an exact point in each ball."""
    mid = random.choice([0.0, 1.0, -1.0, 1e-9, 0.5, 30.0], count) * (1 + random.standard_normal(count))
    rad = np.where(random.random(count) < 0.5, 0.0, np.abs(mid) * 10.0 ** random.uniform(-16, 0, count))
    shift = random.choice([-1.0, 0.0, 1.0, 0.375], count)
    points = zip(mid.tolist(), rad.tolist(), shift.tolist(), strict=True)
    return BallArray(mid, rad), [F(m) + F(r) * F(s) for m, r, s in points]


ON_ARRAYS = ("add", "mul", "divide", "power", "sqrt", "sin", "cos", "exp")


@pytest.mark.parametrize("name", ON_ARRAYS)
def test_no_value_escapes_from_an_array(name):
    random, left, n = np.random.default_rng(ON_ARRAYS.index(name)), CASES // len(ON_ARRAYS), 1000
    while left > 0:
        (x, ts), (y, ss) = arrays(random, n), arrays(random, n)
        exponent = int(random.choice(EXPONENTS))
        with BALL_ARRAYS.working():
            function = BALL_ARRAYS.functions[name]
            found = function(x, exponent) if name == "power" else function(x, y) if name in BINARY else function(x)
        with EXACT.working():
            function = EXACT.functions[name]
            for i, (t, s) in enumerate(zip(map(EXACT.number, ts), map(EXACT.number, ss), strict=True)):
                value = function(t, exponent) if name == "power" else function(t, s) if name in BINARY else function(t)
                mid, rad = float(found.mid[i]), float(found.rad[i])
                if np.isfinite(mid) and np.isfinite(rad):
                    assert value.is_finite() and abs(value - mid) <= rad, (name, x.mid[i], x.rad[i], exponent)
        left -= n

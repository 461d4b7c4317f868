"""The table of functions against mpmath: each column, and each arithmetic that claims a function, by inclusion."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise, product
from operator import attrgetter, eq, ge, gt, le, lt, ne
from random import Random

import numpy as np
import pytest
import sympy
from flint import arb
from functions import SLACK, condition, exact, mp, number_at, reference

from verify.arithmetics import arithmetic, ball, series
from verify.arithmetics.arrays import BALL_ARRAYS, BallArray
from verify.arithmetics.gammas import turning_point
from verify.coq.terms import Unprintable
from verify.coq.terms import term as coq_term
from verify.kernel.taylor import FUNCTIONS as CHECKED
from verify.kernel.taylor import PAIRS as CHECKED_PAIRS
from verify.kernel.taylor import SLOPES
from verify.language.choices import RELATIONS
from verify.language.function import Image, Piece, Without
from verify.language.functions import FUNCTIONS, PERIODIC
from verify.language.reasons import Cause
from verify.language.sympy_heads import relation_of
from verify.language.term import apply, number, symbol
from verify.numerics.taylor import Field
from verify.prover.claim_data import expression_data
from verify.prover.claims import Unsupported
from verify.prover.heads import CIRCLES, bound_of, is_small_at_zero
from verify.report.printer import SIGNS, formula

DIGITS, ORDER = 30, 4
TABLES = {name: arithmetic(name, DIGITS) for name in ("numpy", "mpmath", "interval", "ball", "range")} | {
    "series": series.make(DIGITS, ORDER), "arrays": BALL_ARRAYS,
}  # fmt: skip
ENCLOSING = ("interval", "ball", "arrays", "range", "series")
SYMBOLS = symbol("x"), symbol("y")
ONE = [name for name, f in FUNCTIONS.items() if f.arity == 1]

PLAIN = [F(n, 8) for n in (*range(-28, 29), 40, 88, -44, 321, -321)]
EDGES = [F(1) + F(1, 2**45), F(1) - F(1, 2**45), F(-1) - F(1, 2**45), F(-1) + F(1, 2**45), F(-2) - F(1, 2**45),
         F(-3) + F(1, 2**45), F(1.4616321449683623), F(math.pi / 2), F(3 * math.pi)]  # fmt: skip
FAR = [F(x) for x in (1e300, -1e300, 1e-300, -1e-300, 1e300 / 3)]
SMALL = [F(1, 2**40), F(-1, 2**40)]
POINTS = [*PLAIN, *EDGES, *FAR]
RADII = [F(x) for x in (1e-300, 2.0**-40, 0.25, 0.5, 1.0, 3.0)]


def arity(name):
    return FUNCTIONS[name].arity or 2


def arguments(name, points=POINTS, count=100):
    """Return points of the line, or some of the plane."""
    if arity(name) == 1:
        return [(q,) for q in points]
    pairs = list(product(points, points))
    plain = [*product(PLAIN[20:37:2], PLAIN[20:37:2]), *product(SMALL, (F(1), F(-1))), *((q, q) for q in points)]
    return plain + Random(2).sample(pairs, min(count, len(pairs)))


# Every function in every arithmetic


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_arithmetic_has_the_function_or_a_reason(name):
    check_engines(FUNCTIONS[name])


def check_engines(record):
    assert set(record.engines) <= {*TABLES, "certificate"}
    for where, table in TABLES.items():
        reason = record.engines.get(where)
        assert (record.name in table.functions) != (isinstance(reason, Without) and bool(reason.reason)), where


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sympy_means_the_same(name):
    function = getattr(sympy, FUNCTIONS[name].sympy)
    for qs in arguments(name, [F(5, 8), F(-13, 8), F(7, 4)], 9)[-9:]:
        wanted, found = reference(name, *qs), function(*(sympy.Rational(q.numerator, q.denominator) for q in qs))
        if wanted is not None:
            assert abs(sympy.re(found.evalf(30)) - sympy.Float(str(wanted), 40)) < sympy.Rational(1, 10**20)


# Inclusion


def element(where, low, high):
    """Return the element of an arithmetic from low to high; for series with slope 1."""
    table = TABLES[where]
    if where == "arrays":
        middle, radius = float((low + high) / 2), float((high - low) / 2)
        return BallArray(np.array(middle), np.array(radius))
    with table.working():
        if where == "series":
            return series.variable(ball.number(low) if low == high else ball._hull(low, high), ORDER)
        return table.number(low) if low == high else table.hull(low, high)


def applied(where, name, *xs, function=None):
    with TABLES[where].working():
        return (function or TABLES[where].functions[name])(*xs)


def ends(where, found):
    """Return the ends as mpmath's numbers, None where nothing is claimed."""
    if where == "range":
        if found[0].is_nan() or found[1].is_nan():
            return None
        low, high = map(ball.bounds, found)
        return exact(low[0]) if low else -mp.inf, exact(high[1]) if high else mp.inf
    bounds = TABLES[where].bounds(found)
    return bounds and tuple(map(exact, bounds))


def holds(claimed, value):
    slack = SLACK * abs(value)
    return claimed[0] - slack <= value <= claimed[1] + slack


def is_float(q):
    return F(float(q)) == q


def check_thin(where, name, qs, function=None):
    """At a point: the value is enclosed, and where there is none nothing is claimed."""
    found = applied(where, name, *(element(where, q, q) for q in qs), function=function)
    claimed, value = ends(where, found), reference(name, *qs)
    if value is None:
        assert claimed is None or where == "range", qs
    else:
        assert claimed is None or holds(claimed, value), (qs, claimed, value)
        if where == "range" and name != "binomial":
            assert claimed is not None
    return claimed


def check_wide(where, name, sides, function=None):
    """On a box: all values are enclosed; where one is undefined nothing is claimed, but by ranges."""
    found = applied(where, name, *(element(where, *side) for side in sides), function=function)
    if (claimed := ends(where, found)) is None:
        return None
    for qs in product(*(inside(*side) for side in sides)):
        value = reference(name, *qs)
        if value is None:
            assert where == "range", (sides, qs, claimed)
        else:
            assert holds(claimed, value), (sides, qs, claimed, value)
    return claimed


def inside(low, high):
    """Return points of an interval: its ends, some between, and those where something happens."""
    special = [q for q in map(F, (-3, -2, -1, 0, 1, 2, F(1.4616321449683623))) if low <= q <= high]
    return {low, high, (low + high) / 2, low + (high - low) / 3, *special}


def boxes(name, count):
    random = Random(3)
    for _ in range(count):
        sides = []
        for _ in range(arity(name)):
            middle, radius = random.choice(POINTS), random.choice(RADII)
            radius = max(radius, abs(middle) / 2**45) if random.random() < 0.9 else F(0)
            # ends such that middle and radius are floats, as arrays take them
            middle, radius = F(float(middle)), F(float(radius))
            sides.append((middle - radius, middle + radius))
        yield sides


CLAIMS = [(where, name) for where in ENCLOSING for name in FUNCTIONS if name in TABLES[where].functions]


@pytest.mark.parametrize(("where", "name"), CLAIMS)
def test_values_at_points_are_enclosed(where, name):
    claimed = [check_thin(where, name, qs) for qs in arguments(name)]
    defined = [reference(name, *qs) is not None for qs in arguments(name)]
    # answers, and not only NaN: wherever a plain point is not at an end of the domain
    assert sum(c is not None for c in claimed) >= 0.7 * sum(defined) - 5


@pytest.mark.parametrize(("where", "name"), [c for c in CLAIMS if c[0] in ("interval", "ball", "range")])
def test_values_are_as_precise_as_asked(where, name):
    for qs in arguments(name, PLAIN[4:53:3], 20):
        if (value := reference(name, *qs)) is not None:
            found = ends(where, applied(where, name, *(element(where, q, q) for q in qs)))
            assert found is None or found[1] - found[0] <= mp.mpf(10) ** (3 - DIGITS) * max(1, abs(value)), (qs, found)


@pytest.mark.parametrize(("where", "name"), CLAIMS)
def test_values_on_boxes_are_enclosed(where, name):
    claimed = [check_wide(where, name, sides) for sides in boxes(name, 120)]
    assert sum(c is not None for c in claimed) > 10


@pytest.mark.parametrize("name", FUNCTIONS)
def test_infinite_ends_of_ranges(name):
    for q in (F(-5, 2), F(-1), F(0), F(1, 2), F(1), F(3), F(1e300)):
        for unbounded in ((None, q), (q, None), (None, None)):
            x = infinite(*unbounded)
            others = [element("range", F(1, 2), F(5, 2))] * (arity(name) - 1)
            claimed = ends("range", applied("range", name, x, *others))
            for p in (p for p in POINTS if (unbounded[0] is None or p >= q) and (unbounded[1] is None or p <= q)):
                value = reference(name, p, *[F(3, 2)] * (arity(name) - 1))
                assert value is None or (claimed is not None and holds(claimed, value)), (unbounded, p, claimed)


def infinite(low, high):
    with TABLES["range"].working():
        a = arb.neg_inf() if low is None else ball.number(low)
        return a, arb.pos_inf() if high is None else ball.number(high)


@pytest.mark.parametrize(
    ("name", "low", "high", "least", "most"),
    [
        ("erf", None, None, -1, 1), ("erfc", 0, None, 0, 1), ("floor", F(3, 2), None, 1, mp.inf),
        ("sign", 0, None, 0, 1), ("asinh", None, 0, -mp.inf, 0), ("acosh", -3, 1, 0, 0), ("abs", -1, 2, 0, 2),
        ("acosh", 0, None, 0, mp.inf), ("floor", -1, F(5, 2), -1, 2), ("atanh", -1, 0, -mp.inf, 0),
        ("ceiling", F(1, 2), F(5, 2), 1, 3), ("gamma", 0, 1, 1, mp.inf), ("loggamma", 2, None, 0, mp.inf),
        ("factorial", 2, 4, 2, 24), ("loggamma", -2, F(1, 2), mp.log(mp.pi) / 2, mp.inf),
    ],
)  # fmt: skip
def test_ranges_are_exact_where_they_go_to_the_ends(name, low, high, least, most):
    a, b = ends("range", applied("range", name, infinite(*(None if q is None else F(q) for q in (low, high)))))
    assert all(x == y or abs(x - y) < mp.mpf(10) ** (2 - DIGITS) for x, y in ((a, least), (b, most)))


def test_the_turning_point_of_gamma_is_enclosed():
    for digits in (5, 30, 100):
        with ball.precision(4 * digits):
            found = turning_point()
        with mp.workdps(150):
            low, high = map(exact, ball.bounds(found))
            assert mp.digamma(low) <= 0 <= mp.digamma(high) and high - low < mp.mpf(10) ** (3 - digits)
            zero = (low + high) / 2
    least, _ = ends("range", applied("range", "gamma", element("range", F(1), F(2))))
    assert 0 <= mp.gamma(zero) - least < mp.mpf(10) ** (2 - DIGITS)


BALL = TABLES["ball"].functions


@pytest.mark.parametrize(
    ("name", "qs", "value"),
    [
        ("floor", (3,), 3), ("floor", (10**60 + 1,), 10**60 + 1), ("floor", (F(2 * 10**60 + 1, 2),), 10**60),
        ("ceiling", (F(-5, 2),), -2), ("sign", (0,), 0), ("heaviside", (0, F(1, 4)), F(1, 4)), ("mod", (6, 3), 0),
        ("mod", (10**60 + 1, 3), 2), ("mod", (F(-7, 2), 3), F(5, 2)), ("mod", (7, -3), -2), ("gamma", (5,), 24),
        ("binomial", (200, 100), math.comb(200, 100)), ("binomial", (5, 7), 0), ("binomial", (5, -1), 0),
        ("max", (1, 2), 2), ("min", (1, 2), 1), ("acosh", (1,), 0), ("erfc", (0,), 1),
        ("factorial", (18,), math.factorial(18)),
    ],
)  # fmt: skip
def test_exact_points_have_exact_values_in_balls(name, qs, value):
    """So that a tie is decided where a ball is exact, whatever the precision."""
    with ball.precision(60):
        found = BALL[name](*(arb((q.numerator, 1 - q.denominator.bit_length())) for q in map(F, qs)))
    assert ball.bounds(found) == (value, value)


@pytest.mark.parametrize("where", ["ball", "interval", "range", "arrays"])
def test_a_jump_inside_gives_both_values(where):
    for name, (low, high), values in (
        ("floor", (F(7, 8), F(9, 8)), (0, 1)), ("ceiling", (F(7, 8), F(9, 8)), (1, 2)),
        ("sign", (F(-1, 8), F(1, 8)), (-1, 0, 1)), ("sign", (F(0), F(1, 8)), (0, 1)),
    ):  # fmt: skip
        claimed = ends(where, applied(where, name, element(where, low, high)))
        assert all(claimed[0] <= v <= claimed[1] for v in values) and claimed[1] - claimed[0] < 3
    half = element(where, F(1, 2), F(1, 2))
    for sides, values in (((F(-1, 8), F(1, 8)), (0, 0.5, 1)), ((F(1, 8), F(1, 4)), (1,)), ((F(-1), F(-1, 2)), (0,))):
        claimed = ends(where, applied(where, "heaviside", element(where, *sides), half))
        assert all(claimed[0] <= v <= claimed[1] for v in values)
    claimed = ends(where, applied(where, "mod", element(where, F(5, 2), F(7, 2)), element(where, F(3), F(3))))
    assert claimed[0] <= 0 and claimed[1] >= 2.99
    across = ends(where, applied(where, "mod", element(where, F(5, 2), F(7, 2)), element(where, F(-1), F(1))))
    assert across is None or where == "range"


@pytest.mark.parametrize("where", ["numpy", "mpmath"])
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("error")
def test_approximate_arithmetics_are_near(where, name):
    table = TABLES[where]
    for qs in arguments(name, count=60):
        if not all(map(is_float, qs)):
            continue
        with table.working():
            found, value = table.functions[name](*map(table.number, qs)), reference(name, *qs)
            bounds = table.bounds(found)
        if value is None:
            assert bounds is None, qs
        elif bounds is None:
            assert abs(value) > 1e300 or abs(value) < 1e-300 or max(map(abs, qs)) >= 1e299, qs
        elif max(map(abs, qs)) < 1e299 or name not in ("binomial", "mod"):
            far = mp.mpf(10) ** (-9 if where == "numpy" else -20)
            assert abs(exact(bounds[0]) - value) <= far * (1 + abs(value)), (qs, bounds, value)


def test_arrays_of_floats_are_taken_at_once():
    x = np.array([-2.5, -1.0, 0.5, 3.0])
    with TABLES["numpy"].working():
        for name in ONE:
            found = TABLES["numpy"].functions[name](x)
            single = [TABLES["numpy"].functions[name](t) for t in x]
            assert found.shape == x.shape and np.array_equal(found, single, equal_nan=True)


# Taylor coefficients


TAYLOR = [("series", name) for where, name in CLAIMS if where == "series" and name in ONE]
TAYLOR += [("recurrences", name) for name in SLOPES]


@pytest.mark.parametrize(("where", "name"), TAYLOR)
def test_taylor_coefficients_are_enclosed(where, name):
    known = 0
    for middle, radius in product(PLAIN[::3], (F(0), F(2.0**-30), F(1, 16))):
        known += check_coefficients(
            name, middle, radius, coefficient_ends(where, name, middle - radius, middle + radius)
        )
    assert known > 8


def check_coefficients(name, middle, radius, all_ends):
    if None in all_ends:
        # undefined throughout or nowhere; computed one after the other, the value may be known where no slope is
        assert all(e is None for e in all_ends[1:])
        return 0
    for q in (middle - radius, middle, middle + radius / 3):
        assert reference(name, q) is not None, f"bounded, though undefined at {q}"
        with mp.workdps(80):
            true = mp.taylor(lambda t: reference(name, t), exact(q), ORDER - 1)
        assert all(e[0] - 1e-25 <= c <= e[1] + 1e-25 for e, c in zip(all_ends, true, strict=True)), (q, all_ends, true)
    return 1


def coefficient_ends(where, name, low, high):
    """Return the ends of the first coefficients of a function at an interval, None for what is not bounded."""
    if where == "series":
        found = applied(where, name, element(where, low, high))
        return series_ends(found)
    variable = sympy.Symbol("x")
    x = [element("arrays", low, high), BallArray(np.array(1.0)), *[BallArray(np.array(0.0))] * (ORDER - 2)]
    with BALL_ARRAYS.working():
        ((*found,),) = Field.of([getattr(sympy, name)(variable)], (variable,)).series([x], ORDER)
        return [_as_exact(BALL_ARRAYS.bounds(c)) for c in found]


def series_ends(found):
    with TABLES["series"].working():
        return [_as_exact(ball.bounds(c)) for c in series.coefficients(found, ORDER)]


def _as_exact(bounds):
    return bounds and tuple(map(exact, bounds))


def test_binomials_and_angles_have_series_in_both_arguments():
    check_pair("binomial", F(9, 2), F(5, 4))
    check_pair("atan2", F(-1), F(1, 2))


def check_pair(name, p, q):
    with TABLES["series"].working():
        found = TABLES["series"].functions[name](*(series.variable(ball.number(x), ORDER) for x in (p, q)))
    with mp.workdps(80):
        true = mp.taylor(lambda t: reference(name, t + exact(p), t + exact(q)), 0, ORDER - 1)
    for (low, high), c in zip(series_ends(found), true, strict=True):
        assert low - 1e-25 <= c <= high + 1e-25 and high - low < 1e-20


# The columns of the table


@pytest.mark.parametrize("name", FUNCTIONS)
def test_defined(name):
    check_defined(FUNCTIONS[name])


def check_defined(record):
    for qs in arguments(record.name, count=100):
        claimed = condition(record.defined, SYMBOLS[: len(qs)], qs)
        assert claimed == (reference(record.name, *qs) is not None), qs


@pytest.mark.parametrize("name", FUNCTIONS)
def test_continuous(name):
    check_continuous(FUNCTIONS[name])


NEAR = F(1, 2**300)


def moved(qs, i, h):
    return (*qs[:i], qs[i] + h, *qs[i + 1 :])


def check_continuous(record):
    """It is continuous where it says, and jumps elsewhere."""
    for qs in arguments(record.name, [*PLAIN, *EDGES], 60):
        if (value := reference(record.name, *qs)) is None:
            continue
        around = [reference(record.name, *moved(qs, i, h)) for i in range(len(qs)) for h in (NEAR, -NEAR)]
        gap = max((abs(v - value) for v in around if v is not None), default=0)
        if condition(record.continuous, SYMBOLS[: len(qs)], qs):
            assert gap < 1e-8, qs
        elif record.name != "heaviside" or qs[1] not in (0, 1):
            assert gap > 1e-8, qs


@pytest.mark.parametrize("name", FUNCTIONS)
def test_smooth_and_derivative(name):
    check_smooth(FUNCTIONS[name])


def check_smooth(record):
    """Where it says, the slopes from both sides are the derivative's, elsewhere they differ or are steep."""
    slopes = record.derivative
    for qs in arguments(record.name, PLAIN, 40):
        symbols = SYMBOLS[: len(qs)]
        if reference(record.name, *qs) is None or not condition(record.continuous, symbols, qs):
            continue
        smooth, sharp = condition(record.smooth, symbols, qs), False
        for i in range(len(qs)):
            right, left = (_slope(record.name, qs, i, h) for h in (NEAR, -NEAR))
            sharp = sharp or right is None or left is None or abs(right - left) > 1e-8 * (1 + abs(right))
            if smooth and not isinstance(slopes, Without):
                claimed = number_at(slopes[i](*symbols), dict(zip(symbols, qs, strict=True)))
                assert claimed is not None and right is not None, (qs, i)
                assert abs(exact(claimed) - right) < 1e-8 * (1 + abs(right)), (qs, i, claimed, right)
        assert smooth != sharp, qs


def _slope(name, qs, i, h):
    with mp.workprec(1000):
        beside = reference(name, *moved(qs, i, h))
        return None if beside is None else (beside - reference(name, *qs)) / exact(h)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_image(name):
    check_image(FUNCTIONS[name])


COLUMN_POINTS = [*POINTS, F(-60), F(60), +mp.pi, mp.pi / 2, -mp.pi / 2]


def check_image(record):
    """Values lie in the image, reach its closed ends and come near the open ones."""
    if not isinstance(record.image, Image):
        check_image_at_arguments(record)
        return
    found = [(qs, reference(record.name, *qs)) for qs in arguments(record.name, COLUMN_POINTS)]
    values = [v for _, v in found if v is not None]
    middling = [
        v for qs, v in found if v is not None and all(q == 0 or 1e-20 < abs(q) < 10 for q in qs)
    ]  # not rounded to an end
    for end, closed, sign in zip((record.image.low, record.image.high), record.image.closed, (1, -1), strict=True):
        if end is None:
            assert not closed
            continue
        least, nearest = (min(sign * v for v in vs) for vs in (values, middling))
        limit = sign * exact(number_at(end, {}))
        assert least >= limit - SLACK
        assert nearest - limit < SLACK if closed else nearest > limit and least - limit < 1e-6


def check_image_at_arguments(record):
    """Values lie in the image at their arguments, and come near each of its ends."""
    gaps = [[], []]
    for qs in arguments(record.name, COLUMN_POINTS):
        if (value := reference(record.name, *qs)) is not None:
            low, high, closed = record.image(*map(number, qs)) if all(isinstance(q, F) for q in qs) else (0, 0, 0)
            if closed:
                ends = [exact(number_at(end, {})) for end in (low, high)]
                assert closed == (True, True) and ends[0] - SLACK <= value <= ends[1] + SLACK, qs
                for at, end in zip(gaps, ends, strict=True):
                    at.append(abs(value - end))
    assert all(min(at) < SLACK for at in gaps)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parity(name):
    check_parity(FUNCTIONS[name])


def check_parity(record):
    if record.arity != 1:
        assert isinstance(record.parity, Without)
        return
    pairs = [(reference(record.name, q), reference(record.name, -q)) for q in POINTS]
    held = [
        s for s in (1, -1)
        if all((a is None) == (b is None) and (a is None or abs(b - s * a) <= SLACK * abs(a)) for a, b in pairs)
    ]  # fmt: skip
    assert held == ([] if isinstance(record.parity, Without) else [record.parity])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_pieces(name):
    check_pieces(FUNCTIONS[name])


def check_pieces(record):
    """On each piece the values go one way, and the pieces hold every point where the function is defined."""
    if isinstance(record.pieces, Without):
        return
    found = sorted((q, reference(record.name, q, *[F(1, 2)] * (arity(record.name) - 1))) for q in POINTS)
    found = [(q, v) for q, v in found if v is not None]
    held = set()
    for low, high, direction in record.pieces:
        a, b = (None if end is None else number_at(end, {}) for end in (low, high))
        inner = [(q, v) for q, v in found if (a is None or q >= a) and (b is None or q <= b)]
        held |= {q for q, _ in inner}
        assert direction in (1, -1) and len(inner) > 3
        assert all(direction * (w - v) >= -SLACK * (1 + abs(v)) for (_, v), (_, w) in pairwise(inner))
        assert any(direction * (w - v) > 0 for (_, v), (_, w) in pairwise(inner))
    assert held == {q for q, _ in found}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_period(name):
    check_period(FUNCTIONS[name])


def check_period(record):
    """Values repeat after a period, and after no part of it; what has no period has one-way pieces, or a reason."""
    if isinstance(record.period, Without):
        assert record.period.reason and record.pieces is not PERIODIC
        return
    assert record.pieces is PERIODIC
    period = exact(number_at(record.period, {}))
    for part in (1, 2, 3, 4):
        pairs = [(reference(record.name, exact(q)), reference(record.name, exact(q) + period / part)) for q in PLAIN]
        same = [abs(a - b) < 1e-40 * (1 + abs(a)) for a, b in pairs if a is not None and b is not None]
        assert all(same) == (part == 1)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_said_of_holes(name):
    """Only what is undefined somewhere has a cause of its own."""
    record = FUNCTIONS[name]
    assert record.hole is Cause.MAY_BE_UNDEFINED or not record.is_total


@pytest.mark.parametrize("name", ONE)
def test_crossing(name):
    check_crossing(FUNCTIONS[name])


def check_crossing(record):
    """Beyond its zero a function has the sign that is claimed, before it the other one."""
    values = [(q, v) for q in POINTS if (v := reference(record.name, q)) is not None]
    if (crossing := record.crossing) is None:
        one_way = not isinstance(record.pieces, Without) and len(record.pieces) == 1
        # what goes one way and has no crossing is never zero, or zero on more than a point
        assert not one_way or sum(v == 0 for _, v in values) != 1
        return
    zero, sign = crossing
    assert values and all(mp.sign(v) == sign * mp.sign(exact(q) - exact(number_at(zero, {}))) for q, v in values)


@pytest.mark.parametrize("name", ONE)
def test_analytic_functions_have_no_kinks(name):
    check_analytic(FUNCTIONS[name])


def check_analytic(record):
    """Inside the set where it is defined, a function that is not analytic is not smooth at some plain point."""
    inside = [q for q in PLAIN if all(reference(record.name, p) is not None for p in (q, q + NEAR, q - NEAR))]
    assert record.is_analytic == all(condition(record.smooth, SYMBOLS[:1], [q]) for q in inside)


def test_what_squares_to_a_circle():
    assert {(s.__name__, c.__name__, sign) for s, c, sign in CIRCLES} == {("sin", "cos", 1), ("sinh", "cosh", -1)}
    for s, c, sign in CIRCLES:
        for q in PLAIN[10:40]:
            total = reference(c.__name__, q) ** 2 + sign * reference(s.__name__, q) ** 2
            assert abs(total - 1) < 1e-40


@pytest.mark.parametrize("name", ONE)
def test_what_is_bounded_and_small_at_zero(name):
    head = attrgetter(FUNCTIONS[name].sympy)(sympy)(sympy.Symbol("x", real=True), evaluate=False)
    values = [v for q in POINTS if (v := reference(name, q)) is not None]
    if (bound := bound_of(head)) is not None:
        assert all(abs(v) <= mp.mpf(str(sympy.N(bound[0], 50))) * (1 + SLACK) for v in values)
    else:
        assert max(map(abs, values)) > 10 or name in ("loggamma", "acosh", "atanh", "asinh", "log")
    steepest = [abs(v) / abs(exact(q)) for q in POINTS if q and (v := reference(name, q)) is not None]
    assert not is_small_at_zero(head) or (bound is not None and max(steepest) < 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_exact_values(name):
    check_exact(FUNCTIONS[name])


def check_exact(record):
    assert not isinstance(record.exact, Without)
    for at, value in record.exact.items():
        claimed, found = number_at(value, {}), number_at(apply(record.name, at), {})
        assert found is not None and abs(exact(found) - exact(claimed)) < SLACK, at


# What is planted must be found

X = SYMBOLS[0]
PLANTED = [
    (check_engines, "erf", {"engines": {"ball": Without("no reason")}}),
    (check_engines, "gamma", {"engines": {}}),
    (check_defined, "atanh", {"defined": lambda x: (x <= 1, x >= -1)}),
    (check_defined, "loggamma", {"defined": lambda x: ()}),
    (check_defined, "mod", {"defined": lambda x, y: ()}),
    (check_continuous, "floor", {"continuous": lambda x: ()}),
    (check_continuous, "exp", {"continuous": lambda x: (x > 0,)}),
    (check_continuous, "atan2", {"continuous": lambda y, x: ()}),
    (check_smooth, "abs", {"smooth": lambda x: ()}),
    (check_smooth, "acosh", {"smooth": lambda x: (x >= 1,)}),
    (check_smooth, "erf", {"smooth": lambda x: (x > 0,)}),
    (check_smooth, "erf", {"derivative": (lambda x: FUNCTIONS["erfc"].derivative[0](x),)}),
    (check_smooth, "atan2", {"derivative": FUNCTIONS["atan2"].derivative[::-1]}),
    (check_smooth, "factorial", {"derivative": FUNCTIONS["gamma"].derivative}),
    (check_image, "erf", {"image": Image(number(0), number(1), (False, False))}),
    (check_image, "erf", {"image": Image(number(-1), number(1))}),
    (check_image, "sin", {"image": Image(number(-1), number(1), (False, False))}),
    (check_image, "erfc", {"image": Image(number(0), number(3), (False, False))}),
    (check_parity, "erf", {"parity": 1}),
    (check_parity, "erf", {"parity": Without("neither")}),
    (check_parity, "erfc", {"parity": -1}),
    (check_pieces, "erfc", {"pieces": (Piece(None, None, 1),)}),
    (check_pieces, "cosh", {"pieces": (Piece(None, None, 1),)}),
    (check_pieces, "abs", {"pieces": (Piece(number(0), None, 1),)}),
    (check_image, "mod", {"image": lambda x, y: Image(number(0), y)}),
    (check_image, "heaviside", {"image": lambda x, y: Image(number(0), number(1))}),
    (check_period, "tan", {"period": FUNCTIONS["sin"].period}),
    (check_period, "sin", {"period": FUNCTIONS["tan"].period}),
    (check_crossing, "erf", {"pieces": (Piece(None, None, -1),)}),
    (check_crossing, "acosh", {"exact": {number(0): number(0)}}),
    (check_analytic, "abs", {"engines": {}}),
    (check_analytic, "asin", {"engines": {"series": Without("planted")}}),
    (check_exact, "gamma", {"exact": {number(5): number(120)}}),
    (check_exact, "acosh", {"exact": {number(0): number(0)}}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "name", "wrong"), PLANTED, ids=lambda p: getattr(p, "__name__", str(p))[:30])
def test_a_wrong_record_is_found(check, name, wrong):
    check(FUNCTIONS[name])
    with pytest.raises(AssertionError):
        check(replace(FUNCTIONS[name], **wrong))


RANGES = TABLES["range"].functions
WRONG = [
    ("ball", "floor", lambda x: arb(math.floor(float(x.mid())))), ("ball", "sign", lambda x: arb(1)),
    ("ball", "acosh", lambda x: abs(x).max(arb(1)).acosh()), ("ball", "erf", lambda x: x.mid().erf()),
    ("interval", "floor", TABLES["interval"].functions["ceiling"]), ("range", "loggamma", RANGES["gamma"]),
    ("range", "erfc", lambda x: (x[0].erfc(), x[1].erfc())), ("range", "gamma", lambda x: (x[0].gamma(), x[1].gamma())),
    ("arrays", "digamma", lambda x: BallArray(np.where(x.mid == 0, 0.0, x.mid), x.rad)),
]  # fmt: skip


@pytest.mark.parametrize(("where", "name", "function"), WRONG)
def test_a_wrong_function_is_found(where, name, function):
    with pytest.raises(AssertionError):
        for qs in arguments(name):
            check_thin(where, name, qs, function)
        for sides in boxes(name, 120):
            check_wide(where, name, sides, function)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_writer_takes_its_name_from_the_table(name):
    record = FUNCTIONS[name]
    x, y = sympy.symbols("x y", positive=True)
    head = attrgetter(record.sympy)(sympy)
    args = (x, y) if record.arity in (None, 2) else (x,)
    expression = sympy.digamma(x) if name == "digamma" else head(*args, evaluate=False)
    inside = {"x": "x", "y": "y"}
    if name == "atan2":  # as twice the arctangent of half the angle
        assert name not in CHECKED_PAIRS and expression_data(expression)[:2] == ["mul", "2"]
    elif isinstance(record.json, Without):
        assert name not in CHECKED | CHECKED_PAIRS
        with pytest.raises(Unsupported):
            expression_data(expression)
    else:
        assert record.json in CHECKED | CHECKED_PAIRS | {"max", "min"}
        assert expression_data(expression) == [record.json, *(["symbol", inside[str(a)]] for a in expression.args)]
    if isinstance(record.coq, str):
        data = [record.json, *(["symbol", letter] for letter in inside.values())][: 1 + len(args)]
        assert coq_term(data, inside) == record.coq.format("x", "y")
    elif isinstance(record.json, str):
        with pytest.raises(Unprintable):
            coq_term([record.json, ["symbol", "x"]], inside)
    if name not in SIGNS:
        assert formula(expression).startswith(record.latex)


@pytest.mark.parametrize(("name", "holds"), [(f.__name__, f) for f in (lt, le, gt, ge, eq, ne)])
def test_relations(name, holds):
    """Each says what Python's operator of its name does, is turned as the sides are, and is written as no other is."""
    relation, head = RELATIONS[name], getattr(sympy, name.capitalize())
    assert relation.signs == {s for s in (-1, 0, 1) if holds(s, 0)}
    assert RELATIONS[relation.turned].signs == {-s for s in relation.signs}
    assert relation_of(head(*sympy.symbols("x y"))) is relation
    assert [other for other, r in RELATIONS.items() if {r.json, r.coq, r.latex} & {*relation[2:]}] == [name]


def test_the_checker_knows_no_function_that_the_table_does_not():
    assert CHECKED | CHECKED_PAIRS <= {record.json for record in FUNCTIONS.values()} | {"sqrt", "power"}

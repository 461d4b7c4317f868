"""Validated integration: exact solutions, an independent reference, planted faults, failures in words."""

from __future__ import annotations

from fractions import Fraction as F

import flint
import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath.ctx_mp import MPContext
from sympy import Rational, Symbol, cos, exp, log, pi, sin, sqrt, tanh

from verify.arithmetics import arithmetic
from verify.language.compile import CompileError, InexactLiteral, compile_expression
from verify.numerics import taylor_step
from verify.numerics.ode import Enclosure, Failure, Flow, integrate, steps

mp = MPContext()
mp.dps = 60
X, Y, T, A = symbols = sympy.symbols("x y t a", real=True)


def value(expression):
    return mp.mpf(str(sympy.N(expression, 60)))


def holds(element, number, slack=0):
    low, high = arithmetic("ball").bounds(element)
    return (
        mp.mpf(low.numerator) / low.denominator - slack <= number <= mp.mpf(high.numerator) / high.denominator + slack
    )


def width(element):
    low, high = arithmetic("ball").bounds(element)
    return high - low


EXACT = {
    "exp": (Flow((X,), (X,)), (1,), [exp(T)]),
    "decay": (Flow((-30 * X,), (X,)), (F(1, 3),), [exp(-30 * T) / 3]),
    "oscillator": (Flow((Y, -X), (X, Y)), (1, 0), [cos(T), -sin(T)]),
    "logistic": (Flow((X * (1 - X),), (X,)), (F(1, 10),), [1 / (1 + 9 * exp(-T))]),
    "reciprocal": (Flow((-(X**2),), (X,)), (2,), [2 / (1 + 2 * T)]),
    "tanh": (Flow((1 - X**2,), (X,)), (0,), [tanh(T)]),
    "root": (Flow((sqrt(X),), (X,)), (1,), [(1 + T / 2) ** 2]),
    "with time": (Flow((Y * X, sympy.Integer(1)), (X, Y)), (1, 0), [exp(T**2 / 2), T]),
    "parameter": (Flow((A * X,), (X,), {A: pi / 3}), (sqrt(2),), [sqrt(2) * exp(pi * T / 3)]),
    "at rest": (Flow((sin(X),), (X,)), (0,), [sympy.Integer(0)]),
    "logarithm": (Flow((exp(-X),), (X,)), (0,), [log(1 + T)]),
    "fast": (Flow((10**20 * X,), (X,)), (1,), [exp(10**20 * T)]),
}


@pytest.mark.parametrize("digits", (8, 15, 30))
@pytest.mark.parametrize("name", EXACT)
def test_exact_solutions_are_enclosed_and_narrowly(name, digits):
    flow, start, solution = EXACT[name]
    duration = F(3, 10**20) if name == "fast" else F(10, 3)
    for step in steps(flow, start, duration, digits):
        assert isinstance(step, Enclosure), step
        for ball, during, x in zip(step.at, step.during, solution, strict=True):
            end = value(x.subs(T, Rational(step.time.numerator, step.time.denominator)))
            assert holds(ball, end, mp.mpf(10) ** -55 * (1 + abs(end)))
            assert during.overlaps(ball)
            inside = step.time - step.step * F(2, 5)
            assert holds(during, value(x.subs(T, Rational(inside.numerator, inside.denominator))))
            assert width(ball) <= F(1, 10 ** (digits - 3)) * (1 + abs(F(str(mp.nstr(end, 20)))))
    assert step.time == duration


def extrapolated(f, start, duration, pieces, levels=16):
    """Return x(duration) by Gragg's extrapolated midpoint rule, and how far the last two columns of it differ.

    Another method, in another arithmetic: no Taylor series, no balls.
    """
    state, error, width = [mp.mpf(x) for x in start], mp.mpf(0), mp.mpf(duration) / pieces
    for _ in range(pieces):
        table = []
        for level in range(levels):
            row = [midpoint_rule(f, state, width, 2 * level + 2)]
            for j, last in enumerate(table):
                ratio = mp.mpf(level + 1) ** 2 / (level - j) ** 2 - 1
                row.append([p + (p - q) / ratio for p, q in zip(row[-1], last, strict=True)])
            table = row
        error += max(abs(p - q) for p, q in zip(table[-1], table[-2], strict=True))
        state = table[-1]
    return state, error


def midpoint_rule(f, x, width, n):
    h = width / n
    before, now = x, [a + h * s for a, s in zip(x, f(*x), strict=True)]
    for _ in range(n - 1):
        before, now = now, [a + 2 * h * s for a, s in zip(before, f(*now), strict=True)]
    return [(a + b + h * s) / 2 for a, b, s in zip(before, now, f(*now), strict=True)]


def quotient(q):
    return mp.mpf(q.numerator) / q.denominator


COEFFICIENTS = st.fractions(-2, 2, max_denominator=8)


@settings(max_examples=30)
@given(st.lists(COEFFICIENTS, min_size=8, max_size=8), st.tuples(COEFFICIENTS, COEFFICIENTS), st.fractions(0, 1))
def test_an_independent_reference_lies_in_the_enclosure(c, start, duration):
    c = [Rational(q.numerator, q.denominator) for q in c]
    first = c[0] * sin(Y) + c[1] * X + c[2] * X * cos(X) + c[3]
    second = c[4] * cos(X * Y) + c[5] * Y + c[6] * sin(X) + c[7]
    enclosure = integrate(Flow((first, second), (X, Y)), start, duration, 20)
    assert isinstance(enclosure, Enclosure) and enclosure.time == duration
    run = compile_expression([first, second], (X, Y), arithmetic("mpmath", 60))
    reference, error = extrapolated(run, map(quotient, start), quotient(duration), 6)
    assert error < mp.mpf(10) ** -17
    for ball, x in zip(enclosure.at, reference, strict=True):
        assert holds(ball, mp.mpf(x), error)
        assert width(ball) < F(1, 10**16)


WIDE = {
    "pendulum": Flow((Y, -sin(X)), (X, Y)),
    "predator": Flow((X * (1 - Y), Y * (X - 1)), (X, Y)),
    "spiral": Flow((-X / 2 - 3 * Y + X * Y / 5, 3 * X - Y / 2), (X, Y)),
    "parameter": Flow((A * Y, -X), (X, Y), {A: (F(9, 10), F(11, 10))}),
}


@pytest.mark.parametrize("radius", (F(1, 30), F(1, 1000)))
@pytest.mark.parametrize("name", WIDE)
def test_wide_boxes_hold_every_trajectory(name, radius):
    centre, flow = (F(6, 5), F(4, 5)), WIDE[name]
    box = tuple((c - radius, c + radius) for c in centre)
    wide = integrate(flow, box, 2)
    assert isinstance(wide, Enclosure)
    for s in (-1, F(1, 3), 1):
        for t in (-1, F(-1, 2), 1):
            for a in (F(9, 10), F(11, 10)):
                member = Flow(flow.components, flow.symbols, {A: a} if flow.parameters else {})
                thin = integrate(member, (centre[0] + s * radius, centre[1] + t * radius), 2)
                assert all(b.contains(x) for b, x in zip(wide.at, thin.at, strict=True))


@pytest.mark.parametrize(("sign", "box"), [(1, (F(1, 10), F(2, 5))), (-1, (F(1), F(3, 2)))])
def test_curved_images_of_wide_boxes_are_held_to_their_ends(sign, box):
    """x' = ±x² maps a to a/(1 ∓ a t): a linearisation at the middle would miss an end of the image."""
    low, high = integrate(Flow((sign * X**2,), (X,)), (box,), 1).bounds[0]
    ends = [a / (1 - sign * a) for a in box]
    assert low <= ends[0] and ends[1] <= high
    assert high - low < 5 * (ends[1] - ends[0])


def test_rotation_does_not_wrap():
    """A box turned for ten rounds in its own coordinates stays as wide as its diagonal, not e^{20π} times."""
    box = ((F(99, 100), F(101, 100)), (F(-1, 100), F(1, 100)))
    turned = integrate(Flow((Y, -X), (X, Y)), box, 62)
    assert all(width(x) < F(4, 100) for x in turned.at)


def test_rotation_does_not_wrap_beside_a_component_at_rest():
    box = ((F(99, 100), F(101, 100)), (F(-1, 100), F(1, 100)), 1)
    turned = integrate(Flow((Y, -A * X, sympy.Integer(0)), (X, Y, A)), box, 62)
    assert all(width(x) < F(4, 100) for x in turned.at) and width(turned.at[2]) == 0


def test_contraction_is_seen():
    """The width of a box shrinks like the solutions in it, where a Taylor sum over the box would make it grow."""
    decayed = integrate(Flow((-27 * X + Y, -2 * Y), (X, Y)), ((1, 2), (0, 1)), 3)
    assert width(decayed.at[0]) < F(1, 5000) and width(decayed.at[1]) < F(1, 300)


FAILURES = {
    "blow-up": (Flow((X**2,), (X,)), (1,), 2, "may blow up"),
    "blow-up of a part of the box": (Flow((X**2,), (X,)), ((F(1, 10), 1),), 2, "may blow up"),
    "root at zero": (Flow((sqrt(X),), (X,)), (0,), 1, "undefined"),
    "root near zero": (Flow((-sqrt(X),), (X,)), (1,), 3, "undefined|leave the domain"),
    "division by zero": (Flow((1 / X,), (X,)), ((-1, 1),), 1, "undefined"),
    "leaves the domain": (Flow((-1 / X,), (X,)), (1,), 1, "undefined|leave the domain"),
    "huge": (Flow((exp(exp(X)),), (X,)), (60,), 1, "undefined|may blow up"),
    "nowhere": (Flow((X,), (X,)), (arb.nan(),), 1, "undefined"),
    "everywhere": (Flow((-X,), (X,)), (arb(0, "inf"),), 1, "undefined"),
    "parameter": (Flow((X / A,), (X,), {A: (-1, 1)}), (1,), 1, "undefined"),
}


@pytest.mark.parametrize("digits", (5, 15))
@pytest.mark.parametrize("name", FAILURES)
def test_failures_are_values_with_words(name, digits):
    flow, start, duration, words = FAILURES[name]
    *_, before, last = [None, *steps(flow, start, duration, digits)]
    assert isinstance(last, Failure) and last.time < duration
    assert any(word in last.reason for word in words.split("|")), last.reason
    assert before.at is last.at and before.time == last.time


def test_blow_up_is_approached_and_never_passed():
    last = integrate(Flow((X**2,), (X,)), (1,), 2)
    assert F(99, 100) < last.time < 1 and holds(
        last.at[0], 1 / (1 - mp.mpf(last.time.numerator) / last.time.denominator)
    )


@pytest.mark.parametrize("power", (-500, -40, 40, 500))
def test_no_scale_raises(power):
    """Numbers that no double can hold give an enclosure or a failure."""
    huge = Rational(10) ** power
    for flow, start in ((Flow((huge * X,), (X,)), 1), (Flow((X,), (X,)), huge), (Flow((X - X**3,), (X,)), huge)):
        last = integrate(flow, (start,), 1, most=20)
        assert isinstance(last, Failure | Enclosure)
        assert power > 0 or isinstance(last, Enclosure)


@pytest.mark.parametrize("order", (1, 2, 5))
def test_low_orders_are_rigorous_too(order):
    """Order 1 is the Picard–Lindelöf operator itself."""
    last = integrate(Flow((Y, -X), (X, Y)), (1, 0), F(1, 8), digits=4, order=order)
    assert isinstance(last, Enclosure)
    assert holds(last.at[0], mp.cos(mp.mpf(1) / 8)) and holds(last.at[1], -mp.sin(mp.mpf(1) / 8))


def test_too_many_steps_is_a_failure():
    last = integrate(Flow((Y, -X), (X, Y)), (1, 0), 1000, most=5)
    assert isinstance(last, Failure) and "more than 5 steps" in last.reason
    assert isinstance(integrate(Flow((-X,), (X,)), (1,), 0, most=0), Enclosure)


TAMPERED = {
    "a point": lambda x, _: x.mid(),
    "half the width": lambda x, _: arb(x.mid(), x.rad() / 2),
    "beside it": lambda x, _: x + 2 * x.rad() + 1,
    "not inflated": lambda x, _: x,
}


@pytest.mark.parametrize("tampered", TAMPERED)
@pytest.mark.parametrize("name", ("exp", "oscillator", "logistic"))
def test_a_tampered_a_priori_box_is_rejected(monkeypatch, name, tampered):
    flow, start, _ = EXACT[name]
    monkeypatch.setattr(taylor_step, "_inflated", TAMPERED[tampered])
    assert isinstance(integrate(flow, start, 1), Failure)


def test_an_a_priori_box_has_to_be_in_the_interior():
    assert taylor_step._holds_inside([arb(0, 1)], [arb(0, 0.5)])
    assert not taylor_step._holds_inside([arb(0, 1)], [arb(0, 1)])
    assert not taylor_step._holds_inside([arb(0, 1), arb(0, 1)], [arb(0, 0.5), arb(0.75, 0.5)])
    assert not taylor_step._holds_inside([arb(0, 1)], [arb.nan()])


def test_misuse_is_an_exception_when_called():
    for error, flow, start, duration in (
        (CompileError, Flow((sympy.Max(X, 0),), (X,)), (1,), 1),
        (CompileError, Flow((X * Y,), (X,)), (1,), 1),
        (InexactLiteral, Flow((X * sympy.Float(0.1),), (X,)), (1,), 1),
        (ValueError, Flow((X,), (X,)), (1, 2), 1),
        (ValueError, Flow((X,), (X,)), (1,), -1),
        (ValueError, Flow((X,), (X,)), (1,), float("nan")),
    ):
        with pytest.raises(error):
            steps(flow, start, duration)
    with pytest.raises(ValueError, match="2 components for 1 symbols"):
        Flow((X, Y), (X,))


def test_the_caller_may_stop_and_no_precision_leaks():
    before = flint.ctx.prec, flint.ctx.cap
    for step in steps(Flow((X,), (X,)), (1,)):
        assert (flint.ctx.prec, flint.ctx.cap) == before
        if step.at[0] > 2:
            break
    assert step.bounds[0][0] > 2 and isinstance(step, Enclosure)
    assert (flint.ctx.prec, flint.ctx.cap) == before


# The reduced gradient flow of a one-filter network with k = 25, r = 4, N = V = 1; the last component is y − X x/k.
K, R, N = 25, 4, 1
P, Z = sympy.symbols("phi z", real=True)
G = (pi - P) * cos(P) + sin(P)
SUM, REST = sympy.sqrt(R), N - Rational(R, K)
FAST, SLOW = K + pi - 1, pi - 1
REDUCED = Flow(
    (-(pi - P) * sin(P) * (Z + SUM * X / K), -FAST * X + (FAST - pi + G) * SUM, -SLOW * Z + (G - 1) * REST), (P, X, Z)
)
RING = (FAST - pi * R) / (FAST - R)  # g at the saddle
QUASI = ((FAST - pi + G) * SUM / FAST, (G - 1) * REST / SLOW)
CONDITIONS = compile_expression([G - RING, *QUASI], (P, X, Z), arithmetic("ball", 30))


def fate(at):
    """Return the set that decides, entered by the whole enclosure, or None; g decreases with the angle."""
    above, x, z = CONDITIONS(*at)
    sums = [SUM * a / K + b for a in (Symbol("u"), Symbol("v")) for b in (Symbol("r"), Symbol("s"))]
    run = compile_expression(sums, sympy.symbols("u v r s"), arithmetic("ball", 30))
    values = run(at[1], x, at[2], z)
    if above > 0 and all(v > 0 for v in values):
        return "global"
    if above < 0 and all(v < 0 for v in values):
        return "spurious"
    return None


@pytest.mark.parametrize("digits", (8, 15, 30))
@pytest.mark.parametrize(
    ("angle", "y", "x", "end"),
    [("1.5", "0.01", "12", "spurious"), ("1.83", "0.0001", "2", "spurious"), ("1.6", "-0.01", "-1", "global")],
)
def test_false_variants_of_the_basins_end_where_they_must(angle, y, x, end, digits):
    start = F(angle), F(x), F(y) - 2 * F(x) / K
    assert fate(tuple(map(arb, map(float, start)))) is None
    ends = None
    for step in steps(REDUCED, start, 10, digits):
        ends = ends or fate(step.at)
        if ends:
            break
    assert isinstance(step, Enclosure) and ends == end
    assert all(width(x) < F(1, 10 ** (digits - 3)) for x in step.at)


def test_the_reduced_flow_agrees_with_an_independent_integration():
    start = (F(3, 2), F(12), F(1, 100) - F(24, 25))
    run = compile_expression(REDUCED.components, REDUCED.symbols, arithmetic("mpmath", 60))
    reference, error = extrapolated(run, map(quotient, start), mp.mpf(1) / 5, 8)
    enclosure = integrate(REDUCED, start, F(1, 5), 25)
    assert error < mp.mpf(10) ** -17
    for ball, x in zip(enclosure.at, reference, strict=True):
        assert holds(ball, mp.mpf(x), error) and width(ball) < F(1, 10**20)


def test_cooperative_flow_keeps_the_order_of_its_corners():
    """In (−φ, x, z) the larger start stays above, so that corners bound a whole box."""
    low = integrate(REDUCED, (F(17, 10), F(0), F(0)), 1)
    high = integrate(REDUCED, (F(16, 10), F(1, 10), F(1, 10)), 1)
    assert high.at[0] < low.at[0] and high.at[1] > low.at[1] and high.at[2] > low.at[2]

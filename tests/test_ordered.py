"""Proofs by order: what is proved is true, and bugs planted in the steps make false or missing proofs."""

from fractions import Fraction as F
from itertools import count

import numpy as np
import pytest
from flint import arb
from sympy import Rational, S, exp, pi, sin, sqrt, symbols

from derivations.papers.du2018.basin.certified import ORDER, _proofs
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS
from derivations.papers.du2018.basin.surface import Surface
from derivations.papers.du2018.theory.reduction import STATE, flow
from derivations.papers.du2018.theory.sets import sums
from verify.arithmetics import arithmetic
from verify.arithmetics.arrays import BallArray
from verify.language.compile import compile_expression
from verify.numerics import cooperative_ode as ordered
from verify.numerics.cooperative_ode import entering
from verify.numerics.ode import Enclosure, Flow, integrate, steps

X, Y, R = symbols("x y r")
SADDLE = Flow((Y, X), (X, Y))
SETTING = Setting(5, F(2), 3)


def above(level):
    return lambda *x: (sum(x) > level) * 1


# Closed forms


@pytest.mark.parametrize(
    ("motion", "signs", "starts", "judge", "true"),
    [
        (
            SADDLE,
            (1, 1),
            [[1.0, 1.0, -1.0, 3.0], [-0.999, -1.001, 1.0, 5.0]],
            lambda x, y: (x + y > 9) * 1 - (x + y < -9),
            [True, False, False, True],
        ),
        (
            Flow((-Y, -X), (X, Y)),
            (1, -1),
            [[1.0, 1.0], [0.999, 1.001]],
            lambda x, y: (x - y > 9) * 1 - (x - y < -9),
            [True, False],
        ),
        (
            Flow((X * (1 - X),), (X,)),
            (1,),
            [[1e-6, 0.0, -1e-9, 2.0]],
            lambda x: (x > 0.9) * 1 - (x < -1),
            [True, False, False, True],
        ),
        (
            Flow((Y - X, X - Y), (X, Y)),
            (1, 1),
            [[0.0, 0.0], [2.001, 1.999]],
            lambda x, y: (np.minimum(x, y) > 1) * 1,
            [True, False],
        ),
        (Flow((S.One,), (X,)), (1,), [[0.0, -5.0, 7.0]], lambda x: (x > 5) * 1, [True, True, True]),
        (
            Flow((sin(X) - R,), (X,), {R: BallArray(0.5, 0.01)}),
            (1,),
            [[0.54, 0.52, 0.50]],
            lambda x: (x > 1) * 1 - (x < 0),
            [True, False, False],
        ),
        (
            Flow((pi * X - sqrt(X + 2) * Rational(1, 3),), (X,)),
            (1,),
            [[0.16, 0.15]],
            lambda x: (x > 1) * 1 - (x < 0),
            [True, False],
        ),
    ],
    ids=["saddle", "mixed", "logistic", "mean", "clock", "parameter", "constants"],
)
def test_closed_forms(motion, signs, starts, judge, true):
    """In turn decided by: x + y > 0; x > y; x > 0; (x + y)/2 > 1; nothing; sin x > r; x above a zero near 0.155."""
    assert entering(motion, signs, [np.array(x) for x in starts], judge, most=150).tolist() == true


def test_a_parameter_stands_for_every_number_within():
    """At x = 0.523 the field sin x − 1/2 is negative by 5e-4; of r in 0.5 ± 0.01 some drive it up, not all."""
    for middle, expected in ((0.5, False), (0.48, True)):
        motion = Flow((sin(X) - R,), (X,), {R: BallArray(middle, 0.01)})
        assert entering(motion, (1,), [np.array([0.523])], lambda x: (x > 1) * 1 - (x < 0.1))[0] == expected


@pytest.mark.parametrize(
    ("components", "start"),
    [
        ((X**2, S.One), (1.0, 0.0)),
        ((1 / X, S.One), (0.0, 0.0)),
        ((sqrt(X), S.One), (-1.0, 0.0)),
        ((exp(X), S.One), (0.0, 0.0)),
        ((X, S.One), (np.nan, 0.0)),
        ((X, S.One), (np.inf, 0.0)),
        ((X, S.One), (1e308, 0.0)),
        ((X**9, S.One), (1e200, 0.0)),
    ],
)
def test_no_proof_beyond_a_blow_up_or_where_the_field_is_undefined(components, start):
    """y reaches 1.25 at t = 1.25, after every solution has ended, or has left the floats."""
    late = 20 if components[0] == X else 1.25  # 1e308 e^t overflows before t = 20
    starts = [np.array([x, 0.0]) for x in start]  # and a neighbour
    assert not entering(Flow(components, (X, Y)), (1, 1), starts, lambda x, y: (y > late) * 1, most=200)[0]


def test_the_hypotheses_are_needed():
    """False proofs, where the flow is not cooperative, the signs are wrong, or solutions blow up; steps made coarse."""
    crude = {"tolerance": 0.1, "order": 2, "most": 600}
    # y' = y, x' = −y: from (0, ε) x falls for ever; but lower y means greater x'
    assert entering(Flow((-Y, Y), (X, Y)), (1, 1), ([0.0], [1e-12]), lambda x, y: (x > 1) * 1, **crude)[0]
    assert entering(SADDLE, (-1, -1), ([-1e-12], [0.0]), above(9), **crude)[0]
    assert not entering(SADDLE, (1, 1), ([-1e-12], [0.0]), above(9), **crude)[0]
    # x' = x² from 1 ends at t = 1; a smaller start lives longer
    assert entering(Flow((X**2, S.One), (X, Y)), (1, 1), ([1.0], [0.0]), lambda x, y: (y > 1.001) * 1, **crude)[0]


@pytest.mark.parametrize(
    ("signs", "starts", "word"),
    [((1,), ([0.0], [0.0]), "signs"), ((1, 0), ([0.0], [0.0]), "signs"), ((1, 2), ([0.0], [0.0]), "signs"),
     ((1, 1), ([0.0],), "starts"), ((1, 1), ([0.0], [0.0, 1.0]), "starts"), ((1, 1), (0.0, 1.0), "starts")],
)  # fmt: skip
def test_misuse_is_an_error(signs, starts, word):
    with pytest.raises(ValueError, match=word):
        entering(SADDLE, signs, starts, above(9))


def test_no_starts_no_proofs():
    assert entering(SADDLE, (1, 1), ([], []), above(9)).tolist() == []


# One step, against the validated integrator

MOTION = Flow(SETTING.at_these(flow()), STATE)
LENGTH = 0.03125


def corners(signs, count=8, tolerance=1e-10, order=12):
    """Return random states of the reduced flow, and the corners after a step of a given length."""
    generator = np.random.default_rng(5)
    starts = [generator.uniform(0.3, 2.8, count), *generator.uniform(-1.2, 1.2, (2, count))]
    stepper = ordered._Stepper.of(MOTION, np.array(signs, dtype=float), tolerance, order)
    with np.errstate(all="ignore"):
        return np.array(starts), np.array(stepper(starts, np.ones(count))[0])


def lost(monkeypatch, signs, **how):
    """Return how far each corner lies below the true solution, as balls; negative where it does not."""
    monkeypatch.setattr(ordered._Stepper, "_promising", lambda self, series: np.full(len(series[0][0].mid), LENGTH))
    starts, ends = corners(signs, **how)
    assert np.all(starts != ends)
    true = [integrate(MOTION, start.tolist(), LENGTH, digits=20).at for start in starts.T]
    return [
        s * (x - arb(c))
        for point, corner in zip(true, ends.T, strict=True)
        for s, x, c in zip(signs, point, corner, strict=True)
    ]


@pytest.mark.parametrize("signs", ORDER.values(), ids=["global", "spurious"])
def test_the_corner_is_just_below_the_solution(monkeypatch, signs):
    found = lost(monkeypatch, signs)
    assert all(x > 0 for x in found) and max(found) < 1e-10
    assert all(x > 0 for x in lost(monkeypatch, signs, tolerance=1e-2, order=4))


def test_the_box_is_verified_for_the_whole_step(monkeypatch):
    """The inclusion is for T = [0, h]; one for the middle of the step alone would say nothing of its end."""
    original, seen = ordered._Stepper._remainder, []
    monkeypatch.setattr(ordered._Stepper, "_remainder", lambda self, x, t: (seen.append(t), original(self, x, t))[1])
    monkeypatch.setattr(ordered._Stepper, "_promising", lambda self, series: np.full(len(series[0][0].mid), LENGTH))
    corners((1, 1, 1))
    assert seen and all(np.all(t.mid - t.rad <= 0) and np.all(t.mid + t.rad >= LENGTH) for t in seen)


def test_a_corner_of_the_wrong_side_is_seen(monkeypatch):
    for signs in ORDER.values():
        monkeypatch.setattr(ordered, "horner", reflected(ordered.horner))
        assert any(x < 0 for x in lost(monkeypatch, signs))
        monkeypatch.undo()


def reflected(horner):
    """Return what makes mid − s rad into mid + s rad where the corner is taken, at a time without a radius."""

    def wrong(terms, t):
        value = horner(terms, t)
        return value if np.any(t.rad) else tuple(BallArray._of(x.mid, -x.rad) for x in value)

    return wrong


def dropped(original):
    def without(self, series, during):
        last, sound = original(self, series, during)
        return [BallArray(np.zeros_like(x.mid)) for x in last], np.ones_like(sound)

    return without


def test_a_dropped_remainder_is_seen(monkeypatch):
    monkeypatch.setattr(ordered._Stepper, "_remainder", dropped(ordered._Stepper._remainder))
    for signs in ORDER.values():
        assert any(x < 0 for x in lost(monkeypatch, signs, tolerance=1e-2, order=4))


def test_a_box_that_is_not_inflated_proves_nothing(monkeypatch):
    calls, whole = count(), ordered.enlarged  # of each six, three are for the box and three for what must be inside
    monkeypatch.setattr(ordered, "enlarged", lambda x: 0 * x)
    assert not entering(SADDLE, (1, 1), ([1.0, 2.0], [1.0, 2.0]), above(9)).any()
    monkeypatch.setattr(ordered, "enlarged", lambda x: 0.5 * x if next(calls) % 6 < 3 else whole(x))
    points, ends = corners((1, 1, 1))
    assert np.array_equal(points, ends)  # nobody moved


# The reduced flow near its separatrix


def near_the_separatrix(count):
    surface = Surface.of(SETTING, 1e-5)
    assert surface.error < 1e-5
    generator = np.random.default_rng(11)
    x, z = generator.uniform(-1, 1, (2, count)) * [[float(axis.mid)] for axis in SETTING.half_axes]
    return surface(x, z), 10 ** generator.uniform(-4, -1, count), x, z


NEAR = near_the_separatrix(1000)


@pytest.mark.parametrize("fate", [GLOBAL, SPURIOUS])
def test_nothing_is_proved_on_the_other_side_of_the_separatrix(fate):
    height, off, x, z = NEAR
    motion, judge = _proofs(SETTING, fate)
    assert not entering(motion, ORDER[fate], (height + fate * off, x, z), judge).any()
    assert entering(motion, ORDER[fate], (height - fate * off, x, z), judge).mean() > 0.99


@pytest.mark.parametrize("bug", ["signs", "remainder"])
def test_planted_bugs_prove_what_is_false(monkeypatch, bug):
    height, off, x, z = (part[:100] for part in NEAR)
    false = 0
    if bug == "remainder":
        monkeypatch.setattr(ordered._Stepper, "_remainder", dropped(ordered._Stepper._remainder))
    for fate in (GLOBAL, SPURIOUS):
        motion, judge = _proofs(SETTING, fate)
        signs = [-s if bug == "signs" else s for s in ORDER[fate]]
        for tolerance, order in ((1e-2, 3), (0.3, 2)):
            starts = height + fate * off, x, z
            false += entering(motion, signs, starts, judge, tolerance=tolerance, order=order, most=600).sum()
    assert false > 50


def test_fates_are_those_of_the_validated_integrator():
    """Boxes from `steps` reach G1 or S1, in arb; what `entering` proves is the same, and never the opposite."""
    height, _, x, z = (part[:6] for part in NEAR)
    phi = height + 0.02 * np.array([1, -1, 1, -1, 1, -1])
    proofs = {fate: entering(*_arguments(fate), (phi, x, z), _proofs(SETTING, fate)[1]) for fate in (GLOBAL, SPURIOUS)}
    fates = [_fate(start) for start in zip(phi.tolist(), x.tolist(), z.tolist(), strict=True)]
    for i, fate in enumerate(fates):
        assert proofs[fate][i] and not proofs[-fate][i]
    assert fates == [SPURIOUS, GLOBAL] * 3


def _arguments(fate):
    return _proofs(SETTING, fate)[0], ORDER[fate]


def _fate(start):
    balls = arithmetic("ball", 20)
    run = compile_expression(SETTING.at_these(sums()), STATE, balls)
    for step in steps(MOTION, start, digits=12):
        assert isinstance(step, Enclosure)
        values = run(*step.at)
        if all(v > 0 for v in values):
            return GLOBAL
        if all(v < 0 for v in values):
            return SPURIOUS
    raise AssertionError("undecided")


def test_a_proof_does_not_depend_on_its_neighbours():
    """Also beside starts that overflow or are undefined."""
    height, off, x, z = (part[:40] for part in NEAR)
    motion, judge = _proofs(SETTING, GLOBAL)
    starts = height - GLOBAL * off, x, z
    together = entering(motion, ORDER[GLOBAL], starts, judge)
    bad = [np.concatenate([part, [np.nan, 1e300, 3.0]]) for part in starts]
    assert np.array_equal(entering(motion, ORDER[GLOBAL], bad, judge)[:40], together)
    alone = [entering(motion, ORDER[GLOBAL], [part[i : i + 1] for part in starts], judge)[0] for i in range(3)]
    assert np.array_equal(alone, together[:3])

"""Where flow and descent end: the sets against simulation, what the lemmas rest on, and false neighbours of each."""

import numpy as np
import pytest
import sympy
from sympy import And, Eq, Implies, Interval, Matrix, Or, Range, Rational, S, oo, pi

from derivations.papers.du2018.theory import chances, descent, dynamics, quoted, rates, reduction, sets
from derivations.papers.du2018.theory.dynamics import AWAY, HALF_LINE, flips
from derivations.papers.du2018.theory.landscape import GAMMA
from derivations.papers.du2018.theory.reduction import DATA, SPEED, STATE, STEP, alignment, flow, step
from verify import REFUTED, Domain, arithmetic, compile_expression, lemma, verdicts
from verify.language.lemma import ancestors
from verify.prover.counterexamples import truth

MINE = (
    *quoted.LEMMAS, *reduction.LEMMAS, *sets.LEMMAS, *dynamics.LEMMAS, *descent.LEMMAS, *rates.LEMMAS, *chances.LEMMAS,
)  # fmt: skip
BOTH = {"positive_systems", "rates_of_settling_functions"}
PHI, X_OF_A, Z_OF_A = STATE
K, X, N = DATA


# What is reached


def given(one):
    return {used.name for used in ancestors([one]) if used.quoted} - {one.name}


def test_conclusions_are_given_the_theorems_they_rest_on():
    for one in (sets.sums_decide, sets.trap_decides, dynamics.octant_is_in_the_trap, chances.spurious_below_one_half):
        assert given(one) == BOTH
    step_by_step = {"monotone_sequences", "linear_recursions"}
    for one in (descent.descent_decides, descent.octant_decides_descent):
        assert given(one) == step_by_step
    assert given(chances.restarts_of_the_paper) == BOTH | step_by_step
    assert given(dynamics.flow_is_cooperative) == {"positive_systems"}
    for one in (sets.weights_are_nonnegative, dynamics.descent_keeps_the_outputs_in_the_octant, chances.restarts):
        assert given(one) == set()


def test_lemmas_come_in_dependency_order():
    place = {one: i for i, one in enumerate(MINE)}
    assert all(place[used] < place[one] for one in MINE for used in one.uses if used in place)


@pytest.mark.parametrize("one", quoted.LEMMAS, ids=lambda one: one.name)
def test_quoted_theorems_say_something(one):
    premises, conclusion = one.statement.args
    assert isinstance(one.statement, Implies) and isinstance(premises, And)
    functions = {node.func for node in conclusion.atoms(sympy.core.function.AppliedUndef)}
    assert functions and all(premises.has(f) for f in functions)


def test_the_theorem_on_positive_systems_fails_without_its_sign():
    # the rotation u' = (−v, u) leaves the quadrant; its weight −1 off the diagonal is what the premise excludes
    premise = quoted.positive_systems.statement.args[0]
    t, matrix = sympy.Symbol("t", nonnegative=True), Matrix([[0, -1], [1, 0]])
    u = (matrix * t).exp() * Matrix([1, 1])
    assert sympy.simplify(u[0].subs(t, pi / 2)) < 0 and any("A(i, j, s) >= 0" in str(part) for part in premise.args)


# The sets against simulation


def compiled(expressions, *others):
    run = compile_expression(list(expressions), (*STATE, *DATA, *others), arithmetic("numpy"))
    return lambda *at: np.array(np.broadcast_arrays(*run(*at), at[0])[:-1])


def starts(count, seed):
    """Return random states, with data (k, X, N) of any sign of X and V of 1 to 3."""
    r = np.random.default_rng(seed)
    k, X = r.integers(1, 30, count).astype(float), 2 * r.normal(size=count)
    N = X**2 / k + np.abs(r.normal(size=count)) * r.choice([0.01, 1, 5], count)
    x, z = (r.normal(size=count) * r.choice([0.3, 1, 5], count) for _ in "xz")
    return np.array([r.uniform(0, np.pi, count), x, z]), (k, X, N), r.uniform(1, 3, count)


def after(state, data, speed, steps):
    """Yield the states of the flow, by the midpoint rule with a step for each start."""
    run = compiled(flow(), SPEED)
    for _ in range(steps):
        rate = run(*state, *data, speed)
        h = 0.02 / (1 + data[0] / 5 + np.abs(state[2] + data[1] * state[1] / data[0]) / speed**2)
        state = state + h * run(*(state + h / 2 * rate), *data, speed)
        yield state


@pytest.mark.parametrize(
    ("conditions", "sign"),
    [
        (sets.decided_global, 1),
        (sets.decided_spurious, -1),
        (sets.trapped_global, 1),
        (sets.trapped_spurious, -1),
    ],
)
def test_the_flow_stays_in_each_set_and_turns_the_right_way(conditions, sign):
    state, data, speed = starts(6000, 0)
    inside = compiled(conditions())
    chosen = (sign * inside(*state, *data) > 0).all(axis=0)
    state, data, speed = state[:, chosen], tuple(d[chosen] for d in data), speed[chosen]
    assert chosen.sum() > 200
    for moved in after(state, data, speed, 400):
        assert (sign * (moved[0] - state[0]) <= 1e-9).all()
        state = moved
    assert (sign * inside(*state, *data) > -1e-7).all()


def test_the_sets_of_the_two_minima_are_disjoint_and_fill_much():
    state, data, _ = starts(20000, 1)
    up = [(compiled(s())(*state, *data) > 0).all(axis=0) for s in (sets.decided_global, sets.trapped_global)]
    down = [(compiled(s())(*state, *data) < 0).all(axis=0) for s in (sets.decided_spurious, sets.trapped_spurious)]
    assert not any((u & d).any() for u in up for d in down)
    assert (up[0] | up[1]).mean() > 0.25 and (down[0] | down[1]).mean() > 0.08


def test_the_sums_are_the_condition_with_minima():
    state, (k, X, N), _ = starts(5000, 2)
    X = np.abs(X)
    gamma = (np.pi - state[0]) * np.cos(state[0]) + np.sin(state[0])
    steady = X * (k - 1 + gamma) / (k + np.pi - 1), (N - X**2 / k) * (gamma - 1) / (np.pi - 1)
    least = X / k * np.minimum(state[1], steady[0]) + np.minimum(state[2], steady[1])
    share = X**2 / (k * N)
    ring = (k + np.pi - 1 - np.pi * k * share) / (k + np.pi - 1 - k * share)
    found = (compiled(sets.decided_global())(*state, k, X, N) > 0).all(axis=0)
    assert (found == ((gamma > ring) & (least > 0))).all() and 0.2 < found.mean() < 0.8


@pytest.mark.parametrize(("angle", "y", "x"), [("1.5", "0.01", "12"), ("1.83", "0.0001", "2"), ("1.6", "-0.01", "-1")])
def test_starts_that_end_elsewhere_are_in_no_wrong_set(angle, y, x):
    point = dict(
        zip((*STATE, *DATA), map(Rational, (angle, x, Rational(y) - 2 * Rational(x) / 25, 25, 2, 1)), strict=True)
    )
    members = {
        one.__name__: all(truth(sign * part > 0, point) for part in one())
        for one, sign in (
            (sets.decided_global, 1), (sets.trapped_global, 1), (sets.decided_spurious, -1), (sets.trapped_spurious, -1)
        )
    }  # fmt: skip
    assert not any(members.values())


def test_descent_stays_in_the_octant_up_to_the_limit_and_not_far_beyond():
    state, (k, X, N), speed = starts(4000, 3)
    X = np.abs(X)
    state[0] /= 2
    state[1] = X - np.abs(state[1])
    state[2] = np.abs(state[2]) - X * state[1] / k
    run, inside = compiled(step(), SPEED, STEP), compiled(sets.octant())
    for share, stays in ((1.0, True), (1.9, False)):
        here, length, least = state, speed, np.inf
        for _ in range(60):
            *here, length = run(*here, k, X, N, length, share / (k + np.pi - 1))
            least = min(least, inside(*here, k, X, N).min())
        assert bool(least > -1e-9) is stays


# False neighbours


def verdict(domain, statement):
    names = ", ".join(domain.by_name)
    scope = {"statement": statement}
    exec(f"def claim({names}):\n    'A claim.'\n    return statement({names})", scope)
    (found,) = verdicts([lemma(domain=domain)(scope["claim"])])
    return found


def refuted(domain, statement):
    found = verdict(domain, statement)
    return found.overall is REFUTED and bool(found.witness)


def wider(domain, **ranges):
    return Domain(**({name: domain.ranges[s] for name, s in domain.by_name.items()} | ranges))


def in_symbols(expression, **values):
    """Return an expression with the letters of the state, of the data, V and h given values."""
    return expression.xreplace({s: values[s.name] for s in (*STATE, *DATA, SPEED, STEP) if s.name in values})


WIDE = [
    # the octant: not for 1·a > X, not beyond a right angle, not for a negative N⊥
    (dynamics.octant_is_in_the_trap, {"d": S.Reals}),
    (dynamics.octant_is_in_the_trap, {"phi": Interval(2, 3)}),
    (dynamics.octant_is_in_the_trap, {"n": S.Reals}),
    # descent: not beyond η = 2π/λ₁, not for 1·a > X, not beyond a right angle
    (dynamics.descent_keeps_the_outputs_in_the_octant, {"t": Interval(Rational(11, 10), 2)}),
    (dynamics.descent_keeps_the_outputs_in_the_octant, {"d": S.Reals}),
    (dynamics.descent_keeps_the_outputs_in_the_octant, {"phi": Interval(2, 3)}),
    (dynamics.descent_keeps_the_angle_in_the_octant, {"phi": Interval(0, 2)}),
    (dynamics.descent_keeps_the_angle_in_the_octant, {"y": S.Reals}),
    # |1·a| ≤ |X|, and below one half
    (dynamics.a_flip_lies_in_the_octant, {"s": Interval(-2, 2)}),
    (chances.spurious_below_one_half, {"s": Interval(-2, 1)}),
    (chances.spurious_below_one_half, {"t": Interval(0, 2)}),
    # the limit of stability, both ways
    (rates.descent_is_stable_below_the_limit, {"below": Interval.Lopen(0, 1)}),
    (rates.descent_is_stable_below_the_limit, {"below": Interval(0, Rational(1, 2))}),
    (rates.descent_is_stable_below_the_limit, {"above": Interval(Rational(9, 10), oo)}),
    # order needs X ≥ 0 and N⊥ ≥ 0
    (dynamics.flow_is_cooperative, {"X": S.Reals}),
    (dynamics.flow_is_cooperative, {"n": S.Reals}),
    (sets.weights_are_nonnegative, {"n": S.Reals}),
    (sets.outputs_stay_bounded, {"phi": Interval(0, 4)}),
    # the sums: y = 0 leaves only if the other two are not negative, and y_q is positive
    (sets.sums_decide, {"t": Interval(-2, 1)}),
    (sets.sums_decide, {"q": HALF_LINE}),
    (sets.sums_decide, {"phi": Interval(0, pi)}),
    (sets.trap_decides, {"y": HALF_LINE}),
    # rates: near π, and for every rate
    (rates.approach_to_the_spurious_minimum, {"w": S.Reals}),
    (rates.approach_is_not_linear, {"t": Interval.open(0, 2)}),
    (rates.loss_near_the_spurious_minimum, {"t": Interval(-1, 1)}),
    (chances.restarts, {"m": Interval(-1, oo)}),
    (chances.restarts_of_the_paper, {"u": Interval(-Rational(1, 4), oo)}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "ranges"), WIDE, ids=lambda x: getattr(x, "name", None) or ", ".join(x))
def test_a_dropped_condition_is_refuted(one, ranges):
    domain = wider(one.domain, **ranges)
    (found,) = verdicts([lemma(domain=domain)(one.function)])
    assert found.overall is REFUTED and found.witness


def turned(phi, u):
    """Return the angle after a step, where h y = u V²."""
    return step()[0].xreplace({alignment(): u * SPEED**2 / STEP, PHI: phi})


def drive(phi, x):
    """Return y' at y = 0 for k = 25, X = 2, N = 1."""
    y_and_more = sets.rate(alignment()).xreplace({Z_OF_A: -X * X_OF_A / K})
    return y_and_more.xreplace({PHI: phi, X_OF_A: x, K: S(25), X: S(2), N: S.One})


def steady(phi):
    return sets.sums()[3].xreplace({PHI: phi, K: S(25), X: S(2), N: S.One})


def last(kernel, total, x, square):
    """Return D = y' + λ y where g(φ) = kernel, X = total and N = square."""
    found = dynamics.in_kernel(sets.trap()[2])
    return found.xreplace({GAMMA: kernel, X_OF_A: x, X: total}).xreplace({N: square})


ANGLES = Interval(0, pi)
NEAR = Domain(psi=Interval(0, pi), w=HALF_LINE, V=AWAY)
closing = rates._closing


@pytest.mark.parametrize(
    ("domain", "statement"),
    [
        # at φ ≤ π/2 and y = 0 the alignment would grow for every x; for φ < φ_s and |x| ≤ X; and fall beyond π/2
        (Domain(phi=Interval(0, pi / 2), x=S.Reals), lambda phi, x: drive(phi, x) >= 0),
        (Domain(phi=ANGLES, x=Interval(-2, 2)), lambda phi, x: Implies(steady(phi) > 0, drive(phi, x) >= 0)),
        (Domain(phi=Interval(pi / 2, pi), x=Interval(-2, 2)), lambda phi, x: drive(phi, x) <= 0),
        # a step towards w* would not pass it by more than it was away; it would stop at it
        (Domain(phi=Interval(0, pi / 2), u=HALF_LINE), lambda phi, u: turned(phi, u) <= phi),
        (Domain(phi=Interval(0, pi / 2), u=HALF_LINE), lambda phi, u: turned(phi, u) <= pi / 2 - Rational(1, 9)),
        # the flow would turn the other way, or at rest
        (Domain(phi=ANGLES, y=AWAY, V=AWAY), lambda phi, y, V: in_symbols(sets.turning(phi, y), V=V) > 0),
        (Domain(phi=ANGLES, y=AWAY, V=AWAY), lambda phi, y, V: in_symbols(sets.turning(phi, y), V=V) < 0),
        # convergence to the spurious minimum would be linear, with this rate or any
        (Domain(psi=Interval.open(0, pi)), lambda psi: closing(psi, SPEED**2) >= psi / 100),
        (
            Domain(psi=Interval.open(0, 1), w=AWAY, rho=AWAY, V=AWAY),
            lambda psi, w, rho, V: closing(psi, w) >= rho * psi,
        ),
        # the bounds of the approach: a constant, a strict sign
        (NEAR, lambda psi, w, V: closing(psi, w) >= psi**2 * (1 - psi**2 / 7) * w / V**2),
        (NEAR, lambda psi, w, V: closing(psi, w) <= psi**2 * (1 - psi**2 / 6) * w / V**2),
        (NEAR, lambda psi, w, V: closing(psi, w) < psi**2 * w / V**2),
        # the angle would fall faster than it does
        (Domain(phi=ANGLES), lambda phi: sets.turning(phi, SPEED**2) <= -phi * (pi - phi)),
        (Domain(phi=ANGLES), lambda phi: sets.turning(phi, SPEED**2) <= -phi * (pi - phi) ** 2 / 3),
        # P_spurious with g ≤ 1 − r in place of 1 − 2r
        (
            Domain(N=AWAY, r=Interval(0, Rational(1, 2)), s=Interval(-1, 1)),
            lambda N, r, s: last(1 - r, sympy.sqrt(r * N), s * sympy.sqrt(r * N), N) <= 0,
        ),
    ],
)  # fmt: skip
def test_false_variants_are_refuted(domain, statement):
    assert refuted(domain, statement)


def test_no_three_flips_suffice():
    domain = Domain(phi=ANGLES, y=S.Reals, k=Range(1, oo), X=AWAY)
    phi, y, *_ = domain.symbols
    for left_out in range(4):
        places = [dict(zip(STATE, s, strict=True)) for s in flips((phi, S.Zero, y))]
        del places[left_out]
        stated = Or(*(And(*(part.xreplace(place) >= 0 for part in sets.octant())) for place in places))
        assert refuted(domain, lambda phi, y, k, X, stated=stated: stated)


def test_mutants_of_the_weights_are_not_proved():
    """Each weight doubled, or its sign changed: the linear systems and the signs are not proved."""
    for weights, vector in ((sets.sum_weights(), sets.sums()), (sets.trap_weights(), sets.trap())):
        for i in range(weights.rows):
            moves = sets.rate(vector[i])
            for j in range(weights.cols):
                for factor in (2, -1) if weights[i, j] != 0 else ():
                    changed = weights.copy()
                    changed[i, j] *= factor
                    false = Eq(moves, (changed * Matrix(vector))[i], evaluate=False)
                    assert truth(false, POINT) is False


POINT = dict(
    zip((*STATE, *DATA, SPEED), (S.One, Rational(1, 3), Rational(-2, 7), S(3), S(2), S(5), Rational(3, 2)), strict=True)
)


def linear_at_the_global_minimum():
    return Matrix(flow()).jacobian(STATE).xreplace({PHI: S.Zero, X_OF_A: X, Z_OF_A: N - X**2 / K})


@pytest.mark.parametrize(
    "false",
    [
        # y_sp with k in place of k − 1, y_q at φ = 0 without X; D with 2 − g; a rate without π; the other decay
        lambda: Eq(sets.sums()[3].xreplace({PHI: pi}), X**2 / (K + pi - 1) - (N - X**2 / K) / (pi - 1)),
        lambda: Eq(sets.sums()[3].xreplace({PHI: S.Zero}), N - X**2 / K),
        lambda: Eq(dynamics.in_kernel(sets.trap()[2]), X * (X - X_OF_A) - (2 - GAMMA) * N),
        lambda: Eq(linear_at_the_global_minimum()[0, 0], -N / SPEED**2),
        lambda: Eq(sympy.diff(step()[1], X_OF_A).xreplace({STEP: S.One}), 1 - (pi - 1)),
    ],
)
def test_mutants_of_equations_are_false(false):
    assert truth(false(), POINT | {GAMMA: Rational(1, 3)}) is False

"""Critical points, their Hessians and the extreme cases: lemmas, their mutants, and the explicit loss."""

import inspect

import numpy as np
import pytest
import sympy
from sympy import Implies, Interval, Range, Rational, oo, pi

from derivations import convolution, g, population
from derivations.papers.du2018.theory import degenerate, edges, saddles, spectrum
from derivations.papers.du2018.theory.model import K
from verify import PROVED, Domain, arithmetic, lemma
from verify.checks import check
from verify.language.verdict import REFUTED, combine
from verify.prover.counterexamples import witness

MODULES = (saddles, spectrum, degenerate, edges)
LEMMAS = {one.name: (module, one) for module in MODULES for one in module.LEMMAS}


CLOSED = "Domain(phi=Interval(0, pi), k=Range(1, oo), s=Interval(0, 1), n=AWAY, v=AWAY)"
# the lemma, what its source says, and what a false one says instead
MUTANTS = [
    ("filter_gradient_near_the_axis", "2 * pi * v", "pi * v"),
    ("filter_gradient_near_the_axis", "turn <= pi * phi", "turn <= 3 * phi"),
    ("filter_gradient_near_the_axis", "(pi - phi) ** 2)", "(pi - phi) ** 3)"),
    ("minimiser_at_the_teacher", "(k + pi - 1)", "(k + pi)"),
    ("only_the_minimiser_is_critical", "/ (2 * pi)", "/ pi"),
    ("only_the_ring_is_between", "g(phi) - ring(s)", "g(phi) + ring(s)"),
    ("only_the_ring_is_between", "domain=SPEEDS", f"domain={CLOSED}"),
    ("ring_exists", "(k * pi)", "(k * 3)"),
    ("ring_exists", "ring(s) > 0", "ring(s) < 0"),
    ("ring_of_a_teacher", "/ pi *", "/ 3 *"),
    ("ring_of_a_teacher", "a_star) ** 2", "a_star) ** 2 / K"),
    ("ring_is_at_one_angle", "Interval.open(0, pi)", "Interval(0, pi)"),
    ("ring_is_at_one_angle", "ring(s) < g(0)", "ring(s) < g(pi / 2)"),
    ("kernel_at_a_right_angle", "<= 1", "<= Rational(99, 100)"),
    ("kernel_at_a_right_angle", ">= 1", "> 1"),
    ("second_variation", "form(across)", "form(x)"),
    ("second_variation", "x - d *", "x + d *"),
    ("second_variation", "found.at(curve), t, 2)", "found.at(curve), t)"),
    ("ring_is_a_saddle", "-2 * c", "-c"),
    ("ring_is_a_saddle", "ring(s) - g(phi)", "ring(s) + g(phi)"),
    ("teacher_is_nondegenerate", "pi - ring(s)", "pi + ring(s)"),
    ("ring_spectrum_is_real", "product >= 0", "product > 0"),
    ("ring_spectrum_is_real", "matrix[i, i] if", "-matrix[i, i] if"),
    ("ring_secular_equation", "(1 - s) / slow", "s / slow"),
    ("ring_secular_equation", "sin(phi) / v", "sin(phi)"),
    ("ring_has_one_unstable_rate", "diff(mu) - 1", "diff(mu) - 2"),
    ("ring_has_one_unstable_rate", "(mu, 0)) < 0", "(mu, 0)) > 0"),
    ("loss_at_fixed_outputs", "-Dot(a, b)", "Dot(a, b)"),
    ("loss_is_cubic_in_the_angle", "(6 * pi)", "(3 * pi)"),
    ("hessian_is_degenerate", "g(pi + t * y)", "g(pi / 2 + t * y)"),
    ("hessian_is_degenerate", "(2 * pi)", "(4 * pi)"),
    ("arc_over_sine", "pi / 2 *", "Rational(3, 2) *"),
    ("arc_over_sine", "psi=QUARTER", "psi=Interval(0, 2)"),
    ("filter_gradient_is_quadratic", "psi * sin(psi)", "sin(psi) ** 2"),
    ("angle_along_a_line", "t**2", "t"),
    ("growth_at_fixed_outputs", "2 * found.tilt", "found.tilt"),
    ("kernel_is_cubic_near_pi", "psi**3 / 4", "psi**3 * Rational(13, 50)"),
    ("kernel_is_cubic_near_pi", "psi=QUARTER", "psi=Interval(0, pi)"),
    ("growth_inside_the_ring", "Interval(0, 1)", "Interval(0, 2)"),
    ("valley_is_cubic", "psi**3 / 3", "psi**3 / 2"),
    ("fall_above_the_threshold", "psi**6 / 9", "psi**6 / 10"),
    ("fall_above_the_threshold", "Interval.Lopen(0, pi)", "Interval(0, pi)"),
    ("valley_at_the_threshold", "psi**6 / 9", "psi**6 / 10"),
    ("valley_at_the_threshold", "threshold(k), n)", "threshold(k) / 2, n)"),
    ("fall_at_the_threshold", "psi**5 / 30", "psi**5 / 31"),
    ("threshold_is_at_most_one", "excess >= 0", "excess > 0"),
    ("threshold_is_at_most_one", "1 - k", "1 - k**2"),
    ("ring_at_a_right_angle", "outputs(S.One)", "outputs(S.Zero)"),
    ("one_dimensional_filter", "(4 * pi)", "(2 * pi)"),
    ("one_dimensional_filter", "outputs(S.Zero)", "outputs(S.One)"),
    ("no_teacher", "(4 * pi)", "(2 * pi)"),
    ("spurious_loss_is_positive", "pi - 2 * ring(s)", "pi - 4 * ring(s)"),
]  # fmt: skip
IFF = {"ring_exists", "ring_of_a_teacher"}  # the search takes no equivalences


def mutant(name, old, new):
    module, one = LEMMAS[name]
    source = inspect.getsource(one.function)
    assert source.count(old) >= 1, f"{old} is not in {name}"
    scope = {**vars(sympy), **vars(module)}
    changed = "from __future__ import annotations\n" + source.replace(old, new)
    exec(compile(changed, inspect.getsourcefile(module), "exec"), scope)  # a derivation, as the lemma's own file is
    return scope[name]


@pytest.mark.parametrize(("name", "old", "new"), MUTANTS)
def test_mutants_are_refuted(name, old, new):
    false = mutant(name, old, new)
    if name in IFF:
        assert combine(check(false)) is not PROVED
    else:
        # a witness refutes it at once; exact algebra on a false identity is slow, and only asked where there is none
        assert witness(false.statement, false.domain, 60) or combine(check(false)) is REFUTED


def test_every_lemma_has_a_mutant():
    assert {name for name, *_ in MUTANTS} == set(LEMMAS)


SHARES = Domain(k=Range(1, oo), s=Interval(0, 1))
AXIS = Domain(x=Interval(-1, 1))


@pytest.mark.parametrize("factor", [Rational(99, 100), Rational(101, 100)])
def test_another_threshold_is_refuted(factor):
    k, s = SHARES.symbols
    exists, below = saddles.ring(s) > 0, s < factor * (k + pi - 1) / (k * pi)
    assert witness(sympy.And(Implies(exists, below), Implies(below, exists)), SHARES)


def false_equivalences():
    (x,) = AXIS.symbols
    yield x > 0, -x > 0
    yield x**2 > 0, x > 0
    yield x + 2 > 0, x > 0
    yield x > 0, x - x**2 / 2 - Rational(1, 9) > 0
    yield x**3 > 0, x**2 > 0


@pytest.mark.parametrize("parts", list(false_equivalences()), ids=str)
def test_what_is_not_equivalent_is_not_shown_to_be(parts):
    @lemma(domain=AXIS, checks=saddles.ring_exists.checks)
    def equivalent(x):
        """Two signs agree."""
        return sympy.Equivalent(*parts)

    assert combine(check(equivalent)) is not PROVED


# ---- the explicit network: k patches of two, v = (cos φ, sin φ), w* = (1, 0), so that b = a*

FLOATS = arithmetic("numpy")
BELOW = [(1.0, -2.0, 1.5), (1.0, 0.25, -2.0, 0.5), (3.0, -1.0, 0.5, 0.5, -1.0), (1.0, -2.0, 3.0, 1.0, -1.5, 0.5)]
ABOVE = [(1.0, 1.0, 1.5), (1.0, 2.0, 1.0, 0.5, 1.0)]


def explicit(phi, a, teacher):
    """Return loss, gradient and Hessian in (φ, a), by the chain rule from those in every weight of the network."""
    v, k = np.array([np.cos(phi), np.sin(phi)]), len(a)
    found = population(convolution(list(v), list(a)), convolution([1.0, 0.0], list(teacher)), FLOATS)
    jacobian = np.zeros((k + 2 * k * k, k + 1))
    jacobian[:k, 1:] = np.eye(k)
    along, outward = np.zeros((2, k, k, 2))  # u_j is v on patch j and zero elsewhere
    along[range(k), range(k)], outward[range(k), range(k)] = (-v[1], v[0]), v
    jacobian[k:, 0] = along.ravel()
    hessian = jacobian.T @ found.hessian @ jacobian
    hessian[0, 0] -= found.gradient[k:] @ outward.ravel()  # d²v/dφ² = −v
    return found.loss, found.gradient @ jacobian, hessian


def best(phi, teacher):
    """Return the outputs where the gradient in a vanishes: the explicit loss is quadratic in a."""
    zero = np.zeros(len(teacher))
    _, gradient, hessian = explicit(phi, zero, teacher)
    return -np.linalg.solve(hessian[1:, 1:], gradient[1:])


def ring_angle(teacher):
    k, s = len(teacher), Rational(str(sum(teacher))) ** 2 / sum(Rational(str(x)) ** 2 for x in teacher) / len(teacher)
    height = float(saddles.ring(s).xreplace({K: sympy.Integer(k)}))
    low, high = np.pi / 2, np.pi
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (np.pi - middle) * np.cos(middle) + np.sin(middle) > height else (low, middle)
    return low, float(s)


def test_the_hessian_in_the_angle_is_that_of_finite_differences():
    a, teacher, h = np.array([0.5, -1.0, 0.25]), BELOW[0], 1e-5
    ahead, behind = (explicit(1.3 + e, a, teacher)[1] for e in (h, -h))
    assert np.allclose((ahead - behind) / (2 * h), explicit(1.3, a, teacher)[2][0], atol=1e-9)


@pytest.mark.parametrize("teacher", BELOW)
def test_the_ring_is_critical_and_has_one_way_down(teacher):
    phi, _ = ring_angle(teacher)
    _, gradient, hessian = explicit(phi, best(phi, teacher), teacher)
    values = np.linalg.eigvalsh(hessian)
    assert abs(gradient).max() < 1e-13 and values[0] < -1e-3 and values[1] > 1e-3


@pytest.mark.parametrize("teacher", BELOW)
@pytest.mark.parametrize("length", [1.0, 0.5, 3.0])
def test_the_escape_rate_solves_the_secular_equation(teacher, length):
    """−H in the metric diag(‖v‖², 1, …, 1), per unit of τ, against the characteristic polynomial of the lemmas."""
    (phi, s), k = ring_angle(teacher), len(teacher)
    hessian = explicit(phi, best(phi, teacher), teacher)[2]
    metric = np.array([length**2] + [1.0] * k)
    rates = np.linalg.eigvals(-2 * np.pi * hessian / metric[:, None])
    mu, n = sympy.Symbol("mu"), sum(x * x for x in teacher)
    polynomial = spectrum.characteristic(spectrum.linearised(phi, s, n, length), mu).xreplace({K: sympy.Integer(k)})
    roots = np.roots([complex(c) for c in sympy.Poly(sympy.expand(sympy.N(polynomial)), mu).all_coeffs()])
    assert abs(rates.imag).max() < 1e-9 and abs(roots.imag).max() < 1e-9
    assert sum(rates.real > 0) == sum(roots.real > 0) == 1
    assert all(abs(rates - root).min() < 1e-7 for root in roots)
    # the rest of a, orthogonal to 1 and a*, decays at the rate π − 1
    assert sum(abs(rates + np.pi - 1) < 1e-7) >= k - 2


@pytest.mark.parametrize("teacher", BELOW + ABOVE)
def test_the_other_points_and_nothing_else(teacher):
    k, angles = len(teacher), np.linspace(0.01, np.pi - 0.01, 300)
    slopes = np.array([explicit(phi, best(phi, teacher), teacher)[1][0] for phi in angles])
    assert sum(slopes[1:] * slopes[:-1] < 0) == (teacher in BELOW)
    expected = np.linalg.eigvalsh((np.pi - 1) * np.eye(k) + np.ones((k, k))) / (2 * np.pi)
    loss, gradient, hessian = explicit(np.pi, best(np.pi, teacher), teacher)
    assert abs(gradient).max() < 1e-13 and loss > 0.01
    assert np.allclose(np.linalg.eigvalsh(hessian), [0, *expected], atol=1e-12)  # degenerate
    loss, gradient, hessian = explicit(0.0, np.array(teacher), teacher)
    assert abs(loss) < 1e-13 and abs(gradient).max() < 1e-13 and np.linalg.eigvalsh(hessian)[0] > 0.01


@pytest.mark.parametrize("teacher", BELOW + ABOVE)
def test_the_loss_rises_or_falls_from_pi_with_the_cube_of_the_angle(teacher):
    k, s = len(teacher), Rational(str(sum(teacher))) ** 2 / sum(Rational(str(x)) ** 2 for x in teacher) / len(teacher)
    n = sum(Rational(str(x)) ** 2 for x in teacher)
    cubic = 2 * saddles.at_share(degenerate.landscape().scale, s, n) * saddles.ring(s) / 3
    cubic = float(cubic.xreplace({K: sympy.Integer(k)}))
    there = explicit(np.pi, best(np.pi, teacher), teacher)[0]
    psi = 0.02
    change = explicit(np.pi - psi, best(np.pi - psi, teacher), teacher)[0] - there
    assert change / psi**3 == pytest.approx(cubic, rel=1e-3)


def test_at_the_threshold_the_loss_falls_with_the_sixth_power():
    """One patch: s = 1 is the threshold, g₀ = 0."""
    teacher, psi = (1.5,), 0.2
    there, here = (explicit(phi, best(phi, teacher), teacher)[0] for phi in (np.pi, np.pi - psi))
    c = 1.5**2 / (4 * np.pi) / np.pi  # s = 1, k = 1: n/(4π λ₁)
    assert (here - there) / psi**6 == pytest.approx(-c / 9, rel=0.02)


def test_a_teacher_summing_to_zero_has_its_ring_at_the_origin_of_a():
    assert abs(best(np.pi / 2, (1.0, -3.0, 2.0))).max() < 1e-14
    assert g(pi / 2) == 1 and saddles.ring(sympy.S.Zero) == 1

"""Kernels against one-dimensional quadrature, and every rule's check against mutated lines.

A check must reject a line with one sign or constant changed.  On every run a few keyed mutants of each
line are tried, by themselves and as the line before; `HYPOTHESIS_PROFILE=search` tries all of them.
"""

import os
from fractions import Fraction
from random import Random

import mpmath
import pytest
import sympy
from sympy import E as EULER
from sympy import Integral, Rational, S, Sum, Symbol, Tuple, cos, exp, oo, pi, sin
from thorough import THOROUGH

from derivations.gaussian import angular, linear_forms, polar, sums
from derivations.gaussian.kernels import ANGLE, DERIVATIONS, PHI, SLOPE, gram_kernel
from derivations.gaussian.ramps import relu, step
from derivations.gaussian.sums import FIRST, ONE, SECOND
from derivations.papers.du2018.theory.gradient import output_gradient, weight_gradient
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import MODEL, A, B, K, V, Z
from verify import arithmetic, compile_expression
from verify.language.expectation import E, gaussian
from verify.language.vectors import Angle, Component, Dot, Gradient, Vector, norm
from verify.numerics.quadrature import quadrature
from verify.statistics.summands import enclosed, explicit

MP = arithmetic("mpmath", 35)
KERNELS = {d.name.removeprefix("gaussian."): d for d in DERIVATIONS}
ANGLES = [Fraction(1, 5), Fraction(1), Fraction(8, 5), Fraction(3)]
SLOPES = [Fraction(-1, 2), Fraction(1, 10), Fraction(3, 2)]


# The table, with v given u integrated by truncated normal moments and u by quadrature


def truncated_moment(n, m, s):
    """Return E[v^n; v > 0] for v ~ N(m, s²)."""
    if n == 0:
        return mpmath.ncdf(m / s)
    if n == 1:
        return m * mpmath.ncdf(m / s) + s * mpmath.npdf(m / s)
    return m * truncated_moment(n - 1, m, s) + (n - 1) * s**2 * truncated_moment(n - 2, m, s)


def side(n, slope, m, s):
    """Return E[ramp(v)] of order n for v ~ N(m, s²): v^n on the right, slope · v^n on the left."""
    left = (-1) ** n * truncated_moment(n, -m, s)
    return truncated_moment(n, m, s) + slope * left


def expected(orders, slopes, phi):
    (m, n), (s, t) = orders, slopes

    def integrand(u):
        left_or_right = 1 if u > 0 else s
        return left_or_right * u**m * side(n, t, u * mpmath.cos(phi), mpmath.sin(phi)) * mpmath.npdf(u)

    return mpmath.quad(integrand, [-16, -6, -2, -0.5, 0, 0.5, 2, 6, 16])


TABLE = {f"arc_cosine_{n}": ((n, n), (0, 0)) for n in range(4)}
TABLE |= {"step_relu": ((0, 1), (0, 0)), "half_space_mean": ((0, 1), (0, 1)), "relu_mean": ((0, 1), (1, 0))}


def g(x):
    return (mpmath.pi - x) * mpmath.cos(x) + mpmath.sin(x)


def cubic(x):
    """Return J₃ of Cho and Saul."""
    s, c = mpmath.sin(x), mpmath.cos(x)
    return 15 * s - 11 * s**3 + (mpmath.pi - x) * (9 * c + 6 * c**3)


CLOSED = {
    "arc_cosine_0": lambda x: (mpmath.pi - x) / (2 * mpmath.pi),
    "arc_cosine_1": lambda x: g(x) / (2 * mpmath.pi),
    "arc_cosine_2": lambda x: (
        (3 * mpmath.sin(x) * mpmath.cos(x) + (mpmath.pi - x) * (1 + 2 * mpmath.cos(x) ** 2)) / (2 * mpmath.pi)
    ),
    "arc_cosine_3": lambda x: cubic(x) / (2 * mpmath.pi),
    "step_relu": lambda x: (1 + mpmath.cos(x)) / (2 * mpmath.sqrt(2 * mpmath.pi)),
    "half_space_mean": lambda x: mpmath.cos(x) / mpmath.sqrt(2 * mpmath.pi),
    "relu_mean": lambda x: 1 / mpmath.sqrt(2 * mpmath.pi),
}


def derived(name, phi, slope=None):
    return compile_expression(KERNELS[name].result, (PHI, SLOPE), MP)(phi, slope or 0)


@pytest.mark.parametrize("phi", ANGLES, ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_kernels_to_thirty_digits(name, phi):
    with mpmath.workdps(40):
        x = mpmath.mpf(phi.numerator) / phi.denominator
        assert abs(expected(*TABLE[name], x) - CLOSED[name](x)) < 1e-30
        assert abs(derived(name, phi) - CLOSED[name](x)) < 1e-30


@pytest.mark.parametrize("slope", SLOPES, ids=str)
def test_the_leaky_kernel_to_thirty_digits(slope):
    with mpmath.workdps(40):
        l = mpmath.mpf(slope.numerator) / slope.denominator  # noqa: E741
        for phi in ANGLES[1:3]:
            x = mpmath.mpf(phi.numerator) / phi.denominator
            closed = (1 - l) ** 2 * g(x) / (2 * mpmath.pi) + l * mpmath.cos(x)
            assert abs(expected((1, 1), (l, l), x) - closed) < 1e-30
            assert abs(derived("leaky_kernel", phi, slope) - closed) < 1e-30


@pytest.mark.parametrize("n", range(4))
def test_kernels_at_the_ends(n):
    result = KERNELS[f"arc_cosine_{n}"].result
    # E[u^{2n}; u > 0] is half of (2n − 1)!!, and u and −u are never both positive
    assert result.subs(PHI, 0) == sympy.factorial2(2 * n - 1) / 2 and result.subs(PHI, pi) == 0


@pytest.mark.parametrize("gram", [(4, 9, 5), (1, 1, 0), (4, 9, -5), (2, 3, Rational(1, 7))])
def test_the_gram_form(gram):
    p, q, c = gram
    with mpmath.workdps(40):
        root = mpmath.sqrt(mpmath.mpf(p) * q)
        x = mpmath.acos(mpmath.mpf(sympy.S(c).p) / sympy.S(c).q / root)
        closed = root * g(x) / (2 * mpmath.pi)
        assert abs(compile_expression(gram_kernel(*map(S, gram)), (), MP)() - closed) < 1e-30


def test_the_gram_form_of_one_vector():
    p = Symbol("p", positive=True)
    assert sympy.simplify(gram_kernel(p, p, p) - p / 2) == 0


# Mutants: one sign or one constant changed, anywhere in a line


def changed(node):
    """Yield the node with its own constant, sign or function changed."""
    if node.is_Rational:
        yield from {node + 1, -node} - {node}
    elif node == pi:
        yield S(3)
    elif isinstance(node, (sin, cos)):
        yield (cos if isinstance(node, sin) else sin)(*node.args)
    elif node.is_Add:
        yield from (node - 2 * term for term in node.args)
    elif isinstance(node, Vector):
        yield from ({A: B, B: A}[z] for z in (node,) if z in (A, B))
    elif node not in (oo, -oo, EULER):
        yield -node


def parts(node):
    """Return the parts of a node that may be mutated, each with the function that puts it back."""
    args = list(node.args)
    if isinstance(node, (Integral, Sum)):
        ends = [(i, j) for i in range(1, len(args)) for j in (1, 2)]

        def limits(i, j, new):
            limit = [*args[i][:j], new, *args[i][j + 1 :]]
            return node.func(*args[:i], Tuple(*limit), *args[i + 1 :])

        yield args[0], lambda new: node.func(new, *args[1:])
        yield from ((args[i][j], lambda new, i=i, j=j: limits(i, j, new)) for i, j in ends)
    elif not isinstance(node, (Vector, Angle)):
        for i, arg in enumerate(args):
            yield arg, lambda new, i=i: node.func(*args[:i], new, *args[i + 1 :])


def mutants(node):
    yield from changed(node)
    for part, put_back in parts(node):
        for mutant in mutants(part):
            try:
                yield put_back(mutant)
            except (TypeError, ValueError):  # a ramp of negative order, say
                continue


def accepts(rule, before, after, domain):
    try:
        return rule.check(before, after, domain)
    except ValueError:  # as for `verify.checks.check`, nothing was shown
        return False


def equal(line, mutant, domain):
    """Return whether a mutant has the value of the line, by quadrature or Monte Carlo at a point."""
    if isinstance(line, Gradient):
        return without(line.args[0] - mutant.args[0], line.args[1], domain)
    if not line.atoms(Vector):
        point = next(domain.random_points(Random(5), 50))
        (x, x_error), (y, y_error) = quadrature(line, point), quadrature(mutant, point)
        return abs(x - y) <= 1e-9 + 10 * (x_error + y_error)
    (low, high), (least, most) = (enclosed(explicit(side, point_of(domain)), 1 << 15, 1e-9) for side in (line, mutant))
    return low <= most and least <= high


def without(scalar, vector, domain):
    """Return whether a scalar does not depend on a vector, so that its gradient in it is zero."""
    point = point_of(domain)
    values = {explicit(scalar, {**point, vector: start + point[vector][1:]}).evalf(20) for start in ((S(1),), (S(7),))}
    return max(values) - min(values) < 1e-12


def point_of(domain):
    return next(domain.points_at((S(2), S(3)), Random(1)))


# exact algebra takes long to see that two lines differ where nothing else shows it
LONG = {("gaussian.leaky_kernel", 7), ("gaussian.arc_cosine_3", 7)}
WAITS = pytest.mark.skipif(not THOROUGH, reason="long: THOROUGH=1 runs it")
STEPS = [
    pytest.param(d, i, marks=[WAITS] if (d.name, i) in LONG else [])
    for d in (*DERIVATIONS, loss, weight_gradient, output_gradient)
    for i in range(len(d.rules))
]
TRIES = None if os.environ.get("HYPOTHESIS_PROFILE") == "search" else 2


def chosen(line, *key):
    found = sorted({mutant for mutant in mutants(line) if mutant != line and not mutant.has(sympy.zoo, S.NaN)}, key=str)
    Random(str(key)).shuffle(found)
    return found[:TRIES]


@pytest.mark.parametrize(("derivation", "i"), STEPS, ids=lambda x: getattr(x, "name", None) or str(x + 1))
def test_mutated_lines_are_rejected(derivation, i):
    rule, before, after, domain = derivation.rules[i], *derivation.lines[i : i + 2], derivation.domain
    assert accepts(rule, before, after, domain)
    for mutant in chosen(after, derivation.name, i):
        assert not accepts(rule, before, mutant, domain) or equal(after, mutant, domain), mutant
    for mutant in chosen(before, derivation.name, i, "before")[: TRIES and TRIES // 2]:
        assert not accepts(rule, mutant, after, domain) or equal(before, mutant, domain), mutant


# False steps that once were accepted, or might be: each is what its rule does, save for one thing

r, theta = polar.r, polar.theta
x, y = gaussian("x y")
radial = Integral(r**3 * exp(-(r**2) / 2), polar.HALF_LINE)
turn = Integral(relu(cos(theta)) * relu(cos(theta - PHI)), polar.TURN)
wedge = Integral(cos(theta) * cos(theta - PHI), (theta, PHI - pi / 2, pi / 2))
plane = Integral(radial.function * turn.function, polar.TURN, polar.HALF_LINE)
cut = angular.wedges(ANGLE)
unit = V / norm(V)


def double_sum(summand, count=K):
    return Sum(Component(A, FIRST) * Component(B, SECOND) * summand, (FIRST, 1, count), (SECOND, 1, count))


def pair(i, j):
    return E(relu(Dot(V, Z[i])) * relu(Dot(V, Z[j])))


single = Sum(Component(A, SECOND) * relu(Dot(V, Z[SECOND])), (SECOND, 1, K))
other = Sum(Component(B, SECOND) * relu(Dot(V, Z[SECOND])), (SECOND, 1, K))
once, twice = E(relu(Dot(V, Z))), E(relu(Dot(V, Z)) ** 2)
both = (twice - once**2) * Dot(A, B) + once**2 * Dot(ONE, A) * Dot(ONE, B)
half = Integral(plane.function, polar.TURN, (r, 1, oo))
quarter = Integral(relu(x) * exp(-(x**2 + y**2) / 2), (x, 0, oo), (y, -oo, oo))
quarter_turned = Integral(relu(r * cos(theta)) * exp(-(r**2) / 2) * r, polar.TURN, polar.HALF_LINE)

FALSE = {
    "a ramp of a sine": (
        cut,
        Integral(step(sin(theta)) * step(cos(theta - PHI)), polar.TURN),
        Integral(1, wedge.limits[0]),
    ),
    "a constant beside the wedges": (cut, turn, wedge + 1),
    "a square is not cut": (cut, turn**2, wedge),
    "half a turn is not a turn": (cut, Integral(turn.function, (theta, 0, pi)), wedge),
    "a sum does not separate": (
        polar.separate,
        Integral(radial.function + turn.function, polar.TURN, polar.HALF_LINE),
        radial + turn,
    ),
    "an integral from 1 does not separate": (polar.separate, half, radial * turn),
    "the radius from 1": (polar.homogeneity, half, plane),
    "a factor in the radial integral": (polar.moments, Integral(2 * radial.function, polar.HALF_LINE), S(2)),
    "a moment from 1": (polar.moments, Integral(radial.function, (r, 1, oo)), S(2)),
    "a half-plane is not the plane": (polar.polar, quarter, quarter_turned),
    "θ times a cosine": (
        angular.antiderivative,
        Integral(theta * cos(theta), (theta, 0, pi / 2)),
        S(1),
    ),
    "the square of a mean": (sums.expand_square, E(single * other) * E(single), double_sum(pair(FIRST, SECOND))),
    "means of equal indices multiplied": (
        sums.expand_square,
        E(single * other),
        double_sum(E(relu(Dot(V, Z[FIRST]))) * E(relu(Dot(V, Z[SECOND])))),
    ),
    "one summand too many": (sums.orbits, double_sum(pair(FIRST, SECOND), K + 1), both),
    "sums from 0": (
        sums.orbits,
        double_sum(pair(FIRST, SECOND)).func(double_sum(pair(FIRST, SECOND)).function, (FIRST, 0, K), (SECOND, 1, K)),
        both,
    ),
    "a factor that is 1 for two": (sums.orbits, double_sum(pair(FIRST, SECOND)), both * Dot(ONE, ONE) / 2),
    "an index outside the components": (
        sums.orbits,
        double_sum(pair(FIRST, SECOND) * (1 + (FIRST - 1) * (FIRST - 2))),
        both,
    ),
    "the orbit of different indices forgotten": (
        sums.orbits,
        double_sum(pair(FIRST, SECOND)),
        twice * Dot(A, B) + once**2 * Dot(ONE, A) * Dot(ONE, B),
    ),
    "a shifted form": (linear_forms.rotation(PHI), E(relu(Dot(unit, Z))), E(relu(x + 1))),
    "a longer form": (linear_forms.rotation(PHI), E(relu(Dot(unit, Z))), E(relu(x + y))),
    "a variable of before left over": (linear_forms.rotation(PHI), E(x * relu(Dot(unit, Z))), E(x * relu(x))),
    "a wrong power of the length": (linear_forms.homogeneity, E(relu(Dot(V, Z))), Dot(V, V) * E(relu(Dot(unit, Z)))),
    "a negative factor": (linear_forms.homogeneity, E(relu(-2 * Dot(unit, Z))), -2 * E(relu(Dot(unit, Z)))),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_false_step_is_rejected(name):
    rule, before, after = FALSE[name]
    domain = MODEL if before.atoms(Vector) else ANGLE
    assert rule.check(before, after, domain) is False


TRUE = {
    "wedges": (cut, turn, wedge),
    "separate": (polar.separate, plane, radial * turn),
    "moments": (polar.moments, radial * wedge, 2 * wedge),
    "square": (sums.expand_square, E(single * other), double_sum(pair(FIRST, SECOND))),
    "orbits": (sums.orbits, double_sum(pair(FIRST, SECOND)), both),
    "rotation": (linear_forms.rotation(PHI), E(relu(Dot(unit, Z))), E(relu((x + y) / sympy.sqrt(2)))),
    "homogeneity": (linear_forms.homogeneity, E(relu(Dot(V, Z))), norm(V) * E(relu(Dot(unit, Z)))),
}


@pytest.mark.parametrize("name", TRUE)
def test_the_step_next_to_it_is_accepted(name):
    rule, before, after = TRUE[name]
    assert rule.check(before, after, MODEL if before.atoms(Vector) else ANGLE)

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
from sympy import Integral, Interval, Rational, S, Sum, Symbol, Tuple, acos, cos, exp, oo, pi, sin, sqrt

from derivations.gaussian import half_planes, rules, sums
from derivations.gaussian.half_planes import ANGLE, r, theta, x, y
from derivations.gaussian.kernels import DERIVATIONS, LEAKY, PHI, SLOPE, gram_kernel, kernel
from derivations.gaussian.ramps import relu, step
from derivations.gaussian.sums import FIRST, ONE, SECOND
from derivations.papers.du2018.theory.gradient import output_gradient, weight_gradient
from derivations.papers.du2018.theory.loss import loss
from derivations.papers.du2018.theory.model import MODEL, A, B, K, V, W, Z
from verify import Domain, arithmetic, compile_expression
from verify.language.expectation import E
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


STEPS = [(d, i) for d in (*DERIVATIONS, loss, weight_gradient, output_gradient) for i in range(len(d.rules))]
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

both_positive = step(x) * step(x * cos(PHI) + y * sin(PHI))
bell = exp(-(x**2 + y**2) / 2) / (2 * pi)
turned = r * exp(-(r**2) / 2) / (2 * pi)
PLANE, RAY = ((x, -oo, oo), (y, -oo, oo)), (r, 0, oo)
in_plane, sector = Integral(both_positive * bell, *PLANE), (theta, PHI - pi / 2, pi / 2)
unit, form, other_form = V / norm(V), Dot(V, Z), Dot(W, Z)
MEAN = 1 / sqrt(2 * pi)


def double_sum(summand, count=K):
    return Sum(Component(A, FIRST) * Component(B, SECOND) * summand, (FIRST, 1, count), (SECOND, 1, count))


def pair(i, j):
    return E(relu(Dot(V, Z[i])) * relu(Dot(V, Z[j])))


single = Sum(Component(A, SECOND) * relu(Dot(V, Z[SECOND])), (SECOND, 1, K))
other = Sum(Component(B, SECOND) * relu(Dot(V, Z[SECOND])), (SECOND, 1, K))
once, twice = E(relu(Dot(V, Z))), E(relu(Dot(V, Z)) ** 2)
both = (twice - once**2) * Dot(A, B) + once**2 * Dot(ONE, A) * Dot(ONE, B)
FALSE = {
    "the density of half the variance": (
        half_planes.definition,
        E(both_positive),
        Integral(both_positive * bell.subs({x: 2 * x, y: 2 * y}) * 4, *PLANE),
    ),
    "half a line": (half_planes.definition, E(both_positive), Integral(both_positive * bell, (x, 0, oo), PLANE[1])),
    "a variable too many": (half_planes.definition, E(step(x)), Integral(step(x) * bell, *PLANE)),
    "a sine for a cosine": (
        half_planes.polar,
        Integral(step(x) * step(x * sin(PHI) + y * cos(PHI)) * bell, *PLANE),
        Integral(turned, RAY, sector),
    ),
    "a ramp for an indicator": (
        half_planes.polar,
        Integral(relu(x) * step(x * cos(PHI) + y * sin(PHI)) * bell, *PLANE),
        Integral(turned, RAY, sector),
    ),
    "three half-planes": (
        half_planes.polar,
        Integral(both_positive * step(y) * bell, *PLANE),
        Integral(turned, RAY, sector),
    ),
    "the sector of x alone": (half_planes.polar, in_plane, Integral(turned, RAY, (theta, -pi / 2, pi / 2))),
    "the other sector": (half_planes.polar, in_plane, Integral(turned, RAY, (theta, pi / 2, PHI + pi / 2))),
    "no Jacobian": (half_planes.polar, in_plane, Integral(turned / r, RAY, sector)),
    "a constant beside the sector": (half_planes.polar, in_plane, Integral(turned, RAY, sector) + 1),
    "a square of the integral": (half_planes.polar, in_plane**2, Integral(turned, RAY, sector)),
    "a half-plane is not the plane": (
        half_planes.polar,
        Integral(both_positive * bell, (x, 0, oo), (y, -oo, oo)),
        Integral(turned, RAY, sector),
    ),
    "the radius from 1": (half_planes.polar, in_plane, Integral(turned, (r, 1, oo), sector)),
    "an integral from 1": (half_planes.integrate, Integral(turned, (r, 1, oo), sector), (pi - PHI) / (2 * pi)),
    "r² for r": (half_planes.integrate, Integral(r * turned, RAY, sector), (pi - PHI) / (2 * pi)),
    "an integrand with θ": (half_planes.integrate, Integral(theta * turned, RAY, (theta, 0, 2)), 1 / pi),
    "an end with r": (half_planes.integrate, Integral(turned, RAY, (theta, 0, r)), r / (2 * pi)),
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
    "an index that nothing carries": (
        sums.orbits,
        Sum(Component(A, FIRST) * Component(B, FIRST) * once, (FIRST, 1, K), (SECOND, 1, K))
        + double_sum(pair(FIRST, SECOND)),
        2 * once * Dot(A, B) + both,
    ),
    "an index that one term carries": (
        sums.expand_square,
        Sum((Component(A, FIRST) + Component(A, SECOND)) * Component(B, FIRST), (FIRST, 1, K), (SECOND, 1, K)),
        2 * Dot(A, B) + Dot(ONE, A) * Dot(ONE, B),
    ),
    "a third copy among the copies": (
        sums.expand_square,
        double_sum(E(relu(Dot(V, Z[FIRST])) * relu(Dot(V, Z[3])))),
        double_sum(once**2),
    ),
    "a first copy beside the sums": (
        sums.expand_square,
        E(single * other * step(Dot(V, Z[1]))),
        double_sum(E(relu(Dot(V, Z[FIRST])) * relu(Dot(V, Z[SECOND])) * step(Dot(V, Z[1])))),
    ),
    "a coefficient inside a ramp": (
        sums.expand_square,
        E(relu(single * other)),
        double_sum(pair(FIRST, SECOND)),
    ),
    "vectors of another space": (
        sums.orbits,
        Sum(Component(V, FIRST) * Component(B, SECOND) * pair(FIRST, SECOND), (FIRST, 1, K), (SECOND, 1, K)),
        both.xreplace({A: V}),
    ),
    "copies that may be one": (
        sums.orbits,
        double_sum(E(relu(form) * relu(Dot(V, Z[SECOND])))),
        once**2 * Dot(ONE, A) * Dot(ONE, B),
    ),
    "a shifted form": (rules.on_half_spaces, E(relu(form)), E(form * step(form - 1))),
    "a negative factor": (rules.on_half_spaces, E(relu(-2 * form)), E(-2 * form * step(form))),
    "a length taken out twice": (rules.linearity, E(Dot(unit, Z) * step(form)), E(form * step(form)) / Dot(V, V)),
    "a variable of before left over": (rules.linearity, E(form * step(form)), form * E(step(form))),
    "a length forgotten": (rules.by_parts, E(form * step(form)), MEAN),
    "a wrong power of the length": (rules.by_parts, E(form * step(form)), Dot(V, V) * MEAN),
    "the term of a wall forgotten": (
        rules.by_parts,
        E(form * other_form * step(form) * step(other_form)),
        Dot(V, W) * E(step(form) * step(other_form)),
    ),
    "the angle for its supplement": (
        rules.probabilities,
        E(step(form) * step(other_form)),
        Angle(V, W, PHI) / (2 * pi),
    ),
    "as if at a right angle": (rules.probabilities, E(step(form) * step(other_form)), Rational(1, 4)),
}  # fmt: skip


def on_domain(rule, line):
    """Return a rule for the domain that a line is of, and the domain."""
    domain = MODEL if line.atoms(Vector) else ANGLE
    return (rule if hasattr(rule, "check") else rule(domain)), domain


@pytest.mark.parametrize("name", FALSE)
def test_a_false_step_is_rejected(name):
    rule, before, after = FALSE[name]
    rule, domain = on_domain(rule, before)
    assert rule.check(before, after, domain) is False


@pytest.mark.parametrize("low", [-pi, S.Zero], ids=str)
def test_a_sector_is_only_known_for_angles_of_a_half_turn(low):
    assert half_planes.polar.check(in_plane, Integral(turned, RAY, sector), ANGLE)
    assert not half_planes.polar.check(in_plane, Integral(turned, RAY, sector), Domain(phi=Interval(low, low + 2 * pi)))


TRUE = {
    "density": (half_planes.definition, E(both_positive), in_plane),
    "polar": (half_planes.polar, in_plane, Integral(turned, RAY, sector)),
    "area": (half_planes.integrate, Integral(turned, RAY, (theta, 0, PHI)), PHI / (2 * pi)),
    "square": (sums.expand_square, E(single * other), double_sum(pair(FIRST, SECOND))),
    "orbits": (sums.orbits, double_sum(pair(FIRST, SECOND)), both),
    "half-spaces": (rules.on_half_spaces, E(relu(-2 * form)), E(-2 * form * step(-form))),
    "linearity": (rules.linearity, E(Dot(unit, Z) * step(form)), E(form * step(form)) / norm(V)),
    "parts": (rules.by_parts, E(form * step(form)), norm(V) * MEAN),
    "probability": (rules.probabilities, E(step(form) * step(other_form)), (pi - Angle(V, W, PHI)) / (2 * pi)),
    "arccosine": (
        rules.probabilities,
        E(step(form) * step(other_form)),
        (pi - acos(Dot(V, W) / (norm(V) * norm(W)))) / (2 * pi),
    ),
}


@pytest.mark.parametrize("name", TRUE)
def test_the_step_next_to_it_is_accepted(name):
    rule, before, after = TRUE[name]
    rule, domain = on_domain(rule, before)
    assert rule.check(before, after, domain)


# Kernels of any orders and slopes


@pytest.mark.parametrize("slopes", [(0, 0), (0, 1), (1, 0), (SLOPE, 0), (1, SLOPE), (-1, Rational(1, 3))], ids=str)
@pytest.mark.parametrize("orders", [(0, 1), (1, 0), (1, 2), (2, 2)], ids=str)
def test_kernels_of_other_orders_and_slopes(orders, slopes):
    found, at = kernel("other", "", "Another kernel", orders, slopes, LEAKY), Fraction(1, 10)
    steps = zip(found.rules, found.lines, found.lines[1:], strict=False)
    assert all(rule.check(before, after, LEAKY) for rule, before, after in steps)
    with mpmath.workdps(40):
        numbers = [mpmath.mpf(1) / 10 if slope == SLOPE else mpmath.mpf(slope.p) / slope.q for slope in map(S, slopes)]
        close = expected(orders, numbers, mpmath.mpf(8) / 5)
        assert abs(compile_expression(found.result, (PHI, SLOPE), MP)(Fraction(8, 5), at) - close) < 1e-25

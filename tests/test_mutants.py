"""Mutants: each slip is made, none twice, none out of scope; equality is claimed only where it holds."""

import os
import subprocess
import sys

import numpy as np
import pytest
import sympy
from sympy import Integral, Rational, S, Sum, acos, cos, exp, oo, pi, sin, sqrt

from derivations.gaussian.kernels import DERIVATIONS as KERNELS
from derivations.gaussian.ramps import relu
from derivations.papers.du2018.theory.loss import loss
from verify import Dot, E, Vector, arithmetic, compile_expression, gaussian
from verify.language.vectors import Angle, Component, norm
from verify.testing.mutants import mutants
from verify.testing.mutation_score import Score, equivalent, score

t, u = sympy.symbols("t u", real=True)
k, n, i = sympy.symbols("k n i", integer=True, positive=True)
v, w, a, b, ONE = (Vector(name) for name in ("v", "w", "a", "b", "1"))
x, y = gaussian("x y")
Z = Vector("Z", gaussian=True)


def named(expression):
    return {mutant.name: mutant.expression for mutant in mutants(expression)}


@pytest.mark.parametrize(
    ("expression", "name", "mutant"),
    [
        (t + sin(u), "sign of t", -t + sin(u)),
        (t + sin(u), "dropped: sin(u)", t),
        (t + sin(u), "doubled: t", 2 * t + sin(u)),
        (t + sin(u), "sin(u) → cos(u)", t + cos(u)),
        (t + sin(u), "sin(u) → u", t + u),
        (t + sin(u), "t ↔ u", u + sin(t)),
        (t + sin(u), "u → t", t + sin(t)),
        (t + sin(u), "sign of the whole", -t - sin(u)),
        (t + sin(u), "the whole doubled", 2 * t + 2 * sin(u)),
        (t / (4 * pi), "1/4 → 1/5", t / (5 * pi)),
        (t / (4 * pi), "1/4 → 1/3", t / (3 * pi)),
        (t / (4 * pi), "pi → 22/7", t / (4 * Rational(22, 7))),
        (t / (4 * pi), "1/pi → pi", t * pi / 4),
        (t / (4 * pi), "dropped: factor 1/pi", t / 4),
        (t**2 + u, "t**2 → t**3", t**3 + u),
        (sqrt(t**2 + 1), "sqrt(t**2 + 1) → t**2 + 1", t**2 + 1),
        (1 / (k + pi), "k → k + 1", 1 / (k + 1 + pi)),
        (1 / (k + pi), "k → k - 1", 1 / (k - 1 + pi)),
        (1 / (k + n**2), "k → n", 1 / (n + n**2)),
        (acos(t), "acos(t) → asin(t)", sympy.asin(t)),
        (Dot(v, w) + norm(v) ** 3, "v ↔ w", Dot(v, w) + norm(w) ** 3),
        (Dot(v, w) * Dot(a, b), "v → w", Dot(w, w) * Dot(a, b)),
        (v * Dot(v, w) + w, "dropped: w", v * Dot(v, w)),
        (Sum(Component(a, i), (i, 1, k)), "1 → 2", Sum(Component(a, i), (i, 2, k))),
        (Sum(Component(a, i), (i, 1, k)), "k → k + 1", Sum(Component(a, i), (i, 1, k + 1))),
        (Integral(t * u, (t, 0, u)), "t → u", Integral(u**2, (t, 0, u))),
        (E(x**2 + t), "dropped: t", E(x**2)),
    ],
)
def test_each_slip_is_made(expression, name, mutant):
    assert named(expression)[name] == mutant


def test_the_same_slip_at_two_places_is_told_apart_by_what_stands_around_it():
    names = named((pi - t) * cos(t) + (pi - u) * sin(t))
    assert names["pi → 3 in pi - t"] == (3 - t) * cos(t) + (pi - u) * sin(t)
    assert names["pi → 3 in pi - u"] == (pi - t) * cos(t) + (3 - u) * sin(t)


EXPRESSIONS = [line for derivation in KERNELS for line in derivation.lines[1:]] + list(loss.lines[1:])


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda e: str(e)[:40])
def test_no_mutant_is_the_original_or_another_one_or_out_of_scope(expression):
    found = mutants(expression)
    assert len({m.name for m in found}) == len({m.expression for m in found}) == len(found) > 10
    for mutant in found:
        assert mutant.expression != expression
        assert mutant.expression.free_symbols <= expression.free_symbols, mutant.name
        assert not mutant.expression.has(sympy.nan, sympy.zoo)


def test_vectors_are_exchanged_with_those_of_their_space_only():
    exchanged = {name for name in named(loss.result) if "↔" in name}
    assert exchanged == {"v ↔ w_star", "a ↔ a_star", "1 ↔ a", "1 ↔ a_star"}
    # the same Gaussian vector tells that v and w have one dimension
    assert "v ↔ w" in named(E(relu(Dot(v, Z))) * E(relu(Dot(w, Z))) + norm(w) + 2 * norm(v))


def test_gaussian_variables_bound_indices_and_parameters_stay():
    assert not any("y" in name.split(" in ")[0] and "→" in name for name in named(E(relu(x) * t + u)))
    for mutant in named(E(relu(x) * relu(t * x + y))).values():
        assert all(node.args[1:] == (1, 0) for node in mutant.atoms(type(relu(x))))


def test_names_do_not_depend_on_the_order_of_hashes():
    code = "from derivations.papers.du2018.theory.loss import loss\nfrom verify.testing.mutants import mutants\n"
    code += "print([m.name for line in loss.lines[1:] for m in mutants(line)])"
    here = str([m.name for line in loss.lines[1:] for m in mutants(line)]) + "\n"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert there.stdout.decode() == here


def test_what_is_no_expression_is_refused():
    with pytest.raises(sympy.SympifyError):
        mutants("x + 1")


def test_a_single_symbol_and_a_number_have_mutants():
    assert set(named(t)) == {"sign of the whole", "the whole doubled"}
    assert named(sympy.Integer(3))["3 → 4"] == 4


# Equality is claimed only where it holds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (sin(t) ** 2, 1 - cos(t) ** 2),
        (v * Dot(v, w) - v, v * (Dot(v, w) - 1)),
        (Angle(v, w, t), acos(Dot(v, w) / norm(v) / norm(w))),
        (E(relu(x) * relu(x * cos(t) + y * sin(t))), E(relu(x) * relu(x * cos(t) - y * sin(t)))),
        (E(relu(x) * relu(x * cos(t) + y * sin(t))), E(relu(y) * relu(y * cos(t) + x * sin(t)))),
        (E(relu(Dot(v, Z))), E(relu(-Dot(v, Z)))),
        (E(relu(Dot(v, Z[1])) * relu(Dot(w, Z[2]))), E(relu(-Dot(v, Z[1])) * relu(-Dot(w, Z[2])))),
        (Integral(t**2 * exp(-(t**2) / 2), (t, 0, oo)), Integral(exp(-(t**2) / 2), (t, 0, oo))),
    ],
    ids=str,
)  # fmt: skip
def test_equal_expressions_are_shown_equal(one, other):
    assert equivalent(one, other) and equivalent(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (t, sqrt(t**2)),
        (sin(t), cos(t)),
        (v, w),
        (v * Dot(v, w), w * Dot(v, w)),
        (v, Dot(v, v)),
        (E(relu(x) * relu(x * cos(t) + y * sin(t))), E(relu(-x) * relu(x * cos(t) + y * sin(t)))),
        (E(relu(x) ** 2 * relu(y)), E(relu(x) * relu(y))),
        (E(relu(Dot(v, Z)) * relu(Dot(w, Z))), E(relu(Dot(v, Z)) * relu(-Dot(w, Z)))),
        # i and j may be one index, so that the sign of Z[i] alone makes a difference
        (E(relu(Dot(v, Z[i])) * relu(Dot(w, Z[k]))), E(relu(-Dot(v, Z[i])) * relu(Dot(w, Z[k])))),
        (E(Dot(v, Z) * Component(Z, S.One)), E(-Dot(v, Z) * Component(Z, S.One))),
        (E(x**3 * y), E(x * y**3) + 1),
    ],
    ids=str,
)  # fmt: skip
def test_different_expressions_are_not(one, other):
    assert not equivalent(one, other) and not equivalent(other, one)


def test_an_equivalent_mutant_is_found_and_not_counted():
    found = score(E(relu(t * x + u * y)), {"any": lambda line: True})
    assert {"sign of x*t", "sign of y*u", "t ↔ u"} <= set(found.equivalent)
    assert "dropped: x*t" in found.survivors


# Scores


def test_tests_kill_by_false_or_by_an_exception_and_pass_by_anything_else():
    def raises(f):
        assert f.subs(t, 0) == 0

    found = score(t**3, {"none": lambda f: None, "raises": raises, "odd": lambda f: f.subs(t, -1) == -f.subs(t, 1)})
    assert found.survivors == ("sign of the whole", "the whole doubled") and found.killed == {
        "t**3 → t**4": ("odd",), "t**3 → t**2": ("odd",),
    }  # fmt: skip
    assert found.share == 0.5 and str(found) == "2 of 4 mutants killed"


def test_with_first_the_tests_after_the_one_that_kills_are_not_run():
    calls = []

    def fails(f):
        return f == t**3

    def counts(f):
        calls.append(f)
        return True

    found = score(t**3, {"first": fails, "second": counts}, first=True)
    assert set(found.killed.values()) == {("first",)} and calls == [t**3]


def test_an_expression_that_fails_its_own_tests_is_refused():
    with pytest.raises(ValueError, match="fails the test wrong") as error:
        score(t, {"right": lambda f: True, "wrong": lambda f: 1 / 0})
    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_a_mutant_that_cannot_be_prepared_is_killed():
    def prepare(f):
        if f == t**4:
            raise TypeError
        return f

    assert score(t**3, {"any": lambda f: True}, prepare=prepare).killed == {"t**3 → t**4": ("no value",)}


def test_some_mutants_may_be_chosen():
    chosen = [m for m in mutants(t**3) if "→" in m.name]
    assert set(score(t**3, {"any": lambda f: True}, among=chosen).survivors) == {"t**3 → t**4", "t**3 → t**2"}


def test_nothing_to_kill_is_a_whole_share():
    assert Score({}, (), ()).share == 1.0 and Score({}, (), ("one",)).share == 0.0


def test_numerical_tests_see_what_the_zero_test_sees():
    """A mutant that differs at some points is never called equivalent."""
    points = np.linspace(0.1, 3.0, 7)
    for derivation in KERNELS[:4]:
        symbols = sorted(derivation.result.free_symbols, key=str)
        values = compile_expression(derivation.result, symbols, arithmetic("numpy"))(points)
        for mutant in mutants(derivation.result):
            if mutant.expression.free_symbols:
                other = compile_expression(mutant.expression, symbols, arithmetic("numpy"))(points)
                if equivalent(derivation.result, mutant.expression):
                    assert np.allclose(values, other)

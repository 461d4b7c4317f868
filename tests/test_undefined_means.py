"""Statements with E that are undefined somewhere, or whose mean is no real number, are not proved by cancelling."""

from __future__ import annotations

import pytest
from sympy import Eq, I, Interval, exp, log, sqrt

from derivations import relu
from verify import PROVED, REFUTED, Domain, E, gaussian, verdicts
from verify.language.catalogue import UnreadableFile, read_file
from verify.language.lemma import Lemma

x, y = gaussian("x y")
AROUND_ZERO = Domain(t=Interval(-1, 1))


def overall(domain, statement):
    (verdict,) = verdicts([Lemma("one", "A sentence.", domain, statement)])
    return verdict.overall


@pytest.mark.parametrize(
    "statement",
    [
        lambda t: E(sqrt(t) * x**2) ** 2 >= 0, lambda t: E(I * x**2) ** 2 >= 0, lambda t: E(exp(x**2)) ** 2 >= t - 2,
        lambda t: Eq(E(x**2) * t / t, 1), lambda t: Eq(E(x**2 * t) / t, 1), lambda t: E(x**2 * t) / t <= 1,
        lambda t: Eq(E(t * x**2) / E(t * y**2), 1), lambda t: Eq(exp(log(E(t * x**2))), t),
        lambda t: Eq(E(relu(x) ** 2) * t / t, E(relu(y) ** 2)), lambda t: E(relu(x) ** 2 * t) / t <= 1,
    ],
)  # fmt: skip
def test_what_is_undefined_somewhere_is_not_proved(statement):
    assert overall(AROUND_ZERO, statement) is not PROVED


def test_away_from_the_hole_it_is():
    away = Domain(t=Interval(1, 2))
    assert overall(away, lambda t: Eq(E(x**2 * t) / t, 1)) is PROVED
    assert overall(away, lambda t: E(relu(x) ** 2 * t) / t <= 1) is PROVED


def test_an_imaginary_mean_is_not_refuted():
    assert overall(AROUND_ZERO, lambda t: Eq(E(I * x**2) ** 2, -1)) is not REFUTED


def test_a_file_that_ends_the_program_is_an_error(tmp_path):
    (tmp_path / "mine.py").write_text("import sys\n\nsys.exit(0)\n")
    with pytest.raises(UnreadableFile, match=r"mine.py:3: the file ends the program"):
        read_file(tmp_path / "mine.py")

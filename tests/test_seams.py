"""Claims whose sides meet on a hyperplane: shown on both sides of it, and never where they fail beside it."""

from __future__ import annotations

from random import Random

import pytest
from sympy import Abs, Implies, Interval, Max, Rational, atan, cos, exp, log, oo, pi, sin, sqrt

from derivations import g
from verify.domain import Domain
from verify.prove import prove
from verify.seams import halves

UNIT = Domain(x=Interval(0, 1), y=Interval(0, 1))
WIDE = Domain(x=Interval(-2, 2), y=Interval(-2, 2))
LINE = Domain(x=Interval(-oo, oo), y=Interval(-oo, oo))
SPACE = Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1))

TRUE = [
    (WIDE, lambda x, y: exp(x) + exp(y) >= 2 * exp((x + y) / 2)),
    (WIDE, lambda x, y: exp(x + y) >= 1 + x + y),
    (UNIT, lambda x, y: log(1 + (x + y) / 2) >= log(1 + x) / 2 + log(1 + y) / 2),
    (WIDE, lambda x, y: Abs(atan(x) - atan(y)) <= Abs(x - y)),
    (WIDE, lambda x, y: Abs(sin(x) + sin(y)) <= Abs(x + y)),
    (WIDE, lambda x, y: Implies(x < y, exp(x) < exp(y))),
    (UNIT, lambda x, y: sin(x) - sin(y) - cos(y) * (x - y) <= 0),
    (UNIT, lambda x, y: (x - y) ** 3 * exp(x) >= -((y - x) ** 3) * exp(x)),
]
EPS = Rational(1, 10**9)
FALSE = [
    (WIDE, lambda x, y: exp(x) + exp(y) >= 2 * exp((x + y) / 2) + EPS**2),
    (WIDE, lambda x, y: exp(x) + exp(y) > 2 * exp((x + y) / 2)),
    (UNIT, lambda x, y: (x - y) ** 2 * (Abs(x - y) - EPS) >= 0),  # only within EPS of the seam
    (UNIT, lambda x, y: (x - y) ** 3 >= 0),
    (UNIT, lambda x, y: (y - x) ** 3 * exp(x) >= 0),
    (UNIT, lambda x, y: (x - y) ** 2 + (y - x) ** 3 * (1 + EPS) >= 0),
    (UNIT, lambda x, y: (x - y) ** 2 * (x + y - EPS) >= 0),  # only near one corner
    (WIDE, lambda x, y: Abs(atan(x) - atan(y)) <= (1 - EPS) * Abs(x - y)),
    (WIDE, lambda x, y: Implies(x <= y, exp(x) < exp(y))),
    (UNIT, lambda x, y: sin(x) - sin(y) - cos(y) * (x - y) < 0),
]


@pytest.mark.parametrize(("domain", "statement"), TRUE)
def test_claims_that_touch_along_a_line_are_proved(domain, statement):
    assert prove(statement(*domain.symbols), domain).proved


@pytest.mark.parametrize(("domain", "statement"), FALSE)
def test_false_ones_are_not(domain, statement):
    assert not prove(statement(*domain.symbols), domain, budget=600).proved


def test_the_kernel_is_log_concave_away_from_its_zero():
    domain = Domain(x=Interval(0, Rational(1, 4)), y=Interval(0, Rational(1, 4)))
    x, y = domain.symbols
    assert prove(g((x + y) / 2) ** 2 >= g(x) * g(y), domain).proved


def test_the_halves_cover_the_domain_and_nothing_else():
    for domain, statement in TRUE:
        for cut in halves(statement(*domain.symbols), domain):
            for point in domain.random_points(Random(1), 20):
                assert any(_has(half, domain, point) for half in cut)


def _has(half, domain, point):
    """Return whether a point of the domain has coordinates in a half: the new one is solved for."""
    ((symbol, value),) = half.values.items()
    (d,) = set(half.ranges) - set(domain.symbols)
    at = {s: x for s, x in point.items() if s != symbol}
    new = (point[symbol] - value.subs(at).subs(d, 0)) / value.diff(d)
    inside = all(half.ranges[s].contains(x) == True for s, x in {**at, d: new}.items())  # noqa: E712
    return inside and bool(half.where.subs({**at, d: new}))


def test_statements_without_a_seam_have_no_halves():
    x, y = UNIT.symbols
    assert not list(halves(sin(x) + y >= x, UNIT))
    assert not list(halves(sqrt(x) * pi >= x, UNIT))
    assert len(list(halves(Abs(x - y) <= 1, UNIT))) == 1


def test_what_sympy_cannot_substitute_and_halves_without_points_are_passed_over():
    ordered = Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x < y)
    x, y = ordered.symbols
    odd = Max(1 / (y - x), 1) + (x - y) ** 2 * (x**2 - y) ** 2 - sin(x * y) ** 2 * EPS >= 1
    assert "budget" in prove(odd, ordered, budget=600).reason
    apart = Domain(x=Interval(0, 1), y=Interval(2, 3))
    x, y = apart.symbols
    wavy = x * y * (y - x) ** 2 + (x - y) * x * y + (sin(9 * x) * sin(5 * y)) ** 2 * (x - y) ** 2 >= 0
    assert prove(wavy, apart).proved

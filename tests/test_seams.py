"""Claims whose sides meet on a hyperplane: shown on both sides of it, and never where they fail beside it."""

from __future__ import annotations

from random import Random

import pytest
from sympy import Abs, Implies, Interval, Max, Rational, atan, cos, exp, log, oo, pi, sin, sqrt

from derivations import g
from verify.language.domain import Domain
from verify.prover.prove import prove
from verify.prover.reductions import Restated
from verify.prover.reductions.symmetry import halves, ordered

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


def restated(statement, domain):
    return Restated(statement, domain.scalars, domain.where, True)


def test_the_halves_cover_the_domain_but_for_an_exchange_of_symbols():
    for domain, statement in TRUE:
        x, y = domain.symbols
        for cut in halves(restated(statement(*domain.symbols), domain)):
            for point in domain.random_points(Random(1), 20):
                mirrored = {x: point[y], y: point[x]}
                seen = [
                    bool(half.where.subs(p)) for half in cut for p in ([point] if len(cut) == 2 else [point, mirrored])
                ]
                assert any(seen)


def test_only_symbols_that_may_be_exchanged_are_put_in_order():
    domain = Domain(x=Interval(0, 1), y=Interval(0, 1), z=Interval(0, 1))
    x, y, z = domain.symbols
    (_, (alike,)) = ordered(restated(x * y * z <= (x + y + z) ** 3, domain))
    assert alike.where.atoms(x.func) == {x, y, z}
    assert not list(ordered(restated(x * y * z**2 <= x + y + z, domain)))
    even = (x - y) * (sin(x) - sin(y))
    assert len(next(halves(restated(even * exp(x) >= 0, domain)))) == 2
    assert len(next(halves(restated(even * exp(x + y) >= 0, domain)))) == 1
    ordered_already = Restated(even >= 0, domain.scalars, x < 2 * y, True)
    assert len(next(halves(ordered_already))) == 2
    tilted = Domain(x=Interval(0, 1), y=Interval(0, 2))
    x, y = tilted.symbols
    assert len(next(halves(restated((x - y) * (sin(x) - sin(y)) >= 0, tilted)))) == 2


def test_statements_without_a_seam_have_no_halves():
    x, y = UNIT.symbols
    assert not list(halves(restated(sin(x) + y >= x, UNIT)))
    assert not list(halves(restated(sqrt(x) * pi >= x, UNIT)))
    assert len(list(halves(restated(Abs(x - y) <= 1, UNIT)))) == 1


def test_what_sympy_cannot_substitute_and_halves_without_points_are_passed_over():
    ordered = Domain(x=Interval(0, 1), y=Interval(0, 1), where=lambda x, y: x < y)
    x, y = ordered.symbols
    odd = Max(1 / (y - x), 1) + (x - y) ** 2 * (x**2 - y) ** 2 - sin(x * y) ** 2 * EPS >= 1
    assert prove(odd, ordered, budget=600).witness is None
    apart = Domain(x=Interval(0, 1), y=Interval(2, 3))
    x, y = apart.symbols
    wavy = x * y * (y - x) ** 2 + (x - y) * x * y + (sin(9 * x) * sin(5 * y)) ** 2 * (x - y) ** 2 >= 0
    assert prove(wavy, apart).proved

"""Reductions: what each yields implies the statement, true statements are shown, and false neighbours are not."""

from __future__ import annotations

from random import Random

import pytest
import sympy
from sympy import (
    Abs,
    And,
    Eq,
    Equivalent,
    Implies,
    Interval,
    Max,
    Min,
    Ne,
    Or,
    Range,
    S,
    acos,
    asin,
    atan,
    cos,
    cosh,
    exp,
    log,
    oo,
    pi,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)  # fmt: skip
from sympy import Rational as R
from thorough import THOROUGH

from verify.kernel import Refused
from verify.kernel.check import Checker
from verify.language.domain import Domain
from verify.prover.claim_data import claim_data
from verify.prover.counterexamples import statement_term, truth
from verify.prover.effort import EFFORT
from verify.prover.kernel_search import KernelSearch
from verify.prover.prove import prove
from verify.prover.reductions import REDUCTIONS, Restated
from verify.prover.sample_points import spread, takes_both_signs
from verify.prover.signs import signs
from verify.prover.tactics.solver import Solver
from verify.prover.waves import on_circles

UNIT, HALF_LINE, POSITIVE, LINE = Interval(0, 1), Interval(0, oo), Interval.open(0, oo), Interval(-oo, oo)
TINY = R(1, 10**9)


def domain(where=None, **ranges):
    return Domain(**ranges) if where is None else Domain(where=where, **ranges)


# (domain, a true statement, false neighbours of it), on symbols in alphabetical order of the keywords
CASES = {
    "squares": (domain(x=Interval(0, 3), y=Interval(0, 3)), lambda x, y: x + y <= sqrt(2) * sqrt(x**2 + y**2), [
        lambda x, y: x + y <= (sqrt(2) - TINY) * sqrt(x**2 + y**2),
        lambda x, y: x + y < sqrt(2) * sqrt(x**2 + y**2),
        lambda x, y: x - y >= -sqrt(x**2 + y**2) + y,
    ]),
    "squares of waves": (domain(x=LINE), lambda x: 3 * sin(x) + 4 * cos(x) <= 5, [
        lambda x: 3 * sin(x) + 4 * cos(x) <= 5 - TINY,
        lambda x: 3 * sin(x) + 4 * cos(x) < 5,
    ]),
    "moduli of waves": (domain(x=LINE), lambda x: Abs(sin(x)) + Abs(cos(x)) >= 1, [
        lambda x: Abs(sin(x)) + Abs(cos(x)) > 1,
        lambda x: Abs(sin(x)) + cos(x) >= 1,
    ]),
    "order": (domain(x=Interval(R(1, 10), 2), y=Interval(R(1, 10), 2), z=Interval(R(1, 10), 2)),
              lambda x, y, z: x / (y + z) + y / (x + z) + z / (x + y) >= R(3, 2), [
        lambda x, y, z: x / (y + z) + y / (x + z) + z / (x + y) > R(3, 2),
        lambda x, y, z: x / (y + z) + y / (x + z) + z / (x + y) >= R(3, 2) + TINY,
        lambda x, y, z: x / (y + z) + y / (x + z) + 2 * z / (x + y) >= R(2),
    ]),
    "climb": (domain(x=Interval(0, pi), y=Interval(0, pi)), lambda x, y: sin(x) + sin(y) <= 2 * sin((x + y) / 2), [
        lambda x, y: sin(x) + sin(y) < 2 * sin((x + y) / 2),
        lambda x, y: sin(x) + sin(y) <= (2 - TINY) * sin((x + y) / 2),
        lambda x, y: sin(2 * x) + sin(2 * y) <= 2 * sin(x + y),
    ]),
    "climb twice": (domain(p=Interval.open(0, 1), q=Interval.open(0, 1)),
                    lambda p, q: p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)) >= 2 * (p - q) ** 2, [
        lambda p, q: p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)) >= (2 + R(1, 50)) * (p - q) ** 2,
        lambda p, q: p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)) > 2 * (p - q) ** 2,
    ]),
    "least": (domain(x=LINE, y=POSITIVE), lambda x, y: x * y <= y * log(y) + exp(x - 1), [
        lambda x, y: x * y < y * log(y) + exp(x - 1),
        lambda x, y: x * y <= y * log(y) + (1 - TINY) * exp(x - 1),
    ]),
    "at ends": (domain(a=Interval(1, 2), b=Interval(1, 2), s=UNIT),
                lambda a, b, s: (s * a + (1 - s) * b) * (s / a + (1 - s) / b) <= R(9, 8), [
        lambda a, b, s: (s * a + (1 - s) * b) * (s / a + (1 - s) / b) < R(9, 8),
        lambda a, b, s: (s * a + (1 - s) * b) * (s / a + (1 - s) / b) <= R(9, 8) - TINY,
    ]),
    "logarithms": (domain(n=Range(1, oo)), lambda n: (1 + 1 / n) ** n < sympy.E, [
        lambda n: (1 + 1 / n) ** n < sympy.E - R(1, 10**6),
        lambda n: (1 + 1 / n) ** (n + 1) < sympy.E + R(1, 10**6),
    ]),
    "exponents": (domain(n=Range(1, oo), x=Interval(-1, oo)), lambda n, x: (1 + x) ** n >= 1 + n * x, [
        lambda n, x: (1 + x) ** n > 1 + n * x,
        lambda n, x: (1 + x) ** n >= 1 + n * x + TINY * x**2,
    ]),
    "letters": (domain(x=LINE), lambda x: exp(-x) / (1 + exp(-x)) ** 2 <= R(1, 4), [
        lambda x: exp(-x) / (1 + exp(-x)) ** 2 < R(1, 4),
        lambda x: exp(-x) / (1 + exp(-x)) ** 2 <= R(1, 4) - TINY,
    ]),
    "arcs": (domain(x=HALF_LINE), lambda x: atan(x) >= 3 * x / (1 + 2 * sqrt(1 + x**2)), [
        lambda x: atan(x) > 3 * x / (1 + 2 * sqrt(1 + x**2)),
        lambda x: atan(x) >= R(301, 100) * x / (1 + 2 * sqrt(1 + x**2)),
    ]),
    "pieces": (domain(x=LINE, y=LINE), lambda x, y: Abs(Max(x, 0) - Max(y, 0)) <= Abs(x - y), [
        lambda x, y: Abs(Max(x, 0) - Max(y, 0)) < Abs(x - y),
        lambda x, y: Abs(Max(x, 0) - Min(y, 0)) <= Abs(x - y),
    ]),
    "multipliers": (domain(lambda x, y: x**2 + y**2 <= 1, x=Interval(-1, 1), y=Interval(-1, 1)),
                    lambda x, y: x + y <= sqrt(2), [
        lambda x, y: x + y < sqrt(2),
        lambda x, y: x + y <= sqrt(2) - R(1, 100),
    ]),
    "bounds": (domain(lambda a, b, c: And(a < b + c, b < a + c, c < a + b), a=POSITIVE, b=POSITIVE, c=POSITIVE),
               lambda a, b, c: a**2 + b**2 + c**2 < 2 * (a * b + b * c + c * a), [
        lambda a, b, c: a**2 + b**2 + c**2 < R(199, 100) * (a * b + b * c + c * a),
    ]),
    "cases": (domain(lambda x, y: Or(Ne(x, 0), Ne(y, 0)), x=Interval(-1, 1), y=Interval(-1, 1)),
              lambda x, y: (x + y) ** 2 + (pi - 1) * (x**2 + y**2) > 0, [
        lambda x, y: (x + y) ** 2 + (R(1, 10) - 1) * (x**2 + y**2) > 0,
    ]),
    "assumed": (domain(x=LINE, y=LINE), lambda x, y: Implies(And(x > 0, y > 0), x * y > 0), [
        lambda x, y: Implies(And(x > 0, y >= 0), x * y > 0),
        lambda x, y: Or(x * y > 0, x < 0),
    ]),
    "factors": (domain(x=Interval.open(0, pi / 2)), lambda x: (sin(x) / x) ** 2 + tan(x) / x > 2, [
        lambda x: (sin(x) / x) ** 2 + tan(x) / x > 2 + TINY,
    ]),
    "touching": (domain(x=Interval(-2, 2), y=Interval(-2, 2)),
                 lambda x, y: x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2, [
        lambda x, y: x**4 * y**2 + x**2 * y**4 + 1 > 3 * x**2 * y**2,
        lambda x, y: x**4 * y**2 + x**2 * y**4 + 1 >= (3 + TINY) * x**2 * y**2,
    ]),
    "a saddle": (domain(x=Interval(-1, 1), y=Interval(-1, 1)), lambda x, y: x**2 + y**2 + x * y >= 0, [
        lambda x, y: x**2 - y**2 + x**4 >= 0,
        lambda x, y: x**4 + y**4 - TINY * x**2 >= 0,
    ]),
    "equivalences": (domain(x=LINE), lambda x: Equivalent(x**3 > 0, x > 0), [
        lambda x: Equivalent(x**2 > 0, x > 0),
        lambda x: Equivalent(x**3 >= 0, x > 0),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_true_statement_is_shown_and_its_false_neighbours_are_not(name):
    where, true, false = CASES[name]
    found = prove(true(*where.symbols), where)
    assert found.proved, found.reason
    for neighbour in false if THOROUGH else false[:1]:  # what is false and near is searched for long
        assert not prove(neighbour(*where.symbols), where, budget=300).proved


def points(task, random):
    """Yield points of a restated statement's ranges where its condition holds."""
    for point in spread(task.ranges):
        exact = {s: R(x.numerator, x.denominator) for s, x in point.items()}
        if task.where == S.true or truth(task.where, exact) is True:
            yield exact


def fails_somewhere(task):
    return any(truth(task.statement, point) is False for point in points(task, Random(1)))


FALSE = [
    (domain(x=UNIT, y=UNIT), lambda x, y: x + y <= 1),
    (domain(x=UNIT, y=UNIT), lambda x, y: (x - y) * (x - 2 * y) >= 0),
    (domain(x=Interval(-1, 1), y=Interval(-1, 1)), lambda x, y: Abs(x - y) <= Abs(x) + y / 3),
    (domain(lambda x, y: x < y, x=UNIT, y=UNIT), lambda x, y: sin(y) - sin(x) <= (y - x) / 2),
    (domain(lambda x, y: x**2 <= y, x=Interval(-1, 1), y=UNIT), lambda x, y: x + y <= R(3, 2)),
    (domain(x=POSITIVE), lambda x: exp(x) <= 1 + x + x**2),
    (domain(x=POSITIVE), lambda x: log(x) + 1 / x >= R(3, 2)),
    (domain(x=LINE), lambda x: sqrt(1 + x**2) + x >= R(1, 2)),
    (domain(x=LINE), lambda x: sin(3 * x) + cos(2 * x) >= -R(1, 4)),
    (domain(x=Interval(-1, 1)), lambda x: acos(x) + asin(x) / 2 >= R(3, 2)),
    (domain(x=HALF_LINE, y=HALF_LINE), lambda x, y: sqrt(x * y) >= (x + y) / 3),
    (domain(x=UNIT, y=POSITIVE), lambda x, y: x**y <= R(3, 4)),
    (domain(x=LINE, y=LINE), lambda x, y: Or(x * y > 0, x + y < 1)),
    (domain(x=UNIT, y=UNIT, z=UNIT), lambda x, y, z: x + y + z >= 2 * x * y * z + 1),
    (domain(x=LINE), lambda x: Max(x, 1 - x) <= 3 * Abs(x)),
]  # fmt: skip


@pytest.mark.parametrize(("where", "statement"), FALSE)
def test_of_a_false_statement_some_part_of_each_reduction_is_false(where, statement):
    """What implies it cannot hold: unless all parts are true it implies nothing."""
    ranges = {s: r if isinstance(r, Interval) else Interval(-oo, oo) for s, r in where.scalars.items()}
    task = Restated(statement(*where.symbols), ranges, where.where, True)
    assert fails_somewhere(task)
    for one in REDUCTIONS:
        if not one.searches:
            for parts in one(task):
                assert not all(part.is_exact or part.searched(50).proved for part in parts), (one.name, parts)


def test_what_is_seen_at_points_is_no_proof():
    x = sympy.Symbol("x", real=True)
    assert takes_both_signs(sin(x), frozenset({x: Interval(-1, 1)}.items()))
    dip = (x - R(1, 3)) ** 2 - TINY**2
    assert not takes_both_signs(dip, frozenset({x: Interval(-1, 1)}.items()))  # it does, where nobody looked
    assert signs(dip, {x: Interval(-1, 1)}) == {-1, 0, 1}
    inside = list(spread({x: Interval.open(0, TINY)}))
    assert all(0 < point[x] < TINY for point in inside)
    assert all(point[x].denominator == 1 for point in spread({x: Range(-oo, oo)}))


X, Y = sympy.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("expression", "normal"),
    [
        (sin(X) ** 2 + cos(X) ** 2 - 1, 0),
        (sin(2 * X) - 2 * sin(X) * cos(X), 0),
        (cos(X) ** 4 - sin(X) ** 4 - cos(2 * X), 0),
        (cos(X - Y) - cos(X) * cos(Y) - sin(X) * sin(Y), 0),
        (cosh(X) ** 2 - sinh(X) ** 2 - 1, 0),
        (X + 1, X + 1),
    ],
)
def test_on_circles(expression, normal):
    assert sympy.expand(on_circles(expression) - normal) == 0


@pytest.mark.parametrize("expression", [
    sin(X) ** 2 - cos(X) ** 2 - 1, sin(3 * X) * cos(X) - sin(X), cosh(X) ** 2 + sinh(X) ** 2 - 1,
    sin(X) * sin(Y) - cos(X + Y), cos(X) ** 3 - cos(X) + sin(X) ** 2, sin(pi * X) - sin(3 * X),
])  # fmt: skip
def test_on_circles_keeps_values(expression):
    for x, y in ((R(1, 3), R(-5, 7)), (R(22, 9), R(1, 11))):
        values = {X: x, Y: y}
        assert abs(sympy.N((on_circles(expression) - expression).xreplace(values), 30)) < 1e-25
        assert on_circles(expression) != 0


EQUATIONS = [
    (atan(X) + atan(1 / X) - pi / 2, POSITIVE), (acos(cos(X)) - X, Interval(0, pi)),
    (acos(cos(X)) - 2 * pi + X, Interval(pi, 2 * pi)),
    (tanh(X) - (exp(2 * X) - 1) / (exp(2 * X) + 1), LINE), (asin(X) + acos(X) - pi / 2, Interval(-1, 1)),
    (atan(X / sqrt(1 - X**2)) - asin(X), Interval.open(-1, 1)),
    (sqrt(1 - sin(X) ** 2) - cos(X), Interval(-pi / 2, pi / 2)),
    (Max(X, 1) + Min(X, 1) - X - 1, LINE),
]  # fmt: skip
NO_EQUATIONS = [
    (atan(X) + atan(1 / X) - pi / 2, Interval(-2, -1)),  # constant, but not zero
    (atan(X) + atan(1 / X) - pi / 2, Interval(-1, 1)),  # with a jump
    (acos(cos(X)) - X, Interval(0, 4)), (acos(cos(X)) - X, Interval(-1, 1)), (sqrt(X**2) - X, Interval(-1, 2)),
    (sqrt(1 - sin(X) ** 2) - cos(X), Interval(-pi, pi)),
    (Max(X, 1) - X, Interval(0, 2)), (Max(X, 1) - 1, Interval(0, 2)),
    (sin(X) ** 2 + cos(X) ** 2 - 1 - TINY**3, LINE), (log(X**2) - 2 * log(Abs(X)) + TINY**3, POSITIVE),
    ((X**3 - X) / (X**2 - 1) - X - TINY, Interval.open(1, 2)),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "values"), EQUATIONS)
def test_equations_that_hold(expression, values):
    where = Domain(x=values)
    (x,) = where.symbols
    assert prove(Eq(expression.xreplace({X: x}), 0), where).proved


@pytest.mark.parametrize(("expression", "values"), NO_EQUATIONS)
def test_equations_that_do_not_hold(expression, values):
    where = Domain(x=values)
    (x,) = where.symbols
    assert not prove(Eq(expression.xreplace({X: x}), 0), where).proved


def test_a_solver_counts_what_was_tried_and_what_helped():
    where = Domain(x=Interval(0, 1), y=Interval(0, 1))
    x, y = where.symbols
    claim = claim_data(statement_term(sympy.Abs(x - y) <= sympy.Max(x, y)), where)
    checker = Checker({**claim, "digits": 30}, "ball")
    solver = Solver(checker, boxes=0)  # without searches
    assert solver.proof(boxes=0, goals=100, chain=EFFORT.chain, work=10**6)
    assert solver.helped.total() > 0 and all(solver.tried[name] >= n for name, n in solver.helped.items())
    assert set(solver.tried) <= {one.name for one in REDUCTIONS}


def test_a_solver_goes_on_where_it_stopped():
    """With more work it tries what was left, shows the same, and takes less than from the beginning."""
    where = Domain(n=sympy.Range(1, sympy.oo))
    (n,) = where.symbols
    claim = claim_data(statement_term(sympy.log(n + 1) - sympy.log(n) >= 1 / (n + 1)), where)
    whole, halting = (Solver(Checker({**claim, "digits": 30}, "ball"), boxes=30) for _ in range(2))
    whole.proof(boxes=0, goals=100, chain=EFFORT.chain, work=10**6)
    work = 10**6 - whole.checker.program.limits.left
    with pytest.raises(Refused):
        halting.proof(boxes=0, goals=100, chain=EFFORT.chain, work=work // 2)
    items = halting.proof(boxes=0, goals=100, chain=EFFORT.chain, work=10**6)
    assert 10**6 - halting.checker.program.limits.left < work * 3 / 4
    checker = Checker({**claim, "digits": 30}, "ball")
    with checker.ring.table.working():
        checker.prove(items)


def test_an_interrupted_search_begins_anew(monkeypatch):
    """Asked again after an interrupt among reductions, a search finds its proof; nothing counts as failed."""
    where = Domain(n=sympy.Range(1, sympy.oo))
    (n,) = where.symbols
    search = KernelSearch(statement_term(sympy.log(n + 1) - sympy.log(n) >= 1 / (n + 1)), where, 30)
    plain, calls = Solver._found, []

    def interrupted(self, *data):
        calls.append(1)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return plain(self, *data)

    monkeypatch.setattr(Solver, "_found", interrupted)
    with pytest.raises(KeyboardInterrupt):
        search.shown(2)
    assert search.shown(2) is not None

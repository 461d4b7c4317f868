"""The prover on the yardsticks, formulas already derived and compiled, beside codac where it is installed.

    pip install codac && pytest tests/benchmarks/test_prove.py

The peer is codac's forward-backward contractor with bisection of the largest side.  It does not prove the third
statement at 0, where both sides are equal; it is given the part from 1/10.
"""

import pytest
from sympy import Interval, Range, Rational, cos, oo, pi, sin

from derivations import g
from verify import Domain
from verify.prover.boxes import boxes
from verify.prover.branch_and_bound import Search
from verify.prover.claims import claim_of
from verify.prover.problem import Problem

HALF_TURN = Interval(0, Rational(3, 2))
SHARE = Interval(0, 1)


def mixed(phi, s, k):
    return s * (k + g(phi) - 1) / (k + pi - 1) + (1 - s) * (g(phi) - 1) / (pi - 1) > 0


STATEMENTS = {
    "T1 kernel above 1": (Domain(phi=Interval(0, Rational(157, 100))), lambda phi: g(phi) > 1),
    "T1 slope negative": (
        Domain(phi=Interval(Rational(1, 100), Rational(314, 100))),
        lambda phi: g(phi).diff(phi) < 0,
    ),
    "T2 k to 100": (Domain(phi=HALF_TURN, s=SHARE, k=Interval(2, 100)), mixed),
    "T2 every real k": (Domain(phi=HALF_TURN, s=SHARE, k=Interval(2, oo)), mixed),
    "T2 every integer k": (Domain(phi=HALF_TURN, s=SHARE, k=Range(2, oo)), mixed),
    "T3 from 0": (Domain(x=Interval(0, pi)), lambda x: sin(x) - x * cos(x) - x**3 / 3 + x**5 / 30 >= 0),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_prove(benchmark, name):
    domain, statement = STATEMENTS[name]
    problem = Problem(statement(**domain.by_name), domain, 4000)
    # the search alone, without the exact signs that come before it and decide some of these
    claim = claim_of(problem.statement.xreplace(problem.twins))
    symbols = [problem.twins.get(s, s) for s in domain.scalars]
    search = Search(claim, symbols, list(boxes(domain.scalars)), closed=problem.closed)

    def run():
        # boxes of their own, so that nothing of the last round serves the next
        search.start = tuple(boxes(domain.scalars))
        search.library.looks = 0
        return search.run()

    run()  # compiles
    found = benchmark(run)
    assert found.proved and search.library.looks > 0
    benchmark.extra_info["boxes"] = found.boxes


def peer(name):
    codac = pytest.importorskip("codac", reason="the peer, codac, is not installed: pip install codac")
    v = codac.VectorVar(3)
    x, s, k = v[0], v[1], v[2]
    kernel = (codac.PI - x) * codac.cos(x) + codac.sin(x)
    share = s * (k + kernel - 1) / (k + codac.PI - 1) + (1 - s) * (kernel - 1) / (codac.PI - 1)
    tight = codac.sin(x) - x * codac.cos(x) - x * x * x / 3 + x * x * x * x * x / 30
    function, violated, box = {
        "T1 kernel above 1": (kernel, codac.Interval(-codac.oo, 1), [[0, 1.57], [0, 0], [0, 0]]),
        "T2 k to 100": (share, codac.Interval(-codac.oo, 0), [[0, 1.5], [0, 1], [2, 100]]),
        "T3 from 1/10": (tight, codac.Interval(-codac.oo, 0), [[0.1, 3.1415926], [0, 0], [0, 0]]),
    }[name]
    contractor = codac.CtcInverse(codac.AnalyticFunction([v], function), violated)

    def run():
        waiting, seen = [codac.IntervalVector(box)], 0
        while waiting:
            seen += 1
            left = contractor.contract(waiting.pop())
            if not left.is_empty():
                waiting += left.bisect_largest(0.5)
        return seen

    return run


@pytest.mark.parametrize("name", ["T1 kernel above 1", "T2 k to 100", "T3 from 1/10"])
def test_codac(benchmark, name):
    benchmark.extra_info["boxes"] = benchmark(peer(name))

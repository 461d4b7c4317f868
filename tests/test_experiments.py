"""The table, the restarts, the two phases and the numbers behind the pictures, against independent computations."""

import json
from fractions import Fraction as F

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from derivations.papers.du2018.basin.answer import Request, solve
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS, Motion, heights
from derivations.papers.du2018.experiments import table as experiments
from derivations.papers.du2018.experiments.phases import phases
from derivations.papers.du2018.experiments.portrait import highest_share, portrait, profile
from derivations.papers.du2018.experiments.runs import BAND, DECADES
from derivations.papers.du2018.experiments.table import (
    DELTAS,
    PATCHES,
    RATIOS,
    agreement,
    answered,
    asked,
    restarts,
    table,
)
from derivations.papers.du2018.experiments.trajectories import boundary, jacobian, losses, ring_angle, steady
from derivations.papers.du2018.theory.reduction import DATA, STATE
from derivations.papers.du2018.views import table_text as table_report
from verify import arithmetic, compile_expression
from verify.cli import run
from verify.report.text import plain
from verify.statistics.sample import stream

PI = np.pi
FAST = Setting(4, F(1), 3, F(1, 2))  # N/V² = 1/2, so that the angle is the slowest at the global minimum


def g(phi):
    return (PI - phi) * np.cos(phi) + np.sin(phi)


def faked(request):
    """An answer at once, with what the true ones have: exact cells, an interval, a probability that varies."""
    setting = request.setting
    known = setting.certain
    value = known[0] if known else F(1, 2) + setting.ratio / (4 * setting.patches)
    off = 0 if known else F(1, 100 if request.method == "descent" else 10**9)
    share = {"estimate": f"{float(value):.12f}", "lower": f"{float(value - off):.12f}",
             "upper": f"{float(value + off):.12f}", "confidence": "0.99"}  # fmt: skip
    return {"global": share, "patches": setting.patches, "ratio": str(setting.ratio), "method": request.method}


# Restarts


@given(st.fractions(F(1, 50), 1, max_denominator=60), st.fractions(F(1, 10**6), F(99, 100), max_denominator=10**6))
def test_restarts_are_the_least_that_suffice(p, delta):
    n = restarts(p, delta)
    assert (1 - p) ** n <= delta
    assert n == 1 or (1 - p) ** (n - 1) > delta


def test_restarts_at_exact_powers_and_at_the_ends():
    for q in (F(1, 10), F(1, 2), F(3, 7), F(99, 100)):
        for n in (1, 2, 5, 30):
            assert restarts(1 - q, q**n) == n
            assert restarts(1 - q, q**n * (1 - F(1, 10**9))) == n + 1
    assert restarts(F(0), F(1, 2)) is None and restarts(F(1), F(1, 10**6)) == 1
    assert restarts(F(1, 10**15), F(1, 2)) == pytest.approx(np.log(2) * 1e15, rel=1e-12)
    for p, delta in ((F(-1), F(1, 2)), (F(2), F(1, 2)), (F(1, 2), F(0)), (F(1, 2), F(1))):
        with pytest.raises(ValueError, match="need 0 ≤ P ≤ 1"):
            restarts(p, delta)


# The table


def test_the_table_asks_each_cell_once():
    requests = asked("descent", 7, F(2), starts=10)
    assert [(r.setting.patches, int(r.setting.ratio)) for r in requests] == [(k, r) for k in PATCHES for r in RATIOS]
    assert {(r.setting.size, r.setting.scale, r.starts, r.method) for r in requests} == {(7, F(2), 10, "descent")}
    with pytest.raises(ValueError, match="rate"):
        asked("descent", rate=1e9)


def test_known_cells_are_exact_and_need_no_computation():
    unknown = {(r.setting.patches, int(r.setting.ratio)) for r in asked("quadrature") if r.setting.certain is None}
    # by hand: r ≥ (k + π − 1)/π where there is no ring
    assert unknown == {(k, r) for k in PATCHES for r in RATIOS if 0 < r < (k + PI - 1) / PI}
    request = Request(Setting(25, F(9), 5), "quadrature")
    assert solve(request)["global"] == {"estimate": "1", "lower": "1", "upper": "1", "confidence": "certified"}


def test_one_cell_by_quadrature_is_in_the_interval_of_a_simulation():
    """At confidence 1 − 1e-9 the interval misses by chance once in 1e9 seeds; a cell of another ratio is outside."""
    setting = Setting(25, F(4), 5)
    right, wrong = (
        float(solve(Request(s, "quadrature"))["global"]["estimate"]) for s in (setting, Setting(25, F(1), 5))
    )
    found = solve(Request(setting, "descent", starts=20_000, confidence=1 - F(1, 10**9)))["global"]
    low, high = float(found["lower"]), float(found["upper"])
    assert low < right < high and not low < wrong < high


def test_tables_read_back_and_fit():
    for method in ("quadrature", "descent"):
        found = answered(requests := asked(method), map(faked, requests))
        rows = dict(found.rows)
        assert rows[49][3].answer["patches"] == 49 and rows[49][3].answer["ratio"] == "9"
        text = plain(lambda console, found=found: table_report.show(found, console), 80)
        assert max(map(cell_len, text.split("\n"))) <= 80 and "…" not in text
        shown = next(line.split() for line in text.split("\n") if line.startswith("  100"))
        assert float(shown[4]) == pytest.approx(0.5 + 9 / 400, abs=1e-4)
        data = json.loads(json.dumps(found.as_dict()))
        assert len(data["cells"]) == 36 and set(data["cells"][0]["restarts"]) == set(DELTAS)
        assert data["cells"][0]["restarts"]["1e-3"] == 10


def test_an_error_that_is_not_small_is_shown_as_an_interval():
    requests = asked("quadrature")
    bad = [faked(r) for r in requests]
    bad[1]["global"]["lower"] = "0.4"
    text = plain(lambda console: table_report.show(answered(requests, bad), console), 80)
    assert ".4000–" in text


def test_intervals_that_do_not_meet_are_counted():
    one, other = (answered(requests := asked(m), map(faked, requests)) for m in ("quadrature", "descent"))
    assert agreement(one, other) == 36
    moved = [faked(r) for r in asked("descent")]
    moved[7]["global"].update(lower="0.9", upper="0.95")
    assert agreement(one, answered(asked("descent"), moved)) == 35


def test_latex_has_a_row_for_each_k_and_as_many_columns():
    for method, rows in (("quadrature", 7), ("descent", 13)):
        found = answered(requests := asked(method), map(faked, requests))
        first, second = table_report.latex(found).split("\\par\\medskip")
        for part, count in ((first, rows), (second, 7)):
            body = part[part.index("\\begin{tabular}") : part.index("\\end{tabular}")].split("\n")[1:-1]
            assert len(body) == count and all(line.count("&") == 6 for line in body)
            assert part.isascii()


def test_the_command(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CERTIPHI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(experiments, "solve", faked)
    assert run(["table", "--filter-size", "6", "--latex", str(tmp_path / "t.tex"), "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["filter_size"] == 6 and len(data["cells"]) == 36
    assert (tmp_path / "t.tex").read_text().count("tabular") == 4
    assert run(["table", "--method", "descent", "--starts", "77"]) == 0
    assert "77 starts a cell" in capsys.readouterr().out
    for bad, word in ((["--scale", "0"], "positive"), (["--scale", "1000000"], "scale"), (["--method", "no"], "no"),
                      (["--json", "-", "--latex", "-"], "only one")):  # fmt: skip
        assert run(["table", *bad]) == 2
        error = capsys.readouterr().err
        assert word in error and error.count("\n") == 1


def test_a_table_is_the_same_through_any_map(monkeypatch):
    monkeypatch.setattr(experiments, "solve", faked)
    backwards = lambda f, items: [f(x) for x in reversed(list(items))][::-1]
    assert table("flow", run=backwards).as_dict() == table("flow").as_dict()


# The loss and the linearised flow


def test_losses_are_those_of_vectors():
    """The loss by its matrices for an explicit a and b, with a in the span of b and 1."""
    rng = stream("losses")
    for k in (2, 5, 9):
        b = rng.standard_normal(k)
        a, ones = rng.standard_normal() * b + rng.standard_normal(), np.ones(k)
        n, total, phi = b @ b, b.sum(), rng.uniform(0, PI)
        m, outer = (PI - 1) * np.eye(k) + np.outer(ones, ones), np.outer(ones, ones)

        def naive(a, phi, b=b, k=k, m=m, outer=outer):
            return (a @ m @ a - 2 * a @ ((g(phi) - 1) * np.eye(k) + outer) @ b + b @ m @ b) / (4 * PI)

        spurious = naive(np.linalg.solve(m, (outer - np.eye(k)) @ b), PI)
        run_losses = compile_expression(losses(), (*STATE, *DATA), arithmetic("numpy"))
        whole, above = run_losses(phi, a.sum(), a @ (b - total / k), k, total, n)
        assert whole == pytest.approx(naive(a, phi), rel=1e-12)
        assert above == pytest.approx(naive(a, phi) - spurious, rel=1e-10)


def test_small_losses_keep_their_digits():
    """At ψ = 1e-4 and a = â the loss above the spurious one is c g (2 g₀ − g) ~ 1e-14, and not noise."""
    setting, psi = Setting(25, F(4), 5), 1e-4
    x, z = steady(setting, np.array([PI - psi]))
    above = compile_expression(setting.at_these(losses()), STATE, arithmetic("numpy"))(np.array([PI - psi]), x, z)[1]
    c, ring = (0.16 / (24 + PI) + 0.84 / (PI - 1)) / (4 * PI), (24 + PI - 4 * PI) / (24 + PI - 4)
    assert above[0] == pytest.approx(c * 2 * ring * psi**3 / 3, rel=1e-5)


@pytest.mark.parametrize("setting", [FAST, Setting(25, F(4), 5), Setting(100, F(25), 5, F(4))], ids=lambda s: s.patches)
def test_the_unstable_rate_solves_the_secular_equation(setting):
    """λ = (Γ²/V²) (X²/k/(λ + λ₁) + N⊥/(λ + π − 1)) with Γ = (π − φ_s) sin φ_s, typed by hand; its root by mpmath."""
    k, r, scale = setting.patches, float(setting.ratio), float(setting.scale)
    target = (k + PI - 1 - PI * r) / (k + PI - 1 - r)
    angle = float(mpmath.findroot(lambda t: (mpmath.pi - t) * mpmath.cos(t) + mpmath.sin(t) - target, 2))
    assert ring_angle(setting) == pytest.approx(angle, abs=1e-14)
    push = scale * ((PI - angle) * np.sin(angle)) ** 2
    secular = lambda m: m - push * (r / k / (m + k + PI - 1) + (1 - r / k) / (m + PI - 1))
    values = np.linalg.eigvals(jacobian(setting, angle))
    assert np.all(values.imag == 0) and np.sum(values.real > 0) == 1
    assert max(values.real) == pytest.approx(float(mpmath.findroot(secular, 0.5)), rel=1e-12)
    doubled = max(np.linalg.eigvals(jacobian(setting, angle, 2 / np.sqrt(scale))).real)
    assert doubled < max(values.real)  # a longer v turns more slowly


def test_what_has_no_ring_is_refused():
    with pytest.raises(ValueError, match="no ring"):
        ring_angle(Setting(25, F(9), 5))
    for setting in (Setting(25, F(9), 5), Setting(25, F(0), 5), Setting(1, F(1), 3)):
        with pytest.raises(ValueError, match="no separatrix"):
            phases(setting)


def test_boundary_finds_where_labels_change():
    places = np.array([0.3, 1.0, 3.0])
    label = lambda phi: np.where(phi < places, GLOBAL, SPURIOUS)
    assert np.max(np.abs(boundary(label, 3) - places)) < 1e-12
    undecided = lambda phi: np.where(np.abs(phi - places) < 1e-3, 0, label(phi))
    assert np.max(np.abs(boundary(undecided, 3) - places)) < 1e-3


# The two phases


@pytest.fixture(scope="module")
def paper():
    return phases(Setting(25, F(4), 5), until=150.0)


@pytest.fixture(scope="module")
def slow():
    return phases(FAST, until=400.0)


def test_phase_one_grows_by_ln_10_over_the_unstable_rate(paper, slow):
    """T(d) = ln(1/d)/λ_u + C + O(d): what a decade adds is off by an amount that falls tenfold, to 2e-4 at the end."""
    for found in (paper, slow):
        for name, times in found.exits.items():
            rate = found.rate(f"phase I, {name}")
            assert rate.error < 2e-4
            off = np.abs(np.diff(times) - rate.predicted)[:3]
            assert np.all((off[:-1] > 4 * off[1:]) & (off[:-1] < 25 * off[1:])), name
        assert found.rate("phase I, flow to global").predicted == np.log(10) / found.unstable


def test_both_sides_together_show_the_growth_of_the_length(paper):
    """The O(d) of the two sides cancel, so that even what ‖v‖ grows on the way, 4e-5, is seen in descent's rate."""
    for method, above in (("flow", 0), ("descent", 1)):
        sides = [paper.rate(f"phase I, {method} to {end}") for end in ("global", "spurious")]
        mean = sum(rate.measured for rate in sides) / 2
        assert abs(mean / sides[0].predicted - 1) < 1e-5
        h, grown = 0.5 / (24 + PI), np.log(10) / paper.unstable
        euler = h * np.log(10) / np.log1p(h * paper.unstable) if above else grown
        assert (abs(mean / euler - 1) > 3e-5) == bool(above)


def test_a_start_that_never_comes_near_has_no_phase_one():
    """At N/V² = 100 the angle is much faster than the outputs; every run still ends, and every time is one."""
    found = phases(Setting(9, F(1), 3, F(100)), until=1.0)
    assert all(0 <= t < 20 for times in found.exits.values() for t in times)
    assert found.rate("loss at the global minimum").error < 1e-2


def test_a_step_of_descent_multiplies_by_one_plus_h_times_the_rate(paper):
    """The two predictions differ by far more than the errors, so that neither passes for the other."""
    flow, descent = (paper.rate(f"phase I, {method} to global") for method in ("flow", "descent"))
    assert abs(descent.measured / flow.predicted - 1) > 100 * descent.error


def test_rates_at_the_minima(paper, slow):
    """At N/V² = 1 the outputs are the slowest (λ = π − 1), at N/V² = 1/2 the angle is (π/2)."""
    for found, scale in ((paper, 1), (slow, 0.5)):
        angle, loss = (found.rate(f"{name} at the global minimum") for name in ("angle", "loss"))
        assert angle.predicted == pytest.approx(PI * scale, rel=1e-12)
        assert loss.predicted == pytest.approx(2 * min(PI * scale, PI - 1), rel=1e-12)
        assert angle.error < 1e-3 and loss.error < 3e-3
        k, r = found.setting.patches, float(found.setting.ratio)
        y = (1 - r / k) / (PI - 1) - r * (k - 1) / (k * (k + PI - 1))
        growth = found.rate("1/ψ at the spurious minimum")
        assert growth.predicted == pytest.approx(y * scale, rel=1e-12)
        assert found.rate("loss over ψ³ at the spurious minimum").predicted == pytest.approx(y / (6 * PI), rel=1e-12)
        # ψ² of relative error, and ψ ~ 1/(y τ): at τ ≥ half of the end
        psi = 2 / (growth.predicted * found.slow.times[-1])
        assert all(rate.error < 2 * psi**2 for rate in found.rates if "spurious minimum" in rate.name)


def test_convergence_to_the_spurious_minimum_is_not_linear(paper):
    """The rate of decay itself decays: over the last half it is under half of what it was over the half before."""
    times, loss = np.array(paper.slow.times), np.log(paper.slow.loss_left)
    slope = [np.diff(np.interp(ends, times, loss))[0] / np.diff(ends)[0] for ends in ([25, 50], [50, 100])]
    assert 0.4 < slope[1] / slope[0] < 0.6


def test_curves_end_where_they_say(paper):
    for curve in paper.curves:
        assert len(curve.times) == len(curve.angle) == len(curve.loss_left)
        assert curve.ends == ("global" if curve.distance < 0 else "spurious")
        assert curve.loss_left[0] > 10 * curve.loss_left[-1] >= -1e-15
        assert curve.angle_left[-1] < BAND if curve.ends == "global" else curve.angle[-1] > paper.ring + BAND
    start = [c.angle[0] - c.distance for c in paper.curves if c.method == "flow"]
    assert max(start) - min(start) < 1e-12
    assert start[0] == pytest.approx(heights(paper.setting, np.zeros(1), np.zeros(1))[0], abs=1e-5)
    assert len(paper.curves) == 4 * len(DECADES)
    data = json.loads(json.dumps(paper.as_dict(), allow_nan=False))
    assert len(data["curves"]) == 25 and data["unstable_rate"] == paper.unstable


# What the pictures show


def test_profiles_are_the_least_loss_over_the_outputs():
    k, r = 7, F(7, 4)
    b = np.array([1.0] * 7) * np.sqrt(1 / 28) + np.array([3, -3, 2, -2, 1, -1, 0]) * np.sqrt(0.75 / 28)
    assert (b @ b, b.sum() ** 2) == pytest.approx((1, 7 / 4))
    m, found = (PI - 1) * np.eye(k) + 1, profile(k, r)
    for phi, loss in list(zip(found.angle, found.loss, strict=True))[::50]:
        target = ((g(phi) - 1) * np.eye(k) + 1) @ b
        a = np.linalg.solve(m, target)
        assert loss == pytest.approx((b @ m @ b - target @ a) / (4 * PI), abs=1e-14)
    (ring, top), (_, end) = found.marks["ring"], found.marks["spurious"]
    assert top >= np.max(found.loss) and abs(found.angle[np.argmax(found.loss)] - ring) < 0.01 and end == found.end


def test_marks_exist_exactly_below_the_threshold():
    for k in (2, 25, 64):
        edge = F(float(highest_share(np.array([float(k)]))[0])) * k
        assert float(edge) == pytest.approx((k + PI - 1) / PI)
        assert set(profile(k, edge - F(1, 1000)).marks) == {"global", "ring", "spurious"}
        assert set(profile(k, edge + F(1, 1000)).marks) == {"global"}
    assert set(profile(25, F(25)).marks) == {"global"}  # N⊥ = 0


def test_the_portrait_separates_fates():
    found = portrait(Setting(25, F(4), 5), points=41)
    motion = Motion.of(found.setting)
    for side, fate in ((-1e-5, GLOBAL), (1e-5, SPURIOUS)):
        phi = found.separatrix + side
        assert np.all(motion.labels(phi, steady(found.setting, phi)[0], found.z) == fate)
    ring, z = found.marks["ring"]
    assert np.interp(z, found.z, found.separatrix) == pytest.approx(ring, abs=1e-3)  # chords of an arc, step 0.05
    assert found.marks["global"] == (0.0, pytest.approx(0.84))
    assert {path.ends for path in found.paths} == {"global", "spurious"}
    for path in found.paths:
        end = found.marks[path.ends]
        assert abs(path.phi[-1] - end[0]) < 0.1 and abs(path.z[-1] - end[1]) < 0.01

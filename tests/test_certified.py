"""The bounds on the probability are bounds, however bad the approximation that says where to look."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction as F
from functools import partial
from itertools import product

import mpmath
import numpy as np
import pytest
from thorough import THOROUGH

from derivations.papers.du2018.basin import certified, separatrix, surface
from derivations.papers.du2018.basin.certified import Batch, bounds, fates, proved
from derivations.papers.du2018.basin.initial import Setting, ball_masses
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS
from derivations.papers.du2018.basin.surface import Surface, edges

SMALL = Setting(5, F(2), 3)
SETTINGS = {
    "k2": Setting(2, F(1, 2), 3),
    "k2p2": Setting(2, F(1, 2), 2),
    "p50": Setting(5, F(1), 50, F(2)),
    "slow": Setting(2, F(1, 2), 3, F(1, 100)),
    "threshold": Setting(2, F(13, 10), 2),
}
if THOROUGH:
    SETTINGS |= {
        "paper": Setting(25, F(4), 6),
        "p2": Setting(5, F(2), 2),
        "near": Setting(25, F(863, 100), 6),
        "fast": Setting(2, F(1, 2), 3, F(100)),
        "large": Setting(25, F(4), 10_000),
    }
ERROR = F(1, 1000)  # of the quadrature, whose last refinement changed it by less


@pytest.fixture(scope="module")
def small():
    """The quadrature value at SMALL, and bounds 0.04 apart."""
    return F(separatrix.probability(SMALL)[0]), bounds(SMALL, 0.04)


def quadrature(setting):
    return F(separatrix.probability(setting, float(ERROR))[0])


# Validity


@pytest.mark.parametrize("name", SETTINGS)
def test_the_bounds_contain_the_quadrature(name):
    setting = SETTINGS[name]
    low, high = bounds(setting, 0.05)
    assert low < quadrature(setting) < high and high - low < F(5, 100)


def test_a_fast_angle(monkeypatch):
    """At N/V² = 100 the angle is far faster than the outputs; a rougher surface is soon found and good enough."""
    rough = partial(separatrix.heights, tolerance=1e-4)
    monkeypatch.setattr(surface, "heights", rough)
    monkeypatch.setattr(separatrix, "heights", rough)
    monkeypatch.setattr(surface, "GRIDS", ((8, 6),))
    setting = Setting(2, F(1, 2), 3, F(100))
    low, high = bounds(setting, 0.2)
    assert low + ERROR < F(separatrix._mean(setting, 6, 4)) < high - ERROR and high - low < F(3, 10)


def test_narrower_bounds_overlap_wider_ones(small):
    value, (low, high) = small
    inner_low, inner_high = bounds(SMALL, 0.02)
    assert low <= inner_low < value < inner_high <= high
    assert high - low <= F(4, 100) and inner_high - inner_low <= F(2, 100)


@pytest.mark.parametrize("shift", [0.1, -0.1, np.nan], ids=str)
def test_a_wrong_surface_widens_and_does_not_falsify(monkeypatch, small, shift):
    value, (low, high) = small
    original = Surface.__call__
    monkeypatch.setattr(Surface, "__call__", lambda self, x, z: original(self, x, z) + shift)
    monkeypatch.setattr(certified, "_cells", lambda *_: (np.linspace(-1, 1, 9), np.linspace(-1, 1, 9)))
    wrong_low, wrong_high = bounds(SMALL, 0.04)
    assert wrong_low < value < wrong_high and wrong_high - wrong_low > 2 * (high - low)
    assert np.isfinite(shift) or (wrong_low < F(1, 10**9) and wrong_high > 1 - F(1, 10**9))


@pytest.mark.parametrize(("shift", "fate"), [(0.1, GLOBAL), (-0.1, SPURIOUS)])
def test_a_prover_that_proves_everything_is_caught(monkeypatch, small, shift, fate):
    original = Surface.__call__
    monkeypatch.setattr(Surface, "__call__", lambda self, x, z: original(self, x, z) + shift)
    low, high = bounds(SMALL, 0.04, lambda batches: [[True] * len(batch.points) for batch in batches])
    assert (low > small[0]) if fate == GLOBAL else (high < small[0])


def test_where_nothing_is_proved_nothing_is_said():
    low, high = bounds(SMALL, 0.1, lambda batches: [[False] * len(batch.points) for batch in batches])
    assert 0 <= low < F(1, 10**9) and 1 - F(1, 10**9) < high <= 1


def test_flags_must_be_as_many_as_points():
    with pytest.raises(IndexError):
        bounds(SMALL, 0.1, lambda batches: [[True] * (len(batch.points) - 1) for batch in batches])


def test_what_is_certain_needs_no_proof():
    def refuse(batches):
        raise AssertionError

    for setting, value in ((Setting(25, F(0), 6), F(1, 2)), (Setting(25, F(16), 6), F(1)), (Setting(1, F(1), 4), F(1)),
                           (Setting(7, F(1), 1), F(1, 2)), (Setting(3, F(3), 2), F(1))):  # fmt: skip
        assert bounds(setting, 0.01, refuse) == (value, value)


# Proofs


def test_proved_is_about_the_open_region_of_angles():
    points = tuple((phi, 1.0, 1.0) for phi in (-0.1, 0.0, 1.0, 3.1416, 4.0, np.nan)) + (
        (1.0, np.nan, 1.0),
        (1.0, np.inf, 0.0),
    )
    assert proved(Batch(SMALL, GLOBAL, points)) == [False, False, True, False, False, False, False, False]
    points = tuple((phi, -1.0, -1.0) for phi in (-0.1, 0.0, 3.0, 3.1416, 4.0, np.nan))
    assert proved(Batch(SMALL, SPURIOUS, points)) == [False, False, True, False, False, False]


@pytest.mark.parametrize("setting", [SMALL, Setting(25, F(4), 6), Setting(3, F(1, 7), 2, F(3))], ids=str)
def test_the_false_variants_of_the_sets_are_not_believed(setting):
    """The octant needs x ≤ X, and y > 0 at φ < φ_s does not suffice: no start is proved to have both fates."""
    generator = np.random.default_rng(1)
    points = np.column_stack([generator.uniform(0, np.pi, 200), *generator.uniform(-3, 3, (2, 200))])
    flags = [proved(Batch(setting, fate, tuple(map(tuple, points.tolist())))) for fate in (GLOBAL, SPURIOUS)]
    assert not np.any(np.all(flags, axis=0)) and np.mean(np.any(flags, axis=0)) > 0.98
    if setting.patches == 25:
        (wanted,) = proved(Batch(setting, GLOBAL, ((1.5, 12.0, 0.01 - 12 * 2 / 25),)))  # y = 0.01, x = 12
        assert not wanted
        assert proved(Batch(setting, SPURIOUS, ((1.5, 12.0, 0.01 - 12 * 2 / 25),))) == [True]


# Cells


@pytest.mark.parametrize("setting", [SMALL, Setting(2, F(1, 2), 3), Setting(7, F(1, 3), 4)], ids=str)
@pytest.mark.parametrize("fate", [GLOBAL, SPURIOUS])
def test_corners_lie_beyond_every_point_of_their_cells(setting, fate):
    """Every vertex, edges with ρ₁ = 0 inside and on the border, and random points, to 40 digits."""
    first, u = np.array([-1, -0.75, -0.25, 0.25, 0.5, 0.984375, 1]), np.array([-1, -0.5, -0.125, 0, 0.375, 1])
    x, z = (part.reshape(6, 5) for part in certified._corners(setting, (first, u), fate))
    generator = np.random.default_rng(4)
    r, k = F(setting.ratio), setting.patches
    with mpmath.workdps(40):
        r = mpmath.mpf(r.numerator) / r.denominator
        x_most, z_most = mpmath.sqrt(r), mpmath.sqrt((1 - r / k) * r / k)
        for i, j in product(range(6), range(5)):
            inner, zero = generator.uniform(0, 1, 3), [0.0] * int(first[i] < 0 < first[i + 1])
            rho = [*first[i : i + 2], *zero, *(first[i] + inner * (first[i + 1] - first[i]))]
            others = [*u[j : j + 2], *(u[j] + inner[::-1] * (u[j + 1] - u[j]))]
            found = [(x_most * mpmath.sqrt(1 - mpmath.mpf(s) ** 2) * t, z_most * s) for s, t in product(rho, others)]
            beyond = [
                min(fate * (point[axis] - corner) for point in found) for axis, corner in enumerate((x[i, j], z[i, j]))
            ]
            assert all(0 < distance < 1e-7 for distance in beyond)  # the extremes are among these; √(1 − 1 ± ε)


def _density(d, t):
    return (1 - t * t) ** (d - 1) / mpmath.beta(d, 0.5)


@pytest.mark.parametrize("patches", [2, 3, 25, 10_000])
def test_masses_sum_to_one_and_are_those_of_the_density(patches):
    grid = np.round(np.sin(np.linspace(-1, 1, 41) * np.pi / 2) * 2**40) / 2**40
    for half in (F(patches + 1, 2), F(patches, 2)):
        mass = ball_masses(half, grid)
        low, high = (F(0),) * 2
        for m, r in zip(mass.mid, mass.rad, strict=True):
            low, high = low + F(float(m)) - F(float(r)), high + F(float(m)) + F(float(r))
        assert low <= 1 <= high and high - low < F(1, 10**12)
        with mpmath.workdps(40):
            points = [mpmath.mpf(t) for t in np.linspace(*grid[19:21], 5)]
            exact = mpmath.quad(partial(_density, mpmath.mpf(half.numerator) / half.denominator), points)
            assert abs(exact - mass.mid[19]) <= mass.rad[19] + mpmath.mpf(10) ** -20


@pytest.mark.parametrize(
    ("grid", "word"), [([-1, 0.1 * 2.0**-20, 1], "grid"), ([-1, 0.5, 0.25, 1], "decrease"), ([-1, np.nan, 1], "grid")]
)
def test_edges_that_are_none(grid, word):
    with pytest.raises(ValueError, match=word):
        ball_masses(F(2), np.array(grid))


@pytest.mark.parametrize("name", ["k2p2", "slow"])
def test_edges_cover_the_square(name):
    for grid in edges(Surface.of(SETTINGS[name], 1e-2), 0.01):
        assert grid[0] == -1 and grid[-1] == 1 and np.all(np.diff(grid) >= 0)
        assert np.array_equal((1 + grid) - 1, grid)


# Determinism and misuse


def test_bounds_do_not_depend_on_batches_or_executors(monkeypatch, small):
    def backwards(batches):
        return list(reversed([proved(batch) for batch in reversed(batches)]))

    assert bounds(SMALL, 0.04, backwards) == small[1]
    monkeypatch.setattr(certified, "BATCH", 77)
    with ThreadPoolExecutor(2) as pool:
        assert bounds(SMALL, 0.04, partial(pool.map, proved)) == small[1]


@pytest.mark.parametrize("width", [0, -0.1, np.nan, np.inf])
def test_a_width_is_positive(width):
    with pytest.raises(ValueError, match="width"):
        bounds(SMALL, width)


def test_too_many_cells_are_refused():
    with pytest.raises(ValueError, match="cells"):
        bounds(SMALL, 1e-5)


def test_the_false_variants_have_their_fates():
    """Starts (φ, y, x) for k = 25, r = 4 that three plausible statements get wrong."""
    starts = [(1.5, 0.01, 12.0), (1.83, 1e-4, 2.0), (1.6, -0.01, -1.0)]
    points = [(phi, x, y - 2 * x / 25) for phi, y, x in starts]
    assert fates(Setting(25, F(4), 6), points) == [SPURIOUS, SPURIOUS, GLOBAL]

"""Pictures: files written whole, fit for print, and marks where the formulas say; no pixels are compared."""

import subprocess
import sys
from fractions import Fraction as F
from functools import partial
from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.axis import Tick
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from rich.console import Console

from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.experiments.phases import phases
from derivations.papers.du2018.experiments.portrait import portrait
from derivations.papers.du2018.experiments.runs import DECADES
from derivations.papers.du2018.experiments.table import PATCHES, RATIOS, answered, asked
from derivations.papers.du2018.views import experiments as experiments_report
from derivations.papers.du2018.views import pictures
from verify.report import plots
from verify.report.text import plain
from verify.running.files import NotWritable

PI = np.pi


def faked(request):
    """An answer at once: the probability is 1/2 + r/4k, exact where it is known to be."""
    setting = request.setting
    known = setting.certain
    value = known[0] if known else F(1, 2) + setting.ratio / (4 * setting.patches)
    ends = {name: f"{float(value + off):.12f}" for name, off in (("estimate", 0), ("lower", 0), ("upper", F(1, 10**9)))}
    ends["upper"] = ends["lower"] if known else ends["upper"]
    return {"global": {**ends, "confidence": "estimated"}}


@pytest.fixture(scope="module")
def curves():
    return phases(Setting(4, F(1), 3), until=150.0)


@pytest.fixture(scope="module")
def plane():
    return portrait(Setting(25, F(4), 5), points=31)


@pytest.fixture(scope="module")
def report(tmp_path_factory, curves, plane):
    """What is written from false answers, the pictures as PDF only: the folder, the figures, what is printed."""
    place, figures = tmp_path_factory.mktemp("report"), {}

    def save(made, path):
        figures[path.name] = made
        return plots.save(made, path, ("pdf",))

    with pytest.MonkeyPatch.context() as patch, open(place.parent / "printed", "w+", encoding="utf-8") as file:
        patch.setenv("CERTIPHI_CACHE", str(place.parent / "cache"))
        for name, value in (
            ("solve", faked),
            ("phases", lambda s: curves),
            ("portrait", lambda s: plane),
            ("save", save),
        ):
            patch.setattr(experiments_report, name, value)
        experiments_report.write(place, Console(file=file, width=80), "serial")
        file.seek(0)
        return place, figures, file.read()


@pytest.fixture(scope="module")
def figures(report):
    return report[1]


def simple():
    with plots.look():
        made = plots.figure()
        made.axes[0].plot([0, 1], [0, 1])
        made.axes[0].set_xlabel(r"angle $\varphi$")
    return made


# Files and the look


def test_importing_plots_loads_no_matplotlib_and_drawing_no_pyplot():
    code = """
import sys
from verify.report import plots
print("matplotlib" in sys.modules)
with plots.look():
    made = plots.figure()
    made.axes[0].plot([0, 1], [0, 1])
plots.picture(made, "png")
print("matplotlib.pyplot" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nFalse\n"


def test_the_look_ends_with_its_block():
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 33, "pdf.fonttype": 3}):
        with pytest.raises(RuntimeError), plots.look():
            assert matplotlib.rcParams["font.size"] < 10 and matplotlib.rcParams["pdf.fonttype"] == 42
            raise RuntimeError
        assert matplotlib.rcParams["font.size"] == 33
        assert b"/Type3" not in plots.picture(simple(), "pdf")
    assert dict(matplotlib.rcParams) == before


def test_files_are_as_wide_as_a_column_and_alike_each_time(tmp_path):
    pdf, png = plots.save(simple(), tmp_path / "one")
    assert (pdf.name, png.name) == ("one.pdf", "one.png")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF") and b"/FontFile2" in data and b"/Type3" not in data
    assert b"/MediaBox [ 0 0 244.8 " in data  # 3.4 inches of 72 points
    assert png.read_bytes().startswith(b"\x89PNG")
    for format in plots.FORMATS:
        assert plots.picture(simple(), format) == plots.picture(simple(), format)


def test_all_files_or_none(tmp_path):
    with pytest.raises(ValueError, match="'bmp'; there are pdf"):
        plots.save(simple(), tmp_path / "one", ("pdf", "bmp"))
    with pytest.raises(NotWritable, match="no directory"):
        plots.save(simple(), tmp_path / "none" / "one")
    assert not list(tmp_path.iterdir())


# What every picture owes its reader


def texts(figure):
    """Return each visible text with its extent in pixels."""
    FigureCanvasAgg(figure)
    with plots.look():
        figure.canvas.draw()
        labels = {label: tick for tick in figure.findobj(Tick) for label in (tick.label1, tick.label2)}
        found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
        return [(t, t.get_window_extent()) for t in found if t not in labels or _is_drawn(labels[t])]


def _is_drawn(tick):
    """Ticks beyond the limits are kept by matplotlib but not drawn."""
    for axis in (tick.axes.xaxis, tick.axes.yaxis):
        if tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            low, high = sorted(axis.get_view_interval())
            return low <= tick.get_loc() <= high
    return False


def test_labels_do_not_overlap_and_are_inside_and_readable(figures):
    for name, figure in figures.items():
        found = texts(figure)
        assert len(found) > 5
        for (one, at), (other, there) in combinations(found, 2):
            overlap = at.x0 < there.x1 and there.x0 < at.x1 and at.y0 < there.y1 and there.y0 < at.y1
            assert not overlap, (name, one.get_text(), other.get_text())
        for text, at in found:
            assert text.get_fontsize() >= 7, (name, text.get_text())
            assert figure.bbox.x0 <= at.x0 and at.x1 <= figure.bbox.x1, (name, text.get_text())
            assert figure.bbox.y0 <= at.y0 and at.y1 <= figure.bbox.y1, (name, text.get_text())


def test_an_overlap_would_be_seen():
    figure = pictures.existence(answered(asked("quadrature"), map(faked, asked("quadrature"))))
    with plots.look():
        figure.axes[0].text(6, 0.77, "planted", ha="center", va="center")
    shown = [(t.get_text(), at) for t, at in texts(figure)]
    one, other = (next(at for text, at in shown if text == name) for name in ("planted", "no spurious minimum"))
    assert one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def test_pictures_are_vectors_of_the_right_width(report):
    folder, figures, _ = report
    for name in figures:
        data = (folder / f"{name}.pdf").read_bytes()
        width = plots.PAGE if name == "convergence" else plots.COLUMN
        assert f"/MediaBox [ 0 0 {round(72 * width, 1):g} ".encode() in data
        assert b"/Type3" not in data and len(data) < 100_000


# What each one shows


def points(axes, marker):
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in axes.lines
            if line.get_marker() == marker and np.isfinite(line.get_xdata()[0])]  # fmt: skip


def test_profiles_show_the_loss_and_the_points_that_exist(figures):
    whole, above = figures["landscape-profiles"].axes
    drawn = [line for line in whole.lines if len(line.get_xdata()) > 1]
    for line, r in zip(drawn, (4, 7, 16), strict=True):
        phi, s, fast = line.get_xdata(), r / 25, 24 + PI
        g = (PI - phi) * np.cos(phi) + np.sin(phi)
        c, ring = (s / fast + (1 - s) / (PI - 1)) / (4 * PI), (fast - PI * r) / (fast - r)
        assert np.allclose(line.get_ydata(), c * (PI - g) * (PI + g - 2 * ring), atol=1e-14)
    saddles, minima = points(whole, "s"), points(whole, "^")
    assert len(saddles) == len(minima) == 2  # none at s = 0.64
    for (angle, loss), line in zip(saddles, drawn, strict=False):
        assert loss == pytest.approx(np.max(line.get_ydata()), abs=1e-6) and angle < PI
    assert {x for x, _ in minima} == {PI} and [x for x, _ in points(whole, "o")] == [0.0] * 3
    assert [y for _, y in points(above, "^")] == [0, 0]


def test_the_phase_plane_shows_basins_and_separatrix(figures, plane):
    (axes,) = figures["phase-portrait"].axes
    line = next(line for line in axes.lines if line.get_label() == "separatrix")
    assert np.array_equal(line.get_xdata(), plane.separatrix) and np.array_equal(line.get_ydata(), plane.z)
    names = [text.get_text() for text in figures["phase-portrait"].legends[0].get_texts()]
    assert set(names) == {r"$\dot z = 0$", "separatrix", "global minimum", "ring of saddles", "spurious minimum"}
    assert [points(axes, pictures.MARKERS[name])[0] for name in plane.marks] == list(plane.marks.values())
    assert len(axes.collections) == 2 and len(axes.texts) == len(plane.paths)  # an arrow each


def test_the_phase_diagram_shows_the_threshold_and_every_cell(figures):
    axes = figures["phase-diagram"].axes[0]
    k = axes.lines[0].get_xdata()
    assert np.allclose(axes.lines[0].get_ydata(), (k + PI - 1) / (k * PI), rtol=1e-14)
    dots = axes.collections[-1]
    assert len(dots.get_offsets()) == 36
    for (patches, share), value in zip(dots.get_offsets(), dots.get_array(), strict=True):
        exact = 0.5 if share == 0 else 1 if share > (patches + PI - 1) / (patches * PI) else 0.5 + share / 4
        assert value == pytest.approx(exact, abs=1e-9)


def test_the_heat_map_has_k_down_and_r_across(figures):
    axes = figures["success-probability"].axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == [str(k) for k in PATCHES] and axes.yaxis_inverted()
    assert [t.get_text() for t in axes.get_xticklabels()] == [str(r) for r in RATIOS]
    shown = axes.collections[0].get_array().reshape(6, 6)
    assert shown[1, 2] == pytest.approx(0.5 + 4 / 144) and shown[2, 1] == pytest.approx(0.5 + 1 / 196)
    entries = {t.get_position(): t.get_text() for t in axes.texts}
    assert entries[0.5, 0.5] == "1/2" and entries[5.5, 0.5] == "1" and entries[2.5, 1.5] == f"{0.5 + 4 / 144:.3f}"


def test_convergence_shows_all_runs_and_the_predicted_slope(figures, curves):
    angle, loss, length = figures["convergence"].axes
    assert loss.get_yscale() == "log" and sum(len(line.get_xdata()) > 2 for line in loss.lines) == 2 * len(DECADES)
    level = next(line for line in angle.lines if line.get_linestyle() == ":")
    assert set(level.get_ydata()) == {curves.ring}
    lines = [line for line in length.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    for line in lines:
        slope = np.diff(line.get_ydata()) / -np.diff(np.log10(line.get_xdata()))
        assert np.allclose(slope, np.log(10) / curves.unstable, rtol=1e-12)
    assert len(lines) == 2


def test_the_approach_shows_what_is_predicted(figures):
    """For k = 4, r = 1, N = V = 1: rates π and 2 (π − 1), and ψ ~ 1/(|y_sp| τ)."""
    fast, slow = figures["rates-of-approach"].axes
    dashed = [line for line in fast.lines if line.get_linestyle() == "--"]
    slopes = [-np.diff(np.log(line.get_ydata())) / np.diff(line.get_xdata()) for line in dashed]
    assert np.allclose(slopes[0], PI) and np.allclose(slopes[1], 2 * (PI - 1))
    y = 0.75 / (PI - 1) - 3 / (4 * (3 + PI))
    psi, above = (line for line in slow.lines if line.get_linestyle() == "--")
    assert np.allclose(psi.get_xdata() * psi.get_ydata(), 1 / y)
    assert np.allclose(above.get_ydata(), y * psi.get_ydata() ** 3 / (6 * PI))
    assert (slow.get_xscale(), slow.get_yscale(), fast.get_yscale()) == ("log", "log", "log")


def test_the_report_writes_every_file(report, curves):
    folder, figures, printed = report
    tables = {f"table-{method}.{end}" for method in ("quadrature", "descent") for end in ("txt", "json", "tex")}
    drawn = {"landscape-profiles", "phase-portrait", "phase-diagram", "success-probability", "convergence",
             "rates-of-approach"}  # fmt: skip
    written = {*tables, "phases.txt", "phases.json", *(f"{name}.pdf" for name in drawn)}
    assert {path.name for path in folder.iterdir()} == written and set(figures) == drawn
    assert "meet in 36 of 36" in printed
    text = plain(partial(experiments_report.show_rates, curves), 80)
    assert "…" not in text and text == (folder / "phases.txt").read_text(encoding="utf-8")

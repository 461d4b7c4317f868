"""Pictures of lemmas and answers: what is drawn is what is claimed, and what cannot be drawn says why."""

import subprocess
import sys
from fractions import Fraction as F

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from sympy import (
    And,
    Eq,
    FiniteSet,
    Implies,
    Integral,
    Interval,
    Max,
    Range,
    S,
    Symbol,
    Xor,
    cos,
    log,
    oo,
    pi,
    sin,
    sqrt,
)

from derivations import CATALOGUE, g
from derivations.papers.du2018.basin.answer import Basin, Request, Share
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.critical_points.answer import landscape
from derivations.papers.du2018.experiments.portrait import Path, Portrait, profile
from derivations.papers.du2018.experiments.table import answered, asked
from verify.checks import verdicts
from verify.language.domain import Domain
from verify.language.expectation import E, gaussian
from verify.language.lemma import lemma
from verify.language.vectors import Dot, Vectors
from verify.language.verdict import PROVED, REFUTED, Evidence, Verdict
from verify.report import plots


def claimed(function, where=S.true, **ranges):
    function.__doc__ = "A claim."
    return lemma(domain=Domain(where=where, **ranges))(function)


def refuted(one, **witness):
    return Verdict(one.name, REFUTED, REFUTED, (Evidence(REFUTED, "search", "false", witness),))


def labelled(axes):
    return dict(zip(*reversed(axes.get_legend_handles_labels()), strict=True))


def extent(shade):
    """Return from where to where along the first axis a shade goes."""
    xs = np.concatenate([path.vertices[:, 0] for path in shade.get_paths()])
    return xs.min(), xs.max()


@pytest.fixture(autouse=True)
def without_pyplot(monkeypatch):
    """As in a fresh session, whatever other tests have imported."""
    monkeypatch.delitem(sys.modules, "matplotlib.pyplot", raising=False)


@pytest.fixture
def too_much():
    return claimed(lambda phi: sin(phi) >= cos(phi), phi=Interval(0, pi))


# One variable


def test_both_sides_are_drawn_and_the_gap_is_shaded_by_its_sign(too_much):
    axes = too_much.plot()
    drawn = labelled(axes)
    phi = drawn[r"$\sin \varphi$"].get_xdata()
    assert (phi[0], phi[-1]) == (0, np.pi) and axes.get_xlabel() == r"$\varphi$"
    assert np.array_equal(drawn[r"$\sin \varphi$"].get_ydata(), np.sin(phi))
    assert np.array_equal(drawn[r"$\cos \varphi$"].get_ydata(), np.cos(phi))
    assert extent(drawn["fails"]) == pytest.approx((0, np.pi / 4), abs=0.01)
    assert extent(drawn["holds"]) == pytest.approx((np.pi / 4, np.pi), abs=0.01)
    assert [t.get_text() for t in axes.get_xticklabels()] == ["$0$", r"$\pi/4$", r"$\pi/2$", r"$3\pi/4$", r"$\pi$"]
    assert axes.get_title("left") == "<lambda>"


def test_a_witness_is_marked(too_much):
    (verdict,) = verdicts([too_much])
    marked = labelled(too_much.plot(verdict=verdict))["witness"]
    assert (marked.get_xdata()[0], marked.get_ydata()[0]) == (0, 0)
    assert "witness" not in labelled(too_much.plot(verdict=Verdict(too_much.name, PROVED, PROVED)))
    far = claimed(lambda x: x <= 50, x=Interval(0, oo))
    assert far.plot(verdict=refuted(far, x="101/2")).get_xlim() == (0, 60.5)


def test_an_equation_has_two_curves_and_no_shade():
    axes = claimed(lambda phi: Eq(g(phi).diff(phi), -(pi - phi) * sin(phi)), phi=Interval(0, pi)).plot()
    one, other = axes.lines
    assert not axes.collections and np.allclose(one.get_ydata(), other.get_ydata(), atol=1e-14)


def test_touching_is_no_failure_and_rounding_is_none_either():
    near = claimed(lambda phi: 3 * g(phi) <= (pi - phi) ** 3, phi=Interval(0, pi))
    assert "fails" not in labelled(near.plot()) and "holds" in labelled(near.plot())
    equal = claimed(lambda x: x**2 - 2 * x + 1 < (x - 1) ** 2, x=Interval(0, 1))
    assert not {"holds", "fails"} & set(labelled(equal.plot()))
    false = claimed(lambda phi: 3 * g(phi) <= (pi - phi) ** 3 - S(1) / 10**6, phi=Interval(0, pi))
    assert extent(labelled(false.plot())["fails"])[1] == pytest.approx(np.pi)


def test_integers_and_finite_sets_are_points():
    axes = claimed(lambda k: 2**k >= k**2, k=Range(1, oo)).plot()
    drawn = labelled(axes)
    assert drawn["$2^{k}$"].get_linestyle() == "None"
    assert list(drawn["$2^{k}$"].get_xdata()) == list(range(1, 12))
    assert [line[0][0] for line in drawn["fails"].get_segments()] == [3]
    few = claimed(lambda x: sqrt(x) <= x, x=FiniteSet(1, 4, S(1) / 9)).plot()
    assert list(few.lines[0].get_xdata()) == [1 / 9, 1, 4] and len(labelled(few)["fails"].get_segments()) == 1
    assert list(claimed(lambda k: k > 0, k=Range(3, 12, 4)).plot().lines[0].get_xdata()) == [3, 7, 11]


def test_a_pole_does_not_flatten_the_rest():
    axes = claimed(lambda x: 1 / x >= log(x), x=Interval.open(0, 1)).plot()
    low, high = axes.get_ylim()
    assert high < 60 and low > -60 and np.isnan(axes.lines[0].get_ydata()[0])


def test_a_compound_statement_is_drawn_by_its_margin():
    axes = claimed(lambda x: Implies(x > 1, x**2 > x + 1), x=Interval(0, 3)).plot()
    golden = (1 + 5**0.5) / 2
    assert extent(labelled(axes)["fails"]) == pytest.approx((1, golden), abs=0.01)
    assert extent(labelled(axes)["holds"])[0] == 0
    both = claimed(lambda x: And(x >= 1, x <= 2), x=Interval(0, 3)).plot()
    assert extent(labelled(both)["holds"]) == pytest.approx((1, 2), abs=0.01)


def test_the_side_condition_leaves_out_the_rest():
    axes = claimed(lambda x: x**2 >= 1, where=lambda x: x > 1, x=Interval(0, 3)).plot()
    inside = axes.lines[0].get_xdata()[np.isfinite(axes.lines[0].get_ydata())]
    assert inside.min() == pytest.approx(1, abs=0.01) and "fails" not in labelled(axes)


# Two variables


def test_the_sign_is_seen_over_a_rectangle():
    one = claimed(lambda x, y: x * y <= x**2 + y**2 - S.Half, x=Interval(-2, 2), y=Interval(-1, 1))
    axes = one.plot(verdict=refuted(one, x="0", y="1/2"))
    image = axes.collections[0]
    values, colours = image.get_array(), image.cmap(image.norm(image.get_array()))
    x, y = np.meshgrid(np.linspace(-2, 2, 201), np.linspace(-1, 1, 201))
    assert np.allclose(values, x**2 + y**2 - 0.5 - x * y)
    warm = colours[..., 0] > colours[..., 2]  # more red than blue
    assert np.array_equal(warm, values < 0) and warm.any()
    assert labelled(axes)["witness"].get_xydata().tolist() == [[0, 0.5]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$x$", "$y$")


def test_few_points_may_stand_beside_many():
    one = claimed(lambda x, k: x**k <= x, x=Interval(0, 2), k=FiniteSet(2))
    values = one.plot().collections[0].get_array()
    assert values.shape == (1, 201) and values[0, 50] > 0 > values[0, 150]


def test_variables_are_fixed_by_name():
    three = claimed(
        lambda x, y, k: x**k < y**k, where=lambda x, y: x < y, x=Interval(0, 3), y=Interval(0, 3), k=Range(1, oo)
    )
    with pytest.raises(ValueError, match=r'it depends on x, y, k; fix all but one or two, for example at=\{"k": 1\}'):
        three.plot()
    values = three.plot(at={"k": 3}).collections[0].get_array()
    x, y = np.meshgrid(*[np.linspace(0, 3, 201)] * 2)
    assert np.array_equal(np.ma.getmaskarray(values) | np.isnan(values), x >= y) and np.nanmin(values) > 0
    assert three.plot(at={"k": 3, "y": F(5, 2)}).lines[0].get_label() == "$x^{3}$"
    with pytest.raises(ValueError, match="k = 0.5 is not in"):
        three.plot(at={"k": 0.5})
    with pytest.raises(ValueError, match="speaks of q; its numbers are x, y, k"):
        three.plot(at={"q": 1})
    with pytest.raises(ValueError, match='the witness has k = 2; at={"k": "2"}'):
        three.plot(verdict=refuted(three, x="0", y="0", k="2"), at={"k": 3})


# What cannot be drawn

x, y = gaussian("x y")
SLOPE = {"phi": Interval(0, pi), "t": S.Reals}
REFUSED = [
    (claimed(lambda phi: Eq(E(Max(x, 0)), 1 / sqrt(2 * pi) + 0 * phi), phi=Interval(0, pi)), "holds an expectation"),
    (claimed(lambda t: Eq(Integral(Symbol("s"), (Symbol("s"), 0, 1)), t), t=Interval(0, 1)), "an integral"),
    (claimed(lambda v: Dot(v, v) >= 0, v=Vectors("p")), "vectors"),
    (claimed(lambda phi, t: Eq(t * sin(phi), cos(t)), **SLOPE), 'fix the other, for example at={"t": 1}'),
    (claimed(lambda phi, t: And(t > 0, Eq(phi, t)), **SLOPE), "one of its parts is an equation"),
    (claimed(lambda phi, t: Xor(sin(phi) > t, t > 2), **SLOPE), "Xor has no margin"),
    (claimed(lambda t: t < 1, t=S.Rationals), "Rationals is neither"),
    (claimed(lambda t: log(t - 5) < 1, t=Interval(0, 1)), "no finite values"),
    (next(one for one in CATALOGUE if one.name == "pi_is_irrational"), "says nothing in symbols"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_what_cannot_be_drawn_says_why_in_one_line(one, why):
    with pytest.raises(ValueError, match=why) as caught:
        one.plot()
    assert str(caught.value).startswith(f"lemma {one.name} cannot be plotted: ") and "\n" not in str(caught.value)


def test_a_verdict_on_another_lemma_is_refused(too_much):
    with pytest.raises(ValueError, match="another lemma, two"):
        too_much.plot(verdict=Verdict("two", REFUTED, REFUTED, (Evidence(REFUTED, "search", "", {"phi": "0"}),)))


# Axes


def test_given_axes_are_used_and_settings_left_alone(too_much):
    before = matplotlib.rcParams.copy()
    given = Figure().subplots()
    assert too_much.plot(ax=given) is given and too_much.plot(given) is given
    assert matplotlib.rcParams.copy() == before


def test_new_axes_show_themselves_as_a_picture(too_much):
    axes = too_much.plot()
    for one in (axes, axes.figure):
        data, size = one._repr_png_()
        assert data.startswith(b"\x89PNG") and size == {"width": 442, "height": 338}
    assert axes.figure.get_size_inches()[0] == plots.COLUMN


def test_pyplot_is_used_only_where_it_is_in_use():
    code = """
import sys
import matplotlib
matplotlib.use("agg")
from sympy import Interval, pi, sin
from verify import Domain, lemma
@lemma(domain=Domain(phi=Interval(0, pi)))
def one(phi):
    "A claim."
    return sin(phi) <= phi
shown = "matplotlib.pyplot" in sys.modules
one._repr_html_()
one.plot()
print(shown, "matplotlib.pyplot" in sys.modules)
from matplotlib import pyplot
axes = one.plot()
print(pyplot.get_fignums(), pyplot.gcf() is axes.figure, hasattr(axes, "_repr_png_"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n[1] True False\n"


# The answers of the paper


@pytest.mark.parametrize("weights", [None, ["3/2", 2, 0]])
def test_a_landscape_is_drawn_with_the_points_that_were_enclosed(weights):
    axes = landscape([1, -2, "3/2"], weights).plot()
    (curve,) = (line for line in axes.lines if len(line.get_xdata()) > 1)
    marks = {line.get_marker(): (line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines
             if len(line.get_xdata()) == 1 and np.isfinite(line.get_xdata()[0])}  # fmt: skip
    assert set(marks) == {"o", "s", "^"} and marks["o"] == (0, 0) and marks["^"][0] == pytest.approx(np.pi)
    for phi, loss in marks.values():
        assert np.interp(phi, curve.get_xdata(), curve.get_ydata()) == pytest.approx(loss, abs=1e-5)
    assert marks["s"][1] == pytest.approx(curve.get_ydata().max(), abs=1e-5)


def test_above_the_threshold_the_point_at_pi_is_no_minimum():
    for teacher in ([1, 1, 1, 1], [2]):
        drawn = labelled(landscape(teacher).plot())
        assert {"global minimum", "critical, not a minimum"} < set(drawn)
        assert not {"ring of saddles", "spurious minimum"} & set(drawn)
    with pytest.raises(ValueError, match="p = 1"):
        landscape([1, -2], [3]).plot()


def test_the_other_answers_are_drawn():
    shares = Share(F(3, 4), F(5, 7), F(6, 7), "0.99"), Share(F(1, 4), F(1, 7), F(2, 7), "0.99"), Share.exact(F(0))
    axes = Basin(Request(Setting(25, F(4), 6), "flow"), *shares, starts=1000).plot()
    assert [t.get_text() for t in axes.get_yticklabels()] == ["global minimum", "spurious minimum"]
    assert [list(line.get_xdata()) for line in axes.lines] == [[5 / 7, 6 / 7], [1 / 7, 2 / 7]]
    assert [t.get_text() for t in axes.texts] == ["0.7500", "0.2500"]
    ends = {"estimate": "0.75", "lower": "0.7", "upper": "0.8", "confidence": "0.99"}
    assert len(answered(asked("flow"), [{"global": ends}] * 36).plot().texts) == 36
    assert profile(25, F(4)).plot().get_title("left").endswith("$k = 25$")
    z, angle = np.linspace(-1, 1, 5), np.linspace(0, np.pi, 5)
    path = Path(np.linspace(1, 0, 50), np.linspace(-1, 0, 50), "global")
    plane = Portrait(Setting(25, F(4), 6), z, z / 9 + 2, angle, 0 * angle, (path,), {"ring": (2.0, 0.0)}).plot()
    assert "separatrix" in labelled(plane) and plane.get_ylim() == (-1, 1)

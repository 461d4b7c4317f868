"""Formulas read as on paper, chains are aligned and fit the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy import (
    Add,
    And,
    Eq,
    Equivalent,
    Implies,
    IndexedBase,
    Integral,
    Interval,
    Mod,
    Mul,
    Not,
    Or,
    Piecewise,
    Pow,
    Range,
    Rational,
    S,
    Sum,
    Xor,
    acos,
    cos,
    exp,
    factorial,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

from derivations.gaussian.kernels import DERIVATIONS
from derivations.gaussian.ramps import ramp, relu, step
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.expectation import E, gaussian
from verify.language.vectors import Dot, Vector, norm
from verify.report.breaking import split
from verify.report.latex import chain, document, formula
from verify.report.layout import rows
from verify.report.prose import escape
from verify.report.width import width

x, y, z, l, phi, theta = symbols("x y z l phi theta")  # noqa: E741
i, j, k = symbols("i j k", integer=True)
a = IndexedBase("a")
v, w, Z = Vector("v"), Vector("w_star"), Vector("Z", gaussian=True)
u = gaussian("u")

FORMULAS: list[tuple[Any, str]] = [
    ((1 - l) ** 2, r"(1 - l)^{2}"),
    ((pi - phi) * cos(phi) + sin(phi), r"(\pi - \varphi) \cos \varphi + \sin \varphi"),
    (
        ((pi - phi) * cos(phi) + sin(phi)) / (2 * pi),
        r"\frac{1}{2 \pi} \bigl[(\pi - \varphi) \cos \varphi + \sin \varphi\bigr]",
    ),
    ((pi - phi) / (2 * pi), r"\frac{\pi - \varphi}{2 \pi}"),
    (cos(2 * phi) ** 2 * sin(phi - theta), r"\sin(\varphi - \theta) \cos^{2} 2 \varphi"),
    (Rational(-3, 16) * cos(x), r"-\frac{3}{16} \cos x"),
    (-(x**2) + x + 1, r"x + 1 - x^{2}"),
    (exp(-(x**2) / 2 - y**2 / 2), r"e^{-(x^{2} + y^{2})/2}"),
    (sqrt(1 - x**2), r"\sqrt{1 - x^{2}}"),
    (x ** Rational(3, 2), r"x^{3/2}"),
    (acos(x), r"\arccos x"),
    (
        acos(Dot(v, w) / (norm(v) * norm(w))),
        r"\arccos\left(\frac{v^{\top} w^{*}}{\lVert v \rVert \lVert w^{*} \rVert}\right)",
    ),
    (norm(v) ** 3, r"\lVert v \rVert^{3}"),
    (Dot(v, v), r"\lVert v \rVert^{2}"),
    (Dot(v, w) ** 2, r"(v^{\top} w^{*})^{2}"),
    (Dot(v, w) * v / norm(v), r"\frac{v^{\top} w^{*}}{\lVert v \rVert} v"),
    (x * E(u**2) ** 2, r"x \, \mathbb{E}\left[u^{2}\right]^{2}"),
    (Sum(a[j] * relu(Dot(v, Z[j])), (j, 1, k)), r"\sum_{j = 1}^{k} a_{j} \sigma(v^{\top} Z_{j})"),
    (Sum(i * a[j] ** 2, (i, 1, k), (j, 1, i)), r"\sum_{j = 1}^{i} \sum_{i = 1}^{k} i a_{j}^{2}"),
    (Sum(i * j, (j, 1, k), (i, 1, k)), r"\sum_{i = 1}^{k} \sum_{j = 1}^{k} i j"),
    (Sum(a[j], (j, 1, k)) ** 2, r"\left(\sum_{j = 1}^{k} a_{j}\right)^{2}"),
    (Integral(x * y, (y, 0, x), (x, 0, pi / 2)), r"\int_{0}^{\pi/2} \int_{0}^{x} x y\,dy\,dx"),
    (Integral(1, (theta, 0, pi)), r"\int_{0}^{\pi} d\theta"),
    (Integral(cos(theta) + 1, (theta, 0, pi)), r"\int_{0}^{\pi} (\cos \theta + 1)\,d\theta"),
    (step(x) * ramp(y, 2, l), r"\mathbf{1}\{x > 0\} \sigma_{l}^{[2]}(y)"),
    (Piecewise((x, x > 0), (0, True)), r"\begin{cases} x & \text{if}\; x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    (Implies(And(x <= 1, y > 0), Eq(x, y)), r"x \le 1 \quad \text{and} \quad y > 0 \quad \Longrightarrow \quad x = y"),
    (Or(And(x < 1, y < 1), z < 1), r"(x < 1 \quad \text{and} \quad y < 1) \quad \text{or} \quad z < 1"),
    (Interval(0, pi), r"[0, \pi]"),
    (Interval.Lopen(-1, pi / 2), r"(-1, \pi/2]"),
    (S.Reals, r"\mathbb{R}"),
    (Range(2, oo), r"\{2, 3, \ldots\}"),
    (Mul(cos(x), 1 - x, evaluate=False), r"\cos x \cdot (1 - x)"),
    (Add(y, -x, z, evaluate=False), "y - x + z"),
]


def typed(write: Callable[[], Any]) -> Any:
    with sympy.evaluate(False):
        return write()


A, B, C = x < y, y < z, z < l
BRACKETS: list[tuple[Any, str]] = [
    (typed(lambda: 2 * 3**x), r"2 \cdot 3^{x}"),
    (typed(lambda: x - (y + z)), "x - (y + z)"),
    (typed(lambda: x - (y - z)), "x - (y - z)"),
    (Mul(-1, Mul(-1, x, evaluate=False), evaluate=False), "-(-x)"),
    (Mul(x, 2, evaluate=False), r"x \cdot 2"),
    (y * Mod(x, 2), r"y (x \bmod 2)"),
    (z + Mod(x, 2), r"z + (x \bmod 2)"),
    (Mod(x * y, 2, evaluate=False), r"(x y) \bmod 2"),
    (Mod(x, 2) ** 2, r"(x \bmod 2)^{2}"),
    (relu(x) ** 2, r"\sigma^{2}(x)"),
    (ramp(x, 2, 0), r"\sigma^{[2]}(x)"),
    (ramp(x, 2, l) ** 3, r"(\sigma_{l}^{[2]}(x))^{3}"),
    (factorial(i) ** 2, "(i!)^{2}"),
    (
        Pow(Piecewise((x, x > 0), (0, True)), 2, evaluate=False),
        r"\left(\begin{cases} x & \text{if}\; x > 0 \\ 0 & \text{otherwise} \end{cases}\right)^{2}",
    ),
    (And(Equivalent(A, B), C), r"(x < y \quad \Longleftrightarrow \quad y < z) \quad \text{and} \quad z < l"),
    (Equivalent(A, And(B, C)), r"(y < z \quad \text{and} \quad z < l) \quad \Longleftrightarrow \quad x < y"),
    (Not(And(A, B)), r"\neg (x < y \quad \text{and} \quad y < z)"),
    (And(Xor(A, B, evaluate=False), C), r"z < l \quad \text{and} \quad (x < y \quad \text{xor} \quad y < z)"),
]


@pytest.mark.parametrize(("expression", "latex"), BRACKETS, ids=lambda case: str(case)[:40])
def test_what_differs_is_told_apart_by_brackets(expression: Any, latex: str) -> None:
    assert formula(expression) == latex


@pytest.mark.parametrize(("expression", "latex"), FORMULAS, ids=lambda case: str(case)[:40])
def test_formulas_read_as_on_paper(expression: Any, latex: str) -> None:
    assert formula(expression) == latex


@pytest.mark.parametrize("derivation", DERIVATIONS, ids=lambda d: d.name)
def test_each_line_has_its_sign_and_its_reason(derivation: Derivation) -> None:
    text = chain(derivation)
    assert text.startswith("\\begin{align*}\n")
    assert text.endswith("\n\\end{align*}")
    assert text.count("&= ") == len(derivation.rules) + bool(derivation.left)
    reasons = re.findall(r"&& (?:\\text\{|\\parbox\{.*?\}\{\\raggedright )(.*)\}(?: \\\\\*?)?\n", text)
    assert reasons == [escape(rule.reason) for rule in derivation.rules]
    assert text.count("&& ") == len(derivation.rules)
    assert f"\n{derivation.left} &= " in text or not derivation.left


@pytest.mark.parametrize("room", [60, 120, 200, 300])
@pytest.mark.parametrize("derivation", DERIVATIONS, ids=lambda d: d.name)
def test_breaking_loses_nothing(derivation: Derivation, room: int) -> None:
    def bare(latex: str) -> str:
        return re.sub(r"\\(left|right|[bB]igg?[lr])(?![a-zA-Z])|\\,|\s", "", latex)

    for line in map(formula, derivation.lines):
        pieces = [piece.removeprefix(r"\times ") for piece in split(line, room)]
        assert bare("".join(pieces)) == bare(line)
        for piece in pieces:
            assert piece.count(r"\left") == piece.count(r"\right")
            assert len(re.findall(r"(?<!\\)\{", piece)) == len(re.findall(r"(?<!\\)\}", piece))


def long_derivation() -> Derivation:
    """A sum of forty terms, a product of thirty factors, a reason that fills two lines."""
    many = symbols("x1:41", positive=True)

    def unchecked(*_: object) -> bool:
        return True

    return Derivation(
        name="long",
        start=lambda: Add(*(cos(s) * t for s, t in pairwise(many))),
        domain=Domain(x=Interval(0, 1)),
        left=r"f",
        sentence="A long & awkward one: 50 % of φ₀ ≤ x²",
        source="nobody_2000",
    ).by(
        Rule("a reason long enough for ½ a line, & more φ", lambda _: Mul(*(sqrt(1 + s) for s in many)), unchecked),
        Rule("again", lambda _: Integral(E(Add(*(s * u**n for n, s in enumerate(many)))), (many[0], 0, 1)), unchecked),
    )


CASES = [*DERIVATIONS, long_derivation()]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """TeX's log of all derivations, with the measured width of each piece of a formula."""
    if shutil.which("latexmk") is None:
        pytest.skip("latexmk is not installed; no log to read")
    folder = tmp_path_factory.mktemp("tex")
    measures = "".join(
        rf"\setbox0\hbox{{$\displaystyle {row.body}$}}\typeout{{MEASURED=\the\wd0}}" + "\n"
        for d in CASES
        for row in rows(d)
    )
    source = document(CASES, "Everything, φ & %").replace(r"\end{document}", measures + r"\end{document}")
    (folder / "all.tex").write_text(source, encoding="utf-8")
    command = ["latexmk", "-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    return (folder / "all.log").read_text(errors="replace")


def test_no_box_is_overfull(log: str) -> None:
    assert re.findall(r"Overfull.*", log) == []
    assert re.findall(r"LaTeX Warning.*|Missing character.*", log) == []


def test_estimated_widths_are_safe_and_not_wasteful(log: str) -> None:
    measured = list(map(float, re.findall(r"MEASURED=([\d.]+)pt", log)))
    estimated = [width(row.body) for d in CASES for row in rows(d)]
    assert len(measured) == len(estimated)
    bodies = [row.body for d in CASES for row in rows(d)]
    wrong = [
        (body, true, guess)
        for body, true, guess in zip(bodies, measured, estimated, strict=True)
        if not 0.98 * true - 1 <= guess <= 1.2 * true + 10
    ]
    assert wrong == []


def test_the_document_states_domain_source_and_law() -> None:
    text = document(CASES, "Kernels & more")
    assert r"For all $\varphi \in [0, \pi]$, $l \in \mathbb{R}$, and with $x$, $y$ independent standard Gauss" in text
    assert r"[Cho \& Saul 2009]" in text
    assert r"Kernels \& more" in text
    assert r"50 \% of $\varphi_{0}$ $\le$ x$^{2}$" in text
    packages = set(",".join(re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", text)).split(","))
    assert packages == {"fontenc", "inputenc", "lmodern", "amsmath", "amssymb", "geometry"}


def test_no_character_of_a_sentence_stops_tex(tmp_path: Path) -> None:
    odd = "".join(map(chr, [*range(0x20, 0x250), *range(0x370, 0x400), *range(0x2000, 0x2300)])) + "漢𝔼ﬁ"
    text = escape(odd)
    assert text.isprintable()
    if shutil.which("latexmk") is None:
        pytest.skip("latexmk is not installed; the characters were not set")
    (tmp_path / "odd.tex").write_text(document([], odd), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "odd.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]


def test_a_chain_of_one_line_has_no_reasons() -> None:
    alone = Derivation(name="one", start=lambda: sympy.Symbol("x"), domain=Domain(x=Interval(0, 1)))
    assert chain(alone) == "\\begin{align*}\n&\\phantom{{}={}} x\n\\end{align*}"

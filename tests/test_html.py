"""What notebooks show: escaped, self-contained, readable on any background, and never computed by checking."""

import re
from dataclasses import replace
from fractions import Fraction as F
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Implies, Interval, Range, Symbol, cos, oo, pi, sin, sqrt, symbols
from sympy.core.relational import Relational
from thorough import THOROUGH

from derivations import CATALOGUE, DERIVATIONS, g
from derivations.papers.du2018.basin.answer import Basin, Request, Share
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.critical_points.answer import landscape
from derivations.papers.du2018.experiments.phases import Phases, Rate
from derivations.papers.du2018.experiments.runs import Curve
from derivations.papers.du2018.experiments.table import answered, asked
from verify.checks import Verdicts, examine, verdicts
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.lemma import lemma
from verify.language.reasons import Cause, because
from verify.language.verdict import PROVED, REFUTED, SUPPORTED, UNKNOWN, Evidence, Verdict
from verify.report import display, html
from verify.report.breaking import split
from verify.report.layout import TEXT
from verify.report.printer import formula
from verify.report.width import width
from verify.report.words import what_to_try

EVIL = '<script>alert("x")</script> & <img src=x onerror=y> "q" 100%_of $x$ ~ ^ {'
ANGLE = Domain(phi=Interval(0, pi))


class Reader(HTMLParser):
    """Collects tags, attributes and text, and checks that every tag is closed where it must be."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.text = [], [], [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


PLAIN = {"div", "style", "p", "b", "span", "table", "thead", "tbody", "tr", "th", "td"}


def read(text):
    """Return what a page reads, after checking that it asks nothing of a network and runs nothing."""
    page = Reader(text)
    maths = {tag for tag in page.tags if tag.startswith("m")}
    assert set(page.tags) <= PLAIN | maths, set(page.tags)
    assert {name for name, _ in page.attributes}.isdisjoint({"src", "href", "onerror", "onclick", "id"})
    assert not re.search(r"https?:|url\(|@import|javascript", text)
    for tag in page.tags:
        assert tag not in ("script", "img", "code", "mtext-error")
    return page


def claim(sentence="A claim.", **options):
    def one(phi):
        return sin(phi) <= phi

    one.__doc__ = sentence
    return lemma(domain=ANGLE, **options)(one)


def explode(_):
    raise AssertionError("checked")


def judged(status, **more):
    return Verdict("one", status, status, (Evidence(status, "search", more.pop("reason", "because")),), **more)


# Lemmas


def test_a_lemma_shows_name_claim_sentence_domain_statement_source_and_uses_without_being_checked():
    one = claim("The sine lies below its\n    tangent.", source="Euclid", checks=(explode,), status=PROVED)
    other = claim("Another.", uses=[one] * 11)
    page = read(one._repr_html_())
    assert "Lemma one, claimed PROVED" in page.text and "The sine lies below its tangent." in page.text
    assert "For all φ∈[0,π]:" in re.sub(r"\s(?=[φ∈[0π])", " ", page.text).replace(" ∈ ", "∈")
    assert "Source: Euclid." in page.text and page.tags.count("math") == 2
    assert "Uses one, one, one, one, one, one, one, one and 3 more." in read(other._repr_html_()).text
    latex = one._repr_latex_()
    assert latex.startswith("$$\n\\begin{aligned}\n& \\text{The sine lies below its tangent.} \\\\\n& \\text{For all }")
    assert latex.endswith("\n& \\qquad \\sin \\varphi \\le \\varphi\n\\end{aligned}\n$$") and "[Euclid]" in latex


def test_quoted_theorems_and_lemmas_in_words():
    quoted = claim("Known.", source="Lambert 1761", quoted=True)
    assert "Theorem one quoted" in read(quoted._repr_html_()).text
    in_words = next(one for one in CATALOGUE if one.name == "pi_is_irrational")
    assert "For all" not in read(in_words._repr_html_()).text and "For all" not in in_words._repr_latex_()


def test_what_sympy_decides_at_once_is_shown_as_typed():
    @lemma(domain=Domain(x=Interval(-oo, oo)))
    def square(x):
        """Squares are not negative."""
        return x**2 >= 0

    assert square._repr_latex_().count(r"x^{2} \ge 0") == 1

    @lemma(domain=Domain(x=Interval(-oo, oo)))
    def never(x):
        """Never."""
        return x**2 < 0

    assert r"x^{2} < 0" in never._repr_latex_()


def test_what_is_written_by_hand_is_escaped_everywhere():
    evil = claim(EVIL, source=EVIL, uses=[claim()])
    rule = Rule(EVIL, lambda e: e + 1, lambda *_: True)
    steps = Derivation("d", lambda: Symbol("x"), ANGLE, left="x", sentence=EVIL, source=EVIL, rules=(rule,))
    verdict = judged(REFUTED, reason=EVIL, given=(EVIL,), claimed=PROVED)
    verdict = replace(verdict, evidence=(replace(verdict.evidence[0], witness={"x": EVIL}, method=EVIL),))
    for shown, count in ((evil, 2), (steps, 3), (verdict, 4), (html.table([EVIL], [[EVIL]]), 2)):
        page = read(shown if isinstance(shown, str) else shown._repr_html_())
        assert page.text.count('<script>alert("x")</script> & <img src=x onerror=y> "q"') == count
    for shown in (evil, steps, verdict):
        assert_dialect(shown._repr_latex_())


def test_a_script_that_was_not_escaped_would_be_seen():
    with pytest.raises(AssertionError):
        read(html.view(html.raw(f"<p>{EVIL}</p>")))


def test_formulas_cannot_carry_markup():
    for latex in (r"\text{<script>}", "<script>", r"\nothing{<script>", r"x_{<img src=x>}"):
        assert {"script", "img"}.isdisjoint(Reader(html.mathml(latex)).tags)
    strange = Derivation("d", lambda: Symbol("<script>"), ANGLE, left=r"\unknown<img>", sentence="s")
    assert {"script", "img"}.isdisjoint(Reader(strange._repr_html_()).tags)


def test_pages_keep_their_own_colours():
    text = claim(status=SUPPORTED)._repr_html_() + judged(UNKNOWN)._repr_html_() + landscape([1, 1])._repr_html_()
    colours = re.findall(r"(?<![-\w])color:\s*([^;\"}]+)", text)
    assert colours and set(colours) == {"inherit"}
    grounds = re.findall(r"background:\s*([^;\"}]+)", text)
    assert all(ground.startswith("transparent") or re.fullmatch("#[0-9A-F]{6}33", ground) for ground in grounds)
    assert any("33" in ground for ground in grounds)


# LaTeX in the dialect of TeX, MathJax and KaTeX alike


def assert_dialect(latex):
    r"""No \text holds what one of the three would misread, braces match, and it converts."""
    assert latex.startswith("$$\n") and latex.endswith("\n$$") and "\n\n" not in latex
    body = latex[3:-3]
    for inside in re.findall(r"\\text\{([^}]*)\}", body):
        assert not set(inside) & set(r"\{}$%&#_^~"), inside
    assert re.sub(r"\\[{}]", "", body).count("{") == re.sub(r"\\[{}]", "", body).count("}")
    assert "<code>" not in html.mathml(body, display=True) and body.count(r"\left") == body.count(r"\right")
    assert r"\middle" not in body


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_sentence_is_set(text):
    assert_dialect(f"$$\nx {display.words(text)}\n$$")


def test_words_keep_the_words():
    found = display.words("Let g ≤ φ₀, “50%”—of a_b & c")
    assert found.replace(r"\text{", "").replace("}", "") == r"Let g \le \varphi_{0, “50\%”—of a\_b \& c"


def test_the_catalogue_is_shown_and_fits():
    for one in CATALOGUE if THOROUGH else CATALOGUE[::4]:
        page = read(one._repr_html_())
        assert " ".join(one.sentence.split()) in page.text
        assert_dialect(one._repr_latex_())
        lines = display.statement(one)
        assert all(map(fits, lines)), one.name
        if isinstance(one.statement, Relational):
            assert bare("".join(lines)) == bare(formula(one.statement)), one.name


def fits(line):
    """A set and a single long fraction have no place for a break."""
    return width(line) <= TEXT + 1 or r"\mid" in line or len(split(line, TEXT)) == 1


def bare(latex):
    """Leave out what only places a formula in lines."""
    return re.sub(r"\\(left|right|[bB]igg?[lr]|times|q?quad)(?![a-zA-Z])|\\,|\{\}| |\\cdot", "", latex)


def test_derivations_are_aligned_with_their_reasons():
    for one in DERIVATIONS:
        page, latex = read(one._repr_html_()), one._repr_latex_()
        assert_dialect(latex)
        assert latex.count(" && ") == len(one.rules) and page.text.count("=") >= len(one.rules)
        assert all(rule.reason in page.text for rule in one.rules)
        rows = re.findall(r'<tr><td class="certiphi-left">.*?</tr>', one._repr_html_())
        assert [bool(re.search(r"reason\">[^<]", row)) for row in rows].count(True) == len(one.rules)


def test_long_statements_are_broken_at_their_words_first():
    x = symbols("x:40", real=True)
    long = sum(x[i] ** i for i in range(2, 40))
    one = replace(claim(), domain=Domain(**dict.fromkeys(map(str, x), Interval(0, 1))))
    one = replace(one, function=lambda **by: Implies(And(long > x[0], x[0] <= x[1]), long >= x[1]).xreplace(
        {s: by[str(s)] for s in x}))  # fmt: skip
    lines = display.statement(one)
    assert sum(r"\text{and}" in line for line in lines) == 1 and sum(r"\Longrightarrow" in line for line in lines) == 1
    assert len(lines) > 4 and all(map(fits, lines))
    assert bare("".join(lines)) == bare(formula(one.statement))


# Verdicts


def test_a_table_of_verdicts():
    found = [
        judged(PROVED),
        replace(judged(SUPPORTED, claimed=SUPPORTED), name="two"),
        replace(judged(UNKNOWN, claimed=PROVED), name="three"),
        replace(judged(PROVED), name="four", overall=UNKNOWN, uses=("three", "one")),
        replace(judged(PROVED), name="five", quoted=True),
        *(replace(judged(PROVED), name=f"six.{i}") for i in (1, 2, 3)),
    ]
    page = read(html.verdicts(found))
    assert "three UNKNOWN claimed PROVED search because a narrower domain" in spaced(html.verdicts(found))
    assert "four UNKNOWN search it rests on three mend three first" in spaced(html.verdicts(found))
    assert "five quoted" in spaced(html.verdicts(found)) and "six.1–3 PROVED" in spaced(html.verdicts(found))
    assert page.text.count("search") == 6 and "8 lemmas: " in page.text
    assert "two SUPPORTED search because three" in spaced(html.verdicts(found)), "as claimed: there is nothing to try"
    assert_dialect(html.verdict_array(found))


def spaced(text):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", text, flags=re.S).split())


def test_columns_without_entries_are_left_out():
    assert spaced(judged(PROVED)._repr_html_()) == "lemma verdict by one PROVED search"
    assert "witness" not in judged(UNKNOWN)._repr_html_()


def test_what_to_try():
    doubted = Verdict("one", UNKNOWN, UNKNOWN, (Evidence(UNKNOWN, "quadrature", "3 and 4", doubt=True),))
    assert "speaks against it" in what_to_try(doubted)
    assert "leaves the witness out" in what_to_try(judged(REFUTED))
    assert "elementary" in what_to_try(judged(UNKNOWN, reason=because(Cause.NOT_A_FUNCTION, text="f")))
    assert what_to_try(judged(PROVED), own=False, weaker=["a"]).startswith("mend a first")


def test_verdicts_are_found_when_asked_for_once_and_kept():
    seen = []
    one, two, three = (replace(claim(), name=name) for name in ("one", "two", "three"))

    def gather(order):
        for each in order:
            seen.append(each.name)
            yield examine(each)

    found = verdicts([one, two, three], gather=gather)
    assert len(found) == 3 and seen == [] and repr(found) == "<verdicts of 3 lemmas, 0 of them examined>"
    assert found[0].name == "one" and seen == ["one"]
    assert [v.name for v in found[-2:]] == ["two", "three"] and found[-1] is found[2]
    assert [v.overall for v in found] == [PROVED] * 3 and seen == ["one", "two", "three"]
    assert list(found) == list(found) and "three" in found._repr_html_() and seen == ["one", "two", "three"]
    with pytest.raises(IndexError):
        found[3]


def test_an_examination_that_broke_off_is_not_continued_with_the_wrong_lemma():
    one, two = claim(), replace(claim(), name="two")

    class Stops:
        """Goes on after an error, as a map over workers may."""

        def __init__(self):
            self.left = iter([KeyboardInterrupt, ((Evidence(REFUTED, "search"),), 0.0)])

        def __iter__(self):
            return self

        def __next__(self):
            item = next(self.left)
            if item is KeyboardInterrupt:
                raise item
            return item

    found = Verdicts([one, two], Stops())
    with pytest.raises(KeyboardInterrupt):
        found[0]
    with pytest.raises(RuntimeError, match="stopped before one: start it again"):
        list(found)
    with pytest.raises(RuntimeError, match="stopped before two"):
        list(Verdicts([one, two], [examine(one)]))
    with pytest.raises(ValueError, match="more was examined"):
        list(Verdicts([one], [examine(one)] * 2))


# The answers of the paper


def test_a_landscape_shows_its_points():
    answer = landscape([1, -2, "3/2"], digits=20)
    text = spaced(answer._repr_html_())
    read(answer._repr_html_())
    assert "spurious strict minimum 0.9839990570 3.141592654 (-0.324288, 1.07654, -0.557759)" in text
    assert "ring saddle 1.243905747 1.580029015" in text and "rises like ψ³" in text
    assert "threshold s &lt; 0.5455399241; g₀ = 0.9855401540; barrier 0.2599066897" in text
    assert_dialect(answer._repr_latex_())
    many = spaced(landscape([1] * 9 + [-1] * 8, filter=["3/2", 2, 0])._repr_html_())
    assert "(2.5, 2.5, 2.5, 2.5, …)" in many
    above = spaced(landscape([1, 1, 1])._repr_html_())
    assert "spurious degenerate" in above and "ring absent — — —" in above and "barrier" not in above


def test_teachers_that_are_not_exact_are_refused_in_one_line():
    for bad, text in (([0.5], "0.5 is not exact"), ([], "empty"), ([0], "zero"), (["x"], "'x' is not an exact")):
        with pytest.raises(ValueError, match=text):
            landscape(bad)
    with pytest.raises(ValueError, match="digits is at least 1"):
        landscape([1, 2], digits=0)


def test_the_other_answers_are_tables():
    setting = Setting(25, F(4), 6)
    shares = Share(F(3, 4), F(5, 7), F(6, 7), "0.99"), Share(F(1, 4), F(1, 7), F(2, 7), "0.99"), Share.exact(F(0))
    page = spaced(Basin(Request(setting, "flow"), *shares, starts=1000)._repr_html_())
    assert "by flow, 1000 starts." in page and "global 0.75 0.71428571 0.85714286 with confidence 0.99" in page
    ends = {"estimate": "0.75", "lower": "0.7", "upper": "0.8", "confidence": "0.99"}
    table = spaced(answered(asked("flow"), [{"global": ends}] * 36)._repr_html_())
    assert table.count("0.7500 .7000–.8000") == 36 and table.count("2/6/12") == 36
    curve = Curve("flow", -0.1, (), (), (), ())
    rate = Rate("angle", "rate <of> decay", 2.0, 2.002)
    rates = Phases(setting, 1.5, 0.25, (), curve, {}, (rate,))._repr_html_()
    assert "angle (rate &lt;of&gt; decay)" in rates and "2.0000000 2.0020000 1e-03" in spaced(rates)
    read(rates)


def test_a_kernel_is_what_the_notebook_says():
    @lemma(domain=Domain(phi=Interval(0, pi), k=Range(2, oo)))
    def one(phi, k):
        """One."""
        return g(phi) * sqrt(k) >= cos(phi) - k

    assert r"\varphi \in [0, \pi]" in one._repr_latex_() and r"k \in \{2, 3, \ldots\}" in one._repr_latex_()

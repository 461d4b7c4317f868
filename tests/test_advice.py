"""Mistakes in a lemma file: one line that says where, what, and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from sympy import Symbol

from verify.language.advice import equality_as_value
from verify.language.catalogue import UnreadableFile, read_file
from verify.language.lemma import DeclarationError

HEAD = "import math\nfrom sympy import *\nfrom verify import *\n"
UNIT = "domain=Domain(x=Interval(0, 1), y=Interval(0, 1))"


def lemma(body: str, options: str = UNIT, signature: str = "x, y") -> str:
    return f"{HEAD}\n@lemma({options})\ndef slip({signature}):\n    'A slip.'\n    {body}\n"


OTHER = "@lemma(domain=Domain(x=Interval(0, 1)))\ndef other(x):\n    'It.'\n    return x <= 1\n"
SECOND = lemma("return x <= y") + lemma("return x >= y").removeprefix(HEAD)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (lemma("return And(x >= 0, x == y)"), "8: lemma slip has a == b in its statement: write Eq(a, b)"),
        (lemma("return Implies(x == y, x < y)"), "8: lemma slip has a == b in its statement: write Eq(a, b)"),
        (lemma("return Or(x != y, x < y)"), "8: lemma slip has a == b in its statement: write Eq(a, b)"),
        (lemma("return x != y"), "Ne(a, b) for a != b"),
        (lemma("return x <= 1 & y <= 1"), "8: lemma slip: to Python `&`"),
        (lemma("return 0 <= x & y <= 1"), "8: lemma slip: to Python `&`"),
        (lemma("return x^2 <= y"), "x**2 for a power"),
        (lemma("return E**x >= 1"), "write exp(x)"),
        (
            lemma("return x <= squrt(y)"),
            "8: lemma slip: NameError: name 'squrt' is not defined: is sqrt of sympy meant?",
        ),
        (lemma("return x <= inf"), "in sympy it is oo"),
        (lemma("return x <= y, y <= x"), "8: lemma slip returns several relations: join them, And(a, b)"),
        (lemma("return Matrix([x, y])"), "not Matrix([ [x], [y]])"),
        (
            lemma("return x <= Symbol('y')"),
            "8: lemma slip speaks of y, not in its domain (x, y): a Symbol made elsewhere",
        ),
        (lemma("x <= y"), "8: lemma slip returns nothing"),
        (lemma("if True:\n        return math.exp(x) <= y"), "9: lemma slip: a function of floats was given a symbol"),
        (lemma("return x <= z", signature="x, z"), "5: lemma slip(x, z) and its domain (x, y) disagree about y, z: "),
        (lemma("return x <= y", f"{UNIT}, status='PROVED'"), "5: lemma slip: status= takes PROVED"),
        (lemma("return x <= y", f"{UNIT}, checks=['exact']"), "5: lemma slip: write checks=(exact,)"),
        (lemma("return x <= y", f"{UNIT}, quoted=True"), '5: lemma slip: write source="Author 1900"'),
        (lemma("return x <= y", f"{UNIT}, domian=1"), "5: @lemma takes domain, source"),
        (lemma("return x <= y", ""), "5: lemma slip: domain= takes a Domain"),
        (lemma("return x <= y", "Domain(x=Interval(0, 1))"), "5: write @lemma(domain="),
        (lemma("return x <= y").replace(f"({UNIT})", ""), "5: write @lemma(domain="),
        (lemma("return x <= y", "domain=Domain(Interval(0, 1))"), "5: write Domain(x=Interval(0, 1))"),
        (
            lemma("return x <= y", f"{UNIT[:-1]}, where=lambda x, y: And(x > 0, x == y))"),
            "5: the condition has a == b in it: write Eq(a, b)",
        ),
        (lemma("return x <= y").replace("def slip", f"@lemma({UNIT})\ndef slip"), "5: @lemma stands above a function"),
        (HEAD + OTHER + lemma("return other(x)"), "a lemma cannot be called"),
        (HEAD + OTHER + lemma("return x <= y", f"{UNIT}, uses=other"), "write uses=[…], not <lemma other>"),
        (SECOND, "11: a second lemma is called slip, so that the one in line 6 would not be checked"),
        ("from verify import Interval\n", "1: verify has no Interval: import it from sympy"),
        ("from verify import lema\n", "1: verify has no lema: is lemma of verify meant?"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path, monkeypatch, text, says):
    monkeypatch.chdir(tmp_path)  # a relative path, as it is typed
    Path("mine.py").write_text(text)
    with pytest.raises((UnreadableFile, DeclarationError)) as caught:
        for one in read_file(Path("mine.py")).lemmas:
            one.statement  # noqa: B018
    message = str(caught.value)
    assert message.startswith("mine.py:") and says in message and "\n" not in message
    if says[0].isdigit():
        assert message.startswith(f"mine.py:{says}")


def test_equality_of_numbers_may_steer_a_statement():
    n = 2

    def branch(x):
        return x <= 1 if n == 2 else x <= 2

    def filtered(x):
        total = 0
        for i in range(3):
            if i != n:
                total += x
        return total <= 2

    def value(x):
        return (x == 1) | (x < 1)

    assert [equality_as_value(f) for f in (branch, filtered, value)] == [False, False, True]
    assert filtered(Symbol("x")) == (2 * Symbol("x") <= 2)


def test_lemmas_of_one_name_in_branches_are_fine(tmp_path):
    text = lemma("return x <= 1")
    branches = "if True:\n" + "".join(f"    {line}\n" for line in text.removeprefix(HEAD).splitlines())
    (tmp_path / "mine.py").write_text(HEAD + branches + branches.replace("True", "False"))
    assert [one.name for one in read_file(tmp_path / "mine.py").lemmas] == ["slip"]

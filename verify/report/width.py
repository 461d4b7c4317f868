"""How wide a formula is on paper, estimated from its LaTeX.

The figures are those of Computer Modern at 10 points.  They are meant to be a little too large: a line
that fits by this count fits in print (`tests/test_latex.py` compares them with TeX's own).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["TOKEN", "text_width", "width"]

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S")
SCRIPT = 0.7
OPERATORS = {r"\cos", r"\sin", r"\tan", r"\log", r"\max", r"\min", r"\arccos", r"\arcsin", r"\arctan", r"\operatorname"}
WIDTHS = {
    **dict.fromkeys("+-", 12.3),
    **dict.fromkeys(["=", "<", ">", r"\le", r"\ge", r"\ne", r"\in", r"\Longrightarrow"], 13.5),
    **dict.fromkeys("()", 4.0),
    **dict.fromkeys(["[", "]", "|", "!"], 3.0),
    **dict.fromkeys([r"\lVert", r"\rVert", r"\{", r"\}"], 5.2),
    **dict.fromkeys("0123456789/", 5.1),
    **dict.fromkeys([r"\left", r"\right", r"\biggl", r"\biggr", r"\Bigl", r"\Bigr", r"\bigl", r"\bigr"], 4.5),
    **dict.fromkeys([r"\mathbb", r"\mathbf", r"\mathrm", r"\displaystyle", r"\limits"], 0.0),
    **{r"\,": 1.8, r"\;": 2.8, r"\ ": 3.4, r"\quad": 10.0, r"\qquad": 20.0, r"\cdot": 7.4, r"\times": 12.3},
    **{",": 4.6, "_": 0.0, "^": 0.0, r"\infty": 10.0, r"\int": 11.0, r"\sum": 16.5, r"\prod": 15.0, r"\top": 7.8},
    **{r"\theta": 4.9, r"\pi": 6.1, r"\sigma": 6.1, "l": 3.2, "i": 3.6, "j": 4.6, "m": 9.0, "w": 7.4, "E": 7.4},
}


def width(latex: str) -> float:
    r"""Return about how many points a displayed formula takes at 10 points.

    >>> round(width(r"\frac{1}{2 \pi} \cos \varphi"))
    38
    """
    return _total(iter(TOKEN.findall(latex)))


def text_width(text: str) -> float:
    """Return about how many points a piece of running text takes at 10 points."""
    return 4.9 * len(text)


def _total(tokens: Iterator[str]) -> float:
    """Return the width of the tokens up to the brace that closes them."""
    total, before = 0.0, 0.0
    scripts: dict[str, float] = {}  # of the symbol just passed: an index and a power share their place
    for token in tokens:
        if token == "}":
            break
        if token in "_^":
            scripts[token] = SCRIPT * _next(tokens)
            continue
        total += _attached(before, scripts)
        before, scripts = _single(token, tokens), {}
        total += before
        before = before if token == r"\sum" else 0.0
    return total + _attached(before, scripts)


def _attached(base: float, scripts: dict[str, float]) -> float:
    # the limits of a sum stand above and below it, all else beside
    return max(max(scripts.values(), default=0.0) - base, 0.0) + (0.6 if scripts else 0.0)


def _next(tokens: Iterator[str]) -> float:
    token = next(tokens, "}")
    return _total(tokens) if token == "{" else _single(token, tokens)


def _single(token: str, tokens: Iterator[str]) -> float:
    if token == "{":
        return _total(tokens)
    if token == r"\frac":
        return max(_next(tokens), _next(tokens)) + 2.6
    if token == r"\sqrt":
        return _next(tokens) + 8.5
    if token == r"\text":
        return text_width(_words(tokens))
    if token in OPERATORS:
        return 4.8 * (len(token) - 1 if token != r"\operatorname" else 0) + 3.0
    return WIDTHS.get(token, 6.6 if token[0] == "\\" else 7.8 if token.isupper() else 5.8)


def _words(tokens: Iterator[str]) -> str:
    found = ""
    for token in tokens:
        if token == "}":
            break
        found += token
    return found

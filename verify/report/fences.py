r"""Parentheses in LaTeX: no taller than what they hold, and breakable where a line ends inside them."""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["FENCE", "lower"]

FENCE = re.compile(r"\\(left|right)\s*(\\[a-zA-Z{}|]+|[()\[\]|.])")
TALL = re.compile(r"\\(frac|int|sum|prod|begin|left|bigl)(?![a-zA-Z])")


def lower(latex: str) -> str:
    r"""Return LaTeX with \left( … \right) made plain ( … ) around material of ordinary height.

    Brackets, which stand around parentheses, are a little taller; those of an expectation stay as they are.

    >>> lower(r"\left(x + 1\right) \left(\frac{x}{2}\right)")
    '(x + 1) \\left(\\frac{x}{2}\\right)'
    """

    def plain(before: str, left: str, inside: str, right: str) -> str:
        if (
            left not in ("(", "[", r"\{")
            or TALL.search(inside)
            or r"\middle" in inside
            or before.endswith(r"\mathbb{E}")
        ):
            return rf"\left{left}{inside}\right{right}"
        return rf"\bigl[{inside}\bigr]" if left == "[" else left + inside + right

    return _rewrite(latex, plain)


def _rewrite(latex: str, rewrite: Callable[[str, str, str, str], str]) -> str:
    """Return LaTeX with every fenced part replaced, innermost first, given what stands before it."""
    stack: list[tuple[str, str]] = []
    done, position = "", 0
    for fence in FENCE.finditer(latex):
        done += latex[position : fence.start()]
        position = fence.end()
        if fence[1] == "left":
            stack.append((done, fence[2]))
            done = ""
        else:
            before, left = stack.pop()
            done = before + rewrite(before, left, done, fence[2])
    return done + latex[position:]

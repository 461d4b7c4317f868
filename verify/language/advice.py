"""What went wrong in a declaration, in one line: where, what, and what to write instead."""

from __future__ import annotations

import ast
import dis
import os
import re
from collections.abc import Callable
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from types import CodeType
from typing import Any

import sympy

__all__ = ["advice", "equality_as_value", "lines_in", "one_line", "place_of", "repeated", "shown", "told"]

_WRITE_AND = (
    "write And(a, b), Or(a, b), Not(a) for `and`, `or`, `not`, And(0 <= x, x <= 1) for `0 <= x <= 1`, "
    "and Abs, Max, Min, Piecewise for `if`, `max`, `min`"
)
_TIGHT = "to Python `&`, `|`, `^` come before `<=`: write And(a, b), Or(a, b), and x**2 for a power"

# what stands in an error's text, and what its author is told
_SLIPS = (
    (r"truth value", f"Python asked whether a relation is true: {_WRITE_AND}"),
    (r"operand type\(s\) for [&|^]|A Boolean argument can only", _TIGHT),
    (r"'Lemma' object is not callable", "a lemma cannot be called: write its statement out, and name it in uses="),
    (r"Domain.__init__\(\) takes", "write Domain(x=Interval(0, 1)): each range under the name of its symbol"),
    (r"lemma\(\) got an unexpected keyword", "@lemma takes domain, source, uses, checks, status and quoted"),
    (r"\*\* or pow\(\): 'type'", "E of verify is the expectation: write exp(x) for the exponential function"),
)
LONGEST = 300
_FLOATS = r"convert.*float|must be real number|ufunc"
_OTHER_NAMES = {"e": "exp(1)", "inf": "oo", "infinity": "oo", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}


def advice(error: BaseException) -> str | None:
    """Return one line on a mistake that authors of lemmas make, None for any other error."""
    text = " ".join(str(error).split())
    if re.search(_FLOATS, text):
        instead = "take sin, sqrt, pi, … from sympy, not from math or numpy"
        return f"a function of floats was given a symbol ({text}): {instead}"
    if "non-real" in text:
        return f"{text}: narrow the domain so that it is real"
    if isinstance(error, NameError):
        return f"NameError: {text}{_instead(error.name or '')}"
    if found := re.match(r"cannot import name '(\w+)' from '([\w.]+)'", text):
        return f"{found[2]} has no {found[1]}{_instead(found[1])}"
    return next((line for pattern, line in _SLIPS if re.search(pattern, text)), None)


def _instead(name: str) -> str:
    import verify

    homes = {**dict.fromkeys(dir(sympy), "sympy"), **dict.fromkeys(verify.__all__, "verify")}
    if name in _OTHER_NAMES:
        return f": in sympy it is {_OTHER_NAMES[name]}"
    if name in homes:
        return f": import it from {homes[name]}"
    near = get_close_matches(name, homes, n=1, cutoff=0.75)
    return f": is {near[0]} of {homes[near[0]]} meant?" if near else ""


def told(error: BaseException) -> str:
    """Return an exception as one line: its type, and its text as far as that can be shown."""
    text = one_line(error)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def one_line(error: BaseException) -> str:
    """Return the text of an exception on one line that can be encoded, empty if it has none."""
    try:
        return " ".join(str(error).split()).encode("utf-8", "backslashreplace").decode()
    except Exception:  # from its author's __str__, or from an expression too deep to be written
        return ""


def place_of(function: Callable[..., Any], error: BaseException | None = None) -> str:
    """Return "file:line: " of the deepest line of a function's file on an error's way, else of its last line.

    Empty for functions of this package, whose lines tell an author nothing.
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or Path(__file__).parents[1] in Path(code.co_filename).parents:
        return ""
    lines = lines_in(code.co_filename, error) or [max(line for *_, line in code.co_lines() if line)]
    return f"{shown(code.co_filename)}:{lines[-1]}: "


def lines_in(file: str, error: BaseException | None) -> list[int]:
    """Return the lines of a file on an error's way, the deepest last."""
    lines, trace = [], error.__traceback__ if error else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines


def shown(file: str) -> str:
    """Return a path as it is shown: relative where it lies in the working directory."""
    here = os.path.join(os.getcwd(), "")
    return file.removeprefix(here)


def equality_as_value(function: Callable[..., Any]) -> bool:
    """Return whether a function takes a == b or a != b for more than a branch, as in Implies(a == b, c).

    SymPy's == is of expressions as they are written, so that Implies(x == y, …) would hold whatever follows.
    """
    code = getattr(function, "__code__", None)
    steps = [] if code is None else dis.get_instructions(code)
    return any(
        step.opname == "COMPARE_OP" and step.argval in ("==", "!=") and "JUMP" not in then.opname
        for step, then in pairwise(steps)
    )


def repeated(path: Path) -> str:
    """Return a line on a lemma of a file that another of its name replaces, empty if there is none."""
    first: dict[str, int] = {}
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and any(map(_is_lemma, node.decorator_list)):
            if node.name in first:
                where = f"{shown(str(path))}:{node.lineno}"
                return (
                    f"{where}: a second lemma is called {node.name}, so that the one in line {first[node.name]} "
                    "would not be checked: rename one of them"
                )
            first[node.name] = node.lineno
    return ""


def _is_lemma(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(called, "id", getattr(called, "attr", "")) == "lemma"

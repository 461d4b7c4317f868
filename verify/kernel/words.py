"""The claims of a certificate in words: what was accepted, and not what the file calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verify.kernel.program import Program

__all__ = ["data_of", "domain_text", "expression_text", "statement_text"]

SUM, PRODUCT, POWER, ATOM = range(4)
JOINED = {"and": " and ", "or": " or "}


def data_of(program: Program, step: int) -> Any:
    """Return a step as the data of an expression."""
    head, arguments, number = program.steps[step]
    match head:
        case "rational" | "pi":
            return str(number) if head == "rational" else "pi"
        case "symbol":
            return ["symbol", program.symbols[int(number)]]
        case "pow":
            return ["pow", data_of(program, arguments[0]), str(number)]
    return [head, *(data_of(program, k) for k in arguments)]


def statement_text(s: Any) -> str:
    """Return a statement of a certificate as it is read, with every bracket that it needs.

    >>> statement_text(["or", [">", ["sin", ["symbol", "x"]], "0"], ["=", ["pow", ["symbol", "x"], "2"], "-1/2"]])
    'sin(x) > 0 or x^2 = -1/2'
    """
    head, *parts = s
    if head not in JOINED:
        return f" {head} ".join(expression_text(e) for e in parts)
    return JOINED[head].join(f"({t})" if p[0] in JOINED else t for p in parts for t in (statement_text(p),))


def domain_text(domain: Mapping[str, Any]) -> str:
    """Return a domain in words.

    >>> x = {"name": "x", "low": "0", "high": "inf", "low_open": True, "high_open": True, "integer": False}
    >>> domain_text({"symbols": [x], "where": []})
    'for every real x in (0, inf)'
    """
    sides = ", ".join(map(_range_text, domain["symbols"]))
    where = [f" where {statement_text(['and', *domain['where']])}"] if domain["where"] else []
    return "".join([f"for every {sides}" if sides else "without symbols", *where])


def _range_text(data: Any) -> str:
    """Return a range, or the parts of one."""
    return " or ".join(map(_side_text, data)) if isinstance(data, list) else _side_text(data)


def _side_text(side: Mapping[str, Any]) -> str:
    kind, ends = "integer" if side["integer"] else "real", [expression_text(side[end]) for end in ("low", "high")]
    if ends[0] == ends[1]:
        return f"{kind} {side['name']} = {ends[0]}"
    left, right = "(" if side["low_open"] else "[", ")" if side["high_open"] else "]"
    return f"{kind} {side['name']} in {left}{ends[0]}, {ends[1]}{right}"


def expression_text(e: Any, least: int = SUM) -> str:
    """Return an expression, in brackets if it binds weaker than it must."""
    text, binds = _bound(e)
    return text if binds >= least else f"({text})"


def _bound(e: Any) -> tuple[str, int]:
    """Return an expression and how strongly it binds."""
    if isinstance(e, str):
        return e, PRODUCT if "/" in e or e.startswith("-") else ATOM
    head, *parts = e
    match head:
        case "symbol":
            return parts[0], ATOM
        case "add":
            return _sum(parts), SUM
        case "mul":
            return _product(parts), PRODUCT
        case "div":
            return f"{expression_text(parts[0], PRODUCT)}/{expression_text(parts[1], POWER)}", PRODUCT
        case "pow":
            return f"{expression_text(parts[0], ATOM)}^{expression_text(parts[1], ATOM)}", POWER
    return f"{head}({', '.join(expression_text(p) for p in parts)})", ATOM


def _product(parts: Sequence[Any]) -> str:
    """Return a product, with the sign of a number that it starts with in front."""
    first, *others = parts
    negative = isinstance(first, str) and first.startswith("-") and bool(others)
    size = first[1:] if negative else first
    factors = others if negative and size == "1" else [size, *others]
    return "-" * negative + "*".join(expression_text(p, POWER) for p in factors)


def _sum(parts: Sequence[Any]) -> str:
    """Return a sum, with a minus for a term that starts with one."""
    first, *others = (expression_text(p, PRODUCT) for p in parts)
    return first + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in others)

"""Expressions, statements and domains of certificates as Coq text over R, and the conditions under which they count.

Coq's functions are total (x/0 = 0, sqrt (-1) = 0, ln 0 = 0), so a statement alone would let an undefined one pass: a
theorem asserts besides that denominators do not vanish, that what stands under a root is nonnegative and in a
logarithm positive.  What is written here is all that a reader of a theorem has to trust besides Coq.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from verify.language.choices import RELATIONS
from verify.language.functions import FUNCTIONS

__all__ = ["Unprintable", "all_conditions", "conditions", "identifiers", "proposition", "ranges", "relation", "term"]

Names = Mapping[str, str]

AND, OR = " /\\ ", " \\/ "
_JUNCTIONS = {"and": AND, "or": OR}
_RELATIONS = {relation.json: relation.coq for relation in RELATIONS.values()}
LONGEST = 200_000
LARGEST_EXPONENT = 1000  # of Coq's unary numbers
_WRITTEN = {
    str(record.json): record.coq for record in FUNCTIONS.values() if isinstance(record.coq, str)
} | {"sqrt": "(sqrt {0})", "power": "(power {0} {1})"}  # fmt: skip
_DEFINED = {  # where a function is, for the others are everywhere
    "tan": "cos {0} <> 0", "log": "0 < {0}", "asin": "-1 <= {0} <= 1", "acos": "-1 <= {0} <= 1",
    "acosh": "1 <= {0}", "atanh": "-1 < {0} < 1", "mod": "{1} <> 0", "div": "{1} <> 0", "sqrt": "0 <= {0}",
    "power": "(0 < {0} \\/ (0 <= {0} /\\ 0 < {1}))",
}  # fmt: skip


class Unprintable(ValueError):
    """A statement has a part without a meaning in Coq's real numbers, or a proof a step that Coq is not told."""


def identifiers(names: Iterable[str]) -> dict[str, str]:
    """Return distinct Coq identifiers for symbols; a prefix keeps them apart from keywords and library names."""
    found: dict[str, str] = {}
    for name in names:
        plain = "x_" + re.sub(r"[^A-Za-z0-9]", "_", name)
        taken = set(found.values())
        found[name] = next(n for i in range(len(taken) + 1) if (n := f"{plain}_{i}" if i else plain) not in taken)
    return found


def term(e: Any, names: Names) -> str:
    """Return the Coq term of an expression; raise `Unprintable` for a head without a meaning over R.

    >>> term(["add", ["sqrt", ["symbol", "x"]], ["mul", "-1/3", "pi"]], {"x": "x_x"})
    '((sqrt x_x) + ((-1 / 3) * PI))'
    """
    if isinstance(e, str):
        return "PI" if e == "pi" else _number(Fraction(e))
    head, *rest = e
    if head == "symbol":
        return names[rest[0]]
    if head == "pow":
        return _power(term(rest[0], names), Fraction(rest[1]))
    parts = [term(part, names) for part in rest]
    if head in _MARKS:
        return joined(_MARKS[head], parts)
    if head not in _WRITTEN:
        raise Unprintable(f"{head} has no meaning in Coq's interval tactic")
    written = _WRITTEN[head]
    text = reduce(written.format, parts) if head in ("max", "min") else written.format(*parts)
    if len(text) > LONGEST:  # some of them are written with their argument twice
        raise Unprintable(f"a term is longer than {LONGEST} characters")
    return text


def joined(mark: str, parts: Iterable[str]) -> str:
    return f"({mark.join(parts)})"


_MARKS = {"add": " + ", "mul": " * ", "div": " / "}


def _number(q: Fraction) -> str:
    text = str(q.numerator)
    if q.denominator > 1:
        return f"({text} / {q.denominator})"
    return text if q >= 0 else f"({text})"


def _power(base: str, r: Fraction) -> str:
    size, half = abs(r.numerator), r.denominator == 2
    if size > LARGEST_EXPONENT:
        raise Unprintable(f"the exponent {r} is too large for Coq's unary numbers")
    if r.denominator > 2:
        return f"(power {base} {_number(r)})"
    root = f"(sqrt {base})" if half else base
    power = root if size == 1 else f"({root} ^ {size})"
    return power if r > 0 else f"(/ {power})" if half else f"(1 / {power})"


def conditions(e: Any, names: Names) -> Iterator[str]:
    """Yield what must hold for an expression to be defined, inner parts first.

    >>> list(conditions(["log", ["div", "1", ["symbol", "x"]]], {"x": "x"}))
    ['x <> 0', '0 < (1 / x)']
    """
    if isinstance(e, str) or e[0] == "symbol":
        return
    head, *rest = e
    arguments = rest[:1] if head == "pow" else rest
    for part in arguments:
        yield from conditions(part, names)
    texts = [term(part, names) for part in arguments]
    if head == "pow":
        r = Fraction(rest[1])
        if r < 0 or r.denominator > 1:
            yield f"{texts[0]} <> 0" if r.denominator == 1 else f"0 {_least(r)} {texts[0]}"
    elif head in _DEFINED:
        yield _DEFINED[head].format(*texts)


def _least(r: Fraction) -> str:
    return "<=" if r > 0 else "<"


def relation(s: Any, names: Names) -> str:
    """Return the Coq proposition of a statement without its conditions."""
    head, *parts = s
    if head in ("and", "or"):
        return joined(_JUNCTIONS[head], (relation(part, names) for part in parts))
    left, right = (term(part, names) for part in parts)
    return f"({left} {_RELATIONS[head]} {right})"


def all_conditions(s: Any, names: Names) -> Iterator[str]:
    """Yield what must hold for a statement to be defined."""
    head, *parts = s
    for part in parts:
        yield from (all_conditions if head in ("and", "or") else conditions)(part, names)


def proposition(s: Any, names: Names) -> str:
    """Return the proposition that a statement is defined and true."""
    return AND.join([*dict.fromkeys(all_conditions(s, names)), relation(s, names)])


def side(data: Mapping[str, Any], names: Names) -> str:
    """Return the proposition that a symbol lies in a side, whose ends are taken for defined."""
    x = names[data["name"]]
    facts = [f"(exists n : Z, {x} = IZR n)"] if data["integer"] else []
    if data["low"] != "-inf":
        facts.append(f"{term(data['low'], names)} {'<' if data['low_open'] else '<='} {x}")
    if data["high"] != "inf":
        facts.append(f"{x} {'<' if data['high_open'] else '<='} {term(data['high'], names)}")
    return joined(AND, facts) if facts else "True"


def ranges(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return that the symbols lie in their sides: a disjunction where a range has several parts."""
    several = (parts if isinstance(parts, list) else [parts] for parts in data["symbols"])
    return [joined(OR, (side(part, names) for part in parts)) for parts in several]

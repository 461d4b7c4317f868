"""Long formulas as several lines, broken where a mathematician would break them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.report.fences import FENCE
from verify.report.width import TOKEN, width

__all__ = ["split"]

OPENING, CLOSING = {"(", "[", r"\{"}, {")", "]", r"\}"}
SIGNS = {r"\int", r"\sum", r"\prod"}
FACTORS = {*SIGNS, r"\left", "(", "[", r"\mathbb"}
ENDS = {*CLOSING, "}", r"\,"}  # of a factor
NO_FACTORS = {"+", "-", "=", "<", ">", r"\le", r"\ge", r"\ne", r"\right", r"\cdot"}
INDENT = 10.0
# a line rather ends within [ … ] than within the argument of a function
GROUP_COST, ARGUMENT_COST = 0.5, 1.5


@dataclass(frozen=True)
class _Place:
    """A place where a line may end; the worse it reads, the greater the cost."""

    position: int
    cost: float
    product: bool = False


def split(latex: str, room: float) -> list[str]:
    r"""Return a formula as pieces of at most `room` points each, as far as it can be broken.

    Sums are broken before a sign, the outermost first; only then products, before \times.

    >>> split(r"\frac{1}{2} [\cos \varphi + \sin \varphi]", 50)
    ['\\frac{1}{2} [\\cos \\varphi', '+ \\sin \\varphi]']
    """
    if width(latex) <= room:
        return [latex]
    places = _places(latex)
    pieces, start, times = [], 0, ""
    while width(times + latex[start:]) > room:
        place = _best([p for p in places if p.position > start], latex, start, room)
        if place is None:
            break
        pieces.append(times + latex[start : place.position].strip().removesuffix(r" \,"))
        start, times = place.position, r"\times " if place.product else ""
        room -= INDENT if len(pieces) == 1 else 0.0
    return _mend_fences([*pieces, times + latex[start:].strip()])


def _best(places: list[_Place], latex: str, start: int, room: float) -> _Place | None:
    """Return the place which fills the line best at least cost, or the first if none fits."""

    def filled(place: _Place) -> float:
        return width(latex[start : place.position]) / room

    fitting = [p for p in places if filled(p) <= 1]
    return max(fitting, key=lambda p: filled(p) - p.cost) if fitting else next(iter(places), None)


def _places(latex: str) -> list[_Place]:
    """Return every place where a line may end, from left to right."""
    found: list[_Place] = []
    inside: list[float] = []  # what it costs to break within each parenthesis now open
    braces = environments = 0
    previous, after_sign = "", False
    for match in TOKEN.finditer(latex):
        token, start = match[0], match.start()
        loose = not (braces or environments or after_sign) and latex[start - 1 : start] == " "
        if loose and token in "+-" and latex[match.end()] == " ":
            found.append(_Place(start, sum(inside)))
        elif loose and previous in ENDS and token not in NO_FACTORS:
            found.append(_Place(start, (0.8 if token in FACTORS else 1.1) + sum(inside), product=True))
        braces += (token == "{") - (token == "}")
        environments += (token == r"\begin") - (token == r"\end")
        if not braces and token in OPENING:
            inside.append(GROUP_COST if _opens_group(latex[:start]) else ARGUMENT_COST)
        elif not braces and token in CLOSING:
            inside.pop()
        after_sign = token in SIGNS or (after_sign and (bool(braces) or token in "_^{}"))
        previous = token
    return found


def _opens_group(before: str) -> bool:
    before = before.removesuffix(r"\left")
    return not before or before.endswith((" ", "(", "[", r"\mathbb{E}"))


def _mend_fences(pieces: list[str]) -> list[str]:
    r"""Return the pieces with \left and \right that lost their partner in a size of their own."""
    fences = [(i, match) for i, piece in enumerate(pieces) for match in FENCE.finditer(piece)]
    sizes: dict[tuple[int, int], str] = {}
    opened: list[tuple[int, re.Match[str]]] = []
    for i, match in fences:
        if match[1] == "left":
            opened.append((i, match))
            continue
        j, left = opened.pop()
        if i != j:
            size = _size(" ".join([pieces[j][left.end() :], *pieces[j + 1 : i], pieces[i][: match.start()]]))
            sizes |= {(j, left.start()): f"\\{size}l", (i, match.start()): f"\\{size}r"}
    return [_resized(i, piece, sizes) for i, piece in enumerate(pieces)]


def _resized(i: int, piece: str, sizes: dict[tuple[int, int], str]) -> str:
    return FENCE.sub(lambda match: sizes.get((i, match.start()), f"\\{match[1]}") + match[2], piece)


def _size(inside: str) -> str:
    if re.search(r"\\(int|sum|prod|begin)(?![a-zA-Z])", inside):
        return "bigg"
    return "Big" if re.search(r"\\(frac|bigl)(?![a-zA-Z])", inside) else "big"

"""Tactics for minima inside a box: from a critical point along a line, on which the second slope is not negative."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import Any

from verify.coq.enclosures import Enclosures
from verify.coq.texts import Names, Texts
from verify.kernel.leaves import hull
from verify.kernel.program import Sign
from verify.kernel.sides import Box, Side

__all__ = ["at_critical_point"]


class _Line:
    """The line p + s (x − p), 0 <= s <= 1, from a place to a point of the box, in one or two symbols."""

    def __init__(self, texts: Texts, place: Any, names: Names) -> None:
        self.symbols = [i for i, _ in place]
        self.place = {i: texts.checker.sides.end(e) for i, e in place}
        self.named = [texts.program.symbols[i] for i in self.symbols]
        self.points = [names[x] for x in self.named]
        self.ends = [texts.end(self.place[i], names) for i in self.symbols]
        self.ways = [f"({x} - {p})" for x, p in zip(self.points, self.ends, strict=True)]
        self.texts = [f"({p} + s * {d})" for p, d in zip(self.ends, self.ways, strict=True)]
        self.names = {**names, **dict(zip(self.named, self.texts, strict=True))}

    def back(self, s: int, to: list[str], where: str = "") -> str:
        """Return what writes the line at s = 0 or 1 as one of its ends."""
        triples = zip(self.ends, self.ways, to, strict=True)
        return "".join(f"replace ({p} + {s} * {d}) with {x}{where} by ring; " for p, d, x in triples)


def at_critical_point(
    texts: Texts, same: Callable[[int, int, Names], str], enclosures: Enclosures, box: Box, claim: Sign, place: Any,
    names: Names,
) -> str:  # fmt: skip
    """Return a tactic for f(x) by f(p), ∂f(p) = 0 and f″ on the hull of the box and p (Taylor's theorem)."""
    line, terms = _Line(texts, place, names), texts.terms
    slopes = [terms.slope(claim.step, i) for i in line.symbols]
    there = terms.substituted({texts.checker.rules.symbol(i): end.step for i, end in line.place.items()})
    value, order = Sign(there(claim.step), claim.strict), texts.order(claim.strict)
    room = texts.checker.leaves.holds(box, value)
    zero = f"apply zero_is_nonnegative; {same(value.step, terms.number(0), names)}"
    enclosed = f"first [ lra | {enclosures.of(box, value.step, names)} ]"
    start = f"assert {texts.claim(value, names)} by ({enclosed if room else zero}); "
    flat = [(texts.term(there(slope), names), same(there(slope), terms.number(0), names)) for slope in slopes]
    known = start + "".join(f"assert ({slope} = 0) by ({proof}); " for slope, proof in flat)
    f = f"(fun s => {texts.term(claim.step, line.names)})"
    g = " + ".join(f"{texts.term(slope, line.names)} * {d}" for slope, d in zip(slopes, line.ways, strict=True))
    h, bent = _bent(texts, line, slopes, box, enclosures, names)
    lemma = "strictly_beyond_a_critical_point" if claim.strict else "beyond_a_critical_point"
    at_zero = "cbv beta; " + line.back(0, line.ends)
    rest = "".join(f"replace {slope} with 0 by (symmetry; assumption); " for slope, _ in flat)
    steps = ["intros s ?; cbv beta; slope"] * 2 + [f"{at_zero}assumption", f"{at_zero}{rest}ring", bent]
    end = f"cbv beta; let H := fresh in intro H; {line.back(1, line.points, ' in H')}exact H"
    proof = f"apply ({lemma} {f} (fun s => {g}) (fun s => {h})); [ {' | '.join(steps)} ]"
    return f"{known}cut (0 {order} {f} 1); [ {end} | {proof} ]"


def _bent(
    texts: Texts, line: _Line, slopes: list[int], box: Box, enclosures: Enclosures, names: Names
) -> tuple[str, str]:
    """Return the second slope along the line as a form in the directions, and a tactic for its sign."""
    pairs = [(slope, j) for k, slope in enumerate(slopes) for j in line.symbols[k:]]
    a, *rest = (texts.term(texts.terms.slope(slope, j), line.names) for slope, j in pairs)
    d, *e = line.ways
    form = f"{a} * {d} ^ 2"
    if rest:
        form += f" + 2 * {rest[0]} * ({d} * {e[0]}) + {rest[1]} * {e[0]} ^ 2"
    hulls: dict[int, Side] = {i: hull(box[i], line.place[i]) for i in line.symbols}
    letters = [texts.fresh("on_the_line") for _ in line.symbols]
    bounds = "".join(
        _between(texts, hulls[i], p, x, along, letter)
        for i, p, x, along, letter in zip(line.symbols, line.ends, line.points, line.texts, letters, strict=True)
    )
    renamed = {**names, **dict(zip(line.named, letters, strict=True))}
    pivot = f"first [ lra | {enclosures.tactic(line.symbols, {**box, **hulls}, renamed)} ]"
    shown = f"apply definite_of_two; [ {pivot} | {pivot} ]" if rest else f"apply definite_of_one; {pivot}"
    return form, f"intros s ?; cbv beta; {bounds}{shown}"


def _between(texts: Texts, side: Side, p: str, x: str, along: str, letter: str) -> str:
    """Return what puts a letter with bounds, where there are some, for a point of the line."""
    known, one = "", texts.checker.ring.one
    for end, lemma in zip(side.hull, ("from_points", "to_points"), strict=True):
        if abs(end) < inf:
            bound = texts.number(Fraction(end, one))
            fact = f"{bound} <= {along}" if lemma == "from_points" else f"{along} <= {bound}"
            known += f"assert ({fact}) by (apply {lemma}; first [ lra | interval ]); "
    return f"{known}set ({letter} := {along}) in *; clearbody {letter}; "

"""Sines and cosines: by addition theorems, as polynomials in those of the smallest fractions of angles in a term.

An angle is a sum; each of its parts is a rational number times a quotient that is itself no sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction

from verify.language.algebra.letters import Letter, Letters
from verify.language.algebra.powers import is_whole, parity, root
from verify.language.algebra.quotients import Quotient
from verify.language.algebra.signs import assume, quotient_sign
from verify.language.function import Without
from verify.language.functions import FUNCTIONS, call, pi
from verify.language.term import Term, number

__all__ = ["angle", "arc_cosine", "arc_sine", "arc_tangent", "circle", "cosine", "direction", "odd", "sine", "tangent"]

LARGEST_MULTIPLE, MOST_PARTS = 40, 8
_EXACT = (1, 2, 3, 4, 6)  # the n for which the table holds sine and cosine of π/n
_HALF = Fraction(1, 2)
Point = tuple[Quotient, Quotient]  # cosine and sine of an angle
_sin, _cos = call("sin"), call("cos")


def circle(letters: Letters, q: Quotient) -> Point:
    """Return cosine and sine of an angle."""
    point = letters.number(1), letters.number(0)
    parts = q.parts() if len(q.num) <= MOST_PARTS else [(Fraction(1), q)]
    for c, part in parts:
        point = _turned(point, _part(letters, c, part))
    return point


def _turned(x: Point, y: Point) -> Point:
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def _multiple(letters: Letters, x: Point, n: int) -> Point:
    """Return the point at n times an angle."""
    x = x if n >= 0 else (x[0], -x[1])
    point = letters.number(1), letters.number(0)
    for _ in range(abs(n)):
        point = _turned(point, x)
    return point


def _part(letters: Letters, c: Fraction, part: Quotient) -> Point:
    letter = letters.named(part.num) if part.den == 1 else None
    if letter and letter.name == "pi":
        return _turn(letters, c % 2)
    turns = part * c / letters.value(letters, pi)
    if is_whole(letters, turns):
        return parity(letters, turns), letters.number(0)
    if letter and letter.name in _INVERSE and abs(c) <= LARGEST_MULTIPLE and c.denominator == 1:
        return _multiple(letters, _of_inverse(letters, letter), int(c))
    return _by_letters(letters, c, part, letters.unit(("angle", part.key()), c.denominator))


def _by_letters(letters: Letters, c: Fraction, part: Quotient, unit: int) -> Point:
    scale = Fraction(1, unit)
    if abs(c / scale) > LARGEST_MULTIPLE:
        scale = abs(c)
    term = letters.term(part * scale)
    cosine, sine = (letters.letter("circle", f(term), part) for f in (_cos, _sin))
    letters.relations[_sin(term)] = sine**2 + cosine**2 - 1
    return _multiple(letters, (letters.quotient(cosine), letters.quotient(sine)), int(c / scale))


def _turn(letters: Letters, c: Fraction) -> Point:
    """Return the point at the angle π c, exactly for multiples of π/12."""
    n = c.denominator
    if n == 12:  # 1/12 = 1/3 − 1/4
        twelfth = _turned(_exact(letters, 3), _multiple(letters, _exact(letters, 4), -1))
        return _multiple(letters, twelfth, c.numerator)
    if n in _EXACT:
        return _multiple(letters, _exact(letters, n), c.numerator)
    return _by_letters(letters, c, letters.value(letters, pi), letters.unit("turn", n))


def _exact(letters: Letters, n: int) -> Point:
    term = pi if n == 1 else number(Fraction(1, n)) * pi
    cosine, sine = (letters.value(letters, _exact_values(name)[term]) for name in ("cos", "sin"))
    return cosine, sine


def _of_inverse(letters: Letters, letter: Letter) -> Point:
    """Return the point at asin u, atan u or atan2(y, x)."""
    about = [letters.again(q) for q in letter.about]
    one = letters.number(1)
    if letter.name == "asin":
        (u,) = about
        return root(letters, one - u * u, _HALF), u
    y, x = about if letter.name == "atan2" else (*about, one)
    length = root(letters, x * x + y * y, -_HALF)
    return x * length, y * length


_INVERSE = ("asin", "atan", "atan2")


def sine(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return circle(letters, q)[1]


def cosine(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return circle(letters, q)[0]


def tangent(letters: Letters, term: Term, q: Quotient) -> Quotient:
    x, y = circle(letters, q)
    return y / x


def odd(letters: Letters, name: str, q: Quotient) -> Quotient:
    """Return an odd function's value: exactly where the table holds it, else a letter, for one of q and −q."""
    if not letters.is_free(q.num) and (exact := _table(letters, name).get(q.key())):
        return letters.again(exact)
    about = q * direction(q)
    return letters.quotient(letters.letter(name, call(name)(letters.term(about)), (about,))) * direction(q)


def direction(q: Quotient) -> int:
    """Return ±1, of which q and −q have different ones."""
    return 1 if q.num == 0 or q.num.leading_coefficient() > 0 else -1


def _table(letters: Letters, name: str) -> dict[Hashable, Quotient]:
    if ("table", name) not in letters.memo:
        pairs = _exact_values(name).items()
        letters.memo["table", name] = {letters.value(letters, x).key(): letters.value(letters, y) for x, y in pairs}
    return letters.memo["table", name]


def _exact_values(name: str) -> Mapping[Term, Term]:
    exact = FUNCTIONS[name].exact
    return {} if isinstance(exact, Without) else exact


def arc_sine(letters: Letters, term: Term, q: Quotient) -> Quotient:
    if term in letters.certain:
        for side in (q, -q):
            assume(letters, letters.number(1) - side, strict=False)
    return odd(letters, "asin", q)


def arc_cosine(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return letters.value(letters, pi) * _HALF - arc_sine(letters, term, q)


def arc_tangent(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return odd(letters, "atan", q)


def angle(letters: Letters, term: Term, y: Quotient, x: Quotient) -> Quotient:
    """Return atan2(y, x), by atan where x is known to be positive."""
    if quotient_sign(letters, x) == 2:
        return odd(letters, "atan", y / x)
    return letters.quotient(letters.letter("atan2", call("atan2")(letters.term(y), letters.term(x)), (y, x)))

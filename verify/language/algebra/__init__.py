"""Exact algebra of terms: whether a term vanishes wherever it is defined, and signs of constants.

A term is brought to a quotient of polynomials over ℚ in letters that stand for symbols and for values of functions
(`quotients`, `letters`): roots, exponentials and logarithms by factors (`powers`), sines and cosines by addition
theorems (`circles`), steps and statements by signs (`steps`).  Where letters |p| or sign p remain, each sign of p is
looked at alone; coefficients that are algebraic numbers are decided exactly (`constants`).

Every answer is one-sided: False means "not shown", never "shown to be otherwise".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from verify.language.algebra.constants import ball_sign, is_algebraic, is_algebraic_zero
from verify.language.algebra.letters import Letter, Letters
from verify.language.algebra.normal import certain_parts, normal
from verify.language.algebra.quotients import MOST_LETTERS, Nowhere, Polynomial, Quotient, TooMuch, Vacant, polynomial
from verify.language.algebra.signs import settle, sign
from verify.language.functions import call
from verify.language.term import Term, postorder

__all__ = ["is_zero", "sign_of"]

MOST_PASSES, MOST_SPLITS = 4, 5
PRECISIONS = (30, 100, 500, 3000)


def _never(_: Term) -> bool:
    return False


def is_zero(term: Term, positive: Callable[[Term], bool] = _never, integer: Callable[[Term], bool] = _never) -> bool:
    """Return whether a term was shown to vanish at every real point where it is defined.

    ``positive`` tells which terms are positive, ``integer`` which symbols are integers, at the points in question;
    what they do not know they deny.

    >>> from verify.language.functions import cos, sin
    >>> from verify.language.term import symbol
    >>> x, y = symbol("x"), symbol("y")
    >>> is_zero(sin(x + y) - sin(x) * cos(y) - cos(x) * sin(y))
    True
    >>> is_zero((x**2) ** (1 - x / x / 2) - x)  # |x| − x
    False
    """
    letters = Letters(normal, positive, integer, certain_parts(term))
    try:
        return _vanishes(letters, term, MOST_SPLITS)
    except (TooMuch, Nowhere):
        return False


def _vanishes(letters: Letters, term: Term, splits: int) -> bool:
    q = _settled(letters, term)
    if q.num == 0 or _has_zero_coefficients(letters, q.num):
        return True
    letter = next(iter(_undecided(letters, q.num)), None) if splits else None
    return letter is not None and _vanishes_by_cases(letters, term, q.num, letter.about, splits)


def _settled(letters: Letters, term: Term) -> Quotient:
    """Return the normal form, made again while more is known than when it was begun."""
    for _ in range(MOST_PASSES):
        letters.changed = False
        q = normal(letters, term)
        if not letters.changed or q.num == 0:
            break
    return letters.again(q)


def _undecided(letters: Letters, p: Polynomial) -> Iterator[Letter]:
    """Yield the letters |p| and sign p that a polynomial has, or is made of, innermost first."""
    for part in postorder(*(letter.term for letter in letters.inside(p))):
        if part.head in ("abs", "sign") and part in letters.places:
            letter = letters.found[letters.places[part]]
            if abs(sign(letters, letter.about)) < (1 if part.head == "abs" else 2):
                yield letter


def _vanishes_by_cases(letters: Letters, term: Term, numerator: Polynomial, p: Polynomial, splits: int) -> bool:
    """Return whether a term vanishes where p is positive, where it is negative, and where it is zero.

    Without a letter sign p, where it is zero goes with the others.
    """
    apart = call("sign")(letters.polynomial_term(p)) in letters.places
    known = sign(letters, p)
    for s in (1, -1):
        if s * known >= 0 and not _vanishes_in_case(letters.copy(), term, p, 2 * s if apart else s, splits - 1):
            return False
    return not apart or _is_zero_where_zero(letters, numerator, p)


def _vanishes_in_case(case: Letters, term: Term, p: Polynomial, s: int, splits: int) -> bool:
    try:
        settle(case, p, s)
        return _vanishes(case, term, splits)
    except Vacant:
        return True


def _is_zero_where_zero(letters: Letters, numerator: Polynomial, p: Polynomial) -> bool:
    """Return whether p divides a numerator, but for letters |p|^q and sign p, which are zero with it."""
    with_p = [
        i for i, letter in enumerate(letters.found) if letter.name in ("abs", "sign", "root") and letter.about == p
    ]
    rest = numerator.subs({MOST_LETTERS - 1 - i: 0 for i in with_p})
    return divmod(rest, p)[1] == 0


def _has_zero_coefficients(letters: Letters, p: Polynomial) -> bool:
    """Return whether a polynomial's coefficients, those in letters for algebraic numbers, are all zero."""
    algebraic = {i for i, n in enumerate(p.degrees()) if n and is_algebraic(letters.found[MOST_LETTERS - 1 - i].term)}
    coefficients: dict[tuple[int, ...], Polynomial] = {}
    for monomial, c in p.to_dict().items():
        rest = tuple(0 if i in algebraic else n for i, n in enumerate(monomial))
        part = tuple(n if i in algebraic else 0 for i, n in enumerate(monomial))
        coefficients[rest] = coefficients.get(rest, 0) + polynomial({part: c})
    return bool(algebraic) and all(is_algebraic_zero(letters.polynomial_term(c)) for c in coefficients.values())


def sign_of(constant: Term) -> int | None:
    """Return the sign of a term without symbols, 0 only if it was shown to be zero; None if it is not known.

    The sign is looked for in balls of growing precision; what they leave open is tested for zero by `is_zero`.

    >>> from verify.language.functions import sqrt
    >>> from verify.language.term import number
    >>> sign_of(sqrt(5 + 2 * sqrt(number(6))) - sqrt(number(2)) - sqrt(number(3)))
    0
    """
    for digits in PRECISIONS:
        if found := ball_sign(constant, digits):
            return found
    return 0 if found == 0 and is_zero(constant) else None  # it is defined: its ball is bounded

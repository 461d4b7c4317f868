"""Terms in normal form: each head by what it means in letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import reduce

from verify.language.algebra import circles, gammas, steps
from verify.language.algebra.letters import Letters
from verify.language.algebra.powers import exponential, logarithm, power, root
from verify.language.algebra.quotients import Quotient, key_of
from verify.language.algebra.signs import assume
from verify.language.choices import RELATIONS
from verify.language.term import Term

__all__ = ["certain_parts", "normal"]

_HALF = Fraction(1, 2)


def normal(letters: Letters, term: Term) -> Quotient:
    """Return a quotient that has a term's value wherever the term is defined.

    What is assumed of the certain parts on the way holds wherever the whole term is defined.
    """
    known: dict[Term, Quotient] = {}
    for part in _postorder(term, lambda part: part.args if part.head in _MEANING else ()):
        known[part] = _MEANING.get(part.head, _opaque)(letters, part, *(known[arg] for arg in _args(part)))
    return known[term]


def _args(part: Term) -> tuple[Term, ...]:
    return part.args if part.head in _MEANING else ()  # what binds symbols is a letter as it stands


def _evaluated(part: Term) -> tuple[Term, ...]:
    """Return arguments that are defined wherever the part is: not those that may not be looked at."""
    lazy = {"piecewise": slice(1, 2), "and": slice(1), "or": slice(1), "implies": slice(1)}
    return _args(part)[lazy.get(part.head, slice(None))]


def certain_parts(term: Term) -> frozenset[Term]:
    """Return the parts of a term that are defined wherever the term is."""
    return frozenset(_postorder(term, _evaluated))


def _postorder(term: Term, children: Callable[[Term], tuple[Term, ...]]) -> Iterator[Term]:
    done: set[Term] = set()
    waiting = [(term, False)]
    while waiting:
        part, ready = waiting.pop()
        if ready:
            yield part
        elif part not in done:
            done.add(part)
            waiting.append((part, True))
            waiting += [(arg, False) for arg in reversed(children(part))]


def _opaque(letters: Letters, term: Term) -> Quotient:
    """Return a letter for a symbol, or for what nothing is known of."""
    letter = letters.letter("symbol" if term.head == "symbol" else "unknown", term)
    if key_of(letter) not in letters.signs and letters.positive(term):
        letters.note_sign(letter, 2)
    return letters.quotient(letter)


def _pi(letters: Letters, term: Term) -> Quotient:
    letter = letters.letter("pi", term)
    letters.note_sign(letter, 2)
    return letters.quotient(letter)


def _sum(letters: Letters, term: Term, *xs: Quotient) -> Quotient:
    return reduce(lambda x, y: x + y, xs, letters.number(0))


def _product(letters: Letters, term: Term, *xs: Quotient) -> Quotient:
    return reduce(lambda x, y: x * y, xs, letters.number(1))


def _exp(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return exponential(letters, q)


def _log(letters: Letters, term: Term, q: Quotient) -> Quotient:
    _learn(letters, term, q, strict=True)
    return logarithm(letters, q)


def _log_gamma(letters: Letters, term: Term, q: Quotient) -> Quotient:
    _learn(letters, term, q, strict=True)
    return gammas.log_gamma(letters, term, q)


def _learn(letters: Letters, term: Term, q: Quotient, strict: bool) -> None:
    if term in letters.certain:
        assume(letters, q, strict)


def _sinh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return (exponential(letters, q) - exponential(letters, -q)) * _HALF


def _cosh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return (exponential(letters, q) + exponential(letters, -q)) * _HALF


def _tanh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    square = exponential(letters, q * 2)
    return (square - letters.number(1)) / (square + letters.number(1))


def _asinh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    direction = circles.direction(q)
    argument = q * direction + root(letters, q * q + letters.number(1), _HALF)
    assume(letters, argument, strict=True)
    return logarithm(letters, argument) * direction


def _acosh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    one = letters.number(1)
    _learn(letters, term, q - one, strict=False)
    argument = q + root(letters, q * q - one, _HALF)
    _learn(letters, term, argument, strict=True)
    return logarithm(letters, argument)


def _atanh(letters: Letters, term: Term, q: Quotient) -> Quotient:
    """Return (log(1 + q) − log(1 − q))/2."""
    one = letters.number(1)
    for side in (one + q, one - q):
        _learn(letters, term, side, strict=True)
    return (logarithm(letters, one + q) - logarithm(letters, one - q)) * _HALF


def _erf(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return circles.odd(letters, "erf", q)


def _erfc(letters: Letters, term: Term, q: Quotient) -> Quotient:
    return letters.number(1) - circles.odd(letters, "erf", q)


_MEANING: Mapping[str, Callable[..., Quotient]] = {
    "number": lambda letters, term: letters.number(term.data),
    "symbol": _opaque, "gaussian": _opaque, "pi": _pi,
    "e": lambda letters, term: exponential(letters, letters.number(1)),
    "add": _sum, "mul": _product, "pow": power, "exp": _exp, "log": _log,
    "sin": circles.sine, "cos": circles.cosine, "tan": circles.tangent,
    "asin": circles.arc_sine, "acos": circles.arc_cosine, "atan": circles.arc_tangent, "atan2": circles.angle,
    "sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "asinh": _asinh, "acosh": _acosh, "atanh": _atanh,
    "erf": _erf, "erfc": _erfc, "gamma": gammas.gamma, "loggamma": _log_gamma, "factorial": gammas.factorial,
    "digamma": gammas.digamma, "binomial": gammas.binomial,
    "abs": steps.size_of, "sign": steps.step, "heaviside": steps.heaviside, "floor": steps.whole_part,
    "ceiling": steps.ceiling, "mod": steps.modulo, "max": steps.extremum(1), "min": steps.extremum(-1),
    "piecewise": steps.piecewise, "not": steps.negation, "and": steps.conjunction, "or": steps.disjunction,
    "implies": steps.implication, **{head: steps.relation(head) for head in RELATIONS},
}  # fmt: skip

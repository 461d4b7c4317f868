"""Derivatives of terms, and where terms are differentiable and continuous.

The conditions are statements that together suffice; they are not always needed.  They speak of points where a term is
defined, and of nearby points where it is defined: √(x³) counts as differentiable at 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from verify.language.choices import JOINED, RELATIONS
from verify.language.function import Without
from verify.language.functions import FUNCTIONS, call
from verify.language.term import Term, apply, minus_one, ne, number, one, postorder, zero

__all__ = ["NotDifferentiable", "Unsupported", "branches", "continuous_where", "derivative", "smooth_where"]

_LEAVES = ("number", "symbol", "gaussian", "pi", "e")
_LOGIC = (*JOINED, "implies")
_log = call("log")


class Unsupported(NotImplementedError):
    """A head of which calculus knows nothing."""


class NotDifferentiable(Unsupported):
    """A function without a derivative in the table."""


def branches(piecewise: Term) -> list[tuple[Term, Term]]:
    """Return values and conditions: the value is that of the first condition which holds."""
    return list(zip(piecewise.args[::2], piecewise.args[1::2], strict=True))


def derivative(term: Term, x: Term) -> Term:
    """Return the partial derivative of a term in a symbol, true where `smooth_where` holds.

    Raises `NotDifferentiable` and `Unsupported` for what has no derivative here.

    >>> from verify.language.functions import sin
    >>> from verify.language.term import symbol
    >>> derivative(sin(symbol("x")) ** 2, symbol("x"))
    (mul 2 (sin x) (cos x))
    """
    slopes: dict[Term, Term] = {}
    for part in _parts_with_values(term):
        slopes[part] = _slope(part, [slopes[arg] for arg in _values(part)], x)
    return slopes[term]


def _parts_with_values(term: Term) -> Iterator[Term]:
    """Yield the parts of a term that are not in conditions, arguments first."""
    needed, waiting = set(), [term]
    while waiting:
        if (part := waiting.pop()) not in needed:
            needed.add(part)
            waiting += _values(part)
    return (part for part in postorder(term) if part in needed)


def _values(part: Term) -> tuple[Term, ...]:
    return part.args[::2] if part.head == "piecewise" else part.args


def _slope(part: Term, slopes: list[Term], x: Term) -> Term:
    if part.head in _LEAVES:
        return one if part is x else zero
    if part.head not in _RULES and part.head not in FUNCTIONS:
        raise Unsupported(f"no derivative is known of {part.head!r}: write it by functions of the table")
    if all(slope is zero for slope in slopes):
        return zero
    return _RULES.get(part.head, _chain)(part, slopes)


def _chain(part: Term, slopes: list[Term]) -> Term:
    """Return Σ ∂ᵢf · aᵢ′."""
    partial = FUNCTIONS[part.head].derivative
    if isinstance(partial, Without):
        raise NotDifferentiable(f"{part.head} has no derivative here: {partial.reason}")
    return _sum(_product(f(*part.args), slope) for f, slope in zip(partial, slopes, strict=True) if slope is not zero)


def _leibniz(part: Term, slopes: list[Term]) -> Term:
    """Return Σ aᵢ′ · the other factors."""
    args = part.args
    return _sum(_product(*args[:i], slope, *args[i + 1 :]) for i, slope in enumerate(slopes) if slope is not zero)


def _power_slope(part: Term, slopes: list[Term]) -> Term:
    """Return c b^(c − 1) b′, b^c c′ log b, or b^c (c′ log b + c b′/b)."""
    (b, c), (base_slope, exponent_slope) = part.args, slopes
    if exponent_slope is zero:
        return _product(c, _lowered(b, c), base_slope)
    logarithm = one if b.head == "e" else _log(b)
    return _product(part, _sum([_product(exponent_slope, logarithm), _product(c, base_slope, b**-1)]))


def _lowered(b: Term, c: Term) -> Term:
    if c.head != "number":
        return b ** (c + minus_one)
    n = c.data - 1
    return one if n == 0 else b if n == 1 else b ** number(n)


def _extremum_slope(part: Term, slopes: list[Term]) -> Term:
    """Return the derivative of whichever argument is the extremum."""
    if all(slope is slopes[0] for slope in slopes):
        return slopes[0]
    compare: Callable[[Term, Term], Term] = Term.__ge__ if part.head == "max" else Term.__le__
    pairs = (
        (slope, _all([compare(x, y) for y in part.args if y is not x]))
        for x, slope in zip(part.args, slopes, strict=True)
    )
    return apply("piecewise", *(term for pair in pairs for term in pair))


def _piecewise_slope(part: Term, slopes: list[Term]) -> Term:
    conditions = part.args[1::2]
    return apply("piecewise", *(term for pair in zip(slopes, conditions, strict=True) for term in pair))


def _heaviside_slope(part: Term, slopes: list[Term]) -> Term:
    return zero if slopes[1] is zero else _chain(part, slopes)


_RULES: Mapping[str, Callable[[Term, list[Term]], Term]] = {
    "add": lambda part, slopes: _sum(slopes), "mul": _leibniz, "pow": _power_slope, "max": _extremum_slope,
    "min": _extremum_slope, "piecewise": _piecewise_slope, "heaviside": _heaviside_slope,
}  # fmt: skip


def _sum(terms: Iterable[Term]) -> Term:
    kept = [term for term in terms if term is not zero]
    return (apply("add", *kept) if len(kept) > 1 else kept[0]) if kept else zero


def _product(*terms: Term) -> Term:
    """Return a product with its numbers, and those that stand first in products in it, as one; 0 · f is 0."""
    coefficients, rest = zip(*map(_coefficient, terms), strict=True)
    c, kept = prod(coefficients, start=Fraction(1)), [term for term in rest if term is not one]
    if not c or not kept:
        return number(c)
    return _times(kept if c == 1 else [number(c), *kept])


def _coefficient(term: Term) -> tuple[Fraction, Term]:
    if term.head == "number":
        return term.data, one
    if term.head == "mul" and term.args[0].head == "number":
        return term.args[0].data, _times(term.args[1:])
    return Fraction(1), term


def _times(factors: Sequence[Term]) -> Term:
    return apply("mul", *factors) if len(factors) > 1 else factors[0]


def _all(statements: list[Term]) -> Term:
    return apply("and", *statements) if len(statements) > 1 else statements[0]


def smooth_where(term: Term) -> tuple[Term, ...]:
    """Return conditions that together say where a term that is defined is differentiable in all its symbols.

    Of a power b^c: none for an integer c, for c > 1 and for c < 0, where b > 0 if it is defined; else b > 0.
    """
    return _conditions(term, smooth=True)


def continuous_where(term: Term) -> tuple[Term, ...]:
    """Return conditions that together say where a term that is defined is continuous.

    Of a power b^c: none for a number c; else b > 0.
    """
    return _conditions(term, smooth=False)


def _conditions(term: Term, smooth: bool) -> tuple[Term, ...]:
    found: dict[Term, None] = {}
    waiting: list[tuple[Term, tuple[Term, ...], bool]] = [(term, (), smooth)]
    seen = set(waiting)
    while waiting:
        part, given, smoothly = waiting.pop()
        found |= dict.fromkeys(_if(given, own) for own in _own(part, smoothly))
        fresh = [task for task in _tasks(part, given, smoothly) if task not in seen]
        seen |= set(fresh)
        waiting += fresh
    return tuple(found)


def _if(given: tuple[Term, ...], statement: Term) -> Term:
    return apply("implies", _all(list(given)), statement) if given else statement


def _tasks(part: Term, given: tuple[Term, ...], smoothly: bool) -> Iterator[tuple[Term, tuple[Term, ...], bool]]:
    """Yield what a part is made of, with the conditions under which it matters."""
    if part.head == "piecewise":
        for value, condition in branches(part):
            yield condition, given, False
            yield value, (*given, condition), smoothly
            given = (*given, ~condition)
    else:
        yield from ((arg, given, smoothly) for arg in part.args)


def _own(part: Term, smoothly: bool) -> tuple[Term, ...]:
    """Return the conditions of a head, besides those of its arguments."""
    if part.head == "pow":
        return _power_conditions(part.args[0], part.args[1], smoothly)
    if part.head in RELATIONS:
        return (ne(*part.args),)  # near such a point it stays as true or false as it is
    if part.head in (*_LEAVES, *_LOGIC, "add", "mul", "piecewise"):
        return ()
    if part.head not in FUNCTIONS:
        raise Unsupported(f"it is not known where {part.head!r} is continuous: write it by functions of the table")
    function = FUNCTIONS[part.head]
    return function.smooth(*part.args) if smoothly else function.continuous(*part.args)


def _power_conditions(b: Term, c: Term, smoothly: bool) -> tuple[Term, ...]:
    if c.head == "number":
        return (b > 0,) if smoothly and 0 < c.data < 1 else ()
    return () if b.head in ("e", "pi") or b.head == "number" and b.data > 0 else (b > 0,)

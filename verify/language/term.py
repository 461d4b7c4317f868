"""Terms: exact expressions and statements as data, each stored once.

A term is a head, its arguments and, for a leaf, its datum: a number, or what a symbol is called.  Nothing is
evaluated, reordered or cancelled when a term is made: x/x, 0·log x and floor(tanh 1000) stay what was written.
Equal terms are one object, so that == is `is`, and a table of results costs one look.

>>> x = symbol("x")
>>> x / x
(mul x (pow x -1))
>>> x + 1 is x + 1
True
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from threading import Lock
from typing import Any, NamedTuple, TypeVar, Union
from weakref import WeakValueDictionary

__all__ = [
    "Bound", "Term", "apply", "eq", "fold", "minus_one", "ne", "number", "one", "postorder", "substitute", "symbol",
    "symbols_of", "zero",
]  # fmt: skip

T = TypeVar("T")
Like = Union["Term", int, Fraction]

_TABLE: WeakValueDictionary[Any, Term] = WeakValueDictionary()
_LOCK = Lock()
atexit.register(_TABLE.clear)  # while Python shuts down, SymPy's numbers cannot be looked up any more


class Term:
    """An exact expression or statement: made by `number`, `symbol`, `apply` and Python's operators."""

    __slots__ = ("__weakref__", "args", "data", "head")

    head: str
    args: tuple[Term, ...]
    data: Any

    def __reduce__(self) -> Any:
        return _made, (self.head, self.args, self.data)

    def __repr__(self) -> str:
        return fold(self, _text)

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} is a term, neither true nor false: ask for its truth at a point")

    def __add__(self, other: Like) -> Term:
        return apply("add", self, _term(other))

    def __radd__(self, other: Like) -> Term:
        return apply("add", _term(other), self)

    def __neg__(self) -> Term:
        return apply("mul", minus_one, self)

    def __sub__(self, other: Like) -> Term:
        return self + -_term(other)

    def __rsub__(self, other: Like) -> Term:
        return _term(other) + -self

    def __mul__(self, other: Like) -> Term:
        return apply("mul", self, _term(other))

    def __rmul__(self, other: Like) -> Term:
        return apply("mul", _term(other), self)

    def __truediv__(self, other: Like) -> Term:
        return self * _term(other) ** -1

    def __rtruediv__(self, other: Like) -> Term:
        return _term(other) * self**-1

    def __pow__(self, other: Like) -> Term:
        return apply("pow", self, _term(other))

    def __lt__(self, other: Like) -> Term:
        return apply("lt", self, _term(other))

    def __le__(self, other: Like) -> Term:
        return apply("le", self, _term(other))

    def __gt__(self, other: Like) -> Term:
        return apply("gt", self, _term(other))

    def __ge__(self, other: Like) -> Term:
        return apply("ge", self, _term(other))

    def __and__(self, other: Term) -> Term:
        return apply("and", self, other)

    def __or__(self, other: Term) -> Term:
        return apply("or", self, other)

    def __invert__(self) -> Term:
        return apply("not", self)


def _made(head: str, args: tuple[Term, ...], data: Any = None) -> Term:
    key = head, args, type(data), data
    with _LOCK:
        if (found := _TABLE.get(key)) is None:
            found = Term()
            found.head, found.args, found.data = head, args, data
            _TABLE[key] = found
        return found


def number(x: int | Fraction) -> Term:
    """Return an exact rational number."""
    return _made("number", (), Fraction(x))


def symbol(name: Any) -> Term:
    """Return the symbol called `name`: a string, or any hashable thing that tells symbols apart."""
    return _made("symbol", (), name)


def apply(head: str, *args: Term, data: Any = None) -> Term:
    """Return a head applied to arguments, as it stands."""
    return _made(head, args, data)


def _term(x: Like) -> Term:
    return x if isinstance(x, Term) else number(x)


zero, one, minus_one = number(0), number(1), number(-1)


def eq(x: Like, y: Like) -> Term:
    """Return the statement x = y."""
    return apply("eq", _term(x), _term(y))


def ne(x: Like, y: Like) -> Term:
    """Return the statement x ≠ y."""
    return apply("ne", _term(x), _term(y))


def postorder(*terms: Term) -> Iterator[Term]:
    """Yield each term that these are made of once, arguments before what is made of them, at any depth."""
    done: set[Term] = set()
    waiting = [(term, False) for term in reversed(terms)]  # a stack of our own: terms may be deeper than Python's
    while waiting:
        term, ready = waiting.pop()
        if ready:
            yield term
        elif term not in done:
            done.add(term)
            waiting.append((term, True))
            waiting += [(arg, False) for arg in reversed(term.args) if arg not in done]


def fold(term: Term, combine: Callable[[Term, list[T]], T]) -> T:
    """Return what `combine` makes of a term and of what it made of each argument."""
    known: dict[Term, T] = {}
    for part in postorder(term):
        known[part] = combine(part, [known[arg] for arg in part.args])
    return known[term]


def _text(term: Term, args: list[str]) -> str:
    if term.head in ("number", "symbol"):
        return str(term.data)
    return f"({' '.join([term.head, *args])})" if args else term.head


class Bound(NamedTuple):
    """The datum of a head that binds a symbol: the symbol, and a body in which it is no other symbol's."""

    letter: Term
    body: Term


def substitute(term: Term, values: Mapping[Term, Term]) -> Term:
    """Return a term with others in place of some of its parts, outermost first; nothing is evaluated.

    In the body of what binds a symbol that symbol stays; raises ValueError where a value would be caught there.
    """

    def combine(part: Term, args: list[Term]) -> Term:
        if part in values:
            return values[part]
        data = _within(part.data, values) if isinstance(part.data, Bound) else part.data
        return part if list(part.args) == args and data is part.data else _made(part.head, tuple(args), data)

    return fold(term, combine)


def _within(bound: Bound, values: Mapping[Term, Term]) -> Bound:
    others = {old: new for old, new in values.items() if bound.letter not in symbols_of(old)}
    body = substitute(bound.body, others)
    if body is not bound.body and any(bound.letter in symbols_of(new) for new in others.values()):
        raise ValueError(f"{bound.letter!r} is bound in {bound.body!r}, and stands in what is put there")
    return bound if body is bound.body else Bound(bound.letter, body)


def symbols_of(term: Term) -> set[Term]:
    """Return the free symbols in a term, Gaussian ones and vectors included."""
    parts = list(postorder(term))
    bound = [part.data for part in parts if isinstance(part.data, Bound)]
    plain = {part for part in parts if part.head in ("symbol", "gaussian", "vector")}
    return plain.union(*(symbols_of(x.body) - {x.letter} for x in bound))

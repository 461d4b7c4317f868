"""SymPy's heads by what the table of functions says of them, for rooms that still work on SymPy's expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.functions.elementary.hyperbolic import HyperbolicFunction

from verify.language.definedness import conditions, needs
from verify.language.from_sympy import term_of
from verify.language.function import Image, Without
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import DEFINED, HEADS, NotReadable, record_of
from verify.language.term import Term, apply, one, symbol, zero
from verify.language.to_sympy import sympy_of

__all__ = [
    "CIRCLES", "CIRCULAR", "PERIODS", "bound_of", "conditions_of", "continuity_of", "crossing_of", "image_of",
    "in_exponentials", "is_analytic", "is_continuous", "is_small_at_zero", "is_smooth_head", "is_total",
]  # fmt: skip

_ARITHMETIC = (sympy.Add, sympy.Mul)
_KINDS = {head: kind for kind, head in HEADS.items()}
PERIODS = {_KINDS[f.name]: sympy_of(f.period) for f in FUNCTIONS.values() if isinstance(f.period, Term)}


def _circles() -> Iterator[tuple[Any, Any, int]]:
    """Yield s, c and ±1 with c² ± s² = 1: s(0) = 0, c(0) = 1, s′ = c and c′ = ∓s."""
    x = symbol("x")
    unary = [f for f in FUNCTIONS.values() if f.arity == 1]
    slopes = {f.name: f.derivative[0](x) for f in unary if not isinstance(f.derivative, Without)}
    for s, slope in slopes.items():
        sign = {-apply(s, x): 1, apply(s, x): -1}.get(slopes.get(slope.head, one))
        if sign and FUNCTIONS[s].exact.get(zero) is zero and FUNCTIONS[slope.head].exact.get(zero) is one:
            yield _KINDS[s], _KINDS[slope.head], sign


CIRCLES = tuple(_circles())
CIRCULAR = tuple(kind for s, c, sign in CIRCLES if sign == 1 for kind in (s, c))  # sines and cosines


def is_total(node: Basic) -> bool:
    """Return whether a head is defined wherever its arguments are."""
    record = record_of(node)
    return record is not None and record.is_total


def is_continuous(node: Basic) -> bool:
    """Return whether a head is a function that is continuous wherever it is defined."""
    record = record_of(node)
    return isinstance(node, _ARITHMETIC) or record is not None and record.is_continuous


def is_smooth_head(node: Basic) -> bool:
    """Return whether a head is differentiable wherever it is defined, save at ends where it stays continuous."""
    record = record_of(node)
    return isinstance(node, _ARITHMETIC) or record is not None and record.is_smooth


def is_analytic(node: Basic) -> bool:
    """Return whether a head is analytic for all real arguments."""
    return isinstance(node, _ARITHMETIC) or is_total(node) and is_smooth_head(node)


def is_small_at_zero(node: Basic) -> bool:
    """Return whether a head f is bounded, and |f(x)| ≤ C |x|: it is 0 and differentiable at 0, inside its domain."""
    record = record_of(node)
    zero_inside = record is not None and record.parity == -1 and record.exact.get(zero) is zero
    return zero_inside and is_smooth_head(node) and bound_of(node) is not None


def crossing_of(node: Basic) -> tuple[Expr, int] | None:
    """Return the zero of a monotone function that has one, and the sign, 1 or −1, that it has beyond."""
    record = record_of(node)
    if record is None or record.crossing is None:
        return None
    return sympy_of(record.crossing[0]), record.crossing[1]


@lru_cache(maxsize=2**12)
def image_of(node: Basic) -> tuple[Expr | None, Expr | None, bool, bool]:
    """Return the ends of a head's values, None at infinity, and whether each is attained."""
    record = record_of(node)
    if record is None:
        return None, None, False, False
    if not isinstance(record.image, Image):
        image = record.image
        low, high = (end.doit() for end in _said(node, lambda *xs: image(*xs)[:2]))
        return low, high, True, True
    *ends, (has_low, has_high) = record.image
    low, high = (None if end is None else sympy_of(end) for end in ends)
    return low, high, has_low, has_high


def bound_of(node: Basic) -> tuple[Expr, bool] | None:
    """Return b with |f| ≤ b for the values f of a head, and whether |f| < b; None where there is none."""
    low, high, has_low, has_high = image_of(node)
    if low is None or high is None:
        return None
    return sympy.Max(abs(low), abs(high)), not (has_low or has_high)


def continuity_of(node: Basic) -> tuple[Basic, ...]:
    """Return conditions that say where a function of the table is continuous, if it is defined."""
    record = record_of(node)
    return () if record is None else _said(node, record.continuous)


def _said(node: Basic, column: Callable[..., Iterable[Any]]) -> tuple[Basic, ...]:
    """Return what is said of letters, with arguments as they are typed, which statements may not know, for them."""
    letters = {arg: sympy.Dummy(integer=arg.is_integer, real=True) for arg in node.args if not arg.is_number}
    back = {letter: arg for arg, letter in letters.items()}
    terms = [term_of(letters.get(arg, arg)) for arg in node.args]
    with sympy.evaluate(False):
        return tuple(sympy_of(term).xreplace(back) for term in column(*terms))


def in_exponentials(expression: Basic) -> Basic:
    """Return an expression with hyperbolic functions written by exponentials."""
    return expression.replace(lambda n: isinstance(n, HyperbolicFunction), lambda n: n.rewrite(sympy.exp))


@lru_cache(maxsize=2**12)
def conditions_of(node: Expr) -> tuple[Basic, ...]:
    """Return conditions that say where a head is defined, if its arguments are."""
    if record := record_of(node):
        return _said(node, record.defined)
    if define := DEFINED.get(type(node)):
        return _said(node, lambda *xs: [condition for condition, _ in conditions(define(*xs), _is_whole)])
    try:
        return tuple(map(sympy_of, needs(term_of(node), _is_whole)))
    except NotReadable:
        if not isinstance(node, sympy.Pow):
            raise
        return _said(node, lambda *xs: needs(apply("pow", *xs), _is_whole))


def _is_whole(symbol: Term) -> bool:
    return getattr(symbol.data, "is_integer", False) is True

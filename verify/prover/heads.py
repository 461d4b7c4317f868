"""SymPy's heads by what the table of functions says of them, for rooms that still work on SymPy's expressions."""

from __future__ import annotations

from functools import lru_cache

import sympy
from sympy import Basic, Expr

from verify.language.definedness import needs
from verify.language.from_sympy import term_of
from verify.language.sympy_heads import NotReadable, record_of
from verify.language.term import Term
from verify.language.to_sympy import sympy_of

__all__ = ["bound_of", "conditions_of", "image_of", "is_continuous", "is_odd_and_rising", "is_total", "is_smooth_head"]

_ARITHMETIC = (sympy.Add, sympy.Mul)


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


def is_odd_and_rising(node: Basic) -> bool:
    """Return whether a function has the sign of its argument."""
    record = record_of(node)
    return record is not None and record.has_sign_of_argument


def image_of(node: Basic) -> tuple[Expr | None, Expr | None, bool, bool]:
    """Return the ends of a head's values, None at infinity, and whether each is attained."""
    record = record_of(node)
    if record is None:
        return None, None, False, False
    low, high, (has_low, has_high) = record.image
    return _written(low), _written(high), has_low, has_high


def bound_of(node: Basic) -> tuple[Expr, bool] | None:
    """Return b with |f| ≤ b for the values f of a head, and whether |f| < b; None where there is none."""
    low, high, has_low, has_high = image_of(node)
    if low is None or high is None or low != -high:
        return None
    return high, not (has_low or has_high)


@lru_cache(maxsize=2**12)
def conditions_of(node: Expr) -> tuple[Basic, ...]:
    """Return conditions that say where a head is defined, if its arguments are."""
    try:
        return _conditions(node)
    except NotReadable:
        if not isinstance(node, (sympy.Pow, sympy.Function)):
            raise
        return _of_letters(node)


def _of_letters(node: Expr) -> tuple[Basic, ...]:
    """Return the conditions of a head with an argument that statements cannot say, such as a sum of unknown length."""
    letters = {arg: sympy.Dummy(integer=arg.is_integer, real=True) for arg in node.args if not arg.is_number}
    back = {letter: arg for arg, letter in letters.items()}
    lettered = node.func(*(letters.get(arg, arg) for arg in node.args))
    with sympy.evaluate(False):
        return tuple(condition.xreplace(back) for condition in _conditions(lettered))


def _conditions(node: Expr) -> tuple[Basic, ...]:
    return tuple(map(sympy_of, needs(term_of(node), lambda symbol: getattr(symbol.data, "is_integer", False) is True)))


def _written(end: Term | None) -> Expr | None:
    return None if end is None else sympy_of(end)

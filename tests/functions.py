"""The reference for functions: mpmath at 60 digits and more, fractions where there are jumps, None if undefined."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction as F
from functools import cache
from typing import Any

from mpmath.ctx_mp import MPContext

from verify.language.term import Term, fold

mp = MPContext()
mp.dps = 60
SLACK = mp.mpf(10) ** -50  # relative: the reference itself is rounded


def exact(q: Any) -> Any:
    return mp.mpf(q.numerator) / q.denominator if isinstance(q, F) else mp.mpf(q)


def _sign(q: F) -> int:
    return (q > 0) - (q < 0)


_STEPS: dict[str, Callable[..., Any]] = {
    "sign": _sign, "floor": math.floor, "ceiling": math.ceil, "abs": abs, "max": lambda *q: max(q),
    "min": lambda *q: min(q), "mod": lambda p, q: p % q, "heaviside": lambda q, h: h if q == 0 else F(q > 0),
}  # fmt: skip
_UNDEFINED: dict[str, Callable[..., bool]] = {
    "log": lambda x: x <= 0, "asin": lambda x: abs(x) > 1, "acos": lambda x: abs(x) > 1, "acosh": lambda x: x < 1,
    "atanh": lambda x: abs(x) >= 1, "loggamma": lambda x: x <= 0, "gamma": lambda x: _pole(x),
    "digamma": lambda x: _pole(x), "factorial": lambda x: _pole(x + 1), "atan2": lambda y, x: x == y == 0,
    "mod": lambda x, y: y == 0, "binomial": lambda n, k: _pole(n + 1),
}  # fmt: skip


def _pole(x: Any) -> bool:
    return x <= 0 and x == math.floor(x)


def _binomial(n: Any, k: Any) -> Any:
    if isinstance(k, F) and k.denominator == 1 and k < 100:
        return exact(math.prod((F(n - i) / (i + 1) for i in range(int(k))), start=F(1)) if k >= 0 else F(0))
    return mp.binomial(exact(n), exact(k))


def reference(name: str, *qs: Any) -> Any:
    """Return the value at fractions or mpmath's numbers, None where there is none."""
    return _reference(name, mp.prec, *qs)


@cache
def _reference(name: str, _: int, *qs: Any) -> Any:
    if any(not isinstance(q, F) for q in qs):
        qs = tuple(map(exact, qs))
    if any(not mp.isfinite(q) for q in qs if not isinstance(q, F)) or _UNDEFINED.get(name, lambda *_: False)(*qs):
        return None
    bits = max(q.numerator.bit_length() if isinstance(q, F) else 0 for q in qs)
    with mp.workprec(mp.prec + 2 * bits):
        if name in _STEPS:
            return exact(_STEPS[name](*qs))
        if name == "binomial":
            return _binomial(*qs)
        if name == "erfc" and qs[0] > 10**6:
            return mp.zero  # below 10^(−10¹¹), which mpmath does not reach
        return getattr(mp, name)(*map(exact, qs))


def number_at(term: Term, point: dict[Term, Any]) -> Any:
    """Return the value of a term, None where it has none, or the truth of a statement."""
    return fold(term, lambda part, args: point[part] if part in point else _combined(part, args))


_RELATIONS: dict[str, Callable[..., bool]] = {
    "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "or": lambda *a: any(a), "and": lambda *a: all(a),
}  # fmt: skip


def _combined(part: Term, args: list[Any]) -> Any:
    if part.head == "number":
        return part.data
    if part.head in ("pi", "e"):
        return +getattr(mp, part.head)
    if any(a is None for a in args):
        return None if part.head not in _RELATIONS else False
    if part.head in _STEPS and all(isinstance(a, F) for a in args):
        return F(_STEPS[part.head](*args))
    if part.head in ("lt", "le", "gt", "ge", "eq", "ne") and not all(isinstance(a, F) for a in args):
        args = list(map(exact, args))
    if part.head in _RELATIONS:
        return _RELATIONS[part.head](*args)
    if part.head == "pow":
        return _power(*args)
    if part.head in ("add", "mul"):
        args = list(args) if all(isinstance(a, (F, int)) for a in args) else list(map(exact, args))
        return sum(args) if part.head == "add" else math.prod(args)
    return reference(part.head, *args)


def _power(x: Any, n: F) -> Any:
    if (x == 0 and n < 0) or (x < 0 and n.denominator != 1):
        return None
    if n.denominator == 1:
        return x ** int(n)
    return mp.power(exact(x), exact(n))


def condition(conditions: Callable[..., tuple[Term, ...]], symbols: tuple[Term, ...], qs: tuple[Any, ...]) -> bool:
    """Return whether all conditions hold at arguments."""
    return all(number_at(c, dict(zip(symbols, qs, strict=True))) for c in conditions(*symbols))

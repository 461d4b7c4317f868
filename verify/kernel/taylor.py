"""Taylor coefficients of straight-line programs over a ring, one after the other.

With intervals as coefficients, coefficient k of f encloses f⁽ᵏ⁾/k! over the interval that coefficient 0 of the
argument is (Moore, Interval Analysis, 1966); with one coefficient this is evaluation, with two it is differentiation.
Every step has a row.  A rule returns the next entry of a row from what stands in the rows of its arguments, and of
the slope s of a function, f(a)′ = s a′, which are known one entry further at most.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from verify.kernel import Ring, Undefined

__all__ = ["FUNCTIONS", "PAIRS", "RULES", "SLOPES", "Row", "function", "power", "scaled"]

Row = list[Any]
_SQUARE: Any = ["pow", "a", "2"]
_OUTSIDE: Any = ["add", "1", _SQUARE]
_INSIDE: Any = ["add", "1", ["mul", "-1", _SQUARE]]
_BELL: Any = ["mul", ["div", "2", ["sqrt", "pi"]], ["exp", ["mul", "-1", _SQUARE]]]
SLOPES: Mapping[str, Any] = {  # of functions of a
    "exp": ["exp", "a"],
    "log": ["div", "1", "a"],
    "sin": ["cos", "a"],
    "cos": ["mul", "-1", ["sin", "a"]],
    "tan": ["add", "1", ["pow", ["tan", "a"], "2"]],
    "asin": ["pow", _INSIDE, "-1/2"],
    "acos": ["mul", "-1", ["pow", _INSIDE, "-1/2"]],
    "atan": ["div", "1", _OUTSIDE],
    "sinh": ["cosh", "a"],
    "cosh": ["sinh", "a"],
    "tanh": ["add", "1", ["mul", "-1", ["pow", ["tanh", "a"], "2"]]],
    "asinh": ["pow", _OUTSIDE, "-1/2"],
    "acosh": ["pow", ["add", _SQUARE, "-1"], "-1/2"],
    "atanh": ["div", "1", _INSIDE],
    "erf": _BELL,
    "erfc": ["mul", "-1", _BELL],
}
STEPS = ("sign", "floor", "ceiling")
FUNCTIONS = frozenset(SLOPES) | {"sqrt", "abs", *STEPS}
PAIRS = frozenset({"heaviside", "mod", "power"})  # functions of two arguments


def scaled(ring: Ring, c: Any, q: Any) -> Any:
    return ring.mul(ring.rational(Fraction(q)), c)


def minus(ring: Ring, c: Any, d: Any) -> Any:
    return ring.add(c, scaled(ring, d, -1))


def _div(ring: Ring, own: Row, a: Row, b: Row) -> Any:
    # q b = a, hence q_j = (a_j − Σ_{i=1}^j b_i q_{j−i})/b₀
    rest = ring.convolution(b[1:], own) if own else None
    return ring.div(a[-1] if rest is None else minus(ring, a[-1], rest), b[0])


def power(ring: Ring, own: Row, a: Row, r: Fraction, factors: Sequence[Row] = ()) -> Any:
    """Return the next coefficient of a^r, for a whole r > 1 from two lower powers whose product it is."""
    if r.denominator == 1:
        return ring.convolution(*factors) if own else ring.power(a[0], int(r))
    if not own:
        return ring.root(a[0], r)
    # a y′ = r a′ y, hence j a₀ y_j = Σ_{i=1}^j (r i − (j − i)) a_i y_{j−i}
    j = len(own)
    weighted = [scaled(ring, c, r * i - (j - i)) for i, c in enumerate(a[1:], start=1)]
    return ring.div(scaled(ring, ring.convolution(weighted, own), Fraction(1, j)), a[0])


def function(ring: Ring, own: Row, weighted: Row, slope: Row) -> Any:
    """Return the next coefficient of f(a) from a₁, 2 a₂, …: j f_j = Σ_{i=1}^j i a_i s_{j−i}."""
    value = scaled(ring, ring.convolution(weighted, slope[: len(own)]), Fraction(1, len(own)))
    return ring.where_defined(value, own[0])


def _abs(ring: Ring, own: Row, a: Row) -> Any:
    """Where a may change its sign, the slope of |a| is in [−1, 1] times that of a (Clarke's chain rule)."""
    if own and (sign := ring.sign(a[0])):
        return scaled(ring, a[-1], sign)
    if len(own) > 1:
        raise Undefined("a modulus may have a kink")
    return ring.mul(ring.kink(), a[1]) if own else ring.modulus(a[0])


def _extreme(s: int, ring: Ring, own: Row, a: Row, b: Row) -> Any:
    """Of max (s = 1) and min (−1): where it may be either, the slope lies between theirs (Clarke's chain rule)."""
    if sign := ring.sign(minus(ring, a[0], b[0])):
        return a[-1] if sign == s else b[-1]
    if len(own) > 1:
        raise Undefined("a maximum or minimum may have a kink")
    if own:
        return ring.between(a[1], b[1])
    return scaled(ring, ring.larger(scaled(ring, a[0], s), scaled(ring, b[0], s)), s)


def _step(name: str, ring: Ring, own: Row, a: Row) -> Any:
    """Return the next coefficient of a function that is constant between its jumps."""
    if own and ring.jumps(name, a[0]):
        raise Undefined(f"{name} may have a jump")
    return scaled(ring, a[-1], 0) if own else ring.step(name, a[0])


def _raised(ring: Ring, own: Row, a: Row, b: Row) -> Any:
    """Return x^y, which is exp(y log x) for x > 0 and 0 for x = 0 < y; the rule `resolve` makes it an exponential."""
    if own:
        raise Undefined("a power with a variable exponent has a slope for positive bases only")
    return ring.raised(a[0], b[0])


RULES: Mapping[str, Callable[..., Any]] = {
    "add": lambda ring, own, a, b: ring.add(a[-1], b[-1]),
    "mul": lambda ring, own, a, b: ring.convolution(a, b),
    "div": _div,
    "abs": _abs,
    "max": partial(_extreme, 1),
    "min": partial(_extreme, -1),
    "power": _raised,
    **{name: partial(_step, name) for name in STEPS},
}

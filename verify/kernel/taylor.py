"""Taylor coefficients c₀, …, c_{n−1} of elementary functions, by recurrences over a ring.

With intervals as coefficients, coefficient k of f encloses f⁽ᵏ⁾/k! over the interval that coefficient 0 of the
argument is (Moore, Interval Analysis, 1966); with one coefficient this is evaluation, with two it is differentiation.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from verify.kernel import Ring, Undefined

__all__ = ["FUNCTIONS", "PAIRS", "apply"]

FUNCTIONS = frozenset(
    "exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc sqrt abs sign floor ceiling".split()
)
PAIRS = frozenset("heaviside mod".split())  # functions of two arguments
Series = list[Any]


def apply(ring: Ring, head: str, arguments: Sequence[Series], exponent: Fraction = Fraction(1)) -> Series:
    """Return the coefficients of a head's value; `exponent` is that of pow."""
    a = arguments[0]
    match head:
        case "add":
            return [ring.add(*pair) for pair in zip(a, arguments[1], strict=True)]
        case "mul":
            return _mul(ring, a, arguments[1])
        case "div":
            return _div(ring, a, arguments[1])
        case "pow" | "sqrt":
            return _pow(ring, a, exponent if head == "pow" else Fraction(1, 2))
        case "exp":
            return _exp(ring, a)
        case "sin" | "cos" if len(a) > 1:  # the value of one may be known exactly where that of the other is not
            return _waves(ring, a)[head == "cos"]
        case "tan":
            return _div(ring, *_waves(ring, a))
        case "abs":
            return _abs(ring, a)
        case "max" | "min":
            return _extremum(ring, head, a, arguments[1])
        case "sign" | "floor" | "ceiling":
            return _step(ring, head, a)
        case "heaviside":
            return _heaviside(ring, a, arguments[1])
        case "mod":
            turns = _step(ring, "floor", _div(ring, a, arguments[1]))
            return _minus(ring, a, _mul(ring, arguments[1], turns))
        case "sinh" | "cosh" | "tanh":
            return _hyperbolic(ring, head, a)
    return _integral(ring, ring.function(head, a[0]), _primitive(ring, head, a))


def _scale(ring: Ring, a: Series, q: Any) -> Series:
    return [ring.mul(ring.rational(Fraction(q)), c) for c in a]


def _minus(ring: Ring, a: Series, b: Series) -> Series:
    return apply(ring, "add", [a, _scale(ring, b, -1)])


def _one(ring: Ring, count: int) -> Series:
    return [ring.rational(Fraction(int(k == 0))) for k in range(count)]


def _convolution(ring: Ring, a: Series, b: Series, k: int, start: int) -> Any:
    """Return Σ a_j b_{k−j} over j = start, …, k."""
    total = ring.rational(Fraction(0))
    for j in range(start, k + 1):
        total = ring.add(total, ring.mul(a[j], b[k - j]))
    return total


def _mul(ring: Ring, a: Series, b: Series) -> Series:
    return [_convolution(ring, a, b, k, 0) for k in range(len(a))]


def _div(ring: Ring, a: Series, b: Series) -> Series:
    # q b = a, hence q_k = (a_k − Σ_{j=1}^k b_j q_{k−j})/b₀
    q: Series = []
    for k in range(len(a)):
        rest = ring.mul(ring.rational(Fraction(-1)), _convolution(ring, b, [*q, None], k, 1))
        q.append(ring.div(ring.add(a[k], rest), b[0]))
    return q


def _slope(ring: Ring, a: Series) -> Series:
    return [ring.mul(ring.rational(Fraction(k)), c) for k, c in enumerate(a)][1:]


def _integral(ring: Ring, start: Any, slope: Series) -> Series:
    return [start, *(ring.mul(ring.rational(Fraction(1, k)), c) for k, c in enumerate(slope, start=1))]


def _primitive(ring: Ring, head: str, a: Series) -> Series:
    """Return the derivative of head(a): a′ times 1/a, 1/(1 ± a²), ±1/√(1 ± a²), 1/√(a² − 1), ±2/√π e^(−a²)."""
    short, slope = a[:-1], _slope(ring, a)
    if head == "log" or not short:
        return _div(ring, slope, short)
    square, one = [ring.power(a[0], 2), *_mul(ring, short, short)[1:]], _one(ring, len(short))
    if head in ("erf", "erfc"):
        bell = _mul(ring, slope, _exp(ring, _scale(ring, square, -1)))
        height = ring.div(ring.rational(Fraction(2 if head == "erf" else -2)), ring.root(ring.pi(), Fraction(1, 2)))
        return [ring.mul(height, c) for c in bell]
    radicand = {
        "atan": lambda: apply(ring, "add", [one, square]),
        "asinh": lambda: apply(ring, "add", [one, square]),
        "acosh": lambda: _minus(ring, square, one),
    }.get(head, lambda: _minus(ring, one, square))()
    if head in ("atan", "atanh"):
        return _div(ring, slope, radicand)
    root = _pow(ring, radicand, Fraction(1, 2))
    return _scale(ring, _div(ring, slope, root), -1 if head == "acos" else 1)


def _exp(ring: Ring, a: Series) -> Series:
    # e′ = a′ e, hence k e_k = Σ_{j=1}^k j a_j e_{k−j}
    slope, e = [ring.rational(Fraction(0)), *_slope(ring, a)], [ring.function("exp", a[0])]
    for k in range(1, len(a)):
        e.append(ring.mul(ring.rational(Fraction(1, k)), _convolution(ring, slope, [*e, None], k, 1)))
    return e


def _waves(ring: Ring, a: Series) -> tuple[Series, Series]:
    """Return sine and cosine: k s_k = Σ j a_j c_{k−j}, k c_k = −Σ j a_j s_{k−j}."""
    slope = [ring.rational(Fraction(0)), *_slope(ring, a)]
    s, c = [ring.function("sin", a[0])], [ring.function("cos", a[0])]
    for k in range(1, len(a)):
        up, down = _convolution(ring, slope, [*c, None], k, 1), _convolution(ring, slope, [*s, None], k, 1)
        s.append(ring.mul(ring.rational(Fraction(1, k)), up))
        c.append(ring.mul(ring.rational(Fraction(-1, k)), down))
    return s, c


def _pow(ring: Ring, a: Series, r: Fraction) -> Series:
    if r.denominator == 1:
        if r < 0:
            return _div(ring, _one(ring, len(a)), _pow(ring, a, -r))
        product = _one(ring, len(a))
        for bit in bin(int(r))[2:]:
            product = _mul(ring, product, product)
            product = _mul(ring, product, a) if bit == "1" else product
        return [ring.power(a[0], int(r)), *product[1:]]
    # a y′ = r a′ y, hence k a₀ y_k = Σ_{j=1}^k (r j − (k − j)) a_j y_{k−j}
    y = [ring.root(a[0], r)]
    for k in range(1, len(a)):
        weighted = [ring.mul(ring.rational(r * j - (k - j)), c) for j, c in enumerate(a)]
        total = ring.mul(ring.rational(Fraction(1, k)), _convolution(ring, weighted, [*y, None], k, 1))
        y.append(ring.div(total, a[0]))
    return y


def _hyperbolic(ring: Ring, head: str, a: Series) -> Series:
    grown, shrunk = _exp(ring, a), _exp(ring, _scale(ring, a, -1))
    if head == "tanh":  # 1 − 2/(e^{2a} + 1)
        one = _one(ring, len(a))
        square = _exp(ring, _scale(ring, a, 2))
        return _minus(ring, one, _div(ring, _scale(ring, one, 2), apply(ring, "add", [square, one])))
    if head == "sinh":
        return _scale(ring, _minus(ring, grown, shrunk), Fraction(1, 2))
    return _scale(ring, apply(ring, "add", [grown, shrunk]), Fraction(1, 2))


def _abs(ring: Ring, a: Series) -> Series:
    """Return |a|; where a may change its sign, its slope is in [−1, 1] times that of a (Clarke's chain rule)."""
    if len(a) > 2 or ring.sign(a[0]):
        if not (sign := ring.sign(a[0])):
            raise Undefined("a modulus may have a kink")
        return _scale(ring, a, sign)
    return [ring.modulus(a[0]), *(ring.mul(ring.kink(), c) for c in a[1:])]


def _extremum(ring: Ring, head: str, a: Series, b: Series) -> Series:
    """Return max(a, b) or min(a, b); where either may be it, the slope lies between theirs (Clarke's chain rule)."""
    if head == "min":
        return _scale(ring, _extremum(ring, "max", _scale(ring, a, -1), _scale(ring, b, -1)), -1)
    if sign := ring.sign(_minus(ring, a[:1], b[:1])[0]):
        return a if sign > 0 else b
    if len(a) > 2:
        raise Undefined("a maximum may have a kink")
    return [ring.larger(a[0], b[0]), *(ring.between(c, d) for c, d in zip(a[1:], b[1:], strict=True))]


def _step(ring: Ring, head: str, a: Series) -> Series:
    """Return a function that is constant between its jumps."""
    if len(a) > 1 and ring.jumps(head, a[0]):
        raise Undefined(f"{head} may have a jump")
    return [ring.step(head, a[0]), *_scale(ring, a[1:], 0)]


def _heaviside(ring: Ring, a: Series, at_zero: Series) -> Series:
    zero, one = _scale(ring, _one(ring, len(a)), 0), _one(ring, len(a))
    if sign := ring.sign(a[0]):
        return one if sign > 0 else zero
    if len(a) > 1:
        raise Undefined("a step may have a jump")
    if a[0] == ring.rational(Fraction(0)):
        return at_zero
    return [ring.between(ring.between(zero[0], one[0]), at_zero[0])]

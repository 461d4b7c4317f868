"""Numbers at one point: rationals, exactly, as long as operations are rational; balls after.

So x/3 − 1 at x = 3 is 0 and its root is defined, which a ball with a rounded third cannot tell.  An element is
a `fmpq` or an `arb`; what is undefined, or a step (⌊x⌋, sign x, a case) that the balls do not decide, is NaN, and
so is what is computed from it.  More digits may decide it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from flint import arb, fmpq, fmpz

from verify.arithmetics import Arithmetic, Bounds, ball, digits_to_bits

LARGEST = 2**15  # bits of a rational, beyond which a ball is cheaper
# what has no exact values worth keeping
_BY_BALLS = (
    "exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc gamma loggamma factorial digamma "
    "binomial"
).split()


def _number(x: Any) -> Any:
    if isinstance(x, (fmpq, arb)):
        return x
    try:
        x = Fraction(x)
    except (TypeError, ValueError, OverflowError):  # an infinity, a ball
        return arb(x)
    return fmpq(x.numerator, x.denominator)


def _bounds(x: Any) -> Bounds | None:
    if isinstance(x, arb):
        return ball.bounds(x)
    exact = Fraction(int(x.p), int(x.q))
    return exact, exact


def _is_exact(*xs: Any) -> bool:
    return all(isinstance(x, fmpq) for x in xs)


def _short(x: Any) -> Any:
    """Return a rational that is not too long as it is, a whole ball as a rational, else a ball."""
    if isinstance(x, fmpq):
        return x if x.height_bits() <= LARGEST else arb(x)
    if not x.is_finite():
        return arb.nan()
    return fmpq(x.unique_fmpz()) if x.is_exact() and x.is_integer() and abs(x) < LARGEST else x


def _add(*xs: Any) -> Any:
    return _short(sum(xs[1:], xs[0]) if _is_exact(*xs) else sum(map(arb, xs), arb(0)))


def _times(x: Any, y: Any) -> Any:
    if _is_exact(x, y):
        return x * y
    product = arb(x) * arb(y)
    return fmpq(0) if product.is_finite() and any(_is_exact(z) and z == 0 for z in (x, y)) else product


def _mul(*xs: Any) -> Any:
    return _short(reduce(_times, xs))


def _divide(x: Any, y: Any) -> Any:
    if _is_exact(y):
        return arb.nan() if y == 0 else _mul(x, 1 / y)
    return _short(arb(x) / y)


def _power(x: Any, n: int) -> Any:
    if not _is_exact(x) or x.height_bits() * abs(n) > LARGEST:
        return _short(ball.power(arb(x), n))
    return arb.nan() if n < 0 and x == 0 else x**n


def _sqrt(x: Any) -> Any:
    if not _is_exact(x) or x < 0:
        return _short(arb(x).sqrt())
    p, q = (fmpz(part).isqrt() for part in (x.p, x.q))
    return fmpq(p, q) if fmpq(p, q) ** 2 == x else arb(x).sqrt()


def _pow(x: Any, y: Any) -> Any:
    """Return x^y: of x = 0 only for y >= 0, of x < 0 only for an integer y."""
    if _is_exact(y) and y.q == 1 and abs(y.p) < LARGEST:
        return _power(x, int(y.p))
    if _is_exact(x) and x == 0:
        return fmpq(0) if arb(y) > 0 else arb.nan()
    return _short((arb(y) * arb(x).log()).exp())


def _by_balls(function: Callable[..., Any]) -> Callable[..., Any]:
    def at(*xs: Any) -> Any:
        return _short(function(*map(arb, xs))) if all(arb(x).is_finite() for x in xs) else arb.nan()

    return at


def _abs(x: Any) -> Any:
    return abs(x) if _is_exact(x) else ball._abs(x)


def _max(*xs: Any) -> Any:
    return max(xs) if _is_exact(*xs) else _short(reduce(arb.max, map(arb, xs)))


def _min(*xs: Any) -> Any:
    return -_max(*(-x for x in xs))


def _sign(x: Any) -> int | None:
    """Return the sign, None where it is not decided."""
    if _is_exact(x):
        return int(x > 0) - int(x < 0)
    return 1 if x > 0 else -1 if x < 0 else 0 if x.is_zero() else None


def _heaviside(x: Any, at_zero: Any) -> Any:
    found = _sign(x)
    return arb.nan() if found is None else at_zero if not found else fmpq(int(found > 0))


def _signed(x: Any) -> Any:
    found = _sign(x)
    return arb.nan() if found is None else fmpq(found)


def _floor(x: Any) -> Any:
    if _is_exact(x):
        return fmpq(x.p // x.q)
    whole = x.floor().unique_fmpz() if x.is_finite() else None
    return arb.nan() if whole is None else fmpq(whole)


def _ceiling(x: Any) -> Any:
    return -_floor(-x)


def _mod(x: Any, y: Any) -> Any:
    """Return x − y ⌊x/y⌋."""
    return _add(x, _mul(fmpq(-1), y, _floor(_divide(x, y))))


def _compare(x: Any, y: Any) -> int | None:
    """Return the sign of x − y, None where it is not decided."""
    return _sign(_add(x, _mul(fmpq(-1), y)))


def _either(*_: Any) -> Any:
    return arb.nan()


@cache
def make(digits: int) -> Arithmetic:
    bits, balls = digits_to_bits(digits), ball.make(digits).functions
    functions: dict[str, Callable[..., Any]] = {name: _by_balls(balls[name]) for name in _BY_BALLS}
    functions |= {"add": _add, "mul": _mul, "divide": _divide, "power": _power, "sqrt": _sqrt, "pow": _pow, "abs": _abs}
    functions |= {"max": _max, "min": _min, "heaviside": _heaviside, "sign": _signed, "floor": _floor}
    functions |= {"ceiling": _ceiling, "mod": _mod, "compare": _compare, "either": _either}
    functions["atan2"] = lambda y, x: _short(ball._atan2(arb(y), arb(x)))
    functions["fractional"] = lambda x, p, q: _pow(x, fmpq(p, q))
    return Arithmetic(
        name="point",
        digits=digits,
        rigorous=True,
        number=_number,
        rational=lambda p, q: fmpq(p, q),
        constants={"pi": arb.pi, "e": arb.const_e},
        functions=functions,
        bounds=_bounds,
        working=lambda: ball.precision(bits),
    )

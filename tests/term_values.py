"""Values of terms at points by mpmath, with 60 digits: the other yardstick for verify.language.

What is within 10⁻⁴⁰ of an integer, or of the end of where a function is defined, is taken to be there.
"""

from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

import mpmath
from mpmath import mp, mpf

from verify.language.term import postorder

DIGITS, NEAR = 60, mpf(10) ** -40


class Undefined(Exception):
    pass


def value(term, point):
    """Return the value of a term at a point, a dictionary of Fractions or mpmath numbers; None where it has none."""
    with mp.workdps(DIGITS):
        try:
            return _value(term, {x: _number(v) for x, v in point.items()})
        except Undefined:
            return None


def _number(v):
    return mpf(v.numerator) / v.denominator if isinstance(v, (int, Fraction)) else v


def _value(term, point):
    known = {}
    for part in postorder(term):
        if part not in known and part.head not in ("piecewise", "and", "or", "implies"):
            try:
                known[part] = _apply(part, [_looked_up(known, arg) for arg in part.args], point)
            except Undefined as error:
                known[part] = error  # raised again if the value is looked at
        elif part.head in LAZY:
            known[part] = _lazily(part, known)
    return _looked_up(known, term)


def _looked_up(known, term):
    if isinstance(known[term], Undefined):
        raise known[term]
    return known[term]


def _lazily(part, known):
    try:
        return LAZY[part.head](*((lambda arg=arg: _looked_up(known, arg)) for arg in part.args))
    except Undefined as error:
        return error


def _piecewise(*args):
    for get, holds in zip(args[::2], args[1::2], strict=True):
        if holds():
            return get()
    raise Undefined


LAZY = {
    "piecewise": _piecewise,
    "and": lambda *args: all(holds() for holds in args),
    "or": lambda *args: any(holds() for holds in args),
    "implies": lambda a, b: not a() or b(),
}


def _apply(part, args, point):
    if part.head == "number":
        return _number(part.data)
    if part.head == "symbol":
        return point[part]
    result = HEADS[part.head](*args)
    if not isinstance(result, bool) and not mpmath.isfinite(result):
        raise Undefined
    return result


def snapped(x):
    """Return the integer that a number is near, or the number."""
    return mpmath.nint(x) if abs(x - mpmath.nint(x)) < NEAR else x


def within(low, high, strict=False):
    def check(x):
        x = snapped(x)
        if not (low < x < high if strict else low <= x <= high):
            raise Undefined
        return x

    return check


def checked(f, check):
    return lambda x: f(check(x))


def power(b, c):
    b, c = snapped(b), snapped(c)
    if b == 0 and c < 0 or b < 0 and c != int(c):
        raise Undefined
    return mpf(1) if c == 0 else mpmath.power(b, int(c) if c == int(c) else c)


def no_pole(x):
    x = snapped(x)
    if x <= 0 and x == int(x):
        raise Undefined
    return x


def tangent(x):
    if abs(mpmath.cos(x)) < NEAR:
        raise Undefined
    return mpmath.tan(x)


def angle(y, x):
    y, x = snapped(y), snapped(x)
    if x == y == 0:
        raise Undefined
    return mpmath.atan2(y, x)


def modulo(x, y):
    if snapped(y) == 0:
        raise Undefined
    return x - y * mpmath.floor(snapped(x / y))


def heaviside(x, middle):
    s = mpmath.sign(snapped(x))
    return middle if s == 0 else (1 + s) / 2


INFINITY = mpf("inf")
POSITIVE, UNIT = within(0, INFINITY, strict=True), within(-1, 1)
HEADS = {
    "pi": lambda: +mp.pi, "e": lambda: +mp.e, "add": lambda *xs: mpmath.fsum(xs), "mul": lambda *xs: mpmath.fprod(xs),
    "pow": power, "log": checked(mpmath.log, POSITIVE), "asin": checked(mpmath.asin, UNIT),
    "acos": checked(mpmath.acos, UNIT), "acosh": checked(mpmath.acosh, within(1, INFINITY)),
    "atanh": checked(mpmath.atanh, within(-1, 1, strict=True)), "tan": tangent, "atan2": angle, "mod": modulo,
    "gamma": checked(mpmath.gamma, no_pole), "digamma": checked(mpmath.digamma, no_pole),
    "loggamma": checked(mpmath.loggamma, POSITIVE), "factorial": lambda x: mpmath.gamma(no_pole(x + 1)),
    "binomial": lambda n, k: (no_pole(n + 1), mpmath.binomial(snapped(n), snapped(k)))[1],
    "abs": abs, "sign": lambda x: mpmath.sign(snapped(x)), "heaviside": heaviside, "max": max, "min": min,
    "floor": lambda x: mpmath.floor(snapped(x)), "ceiling": lambda x: mpmath.ceil(snapped(x)),
    "not": lambda a: not a,
    **{name: getattr(mpmath, name) for name in "exp sin cos sinh cosh tanh atan asinh erf erfc".split()},
    **{f.__name__: lambda x, y, f=f: f(snapped(x - y), 0) for f in (eq, ge, gt, le, lt, ne)},
}  # fmt: skip

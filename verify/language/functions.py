"""The functions that statements may use, one record each: everything that is known of a function is known from here.

A new function is one record here and one line in each arithmetic that can evaluate it.  A column that a function
does not have holds a `Without`, which says why; the test of this table walks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from verify.language.function import Conditions, Function, Image, Piece, Without, everywhere
from verify.language.reasons import Cause
from verify.language.term import Term, apply, eq, minus_one, ne, number, one, zero

__all__ = ["FUNCTIONS", "call"]


def call(name: str) -> Callable[..., Term]:
    """Return what applies a function to terms."""
    return lambda *args: apply(name, *(x if isinstance(x, Term) else number(x) for x in args))


exp, log, sin, cos, tan, sinh, cosh, tanh, erf, gamma, floor, ceiling, sign, heaviside, digamma, least, most = map(
    call,
    "exp log sin cos tan sinh cosh tanh erf gamma floor ceiling sign heaviside digamma min max".split(),
)
pi, e, half = apply("pi"), apply("e"), number(Fraction(1, 2))


def sqrt(x: Term) -> Term:
    return x**half


def between(low: Term, high: Term) -> Conditions:
    return lambda x: (x <= high, x >= low)


def inside(low: Term, high: Term) -> Conditions:
    return lambda x: (x < high, x > low)


LINE = Image(None, None, (False, False))
RISING, FALLING = (Piece(None, None, 1),), (Piece(None, None, -1),)
NO_SYMMETRY = Without("neither even nor odd")
SEVERAL = Without("a function of several arguments")
PERIODIC = Without("periodic: the pieces repeat, and arithmetics reduce the argument")
NOT_IN_COQ = Without("coq-interval does not know it")
NO_SERIES = Without("no Taylor coefficients: it is not analytic where it matters")
PIECEWISE = {"series": NO_SERIES}
NO_BOUNDS = Without("the checker has no bounds for it")
GAMMAS = {
    "certificate": NO_BOUNDS,
    "interval": Without("mpmath's gamma functions are not known to enclose, and mpmath.iv has no digamma function"),
}

_ROOTS = {
    Fraction(0): zero,
    Fraction(1, 4): half,
    Fraction(1, 2): sqrt(number(2)) / 2,
    Fraction(3, 4): sqrt(number(3)) / 2,
}
# sin(π q) for the q in [0, 1/2] at which its square is rational
_SINES = {Fraction(0): zero, Fraction(1, 6): half, Fraction(1, 4): _ROOTS[Fraction(1, 2)],
          Fraction(1, 3): _ROOTS[Fraction(3, 4)], Fraction(1, 2): one}  # fmt: skip
_TANGENTS = {
    Fraction(0): zero,
    Fraction(1, 6): sqrt(number(3)) / 3,
    Fraction(1, 4): one,
    Fraction(1, 3): sqrt(number(3)),
}


def _turns(q: Fraction) -> Term:
    return number(q) * pi if q else zero


def _odd(values: Mapping[Term, Term]) -> dict[Term, Term]:
    return {**values, **{-x: -y for x, y in values.items() if x is not zero}}


_ONE = Callable[[Term], Term]


def _elementary(name: str, derivative: _ONE, **columns: Any) -> Function:
    """Return the record of a function of one argument that is continuous where it is defined."""
    usual: dict[str, Any] = {
        "sympy": name, "latex": rf"\{name}", "defined": everywhere, "continuous": everywhere, "smooth": everywhere,
        "image": LINE, "parity": NO_SYMMETRY, "pieces": RISING,
    }  # fmt: skip
    return Function(name, 1, derivative=(derivative,), **usual | columns)


def _operator(name: str, latex: str) -> str:
    return rf"\operatorname{{{latex or name}}}"


_UNIT = Image(minus_one, one)
_OPEN_UNIT = Image(minus_one, one, (False, False))

_ELEMENTARY = (
    _elementary("exp", exp, coq="(exp {0})", image=Image(zero, None, (False, False)), exact={zero: one, one: e}),
    _elementary("log", lambda x: 1 / x, coq="(ln {0})", defined=lambda x: (x > 0,), pieces=(Piece(zero, None, 1),),
                exact={one: zero, e: one}, hole=Cause.NONPOSITIVE_LOGARITHM),
    _elementary("sin", cos, coq="(sin {0})", image=_UNIT, parity=-1, pieces=PERIODIC, period=2 * pi,
                exact=_odd({_turns(q): v for q, v in _SINES.items()} | {pi: zero})),
    _elementary("cos", lambda x: -sin(x), coq="(cos {0})", image=_UNIT, parity=1, pieces=PERIODIC, period=2 * pi,
                exact={_turns(Fraction(1, 2) - q): v for q, v in _SINES.items()} | {pi: minus_one}),
    _elementary("tan", lambda x: 1 + tan(x) ** 2, coq="(sin {0} / cos {0})", parity=-1, pieces=PERIODIC, period=pi,
                hole=Cause.POLE, defined=lambda x: (ne(cos(x), 0),),
                exact=_odd({_turns(q): v for q, v in _TANGENTS.items()})),
    _elementary("asin", lambda x: 1 / sqrt(1 - x**2), coq="(asin {0})", image=Image(-pi / 2, pi / 2), parity=-1,
                pieces=(Piece(minus_one, one, 1),), defined=between(minus_one, one), smooth=inside(minus_one, one),
                exact=_odd({v: _turns(q) for q, v in _SINES.items()}), latex=r"\arcsin", hole=Cause.OUTSIDE_UNIT),
    _elementary("acos", lambda x: -1 / sqrt(1 - x**2), coq="(acos {0})", image=Image(zero, pi),
                pieces=(Piece(minus_one, one, -1),), defined=between(minus_one, one), smooth=inside(minus_one, one),
                exact={v: _turns(Fraction(1, 2) - q) for q, v in _SINES.items()} | {minus_one: pi}, latex=r"\arccos",
                hole=Cause.OUTSIDE_UNIT),
    _elementary("atan", lambda x: 1 / (1 + x**2), coq="(atan {0})", image=Image(-pi / 2, pi / 2, (False, False)),
                parity=-1, exact=_odd({v: _turns(q) for q, v in _TANGENTS.items()}), latex=r"\arctan"),
    _elementary("sinh", cosh, coq="((exp {0} - exp (- {0})) / 2)", parity=-1, exact={zero: zero}),
    _elementary("cosh", sinh, coq="((exp {0} + exp (- {0})) / 2)", image=Image(one, None, (True, False)), parity=1,
                pieces=(Piece(None, zero, -1), Piece(zero, None, 1)), exact={zero: one}),
    _elementary("tanh", lambda x: 1 - tanh(x) ** 2, coq="(1 - 2 / (exp (2 * {0}) + 1))", image=_OPEN_UNIT, parity=-1,
                exact={zero: zero}),
    _elementary("asinh", lambda x: 1 / sqrt(x**2 + 1), coq="(ln ({0} + sqrt ({0} ^ 2 + 1)))", parity=-1,
                exact={zero: zero}, latex=_operator("asinh", "arsinh")),
    _elementary("acosh", lambda x: 1 / sqrt(x**2 - 1), coq="(ln ({0} + sqrt ({0} ^ 2 - 1)))",
                image=Image(zero, None, (True, False)), pieces=(Piece(one, None, 1),), defined=lambda x: (x >= 1,),
                smooth=lambda x: (x > 1,), exact={one: zero}, latex=_operator("acosh", "arcosh")),
    _elementary("atanh", lambda x: 1 / (1 - x**2), coq="(ln ((1 + {0}) / (1 - {0})) / 2)", parity=-1,
                pieces=(Piece(minus_one, one, 1),), defined=inside(minus_one, one), exact={zero: zero},
                latex=_operator("atanh", "artanh")),
    _elementary("erf", lambda x: 2 * exp(-(x**2)) / sqrt(pi), coq=NOT_IN_COQ, image=_OPEN_UNIT, parity=-1,
                exact={zero: zero}, latex=_operator("erf", "")),
    _elementary("erfc", lambda x: -2 * exp(-(x**2)) / sqrt(pi), coq=NOT_IN_COQ, pieces=FALLING, exact={zero: one},
                image=Image(zero, number(2), (False, False)), latex=_operator("erfc", "")),
)  # fmt: skip


def _no_pole(x: Term) -> tuple[Term, ...]:
    return ((x > 0) | ne(x, floor(x)),)


def _factorial_slope(x: Term) -> Term:
    return gamma(x + 1) * digamma(x + 1)


_TURNING = Without("it turns at zeros of the digamma function, the largest of which is near 1.4616")
_GAMMA = (
    _elementary("gamma", lambda x: gamma(x) * digamma(x), coq=NOT_IN_COQ, defined=_no_pole, pieces=_TURNING,
                exact={number(n): number(f) for n, f in ((1, 1), (2, 1), (3, 2), (4, 6))} | {half: sqrt(pi)},
                engines=GAMMAS, latex=r"\Gamma"),
    _elementary("loggamma", digamma, coq=NOT_IN_COQ, defined=lambda x: (x > 0,), pieces=_TURNING,
                exact={one: zero, number(2): zero}, engines=GAMMAS, latex=r"\log \Gamma"),
    _elementary("factorial", _factorial_slope, coq=NOT_IN_COQ, defined=lambda x: _no_pole(x + 1), pieces=_TURNING,
                exact={number(n): number(f) for n, f in ((0, 1), (1, 1), (2, 2), (3, 6), (4, 24))},
                engines=GAMMAS),
    Function("digamma", 1, "digamma", r"\psi", NOT_IN_COQ, _no_pole, everywhere, everywhere,
             Without("the slope of the gamma function is as far as it goes"), LINE, NO_SYMMETRY,
             Without("rising between its poles"), {}, GAMMAS),
)  # fmt: skip


def _off_integers(x: Term) -> tuple[Term, ...]:
    return (ne(x, floor(x)),)


def _not_zero(x: Term, *_: Term) -> tuple[Term, ...]:
    return (ne(x, 0),)


def _flat(*_: Term) -> Term:
    return zero


def _step(name: str, image: Image | Callable[..., Image], parity: int | Without, exact: Mapping[Term, Term],
          continuous: Conditions, latex: str, arity: int = 1, sympy: str = "",
          coq: str | Without = NOT_IN_COQ) -> Function:  # fmt: skip
    """Return the record of a function that is constant but for jumps upwards."""
    slopes = (_flat,) if arity == 1 else Without("its value at 0 is a number, not a variable")
    return Function(name, arity, sympy or name, latex, coq, everywhere, continuous, continuous, slopes, image,
                    parity, RISING, exact, PIECEWISE)  # fmt: skip


def _reached(_: Term, at_zero: Term) -> Image:
    return Image(least(zero, at_zero), most(one, at_zero))


_STEPS = (
    _step("sign", _UNIT, -1, {zero: zero}, _not_zero, _operator("sign", "sgn")),
    _step("floor", LINE, NO_SYMMETRY, {}, _off_integers, r"\lfloor", coq="(IZR (Zfloor {0}))"),
    _step("ceiling", LINE, NO_SYMMETRY, {}, _off_integers, r"\lceil", coq="(IZR (Zceil {0}))"),
    _step("heaviside", _reached, NO_SYMMETRY, {}, _not_zero, r"\theta", arity=2, sympy="Heaviside"),
)


def _apart(*xs: Term) -> tuple[Term, ...]:
    return tuple(ne(x, y) for i, x in enumerate(xs) for y in xs[:i])


def _extremum(name: str) -> Function:
    return Function(name, None, name.capitalize(), rf"\{name}", f"(R{name} {{0}} {{1}})",
                    everywhere, everywhere, _apart, Without("that of the argument which is the extremum"), LINE,
                    SEVERAL, SEVERAL, engines=PIECEWISE)  # fmt: skip


def _angle_slopes() -> tuple[Callable[..., Term], ...]:
    return (lambda y, x: x / (x**2 + y**2), lambda y, x: -y / (x**2 + y**2))


def _is_whole(x: Term) -> Term:
    return eq(x, floor(x))


_SEVERAL = (
    Function("abs", 1, "Abs", r"\lvert", "(Rabs {0})", everywhere, everywhere, _not_zero, (sign,),
             Image(zero, None, (True, False)), 1, (Piece(None, zero, -1), Piece(zero, None, 1)),
             {zero: zero}, PIECEWISE),
    _extremum("max"),
    _extremum("min"),
    Function("atan2", 2, "atan2", r"\operatorname{atan2}", NOT_IN_COQ,
             lambda y, x: (ne(y, 0) | ne(x, 0),), lambda y, x: (ne(y, 0) | (x > 0),),
             lambda y, x: (ne(y, 0) | (x > 0),),
             _angle_slopes(), Image(-pi, pi, (False, True)), SEVERAL, SEVERAL,
             engines={"certificate": NO_BOUNDS}, hole=Cause.ORIGIN),
    Function("mod", 2, "Mod", r"\bmod", "({0} + (-1) * ({1} * (IZR (Zfloor ({0} / {1})))))",
             lambda x, y: (ne(y, 0),), lambda x, y: (ne(x / y, floor(x / y)),),
             lambda x, y: (ne(x / y, floor(x / y)),), (lambda x, y: one, lambda x, y: -floor(x / y)),
             lambda _, y: Image(least(zero, y), most(zero, y)), SEVERAL, SEVERAL, engines=PIECEWISE),
    Function("binomial", 2, "binomial", r"\binom", NOT_IN_COQ, lambda n, k: _no_pole(n + 1), everywhere, everywhere,
             Without("not needed so far: it is differentiated as a quotient of factorials"), LINE, SEVERAL, SEVERAL,
             engines=GAMMAS),
)  # fmt: skip

FUNCTIONS: Mapping[str, Function] = {f.name: f for f in (*_ELEMENTARY, *_GAMMA, *_STEPS, *_SEVERAL)}

"""Other forms of an expression, in which the signs of its parts may show its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy
from sympy import Dummy, Expr, Symbol
from sympy.simplify.fu import TR8

from verify.prover.effort import EFFORT
from verify.prover.zero_tests import factored_form, is_handy

__all__ = ["forms"]


def forms(f: Expr) -> Iterator[Expr]:
    """Yield an expression in factors, expanded, and as squares with what is left."""
    if not is_handy(f):
        return
    expanded = sympy.expand(f)
    yield from dict.fromkeys((factored_form(f), expanded, factored_form(expanded), *_by_waves(f)))
    yield from _on_circle(expanded)
    roots = {x: Dummy(x.name, positive=True) for x in f.free_symbols if f.has(sympy.sqrt(x))}
    plain = sympy.expand(
        f.xreplace({sympy.sqrt(x): t for x, t in roots.items()}).xreplace({x: t**2 for x, t in roots.items()})
    )
    back = {t: sympy.sqrt(x) for x, t in roots.items()}
    yield _put(factored_form(plain), back)
    for x in sorted(plain.free_symbols, key=str) if len(plain.free_symbols) <= EFFORT.square_symbols else ():
        if (completed := _in_squares(plain, x, 3)) is not None:
            yield _put(completed, back)


def _put(form: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """Return a form with values in the place of letters, and nothing evaluated."""
    with sympy.evaluate(False):
        return form.xreplace(values)


def _by_waves(f: Expr) -> Iterator[Expr]:
    """Yield what is linear in sines and cosines of symbols as a sum of each with its factor."""
    waves = sorted(f.atoms(sympy.sin, sympy.cos), key=str)
    if any(wave.args[0].is_Add for wave in waves):
        f = sympy.expand(f, trig=True)
    for kind in (sympy.sin, sympy.cos):
        if own := sorted(f.atoms(kind), key=str):
            yield sympy.collect(sympy.expand(f), own)
    if len(waves) > 1:
        yield TR8(sympy.expand(f))  # products as sums


def _in_squares(f: Expr, x: Symbol, depth: int) -> Expr | None:
    """Return a (x + b/2a)² + c − b²/4a for a x² + b x + c, and so on in the other symbols of what is left."""
    if not f.is_polynomial(x) or sympy.degree(f, x) != 2:
        return None
    a, b, c = sympy.Poly(f, x).all_coeffs()
    if b == 0 and depth == 3:
        return None
    middle = factored_form(x + b / (2 * a))
    rest = sympy.expand(c - b**2 / (4 * a)) if a.is_number else factored_form(c - b**2 / (4 * a))
    further = (_in_squares(rest, y, depth - 1) for y in sorted(rest.free_symbols, key=str)) if depth else ()
    rest = next((form for form in further if form is not None), rest)
    return sympy.Add(sympy.Mul(a, sympy.Pow(middle, 2, evaluate=False), evaluate=False), rest, evaluate=False)


def _on_circle(f: Expr) -> Iterator[Expr]:
    """Yield a quadratic form in the sine and cosine of an angle as squares, 1 being sin² + cos²."""
    arguments = {wave.args[0] for wave in f.atoms(sympy.sin, sympy.cos)}
    if len(arguments) != 1:
        return
    (u,), s, c = arguments, Dummy("s", real=True), Dummy("c", real=True)
    plain = f.xreplace({sympy.sin(u): s, sympy.cos(u): c})
    if not plain.is_polynomial(s, c):
        return
    terms = sympy.Poly(plain, s, c).as_dict()
    if set(map(sum, terms)) != {0, 2}:
        return
    form = sympy.expand(plain - terms[0, 0] + terms[0, 0] * (s**2 + c**2))
    yield factored_form(form).xreplace({s: sympy.sin(u), c: sympy.cos(u)})
    if (completed := _in_squares(form, s, 3)) is not None:
        yield _put(completed, {s: sympy.sin(u), c: sympy.cos(u)})

"""Functions of Gram entries through lengths and angles: zero tests, and the form a reader expects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import sympy
from sympy import Basic, Expr, S, Set, Symbol, acos, cos, sin

from verify.language.expectation import E
from verify.language.vectors import Angle, Dot, Vector, by_dots, norm
from verify.prover.identities import vanishes
from verify.prover.signs import signs

__all__ = ["at_the_angle", "is_nonnegative", "is_zero", "plain", "tidy", "with_angles"]

Ranges = Mapping[Basic, Set]


@cache  # one letter for each vector, which no symbol of a statement is
def _length(x: Vector) -> Symbol:
    return sympy.Dummy(f"|{x}|", positive=True) if x.nonzero else sympy.Dummy(f"|{x}|", nonnegative=True)


@cache
def _angle(x: Vector, y: Vector) -> Symbol:
    return sympy.Dummy(f"angle({x}, {y})", real=True)


def _in_letters(expression: Expr) -> Expr:
    """Return a function of Gram entries with ‖x‖ and the angles in [0, π] as letters.

    x·y = ‖x‖ ‖y‖ cos φ, for zero vectors with any φ, so what holds for the letters holds for the entries.
    """
    expression = by_dots(expression)
    table = {
        entry: _length(x) ** 2 if x == y else _length(x) * _length(y) * cos(_angle(x, y))
        for entry in sorted(expression.atoms(Dot), key=str)
        for x, y in [entry.args]
    }
    if not table:
        return expression
    angles = {_angle(*entry.args) for entry in table if entry.args[0] != entry.args[1]}
    lettered = expression.xreplace(table).replace(lambda n: isinstance(n, acos), lambda n: _arccosine(n, angles))
    lettered = lettered.replace(_is_root, lambda n: sympy.factor(_one_sine(n.base)) ** n.exp)
    # sin φ ≥ 0 on [0, π]
    return lettered.replace(lambda n: isinstance(n, sympy.Abs) and n.args[0] in map(sin, angles), lambda n: n.args[0])


def _arccosine(node: Expr, angles: set[Symbol]) -> Expr:
    cosine = node.args[0] if node.args[0].func is cos else sympy.cancel(sympy.powdenest(node.args[0], force=False))
    return cosine.args[0] if cosine.func is cos and cosine.args[0] in angles else node


@lru_cache(maxsize=4096)
def _one_sine(base: Expr) -> Expr:
    """Return an expression with 1 − cos² φ as sin² φ, over one denominator."""
    return sympy.trigsimp(sympy.factor(sympy.together(base)))


def _is_root(node: Basic) -> bool:
    return isinstance(node, sympy.Pow) and node.exp.is_Rational and node.exp.q == 2


def _rationalised(numerator: Expr, denominator: Expr, root: Symbol, square: Expr) -> tuple[Expr, Expr]:
    """Return a quotient with R² = square used up: 1/R = R/square, and no power of R above the first on top."""
    inside = sympy.Poly(denominator, root)
    if inside.is_monomial and (power := inside.degree()):
        numerator *= root ** (power % 2)
        denominator = inside.LC() * square ** ((power + 1) // 2)
    return sympy.rem(sympy.expand(numerator), root**2 - square, root), denominator


@lru_cache(maxsize=4096)
def is_nonnegative(expression: Expr) -> bool:
    """Return whether a function of Gram entries was shown to be nonnegative, as 1 − cos² φ is."""
    return _one_sine(sympy.expand(_in_letters(expression))).is_nonnegative is True


def plain(expression: Expr, ranges: Ranges) -> Expr:
    """Return an expression with √(n/d) as √n/√d and squares out of the roots, where the signs allow it."""
    expression = expression.replace(_is_root, lambda n: _root(n.base, ranges) ** (2 * n.exp))
    return expression.replace(sympy.Abs, lambda x: {(1,): x, (0, 1): x}.get(tuple(sorted(signs(x, ranges))), abs(x)))


def _root(base: Expr, ranges: Ranges) -> Expr:
    if base.is_number or base.is_Symbol or isinstance(base, Dot):
        return sympy.sqrt(base)
    if base.has(sin, cos):
        base = _one_sine(base)
    n, d = sympy.fraction(sympy.factor(sympy.together(base)))
    if signs(d, ranges) != {1}:
        return sympy.sqrt(base)
    return _root_of_factors(n, ranges) / _root_of_factors(d, ranges)


def _root_of_factors(product: Expr, ranges: Ranges) -> Expr:
    outside, inside = S.One, S.One
    for factor in sympy.Mul.make_args(product):
        base, power = factor.as_base_exp()
        if power.is_Integer and power > 1:
            outside *= abs(base) ** (power // 2)
            factor = base ** (power % 2)
        if -1 in signs(factor, ranges) and not is_nonnegative(factor):
            inside *= factor
        else:
            outside *= sympy.sqrt(sympy.expand(factor))
    return outside * sympy.sqrt(sympy.expand(inside))


def at_the_angle(expression: Expr, ranges: Ranges) -> Expr:
    """Return an expression with arccos(cos t) as t where t was shown to lie in [0, π]."""

    def simpler(x: Expr) -> Expr:
        t = x.args[0] if x.func is cos else None
        within = t is not None and -1 not in signs(t, ranges) | signs(sympy.pi - t, ranges)
        return t if within else acos(x)

    return expression.replace(acos, simpler)


def tidy(expression: Expr, ranges: Ranges) -> Expr:
    """Return an expression as one quotient without common factors, its roots and |x| as letters with known squares."""
    expression = plain(expression, ranges)
    letters: dict[Basic, Symbol] = {}
    squares: dict[Symbol, Expr] = {}

    def letter(node: Basic, square: Expr) -> Symbol:
        new = letters.setdefault(node, sympy.Dummy("R", positive=True))
        squares[new] = square
        return new

    def root(node: Expr) -> Expr:
        return letter(node.base, node.base) ** (2 * node.exp)

    functions = {node: sympy.Dummy() for node in expression.atoms(E, acos, sympy.exp, sympy.erf)}
    plainer = expression.xreplace(functions).replace(lambda n: _is_root(n) and not n.base.is_number, root)
    sizes = {x: letter(abs(x), x**2) for node in plainer.atoms(sympy.Abs) for x in node.args}
    plainer = plainer.xreplace({abs(x): size for x, size in sizes.items()})
    for x, size in sizes.items():
        plainer = plainer.replace(lambda n, x=x: n.is_Pow and n.base == x and n.exp.is_even, lambda n, r=size: r**n.exp)
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(plainer)))
    for new, square in squares.items():
        if new not in sizes.values():
            numerator, denominator = _rationalised(numerator, denominator, new, square)
    numerator, denominator = sympy.fraction(sympy.cancel(numerator / denominator))
    reduced = sympy.Add(*(term / sympy.factor(denominator) for term in sympy.Add.make_args(sympy.expand(numerator))))
    back = {new: node if isinstance(node, sympy.Abs) else sympy.sqrt(node) for node, new in letters.items()}
    return reduced.xreplace(back).xreplace({mark: node for node, mark in functions.items()})


def is_zero(expression: Expr, ranges: Ranges) -> bool:
    """Return whether the kernel's algebra shows that a function of Gram entries vanishes wherever it is defined."""
    lettered = plain(at_the_angle(_in_letters(expression), ranges), ranges)
    return vanishes(lettered)


def with_angles(expression: Expr, letter: Symbol) -> Expr:
    """Return a function of Gram entries with the angle of each pair of nonzero vectors, u·v as ‖u‖ ‖v‖ cos φ.

    Expectations stay as they are.
    """
    means = {mean: sympy.Dummy() for mean in expression.atoms(E)}
    expression = expression.xreplace(means)
    lettered = _in_letters(expression)
    entries = {e for e in by_dots(expression).atoms(Dot) if e.args[0] != e.args[1]}
    pairs = sorted((e.args for e in entries if all(x.nonzero for x in e.args)), key=str)
    free = {_angle(*pair): Angle(*pair, _name(letter, pair, len(pairs))) for pair in pairs}
    zero = {_angle(*e.args): acos(e / norm(e.args[0]) / norm(e.args[1])) for e in entries if e.args not in pairs}
    lengths = {_length(x): norm(x) for e in by_dots(expression).atoms(Dot) for x in e.args}
    marks = {mark: mean for mean, mark in means.items()}
    return sympy.expand(lettered).xreplace({**free, **zero, **lengths, **marks})


def _name(letter: Symbol, pair: tuple[Vector, Vector], pairs: int) -> Symbol:
    return letter if pairs == 1 else Symbol(f"{letter}_{pair[0]}{pair[1]}", real=True)

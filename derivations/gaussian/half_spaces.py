"""Piecewise polynomials of Gaussian variables as polynomials on half-spaces.

A ramp of a linear form L is Lⁿ (slope + (1 − slope) 1{L > 0}) off the null set L = 0, and so are |L|,
sign L, the Heaviside function, Max and Min up to signs.  Any polynomial in them is therefore a sum of
polynomials of linear forms, each on an intersection of half-spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy
from sympy import Abs, Basic, Expr, Heaviside, Max, Min, Piecewise, Poly, Pow, S, Symbol, sign
from sympy.core.relational import Ge, Gt, Le, Lt

from derivations.gaussian.forms import (
    Degenerate,
    Ranges,
    Unreachable,
    covariance,
    is_random,
    linear_parts,
    ratio_of,
    written,
)
from derivations.gaussian.ramps import ramp, step
from verify.language.compile import InexactLiteral
from verify.language.expectation import Gaussian
from verify.language.vectors import Dot, Vector
from verify.prover.signs import signs

__all__ = ["Term", "assert_independent", "terms_of"]

STEEP, LONG = 16, 400  # powers and terms beyond which exact algebra would take minutes


@dataclass(frozen=True)
class Term:
    """coefficient · Π formᵖ · Π 1{form > threshold}, the forms linear in Gaussian variables without constant."""

    coefficient: Expr
    powers: tuple[tuple[Expr, int], ...]
    half_spaces: tuple[tuple[Expr, Expr], ...]

    @property
    def random(self) -> Expr:
        """The factors that depend on Gaussian variables."""
        steps = (step(form - threshold) for form, threshold in self.half_spaces)
        return sympy.Mul(*(form**power for form, power in self.powers), *steps)


def terms_of(expression: Expr, ranges: Ranges) -> list[Term]:
    """Return a piecewise polynomial as a sum of polynomials on half-spaces, almost everywhere equal to it.

    Raises Unreachable, naming the part, where it is none or a half-space may be degenerate on the ranges.
    """
    assert_independent(expression)
    translator = _Translator(ranges)
    polynomial = translator.translate(expression)
    powers, indicators = list(translator.forms), list(translator.indicators)
    if not powers:
        return [Term(polynomial, (), ())]
    found: dict[tuple[tuple[tuple[Expr, int], ...], tuple[tuple[Expr, Expr], ...]], Expr] = {}
    for exponents, coefficient in Poly(sympy.expand(polynomial), *powers, *indicators).terms():
        ns, hs = exponents[: len(powers)], exponents[len(powers) :]
        key = (
            tuple((translator.forms[x], n) for x, n in zip(powers, ns, strict=True) if n),
            translator.narrowest([translator.indicators[h] for h, n in zip(indicators, hs, strict=True) if n]),
        )
        found[key] = found.get(key, S.Zero) + coefficient
    if len(found) > LONG:
        raise Unreachable(f"the integrand has {len(found)} terms when it is multiplied out, and {LONG} are the limit")
    return [Term(c, *key) for key, c in found.items() if sympy.expand(c) != 0]


def assert_independent(expression: Expr) -> None:
    """Raise Unreachable where it is not known which members of a family are the same."""
    families: dict[str, set[Expr | None]] = {}
    for z in sorted((node for node in expression.atoms(Vector) if node.gaussian), key=str):
        if z.index in families.setdefault(z.name, set()):
            raise Unreachable(f"two vectors are written {z}, one of them nonzero=True: write it in one way")
        families[z.name].add(z.index)
    for name, indices in families.items():
        if len(indices) > 1 and not all(i is not None and i.is_Integer for i in indices):
            members = ", ".join(sorted(name if i is None else f"{name}[{i}]" for i in indices))
            raise Unreachable(f"whether {members} are the same vector is not known: number them, {name}[1], {name}[2]")


class _Translator:
    """Letters X for linear forms and H for half-spaces, made as they are met."""

    def __init__(self, ranges: Ranges) -> None:
        self.ranges = ranges
        self.forms: dict[Symbol, Expr] = {}
        self.indicators: dict[Symbol, tuple[Expr, Expr]] = {}

    def translate(self, node: Expr) -> Expr:
        """Return an expression as a polynomial in the letters."""
        if not is_random(node):
            return self._known(node)
        match node:
            case sympy.Add() | sympy.Mul():
                return node.func(*map(self.translate, node.args))
            case Pow(base=base, exp=power) if power.is_Integer and 0 < power <= STEEP:
                return self.translate(base) ** power
            case Gaussian() | Dot():
                return self._linear(linear_parts(node)[0])
            case ramp(args=(x, n, slope)):
                known = self._known(slope)
                return self._whole(x) ** n * (known + (1 - known) * self._half_space(x))
            case Heaviside():
                return self._half_space(node.args[0], at_zero=self._known(node.args[1]))
            case sign(args=(x,)):
                return 2 * self._half_space(x, at_zero=S.Half) - 1
            case Abs(args=(x,)):
                return self._whole(x) * (2 * self._half_space(x) - 1)
            case Max() | Min():
                return self._extreme(node)
            case Piecewise():
                return self._cases(node)
        if isinstance(node, Pow) and node.exp.is_Integer and node.exp > STEEP:
            raise Unreachable(f"{node} has a power above {STEEP}, the limit here")
        raise Unreachable(f"{node} is neither a ramp, a step nor a polynomial of linear forms of Gaussian variables")

    def _known(self, constant: Expr) -> Expr:
        if constant.has(sympy.Float):
            raise Unreachable(str(InexactLiteral(min(constant.atoms(sympy.Float)))))
        strangers = constant.free_symbols - set(self.ranges)
        strangers = {s for s in strangers if not isinstance(s, Vector) or s.index is None and s.name != "1"}
        if strangers:
            raise Unreachable(f"{min(map(str, strangers))} is not in the domain, or not known to be real")
        return constant

    def _extreme(self, node: Expr) -> Expr:
        """Return max a_i = Σ_i a_i Π_j 1{a_i > a_j}, true where no two are equal."""
        way = 1 if isinstance(node, Max) else -1
        return sympy.Add(*(
            self.translate(a)
            * sympy.Mul(*(self._half_space(way * (a - b), S(int(i < j))) for j, b in enumerate(node.args) if j != i))
            for i, a in enumerate(node.args)
        ))  # fmt: skip

    def _cases(self, node: Piecewise) -> Expr:
        total, left = S.Zero, S.One
        for value, condition in node.args:
            if condition == S.true:
                return total + left * self.translate(value)
            if not isinstance(condition, (Gt, Ge, Lt, Le)):
                raise Unreachable(f"the condition {condition} is no half-space")
            here = self._half_space(condition.gts - condition.lts, S(int(isinstance(condition, (Ge, Le)))))
            total, left = total + left * here * self.translate(value), left * (1 - here)
        raise Unreachable(f"{node} has no value where none of its conditions holds: end it with (…, True)")

    def _linear(self, parts: Mapping[Basic, Expr]) -> Expr:
        if not parts:
            return S.Zero
        for coefficient in parts.values():
            self._known(coefficient)
        letter, factor = self._letter(written(parts))
        return factor * letter

    def _whole(self, x: Expr) -> Expr:
        """Return L + b with one letter for L."""
        parts, constant = linear_parts(x)
        return self._linear(parts) + self._known(constant)

    def _half_space(self, x: Expr, at_zero: Expr = S.Zero) -> Expr:
        """Return 1{x > 0} for x = L + b as a polynomial in letters; the plane itself is a null set."""
        parts, constant = linear_parts(x)
        for coefficient in (*parts.values(), constant):
            self._known(coefficient)
        form = written(parts)
        if not parts:
            return self._constant_step(x, constant, at_zero)
        if signs(variance := covariance(form, form), self.ranges) != {1}:
            raise Degenerate(f"the half-space of {x} may be degenerate: {_needed(parts)}", variance)
        letter, factor = self._letter(form)
        indicator = self._indicator(letter, sympy.expand(-constant / factor))
        return indicator if signs(factor, self.ranges) == {1} else 1 - indicator

    def _constant_step(self, x: Expr, constant: Expr, at_zero: Expr) -> Expr:
        values = {{1: S.One, 0: at_zero, -1: S.Zero}[known] for known in signs(constant, self.ranges)}
        if len(values) > 1:
            raise Unreachable(f"the sign of {x} is not known")
        return values.pop()

    def _letter(self, form: Expr) -> tuple[Symbol, Expr]:
        """Return the letter of a form up to a factor of known sign, and the factor."""
        atoms = [node for node in form.atoms(Gaussian, Dot) if is_random(node)]
        for letter, known in (*self.forms.items(), *((None, atom) for atom in atoms if len(atoms) == 1)):
            ratio = ratio_of(form, known)
            if ratio is not None and signs(ratio, self.ranges) in ({1}, {-1}):
                return letter or self._new(known), ratio
        return self._new(form), S.One

    def _new(self, form: Expr) -> Symbol:
        letter = sympy.Dummy("X")
        self.forms[letter] = form
        return letter

    def _indicator(self, letter: Symbol, threshold: Expr) -> Symbol:
        half_space = (self.forms[letter], threshold)
        for known, value in self.indicators.items():
            if value == half_space:
                return known
        new = sympy.Dummy("H")
        self.indicators[new] = half_space
        return new

    def narrowest(self, half_spaces: list[tuple[Expr, Expr]]) -> tuple[tuple[Expr, Expr], ...]:
        """Return the intersection, with one threshold for each form: 1{X > s} 1{X > t} = 1{X > max(s, t)}."""
        kept: dict[Expr, Expr] = {}
        for form, threshold in half_spaces:
            if form in kept:
                order = signs(threshold - kept[form], self.ranges)
                if {-1, 1} <= order:
                    raise Unreachable(f"which of the thresholds {threshold} and {kept[form]} is larger is not known")
                threshold = threshold if -1 not in order else kept[form]
            kept[form] = threshold
        return tuple(kept.items())


def _needed(parts: Mapping[Basic, Expr]) -> str:
    """Return what to declare so that a form does not vanish."""
    vectors = sorted({z.name for c in parts.values() for z in c.atoms(Vector) if not z.nonzero})
    if vectors:
        return f"{vectors[0]} may be zero, so write Vector({vectors[0]!r}, nonzero=True) or a domain that excludes it"
    return "its variance was not shown to be positive, so give its symbols a sign or a domain"

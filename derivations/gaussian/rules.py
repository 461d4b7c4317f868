"""Rules from E of a piecewise polynomial in Gaussian variables to a closed form, each with its own check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import sympy
from sympy import Expr, Heaviside, Piecewise, S, sign

from derivations.gaussian.cells import Walls
from derivations.gaussian.coordinates import in_coordinates
from derivations.gaussian.forms import Ranges, Unreachable, covariance, is_random, linear_parts, shaped
from derivations.gaussian.gram import at_the_angle, is_zero, plain, tidy, with_angles
from derivations.gaussian.half_planes import arc_cosine_0
from derivations.gaussian.half_spaces import terms_of
from derivations.gaussian.moments import (
    HalfSpaces,
    Moment,
    Moments,
    Powers,
    in_general_position,
    independent_blocks,
    orthant,
)  # fmt: skip
from derivations.gaussian.ramps import ramp
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Dot
from verify.prover.signs import signs

__all__ = ["arranged", "by_parts", "collect", "linearity", "on_half_spaces", "probabilities", "steps"]

LONG = 4000  # operations in a moment, beyond which exact algebra would take minutes


def _means(line: Expr) -> list[E]:
    return sorted(line.atoms(E), key=str)


def _each_mean(line: Expr, change: Callable[[E], Expr]) -> Expr:
    return line.xreplace({mean: change(mean) for mean in _means(line)})


# σ(L) = L 1{L > 0}, almost everywhere


def on_half_spaces(domain: Domain) -> Rule:
    """Return the rule that writes ramps, steps, |·|, max and min as polynomials on half-spaces."""

    def split(mean: E) -> Expr:
        return E(sympy.Add(*(term.coefficient * term.random for term in terms_of(mean.expression, domain.facts))))

    return Rule("polynomials on half-spaces", lambda line: _each_mean(line, split), _is_same_almost_everywhere)


@shaped
def _is_same_almost_everywhere(before: Expr, after: Expr, domain: Domain) -> bool:
    marks = {mean: sympy.Dummy() for mean in _means(after)}
    values = {}
    for mean in _means(before):
        found = (mark for other, mark in marks.items() if _agree(mean.expression, other.expression, domain.facts))
        values[mean] = next(found, None) or _constant_value(mean.expression, domain.facts)
    return is_zero(before.xreplace(values) - after.xreplace(marks), domain.facts)


def _agree(f: Expr, h: Expr, ranges: Ranges) -> bool:
    """Return whether two functions are the same polynomial on every cell between the walls of both."""
    walls = Walls((f, h), ranges)
    return all(is_zero(_polynomial(walls.resolve(f) - walls.resolve(h)), ranges) for _ in walls.cells())


def _constant_value(f: Expr, ranges: Ranges) -> Expr:
    walls = Walls((f,), ranges)
    found = {sympy.expand(walls.resolve(f)) for _ in walls.cells()}
    return found.pop() if len(found) == 1 and not any(map(is_random, found)) else S.NaN


def _polynomial(expression: Expr) -> Expr:
    """Return an expression with letters for its Gaussian variables and inner products with them."""
    entries = [node for node in expression.atoms(Dot, sympy.Symbol) if is_random(node)]
    inner = {x for entry in entries if isinstance(entry, Dot) for x in entry.free_symbols}
    return expression.xreplace({entry: sympy.Dummy(real=True) for entry in entries if entry not in inner})


# E[Σ c f] = Σ c E[f]


def linearity(domain: Domain) -> Rule:
    """Return the rule that takes sums and constants out of the expectation."""

    def apart(mean: E) -> Expr:
        return sympy.Add(*map(outside, sympy.Add.make_args(mean.expression)))

    def outside(term: Expr) -> Expr:
        random = sympy.Mul(*filter(is_random, sympy.Mul.make_args(term)))
        return term / random * E(random)

    return Rule("linearity", lambda line: _each_mean(line, apart), _is_linear)


@shaped
def _is_linear(before: Expr, after: Expr, domain: Domain) -> bool:
    """Undo it: expand every integrand into monomials, with one letter for the mean of each."""
    letters: dict[Expr, Expr] = {}

    def by_monomials(mean: E) -> Expr:
        total = S.Zero
        for term in sympy.Add.make_args(sympy.expand(mean.expression)):
            factors = [f for f in sympy.Mul.make_args(term) if is_random(f)]
            monomial = sympy.Mul(*(f.base if _is_step_power(f) else f for f in factors))  # 1² = 1
            total += term / sympy.Mul(*factors) * (letters.setdefault(monomial, sympy.Dummy()) if factors else 1)
        return total

    return is_zero(_each_mean(before, by_monomials) - _each_mean(after, by_monomials), domain.facts)


def _is_step_power(factor: Expr) -> bool:
    return bool(factor.is_Pow and isinstance(factor.base, ramp) and factor.base.args[1:] == (0, 0))


# E[L F] = Σ E[L M] E[∂F/∂M]


def by_parts(domain: Domain) -> Rule:
    """Return the rule that leaves probabilities of half-spaces, by Gaussian integration by parts."""

    def apply(line: Expr) -> Expr:
        found = sympy.expand(_each_mean(line, lambda mean: _in_blocks(mean, _by_parts)))
        if found.has(sympy.Abs):
            return tidy(found, domain.facts)
        return plain(found, domain.facts) if found.free_symbols else found

    return Rule("Gaussian integration by parts", apply, _has_these_moments, arc_cosine_0.lemmas)


def _by_parts(powers: Powers, half_spaces: HalfSpaces) -> Expr:
    found = sympy.expand(Moments().value(powers, half_spaces))
    _assert_short(found)
    return tidy(found, {}) if found.free_symbols else found


def _by_parts_and_checked(powers: Powers, half_spaces: HalfSpaces) -> Expr:
    """Return the moment by parts if it is the same in coordinates, or by parts in another order; else NaN."""
    found, again = _by_parts(powers, half_spaces), _again(powers, half_spaces)
    _assert_short(again)
    return found if is_zero(_each_mean(found, _probability) - _each_mean(again, _probability), {}) else S.NaN


def _assert_short(moment: Expr) -> None:
    if moment.free_symbols and (size := sympy.count_ops(moment)) > LONG:
        raise Unreachable(f"a moment has {size} operations when it is multiplied out, and {LONG} is the limit")


def _in_blocks(mean: E, moment: Moment) -> Expr:
    return sympy.Mul(*(in_general_position(*block, moment) for block in independent_blocks(*_factors(mean))))


def _factors(mean: E) -> tuple[dict[Expr, int], dict[Expr, Expr]]:
    """Return the powers and the half-spaces of E[Π formᵖ Π 1{form > t}]."""
    powers: dict[Expr, int] = {}
    half_spaces: dict[Expr, Expr] = {}
    for factor in sympy.Mul.make_args(mean.expression):
        if isinstance(factor, ramp) and factor.args[1:] == (0, 0):
            constant = linear_parts(factor.args[0])[1]
            half_spaces[sympy.expand(factor.args[0] - constant)] = -constant
        else:
            base, power = factor.as_base_exp()
            if not (power.is_Integer and power > 0):
                raise Unreachable(f"{factor} is no power of a linear form")
            powers[base] = int(power)
    return powers, half_spaces


@shaped
def _has_these_moments(before: Expr, after: Expr, domain: Domain) -> bool:
    """Redo it in coordinates: on one or two half-spaces by integrals, on more by parts in another order."""
    values = {mean: _in_blocks(mean, _by_parts_and_checked) for mean in _means(before)}
    left, right = (_each_mean(line, _probability) for line in (before.xreplace(values), after))
    return _is_continuous(after, domain.facts) and is_zero(left - right, domain.facts)


def _again(powers: Powers, half_spaces: HalfSpaces) -> Expr:
    planar = len(half_spaces) <= (1 if any(half_spaces.values()) else 2)
    return in_coordinates(powers, half_spaces) if planar else Moments(last=True).value(powers, half_spaces)


def _is_continuous(line: Expr, ranges: Ranges) -> bool:
    """Return whether a line was shown to be continuous in the forms, so that it holds where they are parallel too."""
    for node in sympy.preorder_traversal(line.xreplace({mean: sympy.Dummy() for mean in _means(line)})):
        jumps = isinstance(node, (sign, Heaviside, Piecewise))
        if jumps or (isinstance(node, sympy.Pow) and not node.exp.is_positive and 0 in signs(node.base, ranges)):
            return False
    walls = [form for mean in _means(line) for form in _factors(mean)[1]]
    return all(signs(sympy.factor(covariance(form, form)), ranges) == {1} for form in walls)


# P(u·Z > 0, v·Z > 0) = (π − φ)/(2π)


def _probability(mean: E) -> Expr:
    powers, half_spaces = _factors(mean)
    if powers:
        raise Unreachable(f"{mean} is no probability")
    return sympy.Mul(*(orthant(block) for _, block in independent_blocks(powers, half_spaces)))


def probabilities(domain: Domain) -> Rule:
    """Return the rule that replaces probabilities of half-spaces by the derived kernel of order 0."""

    def evaluate(line: Expr) -> Expr:
        return at_the_angle(plain(sympy.expand(_each_mean(line, _probability)), domain.facts), domain.facts)

    return Rule("the probability of half-spaces", evaluate, _are_probabilities, arc_cosine_0.lemmas)


@shaped
def _are_probabilities(before: Expr, after: Expr, domain: Domain) -> bool:
    values = {mean: _by_angles(*_factors(mean)) for mean in _means(before)}
    whole = not after.has(E) and _is_continuous(after, domain.facts)
    return whole and is_zero(before.xreplace(values) - after, domain.facts)


def _by_angles(powers: Powers, half_spaces: HalfSpaces) -> Expr:
    """Return the share of the sphere: (1 − erf)/2, a lune's (π − φ)/(2π), a triangle's (Σ (π − φ) − π)/(4π)."""
    forms = list(half_spaces)
    if powers or len(forms) > 3 or (len(forms) > 1 and any(half_spaces.values())):
        raise Unreachable(f"the probability of {forms} is not known")
    if len(forms) == 1:
        height = half_spaces[forms[0]] / sympy.sqrt(2 * covariance(forms[0], forms[0]))
        return (1 - sympy.erf(height)) / 2
    sides = [sympy.pi - _between(a, b) for i, a in enumerate(forms) for b in forms[:i]]
    return sides[0] / (2 * sympy.pi) if len(sides) == 1 else (sympy.Add(*sides) - sympy.pi) / (4 * sympy.pi)


def _between(form: Expr, other: Expr) -> Expr:
    lengths = sympy.sqrt(covariance(form, form)) * sympy.sqrt(covariance(other, other))
    return sympy.acos(covariance(form, other) / lengths)


def steps(domain: Domain, letter: sympy.Symbol | None = None) -> tuple[Rule, ...]:
    """Return the rules that lead from E of piecewise polynomials to closed forms, in their order.

    With a letter the closed forms are written through lengths of vectors and the angles between them, which it names.

    >>> from verify import gaussian
    >>> x, y = gaussian("x y")
    >>> line = E(ramp(x, 1, 0) * ramp(x + y, 1, 0))
    >>> for rule in steps(Domain(t=sympy.Interval(0, 1))):
    ...     line = rule.apply(line)
    >>> line
    1/(2*pi) + 3/8
    """

    def by_angles(rule: Rule) -> Rule:
        return rule if letter is None else arranged(rule, partial(with_angles, letter=letter))

    return (on_half_spaces(domain), linearity(domain), by_angles(by_parts(domain)), by_angles(probabilities(domain)))


def arranged(rule: Rule, form: Callable[[Expr], Expr]) -> Rule:
    """Return a rule that writes its lines in another form; the check sees the lines only."""
    return replace(rule, apply=lambda line: form(rule.apply(line)))


# √(pq − c²) = ‖u‖ ‖v‖ sin φ


def collect(domain: Domain, letter: sympy.Symbol) -> Rule:
    """Return the rule that writes a closed form through lengths and angles of vectors, in few terms."""

    def collected(line: Expr) -> Expr:
        line = at_the_angle(line, domain.facts)
        if line.has(sympy.erf, sympy.exp):
            return sympy.expand(line)
        by_angles = with_angles(line, letter) if line.has(Dot) else line
        forms = [sympy.expand(by_angles), _as_quotient(by_angles)]
        if by_angles.has(sympy.acos) or any(_divides_by_wave(form) for form in forms):
            forms = [sympy.expand(line), _as_quotient(line)]
        return min(forms, key=sympy.count_ops)

    @shaped
    def is_equal(before: Expr, after: Expr, domain: Domain) -> bool:
        return _is_continuous(after, domain.facts) and is_zero(before - after, domain.facts)

    return Rule("collect", collected, is_equal)


def _as_quotient(line: Expr) -> Expr:
    numerator, denominator = sympy.fraction(sympy.together(sympy.expand(line)))
    waves = sorted(numerator.atoms(sympy.cos, sympy.sin, sympy.acos), key=str)
    return sympy.factor_terms(sympy.collect(sympy.expand(numerator), waves, sympy.factor_terms)) / denominator


def _divides_by_wave(line: Expr) -> bool:
    """Return whether a line divides by a sine or cosine, whose zeros no condition on inner products rules out."""
    powers = (node for node in line.atoms(sympy.Pow) if node.exp.could_extract_minus_sign())
    return any(node.base.has(sympy.sin, sympy.cos) for node in powers)

"""Rules for expectations of functions of linear forms u·Z: lengths out, a plane for two forms, kernels.

As in `derivations.gaussian.polar`, a check sees two lines and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations, product

import sympy
from sympy import Expr, S, Symbol, cos, sin

from derivations.gaussian.polar import shaped
from derivations.gaussian.ramps import ramp
from derivations.gaussian.sums import ONE, random_vectors, split
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.expectation import E, gaussian
from verify.language.vectors import Angle, Dot, Vector, by_dots, norm
from verify.prover.signs import signs
from verify.prover.zero_tests import is_zero

__all__ = ["homogeneity", "kernel_values", "rotation"]

x, y = gaussian("x y")


def _means(line: Expr) -> list[E]:
    return sorted(line.atoms(E), key=str)


def _each_from_one(before: Expr, after: Expr, ratio: Callable[[E, E], Expr | None]) -> bool:
    """Return whether the lines are equal, each expectation before being its ratio times one after."""
    marks = {mean: sympy.Dummy() for mean in _means(after)}
    values = {
        mean: next((q * mark for other, mark in marks.items() if (q := ratio(mean, other))), S.NaN)
        for mean in _means(before)
    }
    return is_zero(before.xreplace(values) - after.xreplace(marks))


# E σ(s ‖u‖ û·Z) = s ‖u‖ E σ(û·Z)


def _homogeneity(line: Expr) -> Expr:
    def unit(form: Expr, n: Expr, slope: Expr) -> Expr:
        length = norm(_direction(form))
        return length**n * ramp(form / length, n, slope)

    def outside(mean: E) -> Expr:
        fixed, random = split(sympy.powdenest(mean.expression.replace(ramp, unit)))
        return fixed * E(random)

    return line.replace(lambda n: isinstance(n, E), outside)


def _direction(form: Expr) -> Expr:
    """Return the vector u with form = u·Z."""
    (entry,) = (d for d in form.atoms(Dot) if random_vectors(d))
    (u,) = (z for z in entry.args if not z.gaussian)
    return form / entry * u


def _forms(mean: E) -> list[Expr]:
    return sorted({node.args[0] for node in mean.atoms(ramp)}, key=str)


def _ratio(mean: E, other: E, domain: Domain) -> Expr | None:
    """Return the number that mean is times other, if the two were shown proportional.

    Their linear forms must agree up to positive factors, and the integrands up to one number in
    every pattern of signs of the forms.
    """
    forms, others = _forms(mean), _forms(other)
    for chosen in permutations(others):
        factors = [f / h for f, h in zip(forms, chosen, strict=False)]
        if len(forms) != len(others) or any(random_vectors(q) or signs(q, domain.ranges) != {1} for q in factors):
            continue
        patterns = list(product((True, False), repeat=len(forms)))
        ratios = [_resolved(mean, forms, p) / _resolved(other, chosen, p) for p in patterns if all(p)]
        if all(is_zero(_resolved(mean, forms, p) - ratios[0] * _resolved(other, chosen, p)) for p in patterns):
            return None if random_vectors(ratios[0]) else ratios[0]
    return None


def _resolved(mean: E, forms: Iterable[Expr], pattern: Iterable[bool]) -> Expr:
    positive = dict(zip(forms, pattern, strict=True))
    return mean.expression.replace(ramp, lambda s, n, slope: s**n if positive[s] else slope * s**n)


@shaped
def _is_proportional(before: Expr, after: Expr, domain: Domain) -> bool:
    return _each_from_one(before, after, lambda mean, other: _ratio(mean, other, domain))


homogeneity = Rule("positive homogeneity", _homogeneity, _is_proportional)


# (u·Z, v·Z) has the law of (x, x cos φ + y sin φ) for unit u, v at angle φ


def rotation(letter: Symbol) -> Rule:
    """Return the rule that replaces Z by two coordinates in the plane of its unit vectors u, v."""

    def rotate(line: Expr) -> Expr:
        return line.replace(lambda n: isinstance(n, E), in_plane)

    def in_plane(mean: E) -> Expr:
        forms = sorted(_forms(mean), key=lambda form: str(_direction(form).atoms(Vector)))
        entries = [next(iter(_direction(form).atoms(Vector) - {ONE})) for form in forms]
        new = {forms[0]: x}
        if len(forms) == 2:
            angle = Angle(*entries, letter)
            new[forms[1]] = x * cos(angle) + y * sin(angle)
        return E(mean.expression.xreplace(new))

    return Rule("rotation invariance", rotate, _same_law)


@shaped
def _same_law(before: Expr, after: Expr, domain: Domain) -> bool:
    """Centred Gaussian vectors have the same law if they have the same covariance."""
    return _each_from_one(before, after, lambda mean, other: S.One if _equal_in_law(mean, other) else None)


def _equal_in_law(mean: E, other: E) -> bool:
    forms = _forms(mean)
    directions = [_direction(form) for form in forms]
    names = [sympy.Dummy() for _ in forms]
    for chosen in permutations(_forms(other)):
        if len(chosen) != len(forms):
            return False
        of_forms, of_chosen = (
            m.expression.xreplace(dict(zip(fs, names, strict=True))) for m, fs in ((mean, forms), (other, chosen))
        )
        planar = [_planar(form) for form in chosen]
        covariances = (
            Dot(directions[m], directions[n]) - sum(s * t for s, t in zip(planar[m], planar[n], strict=True))
            for m, n in product(range(len(forms)), repeat=2)
        )
        # functions of the forms and of nothing else that is random
        if of_forms == of_chosen == E(of_forms) and all(map(is_zero, covariances)):
            return True
    return False


def _planar(form: Expr) -> list[Expr]:
    """Return the coefficients of a linear form in x and y; raise ValueError if it is none."""
    slopes = [sympy.diff(form, axis) for axis in (x, y)]
    if not is_zero(form - slopes[0] * x - slopes[1] * y) or any(E(slope) != slope for slope in slopes):
        raise ValueError(f"{form} is not linear in {x} and {y}")
    return [by_dots(slope) for slope in slopes]


# The expectations left are derived kernels


def kernel_values(kernels: Sequence[Derivation], angle: Symbol) -> Rule:
    """Return the rule that replaces each expectation by the derived kernel it is an instance of."""

    def value(mean: E) -> Expr:
        for kernel in kernels:
            for at in (S.Zero, *mean.atoms(Angle)):
                if kernel.lines[0].xreplace({angle: at}) == mean:
                    return kernel.result.xreplace({angle: at})
        return mean

    def evaluate(line: Expr) -> Expr:
        return line.replace(lambda n: isinstance(n, E), value)

    @shaped
    def is_evaluated(before: Expr, after: Expr, domain: Domain) -> bool:
        values = {mean: value(mean) for mean in _means(before)}
        return not after.has(E) and is_zero(before.xreplace(values) - after)

    lemmas = tuple(lemma for kernel in kernels for lemma in kernel.lemmas)
    return Rule("the values of the kernels", evaluate, is_evaluated, lemmas)

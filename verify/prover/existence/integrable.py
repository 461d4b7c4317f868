"""Which products of powers and exponentials have a finite mean.

exp(Σ r z²) with every r < 1/2 turns the Gaussian law into another one, in which the variables are still independent and
linear forms still normal; polynomials and e^{c‖z‖} do no harm.  What is left are powers |s|^−a of factors s:

- E |s|^−q is finite for every q < 1 if s is a normal variable of positive variance, as its density is bounded; if s is
  ‖Z‖, at least the size of one coordinate; and if s is the sine or cosine of a normal variable, which has
  a bounded density near every one of its zeros.  By Hölder's inequality Σ a < 1 is enough.
- Linear forms that are linearly independent have a bounded joint density: every a < 1 is enough.  Forms that
  differ by a constant, not zero, are not small at once, and count as one.
"""

from __future__ import annotations

import sympy
from sympy import Basic, Expr, Rational

from verify.language.gaussian_forms import NotLinear, covariance, is_random, linear_parts
from verify.language.reasons import Cause
from verify.language.vectors import Vector
from verify.prover.effort import EFFORT
from verify.prover.existence.bound import Bound
from verify.prover.existence.shown import NotShown, Ranges, is_positive, may_degenerate, sign_of
from verify.prover.heads import CIRCULAR

__all__ = ["assert_integrable"]


def assert_integrable(bound: Bound, ranges: Ranges) -> None:
    """Raise NotShown unless the product was shown to have a finite mean for all parameters in the ranges."""
    for z, rate in sorted(bound.rates, key=str):
        if not is_positive(Rational(1, 2) - rate, ranges):
            growth = f"exp({rate * _squared(z)})"
            raise NotShown(Cause.GROWS_LIKE, growth=growth)
    singular = {s: -power for s, power in bound.powers if not sign_of(power, ranges) <= {1}}
    if singular or bound.rates:
        _assert_distinct(bound)
    for s in sorted(singular, key=str):
        _assert_not_degenerate(s, ranges)
    below_one = [is_positive(1 - a, ranges) for a in (sympy.Add(*singular.values()), *singular.values())]
    if not below_one[0] and not (all(below_one[1:]) and _are_independent(list(singular), ranges)):
        product = sympy.Mul(*(abs(s) ** -a for s, a in sorted(singular.items(), key=str)))
        raise NotShown(Cause.LARGE, product=product)


def _squared(z: Basic) -> Expr:
    return sympy.Symbol(f"|{z}|") ** 2 if isinstance(z, Vector) else z**2


def _assert_distinct(bound: Bound) -> None:
    """Raise NotShown where it is not known which members of a family of vectors are the same."""
    entries = {z for z, _ in bound.rates} | {z for s, _ in bound.powers for z in s.atoms(Vector)}
    families: dict[str, set[Expr | None]] = {}
    for z in (z for z in entries if isinstance(z, Vector) and z.gaussian):
        families.setdefault(z.name, set()).add(z.index)
    for name, indices in families.items():
        if len(indices) > 1 and not all(i is not None and i.is_Integer for i in indices):
            raise NotShown(Cause.SAME_VECTOR, name=name)


def _assert_not_degenerate(s: Expr, ranges: Ranges) -> None:
    inside = s.args[0] if isinstance(s, CIRCULAR) else s
    if not s.is_Pow and may_degenerate(inside, ranges):
        raise NotShown(Cause.CONSTANT, part=inside)


def _are_independent(factors: list[Expr], ranges: Ranges) -> bool:
    """Return whether factors are linear forms, linearly independent but for some that differ by constants."""
    kept: list[Expr] = []
    for factor in factors:
        try:
            parts, constant = linear_parts(factor)
        except NotLinear:
            return False
        same = [other for other in kept if not is_random(sympy.expand(factor - other))]
        if any(0 in sign_of(sympy.expand(factor - other), ranges) for other in same):
            return False
        kept.append(factor)
    directions = {sympy.expand(form - linear_parts(form)[1]) for form in kept}
    if len(directions) > EFFORT.mean_forms:
        return False
    gram = sympy.Matrix([[covariance(a, b) for b in directions] for a in directions])
    return is_positive(sympy.expand(gram.det()), ranges)

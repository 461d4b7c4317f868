"""Moments of Gaussian linear forms on half-spaces, by parts.

By parts, E[L F] = Σ_M E[L M] E[∂F/∂M] over the forms M in F (Stein's lemma), where an indicator has the
derivative δ: E[L 1{M > t} F] has the term E[L M] ρ(t) E[F | M = t].  Every step lowers the degree, until
probabilities of intersections of half-spaces are left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import sympy
from sympy import Expr, Rational, S, acos, erf, exp, sqrt

from derivations.gaussian.forms import Unreachable, covariance
from derivations.gaussian.gram import is_zero
from derivations.gaussian.half_planes import PHI, arc_cosine_0, x
from derivations.gaussian.ramps import step
from verify.language.expectation import E, density
from verify.language.vectors import Dot, Vector
from verify.prover.zero_tests import sign_at

__all__ = ["Moment", "Moments", "angle", "in_general_position", "independent_blocks", "orthant", "vanishes"]

Powers = Mapping[Expr, int]
HalfSpaces = Mapping[Expr, Expr]
Moment = Callable[[Powers, HalfSpaces], Expr]
DENSITY = density(x).subs(x, 0)  # E δ(x)
LARGE = 600  # operations in a form, beyond which exact algebra would take minutes
HALF = arc_cosine_0.result.xreplace({PHI: S.Zero})


@lru_cache(maxsize=4096)
def vanishes(constant: Expr) -> bool:
    """Return whether a covariance or variance was shown to be zero."""
    return constant == 0 or (constant.is_positive is not True and is_zero(constant, {}))


class Moments:
    """E[Π formᵖ Π 1{form > t}] by parts, in probabilities of half-spaces.

    ``divisors`` are variances of conditioned forms that were divided by: where one of them is zero, the result
    says nothing.  Elsewhere it holds, for it is continuous there in the forms, as the moment is, and forms in
    general position are dense.  ``last`` takes the last factor first, another way to the same value.
    """

    def __init__(self, last: bool = False) -> None:
        self.last = last
        self.divisors: set[Expr] = set()

    def value(self, powers: Powers, half_spaces: HalfSpaces, depth: int = 0) -> Expr:
        """Return the moment; the forms at depth 0 have positive variance."""
        powers = {form: n for form, n in powers.items() if n}
        if any(form == 0 or vanishes(covariance(form, form)) for form in powers):
            return S.Zero
        if depth and any(form == 0 or vanishes(covariance(form, form)) for form in half_spaces):
            raise Unreachable("two half-spaces are parallel, and whether they are equal or opposite is not known")
        blocks = independent_blocks(powers, half_spaces)
        return sympy.Mul(*(self._block(*block, depth) for block in blocks))

    def _block(self, powers: Powers, half_spaces: HalfSpaces, depth: int) -> Expr:
        degree = sum(powers.values())
        if not powers:
            return self._probability(half_spaces, depth)
        centred = not any(half_spaces.values())
        if set(powers) == set(half_spaces) and len(powers) == 1 and centred:  # ‖L‖ⁿ E[xⁿ; x > 0]
            (form,) = powers
            return covariance(form, form) ** Rational(degree, 2) * _half_moment(degree)
        if centred and len(half_spaces) > 1 and (degree + len(half_spaces)) % 2 and not self.last:
            return self._by_symmetry(powers, half_spaces, depth)
        return self._by_parts(powers, half_spaces, depth)

    def _by_symmetry(self, powers: Powers, half_spaces: HalfSpaces, depth: int) -> Expr:
        """Return the moment through those on fewer half-spaces.

        As Z and −Z have one law, E[P Π 1_i] = ± E[P Π (1 − 1_i)], and the last term of the product is ∓ the left.
        """
        forms, total = list(half_spaces), S.Zero
        for chosen in range(2 ** len(forms) - 1):
            kept = {form: S.Zero for i, form in enumerate(forms) if chosen >> i & 1}
            total += (-1) ** (len(kept) + sum(powers.values())) * self.value(powers, kept, depth)
        return total / 2

    def _by_parts(self, powers: Powers, half_spaces: HalfSpaces, depth: int) -> Expr:
        form = list(powers)[-1 if self.last else 0]
        rest = {**powers, form: powers[form] - 1}
        total: Expr = S.Zero
        for other, n in rest.items():
            if n:
                lower = {**rest, other: n - 1}
                total += n * covariance(form, other) * self.value(lower, half_spaces, depth)
        for wall, threshold in half_spaces.items():
            slope = covariance(form, wall)
            if not vanishes(slope):
                total += slope * self._on_wall(wall, threshold, rest, half_spaces, depth)
        return total

    def _on_wall(self, wall: Expr, t: Expr, powers: Powers, half_spaces: HalfSpaces, depth: int) -> Expr:
        """Return E[δ(wall − t) Π formᵖ Π 1{other half-spaces}] = ρ(t) E[… | wall = t]."""
        variance = covariance(wall, wall)
        if depth:
            self.divisors.add(variance)
        density = DENSITY / sqrt(variance) * exp(-(t**2) / (2 * variance))
        others = {form: s for form, s in half_spaces.items() if form != wall}
        if t == 0:
            around = _merged([(_given(form, wall), s) for form, s in others.items()])
            if around is None:
                return S.Zero
            conditioned: dict[Expr, int] = {}
            for form, n in powers.items():
                if n:
                    residue = _given(form, wall)
                    conditioned[residue] = conditioned.get(residue, 0) + n
            return density * self.value(conditioned, around, depth + 1)
        if others:
            raise Unreachable(_owen(half_spaces))
        return density * self._shifted(wall, t, powers, depth)

    def _shifted(self, wall: Expr, t: Expr, powers: Powers, depth: int) -> Expr:
        """Return E[Π formᵖ | wall = t], each form being its residue plus its mean there."""
        letters = {sympy.Dummy(): (form, n) for form, n in powers.items() if n}
        means = {x: t * covariance(form, wall) / covariance(wall, wall) for x, (form, _) in letters.items()}
        product = sympy.Mul(*((x + means[x]) ** n for x, (_, n) in letters.items()))
        total: Expr = S.Zero
        for exponents, coefficient in sympy.Poly(sympy.expand(product), *letters).terms() if letters else [((), S.One)]:
            residues: dict[Expr, int] = {}
            for (form, _), n in zip(letters.values(), exponents, strict=True):
                residue = _given(form, wall)
                residues[residue] = residues.get(residue, 0) + n
            total += coefficient * self.value(residues, {}, depth + 1)
        return total

    def _probability(self, half_spaces: HalfSpaces, depth: int) -> Expr:
        """Return the probability of an intersection: a half for one, else as it stands."""
        if len(half_spaces) > 1 and any(half_spaces.values()):
            raise Unreachable(_owen(half_spaces))
        if len(half_spaces) > 3:
            raise Unreachable(_schlaefli(half_spaces))
        if len(half_spaces) == 1 and not any(half_spaces.values()):
            return HALF
        if depth:
            self.divisors |= {covariance(form, form) for form in half_spaces}
        return E(sympy.Mul(*(step(form - t) for form, t in half_spaces.items())))


def _given(form: Expr, wall: Expr) -> Expr:
    """Return the residue of a form, independent of the wall: its law where the wall is zero."""
    found = sympy.expand(form - covariance(form, wall) / covariance(wall, wall) * wall)
    if (size := sympy.count_ops(found)) > LARGE:
        raise Unreachable(
            f"a conditioned form has {size} operations when it is multiplied out, and {LARGE} is the limit"
        )
    return found


def _half_moment(n: int) -> Expr:
    """Return E[xⁿ; x > 0] by parts."""
    return (HALF, DENSITY)[n] if n < 2 else (n - 1) * _half_moment(n - 2)


def _merged(half_spaces: Sequence[tuple[Expr, Expr]]) -> HalfSpaces | None:
    """Return the intersection without repeated half-spaces through 0, None if two are opposite."""
    kept: dict[Expr, Expr] = {}
    for form, threshold in half_spaces:
        for other in kept:
            p, q, c = covariance(form, form), covariance(other, other), covariance(form, other)
            if p.is_number and q.is_number and c.is_number and vanishes(sympy.expand(p * q - c**2)):
                if sign_at(c) == {-1}:
                    return None
                if sign_at(c) != {1}:
                    raise Unreachable(f"whether {form} and {other} point the same way is not known")
                break
        else:
            kept[form] = threshold
    return kept


def independent_blocks(powers: Powers, half_spaces: HalfSpaces) -> list[tuple[Powers, HalfSpaces]]:
    """Return the factors and half-spaces in groups that are independent of each other."""
    left = list(dict.fromkeys((*powers, *half_spaces)))
    blocks: list[tuple[Powers, HalfSpaces]] = []
    while left:
        block = [left.pop(0)]
        for form in block:
            linked = [other for other in left if not vanishes(covariance(form, other))]
            block += linked
            left = [other for other in left if other not in linked]
        blocks.append(
            (
                {form: powers[form] for form in block if form in powers},
                {form: half_spaces[form] for form in block if form in half_spaces},
            )
        )
    return blocks


def _owen(half_spaces: HalfSpaces) -> str:
    spaces = ", ".join(f"{form} > {t}" for form, t in half_spaces.items())
    return f"the half-spaces {spaces} are dependent and one has a bias: not reached here (in general Owen's T)"


def _schlaefli(half_spaces: HalfSpaces) -> str:
    spaces = ", ".join(f"{form} > 0" for form in half_spaces)
    return (
        f"the probability of {len(half_spaces)} dependent half-spaces, {spaces}: "
        "not reached here (in general Schläfli's function)"
    )


def in_general_position(powers: Powers, half_spaces: HalfSpaces, moment: Moment) -> Expr:
    """Return a moment of composite forms as that of vectors in general position, at their covariances.

    The moment is a function of the covariances alone; with one letter for each, the algebra stays short.
    """
    forms = list(dict.fromkeys((*half_spaces, *powers)))
    gram = {(f, h): covariance(f, h) for f in forms for h in forms}
    if all(isinstance(form, Dot) for form in forms) or all(entry.is_number for entry in gram.values()):
        return moment(powers, half_spaces)
    z = Vector("Z", gaussian=True)
    taken = {v.name for entry in (*forms, *half_spaces.values(), *gram.values()) for v in entry.atoms(Vector)}
    stem = "form"
    while any(name.startswith(stem) for name in taken):
        stem += "'"
    names = {form: Vector(f"{stem} {i}", nonzero=form in half_spaces) for i, form in enumerate(forms)}
    stands = {form: Dot(name, z) for form, name in names.items()}
    found = moment({stands[f]: n for f, n in powers.items()}, {stands[f]: t for f, t in half_spaces.items()})
    back = {Dot(names[f], names[h]): entry for (f, h), entry in gram.items()}
    return found.xreplace({**back, **{entry: form for form, entry in stands.items()}})


# Probabilities, from the derived kernel of order 0


def orthant(half_spaces: HalfSpaces) -> Expr:
    """Return the probability of one half-space or of two or three through 0.

    Three by symmetry: 2 P(123) = 1 − Σ P(i) + Σ P(ij).
    """
    forms = list(half_spaces)
    if len(forms) == 1:
        (form,), t = forms, half_spaces[forms[0]]
        return (1 - erf(t / sqrt(2 * covariance(form, form)))) / 2
    if len(forms) == 2:
        return arc_cosine_0.result.xreplace({PHI: angle(*forms)})
    pairs = [orthant({form: S.Zero for form in forms if form != without}) for without in forms]
    return (1 - 3 * HALF + sympy.Add(*pairs)) / 2


def angle(form: Expr, other: Expr) -> Expr:
    """Return the angle of two linear forms, as an arccosine of their correlation."""
    p, q, c = covariance(form, form), covariance(other, other), covariance(form, other)
    cosine = c / sqrt(p) / sqrt(q)
    return acos(sympy.radsimp(cosine) if cosine.is_number else cosine)

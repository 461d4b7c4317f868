"""Rules for expectations of sums over independent, identically distributed Gaussian vectors.

From the mean square of Σ_j a_j σ(u·Z_j) − Σ_j b_j σ(v·Z_j) to means of products of two summands, with the number
of summands symbolic.  As in `derivations.gaussian.polar`, a check sees two lines and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import sympy
from sympy import Expr, S, Sum, Symbol

from derivations.gaussian.polar import shaped
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Component, Dot, Vector

__all__ = ["FIRST", "ONE", "SECOND", "expand_square", "orbits", "random_vectors", "split"]

ONE = Vector("1", latex=r"\mathbf{1}")
FIRST, SECOND = sympy.symbols("i j", integer=True, positive=True)


def random_vectors(expression: Expr) -> list[Vector]:
    """Return the Gaussian vectors in an expression."""
    return sorted((z for z in expression.atoms(Vector) if z.gaussian), key=str)


def split(term: Expr) -> tuple[Expr, Expr]:
    """Return the deterministic and the random factor of a product."""
    factors = sympy.Mul.make_args(term)
    fixed = [f for f in factors if not random_vectors(f)]
    return sympy.Mul(*fixed), sympy.Mul(*(f for f in factors if random_vectors(f)))


# E (Σ_j s_j − Σ_j t_j)² = Σ_ij E s_i s_j − 2 Σ_ij E s_i t_j + Σ_ij E t_i t_j


def _expand_square(line: Expr) -> Expr:
    factor, (mean,) = line.as_independent(E)[0], line.atoms(E)
    return sympy.Add(*(factor * _double_sum(term) for term in sympy.Add.make_args(sympy.expand(mean.expression))))


def _double_sum(term: Expr) -> Expr:
    sums: list[Sum] = [s for f in sympy.Mul.make_args(term) for s in [f.as_base_exp()[0]] * _multiplicity(f)]
    first, second = sums[0], sums[-1]
    (index, _, count), (other, _, _) = first.limits[0], second.limits[0]
    fixed, random = split(first.function.subs(index, FIRST) * second.function.subs(other, SECOND))
    coefficient = term.as_coeff_Mul()[0]
    return coefficient * Sum(fixed * E(random), (FIRST, 1, count), (SECOND, 1, count))


def _multiplicity(factor: Expr) -> int:
    base, power = factor.as_base_exp()
    return int(power) if isinstance(base, Sum) else 0


@shaped
def _is_expanded(before: Expr, after: Expr, domain: Domain) -> bool:
    """Undo it: by linearity a double sum of E[s_i t_j] is E of a product of two sums."""
    marks: dict[tuple[Expr, Expr], Symbol] = {}

    def mark(summand: Expr, index: Symbol, count: Expr) -> Symbol:
        return marks.setdefault((summand.subs(index, SECOND), count), sympy.Dummy(commutative=True))

    def single(node: Sum) -> Expr:
        return mark(node.function, *_index_and_count(node.limits[0]))

    def double(node: Sum) -> Expr:
        (i, m), (j, n) = map(_index_and_count, node.limits)
        of_j, of_i = _inside(node.function).as_independent(i, as_Add=False)
        return S.NaN if of_i.has(j) else mark(of_i, i, m) * mark(of_j, j, n)

    (mean,) = before.atoms(E)
    left = _inside(before).xreplace({s: single(s) for s in mean.atoms(Sum)})
    right = after.xreplace({s: double(s) for s in after.atoms(Sum)})
    return sympy.expand(left - right) == 0


def _inside(line: Expr) -> Expr:
    """Return c f for c E[f]; raise ValueError where the line is not linear in one expectation."""
    (mean,) = line.atoms(E)
    factor = line / mean
    if factor.has(E) or random_vectors(factor):
        raise ValueError(f"{line} is not a multiple of one expectation")
    return factor * mean.expression


def _index_and_count(limit: Sequence[Expr]) -> tuple[Symbol, Expr]:
    index, first, count = limit
    if first != 1:
        raise ValueError(f"a sum over {index} that starts at {first}")
    return index, count


expand_square = Rule("expand the square, the expectation being linear", _expand_square, _is_expanded)


# Σ_ij c_i d_j E[s(Z_i) t(Z_j)] = (E[s(Z) t(Z)] − E s(Z) E t(Z)) c·d + E s(Z) E t(Z) (1·c)(1·d)


def _orbits(line: Expr) -> Expr:
    return line.xreplace({node: _two_orbits(node) for node in line.atoms(Sum)})


def _two_orbits(node: Sum) -> Expr:
    (mean,) = node.atoms(E)
    (c,), (d,) = ([f.args[0] for f in node.atoms(Component) if f.args[1] == i] for i in (FIRST, SECOND))
    of_j, of_i = mean.expression.as_independent(FIRST, as_Add=False)
    s, t = map(_one_copy, (of_i, of_j))
    apart = E(s) * E(t)
    return (E(s * t) - apart) * Dot(c, d) + apart * Dot(ONE, c) * Dot(ONE, d)


def _one_copy(expression: Expr) -> Expr:
    """Return the expression with its one Gaussian vector of a family taken as Z itself."""
    (z,) = random_vectors(expression)
    return expression.xreplace({z: z._with_index(None)})


@shaped
def _are_orbits(before: Expr, after: Expr, domain: Domain) -> bool:
    """Decide it with two summands written out.

    Both sides are bilinear in (c, d) and invariant under permutations of the coordinates, so they
    are equal for every number of summands if they are at c = e_1 and d = e_1 or e_2.
    """
    counts = {limit[2] for node in before.atoms(Sum) for limit in node.limits}
    lengths = {domain.ranges[node.args[0]].dimension for node in before.atoms(Component)}
    if counts != lengths or len(counts) != 1 or after.has(*counts):
        return False
    if not all(map(_is_invariant, before.atoms(Sum))) or not _is_quadratic(after):
        return False
    two = before.xreplace(dict.fromkeys(counts, sympy.Integer(2)))
    terms = two.replace(lambda n: isinstance(n, Sum), _written_out)
    return sympy.expand(_independent(terms) - _by_components(after)) == 0


def _is_invariant(node: Sum) -> bool:
    """Return whether the indices serve to number components and members of the family, and nothing else."""
    indices = [_index_and_count(limit)[0] for limit in node.limits]
    components = [f for f in node.atoms(Component) if f.args[1] in indices]
    members = {z: z._with_index(None) for z in node.atoms(Vector) if z.index in indices}
    return not node.function.xreplace(dict.fromkeys(components, S.One) | members).has(*indices)


def _is_quadratic(expression: Expr) -> bool:
    """Return whether it is a quadratic form: c·d and (1·c)(1·d), but not 1·1, which is their number."""
    weights = {entry: 2 - (ONE in entry.args) for entry in _output_entries(expression)}
    terms = sympy.Poly(expression, *weights).monoms()
    degrees = {sum(n * weight for n, weight in zip(powers, weights.values(), strict=True)) for powers in terms}
    return Dot(ONE, ONE) not in weights and degrees == {2}


def _written_out(node: Sum) -> Expr:
    ranges = [range(1, int(_index_and_count(limit)[1]) + 1) for limit in node.limits]
    indices = [limit[0] for limit in node.limits]
    return sympy.Add(*(node.function.subs(dict(zip(indices, at, strict=True))) for at in product(*ranges)))


def _independent(expression: Expr) -> Expr:
    """Factor expectations over different members of the family, and forget which member it was."""

    def factored(mean: E) -> Expr:
        copies = dict.fromkeys(random_vectors(mean.expression), S.One)
        for factor in sympy.Mul.make_args(mean.expression):
            (z,) = random_vectors(factor)
            copies[z] *= factor
        return sympy.Mul(*(E(_one_copy(f)) for f in copies.values()))

    return expression.replace(lambda n: isinstance(n, E), factored)


def _by_components(expression: Expr) -> Expr:
    def coordinate(vector: Vector, index: int) -> Expr:
        return S.One if vector == ONE else Component(vector, sympy.Integer(index))

    return expression.xreplace(
        {
            entry: sympy.Add(*(sympy.Mul(*(coordinate(z, i) for z in entry.args)) for i in (1, 2)))
            for entry in _output_entries(expression)
        }
    )


def _output_entries(expression: Expr) -> list[Dot]:
    """Return the inner products among the vectors whose components are summed, and 1."""
    outputs = {z for entry in expression.atoms(Dot) if ONE in entry.args for z in entry.args}
    return sorted((entry for entry in expression.atoms(Dot) if set(entry.args) <= outputs), key=str)


orbits = Rule("equal and different indices: the summands are i.i.d.", _orbits, _are_orbits)

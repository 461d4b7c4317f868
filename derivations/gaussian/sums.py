"""Rules for expectations of sums over independent, identically distributed Gaussian vectors.

From the mean square of Σ_j a_j σ(u·Z_j) − Σ_j b_j σ(v·Z_j) to means of products of two summands, with the number
of summands symbolic.  A check sees two lines and nothing else.
"""

from __future__ import annotations

from itertools import product

import sympy
from sympy import Expr, Mul, S, Sum

from derivations.gaussian.forms import Unreachable, is_random, shaped
from derivations.gaussian.half_spaces import assert_independent
from verify.language.derivation import Rule
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.vectors import Component, Dot, Vector

__all__ = ["FIRST", "ONE", "SECOND", "expand_square", "orbits"]

ONE = Vector("1", latex=r"\mathbf{1}")
FIRST, SECOND = sympy.symbols("i j", integer=True, positive=True)


# Both sides of each step are quadratic forms in the coefficients a, b, … in R^k that do not change when the summands
# are permuted.  Such forms are combinations of c·d and (1·c)(1·d), so they are equal for every k if they are for k = 2.


@shaped
def _same_for_two(before: Expr, after: Expr, domain: Domain) -> bool:
    counts = {limit[-1] for line in (before, after) for node in line.atoms(Sum) for limit in node.limits}
    if len(counts) != 1:
        return False
    count = counts.pop()
    left, right = (_with_two(line, count, domain) for line in (before, after))
    return sympy.expand(left - right) == 0


def _with_two(line: Expr, count: Expr, domain: Domain) -> Expr:
    """Return a line for two summands, in components and means of single copies; raise Unreachable if it is no form."""
    vectors = {z for z, space in domain.ranges.items() if isinstance(z, Vector) and space.dimension == count}
    sums = {node: _written_out(node, count, vectors) for node in line.atoms(Sum)}
    if _has_member(line.xreplace(dict.fromkeys(sums, S.One))):
        raise Unreachable(f"{line} has a copy of its own")
    line = line.xreplace({entry: _by_components(entry, vectors) for entry in line.atoms(Dot)} | sums)
    line = sympy.expand(line.xreplace({mean: _by_copies(mean) for mean in line.atoms(E)}))
    letters = {entry: sympy.Dummy() for entry in line.atoms(Component)}
    lettered = line.xreplace(letters)
    if lettered.has(Sum, count, *vectors) or not (letters and lettered.is_polynomial(*letters.values())):
        raise Unreachable(f"{line} is no polynomial in components for every {count}")
    if {sum(powers) for powers in sympy.Poly(lettered, *letters.values()).monoms()} != {2}:
        raise Unreachable(f"{line} is not quadratic")
    return line


def _written_out(node: Sum, count: Expr, vectors: set[Vector]) -> Expr:
    """Return a sum with two summands in each index; raise Unreachable unless an index only numbers its summands.

    It numbers components, one of which is a factor, and members of families.
    """
    indices = [limit[0] for limit in node.limits]
    factors = [f for f in Mul.make_args(node.function) if isinstance(f, Component)]
    members = {z: z._with_index(None) for z in node.atoms(Vector) if z.index in indices}
    rest = node.function.xreplace({**dict.fromkeys(factors, S.One), **members})
    if (
        any(tuple(limit)[1:] != (1, count) for limit in node.limits)
        or {f.args[1] for f in factors} != set(indices)
        or not {f.args[0] for f in factors} <= vectors
        or rest.has(*indices, Component)
        or _has_member(rest)
    ):
        raise Unreachable(f"{node} is no sum over independent copies")
    pairs = product((1, 2), repeat=len(indices))
    return sympy.Add(*(node.function.subs(dict(zip(indices, at, strict=True))) for at in pairs))


def _has_member(expression: Expr) -> bool:
    """Return whether one member of a family stands in an expression, by its number or an index."""
    return any(z.index is not None for z in _random_vectors(expression))


def _by_components(entry: Dot, vectors: set[Vector]) -> Expr:
    """Return c·d or 1·c of two components each; another inner product as it is."""
    if not set(entry.args) <= vectors | {ONE}:
        return entry
    if entry == Dot(ONE, ONE):
        raise Unreachable(f"{entry} is the number of summands")

    def component(z: Vector, i: int) -> Expr:
        return S.One if z == ONE else Component(z, sympy.Integer(i))

    return sympy.Add(*(Mul(*(component(z, i) for z in entry.args)) for i in (1, 2)))


def _by_copies(mean: E) -> Expr:
    """Return the mean of a polynomial by linearity, products of independent copies by their means."""
    assert_independent(mean.expression)
    return sympy.Add(*map(_mean_of_product, sympy.Add.make_args(sympy.expand(mean.expression))))


def _mean_of_product(term: Expr) -> Expr:
    copies: dict[Vector, Expr] = {}
    fixed = S.One
    for factor in Mul.make_args(term):
        random = _random_vectors(factor)
        if len(random) != is_random(factor):
            raise Unreachable(f"{factor} is no function of one Gaussian vector")
        if random:
            copies[random[0]] = copies.get(random[0], S.One) * factor
        else:
            fixed *= factor
    return fixed * Mul(*(E(_one_copy(function)) for function in copies.values()))


def _random_vectors(expression: Expr) -> list[Vector]:
    return sorted((z for z in expression.atoms(Vector) if z.gaussian), key=str)


def _one_copy(expression: Expr) -> Expr:
    """Return a function of one member of a family as the same function of the family's Z itself."""
    return expression.xreplace({z: z._with_index(None) for z in _random_vectors(expression)})


# E (Σ_j s_j − Σ_j t_j)² = Σ_ij E s_i s_j − 2 Σ_ij E s_i t_j + Σ_ij E t_i t_j


def _expand_square(line: Expr) -> Expr:
    factor, (mean,) = line.as_independent(E)[0], line.atoms(E)
    return sympy.Add(*(factor * _double_sum(term) for term in sympy.Add.make_args(sympy.expand(mean.expression))))


def _double_sum(term: Expr) -> Expr:
    coefficient, rest = term.as_coeff_Mul()
    powers = (factor.as_base_exp() for factor in Mul.make_args(rest))
    first, second = (base for base, n in powers for _ in range(int(n)))
    (index, _, count), (other, _, _) = first.limits[0], second.limits[0]
    summand = first.function.subs(index, FIRST) * second.function.subs(other, SECOND)
    random = Mul(*filter(is_random, Mul.make_args(summand)))
    return coefficient * Sum(summand / random * E(random), (FIRST, 1, count), (SECOND, 1, count))


expand_square = Rule("expand the square, the expectation being linear", _expand_square, _same_for_two)


# Σ_ij c_i d_j E[s(Z_i) t(Z_j)] = (E[s(Z) t(Z)] − E s(Z) E t(Z)) c·d + E s(Z) E t(Z) (1·c)(1·d)


def _two_orbits(node: Sum) -> Expr:
    (mean,) = node.atoms(E)
    (c,), (d,) = ([f.args[0] for f in node.atoms(Component) if f.args[1] == i] for i in (FIRST, SECOND))
    of_j, of_i = mean.expression.as_independent(FIRST, as_Add=False)
    s, t = map(_one_copy, (of_i, of_j))
    apart = E(s) * E(t)
    return (E(s * t) - apart) * Dot(c, d) + apart * Dot(ONE, c) * Dot(ONE, d)


def _orbits(line: Expr) -> Expr:
    return line.xreplace({node: _two_orbits(node) for node in line.atoms(Sum)})


orbits = Rule("equal and different indices: the summands are i.i.d.", _orbits, _same_for_two)

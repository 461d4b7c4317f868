"""Expectations of piecewise polynomials in Gaussian variables: closed forms, explanations, estimates.

`expectation` takes E(…) of ramps, steps, |·|, max and min of linear forms, times polynomials; it returns
the closed form with its derivation, or says in a line why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy
from sympy import Basic, Expr, FiniteSet, Range, S, Set, Symbol, oo

from derivations.gaussian import gram, rules, sampling
from derivations.gaussian.forms import Degenerate, Unreachable, is_random
from derivations.gaussian.half_spaces import terms_of
from derivations.gaussian.holes import hole_with
from derivations.gaussian.moments import Moments
from verify.language.derivation import Derivation, Rule
from verify.language.domain import Domain
from verify.language.expectation import E
from verify.language.ranges import assumed_range
from verify.language.reasons import Cause, because
from verify.language.rendering import Shown
from verify.language.vectors import Dot, Vector, Vectors
from verify.language.verdict import PROVED, UNKNOWN, Status
from verify.prover.existence import exists
from verify.prover.signs import signs, undefined_part

__all__ = ["Expectation", "expectation"]

PHI = Symbol("phi", real=True)  # the letter of an angle between vectors


@dataclass(frozen=True, eq=False)
class Expectation(Shown):
    """An expression with E, and what is known of it.

    ``value`` is its closed form on ``domain``, or None, and then ``why`` says what stands in the way;
    ``derivation`` has the lines from the definition to the value, each a lemma.
    """

    expression: Expr
    value: Expr | None
    why: str | None
    derivation: Derivation | None
    domain: Domain | None

    @cached_property
    def status(self) -> Status:
        """PROVED if the check of every line accepts it, else UNKNOWN."""
        return UNKNOWN if self.value is None or self.doubtful else PROVED

    @cached_property
    def doubtful(self) -> str | None:
        """The first rule whose check does not accept its line, or None."""
        if self.derivation is None:
            return None
        lines, domain = self.derivation.lines, self.derivation.domain
        steps = zip(self.derivation.rules, lines, lines[1:], strict=False)
        return next((rule.reason for rule, before, after in steps if not rule.check(before, after, domain)), None)

    def estimate(
        self, point: Mapping[Any, Any] | None = None, samples: int = 1 << 17, delta: float = 1e-9
    ) -> sampling.Sampled:
        """Return a Monte Carlo estimate at a point, right within its radius with probability 1 − delta.

        ``point`` gives each symbol, or its name, a number, and each vector a sequence of numbers.  The estimate
        does not use the closed form; the value of that stands beside it.  Raises ValueError where a symbol has
        no value, the point is not in ``domain``, or an integrand is not known to grow like a polynomial.
        """
        if self.domain is not None:
            sampling.assert_within(self.expression, point or {}, self.domain)
        return sampling.beside(self.expression, self.value, point or {}, samples, delta)

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.expression} has no closed form here: {self.why}"
        where = "" if self.domain is None or self.domain.where == S.true else f", where {self.domain.where}"
        doubt = (
            "" if self.status is PROVED else f" ({self.status.name}: the rule “{self.doubtful}” was not shown to hold)"
        )
        return f"{self.expression} = {self.value}{where}{doubt}"


def expectation(expression: Any, domain: Domain | None = None) -> Expectation:
    """Return the closed form of an expression with E(…), with its derivation; or why it has none.

    The integrands are polynomials in linear forms of Gaussian scalars and vectors and in their ramps, steps,
    |·|, sign, Max, Min and Piecewise.  A product of ramps of up to three different forms has a closed form,
    one with four if its degree is odd; so has one form with a bias.  Without ``domain`` it is read off the
    symbols' assumptions (real, positive, nonzero vectors), with conditions that exclude what the closed form
    divides by.  Raises TypeError if the expression is none, such as text.  No closed form here does not mean
    that none exists.

    >>> from derivations import relu
    >>> from verify import gaussian
    >>> x, y = gaussian("x y")
    >>> print(expectation(E(relu(x) * relu(x + y))))
    E(relu(x)*relu(x + y)) = 1/(2*pi) + 3/8
    """
    if isinstance(expression, str) or not isinstance(expression := sympy.sympify(expression), Expr):
        raise TypeError(f"an expectation is of an expression such as E(x**2), not {expression!r}")
    try:
        return _derived(expression, domain)
    except Unreachable as reason:
        return Expectation(expression, None, str(reason), None, domain)


def _derived(expression: Expr, given: Domain | None) -> Expectation:
    if is_random(expression):
        raise Unreachable(f"{expression} is random: write E({expression}) for its expectation")
    domain = given or _domain_of(expression)
    _assert_one_space(expression, domain)
    if expression.atoms(E):
        domain = _assert_reached(expression, domain) if given else _regular_part(expression, domain)
    lines, used = [expression], list[Rule]()
    for rule in _steps(domain):
        line = rule.apply(lines[-1])
        if line != lines[-1]:
            lines.append(line)
            used.append(rule)
    if lines[-1].has(S.NaN, S.ComplexInfinity, oo, -oo):
        raise Unreachable(f"the expression divides by zero: its closed form would be {lines[-1]}")
    _assert_defined_beside(expression, domain)
    derivation = Derivation("expectation", lambda: expression, domain, sentence="An expectation in closed form")
    derivation = replace(derivation, rules=tuple(used))
    return Expectation(expression, lines[-1], None, derivation, domain)


def _assert_one_space(expression: Expr, domain: Domain) -> None:
    """Raise Unreachable where one Gaussian vector meets vectors of different dimensions."""
    spaces: dict[str, set[Basic]] = {}
    for entry in (entry for mean in expression.atoms(E) for entry in mean.expression.atoms(Dot)):
        known = {domain.ranges[u].dimension for u in entry.args if u in domain.ranges}
        for z in (z for z in entry.args if z.gaussian):
            spaces.setdefault(z.name, set()).update(known)
    for name, dimensions in spaces.items():
        if len(dimensions) > 1:
            spaces_text = " and ".join(f"R^{d}" for d in sorted(map(str, dimensions)))
            raise Unreachable(f"{name} meets vectors of {spaces_text}, which may differ in dimension")


def _steps(domain: Domain) -> tuple[Rule, ...]:
    return (*rules.steps(domain), rules.collect(domain, _free_letter(domain)))


def _free_letter(domain: Domain) -> Symbol:
    """Return a letter for an angle that no symbol of the domain begins with."""
    letter = PHI.name
    while any(name.startswith(letter) for name in domain.by_name):
        letter += "'"
    return Symbol(letter, real=True)


def _domain_of(expression: Expr) -> Domain:
    """Return the domain that the assumptions on the symbols describe."""
    symbols = {s.name: s for s in expression.free_symbols if not isinstance(s, Vector)}
    vectors = {v.name: v for v in expression.atoms(Vector) if not v.gaussian}
    ranges: dict[str, Set] = {name: assumed_range(s) for name, s in symbols.items()}
    if vectors:
        dimension = next(name for name in ("p", "d", "dimension") if name not in {*symbols, *vectors})
        ranges[dimension] = Range(1, oo)
        ranges |= {name: Vectors(dimension, nonzero=v.nonzero) for name, v in vectors.items()}
    # a domain has a symbol; t stands for none
    domain = Domain(**dict(sorted(ranges.items()))) if ranges else Domain(t=FiniteSet(0))
    for name, s in (symbols | vectors).items():
        if domain.by_name[name] != s:
            raise Unreachable(f"of {name} too little is known: write Symbol({name!r}, real=True), or give a domain")
    return domain


def _regular_part(expression: Expr, domain: Domain) -> Domain:
    """Return the domain without the points where a linear form vanishes or the closed form divides by zero."""
    for _ in range(2 * len(expression.free_symbols) + 2):
        try:
            return _assert_reached(expression, domain)
        except Degenerate as reason:
            ranges = {symbol.name: values for symbol, values in domain.ranges.items()}
            domain = Domain(where=sympy.And(domain.where, reason.variance > 0), **ranges)
    return _assert_reached(expression, domain)


def _assert_defined(mean: Expr, domain: Domain) -> None:
    """Raise Unreachable for an expectation inside another, or a coefficient that may be undefined on the domain."""
    if mean.expression.has(E):
        raise Unreachable(f"{mean} has an expectation inside: give that a letter of its own")
    if reason := exists(mean, domain):
        raise Unreachable(str(because(Cause.NO_MEAN, mean=mean, why=reason)))


def _assert_defined_beside(expression: Expr, domain: Domain) -> None:
    """Raise Unreachable where something beside the expectations may be undefined on the domain."""
    if undefined_part(expression, domain.facts):
        values = {mean: expectation(mean, domain).value for mean in expression.atoms(E) if mean != expression}
        if hole := hole_with(expression, {mean: v for mean, v in values.items() if v is not None}, domain):
            raise Unreachable(str(because(Cause.HOLE, hole=hole)))


def _assert_reached(expression: Expr, domain: Domain) -> Domain:
    """Return the domain if the closed form is reached on all of it; raise Unreachable, naming the term, if not."""
    moments = Moments()
    for mean in sorted(expression.atoms(E), key=str):
        terms = terms_of(mean.expression, domain.facts)
        _assert_defined(mean, domain)
        for term in terms:
            try:
                moments.value(dict(term.powers), dict(term.half_spaces))
            except Unreachable as reason:
                raise Unreachable(f"in {term.random}, {reason}") from None
    for divisor in sorted(moments.divisors, key=str):
        for variance in _not_positive(divisor, domain):
            message = f"two forms may be parallel, where the closed form is 0/0: add where={variance > 0} to the domain"
            raise Degenerate(message, variance)
    return domain


def _not_positive(variance: Expr, domain: Domain) -> list[Expr]:
    """Return factors of a variance that are to be positive for it to be so, and were not shown to be."""
    factors = sympy.Mul.make_args(sympy.factor(sympy.fraction(sympy.together(variance))[0]))
    powers = [factor.as_base_exp() for factor in factors]
    # b² > 0 where b ≠ 0, of either sign
    bases = [base if n.is_odd or gram.is_nonnegative(base) else base**2 for base, n in powers]
    unknown = [sympy.expand(base) for base in bases if signs(base, domain.facts) != {1}]
    unknown = [base for base in unknown if signs(base, domain.facts) != {1}]
    squares = [base for base in unknown if gram.is_nonnegative(base)]
    rest = sympy.expand(sympy.Mul(*(base for base in unknown if base not in squares)))
    return squares + ([rest] if signs(rest, domain.facts) != {1} else [])

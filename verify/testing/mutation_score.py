"""How many mutants of an expression a set of tests sees, and which mutants are none because they are equal to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, permutations, product
from types import MappingProxyType
from typing import Any

import sympy
from sympy import Basic, Expr, Rational, Symbol

from verify.language.expectation import E, Gaussian
from verify.language.vectors import Dot, Vector, by_dots, coordinates
from verify.prover.zero_tests import is_zero
from verify.testing.mutants import Mutant, mutants

__all__ = ["Score", "equivalent", "score"]

SEEN = 1e-9  # a value so large is no rounding at 20 digits
MOST_VARIABLES = 4  # of an expectation whose Gaussian variables are put in every order with every sign


def equivalent(expression: Expr, mutant: Expr) -> bool:
    """Return whether two scalars or two vectors were shown equal wherever they are defined, by exact algebra.

    Expectations that differ by the order and the signs of their Gaussian variables are equal.  False means "not shown".

    >>> x = sympy.symbols("x")
    >>> equivalent(sympy.sin(x) ** 2, 1 - sympy.cos(x) ** 2), equivalent(x, x + sympy.cos(x))
    (True, False)
    """
    difference = sympy.expand(_in_law(by_dots(expression)) - _in_law(by_dots(mutant)))
    try:
        parts = list(coordinates(difference).values())
    except ValueError:
        parts = [difference]
    return not any(map(_is_seen, parts)) and all(map(is_zero, parts))


def _is_seen(difference: Expr) -> bool:
    """Return whether an expression differs from zero at one point, at once; most that are not zero do."""
    if difference.has(E, sympy.Integral, sympy.Sum):
        return False
    entries = sorted(difference.atoms(Dot), key=str)
    at: dict[Basic, Expr] = {d: Rational(i, 7) + 3 * (d.args[0] == d.args[1]) for i, d in enumerate(entries, start=1)}
    scalars = sorted((s for s in difference.free_symbols if isinstance(s, Symbol)), key=str)
    at |= {s: sympy.Integer(i) if s.is_integer else Rational(i, 7) for i, s in enumerate(scalars, start=3)}
    value = difference.xreplace(at).evalf(20)
    return bool(value.is_Float and abs(value) > SEEN)


def _in_law(expression: Expr) -> Expr:
    return expression.replace(lambda n: isinstance(n, E), _standard)


@lru_cache(maxsize=1024)
def _standard(mean: E) -> Expr:
    """Return one and the same of the expectations that are equal because −Z and a permuted Z are Gaussian too."""
    scalars = [z for z in mean.variables if isinstance(z, Gaussian)]
    # members of a family may be one and the same (i = j in a double sum), so their signs change together
    families = sorted({z._with_index(None) for z in mean.expression.atoms(Vector) if z.gaussian}, key=str)
    inside = mean.expression.replace(lambda n: isinstance(n, Dot), lambda _: sympy.Dummy())
    if len(scalars) + len(families) > MOST_VARIABLES or any(z.gaussian for z in inside.atoms(Vector)):
        return mean
    turned = [
        _turned(mean.expression, dict(zip(order, scalars, strict=True)), {z for z, s in signs.items() if s < 0})
        for order in permutations(scalars)
        for signs in _signs([*scalars, *families])
    ]
    return E(min(turned, key=str))


def _signs(variables: Sequence[Basic]) -> Iterator[dict[Basic, int]]:
    return (dict(zip(variables, signs, strict=True)) for signs in product((1, -1), repeat=len(variables)))


def _turned(expression: Expr, names: Mapping[Basic, Basic], flipped: set[Basic]) -> Expr:
    """Return the expression with other names for its scalar Gaussians, and −Z for each Z that is flipped."""

    def odd(entry: Dot) -> bool:
        return sum(z._with_index(None) in flipped for z in entry.args) == 1

    scalars = {z: -name if z in flipped else name for z, name in names.items()}
    return expression.xreplace(scalars | {entry: -entry for entry in expression.atoms(Dot) if odd(entry)})


# How many a set of tests sees


@dataclass(frozen=True)
class Score:
    """What became of each mutant, by name: the tests that fail on it, shown to be no mutant at all, or neither."""

    killed: Mapping[str, tuple[str, ...]]
    equivalent: tuple[str, ...]
    survivors: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the mutants that are not equivalent which some test fails on; 1 if there is none."""
        alive = len(self.survivors)
        return len(self.killed) / (len(self.killed) + alive) if self.killed or alive else 1.0

    def __str__(self) -> str:
        total, equal = len(self.killed) + len(self.survivors), len(self.equivalent)
        return f"{len(self.killed)} of {total} mutants killed" + (f", {equal} more equivalent" if equal else "")


def score(
    expression: Expr,
    tests: Mapping[str, Callable[[Any], Any]],
    *,
    prepare: Callable[[Expr], Any] = lambda expression: expression,
    among: Iterable[Mutant] | None = None,
    first: bool = False,
) -> Score:
    """Return which tests fail on which mutants of an expression, of all `mutants` or of those given.

    A test is called with the mutant, or with what ``prepare`` makes of it (a compiled function, say).  It fails
    by returning False or raising an exception, and then it kills the mutant; anything else returned, None for
    instance, passes.  With ``first`` the tests after the one that kills are not run.  A mutant that no test kills is
    tried for equivalence, and survives if none was shown.  Raises ValueError if the expression itself fails a test.

    >>> x = sympy.symbols("x")
    >>> print(score(x**2 - x, {"roots": lambda f: f.subs(x, 0) == f.subs(x, 1) == 0}))
    7 of 11 mutants killed
    """
    _require_passing(tests, prepare(expression))
    killed: dict[str, tuple[str, ...]] = {}
    equal: list[str] = []
    alive: list[str] = []
    for mutant in mutants(expression) if among is None else among:
        if killers := _killers(mutant.expression, tests, prepare, first):
            killed[mutant.name] = killers
        else:
            (equal if equivalent(expression, mutant.expression) else alive).append(mutant.name)
    return Score(MappingProxyType(killed), tuple(equal), tuple(alive))


def _require_passing(tests: Mapping[str, Callable[[Any], Any]], subject: Any) -> None:
    for name, test in tests.items():
        cause: Exception | None = None
        try:
            passed = _passed(test(subject))
        except Exception as error:
            passed, cause = False, error
        if not passed:
            raise ValueError(f"the expression itself fails the test {name}: its mutants would tell nothing") from cause


def _killers(
    expression: Expr, tests: Mapping[str, Callable[[Any], Any]], prepare: Callable[[Expr], Any], first: bool
) -> tuple[str, ...]:
    try:
        subject = prepare(expression)
    except Exception:
        return ("no value",)
    failed = (name for name, test in tests.items() if not _passes(test, subject))
    return tuple(islice(failed, 1 if first else None))


def _passes(test: Callable[[Any], Any], subject: Any) -> bool:
    try:
        return _passed(test(subject))
    except Exception:
        return False


def _passed(answer: Any) -> bool:
    return answer is None or bool(answer)

"""The prover: from a statement on a domain to a proof by enclosures, a witness, or the reason for neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from math import prod

from sympy import Basic, FiniteSet, Range, S, Set, Tuple
from sympy.logic.boolalg import Boolean

from verify.language.algebra import is_zero
from verify.language.definedness import conditions
from verify.language.domain import Domain, Point
from verify.language.from_sympy import term_of
from verify.language.reasons import Cause, Reason, because
from verify.language.spaces import mismatch
from verify.language.stepping import without_steps
from verify.language.sympy_heads import NotReadable
from verify.language.sympys_failures import sympy_may_fail
from verify.language.term import Term, substitute
from verify.language.to_sympy import sympy_of
from verify.language.vectors import Vector
from verify.prover.counterexamples import is_witness, statement_term, truth
from verify.prover.effort import EFFORT
from verify.prover.exactly import holds
from verify.prover.inner_products import in_numbers, in_polar
from verify.prover.kernel_search import kernel_search
from verify.prover.problem import Problem, Result
from verify.prover.signs import signs

__all__ = ["exactly", "exactly_shown", "hole_in", "prove"]


def prove(statement: Boolean | Term, domain: Domain, budget: int = EFFORT.looks) -> Result:
    """Return a proof of a statement on a domain by enclosures, a witness against it, or why there is neither.

    Proved means that the statement, as it is written, is defined at every point of the domain, and that it holds
    there.  Each of the searches it takes looks at boxes about `budget` times.  A proof not found says nothing against
    the statement.

    >>> from sympy import Interval, oo, sin
    >>> domain = Domain(x=Interval(0, oo))
    >>> (x,) = domain.symbols
    >>> prove(sin(x) <= x, domain).proved, prove(sin(x) < x, domain).witness
    (True, {x: 0})
    """
    with sympy_may_fail(TypeError, ValueError) as failure:
        if any(isinstance(s, Vector) for s in domain.symbols) and (reason := mismatch(_as_sympy(statement), domain)):
            return Result(False, because(Cause.SPACES, text=reason))
        if (counted := domain.counted) is not None:
            plain, values = counted
            found = prove(substitute(statement_term(statement), values), plain, budget)
            witness = None if found.witness is None else _counted_back(found.witness, domain, plain)
            return replace(found, witness=witness)
        return _solved(statement_term(statement), domain, budget)
    if isinstance(failure.error, NotReadable):
        return Result(False, failure.error.reason)
    # a part is no real number to SymPy, as log(log(1/2)) in a maximum
    return Result(False, because(Cause.NOT_WRITTEN, error=str(failure.error)))


def _solved(term: Term, domain: Domain, budget: int) -> Result:
    """Return what is found about a statement; one about vectors is restated in one way after the other."""
    found = Result(False)
    for restated in (_by_products, in_polar):
        problem = _problem(term, domain, budget, restated)
        if problem is None or (found := problem.solved()).proved or not problem.free:
            break
    return found


def _counted_back(point: Point, domain: Domain, plain: Domain) -> Point:
    """Return the point of a domain for the one that counts the steps of its ranges."""
    found = dict(point)
    for s, values in domain.scalars.items():
        if s not in plain.ranges or plain.ranges[s] != values:
            m = found.pop(plain.by_name[s.name])
            found[s] = values.inf + abs(values.step) * m
    return found


def _as_sympy(statement: Basic | Term) -> Basic:
    return sympy_of(statement) if isinstance(statement, Term) else statement


def hole_in(part: Basic | Term, domain: Domain, budget: int = EFFORT.looks) -> Reason | None:
    """Return where a part may be undefined on a domain, None if it was shown to be defined."""
    try:
        problem = _problem(statement_term(part), domain, budget)
        assert problem is not None
        return problem.hole()
    except NotReadable as error:
        return because(Cause.NOT_SHOWN_DEFINED, part=str(part), why=error.reason)


def exactly_shown(statement: Boolean | Term, domain: Domain) -> Result:
    """Return whether exact algebra and sign rules show a statement, with a proof for the kernel if one was found."""
    term = statement_term(statement)
    if not exactly(term, domain):
        return Result(False, because(Cause.UNDECIDED))
    search = kernel_search(term, domain)
    return Result(True, method="exact", proof=search.shown(2) if search else None)


def exactly(statement: Boolean | Term, domain: Domain) -> bool:
    """Return whether exact algebra and sign rules show a statement, and that it is defined, on the whole domain.

    On a domain of a few points it is looked at in each of them.
    """
    term = statement_term(statement)
    if (points := finite_points(domain)) is not None:
        return all(_holds_at(term, domain, point) for point in points)
    if (counted := domain.counted) is not None:
        return exactly(substitute(term, counted[1]), counted[0])
    plain, twins = domain.real
    needed = (sympy_of(condition, twins) for condition, _ in dict.fromkeys(conditions(term, domain.is_integer)))
    with sympy_may_fail():
        if all(c == S.true or holds(c, plain) for c in needed):
            return is_identity(term, domain) or holds(sympy_of(without_steps(term), twins), plain)
    return False


def is_identity(term: Term, domain: Domain) -> bool:
    """Return whether all of a statement are equations that hold by exact algebra wherever they are defined."""
    if term.head == "and":
        return all(is_identity(part, domain) for part in term.args)
    if term.head != "eq":
        return False
    plain, twins = domain.real

    def positive(part: Term) -> bool:
        with sympy_may_fail():
            return signs(sympy_of(part, twins), plain.facts) == {1}
        return False

    return is_zero(term.args[0] - term.args[1], positive, domain.is_integer)


def _holds_at(term: Term, domain: Domain, point: Point) -> bool:
    """Return whether a statement holds at a point, or the point is not in the domain."""
    return domain.condition_at(point) is False or truth(term, point, domain) is True


def finite_points(domain: Domain, most: int = EFFORT.points) -> list[Point] | None:
    """Return all points of the ranges of a domain, None if there are more than so many."""
    ranges = [_members(values) for values in domain.ranges.values()]
    if any(r is None for r in ranges) or prod(len(r) for r in ranges if r is not None) > most:
        return None
    return [dict(zip(domain.ranges, choice, strict=True)) for choice in product(*(r for r in ranges if r is not None))]


def _members(values: Set) -> list[Basic] | None:
    if isinstance(values, FiniteSet):
        return list(values)
    if isinstance(values, Range) and values.size.is_Integer and values.size <= EFFORT.points:
        return list(values)
    return None


def _by_products(domain: Domain, statement: Basic) -> tuple[Domain, Basic]:
    return in_numbers(domain, statement, sums=True)


InNumbers = Callable[[Domain, Basic], tuple[Domain, Basic] | None]


def _problem(term: Term, domain: Domain, budget: int, restated: InNumbers = _by_products) -> Problem | None:
    """Return what is to be decided, about real numbers: vectors through their inner products, integers as reals.

    Free reals in place of inner products are more, so that a witness against them is none against the statement.
    None where vectors cannot be ``restated`` in that way.
    """
    plain, twins = domain.real
    needed = dict.fromkeys(conditions(term, domain.is_integer))
    written = Tuple(sympy_of(without_steps(term), twins), *(sympy_of(condition, twins) for condition, _ in needed))
    if free := any(isinstance(s, Vector) for s in domain.symbols):
        if (numbers := restated(plain, written)) is None:
            return None
        plain, written = numbers[0], numbers[1].doit()
    statement, *claims = written.args
    texts = [str(sympy_of(part)) for _, part in needed]
    back = {twin: s for s, twin in twins.items()}

    def completed(point: Point) -> Point | None:
        return plain.completed(point) if free else domain.completed({back.get(s, s): x for s, x in point.items()})

    def refutes(point: Point) -> bool:
        whole = completed(point)
        return whole is not None and is_witness(statement if free else term, plain if free else domain, whole)

    asked = (term_of(statement), plain) if free else (term, domain)
    needed_parts = tuple(zip(claims, texts, strict=True))
    return Problem(statement, plain, budget, needed_parts, completed, refutes, kernel_search(*asked), free)

"""The prover: from a statement on a domain to a proof by enclosures, a witness, or the reason for neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sympy
from sympy import Basic, Tuple
from sympy.logic.boolalg import Boolean

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
from verify.prover.counterexamples import is_witness, statement_term
from verify.prover.effort import EFFORT
from verify.prover.inner_products import in_numbers, in_polar
from verify.prover.kernel_search import kernel_search
from verify.prover.problem import Problem, Result

__all__ = ["hole_in", "prove"]


def prove(statement: Boolean | Term, domain: Domain, budget: int = EFFORT.looks, quick: bool = False) -> Result:
    """Return a proof of a statement on a domain that the kernel took, a witness against it, or why there is neither.

    Proved means that the statement, as it is written, is defined at every point of the domain, and that it holds
    there.  Each of the searches it takes looks at boxes about `budget` times; ``quick`` ends before the long ones.  A
    proof not found says nothing against the statement.

    >>> from sympy import Interval, oo, sin
    >>> domain = Domain(x=Interval(0, oo))
    >>> (x,) = domain.symbols
    >>> prove(sin(x) <= x, domain).proved, prove(sin(x) < x, domain).witness
    (True, {x: 0})
    """
    with sympy_may_fail(TypeError, ValueError) as failure:
        if any(isinstance(s, Vector) for s in domain.symbols) and (reason := mismatch(_as_sympy(statement), domain)):
            return Result(because(Cause.SPACES, text=reason))
        if (counted := domain.counted) is not None:
            plain, values = counted
            found = prove(substitute(statement_term(statement), values), plain, budget, quick)
            witness = None if found.witness is None else _counted_back(found.witness, domain, plain)
            return replace(found, witness=witness)
        return _solved(statement_term(statement), domain, budget, quick)
    if isinstance(failure.error, NotReadable):
        return Result(failure.error.reason)
    # a part is no real number to SymPy, as log(log(1/2)) in a maximum
    return Result(because(Cause.NOT_WRITTEN, error=str(failure.error)))


def _solved(term: Term, domain: Domain, budget: int, quick: bool) -> Result:
    """Return what is found about a statement; one about vectors is restated in one way after the other."""
    found = Result()
    for restated in (in_numbers, in_polar):
        problem = _problem(term, domain, budget, restated)
        if problem is None or (found := problem.solved(quick)).proved or not problem.free:
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


InNumbers = Callable[[Domain, Basic], tuple[Domain, Basic] | None]


def _problem(term: Term, domain: Domain, budget: int, restated: InNumbers = in_numbers) -> Problem | None:
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

    # in numbers it is no longer what was typed: where that is defined is part of the claim
    asked = (term_of(sympy.And(*claims, statement, evaluate=False)), plain) if free else (term, domain)
    needed_parts = tuple(zip(claims, texts, strict=True))
    return Problem(statement, plain, budget, needed_parts, completed, refutes, kernel_search(*asked), free)

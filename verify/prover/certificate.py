"""Write certificates: statements of SymPy as data, and a proof that the checker of `verify.kernel.recheck` accepts.

The search is a branch and bound whose test of a leaf is the checker's own, so that what is written passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import inf
from time import process_time
from typing import Any

import sympy
from sympy import Basic, Expr, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Or, to_nnf

from verify.kernel import BadCertificate, Refused, Undefined
from verify.kernel.boxes import Box, Checker, Side
from verify.kernel.program import Sign
from verify.kernel.recheck import seal
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.sympy_heads import record_of
from verify.language.vectors import Vectors
from verify.prover.claims import Unsupported
from verify.prover.effort import EFFORT

__all__ = ["certify", "domain_data", "expression_data", "statement_data"]

DIGITS, BUDGET, SECONDS = 30, 2000, 30.0
MOST_HALVINGS = 150  # one after the other without a leaf
_RELATIONS = {
    sympy.Gt: ">", sympy.Ge: ">=", sympy.Lt: ">", sympy.Le: ">=", sympy.Ne: "!=", sympy.Eq: "=",
}  # fmt: skip


# Statements as data


def expression_data(e: Expr) -> Any:
    """Return an expression as data of a certificate.

    Raises `InexactLiteral` for a Float and `Unsupported` for a head that the checker does not know.

    >>> x = sympy.Symbol("x")
    >>> expression_data(sympy.cos(x) / 2)
    ['mul', '1/2', ['cos', ['symbol', 'x']]]
    """
    match e:
        case sympy.Float():
            raise InexactLiteral(e)
        case sympy.Rational() if e.is_finite:
            return str(e)
        case sympy.Symbol():
            return ["symbol", e.name]
        case sympy.Pow():
            return _power(e.base, e.exp)
        case sympy.Mul():
            return _product(e)
    if e in (S.Pi, S.Exp1):
        return "pi" if e == S.Pi else ["exp", "1"]
    if isinstance(e, sympy.Add):
        return ["add", *map(expression_data, e.args)]
    if (record := record_of(e)) and isinstance(record.json, str) and record.arity in (None, len(e.args)):
        return [record.json, *map(expression_data, e.args)]
    if hasattr(e, "as_elementary"):
        return expression_data(e.as_elementary())
    raise Unsupported(f"{type(e).__name__} in {e} is not a function that certificates know")


def _power(base: Expr, exponent: Expr) -> Any:
    if exponent.has(sympy.Float):
        raise InexactLiteral(next(iter(exponent.atoms(sympy.Float))))
    if base == S.Exp1:
        return ["exp", expression_data(exponent)]
    if exponent.is_Rational:
        return ["sqrt", expression_data(base)] if exponent == S.Half else ["pow", expression_data(base), str(exponent)]
    return ["exp", ["mul", expression_data(exponent), ["log", expression_data(base)]]]  # needs a positive base


def _product(e: Expr) -> Any:
    inverse = [isinstance(f, sympy.Pow) and f.exp.is_Rational and f.exp.is_negative for f in e.args]
    above = [f for f, below in zip(e.args, inverse, strict=True) if not below]
    below = [1 / f for f, below in zip(e.args, inverse, strict=True) if below]
    parts = [list(map(expression_data, factors)) for factors in (above, below)]
    over, under = (["mul", *p] if len(p) > 1 else p[0] if p else "1" for p in parts)
    return ["div", over, under] if below else over


def statement_data(statement: Basic) -> Any:
    """Return a statement as data of a certificate; raises like `expression_data`."""
    if isinstance(statement, Relational):
        left, right = map(expression_data, statement.args)
        swapped = isinstance(statement, (sympy.Lt, sympy.Le))
        return [_RELATIONS[statement.func], *((right, left) if swapped else (left, right))]
    if isinstance(statement, (And, Or)):
        return ["and" if isinstance(statement, And) else "or", *map(statement_data, statement.args)]
    if statement in (S.true, S.false):
        raise Unsupported(f"SymPy has made the statement {statement}, and nothing is left to certify")
    plain = to_nnf(statement, simplify=False) if isinstance(statement, Boolean) else statement
    if plain == statement or not isinstance(plain, Boolean):
        raise Unsupported(f"{statement} is neither a relation nor made of relations")
    return statement_data(plain)


def domain_data(domain: Domain | None) -> dict[str, Any]:
    """Return a domain of scalars as data of a certificate, None standing for a claim without symbols."""
    if domain is None:
        return {"symbols": [], "where": []}
    symbols = [_side(str(symbol), values) for symbol, values in domain.ranges.items()]
    return {"symbols": symbols, "where": [] if domain.where == S.true else [statement_data(domain.where)]}


def _side(name: str, values: Any) -> dict[str, Any]:
    if isinstance(values, Vectors) or values.has(sympy.Symbol):
        raise Unsupported(f"{name} is not a scalar with a fixed range")
    low, high, whole = values.inf, values.sup, _are_consecutive(values)
    is_point = isinstance(values, sympy.FiniteSet) and len(values) == 1
    if not (whole or is_point or isinstance(values, sympy.Interval) or values == S.Reals):
        raise Unsupported(f"the range {values} of {name} is neither an interval nor consecutive integers")
    opens = {
        "low_open": low == -sympy.oo or bool(getattr(values, "left_open", False)),
        "high_open": high == sympy.oo or bool(getattr(values, "right_open", False)),
    }
    return {"name": name, "low": _end(low), "high": _end(high), **opens, "integer": whole}


def _are_consecutive(values: Any) -> bool:
    """Return whether a set consists of all integers between its ends."""
    if isinstance(values, sympy.FiniteSet):
        return values.is_subset(S.Integers) is True and len(values) == values.sup - values.inf + 1
    if isinstance(values, sympy.Range):
        return bool(values.step == 1)
    return values in (S.Integers, S.Naturals, S.Naturals0)


def _end(e: Expr) -> Any:
    return {sympy.oo: "inf", -sympy.oo: "-inf"}.get(e) or expression_data(e)


# The search for a proof


def certify(
    claims: Iterable[tuple[str, Basic, Domain | None]],
    budget: int = BUDGET,
    digits: int = DIGITS,
    seconds: float = SECONDS,
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Return a certificate of the claims (name, statement, domain) with a proof, and why others have none.

    A domain of None is for statements without symbols.  At most `budget` boxes are looked at for each claim, in about
    `seconds` of processor time, with `digits` decimal digits.  The certificate is None if no claim has a proof; a claim
    without one is not thereby false.  What is written was accepted by both engines.  Raises `InexactLiteral` for a
    Float, ValueError for a name given twice.

    >>> x = sympy.Symbol("x")
    >>> document, missing = certify([("sine", sympy.sin(x) <= x, Domain(x=sympy.Interval(0, 3)))])
    >>> document["claims"][0]["proof"], missing
    ([['slopes']], {})
    """
    proved: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name, statement, domain in claims:
        if name in proved or name in missing:
            raise ValueError(f"two claims are called {name!r}; give each a name of its own")
        try:
            proved[name] = _claim(name, statement, domain, budget, digits, seconds)
        except (Unsupported, BadCertificate, Refused) as error:
            missing[name] = str(error.args[0])
    return (seal(list(proved.values())) if proved else None), missing


def _claim(
    name: str, statement: Basic, domain: Domain | None, budget: int, digits: int, seconds: float
) -> dict[str, Any]:
    data = {"statement": statement_data(statement), "domain": domain_data(domain)}
    claim: dict[str, Any] = {"name": name, "digits": digits, **data, "digest": "", "proof": []}
    checker, other = Checker(claim, "ball"), Checker(claim, "interval")
    if _equates_functions(statement, domain):
        budget = 1
    with checker.ring.table.working():
        proof = list(_proof(checker, budget, seconds))
        checker.prove(proof)
    with other.ring.table.working():
        other.prove(proof)
    return {**claim, "proof": proof}


def _equates_functions(statement: Basic, domain: Domain | None) -> bool:
    """Return whether a part is an equation on infinitely many points: exact algebra shows it at once or not at all."""
    ranges = {} if domain is None else domain.ranges
    finite = {s for s, values in ranges.items() if getattr(values, "is_finite_set", False)}
    return any(isinstance(part, sympy.Eq) and part.free_symbols - finite for part in And.make_args(statement))


def _proof(checker: Checker, budget: int, seconds: float) -> Iterator[list[Any]]:
    """Yield a proof in preorder; raise `Refused` where the budget or the time ends."""
    boxes, halvings, end = [checker.box], 0, process_time() + seconds
    for _ in range(budget):
        if not boxes:
            return
        if process_time() >= end:
            raise Refused(f"no proof was found in {seconds:g} seconds; allow more")
        box = boxes.pop()
        if leaf := _leaf(checker, box):
            yield leaf
            halvings = 0
            continue
        halvings += 1
        if halvings > MOST_HALVINGS or (split := _split(checker, box)) is None:
            raise Refused("no proof was found: a box, halved again and again, stays open")
        halves, item = split
        boxes += reversed(halves)
        yield item
    if boxes:
        advice = "no boxes show an equation between functions" if budget == 1 else "raise the budget"
        raise Refused(f"no proof was found with {budget} boxes; {advice}")


def _leaf(checker: Checker, box: Box) -> list[Any] | None:
    try:
        checker.program.run(checker.ring, checker.inputs(box, 1), 1)
    except Undefined:
        return None
    if checker.outside is not None and (leaf := _shown(checker, box, checker.outside)):
        return ["outside", leaf]
    return _shown(checker, box, checker.statement)


def _shown(checker: Checker, box: Box, claim: Any) -> list[Any] | None:
    if isinstance(claim, Sign):
        return next((leaf for leaf in _methods(checker, box, claim) if _passes(checker, box, claim, leaf)), None)
    if claim.every:
        leaves = [_shown(checker, box, part) for part in claim.parts]
        return ["all", *leaves] if all(leaves) else None
    return next((["any", j, leaf] for j, part in enumerate(claim.parts) if (leaf := _shown(checker, box, part))), None)


def _passes(checker: Checker, box: Box, claim: Sign, leaf: list[Any]) -> bool:
    try:
        checker.shows(box, claim, leaf)
    except (Refused, Undefined):
        return False
    return True


def _methods(checker: Checker, box: Box, claim: Sign) -> Iterator[list[Any]]:
    yield ["range"]
    if all(side.thin for side in box):
        yield ["point"]
        return
    if not claim.strict:
        yield ["zero"]
    yield ["slopes"]
    for i, side in enumerate(box):
        for which, end in (("low", side.low), ("high", side.high)):
            if not side.thin and (order := _order(checker, box, claim, i, end.exact)):
                yield ["taylor", i, which, order, EFFORT.coefficients]


def _order(checker: Checker, box: Box, claim: Sign, i: int, at: Any) -> int:
    """Return the order to which an expression vanishes exactly where symbol i is at an end, 0 if that is not known."""
    for count in (1, 4, EFFORT.vanishing + 1):
        try:
            found = checker.coefficients(box, claim.step, count, i, at)
        except Undefined:
            return 0
        order = next((j for j, c in enumerate(found) if c[0]), None)
        if order is not None:
            return order
    return 0


# Where to split


def _split(checker: Checker, box: Box) -> tuple[tuple[Box, Box], list[Any]] | None:
    """Return the halves of a box along its widest side that can be split, and the item that says so."""
    for i in sorted(range(len(box)), key=lambda i: -_width(checker, box[i])):
        point = str(_middle(box[i], checker.ring.one))
        try:
            return checker.halves(box, i, point), ["split", i, point]
        except Refused:
            continue
    return None


def _width(checker: Checker, side: Side) -> float:
    """Return a side's width relative to the size of its numbers, in units of the arithmetic."""
    low, high = side.hull
    if isinstance(low, float) or isinstance(high, float):
        return inf
    return (high - low) * checker.ring.one // (checker.ring.one + min(abs(low), abs(high)))


def _middle(side: Side, one: int) -> Fraction:
    low, high = side.hull
    if isinstance(low, float) or isinstance(high, float):
        if isinstance(low, float) and isinstance(high, float):
            return Fraction(0)
        near = Fraction(high if isinstance(low, float) else low, one)
        far = 2 * abs(near) + 2
        return Fraction(int(near - far if isinstance(low, float) else near + far))
    middle, width = Fraction(low + high, 2 * one), Fraction(high - low, one)
    if side.integer:
        return Fraction(middle.__floor__())
    # the simplest dyadic in the middle half: claims are tight at simple points more often than at others
    step = Fraction(1 << (int(abs(middle) + width) + 1).bit_length())
    while abs(round(middle / step) * step - middle) > width / 4:
        step /= 2
    return round(middle / step) * step

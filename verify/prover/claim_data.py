"""Statements and domains as data of certificates, as they are typed; expressions of SymPy to and from these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Expr, Rational, S, Symbol

from verify.kernel.program import Junction, Program, Sign
from verify.kernel.sides import TAKEN
from verify.language.choices import RELATIONS
from verify.language.compile import InexactLiteral
from verify.language.definedness import Whole, conditions, is_whole
from verify.language.domain import Domain
from verify.language.from_sympy import elementary, term_of
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS
from verify.language.term import Term, apply, fold, number, substitute, symbol, symbols_of
from verify.language.vectors import Vectors
from verify.prover.claims import Unsupported

__all__ = [
    "claim_data", "claim_expression", "domain_data", "expression_data", "expressions_of", "range_data", "side_data",
    "statement_data",
]  # fmt: skip

TRUE, FALSE = ["=", "0", "0"], [">", "0", "0"]


def claim_data(statement: Term, domain: Domain | None) -> dict[str, Any]:
    """Return a statement, as it is typed, and its domain as data of a certificate.

    Raises `Unsupported` for what certificates cannot say: vectors, means, integrals, a function the kernel does not
    know.  A domain of None is for statements without symbols.
    """
    called = {s: symbol(_plain(str(s.data))) for s in symbols_of(statement)}
    if (
        len(set(called.values())) < len(called)
        or domain
        and len(set(map(_plain, domain.by_name))) < len(domain.by_name)
    ):
        raise Unsupported("two symbols have names that certificates cannot tell apart")
    integers = domain.is_integer if domain else lambda symbol: False
    data, within = statement_data(elementary(statement), integers), domain_data(domain)
    if domain and domain.where != S.true and domain.condition.head == "and":
        # a condition that is defined only where others hold is a premise of the statement
        later = [part for part in domain.condition.args if any(True for _ in conditions(part, integers))]
        first = [part for part in domain.condition.args if part not in later]
        if first and later:
            within["where"] = [statement_data(part, integers) for part in first]
            data = ["or", *(statement_data(~part, integers) for part in later), data]
    return {"statement": data, "domain": within}


def _plain(name: str) -> str:
    """Return a name as certificates write it: φ as phi, with a stroke where it would be read as something else."""
    if any(not c.isascii() for c in name):
        name = "".join(c if c.isascii() else unicodedata.name(c, "x").split()[-1].lower() for c in name)
    name = re.sub(r"\W", "_", name)
    return name if name not in TAKEN and name.isidentifier() else f"{name}_" if name.isidentifier() else f"x_{name}"


# Terms


def statement_data(statement: Term, integers: Whole = lambda symbol: False) -> Any:
    """Return a statement as data; what is denied or implied in terms of relations, `and` and `or`.

    >>> x = term_of(Symbol("x"))
    >>> statement_data(~(x < 1))
    ['>=', ['symbol', 'x'], '1']
    """
    data, _ = fold(statement, lambda part, args: _both(part, args, integers))
    return data


def _both(part: Term, args: list[Any], integers: Whole) -> Any:
    """Return a statement and its negation, or an expression twice."""
    if part.head in RELATIONS:
        (left, _), (right, _) = args
        return _relation(part.head, left, right), _relation(_NEGATED[part.head], left, right)
    if part.head in ("and", "or"):
        return [part.head, *(a for a, _ in args)], ["or" if part.head == "and" else "and", *(b for _, b in args)]
    match part.head:
        case "true" | "false":
            return (TRUE, FALSE) if part.head == "true" else (FALSE, TRUE)
        case "not":
            return args[0][::-1]
        case "implies":
            (p, no_p), (q, no_q) = args
            return ["or", no_p, q], ["and", p, no_q]
        case "branch":  # as Python takes it: if p then q else r
            (p, no_p), (q, no_q), (r, no_r) = args
            return ["and", ["or", no_p, q], ["or", p, r]], ["and", ["or", no_p, no_q], ["or", p, no_r]]
        case "equivalent":
            (p, no_p), (q, no_q) = args
            return ["or", ["and", p, q], ["and", no_p, no_q]], ["or", ["and", p, no_q], ["and", no_p, q]]
    return (_number(part, [a for a, _ in args], integers),) * 2


_NEGATED = {"lt": "ge", "ge": "lt", "le": "gt", "gt": "le", "eq": "ne", "ne": "eq"}


def _relation(name: str, left: Any, right: Any) -> Any:
    if name in ("lt", "le"):
        return _relation(RELATIONS[name].turned, right, left)
    return [RELATIONS[name].json, left, right]


def _number(part: Term, args: list[Any], integers: Whole) -> Any:
    match part.head:
        case "number":
            return str(part.data)
        case "symbol":
            return ["symbol", _plain(str(part.data))]
        case "pi":
            return "pi"
        case "e":
            return ["exp", "1"]
        case "add" | "mul":
            return [part.head, *args] if len(args) > 1 else args[0]
        case "pow":
            return _power(part, args, integers)
    if part.head == "atan2":  # 2 arctan(y/(r + x)), r = √(x² + y²), but where y = 0 ≥ x
        y, x = args
        radius = ["sqrt", ["add", ["pow", x, "2"], ["pow", y, "2"]]]
        return ["mul", "2", ["atan", ["div", y, ["add", radius, x]]]]
    if (record := FUNCTIONS.get(part.head)) and isinstance(record.json, str):
        return [record.json, *args]
    raise Unsupported(f"certificates cannot say {part.head}")


def _power(part: Term, args: list[Any], integers: Whole) -> Any:
    """xʸ: of a number y as a power, else exp(y log x) for a positive number x; eʸ; (−1)ⁿ = cos nπ for integers n."""
    (base, exponent), (x, y) = part.args, args
    if base.head == "e":
        return ["exp", y]
    if exponent.head == "number":
        if exponent.data == 0:  # 1 where x is defined
            return ["add", "1", ["mul", "0", x]]
        return ["sqrt", x] if exponent.data == Fraction(1, 2) else ["pow", x, str(exponent.data)]
    if base.head == "number" and base.data == -1 and is_whole(exponent, integers):
        return ["cos", ["mul", "pi", y]]
    positive = base.head == "number" and base.data > 0 or base.head == "pi"
    return ["exp", ["mul", y, ["log", x]]] if positive else ["power", x, y]


# Domains


def domain_data(domain: Domain | None) -> dict[str, Any]:
    """Return a domain of scalars as data of a certificate, None standing for a claim without symbols."""
    if domain is None:
        return {"symbols": [], "where": []}
    symbols = [range_data(_plain(str(s)), values) for s, values in domain.ranges.items()]
    where = [] if domain.where == S.true else [statement_data(domain.condition, domain.is_integer)]
    return {"symbols": symbols, "where": where}


def range_data(name: str, values: Any) -> Any:
    """Return the range of a symbol: a side, or several of which it is the union; all reals for all rationals."""
    if isinstance(values, Vectors) or values.has(Symbol):
        raise Unsupported(f"{name} is no scalar with a fixed range")
    match values:
        case sympy.Union():
            parts = [range_data(name, part) for part in values.args]
            return [side for part in parts for side in (part if isinstance(part, list) else [part])]
        case sympy.FiniteSet() | sympy.Range() if values.is_finite_set and not _are_consecutive(values):
            return [side_data(name, sympy.FiniteSet(x)) for x in values]
    return side_data(name, S.Reals if values == S.Rationals else values)


def side_data(name: str, values: Any) -> dict[str, Any]:
    """Return an interval, a point or a run of integers as data of a certificate."""
    low, high, whole = values.inf, values.sup, _are_consecutive(values)
    is_point = isinstance(values, sympy.FiniteSet) and len(values) == 1
    if not (whole or is_point or isinstance(values, sympy.Interval) or values == S.Reals):
        raise Unsupported(f"the range {values} of {name} is no union of intervals, points and runs of integers")
    opens = {
        "low_open": low == -sympy.oo or bool(getattr(values, "left_open", False)),
        "high_open": high == sympy.oo or bool(getattr(values, "right_open", False)),
    }
    return {"name": name, "low": end_data(low), "high": end_data(high), **opens, "integer": whole}


def _are_consecutive(values: Any) -> bool:
    """Return whether a set consists of all integers between its ends."""
    if isinstance(values, sympy.FiniteSet):
        return values.is_subset(S.Integers) is True and len(values) == values.sup - values.inf + 1
    if isinstance(values, sympy.Range):
        return bool(values.step == 1)
    return values in (S.Integers, S.Naturals, S.Naturals0)


def end_data(e: Expr) -> Any:
    """Return an end of a side as data."""
    return {sympy.oo: "inf", -sympy.oo: "-inf"}.get(e) or expression_data(e)


# Expressions of SymPy, for those who search


def expression_data(e: Basic, names: Mapping[Symbol, str] | None = None) -> Any:
    """Return an expression or statement of SymPy, its symbols called by `names`, as data of a certificate.

    Raises `InexactLiteral` for a Float and `Unsupported` for a head that the kernel does not know.

    >>> x = Symbol("x")
    >>> expression_data(sympy.cos(x) / 2)
    ['mul', '1/2', ['cos', ['symbol', 'x']]]
    """
    for literal in e.atoms(sympy.Float):
        raise InexactLiteral(literal)
    called = {term_of(s): symbol(name) for s, name in (names or {}).items()}
    return statement_data(_in_roots(substitute(elementary(term_of(e)), called)))


def _in_roots(term: Term) -> Term:
    """Return a term with x √x for x^(3/2), and so on, so that a letter may stand for the root."""

    def combine(part: Term, args: list[Term]) -> Term:
        r = args[1].data if part.head == "pow" and args[1].head == "number" else Fraction(0)
        if r.denominator != 2 or r in (Fraction(1, 2), Fraction(-1, 2)):
            return part if tuple(args) == part.args else apply(part.head, *args, data=part.data)
        half = Fraction(1, 2) if r > 0 else Fraction(-1, 2)
        return apply("pow", args[0], number(r - half)) * apply("pow", args[0], number(half))

    return fold(term, combine)


def with_part(data: Any, old: Any, new: Any) -> Any:
    """Return data with one part for another."""
    if data == old:
        return new
    return [with_part(part, old, new) for part in data] if isinstance(data, list) else data


_BY_TABLE = {record.json: head for head, record in FUNCTIONS.items() if isinstance(record.json, str)}
_KINDS = {head: kind for kind, head in HEADS.items()}
_FUNCTIONS: Mapping[str, Callable[..., Expr]] = {name: _KINDS[head] for name, head in _BY_TABLE.items()} | {
    "add": sympy.Add,
    "mul": sympy.Mul,
    "div": lambda a, b: a / b,
    "power": sympy.Pow,
}


def expressions_of(program: Program, step: int, symbols: Mapping[int, Expr]) -> Expr:
    """Return the expression of SymPy for a step, in these symbols."""
    known: dict[int, Expr] = {}
    for i in program.cone(step):
        head, arguments, number = program.steps[i]
        match head:
            case "rational":
                known[i] = Rational(number.numerator, number.denominator)
            case "symbol":
                known[i] = symbols[int(number)]
            case "pi":
                known[i] = S.Pi
            case "pow":
                known[i] = sympy.Pow(known[arguments[0]], Rational(number.numerator, number.denominator))
            case _:
                known[i] = _FUNCTIONS[head](*(known[k] for k in arguments))
    return known[step]


def claim_expression(program: Program, claim: Any, symbols: Mapping[int, Expr]) -> Basic:
    """Return a claim of the kernel as a statement of SymPy."""
    if isinstance(claim, Sign):
        f = expressions_of(program, claim.step, symbols)
        kind = sympy.Gt if claim.strict else sympy.Ge
        found = kind(f, 0)
        return found if isinstance(found, kind) else kind(f, 0, evaluate=False)
    assert isinstance(claim, Junction)
    parts = (claim_expression(program, part, symbols) for part in claim.parts)
    return (sympy.And if claim.every else sympy.Or)(*parts)

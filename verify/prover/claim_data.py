"""Statements of SymPy and domains as data of a certificate, and read from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Basic, Expr, Rational, S, Symbol
from sympy.logic.boolalg import And, Boolean, Or, to_nnf

from verify.kernel import BadCertificate
from verify.language.choices import RELATIONS
from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.functions import FUNCTIONS
from verify.language.sympy_heads import HEADS, record_of, relation_of
from verify.language.vectors import Vectors
from verify.prover.claims import Unsupported

__all__ = ["domain_data", "expression_data", "expression_of", "side_data", "statement_data", "statement_of"]


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
    if (record := record_of(e)) and isinstance(record.json, str):
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
    if isinstance(statement, (sympy.Lt, sympy.Le)):
        statement = statement.reversed
    if relation := relation_of(statement):
        return [relation.json, *map(expression_data, statement.args)]
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
    symbols = [side_data(str(symbol), values) for symbol, values in domain.ranges.items()]
    return {"symbols": symbols, "where": [] if domain.where == S.true else [statement_data(domain.where)]}


def side_data(name: str, values: Any) -> dict[str, Any]:
    """Return the range of a symbol as data of a certificate."""
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


# Read again

_FUNCTIONS: Mapping[str, Callable[..., Expr]] = {"sqrt": sympy.sqrt, "add": sympy.Add, "mul": sympy.Mul} | {
    name: kind for kind, head in HEADS.items() if head in FUNCTIONS and isinstance(name := FUNCTIONS[head].json, str)
}
_RELATIONS: Mapping[str, Callable[..., Boolean]] = {"and": sympy.And, "or": sympy.Or} | {
    RELATIONS[head].json: kind for kind, head in HEADS.items() if head in RELATIONS
}


def statement_of(data: Any, symbols: Mapping[str, Any]) -> Boolean:
    """Return the statement that data of a certificate mean; raise `BadCertificate` for a head without a meaning."""
    head, *parts = data
    if head not in _RELATIONS:
        raise BadCertificate(f"{head!r} is no relation")
    read = statement_of if head in ("and", "or") else expression_of
    return _RELATIONS[head](*(read(part, symbols) for part in parts))


def expression_of(data: Any, symbols: Mapping[str, Any] | None = None) -> Expr:
    """Return the expression that data mean, in these symbols, or real ones of the names that stand there."""
    if isinstance(data, str):
        return S.Pi if data == "pi" else _rational(data)
    head, *parts = data
    if head == "symbol":
        return Symbol(parts[0], real=True) if symbols is None else symbols[parts[0]]
    if head == "pow":
        return sympy.Pow(expression_of(parts[0], symbols), _rational(parts[1]))
    values = [expression_of(part, symbols) for part in parts]
    if head == "div":
        return values[0] / values[1]
    if head not in _FUNCTIONS:
        raise BadCertificate(f"{head!r} is no function")
    return _FUNCTIONS[head](*values)


def _rational(text: str) -> Rational:
    numerator, _, denominator = text.partition("/")
    return Rational(int(numerator), int(denominator or 1))

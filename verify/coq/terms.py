"""SymPy expressions and statements as Coq terms over R, together with the conditions under which they are defined.

Coq's functions are total (x/0 = 0, sqrt (-1) = 0, ln 0 = 0), so a term alone would let an undefined statement pass.
A proposition printed here therefore asserts, before each relation, that its denominators do not vanish, that what
stands under a root is nonnegative and in a logarithm positive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import And, Basic, Equivalent, Expr, Ge, Gt, Implies, Ne, Not, Or, S, Set, Symbol
from sympy.core.relational import Relational

from verify.language.compile import InexactLiteral
from verify.language.domain import Domain
from verify.language.sympy_heads import record_of, relation_of
from verify.language.vectors import Vectors
from verify.prover.heads import conditions_of, in_exponentials

__all__ = ["Box", "Range", "Unprintable", "box", "conditions", "names", "proposition", "term"]

Names = Mapping[Basic, str]

_CONSTANTS = {sympy.pi: "PI", sympy.E: "(exp 1)"}


class Unprintable(ValueError):
    """The statement has a part without a meaning in Coq's real numbers."""


@dataclass(frozen=True)
class Range:
    """The smallest interval around a range; an infinite end is open."""

    low: Expr
    high: Expr
    left_open: bool
    right_open: bool

    @property
    def bounded(self) -> bool:
        return bool(self.low.is_finite and self.high.is_finite)


Box = Mapping[Basic, Range]


def names(symbols: Iterable[Basic]) -> dict[Basic, str]:
    """Return distinct Coq identifiers for symbols; a prefix keeps them apart from keywords and library names."""
    found: dict[Basic, str] = {}
    for symbol in symbols:
        plain = "x_" + re.sub(r"[^A-Za-z0-9]", "_", str(getattr(symbol, "name", symbol)))
        taken = set(found.values())
        found[symbol] = next(n for i in range(len(taken) + 1) if (n := f"{plain}_{i}" if i else plain) not in taken)
    return found


def box(domain: Domain) -> dict[Basic, Range]:
    """Return an interval around each range: integers become reals, which strengthens what is claimed for all."""
    return {symbol: _hull(symbol, values) for symbol, values in domain.ranges.items()}


def _hull(symbol: Basic, values: Set | Vectors) -> Range:
    if isinstance(values, Vectors):
        raise Unprintable(f"{symbol} is a vector; only scalar statements can be goals")
    low, high = values.inf, values.sup
    left_open, right_open = (not end.is_finite or values.contains(end) == S.false for end in (low, high))
    return Range(low, high, bool(left_open), bool(right_open))


def term(expression: Basic, known: Names) -> str:
    """Return the Coq term of an expression; raises `Unprintable` for a head without a meaning over R.

    >>> x = Symbol("x")
    >>> term(sympy.sqrt(x) / 3 - sympy.pi, names([x]))
    '(((- 1) * PI) + ((1 / 3) * (sqrt x_x)))'
    """
    match expression:
        case sympy.Float():
            raise Unprintable(str(InexactLiteral(expression)))
        case sympy.Integer():
            return f"{expression.p}" if expression.p >= 0 else f"(- {-expression.p})"
        case sympy.Rational():
            return f"({term(S(expression.p), known)} / {expression.q})"
        case sympy.Add() | sympy.Mul():
            return _joined(expression, known)
        case sympy.Pow():
            return _power(expression, known)
    if expression in known:
        return known[expression]
    if expression in _CONSTANTS:
        return _CONSTANTS[expression]
    if (record := record_of(expression)) and isinstance(record.coq, str) and len(expression.args) == 1:
        return f"({record.coq} {term(expression.args[0], known)})"
    if (plain := in_exponentials(expression)) != expression:
        return term(plain, known)
    if isinstance(expression, Symbol):
        raise Unprintable(f"the symbol {expression} is not in the domain")
    raise Unprintable(f"{type(expression).__name__} in {expression} has no meaning in Coq's interval tactic")


def _joined(expression: Expr, known: Names) -> str:
    if isinstance(expression, sympy.Mul):
        above = [a for a in expression.args if not _is_inverse(a)]
        below = [a.base for a in expression.args if _is_inverse(a)]
        top = " * ".join(term(a, known) for a in above) or "1"
        return f"({top} / {' / '.join(term(b, known) for b in below)})" if below else f"({top})"
    return f"({' + '.join(term(a, known) for a in expression.args)})"


def _is_inverse(factor: Expr) -> bool:
    return bool(factor.is_Pow and factor.exp == -1 and not isinstance(factor.base, sympy.Rational))


def _power(power: sympy.Pow, known: Names) -> str:
    base, exponent = power.args
    inner = term(base, known)
    if base == S.Exp1:
        return f"(exp {term(exponent, known)})"
    if exponent.is_Rational and abs(exponent.p) > 1000:
        raise Unprintable(f"the exponent of {base} is too large for Coq's unary numbers")
    if exponent.is_Integer:
        size = f"({inner} ^ {abs(int(exponent))})" if exponent != -1 else inner
        return size if exponent >= 0 else f"(/ {size})"
    if exponent.is_Rational and exponent.q == 2:
        size = f"((sqrt {inner}) ^ {abs(int(exponent.p))})" if abs(exponent.p) != 1 else f"(sqrt {inner})"
        return size if exponent > 0 else f"(/ {size})"
    return f"(exp ({term(exponent, known)} * ln {inner}))"


def conditions(expression: Basic) -> Iterator[Relational]:
    """Yield relations, inner ones first, under which an expression is defined and its Coq term means the same.

    >>> x = Symbol("x")
    >>> list(conditions(sympy.log(1 / x)))
    [Ne(x, 0), 1/x > 0]
    """
    for argument in expression.args:
        yield from conditions(argument)
    match expression:
        case sympy.Pow(base=base, exp=exponent) if base != S.Exp1:
            if exponent.is_Integer:  # 0 ** 0 = 1 in both
                if exponent.is_negative and (base == 0 or not base.is_Rational):
                    yield Ne(base, 0, evaluate=False)
            elif exponent.is_Rational and exponent.q == 2 and exponent > 0:
                yield Ge(base, 0, evaluate=False)
            else:
                yield Gt(base, 0, evaluate=False)
        case sympy.Function() if record_of(expression):
            yield from conditions_of(expression)


def proposition(statement: Basic, known: Names) -> str:
    """Return the Coq proposition of a statement without its conditions; see `verify.coq.statements` for those."""
    match statement:
        case Relational(args=(left, right)) if (relation := relation_of(statement)) and isinstance(left, Expr):
            return f"({term(left, known)} {relation.coq} {term(right, known)})"
        case sympy.Tuple():
            return proposition(And(*statement, evaluate=False), known)
        case And() | Or():
            symbol = " /\\ " if isinstance(statement, And) else " \\/ "
            return f"({symbol.join(proposition(a, known) for a in statement.args)})"
        case Implies(args=(premise, conclusion)):
            return f"({proposition(premise, known)} -> {proposition(conclusion, known)})"
        case Equivalent(args=(left, right)):
            return f"({proposition(left, known)} <-> {proposition(right, known)})"
        case Not(args=(inner,)):
            return f"(~ {proposition(inner, known)})"
    if statement in (S.true, S.false):
        raise Unprintable(f"SymPy decided a part ({statement}) when it was written; Coq would see nothing of it")
    raise Unprintable(f"{type(statement).__name__} is no relation or connective that Coq is given")

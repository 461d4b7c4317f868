"""Identities that the kernel's exact algebra shows."""

from __future__ import annotations

from sympy import Dummy, Expr, Integral, Sum, Symbol

from verify.kernel import BadCertificate, Limits, Refused, Undefined
from verify.kernel.check import Checker
from verify.kernel.program import Sign
from verify.language.expectation import E
from verify.language.from_sympy import elementary, term_of
from verify.language.sympy_heads import NotReadable
from verify.language.vectors import Dot, by_dots
from verify.prover.claim_data import statement_data
from verify.prover.effort import EFFORT
from verify.prover.proof import ENGINES

__all__ = ["vanishes"]

DIGITS = 15  # of the numbers in a claim, which the algebra does not look at


def vanishes(expression: Expr) -> bool:
    """Return whether the kernel shows that an expression is zero wherever it is defined, at any real symbols.

    Means, sums, integrals and inner products count as symbols, angles as what they are in inner products.  False means
    that it was not shown, by exact algebra alone: not that it is otherwise.

    >>> from sympy import cos, sin, sqrt, symbols
    >>> x, y = symbols("x y")
    >>> vanishes(sin(x) ** 2 - (1 - cos(x)) * (1 + cos(x))), vanishes(sqrt(x * y) - sqrt(x) * sqrt(y))
    (True, False)
    """
    expression = by_dots(expression)
    expression = expression.xreplace({node: Dummy() for node in expression.atoms(E, Dot, Integral, Sum)})
    letters = {s: Symbol(f"x{i}") for i, s in enumerate(sorted(expression.free_symbols, key=str))}
    line = {"low": "-inf", "high": "inf", "low_open": True, "high_open": True, "integer": False}
    symbols = [{"name": letter.name, **line} for letter in letters.values()]
    try:
        statement = [">=", statement_data(elementary(term_of(expression.xreplace(letters)))), "0"]
        claim = {"digits": DIGITS, "statement": statement, "domain": {"symbols": symbols, "where": []}}
        checker = Checker(claim, ENGINES[0], Limits(EFFORT.identity))
        (goal,) = checker.starts
        return isinstance(goal.claim, Sign) and checker.leaves.vanishes(goal.box, goal.claim.step)
    except (NotReadable, BadCertificate, Refused, Undefined):
        return False

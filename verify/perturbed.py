"""The value of a claim at floats taken exactly, and its values where the inputs are perturbed: both enclosed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy
from flint import arb
from sympy import Basic, Eq, Expr, Symbol

from verify.arithmetics import Bounds, arithmetic, ball
from verify.arithmetics import range as ranges
from verify.claims import Unsupported, conditions
from verify.compile import CompileError, compile_expression
from verify.declare import Lemma
from verify.derivation import Derivation
from verify.domain import Domain
from verify.falsify import truth
from verify.points import enclosed, exact
from verify.spaces import mismatch
from verify.strategies import Input, exact_point
from verify.vectors import Angle, Dot, Vector, by_dots

__all__ = ["At", "Quantity", "quantity_of"]

DIGITS = (40, 80, 160, 320, 640)


def quantity_of(claim: Any, domain: Domain | None, side: str) -> Quantity:
    """Return the number that a claim is about."""
    if isinstance(claim, Derivation):
        name, expression, own, words = claim.name, claim.result, claim.domain, (claim.sentence, claim.source)
    elif isinstance(claim, Lemma):
        name, expression, own, words = claim.name, _side(claim, side), claim.domain, (claim.sentence, claim.source)
    elif isinstance(claim, Expr):
        if domain is None:
            raise TypeError(f"the expression {claim} needs domain=, such as Domain(x=Interval(0, 1))")
        name, expression, own, words = str(claim), claim, domain, ("", "")
    else:
        raise TypeError(f"a claim is a derivation, a lemma that is an equation or an expression, not {claim!r}")
    if domain is not None and set(domain.by_name) != set(own.by_name):
        raise ValueError(
            f"domain= must have the claim's symbols {', '.join(own.by_name)}, not {', '.join(domain.by_name)}"
        )
    quantity = Quantity(name, _in_symbols_of(own, expression), own, _words(*words))
    if hole := mismatch(quantity.expression, own):
        raise ValueError(f"the claim {name} has no value: {hole}")
    quantity.program("range", DIGITS[0])  # raises for what cannot be enclosed
    return quantity


def _words(sentence: str, source: str) -> str:
    return f"{sentence} ({source})" if source else sentence


def _side(lemma: Lemma, side: str) -> Expr:
    if not isinstance(lemma.statement, Eq):
        raise TypeError(f"lemma {lemma.name} is no equation; pass the expression that you mean, with domain=")
    if side not in ("left", "right"):
        raise ValueError(f"side= is 'left' or 'right', not {side!r}")
    return lemma.statement.lhs if side == "left" else lemma.statement.rhs


def _in_symbols_of(domain: Domain, expression: Expr) -> Expr:
    """Return the expression with symbols of the same name, whatever was assumed of them, replaced by the domain's."""
    strangers = {s for s in expression.free_symbols if not _is_ones(s) and s not in domain.symbols}
    if unknown := sorted(str(s) for s in strangers if str(s) not in domain.by_name):
        raise ValueError(f"{expression} speaks of {', '.join(unknown)}, not in {domain}")
    return expression.xreplace({s: domain.by_name[str(s)] for s in strangers})


def _is_ones(symbol: Basic) -> bool:
    return isinstance(symbol, Vector) and symbol.name == "1"


@dataclass(frozen=True, eq=False)
class Quantity:
    """An expression as a function of scalars, of inner products and of angles between vectors."""

    name: str
    expression: Expr
    domain: Domain
    words: str

    @cached_property
    def angles(self) -> dict[Basic, Symbol]:
        """The angles between two vectors and the arccosines that are such, each with a symbol."""
        found: dict[Basic, Symbol] = {a: sympy.Dummy("angle") for a in self.expression.atoms(Angle) if _of_vectors(a)}
        for node in self.expression.atoms(sympy.acos):
            pairs = (Angle(*entry.args, Symbol("t")) for entry in node.atoms(Dot))
            if (angle := next((a for a in pairs if a.as_elementary() == node), None)) is not None:
                found[node] = found.setdefault(angle, sympy.Dummy("angle"))
        return found

    @cached_property
    def plain(self) -> Expr:
        return by_dots(self.expression.xreplace(self.angles))

    @cached_property
    def entries(self) -> list[Dot]:
        return sorted(self.plain.atoms(Dot), key=str)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The names of the vectors in each inner product."""
        found = [(x.name, y.name) for x, y in (entry.args for entry in self.entries)]
        if ("1", "1") in found:
            raise TypeError(f"in {self.name} the product of 1 with itself is a dimension; write that symbol instead")
        return found

    @cached_property
    def turns(self) -> list[tuple[str, str]]:
        """The names of the vectors of each angle."""
        return [(a.args[0].name, a.args[1].name) for a in self.angles if isinstance(a, Angle)]

    @cached_property
    def arguments(self) -> list[Basic]:
        """What the expression is compiled for: scalars, inner products, angles."""
        return [*self.domain.scalars, *self.entries, *(s for a, s in self.angles.items() if isinstance(a, Angle))]

    @cached_property
    def ranges(self) -> list[tuple[str, Any, Any]]:
        """The name of each scalar and the ends of its range."""
        return [(s.name, exact(values.inf), exact(values.sup)) for s, values in self.domain.scalars.items()]

    @cached_property
    def _programs(self) -> dict[tuple[str, int], Callable[..., Any] | None]:
        return {}

    def program(self, kind: str, digits: int) -> Callable[..., Any] | None:
        """Return the compiled expression, None where only balls give it no meaning; raise TypeError if it has none."""
        if (kind, digits) not in self._programs:
            self._programs[kind, digits] = self._compiled(kind, digits)
        return self._programs[kind, digits]

    def _compiled(self, kind: str, digits: int) -> Callable[..., Any] | None:
        symbols: dict[Basic, Basic] = {entry: sympy.Dummy("dot") for entry in self.entries}
        inputs = [symbols.get(s, s) for s in self.arguments]
        try:
            return compile_expression(self.plain.xreplace(symbols), inputs, arithmetic(kind, digits))
        except CompileError as error:
            if kind == "ball":  # a function that only ranges know
                return None
            raise TypeError(f"the claim {self.name} is not one number that can be enclosed: {error}") from error

    @cached_property
    def conditions(self) -> tuple[Any, ...] | None:
        """What must hold for the expression to be defined; None if that is not known."""
        try:
            return tuple(condition for condition, _ in conditions(self.expression))
        except Unsupported:
            return None

    def is_defined(self, point: Input) -> bool:
        """Return whether the expression was shown to be defined at a point."""
        if self.conditions is None:
            return False
        try:
            return all(truth(c, exact_point(self.domain, point), 60, exactly=True) is True for c in self.conditions)
        except (TypeError, ValueError):
            return False


def _of_vectors(angle: Angle) -> bool:
    return all(isinstance(x, Vector) for x in angle.args[:2])


@dataclass(frozen=True)
class At:
    """A quantity at exactly the floats of a point, or for inputs within a relative distance of them."""

    quantity: Quantity
    point: Input

    def value(self, digits: int) -> Bounds | None:
        """Return an enclosure of the value at the point, None where none was found or it is undefined."""
        found = self._enclosure("ball", digits)
        if found is None and self._is_defined:
            # balls lose what is defined only at the edge, as √0 or arccos 1 with a rounded argument
            found = self._enclosure("range", digits)
        return found

    @cached_property
    def _is_defined(self) -> bool:
        return self.quantity.is_defined(self.point)

    def nearby(self, digits: int, relative: Fraction) -> Bounds | None:
        """Return an enclosure of the formula over perturbed inputs; None if it is not bounded."""
        return self._enclosure("range", digits, relative)

    def _enclosure(self, kind: str, digits: int, relative: Fraction = Fraction(0)) -> Bounds | None:
        table, program = arithmetic(kind, digits), self.quantity.program(kind, digits)
        if program is None:
            return None
        with table.working():
            elements = [self._scalar(*scalar, digits, relative) for scalar in self.quantity.ranges]
            elements += [self._product(*pair, relative) for pair in self.quantity.pairs]
            elements += [self._angle(*pair, digits, relative) for pair in self.quantity.turns]
            return table.bounds(program(*(x[0] if kind == "ball" else x for x in elements)))

    def _scalar(self, name: str, low: Any, high: Any, digits: int, relative: Fraction) -> Any:
        x = Fraction(self.point[name])  # type: ignore[arg-type]
        if not relative or isinstance(self.point[name], int):
            return _thin(ball.number(x))
        spread = abs(x) * relative
        around = ball.number(x - spread), ball.number(x + spread)
        return ranges.intersection(around, (enclosed(low, digits), enclosed(high, digits)))

    def _product(self, x: str, y: str, relative: Fraction) -> Any:
        value, size = self._dot(x, y)
        if not relative:
            return _thin(ball.number(value))
        # Σ|xᵢyᵢ| ((1 + δ)² − 1) bounds the change, Σ|yᵢ| δ if x is 1
        spread = size * ((1 + relative) ** ((x != "1") + (y != "1")) - 1)
        return ball.number(value - spread), ball.number(value + spread)

    @cached_property
    def _dots(self) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
        return {}

    def _dot(self, x: str, y: str) -> tuple[Fraction, Fraction]:
        """Return Σ xᵢyᵢ and Σ|xᵢyᵢ|, exactly."""
        if (x, y) not in self._dots:
            left, right = self.point.get(x), self.point.get(y)
            ones = (1.0,) * max(len(v) for v in (left, right) if isinstance(v, tuple))
            pairs = zip(left or ones, right or ones, strict=True)  # type: ignore[arg-type]
            terms = [Fraction(s) * Fraction(t) for s, t in pairs]
            self._dots[x, y] = sum(terms, Fraction(0)), sum(map(abs, terms), Fraction(0))
        return self._dots[x, y]

    def _angle(self, x: str, y: str, digits: int, relative: Fraction) -> Any:
        """Return the angle of two vectors as atan2(√(pq − c²), c), its ends moved by what turns the vectors.

        Entries that change by at most δ relatively turn a vector by at most arcsin δ ≤ δ (1 + δ).
        """
        (c, _), p, q = self._dot(x, y), self._square(x, y), self._square(y, x)
        # the difference is exact, so it is never negative, and 0 for parallel vectors
        root, atan2 = (arithmetic("ball", digits).functions[name] for name in ("root", "atan2"))
        theta = atan2(root(ball.number(p * q - c * c)), ball.number(c))
        turn = 2 * relative * (1 + relative)
        moved = theta - ball.number(turn), theta + ball.number(turn)
        return _thin(theta) if not turn else ranges.intersection(moved, (enclosed(Fraction(0), digits), arb.pi()))

    def _square(self, x: str, y: str) -> Fraction:
        return self._dot(x, x)[0] if x != "1" else Fraction(len(self.point[y]))  # type: ignore[arg-type]


def _thin(x: Any) -> tuple[Any, Any]:
    return x, x


# The comparison

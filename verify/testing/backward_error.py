"""The value of a claim at floats taken exactly, and its values where the inputs are perturbed: both enclosed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import sympy
from flint import arb
from sympy import Basic, Eq, Expr, Piecewise, S, Set, Symbol
from sympy.logic.boolalg import to_nnf

from verify.arithmetics import Arithmetic, Bounds, arithmetic, ball
from verify.arithmetics import range as ranges
from verify.language.compile import CompileError, compile_expression
from verify.language.derivation import Derivation
from verify.language.domain import Domain
from verify.language.lemma import Lemma
from verify.language.spaces import mismatch
from verify.language.vectors import Angle, Dot, Vector, Vectors
from verify.prover.boxes import boxes
from verify.prover.exact_numbers import enclosed, exact
from verify.testing.strategies import Input

__all__ = ["At", "Quantity", "is_inside", "quantity_of"]

DIGITS = (40, 80, 160, 320, 640, 1280)


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
    _refuse_strangers(expression, own)
    if hole := mismatch(expression, own):
        raise ValueError(f"the claim {name} has no value: {hole}")
    quantity = Quantity(name, expression, own, _words(*words))
    quantity.program(ranges.with_steps(DIGITS[0]))  # raises for what cannot be enclosed
    return quantity


def _words(sentence: str, source: str) -> str:
    return f"{sentence} ({source})" if source else sentence


def _side(lemma: Lemma, side: str) -> Expr:
    # as typed, unless there are angles to be recognised
    has_vectors = len(lemma.domain.scalars) < len(lemma.domain.ranges)
    typed = None if has_vectors else lemma.typed
    equation = typed if isinstance(typed, Eq) else lemma.statement
    if not isinstance(equation, Eq):
        raise TypeError(f"lemma {lemma.name} is no equation; pass the expression that you mean, with domain=")
    if side not in ("left", "right"):
        raise ValueError(f"side= is 'left' or 'right', not {side!r}")
    return equation.lhs if side == "left" else equation.rhs


def _refuse_strangers(expression: Basic, domain: Domain) -> None:
    """Raise ValueError for a symbol that the domain has none of the name of, whatever is assumed of it."""
    strangers = {s for s in expression.free_symbols if not _is_ones(s) and str(s) not in domain.by_name}
    if strangers:
        raise ValueError(f"{expression} speaks of {', '.join(sorted(map(str, strangers)))}, not in {domain}")


def _is_ones(symbol: Basic) -> bool:
    return isinstance(symbol, Vector) and symbol.name == "1"


@dataclass(frozen=True, eq=False)
class Quantity:
    """An expression as a function of scalars, of inner products and of angles between vectors.

    Nothing is substituted in it: SymPy would decide by what it assumes of symbols, and by a few digits, what steps
    such as Max and Heaviside are.  Symbols, products and angles are inputs of the compiled expression, as they stand.
    """

    name: str
    expression: Expr
    domain: Domain
    words: str

    @cached_property
    def angles(self) -> dict[Basic, tuple[str, str]]:
        """The angles between two vectors and the arccosines that are such, with the names of the vectors."""
        found: dict[Basic, tuple[str, str]] = {
            a: (a.args[0].name, a.args[1].name) for a in self.expression.atoms(Angle) if _of_vectors(a)
        }
        for node in self.expression.atoms(sympy.acos):
            pairs = (entry.args for entry in node.atoms(Dot))
            if (pair := next((p for p in pairs if Angle(*p, Symbol("t")).as_elementary() == node), None)) is not None:
                found[node] = pair[0].name, pair[1].name
        return found

    @cached_property
    def entries(self) -> dict[Basic, tuple[str, str]]:
        """The inner products outside of these angles, with the names of the vectors."""
        found = {entry: (entry.args[0].name, entry.args[1].name) for entry in self._products(self.expression)}
        if ("1", "1") in found.values():
            raise TypeError(f"in {self.name} the product of 1 with itself is a dimension; write that symbol instead")
        return found

    def _products(self, node: Basic) -> Iterator[Dot]:
        if isinstance(node, Dot):
            yield node
        elif node not in self.angles:
            for part in (node.as_elementary(),) if isinstance(node, Angle) else node.args:
                yield from self._products(part)

    @cached_property
    def scalars(self) -> dict[Basic, tuple[str, Any, Any]]:
        """The scalar symbols, with the name and the ends of the range of each."""
        ranges = {s.name: r for s, r in self.domain.scalars.items()}
        spoken = sorted((s for s in self.expression.free_symbols if str(s) in ranges), key=str)
        return {s: (s.name, exact(ranges[s.name].inf), exact(ranges[s.name].sup)) for s in spoken}

    @cached_property
    def _programs(self) -> dict[tuple[str, int], Callable[..., Any]]:
        return {}

    def program(self, table: Arithmetic) -> Callable[..., Any]:
        """Return the compiled expression; raise TypeError if it has no meaning."""
        if (table.name, table.digits) not in self._programs:
            inputs = [*self.scalars, *self.entries, *self.angles]
            try:
                compiled = compile_expression(self.expression, inputs, table)
            except CompileError as error:
                raise TypeError(f"the claim {self.name} is not one number that can be enclosed: {error}") from error
            self._programs[table.name, table.digits] = compiled
        return self._programs[table.name, table.digits]


def _of_vectors(angle: Angle) -> bool:
    return all(isinstance(x, Vector) for x in angle.args[:2])


@dataclass(frozen=True)
class At:
    """A quantity at exactly the floats of a point, or for inputs within a relative distance of them."""

    quantity: Quantity
    point: Input

    def value(self, digits: int) -> Bounds | None:
        """Return an enclosure of the value at the point, None if it is undefined or these digits do not tell."""
        table = arithmetic("point", digits)
        return self._enclosure(table, Fraction(0))

    def nearby(self, digits: int, relative: Fraction) -> Bounds | None:
        """Return an enclosure of the formula over perturbed inputs; None if it is not bounded."""
        return self._enclosure(ranges.with_steps(digits), relative)

    def _enclosure(self, table: Arithmetic, relative: Fraction) -> Bounds | None:
        program, quantity = self.quantity.program(table), self.quantity
        with table.working():
            elements = [self._scalar(*scalar, table, relative) for scalar in quantity.scalars.values()]
            elements += [self._product(*pair, relative) for pair in quantity.entries.values()]
            elements += [self._angle(*pair, table, relative) for pair in quantity.angles.values()]
            return table.bounds(program(*elements))

    def _scalar(self, name: str, low: Any, high: Any, table: Arithmetic, relative: Fraction) -> Any:
        x = Fraction(self.point[name])  # type: ignore[arg-type]
        if not relative or isinstance(self.point[name], int):
            return x
        spread = abs(x) * relative
        around = ball.number(x - spread), ball.number(x + spread)
        return ranges.intersection(around, (enclosed(low, table.digits), enclosed(high, table.digits)))

    def _product(self, x: str, y: str, relative: Fraction) -> Any:
        value, size = self._dot(x, y)
        if not relative:
            return value
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

    def _angle(self, x: str, y: str, table: Arithmetic, relative: Fraction) -> Any:
        """Return the angle of two vectors as atan2(√(pq − c²), c), its ends moved by what turns the vectors.

        Entries that change by at most δ relatively turn a vector by at most arcsin δ ≤ δ (1 + δ).
        """
        (c, _), p, q = self._dot(x, y), self._square(x, y), self._square(y, x)
        # the difference is exact, so it is never negative, and 0 for parallel vectors
        root, atan2 = (arithmetic("ball", table.digits).functions[name] for name in ("root", "atan2"))
        theta = atan2(root(ball.number(p * q - c * c)), ball.number(c))
        if table.name == "point":
            return theta
        turn = 2 * relative * (1 + relative)
        moved = theta - ball.number(turn), theta + ball.number(turn)
        return ranges.intersection(moved, (enclosed(Fraction(0), table.digits), arb.pi()))

    def _square(self, x: str, y: str) -> Fraction:
        return self._dot(x, x)[0] if x != "1" else Fraction(len(self.point[y]))  # type: ignore[arg-type]


# The domain


def is_inside(domain: Domain, point: Input) -> bool:
    """Return whether a point was shown to lie in the domain, side condition included, by balls of rising precision."""
    return all(_is_in(values, point[str(s)]) for s, values in domain.ranges.items()) and _meets(domain, point)


def _is_in(values: Set, x: Any) -> bool:
    if isinstance(values, Vectors):
        return any(x) or not values.nonzero
    number = Fraction(x)
    sides = (box.sides[0] for box in boxes({Symbol("x"): values}))
    inside = (side for side in sides if side.holds(number) or side.has_end(number))
    return any(number.denominator == 1 or not side.whole for side in inside)


def _meets(domain: Domain, point: Input) -> bool:
    if domain.where == S.true:
        return True
    found = (At(_indicator(domain), point).value(digits) for digits in DIGITS)
    return next((bounds[0] == 1 for bounds in found if bounds is not None), False)


@lru_cache(maxsize=128)
def _indicator(domain: Domain) -> Quantity:
    """Return 1 where the side condition holds, 0 where it does not, undefined where it is."""
    where = to_nnf(domain.where, simplify=False)
    one = Piecewise((S.One, where), (S.Zero, True), evaluate=False)
    return Quantity(f"the condition {domain.where}", one, domain, "")

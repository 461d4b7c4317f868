"""Vectors of unspecified dimension: linear combinations, inner products, gradients.

A vector expression is an ordinary SymPy expression linear in `Vector` atoms; `Dot` is expanded over
it on construction, so that every scalar is a function of the Gram entries of a few atoms and no
dimension ever appears.  `gradient` is the chain rule through those entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import sympy
from sympy import AtomicExpr, Basic, Expr, S, Set, Symbol, sqrt
from sympy.core.numbers import Number
from sympy.core.parameters import global_parameters
from sympy.core.symbol import Str

from verify.language.notation import notation

__all__ = [
    "Angle", "Component", "Dot", "Gradient", "Vector", "Vectors", "by_dots", "coordinates", "gradient", "instantiate",
    "norm",
]  # fmt: skip


class Vector(AtomicExpr):
    """An element of a real inner product space, for use inside linear combinations and `Dot`.

    ``index`` makes it a member of a family (Z_1, Z_2, …); ``gaussian`` marks a standard normal
    vector, the members of a family being independent; ``latex`` is how it is typeset.
    """

    def __new__(
        cls,
        name: str | Str,
        index: Expr | None = None,
        *,
        nonzero: bool = False,
        gaussian: bool = False,
        latex: str | None = None,
    ) -> Vector:
        label = name if isinstance(name, Str) else Str(name)
        self = super().__new__(cls, label) if index is None else super().__new__(cls, label, index)
        self._args = (label,) if index is None else (label, sympy.sympify(index))
        self.nonzero, self.gaussian, self.latex = nonzero, gaussian, latex or _typeset(str(label))
        return self

    is_commutative = True
    is_symbol = False
    __iter__ = None  # [] names a member of the family; there is nothing to walk through

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def index(self) -> Expr | None:
        return self.args[1] if len(self.args) > 1 else None

    def __getitem__(self, index: Any) -> Vector:
        return self._with_index(sympy.sympify(index))

    @property
    def func(self) -> Any:
        """Return what rebuilds a vector like this one from other arguments, as SymPy's walks do."""
        return partial(Vector, nonzero=self.nonzero, gaussian=self.gaussian, latex=self.latex)

    def _with_index(self, index: Expr | None) -> Vector:
        return self.func(self.args[0], index)

    @property
    def free_symbols(self) -> set[Basic]:
        return {self} if self.index is None else {self._with_index(None)} | self.index.free_symbols

    def _eval_subs(self, old: Basic, new: Basic) -> Basic:
        if self.index is None or not self.index.has(old):
            return self
        return self._with_index(self.index.subs(old, new))

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*self._args, self.nonzero, self.gaussian)

    def _sympystr(self, printer: Any) -> str:
        return self.name if self.index is None else f"{self.name}[{printer._print(self.index)}]"

    def _latex(self, printer: Any) -> str:
        return self.latex if self.index is None else f"{self.latex}_{{{printer._print(self.index)}}}"


def _typeset(name: str) -> str:
    return name.removesuffix("_star") + ("^{*}" if name.endswith("_star") else "")


def coordinates(expression: Expr) -> dict[Vector, Expr]:
    """Return the coefficients of a vector expression over its atoms.

    Raises ValueError if the expression is not linear in vectors.
    """
    found: dict[Vector, Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(expression)):
        scalars: list[Expr] = []
        vectors: list[Vector] = []
        for factor in sympy.Mul.make_args(term):
            (vectors if isinstance(factor, Vector) else scalars).append(factor)
        if term.is_zero:
            continue
        if len(vectors) != 1 or any(_bare_vectors(s) for s in scalars):
            raise ValueError(f"{expression} is not a linear combination of vectors")
        found[vectors[0]] = found.get(vectors[0], S.Zero) + sympy.Mul(*scalars)
    return found


def _bare_vectors(expression: Basic) -> bool:
    if isinstance(expression, (Dot, Component, Angle)):
        return False
    return isinstance(expression, Vector) or any(map(_bare_vectors, expression.args))


class Dot(Expr):
    """The inner product of two vector expressions, bilinear and symmetric.

    >>> u, v = Vector("u"), Vector("v")
    >>> Dot(2*u + v, v)
    2*Dot(u, v) + Dot(v, v)
    """

    is_commutative = True
    is_real = True
    _diff_wrt = True

    def __new__(cls, x: Expr, y: Expr) -> Expr:
        if not global_parameters.evaluate:  # as it is written
            return super().__new__(cls, sympy.sympify(x), sympy.sympify(y))
        if isinstance(x, Vector) and isinstance(y, Vector):
            pair = sorted((x, y), key=_order)
            return super().__new__(cls, *pair)
        return sympy.Add(
            *[
                p * q * Dot(u, v)
                for u, p in coordinates(sympy.sympify(x)).items()
                for v, q in coordinates(sympy.sympify(y)).items()
            ]
        )

    def _eval_is_extended_nonnegative(self) -> bool | None:
        return True if self.args[0] == self.args[1] else None

    def _eval_is_extended_positive(self) -> bool | None:
        return True if self.args[0] == self.args[1] and self.args[0].nonzero else None

    def _eval_derivative(self, symbol: Basic) -> Expr:
        return S.One if symbol == self else S.Zero

    def _sympystr(self, printer: Any) -> str:
        return f"Dot({printer._print(self.args[0])}, {printer._print(self.args[1])})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        x, y = (printer._print(v) for v in self.args)
        if x == y:
            power = "2" if exp is None else str(2 * int(exp))
            return rf"\lVert {x} \rVert^{{{power}}}"
        body = rf"{x}^{{\top}} {y}" if "_" not in x else rf"\langle {x}, {y} \rangle"
        return body if exp is None else rf"({body})^{{{exp}}}"


def _order(vector: Vector) -> tuple[Any, ...]:
    return vector.gaussian, vector.name != "1", vector.name, str(vector.index)


@notation
def norm(x: Expr) -> Expr:
    """Return ‖x‖ = √(x·x)."""
    return sqrt(Dot(x, x))


class Component(Expr):
    """The coordinate of a vector at an index, counted from 1."""

    def __new__(cls, vector: Expr, index: Any) -> Component:
        return super().__new__(cls, sympy.sympify(vector), sympy.sympify(index))

    is_commutative = True
    is_real = True

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.args[0])}[{printer._print(self.args[1])}]"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        name, index = (printer._print(part) for part in self.args)
        base, _, star = name.partition("^")
        upper = star.strip("{}") + (exp or "")
        return f"{base}_{{{index}}}" + (f"^{{{upper}}}" if upper else "")


class Angle(Expr):
    """The angle between two nonzero vectors, in [0, π]; the third argument is the letter it prints as."""

    is_commutative = True
    is_real = True

    def as_elementary(self) -> Expr:
        """Return arccos(x·y / (‖x‖ ‖y‖))."""
        x, y, _ = self.args
        return sympy.acos(Dot(x, y) / norm(x) / norm(y))

    @property
    def free_symbols(self) -> set[Basic]:
        return self.args[0].free_symbols | self.args[1].free_symbols

    def _sympystr(self, printer: Any) -> str:
        return printer._print(self.args[2])

    def _latex(self, printer: Any) -> str:
        return printer._print(self.args[2])


def by_dots(expression: Basic) -> Any:
    """Return the expression with every angle written through inner products."""
    return expression.replace(lambda n: isinstance(n, Angle), lambda n: n.as_elementary())


def gradient(scalar: Expr, x: Vector) -> Expr:
    """Return ∂/∂x of a function of Gram entries, by the chain rule through them.

    ∂f/∂x = Σ_y ∂f/∂(x·y) y + 2 ∂f/∂(x·x) x, a linear combination of vectors.

    >>> u, v = Vector("u"), Vector("v")
    >>> gradient(Dot(u, u) * Dot(u, v), u)
    2*u*Dot(u, v) + v*Dot(u, u)
    """
    total: Expr = S.Zero
    scalar = scalar.replace(lambda n: isinstance(n, Angle) and x in n.args, lambda n: n.as_elementary())
    for entry in sorted(scalar.atoms(Dot), key=str):
        if x in entry.args:
            y, z = entry.args
            other = z if y == x else y
            total += scalar.diff(entry) * (2 if y == z else 1) * other
    return total


class Gradient(Expr):
    """The gradient of a scalar in a vector, kept unevaluated; `doit` is the chain rule."""

    is_commutative = True

    def doit(self, **_: Any) -> Expr:
        return gradient(*self.args)

    def _sympystr(self, printer: Any) -> str:
        return f"Gradient({printer._print(self.args[0])}, {printer._print(self.args[1])})"

    def _latex(self, printer: Any) -> str:
        scalar, x = (printer._print(part) for part in self.args)
        return rf"\nabla_{{{x}}} \left[{scalar}\right]"


def instantiate(expression: Expr, values: Mapping[Vector, Sequence[Expr]]) -> Expr:
    """Return a scalar expression with every inner product computed from explicit coordinates."""
    expression = by_dots(expression)
    return expression.xreplace(
        {
            entry: sum((s * t for s, t in zip(*(values[v] for v in entry.args), strict=True)), S.Zero)
            for entry in expression.atoms(Dot)
        }
    )


class Vectors(Set):
    """The space R^dimension as a range of a `Domain`; ``nonzero`` leaves out the origin."""

    def __new__(cls, dimension: Any, nonzero: Any = False) -> Vectors:
        self = super().__new__(cls, sympy.sympify(dimension), sympy.sympify(nonzero))
        return self

    @property
    def dimension(self) -> Symbol | Number:
        return self.args[0]

    @property
    def nonzero(self) -> bool:
        return bool(self.args[1])

    def _contains(self, other: Basic) -> Any:
        return None

    def _sympystr(self, printer: Any) -> str:
        return f"R^{printer._print(self.dimension)}" + (" \\ {0}" if self.nonzero else "")

    def _latex(self, printer: Any) -> str:
        space = rf"\mathbb{{R}}^{{{printer._print(self.dimension)}}}"
        return space + (r" \setminus \{0\}" if self.nonzero else "")

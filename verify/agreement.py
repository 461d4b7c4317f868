"""Agreement of somebody's floating-point function with a claim, on inputs that Hypothesis draws and shrinks.

Floats are exact numbers, so the claim's value at the very floats that the function was given can be enclosed.  A
function computed in floating point agrees there if its value is what the claim's formula gives when every input, at
each place where it stands, and the result are perturbed by a few units in the last place: mixed forward-backward
stability (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §1.5), with the formula as it is written.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from flint import arb
from hypothesis import HealthCheck, Phase, assume, errors, given, settings
from hypothesis import seed as seeded
from sympy import Basic, Eq, Expr, Symbol

from verify.arithmetics import Bounds, arithmetic, ball
from verify.arithmetics import range as ranges
from verify.claims import Unsupported, conditions
from verify.compile import CompileError, compile_expression
from verify.decimals import enclosure, middle
from verify.declare import Lemma
from verify.derivation import Derivation
from verify.domain import Domain
from verify.falsify import truth
from verify.points import enclosed, exact
from verify.strategies import Input, exact_point, inputs
from verify.vectors import Angle, Dot, Vector, Vectors, by_dots

__all__ = ["Agreement", "agrees_at", "agrees_with"]

DIGITS = (40, 80, 160, 320, 640)
Implementation = Callable[..., Any]


@dataclass(frozen=True)
class Agreement:
    """How many inputs were compared, how many left out because the claim has no value there that a float may hold.

    ``worst`` is the largest distance of a value from the true one as a part of the one allowed, at most 1.
    """

    examples: int
    undefined: int
    worst: float


def agrees_with(
    claim: Any,
    implementation: Implementation,
    *,
    domain: Domain | None = None,
    side: str = "right",
    ulps: float = 16,
    tolerance: float = 0.0,
    scale: float = 0.0,
    examples: int = 400,
    dtype: Any = "float64",
    seed: int | None = None,
) -> Agreement:
    """Raise AssertionError with a shrunk input if a function differs from a claim by more than rounding explains.

    ``claim`` is a `Derivation` (its result is meant), a `Lemma` that states an equation (its
    right-hand side, or ``side="left"``), or a scalar SymPy expression with its ``domain``.  A
    ``domain`` given with a derivation or a lemma says where to draw; points outside the claim's own
    are left out.  ``implementation`` is called once for each input, with the arguments it names
    among the domain's symbols (in the domain's order without the vectors' dimensions if it names
    none): vectors are one-dimensional arrays of ``dtype``, scalars Python floats and ints.  It
    returns a real number or an array of one entry, whatever `numpy.asarray` understands.

    A value x agrees if x is in the enclosure of the formula over all inputs perturbed relatively by
    at most ``ulps`` · eps, each occurrence for itself, widened by as much of the result; or if it is
    within ``tolerance`` · max(|true value|, ``scale``) of the true value.  eps is 2⁻⁵² for float64.  The angle of two
    vectors counts as one formula, stable for nearly parallel vectors, so that an arccosine that
    loses half the digits is seen where it matters.  Integers and zeros are not perturbed, and neither are
    intermediate results: 1 − cos x near 0, computed as it stands, does not agree with itself.

    A failure is proved: no such perturbation gives the value returned.  An exception, NaN, infinity
    or anything that is no real number is a failure too.  Passing means only that none of the
    ``examples`` inputs failed.  The inputs are the same on each run if ``seed`` is given or the
    current Hypothesis settings are derandomized.  Raises TypeError or ValueError for a claim that is not
    one number, and for a function whose arguments do not match.

    >>> from sympy import Interval, cos, symbols
    >>> versine = 1 - cos(symbols("x"))
    >>> agrees_with(versine, lambda x: 2 * np.sin(x / 2) ** 2, domain=Domain(x=Interval(0, 1)), seed=0).examples
    400
    """
    _refuse_bad_numbers(ulps, tolerance, scale, examples)
    comparison = _Comparison(_quantity(claim, domain, side), implementation, ulps, tolerance, scale, _format(dtype))
    own, tally = comparison.quantity.domain, _Tally()
    failures: list[_Failure] = []

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(inputs(domain or own, comparison.dtype))
    def compared(point: Input) -> None:
        assume(domain in (None, own) or own.contains(exact_point(own, point)))
        if found := comparison.failure(point, tally):
            failures.append(found)
            raise _Disagreement

    _run(compared if seed is None else seeded(seed)(compared), failures)
    if not tally.examples:
        raise ValueError("no input was compared: the claim is undefined, or its side condition fails, at all drawn")
    return Agreement(tally.examples, tally.undefined, tally.worst)


def agrees_at(
    claim: Any,
    implementation: Implementation,
    point: Mapping[str, Any],
    *,
    domain: Domain | None = None,
    side: str = "right",
    ulps: float = 16,
    tolerance: float = 0.0,
    scale: float = 0.0,
    dtype: Any = "float64",
) -> None:
    """Raise AssertionError if a function differs from a claim at one input, for use under a `given` of one's own.

    ``point`` has a number or a sequence of numbers for each name in the domain, as
    `verify.strategies.inputs` draws them; the rest is as in `agrees_with`, which cannot be nested in
    another `given`.  Raises ValueError where the claim is undefined and for a point outside the domain.
    """
    _refuse_bad_numbers(ulps, tolerance, scale, 1)
    quantity = _quantity(claim, domain, side)
    given_point = _point_of(quantity.domain, point, _format(dtype))
    tally = _Tally()
    comparison = _Comparison(quantity, implementation, ulps, tolerance, scale, _format(dtype))
    if found := comparison.failure(given_point, tally):
        raise AssertionError(found.text()) from found.cause
    if not tally.examples:
        raise ValueError(f"the claim {quantity.name} was not shown to have a value at this point that a float can hold")


def _point_of(domain: Domain, point: Mapping[str, Any], dtype: Any) -> Input:
    """Return a point with its vectors as tuples, rounded to the format; raise ValueError if it is not in the domain."""
    if missing := set(domain.by_name) - set(point):
        raise ValueError(f"the point has no {', '.join(sorted(missing))}")
    found: dict[str, Any] = {}
    for name in domain.by_name:
        array = np.asarray(point[name])
        found[name] = tuple(array.astype(dtype).astype(float).tolist()) if array.ndim else array.item()
    sizes = {Symbol(name): x for name, x in found.items() if isinstance(x, int)}
    for symbol, values in domain.ranges.items():
        if isinstance(values, Vectors):
            letter = values.dimension if values.dimension.is_Integer else Symbol(values.dimension.name)
            size = sizes.setdefault(letter, int(letter) if letter.is_Integer else len(found[symbol.name]))
            if len(found[symbol.name]) != size:
                raise ValueError(f"{symbol.name} has {len(found[symbol.name])} entries where {size} are expected")
    if not domain.contains(exact_point(domain, found)):
        raise ValueError(f"the point is not in the domain, {domain}")
    return found


def _format(dtype: Any) -> Any:
    found = np.dtype(dtype)
    if found not in (np.float32, np.float64):
        raise ValueError(f"dtype= is float64 or float32, not {found}")
    return found


def _refuse_bad_numbers(ulps: float, tolerance: float, scale: float, examples: int) -> None:
    if not 0 <= ulps <= 2**40:
        raise ValueError(f"ulps= must lie between 0 and 2**40, not {ulps}")
    if not (0 <= tolerance < float("inf") and 0 <= scale < float("inf")):
        raise ValueError(f"tolerance= and scale= must be finite and not negative, not {tolerance} and {scale}")
    if examples < 1:
        raise ValueError(f"examples= must be at least 1, not {examples}")


# Running Hypothesis


class _Disagreement(Exception):
    """Tells Hypothesis to shrink; the failure itself is kept aside."""


@dataclass
class _Tally:
    examples: int = 0
    undefined: int = 0
    worst: float = 0.0


def _run(test: Callable[[], None], failures: list[_Failure]) -> None:
    try:
        test()
    except _Disagreement:
        raise AssertionError(failures[-1].text()) from failures[-1].cause
    except errors.Flaky:
        if not failures:
            raise
        text = f"{failures[-1].text()}\n  and not every time: the implementation is not a function of its input"
        raise AssertionError(text) from failures[-1].cause
    except errors.Unsatisfiable as error:
        raise ValueError(
            "no floats in the domain were found: its side condition rejects all that were drawn"
        ) from error


# The claim


def _quantity(claim: Any, domain: Domain | None, side: str) -> _Quantity:
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
    quantity = _Quantity(name, _in_symbols_of(own, expression), own, _words(*words))
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
class _Quantity:
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
            if kind == "ball":  # steps such as Max
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
class _At:
    """A quantity at exactly the floats of a point, or for inputs within a relative distance of them."""

    quantity: _Quantity
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


@dataclass(frozen=True, eq=False)
class _Comparison:
    quantity: _Quantity
    implementation: Implementation
    ulps: float
    tolerance: float
    scale: float
    dtype: Any

    @cached_property
    def unit(self) -> Fraction:
        return Fraction(float(np.finfo(self.dtype).eps))

    @cached_property
    def call(self) -> Callable[[Mapping[str, Any]], Any]:
        return _caller(self.implementation, self.quantity)

    def failure(self, point: Input, tally: _Tally) -> _Failure | None:
        """Return what is wrong at a point, None if nothing is or the claim says nothing there."""
        call = self.call
        at = _At(self.quantity, point)
        true, allowed = self._enclosures(at)
        if true is None or max(map(abs, true)) > Fraction(float(np.finfo(self.dtype).max)):
            tally.undefined += 1
            return None
        tally.examples += 1
        try:
            got = _number(call(self._arguments(point)))
        except errors.HypothesisException:
            raise
        except _NoNumber as error:
            return _Failure(self, at, str(error), true, allowed)
        except Exception as error:
            return _Failure(self, at, f"raised {type(error).__name__}: {error}", true, allowed, cause=error)
        if allowed is None or allowed[0] <= got <= allowed[1]:
            tally.worst = max(tally.worst, _part(got, true, allowed))
            return None
        return _Failure(self, at, f"gave {_plain(got)}", true, allowed, got)

    def _arguments(self, point: Input) -> dict[str, Any]:
        return {n: np.array(x, dtype=self.dtype) if isinstance(x, tuple) else x for n, x in point.items()}

    def _enclosures(self, at: _At) -> tuple[Bounds | None, Bounds | None]:
        """Return the true value and what is allowed, with as many digits as make the first far narrower."""
        true = allowed = None
        for digits in DIGITS:
            true = at.value(digits) or true
            if true is not None:
                allowed = self.allowed(at, true, digits, self.ulps)
                if allowed is None or 1024 * (true[1] - true[0]) <= allowed[1] - allowed[0]:
                    break
        return true, allowed

    def allowed(self, at: _At, true: Bounds, digits: int, ulps: float) -> Bounds | None:
        """Return the interval of the values that agree, None if all do."""
        relative = Fraction(ulps) * self.unit
        found = at.nearby(digits, relative)
        if found is None:
            return None
        low, high = min(found[0], true[0]), max(found[1], true[1])
        smallest = Fraction(float(np.finfo(self.dtype).smallest_subnormal))
        widened = relative * max(abs(low), abs(high)) + Fraction(ulps) * smallest
        slack = Fraction(self.tolerance) * max(abs(true[0]), abs(true[1]), Fraction(self.scale))
        return min(low - widened, true[0] - slack), max(high + widened, true[1] + slack)


def _part(got: Fraction, true: Bounds, allowed: Bounds | None) -> float:
    """Return the distance from the true value as a part of the largest one allowed."""
    if allowed is None or true[0] <= got <= true[1]:
        return 0.0
    return float(max(true[0] - got, got - true[1]) / max(true[0] - allowed[0], allowed[1] - true[1]))


class _NoNumber(Exception):
    """What an implementation returned is no real number."""


def _number(result: Any) -> Fraction:
    """Return the number returned, exactly."""
    array = np.asarray(result)
    if array.size != 1:
        raise _NoNumber(f"returned an array of shape {array.shape} where one number was expected")
    value = array.item() if array.dtype != np.longdouble else array.reshape(-1)[0]
    if isinstance(value, complex | str | bytes) or value is None:
        raise _NoNumber(f"returned {value!r}, no real number")
    try:
        return Fraction(*value.as_integer_ratio())
    except (OverflowError, ValueError):  # infinities and NaN have no ratio
        raise _NoNumber(f"returned {value}") from None
    except AttributeError:
        raise _NoNumber(f"returned a {type(value).__name__}, no real number") from None


def _caller(implementation: Implementation, quantity: _Quantity) -> Callable[[Mapping[str, Any]], Any]:
    """Return a call of the implementation by the names it has in common with the domain, or by position."""
    names = list(quantity.domain.by_name)
    dimensions = {str(r.dimension) for r in quantity.domain.ranges.values() if isinstance(r, Vectors)}
    order = [name for name in names if name not in dimensions]
    parameters = _parameters(implementation)
    everything = any(p.kind is p.VAR_KEYWORD for p in (parameters or {}).values())
    if parameters is None or not (everything or set(parameters) & set(names)):
        _refuse_too_few(implementation, order)
        return lambda values: implementation(*(values[name] for name in order))
    taken = names if everything else [name for name in names if name in parameters]
    used = {str(s) for s in quantity.expression.free_symbols} & set(order)
    if missing := sorted(used - set(taken)):
        raise TypeError(f"the implementation takes no {', '.join(missing)}, on which the claim depends")
    strangers = [p.name for p in parameters.values() if _is_needed(p) and p.name not in names]
    if strangers:
        raise TypeError(f"the implementation needs {', '.join(strangers)}, not in {quantity.domain}")
    return lambda values: implementation(**{name: values[name] for name in taken})


def _parameters(implementation: Implementation) -> Mapping[str, inspect.Parameter] | None:
    try:
        found = inspect.signature(implementation).parameters
    except (TypeError, ValueError):
        return None
    return None if any(p.kind is p.POSITIONAL_ONLY for p in found.values()) else found


def _is_needed(parameter: inspect.Parameter) -> bool:
    variable = (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return parameter.default is parameter.empty and parameter.kind not in variable


def _refuse_too_few(implementation: Implementation, order: list[str]) -> None:
    try:
        inspect.signature(implementation).bind(*order)
    except ValueError:  # some builtins have none
        return
    except TypeError as error:
        raise TypeError(f"the implementation cannot be called with {', '.join(order)}: {error}") from None


# The message


@dataclass(frozen=True, eq=False)
class _Failure:
    comparison: _Comparison
    at: _At
    what: str
    true: Bounds
    allowed: Bounds | None
    got: Fraction | None = None
    cause: Exception | None = field(default=None)

    def text(self) -> str:
        quantity = self.comparison.quantity
        lines = [f"the implementation {self.what}, against {quantity.name}"]
        lines += [f"  {name} = {self._input(x)}" for name, x in self.at.point.items()]
        lines += [f"  true value: {_between(self.true)}", *self._deviation()]
        if quantity.words:
            lines.append(f"  claim: {quantity.words}")
        return "\n".join(lines)

    def _input(self, x: Any) -> str:
        kind = "" if self.comparison.dtype == float else f", dtype=np.{self.comparison.dtype}"
        return f"np.array({list(x)}{kind})" if isinstance(x, tuple) else repr(x)

    def _deviation(self) -> Iterator[str]:
        if self.got is None:
            return
        error = max(self.true[0] - self.got, self.got - self.true[1])
        size = max(map(abs, self.true))
        relative = "" if not size else f", {_short(error / size)} relatively"
        yield f"  error: about {_short(error)}{relative}"
        if self.allowed is not None:
            yield f"  allowed: {_between(self.allowed)}"
        yield f"  explained by {self._needed()}, {self.comparison.ulps} ulps allowed"

    def _needed(self) -> str:
        """Return how many ulps would do, to a factor of two."""
        ulps = max(self.comparison.ulps, 0.5)
        while ulps < 2**44:
            ulps *= 2
            allowed = self.comparison.allowed(self.at, self.true, DIGITS[1], ulps)
            if allowed is None or allowed[0] <= self.got <= allowed[1]:  # type: ignore[operator]
                return f"rounding of {_short(Fraction(ulps))} ulps"
        return "no rounding"


def _plain(x: Fraction) -> str:
    return repr(float(x)) if Fraction(float(x)) == x else middle((x, x), 25)


def _short(x: Fraction) -> str:
    return f"{float(middle((x, x), 3)):.3g}"


def _between(bounds: Bounds) -> str:
    ends = enclosure(bounds, 17)
    return f"between {ends['lower']} and {ends['upper']}"

"""A floating-point function compared with the enclosures of a claim at one input, and what a failure says."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from hypothesis import errors

from verify.arithmetics import Bounds
from verify.arithmetics.decimals import enclosure, middle
from verify.language.vectors import Vectors
from verify.testing.backward_error import DIGITS, At, Quantity
from verify.testing.strategies import Input

__all__ = ["Comparison", "Failure", "Implementation", "Tally"]

Implementation = Callable[..., Any]


@dataclass
class Tally:
    examples: int = 0
    undefined: int = 0
    worst: float = 0.0


@dataclass(frozen=True, eq=False)
class Comparison:
    quantity: Quantity
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

    def failure(self, point: Input, tally: Tally) -> Failure | None:
        """Return what is wrong at a point, None if nothing is or the claim says nothing there.

        Where rounding of the inputs may give any value, or the true value is not known well, only what is no number
        is wrong, and nothing counts as compared.
        """
        call = self.call
        at = At(self.quantity, point)
        true, allowed = self._enclosures(at)
        if true is None or max(map(abs, true)) > Fraction(float(np.finfo(self.dtype).max)):
            tally.undefined += 1
            return None
        compared = allowed is not None and self._is_sharp(true, allowed)
        tally.examples += compared
        tally.undefined += not compared
        try:
            got = _number(call(self._arguments(point)))
        except errors.HypothesisException:
            raise
        except _NoNumber as error:
            return Failure(self, at, str(error), true, allowed)
        except Exception as error:
            return Failure(self, at, f"raised {type(error).__name__}: {error}", true, allowed, cause=error)
        if allowed is None or allowed[0] <= got <= allowed[1]:
            tally.worst = max(tally.worst, _part(got, true, allowed))
            return None
        return Failure(self, at, f"gave {_plain(got)}", true, allowed, got)

    def _arguments(self, point: Input) -> dict[str, Any]:
        return {n: np.array(x, dtype=self.dtype) if isinstance(x, tuple) else x for n, x in point.items()}

    def _enclosures(self, at: At) -> tuple[Bounds | None, Bounds | None]:
        """Return the true value and what is allowed, with as many digits as make the first far narrower."""
        true = allowed = None
        for digits in DIGITS:
            true = at.value(digits) or true
            if true is not None:
                allowed = self.allowed(at, true, digits, self.ulps)
                if allowed is not None and 1024 * (true[1] - true[0]) <= allowed[1] - allowed[0]:
                    break
        return true, allowed

    def _is_sharp(self, true: Bounds, allowed: Bounds) -> bool:
        """Return whether the true value is known far better than it need be, or than the format tells apart."""
        least = max(self.unit * max(map(abs, true)), Fraction(float(np.finfo(self.dtype).smallest_subnormal)))
        return 1024 * (true[1] - true[0]) <= max(allowed[1] - allowed[0], least)

    def allowed(self, at: At, true: Bounds, digits: int, ulps: float) -> Bounds | None:
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


def _caller(implementation: Implementation, quantity: Quantity) -> Callable[[Mapping[str, Any]], Any]:
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
class Failure:
    comparison: Comparison
    at: At
    what: str
    true: Bounds
    allowed: Bounds | None
    got: Fraction | None = None
    cause: Exception | None = field(default=None)

    def text(self) -> str:
        quantity = self.comparison.quantity
        lines = [f"the implementation {self.what}, against {quantity.name}"]
        lines += [f"  {name} = {self._input(x)}" for name, x in self.at.point.items()]
        lines += [f"  true value: {between(self.true)}", *self._deviation()]
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
            yield f"  allowed: {between(self.allowed)}"
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


def between(bounds: Bounds) -> str:
    ends = enclosure(bounds, 17)
    return f"between {ends['lower']} and {ends['upper']}"

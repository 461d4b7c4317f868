"""Agreement of somebody's floating-point function with a claim, on inputs that Hypothesis draws and shrinks.

Floats are exact numbers, so the claim's value at the very floats that the function was given can be enclosed.  A
function computed in floating point agrees there if its value is what the claim's formula gives when every input, at
each place where it stands, and the result are perturbed by a few units in the last place: mixed forward-backward
stability (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §1.5), with the formula as it is written.

The unit, eps, is 2⁻⁵² for float64.  The angle of two vectors counts as one formula, stable for nearly parallel ones,
so that an arccosine that loses half the digits is seen where it matters.  Integers and zeros are not perturbed, and
neither are intermediate results: 1 − cos x near 0, computed as it stands, does not agree with itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, assume, errors, given, settings
from hypothesis import seed as seeded
from sympy import Symbol

from verify.language.domain import Domain
from verify.language.vectors import Vectors
from verify.testing.backward_error import is_inside, quantity_of
from verify.testing.comparison import Comparison, Failure, Implementation, Tally
from verify.testing.strategies import Input, inputs

__all__ = ["Agreement", "agrees_at", "agrees_with"]


@dataclass(frozen=True)
class Agreement:
    """How many inputs were compared, and how many left out.

    Left out, as ``undefined``, is where the claim has no value that a float may hold, where a comparison in it (of a
    step, a case) is not decided by 1,280 digits, and where rounding of the inputs may give any value.
    ``worst`` is the largest distance of a value from the true one as a part of the one allowed, at most 1.
    """

    examples: int
    undefined: int
    worst: float


def agrees_with(
    claim: Any, implementation: Implementation, *, domain: Domain | None = None, side: str = "right", ulps: float = 16,
    tolerance: float = 0.0, scale: float = 0.0, examples: int = 400, dtype: Any = "float64", seed: int | None = None,
) -> Agreement:  # fmt: skip
    """Raise AssertionError with a shrunk input if a function differs from a claim by more than rounding explains.

    ``claim`` is a `Derivation` (its result is meant), a `Lemma` that states an equation (its right-hand side, or
    ``side="left"``), or a scalar SymPy expression with its ``domain``.  A ``domain`` given with a derivation or a lemma
    says where to draw; points outside the claim's own are left out.  ``implementation`` is called once for each input,
    with the arguments it names among the domain's symbols (in the domain's order without the vectors' dimensions if it
    names none): vectors are one-dimensional arrays of ``dtype``, scalars Python floats and ints.  It returns a real
    number or an array of one entry, whatever `numpy.asarray` understands.

    A value x agrees if x is in the enclosure of the formula over all inputs perturbed relatively by at most ``ulps`` ·
    eps, each occurrence for itself, widened by as much of the result; or if it is within ``tolerance`` times the true
    value's magnitude or ``scale``, whichever is greater, of the true value.  A failure is proved: no such perturbation
    gives the value returned.  An exception, NaN, infinity or anything that is no real number is a failure too.
    Passing means only that none of the ``examples`` inputs failed.  The inputs are the same on each run if ``seed`` is
    given or the current Hypothesis settings are derandomized.  Raises TypeError or ValueError for a claim that is not
    one number, and for a function whose arguments do not match.

    >>> from sympy import Interval, cos, symbols
    >>> versine = 1 - cos(symbols("x"))
    >>> agrees_with(versine, lambda x: 2 * np.sin(x / 2) ** 2, domain=Domain(x=Interval(0, 1)), seed=0).examples
    400
    """
    _refuse_bad_numbers(ulps, tolerance, scale, examples)
    comparison = Comparison(quantity_of(claim, domain, side), implementation, ulps, tolerance, scale, _format(dtype))
    tally = _compared(comparison, domain or comparison.quantity.domain, examples, seed)
    if not tally.examples:
        raise ValueError(
            "no input was compared: the claim is undefined, not decided or unbounded at all drawn; narrow domain="
        )
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
    `verify.testing.strategies.inputs` draws them; the rest is as in `agrees_with`, which cannot be nested in
    another `given`.  Raises ValueError where the claim is undefined and for a point outside the domain.
    """
    _refuse_bad_numbers(ulps, tolerance, scale, 1)
    quantity = quantity_of(claim, domain, side)
    given_point = _point_of(quantity.domain, point, _format(dtype))
    tally = Tally()
    comparison = Comparison(quantity, implementation, ulps, tolerance, scale, _format(dtype))
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
    if not is_inside(domain, found):
        raise ValueError(f"the point is not in the domain, or was not shown to be: {domain}")
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


def _compared(comparison: Comparison, drawn: Domain, examples: int, seed: int | None) -> Tally:
    """Compare at inputs from a domain as far as they lie in the claim's; raise AssertionError at the shrunk failure."""
    tally, failures = Tally(), list[Failure]()

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(inputs(drawn, comparison.dtype))
    def compared(point: Input) -> None:
        assume(is_inside(comparison.quantity.domain, point))
        if found := comparison.failure(point, tally):
            failures.append(found)
            raise _Disagreement

    _run(compared if seed is None else seeded(seed)(compared), failures)
    return tally


def _run(test: Callable[[], None], failures: list[Failure]) -> None:
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

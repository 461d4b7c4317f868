"""How probable each minimum is from a random start: one answer, by four methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from derivations.papers.du2018.basin import certified, separatrix, simulation
from derivations.papers.du2018.basin.initial import Setting
from derivations.papers.du2018.basin.separatrix import GLOBAL, SPURIOUS
from derivations.papers.du2018.theory.descent import descent_decides
from derivations.papers.du2018.theory.dynamics import flow_is_cooperative
from derivations.papers.du2018.theory.edges import one_dimensional_filter
from derivations.papers.du2018.theory.sets import sums_decide, trap_decides, without_a_ring
from verify.arithmetics.decimals import enclosure, middle, parse_rational
from verify.language.lemma import Lemma, ancestors
from verify.language.rendering import Drawn
from verify.running.cache import fitting
from verify.statistics.binomial import despite_undecided

__all__ = ["METHODS", "Basin", "Request", "Share", "basin", "solve"]

METHODS = ("flow", "descent", "quadrature", "certified")
CHUNK = 250_000  # starts simulated at a time
LARGEST_SCALE = 10_000

_PARTS = {
    "global", "spurious", "undecided", "starts", "method", "patches", "ratio", "filter_size", "scale", "lemmas",
    "given", "remark",
}  # fmt: skip

Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Share:
    """The probability of one outcome: an estimate and an interval.

    ``confidence`` is the probability with which the interval was going to contain it, "certified" where it does for
    certain, "estimated" where its width is what the last refinement changed.
    """

    estimate: Fraction
    lower: Fraction
    upper: Fraction
    confidence: str

    @staticmethod
    def exact(value: Fraction) -> Share:
        return Share(value, value, value, "certified")

    @property
    def rest(self) -> Share:
        """The probability of the opposite."""
        return Share(1 - self.estimate, 1 - self.upper, 1 - self.lower, self.confidence)

    def as_dict(self) -> dict[str, str]:
        bounds = enclosure((self.lower, self.upper), 12)
        return {"estimate": middle((self.estimate,) * 2, 12), **bounds, "confidence": self.confidence}


@dataclass(frozen=True)
class Request:
    """What is asked: a setting, a method, and how much work to put in.

    ``width`` is of the certified bounds, ``starts``, ``rate`` (η, by default a tenth of 2π/λ₁), ``confidence`` and
    ``seed`` are of the simulations.
    """

    setting: Setting
    method: str
    width: float = 0.002
    starts: int = 4_000_000
    rate: float | None = None
    confidence: Fraction = Fraction(99, 100)
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"no method is called {self.method!r}; there are {', '.join(METHODS)}")
        if self.setting.scale > LARGEST_SCALE:
            raise ValueError(f"the scale is at most {LARGEST_SCALE}: beyond, the angle is too fast to be followed")
        if not 1e-4 <= self.width < 1:
            raise ValueError(f"the width of the bounds is between 0.0001 and 1, not {self.width}")
        if self.starts < 1 or not 0 < self.confidence < 1:
            text = f"{self.starts} and {self.confidence}"
            raise ValueError(f"a simulation needs at least one start and a confidence between 0 and 1, not {text}")
        if self.rate is not None and not 0 < self.rate < self.largest_rate:
            limit = f"{self.largest_rate:.6g}"
            raise ValueError(f"the rate η is positive and less than 4π/λ₁ = {limit}, where descent is stable")

    @property
    def largest_rate(self) -> float:
        return 20 * simulation.default_rate(self.setting)  # 4π/λ₁


@dataclass(frozen=True)
class Basin(Drawn):
    """The probabilities of the global minimum, of the spurious one, and of what was not decided."""

    request: Request
    global_: Share
    spurious: Share
    undecided: Share
    starts: int | None = None
    remark: str = ""

    @property
    def shares(self) -> dict[str, Share]:
        return {"global": self.global_, "spurious": self.spurious, "undecided": self.undecided}

    @property
    def lemmas(self) -> tuple[Lemma, ...]:
        """What the fates of starts rest on, and for certified bounds the order of the flow."""
        setting = self.request.setting
        if setting.size == 1:
            return (one_dimensional_filter,)
        if self.request.method == "descent":
            return (descent_decides,)
        deciding = (sums_decide, trap_decides, without_a_ring)
        return (flow_is_cooperative, *deciding) if self.request.method in ("certified", "quadrature") else deciding

    @property
    def given(self) -> tuple[str, ...]:
        """The theorems of the literature among them."""
        return tuple(lemma.name for lemma in ancestors(self.lemmas) if lemma.quoted)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data; every probability is a decimal string, the ends of intervals rounded outward."""
        setting = self.request.setting
        return {
            **{name: share.as_dict() for name, share in self.shares.items()},
            "starts": self.starts,
            "method": self.request.method,
            "patches": setting.patches,
            "ratio": str(setting.ratio),
            "filter_size": setting.size,
            "scale": str(setting.scale),
            "lemmas": [lemma.name for lemma in self.lemmas],
            "given": list(self.given),
            "remark": self.remark,
        }


def basin(request: Request, run: Map = map) -> Basin:
    """Return the probabilities that gradient descent or flow from a random start ends at each minimum.

    ``run`` maps a function over its parts, as `map` does; the answer does not depend on it.
    """
    known = request.setting.certain
    if known and (request.setting.size == 1 or request.method in ("quadrature", "certified")):
        value, remark = known
        share = Share.exact(value)
        return Basin(request, share, share.rest, Share.exact(Fraction(0)), remark=remark)
    return {"quadrature": _by_quadrature, "certified": _certified}.get(request.method, _simulated)(request, run)


def _is_answer(request: Request, value: Any) -> bool:
    shares = [value[name] for name in ("global", "spurious", "undecided")]
    ordered = (parse_rational(share["lower"]) <= parse_rational(share["upper"]) for share in shares)
    estimated = (parse_rational(share["estimate"]) >= 0 and isinstance(share["confidence"], str) for share in shares)
    asked = (value["method"], value["patches"]) == (request.method, request.setting.patches)
    return set(value) == _PARTS and asked and all(ordered) and all(estimated)


@fitting(_is_answer)
def solve(request: Request) -> dict[str, Any]:
    """Return the answer to a request as plain data."""
    return basin(request).as_dict()


def _by_quadrature(request: Request, run: Map) -> Basin:
    value, change = map(Fraction, separatrix.probability(request.setting))
    share = Share(value, max(value - change, Fraction(0)), min(value + change, Fraction(1)), "estimated")
    none = Share(Fraction(0), Fraction(0), Fraction(0), "estimated")
    return Basin(request, share, share.rest, none)


def _certified(request: Request, run: Map) -> Basin:
    low, high = certified.bounds(request.setting, request.width, partial(run, certified.proved))
    share = Share((low + high) / 2, low, high, "certified")
    return Basin(request, share, share.rest, Share(Fraction(0), Fraction(0), high - low, "certified"))


def _simulated(request: Request, run: Map) -> Basin:
    full, rest = divmod(request.starts, CHUNK)
    sizes = [CHUNK] * full + [rest] * (rest > 0)
    parts = [replace(request, starts=size, seed=(request.seed << 32) + i) for i, size in enumerate(sizes)]
    counts = [sum(column) for column in zip(*run(simulated, parts), strict=True)]
    up, down, open_ = counts
    found, spurious = (_frequency(count, open_, request) for count in (up, down))
    return Basin(request, found, spurious, _frequency(open_, 0, request), request.starts)


def _are_counts(request: Request, value: Any) -> bool:
    counts = isinstance(value, list) and len(value) == 3 and {type(count) for count in value} == {int}
    return counts and min(value) >= 0 and sum(value) == request.starts


@fitting(_are_counts)
def simulated(request: Request) -> list[int]:
    """Return how many starts ended at the global minimum, at the spurious one, and undecided."""
    setting, rate = request.setting, request.rate or simulation.default_rate(request.setting)
    if request.method == "flow":
        outcome = simulation.flow(setting, request.starts, request.seed)
    else:
        outcome = simulation.descent(setting, request.starts, rate, request.seed)
    return [outcome.count(label) for label in (GLOBAL, SPURIOUS, 0)]


def _frequency(count: int, undecided: int, request: Request) -> Share:
    low, high = despite_undecided(count, undecided, request.starts, float(request.confidence))
    return Share(Fraction(count, request.starts), Fraction(low), Fraction(high), str(float(request.confidence)))

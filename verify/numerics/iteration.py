"""Many starts of one update map, moved at once until their fates are known; frequencies of fates.

A *state* is a tuple of arrays whose first axis runs over the starts.  Floating point throughout: an
outcome is evidence of the sampled kind, the interval of a frequency is exact about chance alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.statistics.binomial import despite_undecided

__all__ = ["Outcome", "State", "Update", "euler", "iterate", "runge_kutta"]

Array = np.ndarray[Any, Any]
State = tuple[Array, ...]
Update = Callable[..., State]
LONGEST = 64  # steps between two questions: an update costs about what a question does
MANY = 16  # questions come closer together while more than one start in so many is decided
WINDOW = 1 << 13  # starts that move at a time: a few arrays of them stay in a core's cache


@dataclass(frozen=True)
class Outcome:
    """What became of n starts.

    ``labels`` (n,) are their fates, 0 where undecided; ``steps`` (n,) the updates each has made;
    ``states`` the arrays in which they were left; ``refused`` (n,) is true of the starts, all undecided,
    that came upon NaN or infinity.
    """

    labels: Array
    steps: Array
    states: State
    refused: Array

    def count(self, label: int) -> int:
        """Return how many starts have a label."""
        return int(np.count_nonzero(self.labels == label))

    def frequency(self, label: int, confidence: float) -> tuple[float, float]:
        """Return an interval for the probability of a fate, whatever becomes of the undecided starts.

        For independent random starts it contains, with the probability `confidence` or more, the
        probability that a start is given the label sooner or later: the undecided count as none of it
        at the lower end and as all of it at the upper.  For label 0 it is that of being undecided.
        """
        undecided = self.count(0) if label else 0
        return despite_undecided(self.count(label), undecided, len(self.labels), confidence)


def iterate(
    update: Update,
    fate: Callable[..., Array],
    state: State,
    limit: int,
    *,
    longest: int = LONGEST,
    window: int = WINDOW,
) -> Outcome:
    """Return what becomes of every start after at most `limit` updates.

    ``update(*state)`` returns the next state, ``fate(*state)`` an integer for each start, 0 where
    nothing is known yet.  Both are given the starts that are still undecided, `window` of them at
    most: whoever is decided leaves, and the next start takes the place.  Fates are asked at a
    start's step 0 and its last, and in between after 1, 2, 4, … up to `longest` steps: twice as many
    as before when at most 1/16 of the window has left, half as many when more has.

    The label is therefore one that `fate` gives at one of the start's steps, and it is found at most
    `longest` steps late; where no update leads out of a fate, it depends neither on `longest`
    nor on `window`.  A label 0 says that none was found, not that there is none.  Floating-point
    warnings are off, since NaN and infinity are looked for.  Raises ValueError for arrays of
    different lengths, a negative limit, no room in the window, and what does not fit from `update` or `fate`.

    >>> halved = iterate(lambda x: (x / 2,), lambda x: x < 1, (np.array([0.5, 1.5, np.nan]),), 100)
    >>> halved.labels, halved.steps, halved.refused
    (array([1, 1, 0]), array([0, 1, 0]), array([False, False,  True]))
    """
    run = _Run(update, fate, state, limit, longest, window)
    with np.errstate(all="ignore"):
        while run.fill():
            run.ask()
            run.move()
    return Outcome(run.labels, run.steps, run.states, run.refused)


class _Run:
    """The starts that move now, `who` they are and the `age` of each in steps; the outcome as far as known."""

    def __init__(
        self, update: Update, fate: Callable[..., Array], start: State, limit: int, longest: int, window: int
    ) -> None:
        self.states = tuple(_floats(x) for x in start)
        lengths = {len(x) for x in self.states}
        if len(lengths) != 1:
            raise ValueError(f"the arrays of a state share their first axis, the starts; they have {sorted(lengths)}")
        if limit < 0 or longest < 1 or window < 1:
            raise ValueError(f"need limit ≥ 0, longest ≥ 1 and window ≥ 1, not {limit}, {longest} and {window}")
        self.update, self.fate = update, fate
        self.limit, self.longest, self.window = limit, longest, window
        self.n, self.next, self.pause = lengths.pop(), 0, 0
        self.labels, self.steps = np.zeros(self.n, dtype=np.int64), np.zeros(self.n, dtype=np.int64)
        self.refused = np.zeros(self.n, dtype=bool)
        self.who, self.age = self.steps[:0].copy(), self.steps[:0].copy()
        self.now: State = tuple(x[:0].copy() for x in self.states)

    def fill(self) -> bool:
        """Let starts that wait take the free places; return whether any start moves."""
        new = np.arange(self.next, min(self.n, self.next + self.window - len(self.who)))
        if len(new):
            self.next += len(new)
            self.who = np.concatenate([self.who, new])
            self.age = np.concatenate([self.age, np.zeros_like(new)])
            self.now = tuple(np.concatenate([x, y[new]]) for x, y in zip(self.now, self.states, strict=True))
        return len(self.who) > 0

    def ask(self) -> None:
        """Let the starts go that are decided, no longer finite, or at the limit."""
        finite = np.logical_and.reduce([np.isfinite(x).reshape(len(x), -1).all(axis=1) for x in self.now])
        label = np.where(finite, self._fates(), 0)
        stays = finite & (label == 0) & (self.age < self.limit)
        left = len(stays) - int(np.count_nonzero(stays))
        if left:
            self._leave(~stays, label, finite)
            self.who, self.age, self.now = self.who[stays], self.age[stays], tuple(x[stays] for x in self.now)
        pause = self.pause // 2 if left * MANY > len(stays) else 2 * self.pause
        self.pause = min(max(1, pause), self.longest)

    def _fates(self) -> Array:
        label = np.asarray(self.fate(*self.now))
        if label.shape != self.age.shape or label.dtype.kind not in "biu":
            raise ValueError(f"fate returns {len(self.age)} integers, not {label.dtype} of shape {label.shape}")
        return label

    def _leave(self, gone: Array, label: Array, finite: Array) -> None:
        who = self.who[gone]
        self.labels[who], self.steps[who], self.refused[who] = label[gone], self.age[gone], ~finite[gone]
        for final, x in zip(self.states, self.now, strict=True):
            final[who] = x[gone]

    def move(self) -> None:
        """Update all that move, until the next question or the limit of the oldest."""
        if not len(self.who):
            return
        steps, state = min(self.pause, self.limit - int(self.age.max())), self.now
        for _ in range(steps):
            state = self.update(*state)
        if not isinstance(state, tuple) or [np.shape(x) for x in state] != [x.shape for x in self.now]:
            raise ValueError(f"update returns a tuple of arrays of shapes {[x.shape for x in self.now]}, as given")
        self.now, self.age = state, self.age + steps


def _floats(x: Any) -> Array:
    """Return a copy of an array in floating point."""
    values = np.array(x)
    if values.ndim == 0:
        raise ValueError("the arrays of a state have a first axis, the starts; a number has none")
    return values if values.dtype.kind == "f" else values.astype(np.float64)


def euler(field: Update, step: float) -> Update:
    """Return the update x ↦ x + step F(x), explicit Euler's: gradient descent where F = −∇ℓ."""

    def update(*x: Array) -> State:
        return _moved(x, step, field(*x))

    return update


def runge_kutta(field: Update, step: float | Array) -> Update:
    """Return the update by the classical Runge-Kutta method of order 4: its error is O(step⁵) for each step.

    >>> update = runge_kutta(lambda x: (x,), 0.1)
    >>> float(update(np.ones(1))[0][0])  # exp(0.1) = 1.1051709…
    1.1051708333333332
    """

    def update(*x: Array) -> State:
        k1 = field(*x)
        k2 = field(*_moved(x, step / 2, k1))
        k3 = field(*_moved(x, step / 2, k2))
        k4 = field(*_moved(x, step, k3))
        slopes = (p + 2 * (q + r) + s for p, q, r, s in zip(k1, k2, k3, k4, strict=True))
        return _moved(x, step / 6, tuple(slopes))

    return update


def _moved(x: State, step: float | Array, slope: State) -> State:
    return tuple(u + step * f for u, f in zip(x, slope, strict=True))
